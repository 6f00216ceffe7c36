"""Processes that end with the tests that started them, however those end."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_PR_SET_PDEATHSIG = 1


def start_review(
    arguments: Sequence[str | Path], *, env: Mapping[str, str] | None = None, **options: Any
) -> subprocess.Popen[Any]:
    """``duizhao review`` as users start it; it prints at once, and ends with who started it."""
    return subprocess.Popen(
        [sys.executable, ROOT / "duizhao.py", "review", *arguments],
        env={**(os.environ if env is None else env), "PYTHONUNBUFFERED": "1"},
        preexec_fn=end_with_parent if sys.platform == "linux" else None,
        **options,
    )


def end_with_parent() -> None:
    """Have the kernel send SIGTERM when the parent is gone: a killed run stops no fixtures."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)

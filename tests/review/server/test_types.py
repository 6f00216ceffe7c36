"""The page's modules are what their comments say: the TypeScript compiler finds nothing wrong."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
WAIT_S = 180


@cache
def compiler() -> list[str] | None:
    """How ``tsc`` is called here, without a network; ``None`` where it is not."""
    ways = [["tsc"], ["npx", "--offline", "--yes", "-p", "typescript", "tsc"]]
    for way in ways:
        if shutil.which(way[0]) and _run([*way, "--version"]).returncode == 0:
            return way
    return None


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=WAIT_S, check=False
    )


def test_the_modules_keep_their_types() -> None:
    way = compiler()
    if way is None:
        pytest.skip("no tsc here: npm install -g typescript")
    found = _run([*way, "-p", "jsconfig.json"])
    assert found.returncode == 0, found.stdout

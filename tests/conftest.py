"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Material that is not ours to ship; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("DUIZHAO_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("set DUIZHAO_DATA to the folder with the development material")
    return folder

"""A folder of made-up documents and the plan of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus_runs import plan, work_here
from made_texts import write_pairs


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    work_here(monkeypatch)


@pytest.fixture
def jobs(tmp_path: Path) -> Path:
    write_pairs(tmp_path / "jobs", range(4))
    return tmp_path / "jobs"


@pytest.fixture
def out(jobs: Path, tmp_path: Path) -> Path:
    plan(jobs, tmp_path / "out")
    return tmp_path / "out"

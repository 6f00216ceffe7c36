"""What tests and scripts of very many documents share: plans, an engine, what a run left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpora.progress import Progress
from review.corpus.options import RunOptions
from review.corpus.planning import PlanOptions, make_plan
from review.corpus.running import Ran, run_corpus
from review.corpus.work import Outcome, Task, carry_out

FILES = ("pairs.jsonl", "memory.tmx", "findings.csv", "statistics.json", "glossary.xlsx")
_LOCK = ".corpus.lock"
FAST = RunOptions(encoder="none", workers=1)


class Here:
    """An engine in this process, for tests of what is around it."""

    shares_files = True

    def run(self, tasks: Iterator[Task]) -> Iterator[Outcome]:
        return map(carry_out, tasks)

    def close(self) -> None:
        pass


def call_here(work: Callable[..., Any], *given: object, progress: Progress) -> Any:
    """What ``apart`` gives, in this process."""
    return work(*given, progress=progress)


def work_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all the work of runs done in this process, which needs no time to begin."""
    monkeypatch.setattr("review.corpus.runner.start_engine", lambda *_, **__: Here())
    monkeypatch.setattr("review.corpus.running.apart", call_here)


def plan(jobs: Path | str | None, folder: Path) -> Path:
    """A quick plan of a folder's documents."""
    make_plan(jobs, folder, options=PlanOptions(encoder="none", workers=1))
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    """The files that a run wrote for people, all but the index, which tells seconds."""
    return {name: (folder / name).read_bytes() for name in FILES if (folder / name).is_file()}


def contents(folder: Path) -> dict[str, bytes]:
    """Everything that must not depend on how it came about, and drafts that were left."""
    results = folder / "results"
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in results.rglob("*")
        if path.is_file()
    }
    # Pickled: equal, but not in its bytes.
    for name in [name for name, data in found.items() if data.startswith(b"\x80")]:
        del found[name]
    drafts = {
        path.relative_to(folder).as_posix(): b"a draft"
        for path in folder.rglob(".*")
        if path.name != _LOCK
    }
    return found | files_of(folder) | drafts


def run(folder: Path, options: RunOptions = FAST) -> Ran:
    """A run of what is planned there, without an encoder where nobody says otherwise."""
    return run_corpus(folder, options=options)

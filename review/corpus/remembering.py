"""The memory that a run works with: what was named, and what people decided in its own project.

A document is aligned with the decisions of the time. Those that come later guide the documents that
are done later, and nothing is done again for them; another memory that is named does all again.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpora.memory.house import HouseMemory
from corpora.progress import Progress
from corpora.storage import file_exists, put_file
from corpora.values import counted
from review import is_project
from review.corpus.frozen import Unit, result_place
from review.corpus.ledger import Ledger
from review.corpus.work import Given, Task, WorkOptions
from review.jobs.remembering import Gathered, add_files
from review.project import open_project

_SETTING = "memories"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMemory:
    """What a run knows from earlier work.

    ``named`` is what its owner named; ``now`` the same with what people decided in the run's own
    project. ``None`` where there is none.
    """

    named: HouseMemory | None
    now: HouseMemory | None

    @property
    def digest(self) -> str:
        """Of what was named; empty where nothing was."""
        return "" if self.named is None else self.named.digest

    def told(self) -> tuple[str, ...]:
        """What there is, in sentences; what was used of it each document's row says."""
        if self.now is None:
            return ()
        held = (
            counted(len(self.now.pairs), "pair"),
            counted(len(self.now.approved), "approved term"),
            counted(len(self.now.rejected), "rejected term"),
        )
        return (f"Memory: {', '.join(held)}, what was decided here included.", *self.now.notes)


def gather_memory(folder: Path, paths: Sequence[Path], progress: Progress) -> RunMemory:
    """What a run in a folder knows from earlier work.

    Raises:
        InputError: one of the files cannot be used.
    """
    gathered = Gathered()
    add_files(gathered, paths, own=folder, progress=progress)
    named = gathered.memory() if paths else None
    if not is_project(folder):
        return RunMemory(named=named, now=named)
    with open_project(folder) as project:
        if not project.held():
            return RunMemory(named=named, now=named)
        gathered.add_project(project, decided=True)
    now = gathered.memory()
    return RunMemory(named=named, now=now if now or paths else None)


def alignment_tasks(
    units: Sequence[Unit], work: WorkOptions, results: str, ledger: Ledger, memory: RunMemory
) -> dict[str, Task]:
    """The task of each pair that can be aligned: as it was done, else with the memory of now."""
    usable = [unit for unit in units if not unit.problem]
    now = "" if memory.now is None else memory.now.digest
    earlier = [one for one in _earlier(ledger, memory) if one != now]
    tasks = {unit.name: unit.alignment_task(work, results, _given(now, results)) for unit in usable}
    for digest in earlier:
        given = _given(digest, results)
        before = {unit.name: unit.alignment_task(work, results, given) for unit in usable}
        marks = ledger.marks([task.key for task in before.values()])
        done = {key for key, mark in marks.items() if not mark.error}
        tasks |= {name: task for name, task in before.items() if task.key in done}
    used = {task.memory for task in tasks.values()}
    if memory.now is not None and _given(now, results) in used:
        _put(memory.now, result_place(results, now))
    kept = [one for one in (*earlier, now) if one == now or _given(one, results) in used]
    held = {"named": memory.digest, "used": kept}
    with ledger.changing():
        ledger.put_setting(_SETTING, json.dumps(held))
    return tasks


def _earlier(ledger: Ledger, memory: RunMemory) -> list[str]:
    """Digests of the memories that documents were done with, the latest last; "" is none."""
    held = json.loads(ledger.setting(_SETTING) or "{}")
    is_same = held.get("named", "") == memory.digest
    return held.get("used", [""]) if is_same else []


def _given(digest: str, results: str) -> Given | None:
    if not digest:
        return None
    place = result_place(results, digest)
    return Given(name=f"memory {digest}", address=place, hash="", is_shared=True)


def _put(memory: HouseMemory, place: str) -> None:
    if not file_exists(place):
        memory.chinese_keys  # noqa: B018 - once here, not once a worker
        put_file(place, pickle.dumps(memory, protocol=5))

"""The frozen plan: what a run works on, as the plan and the files are when it begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpora.errors import InputError
from corpora.storage import is_remote
from review.corpus.ledger import KnownFile, Ledger
from review.corpus.plan import PLAN, PlanRow, read_plan
from review.corpus.work import Given, Task, WorkOptions, hash_of_file

RESULTS = "results"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A pair that is to be worked on; ``problem`` says why it cannot be, where that is known."""

    row: PlanRow
    name: str
    files: tuple[KnownFile, ...] = ()
    problem: str = ""

    @property
    def is_forced(self) -> bool:
        """Whether a person wants it, whatever it looks like."""
        return self.row.decision == "yes"

    def alignment_task(
        self, options: WorkOptions, results: str, memory: Given | None = None
    ) -> Task:
        """The task of aligning it, its output in its place among the results."""
        given = tuple(
            Given(name=one.name, address=one.address, hash=one.hash) for one in self.files
        )
        task = Task(kind="align", name=self.name, inputs=given, options=options, memory=memory)
        return placed(task, results)


def placed(task: Task, results: str) -> Task:
    """A task whose output goes where its key says."""
    return replace(task, place=result_place(results, task.key))


def result_place(results: str, key: str) -> str:
    """Where the output of that key is."""
    return f"{results}/{key[:2]}/{key}"


def freeze_plan(folder: Path, ledger: Ledger) -> list[Unit]:
    """The pairs of a plan as it stands, with their files as these are now.

    Raises:
        InputError: there is no plan, or it makes no sense.
    """
    rows = [row for row in read_plan(folder / PLAN) if row.is_wanted]
    known = ledger.files()
    fresh: dict[str, KnownFile] = {}
    units = []
    names: set[str] = set()
    for row in rows:
        name = _free_name(row, names)
        files = [known.get(one) for one in (row.source, row.target) if one]
        gone = [
            one for one, file in zip((row.source, row.target), files, strict=False) if file is None
        ]
        if gone:
            units.append(Unit(row=row, name=name, problem=f"{gone[0]} is not among the files"))
            continue
        try:
            now = tuple(_as_it_is(file, fresh) for file in files if file is not None)
        except InputError as error:
            units.append(Unit(row=row, name=name, problem=str(error)))
            continue
        units.append(Unit(row=row, name=name, files=now))
    if fresh:
        with ledger.changing():
            ledger.put_files((known | fresh).values())
    return units


def _free_name(row: PlanRow, taken: set[str]) -> str:
    """The name of a pair; where one stands twice, with the translation's."""
    name = row.name or row.source
    if name in taken:
        name = f"{name} ({row.target})"
    while name in taken:
        name += "'"
    taken.add(name)
    return name


def _as_it_is(file: KnownFile, fresh: dict[str, KnownFile]) -> KnownFile:
    """A file with the hash of what it holds now; a local one is read where it looks changed.

    Raises:
        InputError: it is gone, or cannot be read.
    """
    if file.name in fresh:
        return fresh[file.name]
    if is_remote(file.address):
        return file  # a worker that finds other bytes says so
    try:
        state = Path(file.address).stat()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"is gone ({reason})", path=file.name, hint="plan again") from error
    stamp = str(state.st_mtime_ns)
    if (file.size, file.stamp) == (state.st_size, stamp) and file.hash:
        return file
    now = KnownFile(
        name=file.name,
        address=file.address,
        size=state.st_size,
        stamp=stamp,
        hash=hash_of_file(file.address),
    )
    fresh[file.name] = now
    return now


def units_in_order(units: Sequence[Unit]) -> Iterator[Unit]:
    """Units as they are worked on: the largest first, so that none is waited for at the end."""
    return iter(sorted(units, key=lambda one: (-sum(f.size for f in one.files), one.name)))

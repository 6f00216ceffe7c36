"""The run: what is missing is done, once; then one project of all, and its files."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from corpora.errors import InputError
from corpora.files import check_writable
from corpora.language.encoders import find_token_encoder
from corpora.language.tools import load_tools
from corpora.progress import Progress, silent
from corpora.storage import check_store, is_remote
from corpora.values import FrozenDict, Value
from glossary import approved_pairs, read_glossary
from quality.check import CheckOptions, read_profile
from review import is_project
from review.corpus.engines.apart import apart
from review.corpus.frozen import Unit, freeze_plan, placed, result_place, units_in_order
from review.corpus.gathering import Gathered, finish, gather, good_pairs, left_rows
from review.corpus.index import IndexRow
from review.corpus.ledger import Ledger, Wanted
from review.corpus.options import RunOptions
from review.corpus.outputs import refuse_changed
from review.corpus.plan import PLAN, PlanRow, read_plan
from review.corpus.remembering import RunMemory, alignment_tasks, gather_memory
from review.corpus.runner import Runner, Watch, unwatched
from review.corpus.status import rows_of
from review.corpus.work import Given, Task, WorkOptions
from review.jobs.making import names_in
from review.project import open_project
from review.sheets.reading import read_reviewed
from review.sheets.taken import Taken

Made = TypeVar("Made")
# Rows that a summary holds: by eye.
_WORST = 20


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Ran(Value):
    """What a run came to.

    Attributes:
        folder: where everything is.
        documents: document pairs of the plan.
        done: how many of them this run has aligned; the others were.
        failed: how many cannot be done, each a row of the index with its reason.
        strangers: how many do not look like translations.
        suspicious: how many a person should look at, these and the failed ones among them.
        pairs: sentences or groups of them that face each other, in what is a translation.
        sure: share of these that goes into the memory as it is.
        findings: by severity.
        files: what was written.
        left: rows of the plan that were not worked on, by status.
        worst: rows of the index that a person should look at first.
        taken: what was read from reviewed sheets, where some were given.
        memory: what was known from earlier work, in sentences.
    """

    folder: Path
    documents: int
    done: int
    failed: int
    strangers: int
    suspicious: int
    pairs: int
    sure: float
    findings: Mapping[str, int] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)
    worst: tuple[IndexRow, ...] = ()
    taken: Taken | None = None
    memory: tuple[str, ...] = ()


def run_corpus(
    folder: Path,
    *,
    options: RunOptions,
    progress: Progress = silent,
    watch: Watch = unwatched,
) -> Ran:
    """Do what is missing of a plan's work, and bring the project up to date.

    Whatever ended an earlier run, what it did is not done again. Outputs, project and files
    depend on the plan, the texts and the options alone, the seconds in the index apart.

    Args:
        folder: the plan's.
        options: how.
        progress: hears of every stage.
        watch: hears of every piece of work that is done.

    Raises:
        InputError: there is no plan, it holds no pairs, or something cannot be written.
    """
    load_tools(options.encoder)
    if options.word_links is not None:
        find_token_encoder(options.word_links)  # what is not installed is said before hours of work
    work = _work_options(options)
    memory = gather_memory(folder, options.memory, progress)
    if not (folder / PLAN).is_file():
        read_plan(folder / PLAN)  # says what to do
    check_writable(folder / PLAN, force=True)
    if options.results and is_remote(options.results):
        check_store(options.results)
    with Ledger(folder) as ledger:
        ledger.hold()
        units = freeze_plan(folder, ledger)
        if not units:
            raise InputError(
                "holds no pairs", path=folder / PLAN, hint="say yes to some, or plan again"
            )
        runner = Runner(
            folder, ledger, engine=options.engine, workers=options.workers,
            memory_mb=options.memory_mb, address=options.address, results=options.results,
            retry=options.retry, progress=progress, watch=watch,
        )  # fmt: skip
        try:
            return _Run(folder, ledger, units, runner, work, memory, options, progress).whole()
        finally:
            runner.close()


def _work_options(options: RunOptions) -> WorkOptions:
    check = read_profile(options.profile) if options.profile else CheckOptions()
    terms: Sequence[tuple[str, str]] = ()
    if options.glossary is not None:
        terms = approved_pairs(read_glossary(options.glossary))
    return WorkOptions(encoder=options.encoder or check.encoder, terms=tuple(terms), check=check)


class _Run:
    """One run, stage by stage."""

    def __init__(
        self,
        folder: Path,
        ledger: Ledger,
        units: Sequence[Unit],
        runner: Runner,
        work: WorkOptions,
        memory: RunMemory,
        options: RunOptions,
        progress: Progress,
    ) -> None:
        self._folder, self._ledger, self._units = folder, ledger, units
        self._runner, self._work, self._options = runner, work, options
        self._progress = progress
        self._memory = memory
        self._tasks = alignment_tasks(units, work, runner.results, ledger, memory)
        self._checks: dict[str, Task] = {}

    def whole(self) -> Ran:
        """All stages."""
        order = [self._tasks[one.name] for one in units_in_order(self._units) if not one.problem]
        # What cannot be read is said before hours of work. It is not noted as an input: what was
        # taken in from a file of the folder may be written over.
        for path in self._options.decisions:
            Context().run(read_reviewed, path)
        given = names_in(self._folder, self._options.decisions)
        if is_project(self._folder):
            with open_project(self._folder) as project:
                refuse_changed(
                    project, self._options.choices, force=self._options.force, given=given
                )
        self._freeze()
        done = self._runner.do("aligning", order)
        gathered = self._apart(gather, self._options, self._runner.results, self._memory.named)
        if gathered.glossary:
            self._check(gathered)
        self._freeze()
        rows = rows_of(self._ledger)
        ran = _told(self._folder, rows, left_rows(self._folder), done)
        statistics = _statistics(ran, rows, self._memory.digest)
        files = self._apart(finish, self._options, self._runner.results, gathered.taken, statistics)
        return dataclasses.replace(
            ran, files=files, taken=gathered.taken, memory=self._memory.told()
        )

    def _apart(self, stage: Callable[..., Made], *given: object) -> Made:
        """A stage over all documents, in a process of its own: it holds models, and much else."""
        return apart(stage, self._folder, self._work.encoder, *given, progress=self._progress)

    def _freeze(self) -> None:
        """Write down what this run is about, for whoever asks how far it is."""
        with self._ledger.changing():
            self._ledger.put_work(
                Wanted(
                    name=unit.name,
                    source=unit.row.source,
                    target=unit.row.target,
                    key=self._tasks[unit.name].key if unit.name in self._tasks else "",
                    check_key=self._checks[unit.name].key if unit.name in self._checks else "",
                    problem=unit.problem,
                    forced=unit.is_forced,
                )
                for unit in self._units
            )

    def _check(self, gathered: Gathered) -> None:
        """Check every pair against the glossary of all; those that people changed come later."""
        given = Given(
            name=f"glossary {gathered.glossary}",
            address=result_place(self._runner.results, gathered.glossary),
            hash="",
            is_shared=True,
        )
        for name in [one.name for one in good_pairs(self._ledger)]:
            if name not in gathered.decided:
                task = self._tasks[name]
                # Its key names the alignment's bytes as well as their hash would.
                aligned = Given(name=task.key, address=task.place, hash="")
                check = Task(kind="check", name=name, inputs=(aligned, given), options=self._work)
                self._checks[name] = placed(check, self._runner.results)
        self._runner.do("checking", list(self._checks.values()))


def _told(folder: Path, rows: Sequence[IndexRow], left: Sequence[PlanRow], done: int) -> Ran:
    held = [row for row in rows if row.state == "done"]
    pairs = sum(row.pairs for row in held)
    sure = sum(row.pairs * row.sure for row in held)
    return Ran(
        folder=folder,
        documents=len(rows),
        done=done,
        failed=sum(row.state == "failed" for row in rows),
        strangers=sum(row.state == "stranger" for row in rows),
        suspicious=sum(row.is_suspicious for row in rows),
        pairs=pairs,
        sure=round(sure / pairs, 4) if pairs else 0.0,
        findings=IndexRow.sum_findings(rows),
        left=FrozenDict(sorted(Counter(row.status for row in left).items())),
        worst=tuple(row for row in rows if row.is_suspicious)[:_WORST],
    )


def _statistics(ran: Ran, rows: Sequence[IndexRow], memory: str) -> dict[str, Any]:
    """Numbers about all of it, the same for the same texts and the memory that was named."""
    held = [row for row in rows if row.state == "done"]
    return {
        "document_pairs": ran.documents,
        "failed": ran.failed,
        "strangers": ran.strangers,
        "suspicious": ran.suspicious,
        "pairs": ran.pairs,
        "sure": ran.sure,
        "source_segments": sum(row.segments[0] for row in held),
        "target_segments": sum(row.segments[1] for row in held),
        "source_left_out": sum(row.left_out[0] for row in held),
        "target_left_out": sum(row.left_out[1] for row in held),
        "findings": dict(ran.findings),
        "not_worked_on": dict(ran.left),
        **({"memory": memory} if memory else {}),
    }

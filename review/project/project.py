"""A project: documents, what the machine found in them, and what people decided, in one file.

Everything a project gives is a function of what is in its file; what is decided is in the file
before ``decide`` returns. One object is for one thread; any number of processes may open the
same project, and each sees what the others decided when it next asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from corpora.errors import InputError
from corpora.values import Value
from review.project import operations as op
from review.project.answers import ProjectFinding
from review.project.desk import Desk
from review.project.found import Found
from review.project.lexis import Term
from review.project.operations import Operation, Record
from review.project.pairs.rows import Row
from review.project.pairs.views import Pair
from review.project.store.records import NewDecision, Store

Target = Pair | Term | ProjectFinding | str | tuple[str, str]
"""What a decision is about: a thing the project gave, or its number or id, or the name of a
document pair with the number or id."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Decided(Value):
    """What became of an operation: its number in the log, and the pairs that are others now.

    ``removed`` are numbers of pairs that are no more.
    """

    operation: int
    pairs: tuple[Pair, ...] = ()
    removed: tuple[str, ...] = ()


def create_project(folder: str | Path, *, reviewer: str | None = None) -> Project:
    """Make an empty project in a folder, which is made where it is not there.

    Args:
        folder: where ``project.db`` goes.
        reviewer: who decides; the name of the user where ``None``.

    Raises:
        InputError: there is a project already, or the folder cannot be made or written to.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"the folder cannot be made ({reason})", path=folder) from error
    return Project(Store.create(folder), reviewer=reviewer)


def open_project(folder: str | Path, *, reviewer: str | None = None) -> Project:
    """Open a project that is there.

    An older one is brought up to date after a copy of it was made beside it.

    Args:
        folder: the one that holds ``project.db``.
        reviewer: who decides; the name of the user where ``None``.

    Raises:
        InputError: it holds no project, a damaged one, or one of a newer version.
    """
    return Project(Store(Path(folder)), reviewer=reviewer)


class Project(Found):
    """An open project; see ``open_project`` and ``create_project``."""

    def decide(
        self,
        target: Target,
        decision: op.Decision,
        *,
        document: str | None = None,
        seen: int | None = None,
    ) -> Decided:
        """Write down a decision, and say what it changed.

        Args:
            target: a pair, term or finding that the project gave; or a pair's number, an entry's
                or a finding's id. A pair that was given and is another one now is refused.
            decision: see ``review.project.operations``.
            document: which document pair, where ``target`` does not say it and there are several.
            seen: the last operation that the person had seen; what this object had, where
                ``None``. Who decides about a pair without having seen another's decision about
                it makes a conflict, which the pair then shows.

        Raises:
            InputError: the decision cannot be made; nothing is written then.
        """
        return self.decide_all([(target, decision)], document=document, seen=seen)

    def decide_all(
        self,
        decisions: Iterable[tuple[Target, op.Decision]],
        *,
        document: str | None = None,
        seen: int | None = None,
    ) -> Decided:
        """Some decisions at once, one after the other, as one operation that is undone at once.

        Raises:
            InputError: one of them cannot be made; nothing is written then.
        """
        known = self._log.last if seen is None else seen
        with self._operating() as before:
            operation = self._next("", seen=known)
            made: list[NewDecision] = []
            records: list[Record] = []
            for target, decision in decisions:
                for one in self._record(target, decision, document, before):
                    record = one.as_record(operation)
                    made.append(one)
                    records.append(record)
                    self._take(record)
            if not made:
                raise InputError("there is nothing to decide", path=self.folder)
            verbs = {one.verb for one in made}
            operation = replace(operation, kind=verbs.pop() if len(verbs) == 1 else "several")
            self._log.append(self._store, operation, made, records)
        return self._told(before)

    def undo(self, operation: int | None = None) -> Decided:
        """Undo an operation: this reviewer's last that holds, where none is named.

        Raises:
            InputError: there is nothing to undo, or the operation is undone already.
        """
        return self._turn("undo", operation, self._log.to_undo)

    def redo(self, operation: int | None = None) -> Decided:
        """Redo an operation: the one this reviewer undid last, where none is named.

        Raises:
            InputError: there is nothing to redo.
        """
        return self._turn("redo", operation, self._log.to_redo)

    def append_operations(
        self, operations: Sequence[tuple[Operation, Sequence[NewDecision]]]
    ) -> None:
        """Add operations that were made elsewhere, with their makers and times; as one change.

        Their numbers and what their makers had seen count on from the last one here. Decisions
        that have no place in the texts of now are kept, and listed by ``unplaced``.

        Raises:
            InputError: a decision is about a document that the project does not have.
        """
        with self._operating():
            first = self._log.last
            for operation, decisions in operations:
                for one in decisions:
                    if one.subject != "term":
                        self._desk(one.document)
                placed = replace(operation, number=self._log.last + 1, seen=first + operation.seen)
                records = [one.as_record(placed) for one in decisions]
                self._log.append(self._store, placed, decisions, records)
            self._hold()
            # All that is asked of a project is tried while it can still be taken back.
            for desk in self._desks.values():
                desk.pairs(), desk.unplaced(), desk.findings(), desk.alignment()
            self._terms().unplaced()
            self._terms().terms()

    def can_undo(self, reviewer: str | None = None) -> bool:
        """Whether there is something of a reviewer's to undo; of this one's where ``None``."""
        return self._can(self._log.to_undo, reviewer)

    def can_redo(self, reviewer: str | None = None) -> bool:
        """Whether there is something of a reviewer's to redo; of this one's where ``None``."""
        return self._can(self._log.to_redo, reviewer)

    def _can(self, find: Callable[[int | None, str], int], reviewer: str | None) -> bool:
        try:
            find(None, reviewer or self.reviewer)
        except InputError:
            return False
        return True

    def _turn(
        self, kind: str, operation: int | None, find: Callable[[int | None, str], int]
    ) -> Decided:
        with self._operating() as before:
            concerns = find(operation, self.reviewer)
            for name in self._log.documents(concerns) & self._stored.keys():
                self._remember(self._desk(name), before)
            turn = self._next(kind, seen=self._log.last)
            self._log.append(self._store, replace(turn, concerns=concerns))
        self._hold()
        return self._told(before)

    def _next(self, kind: str, *, seen: int) -> Operation:
        return Operation(
            number=self._log.last + 1,
            at=self._clock(),
            reviewer=self.reviewer,
            kind=kind,
            concerns=None,
            seen=seen,
        )

    def history(self) -> tuple[Operation, ...]:
        """The log, oldest first, with what is undone."""
        self.refresh()
        return self._log.history()

    def held(self) -> tuple[Record, ...]:
        """The decisions that hold, in order: made, and not undone."""
        self.refresh()
        return tuple(r for r in self._log.records if r.operation in self._log.held)

    def records(self, operation: int) -> tuple[Record, ...]:
        """The decisions of an operation."""
        self.refresh()
        return tuple(record for record in self._log.records if record.operation == operation)

    @contextmanager
    def _operating(self) -> Iterator[dict[str, dict[str, Row]]]:
        """A change of the log: what was taken in is forgotten again where it fails.

        Gives the rows of the documents that are touched as they were before, by name.
        """
        before: dict[str, dict[str, Row]] = {}
        length = len(self._log.operations)
        try:
            with self._store.changing("a decision"):
                self.refresh()
                length = len(self._log.operations)
                yield before
        except BaseException:
            self._log.cut_back(length)
            self._hold()
            raise

    def _record(
        self,
        target: Target,
        decision: op.Decision,
        document: str | None,
        before: dict[str, dict[str, Row]],
    ) -> list[NewDecision]:
        """A decision as the log takes it."""
        if isinstance(target, tuple):
            document, target = target
        if isinstance(decision, op.TERM_DECISIONS):
            name = target.id if isinstance(target, Term) else str(target)
            return [self._terms().record(name, decision)]
        if isinstance(target, (Pair, ProjectFinding)):
            document = target.document
        desk = self._desk(document)
        self._remember(desk, before)
        if isinstance(decision, op.TakeRealignment):
            return [desk.record_realignment(decision)]
        if isinstance(decision, op.AnswerFinding):
            name = target.finding.id if isinstance(target, ProjectFinding) else str(target)
            return desk.record_finding(name, decision)
        if isinstance(target, Pair):
            row = desk.row(target.number)
            _refuse_changed(target, row.source, row.target, row.reviewer)
            return [desk.record(row, decision)]
        return [desk.record(desk.row(str(target)), decision)]

    def _remember(self, desk: Desk, before: dict[str, dict[str, Row]]) -> None:
        if desk.name not in before:
            before[desk.name] = desk.rows()

    def _take(self, record: Record) -> None:
        """Take in a decision that is being made."""
        if record.subject == "term":
            lexis = self._terms()
            lexis.add(record)
        else:
            self._desk(record.document).add(record)
            if self._lexis is not None:
                self._lexis.pairs_changed()

    def _told(self, before: dict[str, dict[str, Row]]) -> Decided:
        changed: list[Pair] = []
        removed: list[str] = []
        for name, rows in before.items():
            desk = self._desk(name)
            after = desk.rows()
            known = rows.get
            changed += desk.some(
                [n for n, row in after.items() if (old := known(n)) is not row and old != row]
            )
            removed += [n for n in rows if n not in after]
        return Decided(operation=self._log.last, pairs=tuple(changed), removed=tuple(removed))


def _refuse_changed(pair: Pair, source: object, target: object, reviewer: str) -> None:
    if (pair.source_span, pair.target_span) != (source, target):
        who = f" by {reviewer}" if reviewer else ""
        raise InputError(
            f"pair {pair.number} was changed{who} since it was shown",
            hint="look at it again; nothing was written",
        )

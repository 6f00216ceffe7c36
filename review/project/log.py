"""The log of an open project in memory: what was done, what of it holds, what can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpora.errors import InputError
from review.project.operations import Operation, Record
from review.project.pairs.replay import effective
from review.project.store.records import NewDecision, Store


class Log:
    """Operations and their decisions as far as they were taken in from the file."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self.records: list[Record] = []
        self.held: set[int] = set()

    @property
    def last(self) -> int:
        """The number of the last operation."""
        return self.operations[-1].number if self.operations else 0

    def take_in(self, store: Store) -> None:
        """Read what was added since."""
        last = self.last
        self.operations += store.operations(last)
        self.records += store.records(last)
        self.held = effective(self.operations)

    def append(
        self,
        store: Store,
        operation: Operation,
        decisions: Sequence[NewDecision] = (),
        records: Sequence[Record] = (),
    ) -> None:
        """Write an operation; inside ``Store.changing``."""
        number = store.append(
            at=operation.at,
            reviewer=operation.reviewer,
            kind=operation.kind,
            seen=operation.seen,
            concerns=operation.concerns,
            decisions=decisions,
        )
        self.operations.append(replace(operation, number=number, decisions=len(decisions)))
        self.records += records
        self.held = effective(self.operations)

    def cut_back(self, length: int) -> None:
        """Forget the operations after the first ``length``: they were not written after all."""
        del self.operations[length:]
        self.records = [record for record in self.records if record.operation <= self.last]
        self.held = effective(self.operations)

    def about(self, document: str) -> list[Record]:
        """The decisions about a document pair that hold, in order; those about terms apart."""
        return [
            record
            for record in self.records
            if record.document == document
            and record.subject != "term"
            and record.operation in self.held
        ]

    def touched(self) -> set[str]:
        """The document pairs about whose pairs somebody decided, undone or not."""
        return {r.document for r in self.records if r.subject == "pair" and r.document}

    def about_terms(self) -> list[Record]:
        """The decisions about terms that hold, in order."""
        return [r for r in self.records if r.subject == "term" and r.operation in self.held]

    def documents(self, operation: int) -> set[str]:
        """The document pairs that an operation is about."""
        return {r.document for r in self.records if r.operation == operation and r.document}

    def history(self) -> tuple[Operation, ...]:
        """The operations, oldest first, with what is undone."""
        return tuple(
            replace(one, is_undone=one.is_decision and one.number not in self.held)
            for one in self.operations
        )

    def to_undo(self, operation: int | None, reviewer: str) -> int:
        """Which operation an undo is about: a reviewer's last that holds, unless one is named.

        Raises:
            InputError: there is none, or it is undone already.
        """
        if operation is not None:
            if operation not in self.held:
                raise InputError(f"there is no operation {operation} to undo")
            return operation
        for one in reversed(self.operations):
            if one.reviewer == reviewer and one.number in self.held:
                return one.number
        raise InputError("there is nothing to undo")

    def to_redo(self, operation: int | None, reviewer: str) -> int:
        """Which operation a redo is about: the one a reviewer undid last, unless one is named.

        What was undone before the reviewer's last decision is only brought back by name.

        Raises:
            InputError: there is none, or it holds.
        """
        undone = {one.number for one in self.operations if one.is_decision} - self.held
        if operation is not None:
            if operation not in undone:
                raise InputError(f"there is no operation {operation} to redo")
            return operation
        for one in reversed(self.operations):
            if one.reviewer != reviewer:
                continue
            if one.is_decision and one.number in self.held and not self._was_redone(one):
                break
            if one.kind == "undo" and one.concerns in undone:
                return one.concerns or 0
        raise InputError("there is nothing to redo")

    def _was_redone(self, operation: Operation) -> bool:
        return any(one.concerns == operation.number for one in self.operations)

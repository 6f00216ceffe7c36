"""Decisions of all rows as one operation, each about the pair as it stands by then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from corpora.errors import InputError
from review.project import Pair, Project, ProjectFinding
from review.project import operations as op
from review.sheets.pair_rows import stands
from review.sheets.placing import holds
from review.sheets.taken import SHAPES, Missed, Step, missed_row


def decide_all(project: Project, steps: list[Step], missed: list[Missed], seen: int | None) -> int:
    """Make the decisions; a step that cannot be made is named, and the others are made.

    Returns:
        How many rows changed anything.
    """
    while steps:
        batch = _Batch(project, steps)
        try:
            project.decide_all(batch, seen=seen)
        except InputError as error:
            failed = batch.at
            if failed is None:  # all stands already
                return 0
            missed.append(missed_row(failed.row, failed.said, error.problem))
            steps = [step for step in steps if step is not failed]
            continue
        return batch.made
    return 0


def _rank(decision: op.Decision) -> int:
    if isinstance(decision, (op.CorrectText, op.AnswerFinding)):
        return 0
    return 1 if isinstance(decision, SHAPES) else 2


def _is_of_its_shape(pair: Pair, decision: op.Decision) -> bool:
    """Whether a decision means a pair as it was shown; that a side is empty, too."""
    is_gap = not pair.source or not pair.target
    return isinstance(decision, (op.CorrectText, *SHAPES)) or (
        is_gap and isinstance(decision, op.Confirm)
    )


def _is_as_shown(pair: Pair, shown: Pair) -> bool:
    """Whether a pair still holds what the sheet showed."""
    return (pair.source_span, pair.target_span) == (shown.source_span, shown.target_span)


class _Batch:
    """Decisions one after the other; each as the pairs stand when its turn comes.

    ``at`` is the step whose turn it is, ``None`` when all had theirs.
    """

    def __init__(self, project: Project, steps: Sequence[Step]) -> None:
        self._project, self._steps = project, steps
        self.at: Step | None = None
        self._rows: set[int] = set()

    @property
    def made(self) -> int:
        """How many rows came to anything."""
        return len(self._rows)

    def __iter__(self) -> Iterator[tuple[Pair | ProjectFinding, op.Decision]]:
        # Texts first: a corrected side is that of the pair as the sheet showed it. Marks last: they
        # are put on the pair that all rows together make.
        for rank in range(3):
            for step in self._steps:
                self.at = step
                for decision in step.decisions:
                    if _rank(decision) != rank:
                        continue
                    target = step.finding or self._target(step, decision)
                    if target is not None:
                        self._rows.add(id(step.row))
                        yield target, decision
        self.at = None

    def _target(self, step: Step, decision: op.Decision) -> Pair | None:
        """The pair that a decision is about by now; ``None`` where nothing is left to decide."""
        if step.pair is None:
            return None
        pair = self._now(step.pair)
        if isinstance(decision, op.Merge):
            if step.partner is None:
                raise InputError("there is no pair to merge with")
            if self._now(step.partner).number == pair.number:
                return None  # the other's row has said so too
        elif _is_of_its_shape(step.pair, decision) and not _is_as_shown(pair, step.pair):
            raise InputError("another row has changed the pair; do one, then the other")
        is_mark = isinstance(decision, (op.Confirm, op.KeepIn))
        return None if is_mark and stands(pair, decision) else pair

    def _now(self, pair: Pair) -> Pair:
        """The pair that holds now what a pair held, after what was decided before it.

        Raises:
            InputError: its sentences stand in several pairs by now.
        """
        place = (*pair.source_span, *pair.target_span)
        with suppress(InputError):  # merged with another, it has no number any more
            same = self._project.pair(pair.number, pair.document)
            if holds(same, place):
                return same
        pairs = self._project.pairs(pair.document)
        found = next((one for one in pairs if holds(one, place)), None)
        if found is None:
            raise InputError("another row has parted the pair; do one, then the other")
        return found

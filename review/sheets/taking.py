"""From reviewed sheets to decisions of a project: what is new in them, and what has no place.

A file given twice changes nothing: what a row says that stands already, or that was decided
since the sheet was written, is not decided again. The decisions of all sheets about pairs and
findings are one operation, and undone at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from review.project import Project
from review.project.carrying import take_decisions
from review.project.reviewed import take_glossary
from review.sheets.deciding import decide_all
from review.sheets.finding_rows import finding_steps
from review.sheets.pair_rows import pair_steps
from review.sheets.pairs import read_place
from review.sheets.reading import Reviewed
from review.sheets.taken import Held, Missed, Step, Taken

_PAST = {"approve": "approved", "reject": "rejected", "edit": "edited", "merge": "merged"}


def take_reviewed(project: Project, reviewed: Sequence[Reviewed]) -> Taken:
    """Take in what people decided in some sheets.

    Args:
        project: whose pairs, terms and findings the sheets are about.
        reviewed: as ``read_reviewed`` gives them.

    Raises:
        InputError: the project cannot be written.
    """
    counts: Counter[str] = Counter()
    missed: list[Missed] = []
    notes: list[str] = []
    new = 0
    for one in reviewed:
        if one.carried:
            kinds, fresh = take_decisions(project, one.carried, name=one.path.name)
            counts.update(kinds)
            new += fresh
    held = Held(project)
    steps: list[Step] = []
    # Findings first: what is decided about pairs changes the texts they were found in.
    for one in reviewed:
        steps += finding_steps(project, held, one.answers, counts, missed)
    for one in reviewed:
        steps += pair_steps(project, held, one.pairs, counts, missed)
    new += decide_all(project, steps, missed, _seen(reviewed))
    for one in reviewed:
        if one.glossary is not None:
            taken = take_glossary(project, one.glossary)
            counts.update({_PAST.get(word, word): n for word, n in taken.decisions.items()})
            new += taken.new
            notes += taken.notes
    return Taken(
        decisions=dict(counts),
        new=new,
        missed=tuple(sorted(missed, key=lambda one: (one.file, one.row))),
        notes=tuple(notes),
    )


def _seen(reviewed: Iterable[Reviewed]) -> int | None:
    """The last operation that whoever filled in the sheets had before them."""
    places = [read_place(row.cells.get("place", "")) for one in reviewed for row in one.pairs]
    return min((place[1] for place in places if place is not None), default=None)

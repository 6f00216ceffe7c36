"""From reviewed sheets to decisions of a project: what is new in them, and what has no place.

A file given twice changes nothing: what a row says that stands already, or that was decided
since the sheet was written, is not decided again. The decisions of all sheets about pairs and
findings are one operation, and undone at once.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from corpora.errors import InputError
from review.project import Pair, Project, ProjectFinding
from review.project import operations as op
from review.project.carrying import take_decisions
from review.project.operations import Record
from review.project.reviewed import take_glossary
from review.sheets.pairs import BORDER, read_place
from review.sheets.placing import Places, Unplaced, holds, text_key
from review.sheets.reading import AnswerRow, PairRow, Reviewed

_SHAPES = (op.Merge, op.MoveBorder, op.Unlink, op.Swap, op.Split, op.Link)
_PAST = {"approve": "approved", "reject": "rejected", "edit": "edited", "merge": "merged"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A row whose decision could not be taken in: the file, the row, what it says, and why."""

    file: str
    row: int
    said: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}: {self.said} was not taken in: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was read from reviewed sheets.

    ``decisions`` counts what they say by its word; ``new`` of them the project did not hold
    already; ``missed`` are the rows that have no place, which nobody guessed.
    """

    decisions: Mapping[str, int] = field(default_factory=dict)
    new: int = 0
    missed: tuple[Missed, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        """How many decisions were read."""
        return sum(self.decisions.values())


@dataclass(slots=True, kw_only=True)
class _Step:
    """A row on its way in: its decisions, what it is about, and with whom it is to be merged."""

    row: PairRow | AnswerRow
    said: str
    decisions: list[op.Decision]
    pair: Pair | None = None
    partner: Pair | None = None
    finding: ProjectFinding | None = None


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
    held = _Held(project)
    steps: list[_Step] = []
    # Findings first: what is decided about pairs changes the texts they were found in.
    for one in reviewed:
        steps += _answers(project, held, one.answers, counts, missed)
    for one in reviewed:
        steps += _pairs(project, held, one.pairs, counts, missed)
    new += _decide(project, steps, missed, _seen(reviewed))
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


class _Held:
    """The decisions that hold, by what they say and about what."""

    def __init__(self, project: Project) -> None:
        self._last: dict[tuple[str, ...], int] = {}
        for record in project.held():
            self._last[_key_of(record)] = record.operation

    @property
    def last(self) -> int:
        """The last operation that holds."""
        return max(self._last.values(), default=0)

    def has(self, key: tuple[str, ...], since: int) -> bool:
        """Whether something was decided after an operation."""
        return self._last.get(key, 0) > since


def _key_of(record: Record) -> tuple[str, ...]:
    if record.subject == "finding":
        return "finding", record.target, str(record.data["said"]["answer"])
    row = record.data.get("row", ())
    return "pair", *map(str, row), record.verb, _plain(record.data.get("said", {}))


def _plain(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, sort_keys=True, ensure_ascii=False)


# --- pairs ---------------------------------------------------------------------------------------


def _pairs(
    project: Project,
    held: _Held,
    rows: Sequence[PairRow],
    counts: Counter[str],
    missed: list[Missed],
) -> Iterator[_Step]:
    if not rows:
        return
    names = project.document_names()
    places = {name: Places(project.pairs(name)) for name in names}
    for row in rows:
        name = names[0] if len(names) == 1 else row.cells.get("document", "")
        said = _said(row)
        counts[said] += 1
        if name not in places:
            missed.append(_missed(row, said, f"there is no document {name or 'named'}"))
            continue
        found = places[name].find(row.cells)
        wanted = _wanted(row)
        if isinstance(found, Unplaced):
            if not _is_done(places[name], held, row, wanted):
                missed.append(_missed(row, said, found.reason))
            continue
        pair = places[name].pairs[found]
        if not pair.source or not pair.target:
            wanted = [op.Confirm() if one == op.Unlink() else one for one in wanted]
        fresh = [
            one
            for one in wanted
            if not (_stands(pair, one) or _is_outrun(pair, row, one) or _was_given(held, row, one))
        ]
        problem = _contradiction(fresh)
        if problem:
            missed.append(_missed(row, said, problem))
        elif fresh:
            yield _Step(
                row=row,
                said=said,
                decisions=fresh,
                pair=pair,
                partner=_partner(places[name].pairs, found, fresh),
            )


def _said(row: PairRow) -> str:
    """The word that a row is counted by."""
    if row.decisions:
        first = row.decisions[0]
        if isinstance(first, op.Merge):
            return f"merge with {first.direction}"
        return {"confirm": "ok", "reopen": "undecided"}.get(first.verb, first.verb)
    corrected = row.cells.get("corrected_source") or row.cells.get("corrected_target")
    return "corrected" if corrected else "note"


def _missed(row: PairRow | AnswerRow, said: str, reason: str) -> Missed:
    number = row.cells.get("pair", "") or row.cells.get("unit", "")
    return Missed(
        file=row.file,
        row=row.row,
        said=f"{said} (pair {number})" if number else said,
        reason=reason,
    )


def _wanted(row: PairRow) -> list[op.Decision]:
    """All that a row says: its texts before its shape, so that both are of the pair as shown."""
    found: list[op.Decision] = []
    for side in ("source", "target"):
        text = row.cells.get(f"corrected_{side}", "").replace(BORDER.strip(), "\n")
        if text:
            as_read = row.cells.get(side, "").replace(BORDER.strip(), "\n")
            is_original = text == as_read or any(_reads(one, as_read) for one in _joined(text))
            found.append(op.CorrectText(side, None if is_original else text))
    note = row.cells.get("note", "")
    for one in row.decisions:
        if one == op.Confirm():
            found += [op.KeepIn(), one]
        elif isinstance(one, op.Doubt):
            found.append(op.Doubt(note))
        else:
            found.append(one)
    if note and not any(isinstance(one, op.Doubt) for one in found):
        found.insert(0, op.Note(note))
    return found


def _joined(text: str) -> tuple[str, str]:
    """A text of lines on one, as English and as Chinese has it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " ".join(lines), "".join(lines)


def _reads(now: str, text: str) -> bool:
    """Whether a text is what another says on lines of its own."""
    return now in _joined(text)


def _stands(pair: Pair, decision: op.Decision) -> bool:
    """Whether a pair is already what a decision would make of it."""
    match decision:
        case op.Confirm():
            return pair.is_decided and not pair.is_doubtful
        case op.Reopen():
            return not (pair.is_decided or pair.is_doubtful)
        case op.KeepOut():
            return pair.is_kept_out
        case op.KeepIn():
            return not pair.is_kept_out
        case op.Doubt(note=note):
            return pair.is_doubtful and pair.note == note
        case op.Note(note=note):
            return pair.note == note
        case op.CorrectText(side=side, text=text):
            is_source = side == "source"
            now = pair.source if is_source else pair.target
            if text is None:
                return (pair.original_source if is_source else pair.original_target) is None
            return _reads(now, text)
        case _:
            return False


def _is_outrun(pair: Pair, row: PairRow, decision: op.Decision) -> bool:
    """Whether what a row takes back was decided after its sheet was written."""
    place = read_place(row.cells.get("place", ""))
    takes_back = isinstance(decision, (op.Reopen, op.KeepIn))
    return takes_back and place is not None and pair.operation > place[1]


def _was_given(held: _Held, row: PairRow, decision: op.Decision) -> bool:
    """Whether a decision of a sheet was taken in since the sheet was written."""
    place = read_place(row.cells.get("place", ""))
    if place is None:
        return False
    key = ("pair", *map(str, place[0]), decision.verb, _plain(decision.to_dict()))
    return held.has(key, place[1])


def _is_done(places: Places, held: _Held, row: PairRow, wanted: Sequence[op.Decision]) -> bool:
    """Whether what a row says was taken in, and its pair is another by that."""
    place = read_place(row.cells.get("place", ""))
    outer = None if place is None else places.around(place[0])
    return place is not None and all(
        isinstance(one, op.KeepIn)
        # What was made of the pair since is not what the row would take back.
        or (isinstance(one, op.Reopen) and held.last > place[1])
        or _was_given(held, row, one)
        or (outer is not None and outer.is_decided and _comes_to(outer, place[0], one))
        for one in wanted
    )


def _comes_to(outer: Pair, place: Sequence[int], decision: op.Decision) -> bool:
    """Whether a pair that holds what another held is what a decision about that one comes to."""
    if not isinstance(decision, op.Merge):
        return _stands(outer, decision)
    if decision.direction == "next":
        return outer.source_span[1] > place[1] or outer.target_span[1] > place[3]
    return outer.source_span[0] < place[0] or outer.target_span[0] < place[2]


def _contradiction(decisions: Sequence[op.Decision]) -> str:
    """What cannot be said of one pair at once."""
    corrected = any(isinstance(one, op.CorrectText) for one in decisions)
    if corrected and any(isinstance(one, _SHAPES) and not _keeps(one) for one in decisions):
        return "a corrected text and another border cannot be told apart; do one, then the other"
    return ""


def _keeps(decision: op.Decision) -> bool:
    """Whether both sides of a pair stay whole."""
    return isinstance(decision, (op.Merge, op.Unlink, op.Swap, op.Link))


def _partner(pairs: Sequence[Pair], at: int, decisions: Sequence[op.Decision]) -> Pair | None:
    """The pair that a merge is to be with, as the sheet showed it."""
    for one in decisions:
        if isinstance(one, op.Merge):
            other = at + (1 if one.direction == "next" else -1)
            return pairs[other] if 0 <= other < len(pairs) else None
    return None


# --- findings ------------------------------------------------------------------------------------


def _answers(
    project: Project,
    held: _Held,
    rows: Sequence[AnswerRow],
    counts: Counter[str],
    missed: list[Missed],
) -> Iterator[_Step]:
    findings = project.findings() if rows else ()
    by_id: dict[str, list[ProjectFinding]] = {}
    for finding in findings:
        by_id.setdefault(finding.finding.id, []).append(finding)
    corrected: dict[tuple[str, str], tuple[str, int]] = {}
    for row in rows:
        said = row.answer or "note"
        counts[said] += 1
        text = row.cells.get("corrected", "").replace(BORDER.strip(), "\n") or None
        if text and len(row.ids) > 1:
            reason = (
                f"its wording cannot be that of all {len(row.ids)} findings; use the pairs sheet"
            )
            missed.append(_missed(row, said, reason))
            continue
        if not row.answer:
            missed.append(_missed(row, said, "it has a note and no answer"))
            continue
        gone = 0
        for name in row.ids or ("",):
            found = _find(by_id, findings, name, row)
            if found is None:
                gone += not held.has(("finding", name, row.answer), 0)
                continue
            place = found.document, found.pair
            if text and place in corrected and corrected[place][0] != text:
                reason = f"row {corrected[place][1]} corrects the same pair otherwise"
                missed.append(_missed(row, said, reason))
                continue
            if text:
                corrected[place] = text, row.row
            note = row.cells.get("note", "")
            if (found.answer, found.note) != (row.answer, note or found.note) or (
                text and not _reads(_target_of(project, found), text)
            ):
                answer = op.AnswerFinding(row.answer, text, note or found.note)
                yield _Step(row=row, said=said, decisions=[answer], finding=found)
        if gone:
            missed.append(_missed(row, said, _gone(gone, len(row.ids))))


def _gone(gone: int, ids: int) -> str:
    if ids < 2:
        return "its finding is not there any more"
    return f"{gone} of its {ids} findings are not there any more"


def _target_of(project: Project, finding: ProjectFinding) -> str:
    return project.pair(finding.pair, finding.document).target


def _find(
    by_id: Mapping[str, Sequence[ProjectFinding]],
    findings: Sequence[ProjectFinding],
    name: str,
    row: AnswerRow,
) -> ProjectFinding | None:
    """A finding by its id; by pair and words where a spreadsheet spoilt that."""
    number = row.cells.get("unit", "") or row.cells.get("pair", "")
    found = list(by_id.get(name, ()))
    if not found and len(row.ids) < 2:
        message = text_key(row.cells.get("message", ""))
        found = [
            one
            for one in findings
            if one.pair == number and text_key(one.finding.message) == message
        ]
    if len(found) > 1:
        found = [one for one in found if one.pair == number]
    return found[0] if len(found) == 1 else None


# --- all of it, as one operation -----------------------------------------------------------------


def _decide(project: Project, steps: list[_Step], missed: list[Missed], seen: int | None) -> int:
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
            missed.append(_missed(failed.row, failed.said, error.problem))
            steps = [step for step in steps if step is not failed]
            continue
        return batch.made
    return 0


def _rank(decision: op.Decision) -> int:
    if isinstance(decision, (op.CorrectText, op.AnswerFinding)):
        return 0
    return 1 if isinstance(decision, _SHAPES) else 2


def _is_of_its_shape(pair: Pair, decision: op.Decision) -> bool:
    """Whether a decision means a pair as it was shown; that a side is empty, too."""
    is_gap = not pair.source or not pair.target
    return isinstance(decision, (op.CorrectText, *_SHAPES)) or (
        is_gap and isinstance(decision, op.Confirm)
    )


def _is_as_shown(pair: Pair, shown: Pair) -> bool:
    """Whether a pair still holds what the sheet showed."""
    return (pair.source_span, pair.target_span) == (shown.source_span, shown.target_span)


class _Batch:
    """Decisions one after the other; each as the pairs stand when its turn comes.

    ``at`` is the step whose turn it is, ``None`` when all had theirs.
    """

    def __init__(self, project: Project, steps: Sequence[_Step]) -> None:
        self._project, self._steps = project, steps
        self.at: _Step | None = None
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

    def _target(self, step: _Step, decision: op.Decision) -> Pair | None:
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
        return None if is_mark and _stands(pair, decision) else pair

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

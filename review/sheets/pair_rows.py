"""Rows of a pairs sheet: what is new in them, beside the pairs as they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from review.project import Pair, Project
from review.project import operations as op
from review.sheets.pairs import BORDER, read_place
from review.sheets.placing import Places, Unplaced
from review.sheets.reading import PairRow
from review.sheets.taken import SHAPES, Held, Missed, Step, fields_key, missed_row


def pair_steps(
    project: Project,
    held: Held,
    rows: Sequence[PairRow],
    counts: Counter[str],
    missed: list[Missed],
) -> Iterator[Step]:
    """What rows of a pairs sheet say anew; all are counted, and the unplaced go to ``missed``."""
    if not rows:
        return
    names = project.document_names()
    places = {name: Places(project.pairs(name)) for name in names}
    for row in rows:
        name = names[0] if len(names) == 1 else row.cells.get("document", "")
        said = _said(row)
        counts[said] += 1
        if name not in places:
            missed.append(missed_row(row, said, f"there is no document {name or 'named'}"))
            continue
        found = places[name].find(row.cells)
        wanted = _wanted(row)
        if isinstance(found, Unplaced):
            if not _is_done(places[name], held, row, wanted):
                missed.append(missed_row(row, said, found.reason))
            continue
        pair = places[name].pairs[found]
        if not pair.source or not pair.target:
            wanted = [op.Confirm() if one == op.Unlink() else one for one in wanted]
        fresh = [
            one
            for one in wanted
            if not (stands(pair, one) or _is_outrun(pair, row, one) or _was_given(held, row, one))
        ]
        problem = _contradiction(fresh)
        if problem:
            missed.append(missed_row(row, said, problem))
        elif fresh:
            yield Step(
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


def _wanted(row: PairRow) -> list[op.Decision]:
    """All that a row says: its texts before its shape, so that both are of the pair as shown."""
    found: list[op.Decision] = []
    for side in ("source", "target"):
        text = row.cells.get(f"corrected_{side}", "").replace(BORDER.strip(), "\n")
        if text:
            as_read = row.cells.get(side, "").replace(BORDER.strip(), "\n")
            is_original = text == as_read or any(reads(one, as_read) for one in _joined(text))
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


def reads(now: str, text: str) -> bool:
    """Whether a text is what another says on lines of its own."""
    return now in _joined(text)


def stands(pair: Pair, decision: op.Decision) -> bool:
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
            return reads(now, text)
        case _:
            return False


def _is_outrun(pair: Pair, row: PairRow, decision: op.Decision) -> bool:
    """Whether what a row takes back was decided after its sheet was written."""
    place = read_place(row.cells.get("place", ""))
    takes_back = isinstance(decision, (op.Reopen, op.KeepIn))
    return takes_back and place is not None and pair.operation > place[1]


def _was_given(held: Held, row: PairRow, decision: op.Decision) -> bool:
    """Whether a decision of a sheet was taken in since the sheet was written."""
    place = read_place(row.cells.get("place", ""))
    if place is None:
        return False
    key = ("pair", *map(str, place[0]), decision.verb, fields_key(decision.to_dict()))
    return held.has(key, place[1])


def _is_done(places: Places, held: Held, row: PairRow, wanted: Sequence[op.Decision]) -> bool:
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
        return stands(outer, decision)
    if decision.direction == "next":
        return outer.source_span[1] > place[1] or outer.target_span[1] > place[3]
    return outer.source_span[0] < place[0] or outer.target_span[0] < place[2]


def _contradiction(decisions: Sequence[op.Decision]) -> str:
    """What cannot be said of one pair at once."""
    corrected = any(isinstance(one, op.CorrectText) for one in decisions)
    if corrected and any(isinstance(one, SHAPES) and not _keeps(one) for one in decisions):
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

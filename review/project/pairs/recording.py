"""From what a person means (“merge with the next”) to what the log says (these stretches, one row).

A record counts offsets of the texts as they are, so that it means the same when the rows around
it are others. What cannot be is refused here, in a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from corpora.errors import InputError
from corpora.segment.spans import trimmed
from corpora.units import Document, Span, joiner
from review.project import operations as op
from review.project.pairs.replay import PairState
from review.project.pairs.rows import Row, Rows
from review.project.pairs.sentences import Sentences

Values = list[Any]
"""A row in a record: source start and end, target start and end, and what it fills."""

SIDE_NUMBERS = {"source": 0, "target": 1}


def record_pair(
    state: PairState,
    documents: tuple[Document, Document],
    versions: Sequence[str],
    row: Row,
    decision: op.Decision,
) -> dict[str, Any]:
    """What the log says of a decision about a row.

    Args:
        state: the rows of now.
        documents: their texts.
        versions: the hashes of the two texts.
        row: which one the decision is about.
        decision: one of ``PAIR_DECISIONS``.

    Raises:
        InputError: the decision cannot be made about this row.
    """
    make = _MAKERS.get(type(decision))
    data: dict[str, Any] = {"said": decision.to_dict(), "versions": list(versions)}
    if row.is_empty and not isinstance(decision, op.RemoveRow):
        raise InputError(f"pair {row.number} is empty", hint="move a sentence into it first")
    if not row.is_empty:
        data["row"] = [*row.source, *row.target]
    if make is not None:
        data |= make(_At(state, documents, row), decision)
    return data


class _At:
    """A row among its neighbours."""

    def __init__(self, state: PairState, documents: tuple[Document, Document], row: Row) -> None:
        self.state, self.rows, self.documents, self.row = state, state.rows, documents, row

    def neighbour(self, direction: str) -> Row:
        found = self.rows.neighbour(self.row, 1 if direction == "next" else -1)
        if found is None:
            raise InputError(f"there is no {direction} pair: {self.row.number} is at the end")
        return found

    def run(self, row: Row, side: int) -> list[Span]:
        return self.rows.sides[side].run(spans_of(row)[side])


def spans_of(row: Row) -> tuple[Span, Span]:
    """Both sides of a row."""
    return row.source, row.target


def _values(spans: Sequence[Span], row: Row) -> Values:
    values = [*spans[0], *spans[1]]
    return [*values, row.number] if row.is_empty else values


def _joined(sentences: Sentences, first: Span, second: Span, side: int) -> Span:
    """Two stretches as one, which they must be in the text."""
    if first[0] == first[1] or second[0] == second[1]:
        return second if first[0] == first[1] else first
    start, end = min(first, second), max(first, second)
    following = sentences.after(start[1])
    if following is None or following[0] != end[0]:
        raise InputError(
            f"their {op._SIDES[side]} sentences do not stand side by side in the text",
            hint="link them, or move the border of the pairs between",
        )
    return start[0], end[1]


def _rows_data(*rows: Values) -> dict[str, Any]:
    """Rows of a record, those without any sentence left out: they vanish."""
    return {"rows": [row for row in rows if row[0] < row[1] or row[2] < row[3]]}


def _merge(at: _At, decision: op.Merge) -> dict[str, Any]:
    other = at.neighbour(decision.direction)
    own, others = list(spans_of(at.row)), list(spans_of(other))
    for side, name in enumerate(op._SIDES):
        if decision.side in (name, "both"):
            if others[side][0] == others[side][1] and decision.side != "both":
                raise InputError(f"pair {other.number} has no {name} to merge with")
            own[side] = _joined(at.rows.sides[side], own[side], others[side], side)
            others[side] = _gone(at.rows, others[side], side)
    values: Values = [*own[0], *own[1]]
    if other.is_empty:
        values.append(other.number)
    return _rows_data(values, _values(others, other))


def _gone(rows: Rows, span: Span, side: int) -> Span:
    """The empty span at the place of a stretch that is taken away."""
    place = rows.sides[side].before(span[0])
    return place, place


def _split(at: _At, decision: op.Split) -> dict[str, Any]:
    first, second = [], []
    wanted = (decision.source, decision.target)
    for side, count in enumerate(wanted):
        run = at.run(at.row, side)
        if not 0 <= count <= len(run):
            raise InputError(
                f"pair {at.row.number} has {len(run)} {op._SIDES[side]} sentences, not {count}"
            )
        span = spans_of(at.row)[side]
        cut = run[count - 1][1] if count else _gone(at.rows, span, side)[0]
        first.append((span[0], cut) if count else (cut, cut))
        second.append((run[count][0], span[1]) if count < len(run) else (cut, cut))
    if sum(wanted) == 0 or all(s[0] == s[1] for s in second):
        raise InputError("one of the two parts would be empty", hint="leave a sentence in both")
    return _rows_data([*first[0], *first[1]], [*second[0], *second[1]])


def _move_border(at: _At, decision: op.MoveBorder) -> dict[str, Any]:
    side = SIDE_NUMBERS[decision.side]
    other = at.neighbour(decision.direction)
    run = at.run(at.row, side)
    if not 0 < decision.count <= len(run):
        raise InputError(
            f"pair {at.row.number} has {len(run)} {decision.side} sentences, not {decision.count}"
        )
    is_next = decision.direction == "next"
    moved = run[-decision.count :] if is_next else run[: decision.count]
    kept = run[: -decision.count] if is_next else run[decision.count :]
    own, others = list(spans_of(at.row)), list(spans_of(other))
    stretch = (moved[0][0], moved[-1][1])
    others[side] = _joined(at.rows.sides[side], stretch, others[side], side)
    own[side] = (kept[0][0], kept[-1][1]) if kept else _gone(at.rows, own[side], side)
    rows = [[*own[0], *own[1]], _values(others, other)]
    return _rows_data(*(rows if is_next else rows[::-1]))


def _link(at: _At, decision: op.Link) -> dict[str, Any]:
    other = at.rows.by_number.get(decision.with_pair)
    if other is None:
        raise InputError(f"there is no pair {decision.with_pair}")
    if at.row.source[0] == at.row.source[1] or other.target[0] == other.target[1]:
        raise InputError(
            f"pair {at.row.number} needs a source and pair {other.number} a target to be linked"
        )
    return _rows_data([*at.row.source, *other.target])


def _unlink(at: _At, _decision: op.Unlink) -> dict[str, Any]:
    row = at.row
    source = [*row.source, row.target[0], row.target[0]]
    target = [row.source[1], row.source[1], *row.target]
    if row.source[0] < row.source[1]:
        place = _gone(at.rows, row.target, 1)[0] if row.target[0] < row.target[1] else row.target[0]
        source[2:] = [place, place]
    return _rows_data(source, target)


def _swap(at: _At, decision: op.Swap) -> dict[str, Any]:
    other = at.neighbour(decision.direction)
    if other.is_empty:
        raise InputError(f"pair {other.number} is empty", hint="move a sentence into it instead")
    rows = [[*at.row.source, *other.target], [*other.source, *at.row.target]]
    return _rows_data(*rows)


def _remove(at: _At, _decision: op.RemoveRow) -> dict[str, Any]:
    if not at.row.is_empty:
        raise InputError(
            f"pair {at.row.number} is not empty", hint="keep it out of the memory instead"
        )
    return {}


def _correct(at: _At, decision: op.CorrectText) -> dict[str, Any]:
    side = SIDE_NUMBERS[decision.side]
    span = spans_of(at.row)[side]
    if span[0] == span[1]:
        raise InputError(
            f"pair {at.row.number} has no {decision.side} to correct",
            hint="insert the sentence into the document and run again",
        )
    if decision.text is None:
        return {"side": side, "span": span, "text": None}
    lines = [line.strip() for line in decision.text.splitlines()]
    text = joiner(at.documents[side].language).join(line for line in lines if line)
    kept = trimmed(text, 0, len(text))
    if kept is None:
        raise InputError("a corrected text cannot be blank", hint="keep the pair out instead")
    return {"side": side, "span": span, "text": text[kept[0] : kept[1]]}


def _sentence(at: _At, decision: op.Cut | op.Join) -> tuple[int, list[Span]]:
    side = SIDE_NUMBERS[decision.side]
    run = at.run(at.row, side)
    if not 0 <= decision.sentence < len(run):
        raise InputError(
            f"pair {at.row.number} has {len(run)} {decision.side} sentences, not one of number "
            f"{decision.sentence + 1}"
        )
    for start, one in at.state.corrections[side].items():
        if start < run[-1][1] and run[0][0] < one.end:
            raise InputError(
                f"the {decision.side} of pair {at.row.number} was corrected",
                hint="take the correction back first: cutting is about the text as read",
            )
    return side, run


def _cut(at: _At, decision: op.Cut) -> dict[str, Any]:
    side, run = _sentence(at, decision)
    start, end = run[decision.sentence]
    place = start + decision.offset
    text = at.documents[side].text
    if not (start < place < end and text[start:place].strip() and text[place:end].strip()):
        raise InputError(
            f"a sentence of {end - start} characters cannot be cut at {decision.offset}",
            hint="choose a place inside it",
        )
    return {"side": side, "at": place, "span": (start, end)}


def _join(at: _At, decision: op.Join) -> dict[str, Any]:
    side, run = _sentence(at, decision)
    first = run[decision.sentence]
    second = at.rows.sides[side].after(first[1])
    if second is None:
        raise InputError("there is no sentence behind the last one")
    document = at.documents[side]
    if document.turns and any(
        turn.start <= second[0] and turn.start >= first[1] for turn in document.turns
    ):
        raise InputError(
            "the next sentence is another speaker's", hint="merge the two pairs instead"
        )
    if "\n" in document.text[first[1] : second[0]]:
        raise InputError(
            "the next sentence is in another paragraph", hint="merge the two pairs instead"
        )
    data: dict[str, Any] = {"side": side, "first": first, "second": second}
    other = at.rows.owner(side, second[0])
    if other is None or other.number == at.row.number:
        return data
    rest = at.run(other, side)[1:]
    own, others = list(spans_of(at.row)), list(spans_of(other))
    own[side] = (own[side][0], second[1])
    others[side] = (rest[0][0], rest[-1][1]) if rest else _gone(at.rows, others[side], side)
    return data | _rows_data([*own[0], *own[1]], [*others[0], *others[1]])


_MAKERS: dict[type[op.Decision], Callable[[_At, Any], dict[str, Any]]] = {
    op.Merge: _merge,
    op.Split: _split,
    op.MoveBorder: _move_border,
    op.Link: _link,
    op.Unlink: _unlink,
    op.Swap: _swap,
    op.RemoveRow: _remove,
    op.CorrectText: _correct,
    op.Cut: _cut,
    op.Join: _join,
}

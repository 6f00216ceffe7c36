"""What people decided about pairs, replayed over what the machine found.

``replay_pairs`` is a function of an alignment and the log, of nothing else: the same two give
the same rows, whoever asks and whenever. ``PairReplay`` gives the same answers from where it
last was, so that a key pressed in a document of ten thousand pairs is answered at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from corpora.units import Alignment, Span
from corpora.values import Value
from review.project.operations import Operation, Record
from review.project.pairs.placing import TextMap
from review.project.pairs.rows import Row, Rows, Shape, rows_of
from review.project.pairs.sentences import Misplaced
from review.project.store.packing import text_hash

# Records between two states that are kept to go back to, and how many such states are near.
_APART, _NEAR = 64, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Another wording for a stretch of a text, by which operation."""

    end: int
    text: str
    operation: int
    reviewer: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Unplaced(Value):
    """A decision that is kept, but has no place in the texts of now, and why."""

    record: Record
    reason: str


@dataclass(slots=True)
class PairState:
    """The rows of a document pair after some decisions, and what had no place in them.

    ``basis`` names what the machine found, on which a realignment rests. ``corrections`` are
    other wordings for stretches of either text, by where they start.
    """

    rows: Rows
    basis: str = ""
    corrections: tuple[dict[int, Correction], dict[int, Correction]] = field(
        default_factory=lambda: ({}, {})
    )
    unplaced: list[Unplaced] = field(default_factory=list)

    def copy(self) -> PairState:
        """One that can be changed without this one."""
        return PairState(
            rows=self.rows.copy(),
            basis=self.basis,
            corrections=(dict(self.corrections[0]), dict(self.corrections[1])),
            unplaced=list(self.unplaced),
        )


TextOf = Callable[[str], str | None]
"""The text of a hash, or ``None`` where that version was never seen."""


class Versions:
    """Moves stretches of earlier versions of two texts to where they stand now."""

    def __init__(self, texts: Sequence[str], text_of: TextOf = lambda _hash: None) -> None:
        self._texts = tuple(texts)
        self.hashes = tuple(text_hash(text) for text in texts)
        self._text_of = text_of
        self._maps: dict[tuple[int, str], TextMap | None] = {}

    def place(self, side: int, span: Sequence[int], version: str) -> Span:
        """A stretch of a version as a span of the present text.

        Raises:
            Misplaced: the words are not there any more, or the version was never seen.
        """
        if version == self.hashes[side]:
            return span[0], span[1]
        key = side, version
        if key not in self._maps:
            old = self._text_of(version)
            self._maps[key] = None if old is None else TextMap(old, self._texts[side])
        moved = self._maps[key]
        if moved is None:
            raise Misplaced("it was made on a version of the text that is not in this project")
        found = moved.span((span[0], span[1]))
        if found is None:
            raise Misplaced("its sentences have been changed or are gone")
        return found


def effective(operations: Iterable[Operation]) -> set[int]:
    """The numbers of the operations that hold: those that nobody undid, or somebody redid."""
    held: set[int] = set()
    for operation in operations:
        if operation.kind == "undo":
            held.discard(operation.concerns or 0)
        elif operation.kind == "redo":
            held.add(operation.concerns or 0)
        else:
            held.add(operation.number)
    return held


def replay_pairs(
    alignment: Alignment, records: Iterable[Record], text_of: TextOf = lambda _hash: None
) -> PairState:
    """The rows of what the machine found with all that people decided.

    Args:
        alignment: what the machine found.
        records: decisions about pairs of these two documents that hold, in order.
        text_of: earlier versions of the texts.
    """
    state = first_state(alignment)
    versions = Versions((alignment.source.text, alignment.target.text), text_of)
    for record in records:
        apply(state, record, versions)
    return state


def first_state(alignment: Alignment) -> PairState:
    """The rows of what the machine found, before any decision."""
    rows = rows_of(alignment)
    spans = [(row.source, row.target) for row in rows]
    return PairState(rows=rows, basis=text_hash(repr(spans)))


class PairReplay:
    """``replay_pairs`` that remembers where it was."""

    def __init__(self, alignment: Alignment, text_of: TextOf) -> None:
        self.versions = Versions((alignment.source.text, alignment.target.text), text_of)
        self.state = first_state(alignment)
        self._applied: list[Record] = []
        self._kept: dict[int, PairState] = {0: self.state.copy()}

    def bring_to(self, records: Sequence[Record]) -> PairState:
        """The state after these records: the same object as before where none came back."""
        same = _common(self._applied, records)
        if same < len(self._applied):
            start = max(at for at in self._kept if at <= same)
            self.state = self._kept[start].copy()
            self._kept = {at: kept for at, kept in self._kept.items() if at <= start}
            self._applied = self._applied[:start]
        for record in records[len(self._applied) :]:
            self.add(record)
        return self.state

    def add(self, record: Record) -> None:
        """Take in one decision more."""
        self._keep(record)
        apply(self.state, record, self.versions)
        self._applied.append(record)

    def _keep(self, record: Record) -> None:
        """Remember the state before an operation, now and then; of old ones every eighth."""
        at = len(self._applied)
        is_first = not self._applied or self._applied[-1].operation != record.operation
        if not is_first or at - max(self._kept) < _APART:
            return
        self._kept[at] = self.state.copy()
        near = sorted(self._kept)[-_NEAR:]
        far = [old for number, old in enumerate(sorted(self._kept)) if number % 8 == 0]
        if len(self._kept) > 4 * _NEAR:
            self._kept = {old: self._kept[old] for old in sorted({0, *far, *near})}


def _common(one: Sequence[Record], other: Sequence[Record]) -> int:
    for index, (first, second) in enumerate(zip(one, other, strict=False)):
        if first is not second:
            return index
    return min(len(one), len(other))


# --- one record -----------------------------------------------------------------------------------


def apply(state: PairState, record: Record, versions: Versions) -> None:
    """Change a state as a decision says; list it as unplaced where it cannot hold."""
    if record.data.get("basis", state.basis) != state.basis:
        return  # the texts were aligned anew: what a realignment found says nothing any more
    try:
        data = _moved(record.data, versions)
        touched = _touched(state.rows, data)
        _ACTS[record.verb](state, data, record, touched)
    except Misplaced as error:
        state.unplaced.append(Unplaced(record=record, reason=str(error)))


def _moved(data: Mapping[str, Any], versions: Versions) -> dict[str, Any]:
    """A record's stretches as spans of the texts of now."""
    known = data["versions"]
    if tuple(known) == versions.hashes:
        return dict(data)
    moved = dict(data)

    def row(values: Sequence[Any]) -> list[Any]:
        source = versions.place(0, values[0:2], known[0])
        target = versions.place(1, values[2:4], known[1])
        return [*source, *target, *values[4:]]

    for name in ("row", "beside"):
        if name in data:
            moved[name] = row(data[name])
    if "rows" in data:
        moved["rows"] = [row(values) for values in data["rows"]]
    side = data.get("side", 0)
    for name in ("span", "first", "second"):
        if name in data:
            moved[name] = versions.place(side, data[name], known[side])
    if "at" in data:
        around = versions.place(side, data["span"], known[side])
        moved["at"] = around[0] + data["at"] - data["span"][0]
    return moved


def _touched(rows: Rows, data: Mapping[str, Any]) -> list[Row]:
    """The rows that a decision is about as they stand before it."""
    found: dict[str, Row] = {}
    for values in (*data.get("rows", ()), *([data["row"]] if "row" in data else ())):
        for side in (0, 1):
            span = values[2 * side], values[2 * side + 1]
            if span[0] < span[1]:
                start: int | None = span[0]
                while start is not None and start < span[1]:
                    row = rows.owner(side, start)
                    if row is None:
                        break
                    found[row.number] = row
                    following = rows.sides[side].after((row.source, row.target)[side][1])
                    start = None if following is None else following[0]
    return list(found.values())


def _stamped(row: Row, record: Record, touched: Sequence[Row], **changes: Any) -> Row:  # noqa: ANN401
    """A row as a decision leaves it: by whom, and against whom who had not been seen."""
    unseen = [
        one.operation
        for one in touched
        if one.operation > record.seen and one.reviewer != record.reviewer
    ]
    conflict = (*unseen, record.operation) if unseen else ()
    return replace(
        row, **changes, operation=record.operation, reviewer=record.reviewer, conflict=conflict
    )


def _shapes(data: Mapping[str, Any]) -> list[Shape]:
    return [
        Shape(source=(v[0], v[1]), target=(v[2], v[3]), fills=v[4] if len(v) > 4 else "")
        for v in data["rows"]
    ]


def _shape(state: PairState, data: Mapping[str, Any], record: Record, touched: list[Row]) -> None:
    made, left = state.rows.impose(_shapes(data))
    for row in made:
        state.rows.put(_stamped(row, record, touched, origin="shaped", is_doubtful=False))
    for row in left:
        state.rows.put(_stamped(row, record, touched))


def _confirm(state: PairState, data: Mapping[str, Any], record: Record, touched: list[Row]) -> None:
    values = data["row"]
    shape = Shape(source=(values[0], values[1]), target=(values[2], values[3]))
    (row,), left = state.rows.impose([shape])
    for one in left:
        state.rows.put(_stamped(one, record, touched))
    # Two who say the same do not contradict each other.
    agrees = len(touched) == 1 and touched[0].number == row.number and touched[0].is_confirmed
    against = [] if agrees else touched
    state.rows.put(_stamped(row, record, against, is_confirmed=True, is_doubtful=False))


def _standing(rows: Rows, data: Mapping[str, Any]) -> Row | None:
    values = data["row"]
    return rows.standing((values[0], values[1]), (values[2], values[3]))


def _marks(**changes: Any) -> Callable[..., None]:  # noqa: ANN401
    """What sets marks on a row that must stand as it was when the person saw it."""

    def act(state: PairState, data: Mapping[str, Any], record: Record, touched: list[Row]) -> None:
        row = _standing(state.rows, data)
        if row is None:
            raise Misplaced("its sentences are paired in another way now")
        said = {name: value for name, value in data["said"].items() if name == "note"}
        state.rows.put(_stamped(row, record, touched, **changes, **said))

    return act


def _bookmark(state: PairState, data: Mapping[str, Any], record: Record, _old: list[Row]) -> None:
    """A bookmark is a place: it stays with the first sentence that it was put on."""
    values = data["row"]
    side = 0 if values[0] < values[1] else 1
    row = state.rows.owner(side, values[2 * side])
    if row is None:
        raise Misplaced("its sentences are cut in another way now")
    state.rows.put(replace(row, is_bookmarked=data["said"]["on"]))


def _correct(state: PairState, data: Mapping[str, Any], record: Record, touched: list[Row]) -> None:
    side, (start, end) = data["side"], data["span"]
    run = state.rows.sides[side].run((start, end))
    corrections = state.corrections[side]
    over = [at for at, one in corrections.items() if at < end and start < one.end]
    for at in over:
        del corrections[at]
    if data["text"] is not None:
        corrections[start] = Correction(
            end=end, text=data["text"], operation=record.operation, reviewer=record.reviewer
        )
    for number in dict.fromkeys(state.rows.owners[side][first] for first, _last in run):
        row = state.rows.by_number[number]
        state.rows.put(_stamped(row, record, [one for one in touched if one.number == number]))


def _cut(state: PairState, data: Mapping[str, Any], record: Record, touched: list[Row]) -> None:
    row = state.rows.cut(data["side"], data["at"])
    if row is not None:
        state.rows.put(_stamped(row, record, touched))


def _join(state: PairState, data: Mapping[str, Any], record: Record, touched: list[Row]) -> None:
    if data.get("rows") and state.rows.sides[data["side"]].index(data["second"][0]) is not None:
        _shape(state, data, record, touched)
    row = state.rows.join(data["side"], tuple(data["first"]), tuple(data["second"]))
    if row is not None:
        state.rows.put(_stamped(row, record, touched))


def _realign(state: PairState, data: Mapping[str, Any], record: Record, _old: list[Row]) -> None:
    """Put the aligner's rows where nobody has decided since; they are found, not decided."""
    for shape, (confidence, is_crossing, evidence) in zip(
        _shapes(data), data["said"]["found"], strict=True
    ):
        old = _touched(state.rows, {"row": [*shape.source, *shape.target]})
        if any(row.is_decided for row in old):
            continue
        (row,), _left = state.rows.impose([shape])
        row = replace(
            row,
            origin="found",
            bead=None,
            confidence=confidence,
            is_crossing=is_crossing,
            evidence=tuple((name, weight) for name, weight in evidence),
        )
        state.rows.put(replace(row, operation=record.operation, reviewer=record.reviewer))


def _insert(state: PairState, data: Mapping[str, Any], record: Record, touched: list[Row]) -> None:
    values = data["row"]
    side = 0 if values[0] < values[1] else 1
    beside = state.rows.owner(side, values[2 * side])
    if beside is None:
        raise Misplaced("the pair beside it is not there any more")
    row = state.rows.insert(beside, 1 if data["said"]["direction"] == "next" else -1)
    state.rows.put(replace(row, operation=record.operation, reviewer=record.reviewer))


def _remove(state: PairState, data: Mapping[str, Any], record: Record, touched: list[Row]) -> None:
    row = state.rows.by_number.get(record.target)
    if row is None or not row.is_empty:
        raise Misplaced("there is no empty row of this number any more")
    state.rows.remove(row)


_ACTS: dict[str, Callable[[PairState, Mapping[str, Any], Record, list[Row]], None]] = {
    "confirm": _confirm,
    "reopen": _marks(is_confirmed=False, is_doubtful=False),
    "merge": _shape,
    "split": _shape,
    "move border": _shape,
    "link": _shape,
    "no counterpart": _shape,
    "swap": _shape,
    "insert row": _insert,
    "remove row": _remove,
    "doubtful": _marks(is_doubtful=True, is_confirmed=False),
    "note": _marks(),
    "keep out": _marks(is_kept_out=True),
    "keep in": _marks(is_kept_out=False),
    "bookmark": _bookmark,
    "correct text": _correct,
    "cut sentence": _cut,
    "join sentences": _join,
    "realign": _realign,
}

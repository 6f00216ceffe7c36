"""Pairs in the columns of a table, whatever file the table is in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from corpora.errors import InputError, Option
from corpora.formats.codes import guess_language
from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream
from corpora.formats.tables.naming import (
    choose_by_text,
    choose_columns,
    is_row_of_codes,
    read_columns,
    read_name,
    say_columns,
)
from corpora.units import TranslationUnit, is_chinese

COLUMNS = ("source", "target", "kind", "confidence", "source_speaker", "target_speaker")
Row = tuple[int, list[str]]
"""A row's number in its file, from 1, and its cells."""

# Rows that tell what the columns are.
_PEEK = 200
_NOTES = {"comment", "comments", "note", "notes", "备注", "備註"}
_DEEPEST_HEADER = 10
# Shorter cells that stand in one another are names.
_FEW_PASTED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which columns hold what; ``names`` are those of the header row, none without one.

    ``first`` is the index of the first row, of those with anything in them, that is a pair.
    """

    source: int
    target: int
    source_language: str = ""
    target_language: str = ""
    names: tuple[str, ...] = ()
    first: int = 0


def cells_of(unit: TranslationUnit) -> tuple[str, ...]:
    """A unit's cells in the order of ``COLUMNS``."""
    confidence = "" if unit.confidence is None else repr(float(unit.confidence))
    return (
        unit.source,
        unit.target,
        unit.kind,
        confidence,
        unit.source_speaker or "",
        unit.target_speaker or "",
    )


def read_rows(
    origin: Origin, rows: Callable[[], Iterator[Row]], options: ReadOptions
) -> UnitStream:
    """Units of a table; ``rows`` gives its rows, from the first again each time it is called.

    Empty rows are passed over. Columns beyond the known ones become props under the names
    the header gives them, or notes where there is no header.

    Raises:
        InputError: no two columns look like pairs, or (while units are walked) a row is short.
    """
    top = [row for row in islice(rows(), _PEEK) if any(row[1])]
    layout = find_layout([cells for _number, cells in top])
    if layout is None or _is_prose(top, layout):
        raise origin.holds_no_pairs(
            "does not hold pairs: no two columns of text",
            hint="a table needs a source and a target column",
        )
    layout_found = layout
    body = [cells for _number, cells in top[layout.first :]]
    head = Head(
        name=origin.name,
        source_language=options.source_language
        or _language(layout.source_language, body, layout.source, layout.target),
        target_language=options.target_language
        or _language(layout.target_language, body, layout.target, layout.source),
    )
    damage: list[str] = []
    above = layout.first - bool(layout.names)
    where = "header" if layout.names else "pairs"
    notes = [f"{above} row{'s' * (above > 1)} above the {where} left out"] if above > 0 else []
    if layout.names and layout.names[: len(COLUMNS)] != COLUMNS and len(layout.names) > 2:
        header = top[layout.first - 1][1]
        notes.append(say_columns(header, layout.source, layout.target, "kept beside them"))

    def units() -> Iterator[TranslationUnit]:
        needed = max(layout_found.source, layout_found.target)
        numbered = (row for row in rows() if any(row[1]))
        for number, cells in islice(numbered, layout_found.first, None):
            if len(cells) <= needed:
                _complain(origin, number, len(cells), needed + 1, options.recover, damage)
                continue
            yield _unit(origin, number, cells, layout_found)

    return UnitStream(head=head, units=units(), notes=notes, damage=damage)


def _is_prose(top: Sequence[Row], layout: Layout) -> bool:
    """Whether the rows are lines of a text of which some hold a tab (``1.⇥The Buyer …``)."""
    needed = max(layout.source, layout.target)
    return not layout.names and 2 * sum(len(cells) > needed for _number, cells in top) < len(top)


def _complain(
    origin: Origin, number: int, found: int, needed: int, recover: bool, damage: list[str]
) -> None:
    problem = f"has {found} column{'s' * (found != 1)} where {needed} are needed"
    if not recover:
        raise origin.error(
            problem, line=number, hint="separate source and target by a tab; "
            f"{Option.RECOVER} leaves such lines out",
        )  # fmt: skip
    damage.append(str(InputError(problem, line=number)))


def find_layout(top: Sequence[Sequence[str]]) -> Layout | None:
    """Where source and target stand, by the header's names or by the texts themselves."""
    if not top:
        return None
    for row, cells in enumerate(top[:_DEEPEST_HEADER]):
        if row and sum(bool(cell.strip()) for cell in top[row - 1]) > 1:
            break  # only titles, which have one cell, may stand above the header
        found = _by_name(cells, top[row + 1 :])
        if found:
            return replace(found, first=row + 1)
    return _by_text(top)


def _by_name(header: Sequence[str], below: Sequence[Sequence[str]]) -> Layout | None:
    names = [read_name(cell) for cell in header]
    if is_row_of_codes(header, below):
        return None
    chosen = choose_columns(names, read_columns(below, len(header)))
    if chosen is None:
        return None
    source, target = chosen
    return Layout(
        source=source,
        target=target,
        source_language=names[source].language,
        target_language=names[target].language,
        names=_plain_names(header),
    )


def _by_text(top: Sequence[Sequence[str]]) -> Layout | None:
    # A remark or a title, which has one cell, may stand above the rows.
    first = next((i for i, cells in enumerate(top) if sum(map(bool, cells)) > 1), 0)
    first = first if first < _DEEPEST_HEADER else 0
    chosen = choose_by_text(top[first:])
    if chosen is None:
        return None
    names = _plain_names(top[first]) if chosen.has_header else ()
    return Layout(
        source=chosen.source,
        target=chosen.target,
        names=names,
        first=first + chosen.has_header,
    )


def _plain_names(header: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell.strip().lower().removeprefix("\ufeff") for cell in header)


def _language(named: str, body: list[list[str]], column: int, other: int) -> str:
    width = max(column, other)
    texts = [_own(cells[column], cells[other]) for cells in body if width < len(cells)]
    guessed = guess_language(texts)
    return guessed if not named or (is_chinese(named) and is_chinese(guessed)) else named


def _own(cell: str, other: str) -> str:
    """A cell without the other side where that was pasted into it: it tells no language."""
    pasted = other.strip()
    rest = cell.replace(pasted, "", 1) if len(pasted) >= _FEW_PASTED else cell
    return rest if rest.strip() else cell


def _unit(origin: Origin, number: int, cells: list[str], layout: Layout) -> TranslationUnit:
    source, target = cells[layout.source], cells[layout.target]
    if not layout.names:
        notes = tuple(
            cell
            for i, cell in enumerate(cells)
            if i > max(layout.source, layout.target) and cell.strip()
        )
        return TranslationUnit(source=source, target=target, notes=notes)
    named = dict(zip(layout.names, cells, strict=False))
    kind = named.get("kind") or None
    return TranslationUnit(
        source=source,
        target=target,
        confidence=_confidence(origin, number, named.get("confidence", "")),
        source_speaker=named.get("source_speaker") or None,
        target_speaker=named.get("target_speaker") or None,
        notes=tuple(v for k, v in named.items() if k in _NOTES and v),
        props=tuple(
            (name, value)
            for i, (name, value) in enumerate(named.items())
            if name and value and i not in (layout.source, layout.target)
            and name not in COLUMNS and name not in _NOTES
        ),
        given_kind=kind,
    )  # fmt: skip


def _confidence(origin: Origin, number: int, cell: str) -> float | None:
    if not cell.strip():
        return None
    try:
        value = float(cell.replace(",", ".").rstrip("%")) / (100 if "%" in cell else 1)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise origin.error(
            f"the confidence {cell!r} is not a number from 0 to 1", line=number,
            hint="correct it or empty the cell",
        )  # fmt: skip
    return value

"""Pairs in the columns of a table, whatever file the table is in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from corpora.errors import InputError, Option
from corpora.formats.codes import guess_language, language_of_code
from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream
from corpora.language.han import han_share
from corpora.units import TranslationUnit, is_chinese

COLUMNS = ("source", "target", "kind", "confidence", "source_speaker", "target_speaker")
Row = tuple[int, list[str]]
"""A row's number in its file, from 1, and its cells."""

# Rows that tell what the columns are.
_PEEK = 200
_SOURCE = {
    "source", "src", "source text", "source segment", "original", "original text", "原文", "源文",
    "原語", "源语", "源语言", "源語言", "来源", "來源",
}  # fmt: skip
_TARGET = {
    "target", "tgt", "target text", "target segment", "translation", "translated text", "译文",
    "譯文", "翻译", "翻譯", "目标", "目標", "目标语", "目标语言", "目標語言",
}  # fmt: skip
_LANGUAGES = {
    "中文": "zh-Hans", "汉语": "zh-Hans", "简体中文": "zh-Hans", "漢語": "zh-Hant",
    "繁體中文": "zh-Hant", "英文": "en", "英语": "en", "英語": "en", "chinese": "zh-Hans",
    "english": "en", "中文原文": "zh-Hans", "英文原文": "en", "中文译文": "zh-Hans",
    "英文译文": "en", "简体": "zh-Hans", "繁體": "zh-Hant", "simplified chinese": "zh-Hans",
    "traditional chinese": "zh-Hant",
}  # fmt: skip
_CODE = re.compile(r"(zh|en|cmn|zho|eng)([-_][a-z]{2,4})*", re.IGNORECASE)
# What may stand around a language: "source_zh", "Chinese (Simplified)", "English_United States".
_AROUND = re.compile(r"^(?:source|target|src|tgt)[ _:-]+|[ _]*[(（\[].*$|_[a-z ]+$")
_NOTES = {"comment", "comments", "note", "notes", "备注", "備註"}
_DEEPEST_HEADER = 10


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
    if layout is None:
        raise origin.holds_no_pairs(
            "does not hold pairs: no two columns of text",
            hint="a table needs a source and a target column",
        )
    layout_found = layout
    body = [cells for _number, cells in top[layout.first :]]
    head = Head(
        name=origin.name,
        source_language=options.source_language
        or _language(layout.source_language, body, layout.source),
        target_language=options.target_language
        or _language(layout.target_language, body, layout.target),
    )
    damage: list[str] = []
    above = layout.first - 1
    notes = [f"{above} row{'s' * (above > 1)} above the header left out"] if above > 0 else []

    def units() -> Iterator[TranslationUnit]:
        needed = max(layout_found.source, layout_found.target)
        numbered = (row for row in rows() if any(row[1]))
        for number, cells in islice(numbered, layout_found.first, None):
            if len(cells) <= needed:
                _complain(origin, number, len(cells), needed + 1, options.recover, damage)
                continue
            yield _unit(origin, number, cells, layout_found)

    return UnitStream(head=head, units=units(), notes=notes, damage=damage)


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
        names = tuple(cell.strip().lower().removeprefix("\ufeff") for cell in cells)
        found = _by_name(names)
        if found:
            return replace(found, first=row + 1)
    return _by_text(top)


def _by_name(names: tuple[str, ...]) -> Layout | None:
    source = next((i for i, name in enumerate(names) if name in _SOURCE), None)
    target = next((i for i, name in enumerate(names) if name in _TARGET), None)
    if source is not None and target is not None:
        return Layout(source=source, target=target, names=names)
    coded = [(i, language) for i, name in enumerate(names) if (language := _named(name))]
    if len(coded) < 2 or coded[0][1] == coded[1][1]:
        return None
    (source, source_language), (target, target_language) = coded[:2]
    return Layout(
        source=source,
        target=target,
        source_language=source_language,
        target_language=target_language,
        names=names,
    )


def _named(name: str) -> str:
    """The language a column is named after; empty if it is not named after one.

    >>> _named("chinese (traditional, taiwan)"), _named("target_en"), _named("ending")
    ('zh-Hant', 'en', '')
    """
    if name in _LANGUAGES:
        return _LANGUAGES[name]
    if _CODE.fullmatch(name):
        return language_of_code(name)
    plain = _AROUND.sub("", name).strip()
    if plain == name or not plain:
        return ""
    traditional = "traditional" in name or "taiwan" in name or "繁" in name
    found = _named(plain)
    return "zh-Hant" if found == "zh-Hans" and traditional else found


def _by_text(top: Sequence[Sequence[str]]) -> Layout | None:
    """The first two columns, unless just one of the others makes them Chinese and not."""
    width = max(len(cells) for cells in top)
    columns = ["\n".join(cells[i] for cells in top if i < len(cells)) for i in range(width)]
    filled = [i for i in range(width) if columns[i].strip()]
    if len(filled) < 2:
        return None
    chinese = [i for i in filled if han_share(columns[i]) >= 0.3]
    others = [i for i in filled if i not in chinese and _is_wordy(columns[i])]
    if not chinese or not others or {0, 1} <= {*chinese[:1], *others[:1]}:
        return Layout(source=0, target=1)
    longest_chinese = max(chinese, key=lambda i: len(columns[i]))
    longest_other = max(others, key=lambda i: len(columns[i]))
    source, target = sorted((longest_chinese, longest_other))
    return Layout(source=source, target=target)


def _is_wordy(column: str) -> bool:
    return sum(character.isalpha() for character in column) > len(column) / 2


def _language(named: str, body: list[list[str]], column: int) -> str:
    texts = [cells[column] for cells in body if column < len(cells)]
    guessed = guess_language(texts)
    return guessed if not named or (is_chinese(named) and is_chinese(guessed)) else named


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

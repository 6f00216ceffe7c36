"""Wordfast Classic's memory: a text file with tabs whose first line tells of user and version.

Columns: date, user, times used, source language, source, target language, target, attributes.
In texts ``&'XX;`` is the character of that hexadecimal number and ``&tA;`` stands for a tag
(Wordfast's manual, "Translation memory format").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from corpora.errors import Option
from corpora.formats.codes import language_of_code
from corpora.formats.decoding import Encoding, open_text
from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream, count_notes
from corpora.formats.xml.unit_props import unit_from
from corpora.units import TranslationUnit

# A unit has date, user, count, and language and text of both sides.
_LEAST_CELLS = 7
_CHARACTER = re.compile(r"&'([0-9A-Fa-f]{2,4});")
_TAG = re.compile(r"&t([A-Z]);")
_DATE = re.compile(r"(\d{8})~(\d{6})")


def is_memory(first: str) -> bool:
    """Whether a file that begins with this line is a memory of Wordfast."""
    return first.startswith("%") and "%Wordfast" in first


def read(origin: Origin, encoding: Encoding, options: ReadOptions) -> UnitStream:
    """Units of a memory in the languages of its first unit.

    Raises:
        InputError: a line has too few columns (with its line), or there is no line.
    """
    first = next(_rows(origin, encoding, options.recover, []), None)
    if first is None:
        raise origin.error("is a memory of Wordfast without units", hint="choose another file")
    codes = first[1][3], first[1][5]
    head = Head(
        name=origin.name,
        source_language=options.source_language or language_of_code(codes[0]),
        target_language=options.target_language or language_of_code(codes[1]),
        source_code=codes[0],
        target_code=codes[1],
    )
    notes, damage = encoding.told()

    def units() -> Iterator[TranslationUnit]:
        counts: Counter[str] = Counter()
        for _number, cells in _rows(origin, encoding, options.recover, damage):
            if (cells[3], cells[5]) != codes:
                counts["units in other languages were left out"] += 1
                continue
            texts = [_text(cells[at], options.markup, counts) for at in (4, 6)]
            when = _DATE.fullmatch(cells[0])
            yield unit_from(
                texts,
                [("x-attribute", cell) for cell in cells[7:] if cell],
                (),
                changed_at=f"{when[1]}T{when[2]}Z" if when else None,
                created_by=cells[1] or None,
            )
        notes.extend(count_notes(counts))

    return UnitStream(head=head, units=units(), notes=notes, damage=damage)


def _rows(
    origin: Origin, encoding: Encoding, recover: bool, damage: list[str]
) -> Iterator[tuple[int, list[str]]]:
    with open_text(origin, encoding) as file:
        for number, line in islice(enumerate(file, 1), 1, None):
            cells = line.removesuffix("\n").split("\t")
            if len(cells) >= _LEAST_CELLS:
                yield number, cells
            elif line.strip():
                problem = f"has {len(cells)} columns where {_LEAST_CELLS} are needed"
                hint = f"mend its columns; {Option.RECOVER} leaves such lines out"
                error = origin.error(problem, line=number, hint="" if recover else hint)
                if not recover:
                    raise error
                damage.append(str(error))


def _text(cell: str, markup: str, counts: Counter[str]) -> str:
    """A text with its characters restored, its tags dropped or shown."""
    if "&" not in cell:
        return cell
    shown = "placeholders" if markup == "placeholders" else "flatten"
    counts[f"texts had inline markup ({shown})"] += bool(_TAG.search(cell))
    plain = _TAG.sub(lambda tag: f"{{{ord(tag[1]) - 64}}}" if shown != "flatten" else "", cell)
    return _CHARACTER.sub(lambda found: chr(int(found[1], 16)), plain)

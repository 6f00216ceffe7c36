"""Where in its file a text stands: line and column, for tools that open files at a place.

Units hold texts, not places in files: a document's text is what its reader made of the file. So
each text is looked for in the file, letters and digits alone, in the order of the units. In a
file that is no text (a Word document, a workbook) nothing has a line.
"""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from corpora.errors import InputError
from corpora.formats.decoding import find_encoding
from corpora.formats.streams import STANDARD, origin_of
from corpora.units import Bitext, Span
from quality.findings import CheckReport, Place

# Beyond this a file is not searched: bounds memory.
_LARGEST_BYTES = 64_000_000
# Office files, PDFs, old Office files: there is nothing in them to point to.
_BINARY = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf")
# Letters that tell a text apart, where all of it is not found as it stands.
_PREFIX = 16
_LINE_END = re.compile(r"\r\n|\r|\n")
_XML = re.compile(r"<!--.*?-->|<[^<>]*>|&#?\w{1,32};", re.DOTALL)
_JSON = re.compile(r"\\u[0-9a-fA-F]{4}|\\.")
_PLAIN = re.compile(r"(?!)")


def with_places(
    report: CheckReport, bitext: Bitext, source: str | Path, target: str | Path | None = None
) -> CheckReport:
    """A report whose findings know where they stand in the files that were given.

    Args:
        report: of the units of ``bitext``.
        bitext: what was checked.
        source: the file of pairs; with ``target``, that of the source text.
        target: the file of the translation.
    """
    files = [_Text(source), _Text(source if target is None else target)]
    wanted: dict[int, list[int]] = {}
    for number, finding in enumerate(report.findings):
        wanted.setdefault(finding.unit, []).append(number)
    places: dict[int, Place] = {}
    for index, unit in enumerate(bitext.units):
        found = [files[0].find(unit.source), files[1].find(unit.target)]
        for number in wanted.get(index, ()):
            finding = report.findings[number]
            # Of the translation, which is at fault; where it says nothing, of the source.
            side = 1 if unit.target.strip() else 0
            span = (finding.source_span, finding.target_span)[side]
            text = (unit.source, unit.target)[side]
            places[number] = files[side].place(found[side], text, span)
    return replace(report, places=tuple(places.get(n) for n in range(len(report.findings))))


class _Text:
    """A file's text, its letters, and where each of them stands."""

    def __init__(self, path: str | Path) -> None:
        self._path = str(path)
        text = _read(path)
        pattern = _PLAIN
        if text.lstrip("\ufeff \t\r\n").startswith("<"):
            pattern = _XML
        elif text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
            pattern = _JSON
        self._offsets = array("L")
        self._letters = "".join(self._read_letters(text, pattern))
        self._whole = text
        self._lines = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self._cursor = 0

    def _read_letters(self, text: str, pattern: re.Pattern[str]) -> Iterable[str]:
        done = 0
        for match in pattern.finditer(text):
            yield self._take(text[done : match.start()], done, step=1)
            yield self._take(_meant(match[0]), match.start(), step=0)
            done = match.end()
        yield self._take(text[done:], done, step=1)

    def _take(self, part: str, at: int, *, step: int) -> str:
        kept = [number for number, char in enumerate(part) if char.isalnum()]
        self._offsets.extend(at + step * number for number in kept)
        return "".join(part[number] for number in kept)

    def find(self, text: str) -> int | None:
        """At which of its letters a text begins, ``None`` where it is not found."""
        key = _letters(text)
        if not key or not self._letters:
            return None
        for wanted in (key, key[:_PREFIX]):
            found = self._letters.find(wanted, self._cursor)
            if found >= 0:
                self._cursor = found + len(wanted)
                return found
            # What stands earlier is out of order, and moves nothing.
            found = self._letters.find(wanted)
            if found >= 0:
                return found
        return None

    def place(self, first: int | None, text: str, span: Span | None) -> Place:
        """The place of a stretch of a text that was found; of all of it where ``span`` is none."""
        if first is None:
            return Place(path=self._path)
        start, end = span or (0, len(text))
        before, within = len(_letters(text[:start])), len(_letters(text[start:end]))
        last = len(self._offsets) - 1
        if within:
            begins = self._offsets[min(first + before, last)]
            ends = self._offsets[min(first + before + within - 1, last)] + 1
            begins, ends = self._with_marks(begins, ends, text[start:end])
        else:  # a mark or a blank: what lies between two letters
            begins = self._offsets[min(max(first + before - 1, 0), last)] + (before > 0)
            ends = max(begins + 1, self._offsets[min(first + before, last)])
        return Place(self._path, *self._line(begins), *self._line(ends))

    def _with_marks(self, begins: int, ends: int, stretch: str) -> Span:
        """The same with the marks at the ends of a stretch (a currency, a percent sign)."""
        letters = [number for number, char in enumerate(stretch) if char.isalnum()]
        head, tail = stretch[: letters[0]], stretch[letters[-1] + 1 :]
        if self._whole[begins - len(head) : begins] == head:
            begins -= len(head)
        if self._whole[ends : ends + len(tail)] == tail:
            ends += len(tail)
        return begins, ends

    def _line(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _meant(token: str) -> str:
    """The character that an entity or an escape stands for; nothing for a tag."""
    if token.startswith("&"):
        return html.unescape(token)
    if token.startswith("\\u"):
        return chr(int(token[2:], 16))
    return ""


def _read(path: str | Path) -> str:
    """A file's text; empty where it has none, or is not to be read twice."""
    if str(path) == STANDARD:
        return ""
    try:
        origin = origin_of(path)
        with origin.open() as file:
            content = file.read(_LARGEST_BYTES + 1)
        if len(content) > _LARGEST_BYTES or content.startswith(_BINARY):
            return ""
        encoding = find_encoding(origin)
        return content.decode(encoding.codec, "replace")
    except (InputError, OSError, LookupError):
        return ""

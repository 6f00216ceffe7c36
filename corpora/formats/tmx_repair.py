"""Damaged TMX: said where it is damaged, and read unit by unit around the damage."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from lxml import etree

from corpora.errors import InputError
from corpora.formats.decoding import Encoding
from corpora.formats.exchange import Origin
from corpora.formats.xmltext import PARSER, UNWRITABLE, Node

_BLOCK = 1 << 18
_LONGEST_UNIT = 5_000_000
_OPENING = re.compile(r"<(tu|header)(?=[\s>/])")
_LONE_AMPERSAND = re.compile(r"&(?!#\d+;|#x[0-9A-Fa-f]+;|[A-Za-z]\w*;)")
_BAD_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]+)|(\d+));")
_LONE_BRACKET = re.compile(r"<(?![A-Za-z/!?])")


def as_input_error(origin: Origin, error: etree.XMLSyntaxError) -> InputError:
    """A parser's complaint as a sentence with its line."""
    if "Start tag expected" in (error.msg or "") and (error.lineno or 1) == 1:
        return origin.error("is not XML", hint="check the suffix, or export it again")
    if "amplification" in (error.msg or ""):
        return origin.error(
            "holds entities that grow without end", line=error.lineno or None,
            hint="it is not safe to read; ask for a clean copy",
        )  # fmt: skip
    message = (error.msg or "broken XML").split(", line ")[0].strip()
    return origin.error(
        f"is damaged XML ({message})",
        line=error.lineno or None,
        hint="--recover reads what can be read of it",
    )


def elements(origin: Origin, encoding: Encoding, damage: list[str]) -> Iterator[Node]:
    """The header and every unit that is whole, or can be mended by escaping what is stray.

    Each place that could not be read, or was mended, is added to ``damage``.
    """
    for chunk, line in _chunks(origin, encoding, damage):
        element = _parsed(chunk)
        if element is None:
            element = _parsed(mended(chunk))
            what = "a unit could not be read" if element is None else "a unit was mended"
            damage.append(str(InputError(what, path=origin.path, line=line)))
        if element is not None:
            yield element


def mended(chunk: str) -> str:
    r"""A unit with stray ampersands, brackets and control characters escaped or dropped.

    >>> mended("<seg>R&D < 1\x0b</seg>")
    '<seg>R&amp;D &lt; 1</seg>'
    """
    chunk = UNWRITABLE.sub("", chunk)
    chunk = _BAD_REFERENCE.sub(_checked_reference, chunk)
    chunk = _LONE_AMPERSAND.sub("&amp;", chunk)
    return _LONE_BRACKET.sub("&lt;", chunk)


def _checked_reference(found: re.Match[str]) -> str:
    number = int(found[1], 16) if found[1] else int(found[2])
    try:
        return "" if UNWRITABLE.match(chr(number)) else found.group()
    except (OverflowError, ValueError):
        return ""


def _parsed(chunk: str) -> Node:
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, **PARSER)
    try:
        root = etree.fromstring(
            f'<!DOCTYPE r [<!ENTITY nbsp "&#160;">]><r>{chunk}</r>'.encode(), parser
        )
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root[0] if len(root) else None


def _chunks(origin: Origin, encoding: Encoding, damage: list[str]) -> Iterator[tuple[str, int]]:
    """The text of each header and unit with the line it begins on, whatever lies between."""
    line = 1
    rest = ""
    with io.TextIOWrapper(
        origin.open(), encoding=encoding.codec, errors="replace", newline=None
    ) as file:
        while block := file.read(_BLOCK):
            rest += block
            at = 0
            for start, end in _whole_units(rest):
                line += rest.count("\n", at, start)
                yield rest[start:end], line
                line += rest.count("\n", start, end)
                at = end
            opening = _OPENING.search(rest, at)
            keep = opening.start() if opening else max(at, len(rest) - 16)
            line += rest.count("\n", at, keep)
            rest = rest[keep:]
            if len(rest) > _LONGEST_UNIT:
                damage.append(str(InputError("a unit has no end", path=origin.path, line=line)))
                rest = ""
    if _OPENING.match(rest):
        damage.append(str(InputError("the file ends inside a unit", path=origin.path, line=line)))


def _whole_units(text: str) -> Iterator[tuple[int, int]]:
    """Where units begin and end; one that is never closed ends where the next begins."""
    opening = _OPENING.search(text)
    while opening:
        following = _OPENING.search(text, opening.end())
        limit = following.start() if following else None
        stop = _end(text, opening, limit or len(text)) or limit
        if stop is None:
            return
        yield opening.start(), stop
        opening = _OPENING.search(text, stop)


def _end(text: str, opening: re.Match[str], limit: int) -> int | None:
    name = opening.group(1)
    close = text.find(f"</{name}>", opening.end(), limit)
    if close >= 0:
        return close + len(name) + 3
    tag_end = text.find(">", opening.end(), limit)
    return tag_end + 1 if tag_end > 0 and text[tag_end - 1] == "/" else None

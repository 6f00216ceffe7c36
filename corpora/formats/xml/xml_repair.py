"""Damaged TMX and XLIFF: said where it is damaged, and read unit by unit around the damage."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from textwrap import shorten
from typing import Literal

from lxml import etree

from corpora.errors import InputError, Option
from corpora.formats.decoding import Encoding, open_text
from corpora.formats.streams import Origin
from corpora.formats.xml.xmltext import PARSER, UNWRITABLE, Node

# Read at once.
_BLOCK = 1 << 18
# Bounds of memory: what is longer is no unit and no prolog.
_LONGEST_UNIT = 5_000_000
_LONGEST_PROLOG = 100_000
_LONGEST_COMPLAINT = 200
_LONE_AMPERSAND = re.compile(r"&(?!#\d+;|#x[0-9A-Fa-f]+;|[A-Za-z]\w*;)")
_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]+)|(\d+));")
_ENTITY = re.compile(r"""<!ENTITY\s+(\w+)\s+("[^"%<]{0,200}"|'[^'%<]{0,200}')\s*>""")
_NAMESPACE = re.compile(r"""\bxmlns(?::(\w+))?\s*=\s*("[^"<>&]*"|'[^'<>&]*')""")
_NO_MATTER = re.compile(r"<!--.*?-->|<\?.*?\?>|\s+", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_BODY = re.compile(r"</?body\b[^<>]*>")

Kind = Literal["between", "unit", "start"]
Tell = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a damaged file of a kind is searched for.

    Attributes:
        title: the kind's name.
        root: the outermost element.
        units: elements that are read whole.
        starts: elements of which the start tag is wanted.
        inside: elements that occur in a unit; any other ``<`` there is taken for text.
        is_flat: whether nothing but comments may stand between units, and no other
            namespace in them.
    """

    title: str
    root: str
    units: tuple[str, ...]
    starts: tuple[str, ...]
    inside: str
    is_flat: bool

    def opening(self) -> re.Pattern[str]:
        """What a unit or a start tag begins with."""
        names = "|".join((*self.units, *self.starts))
        return re.compile(rf"<({names})(?=[\s>/])", re.IGNORECASE)

    def stray(self) -> re.Pattern[str]:
        """A ``<`` in a unit that begins no element which may stand there."""
        names = "|".join((*self.units, *self.inside.split()))
        foreign = "" if self.is_flat else r"|/?\w+:\w"
        return re.compile(rf"<(?!/?(?:{names})(?=[\s>/])|[!?]{foreign})", re.IGNORECASE)


TMX = Shape(
    title="TMX",
    root="tmx",
    units=("tu", "header"),
    starts=(),
    inside="tuv seg prop note bpt ept it ph hi sub ut ude map",
    is_flat=True,
)
XLIFF = Shape(
    title="XLIFF",
    root="xliff",
    units=("trans-unit", "unit"),
    starts=("xliff", "file"),
    inside="source target seg-source mrk g x bx ex bpt ept ph it sub note notes alt-trans "
    "context-group context count-group count prop-group prop segment ignorable originalData "
    "data pc sc ec cp sm em",
    is_flat=False,
)


def as_input_error(
    origin: Origin, error: etree.XMLSyntaxError, *, recoverable: bool = True
) -> InputError:
    """A parser's complaint as a sentence with its line.

    Args:
        origin: the file.
        error: what the parser said.
        recoverable: whether there is a way to read what can be read of such a file.
    """
    message = shorten(error.msg or "broken XML", _LONGEST_COMPLAINT, placeholder=" …")
    if "Start tag expected" in message and (error.lineno or 1) == 1:
        return origin.error("is not XML", hint="check the suffix, or export it again")
    if "amplification" in message:
        return origin.error(
            "holds entities that grow without end", line=error.lineno or None,
            hint="it is not safe to read; ask for a clean copy",
        )  # fmt: skip
    return origin.error(
        f"is damaged XML ({message.split(', line ')[0].strip()})",
        line=error.lineno or None,
        hint=f"mend it there, or let {Option.RECOVER} read what can be read"
        if recoverable
        else "mend it there, or export it again",
    )


def elements(origin: Origin, encoding: Encoding, damage: list[str], shape: Shape) -> Iterator[Node]:
    """Every unit that is whole, or can be mended by escaping what is stray, and start tags.

    Each place that could not be read, or was mended, is added to ``damage``.

    Raises:
        InputError: nothing in the file is of this kind.
    """

    def tell(what: str, line: int) -> None:
        damage.append(str(InputError(what, path=origin.path, line=line)))

    prolog = ""
    found = False
    for kind, chunk, line in _pieces(origin, encoding, shape, tell):
        if kind == "between":
            if not found:
                prolog = chunk[:_LONGEST_PROLOG]
            elif _is_odd(chunk, shape):
                tell("something between two units was left out", line)
            continue
        if not found and shape.root not in prolog.lower() and kind == "unit":
            tell("the beginning of the file is missing", 1)
        found = True
        if kind == "start":
            prolog = (prolog + chunk)[-_LONGEST_PROLOG:]
            chunk = chunk.rstrip("/> \t\r\n") + "/>"
        element = _parsed(chunk, prolog)
        if element is None:
            element = _parsed(mended(chunk, shape), prolog)
            tell("a unit could not be read" if element is None else "a unit was mended", line)
        if element is not None:
            yield element
    if not found and f"<{shape.root}" not in prolog.lower():
        raise origin.error(f"holds no {shape.title}", hint="check the suffix")


def mended(chunk: str, shape: Shape = TMX) -> str:
    r"""A unit with stray ampersands, brackets and control characters escaped or dropped.

    >>> mended("<seg>R&D < 1\x0b <b>!</b></seg>")
    '<seg>R&amp;D &lt; 1 &lt;b>!&lt;/b></seg>'
    """
    chunk = UNWRITABLE.sub("", chunk)
    chunk = _REFERENCE.sub(_checked_reference, chunk)
    chunk = _LONE_AMPERSAND.sub("&amp;", chunk)
    return shape.stray().sub("&lt;", chunk)


def _checked_reference(found: re.Match[str]) -> str:
    try:
        number = int(found[1], 16) if found[1] else int(found[2])
        return "" if UNWRITABLE.match(chr(number)) else found.group()
    except (OverflowError, ValueError):
        return ""


def _parsed(chunk: str, prolog: str) -> Node:
    """A piece of XML in what its file declares, as far as that is harmless."""
    entities = "".join(f"<!ENTITY {name} {value}>" for name, value in _ENTITY.findall(prolog))
    spaces = dict(_NAMESPACE.findall(prolog))
    shown = "".join(f" xmlns{name and ':' + name}={value}" for name, value in spaces.items())
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, **PARSER)
    # A subset outside the file, which is never fetched, makes entities unknown and no error.
    whole = f'<!DOCTYPE r SYSTEM "none" [{entities}]><r{shown}>{chunk}</r>'
    try:
        root = etree.fromstring(whole.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root[0] if len(root) and isinstance(root[0].tag, str) else None


def _is_odd(between: str, shape: Shape) -> bool:
    """Whether what lies between two units should not be there."""
    rest = _BODY.sub("", _NO_MATTER.sub("", between.lower()))
    if f"</{shape.root}>" in rest or f"<{shape.root}" in rest:
        return True
    return bool(rest) if shape.is_flat else "<" in _TAG.sub("", rest)


def _pieces(
    origin: Origin, encoding: Encoding, shape: Shape, tell: Tell
) -> Iterator[tuple[Kind, str, int]]:
    """Units and start tags, and what lies between them, each with the line it begins on."""
    opening = shape.opening()
    line = since = 1
    rest = between = ""
    with open_text(origin, encoding) as file:
        while block := file.read(_BLOCK):
            rest += block
            at = 0
            for kind, start, end in _whole_pieces(rest, opening, shape):
                between += rest[at:start]
                yield "between", between, since
                line += rest.count("\n", at, start)
                yield kind, rest[start:end], line
                line += rest.count("\n", start, end)
                at, between, since = end, "", line
            following = opening.search(rest, at)
            keep = following.start() if following else max(at, len(rest) - 20)
            between = (between + rest[at:keep])[-_LONGEST_PROLOG:]
            line += rest.count("\n", at, keep)
            rest = rest[keep:]
            if len(rest) > _LONGEST_UNIT:
                tell("a unit has no end", line)
                rest = ""
    if opening.match(rest):
        yield "between", between, since
        tell("the file ends inside a unit", line)
    else:
        yield from _tail(between + rest, since, shape, tell)


def _tail(between: str, since: int, shape: Shape, tell: Tell) -> Iterator[tuple[Kind, str, int]]:
    """What lies behind the last unit: the end of the root, and nothing after it."""
    end = f"</{shape.root}>"
    before, found, after = between.lower().partition(end)
    if not found:
        line = since + between.rstrip().count("\n")
        if f"<{shape.root}" in before or not before.strip():
            tell("the file ends before its time", line)
        yield "between", between, since
        return
    yield "between", between[: len(before)], since
    if after.strip():
        line = since + before.count("\n")
        tell("something after the end was left out", line)


def _whole_pieces(
    text: str, opening: re.Pattern[str], shape: Shape
) -> Iterator[tuple[Kind, int, int]]:
    """Where units begin and end; one that is never closed ends where the next begins."""
    found = opening.search(text)
    while found:
        if found[1].lower() in shape.starts:
            stop = text.find(">", found.end()) + 1
            if not stop:
                return
            yield "start", found.start(), stop
        else:
            following = opening.search(text, found.end())
            limit = following.start() if following else None
            closed = _end(text, found, limit or len(text)) or limit
            if closed is None:
                return
            stop = closed
            yield "unit", found.start(), stop
        found = opening.search(text, stop)


def _end(text: str, opening: re.Match[str], limit: int) -> int | None:
    name = opening[1]
    close = text.find(f"</{name}>", opening.end(), limit)
    if close >= 0:
        return close + len(name) + 3
    tag_end = text.find(">", opening.end(), limit)
    return tag_end + 1 if tag_end > 0 and text[tag_end - 1] == "/" else None

"""Units written as TMX 1.4b.

Level 1 (level 2 for units whose codes were kept), valid against LISA's DTD. Texts stand in
``seg`` without indentation. What XML or a CAT tool cannot take there (control characters, blanks
at the ends) is left out, and kept beside it in an ``x-exact-…`` prop, so that reading it here
gives the very text back.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import BinaryIO

from corpora import __version__
from corpora.formats.codes import code_for_language, region_code
from corpora.formats.streams import Head, WriteOptions, Written
from corpora.formats.xml import tmx_markup
from corpora.formats.xml.unit_props import own_props, writable
from corpora.formats.xml.xmltext import UNWRITABLE, attribute, content
from corpora.units import TranslationUnit

_BATCH = 200
_DATE = re.compile(r"\d{8}T\d{6}Z")
_CONTEXT = ("x-context-pre", "x-context-post")
_SEGMENT_TYPES = {"segment": "sentence", "paragraph": "paragraph", "turn": "block"}


def write(
    units: Iterable[TranslationUnit], head: Head, file: BinaryIO, options: WriteOptions
) -> Written:
    """Write a memory.

    Units with an empty side are left out and counted (``options.gaps`` writes the side they
    have); so are units of which XML can hold nothing.
    """
    source_code = code_for_language(head.source_language, head.source_code)
    target_code = code_for_language(head.target_language, head.target_code)
    if options.regions:
        source_code, target_code = region_code(source_code), region_code(target_code)
    file.write(_header(source_code, options).encode())
    left_out: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    count = 0
    batch: list[str] = []
    for unit, before, after in _with_neighbours(units):
        written = _unit(unit, before, after, (source_code, target_code), options, changed)
        if not written:
            left_out["with an empty side"] += 1
            continue
        batch.append(written)
        count += 1
        if len(batch) == _BATCH:
            file.write("".join(batch).encode())
            batch.clear()
    file.write("".join(batch).encode())
    file.write(b"</body>\n</tmx>\n")
    return Written(units=count, left_out=dict(left_out), changed=dict(changed))


def _header(source_code: str, options: WriteOptions) -> str:
    attributes = {
        "creationtool": "duizhao",
        "creationtoolversion": __version__,
        "segtype": _SEGMENT_TYPES.get(options.level, "block"),
        "o-tmf": "duizhao",
        "adminlang": "en-US",
        "srclang": source_code,
        "datatype": "plaintext",
    }
    if options.created_at:
        attributes["creationdate"] = options.created_at
    if options.created_by:
        attributes["creationid"] = options.created_by
    shown = "".join(f" {name}={attribute(value)}" for name, value in attributes.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
        f'<tmx version="1.4">\n<header{shown}>\n'
        f'<prop type="x-level">{content(options.level)}</prop>\n</header>\n<body>\n'
    )


def _with_neighbours(
    units: Iterable[TranslationUnit],
) -> Iterator[tuple[TranslationUnit, TranslationUnit | None, TranslationUnit | None]]:
    """Every unit with the ones beside it."""
    before: TranslationUnit | None = None
    unit: TranslationUnit | None = None
    for after in units:
        if unit is not None:
            yield unit, before, after
        before, unit = unit, after
    if unit is not None:
        yield unit, before, None


def _unit(
    unit: TranslationUnit,
    before: TranslationUnit | None,
    after: TranslationUnit | None,
    codes: tuple[str, str],
    options: WriteOptions,
    changed: Counter[str],
) -> str:
    source, target = writable(unit.source), writable(unit.target)
    if not (source and target) and not (options.gaps and (source or target)):
        return ""
    props: list[tuple[str, str]] = []
    for side, text, shown in (("source", unit.source, source), ("target", unit.target, target)):
        if shown is not text and shown != text:
            props.append((f"x-exact-{side}", json.dumps(text)))
            changed["texts without the blanks or control characters a memory cannot hold"] += 1
    props += own_props(unit)
    beside = _context(unit, before, after) if options.context != "none" else []
    if options.context == "unit":
        props += beside
    source_seg, target_seg = content(source), content(target)
    if unit.props:
        markup = dict(unit.props)
        props += [
            (kind, value)
            for kind, value in unit.props
            if kind not in tmx_markup.PROPS and kind not in _CONTEXT
        ]
        source_seg = tmx_markup.restored(markup.get("x-markup-source"), source) or source_seg
        target_seg = tmx_markup.restored(markup.get("x-markup-target"), target) or target_seg
    parts = [f"<tu{_attributes(unit, options)}>\n"]
    for note in unit.notes:
        parts.append(f"<note>{_safe(note)}</note>\n")
    for kind, value in props:
        parts.append(f"<prop type={attribute(kind)}>{_safe(value)}</prop>\n")
    if source:
        own = "".join(
            f"<prop type={attribute(kind)}>{content(_as_seg(value))}</prop>"
            for kind, value in (beside if options.context == "source" else ())
        )
        parts.append(f'<tuv xml:lang="{codes[0]}">{own}<seg>{source_seg}</seg></tuv>\n')
    if target:
        parts.append(f'<tuv xml:lang="{codes[1]}"><seg>{target_seg}</seg></tuv>\n')
    parts.append("</tu>\n")
    return "".join(parts)


def _safe(text: str) -> str:
    return content(text if text.isprintable() else UNWRITABLE.sub("", text))


def _attributes(unit: TranslationUnit, options: WriteOptions) -> str:
    shown = f" tuid={attribute(unit.id or stable_id(unit))}"
    created = unit.created_at or options.created_at
    if created and _is_date(created):
        shown += f' creationdate="{created}"'
    creator = unit.created_by or options.created_by
    if creator:
        shown += f" creationid={attribute(creator)}"
    if unit.changed_at and _is_date(unit.changed_at):
        shown += f' changedate="{unit.changed_at}"'
    if unit.changed_by:
        shown += f" changeid={attribute(unit.changed_by)}"
    return shown


@lru_cache(maxsize=1024)
def _is_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None


def stable_id(unit: TranslationUnit) -> str:
    """An id that a unit has on every run: from its document and texts, 16 hexadecimal digits."""
    whole = "\0".join((unit.document or "", unit.source, unit.target))
    return hashlib.blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _context(
    unit: TranslationUnit, before: TranslationUnit | None, after: TranslationUnit | None
) -> list[tuple[str, str]]:
    """The neighbours' sources: what the unit says, or where its place in a document is known."""
    given = [(kind, value) for kind, value in unit.props if kind in _CONTEXT]
    if given or unit.source_span is None:
        return given
    return [
        (kind, writable(other.source))
        for kind, other in zip(_CONTEXT, (before, after), strict=True)
        if other is not None and other.document == unit.document and writable(other.source)
    ]


def _as_seg(text: str) -> str:
    """A text as memoQ writes it into a prop: as a ``seg`` that is escaped once more."""
    return text if text.startswith("<seg>") else f"<seg>{content(text)}</seg>"

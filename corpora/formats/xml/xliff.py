"""XLIFF, the file translators are sent and send back: 1.2 and 2.x in, 1.2 and 2.1 out.

Trados' SDLXLIFF and memoQ's MQXLIFF are XLIFF 1.2 with their own names for states; they are
read. A unit here is a segment there: a ``mrk`` of type ``seg``, else a ``trans-unit``, or a
``segment`` of 2.x. Every unit is written, with its state; a side may be empty.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from lxml import etree

from corpora.formats.codes import code_for_language, guess_language, language_of_code, primary
from corpora.formats.decoding import Encoding, Utf8Reader, find_encoding
from corpora.formats.streams import (
    Head,
    Origin,
    ReadOptions,
    UnitStream,
    WriteOptions,
    Written,
    count_notes,
)
from corpora.formats.xml import xliff_states, xml_repair
from corpora.formats.xml.tmx_markup import flat, left_out, placeholder_text
from corpora.formats.xml.unit_props import date_props, own_props, unit_from
from corpora.formats.xml.xmltext import PARSER, UNWRITABLE, Node, attribute, content, local
from corpora.units import TranslationUnit

_OURS = "urn:duizhao:unit"
_V12 = "urn:oasis:names:tc:xliff:document:1.2"
_V2 = "urn:oasis:names:tc:xliff:document:2.0"
_TAGS = ("{*}xliff", "{*}file", "{*}trans-unit", "{*}unit")
_METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"


def write(
    units: Iterable[TranslationUnit], head: Head, file: BinaryIO, options: WriteOptions
) -> Written:
    """Write all units; ``options.xliff`` decides for version 1.2 or 2.1.

    Characters XML cannot hold are left out of the text and kept beside it.
    """
    codes = (
        code_for_language(head.source_language, head.source_code),
        code_for_language(head.target_language, head.target_code),
    )
    changed: Counter[str] = Counter()
    count = 0
    start, one, end = _V21_PARTS if options.xliff == "2.1" else _V12_PARTS
    file.write(start(head, codes).encode())
    for count, unit in enumerate(units, 1):
        file.write(one(unit, count, _props(unit, changed)).encode())
    if not count and options.xliff == "2.1":
        file.write(b'<group id="g1"/>\n')  # a file must hold something there
    file.write(end.encode())
    return Written(units=count, changed=dict(changed))


def _props(unit: TranslationUnit, changed: Counter[str]) -> list[tuple[str, str]]:
    props = []
    for side, text in (("source", unit.source), ("target", unit.target)):
        if UNWRITABLE.search(text):
            props.append((f"x-exact-{side}", json.dumps(text)))
            changed["texts without characters that XML cannot hold"] += 1
    return props + own_props(unit) + date_props(unit) + list(unit.props)


def _safe(text: str) -> str:
    return content(UNWRITABLE.sub("", text) if UNWRITABLE.search(text) else text)


def _start_12(head: Head, codes: tuple[str, str]) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xliff version="1.2" xmlns="{_V12}" xmlns:dz="{_OURS}">\n'
        f'<file original={attribute(head.name)} source-language="{codes[0]}" '
        f'target-language="{codes[1]}" datatype="plaintext">\n<body>\n'
    )


def _unit_12(unit: TranslationUnit, number: int, props: list[tuple[str, str]]) -> str:
    state, approved = xliff_states.to_12(unit.status)
    shown = f' state="{state}"' if state else ""
    yes = ' approved="yes"' if approved else ""
    # Ids must differ within a file, which those of the units, of several files perhaps, need not.
    name = f" resname={attribute(unit.id)}" if unit.id and unit.id != str(number) else ""
    parts = [
        f'<trans-unit id="{number}"{name}{yes} xml:space="preserve">\n',
        f"<source>{_safe(unit.source)}</source>\n",
        f"<target{shown}>{_safe(unit.target)}</target>\n",
        *(f"<note>{_safe(note)}</note>\n" for note in unit.notes),
        *(f"<dz:prop type={attribute(k)}>{_safe(value)}</dz:prop>\n" for k, value in props),
        "</trans-unit>\n",
    ]
    return "".join(parts)


def _start_21(head: Head, codes: tuple[str, str]) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xliff version="2.1" xmlns="{_V2}" xmlns:mda="{_METADATA}" '
        f'srcLang="{codes[0]}" trgLang="{codes[1]}" xml:space="preserve">\n'
        f'<file id="f1" original={attribute(head.name)}>\n'
    )


def _unit_21(unit: TranslationUnit, number: int, props: list[tuple[str, str]]) -> str:
    state, sub = xliff_states.to_21(unit.status)
    shown = (f' state="{state}"' if state else "") + (f' subState="{sub}"' if sub else "")
    name = f" name={attribute(unit.id)}" if unit.id else ""
    metas = "".join(
        f"<mda:meta type={attribute(k)}>{_safe(value)}</mda:meta>\n" for k, value in props
    )
    notes = "".join(f"<note>{_safe(note)}</note>\n" for note in unit.notes)
    parts = [
        f'<unit id="u{number}"{name}>\n',
        f"<mda:metadata>\n<mda:metaGroup>\n{metas}</mda:metaGroup>\n</mda:metadata>\n"
        if metas
        else "",
        f"<notes>\n{notes}</notes>\n" if notes else "",
        f"<segment{shown}>\n<source>{_safe(unit.source)}</source>\n",
        f"<target>{_safe(unit.target)}</target>\n" if unit.target else "",
        "</segment>\n</unit>\n",
    ]
    return "".join(parts)


_V12_PARTS = (_start_12, _unit_12, "</body>\n</file>\n</xliff>\n")
_V21_PARTS = (_start_21, _unit_21, "</file>\n</xliff>\n")


def read(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of an XLIFF file of any version and kind.

    Raises:
        InputError: it is no XLIFF, or (while units are walked) broken XML, with its line.
    """
    encoding = find_encoding(origin, recover=options.recover)
    languages = _languages(origin, encoding, options)
    head = Head(
        name=origin.name,
        source_language=language_of_code(languages[0]),
        target_language=language_of_code(languages[1]),
        source_code=languages[0],
        target_code=languages[1],
    )
    notes, damage = encoding.told()

    def units() -> Iterator[TranslationUnit]:
        counts: Counter[str] = Counter()
        now = languages
        for element in _elements(origin, encoding, options, damage):
            name = local(element)
            if name in ("xliff", "file"):
                above = now if name == "file" else languages
                now = _either(_codes(element), above)
            elif not _is_of(now, languages, options):
                counts[f"units from {now[0]} to {now[1]} were left out"] += 1
            elif name == "trans-unit":
                yield from _read_12(element, options, counts)
            else:
                yield from _read_2(element, options, counts)
        notes.extend(count_notes(counts))

    return UnitStream(head=head, units=units(), notes=notes, damage=damage)


def _codes(element: Node) -> tuple[str, str]:
    """The languages an ``xliff`` or ``file`` names, empty where it names none."""
    source = element.get("source-language") or element.get("srcLang") or ""
    return source, element.get("target-language") or element.get("trgLang") or ""


def _either(first: tuple[str, str], second: tuple[str, str]) -> tuple[str, str]:
    return first[0] or second[0], first[1] or second[1]


def _is_of(now: tuple[str, str], languages: tuple[str, str], options: ReadOptions) -> bool:
    """Whether a file within the file is in the languages that are read."""
    given = (options.source_language, options.target_language)
    return all(
        wanted is not None or language_of_code(here) == language_of_code(there)
        for wanted, here, there in zip(given, now, languages, strict=True)
    )


def _elements(
    origin: Origin, encoding: Encoding, options: ReadOptions, damage: list[str]
) -> Iterator[Node]:
    """Every ``file`` when it begins, every unit when it is whole."""
    if options.recover:
        yield from xml_repair.elements(origin, encoding, damage, xml_repair.XLIFF)
        return
    reader = Utf8Reader(origin.open(), encoding)
    try:
        events = etree.iterparse(
            reader, events=("start", "end"), tag=_TAGS,
            encoding="utf-8", remove_comments=True, remove_pis=True, **PARSER,
        )  # fmt: skip
        for event, element in events:
            is_unit = local(element) in ("trans-unit", "unit")
            if is_unit != (event == "start"):
                yield element
            if is_unit and event == "end":
                element.clear(keep_tail=True)
        if events.root is None or local(events.root) != "xliff":
            raise origin.error("is not an XLIFF file", hint="check the suffix")
    except etree.XMLSyntaxError as error:
        raise xml_repair.as_input_error(origin, error) from error
    finally:
        reader.close()


def _languages(origin: Origin, encoding: Encoding, options: ReadOptions) -> tuple[str, str]:
    """The pair of codes the first file names; by its texts where it names none."""
    source = target = ""
    samples: tuple[list[str], list[str]] = ([], [])
    for element in _elements(origin, encoding, options, []):
        source, target = _either((source, target), _codes(element))
        if local(element) in ("xliff", "file"):
            continue  # what is in them so far is the parser's affair
        for name, sample in zip(("source", "target"), samples, strict=True):
            sample.extend(flat(child) for child in element.iter("{*}" + name))
        if (source and target and samples[0]) or len(samples[0]) > 100:
            break
    source = options.source_language or source or guess_language(samples[0])
    # A file that is still to be translated may not say into what.
    guessed = guess_language(samples[1]) if any(samples[1]) else _other(source)
    return source, options.target_language or target or guessed


def _other(language: str) -> str:
    return "en" if primary(language) == "zh" else "zh-Hans"


def _read_12(
    element: Node, options: ReadOptions, counts: Counter[str]
) -> Iterator[TranslationUnit]:
    children = {local(child): child for child in reversed(element)}
    unit_id = element.get("id")
    if _OURS in element.nsmap.values():
        unit_id = element.get("resname") or unit_id
    source, target = children.get("source"), children.get("target")
    notes = [flat(child) for child in element if local(child) == "note"]
    props = [
        (child.get("type") or "x-prop", flat(child))
        for child in element
        if child.tag == f"{{{_OURS}}}prop"
    ]
    segments = children.get("seg-source")
    marks = _marks(segments) if segments is not None else {}
    theirs = _marks(target) if target is not None else {}
    is_whole = not theirs and target is not None and _has_text(target)
    if not marks or is_whole:  # a target that is not cut can only face the whole source
        status, said = xliff_states.from_12(element, target)
        yield from _unit(source, target, unit_id, status, props + said, notes, options, counts)
        return
    states = xliff_states.sdl_segments(element)
    for number, mark in marks.items():
        status, said = states.get(number) or xliff_states.from_12(element, target)
        name = f"{unit_id}:{number}"
        yield from _unit(mark, theirs.get(number), name, status, said, notes, options, counts)


def _has_text(side: Node) -> bool:
    return bool(placeholder_text(side, "flatten")[0].strip())


def _marks(element: Node) -> dict[str, Node]:
    return {
        mark.get("mid") or "": mark for mark in element.iter("{*}mrk") if mark.get("mtype") == "seg"
    }


def _read_2(element: Node, options: ReadOptions, counts: Counter[str]) -> Iterator[TranslationUnit]:
    notes = [flat(note) for note in element.iter("{*}note")]
    props = [(meta.get("type") or "x-prop", flat(meta)) for meta in element.iter("{*}meta")]
    segments = [child for child in element if local(child) == "segment"]
    for number, segment in enumerate(segments, 1):
        children = {local(child): child for child in segment}
        name = element.get("name") or element.get("id")
        if len(segments) > 1:
            name = f"{name}:{segment.get('id') or number}"
        status, said = xliff_states.from_2(segment)
        yield from _unit(
            children.get("source"), children.get("target"), name, status, props + said, notes,
            options, counts,
        )  # fmt: skip


def _unit(
    source: Node,
    target: Node,
    name: str | None,
    status: str | None,
    props: list[tuple[str, str]],
    notes: list[str],
    options: ReadOptions,
    counts: Counter[str],
) -> Iterator[TranslationUnit]:
    """The unit of two sides; none if there is nothing in either, nor anything known of it."""
    texts = []
    for side in (source, target):
        text, coded = ("", False) if side is None else placeholder_text(side, options.markup)
        shown = "placeholders" if options.markup == "placeholders" else "flatten"
        counts[f"texts had inline markup ({shown})"] += coded
        if side is not None and len(side):
            counts.update(set(left_out(side)))
        texts.append(text)
    if not any(text.strip() for text in texts) and not props:
        counts["units without any text were left out"] += 1
        return
    known = {} if any(kind == "x-status" for kind, _value in props) else {"status": status}
    yield unit_from(texts, props, notes, id=name, **known)

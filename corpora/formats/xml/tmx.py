"""TMX, the memory every CAT tool reads: 1.1 to 1.4b in, 1.4b out.

What is read: both levels, UTF-8 and UTF-16 with and without a mark, wrong declarations, a
missing DTD, ``lang`` for ``xml:lang``, any number of languages in a unit. What is written is
level 1 (level 2 for units whose codes were kept) and valid against LISA's DTD. Texts stand in
``seg`` without indentation. What XML or a CAT tool cannot take there (control characters, blanks
at the ends) is left out, and kept beside it in an ``x-exact-…`` prop, so that reading it here
gives the very text back.

Both directions stream: memory does not grow with the file.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice, product
from typing import Any, BinaryIO

from lxml import etree

from corpora import __version__
from corpora.formats.codes import (
    code_for_language,
    guess_language,
    language_of_code,
    primary,
    region_code,
)
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
from corpora.formats.xml import tmx_markup, xml_repair
from corpora.formats.xml.unit_props import own_props, unit_from, writable
from corpora.formats.xml.xmltext import PARSER, UNWRITABLE, Node, attribute, content, local
from corpora.language.han import han_share
from corpora.units import TranslationUnit

# Units that tell the languages; and how often what was read is let go.
_PEEK = 500
_BATCH = 200
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
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


def read(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of a memory, one per pair of a source and a target text in a ``tu``.

    The source language is the option's, else the header's ``srclang``, else that of the first
    text; the target language is the option's, else the commonest other one. Units without
    one of the two are left out and counted in the notes, and so are those without any text.

    Raises:
        InputError: it is no TMX, or (while units are walked) broken XML, with its line.
    """
    encoding = find_encoding(origin, recover=options.recover)
    header, top = _peek(origin, encoding, options)
    pair = _languages(origin, header, top, options)
    head = Head(
        name=origin.name,
        source_language=language_of_code(pair[0]),
        target_language=language_of_code(pair[1]),
        source_code=pair[0],
        target_code=pair[1],
    )
    notes, damage = encoding.told()

    def units() -> Iterator[TranslationUnit]:
        counts: Counter[str] = Counter()
        for element in _elements(origin, encoding, options, damage):
            if element.tag == "header":
                continue
            unit = _read_plain(element, pair)
            if unit is not None:
                yield unit
            elif local(element) == "tu":
                yield from _read_unit(element, pair, options, counts)
        notes.extend(count_notes(counts))

    return UnitStream(head=head, units=units(), notes=notes, damage=damage)


def _elements(
    origin: Origin, encoding: Encoding, options: ReadOptions, damage: list[str]
) -> Iterator[Node]:
    """The header and every ``tu``, each forgotten when the next is asked for."""
    if options.recover:
        for element in xml_repair.elements(origin, encoding, damage, xml_repair.TMX):
            yield _in_lower_case(element)
        return
    reader = Utf8Reader(origin.open(), encoding)
    try:
        events = etree.iterparse(
            reader, events=("end",), tag=("{*}tu", "{*}header", "{*}TU", "{*}HEADER"),
            encoding="utf-8", remove_comments=True, remove_pis=True, **PARSER,
        )  # fmt: skip
        for number, (_event, element) in enumerate(events, 1):
            yield element if element.tag == "tu" else _in_lower_case(element)
            parent = element.getparent() if number % _BATCH == 0 else None
            if parent is not None:
                del parent[:_BATCH]  # as many as have been read; later ones may be there already
        _check_root(origin, events.root)
    except etree.XMLSyntaxError as error:
        raise xml_repair.as_input_error(origin, error) from error
    finally:
        reader.close()


def _in_lower_case(element: Node) -> Node:
    """A unit whose names are in lower case, as the standard has them; some tools shout."""
    if element.tag.rpartition("}")[2] in ("TU", "HEADER"):
        for node in element.iter(etree.Element):
            node.tag = node.tag.lower()
            for name, value in node.attrib.items():
                del node.attrib[name]
                node.set(name.lower(), value)
    return element


def _check_root(origin: Origin, root: Node) -> None:
    if root is None or local(root).lower() != "tmx":
        found = "nothing" if root is None else f"<{local(root)}>"
        raise origin.error(f"is not a TMX file: it begins with {found}", hint="check the suffix")


def _peek(
    origin: Origin, encoding: Encoding, options: ReadOptions
) -> tuple[Mapping[str, str], list[tuple[str, list[tuple[str, str]]]]]:
    """The header's attributes; per unit its own source language and (code, text) of its texts."""
    header: dict[str, str] = {}
    top = []
    for element in islice(_elements(origin, encoding, options, []), _PEEK):
        if local(element) == "header":
            header = dict(element.attrib)
        else:
            texts = [(_code(tuv), _plain_text(tuv)) for tuv in _tuvs(element)]
            top.append((element.get("srclang") or header.get("srclang") or "", texts))
    return header, top


def _tuvs(element: Node) -> list[Node]:
    return [child for child in element if local(child) == "tuv"]


def _code(tuv: Node) -> str:
    return (tuv.get(_XML_LANG) or tuv.get("lang") or "").strip()


def _plain_text(tuv: Node) -> str:
    return "".join(tuv.itertext())[:500]


def _languages(
    origin: Origin,
    header: Mapping[str, str],
    top: list[tuple[str, list[tuple[str, str]]]],
    options: ReadOptions,
) -> tuple[str, str]:
    """The pair of codes to read, as the file spells them."""
    codes = Counter(code for _source, texts in top for code, _text in texts if code)
    if not codes:
        return _nameless(header, top, options)
    declared = Counter(
        found for own, texts in top if (found := _match(own, [c for c, _t in texts]))
    )
    source = (
        _wanted(origin, options.source_language, codes)
        or (declared.most_common(1)[0][0] if declared else "")
        or _first_code(top)
    )
    target = _wanted(origin, options.target_language, codes) or _partner(source, top)
    return source, target or "und"


_OURS = ("zh", "en")


def _first_code(top: list[tuple[str, list[tuple[str, str]]]]) -> str:
    """The source of a file that names none: what comes first, but of units that have both
    Chinese and English the first of these.
    """
    codes = [[code for code, _text in texts if code] for _own, texts in top]
    both = [some for some in codes if {primary(code) for code in some} >= set(_OURS)]
    for some in both:
        return next(code for code in some if primary(code) in _OURS)
    return next(code for some in codes for code in some)


def _partner(source: str, top: list[tuple[str, list[tuple[str, str]]]]) -> str:
    """The code that most often stands beside the source; of several, another language rather
    than another region, and Chinese or English rather than a third.
    """
    beside = Counter(
        code
        for _own, texts in top
        if any(code == source for code, _text in texts)
        for code in dict.fromkeys(code for code, _text in texts)
        if code and code != source
    )
    return max(
        beside,
        key=lambda code: (beside[code], primary(code) != primary(source), primary(code) in _OURS),
        default="",
    )


def _nameless(
    header: Mapping[str, str],
    top: list[tuple[str, list[tuple[str, str]]]],
    options: ReadOptions,
) -> tuple[str, str]:
    """Languages of a file whose texts name none: by the texts, in their order."""
    firsts = [texts[0][1] for _own, texts in top if texts]
    seconds = [texts[1][1] for _own, texts in top if len(texts) > 1]
    source = options.source_language or _match_header(header) or guess_language(firsts)
    return source, options.target_language or (guess_language(seconds) if seconds else "und")


def _match_header(header: Mapping[str, str]) -> str:
    declared = header.get("srclang", "")
    return "" if declared == "*all*" else declared


def _match(wanted: str, codes: Iterable[str]) -> str:
    """The code that is the wanted language: the same, else the same script, else the same
    language; empty where there is none.

    >>> _match("en", ["zh-CN", "en-GB"]), _match("zh-Hant", ["zh-CN", "zh-HK"])
    ('en-GB', 'zh-HK')
    """
    codes = list(codes)
    low = wanted.lower().replace("_", "-")
    if not low or low == "*all*":
        return ""
    for same in (
        lambda code: code.lower().replace("_", "-") == low,
        lambda code: language_of_code(code) == language_of_code(wanted),
        lambda code: primary(code) == primary(wanted),
    ):
        found = next((code for code in codes if same(code)), "")
        if found:
            return found
    return ""


def _wanted(origin: Origin, language: str | None, codes: Mapping[str, int]) -> str:
    if not language:
        return ""
    found = _match(language, codes)
    if not found:
        raise origin.error(
            f"holds no {language}", hint=f"its languages are {', '.join(sorted(codes))}"
        )
    return found


def _read_plain(element: Node, pair: tuple[str, str]) -> TranslationUnit | None:
    """A unit of one text in each language without codes, which nearly all are; else nothing.

    This is ``_read_unit`` for the common case: most of the time of a conversion is spent here.
    """
    texts: list[str | None] = [None, None]
    own: list[list[tuple[str, str]]] = [[], []]
    props: list[tuple[str, str]] = []
    notes: list[str] = []
    for child in element:
        tag = child.tag
        if tag == "tuv":
            attributes = child.items()
            code = attributes[0][1] if len(attributes) == 1 else _code(child)
            side = 0 if code == pair[0] else 1 if code == pair[1] else 2
            if side == 2 or len(child) != 1 or texts[side] is not None:
                return None
            seg = child[0]
            if len(seg) or seg.tag != "seg":
                return None
            texts[side] = seg.text or ""
            own[side] = attributes
        elif len(child):
            return None
        elif tag == "prop":
            props.append((child.get("type") or "x-prop", child.text or ""))
        elif tag == "note":
            notes.append(child.text or "")
    source, target = texts
    if not source or not target or source.isspace() or target.isspace():
        return None
    if source[0] == "\n" or target[0] == "\n":
        return None
    given = dict(element.items())
    known: dict[str, Any] = {"id": given.get("tuid")}
    if len(own[0]) + len(own[1]) > 2:
        holders = (given, dict(own[1]), dict(own[0]))
        for name, attribute in _WHO_AND_WHEN:
            known[name] = _first(holders, attribute)
        known["changed_at"] = max(one.get("changedate", "") for one in holders) or None
    elif len(given) > 1:
        for name, attribute in _WHO_AND_WHEN:
            if attribute in given:
                known[name] = given[attribute]
    return unit_from((source, target), props, notes, **known)


_WHO_AND_WHEN = (
    ("created_at", "creationdate"),
    ("created_by", "creationid"),
    ("changed_at", "changedate"),
    ("changed_by", "changeid"),
)


def _read_unit(
    element: Node, pair: tuple[str, str], options: ReadOptions, counts: Counter[str]
) -> Iterator[TranslationUnit]:
    """A unit for each target text; the first of the source texts."""
    props: list[tuple[str, str]] = []
    notes: list[str] = []
    tuvs: list[tuple[str, Node]] = []
    for child in element:
        name = local(child)
        if name == "tuv":
            tuvs.append((_code(child), child))
        elif name == "prop":
            props.append((child.get("type") or "x-prop", tmx_markup.flat(child)))
        elif name == "note":
            notes.append(tmx_markup.flat(child))
    if tuvs and not any(code for code, _tuv in tuvs):
        tuvs = [(code, tuv) for code, (_none, tuv) in zip(pair, tuvs, strict=False)]
    sources = _of_language(tuvs, pair[0], pair[1])
    targets = _of_language(tuvs, pair[1], pair[0])
    if not (sources and targets) and not _is_gap(props):
        lacking = pair[1] if sources else pair[0]
        counts[
            f"units without {lacking} were left out"
            if lacking != "und"
            else "units in one language only were left out"
        ] += 1
        return
    others = {code for code, tuv in tuvs if tuv not in sources and tuv not in targets}
    for code in sorted(others):
        counts[f"texts in {code or 'an unnamed language'} were left out"] += 1
    for source, target in _crossed(sources, targets, counts):
        unit = _paired(element, source, target, props, notes, options, counts)
        if unit is not None:
            yield unit


def _crossed(
    sources: list[Node], targets: list[Node], counts: Counter[str]
) -> Iterator[tuple[Node, Node]]:
    """One side's only text with each of the other's; several on both, in their order."""
    if len(sources) < 2 or len(targets) < 2:
        yield from product(sources or [None], targets or [None])
        return
    yield from zip(sources, targets, strict=False)
    alone = abs(len(sources) - len(targets))
    if alone:
        counts["texts without a partner in their unit were left out"] += alone


def _of_language(tuvs: list[tuple[str, Node]], wanted: str, other: str) -> list[Node]:
    """The texts of a language; sub-languages count as it unless the other side is one too."""
    exact = [tuv for code, tuv in tuvs if code == wanted]
    if exact or primary(wanted) == primary(other):
        return exact
    found = _match(wanted, (code for code, _tuv in tuvs))
    return [tuv for code, tuv in tuvs if code == found] if found else []


def _is_gap(props: list[tuple[str, str]]) -> bool:
    return any(kind == "x-kind" and "0" in value.split("-") for kind, value in props)


def _paired(
    element: Node,
    source: Node,
    target: Node,
    props: list[tuple[str, str]],
    notes: list[str],
    options: ReadOptions,
    counts: Counter[str],
) -> TranslationUnit | None:
    texts: list[str] = []
    kept = list(props)
    remarks = list(notes)
    for side, tuv in (("source", source), ("target", target)):
        text, raw = tmx_markup.text_of(tuv, options.markup) if tuv is not None else ("", "")
        if raw:
            counts[f"texts had inline markup ({options.markup})"] += 1
            if options.markup == "keep":
                kept.append((f"x-markup-{side}", raw))
        if tuv is not None:
            counts.update(set(tmx_markup.left_out(tuv)))
        texts.append(_without_indent(text))
        for child in tuv if tuv is not None else ():
            if local(child) == "prop":
                kept.append((child.get("type") or "x-prop", tmx_markup.flat(child)))
            elif local(child) == "note":
                remarks.append(tmx_markup.flat(child))
    if not texts[0].strip() and not texts[1].strip():
        counts["units without any text were left out"] += 1
        return None
    holders = [holder for holder in (element, target, source) if holder is not None]
    return _described(texts, kept, remarks, holders)


def _without_indent(text: str) -> str:
    r"""A text that was indented as XML, on one line; any other as it is.

    >>> _without_indent("\n      A b\n      c\n   "), _without_indent("A\nb")
    ('A b c', 'A\nb')
    """
    lines = text.split("\n")
    if len(lines) < 3 or lines[0].strip() or lines[-1].strip():
        return text
    if any(line and not line[0].isspace() for line in lines[1:-1]):
        return text
    stripped = [line.strip() for line in lines if line.strip()]
    chinese = han_share(text) > 0.5
    return ("" if chinese else " ").join(stripped)


def _described(
    texts: list[str], props: list[tuple[str, str]], notes: list[str], holders: list[Node]
) -> TranslationUnit:
    known = {name: _first(holders, attribute) for name, attribute in _WHO_AND_WHEN}
    known["changed_at"] = max(holder.get("changedate") or "" for holder in holders) or None
    return unit_from(texts, props, notes, id=holders[0].get("tuid"), **known)


def _first(holders: Iterable[Node], name: str) -> str | None:
    return next((value for holder in holders if (value := holder.get(name))), None)

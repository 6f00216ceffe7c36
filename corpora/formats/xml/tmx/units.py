"""Units made of the elements of a memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

from corpora.formats.codes import primary
from corpora.formats.streams import ReadOptions
from corpora.formats.xml import tmx_markup
from corpora.formats.xml.tmx.languages import match_code
from corpora.formats.xml.unit_props import unit_from
from corpora.formats.xml.xmltext import Node, local
from corpora.language.han import han_share
from corpora.units import TranslationUnit

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_WHO_AND_WHEN = (
    ("created_at", "creationdate"),
    ("created_by", "creationid"),
    ("changed_at", "changedate"),
    ("changed_by", "changeid"),
)


def code_of(tuv: Node) -> str:
    """The language of a text, as the file spells it; empty where it names none."""
    return (tuv.get(_XML_LANG) or tuv.get("lang") or "").strip()


def read_plain(element: Node, pair: tuple[str, str]) -> TranslationUnit | None:
    """A unit of one text in each language without codes, which nearly all are; else nothing.

    This is ``read_unit`` for the common case: most of the time of a conversion is spent here.
    """
    texts: list[str | None] = [None, None]
    own: list[list[tuple[str, str]]] = [[], []]
    props: list[tuple[str, str]] = []
    notes: list[str] = []
    for child in element:
        tag = child.tag
        if tag == "tuv":
            attributes = child.items()
            code = attributes[0][1] if len(attributes) == 1 else code_of(child)
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


def read_unit(
    element: Node, pair: tuple[str, str], options: ReadOptions, counts: Counter[str]
) -> Iterator[TranslationUnit]:
    """A unit for each target text; the first of the source texts."""
    props: list[tuple[str, str]] = []
    notes: list[str] = []
    tuvs: list[tuple[str, Node]] = []
    for child in element:
        name = local(child)
        if name == "tuv":
            tuvs.append((code_of(child), child))
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
    found = match_code(wanted, (code for code, _tuv in tuvs))
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

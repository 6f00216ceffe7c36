"""TermBase eXchange: TBX-Basic as ``martif`` (version 2) and ISO 30042:2019, DCA style (3).

Written and read with one table of names for both, since they differ in little else. What a
machine guessed is not written as ``reliabilityCode`` (deprecated): confidence stays out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, cast

from lxml import etree

from corpora.errors import InputError
from corpora.formats.codes import code_for_language, language_of_code
from corpora.formats.decoding import Utf8Reader, find_encoding
from corpora.formats.streams import Origin
from corpora.formats.xml.xml_repair import as_input_error
from corpora.formats.xml.xmltext import PARSER, UNWRITABLE, Node, attribute, content
from corpora.registry.formats import CSV
from glossary.formats.deliver import Delivery, deliveries
from glossary.record.entries import ConceptEntry, Glossary, entry_id

_STATUS = {
    "preferred": "preferredTerm-admn-sts",
    "admitted": "admittedTerm-admn-sts",
    "deprecated": "deprecatedTerm-admn-sts",
    "obsolete": "supersededTerm-admn-sts",
}
_STATUS_BACK = {code: status for status, code in _STATUS.items()} | {
    "preferred": "preferred", "admitted": "admitted", "deprecated": "deprecated",
    "notRecommended": "deprecated", "obsolete": "obsolete",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """What one version calls its parts."""

    start: str
    end: str
    entry: str
    language: str
    term: str


_SOURCE = "<sourceDesc><p>Terms found by duizhao in a text and its translation.</p></sourceDesc>"
_V2 = _Names(
    start=(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<martif type="TBX-Basic" xml:lang="en">\n<martifHeader>\n<fileDesc>'
        "<titleStmt><title>Glossary</title></titleStmt>"
        f"{_SOURCE}</fileDesc>\n"
        '<encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc>\n'
        "</martifHeader>\n<text>\n<body>\n"
    ),
    end="</body>\n</text>\n</martif>\n",
    entry="termEntry",
    language="langSet",
    term="tig",
)
_V3 = _Names(
    start=(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">\n'
        "<tbxHeader>\n<fileDesc><titleStmt><title>Glossary</title></titleStmt>"
        f"{_SOURCE}</fileDesc>\n</tbxHeader>\n<text>\n<body>\n"
    ),
    end="</body>\n</text>\n</tbx>\n",
    entry="conceptEntry",
    language="langSec",
    term="termSec",
)


def dump_v2(glossary: Glossary, file: BinaryIO) -> None:
    """Write TBX-Basic as ``martif``; rejected entries are left out.

    Raises:
        InputError: there is nothing to write (the standard knows no empty termbase).
    """
    _dump(glossary, file, _V2)


def dump_v3(glossary: Glossary, file: BinaryIO) -> None:
    """Write ISO 30042:2019 in DCA style; otherwise as ``dump_v2``."""
    _dump(glossary, file, _V3)


def _dump(glossary: Glossary, file: BinaryIO, names: _Names) -> None:
    told = deliveries(glossary)
    if not told:
        raise InputError(
            "there are no entries to write, and TBX knows no empty termbase",
            hint=f"approve some entries, or write {CSV}",
        )
    file.write(names.start.encode())
    codes = [
        code_for_language(language)
        for language in (glossary.source_language, glossary.target_language)
    ]
    fronts = {delivery.entry.source_term: delivery.entry for delivery in told}
    for delivery in told:
        front = fronts.get(delivery.entry.group)
        file.write("".join(_entry(delivery, codes, names, front)).encode())
    file.write(names.end.encode())


def _entry(
    delivery: Delivery, codes: Sequence[str], names: _Names, front: ConceptEntry | None
) -> Iterator[str]:
    """An entry; ``front`` is the one in front of its group, to which the others refer."""
    entry = delivery.entry
    yield f"<{names.entry} id={attribute(_xml_id(entry.id))}>\n"
    if entry.domain:
        yield f'<descrip type="subjectField">{_text(entry.domain)}</descrip>\n'
    if entry.definition:
        yield f'<descrip type="definition">{_text(entry.definition)}</descrip>\n'
    if entry.note:
        yield f"<note>{_text(entry.note)}</note>\n"
    if front is not None and front.id != entry.id:
        goal = attribute(_xml_id(front.id))
        yield f'<ref type="crossReference" target={goal}>{_text(front.source_term)}</ref>\n'
    example = entry.contexts[0] if entry.contexts else None
    yield f"<{names.language} xml:lang={attribute(codes[0])}>\n"
    for number, term in enumerate(delivery.source_terms):
        context = example.source if example is not None and not number else ""
        yield from _term(term, "", context, names)
    yield f"</{names.language}>\n<{names.language} xml:lang={attribute(codes[1])}>\n"
    for number, (term, status) in enumerate(delivery.target_terms):
        context = example.target if example is not None and not number else ""
        yield from _term(term, status, context, names)
    yield f"</{names.language}>\n</{names.entry}>\n"


def _term(term: str, status: str, context: str, names: _Names) -> Iterator[str]:
    yield f"<{names.term}><term>{_text(term)}</term>"
    if status in _STATUS:
        yield f'<termNote type="administrativeStatus">{_STATUS[status]}</termNote>'
    if context:
        yield f'<descrip type="context">{_text(context)}</descrip>'
    yield f"</{names.term}>\n"


def _text(text: str) -> str:
    return content(UNWRITABLE.sub("", text))


def _xml_id(text: str) -> str:
    """An id that XML accepts; those of ours are."""
    clean = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in text)
    return clean if clean[:1].isalpha() else f"t{clean}"


def load(origin: Origin) -> Glossary:
    """Read a termbase of either version; the first two languages, Chinese as it stands.

    A term with a status is taken for approved.

    Raises:
        InputError: it is no XML, or no termbase.
    """
    reader = Utf8Reader(origin.open(), find_encoding(origin, recoverable=False))
    try:
        root = etree.parse(
            cast(IO[bytes], reader), etree.XMLParser(encoding="utf-8", **PARSER)
        ).getroot()
    except etree.XMLSyntaxError as error:
        raise as_input_error(origin, error, recoverable=False) from error
    finally:
        reader.close()
    entries = [node for node in root.iter() if _local(node) in ("termEntry", "conceptEntry")]
    if not entries:
        raise origin.error("holds no term entries", hint="choose a TBX file")
    source, target = _pair(entries)
    read = [entry for node in entries for entry in _read_entry(node, source, target)]
    return Glossary(
        source_language=language_of_code(source),
        target_language=language_of_code(target),
        entries=tuple(read),
        notes=() if read else (f"no entry has both {source} and {target}",),
    )


def _local(node: Node) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _pair(entries: Sequence[Node]) -> tuple[str, str]:
    seen: dict[str, None] = {}
    for entry in entries:
        for section in _sections(entry):
            seen[_language(section)] = None
    codes = [*seen, "", ""]
    return codes[0], codes[1]


def _sections(entry: Node) -> list[Node]:
    return [node for node in entry if _local(node) in ("langSet", "langSec")]


def _language(section: Node) -> str:
    return str(section.get("{http://www.w3.org/XML/1998/namespace}lang", "")).lower()


def _read_entry(node: Node, source: str, target: str) -> Iterator[ConceptEntry]:
    terms: dict[str, list[tuple[str, str]]] = {}
    for section in _sections(node):
        terms.setdefault(_language(section), []).extend(_terms(section))
    sides = terms.get(source, []), terms.get(target, [])
    yield from entries_from(*sides, name=node.get("id") or "", facts=_facts(node))


def entries_from(
    left: Sequence[tuple[str, str]],
    right: Sequence[tuple[str, str]],
    *,
    name: str,
    facts: Mapping[str, str],
) -> Iterator[ConceptEntry]:
    """The entries of one concept: an entry for each target term, the first with the variants.

    Args:
        left: source terms with their statuses, the usual one first.
        right: target terms, likewise.
        name: the concept's id; empty where it has none.
        facts: other fields of an entry.
    """
    if not left:
        return
    for number, (term, status) in enumerate(right or [("", "")]):
        is_main = number == 0
        yield ConceptEntry(
            id=(name or entry_id(left[0][0])) if is_main else entry_id(left[0][0], term),
            source_term=left[0][0],
            source_variants=tuple(one for one, _ in left[1:]) if is_main else (),
            target_term=term,
            status=status,
            decision="approve" if status else "",
            is_forbidden=status == "deprecated",
            **dict(facts),  # type: ignore[arg-type]
        )


def _terms(section: Node) -> Iterator[tuple[str, str]]:
    for node in section.iter():
        if _local(node) == "term":
            group = node.getparent()
            status = next(
                (
                    _STATUS_BACK.get((note.text or "").strip(), "")
                    for note in group.iter()
                    if _local(note) == "termNote" and note.get("type") == "administrativeStatus"
                ),
                "",
            )
            text = "".join(node.itertext()).strip()
            if text:
                yield text, status


def _facts(node: Node) -> dict[str, Any]:
    facts: dict[str, Any] = {"domain": "", "definition": "", "note": ""}
    for child in node:
        kind = child.get("type") if isinstance(child.tag, str) else None
        text = "".join(child.itertext()).strip() if kind or _local(child) == "note" else ""
        if _local(child) == "note":
            facts["note"] = text
        elif kind == "subjectField":
            facts["domain"] = text
        elif kind == "definition":
            facts["definition"] = text
    return facts

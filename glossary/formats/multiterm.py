"""A termbase of SDL MultiTerm, as its MultiTerm XML."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from corpora.formats.codes import language_of_code, primary
from corpora.formats.streams import Origin
from corpora.formats.xml.xml_repair import as_input_error
from corpora.formats.xml.xmltext import PARSER, Node, local
from glossary.formats.tbx import entries_from
from glossary.record.entries import ConceptEntry, Glossary

# What descriptions are called, in lower case, as the fields of an entry.
_FACTS = {
    "definition": "definition", "定义": "definition", "subject": "domain", "domain": "domain",
    "note": "note", "notes": "note", "comment": "note", "备注": "note",
}  # fmt: skip
_FORBIDDEN = {"forbidden", "deprecated", "do not use", "not recommended", "禁用"}


def load(origin: Origin) -> Glossary:
    """Read a termbase; the first two languages, unless one of them alone is Chinese.

    Raises:
        InputError: it is no XML, or holds no concepts.
    """
    with origin.open() as file:
        try:
            root = etree.parse(file, etree.XMLParser(**PARSER)).getroot()
        except etree.XMLSyntaxError as error:
            raise as_input_error(origin, error, recoverable=False) from error
    concepts = list(root.iter("{*}conceptGrp"))
    codes = list(dict.fromkeys(_language(one) for node in concepts for one in _sections(node)))
    if len(codes) < 2:
        raise origin.error(
            "holds no concepts in two languages", hint="export it from MultiTerm again"
        )
    source, target = _pair(codes)
    entries = [entry for node in concepts for entry in _entries(node, source, target)]
    return Glossary(
        source_language=language_of_code(source),
        target_language=language_of_code(target),
        entries=tuple(entries),
        notes=() if entries else (f"no concept has a term in {source}",),
    )


def _pair(codes: list[str]) -> tuple[str, str]:
    """The first language, and the first other one so that Chinese and English meet if they can."""
    known = [code for code in codes if primary(code) in ("zh", "en")]
    source = (known or codes)[0]
    others = [code for code in known if primary(code) != primary(source)]
    return source, (others or [code for code in codes if code != source])[0]


def _sections(concept: Node) -> list[Node]:
    return [node for node in concept if local(node) == "languageGrp"]


def _language(section: Node) -> str:
    node = section.find("{*}language")
    return "" if node is None else str(node.get("lang") or node.get("type") or "")


def _entries(concept: Node, source: str, target: str) -> Iterator[ConceptEntry]:
    terms: dict[str, list[tuple[str, str]]] = {}
    for section in _sections(concept):
        terms.setdefault(_language(section), []).extend(_terms(section))
    facts = {"definition": "", "domain": "", "note": ""}
    for node in concept.iter("{*}descrip"):
        name = _FACTS.get((node.get("type") or "").strip().lower())
        if name and not facts[name]:
            facts[name] = "".join(node.itertext()).strip()
    number = concept.findtext("{*}concept") or ""
    sides = terms.get(source, []), terms.get(target, [])
    yield from entries_from(*sides, name=number.strip(), facts=facts)


def _terms(section: Node) -> Iterator[tuple[str, str]]:
    for group in section.iter("{*}termGrp"):
        term = group.find("{*}term")
        text = "" if term is None else "".join(term.itertext()).strip()
        said = {"".join(node.itertext()).strip().lower() for node in group.iter("{*}descrip")}
        if text:
            yield text, "deprecated" if said & _FORBIDDEN else ""

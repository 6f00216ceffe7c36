"""Units read from TMX 1.1 to 1.4b.

Both levels, UTF-8 and UTF-16 with and without a mark, wrong declarations, a missing DTD,
``lang`` for ``xml:lang``, any number of languages in a unit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

from lxml import etree

from corpora.formats.codes import language_of_code
from corpora.formats.decoding import Encoding, Utf8Reader, find_encoding
from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream, count_notes
from corpora.formats.xml import xml_repair
from corpora.formats.xml.tmx.languages import choose_languages
from corpora.formats.xml.tmx.units import code_of, read_plain, read_unit
from corpora.formats.xml.xmltext import PARSER, Node, local
from corpora.units import TranslationUnit

# Units that tell the languages; and how often what was read is let go.
_PEEK = 500
_BATCH = 200


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
    pair = choose_languages(origin, header, top, options)
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
            unit = read_plain(element, pair)
            if unit is not None:
                yield unit
            elif local(element) == "tu":
                yield from read_unit(element, pair, options, counts)
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
            texts = [(code_of(tuv), _plain_text(tuv)) for tuv in _tuvs(element)]
            top.append((element.get("srclang") or header.get("srclang") or "", texts))
    return header, top


def _tuvs(element: Node) -> list[Node]:
    return [child for child in element if local(child) == "tuv"]


def _plain_text(tuv: Node) -> str:
    return "".join(tuv.itertext())[:500]

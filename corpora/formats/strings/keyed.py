"""Texts under keys in one language, joined with those of the other language by their keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from lxml import etree

from corpora.errors import InputError
from corpora.formats.codes import guess_language, primary
from corpora.formats.decoding import Utf8Reader, find_encoding, open_text
from corpora.formats.streams import (
    Head,
    Origin,
    ReadOptions,
    UnitStream,
    count_notes,
    origin_of,
)
from corpora.formats.strings.partners import find_partner, language_of_file
from corpora.formats.xml.xml_repair import as_input_error
from corpora.formats.xml.xmltext import PARSER, Node
from corpora.units import TranslationUnit

# Texts that tell a language.
_PEEK = 500


@dataclass(frozen=True, slots=True)
class Text:
    """A text as its program knows it: under a key that is the same in every language."""

    key: str
    text: str
    note: str = ""


Parse = Callable[[Origin, ReadOptions], list[Text]]


def read_keyed(origin: Origin, options: ReadOptions, parse: Parse) -> UnitStream:
    """Units of a file in one language and of the file beside it in the other.

    The named file is the source, unless the options say that its language is the target. A key
    that only one of them has gives a unit with an empty side.

    Raises:
        InputError: there is no such file beside it, or one of the two cannot be read.
    """
    ours = parse(origin, options)
    partner = partner_of(origin, ours, options)
    if partner is None:
        raise no_partner(origin)
    other = origin_of(partner)
    return join((origin, ours), (other, parse(other, options)), options)


def partner_of(origin: Origin, texts: Sequence[Text], options: ReadOptions) -> Path | None:
    """The file with the same keys in the other language: the one given, or the one beside."""
    if options.partner is not None:
        return Path(options.partner)
    if origin.path is None:
        return None
    path = Path(origin.path)
    return find_partner(path, _language(path, texts))


def no_partner(origin: Origin) -> InputError:
    """What to say of a file in one language that stands alone."""
    return origin.error(
        "holds one language, and no file beside it holds the other under the same keys",
        hint="put both into one folder, named after their languages (a_zh and a_en), or each "
        "into a folder of its language (zh and en)",
    )


def join(
    first: tuple[Origin, Sequence[Text]],
    second: tuple[Origin, Sequence[Text]],
    options: ReadOptions,
) -> UnitStream:
    """Units of the texts of two files, in the order of the source."""
    languages = [_language(_path(origin), texts) for origin, texts in (first, second)]
    wanted = options.source_language or ""
    goal = options.target_language or ""
    if primary(languages[1]) == primary(wanted) or primary(languages[0]) == primary(goal):
        first, second = second, first
        languages.reverse()
    head = Head(
        name=first[0].name,
        source_language=options.source_language or languages[0],
        target_language=options.target_language or languages[1],
    )
    notes = [f"{first[0].path or first[0].name} was joined by key with {second[0].path}"]
    units = joined_units(first[1], second[1], notes)
    return UnitStream(head=head, units=units, notes=notes)


def joined_units(
    sources: Sequence[Text], targets: Sequence[Text], notes: list[str]
) -> Iterator[TranslationUnit]:
    """Units of texts with equal keys; what happened on the way is added to the notes."""
    counts: Counter[str] = Counter()
    theirs = {one.key: one for one in targets}
    ours = {one.key: one for one in sources}
    doubled = len(sources) - len(ours) + len(targets) - len(theirs)
    counts["texts stood under a key that comes again; the last counts"] += doubled
    for key in (*ours, *(key for key in theirs if key not in ours)):
        source, target = ours.get(key), theirs.get(key)
        counts["units had a key that the other language lacks"] += source is None or target is None
        if not any(one is not None and one.text.strip() for one in (source, target)):
            continue
        yield TranslationUnit(
            id=key,
            source=source.text if source else "",
            target=target.text if target else "",
            notes=tuple(dict.fromkeys(one.note for one in (source, target) if one and one.note)),
        )
    notes.extend(count_notes(counts))


def _path(origin: Origin) -> Path | None:
    return None if origin.path is None else Path(origin.path)


def _language(path: Path | None, texts: Sequence[Text]) -> str:
    """By the texts; by the name where that says more of the same language."""
    guessed = guess_language(one.text for one in texts[:_PEEK])
    named = language_of_file(path) if path else ""
    return named if named and (primary(named) == primary(guessed) or not texts) else guessed


def whole_text(origin: Origin, options: ReadOptions) -> str:
    """The file as text.

    Raises:
        InputError: its encoding cannot be made out.
    """
    with open_text(origin, find_encoding(origin, recover=options.recover)) as file:
        return file.read().removeprefix("\ufeff")


def xml_root(origin: Origin, options: ReadOptions, name: str, what: str) -> Node:
    """The outermost element of an XML file, which must have this name.

    Raises:
        InputError: it is no XML, or of another kind.
    """
    reader = Utf8Reader(origin.open(), find_encoding(origin, recover=options.recover))
    try:
        # A parser reads what it is given; the reader has made it UTF-8.
        parser = etree.XMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, **PARSER)
        root = etree.parse(cast(BinaryIO, reader), parser).getroot()
    except etree.XMLSyntaxError as error:
        raise as_input_error(origin, error, recoverable=False) from error
    finally:
        reader.close()
    if etree.QName(root).localname.lower() != name:
        raise origin.error(f"is not {what}: its outermost element is “{root.tag}”",
                           hint="check the suffix")  # fmt: skip
    return root

"""The whole English of a name, where the links found a part of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpora.language.english import rendering_key
from corpora.units import Span
from glossary.places.occurrences import Sighting
from glossary.prepared import Prepared

_PIECE = re.compile(r"[\w’'/&-]+|\([^()]*\)|[^\w\s]")
# What may stand between the words of a title, and between those of an organisation.
_IN_TITLES = frozenset("of for the and on in to with from by at a an under against or".split())
_IN_ORGANISATIONS = frozenset(("of", "for"))
# Where in a law something stands is no part of its name.
_PROVISION = re.compile(
    r"(?:(?:(?:Articles?|Sections?|Subparagraph|Paragraph|Item|Chapter|Part|Schedule|Clause)\s"
    r"[\dIVX()-]+,?\s(?:and\s|or\s)?|[\d()-]+\s(?=of\s))(?:of\s|to\s)?(?:the\s)?)+(?=[A-Z])"
)
_QUOTED = re.compile(r"[“\"]([^“”\"\n]{2,160})[”\"]")


def widened(
    units: Sequence[Prepared], sightings: Sequence[Sighting], kinds: Mapping[int, str]
) -> list[Sighting]:
    """The sightings with the English of documents and organisations made whole.

    A title is all that stands in the quotation marks around what was found, or the run of words
    with capitals; of an organisation the words before "of" and behind it belong to it.
    """
    return [
        _widened(units[sighting.unit].english, sighting, kinds.get(sighting.term, ""))
        for sighting in sightings
    ]


def _widened(english: str, sighting: Sighting, kind: str) -> Sighting:
    if kind not in ("document", "organisation") or len(sighting.target) != 1:
        return sighting
    span = whole_name(english, sighting.target[0], is_title=kind == "document")
    if span == sighting.target[0]:
        return sighting
    return replace(sighting, target=(span,), key=rendering_key(english[span[0] : span[1]]))


def whole_name(english: str, span: Span, *, is_title: bool) -> Span:
    """Where the name ends and begins of which a stretch is a part.

    >>> text = "under the Action Plan for Renewing National Standards, we"
    >>> start, end = whole_name(text, (10, 21), is_title=True)
    >>> text[start:end]
    'Action Plan for Renewing National Standards'
    >>> text = "under Paragraph 1 of Article 36 of the Income Tax Act"
    >>> start, end = whole_name(text, (39, 53), is_title=True)
    >>> text[start:end]
    'Income Tax Act'
    """
    if is_title:
        for match in _QUOTED.finditer(english):
            if match.start(1) <= span[0] and span[1] <= match.end(1):
                return match.span(1)
    if not any(word[:1].isupper() for word in english[span[0] : span[1]].split()):
        return span
    joiners = _IN_TITLES if is_title else _IN_ORGANISATIONS
    start = _reach(english, span[0], joiners, is_title=is_title, step=-1)
    end = _reach(english, span[1], joiners, is_title=is_title, step=1)
    if is_title:
        for provision in _PROVISION.finditer(english, start, end):
            if provision.start() <= span[0]:
                start = provision.end()
    is_open = english.count("(", start, end) > english.count(")", start, end)
    closed = english.find(")", end) + 1 if is_open else 0
    return start, closed or end


def _reach(english: str, at: int, joiners: frozenset[str], *, is_title: bool, step: int) -> int:
    """The farthest border that a run of capitals and joiners reaches from a place."""
    pieces = [match.span() for match in _PIECE.finditer(english)]
    if step > 0:
        order = [piece for piece in pieces if piece[0] >= at]
    else:
        order = [piece for piece in reversed(pieces) if piece[1] <= at]
    border, has_joiner = at, False
    for start, end in order:
        word = english[start:end]
        is_first = start == 0 or english[:start].rstrip()[-1:] in ".:;!?"
        if word in joiners:
            has_joiner = True
        elif (word[0].isupper() or word[0].isdigit()) and not (is_first and word == "The"):
            if not is_title and not has_joiner:
                break
            border = end if step > 0 else start
            has_joiner = is_title and has_joiner
        else:
            break
    return border

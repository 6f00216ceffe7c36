"""One occurrence of a term as an entry sees it, from the Chinese side or from the English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpora.units import Span
from glossary.places.occurrences import Sighting
from glossary.places.wordings import GAP
from glossary.prepared import Prepared
from glossary.record.entries import term_key

_QUOTED = ("“”", "‘’", '""', "「」", "『』", "''")
# What a label of a program or a slogan has at most.
_LONGEST_QUOTE = 40
_INNER_QUOTE = re.compile('[“”‘’"「」『』]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One occurrence as an entry sees it: its own side's term and the other side's wording."""

    term: str
    rendering: str
    key: str
    unit: int
    source_span: Span
    target_spans: tuple[Span, ...]
    evidence: int


def from_chinese(units: Sequence[Prepared], sighting: Sighting) -> Seen:
    """An occurrence of a Chinese term, with its English or none."""
    unit = units[sighting.unit]
    start, end = sighting.source
    spans = tuple(_completed(unit.english, span) for span in sighting.target)
    return Seen(
        term=unit.chinese[start:end],
        rendering=GAP.join(unit.english[a:b] for a, b in spans),
        key=sighting.key,
        unit=sighting.unit,
        source_span=sighting.source,
        target_spans=spans,
        evidence=sighting.evidence,
    )


def from_english(units: Sequence[Prepared], sighting: Sighting) -> Seen:
    """The same from the English side; a sighting without English has no place here."""
    seen = from_chinese(units, sighting)
    chinese = units[sighting.unit].chinese
    own = _without_marks(chinese, seen.source_span)
    rendering = chinese[slice(*own)]
    return Seen(
        term=seen.rendering,
        rendering=rendering,
        key=term_key(rendering),
        unit=seen.unit,
        source_span=(seen.target_spans[0][0], seen.target_spans[-1][1]),
        target_spans=(own,),
        evidence=seen.evidence,
    )


def _without_marks(text: str, span: Span) -> Span:
    """A stretch without the quotation marks around it, or half of a tag.

    >>> text = "“浏览器渲染”和<input> 标签，“一带一路”倡议"
    >>> [text[slice(*_without_marks(text, span))] for span in ((0, 7), (9, 18), (19, 27))]
    ['浏览器渲染', '标签', '“一带一路”倡议']
    """
    start, end = span
    piece = text[start:end]
    if piece[:1] + piece[-1:] in _QUOTED and not _INNER_QUOTE.search(piece[1:-1]):
        start, end = start + 1, end - 1
    half = text.rfind(">", start, end)
    if half >= 0 and "<" not in text[start:end]:
        start = half + 1
    while start < end and text[start].isspace():
        start += 1
    return (start, end) if start < end else span


def _completed(text: str, span: Span) -> Span:
    """A stretch with the other half of its brackets, or without what one half stands before.

    The sign of a currency belongs to its letters (NT$), both quotation marks to what they quote.

    >>> text = "cross-site scripting (XSS) is, in the (Shanghai) Pilot Zone"
    >>> _completed(text, (0, 25)), _completed(text, (0, 22))
    ((0, 26), (0, 20))
    >>> _completed(text, (39, 59)), _completed(text, (42, 59))
    ((38, 59), (49, 59))
    >>> text = 'Click the "Log in" button'
    >>> _completed(text, (11, 25)), _completed(text, (0, 14))
    ((10, 25), (0, 18))
    """
    start, end = _with_both_quotes(text, span)
    if text[end : end + 1] == "$" and text[end - 1].isupper():
        end += 1
    opened, closed = text.count("(", start, end), text.count(")", start, end)
    if opened > closed:
        if text[end : end + 1] == ")":
            return start, end + 1
        end = start + len(text[start : text.rfind("(", start, end)].rstrip())
    elif closed > opened:
        if text[start - 1 : start] == "(":
            return start - 1, end
        at = text.find(")", start, end) + 1
        start = at + len(text[at:end]) - len(text[at:end].lstrip())
    return (start, end) if start < end else span


def _with_both_quotes(text: str, span: Span) -> Span:
    """A stretch in which a quotation begins or ends, with all of that quotation."""
    start, end = span
    for opening, closing in ("“”", '""'):
        inside = text[start:end]
        if opening != closing:
            lacks = inside.count(opening) - inside.count(closing)
            is_begun = lacks > 0
        else:
            lacks = inside.count(opening) % 2
            at = text.find(opening, start, end)
            is_begun = lacks > 0 and text.count(opening, 0, at) % 2 == 0
        if not lacks:
            continue
        if is_begun:
            found = text.find(closing, end, end + _LONGEST_QUOTE)
            end = found + 1 if found >= 0 else end
        else:
            found = text.rfind(opening, max(0, start - _LONGEST_QUOTE), start)
            start = found if found >= 0 else start
    return start, end

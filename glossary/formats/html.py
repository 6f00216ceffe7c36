"""A glossary as one page to look through: search, contexts, and how each term was rendered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from corpora.page import Choice, Part, asset, chunked, language, marked, page, sieve, text
from corpora.units import Span, is_chinese
from glossary.record.entries import ConceptEntry, Context, Glossary, Place, Rendering
from glossary.record.evidence import RECHECK
from glossary.record.groups import is_behind
from glossary.terms.categories import HEADINGS

# As many colours as the style has; places told; characters of an example. By eye.
_SHADES = 6
_MOST_PLACES = 24
_LONGEST = 260


def dump(glossary: Glossary, file: BinaryIO) -> None:
    """Write the page: a searchable card for every entry, a bar of its renderings on it."""
    languages = (glossary.source_language, glossary.target_language)
    part = Part(id="terms", heading="Terms", body="".join(_body(glossary)))
    html = page(
        "Glossary",
        [part],
        head="".join(_head(glossary)),
        style=asset("glossary", "data/glossary.css"),
        chinese=next(filter(is_chinese, languages), "zh-Hans"),
    )
    file.write(html.encode("utf-8", errors="replace"))


def _head(glossary: Glossary) -> Iterator[str]:
    yield "<h1>Glossary</h1>"
    yield (
        f'<p class="faint">{len(glossary.entries)} terms, {_varied(glossary)} of them with more '
        "than one rendering. The number after a rendering is how often it stands in the "
        "translation.</p>"
    )
    for note in glossary.notes:
        yield f'<p class="small">{text(note)}</p>'


def _varied(glossary: Glossary) -> int:
    return sum(len(entry.renderings) > 1 for entry in glossary.entries)


def _body(glossary: Glossary) -> Iterator[str]:
    varied = Choice(value="varied", label="only with several renderings", count=_varied(glossary))
    yield sieve("article", hint="Search terms, renderings, contexts", only=[varied])
    yield from chunked(_cards(glossary))


def _cards(glossary: Glossary) -> Iterator[str]:
    """A card for each entry, and a heading before the first of each section of names."""
    section, has_sections = "", _has_sections(glossary)
    for entry in glossary.entries:
        told = HEADINGS.get(entry.category, "") if has_sections else ""
        heading = f"<h2>{told or 'Terms'}</h2>" if told != section else ""
        section = told
        yield heading + "".join(_card(entry, glossary))


def _has_sections(glossary: Glossary) -> bool:
    """Whether names stand behind all terms, as they do where we wrote them and nobody sorted."""
    kinds = [entry.category in HEADINGS for entry in glossary.entries]
    return kinds == sorted(kinds)


def _card(entry: ConceptEntry, glossary: Glossary) -> Iterator[str]:
    varied = " data-varied" if len(entry.renderings) > 1 else ""
    source, target = language(glossary.source_language), language(glossary.target_language)
    behind = ' class="behind"' if is_behind(entry) else ""
    yield f'<article id="{text(entry.id)}"{behind}{varied}>'
    yield (
        f"<h3><span{source}>{text(entry.source_term)}</span> "
        f'<span class="target"{target}>{text(entry.target_term)}</span></h3>'
    )
    yield f'<p class="small">{" ".join(_chips(entry))}</p>'
    if entry.renderings:
        yield _bar(entry.renderings)
        lines = "".join(_line(n, one, target) for n, one in enumerate(entry.renderings))
        yield f"<ol>{lines}</ol>"
    for context in entry.contexts:
        yield _context(context, entry, source, target)
    said = ("Usual", entry.usual), ("Definition", entry.definition), ("Note", entry.note)
    for label, value in said:
        if value:
            yield f'<p class="small">{label}: {text(value)}</p>'
    yield "</article>"


def _chips(entry: ConceptEntry) -> Iterator[str]:
    said = [
        entry.decision,
        "forbidden" if entry.is_forbidden else entry.status,
        entry.category,
        entry.title,
        f"with {entry.group}" if is_behind(entry) else "",
        f"{entry.count} ×" if entry.count else "",
        "" if entry.confidence is None else f"confidence {entry.confidence:.2f}",
        RECHECK if entry.evidence.recheck else "",
    ]
    for label in said:
        if label:
            yield f'<span class="chip">{text(label)}</span>'


def _bar(renderings: Sequence[Rendering]) -> str:
    """Shares as a bar; the list below says the same in words."""
    parts, left = [], 0.0
    total = sum(rendering.count for rendering in renderings) or 1
    for number, rendering in enumerate(renderings):
        width = 100 * rendering.count / total
        kind = "gap" if rendering.kind == "omission" else f"s{min(number, _SHADES - 1)}"
        title = f"{rendering.text}: {rendering.count}"
        parts.append(
            f'<rect class="{kind}" x="{left:.2f}" width="{width:.2f}" height="8">'
            f"<title>{text(title)}</title></rect>"
        )
        left += width
    return (
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        + "".join(parts)
        + "</svg>"
    )


def _line(number: int, rendering: Rendering, target: str) -> str:
    kind = "gap" if rendering.kind == "omission" else f"s{min(number, _SHADES - 1)}"
    marks: list[str] = [] if rendering.kind in ("rendering", "omission") else [rendering.kind]
    marks += ["new"] if rendering.is_new else []
    places = _told_places(rendering.places)
    chips = "".join(f' <span class="chip">{text(mark)}</span>' for mark in marks)
    return (
        f'<li><i class="{kind}"></i><span{target}>{text(rendering.text)}</span> '
        f"({rendering.count}){chips} "
        f'<span class="faint small">{text(places)}</span></li>'
    )


def _told_places(places: Sequence[Place]) -> str:
    """The pairs of each document, its name once: “a.txt 3, 7; b.txt 2”."""
    numbers: dict[str, list[str]] = {}
    for place in places[:_MOST_PLACES]:
        known = numbers.setdefault(place.document, [])
        number = place.pair or str(place.unit)
        if number not in known:
            known.append(number)
    told = "; ".join(f"{name} {', '.join(known)}" for name, known in numbers.items())
    more = len(places) - _MOST_PLACES
    return f"{told} and {more} more" if more > 0 else told


def _context(context: Context, entry: ConceptEntry, source: str, target: str) -> str:
    spans = [context.source_span] if context.source_span is not None else []
    # A table keeps the texts and not the places: there the first match is marked.
    spans = spans or _find(context.source, (entry.source_term, *entry.source_variants))
    wordings = [entry.target_term, *(rendering.text for rendering in entry.renderings)]
    target_spans = context.target_spans or _find(context.target, wordings)
    return (
        '<blockquote class="small">'
        f"<div{source}>{marked(context.source, spans, most=_LONGEST)}</div>"
        f"<div{target}>{marked(context.target, target_spans, most=_LONGEST)}</div>"
        f'<div class="faint">{text(context.place)}</div></blockquote>'
    )


def _find(whole: str, wordings: Iterable[str]) -> list[Span]:
    for wording in wordings:
        match = re.search(re.escape(wording), whole, re.IGNORECASE) if wording else None
        if match is not None:
            return [match.span()]
    return []

"""A glossary as one page to look through: search, contexts, and how each term was rendered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from typing import BinaryIO

from corpora.page import marked, page, search_box, text
from corpora.units import Span
from glossary.record.entries import ConceptEntry, Context, Glossary, Rendering
from glossary.record.evidence import RECHECK

# As many colours as the style has; characters of an example. By eye.
_SHADES = 6
_LONGEST = 260


def dump(glossary: Glossary, file: BinaryIO) -> None:
    """Write the page: a searchable card for every entry, a bar of its renderings on it."""
    folder = files("glossary").joinpath("data")
    body = "\n".join(_body(glossary))
    html = page(
        "Glossary",
        body,
        style=folder.joinpath("glossary.css").read_text(encoding="utf-8"),
        script=folder.joinpath("glossary.js").read_text(encoding="utf-8"),
    )
    file.write(html.encode("utf-8", errors="replace"))


def _body(glossary: Glossary) -> Iterator[str]:
    varied = sum(len(entry.renderings) > 1 for entry in glossary.entries)
    yield "<h1>Glossary</h1>"
    yield (
        f'<p class="faint">{len(glossary.entries)} terms, {varied} of them with more than one '
        "rendering. The number after a rendering is how often it stands in the translation.</p>"
    )
    yield search_box(
        "Search terms, renderings, contexts",
        told="shown",
        more=' <label><input type="checkbox" id="varied"> only with several renderings</label>',
    )
    for note in glossary.notes:
        yield f'<p class="small">{text(note)}</p>'
    yield '<div id="entries">'
    for entry in glossary.entries:
        yield from _card(entry, glossary)
    yield "</div>"


def _card(entry: ConceptEntry, glossary: Glossary) -> Iterator[str]:
    kinds = "varied" if len(entry.renderings) > 1 else "steady"
    yield f'<article class="{kinds}" id="{text(entry.id)}">'
    yield (
        f'<h2><span lang="{text(glossary.source_language)}">{text(entry.source_term)}</span> '
        f'<span class="target" lang="{text(glossary.target_language)}">'
        f"{text(entry.target_term)}</span></h2>"
    )
    yield f'<p class="small">{" ".join(_chips(entry))}</p>'
    if entry.renderings:
        yield _bar(entry.renderings)
        yield "<ol>" + "".join(_line(n, r) for n, r in enumerate(entry.renderings)) + "</ol>"
    for context in entry.contexts:
        yield _context(context, entry)
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


def _line(number: int, rendering: Rendering) -> str:
    kind = "gap" if rendering.kind == "omission" else f"s{min(number, _SHADES - 1)}"
    marks: list[str] = [] if rendering.kind in ("rendering", "omission") else [rendering.kind]
    marks += ["new"] if rendering.is_new else []
    places = ", ".join(f"{place.document} {place.unit}" for place in rendering.places[:12])
    more = len(rendering.places) - 12
    if more > 0:
        places += f" and {more} more"
    chips = "".join(f' <span class="chip">{text(mark)}</span>' for mark in marks)
    return (
        f'<li><i class="{kind}"></i>{text(rendering.text)} ({rendering.count}){chips} '
        f'<span class="faint small">{text(places)}</span></li>'
    )


def _context(context: Context, entry: ConceptEntry) -> str:
    spans = [context.source_span] if context.source_span is not None else []
    # A table keeps the texts and not the places: there the first match is marked.
    spans = spans or _find(context.source, (entry.source_term, *entry.source_variants))
    wordings = [entry.target_term, *(rendering.text for rendering in entry.renderings)]
    target_spans = context.target_spans or _find(context.target, wordings)
    return (
        '<blockquote class="small">'
        f"<div>{marked(context.source, spans, most=_LONGEST)}</div>"
        f"<div>{marked(context.target, target_spans, most=_LONGEST)}</div>"
        f'<div class="faint">{text(context.place)}</div></blockquote>'
    )


def _find(whole: str, wordings: Iterable[str]) -> list[Span]:
    for wording in wordings:
        match = re.search(re.escape(wording), whole, re.IGNORECASE) if wording else None
        if match is not None:
            return [match.span()]
    return []

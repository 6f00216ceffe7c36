"""Parts of the report beside the alignment: terms, what the memory will do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from corpora.memory.exporting import AlignmentWritten
from corpora.memory.forecast import Forecast
from corpora.page import Part, folded, language, text
from glossary import ConceptEntry, Glossary, Rendering
from glossary.record.entries import Place
from glossary.terms.categories import HEADINGS

Links = Mapping[str, str]
"""Where the pairs of each document stand, by its name: a page's address, empty for this one."""

# What a page shows: by eye.
_TERMS_SHOWN = 20
_MOST_TERMS = 300
_MOST_PLACES = 12


def terms_part(glossary: Glossary, links: Links) -> Part:
    """The terms of some documents, with a bar and the places of every rendering.

    Args:
        glossary: the terms; those that have places in other documents alone are left out.
        links: the documents.
    """
    entries = [entry for entry in glossary.entries if _stands_in(entry, links)]
    if not entries:
        return Part(id="terms", heading="Terms", body="<p>No terms were found.</p>", count=0)
    terms = [entry for entry in entries if entry.category not in HEADINGS]
    rows = ["".join(_term(entry, glossary, links)) for entry in terms[:_MOST_TERMS]]
    for category, heading in HEADINGS.items():
        named = [entry for entry in entries if entry.category == category][:_MOST_TERMS]
        told = f'<tr><th scope="rowgroup" colspan="4">{heading}</th></tr>'
        for entry in named:
            rows.append(told + "".join(_term(entry, glossary, links)))
            told = ""
    table = (
        '<table class="terms stack"><thead><tr><th>Term</th><th>Renderings, how often, in which '
        'pairs</th><th class="number">Times</th><th class="number">Confidence</th></tr></thead>'
        "<tbody>{}</tbody></table>"
    )
    rest = len(terms) - _MOST_TERMS
    more = f'<p class="faint small">{rest} more are in the glossary.</p>' if rest > 0 else ""
    body = folded(rows, _TERMS_SHOWN, "term", table) + more
    return Part(id="terms", heading="Terms", body=body, count=len(entries))


def terms_by_document(glossary: Glossary) -> dict[str, Glossary]:
    """The terms of each document: what was rendered there, how often, and where."""
    entries: dict[str, list[ConceptEntry]] = {}
    for entry in glossary.entries:
        places: dict[str, dict[int, list[Place]]] = {}
        for index, rendering in enumerate(entry.renderings):
            for place in rendering.places:
                places.setdefault(place.document, {}).setdefault(index, []).append(place)
        for document, found in places.items():
            entries.setdefault(document, []).append(_only(entry, found))
    return {
        document: replace(glossary, entries=tuple(known)) for document, known in entries.items()
    }


def _only(entry: ConceptEntry, found: Mapping[int, Sequence[Place]]) -> ConceptEntry:
    """An entry with some of its places alone: those of each rendering, by its index."""
    count = sum(map(len, found.values()))
    renderings = [
        replace(entry.renderings[index], places=tuple(own), count=len(own), share=len(own) / count)
        for index, own in found.items()
    ]
    renderings.sort(key=lambda one: -one.count)
    return replace(entry, renderings=tuple(renderings), count=count)


def _stands_in(entry: ConceptEntry, links: Links) -> bool:
    places = [place.document for rendering in entry.renderings for place in rendering.places]
    return not places or any(document in links for document in places)


def _term(entry: ConceptEntry, glossary: Glossary, links: Links) -> Iterator[str]:
    said = entry.title or entry.category
    category = f'<span class="speaker">{text(said)}</span>' if said else ""
    yield (
        f'<tr><th scope="row"><span{language(glossary.source_language)}>{text(entry.source_term)}'
        f'</span>{category}</th><td class="renderings">'
    )
    target = language(glossary.target_language)
    for rendering in entry.renderings:
        yield (
            f"<div>{_bar(rendering.share)}<span{target}>{text(rendering.text)}</span> "
            f'<b>{rendering.count}</b> <span class="small faint">{_places(rendering, links)}'
            "</span></div>"
        )
    if not entry.renderings:
        yield f"<div{target}>{text(entry.target_term)}</div>"
    sure = "–" if entry.confidence is None else f"{entry.confidence:.2f}"
    yield (
        f'</td><td class="number" data-label="times">{entry.count}</td>'
        f'<td class="number" data-label="confidence">{sure}</td></tr>'
    )


def _bar(share: float) -> str:
    return f'<svg class="bar" aria-hidden="true"><rect width="{share:.0%}" height="100%"/></svg>'


def _places(rendering: Rendering, links: Links) -> str:
    """The pairs in which a rendering stands, as links."""
    known = dict.fromkeys(
        (place.document, place.pair or str(place.unit))
        for place in rendering.places
        if place.document in links
    )
    shown = [
        f'<a href="{text(links[document])}#pair-{text(number)}">{text(number)}</a>'
        for document, number in list(known)[:_MOST_PLACES]
    ]
    rest = len(known) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest > 0 else "")


def memory_part(memory: AlignmentWritten) -> Part:
    """How much of the memory will match in a translator's tool, and why the rest will not."""
    lines = [f"<p>{memory.units} units are in the memory."]
    if memory.review_units:
        lines.append(
            f"{memory.review_units} more are kept apart for review: {memory.gaps} without a "
            f"counterpart, {memory.low} not sure enough."
        )
    lines.append("</p>")
    for forecast in memory.forecasts:
        lines += _forecast(forecast)
    return Part(id="memory", heading="Will the memory match?", body=" ".join(lines))


def _forecast(forecast: Forecast) -> Sequence[str]:
    reasons = "".join(
        f"<li><b>{count}</b> {text(reason)}</li>" for reason, count in forecast.reasons.items()
    )
    told = f'<p>The others cannot, because:</p><ul class="plain">{reasons}</ul>' if reasons else ""
    return [
        f"<p>In {text(forecast.tool)}, in a project cut into {text(forecast.level)}s, "
        f"{forecast.matchable} of the {forecast.units} units can match "
        f"({forecast.unit_share:.0%}); they fill {forecast.share:.0%} of this document.</p>",
        told,
    ]

"""All pairs of an alignment as rows of the report: what is said of each, and both texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from corpora.memory.splitting import KEEP_OUT_PROP, NEEDS_REVIEW
from corpora.page import (
    SENTENCE_BORDER,
    Choice,
    Choices,
    Part,
    chunked,
    language,
    sieve,
    text,
)
from corpora.units import Alignment, Bead, Document, Span
from corpora.values import counted
from quality.check.output.page import severity_sign
from quality.findings import SEVERITIES, Finding
from review.page.looks import Look
from review.page.states import STATES, state_of, state_sign, told_confidence, told_evidence

Found = Mapping[str, Sequence[Finding]]
"""The findings of each pair, by its number."""

_PARAGRAPH_BORDER = '<i class="cut para"></i>'
_HEAD = "<thead><tr><th>Pair</th><th>Source</th><th>Target</th></tr></thead>"


def pairs_part(alignment: Alignment, looks: Sequence[Look], found: Found) -> Part:
    """Every pair as a row, and the form that finds some of them."""
    reasons = {look.bead: look.reason for look in looks}
    rows = (
        _row(alignment, index, bead, found, reasons.get(index, ""))
        for index, bead in enumerate(alignment.beads)
    )
    tables = chunked(rows, f'<table class="pairs stack">{_HEAD}<tbody>', "</tbody></table>")
    body = _filter(alignment, len(reasons), found) + "".join(tables)
    return Part(id="pairs", heading="All pairs", body=body, count=len(alignment.beads))


def looks_part(alignment: Alignment, looks: Sequence[Look], found: Found, shown: int) -> Part:
    """The pairs worth a look, the most urgent first, each with its reason and the evidence."""
    table = f'<table class="pairs stack">{_HEAD}<tbody>{{}}</tbody></table>'
    if not looks:
        body = "<p>Nothing stands out.</p>"
    else:
        body = table.format("".join(_look(alignment, look, found) for look in looks[:shown]))
        rest = looks[shown:]
        if rest:
            tables = chunked(
                (_look(alignment, look, found) for look in rest), *table.split("{}", 1)
            )
            body += (
                f"<details><summary>{len(rest):,} more pairs</summary>{''.join(tables)}</details>"
                '<p class="small"><a href="#pairs" data-only="look">See them among all pairs</a>'
                "</p>"
            )
    return Part(id="looks", heading="Worth a look first", body=body, count=len(looks))


def _look(alignment: Alignment, look: Look, found: Found) -> str:
    bead = alignment.beads[look.bead]
    # Of a sentence that is left alone there is nothing to say: nothing was found.
    why = "" if bead.is_null else told_evidence(bead)
    told = f'<span class="faint small why">{text(why)}</span>' if why else ""
    about = _about(bead, look.bead, found, f"<b>{text(look.reason)}</b> {told}")
    return f'<tr><th scope="row">{about}</th>{sides(alignment, bead)}</tr>'


def _row(alignment: Alignment, index: int, bead: Bead, found: Found, reason: str) -> str:
    number = bead.number_at(index)
    marks = f'data-kind="{bead.kind}" data-state="{state_of(bead)}"'
    marks += (" data-look" if reason else "") + (" data-found" if number in found else "")
    about = _about(bead, index, found, text(told_confidence(bead)))
    return (
        f'<tr id="pair-{text(number)}" {marks}>'
        + f'<th scope="row">{about}</th>{sides(alignment, bead)}</tr>\n'
    )


def _about(bead: Bead, index: int, found: Found, told: str) -> str:
    """What the first cell of a row says: number, state, kind, findings, what people said."""
    number = text(bead.number_at(index))
    return "".join(
        [
            f'<a class="number" href="#pair-{number}">{number}</a> ',
            f"{state_sign(state_of(bead))}{told} ",
            f'<span class="kind faint small">{bead.kind}</span>',
            *_found(found.get(bead.number_at(index), ())),
            *_said(bead),
        ]
    )


def _found(findings: Sequence[Finding]) -> Iterator[str]:
    if findings:
        worst = min(findings, key=lambda one: SEVERITIES.index(one.severity))
        yield (
            f'<a class="found small" href="#finding-{text(worst.id)}">'
            f"{severity_sign(worst.severity)}{counted(len(findings), 'finding')}</a>"
        )


def _said(bead: Bead) -> Iterator[str]:
    """What people decided about a pair."""
    names = {name for name, _value in bead.props}
    labels = [
        ("needs review", bead.status == NEEDS_REVIEW),
        ("kept out", KEEP_OUT_PROP[0] in names),
        ("corrected", any(name.startswith("x-original-") for name in names)),
    ]
    for label, holds in labels:
        if holds:
            yield f' <span class="chip">{label}</span>'
    for note in bead.notes:
        yield f'<span class="note small">{text(note)}</span>'


def sides(alignment: Alignment, bead: Bead) -> str:
    """Both texts of a pair as cells, the sentences apart."""
    return _side(alignment.source, bead.source) + _side(alignment.target, bead.target)


def _side(document: Document, span: Span) -> str:
    if span[0] == span[1]:
        return '<td class="faint">—</td>'
    speaker = document.speaker(span[0])
    label = f'<span class="speaker">{text(speaker)}</span>' if speaker else ""
    return f"<td{language(document.language)}>{label}{_sentences(document, span)}</td>"


def _sentences(document: Document, span: Span) -> str:
    segments = document.segments[span[0] : span[1]]
    parts = [text(segments[0].text)]
    for before, after in pairwise(segments):
        is_paragraph = "\n" in document.text[before.end : after.start]
        parts.append(_PARAGRAPH_BORDER if is_paragraph else SENTENCE_BORDER)
        parts.append(text(after.text))
    return "".join(parts)


def _filter(alignment: Alignment, looks: int, found: Found) -> str:
    states = Counter(state_of(bead) for bead in alignment.beads)
    kinds = Counter(bead.kind for bead in alignment.beads)
    numbers = (bead.number_at(index) for index, bead in enumerate(alignment.beads))
    return sieve(
        "#pairs tr[id]",
        hint="Find in either language",
        groups=[
            Choices(
                name="state",
                legend="Confidence",
                choices=[
                    Choice(value=name, label=label, count=states[name], look=state_sign(name))
                    for name, label in STATES.items()
                    if states[name]
                ],
            ),
            Choices(
                name="kind",
                legend="Sentences",
                is_list=True,
                choices=[
                    Choice(value=kind, label=kind, count=count)
                    for kind, count in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
                ],
            ),
        ],
        only=[
            Choice(value="look", label="worth a look", count=looks),
            Choice(
                value="found",
                label="with a finding",
                count=sum(number in found for number in numbers),
            ),
        ],
    )

"""The page of a score report: scores, a histogram, a scatter of two, the segments."""

from __future__ import annotations

import math
from collections.abc import Sequence

from corpora.language.languages import detect_language
from corpora.page import Frame, Part, asset, language, marked, page, sieve, text
from quality.score.marking import differing_spans
from quality.score.report import (
    LOWER_SEGMENT_SCORES,
    MEND,
    MEND_MEANS,
    HypothesisScores,
    ScoreReport,
    order_worst_first,
)

# What a page shows, and sizes in pixels: by eye.
_SEGMENTS_SHOWN = 300
_DIFFERENCES_SHOWN = 30
_BINS = 24
_FRAME = Frame(width=420, height=260, left=44, bottom=34, right=8, top=10)
_SERIES = 5  # as many as the style sheet has looks for


def score_page(report: ScoreReport) -> str:
    """The report as one HTML page that needs nothing else, and works when printed."""
    ranking = report.ranking_name()
    plotted = next((n for n in ("chrF++", "chrF", ranking) if n in _names(report)), "")
    parts = [Part(id="scores", heading="Scores", body=_scores_table(report))]
    if plotted:
        parts.append(_charts(report, plotted))
    numbered = list(enumerate(report.hypotheses, 1))
    parts += [_unaligned(number, one) for number, one in numbered if one.unaligned]
    parts += [_terms(number, one, report) for number, one in numbered if one.terms]
    if len(report.hypotheses) > 1 and ranking and _comparable(report):
        parts.append(_differences(report, plotted))
    if ranking:
        parts += [_worst(number, one, report, ranking) for number, one in numbered]
    parts.append(Part(id="scored", heading="How this was scored", body=_notes(report)))
    names = ", ".join(one.name for one in report.hypotheses)
    return page(
        f"Scores: {names}",
        parts,
        head=f"<h1>Scores: {text(names)}</h1>",
        style=asset("quality.score", "score.css"),
        chinese=_source_language(report.hypotheses[0])
        if report.language == "en"
        else report.language,
    )


def _source_language(one: HypothesisScores) -> str:
    return detect_language("\n".join(one.sources[:50])) if one.sources else ""


def _names(report: ScoreReport) -> Sequence[str]:
    return list(report.hypotheses[0].segment_scores)


def _comparable(report: ScoreReport) -> bool:
    return len({len(one.segments) for one in report.hypotheses}) == 1


def _scores_table(report: ScoreReport) -> str:
    header, rows = report.to_table()
    head = "".join(
        f'<th class="{"number" if k else ""}">{text(cell)}</th>' for k, cell in enumerate(header)
    )
    body = "".join(
        f'<tr><th scope="row">{text(row[0])}</th>'
        + "".join(
            f'<td class="number" data-label="{text(label)}">{text(cell)}</td>'
            for label, cell in zip(header[1:], row[1:], strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<table class="scores stack"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        f'<p class="faint small">{_legend(report)}</p>'
    )


def _legend(report: ScoreReport) -> str:
    """What the signs of the table mean, as far as they occur."""
    scores = [score for one in report.hypotheses for score in one.scores]
    parts = []
    if any(score.interval for score in scores):
        parts.append("± is half of the 95% bootstrap interval.")
    if any(score.p_bootstrap is not None for score in scores):
        parts.append(
            "Stars are against the first line: * p &lt; .05, ** p &lt; .01, by both the paired "
            "bootstrap and approximate randomisation."
        )
    if any(score.is_lower_better for score in scores):
        parts.append("↓: lower is better.")
    return " ".join(parts)


def _notes(report: ScoreReport) -> str:
    one = report.hypotheses[0]
    lines = [
        f"{other.name}: {len(other.segments)} segments, {other.taken}"
        for other in report.hypotheses
    ]
    lines += report.notes
    lines += [
        f"{score.name}: {score.interval_signature or score.signature}" for score in one.scores
    ]
    lines.append(report.signature)
    items = "".join(f"<li>{text(line)}</li>" for line in lines)
    return f'<ul class="small">{items}</ul>'


def _charts(report: ScoreReport, name: str) -> Part:
    drawn = [_histogram(report, name)]
    if len(report.hypotheses) > 1 and _comparable(report):
        drawn.append(_scatter(report, name))
    body = f'<div class="charts">{"".join(drawn)}</div>'
    return Part(id="segments", heading=f"Segments by {name}", body=body)


def _histogram(report: ScoreReport, name: str) -> str:
    series = [one.segment_scores[name] for one in report.hypotheses[:_SERIES]]
    low, high = _range([value for scores in series for value in scores])
    counts = [_counts(scores, low, high) for scores in series]
    top = max(max(row) for row in counts) or 1
    shapes = []
    for number, row in enumerate(counts):
        points = " ".join(
            f"{_FRAME.x((bin_ + side) / _BINS):.1f},{_FRAME.y(count / top):.1f}"
            for bin_, count in enumerate(row)
            for side in (0, 1)
        )
        floor = f"{_FRAME.y(0):.1f}"
        base = f"{_FRAME.x(1):.1f},{floor} {_FRAME.x(0):.1f},{floor}"
        shapes.append(f'<polygon class="series s{number}" points="{points} {base}"/>')
    keys = "".join(
        f'<span class="chip"><i class="key s{k}"></i>{text(one.name)}</span> '
        for k, one in enumerate(report.hypotheses[:_SERIES])
    )
    axes = _FRAME.axes((low, high), (0, top), name, "segments")
    drawing = _FRAME.picture(axes + "".join(shapes), "histogram")
    return f"<figure>{drawing}<figcaption>{keys}</figcaption></figure>"


def _scatter(report: ScoreReport, name: str) -> str:
    one, other = report.hypotheses[:2]
    xs, ys = one.segment_scores[name], other.segment_scores[name]
    low, high = _range([*xs, *ys])
    size = (high - low) or 1.0
    circles = "".join(
        f'<circle cx="{_FRAME.x((x - low) / size):.1f}" '
        f'cy="{_FRAME.y((y - low) / size):.1f}" r="2.4">'
        f"<title>{index + 1}: {x:.1f} / {y:.1f}</title></circle>"
        for index, (x, y) in enumerate(zip(xs, ys, strict=True))
    )
    dots = f'<g class="dots">{circles}</g>'
    diagonal = (
        f'<line x1="{_FRAME.x(0):.1f}" y1="{_FRAME.y(0):.1f}" x2="{_FRAME.x(1):.1f}" '
        f'y2="{_FRAME.y(1):.1f}" class="axis" stroke-dasharray="4"/>'
    )
    axes = _FRAME.axes((low, high), (low, high), one.name, other.name)
    return (
        f"<figure>{_FRAME.picture(axes + diagonal + dots, 'scatter')}"
        f'<figcaption class="small faint">each dot is a segment; above the line {text(other.name)} '
        f"has the higher {text(name)}</figcaption></figure>"
    )


def _range(values: Sequence[float]) -> tuple[float, float]:
    known = [value for value in values if not math.isnan(value)]
    return (min(0.0, *known), max(1.0, *known)) if known else (0.0, 1.0)


def _counts(scores: Sequence[float], low: float, high: float) -> list[int]:
    counts = [0] * _BINS
    for score in scores:
        if not math.isnan(score):
            counts[min(_BINS - 1, int((score - low) / (high - low) * _BINS))] += 1
    return counts


def _unaligned(number: int, one: HypothesisScores) -> Part:
    rows = "".join(
        f'<tr><td class="number">{index + 1}</td><td>{text(problem)}</td><td>{text(what)}</td></tr>'
        for index, problem, what in one.unaligned
    )
    body = (
        '<p class="faint small">Missing: nothing in the translation faces it. Surplus: it faces '
        "nothing. Both count against the translation.</p>"
        '<table class="stack"><thead><tr><th>segment</th><th>problem</th><th>text</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
    heading = f"{one.name}: what could not be aligned"
    return Part(id=f"unaligned-{number}", heading=heading, body=body, count=len(one.unaligned))


def _terms(number: int, one: HypothesisScores, report: ScoreReport) -> Part:
    wrong = [use for use in one.terms or () if use.verdict != "approved"]
    share = one.term_share or 0.0
    source, target = language(_source_language(one)), language(report.language)
    rows = "".join(
        f'<tr><td class="number">{use.segment + 1}</td><td{source}>{text(use.term)}</td>'
        f"<td{target}>{text(' | '.join(use.approved))}</td>"
        f"<td>{text(use.verdict)} {text(use.found)}</td>"
        f"<td{target}>{text(one.segments[use.segment])}</td></tr>"
        for use in wrong
    )
    body = (
        '<table class="stack"><thead><tr><th>segment</th><th>term</th><th>approved</th>'
        f"<th>found</th><th>translation</th></tr></thead><tbody>{rows}</tbody></table>"
    )
    heading = (
        f"{one.name}: {100 * share:.1f}% of {len(one.terms or ())} term occurrences as approved"
    )
    return Part(id=f"terms-{number}", heading=heading, body=body)


def _differences(report: ScoreReport, name: str) -> Part:
    target = language(report.language)
    faced = (
        target
        if report.hypotheses[0].references
        else language(_source_language(report.hypotheses[0]))
    )
    one, other = report.hypotheses[:2]
    xs, ys = one.segment_scores[name], other.segment_scores[name]
    order = sorted(range(len(xs)), key=lambda index: (-abs(xs[index] - ys[index]), index))
    rows = "".join(
        f'<tr><td class="number">{index + 1}</td>'
        f"{_beside(one.segments[index], other.segments[index], xs[index], target)}"
        f"{_beside(other.segments[index], one.segments[index], ys[index], target)}"
        f'<td class="faint"{faced}>{text(_faced(one, index))}</td></tr>'
        for index in order[:_DIFFERENCES_SHOWN]
        if xs[index] != ys[index]
    )
    body = (
        '<p class="faint small">Marked is where the two differ.</p>'
        f'<table class="differences stack"><thead><tr><th class="number">segment</th>'
        f"<th>{text(one.name)}</th><th>{text(other.name)}</th>"
        f"<th>{'reference' if one.references else 'source'}</th></tr>"
        f"</thead><tbody>{rows}</tbody></table>"
    )
    return Part(id="differences", heading=f"Where they differ most ({name})", body=body)


def _beside(ours: str, theirs: str, score: float, target: str) -> str:
    shown = marked(ours, differing_spans(ours, theirs)[0])
    return f'<td{target}><span class="faint small">{score:.1f}</span><br>{shown}</td>'


def _faced(one: HypothesisScores, index: int) -> str:
    if one.references:
        return one.references[0][index]
    return one.sources[index] if one.sources else ""


def _worst(number: int, one: HypothesisScores, report: ScoreReport, ranking: str) -> Part:
    order = order_worst_first(one.segment_scores[ranking], ranking)[:_SEGMENTS_SHOWN]
    names = list(one.segment_scores)
    head = "".join(f'<th class="number">{text(_arrowed(name))}</th>' for name in names)
    source = language(_source_language(one))
    rows = "".join(
        _segment_row(one, index, names, source, language(report.language)) for index in order
    )
    more = len(one.segments) - len(order)
    rest = f'<p class="faint small">and {more} better ones</p>' if more else ""
    meaning = f'<p class="faint small">{text(MEND_MEANS)}</p>' if ranking == MEND else ""
    id_ = f"worst-{number}"
    body = (
        f"{meaning}{sieve(f'#{id_} tbody tr', hint=f'Find in segments of {one.name}')}"
        f'<table class="segments stack"><thead><tr><th class="number">segment</th>{head}'
        f"<th>texts</th></tr></thead><tbody>{rows}</tbody></table>{rest}"
    )
    heading = f"{one.name}: worst segments first (by {ranking})"
    return Part(id=id_, heading=heading, body=body, count=len(order))


def _arrowed(name: str) -> str:
    return f"{name} ↓" if name in LOWER_SEGMENT_SCORES else name


def _segment_row(
    one: HypothesisScores, index: int, names: Sequence[str], source: str, target: str
) -> str:
    scores = {name: _score(one.segment_scores[name][index]) for name in names}
    cells = "".join(
        f'<td class="number" data-label="{text(name)}">{score}</td>'
        for name, score in scores.items()
    )
    texts = []
    if one.sources and one.sources[index]:
        texts.append(f'<p class="faint"{source}>{text(one.sources[index])}</p>')
    reference = one.references[0][index] if one.references else ""
    ours, theirs = differing_spans(one.segments[index], reference) if one.references else ((), ())
    shown = marked(one.segments[index], ours)
    texts.append(f"<p{target}>{shown}</p>" if shown else "<p><em>nothing</em></p>")
    if one.references:
        texts.append(f'<p class="reference"{target}>{marked(reference, theirs)}</p>')
    return f'<tr><td class="number">{index + 1}</td>{cells}<td>{"".join(texts)}</td></tr>'


def _score(value: float) -> str:
    return f"{value:.1f}" if abs(value) > 1 else f"{value:.2f}"

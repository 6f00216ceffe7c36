"""Tables for a terminal: each function takes data and gives something ``rich`` can print.

Nothing here prints. Every text from a file becomes a ``Text``, so that square brackets in
it are no markup and its control characters do not reach the terminal; ``rich`` counts a
Chinese character as two columns and folds what does not fit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from corpora.units import Span
from quality.findings import SEVERITIES, CheckReport, Finding, group_alike
from quality.score.report import MEND, MEND_MEANS, HypothesisScores, ScoreReport, WorstSegment

_STYLES = {"error": "bold red", "warning": "yellow", "minor": "dim"}
_MARK = "bold underline"
# What a screen shows: by eye.
_CONTEXT_CHARS = 60
_UNALIGNED_SHOWN, _EXCERPT_COLUMNS, _UNITS_SHOWN = 10, 48, 12
_CONTROLS = {code: "\ufffd" for code in (*range(32), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}


def plain(text: str) -> Text:
    """A text as it is, on one line, whatever a terminal would make of it."""
    return Text(" ".join(text.translate(_CONTROLS).split()))


def marked(text: str, spans: Iterable[Span], *, style: str = _MARK, brackets: bool = False) -> Text:
    """A text with stretches marked; spans are code points, in order, apart from each other.

    ``brackets`` puts the marks into the text as ⟦ ⟧, for where there are no colours.
    """
    # Each control character and line break becomes one character: spans stay where they are.
    one_line = text.translate(_CONTROLS).translate({10: " ", 9: " "})
    found = Text()
    done = 0
    for start, end in spans:
        inside = one_line[start:end]
        found.append(one_line[done:start])
        found.append(f"⟦{inside}⟧" if brackets else inside, style=style)
        done = end
    found.append(one_line[done:])
    return found


def excerpt(text: str, span: Span | None, *, around: int = _CONTEXT_CHARS) -> Text:
    """What stands around a span, the span marked, cut ends shown by an ellipsis."""
    if span is None:
        end = min(len(text), 2 * around)
        return marked(text[:end], ()) + Text("…" if end < len(text) else "")
    start, stop = max(0, span[0] - around), min(len(text), span[1] + around)
    body = marked(text[start:stop], [(span[0] - start, span[1] - start)])
    return Text.assemble("…" if start else "", body, "…" if stop < len(text) else "")


def findings_counts(report: CheckReport) -> Table:
    """Findings by check and severity; the last line is all of them."""
    counts = report.counts
    table = _table(("check", "left"), *((severity, "right") for severity in SEVERITIES))
    for name in [*(name for name in counts if name != "all"), "all"]:
        cells = [
            Text(str(count) if count else "·", style=_STYLES[severity] if count else "dim")
            for severity, count in ((level, counts[name][level]) for level in SEVERITIES)
        ]
        if name == "all":
            table.add_section()
        table.add_row(plain(name), *cells)
    return table


def findings_list(findings: Sequence[Finding], *, limit: int | None = None) -> RenderableType:
    """Findings grouped by severity, the gravest first, and by check within it.

    Each has its unit (counted from 1, as people do), what is wrong, and both texts around
    the place, marked. Of several alike the first is shown, with the units of the others. Past
    ``limit`` the rest is counted, not shown.
    """
    if not findings:
        return Text("nothing found")
    ranks = {severity: rank for rank, severity in enumerate(SEVERITIES)}
    ordered = sorted(findings, key=lambda one: (ranks[one.severity], one.check, one.unit))
    sizes = Counter((one.severity, one.check) for one in ordered)
    alike = group_alike(ordered)
    # A group stands where its first member does; groups of one check stay together.
    alike.sort(key=lambda group: (ranks[group[0].severity], group[0].check, group[0].unit))
    shown = alike if limit is None else alike[:limit]
    parts: list[RenderableType] = []
    heads: tuple[str, str] | None = None
    for group in shown:
        first = group[0]
        if heads != (first.severity, first.check):
            heads = (first.severity, first.check)
            style = _STYLES[first.severity]
            heading = Text(f"{first.severity} · {first.check} ({sizes[heads]})", style=style)
            parts += [Text(""), heading] if parts else [heading]
        parts.append(_finding(first, group[1:]))
    rest = sum(map(len, alike[len(shown) :]))
    if rest:
        parts.append(Text(f"\nand {rest} more", style="dim"))
    return Group(*parts)


def score_table(report: ScoreReport) -> RenderableType:
    """Scores with intervals and stars, and what they mean underneath."""
    header, rows = report.to_table()
    # Intervals make wide cells: past a few metrics they go on a second line.
    is_wide = sum(len(cell) for cell in rows[0][1:]) > 48
    columns = [
        _stars_outside([name, *column], is_wide=is_wide)
        for name, *column in zip(*([header[1:]] + [row[1:] for row in rows]), strict=True)
    ]
    table = _table((header[0], "left"), *((column[0], "left") for column in columns))
    for number, row in enumerate(rows, 1):
        table.add_row(plain(row[0]), *(Text(column[number]) for column in columns))
    lines = [legend] if (legend := _legend(report)) else []
    lines += [Text(note, style="yellow") for note in report.notes]
    lines += [_what_is_unaligned(one) for one in report.hypotheses if one.unaligned]
    return Group(table, *lines)


def _stars_outside(cells: Sequence[str], *, is_wide: bool) -> list[str]:
    """Cells of a column padded so that numbers end below each other, stars behind them."""
    pairs = [(cell.rstrip("* "), cell[len(cell.rstrip("* ")) :]) for cell in cells]
    if is_wide:
        pairs = [(body.replace(" ± ", "\n± ", 1), stars) for body, stars in pairs]
    width = max(len(line) for body, _ in pairs for line in body.split("\n"))
    return [
        "\n".join(line.rjust(width) for line in body.split("\n")) + stars for body, stars in pairs
    ]


def score_signatures(report: ScoreReport) -> list[Text]:
    """What a paper has to say of its scores, a line each; to be printed without folding."""
    lines = [
        f"{score.name} {score.interval_signature or score.signature}"
        for score in report.hypotheses[0].scores
    ]
    return [Text(line, style="dim") for line in (*lines, report.signature)]


def worst_list(worst: Sequence[WorstSegment], *, brackets: bool = False) -> RenderableType:
    """Segments with their score, source, translation and reference, differing words marked.

    ``brackets`` as in ``marked``: say it where the output is no terminal.
    """
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    table.add_column(justify="right", no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for number, one in enumerate(worst):
        if number:
            table.add_row("", "")
        elif one.metric == MEND:
            table.add_row("", Text(MEND_MEANS, style="dim"))
        heading = Text(f"segment {one.index + 1}   {one.metric} {one.score:.1f}", style="bold")
        table.add_row("", heading)
        if one.source:
            table.add_row("source", marked(one.source, ()))
        empty = Text("[nothing]", style="red")
        table.add_row(
            "translation",
            marked(
                one.hypothesis,
                one.hypothesis_marks,
                style="bold red underline",
                brackets=brackets,
            )
            if one.hypothesis
            else empty,
        )
        if one.reference:
            table.add_row(
                "reference",
                marked(
                    one.reference, one.reference_marks, style="green underline", brackets=brackets
                ),
            )
    return table


def term_table(one: HypothesisScores) -> RenderableType:
    """Terms that were not rendered as approved, the most frequent first."""
    uses = one.terms or ()
    wrong = [use for use in uses if use.verdict != "approved"]
    counts = Counter((use.term, use.approved, use.found or "–") for use in wrong)
    table = _table(("term", "left"), ("approved", "left"), ("found", "left"), ("times", "right"))
    for (term, approved, found), count in sorted(
        counts.items(), key=lambda item: (-item[1], item[0])
    ):
        table.add_row(plain(term), plain(" | ".join(approved)), plain(found), str(count))
    share = one.term_share
    done = "no term of the glossary occurs" if share is None else f"{100 * share:.1f}% as approved"
    heading = Text(f"{one.name}: {done} ({len(uses) - len(wrong)} of {len(uses)} occurrences)")
    return Group(heading, table) if wrong else heading


def _finding(finding: Finding, alike: Sequence[Finding] = ()) -> RenderableType:
    grid = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    grid.add_column(justify="right", no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    kind = "pair" if finding.pair else "unit"
    grid.add_row(
        f"{kind} {finding.number}",
        marked(finding.message, (), style=""),
    )
    if finding.document:
        grid.add_row("of", plain(finding.document))
    if finding.source:
        grid.add_row("", excerpt(finding.source, finding.source_span))
    if finding.target:
        grid.add_row("", excerpt(finding.target, finding.target_span))
    if finding.expected:
        grid.add_row("expected", plain(finding.expected))
    if alike:
        units = list(dict.fromkeys(plain(one.place).plain for one in alike))
        rest = f", … ({len(units) - _UNITS_SHOWN} more)" if len(units) > _UNITS_SHOWN else ""
        places = ", ".join(units[:_UNITS_SHOWN]) + rest
        grid.add_row("", Text(f"and {len(alike)} more alike, in {kind} {places}", style="dim"))
    return Padding(grid, (0, 0, 0, 1), expand=False)


def _legend(report: ScoreReport) -> Text:
    parts = []
    scores = [score for one in report.hypotheses for score in one.scores]
    if any(score.interval for score in scores):
        parts.append("± half of the 95% interval")
    if any(score.p_bootstrap is not None for score in scores):
        parts.append(f"against {report.hypotheses[0].name}: * p < .05, ** p < .01 by both tests")
    if any(score.is_lower_better for score in scores):
        parts.append("↓ lower is better")
    return Text("; ".join(parts), style="dim")


def _what_is_unaligned(one: HypothesisScores) -> Text:
    counts = Counter(problem for _, problem, _ in one.unaligned)
    said = ", ".join(f"{count} {problem}" for problem, count in sorted(counts.items()))
    lines = [Text(f"{one.name}: {one.taken}; could not be aligned: {said}", style="yellow")]
    for index, problem, text in one.unaligned[:_UNALIGNED_SHOWN]:
        shown = plain(text)
        shown.truncate(_EXCERPT_COLUMNS, overflow="ellipsis")
        lines.append(Text.assemble(f"  segment {index + 1} {problem}: ", shown))
    more = len(one.unaligned) - _UNALIGNED_SHOWN
    if more > 0:
        lines.append(Text(f"  and {more} more, all of them in the files of -o"))
    return Text("\n").join(lines)


def _table(*columns: tuple[str, str]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for name, justify in columns:
        table.add_column(name, justify="right" if justify == "right" else "left", overflow="fold")
    return table

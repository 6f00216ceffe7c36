"""Judging files against files, and showing what came out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.judging.calibration import Calibration
from align.judging.comparison import Comparison, compare
from align.judging.evaluation import EvaluationReport, Score, evaluate
from align.judging.gold import Gold, is_index_list, read_gold
from align.judging.locating import System
from corpora.errors import InputError, check_least
from corpora.page import Frame
from corpora.units import Bitext
from corpora.values import Table, Value

# Of the picture, in pixels: by eye.
_SIDE = 408
_FRAME = Frame(width=_SIDE, height=_SIDE, left=44, bottom=44, right=44, top=44)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateOptions:
    """How ``evaluate_files`` reads and compares.

    Attributes:
        source_segments: for each gold of index lists the file with its source segments, one
            a line; needed when the pairing is a memory that does not number its segments.
        target_segments: the same for the target.
        is_grouped: whether golds are paragraph groups; ``None`` to go by each file.
        samples: draws of the bootstrap when two systems are compared.
        seed: of the bootstrap.
    """

    source_segments: tuple[Path, ...] = ()
    target_segments: tuple[Path, ...] = ()
    is_grouped: bool | None = None
    samples: int = 1000
    seed: int = 1

    def __post_init__(self) -> None:
        check_least(self.samples, 1, "samples")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Evaluation(Value):
    """A report, and where another system was given, its report and the comparison."""

    report: EvaluationReport
    other: EvaluationReport | None = None
    comparison: Comparison | None = None

    def _shown(self) -> list[str]:
        return self.report._shown()

    def to_dict(self) -> dict[str, Any]:
        """Everything measured, as JSON can hold it; the per-bead verdicts left out."""
        found = self.report.to_dict()
        if self.other is not None:
            found["other"] = self.other.to_dict()
        if self.comparison is not None:
            found["comparison"] = self.comparison.to_dict()
        return found

    def to_table(self) -> Table:
        """As ``EvaluationReport.to_table``."""
        return self.report.to_table()


def evaluate_files(
    systems: Sequence[str | Path | Bitext],
    golds: Sequence[str | Path],
    *,
    against: Sequence[str | Path | Bitext] = (),
    options: EvaluateOptions | None = None,
) -> Evaluation:
    """Judge pairings in files against gold in files; what ``duizhao evaluate`` does.

    Args:
        systems: memories, index lists, or bitexts; one for each gold, in the same order.
        golds: index lists, tables of texts, paragraph groups or memories.
        against: the other system's files, or nothing.
        options: how; the defaults when ``None``.

    Raises:
        InputError: a file cannot be read or compared, or the numbers of files differ.
    """
    options = options or EvaluateOptions()
    for paths, what in ((systems, "pairings"), (against or systems, "pairings to compare with")):
        if len(paths) != len(golds) or not golds:
            raise InputError(
                f"{len(paths)} {what} for {len(golds)} golds",
                hint="give one pairing for each gold, in the same order",
            )
    read = [_read_gold(path, number, options) for number, path in enumerate(golds)]
    report = evaluate(_pairs(systems, read, options))
    if not against:
        return Evaluation(report=report)
    other = evaluate(_pairs(against, read, options))
    comparison = None
    if report.strict.wanted:
        comparison = compare(report, other, samples=options.samples, seed=options.seed)
    return Evaluation(report=report, other=other, comparison=comparison)


def _pairs(
    systems: Sequence[str | Path | Bitext], golds: Sequence[Gold], options: EvaluateOptions
) -> list[tuple[System, Gold]]:
    return [
        (
            one if isinstance(one, Bitext) else _read_system(Path(one), number, options),
            gold,
        )
        for number, (one, gold) in enumerate(zip(systems, golds, strict=True))
    ]


def _read_gold(path: str | Path, number: int, options: EvaluateOptions) -> Gold:
    return read_gold(
        path,
        source_path=_nth(options.source_segments, number),
        target_path=_nth(options.target_segments, number),
        is_grouped=options.is_grouped,
    )


def _read_system(path: Path, number: int, options: EvaluateOptions) -> System:
    if is_index_list(path):
        return _read_gold(path, number, dataclasses.replace(options, is_grouped=None))
    # Read here: index lists should not need every format's library.
    from corpora.formats import read_bitext

    return read_bitext(path)


def _nth(paths: Sequence[Path], number: int) -> Path | None:
    return paths[number] if number < len(paths) else None


def report_as_text(evaluation: Evaluation) -> str:
    """The same as tables for people, ending in a line break."""
    report = evaluation.report
    lines: list[str] = []
    if report.strict.given or report.strict.wanted:
        lines += _score_lines({"strict": report.strict, "lax": report.lax, **report.by_kind})
        if len(report.documents) > 1:
            lines += ["", *_score_lines(report.documents, head="document, strict")]
    for name, shares in report.groups.items():
        lines += [
            f"{name}: of {shares.chars} Chinese characters {shares.right:.1%} face their own "
            f"paragraph group, {shares.elsewhere:.1%} another, {shares.unpaired:.1%} nothing; "
            f"{shares.straddling:.1%} in beads that straddle groups"
        ]
    if report.calibration is not None:
        lines += ["", *_calibration_lines(report.calibration)]
    if evaluation.comparison is not None:
        lines += ["", *_comparison_lines(evaluation.comparison)]
    lines += [f"warning: {warning}" for warning in report.warnings]
    return "\n".join([*lines, "", f"signature: {report.signature}", ""])


def _score_lines(scores: Mapping[str, Score], head: str = "beads") -> list[str]:
    width = max(len(head), *map(len, scores))
    lines = [f"{head:<{width}}  precision  recall     F1   right/given   found/wanted"]
    for name, score in scores.items():
        given, wanted = f"{score.right}/{score.given}", f"{score.found}/{score.wanted}"
        # Of nothing there is no share.
        precision = f"{score.precision:.3f}" if score.given else "–"
        recall = f"{score.recall:.3f}" if score.wanted else "–"
        f1 = f"{score.f1:.3f}" if score.given or score.wanted else "–"
        lines.append(
            f"{name:<{width}}  {precision:>9}  {recall:>6}  {f1:>5}  {given:>12}  {wanted:>13}"
        )
    return lines


def _calibration_lines(calibration: Calibration) -> list[str]:
    lines = [
        f"confidence: expected calibration error {calibration.error:.3f} (15 bins of equal "
        f"width; {calibration.error_equal_mass:.3f} equally full), mean "
        f"{calibration.confidence:.3f} for {calibration.accuracy:.3f} right",
        f"of the {calibration.sure_count} beads at .95 and more {calibration.sure_accuracy:.3f} "
        "are right",
        "confidence   beads   mean   right",
    ]
    for one in calibration.bins:
        lines.append(
            f"{one.low:.2f} to {one.high:.2f}{one.count:>6}  {one.confidence:.3f}   "
            f"{one.accuracy:.3f}"
        )
    return lines


def _comparison_lines(comparison: Comparison) -> list[str]:
    return [
        f"strict F1 {comparison.f1:.4f} (standard error {comparison.standard_error:.4f}) "
        f"against {comparison.other_f1:.4f}: {comparison.difference:+.4f}, 95% between "
        f"{comparison.low:+.4f} and {comparison.high:+.4f}, p = {comparison.p_value:.3f} "
        f"(paired bootstrap, {comparison.samples} draws of {comparison.blocks} blocks, "
        f"seed {comparison.seed})"
    ]


def calibration_svg(calibration: Calibration) -> str:
    """A reliability diagram: a dot per bin, its area by beads; on the diagonal is honest."""
    side, x, y = _SIDE, _FRAME.x, _FRAME.y
    most = max(one.count for one in calibration.bins)
    marks = [
        f'<circle cx="{x(one.confidence):.1f}" cy="{y(one.accuracy):.1f}" '
        f'r="{2 + 10 * (one.count / most) ** 0.5:.1f}" fill="#1f6f8b" fill-opacity="0.75">'
        f"<title>{one.count} beads: mean confidence {one.confidence:.3f}, "
        f"{one.accuracy:.3f} right</title></circle>"
        for one in calibration.bins
    ]
    ticks = [
        f'<text x="{x(tick):.1f}" y="{y(0) + 16:.1f}" text-anchor="middle">{tick:.1f}</text>'
        f'<text x="{x(0) - 8:.1f}" y="{y(tick) + 4:.1f}" text-anchor="end">{tick:.1f}</text>'
        for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" '
            f'width="{side}" height="{side}" role="img" font-family="sans-serif" font-size="12">',
            "<title>How often beads of a given confidence are right</title>",
            f'<rect width="{side}" height="{side}" fill="#fff"/>',
            f'<path d="M{x(0)} {y(0)}V{y(1)}H{x(1)}V{y(0)}Z" fill="none" stroke="#888"/>',
            f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="#888" stroke-dasharray="4 4"/>',
            *ticks,
            *marks,
            f'<text x="{side / 2}" y="{side - 6}" text-anchor="middle">confidence</text>',
            f'<text x="12" y="{side / 2}" text-anchor="middle" '
            f'transform="rotate(-90 12 {side / 2})">share right</text>',
            f'<text x="{x(0.04):.1f}" y="{y(0.93):.1f}">calibration error '
            f"{calibration.error:.3f}, {calibration.count} beads</text>",
            "</svg>",
            "",
        ]
    )

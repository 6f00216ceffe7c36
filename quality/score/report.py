"""What a scoring gives: plain data, as other programs and people's tables take it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from corpora.errors import OptionError, check_name
from corpora.units import Span
from corpora.values import FrozenDict, Value, brief, counted, freeze
from quality.score.learned import LEARNED
from quality.score.overlap import LOWER_IS_BETTER, METRICS, Interval, Resampling

Taking = Literal["auto", "lines", "documents"]
MEND = "mend"
MEND_MEANS = "mend: about how many words need mending, judged by meaning; lower is better"
ADEQUACY = "adequacy"
LOWER_SEGMENT_SCORES = LOWER_IS_BETTER | {MEND}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreOptions:
    """How to score; every default is what sacreBLEU's command does.

    Args:
        metrics: keys of ``METRICS``, in the order of the tables. TER is the slowest:
            some 8 s for 2,000 news lines.
        language: of the target, BCP 47; found from the texts where ``None``.
        take: ``lines`` takes files line by line and refuses unequal numbers of lines;
            ``documents`` reads and cuts every file; ``auto`` takes plain texts of equally
            many lines by lines, and cuts the rest anew to face the first reference.
        fold_script: write hypotheses and further references in the characters of the first
            reference, Simplified or Traditional, before they are scored.
        intervals: 95% bootstrap intervals, and tests against the first hypothesis.
        resampling: how these are drawn.
        encoder: of the segment estimates: a name known to ``corpora.language.encoders``; ``none``
            leaves them out.
        learned: metrics that need an extra, by name: ``comet``, ``comet-qe``.
    """

    metrics: tuple[str, ...] = tuple(METRICS)
    language: str | None = None
    take: Taking = "auto"
    fold_script: bool = False
    intervals: bool = True
    resampling: Resampling = field(default_factory=Resampling)
    encoder: str | None = None
    learned: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = (*METRICS, *LEARNED)
        for name in (*self.metrics, *self.learned):
            if name not in known:
                raise OptionError(
                    f"there is no metric called {name}", hint=f"choose among {', '.join(known)}"
                )
        check_name(self.take, get_args(Taking), "a way of taking files")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MetricScore(Value):
    """One metric's score of one hypothesis.

    ``score`` is at full precision: 0 to 100 for sacreBLEU's metrics (TER may exceed it);
    ``signature`` is sacreBLEU's, and ``interval_signature`` the one of the interval and the
    tests. ``p_bootstrap`` and ``p_randomisation`` are against the first hypothesis, and
    ``None`` for it. ``stars`` reads the larger of them: * below .05, ** below .01.
    ``is_tied`` says that the score is exactly that of the first: sacreBLEU's tests then
    give a tiny p all the same, and stars would be wrong. ``is_of_hundred`` is false for what counts
    to about 1: estimates and learned metrics.
    """

    name: str
    score: float
    signature: str
    segments: int
    is_lower_better: bool = False
    interval: Interval | None = None
    interval_signature: str = ""
    p_bootstrap: float | None = None
    p_randomisation: float | None = None
    is_tied: bool = False
    is_of_hundred: bool = True

    @property
    def stars(self) -> str:
        """``**``, ``*`` or nothing; nothing either where nothing was compared."""
        found = [p for p in (self.p_bootstrap, self.p_randomisation) if p is not None]
        if not found or self.is_tied:
            return ""
        return "**" if max(found) < 0.01 else "*" if max(found) < 0.05 else ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TermUse(Value):
    """One occurrence of a glossary term in a source segment, and whether it was rendered so.

    ``segment`` counts from 0. ``found`` is what stands in the hypothesis: an approved
    rendering, a forbidden one, or nothing that is either.
    """

    segment: int
    term: str
    approved: tuple[str, ...]
    found: str = ""
    verdict: Literal["approved", "forbidden", "missing"] = "missing"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HypothesisScores(Value):
    """One hypothesis: how it was taken, its scores, and those of its segments.

    ``segment_scores`` maps a score's name to one number per segment; ``unaligned`` is
    what could not be placed, as (segment counted from 0, ``missing`` or ``surplus``, text):
    what the hypothesis lacks, and what it has too much. Both count against it. ``sources``
    and ``references`` are what each segment faces; references are one tuple per reference.
    """

    name: str
    segments: tuple[str, ...]
    scores: tuple[MetricScore, ...]
    segment_scores: Mapping[str, tuple[float, ...]] = field(default_factory=FrozenDict)
    sources: tuple[str, ...] = ()
    references: tuple[tuple[str, ...], ...] = ()
    taken: str = "given as segments"
    unaligned: tuple[tuple[int, str, str], ...] = ()
    terms: tuple[TermUse, ...] | None = None

    def __post_init__(self) -> None:
        freeze(self, "segment_scores")

    @property
    def term_share(self) -> float | None:
        """The share of term occurrences rendered as approved; ``None`` where there are none."""
        if not self.terms:
            return None
        return sum(use.verdict == "approved" for use in self.terms) / len(self.terms)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WorstSegment(Value):
    """A segment for the terminal: its texts, and where hypothesis and reference differ.

    Spans are code points; ``score`` is that of ``metric``.
    """

    hypothesis_name: str
    index: int
    metric: str
    score: float
    source: str
    hypothesis: str
    reference: str
    hypothesis_marks: tuple[Span, ...] = ()
    reference_marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ScoreReport(Value):
    """All hypotheses scored against the same references, or against their source alone.

    ``notes`` are what a reader of the numbers should know; ``signature`` names what
    produced everything that sacreBLEU's signatures do not cover.
    """

    hypotheses: tuple[HypothesisScores, ...]
    language: str
    signature: str
    notes: tuple[str, ...] = ()

    def with_names(self, names: Sequence[str]) -> ScoreReport:
        """The same with other names of its hypotheses; one that is empty leaves the old one."""
        hypotheses = (
            replace(one, name=name or one.name)
            for name, one in zip(names, self.hypotheses, strict=True)
        )
        return replace(self, hypotheses=tuple(hypotheses))

    def _shown(self) -> list[str]:
        first = self.hypotheses[0]
        scores = [f"{score.name} {format_score(score)}" for score in first.scores]
        others = len(self.hypotheses) - 1
        return [brief(first.name), *scores, *([counted(others, "other")] if others else [])]

    def to_table(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Header and rows as people read them: ``31.9 ± 0.8 *``; first hypothesis first."""
        names = [score.name for score in self.hypotheses[0].scores]
        header = ("hypothesis", *(f"{n} ↓" if n in LOWER_SEGMENT_SCORES else n for n in names))
        has_terms = any(one.terms is not None for one in self.hypotheses)
        rows = []
        for one in self.hypotheses:
            cells = [one.name, *(format_score(score) for score in one.scores)]
            if has_terms:
                share = one.term_share
                cells.append("–" if share is None else f"{100 * share:.1f}%")
            rows.append(tuple(cells))
        return (*header, *(("terms",) if has_terms else ())), rows

    def ranking_name(self) -> str:
        """The segment score that worst-first lists sort by, unless told otherwise."""
        names = self.hypotheses[0].segment_scores
        return next((name for name in (MEND, "chrF++", "chrF", *names) if name in names), "")

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON; floats at full precision."""
        return {
            "scores": [
                _score_dict(one.name, score) for one in self.hypotheses for score in one.scores
            ],
            "hypotheses": [_hypothesis_dict(one) for one in self.hypotheses],
            "language": self.language,
            "signature": self.signature,
            "notes": list(self.notes),
        }


def format_score(score: MetricScore) -> str:
    """A score as a table shows it: one decimal, half the interval's width, stars."""
    digits = 3 if not score.is_of_hundred and abs(score.score) <= 1 else 1
    text = f"{score.score:.{digits}f}"
    if score.interval is not None:
        text += f" ± {score.interval.half_width:.{digits}f}"
    return f"{text} {score.stars}".rstrip()


def order_worst_first(scores: Sequence[float], name: str) -> list[int]:
    """Segment numbers, the worst first; equals in the order of the text."""
    sign = -1.0 if name in LOWER_SEGMENT_SCORES else 1.0
    # A score that is not a number says nothing: it goes last.
    keys = [math.inf if math.isnan(score) else sign * score for score in scores]
    return sorted(range(len(scores)), key=lambda index: (keys[index], index))


def _score_dict(hypothesis: str, score: MetricScore) -> dict[str, object]:
    span = score.interval
    return {
        "hypothesis": hypothesis,
        "name": score.name,
        "score": score.score,
        "interval": None if span is None else [span.low, span.high],
        "signature": score.signature,
        "segments": score.segments,
        "mean": None if span is None else span.mean,
        "half_width": None if span is None else span.half_width,
        "interval_signature": score.interval_signature,
        "lower_is_better": score.is_lower_better,
        "p_bootstrap": score.p_bootstrap,
        "p_randomisation": score.p_randomisation,
        "stars": score.stars,
    }


def _hypothesis_dict(one: HypothesisScores) -> dict[str, object]:
    found: dict[str, object] = {
        "name": one.name,
        "taken": one.taken,
        "unaligned": [
            {"segment": index, "problem": problem, "text": text}
            for index, problem, text in one.unaligned
        ],
        "segments": [_segment_dict(one, index) for index in range(len(one.segments))],
    }
    if one.terms is not None:
        found["terms"] = {
            "share": one.term_share,
            "occurrences": [
                {
                    "segment": use.segment,
                    "term": use.term,
                    "approved": list(use.approved),
                    "found": use.found,
                    "verdict": use.verdict,
                }
                for use in one.terms
            ],
        }
    return found


def _segment_dict(one: HypothesisScores, index: int) -> dict[str, object]:
    return {
        "segment": index,
        "source": one.sources[index] if one.sources else None,
        "hypothesis": one.segments[index],
        "references": [reference[index] for reference in one.references],
        "scores": {name: scores[index] for name, scores in one.segment_scores.items()},
    }

"""BLEU, chrF, chrF++ and TER by sacreBLEU; the only file that knows it.

Post (2018), "A Call for Clarity in Reporting BLEU Scores". Scores, signatures,
intervals and p-values are those of sacreBLEU's command on the same lines: the
statistics of every segment are extracted once, and all else is computed from them by
sacreBLEU's own arithmetic. Its public calls would extract them anew for every score,
and hold every resample of a corpus in memory at once. The edits of TER alone are counted
by our own code, to the same numbers (``quality.score.shifting``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sacrebleu.metrics.base import Metric
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER
from sacrebleu.significance import estimate_ci

from corpora.units import is_chinese
from corpora.values import Value
from quality.score.shifting import count_edits

Statistics = list[list[float]]


def _bleu(language: str, references: Sequence[Sequence[str]] | None) -> Metric:
    # force: sacreBLEU would log a warning about tokenised text; the report says it instead.
    return BLEU(trg_lang=_code(language), force=True, references=references)


def _chrf(language: str, references: Sequence[Sequence[str]] | None) -> Metric:
    return CHRF(references=references)


def _chrf_words(language: str, references: Sequence[Sequence[str]] | None) -> Metric:
    return CHRF(word_order=2, references=references)


def _ter(language: str, references: Sequence[Sequence[str]] | None) -> Metric:
    # Without both, Chinese counts as one word a line, and nearly every line is 100% wrong.
    chinese = is_chinese(language)
    return _QuickTER(normalized=chinese, asian_support=chinese, references=references)


class _QuickTER(TER):
    """sacreBLEU's TER, but for the counting of edits, which takes nearly all its time."""

    def _compute_segment_statistics(
        self, hypothesis: str, ref_kwargs: Mapping[str, Any]
    ) -> list[float]:
        words = hypothesis.split()
        references = ref_kwargs["ref_words"]
        edits = min(count_edits(words, reference) for reference in references)
        return [edits, sum(len(reference) for reference in references) / len(references)]


METRICS: dict[str, Callable[[str, Sequence[Sequence[str]] | None], Metric]] = {
    "BLEU": _bleu,
    "chrF": _chrf,
    "chrF++": _chrf_words,
    "TER": _ter,
}
LOWER_IS_BETTER = frozenset({"TER"})


def _code(language: str) -> str:
    return "zh" if is_chinese(language) else language.split("-")[0]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Interval(Value):
    """A 95% bootstrap interval: percentiles, and sacreBLEU's mean ± half width."""

    low: float
    high: float
    mean: float
    half_width: float


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Resampling(Value):
    """How intervals and p-values are drawn; sacreBLEU's defaults.

    ``resamples`` of the bootstrap (Koehn 2004), ``trials`` of approximate randomisation
    (Riezler and Maxwell 2005), ``seed`` of numpy's generator for both.
    """

    resamples: int = 1000
    trials: int = 10_000
    seed: int = 12345


class OverlapMetric:
    """One metric against one set of references, for any number of hypotheses.

    Args:
        name: a key of ``METRICS``.
        language: of the target; chooses the tokenizer.
        references: one sequence of segments per reference, all of one length.
    """

    def __init__(self, name: str, *, language: str, references: Sequence[Sequence[str]]) -> None:
        self.name = name
        self.is_lower_better = name in LOWER_IS_BETTER
        self._metric = METRICS[name](language, references)
        self._by_segment: Any = self._metric
        if name == "BLEU":
            # What sacreBLEU's --sentence-level does: a segment of three words has no 4-grams.
            self._by_segment = BLEU(trg_lang=_code(language), force=True, effective_order=True)

    def statistics(self, hypothesis: Sequence[str]) -> Statistics:
        """The counts every score is made of, one row a segment."""
        rows: Statistics = self._metric._extract_corpus_statistics(hypothesis, None)
        return rows

    def corpus_score(self, statistics: Statistics) -> float:
        """The score of all segments together, 0 to 100 (TER may exceed it)."""
        return float(self._metric._aggregate_and_compute(statistics).score)

    def segment_scores(self, statistics: Statistics) -> tuple[float, ...]:
        """The score of each segment alone, as ``sacrebleu --sentence-level`` gives it."""
        score = self._by_segment._compute_score_from_stats
        return tuple(float(score(list(row)).score) for row in statistics)

    def signature(self, **added: int) -> str:
        """SacreBLEU's signature; ``added`` are its ``bs``, ``ar`` and ``seed``."""
        signature = self._metric.get_signature()
        for key, value in added.items():
            signature.update(key, value)
        return signature.format()

    def resampled_scores(
        self, statistics: Statistics, resampling: Resampling
    ) -> NDArray[np.floating[Any]]:
        """The corpus score of each bootstrap resample; shape (resamples,).

        The same seed draws the same resamples for every hypothesis, so that two rows of
        scores are paired.
        """
        rng = np.random.default_rng(resampling.seed)
        # Single precision is sacreBLEU's choice; keeping it keeps the last digit.
        rows = np.array(statistics, dtype="float32")
        score = self._metric._compute_score_from_stats
        return np.array(
            [
                score(rows[rng.choice(len(rows), size=len(rows))].sum(0)).score
                for _ in range(resampling.resamples)
            ]
        )

    def randomised_p(self, one: Statistics, other: Statistics, resampling: Resampling) -> float:
        """How often two hypotheses with segments swapped at random differ more than these do."""
        observed = abs(self.corpus_score(one) - self.corpus_score(other))
        first, second = np.array(one, dtype="float64"), np.array(other, dtype="float64")
        rng = np.random.default_rng(resampling.seed)
        exceeding = 0
        for rows in _chunks(resampling.trials):
            chosen = rng.integers(2, size=(rows, len(first)), dtype=bool)
            kept, swapped = chosen.astype("float64"), (~chosen).astype("float64")
            here = (kept @ first + swapped @ second).tolist()
            there = (swapped @ first + kept @ second).tolist()
            exceeding += sum(
                abs(self._score(a) - self._score(b)) > observed
                for a, b in zip(here, there, strict=True)
            )
        return (exceeding + 1) / (resampling.trials + 1)

    def _score(self, sums: list[float]) -> float:
        return float(self._metric._compute_score_from_stats(sums).score)


def _chunks(trials: int, size: int = 512) -> list[int]:
    # A multiple of 32: numpy draws booleans 32 at a time and drops what is left over.
    return [min(size, trials - start) for start in range(0, trials, size)]


def interval(scores: NDArray[np.floating[Any]]) -> Interval:
    """The 95% interval of resampled scores, cut as sacreBLEU cuts it."""
    mean, half_width = estimate_ci(scores)
    ordered = np.sort(scores)
    cut = len(ordered) // 40
    return Interval(
        low=float(ordered[cut]),
        high=float(ordered[len(ordered) - cut - 1]),
        mean=float(mean),
        half_width=float(half_width),
    )


def bootstrap_p(
    one: NDArray[np.floating[Any]], other: NDArray[np.floating[Any]], *, observed: float
) -> float:
    """The paired bootstrap's p-value from two rows of paired resampled scores.

    Args:
        one: resampled scores of one hypothesis; shape (resamples,).
        other: of the other, on the same resamples.
        observed: the absolute difference of the two corpus scores.
    """
    differences = np.abs(other - one)
    exceeding = int(np.sum(differences - differences.mean() > observed))
    return (exceeding + 1) / (len(differences) + 1)


def metric_notes(
    hypothesis: Sequence[str], references: Sequence[Sequence[str]], scores: Mapping[str, float]
) -> tuple[str, ...]:
    """What of sacreBLEU's ways with these texts the reader of a score should know."""
    notes = []
    texts = [hypothesis, *references]
    rare = sum(
        any(_is_beyond_bmp_han(c) for text in texts for c in text[i])
        for i in range(len(hypothesis))
    )
    if rare:
        notes.append(
            f"{rare} segments hold Han characters beyond U+FFFF, which the tokenizers of "
            "sacreBLEU do not split: they count as parts of longer words"
        )
    if scores.get("BLEU") == 0.0 and any(hypothesis):
        notes.append(
            "BLEU is 0 where no four words in a row are shared, however good short texts are"
        )
    tokenised = sum(segment.endswith(" .") for segment in hypothesis)
    if tokenised >= 100:
        notes.append(f"{tokenised} segments end in a detached full stop: is the text tokenised?")
    return tuple(notes)


def _is_beyond_bmp_han(character: str) -> bool:
    return 0x20000 <= ord(character) <= 0x3FFFF

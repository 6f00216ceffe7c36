"""How good a translation is, in numbers: see ``score_files``."""

from quality.score.report import (
    HypothesisScores,
    MetricScore,
    ScoreOptions,
    ScoreReport,
    TermUse,
    WorstSegment,
)
from quality.score.scoring import score_files, score_segments, worst_segments

__all__ = [
    "HypothesisScores",
    "MetricScore",
    "ScoreOptions",
    "ScoreReport",
    "TermUse",
    "WorstSegment",
    "score_files",
    "score_segments",
    "worst_segments",
]

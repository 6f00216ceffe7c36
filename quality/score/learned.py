"""Metrics that were trained, for those who can fetch their models: COMET.

Rei et al. (2020, 2022). The package ``unbabel-comet`` (``pip install "duizhao[comet]"``)
downloads its model the first time; nothing else here needs a network.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpora.errors import InputError, Option


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedScores:
    """One number a segment and one for all; the scale is the model's own."""

    segments: tuple[float, ...]
    system: float
    signature: str


class Prediction(Protocol):
    """What COMET gives back."""

    scores: Sequence[float]
    system_score: float


class LearnedModel(Protocol):
    """What we use of a COMET model."""

    def predict(
        self, samples: list[dict[str, str]], *, batch_size: int, gpus: int, progress_bar: bool
    ) -> Prediction:
        """Scores of samples with ``src``, ``mt`` and, where it is read, ``ref``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedMetric:
    """A model by its public name, and whether it reads references."""

    model: str
    needs_reference: bool


LEARNED: dict[str, LearnedMetric] = {
    "comet": LearnedMetric(model="Unbabel/wmt22-comet-da", needs_reference=True),
    "comet-qe": LearnedMetric(model="Unbabel/wmt22-cometkiwi-da", needs_reference=False),
}


def learned_scores(
    name: str,
    hypothesis: Sequence[str],
    references: Sequence[Sequence[str]],
    source: Sequence[str],
    *,
    load: Callable[[str], LearnedModel] | None = None,
) -> LearnedScores:
    """Score segments by a trained model, on the processor.

    Args:
        name: a key of ``LEARNED``.
        hypothesis: segments.
        references: the first is used, where the metric reads one.
        source: segments; these metrics all read the source.
        load: gives the model for its public name; COMET's own way where ``None``.

    Raises:
        InputError: the extra is not installed, the model cannot be fetched, or the source
            is missing.
    """
    if not source:
        raise InputError(f"{name} reads the source", hint=f"add {Option.SOURCE}")
    metric = LEARNED[name]
    model = (load or _load)(metric.model)
    samples = []
    for index, text in enumerate(hypothesis):
        sample = {"src": source[index], "mt": text}
        if metric.needs_reference:
            sample["ref"] = references[0][index]
        samples.append(sample)
    found = model.predict(samples, batch_size=8, gpus=0, progress_bar=False)
    return LearnedScores(
        segments=tuple(float(score) for score in found.scores),
        system=float(found.system_score),
        signature=f"model:{metric.model}|refs:{int(metric.needs_reference)}",
    )


def _load(model: str) -> LearnedModel:
    try:
        comet = importlib.import_module("comet")
    except ImportError as error:
        raise InputError(
            "COMET is not installed", hint='install it with pip install "duizhao[comet]"'
        ) from error
    try:
        loaded: LearnedModel = comet.load_from_checkpoint(comet.download_model(model))
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            f"the model {model} could not be fetched ({error})",
            hint="COMET needs the network the first time",
        ) from error
    return loaded

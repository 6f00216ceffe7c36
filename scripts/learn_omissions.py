"""Learn to tell a lost sentence: weights for ``quality/check/missing.json``.

    python scripts/learn_omissions.py ../shared/data [--hold-out KIND ...] [-o FILE]

Deletes one sentence of the translation, or of the source, in each unit of the material that
``bench_checks.py`` reads, three times over, and fits one logistic model for each language, with
the encoder and without. The stretch that the model itself finds likeliest in a spoiled unit is
taken for the lost one, over a few rounds. A threshold is what so many clean units reach: 1.5% for
what is missing from a translation; .3% for what seems added, which more often explains than adds.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from align.encoders import load_encoder
from align.lexicon import load_lexicon
from corpora.segment import segment
from corpora.units import Bitext, is_chinese
from quality.check.context import Context
from quality.check.coverage import FEATURES
from quality.check.missing import suspects
from scripts.bench_checks import read_material

_ROUNDS, _RIDGE = 4, 0.5
_CLEAN_REACHING = {"missing": 0.015, "added": 0.003}


@dataclass
class Group:
    """The suspects of one side of a unit, and whether something was deleted from the other."""

    rows: np.ndarray
    is_lost: bool


def spoil(bitext: Bitext, rng: random.Random, *, target: bool) -> tuple[Bitext, set[int]]:
    """Every unit with one sentence of a side deleted, where there are two; and which these are."""
    language = bitext.target_language if target else bitext.source_language
    units, spoiled = list(bitext.units), set()
    for index, unit in enumerate(units):
        text = unit.target if target else unit.source
        spans = segment(text, language)
        long = [span for span in spans if span[1] - span[0] >= (8 if is_chinese(language) else 30)]
        if len(spans) < 2 or not long:
            continue
        start, end = rng.choice(long)
        left = (text[:start] + text[end:]).strip()
        units[index] = replace(unit, target=left) if target else replace(unit, source=left)
        spoiled.add(index)
    return replace(bitext, units=tuple(units)), spoiled


def groups(bitext: Bitext, seeds: int, encoder: object) -> dict[str, list[Group]]:
    """Training data by the language of the stretches."""
    lexicon = load_lexicon()

    def read(pairs: Bitext) -> list[tuple[int, str, bool, np.ndarray]]:
        context = Context(bitext=pairs, lexicon=lexicon, encoder=encoder)  # type: ignore[arg-type]
        return [
            (g[0].unit, "zh" if g[0].is_zh else "en", g[0].on_source,
             np.array([one.stretch.features for one in g]))
            for g in suspects(context)
        ]  # fmt: skip

    found: dict[str, list[Group]] = {"zh": [], "en": []}
    for _, language, _, rows in read(bitext):
        found[language].append(Group(rows, is_lost=False))
    for seed in range(seeds):
        for target in (True, False):
            changed, spoiled = spoil(bitext, random.Random(seed), target=target)  # noqa: S311
            for unit, language, on_source, rows in read(changed):
                if unit in spoiled and on_source == target:
                    found[language].append(Group(rows, is_lost=True))
    return found


def fit(data: Sequence[Group]) -> tuple[np.ndarray, float, dict[str, float]]:
    """Weights, bias and thresholds."""
    every = np.vstack([group.rows for group in data])
    mean, spread = every.mean(axis=0), every.std(axis=0) + 1e-6
    picked = [0] * len(data)
    weights = np.zeros(len(FEATURES) + 1)
    for _ in range(_ROUNDS):
        rows = [group.rows[[at]] if group.is_lost else group.rows
                for group, at in zip(data, picked, strict=True)]  # fmt: skip
        x = (np.vstack(rows) - mean) / spread
        y = np.concatenate(
            [np.full(len(r), float(g.is_lost)) for r, g in zip(rows, data, strict=True)]
        )

        def loss(w: np.ndarray, x: np.ndarray = x, y: np.ndarray = y) -> tuple[float, np.ndarray]:
            odds = x @ w[:-1] + w[-1]
            miss = 1 / (1 + np.exp(-np.clip(odds, -50, 50))) - y
            value = float((np.logaddexp(0, odds) - y * odds).sum() + _RIDGE * (w[:-1] @ w[:-1]))
            return value, np.append(x.T @ miss + 2 * _RIDGE * w[:-1], miss.sum())

        weights = minimize(loss, weights, jac=True, method="L-BFGS-B").x
        picked = [int(np.argmax((group.rows - mean) / spread @ weights[:-1])) for group in data]
    plain = weights[:-1] / spread
    bias = float(weights[-1] - plain @ mean)
    clean = [float((group.rows @ plain + bias).max()) for group in data if not group.is_lost]
    return (
        plain,
        bias,
        {
            name: round(float(np.quantile(clean, 1 - share)), 3)
            for name, share in _CLEAN_REACHING.items()
        },
    )


def main() -> None:
    """Fit all models, tell how they do, and write them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--hold-out", nargs="*", default=[], help="kinds of text not to learn from")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    material = read_material(arguments.folder)
    table: dict[str, object] = {
        "learned_by": "scripts/learn_omissions.py",
        "learned_from": [name for name in material if name not in arguments.hold_out],
    }
    for kind, encoder in (("encoder", load_encoder("use")), ("words", None)):
        data = {name: groups(bitext, arguments.seeds, encoder) for name, bitext in material.items()}
        for language in ("zh", "en"):
            taught = [g for name in data if name not in arguments.hold_out
                      for g in data[name][language]]  # fmt: skip
            weights, bias, thresholds = fit(taught)
            table[f"{language} {kind}"] = {
                "weights": {n: round(float(w), 4) for n, w in zip(FEATURES, weights, strict=True)},
                "bias": round(bias, 4),
                "thresholds": thresholds,
            }
            for name, found in data.items():
                reached = [
                    [bool((g.rows @ weights + bias).max() >= threshold)
                     for g in found[language] if g.is_lost == lost]
                    for threshold in thresholds.values()
                    for lost in (True, False)
                ]  # fmt: skip
                print(
                    f"{kind:8} {language} {name:20}",
                    *(f"{sum(side)}/{len(side)}" for side in reached),
                    "held out" if name in arguments.hold_out else "",
                    flush=True,
                )
    if arguments.output:
        arguments.output.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()

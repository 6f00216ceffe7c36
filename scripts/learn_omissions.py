"""Learn to tell a lost sentence: the trees in ``quality/check/coverage/missing.json``.

    python scripts/learn_omissions.py ../shared/data [--cross] [-o FILE]

Deletes one sentence of the translation, or of the source, in each unit of the material that
``bench_checks.py`` reads, and of the same documents as the aligner pairs them, three times over
(twice without the encoder), and grows boosted trees for each language, with the encoder and
without. The stretch that the model itself finds likeliest in a spoiled unit is taken for the lost
one, over a few rounds. A threshold is what so many clean units reach: 1.5% for what is missing
from a translation, .3% for what seems added, which more often explains than adds. ``--cross``
holds out each kind of text in turn and tells how it fares (models with the encoder alone).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from align import align_documents
from corpora.language.encoders import load_encoder
from corpora.language.lexicon import load_lexicon
from corpora.language.tools import Tools
from corpora.reading.pair import read_pair
from corpora.segment import segment
from corpora.units import Bitext, is_chinese
from quality.check.context import Context
from quality.check.coverage.missing import FEATURES, suspects
from scripts import boosting
from scripts.bench_checks import read_material

_ROUNDS, _RIDGE = 2, 0.5
_TREES, _DEPTH = 120, 3
_CLEAN_REACHING = {"missing": 0.015, "added": 0.003}
_DOCUMENTS = {
    "transcript": "transcript",
    "press conferences": "pressers/*",
    "government reports": "reports/*",
}


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
        context = Context(bitext=pairs, tools=Tools(encoder=encoder), lexicon=lexicon)  # type: ignore[arg-type]
        return [
            (g[0].unit, "zh" if g[0].is_zh else "en", g[0].on_source,
             np.array([one.features for one in g]))
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


def pair_documents(folder: Path, encoder: object) -> dict[str, list[Bitext]]:
    """The folder's whole documents by kind, as the aligner pairs them."""
    found: dict[str, list[Bitext]] = {}
    for kind, pattern in _DOCUMENTS.items():
        for home in sorted(folder.glob(pattern)):
            if (home / "zh.txt").exists() and (home / "en.txt").exists():
                pair = read_pair(home / "zh.txt", home / "en.txt")
                alignment = align_documents(*pair, tools=Tools(encoder=encoder))  # type: ignore[arg-type]
                found.setdefault(kind, []).append(alignment.to_bitext())
    return found


def fit(data: Sequence[Group]) -> tuple[boosting.Grown, dict[str, float]]:
    """Trees and thresholds."""
    score = _fit_plainly(data, [0] * len(data))
    for _ in range(_ROUNDS):
        x, y = _rows(data, [int(np.argmax(score(group.rows))) for group in data])
        grown = boosting.boost(
            x, y, np.ones(len(y)), [0] * len(FEATURES), trees=_TREES, depth=_DEPTH
        )

        def score(rows: np.ndarray, grown: boosting.Grown = grown) -> np.ndarray:
            return boosting.predict(grown, rows)

    clean = [float(score(group.rows).max()) for group in data if not group.is_lost]
    return grown, {
        name: round(float(np.quantile(clean, 1 - share)), 3)
        for name, share in _CLEAN_REACHING.items()
    }


def _rows(data: Sequence[Group], picked: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """All stretches of clean units, and the one that was picked of each spoiled one."""
    rows = [group.rows[[at]] if group.is_lost else group.rows
            for group, at in zip(data, picked, strict=True)]  # fmt: skip
    lost = [np.full(len(r), float(g.is_lost)) for r, g in zip(rows, data, strict=True)]
    return np.vstack(rows), np.concatenate(lost)


def _fit_plainly(data: Sequence[Group], picked: Sequence[int]) -> Callable[..., np.ndarray]:
    """A logistic model to begin with."""
    x, y = _rows(data, picked)
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    x = (x - mean) / spread

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        odds = x @ w[:-1] + w[-1]
        miss = 1 / (1 + np.exp(-np.clip(odds, -50, 50))) - y
        value = float((np.logaddexp(0, odds) - y * odds).sum() + _RIDGE * (w[:-1] @ w[:-1]))
        return value, np.append(x.T @ miss + 2 * _RIDGE * w[:-1], miss.sum())

    weights = minimize(loss, np.zeros(len(FEATURES) + 1), jac=True, method="L-BFGS-B").x
    return lambda rows: (rows - mean) / spread @ weights[:-1] + weights[-1]


Data = dict[str, dict[str, list[Group]]]


def read_groups(folder: Path, seeds: int, encoder: object) -> Data:
    """Training data by kind of text and language."""
    data = {name: groups(bitext, seeds, encoder) for name, bitext in read_material(folder).items()}
    for name, bitexts in pair_documents(folder, encoder).items():
        for bitext in bitexts:
            for language, found in groups(bitext, seeds, encoder).items():
                data[f"{name}, paired"] = data.get(f"{name}, paired", {"zh": [], "en": []})
                data[f"{name}, paired"][language] += found
    return data


def cross(data: Data) -> None:
    """Hold out each kind of text in turn; print spoiled and clean units with a finding."""
    kinds = [name for name in data if not name.endswith(", paired")]
    for language in ("zh", "en"):
        for kind in kinds:
            taught = [g for name in data if not name.startswith(kind) for g in data[name][language]]
            grown, thresholds = fit(taught)
            for name in (kind, f"{kind}, paired"):
                _tell(f"{language} {name}", data.get(name, {}).get(language, []), grown, thresholds)


def _tell(
    name: str, found: Sequence[Group], grown: boosting.Grown, thresholds: dict[str, float]
) -> None:
    cells = [
        f"{label} {sum(side)}/{len(side)}"
        for threshold in thresholds.values()
        for label, lost in (("found", True), ("clean", False))
        for side in [[bool(boosting.predict(grown, g.rows).max() >= threshold)
                      for g in found if g.is_lost == lost]]
    ]  # fmt: skip
    print(f"{name:28}", *cells, flush=True)


def main() -> None:
    """Fit all models, tell how they do, and write them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cross", action="store_true", help="hold out each kind of text in turn")
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    rows = []
    for kind, encoder in (("encoder", load_encoder("use")), ("words", None)):
        if kind == "words" and not arguments.output:
            break
        data = read_groups(arguments.folder, 3 if encoder is not None else 2, encoder)
        if kind == "encoder" and arguments.cross:
            cross(data)
        if not arguments.output:
            break
        for language in ("zh", "en"):
            (intercept, trees), thresholds = fit([g for name in data for g in data[name][language]])
            head = {"intercept": round(intercept, 4), "thresholds": thresholds}
            nodes = ",\n".join(
                json.dumps(
                    [[FEATURES[f] if f >= 0 else "", round(t, 4), round(v, 4)] for f, t, v in tree],
                    separators=(",", ":"),
                )
                for tree in trees
            )
            rows.append(f'"{language} {kind}": {json.dumps(head)[:-1]}, "trees": [\n{nodes}\n]}}')
    if arguments.output:
        told = json.dumps({"taught_by": f"scripts/learn_omissions.py on {', '.join(data)}"})
        body = ",\n".join(rows)
        arguments.output.write_text(f'{told[:-1]}, "models": {{\n{body}\n}}}}\n', "utf-8")


if __name__ == "__main__":
    main()

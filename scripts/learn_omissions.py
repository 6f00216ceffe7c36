"""Learn to tell a lost sentence: the trees in ``quality/check/coverage/omissions.*.json``.

    python scripts/learn_omissions.py ../shared/data [--encoder NAME] [--cross] [-o FOLDER]

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
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from align import align_documents
from corpora.language.encoders import encoder_names, load_encoder
from corpora.language.lexicon import load_lexicon
from corpora.language.tools import Tools
from corpora.reading.pair import read_pair
from corpora.segment import segment
from corpora.units import Bitext, is_chinese
from quality.check.context import Context
from quality.check.coverage.missing import FEATURES, suspects
from scripts.bench_checks import read_material
from scripts.learn import boosting, cards
from scripts.learn.fitting import logistic

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
        context = Context(bitext=pairs, lexicon=lexicon, encoder=encoder)  # type: ignore[arg-type]
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
    weights, bias = logistic(x, y, np.ones(len(y)), penalty=_RIDGE)
    return lambda rows: rows @ weights + bias


Data = dict[str, dict[str, list[Group]]]


def read_texts(folder: Path, encoder: object) -> dict[str, list[Bitext]]:
    """What teaches, by kind of text."""
    paired = pair_documents(folder, encoder)
    return {name: [bitext] for name, bitext in read_material(folder).items()} | {
        f"{name}, paired": bitexts for name, bitexts in paired.items()
    }


def read_groups(texts: dict[str, list[Bitext]], seeds: int, encoder: object) -> Data:
    """Training data by kind of text and language."""
    data: Data = {}
    for name, bitexts in texts.items():
        data[name] = {"zh": [], "en": []}
        for bitext in bitexts:
            for language, found in groups(bitext, seeds, encoder).items():
                data[name][language] += found
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
    parser.add_argument("--encoder", action="append", choices=encoder_names())
    parser.add_argument("--cross", action="store_true", help="hold out each kind of text in turn")
    parser.add_argument("-o", "--output", type=Path, help="a folder for the cards")
    arguments = parser.parse_args()
    for name in arguments.encoder or (("use", "none") if arguments.output else ("use",)):
        encoder = load_encoder(name)
        texts = read_texts(arguments.folder, encoder)
        data = read_groups(texts, 3 if encoder is not None else 2, encoder)
        if encoder is not None and arguments.cross:
            cross(data)
        if arguments.output:
            digest = cards.hash_of(
                text
                for bitexts in texts.values()
                for bitext in bitexts
                for unit in bitext.units
                for text in (unit.source, unit.target)
            )
            write(arguments.output / f"omissions.{name}.json", name, data, digest)


def write(path: Path, encoder: str, data: Data, digest: str) -> None:
    """Learn from all data, and keep what came of it."""
    models = {}
    for language in ("zh", "en"):
        (intercept, grown), thresholds = fit([g for name in data for g in data[name][language]])
        models[language] = cards.trees(FEATURES, grown, intercept=intercept, thresholds=thresholds)
    cards.write_card(
        path,
        about="sentences left out or added",
        encoder=encoder,
        script="scripts/learn_omissions.py",
        taught_by=[name.replace(", paired", " (paired by the aligner)") for name in data],
        data=digest,
        models=models,
    )


if __name__ == "__main__":
    main()

"""Learn which documents belong together: ``align/data/documents.*.json``.

    python scripts/learn_documents.py ../shared/data [--encoder NAME] [--cross] [-o FOLDER]

Cuts the bilingual texts of ``corpus_trial.py`` into documents of many sizes, twice over (short
pieces, whole chapters), and fits two logistic models: what the features of a pair of documents
weigh, over all candidates; and how sure a match is, from its score and its margin, over what best
first matches. ``--cross`` learns on every second text and measures on the others.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from align.documents.candidates import Pairs
from align.documents.comparing import FEATURES, MOST_MARGIN, STANDING, PairModel
from align.documents.matching import match_best_first
from align.documents.searching import Searched, search
from align.documents.sketch import Sketch, sketch
from corpora.language.encoders import encoder_names
from corpora.language.tools import load_tools
from corpora.language.words import WordReader
from corpora.learned.cards import Card
from corpora.learned.linear import LinearModel
from corpora.reading.document import document_from_text
from scripts.corpus_trial import chapters, texts
from scripts.learn import cards
from scripts.learn.fitting import logistic

SIZES = ((100, 150, 250, 500), (400, 1200, 4000, 20_000))


@dataclass
class Lesson:
    """One collection: its candidates with features, and which of them are right."""

    searched: Searched
    right: np.ndarray

    @property
    def pairs(self) -> Pairs:
        """The candidates."""
        return self.searched.pairs


def main() -> None:
    """Learn, and write a card or say how it fares."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--encoder", choices=encoder_names(), default="use")
    parser.add_argument("--cross", action="store_true")
    parser.add_argument("-o", "--output", type=Path, default=Path("align/data"))
    options = parser.parse_args()
    if options.cross:
        halves = [lessons(options.data, options.encoder, half) for half in (0, 1)]
        for mine, theirs in (halves, halves[::-1]):
            report(fit(mine), theirs)
        return
    taught = lessons(options.data, options.encoder, None)
    model = fit(taught)
    report(model, taught)
    write(model, options)


def lessons(data: Path, encoder: str, half: int | None) -> list[Lesson]:
    """Collections made of the texts, or of every second one."""
    tools = load_tools(encoder)
    reader = WordReader(tools.lexicon)
    found = []
    for sizes in SIZES:
        chance = random.Random(len(sizes) + sizes[0])  # noqa: S311
        sides: tuple[list[Sketch], list[Sketch]] = ([], [])
        owners: tuple[list[int], list[int]] = ([], [])
        parts = [
            part
            for number, (_, facing) in enumerate(texts(data))
            if half in (None, number % 2)
            for part in chapters(facing, chance, sizes)
        ]
        for number, part in enumerate(parts):
            for side in (0, 1):
                if chance.random() < 0.1:
                    continue  # its partner is an orphan
                text = "\n\n".join(pair[side] for pair in part)
                document = document_from_text(text, name="text")
                sides[side].append(sketch(document, tools, reader))
                owners[side].append(number)
        searched = search(*sides)
        right = np.array([owners[0][z] == owners[1][e] for z, e in searched.pairs.tolist()])
        print(f"{len(sides[0])} + {len(sides[1])} documents, {right.sum()} pairs", flush=True)
        found.append(Lesson(searched, right))
    return found


def fit(taught: list[Lesson]) -> PairModel:
    """Both models."""
    x = np.concatenate([one.searched.features for one in taught])
    y = np.concatenate([one.right for one in taught]).astype(float)
    limits = [(0, None), (0, None), (0, None), (0, None), (None, 0), (None, 0)]
    weights, bias = logistic(x, y, np.ones(len(y)), penalty=0.5, limits=limits)
    pair = LinearModel(names=FEATURES, weights=weights.astype(np.float32), bias=float(bias))
    rows, right = [], []
    for one in taught:
        for match, is_right in matched(one, pair):
            rows.append([match.score, min(max(match.margin, -MOST_MARGIN), MOST_MARGIN)])
            right.append(is_right)
    w, b = logistic(
        np.array(rows), np.array(right, float), np.ones(len(rows)), penalty=0.5,
        limits=[(0, None), (0, None)],
    )  # fmt: skip
    standing = LinearModel(names=STANDING, weights=w.astype(np.float32), bias=float(b))
    return PairModel(card=_no_card(), pair=pair, standing=standing)


def matched(one: Lesson, pair: LinearModel, model: PairModel | None = None):  # noqa: ANN201
    """What best first matches, and whether it is right."""
    flat = LinearModel(names=STANDING, weights=np.zeros(2, np.float32))
    model = model or PairModel(card=_no_card(), pair=pair, standing=flat)
    scores = pair.score(one.searched.features)
    right = {tuple(p) for p in one.pairs[one.right].tolist()}
    sizes = one.pairs.max(axis=0) + 1
    groups = (list(range(sizes[0])), list(range(sizes[1])))
    return [
        (match, (match.z, match.e) in right)
        for match in match_best_first(one.pairs, scores, groups, model)
    ]


def _no_card() -> Card:
    return Card(
        path="", about="", version="", encoder="", script="", taught_by=(), data=None, models={}
    )


def report(model: PairModel, lessons: list[Lesson]) -> None:
    """Precision and recall from several confidences on."""
    print(dict(zip(FEATURES, model.pair.weights.round(2).tolist(), strict=True)), model.pair.bias)
    print("score, margin:", model.standing.weights.round(2).tolist(), model.standing.bias)
    for one in lessons:
        found = matched(one, model.pair, model)
        for least in (0.1, 0.5, 0.8, 0.9, 0.95, 0.98):
            taken = [right for match, right in found if match.confidence >= least]
            precision = sum(taken) / max(1, len(taken))
            print(f"  {least}: P {precision:.4f} R {sum(taken) / one.right.sum():.4f}")


def write(model: PairModel, options: argparse.Namespace) -> None:
    """The card."""
    read = [(name, facing) for name, facing in texts(options.data)]
    models = {
        "pair": cards.linear(
            dict(zip(FEATURES, model.pair.weights, strict=True)), digits=4, bias=model.pair.bias
        ),
        "standing": cards.linear(
            dict(zip(STANDING, model.standing.weights, strict=True)),
            digits=4,
            bias=model.standing.bias,
        ),
    }
    cards.write_card(
        options.output / f"documents.{options.encoder}.json",
        about="which documents belong together",
        encoder=options.encoder,
        script="scripts/learn_documents.py",
        taught_by=list(dict.fromkeys(name.partition("/")[0] for name, _ in read)),
        data=cards.hash_of(text for _, facing in read for pair in facing for text in pair),
        models=models,
    )


if __name__ == "__main__":
    main()

"""Learn the weights of glossary/data/links.*.json; run from a checkout, needs scipy.

What an encoder that reads words in context adds to the scores of the models that are shipped: these
stay as they are, and are learned first. What teaches are the sample and the texts of ``taught/`` of
which every wording is marked.

    python scripts/learn_links.py [--links e5] [--folds 5]

With ``--folds`` it also says how each text fares with weights that others taught.
"""

# ruff: noqa: ANN001, D103

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from corpora.language.chinese import load_segmenter  # noqa: E402
from corpora.language.encoders import TOKEN_ENCODERS, load_encoder, load_token_encoder  # noqa: E402
from corpora.language.lexicon import load_lexicon  # noqa: E402
from corpora.learned.linear import LinearModel  # noqa: E402
from glossary.finding import find  # noqa: E402
from glossary.links.in_context import FEATURES, InContext  # noqa: E402
from glossary.links.wordlinks import Prior  # noqa: E402
from glossary.places.occurrences import describe_places  # noqa: E402
from glossary.prepared import prepare  # noqa: E402
from glossary.record.entries import term_key  # noqa: E402
from glossary.terms import ranking  # noqa: E402
from scripts.learn import cards  # noqa: E402
from scripts.learn.fitting import listwise  # noqa: E402
from scripts.learn_terms import (  # noqa: E402
    CARDS,
    TAUGHT,
    bitext,
    made_up,
    sample_pairs,
    sample_terms,
)

# What signatures of glossaries call the weights: one more whenever they are learned anew.
VERSION = "1"
TAUGHT_BY = (
    "the sample of duizhao",
    "the made-up texts in scripts/taught of which every term and wording is marked",
    "the scores of the models in glossary/data/terms.use.json, to which these are added",
)
# Of squared weights; those of learn_terms.py.
PENALTY = {"pair": 5.0, "place": 2.0}
# No text counts for more than so many terms or places.
MOST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What one text teaches, a list with an array for each term or place.

    ``features`` of its wordings, the scores that are ``known`` of them (the shipped model's), which
    are ``right``, and whether having ``none`` is.
    """

    features: list[np.ndarray]
    known: list[np.ndarray]
    right: list[np.ndarray]
    none: list[bool]


def lesson(rows_of, gold_of, keys, features, known) -> Lesson:
    groups = defaultdict(list)
    for row, one in enumerate(rows_of.tolist()):
        groups[one].append(row)
    told = Lesson(features=[], known=[], right=[], none=[])
    for one, rows in groups.items():
        gold = gold_of(one)
        if any(gold):
            told.features.append(features[rows])
            told.known.append(known[rows])
            told.right.append(np.array([keys[row] in gold for row in rows]))
            told.none.append("" in gold)
    return told


def read_text(name, pairs, gold, tools, context: InContext) -> dict[str, Lesson]:
    segmenter, encoder, prior = tools
    units = list(prepare([bitext(name, pairs)], segmenter))
    found = find(units, segmenter=segmenter, encoder=encoder, prior=prior, candidates_a_unit=1000.0)
    models = ranking.load_models()
    table = found.pairs.pairs
    wanted = np.array([term_key(term) in gold for term in found.terms], bool)
    rows = np.flatnonzero(wanted[table.term])
    pairs_ = table.select(rows)
    chosen, places = describe_places(found, np.flatnonzero(wanted))
    print(name, len(units), "units", len(chosen), "places", flush=True)
    return {
        "pair": lesson(
            pairs_.term,
            lambda term: gold[term_key(found.terms[term])],
            pairs_.keys,
            context.describe(units, pairs_, pairs_.unit),
            models.pair.score(found.pairs.features[rows]),
        ),
        "place": lesson(
            places.pairs.term,
            lambda place: gold[term_key(found.terms[int(chosen.term[place])])],
            places.pairs.keys,
            context.describe(units, places.pairs, chosen.unit[places.pairs.term]),
            models.place.score(places.features),
        ),
    }


def learn(lessons: list[Lesson], kind: str) -> LinearModel:
    groups, known, share = [], [], []
    for told in lessons:
        teaches = [
            number
            for number, right in enumerate(told.right)
            if (right.any() and not right.all())
            or (kind == "place" and (right.any() or told.none[number]))
        ]
        groups += [(told.features[number], told.right[number]) for number in teaches]
        known += [told.known[number] for number in teaches]
        share += [min(1.0, MOST / max(len(teaches), 1))] * len(teaches)
    weights, bias = listwise(
        groups, np.array(share), penalty=PENALTY[kind], with_none=kind == "place", known=known
    )
    # Of the pairs of a term only the differences count.
    own = dict(zip(FEATURES, weights, strict=True))
    return LinearModel.of(own, FEATURES, bias=float(bias) if kind == "place" else 0.0)


def judge(told: Lesson, model: LinearModel | None, kind: str) -> list[bool]:
    """Of each term or place, whether what stands first is right."""
    right = []
    for features, known, marks, none in zip(
        told.features, told.known, told.right, told.none, strict=True
    ):
        scores = known if model is None else known + model.score(features)
        best = int(np.argmax(scores))
        is_left_out = kind == "place" and none and scores[best] < 0
        right.append(bool(is_left_out or marks[best]))
    return right


def print_folds(texts: list[dict[str, Lesson]], folds: int) -> None:
    for kind in ("pair", "place"):
        before, after = [], []
        for fold in range(folds):
            taught = [text[kind] for number, text in enumerate(texts) if number % folds != fold]
            model = learn(taught, kind)
            for text in texts[fold::folds]:
                before += judge(text[kind], None, kind)
                after += judge(text[kind], model, kind)
        print(f"{kind}: right {np.mean(before):.4f} → {np.mean(after):.4f} of {len(after)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", default="e5", choices=list(TOKEN_ENCODERS))
    parser.add_argument(
        "--folds", type=int, default=0, help="parts, each judged by what the others taught"
    )
    parser.add_argument("--output", type=Path, help="in place of the card that is shipped")
    options = parser.parse_args()
    nothing = LinearModel.of({}, FEATURES)
    context = InContext(load_token_encoder(options.links), nothing, nothing, "0")
    encoder = load_encoder()
    tools = load_segmenter(), encoder, Prior(load_lexicon(), encoder)
    given = {"sample": (sample_pairs(), sample_terms())}
    for path in sorted(TAUGHT.glob("*.tsv")):
        if path.name != "report_pairs.tsv":
            given[path.stem] = made_up(path)
    texts = [read_text(name, *text, tools, context) for name, text in given.items()]
    if options.folds:
        print_folds(texts, options.folds)
    models = {}
    for kind in ("pair", "place"):
        model = learn([text[kind] for text in texts], kind)
        weights = dict(zip(FEATURES, model.weights.tolist(), strict=True))
        models[kind] = cards.linear(weights, bias=model.bias, digits=3)
        print(f"{kind}: {weights}")
    told = (
        part
        for pairs, terms in given.values()
        for part in (
            *(side for pair in pairs for side in pair),
            *(one for term, keys in sorted(terms.items()) for one in (term, *sorted(keys))),
        )
    )
    cards.write_card(
        options.output or CARDS / f"links.{options.links}.json",
        about="renderings, by words in context",
        version=VERSION,
        encoder=options.links,
        script="scripts/learn_links.py",
        taught_by=TAUGHT_BY,
        data=cards.hash_of(told),
        models=models,
    )


if __name__ == "__main__":
    main()

"""Learn what is a second rendering of a term: the weights in glossary/data/variation.use.json.

    python scripts/learn_variation.py --reports ../shared/data/reports [--cross] [-o FILE]

What teaches are wordings that were found beside a term's main one and judged by hand, in
``taught/judged/variation.tsv``: of the texts in ``taught/``, unit by unit and with four units in
one, of the sample that we ship, and of one official report in whole paragraphs (``--reports``).
``--cross`` learns nothing to ship: each text is judged by weights that have not seen it. Needs
scipy.
"""

# ruff: noqa: D103, E402

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from corpora.language.encoders import load_encoder
from corpora.language.english import rendering_key
from corpora.language.lexicon import load_lexicon
from corpora.language.tools import Tools
from glossary.bank import choose_bank
from glossary.finding import find
from glossary.links.wordlinks import Prior
from glossary.places.claims import without_claimed
from glossary.places.occurrences import sight
from glossary.places.variation import FEATURES, Rival, rivals_of
from glossary.prepared import prepare
from glossary.selection import consistency_order
from glossary.terms import ranking
from scripts.learn import cards
from scripts.learn.fitting import logistic
from scripts.learn_terms import bitext, made_up, sample_pairs

TAUGHT = ROOT / "scripts" / "taught"
JUDGED = TAUGHT / "judged" / "variation.tsv"
CARD = ROOT / "glossary" / "data" / "variation.use.json"
REPORT = "gwr2017"
# Units in one where long paragraphs are made, and what texts count for: the same words again less.
JOINED = 4
WEIGHT = {"units": 1.0, "joined": 0.5, "sample": 1.0, "report": 0.7}
PENALTY = 6.0
# Which way a feature may speak.
SPEAKS_FOR = (
    "termhood", "known", "purity", "places", "alike", "abbreviation", "spelling", "edge",
)  # fmt: skip
SPEAKS_FREELY = ("shared",)
# A prior of ours: names spelled in two ways are few where all are made up.
PRIOR = {"spelling": 2.0}
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)
Pairs = list[tuple[str, str]]
Key = tuple[str, str, frozenset[str]]


def read_texts(reports: Path, judged: Collection[str]) -> Iterator[tuple[str, str, Pairs]]:
    """Name, kind (of ``WEIGHT``) and pairs of every text of which something was judged."""
    for path in sorted(TAUGHT.glob("*.tsv")):
        if path.stem not in judged:
            continue
        pairs, _ = made_up(path)
        yield path.stem, "units", pairs
        groups = [pairs[first : first + JOINED] for first in range(0, len(pairs), JOINED)]
        joined = [("".join(zh for zh, _ in g), " ".join(en for _, en in g)) for g in groups]
        yield path.stem, "joined", joined
    yield "sample", "sample", sample_pairs()
    lines = (reports / REPORT / "gold_paragraphs.tsv").read_text("utf-8").splitlines()
    rows = [[*line.split("\t"), "", "", "", ""] for line in lines]
    yield REPORT, "report", [(row[2], row[3]) for row in rows]


def read_judged() -> dict[Key, bool]:
    """Whether a wording of a text's term beside another is a rendering of its own."""
    judged = {}
    for line in JUDGED.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            text, kind, term, main, other, is_real = line.split("\t")
            judged[f"{text} {kind}", term, frozenset((main, other))] = is_real == "1"
    return judged


def found_in(pairs: Pairs, tools: Tools) -> tuple[list[Rival], np.ndarray, tuple[str, ...]]:
    """The wordings that stand beside another, their features, and the terms they are of."""
    units = list(prepare([bitext("text", pairs)], tools.segmenter))
    models = ranking.load_models(tools.encoder_name)
    found = find(
        units,
        segmenter=tools.segmenter,
        encoder=tools.encoder,
        prior=Prior(tools.lexicon, tools.encoder),
        bank=choose_bank(None),
        models=models,
    )
    terms = consistency_order(found, limit=0)
    rivals, features = rivals_of(found, without_claimed(found, sight(found, terms, models)))
    return rivals, features, found.terms


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--reports", type=Path, required=True)
    parser.add_argument("--cross", action="store_true", help="hold out each text in turn")
    parser.add_argument("-o", "--output", type=Path, default=CARD)
    options = parser.parse_args()
    tools = Tools(encoder=load_encoder(), lexicon=load_lexicon())
    judged = read_judged()
    x, y, weight, names, rows = [], [], [], [], []
    for name, kind, pairs in read_texts(options.reports, {key[0].split()[0] for key in judged}):
        rivals, features, terms = found_in(pairs, tools)
        unjudged = 0
        for rival, values in zip(rivals, features, strict=True):
            keys = frozenset(rendering_key(one.text) for one in (rival.main, rival.other))
            is_real = judged.get((f"{name} {kind}", terms[rival.term], keys))
            if is_real is None:
                unjudged += 1
                continue
            x.append(values)
            y.append(float(is_real))
            weight.append(WEIGHT[kind])
            names.append(name)
            rows.append((kind, name, rival.term))
        print(f"{name} {kind}: {len(rivals)} wordings, {unjudged} not judged", flush=True)
    data = np.array(x, float), np.array(y), np.array(weight)
    limits = [
        (None, None) if n in SPEAKS_FREELY else (0, None) if n in SPEAKS_FOR else (None, 0)
        for n in FEATURES
    ]
    if options.cross:
        cross(data, np.array(names), rows, limits)
        return
    weights, bias = logistic(*data, penalty=PENALTY, limits=limits)
    told = dict(zip(FEATURES, weights, strict=True))
    told |= {name: told[name] + nats for name, nats in PRIOR.items()}
    cards.write_card(
        options.output,
        about="which terms vary",
        encoder="use",
        script="scripts/learn_variation.py",
        taught_by=(
            "made-up texts in scripts/taught, in units and in paragraphs of four",
            "the sample of duizhao",
            "an official government work report",
            "what was judged by hand in all of them (scripts/taught/judged/variation.tsv)",
        ),
        data=cards.hash_of([JUDGED.read_text("utf-8")]),
        models={"variation": cards.linear(told, bias=bias, digits=3)},
    )


def cross(data, names, rows, limits) -> None:  # noqa: ANN001
    """Print how many rows each kind of text would tell, how many rightly, of how many."""
    x, y, weight = data
    scores = np.zeros(len(y))
    for name in np.unique(names):
        out = names == name
        weights, bias = logistic(x[~out], y[~out], weight[~out], penalty=PENALTY, limits=limits)
        scores[out] = x[out] @ weights + bias
    for kind in WEIGHT:
        best: dict[tuple, list[float]] = defaultdict(lambda: [-np.inf, 0.0])
        for row, score, is_real in zip(rows, scores, y, strict=True):
            if row[0] == kind:
                best[row] = [max(best[row][0], score), max(best[row][1], is_real)]
        told = np.array(list(best.values()))
        print(f"{kind}: {len(told)} terms with two wordings, {told[:, 1].sum():.0f} vary")
        for least in THRESHOLDS:
            is_told = told[:, 0] > np.log(least / (1 - least))
            right = told[is_told, 1].sum()
            print(
                f"  {least}: {is_told.sum()} rows, {right / max(is_told.sum(), 1):.2f} of them "
                f"right, {right / told[:, 1].sum():.2f} of those that vary"
            )


if __name__ == "__main__":
    main()

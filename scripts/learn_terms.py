"""Learn the weights of glossary/data/terms.*.json; run from a checkout, needs scipy.

What teaches: the sample we ship (all its terms with all their renderings), texts that we
made up for this (``taught/``, in many genres; likewise), and official government work reports
(``--reports``, a folder with ``*/gold_paragraphs.tsv``), in which the words of
``taught/report_terms.txt`` are terms and ``taught/report_pairs.tsv`` says how some are
rendered. No text goes into the weights, and nothing whose licence would bind their users.

    python scripts/learn_terms.py --reports ../shared/data/reports [--encoder NAME]

Nothing is drawn at random, texts are read in order of their names, sorts are stable and matrix
products use one thread, so that the same texts give the same card.
"""

# ruff: noqa: ANN001, ANN201, D103

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from corpora.arrays import one_blas_thread  # noqa: E402
from corpora.language.chinese import load_segmenter  # noqa: E402
from corpora.language.encoders import encoder_names, load_encoder  # noqa: E402
from corpora.language.english import rendering_key  # noqa: E402
from corpora.language.lexicon import load_lexicon  # noqa: E402
from corpora.learned.linear import LinearModel  # noqa: E402
from corpora.samples import sample_paths  # noqa: E402
from corpora.units import Bitext, TranslationUnit  # noqa: E402
from glossary.extract import TermOptions  # noqa: E402
from glossary.finding import CHARS_A_UNIT, Found, find  # noqa: E402
from glossary.links import renderings as pairing  # noqa: E402
from glossary.links.wordlinks import Prior  # noqa: E402
from glossary.places.occurrences import describe_places  # noqa: E402
from glossary.prepared import prepare  # noqa: E402
from glossary.record.entries import LEFT_OUT, term_key  # noqa: E402
from glossary.terms import ranking, termhood  # noqa: E402
from glossary.terms.categories import may_be_names  # noqa: E402
from scripts.learn import boosting, cards  # noqa: E402
from scripts.learn.fitting import listwise, logistic, platt, temperature  # noqa: E402

TAUGHT = ROOT / "scripts" / "taught"
CARDS = ROOT / "glossary" / "data"
# What signatures of glossaries call the weights: one more whenever they are learned anew.
VERSION = "learned-7"
SENTENCE_END = re.compile(r"(?<=[。！？])")
ENGLISH_END = re.compile(r"(?<=[a-z)0-9%][.!?])\s+(?=[A-Z])")


def bitext(name: str, pairs: list[tuple[str, str]]) -> Bitext:
    return Bitext(
        name=name,
        source_language="zh-Hans",
        target_language="en",
        units=tuple(TranslationUnit(source=zh, target=en) for zh, en in pairs),
    )


def sample_pairs() -> list[tuple[str, str]]:
    lines = sample_paths().gold.read_text(encoding="utf-8").splitlines()
    beads = [json.loads(line) for line in lines]
    return [("".join(bead["source"]), " ".join(bead["target"])) for bead in beads]


def sample_terms() -> dict[str, set[str]]:
    """Gold terms by key, with the keys of their renderings; an omission is the empty key."""
    rows = sample_paths().terms.read_text(encoding="utf-8").splitlines()[1:]
    terms = {}
    for row in rows:
        term, renderings = row.split("\t")[:2]
        texts = [re.sub(r"\s*\(\d+\)$", "", part.strip()) for part in renderings.split(" | ")]
        terms[term_key(term)] = {"" if text == LEFT_OUT else rendering_key(text) for text in texts}
    return terms


def report_pairs(folder: Path) -> list[tuple[str, str]]:
    """Paragraph groups, cut into sentences where both sides have as many."""
    pairs = []
    for line in (folder / "gold_paragraphs.tsv").read_text(encoding="utf-8").splitlines():
        zh, en = [*line.split("\t"), "", "", "", ""][2:4]
        left = [part for part in SENTENCE_END.split(zh) if part.strip()]
        right = [part for part in ENGLISH_END.split(en) if part.strip()]
        is_even = len(left) == len(right) > 1
        pairs += list(zip(left, right, strict=True)) if is_even else [(zh, en)]
    return pairs


def made_up(path: Path) -> tuple[list[tuple[str, str]], dict[str, set[str]]]:
    """The pairs of a text that was written to teach, and its terms as in the sample."""
    pairs: list[tuple[str, str]] = []
    terms: dict[str, set[str]] = defaultdict(set)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        zh, en, listed = line.split("\t")
        pairs.append((zh, en))
        for pair in filter(None, listed.split(" | ")):
            term, rendering = pair.split("=")
            if term not in zh or rendering not in en:
                raise ValueError(f"{path.name}: not in the text: {pair}")
            terms[term_key(term)].add(rendering_key(rendering))
    return pairs, terms


def taught_terms() -> set[str]:
    text = (TAUGHT / "report_terms.txt").read_text(encoding="utf-8")
    return {term_key(word) for line in text.splitlines() for word in line.split("#")[0].split()}


def taught_pairs() -> dict[str, set[str]]:
    """Terms of the reports with the keys of their renderings, as marked by hand."""
    text = (TAUGHT / "report_pairs.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return {term: set(keys.split(" | ")) for term, keys in rows}


# What no dictionary and no encoder is asked for: these alone say which spans are described.
NOT_BASIC = (
    "dictionary_exact", "dictionary_explained", "dictionary_covered", "literals", "cosine", "dice",
)  # fmt: skip


# Which way a feature may speak. One text is too little to teach that a short line, a word
# of the dictionary or a frequent one is *not* a term; what it cannot know it may not say.
SPEAKS_FOR = (
    "log_count", "known", "cohesion", "entropy_before", "entropy_after", "clean_before",
    "clean_after", "edge_start", "edge_end", "c_value", "quoted", "is_quotation", "is_title",
    "list_item", "whole_line", "before_bracket", "first_noun", "last_noun", "name_like",
    "weirdness", "pair_probability", "pair_score", "pair_purity", "pair_coverage", "pair_cosine",
    "pair_recurrence", "pair_capitals", "pair_dictionary_exact", "pair_dictionary_explained",
    "pair_dice", "whole_phrase", "named_tail", "pair_first_inside", "pair_last_inside",
    "pair_clean_start", "pair_clean_end", "tagged_term", "tagged_name",
)  # fmt: skip
SPEAKS_AGAINST = (
    "one_word", "log_frequency", "nested_share", "has_mark", "has_de", "has_and", "seldom_start",
    "first_verb", "first_other", "last_verb", "last_other", "inner_function", "verb_object",
    "one_character_first", "one_character_last", "general_tail", "general_head", "generic",
    "inner_verb", "background", "plain",
    "pair_too_short", "pair_too_long", "pair_neighbours", "words", "noun_before", "noun_after",
    "seldom_end", "adverbs", "inner_claim", "outer_claim", "pair_lacks_words",
    "pair_foreign_words", "pair_half_cut", "pair_inner_breaks", "pair_cut_before_of",
    "stub_before", "stub_after", "titled_name", "pair_name_cut", "pair_odd_start",
    "pair_bound_cut", "pair_participle_start", "pair_participle_end",
    "pair_verb_start", "pair_inner_verbs", "pair_modifier_end", "pair_before_inside",
    "pair_after_inside", "pair_general_start", "pair_general_end", "pair_general_words",
    "pair_first_extra", "pair_last_extra", "pair_grows_before", "pair_grows_after", "tagged_cut",
    "starts_verb", "starts_adjective", "starts_other", "ends_verb", "ends_other", "spans",
)  # fmt: skip


def limits(names):
    return [
        (0, None) if name in SPEAKS_FOR else (None, 0) if name in SPEAKS_AGAINST else (None, None)
        for name in names
    ]


def pair_groups(found: Found, gold: dict[str, set[str]], *, every: bool = False):
    """(features, which rows are right) of each gold term; ``every`` keeps those without any."""
    rows = defaultdict(list)
    for row, term in enumerate(found.pairs.pairs.term.tolist()):
        rows[term].append(row)
    groups = []
    for term, indices in rows.items():
        keys = gold.get(term_key(found.terms[term]), set())
        marks = np.array([found.pairs.pairs.keys[row] in keys for row in indices])
        if (marks.any() and not marks.all()) or (every and any(keys)):
            groups.append((found.pairs.features[indices], marks))
    return groups


def place_groups(found: Found, gold: dict[str, set[str]]):
    terms = [row for row, term in enumerate(found.terms) if term_key(term) in gold]
    chosen, table = describe_places(found, np.array(terms, np.int64))
    rows = defaultdict(list)
    for row, place in enumerate(table.pairs.term.tolist()):
        rows[place].append(row)
    groups = []
    for place, indices in rows.items():
        keys = gold[term_key(found.terms[int(chosen.term[place])])]
        marks = np.array([table.pairs.keys[row] in keys for row in indices])
        if marks.any() or "" in keys:
            groups.append((table.features[indices], marks))
    return groups


def label(found: Found, gold) -> np.ndarray:
    return np.array([term_key(term) in gold for term in found.terms], float)


def term_data(sets):
    x = np.concatenate([features for features, _ in sets]).astype(float)
    y = np.concatenate([labels for _, labels in sets])
    # Every text weighs as much as its terms do in a text with 300 of them.
    weight = np.concatenate(
        [np.full(len(labels), 300 / max(labels.sum(), 1)) for _, labels in sets]
    )
    return x, y, weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """A text with what is known of it: its terms, and how those are rendered (keys)."""

    name: str
    pairs: list[tuple[str, str]]
    found: Found
    terms: Collection[str]
    renderings: Mapping[str, set[str]]


def read_texts(reports: Path, encoder_name: str) -> list[Taught]:
    """All texts that teach. Those of which every term is known come first."""
    segmenter, encoder, lexicon = load_segmenter(), load_encoder(encoder_name), load_lexicon()
    prior = Prior(lexicon, encoder)

    def run(name, pairs, terms, renderings, candidates=1000.0) -> Taught:
        units = list(prepare([bitext(name, pairs)], segmenter))
        print(name, len(units), "units,", len(terms), "terms", flush=True)
        found = find(
            units, segmenter=segmenter, encoder=encoder, prior=prior, candidates_a_unit=candidates
        )
        return Taught(name=name, pairs=pairs, found=found, terms=terms, renderings=renderings)

    gold = sample_terms()
    texts = [run("sample", sample_pairs(), gold, gold)]
    for path in sorted(TAUGHT.glob("*.tsv")):
        if path.name != "report_pairs.tsv":
            pairs, terms = made_up(path)
            texts.append(run(path.stem, pairs, terms, terms))
    folders = sorted(path for path in reports.iterdir() if (path / "gold_paragraphs.tsv").exists())
    for folder in folders:
        if folder.name.startswith("gwr"):
            known = taught_terms(), taught_pairs()
            texts.append(run(folder.name, report_pairs(folder), *known, 60.0))
    return texts


def joined_groups(parts):
    """(groups, weights) of several texts, none of which counts for more than 300 groups."""
    weights = [min(1.0, 300 / max(len(part), 1)) for part in parts for _ in part]
    return [group for part in parts for group in part], np.array(weights)


def named(weights) -> dict[str, float]:
    """The weights of pairs by their feature."""
    return dict(zip(pairing.FEATURES, weights, strict=True))


def learn_pairs(texts: list[Taught]) -> dict[str, dict]:
    """The models that choose among renderings: "pair" and "worth"."""
    parts = [pair_groups(text.found, text.renderings) for text in texts]
    held_out, _ = listwise(*joined_groups(parts[1:]), penalty=5.0)
    heat = temperature(pair_groups(texts[0].found, texts[0].renderings, every=True), held_out)
    groups, share = joined_groups(parts)
    weights, _ = listwise(groups, share, penalty=5.0)
    print(f"pairs: {len(groups)} groups, temperature {heat:.2f}")
    basic = np.array([name not in NOT_BASIC for name in pairing.FEATURES])
    worth, _ = listwise([(rows * basic, marks) for rows, marks in groups], share, penalty=5.0)
    return {
        "worth": cards.linear(named(worth * basic), digits=3),
        "pair": cards.linear(named(weights / heat), digits=3),
    }


def learn_places(texts: list[Taught]) -> dict[str, dict]:
    """The model that chooses the rendering of one place."""
    groups, share = joined_groups([place_groups(text.found, text.renderings) for text in texts])
    weights, bias = listwise(groups, share, penalty=2.0, with_none=True)
    print(f"places: {len(groups)}")
    return {"place": cards.linear(named(weights), bias=bias, digits=3)}


def learn_gate(sets) -> dict[str, dict]:
    """The model that lets candidates through before anybody asks for their renderings."""
    names = termhood.FEATURES
    cut = [(features[:, : len(names)], labels) for features, labels in sets]
    weights, bias = logistic(*term_data(cut), penalty=10.0, limits=limits(names))
    # A prior of ours: the lists that teach have few long names, and those that have them
    # let a whole stretch between function words pass (see docs/terms.md).
    told = dict(zip(names, weights, strict=True)) | GATE_PRIOR
    return {"gate": cards.linear(told, bias=bias, digits=3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=Path, required=True)
    parser.add_argument("--encoder", default="use", choices=encoder_names())
    parser.add_argument(
        "--keep-pairs",
        action="store_true",
        help="learn what a term is anew, and leave the models of renderings as they are",
    )
    parser.add_argument(
        "--keep-gate",
        action="store_true",
        help="with --keep-pairs: leave the gate as it is too, learn the trees alone",
    )
    parser.add_argument(
        "--by-genre",
        action="store_true",
        help="learn nothing to ship: print how trees that never saw a genre order its terms",
    )
    parser.add_argument("--output", type=Path, help="in place of the card that is shipped")
    parser.add_argument(
        "--curve",
        action="store_true",
        help="learn nothing to ship: the same by trees that few, more and all texts taught",
    )
    options = parser.parse_args()
    if options.keep_gate and not options.keep_pairs:
        parser.error("--keep-gate needs --keep-pairs")
    with one_blas_thread():
        learn(options)


def learn(options: argparse.Namespace) -> None:
    card = CARDS / f"terms.{options.encoder}.json"
    only_shows = options.by_genre or options.curve
    if options.keep_pairs or only_shows:
        texts = read_texts(options.reports, options.encoder)
        kept = json.loads(card.read_text("utf-8"))["models"]
        models = {name: kept[name] for name in ("worth", "pair", "place")}
        if options.keep_gate or only_shows:
            # What it was not taught on weighs nothing in it.
            weights = {name: kept["gate"]["weights"].get(name, 0.0) for name in termhood.FEATURES}
            models = {"gate": {**kept["gate"], "weights": weights}} | models
    else:
        shipped, pairing.RENDERINGS_A_TERM = pairing.RENDERINGS_A_TERM, 40
        texts = read_texts(options.reports, options.encoder)
        models = learn_pairs(texts)
        pairing.RENDERINGS_A_TERM = shipped
        models |= learn_places(texts)
    # The features of a candidate's best rendering depend on the pair model just learned.
    pair = LinearModel.of(models["pair"]["weights"], pairing.FEATURES)
    if "gate" not in models:
        # The gate asks for no renderings.
        mono = [text.found.features[:, : len(termhood.FEATURES)] for text in texts]
        labels = [label(text.found, text.terms) for text in texts]
        models = learn_gate(list(zip(mono, labels, strict=True))) | models
    weights = models["gate"]["weights"]
    gate = LinearModel.of(weights, termhood.FEATURES)
    keys, sets = zip(*[as_served(text, gate, pair) for text in texts], strict=True)
    if options.by_genre:
        print_by_genre(texts, keys, sets)
    elif options.curve:
        print_curve(texts, keys, sets)
    else:
        models |= learn_terms(sets, sum(text.terms is text.renderings for text in texts))
        cards.write_card(
            options.output or card,
            about="terms and their renderings",
            version=VERSION,
            encoder=options.encoder,
            script="scripts/learn_terms.py",
            taught_by=TAUGHT_BY,
            data=cards.hash_of(told_by(texts)),
            models=models,
        )


def as_served(text: Taught, gate: LinearModel, pair: LinearModel):
    """Keys and (features, labels) of the candidates that pass the gate, as in a glossary.

    What candidates inside and around claim depends on which of them there are, so trees that
    were taught on all candidates would meet other features than they were taught on.
    """
    found, mono = text.found, text.found.features[:, : len(termhood.FEATURES)]
    size = max(len(found.units), sum(len(unit.text) for unit in found.units) / CHARS_A_UNIT)
    most = int(TermOptions().candidates_a_unit * size)
    passed = np.union1d(
        np.argsort(-gate.score(mono), kind="stable")[:most],
        np.flatnonzero(may_be_names(found.terms, found.tag_shares, None)),
    )
    number = np.full(len(found.terms), -1, np.int64)
    number[passed] = np.arange(len(passed))
    of_pair = found.pairs.pairs.term
    starts = np.searchsorted(of_pair, of_pair)
    place = np.arange(len(of_pair)) - starts
    rows = np.flatnonzero((number[of_pair] >= 0) & (place < pairing.RENDERINGS_A_TERM))
    few = found.pairs.pairs.select(rows)
    table = pairing.PairTable(
        pairs=replace(few, term=number[few.term]), features=found.pairs.features[rows]
    )
    terms = [found.terms[row] for row in passed.tolist()]
    weighed = ranking.weigh_pairs(pair, terms, mono[passed], table)
    keys = [term_key(term) for term in terms]
    return keys, (weighed.features, np.array([key in text.terms for key in keys], float))


# Kinds of text; what is not named here is a kind of its own.
GENRES = {
    "press conference": (
        "sample",
        "ministry",
        "industry",
        "reform",
        "science",
        "transport",
        "countryside",
        "health",
        "schools",
        "commerce",
        "airandwater",
        "figures",
    ),
    "work report": ("province", "gwr2017", "gwr2020"),
    "plan": ("fiveyearplan", "plenum"),
    "diplomacy": ("briefing", "spokesman"),
    "law": ("consumerlaw", "acts"),
    "finance": ("authority", "island", "reserve"),
    "accounts": ("economy", "listedcompany"),
    "documentation": ("animation", "library"),
    "news": ("newswire", "features"),
}
# Rows looked at for each term that there is, as where 250 rows are read for 200 terms.
ROWS_A_TERM = 1.25


# Whole texts that teach, in the curve; the reports, known in part, teach unless theirs is judged.
CURVE = (2, 4, 8, 16, 99)


def kind_of(text: Taught) -> str:
    return next((kind for kind, names in GENRES.items() if text.name in names), text.name)


def share_found(text: Taught, keys, rows, model) -> float:
    """Share of a text's terms in its first rows, before the page's rules."""
    trees, prior = model
    order = boosting.predict(trees, rows) + rows @ prior
    order += rows[:, ranking.TERM_FEATURES.index("pair_probability")]
    order += 0.4 * rows[:, termhood.COLUMN["log_count"]]
    first = np.argsort(-order, kind="stable")[: int(ROWS_A_TERM * len(text.terms))]
    return len({keys[row] for row in first.tolist()} & set(text.terms)) / len(text.terms)


def print_by_genre(texts: Sequence[Taught], keys, sets) -> None:
    """Share of each text's terms in the first rows, by trees that its genre did not teach."""
    found = []
    for kind in dict.fromkeys(map(kind_of, texts)):
        if all(text.terms is not text.renderings for text in texts if kind_of(text) == kind):
            continue
        model = grow([own for text, own in zip(texts, sets, strict=True) if kind_of(text) != kind])
        for text, own_keys, (rows, _) in zip(texts, keys, sets, strict=True):
            if kind_of(text) == kind and text.terms is text.renderings:
                found.append(share_found(text, own_keys, rows, model))
                print(f"{kind}: {text.name} {found[-1]:.3f}", flush=True)
    print(f"mean of {len(found)} texts: {np.mean(found):.3f}")


def print_curve(texts: Sequence[Taught], keys, sets) -> None:
    """Mean share in the first rows over four folds of genres, by how many whole texts taught."""
    whole = [text.terms is text.renderings for text in texts]
    kinds = list(dict.fromkeys(map(kind_of, texts)))
    fold = [kinds.index(kind_of(text)) % 4 for text in texts]
    for most in CURVE:
        found, taught = [], []
        for judged in range(4):
            others = [number for number in range(len(texts)) if fold[number] != judged]
            may = [number for number in others if whole[number]]
            # Spread over the texts in their order, so that few texts are of many genres.
            few = may if most >= len(may) else [may[len(may) * i // most] for i in range(most)]
            model = grow([sets[number] for number in others if number in few or not whole[number]])
            taught.append(len(few))
            found += [
                share_found(text, keys[number], sets[number][0], model)
                for number, text in enumerate(texts)
                if fold[number] == judged and whole[number]
            ]
        print(f"{np.mean(taught):.0f} texts taught: {np.mean(found):.3f}", flush=True)


def told_by(texts: list[Taught]) -> Iterator[str]:
    """All that taught: the texts, their terms and renderings."""
    for text in texts:
        for zh, en in text.pairs:
            yield from (zh, en)
        yield from sorted(text.terms)
        for term, keys in sorted(text.renderings.items()):
            yield from (term, *sorted(keys))


TAUGHT_BY = (
    "the sample of duizhao",
    "thirty made-up texts in scripts/taught (all taught term, eighteen of them gate, five of them"
    " pair, worth and place)",
    "the tagger of glossary/data/tagger.npz (features of gate and term)",
    "official government work reports with scripts/taught/report_terms.txt (gate, term)",
    "the same with scripts/taught/report_pairs.tsv (pair, worth, place)",
)
GATE_PRIOR = {"whole_phrase": 1.5, "named_tail": 1.0}
# A prior of ours, since the texts that teach have no background; measured in docs/terms.md.
TERM_PRIOR = {"background": -0.4}
# … and since clauses and cut phrases are few among what they put near the top.
TERM_PRIOR |= {
    "titled_name": -3.0, "adverbs": -1.0, "inner_claim": -1.0, "seldom_start": -0.7,
    "seldom_end": -0.7, "stub_before": -0.7, "stub_after": -0.7, "pair_modifier_end": -0.7,
    "pair_verb_start": -0.7, "pair_participle_end": -0.7, "pair_inner_verbs": -0.7, "quoted": 0.7,
}  # fmt: skip
TREES, DEPTH, RATE = 200, 4, 0.2
# Candidates that are no terms are plenty: a tree sees one of three.
EVERY = 3


def grow(part):
    """Trees over the features of some texts, and the weights of what they are not asked."""
    names = ranking.TERM_FEATURES
    directions = [(n in SPEAKS_FOR) - (n in SPEAKS_AGAINST) for n in names]
    prior = np.array([TERM_PRIOR.get(name, 0.0) for name in names])
    x, y, weight = term_data(part)
    grown = boosting.boost(
        x,
        y,
        weight,
        directions,
        trees=TREES,
        depth=DEPTH,
        rate=RATE,
        offset=x @ prior,
        every=EVERY,
    )
    return grown, prior


def learn_terms(sets, whole: int) -> dict[str, dict]:
    """What a term is, calibrated by trees that have not seen the text.

    Every term is known of the first ``whole`` texts.
    """
    names = ranking.TERM_FEATURES
    # Of two halves of those texts each is judged by the other.
    scores, labels = [], []
    for half in range(2):
        is_judged = [number < whole and number % 2 == half for number in range(len(sets))]
        unjudged = [part for part, judged in zip(sets, is_judged, strict=True) if not judged]
        trees, prior = grow(unjudged)
        for (unseen, truth), judged in zip(sets, is_judged, strict=True):
            if judged:
                scores.append(boosting.predict(trees, unseen) + unseen @ prior)
                labels.append(truth)
    scale, shift = platt(np.concatenate(scores), np.concatenate(labels))
    print(f"terms: Platt {scale:.2f} {shift:+.2f}")
    (intercept, trees), _ = grow(sets)
    return {
        "term": cards.trees(
            names,
            trees,
            intercept=scale * intercept + shift,
            scale=scale,
            prior={name: round(scale * nats, 3) for name, nats in TERM_PRIOR.items()},
        )
    }


if __name__ == "__main__":
    main()

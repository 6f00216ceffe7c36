#!/usr/bin/env python3
# ruff: noqa: E402
"""Learn the aligner's weights from hand-aligned documents, and show how well they do.

    scripts/learn_alignment.py FOLDER... [--encoder NAME] [--write] [--fold-weights FOLDER]

A FOLDER holds ``NAME.zh``, ``NAME.en`` (a segment a line) and ``NAME.gold`` (index lists);
our own documents with gold are always learned from too. Every document is also shown with parts
deleted, with paragraphs drawn in, and with both, so that the weights know gaps and layout.

The table is cross-validated: each document is aligned with weights learned from the others.
Its columns are strict F1 as in Vecalign with its standard error over documents, recall of
beads with several segments on both sides, and null beads right / given / wanted. Documents
with parts deleted at random are drawn three times. Without ``--write`` nothing is changed.

``--without`` leaves groups of features out (``meaning,first:topic``), to see what they bring.
``--fold-weights`` keeps for each document the weights learned from the others, with which
``scripts/evaluate_alignment.py`` measures the whole aligner.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from align.judging.calibration import calibrate
from align.lattice.beads import BEAD_KINDS, kinds_up_to
from align.lattice.candidates import (
    Candidates,
    bead_probabilities,
    best_path,
    gather,
    likely_spans,
    pool_null_beads,
)
from align.lattice.coarse import draw_band, find_matches, heaviest_chain
from align.lattice.evidence import describe, recall_first_stage
from align.lattice.features import Pair, make_pair
from align.lattice.grid import (
    FEATURES,
    Grid,
    backward,
    forward,
    grid_features,
    lay_grid,
    possible,
    posteriors,
)
from align.lattice.model import FIRST_FEATURES
from align.lattice.regions import PRUNE_BELOW, best_grid_path
from align.pairing import length_ratio
from align.reading.sides import read_side
from align.reading.similarity import WordSimilarity
from corpora.language.encoders import encoder_names, load_encoder
from corpora.language.encoders.base import PieceSums, SpanEncoder
from corpora.language.lexicon import load_lexicon
from corpora.language.words import WordReader
from scripts.learn import cards
from scripts.learn.fitting import isotonic, straighten
from scripts.learn.lessons import (
    KIND_AT,
    OWN_NAMES,
    Beads,
    Lesson,
    allowed_beads,
    make_variant,
    read_lessons,
)

Vector = NDArray[np.float64]
CARDS = ROOT / "align" / "data"
# Penalties of the squared weights, features unscaled.
FIRST_L2, SECOND_L2 = 0.5, 3.0
FIRST_VARIANTS = ("plain", "layout en10", "en page", "zh page")
VARIANTS = ("plain", "en10", "en page", "zh10", "zh page", "layout", "layout en10")
# What is measured, and calibration learned from: other draws (after #) and damage too.
MEASURED = (
    *VARIANTS, "en10#2", "en10#3", "zh10#2", "zh10#3", "en3", "zh3", "layout zh10",
)  # fmt: skip


# --- the first stage ---------------------------------------------------------------------------


class Remembering:
    """An encoder that reads no text twice: variants repeat nearly everything."""

    def __init__(self, encoder: SpanEncoder) -> None:
        self._encoder = encoder
        self.name, self.dimensions = encoder.name, encoder.dimensions
        self.head = encoder.head
        self._known: dict[tuple[str, ...], tuple[NDArray[np.float32], ...]] = {}
        self._words: dict[str, NDArray[np.float32]] = {}
        self._edge = 0.0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Encoder``."""
        new = [text for text in dict.fromkeys(texts) if text not in self._words]
        self._words.update(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._words[text] for text in texts])

    def encode_pieces(self, texts: Sequence[Sequence[str]]) -> PieceSums:
        """See ``SpanEncoder``."""
        new = [text for text in dict.fromkeys(map(tuple, texts)) if text not in self._known]
        read = self._encoder.encode_pieces(new)
        self._edge = read.edge_tokens
        at = 0
        for index, text in enumerate(new):
            part = slice(at, at + len(text))
            self._known[text] = (
                read.pieces[part],
                read.tokens[part],
                read.starts[index],
                read.ends[index],
            )
            at = part.stop
        parts = [self._known[tuple(text)] for text in texts]
        return PieceSums(
            pieces=np.concatenate([part[0] for part in parts]),
            tokens=np.concatenate([part[1] for part in parts]),
            starts=np.stack([part[2] for part in parts]),
            ends=np.stack([part[3] for part in parts]),
            edge_tokens=self._edge,
        )


@dataclass
class FirstStage:
    """A lesson laid out for the first stage."""

    lesson: Lesson
    pair: Pair
    grid: Grid
    features: dict[str, NDArray[np.float32]]
    gold: tuple[NDArray[np.int64], NDArray[np.int64]]
    end: int
    table: NDArray[np.float32] = field(init=False)

    def __post_init__(self) -> None:
        self.table = (
            np.stack([self.features[name] for name in FEATURES])
            .astype(np.float16)
            .astype(np.float32)
        )

    def scores(self, weights: Vector) -> NDArray[np.float32]:
        """Scores of all steps."""
        count = len(FEATURES)
        scores = np.tensordot(weights[:count].astype(np.float32), self.table, 1)
        scores += weights[count:, None].astype(np.float32)
        return possible(self.grid, scores)

    def probabilities(
        self, weights: Vector
    ) -> tuple[NDArray[np.float64], float, NDArray[np.float32]]:
        """(probabilities of all steps, log of the total, scores)."""
        scores = self.scores(weights)
        border = np.full(len(self.grid.row), -1e9)
        border[self.grid.node(0, 0)] = 0.0
        alpha = forward(self.grid, scores, border)
        border = np.full(len(self.grid.row), -1e9)
        border[self.end] = 0.0
        beta = backward(self.grid, scores, border)
        total = float(alpha[self.end])
        return posteriors(self.grid, scores, alpha, beta, total), total, scores


def lay_out(lesson: Lesson, encoder: SpanEncoder | None, reader: WordReader) -> FirstStage:
    """Everything up to the features of the first stage; the band is made to hold the gold."""
    z = read_side(
        lesson.texts_z, chinese=True, marks=lesson.marks_z, reader=reader, encoder=encoder
    )
    e = read_side(
        lesson.texts_e, chinese=False, marks=lesson.marks_e, reader=reader, encoder=encoder
    )
    matches = find_matches(z, e)
    chain = heaviest_chain(matches)
    band = draw_band(
        list(zip(matches.rows[chain].tolist(), matches.columns[chain].tolist(), strict=True)),
        len(z),
        len(e),
    )
    gold = allowed_beads(lesson.beads)
    for _, row, _, column in gold:
        band.low[row], band.high[row] = min(band.low[row], column), max(band.high[row], column)
    grid = lay_grid(band, 0, len(z), 0, kinds_up_to(7))
    pair = make_pair(z, e, encoder=encoder, ratio=length_ratio(z, e, matches))
    return FirstStage(
        lesson=lesson, pair=pair, grid=grid,
        features=grid_features(grid, z, e, encoder, pair.ratio),
        gold=(
            np.array([KIND_AT[b - a, d - c] for a, b, c, d in gold]),
            np.array([grid.node(b, d) for _, b, _, d in gold]),
        ),
        end=grid.node(len(z), len(e)),
    )  # fmt: skip


def fit_first(stages: Sequence[FirstStage], begin: Vector | None, rounds: int) -> Vector:
    """Weights of the first stage."""
    count = len(FEATURES)

    def loss(weights: Vector) -> tuple[float, Vector]:
        value, slope = 0.0, np.zeros_like(weights)
        for stage in stages:
            probability, total, scores = stage.probabilities(weights)
            kind, node = stage.gold
            value += total - float(scores[kind, node].sum())
            slope[:count] += np.einsum("fkn,kn->f", stage.table, probability.astype(np.float32))
            slope[:count] -= stage.table[:, kind, node].sum(axis=1)
            slope[count:] += probability.sum(axis=1) - np.bincount(kind, minlength=len(BEAD_KINDS))
        return value + FIRST_L2 * float(weights @ weights), slope + 2 * FIRST_L2 * weights

    start = np.zeros(len(FIRST_FEATURES)) if begin is None else begin
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds}).x


# --- the second stage --------------------------------------------------------------------------


@dataclass
class SecondStage:
    """A lesson's likely beads with their columns."""

    lesson: Lesson
    candidates: Candidates
    allowed: NDArray[np.bool_]
    names: list[str]
    table: Vector
    gold: NDArray[np.int64]
    found: Beads = field(default_factory=list)

    @property
    def end(self) -> int:
        """The last node."""
        return len(self.candidates.nodes) - 1


def prune(stage: FirstStage, weights: Vector, without: Sequence[str] = ()) -> SecondStage:
    """What the first stage leaves over, and the gold, which is barred when decoding.

    Columns whose names begin as one of ``without`` are left out.
    """
    probability, _, _ = stage.probabilities(weights)
    likely = likely_spans(stage.grid, probability, PRUNE_BELOW)
    gold = allowed_beads(stage.lesson.beads)
    candidates = gather(np.concatenate([likely, np.array(gold)]))
    spans = list(
        map(
            tuple,
            np.stack([candidates.z0, candidates.z1, candidates.e0, candidates.e1], 1).tolist(),
        )
    )
    seen = set(map(tuple, likely.tolist()))
    wanted = set(gold)
    words = WordSimilarity(stage.pair.z, stage.pair.e, stage.pair.encoder)
    columns = {
        name: values
        for name, values in describe(
            candidates,
            stage.pair,
            words,
            recall_first_stage(candidates, stage.grid, stage.features),
        ).items()
        if not name.startswith(tuple(without))
    }
    return SecondStage(
        lesson=stage.lesson, candidates=candidates,
        allowed=np.array([span in seen for span in spans]),
        names=list(columns),
        table=np.stack(list(columns.values()), axis=1).astype(np.float64),
        gold=np.array([index for index, span in enumerate(spans) if span in wanted]),
    )  # fmt: skip


def fit_second(stages: Sequence[SecondStage], begin: Vector | None, rounds: int) -> Vector:
    """Weights of the second stage."""

    def loss(weights: Vector) -> tuple[float, Vector]:
        value, slope = 0.0, np.zeros_like(weights)
        for stage in stages:
            scores = stage.table @ weights
            probability, total = bead_probabilities(stage.candidates, scores, 0, {stage.end: 0.0})
            value += total - float(scores[stage.gold].sum())
            slope += probability @ stage.table - stage.table[stage.gold].sum(axis=0)
        return value + SECOND_L2 * float(weights @ weights), slope + 2 * SECOND_L2 * weights

    start = np.zeros(stages[0].table.shape[1]) if begin is None else begin
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds}).x


def decode(stage: SecondStage, weights: Vector) -> tuple[Beads, list[float]]:
    """Beads of the best path and their probabilities."""
    scores = np.where(stage.allowed, stage.table @ weights, -1e6)
    c = stage.candidates
    path = best_path(c, scores, 0, stage.end)
    probability, _ = bead_probabilities(c, scores, 0, {stage.end: 0.0})
    probability = pool_null_beads(c, probability)
    return [(int(c.z0[k]), int(c.z1[k]), int(c.e0[k]), int(c.e1[k])) for k in path], probability[
        path
    ].tolist()


# --- counting ----------------------------------------------------------------------------------


def single_nulls(beads: Beads) -> set[tuple[int, int, int, int]]:
    """Beads with null beads cut into single segments, wherever on the other side they stand."""
    spans = set()
    for a, b, c, d in beads:
        if a == b:
            spans |= {(0, 0, k, k + 1) for k in range(c, d)}
        elif c == d:
            spans |= {(k, k + 1, 0, 0) for k in range(a, b)}
        else:
            spans.add((a, b, c, d))
    return spans


def count(found: Beads, wanted: Beads) -> Vector:
    """Right, given; full right, wanted; n-m right, wanted; null beads right, given, wanted."""
    system, gold = single_nulls(found), single_nulls(wanted)
    both = system & gold

    def full(spans: set[tuple[int, int, int, int]]) -> int:
        return sum(a < b and c < d for a, b, c, d in spans)

    def many(spans: set[tuple[int, int, int, int]]) -> int:
        return sum(b - a > 1 and d - c > 1 for a, b, c, d in spans)

    return np.array([
        len(both), len(system), full(both), full(gold), many(both), many(gold),
        len(both) - full(both), len(system) - full(system), len(gold) - full(gold),
    ], float)  # fmt: skip


def strict_f1(counts: Vector) -> float:
    """Strict F1 from ``count``."""
    precision, recall = counts[0] / max(counts[1], 1), counts[2] / max(counts[3], 1)
    return 2 * precision * recall / max(precision + recall, 1e-9)


def line(name: str, counts: Sequence[Vector]) -> str:
    """A row of the table, from the counts of its documents; the error is a bootstrap's."""
    total = np.sum(counts, axis=0)
    draws = np.random.default_rng(0).integers(0, len(counts), (500, len(counts)))
    error = np.std([strict_f1(np.sum([counts[n] for n in draw], axis=0)) for draw in draws])
    many, nulls = total[4:6].astype(int), total[6:9].astype(int)
    precision, recall = nulls[0] / max(nulls[1], 1), nulls[0] / max(nulls[2], 1)
    return (
        f"{name:16} F1 {strict_f1(total):.4f} ± {error:.4f}   n-m {many[0]}/{many[1]}   "
        f"null {nulls[0]}/{nulls[1]}/{nulls[2]} = P {precision:.3f} R {recall:.3f}"
    )


def report_calibration(name: str, pairs: Sequence[tuple[float, bool]]) -> None:
    """The expected calibration error over 15 bins of equal width, and accuracy from .95 on."""
    found = calibrate([pair[0] for pair in pairs], [pair[1] for pair in pairs])
    print(
        f"{name:16} calibration error {found.error:.4f}   from .95: {found.sure_accuracy:.4f} "
        f"right of {found.sure_count} in {found.count}"
    )


# --- the whole lesson --------------------------------------------------------------------------


def main() -> None:
    """Read, learn with cross-validation, print the table, and write the weights if told to."""
    arguments = _arguments()
    began = time.time()
    loaded = load_encoder(arguments.encoder)
    encoder = None if loaded is None else Remembering(loaded)
    reader = WordReader(load_lexicon())
    lessons = read_lessons(arguments.folders)
    stages = {
        (number, kind): lay_out(make_variant(lesson, kind, 1000 + number), encoder, reader)
        for number, lesson in enumerate(lessons)
        for kind in MEASURED
    }
    print(f"laid out {len(stages)} documents in {time.time() - began:.0f} s", flush=True)
    without = tuple(arguments.without.split(",")) if arguments.without else ()
    firsts, tables = learn_first(stages, len(lessons), without)
    print(f"first stage learned in {time.time() - began:.0f} s", flush=True)
    seconds, sureness = learn_second(tables, len(lessons))
    report(tables, sureness)
    names = next(iter(tables.values())).names
    for fold in [None, *range(len(lessons))]:
        pairs = [pair for (n, _), found in sureness.items() if n != fold for pair in found]
        first = dict(zip(FIRST_FEATURES, firsts[fold], strict=True))
        second = dict(zip(names, seconds[fold], strict=True))
        models = {
            "first": cards.linear(first, digits=4),
            "second": cards.linear(second, digits=4, calibration=isotonic(pairs)),
        }
        taught_by = [lesson for n, lesson in enumerate(lessons) if n != fold]
        if fold is not None and arguments.fold_weights:
            path = arguments.fold_weights / f"{lessons[fold].name}.{arguments.encoder}.json"
            write_weights(path, arguments.encoder, taught_by, models)
        elif fold is None and arguments.write:
            path = CARDS / f"pairing.{arguments.encoder}.json"
            write_weights(path, arguments.encoder, taught_by, models)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--encoder", default="use", choices=encoder_names())
    parser.add_argument("--without", default="", help="groups of features to leave out")
    parser.add_argument("--write", action="store_true", help="write align/data/pairing.*.json")
    parser.add_argument(
        "--fold-weights", type=Path, help="a folder for the weights learned without each document"
    )
    return parser.parse_args()


Folds = dict[int | None, Vector]


def learn_first(
    stages: dict[tuple[int, str], FirstStage], folds: int, without: Sequence[str]
) -> tuple[Folds, dict[tuple[int, str], SecondStage]]:
    """Weights of the first stage without each document and (under ``None``) from all, and each
    document as weights of the others prune it.
    """

    def shown(fold: int | None) -> list[FirstStage]:
        return [stages[n, kind] for n, kind in stages if n != fold and kind in FIRST_VARIANTS]

    weights: Folds = {None: fit_first(shown(None), None, 30)}
    tables: dict[tuple[int, str], SecondStage] = {}
    for fold in range(folds):
        weights[fold] = fit_first(shown(fold), weights[None], 5)
        for kind in MEASURED:
            tables[fold, kind] = prune(stages[fold, kind], weights[fold], without)
    pruned = sum(int((~table.allowed[table.gold]).sum()) for table in tables.values())
    beads = sum(len(table.candidates) for table in tables.values())
    segments = sum(
        len(table.lesson.texts_z) + len(table.lesson.texts_e) for table in tables.values()
    )
    print(f"{beads / segments:.2f} beads a segment go on; {pruned} gold beads do not")
    report_fast(stages, weights)
    return weights, tables


def report_fast(stages: dict[tuple[int, str], FirstStage], weights: Folds) -> None:
    """What the first stage alone reaches."""
    counts = []
    for (fold, kind), stage in stages.items():
        if kind == "plain" and stage.lesson.name not in OWN_NAMES:
            scores, end = stage.scores(weights[fold]), (stage.grid.row[-1], stage.grid.column[-1])
            found = best_grid_path(stage.grid, scores, (0, 0), (int(end[0]), int(end[1])))
            counts.append(
                count([(a, b, c, d) for a, b, c, d in found.tolist()], stage.lesson.beads)
            )
    if counts:
        print(line("plain, fast", counts))


def learn_second(
    tables: dict[tuple[int, str], SecondStage], folds: int
) -> tuple[Folds, dict[tuple[int, str], list[tuple[float, bool]]]]:
    """Weights of the second stage without each document and (under ``None``) from all, and the
    probabilities of the beads that each document gets from the others' weights, right or not.
    """
    weights: Folds = {}
    sureness: dict[tuple[int, str], list[tuple[float, bool]]] = {}
    begin: Vector | None = None
    for fold in [*range(folds), None]:
        shown = [t for (n, kind), t in tables.items() if n != fold and kind in VARIANTS]
        begin = weights[fold] = fit_second(
            shown, begin, 60 if begin is None or fold is None else 30
        )
        for kind in MEASURED if fold is not None else ():
            stage = tables[fold, kind]
            stage.found, probability = decode(stage, begin)
            gold = single_nulls(stage.lesson.beads)
            sureness[fold, kind] = [
                (p, single_nulls([bead]) <= gold)
                for p, bead in zip(probability, stage.found, strict=True)
            ]
    return weights, sureness


def report(
    tables: dict[tuple[int, str], SecondStage],
    sureness: dict[tuple[int, str], list[tuple[float, bool]]],
) -> None:
    """Print the table, and how well each document's confidence fits, straightened by the others."""
    counts: dict[str, list[Vector]] = {}
    straight: dict[str, list[tuple[float, bool]]] = {}
    for (fold, kind), stage in tables.items():
        own = "own " if stage.lesson.name in OWN_NAMES else ""
        name = own + kind.partition("#")[0]
        counts.setdefault(name, []).append(count(stage.found, stage.lesson.beads))
        others = [pair for (n, _), found in sureness.items() if n != fold for pair in found]
        points = isotonic(others)
        straight.setdefault(name, []).extend(
            (straighten(points, p), right) for p, right in sureness[fold, kind]
        )
    for name, documents in counts.items():
        print(line(name, documents))
    for name, pairs in straight.items():
        report_calibration(name, pairs)


def write_weights(
    path: Path, encoder: str, taught_by: Sequence[Lesson], models: dict[str, dict[str, Any]]
) -> None:
    """The card of one encoder's weights."""
    cards.write_card(
        path,
        about="the pairing of segments",
        encoder=encoder,
        script="scripts/learn_alignment.py",
        taught_by=[lesson.name for lesson in taught_by],
        data=cards.hash_of(
            text
            for lesson in taught_by
            for text in (*lesson.texts_z, *lesson.texts_e, str(lesson.beads))
        ),
        models=models,
    )


if __name__ == "__main__":
    main()

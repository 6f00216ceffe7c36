#!/usr/bin/env python3
# ruff: noqa: E402
"""Learn the aligner's weights from hand-aligned documents, and show how well they do.

    scripts/learn_alignment.py FOLDER... [--encoder use|none] [--write]

A FOLDER holds ``NAME.zh``, ``NAME.en`` (a segment a line) and ``NAME.gold`` (index lists);
our own documents with gold are always learned from too. Every document is also shown with parts
deleted, with paragraphs drawn in, and with both, so that the weights know gaps and layout.

The table is cross-validated: each document is aligned with weights learned from the others.
Its columns are strict F1 as in Vecalign, recall of beads with several segments on both
sides, and null beads right / given / wanted. Without ``--write`` nothing is changed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from align.beads import BEAD_KINDS, kinds_up_to
from align.candidates import (
    Candidates,
    bead_probabilities,
    best_path,
    gather,
    likely_spans,
    pool_null_beads,
)
from align.coarse import draw_band, find_matches, heaviest_chain
from align.encoders import PieceSums, SpanEncoder, load_encoder
from align.evidence import describe
from align.features import Pair, make_pair
from align.gold import read_gold
from align.grid import (
    FEATURES,
    Grid,
    backward,
    forward,
    grid_features,
    lay_grid,
    possible,
    posteriors,
)
from align.lexicon import load_lexicon
from align.pairing import length_ratio
from align.regions import PRUNE_BELOW
from align.sides import Marks, no_marks, read_marks, read_side
from align.similarity import WordSimilarity
from align.words import WordReader
from corpora.reading import read_document

Beads = list[tuple[int, int, int, int]]
Vector = NDArray[np.float64]
OWN = (
    ROOT / "corpora" / "samples" / "presser",
    ROOT / "tests" / "gold" / "authority",
    ROOT / "tests" / "gold" / "ferry",
)
KIND_AT = {kind: index for index, kind in enumerate(BEAD_KINDS)}
FIRST_NAMES = [*FEATURES, *(f"{a}-{b}" for a, b in BEAD_KINDS)]
# Penalties of the squared weights, features unscaled.
FIRST_L2, SECOND_L2 = 0.5, 3.0
FIRST_VARIANTS = ("plain", "layout en10", "en page", "zh page")
VARIANTS = ("plain", "en10", "en page", "zh10", "zh page", "layout", "layout en10")


@dataclass
class Lesson:
    """A document with its gold, or one of its variants."""

    name: str
    texts_z: list[str]
    texts_e: list[str]
    marks_z: Marks
    marks_e: Marks
    beads: Beads


# --- documents and their variants --------------------------------------------------------------


def read_lessons(folders: Sequence[Path]) -> list[Lesson]:
    """All documents with gold in the folders, and our own."""
    lessons = []
    for folder in folders:
        for path in sorted(folder.glob("*.gold")):
            z = path.with_suffix(".zh").read_text("utf-8").splitlines()
            e = path.with_suffix(".en").read_text("utf-8").splitlines()
            beads = to_spans(read_gold(path).beads)
            lessons.append(Lesson(path.stem, z, e, no_marks(len(z)), no_marks(len(e)), beads))
    return [*lessons, *map(read_own, OWN)]


def to_spans(beads: Iterable[tuple[tuple[int, ...], tuple[int, ...]]]) -> Beads:
    """Index lists as spans; they must be in order and without gaps."""
    spans, i, j = [], 0, 0
    for source, target in beads:
        spans.append((i, i + len(source), j, j + len(target)))
        i, j = i + len(source), j + len(target)
    return spans


def read_own(prefix: Path) -> Lesson:
    """A document of our own with its gold, its layout too where it is segmented as in the gold."""
    gold = [
        json.loads(row) for row in prefix.with_suffix(".gold.jsonl").read_text("utf-8").splitlines()
    ]
    z, e = (read_document(prefix.with_suffix(f".{language}.txt")) for language in ("zh", "en"))
    texts_z = [text for bead in gold for text in bead["source"]]
    texts_e = [text for bead in gold for text in bead["target"]]
    numbered: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
        (tuple(range(len(bead["source"]))), tuple(range(len(bead["target"])))) for bead in gold
    ]
    same = [s.text for s in z.segments] == texts_z and [s.text for s in e.segments] == texts_e
    return Lesson(
        name=prefix.name,
        texts_z=texts_z,
        texts_e=texts_e,
        marks_z=read_marks(z) if same else no_marks(len(texts_z)),
        marks_e=read_marks(e) if same else no_marks(len(texts_e)),
        beads=to_spans(numbered),
    )


def make_variant(lesson: Lesson, kind: str, seed: int) -> Lesson:
    """A copy with parts deleted or layout drawn in, as ``kind`` says."""
    rng = np.random.default_rng(seed)
    if kind.startswith("layout") and not lesson.marks_z.paragraph.any():
        lesson = draw_layout(lesson, rng)
    n, m = len(lesson.texts_z), len(lesson.texts_e)
    keep_z, keep_e = np.ones(n, bool), np.ones(m, bool)
    if kind.endswith("en10"):
        keep_e[rng.choice(m, m // 10, replace=False)] = False
    elif kind.endswith("zh10"):
        keep_z[rng.choice(n, n // 10, replace=False)] = False
    elif kind == "en page":
        page = min(25, m // 6)
        start = rng.integers(0, m - page)
        keep_e[start : start + page] = False
    elif kind == "zh page":
        page = min(15, n // 6)
        start = rng.integers(0, n - page)
        keep_z[start : start + page] = False
    return delete(lesson, keep_z, keep_e)


def draw_layout(lesson: Lesson, rng: np.random.Generator) -> Lesson:
    """Paragraph breaks at a quarter of the beads' borders, seldom on one side; some are turns."""
    n, m = len(lesson.texts_z), len(lesson.texts_e)
    marks = {
        side: {"paragraph": np.zeros(size, bool), "turn": np.zeros(size, bool)}
        for side, size in (("z", n), ("e", m))
    }
    for _, z, _, e in lesson.beads[:-1]:
        if rng.random() < 0.25 and 0 < z < n and 0 < e < m:
            is_turn = rng.random() < 0.3
            for side, at in (("z", z), ("e", e)):
                if rng.random() > 0.04:
                    marks[side]["paragraph"][at] = True
                    marks[side]["turn"][at] = is_turn
    return replace(
        lesson,
        marks_z=replace(no_marks(n), **marks["z"]),
        marks_e=replace(no_marks(m), **marks["e"]),
    )


def delete(lesson: Lesson, keep_z: NDArray[np.bool_], keep_e: NDArray[np.bool_]) -> Lesson:
    """The lesson without some of its segments; a bead may lose a side, or vanish."""
    at_z = np.concatenate([[0], np.cumsum(keep_z)]).tolist()
    at_e = np.concatenate([[0], np.cumsum(keep_e)]).tolist()
    spans = [(at_z[a], at_z[b], at_e[c], at_e[d]) for a, b, c, d in lesson.beads]
    return Lesson(
        lesson.name,
        [text for text, keep in zip(lesson.texts_z, keep_z, strict=True) if keep],
        [text for text, keep in zip(lesson.texts_e, keep_e, strict=True) if keep],
        cut_marks(lesson.marks_z, keep_z),
        cut_marks(lesson.marks_e, keep_e),
        [(a, b, c, d) for a, b, c, d in spans if a < b or c < d],
    )


def cut_marks(marks: Marks, keep: NDArray[np.bool_]) -> Marks:
    """Layout without some segments; a break before a deleted segment moves to the next."""
    cut: dict[str, NDArray[np.bool_]] = {}
    for name in ("paragraph", "turn"):
        breaks = getattr(marks, name)
        total = np.cumsum(breaks)[keep]
        cut[name] = np.diff(total, prepend=total[:1]) > 0
    return Marks(
        paragraph=cut["paragraph"],
        turn=cut["turn"],
        heading=marks.heading[keep],
        speakers=marks.speakers[keep],
    )


def allowed_beads(beads: Beads) -> Beads:
    """Gold as the aligner can give it: null beads single, beads that are too large shortened."""
    spans: Beads = []
    for a, b, c, d in beads:
        while (b - a, d - c) not in KIND_AT:
            if d - c >= b - a:
                spans.append((b, b, d - 1, d))
                d -= 1
            else:
                spans.append((b - 1, b, d, d))
                b -= 1
        spans.append((a, b, c, d))
    return sorted(spans, key=lambda span: (span[1], span[3]))


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

    start = np.zeros(len(FIRST_NAMES)) if begin is None else begin
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

    @property
    def end(self) -> int:
        """The last node."""
        return len(self.candidates.nodes) - 1


def prune(stage: FirstStage, weights: Vector) -> SecondStage:
    """What the first stage leaves over, and the gold, which is barred when decoding."""
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
    columns = describe(candidates, stage.pair, words, stage.grid, stage.features)
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


def line(name: str, counts: Vector) -> str:
    """A row of the table."""
    many, nulls = counts[4:6].astype(int), counts[6:9].astype(int)
    return (
        f"{name:14} F1 {strict_f1(counts):.4f}   n-m {many[0]}/{many[1]}   "
        f"null {nulls[0]}/{nulls[1]}/{nulls[2]}"
    )


def fit_calibration(pairs: Sequence[tuple[float, bool]], points: int = 12) -> list[list[float]]:
    """Rising points (probability, share right) by isotonic regression over equal-sized groups."""
    ranked = sorted(pairs)
    groups = [part for part in np.array_split(np.array(ranked, float), points) if len(part)]
    merged = [[part[:, 0].sum(), part[:, 1].sum(), float(len(part))] for part in groups]
    index = 0
    while index + 1 < len(merged):
        if merged[index][1] / merged[index][2] >= merged[index + 1][1] / merged[index + 1][2]:
            tail = merged.pop(index + 1)
            merged[index] = [x + y for x, y in zip(merged[index], tail, strict=True)]
            index = max(0, index - 1)
        else:
            index += 1
    inner = [[round(p / n, 4), round(right / n, 4)] for p, right, n in merged]
    return [[0.0, 0.0], *inner, *([[1.0, max(inner[-1][1], 0.998)]] if inner[-1][0] < 1 else [])]


def report_calibration(pairs: Sequence[tuple[float, bool]]) -> None:
    """Accuracy by bucket, and the expected calibration error over ten equal-width buckets."""
    table = np.array(pairs, float)
    bucket = np.minimum((table[:, 0] * 10).astype(int), 9)
    error = sum(
        abs((table[bucket == b, 0] - table[bucket == b, 1]).sum()) for b in range(10)
    ) / len(table)
    print(f"calibration error {error:.4f}")
    for low, high in ((0.99, 1.1), (0.95, 0.99), (0.9, 0.95), (0.8, 0.9), (0.5, 0.8), (0.0, 0.5)):
        part = table[(table[:, 0] >= low) & (table[:, 0] < high)]
        if len(part):
            print(f"  from {low:.2f}: {len(part)} beads, {part[:, 1].mean():.3f} right")


# --- the whole lesson --------------------------------------------------------------------------


def main() -> None:
    """Read, learn with cross-validation, print the table, and write the weights if told to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--encoder", default="use", choices=("use", "none"))
    parser.add_argument("--write", action="store_true", help="write align/data/weights.json")
    parser.add_argument(
        "--keep", type=Path, help="keep the second stage's tables here (pickle), for experiments"
    )
    arguments = parser.parse_args()
    began = time.time()
    loaded = load_encoder(arguments.encoder)
    encoder = None if loaded is None else Remembering(loaded)
    reader = WordReader(load_lexicon())
    lessons = read_lessons(arguments.folders)
    stages = {
        (number, kind): lay_out(make_variant(lesson, kind, 1000 + number), encoder, reader)
        for number, lesson in enumerate(lessons)
        for kind in VARIANTS
    }
    print(f"laid out {len(stages)} documents in {time.time() - began:.0f} s", flush=True)
    first, tables = learn_first(stages, len(lessons))
    print(f"first stage learned in {time.time() - began:.0f} s", flush=True)
    if arguments.keep:
        import pickle

        arguments.keep.write_bytes(pickle.dumps((first, tables)))
    final, calibration = learn_second(tables, len(lessons))
    if arguments.write:
        names = next(iter(tables.values())).names
        write_weights(
            arguments.encoder, lessons,
            dict(zip(FIRST_NAMES, first, strict=True)),
            dict(zip(names, final, strict=True)), calibration,
        )  # fmt: skip


def learn_first(
    stages: dict[tuple[int, str], FirstStage], folds: int
) -> tuple[Vector, dict[tuple[int, str], SecondStage]]:
    """Weights of the first stage, and each document as weights of the others prune it."""

    def shown(fold: int | None) -> list[FirstStage]:
        return [stages[n, kind] for n, kind in stages if n != fold and kind in FIRST_VARIANTS]

    everything = fit_first(shown(None), None, 30)
    tables: dict[tuple[int, str], SecondStage] = {}
    for fold in range(folds):
        weights = fit_first(shown(fold), everything, 5)
        for kind in VARIANTS:
            tables[fold, kind] = prune(stages[fold, kind], weights)
    pruned = sum(int((~table.allowed[table.gold]).sum()) for table in tables.values())
    beads = sum(len(table.candidates) for table in tables.values())
    segments = sum(
        len(table.lesson.texts_z) + len(table.lesson.texts_e) for table in tables.values()
    )
    print(f"{beads / segments:.2f} beads a segment go on; {pruned} gold beads do not")
    return everything, tables


def learn_second(
    tables: dict[tuple[int, str], SecondStage], folds: int
) -> tuple[Vector, list[list[float]]]:
    """Cross-validate, print the table, and return final weights and calibration."""
    totals: dict[str, Vector] = {}
    sureness: list[tuple[float, bool]] = []
    weights: Vector | None = None
    for fold in range(folds):
        weights = fit_second(
            [t for (n, _), t in tables.items() if n != fold], weights, 60 if weights is None else 30
        )
        for kind in VARIANTS:
            stage = tables[fold, kind]
            beads, probability = decode(stage, weights)
            counts = count(beads, stage.lesson.beads)
            name = f"own {kind}" if stage.lesson.name in {path.name for path in OWN} else kind
            totals[name] = totals.get(name, 0) + counts
            if kind in ("plain", "layout"):
                gold = single_nulls(stage.lesson.beads)
                sureness += [
                    (p, single_nulls([bead]) <= gold)
                    for p, bead in zip(probability, beads, strict=True)
                ]
    for name, counts in totals.items():
        print(line(name, counts))
    report_calibration(sureness)
    return fit_second(list(tables.values()), weights, 60), fit_calibration(sureness)


def write_weights(
    encoder: str, lessons: Sequence[Lesson], first: dict[str, float], second: dict[str, float],
    calibration: list[list[float]],
) -> None:  # fmt: skip
    """Replace one encoder's weights in the file, the other's kept."""
    path = ROOT / "align" / "data" / "weights.json"
    held = json.loads(path.read_text("utf-8")) if path.exists() else {"models": {}}
    held["learned_by"] = "scripts/learn_alignment.py"
    held["learned_from"] = [lesson.name for lesson in lessons]
    held["models"][encoder] = {
        "first": {name: round(float(value), 4) for name, value in first.items()},
        "second": {name: round(float(value), 4) for name, value in second.items()},
        "calibration": calibration,
    }
    path.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()

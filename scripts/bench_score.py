#!/usr/bin/env python3
"""What the scores are worth: against sacreBLEU on shuffled files, and against experts.

    scripts/bench_score.py ../shared/data/scoring

The folder holds ``src.zh``, ``refA.en``, one ``SYSTEM.en`` per system, and
``mqm_seg_scores.tsv`` (system, score, line counted from 1). Needs scipy.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from align.encoders import load_encoder
from quality.score.mending import estimate_adequacy, words_to_mend
from quality.score.overlap import OverlapMetric
from quality.score.resegment import resegment

METRICS = ("BLEU", "chrF")


def read_lines(path: Path) -> list[str]:
    """Lines as sacreBLEU reads them."""
    return [line.rstrip() for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def merge(lines: Sequence[str], rng: random.Random) -> list[str]:
    """Runs of one to five lines on one line."""
    pieces, start = [], 0
    while start < len(lines):
        size = rng.randint(1, 5)
        pieces.append(" ".join(lines[start : start + size]))
        start += size
    return pieces


def move(lines: Sequence[str], rng: random.Random) -> list[str]:
    """Every border moved by up to eight words."""
    words = [word for line in lines for word in line.split()]
    borders, total = [], 0
    for line in lines:
        total += len(line.split())
        borders.append(min(len(words), max(0, total + rng.randint(-8, 8))))
    cuts = [0, *sorted(borders[:-1]), len(words)]
    return [" ".join(words[a:b]) for a, b in pairwise(cuts)]


def split(lines: Sequence[str], rng: random.Random) -> list[str]:
    """Lines broken anywhere, at every fifteenth word or so."""
    pieces = []
    for line in lines:
        words = line.split()
        while words:
            size = rng.randint(8, 22)
            pieces.append(" ".join(words[:size]))
            words = words[size:]
    return pieces


SHUFFLES: dict[str, Callable[[Sequence[str], random.Random], list[str]]] = {
    "merged": merge,
    "moved": move,
    "split": split,
    "one line": lambda lines, rng: [" ".join(lines)],
}


def show_shuffled(systems: dict[str, list[str]], reference: list[str]) -> None:
    """How far scores of shuffled files lie from those of the files as they were."""
    print("| system | shuffled | Δ BLEU | Δ chrF | segments as they were | CPU s |")
    print("|---|---|---|---|---|---|")
    metrics = [OverlapMetric(m, language="en", references=[reference]) for m in METRICS]
    for name, lines in systems.items():
        true = [metric.corpus_score(metric.statistics(lines)) for metric in metrics]
        for how, shuffle in SHUFFLES.items():
            start = time.process_time()
            pieces = shuffle(lines, random.Random(17))  # noqa: S311
            anew = resegment(pieces, reference, language="en").segments
            seconds = time.process_time() - start
            found = [metric.corpus_score(metric.statistics(anew)) for metric in metrics]
            same = sum(one == other for one, other in zip(anew, lines, strict=True))
            deltas = " | ".join(f"{b - a:+.3f}" for a, b in zip(true, found, strict=True))
            print(f"| {name} | {how} | {deltas} | {same} of {len(lines)} | {seconds:.0f} |")


def read_experts(path: Path, names: Sequence[str]) -> tuple[list[int], np.ndarray]:
    """The lines every system was judged on, from 0, and the judgements; shape (n, systems)."""
    judged: dict[tuple[str, int], float] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        fields = line.split()
        if len(fields) == 3 and fields[1] != "None":
            judged[fields[0], int(fields[2]) - 1] = float(fields[1])
    lines = sorted({index for _, index in judged})
    kept = [index for index in lines if all((name, index) in judged for name in names)]
    return kept, np.array([[judged[name, index] for name in names] for index in kept])


def show_experts(systems: dict[str, list[str]], reference: list[str], source: list[str],
                 path: Path) -> None:  # fmt: skip
    """Rank correlation over segments with the experts' judgements, and its standard error."""
    names = list(systems)
    kept, experts = read_experts(path, names)
    encoder = load_encoder("use")
    if encoder is None:
        raise SystemExit("no encoder")
    scores: dict[str, list[Sequence[float]]] = {}
    for name in ("BLEU", "chrF", "chrF++"):
        metric = OverlapMetric(name, language="en", references=[reference])
        scores[name] = [metric.segment_scores(metric.statistics(t)) for t in systems.values()]
    mend = words_to_mend(list(systems.values()), [reference], language="en", encoder=encoder)
    scores["mend (reference)"] = [[-value for value in row] for row in mend]
    estimates = [
        estimate_adequacy(text, source, language="en", source_language="zh-Hans", encoder=encoder)
        for text in systems.values()
    ]
    scores["adequacy (no reference)"] = [one.score for one in estimates]
    scores["mend (no reference)"] = [[-value for value in one.mend] for one in estimates]
    scores["length of the translation alone"] = [
        [-len(line) for line in text] for text in systems.values()
    ]
    rng = np.random.default_rng(1)
    draws = [rng.integers(0, len(kept), len(kept)) for _ in range(200)]
    print(f"\n{len(kept)} lines x {len(names)} systems")
    print("| score | Spearman | standard error | within a line |")
    print("|---|---|---|---|")
    for name, rows in scores.items():
        table = np.array(rows).T[kept]
        drawn = [spearmanr(table[d].ravel(), experts[d].ravel())[0] for d in draws]
        inside = spearmanr(
            (table - table.mean(1, keepdims=True)).ravel(),
            (experts - experts.mean(1, keepdims=True)).ravel(),
        )[0]
        whole = spearmanr(table.ravel(), experts.ravel())[0]
        print(f"| {name} | {whole:.3f} | {np.std(drawn):.3f} | {inside:+.3f} |")
    order = [names[k] for k in np.argsort(-experts.mean(0))]
    print("\nsystems, the experts' best first:", ", ".join(order))
    for name, rows in scores.items():
        if "no reference" not in name and "alone" not in name:
            means = np.array(rows).T[kept].mean(0)
            print(f"  by mean {name}:", ", ".join(names[k] for k in np.argsort(-means)))


def show_planted(systems: dict[str, list[str]], source: list[str]) -> None:
    """Without a reference: how many spoilt lines are among as many least adequate ones."""
    encoder = load_encoder("use")
    if encoder is None:
        raise SystemExit("no encoder")
    rng = random.Random(5)  # noqa: S311
    name, lines = next(iter(systems.items()))
    long = [k for k, line in enumerate(lines) if len(line.split()) >= 12]
    chosen = rng.sample(long, len(lines) // 20)
    spoilt = {
        "another line's translation": lambda k: lines[(k + 7) % len(lines)],
        "left out": lambda k: "",
        "second half left out": lambda k: " ".join(lines[k].split()[: len(lines[k].split()) // 2]),
    }
    print(f"\n{len(chosen)} of {len(lines)} lines of {name} spoilt")
    for how, spoil in spoilt.items():
        text = list(lines)
        for k in chosen:
            text[k] = spoil(k)
        found = estimate_adequacy(
            text, source, language="en", source_language="zh-Hans", encoder=encoder
        )
        worst = sorted(range(len(text)), key=lambda k: found.score[k])[: len(chosen)]
        print(f"  {how}: {len(set(worst) & set(chosen)) / len(chosen):.2f} found")


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--skip-shuffled", action="store_true")
    arguments = parser.parse_args()
    reference = read_lines(arguments.folder / "refA.en")
    source = read_lines(arguments.folder / "src.zh")
    systems = {
        path.stem: read_lines(path)
        for path in sorted(arguments.folder.glob("*.en"))
        if path.stem != "refA"
    }
    if not arguments.skip_shuffled:
        show_shuffled(systems, reference)
    show_experts(systems, reference, source, arguments.folder / "mqm_seg_scores.tsv")
    show_planted(systems, source)


if __name__ == "__main__":
    main()

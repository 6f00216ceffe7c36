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
from itertools import combinations, pairwise, permutations
from pathlib import Path

import numpy as np
from scipy.stats import kendalltau, pearsonr, rankdata, spearmanr

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpora.language.encoders import load_encoder
from corpora.language.tools import Tools
from quality.score.mending import estimate_adequacy, words_to_mend
from quality.score.overlap import OverlapMetric
from quality.score.resegment import resegment

METRICS = ("BLEU", "chrF")


def read_lines(path: Path) -> list[str]:
    """Lines as sacreBLEU reads them."""
    return [line.rstrip() for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def words_of(line: str, between: str) -> list[str]:
    """Words, or the characters of a text without spaces."""
    return line.split() if between else list(line)


def merge(lines: Sequence[str], between: str, rng: random.Random) -> list[str]:
    """Runs of one to five lines on one line."""
    pieces, start = [], 0
    while start < len(lines):
        size = rng.randint(1, 5)
        pieces.append(between.join(lines[start : start + size]))
        start += size
    return pieces


def move(lines: Sequence[str], between: str, rng: random.Random) -> list[str]:
    """Every border moved by up to eight words."""
    words = [word for line in lines for word in words_of(line, between)]
    borders, total = [], 0
    for line in lines:
        total += len(words_of(line, between))
        borders.append(min(len(words), max(0, total + rng.randint(-8, 8))))
    cuts = [0, *sorted(borders[:-1]), len(words)]
    return [between.join(words[a:b]) for a, b in pairwise(cuts)]


def split(lines: Sequence[str], between: str, rng: random.Random) -> list[str]:
    """Lines broken anywhere, at every fifteenth word or so."""
    pieces = []
    for line in lines:
        words = words_of(line, between)
        while words:
            size = rng.randint(8, 22)
            pieces.append(between.join(words[:size]))
            words = words[size:]
    return pieces


def join(lines: Sequence[str], between: str, rng: random.Random) -> list[str]:
    """Everything on one line."""
    return [between.join(lines)]


SHUFFLES: dict[str, Callable[[Sequence[str], str, random.Random], list[str]]] = {
    "merged": merge,
    "moved": move,
    "split": split,
    "one line": join,
}


def spoil(lines: Sequence[str], between: str) -> list[str]:
    """A stand-in for a translation: words lost and replaced, clauses changed round."""
    rng = random.Random(23)  # noqa: S311
    comma = ", " if between else "，"
    vocabulary = [w for line in lines for w in words_of(line, between) if w.isalnum()]
    spoilt = []
    for line in lines:
        words = []
        for word in words_of(line, between):
            fate = rng.random() if word.isalnum() else 1.0
            if fate > 0.1:
                words.append(rng.choice(vocabulary) if fate < 0.25 else word)
        text = between.join(words)
        clauses = text[:-1].split(comma)
        if len(clauses) > 1 and rng.random() < 0.3:
            text = comma.join([*clauses[1:], clauses[0]]) + text[-1]
        spoilt.append(text)
    return spoilt


def show_shuffled(
    systems: dict[str, list[str]], reference: list[str], *, language: str = "en"
) -> None:
    """How far scores of shuffled files lie from those of the files as they were."""
    between = " " if language == "en" else ""
    metrics = [OverlapMetric(m, language=language, references=[reference]) for m in METRICS]
    for name, lines in systems.items():
        true = [metric.corpus_score(metric.statistics(lines)) for metric in metrics]
        for how, shuffle in SHUFFLES.items():
            start = time.process_time()
            pieces = shuffle(lines, between, random.Random(17))  # noqa: S311
            anew = resegment(pieces, reference, language=language).segments
            seconds = time.process_time() - start
            found = [metric.corpus_score(metric.statistics(anew)) for metric in metrics]
            same = sum(one == other for one, other in zip(anew, lines, strict=True))
            deltas = " | ".join(f"{b - a:+.3f}" for a, b in zip(true, found, strict=True))
            print(f"| {name} | {how} | {deltas} | {same} of {len(lines)} | {seconds:.0f} |")


def show_pairs(paths: Sequence[Path]) -> None:
    """The same for both sides of pairs (Chinese first) against spoilt copies of themselves."""
    for side, language in enumerate(("zh-Hans", "en")):
        lines = []
        for path in paths:
            rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
            lines += [row[side].strip() for row in rows if len(row) == 2 and all(row)]
        spoilt = spoil(lines, " " if language == "en" else "")
        show_shuffled({f"{paths[0].parent.name}, {language}": spoilt}, lines, language=language)


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


Scores = dict[str, np.ndarray]


def score_all(systems: dict[str, list[str]], reference: list[str], source: list[str]) -> Scores:
    """Every score of every line, higher better; shape (lines, systems) each."""
    encoder = load_encoder("use")
    if encoder is None:
        raise SystemExit("no encoder")
    texts = list(systems.values())
    rows: dict[str, list[Sequence[float]]] = {}
    for name in ("BLEU", "chrF", "chrF++", "TER"):
        metric = OverlapMetric(name, language="en", references=[reference])
        rows[name] = [metric.segment_scores(metric.statistics(text)) for text in texts]
    rows["mend"] = list(
        words_to_mend(texts, [reference], language="en", tools=Tools(encoder=encoder))
    )
    rows["length of the reference"] = [[len(line.split()) for line in reference]] * len(texts)
    estimates = [
        estimate_adequacy(
            text, source, language="en", source_language="zh-Hans", tools=Tools(encoder=encoder)
        )
        for text in texts
    ]
    rows["adequacy, no reference"] = [one.score for one in estimates]
    rows["mend, no reference"] = [one.mend for one in estimates]
    lower = ("TER", "mend", "length", "mend, no reference")
    return {
        name: np.array(row).T * (-1.0 if name.startswith(lower) else 1.0)
        for name, row in rows.items()
    }


def after_length(scores: np.ndarray, experts: np.ndarray, lengths: np.ndarray) -> float:
    """Spearman's correlation once what the length of the line explains is taken out of both."""
    ranks = [rankdata(table.ravel()) for table in (scores, experts, lengths)]
    line = np.stack([np.ones_like(ranks[2]), ranks[2]], axis=1)
    rest = [rank - line @ np.linalg.lstsq(line, rank, rcond=None)[0] for rank in ranks[:2]]
    return float(np.corrcoef(rest)[0, 1])


def within_line(scores: np.ndarray, experts: np.ndarray) -> float:
    """Of two translations of one line: pairs told apart rightly less wrongly, as a share."""
    pairs = list(combinations(range(scores.shape[1]), 2))
    signs = [
        (np.sign(scores[:, a] - scores[:, b]), np.sign(experts[:, a] - experts[:, b]))
        for a, b in pairs
    ]
    agree = sum(float((one * other).sum()) for one, other in signs)
    return agree / sum(int(np.count_nonzero(other)) for _, other in signs)


def agreements(scores: np.ndarray, experts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Spearman, Kendall and Pearson over all judgements, after length, within a line."""
    flat = scores.ravel(), experts.ravel()
    is_length = np.allclose(scores, -lengths)
    return np.array(
        [
            spearmanr(*flat)[0],
            kendalltau(*flat)[0],
            pearsonr(*flat)[0],
            0.0 if is_length else after_length(scores, experts, lengths),
            within_line(scores, experts),
        ]
    )


def show_experts(scores: Scores, experts: np.ndarray, kept: list[int]) -> None:
    """Agreement with the experts' judgements, whole, by halves, and against sentence chrF."""
    tables = {name: table[kept] for name, table in scores.items()}
    lengths = -tables["length of the reference"]
    rng = np.random.default_rng(1)
    draws = [rng.integers(0, len(kept), len(kept)) for _ in range(200)]
    half = len(kept) // 2
    parts = {"all": slice(None), "first half": slice(half), "second half": slice(half, None)}
    for part, rows in parts.items():
        print(f"\n{part}: {len(experts[rows])} lines x {experts.shape[1]} systems")
        print("| score | Spearman | Kendall | Pearson | after length | within a line |")
        print("|---|---|---|---|---|---|")
        for name, table in tables.items():
            found = agreements(table[rows], experts[rows], lengths[rows])
            print(f"| {name} | {' | '.join(f'{value:+.3f}' for value in found)} |")
    print("\nmore than chrF, and the standard error of that, by drawing lines anew")
    for name in ("chrF++", "TER", "mend"):
        more = np.array(
            [
                agreements(tables[name][d], experts[d], lengths[d])
                - agreements(tables["chrF"][d], experts[d], lengths[d])
                for d in draws
            ]
        )
        cells = zip(more.mean(0), more.std(0), strict=True)
        print(f"| {name} | {' | '.join(f'{mean:+.3f} ({se:.3f})' for mean, se in cells)} |")


def show_systems(names: list[str], scores: Scores, experts: np.ndarray, kept: list[int]) -> None:
    """Which system is better, how sure the experts are of it, and what the scores say."""
    rng = np.random.default_rng(1)
    draws = [rng.integers(0, len(kept), len(kept)) for _ in range(1000)]
    means = np.array([experts[d].mean(0) for d in draws])
    print("\n| better by the experts | than | by | standard error | share of draws |")
    print("|---|---|---|---|---|")
    for a, b in permutations(range(len(names)), 2):
        lead = means[:, a] - means[:, b]
        if experts.mean(0)[a] > experts.mean(0)[b]:
            share = float((lead > 0).mean())
            print(
                f"| {names[a]} | {names[b]} | {lead.mean():.2f} | {lead.std():.2f} | {share:.2f} |"
            )
    orders = {"experts": experts, **{name: table[kept] for name, table in scores.items()}}
    for name, table in orders.items():
        if "no reference" not in name and "length" not in name:
            order = np.argsort(-table.mean(0))
            print(f"by mean {name}:", ", ".join(names[k] for k in order))


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
            text, source, language="en", source_language="zh-Hans", tools=Tools(encoder=encoder)
        )
        worst = sorted(range(len(text)), key=lambda k: found.score[k])[: len(chosen)]
        print(f"  {how}: {len(set(worst) & set(chosen)) / len(chosen):.2f} found")


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=Path, nargs="*", help="TSV, Chinese and English")
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
        print("| text | shuffled | Δ BLEU | Δ chrF | segments as they were | CPU s |")
        print("|---|---|---|---|---|---|")
        show_shuffled(systems, reference)
        if arguments.pairs:
            show_pairs(arguments.pairs)
    kept, experts = read_experts(arguments.folder / "mqm_seg_scores.tsv", list(systems))
    scores = score_all(systems, reference, source)
    show_experts(scores, experts, kept)
    show_systems(list(systems), scores, experts, kept)
    show_planted(systems, source)


if __name__ == "__main__":
    main()

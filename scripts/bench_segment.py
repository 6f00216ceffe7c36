"""Compare our sentence boundaries with gold ones: precision, recall and F1 by set and language.

Usage: python scripts/bench_segment.py DATA [--show N]

DATA holds ``news/*.gold.tsv``, ``transcript/gold.tsv`` and ``literary/dev.*.{zh,en}``; gold
units of a document are joined into one paragraph, and boundaries compared by the number of
visible characters before them.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpora.segment import segment
from corpora.units import joiner


def documents(data: Path) -> Iterator[tuple[str, str, list[str]]]:
    """(set, language, gold units) of every document."""
    for path in [*sorted(data.glob("news/*.gold.tsv")), data / "transcript" / "gold.tsv"]:
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
        rows = [row for row in rows if row[:2] != ["zh", "en"]]
        for column, language in ((0, "zh"), (1, "en")):
            units = [row[column] for row in rows if row[column].strip()]
            yield path.parent.name, language, units
    for language in ("zh", "en"):
        for path in sorted(data.glob(f"literary/dev.*.{language}")):
            lines = path.read_text(encoding="utf-8").splitlines()
            yield "literary", language, [line for line in lines if line.strip()]


def boundaries(units: list[str]) -> set[int]:
    """How many visible characters stand before each boundary but the last."""
    total, found = 0, set()
    for unit in units[:-1]:
        total += len("".join(unit.split()))
        found.add(total)
    return found


def main() -> None:
    """Print the boundary F1 of every set and language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--show", type=int, default=0, help="print this many differences a set")
    options = parser.parse_args()
    counts: Counter[tuple[str, str, str]] = Counter()
    shown: Counter[tuple[str, str]] = Counter()
    for name, language, units in documents(options.data):
        text = joiner(language).join(units)
        ours = boundaries([text[a:b] for a, b in segment(text, language)])
        gold = boundaries(units)
        for kind, found in (("both", ours & gold), ("extra", ours - gold), ("missed", gold - ours)):
            counts[name, language, kind] += len(found)
            for at in sorted(found) if kind != "both" else ():
                if shown[name, language] < options.show:
                    shown[name, language] += 1
                    print(f"  {name} {language} {kind}: {around(text, at)}")
    print("set         lang  precision  recall  F1     boundaries")
    for name, language in sorted({key[:2] for key in counts}):
        both, extra, missed = (counts[name, language, k] for k in ("both", "extra", "missed"))
        precision, recall = both / max(1, both + extra), both / max(1, both + missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(
            f"{name:11} {language:5} {precision:.3f}      {recall:.3f}   {f1:.3f}  {both + missed}"
        )


def around(text: str, visible: int) -> str:
    """The text on both sides of a boundary, which is marked by a bar."""
    at = -1
    while visible:
        at += 1
        visible -= not text[at].isspace()
    at += 1
    return f"{text[max(0, at - 40) : at]}|{text[at : at + 30]}".replace("\n", " ")


if __name__ == "__main__":
    main()

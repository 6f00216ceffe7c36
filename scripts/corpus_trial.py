"""A folder of shuffled documents whose partners are known, to measure ``duizhao corpus plan``.

    python scripts/corpus_trial.py build TEXTS TRIAL --documents 2000
    python scripts/corpus_trial.py measure TRIAL PLAN.tsv

``build`` cuts bilingual texts (tables of facing paragraphs, lines that face each other, sentence
golds) into chapters and articles, takes a tenth of the partners away, gives a tenth twice, and
writes them shuffled: without names (``--names none``, numbered at random), or with names that say
what belongs together (``--names good``). ``gold.jsonl`` holds what is right. ``measure`` compares
a plan's pairs with it; either copy of what is there twice is right.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

Facing = list[tuple[str, str]]
"""Paragraphs of one text, Chinese and English, in order."""

# Characters of Chinese in a document: as short as news in brief, as long as a section.
SIZES = (100, 150, 250, 500)


@dataclass(frozen=True)
class Made:
    """One document of the trial: its file, its text's number, its side."""

    file: str
    pair: int
    side: str
    copy: bool = False
    alone: bool = False


def main() -> None:
    """Build a trial, or measure a plan."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("build")
    one.add_argument("data", type=Path)
    one.add_argument("folder", type=Path)
    one.add_argument("--documents", type=int, default=300)
    one.add_argument("--names", choices=["none", "good"], default="none")
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--half", choices=["all", "even", "odd"], default="all")
    two = commands.add_parser("measure")
    two.add_argument("folder", type=Path)
    two.add_argument("plan", type=Path)
    options = parser.parse_args()
    if options.command == "build":
        build(options)
    else:
        print(json.dumps(measure(options.folder, options.plan), indent=1))


def texts(data: Path) -> Iterator[tuple[str, Facing]]:
    """Every bilingual text of a folder as facing paragraphs, with its name."""
    for table in sorted(data.rglob("*gold*.tsv")):
        if table.stat().st_size and "field" not in table.parts and "transcript" not in table.parts:
            facing = []
            for row in csv.reader(
                table.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE
            ):
                cells = row[2:4] if len(row) >= 4 else row[:2]
                if len(cells) == 2 and all(cell.strip() for cell in cells):
                    facing.append((cells[0].replace("\\n", "\n"), cells[1].replace("\\n", "\n")))
            yield str(table.relative_to(data)), facing
    for gold in sorted(data.rglob("*.gold")):
        sides = [gold.with_suffix(suffix) for suffix in (".zh", ".en")]
        if all(side.is_file() for side in sides):
            zh, en = (side.read_text(encoding="utf-8").splitlines() for side in sides)
            facing = []
            for line in gold.read_text(encoding="utf-8").splitlines():
                left, _, right = line.partition(":")
                rows = [[int(n) for n in re.findall(r"\d+", part)] for part in (left, right)]
                if all(rows):
                    facing.append(
                        ("".join(zh[n] for n in rows[0]), " ".join(en[n] for n in rows[1]))
                    )
            yield str(gold.relative_to(data)), facing
    source, target = data / "scoring" / "src.zh", data / "scoring" / "refA.en"
    if source.is_file() and target.is_file():
        pairs = zip(
            source.read_text(encoding="utf-8").splitlines(),
            target.read_text(encoding="utf-8").splitlines(),
            strict=True,
        )
        yield "scoring", list(pairs)


def chapters(
    facing: Facing, chance: random.Random, sizes: Sequence[int] = SIZES
) -> Iterator[Facing]:
    """A text cut into documents of many sizes, none of them shorter than the least."""
    part: Facing = []
    wanted = chance.choice(sizes)
    for pair in facing:
        part.append(pair)
        if sum(len(zh) for zh, _ in part) >= wanted:
            yield part
            part, wanted = [], chance.choice(sizes)
    if sum(len(zh) for zh, _ in part) >= min(SIZES):
        yield part


def build(options: argparse.Namespace) -> None:
    """Write the trial's files and what is right."""
    chance = random.Random(options.seed)  # noqa: S311
    cut = [
        (name, part)
        for number, (name, facing) in enumerate(texts(options.data))
        for part in chapters(facing, chance)
        if options.half == "all" or (number % 2 == 0) == (options.half == "even")
    ]
    chance.shuffle(cut)
    made: list[tuple[Made, str]] = []
    for pair, (_, facing) in enumerate(cut):
        if len(made) >= options.documents:
            break
        fate = chance.random()
        sides = {"zh": [zh for zh, _ in facing], "en": [en for _, en in facing]}
        if fate < 0.2:  # a tenth of the documents, since the others come in twos
            sides.pop(chance.choice(["zh", "en"]))
        for side, paragraphs in sides.items():
            text = "\n\n".join(paragraphs) + "\n"
            made.append((Made("", pair, side, alone=len(sides) == 1), text))
            if chance.random() < 0.1:
                made.append((Made("", pair, side, copy=True, alone=len(sides) == 1), text))
    chance.shuffle(made)
    options.folder.mkdir(parents=True, exist_ok=True)
    with (options.folder.parent / f"{options.folder.name}.gold.jsonl").open("w") as gold:
        for number, (one, text) in enumerate(made):
            name = f"{number:05d}.txt"
            if options.names == "good":
                name = f"{one.side}/text {one.pair:04d}{' (copy)' if one.copy else ''}.txt"
            path = options.folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            row = {"file": name, "pair": one.pair, "side": one.side, "alone": one.alone}
            gold.write(json.dumps(row) + "\n")
    print(f"{len(made)} documents of {len({one.pair for one, _ in made})} texts")


def measure(folder: Path, plan: Path) -> dict[str, object]:
    """Precision and recall of a plan's pairs; what is listed as unsure counts as not found."""
    rows = (folder.parent / f"{folder.name}.gold.jsonl").read_text().splitlines()
    known = {row["file"]: row for row in map(json.loads, rows)}
    wanted = {row["pair"] for row in known.values() if not row["alone"]}
    right, wrong, unsure = set(), [], 0
    with plan.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["status"] == "unsure":
                unsure += 1
            if row["status"] != "pair":
                continue
            source, target = known[row["source"]], known[row["target"]]
            if source["pair"] == target["pair"] and source["side"] != target["side"]:
                right.add(source["pair"])
            else:
                wrong.append([row["source"], row["target"], row["confidence"]])
    found = len(right) + len(wrong)
    return {
        "documents": len(known),
        "pairs": len(wanted),
        "precision": round(len(right) / max(1, found), 4),
        "recall": round(len(right) / max(1, len(wanted)), 4),
        "unsure": unsure,
        "wrong": wrong[:20],
    }


if __name__ == "__main__":
    sys.exit(main())

"""Time and memory of term extraction on large texts, each in a process of its own.

    python scripts/bench_terms_large.py [--data ../shared/data] [--sizes 250,10000,100000]

The texts are real pairs of ``--data``, document by document; once those are used up they
come again, with other digits and some words of each copy changed into new ones, so that
the vocabulary grows as that of real text does. Times are of the whole command, cold, with
all the processes it starts; memory is that of its largest process.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from corpora.formats import open_units  # noqa: E402
from corpora.language.han import HAN_RANGES  # noqa: E402
from scripts.bench_terms import Pairs, central_bank, rows, sentences  # noqa: E402

_DIGIT = re.compile("[1-9]")
_SYLLABLES = "ba be co da du fe ga go hi ka ke lo ma mi no pa po ra si so ta ti vo zi".split()
_NEW_WORDS_A_COPY = 40
_CHANGED_ENGLISH, _CHANGED_CHINESE = 0.06, 0.03
_DOCUMENT_UNITS = 60
_HAN_PAIR = re.compile(f"[{HAN_RANGES}]{{2}}")


def documents(data: Path) -> list[Pairs]:
    """The real pairs, document by document."""
    found = [pairs for pairs, _ in central_bank(data).values()]
    for pattern in ("news/*.gold.tsv", "reports/*/*.tsv", "pressers/*/*.tsv"):
        for path in sorted(data.glob(pattern)):
            table = [row[-2:] if len(row) == 2 else row[2:4] for row in rows(path) if len(row) > 1]
            found.append(sentences((row[0], row[1]) for row in table if len(row) > 1))
    chinese = (data / "scoring" / "src.zh").read_text("utf-8").splitlines()
    english = (data / "scoring" / "refA.en").read_text("utf-8").splitlines()
    lists = [list(zip(chinese, english, strict=True))]
    units = open_units(data / "import" / "tico19.en-zh.tmx").units
    lists.append([(unit.target, unit.source) for unit in units])
    for pairs in lists:
        cuts = range(0, len(pairs), _DOCUMENT_UNITS)
        found += [pairs[first : first + _DOCUMENT_UNITS] for first in cuts]
    return found


def varied(pairs: Pairs, chance: random.Random) -> Pairs:
    """A copy with other digits and a few words that no other copy has."""
    characters = "".join(zh for zh, _ in pairs)
    new = [
        (
            "".join(chance.choices(_HAN_PAIR.findall(characters) or ["新词"], k=1))[::-1],
            "".join(chance.choices(_SYLLABLES, k=4)),
        )
        for _ in range(_NEW_WORDS_A_COPY)
    ]

    def digits(text: str) -> str:
        return _DIGIT.sub(lambda _: str(chance.randint(1, 9)), text)

    def english(match: re.Match[str]) -> str:
        return chance.choice(new)[1] if chance.random() < _CHANGED_ENGLISH else match[0]

    def chinese(match: re.Match[str]) -> str:
        return chance.choice(new)[0] if chance.random() < _CHANGED_CHINESE else match[0]

    return [
        (_HAN_PAIR.sub(chinese, digits(zh)), re.sub("[a-z]{4,}", english, digits(en)))
        for zh, en in pairs
    ]


def endless(data: Path) -> Iterator[tuple[str, str]]:
    """Real pairs, then copies of them without end."""
    found = documents(data)
    for pairs in found:
        yield from pairs
    chance = random.Random(7)  # noqa: S311 - no secret
    while True:
        chance.shuffle(found)
        for pairs in found:
            yield from varied(pairs, chance)


def measure(path: Path, folder: Path) -> str:
    """Run the command once on a file of pairs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    command = [sys.executable, str(ROOT / "duizhao.py"), "terms", str(path), "--force", "-q"]
    subprocess.run([*command, "-o", str(folder / "glossary.csv")], check=True)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{wall:9.1f} {cpu:9.1f} {after.ru_maxrss / 1024:9.0f}"


def main() -> None:
    """Measure every size, smallest first (memory is the most so far), and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--sizes", default="250,10000")
    options = parser.parse_args()
    print("    units    wall s     CPU s  peak MB")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pairs.tsv"
        for size in sorted(map(int, options.sizes.split(","))):
            with path.open("w", encoding="utf-8") as file:
                file.write("zh\ten\n")
                for _, (zh, en) in zip(range(size), endless(options.data), strict=False):
                    file.write(f"{' '.join(zh.split())}\t{' '.join(en.split())}\n")
            print(f"{size:9,} {measure(path, Path(folder))}", flush=True)


if __name__ == "__main__":
    main()

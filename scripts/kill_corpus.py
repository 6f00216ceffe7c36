"""Kill a run of ``duizhao corpus`` at random, many times, and see that nothing is lost.

    python scripts/kill_corpus.py [--times 50] [--pairs 12] [--seed 1] [--encoder none]

Each round plans the same made-up texts anew, starts the run, and after a random time kills with
``kill -9`` the driver, one of its workers, or all of them; or stops the driver between the renaming
of an output and its mark (by taking marks out of the ledger, which is the state such a death
leaves). Then the run is started again until it ends. In the end every pair is there once, all bytes
are those of an undisturbed run, and no process is left over.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "helpers"))

from made_texts import write_pairs

ROOT = Path(__file__).resolve().parents[1]
FILES = ("pairs.jsonl", "memory.tmx", "findings.csv", "statistics.json", "glossary.xlsx")
WAYS = ("driver", "worker", "all", "between rename and mark")


def main() -> None:
    """Kill, start again, compare; exit code 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--pairs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--encoder", default="none")
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311
    with tempfile.TemporaryDirectory() as place:
        jobs, planned = Path(place, "jobs"), Path(place, "planned", "out")
        write_pairs(jobs, range(options.pairs))
        command("plan", str(jobs), "-d", str(planned), "--encoder", options.encoder).wait()
        whole = Path(place, "whole", "out")
        shutil.copytree(planned, whole)
        started = time.monotonic()
        run(whole, options.encoder).wait()
        undisturbed_s = time.monotonic() - started
        wanted = contents(whole)
        kills, bad = Counter[str](), 0
        for number in range(options.times):
            out = Path(place, f"round{number}", "out")
            shutil.copytree(planned, out)
            way = WAYS[number % len(WAYS)]
            after_s = chance.uniform(0, undisturbed_s)
            in_time, workers = disturb(out, options.encoder, way, after_s)
            kills[way] += in_time
            orphans = left_over(workers)
            starts = 0
            while run(out, options.encoder).wait():
                starts += 1
                if starts > 3:
                    break
            found = contents(out)
            other = sorted(
                name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name)
            )
            wrong = [f"process {one} is left" for one in orphans] + other
            bad += bool(wrong)
            told = f"WRONG: {', '.join(wrong[:5])}" if wrong else "right"
            print(f"{number + 1}: {way} after {after_s:.1f} s: {told}", flush=True)
            shutil.rmtree(out.parent)
    print(f"killed in time: {dict(kills)}; wrong: {bad}")
    sys.exit(bool(bad))


def command(*arguments: str) -> subprocess.Popen[bytes]:
    """A command of duizhao, begun."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "duizhao.py"), "corpus", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def run(folder: Path, encoder: str) -> subprocess.Popen[bytes]:
    """A run, begun."""
    return command("run", "-d", str(folder), "--encoder", encoder, "--workers", "2")


def disturb(folder: Path, encoder: str, way: str, after_s: float) -> tuple[bool, list[int]]:
    """A run that is killed: whether it was still at work, and its workers."""
    process = run(folder, encoder)
    deadline = time.monotonic() + after_s
    while time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    was_at_work = process.poll() is None
    workers = children_of(process.pid)
    if way == "worker" and workers:
        kill(workers[:1])
        process.wait()
        return was_at_work, workers
    victims = workers if way == "all" else []
    kill([process.pid, *victims])
    process.wait()
    if way == "between rename and mark":
        forget_marks(folder)
    return was_at_work, workers


def kill(processes: list[int]) -> None:
    """``kill -9``, of whoever is still there."""
    for one in processes:
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            continue


def forget_marks(folder: Path) -> None:
    """The ledger as it is when the driver died after the outputs were renamed."""
    with sqlite3.connect(folder / "corpus.db") as ledger:
        ledger.execute("DELETE FROM marks")
    ledger.close()


def children_of(parent: int) -> list[int]:
    """The processes that a process began."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(entry.parent.name))
    return found


def left_over(processes: list[int]) -> list[int]:
    """Those of some processes that are still alive after some seconds."""
    for _ in range(40):
        processes = [one for one in processes if is_alive(one)]
        if not processes:
            break
        time.sleep(0.25)
    return processes


def is_alive(process: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def contents(folder: Path) -> dict[str, bytes]:
    """Everything that must not depend on how it came about; drafts that were left count too."""
    found = {}
    for path in (folder / "results").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            if not data.startswith(b"\x80"):  # pickled: equal, but not in its bytes
                found[path.name] = data
    for name in FILES:
        path = folder / name
        found[name] = path.read_bytes() if path.is_file() else b""
    return found


if __name__ == "__main__":
    main()

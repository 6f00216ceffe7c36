"""Kill a run of ``duizhao corpus`` in every way, many times, and see that nothing is lost.

    python scripts/kill_corpus.py [--times 50] [--pairs 8] [--seed 1] [--ways driver,worker]
    python scripts/kill_corpus.py --engine ray [--times 10]

Each round begins with the same plan of made-up texts and disturbs its run in one way: ``kill -9``
of the driver, of one worker or of all of them after a random time; of a worker just before or just
after it renames an output; of the driver between an output's renaming and its mark, or while it
puts the project's files in place (see ``tests/helpers/dying_run.py``); or no file may grow beyond a
random size, which is what a full disk does. Then the run is started again until it ends. In the end
every pair is there once, all bytes are those of an undisturbed run, nothing lies about that was
half written, and no process is left over.

With Ray, two nodes are begun by hand on loopback; the driver is killed, or the second node with all
that runs on it, which the run must survive without being started again.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "helpers"))

from corpus_runs import contents
from dying_run import PLACES
from made_texts import write_pairs
from marked_processes import MARK, kill, left_over, processes_of
from ray_nodes import ENVIRONMENT, RayNodes

ROOT = Path(__file__).resolve().parents[1]
WAYS = {
    "local": ("driver", "worker", "all", "full disk", *PLACES),
    "ray": ("driver", "node"),
}
# How often a place is passed in a run of a few pairs; a later time may not come, and nobody dies.
TIMES = {"before rename": 4, "after rename": 4, "before mark": 2, "files": 12}
# Of the files of a run of a few pairs, in bytes: results, the ledger, the project.
SMALLEST, LARGEST = 1_500, 300_000


def main() -> None:
    """Kill, start again, compare; exit code 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", default="local", choices=[*WAYS])
    parser.add_argument("--ways")
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311
    ways = options.ways.split(",") if options.ways else WAYS[options.engine]
    with ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory())
        planned = plan(Path(place), options.pairs)
        nodes = stack.enter_context(RayNodes(2, 1)) if options.engine == "ray" else None
        whole, whole_s = undisturbed(planned, Path(place, "whole", "out"), nodes)
        disturbed, wrong = Counter[str](), 0
        for number in range(options.times):
            way = ways[number % len(ways)]
            folder = Path(place, f"round{number}", "out")
            round_ = Round(planned, folder, way, chance, whole_s, nodes)
            faults = round_.run(whole)
            disturbed[way] += round_.was_disturbed
            wrong += bool(faults)
            told = f"WRONG: {', '.join(faults[:5])}" if faults else "right"
            print(f"{number + 1}: {round_.told}: {told}", flush=True)
    print(f"disturbed: {sum(disturbed.values())} of {options.times}, {dict(disturbed)}; "
          f"wrong: {wrong}")  # fmt: skip
    sys.exit(bool(wrong))


def plan(place: Path, pairs: int) -> Path:
    """A plan of made-up texts."""
    folder = place / "planned" / "out"
    write_pairs(place / "jobs", range(pairs))
    told = [*duizhao(), "corpus", "plan", str(place / "jobs"), "-d", str(folder), "--encoder",
            "none", "-q"]  # fmt: skip
    subprocess.run(told, check=True)
    return folder


def undisturbed(
    planned: Path, folder: Path, nodes: RayNodes | None
) -> tuple[dict[str, bytes], float]:
    """What a local run gives that nobody disturbs, and the seconds that one takes."""
    shutil.copytree(planned, folder)
    started = time.monotonic()
    begin(folder, "whole").wait()
    found = contents(folder)
    if nodes is not None:
        other = folder.parents[1] / "with nodes" / "out"
        shutil.copytree(planned, other)
        started = time.monotonic()
        begin(other, "whole", nodes=nodes).wait()
    return found, time.monotonic() - started


def duizhao() -> list[str]:
    """The command."""
    return [sys.executable, str(ROOT / "duizhao.py")]


def begin(
    folder: Path,
    mark: str,
    *,
    command: list[str] | None = None,
    first: Callable[[], None] | None = None,
    nodes: RayNodes | None = None,
) -> subprocess.Popen[bytes]:
    """A run, begun."""
    told = ["corpus", "run", "-d", str(folder), "--encoder", "none", "--workers", "2"]
    told += ["--engine", "ray", "--address", nodes.address] if nodes is not None else []
    return subprocess.Popen(
        [*(command or duizhao()), *told],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | ENVIRONMENT | {MARK: mark},
        preexec_fn=first,
    )


class Round:
    """One run that is disturbed, and those that mend it."""

    def __init__(
        self,
        planned: Path,
        folder: Path,
        way: str,
        chance: random.Random,
        whole_s: float,
        nodes: RayNodes | None,
    ) -> None:
        shutil.copytree(planned, folder)
        self._folder, self._way, self._nodes = folder, way, nodes
        self._mark = folder.parent.name
        self._after_s = chance.uniform(0.1, 1) * whole_s
        self._number = chance.randint(1, TIMES.get(way, 1))
        self._most_bytes = int(SMALLEST * (LARGEST / SMALLEST) ** chance.random())
        self._faults: list[str] = []
        self.was_disturbed = False
        self.told = way

    def run(self, whole: dict[str, bytes]) -> list[str]:
        """What is wrong in the end."""
        if self._way in PLACES:
            self._die_at_place()
        elif self._way == "full disk":
            self._fill_disk()
        elif self._way == "node":
            self._lose_node()
        else:
            self._kill_after_a_time()
        wrong = self._faults + [f"process {one} is left" for one in left_over(self._mark)]
        for _ in range(4):
            if begin(self._folder, self._mark, nodes=self._nodes).wait() == 0:
                break
        else:
            wrong.append("it does not end")
        found = contents(self._folder)
        wrong += sorted(
            name for name in found.keys() | whole.keys() if found.get(name) != whole.get(name)
        )
        wrong += [f"process {one} is left in the end" for one in left_over(self._mark)]
        shutil.rmtree(self._folder.parent)
        return wrong

    def _die_at_place(self) -> None:
        mark = self._folder.parent / "died"
        program = str(ROOT / "tests" / "helpers" / "dying_run.py")
        command = [sys.executable, program, self._way, str(self._number), str(mark)]
        begin(self._folder, self._mark, command=command).wait()
        self.was_disturbed = mark.exists()
        self.told = f"{self._way}, the {self._number}. time"

    def _fill_disk(self) -> None:
        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self._most_bytes, self._most_bytes))

        code = begin(self._folder, self._mark, first=limit).wait()
        self.was_disturbed = code != 0
        self.told = f"full disk, files of {self._most_bytes:,} bytes, exit code {code}"

    def _lose_node(self) -> None:
        assert self._nodes is not None  # noqa: S101 - the way of this engine alone
        process = begin(self._folder, self._mark, nodes=self._nodes)
        wait_for(process, self._after_s)
        self.was_disturbed = process.poll() is None
        self._nodes.lose()
        code = process.wait()
        self._faults += [f"the run ended with {code}"] if code else []
        self.told = f"node after {self._after_s:.1f} s"
        self._nodes.add()

    def _kill_after_a_time(self) -> None:
        process = begin(self._folder, self._mark, nodes=self._nodes)
        wait_for(process, self._after_s)
        workers = [one for one in processes_of(self._mark) if one != process.pid]
        self.told = f"{self._way} after {self._after_s:.1f} s"
        victims = {"driver": [process.pid], "worker": workers[:1], "all": [process.pid, *workers]}
        is_there = process.poll() is None
        self.was_disturbed = is_there and bool(victims[self._way])
        if is_there:
            kill(victims[self._way])
        process.wait()


def wait_for(process: subprocess.Popen[bytes], most_s: float) -> None:
    """Wait some seconds, or until a process has ended."""
    deadline = time.monotonic() + most_s
    while time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)


if __name__ == "__main__":
    main()

"""What a run of ``duizhao corpus`` costs beside its work, and how it grows.

    python scripts/bench_corpus.py loop [--pairs 500] [--workers 2] [--engine local]
    python scripts/bench_corpus.py plan [--documents 2000,20000] [--encoder none]
    python scripts/bench_corpus.py driver [--pairs 100000]
    python scripts/bench_corpus.py cluster [--pairs 60]
    python scripts/bench_corpus.py whole [--pairs 1000] [--sentences 12] [--encoder none]

``loop`` runs a shell loop of ``duizhao align`` over a part of the pairs, the pure work in one
process that has its models loaded, and the aligning of a whole run, over the same made-up texts.
Efficiency is the pure work over wall-clock time times workers, which says something on a machine
that does nothing else; and, for others, the CPU time of the pure work over that of the driver and
its workers. ``plan`` tells the time and memory of planning texts without names. ``driver`` tells
what the driver costs a pair, and its memory, with an engine that only hands back an output made
before. ``cluster`` begins two Ray nodes by hand on loopback and compares 1, 2 and 4 actors with as
many local processes: by the clock, which says something where there are as many processors, and in
CPU time, that of the nodes included. ``whole`` tells what each stage of a run costs the driver, and
its memory after it, with alignments that are made up sentence by sentence and checks that find
nothing; the process that finds the terms is told apart.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "helpers"))

from made_texts import made_text, write_pairs, written
from marked_processes import cpu_s
from ray_nodes import ENVIRONMENT, RayNodes

from corpora.language.tools import load_tools
from corpora.progress import silent
from corpora.storage import put_file
from corpora.units import Alignment, Bead, document_from_segments
from review.corpus.engines.local import held_memory_mb
from review.corpus.frozen import freeze_plan
from review.corpus.ledger import KnownFile, Ledger, Wanted
from review.corpus.options import RunOptions
from review.corpus.plan import PLAN, PlanRow, write_plan
from review.corpus.planning import PlanOptions, make_plan
from review.corpus.runner import Runner, unwatched
from review.corpus.running import run_corpus
from review.corpus.status import rows_of
from review.corpus.work import (
    Outcome,
    Task,
    WorkOptions,
    carry_out,
    facts_of,
    hash_of,
    sealed,
)
from review.corpus.work import _packed as pack_for_output
from review.project.store.packing import dumps, pack_alignment

ROOT = Path(__file__).resolve().parents[1]
# A shell loop over all pairs would take longer than the rest together.
LOOPED = 12


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("what", choices=["loop", "plan", "driver", "cluster", "whole"])
    parser.add_argument("--pairs", type=int, default=0)
    parser.add_argument("--documents", default="2000,20000")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sentences", type=int, default=40)
    parser.add_argument("--engine", default="local")
    parser.add_argument("--address")
    parser.add_argument("--encoder", default="use")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        what = {"loop": loop, "plan": plan, "driver": driver, "cluster": cluster, "whole": whole}
        what[options.what](options, Path(place))


def loop(options: argparse.Namespace, place: Path) -> None:
    """The shell loop, the pure work, the run."""
    count = options.pairs or 500
    jobs, out = place / "jobs", place / "out"
    write_pairs(jobs, range(count), sentences=options.sentences)
    make_plan(jobs, out, options=PlanOptions(encoder="none", workers=options.workers))
    looped = min(count, LOOPED)
    loop_s, loop_cpu_s = (
        seconds / looped * count for seconds in shell_loop(jobs, looped, options.encoder)
    )
    work = WorkOptions(encoder=options.encoder)
    with Ledger(out) as ledger:
        units = freeze_plan(out, ledger)
        pure = [replace(unit.alignment_task(work, str(place / "pure"))) for unit in units]
        carry_out(pure[0])  # loads the models
        started, cpu = time.perf_counter(), time.process_time()
        for task in pure:
            carry_out(task)
        pure_s, pure_cpu_s = time.perf_counter() - started, time.process_time() - cpu
        runner = runner_of(out, ledger, options)
        tasks = [unit.alignment_task(work, runner.results) for unit in units]
        runner.do("starting", tasks[: 2 * options.workers])
        before_s = run_cpu_s(runner)
        started = time.perf_counter()
        runner.do("aligning", tasks[2 * options.workers :])
        rest_s = time.perf_counter() - started
        rest_cpu_s = run_cpu_s(runner) - before_s
        runner.close()
        share = count / (count - 2 * options.workers)
        whole, whole_cpu_s = share * rest_s, share * rest_cpu_s
    same = all(
        Path(task.place).read_bytes() == Path(one.place).read_bytes()
        for task, one in zip(tasks, pure, strict=True)
    )
    print(f"{count} pairs of {options.sentences} sentences, {options.engine}, {options.workers}"
          f" workers; the same bytes: {same}")  # fmt: skip
    print(f"  shell loop  {loop_s:7.1f} s {loop_cpu_s:7.1f} s of CPU (from {looped} pairs)")
    print(f"  pure work   {pure_s:7.1f} s {pure_cpu_s:7.1f} s of CPU")
    print(f"  run         {whole:7.1f} s {whole_cpu_s:7.1f} s of CPU, its workers there")
    print(f"  {loop_s / whole:.1f} times the loop; efficiency by the clock", end=" ")
    print(f"{pure_s / whole / options.workers:.2f}, by CPU {pure_cpu_s / whole_cpu_s:.2f}")


def cluster(options: argparse.Namespace, place: Path) -> None:
    """Actors on two Ray nodes against local processes."""
    os.environ |= ENVIRONMENT
    jobs, out = place / "jobs", place / "out"
    write_pairs(jobs, range(options.pairs or 60), sentences=options.sentences)
    make_plan(jobs, out, options=PlanOptions(encoder="none"))
    with RayNodes(2, 2) as nodes:
        for workers in (1, 2, 4):
            local, there = (
                aligned(replace_in(options, engine=engine, workers=workers, address=address),
                        place / f"{engine}{workers}", out, nodes)
                for engine, address in (("local", None), ("ray", nodes.address))
            )  # fmt: skip
            print(f"{workers} workers: local {local[0]:.1f} s, {local[1]:.1f} s of CPU; Ray "
                  f"{there[0]:.1f} s, {there[1]:.1f} s of CPU, from its start to the first output "
                  f"{there[2]:.1f} s; efficiency by the clock {local[0] / there[0]:.2f}, by CPU "
                  f"{local[1] / there[1]:.2f}", flush=True)  # fmt: skip


def replace_in(options: argparse.Namespace, **values: object) -> argparse.Namespace:
    """Options with other values."""
    return argparse.Namespace(**(vars(options) | values))


def aligned(
    options: argparse.Namespace, results: Path, out: Path, nodes: RayNodes
) -> tuple[float, float, float]:
    """Seconds of aligning after every worker has begun, its CPU seconds, and those of starting."""
    work = WorkOptions(encoder=options.encoder)
    with Ledger(results) as ledger, Ledger(out) as planned:
        units = freeze_plan(out, planned)
        runner = runner_of(results, ledger, options)
        tasks = [unit.alignment_task(work, runner.results) for unit in units]
        first = 2 * options.workers
        started = time.perf_counter()
        runner.do("starting", tasks[:first])
        starting_s = time.perf_counter() - started
        before_s = run_cpu_s(runner) + cpu_s(nodes.processes)
        started = time.perf_counter()
        runner.do("aligning", tasks[first:])
        aligning_s = time.perf_counter() - started
        after_s = run_cpu_s(runner) + cpu_s(nodes.processes)
        runner.close()
    return aligning_s, after_s - before_s, starting_s


def run_cpu_s(runner: Runner) -> float:
    """CPU seconds of this process and of its workers, where these are processes of this machine."""
    return time.process_time() + cpu_s(getattr(runner._engine, "process_ids", ()))


def shell_loop(jobs: Path, count: int, encoder: str) -> tuple[float, float]:
    """Seconds of so many commands, one after the other: by the clock, and of CPU."""
    started = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for number in range(count):
        name = f"text {number:04d}.txt"
        subprocess.run(
            [
                sys.executable, str(ROOT / "duizhao.py"), "align", str(jobs / "zh" / name),
                str(jobs / "en" / name), "-o", str(jobs / f"{number}.jsonl"), "-q",
                "--encoder", encoder,
            ],
            check=True,
        )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - started, cpu_s


def runner_of(folder: Path, ledger: Ledger, options: argparse.Namespace) -> Runner:
    """A runner as a run has it."""
    return Runner(
        folder, ledger, engine=options.engine, workers=options.workers, memory_mb=700,
        address=options.address, results=None, retry=False, progress=silent, watch=unwatched,
    )  # fmt: skip


def plan(options: argparse.Namespace, place: Path) -> None:
    """Planning without names, at several sizes."""
    for count in map(int, options.documents.split(",")):
        jobs, out = place / f"jobs{count}", place / f"out{count}"
        write_pairs(jobs, range(count // 2), names=False, sentences=8)
        stages: dict[str, float] = {}

        def watch(stage: str, done: int, total: int, seen: dict[str, float] = stages) -> None:
            seen.setdefault(stage, time.process_time())

        started, cpu = time.perf_counter(), time.process_time()
        planned = make_plan(
            jobs, out, progress=watch,
            options=PlanOptions(encoder=options.encoder, workers=options.workers),
        )  # fmt: skip
        whole = time.perf_counter() - started
        after = time.process_time() - stages.get("comparing", cpu)
        right = right_pairs(jobs, out / PLAN)
        print(
            f"{count} documents: {whole:.0f} s; comparing and pairing {after:.1f} s of CPU; "
            f"{dict(planned.counts)}; right {right}; {memory_mb():.0f} MB",
            flush=True,
        )


def right_pairs(jobs: Path, plan_path: Path) -> int:
    """How many pairs of a plan are of one text."""
    from review.corpus.plan import read_plan

    texts = {path.read_text(): path.name for path in jobs.iterdir()}
    right = {
        (texts[written(made_text(n, 8), 0)], texts[written(made_text(n, 8), 1)])
        for n in range(len(texts) // 2)
    }
    return sum((row.source, row.target) in right for row in read_plan(plan_path))


class Handing:
    """An engine that hands back an output that was made before, as fast as it can."""

    shares_files = True

    def __init__(self, facts: dict[str, object]) -> None:
        self._facts = facts

    def run(self, tasks: Iterator[Task]) -> Iterator[Outcome]:
        """One outcome a task."""
        for task in tasks:
            yield Outcome(key=task.key, digest="0" * 32, facts=self._facts, seconds=0.1)

    def close(self) -> None:
        """Nothing."""


def driver(options: argparse.Namespace, place: Path) -> None:
    """The driver's own work and memory: freezing, handing out, marking, the index."""
    count = options.pairs or 100_000
    load_tools("none")
    rows = [
        PlanRow(status="pair", source=f"zh/{n % 100}/text {n:06d}.txt",
                target=f"en/{n % 100}/text {n:06d}.txt", confidence=0.999, reason="names")
        for n in range(count)
    ]  # fmt: skip
    out = place / "out"
    with Ledger(out) as ledger:
        write_plan(rows, out / PLAN)
        with ledger.changing():
            ledger.put_files(
                KnownFile(name=name, address=f"memory://{name}", size=9_000, stamp="1",
                          hash=f"{hash(name) & (1 << 120) - 1:032x}")
                for row in rows for name in (row.source, row.target)
            )  # fmt: skip
        del rows
        started = time.perf_counter()
        units = freeze_plan(out, ledger)
        frozen_s = time.perf_counter() - started
        runner = runner_of(out, ledger, options)
        facts = {"segments": [40, 45], "chars": [1, 2], "languages": ["zh-Hans", "en"],
                 "pairs": 39, "sure": 0.97, "left_out": [1, 0], "is_translation": True,
                 "warnings": []}  # fmt: skip
        runner._engine = Handing(facts)  # type: ignore[assignment]
        tasks = [unit.alignment_task(WorkOptions(), runner.results) for unit in units]
        started = time.perf_counter()
        runner.do("aligning", tasks)
        done_s = time.perf_counter() - started
        with ledger.changing():
            ledger.put_work(
                Wanted(unit.name, unit.row.source, unit.row.target, task.key, "", "")
                for unit, task in zip(units, tasks, strict=True)
            )
        started = time.perf_counter()
        rows_of(ledger)
        index_s = time.perf_counter() - started
    print(
        json.dumps(
            {
                "pairs": count,
                "freezing_ms_a_pair": round(frozen_s / count * 1000, 3),
                "handing_and_marking_ms_a_pair": round(done_s / count * 1000, 3),
                "index_ms_a_pair": round(index_s / count * 1000, 3),
                "peak_mb": round(memory_mb()),
            }
        )
    )


class MadeUp:
    """An engine that pairs the sentences of made-up texts as they stand, and finds nothing."""

    shares_files = True

    def __init__(self, sentences: int) -> None:
        self._sentences = sentences

    def run(self, tasks: Iterator[Task]) -> Iterator[Outcome]:
        """One outcome a task, its output in its place."""
        for task in tasks:
            data, facts = self._aligned(task) if task.kind == "align" else self._checked()
            put_file(task.place, sealed(data))
            yield Outcome(key=task.key, digest=hash_of(data), facts=facts, seconds=0.1)

    def _aligned(self, task: Task) -> tuple[bytes, dict[str, Any]]:
        facing = made_text(int(task.name[-10:-4]), self._sentences)
        sides = zip(*facing, strict=True)
        documents = [
            document_from_segments(texts, name=task.name, language=language)
            for texts, language in zip(sides, ("zh-Hans", "en"), strict=True)
        ]
        beads = tuple(
            Bead(source=(at, at + 1), target=(at, at + 1), confidence=0.99)
            for at in range(len(facing))
        )
        alignment = Alignment(
            source=documents[0], target=documents[1], beads=beads, signature="made up"
        )
        facts = facts_of(alignment)
        held = {
            "facts": facts,
            "documents": [pack_for_output(one) for one in documents],
            "alignment": pack_alignment(alignment),
            "signature": "made up",
        }
        return dumps(held).encode(), facts

    def _checked(self) -> tuple[bytes, dict[str, Any]]:
        facts = {"error": 0, "warning": 0, "minor": 0}
        held = {"signature": "made up", "basis": "none", "facts": facts,
                "findings": dumps({"ignored": 0, "findings": []})}  # fmt: skip
        return dumps(held).encode(), facts

    def close(self) -> None:
        """Nothing."""


def whole(options: argparse.Namespace, place: Path) -> None:
    """The driver's stages over a whole corpus, one after the other."""
    count = options.pairs or 1_000
    out = place / "out"
    (place / "text").write_text("made up", encoding="utf-8")
    state = (place / "text").stat()
    rows = [
        PlanRow(status="pair", source=f"zh/{n:06d}.txt", target=f"en/{n:06d}.txt", confidence=0.999,
                reason="names")
        for n in range(count)
    ]  # fmt: skip
    with Ledger(out) as ledger:
        write_plan(rows, out / PLAN)
        with ledger.changing():
            ledger.put_files(
                KnownFile(name=name, address=str(place / "text"), size=state.st_size,
                          stamp=str(state.st_mtime_ns), hash=f"{at:031d}{side}")
                for at, row in enumerate(rows) for side, name in enumerate((row.source, row.target))
            )  # fmt: skip
    del rows
    running = sys.modules["review.corpus.runner"]
    running.start_engine = lambda *_, **__: MadeUp(options.sentences)  # type: ignore[attr-defined]
    last = ["starting", time.process_time()]

    def watch(stage: str, _done: int, _total: int) -> None:
        if stage != last[0]:
            since = time.process_time() - float(last[1])
            print(f"  {last[0]:20} {since:7.1f} s of CPU, {held_memory_mb():5.0f} MB held, "
                  f"{memory_mb():5.0f} MB at most", flush=True)  # fmt: skip
            last[:] = [stage, time.process_time()]

    print(f"{count} pairs of {options.sentences} sentences, encoder {options.encoder}")
    run_corpus(out, options=RunOptions(encoder=options.encoder), progress=watch)
    watch("the end", 0, 0)
    other = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = other.ru_utime + other.ru_stime
    print(f"  driver: {memory_mb():.0f} MB at most; the process for terms: "
          f"{other.ru_maxrss / 1000:.0f} MB, {cpu:.1f} s of CPU")  # fmt: skip


def memory_mb() -> float:
    """The most that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()

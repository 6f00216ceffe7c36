"""Runs that are stopped, by whatever it is: the next one does what is missing."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from corpus_runs import contents, plan, run, work_here
from dying_run import PLACES
from made_texts import write_pairs
from marked_processes import MARK, left_over

import review.corpus.work as work_module
from corpora.errors import InputError
from review.corpus.engines.local import LocalEngine
from review.corpus.work import Given, Task, WorkOptions, hash_of

ROOT = Path(__file__).resolve().parents[3]


def sketch_tasks(jobs: Path) -> list[Task]:
    return [
        Task(
            kind="sketch",
            name=path.name,
            inputs=(Given(name=path.name, address=str(path), hash=hash_of(path.read_bytes())),),
            options=WorkOptions(encoder="none"),
        )
        for path in sorted(jobs.rglob("*.txt"))
    ]


def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost(jobs: Path) -> None:
    engine = LocalEngine(2, 700)
    tasks = sketch_tasks(jobs)
    found = []
    for outcome in engine.run(tasks):
        found.append(outcome)
        if len(found) in (1, 3):
            os.kill(engine.process_ids[0], signal.SIGKILL)
    engine.close()
    assert sorted(one.key for one in found) == sorted(task.key for task in tasks)
    assert not any(one.error for one in found)


def test_a_worker_that_holds_too_much_is_replaced(jobs: Path) -> None:
    engine = LocalEngine(1, 1)
    seen = set()
    for outcome in engine.run(sketch_tasks(jobs)[:3]):
        assert not outcome.error
        seen |= set(engine.process_ids)
    engine.close()
    assert engine.process_ids == []


def test_a_full_disk_stops_the_run_and_what_is_done_stays(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_here(monkeypatch)
    real, calls = work_module.put_file, []

    def full(address: str, data: bytes) -> None:
        calls.append(address)
        if len(calls) > 2:
            raise InputError("could not be written (No space left on device)", path=address)
        real(address, data)

    monkeypatch.setattr(work_module, "put_file", full)
    with pytest.raises(InputError, match="No space left"):
        run(out)
    monkeypatch.setattr(work_module, "put_file", real)
    assert run(out).done == 2


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of four pairs, beside its documents."""
    place = tmp_path_factory.mktemp("undisturbed")
    write_pairs(place / "jobs", range(4))
    out = plan(place / "jobs", place / "a" / "out")
    shutil.copytree(out, place / "planned" / "out")
    with pytest.MonkeyPatch.context() as patch:
        work_here(patch)
        run(out)
    return out


def results_of(out: Path) -> list[Path]:
    """The outputs that are in their places."""
    return [path for path in (out / "results").rglob("*") if path.is_file() and path.suffix == ""
            and not path.name.startswith(".")]  # fmt: skip


def limit_files() -> None:
    """No file of this process may grow beyond the first pages of a ledger."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))


def begin(out: Path, way: str) -> subprocess.Popen[bytes]:
    """A run of the command, which dies by itself where ``way`` is a place of ``dying_run``."""
    program: list[str | Path] = [ROOT / "duizhao.py"]
    if way in PLACES:
        program = [ROOT / "tests" / "helpers" / "dying_run.py", way, "1", out.parent / "died"]
    return subprocess.Popen(
        [sys.executable, *program, "corpus", "run", "-d", out, "--encoder", "none", "--workers",
         "2"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {MARK: str(out)},
        preexec_fn=limit_files if way == "full disk" else None,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").is_file(), reason="needs /proc")
@pytest.mark.parametrize("way", ["Ctrl-C", "after rename", "before mark", "full disk"])
def test_whatever_ends_a_run_the_next_one_does_what_is_missing_and_nobody_is_left(
    undisturbed: Path, tmp_path: Path, way: str, here: None
) -> None:
    out = tmp_path / "out"
    shutil.copytree(undisturbed.parents[1] / "planned" / "out", out)
    process = begin(out, way)
    if way == "Ctrl-C":
        while process.poll() is None and not results_of(out):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=300)
    if way in PLACES:
        assert (out.parent / "died").exists()
    if way == "full disk":
        assert process.returncode == 2
        assert b"free some space" in told.lower()
    assert left_over(str(out)) == []
    there = len(results_of(out))
    ran = run(out)
    if way == "before mark":
        assert there
        assert ran.done == 4 - there
    assert contents(out) == contents(undisturbed)

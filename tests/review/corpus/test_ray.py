"""The same run on a Ray cluster: the same bytes, actors that die, inputs and outputs in a store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from corpus_runs import contents, plan
from made_texts import write_pairs

from review.corpus.running import RunOptions, run_corpus
from review.corpus.work import Given, Task, WorkOptions, hash_of

pytestmark = pytest.mark.slow
ray = pytest.importorskip("ray")
FAST = RunOptions(encoder="none", workers=2)


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    from review.corpus.engines.ray import start

    engine = start(workers=2, memory_mb=700)
    yield
    engine.close()


def test_the_same_bytes_as_processes_of_this_machine(tmp_path: Path) -> None:
    write_pairs(tmp_path / "jobs", range(6))
    here, there = (plan(tmp_path / "jobs", tmp_path / name / "out") for name in ("a", "b"))
    run_corpus(here, options=FAST)
    ran = run_corpus(there, options=replace(FAST, engine="ray"))
    assert (ran.done, ran.failed) == (6, 0)
    assert contents(there) == contents(here)


def test_an_actor_that_dies_is_replaced_and_nothing_is_lost(tmp_path: Path) -> None:
    from review.corpus.engines.ray import start

    write_pairs(tmp_path / "jobs", range(6))
    tasks = [
        Task(
            kind="sketch",
            name=path.name,
            inputs=(Given(name=path.name, address="", hash=hash_of(data), data=data),),
            options=WorkOptions(encoder="none"),
        )
        for path in sorted((tmp_path / "jobs").rglob("*.txt"))
        for data in [path.read_bytes()]
    ]
    engine = start(workers=2, memory_mb=700)
    found = []
    for outcome in engine.run(tasks):
        found.append(outcome)
        if len(found) in (2, 5) and engine._busy:
            actor, _ = next(iter(engine._busy.values()))
            ray.kill(actor)
    engine.close()
    assert sorted(one.key for one in found) == sorted(task.key for task in tasks)
    assert not any(one.error for one in found)


def test_outputs_go_to_a_store_from_the_workers_themselves(tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    write_pairs(tmp_path / "jobs", range(3))
    out = plan(tmp_path / "jobs", tmp_path / "out")
    store = f"file://{tmp_path}/store"
    ran = run_corpus(out, options=replace(FAST, engine="ray", results=store))
    assert (ran.done, ran.failed) == (3, 0)
    assert not (out / "results").exists()
    assert sum(path.is_file() for path in (tmp_path / "store").rglob("*")) >= 6

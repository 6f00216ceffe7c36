"""The same run on a Ray cluster of two nodes begun by hand: the same bytes, whatever is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from corpus_runs import contents, plan
from made_texts import made_text, write_pairs
from marked_processes import MARK, left_over
from ray_nodes import ENVIRONMENT, RayNodes

from corpora.formats import write_bitext
from corpora.units import Bitext, TranslationUnit
from review.corpus.ledger import Mark
from review.corpus.options import RunOptions
from review.corpus.running import run_corpus
from review.corpus.work import Given, Task, WorkOptions, hash_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/environ").is_file(), reason="needs /proc"),
]
ray = pytest.importorskip("ray")
ROOT = Path(__file__).resolve().parents[3]
FAST = RunOptions(encoder="none", workers=2)


@pytest.fixture(scope="module")
def nodes() -> Iterator[RayNodes]:
    from review.corpus.engines.ray import start

    with pytest.MonkeyPatch.context() as patch, RayNodes(2, 1) as found:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        # Runs of these tests find the connection there, and leave it.
        engine = start(workers=2, memory_mb=700, address=found.address)
        yield found
        engine.close()


@pytest.fixture
def there(nodes: RayNodes) -> RunOptions:
    return replace(FAST, engine="ray", address=nodes.address)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of six pairs by processes of this machine, beside its documents."""
    place = tmp_path_factory.mktemp("here")
    write_pairs(place / "jobs", range(6))
    out = plan(place / "jobs", place / "out")
    run_corpus(out, options=FAST)
    return out


def test_a_store_takes_outputs_from_the_actors_themselves(
    here: Path, there: RunOptions, tmp_path: Path
) -> None:
    pytest.importorskip("fsspec")
    out = plan(here.parent / "jobs", tmp_path / "out")
    ran = run_corpus(out, options=replace(there, results=f"file://{tmp_path}/store"))
    assert (ran.done, ran.failed) == (6, 0)
    assert not (out / "results").exists()
    assert sum(path.is_file() for path in (tmp_path / "store").rglob("*")) >= 12


def test_a_memory_that_the_actors_cannot_reach_is_sent_once_and_used(
    here: Path, there: RunOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    units = tuple(TranslationUnit(source=zh, target=en) for zh, en in made_text(1))
    old = Bitext(name="old", source_language="zh-Hans", target_language="en", units=units)
    write_bitext(old, tmp_path / "old.tmx")
    put, sent = ray.put, []
    monkeypatch.setattr(ray, "put", lambda data: sent.append(len(data)) or put(data))
    outs = [plan(here.parent / "jobs", tmp_path / name / "out") for name in ("near", "far")]
    for out, options in zip(outs, (FAST, there), strict=True):
        run_corpus(out, options=replace(options, memory=(tmp_path / "old.tmx",)))
    assert len(sent) == 2  # the memory, then the glossary that all are checked against
    assert contents(outs[1]) == contents(outs[0])
    assert contents(outs[1])["pairs.jsonl"] != contents(here)["pairs.jsonl"]


def test_what_ray_tells_is_not_among_the_results(
    here: Path, nodes: RayNodes, tmp_path: Path
) -> None:
    from ray._private.utils import publish_error_to_driver

    out = plan(here.parent / "jobs", tmp_path / "out")
    told = [sys.executable, str(ROOT / "duizhao.py"), "corpus", "run", "-d", str(out), "--json",
            "--encoder", "none", "--engine", "ray", "--address", str(nodes.address)]  # fmt: skip
    with subprocess.Popen(
        told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | ENVIRONMENT
    ) as process:
        client = ray._private.worker.global_worker.gcs_client
        number = 0
        while process.poll() is None:
            number += 1
            publish_error_to_driver("node", f"a node was lost, the {number}. time", client)
            time.sleep(0.2)
        results, rest = (stream.read() for stream in (process.stdout, process.stderr) if stream)
    assert json.loads(results)["done"] == 6
    assert b"a node was lost" in rest


def test_an_actor_that_dies_is_replaced_and_nothing_is_lost(here: Path, nodes: RayNodes) -> None:
    from review.corpus.engines.ray import start

    tasks = [
        Task(
            kind="sketch",
            name=path.name,
            inputs=(Given(name=path.name, address="", hash=hash_of(data), data=data),),
            options=WorkOptions(encoder="none"),
        )
        for path in sorted((here.parent / "jobs").rglob("*.txt"))
        for data in [path.read_bytes()]
    ]
    engine = start(workers=2, memory_mb=700, address=nodes.address)
    found = []
    for outcome in engine.run(tasks):
        found.append(outcome)
        if len(found) in (2, 5) and engine._busy:
            actor, _ = next(iter(engine._busy.values()))
            ray.kill(actor)
    engine.close()
    assert sorted(one.key for one in found) == sorted(task.key for task in tasks)
    assert not any(one.error for one in found)


def test_a_driver_that_dies_between_outputs_and_marks_is_started_again(
    here: Path, there: RunOptions, tmp_path: Path
) -> None:
    out = plan(here.parent / "jobs", tmp_path / "out")
    program = str(ROOT / "tests" / "helpers" / "dying_run.py")
    told = [program, "before mark", "1", str(tmp_path / "died"), "corpus", "run", "-d", str(out),
            "--encoder", "none", "--engine", "ray", "--address", str(there.address)]  # fmt: skip
    subprocess.run(
        [sys.executable, *told], check=False, capture_output=True,
        env=os.environ | {MARK: str(out)},
    )  # fmt: skip
    assert (tmp_path / "died").exists()
    assert left_over(str(out)) == []
    run_corpus(out, options=there)
    assert contents(out) == contents(here)


def test_a_node_lost_in_the_middle_costs_what_its_actors_had_in_hand(
    here: Path, there: RunOptions, nodes: RayNodes, tmp_path: Path
) -> None:
    out = plan(here.parent / "jobs", tmp_path / "out")
    lost = []

    def lose(mark: Mark) -> None:
        if not lost:
            lost.append(mark)
            nodes.lose()

    ran = run_corpus(out, options=there, watch=lose)
    assert lost
    assert (ran.done, ran.failed) == (6, 0)
    assert contents(out) == contents(here)

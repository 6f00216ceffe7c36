"""A corpus that learns: from a memory that is named, and from what people decided in it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from corpus_runs import plan, work_here
from made_texts import made_text, write_pairs

from corpora.formats import write_bitext
from corpora.units import Bitext, TranslationUnit
from duizhao import main
from review.corpus.config import find_config
from review.corpus.options import RunOptions
from review.corpus.running import Ran, run_corpus
from review.corpus.work import Given, Task, WorkOptions
from review.project import open_project
from review.project.operations import Confirm

FAST = RunOptions(encoder="none", workers=1)


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A planned corpus of three pairs."""
    work_here(monkeypatch)
    write_pairs(tmp_path / "jobs", range(3))
    plan(tmp_path / "jobs", tmp_path / "out")
    return tmp_path / "out"


def memory(path: Path, *numbers: int) -> Path:
    units = [TranslationUnit(source=zh, target=en) for n in numbers for zh, en in made_text(n)]
    write_bitext(
        Bitext(name="old", source_language="zh-Hans", target_language="en", units=tuple(units)),
        path, force=True,
    )  # fmt: skip
    return path


def run(folder: Path, *paths: Path) -> Ran:
    return run_corpus(folder, options=replace(FAST, memory=paths))


def said(folder: Path, number: int) -> str:
    """What a document's alignment tells of the memory."""
    with open_project(folder) as project:
        return " ".join(project.alignment(f"zh/text {number:04d}.txt").notes)


def test_a_memory_that_is_named_is_used_and_remembered(out: Path, tmp_path: Path) -> None:
    old = memory(tmp_path / "old.tmx", 1)
    assert run(out, old).done == 3
    assert "12 sentences known here" in said(out, 1)
    assert "12 borne out" in said(out, 1)
    with open_project(out) as project:
        kept = project.memory()
        assert kept is not None
        assert len(kept.pairs) == len(set(made_text(1)))
        assert f"memory:{kept.digest[:8]}" in project.glossary().signature
        assert project.has_terms()
        digest = kept.digest
    ran = run(out, old)
    assert ran.done == 0
    assert ran.memory[0].startswith("Memory: 9 pairs, 0 approved terms")
    assert json.loads((out / "statistics.json").read_bytes())["memory"] == digest


def test_another_memory_does_the_work_again_and_the_same_does_not(
    out: Path, tmp_path: Path
) -> None:
    one, other = memory(tmp_path / "a.tmx", 0), memory(tmp_path / "b.tmx", 1)
    assert [run(out).done, run(out, one).done, run(out, one, other).done] == [3, 3, 3]
    assert run(out, other, one).done == 0
    memory(tmp_path / "a.tmx", 2)
    assert run(out, one, other).done == 3


def test_decisions_guide_the_documents_that_come_later_alone(out: Path, tmp_path: Path) -> None:
    run(out)
    with open_project(out, reviewer="Lin") as project:
        project.decide(project.pairs("zh/text 0000.txt")[0], Confirm())
    assert run(out).done == 0
    # A later document begins with the sentence that was confirmed.
    first, rest = made_text(0)[:1], made_text(7)
    for side, folder in enumerate(("zh", "en")):
        lines = [pair[side] for pair in (*first, *rest)]
        (tmp_path / "jobs" / folder / "text 0009.txt").write_text("\n".join(lines), "utf-8")
    plan(tmp_path / "jobs", out)
    assert run(out).done == 1
    assert "Memory: 1 pair read" in said(out, 9)
    assert not said(out, 1)
    with open_project(out, reviewer="Lin") as project:
        project.decide(project.pairs("zh/text 0001.txt")[0], Confirm())
    assert run(out).done == 0


def test_a_corpus_that_is_its_own_memory_comes_to_rest(out: Path) -> None:
    run(out)
    with open_project(out, reviewer="Lin") as project:
        project.decide(project.pairs("zh/text 0000.txt")[0], Confirm())
    assert [run(out, out).done, run(out, out).done] == [3, 0]
    assert "Memory: 1 pair read; 1 sentence known here" in said(out, 0)


def test_the_houses_file_names_memories_beside_it(out: Path, tmp_path: Path) -> None:
    memory(tmp_path / "old.tmx", 1)
    (out / "duizhao.toml").write_text('memory = ["../old.tmx"]\n', encoding="utf-8")
    config = find_config(out, {"memory": ()})
    assert [path.resolve() for path in config.run_options().memory] == [tmp_path / "old.tmx"]
    assert config.origins["memory"].endswith("duizhao.toml")
    given = find_config(out, {"memory": (Path("x.tmx"),)})
    assert (given.values["memory"], given.origins["memory"]) == (["x.tmx"], "the command line")


def test_the_configuration_shows_it(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["corpus", "run", "-d", str(out), "--memory", "a.tmx", "--memory", "b.tmx",
              "--show-config", "--json"])  # fmt: skip
    assert json.loads(capsys.readouterr().out)["values"]["memory"] == ["a.tmx", "b.tmx"]


def test_what_tasks_share_is_sent_apart_from_them(tmp_path: Path) -> None:
    place = tmp_path / "held"
    place.write_bytes(b"pickled")
    memory = Given(name="memory abc", address=str(place), hash="", is_shared=True)
    text = Given(name="a.txt", address=str(place), hash="")
    bare = Task(kind="align", name="a", inputs=(text,), options=WorkOptions())
    task = replace(bare, memory=memory)
    assert task.key != bare.key
    sent = task.with_data(keep_place=False)
    assert (sent.shared, sent.inputs[0].data) == ((memory,), b"pickled")
    whole = sent.with_shared({memory.name: place.read_bytes()})
    place.unlink()
    assert whole.memory is not None
    assert (whole.memory.read(), whole.key) == (b"pickled", task.key)

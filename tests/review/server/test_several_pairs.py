"""A project of several pairs that begins on the page holds all that it needs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from corpus_runs import work_here
from made_texts import write_pairs

from corpora.errors import InputError
from corpora.progress import silent
from review.corpus.plan import PLAN, read_plan
from review.corpus.planning import PlanOptions, make_plan
from review.project import open_project
from review.server.starting import start_several

Pairs = list[list[tuple[str, Path]]]


@pytest.fixture
def pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pairs:
    work_here(monkeypatch)
    write_pairs(tmp_path / "given", range(2))
    names = [[f"{side}/text {number:04d}.txt" for side in ("zh", "en")] for number in range(2)]
    return [[(name, tmp_path / "given" / name) for name in pair] for pair in names]


def start(pairs: Pairs, folder: Path) -> None:
    start_several(silent, pairs=pairs, source_language="zh", folder=folder, tool="any")


def test_its_files_are_in_its_folder_and_the_work_goes_on_from_there(
    pairs: Pairs, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    start(pairs, home / "jobs")
    assert [one.name for one in home.iterdir()] == ["jobs"]
    shutil.rmtree(tmp_path / "given")
    plan = read_plan(home / "jobs" / PLAN)
    make_plan(None, home / "jobs", options=PlanOptions(workers=1))
    assert read_plan(home / "jobs" / PLAN) == plan
    with open_project(home / "jobs") as project:
        for name in project.document_names():
            files = project.files(name)
            assert files is not None
            assert all(one.is_file() for one in files)


def test_of_work_that_fails_nothing_is_left(pairs: Pairs, tmp_path: Path) -> None:
    for pair in pairs:
        pair[1][1].write_bytes(b"")
    (tmp_path / "home").mkdir()
    with pytest.raises(InputError, match="none of the pairs"):
        start(pairs, tmp_path / "home" / "jobs")
    assert not list((tmp_path / "home").iterdir())

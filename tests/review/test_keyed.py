"""Two files of texts under keys are joined by these, wherever two documents are taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpora.errors import InputError
from corpora.formats import read_bitext
from review.jobs.aligning import align_files
from review.jobs.making import make_all
from review.jobs.pair_options import PairOptions

KEYED = {
    ".json": (
        '{"menu": {"save": "保存", "only": "仅中文"}, "hi": "你好，{name}！"}',
        '{"hi": "Hello, {name}!", "menu": {"save": "Save"}, "more": "English only"}',
    ),
    ".properties": (
        "menu.save=保存\nmenu.only=仅中文\nhi=你好，{name}！\n",
        "hi=Hello, {name}!\nmenu.save=Save\nmore=English only\n",
    ),
    ".strings": (
        '"menu.save" = "保存";\n"menu.only" = "仅中文";\n"hi" = "你好，{name}！";\n',
        '"hi" = "Hello, {name}!";\n"menu.save" = "Save";\n"more" = "English only";\n',
    ),
    ".xml": (
        '<resources><string name="menu.save">保存</string><string name="menu.only">仅中文</string>'
        '<string name="hi">你好，{name}！</string></resources>',
        '<resources><string name="hi">Hello, {name}!</string>'
        '<string name="menu.save">Save</string><string name="more">English only</string>'
        "</resources>",
    ),
}
PAIRS = [
    ("保存", "Save", "1-1"), ("仅中文", "", "1-0"), ("你好，{name}！", "Hello, {name}!", "1-1"),
    ("", "English only", "0-1"),
]  # fmt: skip


def files(folder: Path, suffix: str) -> tuple[Path, Path]:
    """The two, named so that nothing but what is given says that they belong together."""
    paths = folder / f"ours{suffix}", folder / f"theirs{suffix}"
    for path, text in zip(paths, KEYED[suffix], strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


@pytest.mark.parametrize("suffix", KEYED)
def test_joined_by_key_and_said(suffix: str, tmp_path: Path) -> None:
    found = align_files(*files(tmp_path, suffix), options=PairOptions())
    assert [(u.source, u.target, u.kind) for u in found.to_bitext().units] == PAIRS
    assert "was joined by key with" in found.source.notes[0]
    assert ("key", "hi") in found.beads[2].props


def test_a_project_of_such_files_is_made_once(tmp_path: Path) -> None:
    paths = files(tmp_path, ".json")
    made = make_all(*paths, tmp_path / "out", options=PairOptions(encoder="none"))
    units = read_bitext(made.folder / "memory.tmx").units
    assert [(u.source, u.target) for u in units] == [(s, t) for s, t, _ in PAIRS if s and t]
    again = make_all(*paths, tmp_path / "out", options=PairOptions(encoder="none"))
    assert again.alignment == made.alignment


def test_files_without_a_common_key_are_refused(tmp_path: Path) -> None:
    paths = tmp_path / "a.json", tmp_path / "b.json"
    paths[0].write_text('{"a": "保存"}', encoding="utf-8")
    paths[1].write_text('{"b": "Save"}', encoding="utf-8")
    with pytest.raises(InputError, match=r"has no key of a\.json"):
        align_files(*paths, options=PairOptions())


def test_a_file_that_holds_pairs_by_itself_is_not_joined(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"zh": "保存", "en": "Save"}]', encoding="utf-8")
    other = tmp_path / "b.json"
    other.write_text('{"b": "Save"}', encoding="utf-8")
    with pytest.raises(InputError, match="holds pairs by itself"):
        align_files(path, other, options=PairOptions())


def test_saying_the_languages_turns_them_round(tmp_path: Path) -> None:
    paths = files(tmp_path, ".json")
    found = align_files(*paths, options=PairOptions(source_language="en"))
    assert (found.source.name, found.target.name) == ("theirs.json", "ours.json")
    assert found.to_bitext().units[0].source == "Hello, {name}!"

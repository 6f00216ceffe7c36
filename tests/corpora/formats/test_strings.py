"""Texts of programs: read from one file or from two, whatever the notation."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from case_files import cases

from corpora.errors import InputError
from corpora.formats import ReadOptions, read_bitext
from glossary.formats import read_glossary


def placed(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


@pytest.mark.parametrize("case", cases("strings"))
def test_it_is_read_right_or_refused_helpfully(case, tmp_path):
    given, expected = case["input"], case["expected"]
    placed(tmp_path, given["files"])
    options = ReadOptions(source_language=given.get("source_language"))
    path = tmp_path / given["read"]
    if "error" in expected:
        with pytest.raises(InputError) as caught:
            read_bitext(path, options)
        assert caught.value.problem.startswith(expected["error"])
        assert caught.value.line == expected.get("line", caught.value.line)
        assert caught.value.hint
        return
    read = read_bitext(path, options)
    assert [[unit.source, unit.target] for unit in read.units] == expected["pairs"]
    assert [read.source_language, read.target_language] == expected["languages"]


def test_what_was_joined_is_said(tmp_path):
    placed(tmp_path, {"zh.json": '{"a": "保存", "b": "关"}', "en.json": '{"a": "Save"}'})
    notes = read_bitext(tmp_path / "zh.json").notes
    assert "joined by key with" in notes[0]
    assert notes[0].endswith("en.json")
    assert notes[1] == "1 unit had a key that the other language lacks"


SEGMENT = "<Segment><Elements>{}</Elements><CultureName>zh-CN</CultureName></Segment>"
TAG = "<Tag><Type>{}</Type><Anchor>1</Anchor><TagID>b</TagID></Tag>"


def memory(path: Path, rows: list[tuple[str, str]]) -> Path:
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE translation_memories (source_language, target_language)")
    base.execute("INSERT INTO translation_memories VALUES ('zh-CN', 'en-US')")
    base.execute(
        "CREATE TABLE translation_units (id INTEGER PRIMARY KEY, source_segment TEXT, "
        "target_segment TEXT, creation_date TEXT, creation_user TEXT)"
    )
    for source, target in rows:
        base.execute(
            "INSERT INTO translation_units (source_segment, target_segment, creation_date, "
            "creation_user) VALUES (?, ?, '2024-02-29 23:59:59', 'ann')",
            (source, target),
        )
    base.commit()
    base.close()
    return path


def segment(*parts: str) -> str:
    shown = [part if part.startswith("<") else f"<Text><Value>{part}</Value></Text>"
             for part in parts]  # fmt: skip
    return SEGMENT.format("".join(shown))


ROW = (
    segment("按", TAG.format("Start"), "保存", TAG.format("End"), "。"),
    segment("Press ", TAG.format("Start"), "Save", TAG.format("End"), "."),
)


@pytest.mark.parametrize(
    ("markup", "pair"),
    [
        ("flatten", ["按保存。", "Press Save."]),
        ("placeholders", ["按{1}保存{/1}。", "Press {1}Save{/1}."]),
    ],
)
def test_a_memory_of_trados_is_read_and_left_alone(markup, pair, tmp_path):
    path = memory(tmp_path / "m.sdltm", [ROW])
    before = path.read_bytes()
    read = read_bitext(path, ReadOptions(markup=markup))
    assert [[unit.source, unit.target] for unit in read.units] == [pair]
    assert (read.source_language, read.target_language) == ("zh-Hans", "en")
    assert read.units[0].created_at == "20240229T235959Z"
    assert read.units[0].created_by == "ann"
    assert (path.read_bytes(), [one.name for one in tmp_path.iterdir()]) == (before, ["m.sdltm"])


def test_another_database_is_called_what_it_is(tmp_path):
    base = sqlite3.connect(tmp_path / "a.sdltm")
    base.execute("CREATE VIEW translation_units AS SELECT 1 AS source_segment")
    base.commit()
    base.close()
    with pytest.raises(InputError, match="no memory of Trados"):
        read_bitext(tmp_path / "a.sdltm")


def test_a_database_that_breaks_off_is_an_error(tmp_path):
    path = memory(tmp_path / "m.sdltm", [ROW] * 200)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError, match="damaged database"):
        read_bitext(path)


def test_a_termbase_that_cannot_be_read_says_what_to_do(tmp_path):
    (tmp_path / "a.sdltb").write_bytes(b"\x00\x01\x00\x00Standard Jet DB\x00" + b"\0" * 64)
    for read in (read_bitext, read_glossary):
        with pytest.raises(InputError, match="Export it in MultiTerm"):
            read(tmp_path / "a.sdltb")


def test_termbases_and_tables_are_glossaries_too(tmp_path):
    by_name = {case["comment"]: case["input"]["files"] for case in
               (found.values[0] for found in cases("strings"))}  # fmt: skip
    placed(tmp_path, by_name["MultiTerm XML under any suffix"])
    placed(tmp_path, by_name["Markdown: a page of one table"])
    [entry] = read_glossary(tmp_path / "a.xml").entries
    assert (entry.source_term, entry.target_term) == ("cloud computing", "云计算")
    assert entry.definition == "网上的计算"
    read = read_glossary(tmp_path / "a.md")
    assert read.entries[0].source_term == "人工智能"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", "[" * 100_000),
        ("a.json", '{"a":' * 300 + '"x"' + "}" * 300),
        ("a.yml", "[" * 50_000),
        ("a.yml", "".join(f"{' ' * n}a:\n" for n in range(300))),
    ],
)
def test_nesting_without_end_is_refused(name, text, tmp_path):
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match="nest"):
        read_bitext(tmp_path / name)


def test_any_two_files_are_joined_if_both_are_named(tmp_path):
    placed(tmp_path, {"new/ui.yml": "a: 保存\nb: 打开\n", "old/texts.yml": "b: Open\na: Save\n"})
    options = ReadOptions(partner=tmp_path / "old" / "texts.yml")
    units = read_bitext(tmp_path / "new" / "ui.yml", options).units
    assert [(unit.id, unit.source, unit.target) for unit in units] == [
        ("a", "保存", "Save"),
        ("b", "打开", "Open"),
    ]

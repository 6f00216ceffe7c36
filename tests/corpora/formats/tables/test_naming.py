"""Columns are found by what they are called and by what stands in them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from case_files import cases

from corpora.errors import InputError
from corpora.formats import ReadOptions, read_bitext
from corpora.formats.tables.naming import read_name
from glossary import read_glossary

ROWS = [("artifact", "圣遗物"), ("adventurer", "冒险家"), ("vision", "神之眼")]
HEADERS = [
    ("en", "zhCN"), ("EN", "CN"), ("English", "简体中文"), ("英文", "中文"), ("en-US", "zh-CN"),
    ("en_GB", "zh_Hans_CN"), ("English (UK)", "Chinese (Simplified)"), ("英语", "汉语"),
    ("ENG", "CHS"), ("English term", "Chinese term"), ("英文术语", "中文术语"), ("src", "tgt"),
    ("Source", "Target"), ("source text", "target text"), ("Original", "Translation"),
    ("原文", "译文"), ("源语言", "目标语言"), ("原词", "译词"), ("术语", "译名"),
    ("Term", "Translation"),
    ("term", "Chinese"), ("source (en)", "target (zh)"), ("en_text", "zh_text"),
    ("msgid", "msgstr"),
    ("英", "中"), ("英文原文", "中文译文"), ("English Name", "Chinese Name"), ("sl", "tl"),
    ("From", "To"), ("Source language", "Target language"), ("Source term", "Target term"),
    ("enu", "cht"), ("Yingwen", "Zhongwen"), ("Input", "Output"), ("L1", "L2"),
    ("美式英语(en-US)", "简体中文(zh-CN)"), ("英文", "華文"), ("key_en", "key_zh"),
    ("Text", "Übersetzung"), ("American English", "普通话"), ("来料", "成品"),
]  # fmt: skip
REPEATED = "reviewed by the legal department"


@pytest.mark.parametrize("case", cases("column_names"))
def test_what_a_name_says(case: dict) -> None:
    told = []
    for cell in case["input"]:
        name = read_name(cell)
        told.append(" ".join(filter(None, (name.role, name.language, "term" * name.is_term))))
    assert told == case["expected"]


@pytest.mark.parametrize("header", HEADERS, ids=" | ".join)
@pytest.mark.parametrize("between", [[], ["ja"]], ids=["", "another between"])
def test_two_columns_by_any_name(header, between, tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    lines = [[header[0], *between, header[1], "备注"]]
    lines += [[en, *["アイテム" for _ in between], zh, "说明"] for en, zh in ROWS]
    path.write_text("\n".join(",".join(line) for line in lines) + "\n", encoding="utf-8")
    found = read_glossary(path)
    assert [(one.source_term, one.target_term) for one in found.entries] == ROWS
    assert [(one.source, one.target) for one in read_bitext(path).units] == ROWS


def test_a_header_in_unknown_words_is_no_row_of_terms(tmp_path: Path) -> None:
    """Told by the script, and columns that repeat themselves or are named as remarks are none."""
    path = tmp_path / "g.csv"
    lines = [["Vorlage", "Prüfer", "Zieltext", "备注"]]
    lines += [[en, REPEATED, zh, "说明"] for en, zh in ROWS]
    path.write_text("\n".join(",".join(line) for line in lines) + "\n", encoding="utf-8")
    assert [(o.source_term, o.target_term) for o in read_glossary(path).entries] == ROWS
    assert [(o.source, o.target) for o in read_bitext(path).units] == ROWS
    assert any("“Vorlage” (source)" in note for note in read_bitext(path).notes)


@pytest.mark.parametrize(
    "first", [("WHO", "World Health Organization"), ("Windows", "Windows"), ("OK.", "Fine.")]
)
def test_a_first_row_in_one_script_may_be_a_pair(first, tmp_path: Path) -> None:
    path = tmp_path / "g.tsv"
    rows = [first, *((zh, en) for en, zh in ROWS)]
    path.write_text("".join(f"{zh}\t{en}\n" for zh, en in rows), encoding="utf-8")
    assert [(o.source, o.target) for o in read_bitext(path).units] == rows


def test_a_first_row_that_is_shorter_names_nothing(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text("note\n甲,x,A\n乙,x,B\n丙,x,C\n丁,x,D\n", encoding="utf-8")
    assert [o.source for o in read_bitext(path).units] == ["甲", "乙", "丙", "丁"]
    path.write_text("note,b\n甲乙,x,An apple\n乙丙,x,Bees\n丙丁,x,Cats\n", encoding="utf-8")
    assert read_bitext(path, ReadOptions(recover=True)).units[-1].source == "丙丁"


def test_a_title_above_the_header(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text("游戏术语表,,\nEnglish,中文,\nartifact,圣遗物,\n", encoding="utf-8")
    found = read_glossary(path)
    assert [(one.source_term, one.target_term) for one in found.entries] == ROWS[:1]
    assert any("above the header" in note for note in found.notes)


def test_four_columns_without_a_header(tmp_path: Path) -> None:
    """As the site of a machine translation exports its glossaries."""
    path = tmp_path / "g.csv"
    path.write_text('"云","cloud","ZH","EN"\n"加密","encryption","ZH","EN"\n', encoding="utf-8")
    expected = [("云", "cloud"), ("加密", "encryption")]
    assert [(o.source_term, o.target_term) for o in read_glossary(path).entries] == expected
    assert [(o.source, o.target) for o in read_bitext(path).units] == expected


def test_a_term_beside_the_name_of_its_language_is_a_term(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text("中文,Chinese\n英文,English\n", encoding="utf-8")
    found = read_glossary(path).entries
    assert [(o.source_term, o.target_term) for o in found] == [
        ("中文", "Chinese"),
        ("英文", "English"),
    ]


def test_columns_that_were_not_taken_are_named(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text("id_no,en,ja,zhCN\n1,artifact,聖遺物,圣遗物\n", encoding="utf-8")
    said = "columns “en” (source) and “zhCN” (target) were taken"
    assert any(said in note and "“ja”" in note for note in read_glossary(path).notes)
    assert any(said in note and "“ja”" in note for note in read_bitext(path).notes)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("术语,注释\n圣遗物,道具\n", "no two columns of terms"),
        ("source_term,target_term\n圣遗物,\n", "no translation of any term"),
        ("圣遗物,道具\n冒险家,职业\n", "no two columns of terms"),
    ],
)
def test_a_glossary_without_translations_is_refused(text, said, tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_glossary(path)


def test_a_remark_at_the_head_of_a_table(tmp_path: Path) -> None:
    path = tmp_path / "glossary.txt"
    path.write_text(
        "# Terms of the project -*- coding: utf-8 -*-\n凌寒\tLing Han\n剑气\tsword energy\n"
    )
    assert [one.source for one in read_bitext(path).units] == ["凌寒", "剑气"]
    assert [one.source_term for one in read_glossary(path).entries] == ["凌寒", "剑气"]


def test_all_sheets_are_read_and_others_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "A–M"
    for row in [("en", "zhCN"), ROWS[0], ROWS[1]]:
        book.active.append(row)
    second = book.create_sheet("N–Z")
    for row in [("English", "中文"), ROWS[2]]:
        second.append(row)
    book.create_sheet("about").append(["Made by hand"])
    book.save(tmp_path / "g.xlsx")
    glossary, pairs = read_glossary(tmp_path / "g.xlsx"), read_bitext(tmp_path / "g.xlsx")
    assert [(one.source_term, one.target_term) for one in glossary.entries] == ROWS
    assert [(one.source, one.target) for one in pairs.units] == ROWS
    for notes in (glossary.notes, pairs.notes):
        assert any("“about” left out" in note for note in notes)

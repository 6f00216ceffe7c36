"""Files as tools, disks and people really leave them: read right, or refused with a sentence."""

from __future__ import annotations

import gzip
import re
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from case_files import cases

from corpora.errors import InputError, Option
from corpora.formats import ReadOptions, load_bitext, open_units, read_bitext
from corpora.units import Bitext

_BYTES = re.compile(r"⟦([0-9a-f]+)⟧")


def content(text: str, encoding: str = "utf-8") -> bytes:
    """A case's text in its encoding; ``⟦00⟧`` stands for the byte itself."""
    pieces = _BYTES.split(text)
    return b"".join(
        bytes.fromhex(piece) if at % 2 else piece.encode(encoding)
        for at, piece in enumerate(pieces)
    )


def pairs(bitext: Bitext) -> list[list[str]]:
    return [[unit.source, unit.target] for unit in bitext.units]


@pytest.mark.parametrize("case", cases("odd_files"))
def test_it_is_read_right_or_refused_helpfully(case, tmp_path):
    given, expected = case["input"], case["expected"]
    path = tmp_path / f"odd{given['suffix']}"
    path.write_bytes(content(given["text"], given.get("encoding", "utf-8")))
    if "error" in expected:
        with pytest.raises(InputError) as caught:
            read_bitext(path)
        assert caught.value.problem.startswith(expected["error"])
        assert caught.value.line == expected.get("line")
        assert caught.value.hint
        assert (Option.RECOVER in caught.value.options) == bool(expected.get("recovered"))
    else:
        read = read_bitext(path)
        assert pairs(read) == expected["pairs"]
        assert [read.source_language, read.target_language] == expected["languages"]
        assert list(read.notes) == expected.get("notes", [])


@pytest.mark.parametrize("case", cases("odd_files"))
def test_recovery_gives_what_can_be_had_and_says_what_was_lost(case, tmp_path):
    """Of a whole file recovery gives the same, and says nothing."""
    given, expected = case["input"], case["expected"]
    path = tmp_path / f"odd{given['suffix']}"
    path.write_bytes(content(given["text"], given.get("encoding", "utf-8")))
    if "error" in expected and "recovered" not in expected:
        with pytest.raises(InputError):
            read_bitext(path, ReadOptions(recover=True))
        return
    stream = open_units(path, ReadOptions(recover=True))
    read = [[unit.source, unit.target] for unit in stream.units]
    assert read == expected.get("recovered", expected.get("pairs"))
    said = [line.removeprefix(f"{path}, ") for line in stream.damage]
    assert said == expected.get("damage", [])


TMX = (
    '<tmx version="1.4"><header srclang="zh-CN"/><body>'
    + "".join(
        f'<tu><tuv xml:lang="zh-CN"><seg>第{n}句。</seg></tuv>'
        f'<tuv xml:lang="en-US"><seg>Sentence {n}.</seg></tuv></tu>\n'
        for n in range(4000)
    )
    + "</body></tmx>"
)


def test_a_packed_file_is_known_by_its_bytes(tmp_path):
    path = tmp_path / "memory.tmx"
    path.write_bytes(gzip.compress(TMX.encode()))
    assert len(read_bitext(path).units) == 4000


def test_of_a_packed_file_that_breaks_off_the_beginning_can_be_had(tmp_path):
    path = tmp_path / "memory.tmx.gz"
    path.write_bytes(gzip.compress(TMX.encode())[:-2000])
    with pytest.raises(InputError, match="recover=True"):
        read_bitext(path)
    stream = open_units(path, ReadOptions(recover=True))
    assert 2000 < len(list(stream.units)) < 4000
    assert "ends inside a unit" in stream.damage[0]
    assert "breaks off" in stream.damage[1]


@pytest.mark.parametrize(
    ("start", "problem"),
    [
        (b"PK\x03\x04", "ZIP archive"), (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0", "encrypted one"), (b"SQLite format 3\0", "database"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_called_what_it_is(start, problem):
    with pytest.raises(InputError, match=problem) as caught:
        load_bitext(start + bytes(range(32)) * 20, suffix=".tmx")
    assert caught.value.hint


def workbook(path: Path, rows: list[list[object]], merge: str = "") -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    book.save(path)
    return path


def test_a_workbook_with_a_title_over_both_columns(tmp_path):
    rows = [["双语对照表", None], ["中文", "English"], ["甲", "A"], [None, None], ["乙", "B"]]
    read = read_bitext(workbook(tmp_path / "a.xlsx", rows, merge="A1:B1"))
    assert pairs(read) == [["甲", "A"], ["乙", "B"]]
    assert read.notes == ("1 row above the header left out",)


def test_a_workbook_with_numbers_dates_and_truths(tmp_path):
    import datetime

    day = datetime.datetime(2024, 1, 2)
    rows = [["中文", "English"], [2024, "Year 2024"], [day, "2 January"], [1.5, True]]
    read = read_bitext(workbook(tmp_path / "a.xlsx", rows))
    assert pairs(read) == [["2024", "Year 2024"], ["2024-01-02", "2 January"], ["1.5", "TRUE"]]


def test_formulas_nobody_worked_out_are_said(tmp_path):
    rows = [["中文", "English"], ["甲", '=CONCATENATE("A","B")'], ["乙", "B"]]
    read = read_bitext(workbook(tmp_path / "a.xlsx", rows))
    assert pairs(read) == [["甲", ""], ["乙", "B"]]
    assert "formulas without a value, read as empty: 1" in read.notes[0]


def test_an_encrypted_workbook_is_said_to_be_one(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    with pytest.raises(InputError, match="encrypted"):
        read_bitext(tmp_path / "a.xlsx")


def word(path: Path, build) -> Path:
    file = docx.Document()
    build(file)
    file.save(str(path))
    return path


def test_a_word_table_with_merged_cells(tmp_path):
    def build(file):
        table = file.add_table(4, 2)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "标题 Title"
        table.cell(1, 0).merge(table.cell(2, 0)).text = "甲"
        for row, text in enumerate(("A1", "A2", "B"), 1):
            table.cell(row, 1).text = text
        table.cell(3, 0).text = "乙"

    read = read_bitext(word(tmp_path / "a.docx", build))
    assert pairs(read) == [["甲", "A1"], ["", "A2"], ["乙", "B"]]


def test_a_word_table_within_a_table_is_one_of_its_own(tmp_path):
    def build(file):
        table = file.add_table(2, 2)
        for cell, text in zip((*table.rows[0].cells, table.cell(1, 1)), "甲AB", strict=True):
            cell.text = text
        table.cell(1, 0).text = "乙"
        inner = table.cell(1, 0).add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "内", "Inner"

    read = read_bitext(word(tmp_path / "a.docx", build))
    assert [[s.strip(), t.strip()] for s, t in pairs(read)] == [
        ["甲", "A"], ["乙", "B"], ["内", "Inner"],
    ]  # fmt: skip


def test_an_archive_by_the_name_of_a_memory(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.tmx", "w") as archive:
        archive.writestr("m.tmx", TMX)
    with pytest.raises(InputError, match=r"ZIP archive.*[Uu]npack it"):
        read_bitext(tmp_path / "a.tmx")

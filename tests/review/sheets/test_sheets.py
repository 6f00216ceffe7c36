"""Sheets that go out and come back: what is decided in them, and what spreadsheets do to them."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora.errors import InputError
from corpora.language.tools import Tools
from glossary import ConceptEntry, Glossary, entry_id, write_glossary
from quality.check import CheckOptions, check_bitext
from quality.check.output.write import write_check_report
from review.project import operations as op
from review.sheets.pairs import write_pairs_sheet
from review.sheets.reading import read_reviewed
from review.sheets.taking import take_reviewed
from review.sheets.words import PAIR_WORDS

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "cases" / "sheet_decisions.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


LINES = ["甲。 = A.", "甲。乙。 = A. B.", "丙。 = ", " = C."]
SOME = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def rows_of(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [["" if v is None else str(v) for v in row] for row in sheet.iter_rows(values_only=True)]


def fill(path: Path, edits: dict[str, dict[str, str]], key: str = "pair") -> Path:
    """The sheet with some cells written over, by the number of the row's pair."""
    header, *rows = rows_of(path)
    for row in rows:
        for name, value in edits.get(row[header.index(key)], {}).items():
            row[header.index(name)] = value
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return path
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value or None
    book.save(path)
    return path


def give(project, *paths: Path):
    return take_reviewed(project, [read_reviewed(path) for path in paths])


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
@pytest.mark.parametrize("case", CASES, ids=[case["comment"] for case in CASES])
def test_what_is_written_into_a_row_is_decided(make, told, tmp_path, case, suffix) -> None:
    project = make(case["pairs"])
    path = tmp_path / f"pairs.{suffix}"
    write_pairs_sheet(project, path)
    fill(path, case["rows"])
    taken = give(project, path)
    missed = [str(one).partition(", ")[2] for one in taken.missed]
    assert missed == case.get("missed", [])
    found = told(project)
    assert (sorted(found) if case.get("unordered") else found) == (
        sorted(case["expected"]) if case.get("unordered") else case["expected"]
    )
    last = project.last
    again = give(project, path)
    assert (project.last, told(project), again.new) == (last, found, 0)
    assert again.missed == taken.missed


def test_three_rows_fix_three_rows_and_one_undo_takes_them_back(make, told, tmp_path) -> None:
    project = make([f"句{n}。 = Sentence {n}." for n in range(1, 30)])
    before = told(project)
    path = tmp_path / "pairs.csv"
    write_pairs_sheet(project, path)
    fill(path, {"3": {"decision": "ok"}, "9": {"decision": "merge with next"},
                "20": {"decision": "no counterpart"}})  # fmt: skip
    taken = give(project, path)
    assert taken.decisions == {"ok": 1, "merge with next": 1, "no counterpart": 1}
    assert (taken.read, taken.new, taken.missed) == (3, 3, ())
    changed = set(before) ^ set(told(project))
    assert {line.split()[0] for line in changed} == {"9", "10", "20", "20b"}
    assert [p.number for p in project.pairs() if p.is_decided] == ["3", "9", "20", "20b"]
    project.undo()
    assert told(project) == before


def test_what_was_decided_stands_in_the_next_sheet_and_can_be_taken_back(make, tmp_path) -> None:
    project = make(["甲。 = A.", "乙。 = B.", "丙。 = C.", "丁。 = D."])
    project.decide("1", op.Confirm())
    project.decide("2", op.KeepOut())
    project.decide("3", op.Doubt("why?"))
    project.decide("4", op.CorrectText("target", "Dee."))
    path = tmp_path / "pairs.xlsx"
    write_pairs_sheet(project, path)
    header, *rows = rows_of(path)
    column = header.index
    assert [row[column("decision")] for row in rows] == ["ok", "keep out", "doubtful", ""]
    assert rows[2][column("note")] == "why?"
    assert [rows[3][column(name)] for name in ("target", "corrected_target")] == ["D.", "Dee."]
    assert give(project, path).new == 0
    fill(path, {"1": {"decision": "undecided"}, "2": {"decision": "ok"},
                "4": {"corrected_target": "D."}})  # fmt: skip
    assert give(project, path).new == 3
    pairs = project.pairs()
    assert [pair.is_confirmed for pair in pairs] == [False, True, False, False]
    assert not pairs[1].is_kept_out
    assert (pairs[3].target, pairs[3].original_target) == ("D.", None)


def test_a_sheet_of_before_an_undo_decides_again(make, told, tmp_path) -> None:
    project = make(["甲。 = A.", "乙。 = B."])
    path = tmp_path / "pairs.xlsx"
    write_pairs_sheet(project, path)
    fill(path, {"1": {"decision": "merge with next"}})
    give(project, path)
    project.undo()
    assert give(project, path).new == 1
    assert told(project) == ["1 甲。乙。 = A. B."]


@SOME
@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=6),
    st.lists(st.sampled_from(["", *(word.name for word in PAIR_WORDS)]), min_size=6, max_size=6),
)
def test_any_words_in_any_rows_lose_no_sentence_and_are_decided_once(
    make, told, tmp_path, lines, words
) -> None:
    project = make(lines)
    path = tmp_path / "any.csv"
    write_pairs_sheet(project, path, force=True)
    fill(path, {str(n): {"decision": word} for n, word in enumerate(words, 1)})
    before = sorted(s for pair in project.pairs() for s in pair.source_sentences)
    taken = give(project, path)
    assert sorted(s for pair in project.pairs() for s in pair.source_sentences) == before
    found, last = told(project), project.last
    give(project, path)
    # What had no place may have one by then.
    assert taken.missed or (told(project), project.last) == (found, last)


def test_words_that_are_not_understood_are_named_with_their_rows(make, tmp_path) -> None:
    project = make(["甲。 = A.", "乙。 = B."])
    path = tmp_path / "pairs.csv"
    write_pairs_sheet(project, path)
    fill(path, {"1": {"decision": "perhaps"}, "2": {"decision": "也许"}})
    with pytest.raises(
        InputError, match="“perhaps”; row 3 has the unknown decision “也许”"
    ) as caught:
        read_reviewed(path)
    assert caught.value.line == 2
    assert "merge with next" in caught.value.hint


def test_columns_in_another_order_rows_sorted_and_some_left_out(make, tmp_path) -> None:
    project = make(["甲。 = A.", "乙。 = B.", "丙。 = C."])
    path = tmp_path / "pairs.csv"
    path.write_text("my own;Decision;PAIR\nx;ok;3\n;;2\ny;不入库;1\n", encoding="gb18030")
    taken = give(project, path)
    assert taken.decisions == {"ok": 1, "keep out": 1}
    assert [(p.is_confirmed, p.is_kept_out) for p in project.pairs()] == [
        (False, True), (False, False), (True, False),
    ]  # fmt: skip


# --- findings ------------------------------------------------------------------------------------


@pytest.fixture
def checked(make):
    project = make(
        ["有12家。 = There are 21 firms.", "甲3。 = A 4.", "你好，世界。 = Hello,world."]
    )
    report = check_bitext(
        project.bitext(),
        target=project.alignment().target,
        options=CheckOptions(),
        tools=Tools(encoder=None, lexicon=None),
    )
    project.put_findings(report)
    return project


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_answers_come_in(checked, tmp_path, suffix) -> None:
    path = tmp_path / f"findings.{suffix}"
    write_check_report(checked.check_report(), path)
    header = rows_of(path)[0]
    assert ("corrected" in header, "answer" in header) == (True, True)
    fill(path, {"1": {"answer": "", "corrected": "There are 12 firms."}, "2": {"answer": "误报"},
                "3": {"answer": "later"}}, key="unit")  # fmt: skip
    taken = give(checked, path)
    assert taken.missed == ()
    assert taken.decisions["fixed"] == taken.decisions["false alarm"] == 1
    assert checked.pair("1").target == "There are 12 firms."
    assert {one.pair: one.answer for one in checked.findings()}["3"] == "later"
    assert all(one.number != "2" for one in checked.check_report().findings)
    last = checked.last
    assert (give(checked, path).new, checked.last) == (0, last)
    write_check_report(checked.check_report(), path, force=True)
    assert "later" in [row[header.index("answer")] for row in rows_of(path)[1:]]


def test_findings_alike_are_one_row_and_answered_at_once(make, tmp_path) -> None:
    project = make([f"你好{n}，世界。 = Hello,world." for n in "一二三四五"])
    report = check_bitext(project.bitext(), options=CheckOptions(checks=("form",)))
    project.put_findings(report)
    path = tmp_path / "findings.xlsx"
    write_check_report(project.check_report(), path)
    header, *rows = rows_of(path)
    (row,) = [row for row in rows if row[header.index("alike")] == "5"]
    assert row[header.index("units")] == "1, 2, 3, 4, 5"
    fill(path, {"1": {"answer": "false alarm"}}, key="unit")
    assert give(project, path).new == 1
    assert not project.check_report().findings


def test_an_answer_whose_finding_is_gone_is_named(checked, tmp_path) -> None:
    path = tmp_path / "findings.csv"
    write_check_report(checked.check_report(), path)
    fill(path, {"1": {"answer": "right", "id": "none", "message": "another"}}, key="unit")
    taken = give(checked, path)
    assert str(taken.missed[0]) == (
        "findings.csv, row 2: right (pair 1) was not taken in: its finding is not there any more"
    )


def test_a_row_of_several_findings_of_which_some_are_gone_is_named_once(make, tmp_path) -> None:
    project = make([f"你好{n}，世界。 = Hello,world." for n in "一二三"])
    project.put_findings(check_bitext(project.bitext(), options=CheckOptions(checks=("form",))))
    path = tmp_path / "findings.csv"
    ids = [one.finding.id for one in project.findings()]
    path.write_text(f"id,answer\n{ids[0]} gone {ids[2]} lost,later\n", encoding="utf-8")
    taken = give(project, path)
    assert [one.reason for one in taken.missed] == ["2 of its 4 findings are not there any more"]
    assert [one.answer for one in project.findings()] == ["later", "", "later"]


def test_a_reviewed_glossary_comes_in_beside_the_others(checked, tmp_path) -> None:
    entry = ConceptEntry(
        id=entry_id("世界"), source_term="世界", target_term="world", decision="approve"
    )
    path = tmp_path / "g.xlsx"
    write_glossary(
        Glossary(source_language="zh-Hans", target_language="en", entries=(entry,)), path
    )
    taken = give(checked, path)
    assert (taken.decisions, taken.new) == ({"approved": 1}, 1)
    assert give(checked, path).new == 0


# --- other programs ------------------------------------------------------------------------------


@pytest.mark.client
@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_libreoffice_opens_and_saves(make, told, tmp_path, suffix) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    project = make(["“甲”。乙。 = “A”, it’s. B.", "丙。 = C.", "丙。 = C.", "𠮷。 = +1+1."])
    path = tmp_path / f"pairs.{suffix}"
    write_pairs_sheet(project, path)
    before = rows_of(path)
    fill(path, {"1": {"decision": "split 1/1"}, "3": {"decision": "keep out"}})
    target = tmp_path / "saved"
    kind = {"csv": "csv:Text - txt - csv (StarCalc):44,34,76,1", "xlsx": "xlsx"}[suffix]
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += [f"--infilter={'CSV:44,34,76,1' if suffix == 'csv' else 'Calc MS Excel 2007 XML'}"]
    command += ["--convert-to", kind, "--outdir", str(target), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120, env={**os.environ})
    saved = target / f"pairs.{suffix}"
    assert rows_of(saved)[0] == before[0]
    taken = give(project, saved)
    assert (taken.missed, taken.new) == ((), 2)
    assert told(project)[:2] == ["1 “甲”。 = “A”, it’s.", "1b 乙。 = B."]
    assert [pair.number for pair in project.pairs() if pair.is_kept_out] == ["3"]

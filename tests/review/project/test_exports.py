"""The files of a project: the same project, the same bytes; and never over what a person wrote."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from corpora.errors import InputError
from glossary.record.entries import ConceptEntry, Glossary, Place, Rendering, entry_id
from quality.findings import CheckReport, Finding
from quality.messages import as_written
from review.project import operations as op
from review.project.exporting import ExportChoices, export_folder, pairs_file
from review.project.reviewed import take_glossary

ROOT = Path(__file__).resolve().parents[3]
NAMES = ("memory.tmx", "glossary.csv", "findings.csv", "report.html")


def _files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("project")
    }


def _numbers(path):
    return [prop.text for prop in etree.parse(path).findall(".//tu/prop[@type='x-pair']")]


@pytest.fixture
def project(make):
    project = make(["甲。 = A.", "乙。 = B.", "丙。 = ", "丁。 = D."])
    entry = ConceptEntry(
        id=entry_id("甲"),
        source_term="甲",
        target_term="A",
        renderings=(
            Rendering(
                text="A",
                count=1,
                share=1.0,
                places=(
                    Place(
                        document="speech.zh.txt", unit=1, source_span=(0, 1), target_spans=((0, 1),)
                    ),
                ),
            ),
        ),
        count=1,
    )
    project.put_glossary(
        Glossary(source_language="zh-Hans", target_language="en", entries=(entry,), signature="h")
    )
    project.put_findings(
        CheckReport(
            name="speech.zh.txt", source_language="zh-Hans", target_language="en", units=4,
            findings=(), signature="none",
        )
    )  # fmt: skip
    return project


def test_exports_are_the_same_bytes_from_another_process(project):
    project.decide("1", op.CorrectText("target", "One."))
    project.decide("4", op.Doubt("?"))
    export_folder(project, NAMES)
    before = _files(project.folder)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from review.project import open_project\n"
        "from review.project.exporting import export_folder\n"
        "with open_project(sys.argv[2], reviewer='Wu') as project:\n"
        "    export_folder(project, sys.argv[3:])\n"
    )
    for path in project.folder.rglob("*"):
        if path.is_file() and not path.name.startswith("project"):
            path.unlink()
    subprocess.run(
        [sys.executable, "-c", code, str(ROOT), str(project.folder), *NAMES],
        check=True,
        env={"PYTHONHASHSEED": "7"},
    )
    assert _files(project.folder) == before
    assert _numbers(project.folder / "memory.tmx") == ["1", "2"]
    assert _numbers(project.folder / "needs-review" / "memory.tmx") == ["3", "4"]


def test_a_file_that_a_person_changed_is_not_written_over(project):
    export_folder(project, NAMES)
    glossary = project.folder / "glossary.csv"
    glossary.write_text("mine")
    with pytest.raises(InputError, match="was changed since it was written"):
        export_folder(project, NAMES)
    assert glossary.read_text() == "mine"
    export_folder(project, NAMES, force=True)
    assert glossary.read_text() != "mine"


def test_a_companion_that_is_not_needed_any_more_goes(project):
    export_folder(project, NAMES)
    companion = project.folder / "needs-review" / "memory.tmx"
    pairs_file(project.folder)
    assert companion.is_file()
    project.decide("3", op.MoveBorder("source", "next"))
    export_folder(project, NAMES)
    assert not companion.exists()
    assert _numbers(project.folder / "memory.tmx") == ["1", "2", "3"]


def test_a_project_of_several_document_pairs(project, aligned):
    other = aligned(["甲。 = A.", "戊。 = E."])
    project.put_alignment(replace(other, source=replace(other.source, name="b.txt")))
    assert project.document_names() == ("speech.zh.txt", "b.txt")
    project.decide("2", op.Unlink(), document="b.txt")
    with pytest.raises(InputError, match="has 2 document pairs"):
        project.decide("2", op.Confirm())
    with pytest.raises(InputError, match=r"no document c\.txt"):
        project.pairs("c.txt")
    exported = export_folder(project, NAMES)
    assert _numbers(project.folder / "memory.tmx") == ["1", "2", "4", "1"]
    ids = etree.parse(project.folder / "memory.tmx").xpath("//tu/@tuid")
    assert len(ids) == len(set(ids))
    reports = [path.name for path in exported.files if path.parent.name == "reports"]
    assert reports == ["0001.html", "0002.html"]
    index = (project.folder / "report.html").read_text(encoding="utf-8")
    assert all(f'href="reports/{one}"' in index for one in reports)
    assert "Will the memory match?" in index
    assert 'href="../report.html"' in exported.files[-1].read_text(encoding="utf-8")
    lines = pairs_file(project.folder).read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 7
    assert [document.decided for document in project.documents()] == [0, 2]
    project.undo()
    assert [document.decided for document in project.documents()] == [0, 0]


def test_pairs_for_other_commands_are_written_anew_when_something_changed(project):
    path = pairs_file(project.folder)
    assert path.parent.parent == project.folder
    written = path.stat().st_ino
    assert pairs_file(project.folder).stat().st_ino == written
    project.decide("1", op.CorrectText("target", "Anew."))
    assert "Anew." in pairs_file(project.folder).read_text(encoding="utf-8")
    path.write_text("somebody's", encoding="utf-8")
    assert "Anew." in pairs_file(project.folder).read_text(encoding="utf-8")
    assert sorted(one.name for one in path.parent.iterdir()) == ["pairs.jsonl", "stamp"]


def test_withheld_units_go_to_the_companion(project):
    finding = {
        "id": "f", "check": "numbers", "rule": "lost", "severity": "error", "unit": 0,
        "source": "甲。", "target": "A.", "source_span": (0, 1), "target_span": None,
        "said": as_written("lost"), "expected": "", "pair": "1",
    }  # fmt: skip
    project.put_findings(
        CheckReport(
            name="speech.zh.txt", source_language="zh-Hans", target_language="en", units=4,
            findings=(Finding(**finding),), signature="s",
        )
    )  # fmt: skip
    memory = project.folder / "memory.tmx"
    export_folder(project, NAMES)
    (unit,) = etree.parse(memory).xpath("//tu[prop[@type='x-finding']]")
    assert unit.find("note").text == "numbers: lost"
    export_folder(project, NAMES, choices=ExportChoices(withhold="error"))
    assert _numbers(memory) == ["2", "4"]


def test_a_reviewed_glossary_is_given_back_once(project):
    export_folder(project, NAMES)
    given = project.glossary().entries[0]
    reviewed = Glossary(
        source_language="zh-Hans",
        target_language="en",
        entries=(
            replace(given, decision="edit", target_term="Alpha", reviewer="Wu", reviewed_at="2026"),
            ConceptEntry(id="x", source_term="乙", target_term="B", decision="reject", note="no"),
            ConceptEntry(id="y", source_term="丙", target_term="C"),
        ),
    )
    taken = take_glossary(project, reviewed)
    assert (taken.decisions, taken.new) == ({"edit": 1, "reject": 1}, 2)
    first, second = project.glossary().entries
    assert (first.target_term, first.reviewer, first.reviewed_at) == ("Alpha", "Wu", "2026")
    assert (second.source_term, second.decision, second.note) == ("乙", "reject", "no")
    assert take_glossary(project, reviewed).new == 0
    assert len(project.history()) == 1
    project.undo()
    assert [entry.decision for entry in project.glossary().entries] == [""]
    project.redo()
    export_folder(project, NAMES)
    text = (project.folder / "glossary.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["source_term"], row["decision"]) for row in rows] == [
        ("甲", "edit"),
        ("乙", "reject"),
    ]

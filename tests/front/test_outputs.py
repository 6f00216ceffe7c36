"""What a command must never do to files, and how it ends when told to stop."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

import duizhao
from corpora.formats import WriteOptions, write_bitext
from corpora.units import Bitext, TranslationUnit

ROOT = Path(__file__).resolve().parents[2]
PAIRS = Bitext(
    name="m",
    source_language="zh-Hans",
    target_language="en",
    units=(
        TranslationUnit(source="我们去年增长了百分之五。", target="We grew by 5% last year."),
        TranslationUnit(source="他昨天来了。", target=""),
    ),
)

OVER_INPUTS = {
    "convert": ("convert", "m.tmx", "m.tmx"),
    "convert by another path": ("convert", "m.tmx", "./sub/../m.tmx"),
    "convert through a link": ("convert", "m.tmx", "link.tmx"),
    "a companion": ("convert", "m.needs-review.tmx", "m.tmx"),
    "clean": ("clean", "m.tmx", "-o", "m.tmx"),
    "clean, removed": ("clean", "m.tsv", "-o", "new.tmx", "--removed", "m.tsv"),
    "check": ("check", "m.xlsx", "-o", "m.xlsx", "--encoder", "none"),
    "evaluate": ("evaluate", "m.jsonl", "--gold", "m.tsv", "--picture", "m.tsv"),
    "glossary": ("glossary", "merge", "g.csv", "-o", "g.csv"),
    "score": ("score", "m.tmx", "--reference", "m.tsv", "-o", "m.json", "-o", "r.csv"),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    for suffix in ("tmx", "tsv", "xlsx", "jsonl"):
        write_bitext(PAIRS, tmp_path / f"m.{suffix}")
    write_bitext(PAIRS, tmp_path / "m.needs-review.tmx", options=WriteOptions(gaps=True))
    (tmp_path / "g.csv").write_text("source_term,target_term\n术语,term\n", encoding="utf-8")
    (tmp_path / "link.tmx").symlink_to(tmp_path / "m.tmx")
    (tmp_path / "m.json").symlink_to(tmp_path / "m.tsv")
    (tmp_path / "r.csv").symlink_to(tmp_path / "m.tsv")
    return tmp_path


@pytest.mark.parametrize("command", OVER_INPUTS.values(), ids=OVER_INPUTS)
def test_an_input_is_never_overwritten_whatever_is_forced(command, folder, capsys):
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with pytest.raises(SystemExit) as ended:
        duizhao.main([*command, "--force"])
    assert ended.value.code == 2
    assert "is read by this command and would be overwritten" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_two_outputs_of_one_name_are_refused(folder, capsys):
    with pytest.raises(SystemExit) as ended:
        duizhao.main(["clean", "m.tmx", "-o", "n.tsv", "--removed", "sub/../n.tsv"])
    assert ended.value.code == 2
    assert "named twice" in capsys.readouterr().err


def test_an_empty_folder_is_not_the_current_one(folder, capsys):
    with pytest.raises(SystemExit) as ended:
        duizhao.main(["run", "--sample", "-d", ""])
    assert ended.value.code == 2
    assert not (folder / "memory.tmx").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_being_told_to_stop_is_ctrl_c(number, tmp_path):
    command = [sys.executable, str(ROOT / "duizhao.py"), "convert", "-", str(tmp_path / "a.tsv")]
    waits = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE, "bufsize": 0}
    # Who runs the tests in the background has them ignore Ctrl-C; a user does not.
    hears = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.default_int_handler)}
    with subprocess.Popen(command, **waits, **hears) as running:
        running.stdin.write(b"one\t")
        try:
            running.wait(timeout=2)
        except subprocess.TimeoutExpired:
            running.send_signal(number)
        assert running.wait(timeout=30) == 130
        assert b"nothing was left half-written" in running.stderr.read()
    assert list(tmp_path.iterdir()) == []

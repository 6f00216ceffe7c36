"""Odd command lines: each is refused with a word, before the work begins, and leaves nothing."""

from __future__ import annotations

import io
import os
import re
import shlex
import sys

import pytest

import duizhao
from corpora.formats import write_bitext
from corpora.units import Bitext, TranslationUnit

PAIRS = Bitext(
    name="m",
    source_language="zh-Hans",
    target_language="en",
    units=(TranslationUnit(source="我们去年增长了百分之五。", target="We grew by 5% last year."),),
)
TEXTS = {"zh.txt": "今年工业稳步回升。谢谢。\n", "en.txt": "Industry has picked up. Thank you.\n"}

# A command line, and what is said of it.
REFUSED = {
    "align zh.txt en.txt -o x.doc": "cannot be written as .doc",
    "align zh.txt en.txt -o x": "without a suffix",
    "align zh.txt en.txt -o ''": "it is empty",
    "align zh.txt en.txt -o dir.tmx": "is a folder",
    "align zh.txt en.txt -o nowhere/x.tmx": "folder does not exist",
    "align zh.txt en.txt -o /proc/x.tmx": "cannot be written to",
    "align zh.txt en.txt -o dangling.tsv": "folder does not exist",
    "align zh.txt en.txt -o full.tsv": "is a device or a pipe",
    "align zh.txt en.txt -o x.tmx -o ./x.tmx": "named twice",
    "align zh.txt en.txt -o zh.txt": "cannot be written as .txt",
    "align zh.txt en.txt --moses nowhere/x": "folder does not exist",
    "align zh.txt en.txt --moses ''": "it is empty",
    "align zh.txt en.txt --glossary nope.csv": "does not exist",
    "align zh.txt en.txt --anchors dir": "is a folder",
    "align zh.txt en.txt --anchors loop": "no usable name",
    "align zh.txt en.txt --anchors pipe": "is a device or a pipe",
    "align zh.txt en.txt --for omegatt": "is not one of 'any', 'omegat'",
    "align zh.txt en.txt --max-bead 0": "not in the range",
    "align zh.txt en.txt --fail-under 80": "not in the range",
    "align zh.txt en.txt --by ''": "it is empty",
    "align zh.txt en.txt --encoder big": "is not one of",
    "align dir en.txt": "is a folder",
    "align loop en.txt": "no usable name",
    "align m.tmx en.txt": "pairs, not a document",
    "align /proc/self/mem en.txt": "cannot be read",
    "align - -": "standard input",
    "run": "give SOURCE and TARGET",
    "run --sample zh.txt": "neither of them",
    "run zh.txt en.txt -d zh.txt": "is a file, not a folder",
    "run zh.txt en.txt -d loop": "no usable name",
    "run zh.txt en.txt -d /proc/x": "cannot be",
    "run zh.txt en.txt -d ''": "it is empty",
    "run zh.txt en.txt -d taken": "already exists",
    "run zh.txt en.txt -d p --decisions nope.xlsx": "does not exist",
    "run zh.txt en.txt -d p --decisions dir": "is a folder",
    "run zh.txt en.txt -d p --decisions m.tmx": "pairs, not a glossary",
    "run zh.txt en.txt -d p --reviewer ' '": "it is empty",
    "run zh.txt en.txt -d p --level page": "is not one of",
    "run zh.txt en.txt -d p --glossary en.txt": "put a tab",
    "run - en.txt": "no name for a folder",
    "terms m.tmx": "has no name",
    "terms m.tmx -o x.doc": "cannot be written as .doc",
    "terms m.tmx -o x.xlsx --for memoq": "ends in .csv",
    "terms m.tmx -o x.csv --for memo": "is not one of",
    "terms m.tmx -o x.csv --bank nope.csv": "does not exist",
    "terms m.tmx -o x.csv --background dir": "is a folder",
    "terms m.tmx -o x.csv --glossary nope.csv": "does not exist",
    "terms m.tmx -o x.csv --jieba-dictionary dir": "is a folder",
    "terms dir -o x.csv": "is a folder",
    "check zh.txt en.txt -o x.doc": "cannot be written as .doc",
    "check zh.txt en.txt -o x.tmx": "cannot be written as .tmx",
    "check zh.txt en.txt -o f.json -o f.json": "named twice",
    "check zh.txt en.txt --glossary nope.csv": "does not exist",
    "check zh.txt en.txt --profile dir": "cannot be read",
    "check zh.txt en.txt --bank dir": "is a folder",
    "check m.tmx m.tmx": "pairs, not a document",
    "check dir": "is a folder",
    "score en.txt --reference nope.txt": "does not exist",
    "score en.txt --reference en.txt -o x.doc": "cannot be written as .doc",
    "score en.txt --learned bleurt": "is not one of",
    "score en.txt": "neither a reference nor a source",
    "score dir --reference en.txt": "is a folder",
    "convert m.tmx x.doc": "cannot be written as .doc",
    "convert m.tmx m.tmx": "would be overwritten",
    "convert m.tmx nowhere/x.tmx": "folder does not exist",
    "convert nope x.tmx": "does not exist",
    "convert m.tmx x.tmx --source-lang xx": "holds no xx",
    "clean m.tmx": "say --dry-run",
    "clean m.tmx -o x.doc": "cannot be written as .doc",
    "clean m.tmx -o x.tmx --since yesterday": "is no date",
    "clean m.tmx -o x.tmx --skip nope": "is not one of 'empty'",
    "clean m.tmx -o x.tmx --removed x.tmx": "named twice",
    "find '' m.tmx": "nothing to look for",
    "find 去年 dir": "is a folder",
    "find 去年 pipe": "is a device or a pipe",
    "find 去年 m.tmx --limit 0": "not in the range",
    "find 去年 m.tmx -o x.doc": "cannot be written as .doc",
    "evaluate m.tmx": "Missing option '--gold'",
    "evaluate m.tmx --gold nope": "cannot be read",
    "evaluate m.tmx m.tmx --gold m.tmx": "2 pairings for 1 golds",
    "glossary merge g.csv -o x.doc": "cannot be written as .doc",
    "glossary merge g.csv -o g.csv --force": "would be overwritten",
    "glossary merge m.tmx -o h.csv": "pairs, not a glossary",
    "glossary diff g.csv nope": "does not exist",
    "nonsense": "No such command",
}
WORK = (
    "review.jobs.aligning.align_documents",
    "review.jobs.checking.check_bitext",
    "review.jobs.extracting.extract_terms",
    "review.project.exporting.write_alignment",
    "quality.score.scoring.score_segments",
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    write_bitext(PAIRS, "m.tmx")
    (tmp_path / "g.csv").write_text("source_term,target_term\n增长,growth\n", encoding="utf-8")
    (tmp_path / "dir").mkdir()
    (tmp_path / "dir.tmx").mkdir()
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "memory.tmx").write_text("mine")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling.tsv").symlink_to("/nowhere/x.tsv")
    (tmp_path / "full.tsv").symlink_to("/dev/full")
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="devices and /proc of Linux")
@pytest.mark.parametrize("line", REFUSED)
def test_what_cannot_be_is_refused_before_the_work(line, folder, monkeypatch, capsys):
    for place in WORK:
        monkeypatch.setattr(place, _work)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    before = sorted(folder.rglob("*"))
    words = shlex.split(line)
    takes_encoder = words[0] in ("align", "run", "check", "score", "terms") and len(words) > 1
    chosen = ["--encoder", "none"] if takes_encoder and "--encoder" not in words else []
    with pytest.raises(SystemExit) as ended:
        duizhao.main([*words, *chosen])
    printed = capsys.readouterr()
    said = re.sub(r"\s+", " ", printed.err)
    assert ended.value.code == 2, printed
    assert REFUSED[line].lower() in said.lower()
    assert printed.out == ""
    assert sorted(folder.rglob("*")) == before


def _work(*_: object, **__: object) -> object:
    raise AssertionError("the work began")

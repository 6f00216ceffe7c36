"""What the system refuses (a right, a disk, a reader that has gone) is a sentence in every command.

Each command runs in a child process of its own, without the rights of root, in a folder with
an unreadable file, a closed folder and one in which nothing can be written.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import os
import resource
import shutil
import struct
import sys
import traceback

import pytest

import duizhao
from corpora.formats import write_bitext
from corpora.units import Bitext, TranslationUnit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="rights and limits of Linux")

PAIRS = Bitext(
    name="m",
    source_language="zh-Hans",
    target_language="en",
    units=tuple(
        TranslationUnit(source=f"第{n}年增长了百分之五。", target=f"Growth was 5% in year {n}.")
        for n in range(40)
    ),
)
ZH = "今年以来，工业经济稳步回升。我们将继续推进新型工业化。谢谢大家。\n" * 9
EN = (
    "The industrial economy has picked up steadily this year. We will go on promoting new "
    "industrialization. Thank you all.\n"
) * 9
NONE = ("--encoder", "none")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder for all, since a refusal leaves it as it is."""
    folder = tmp_path_factory.mktemp("place")
    (folder / "zh.txt").write_text(ZH, encoding="utf-8")
    (folder / "en.txt").write_text(EN, encoding="utf-8")
    for suffix in ("tmx", "tsv"):
        write_bitext(PAIRS, folder / f"m.{suffix}")
    (folder / "g.csv").write_text("source_term,target_term\n增长,growth\n", encoding="utf-8")
    with contextlib.suppress(SystemExit):
        ready = ["run", folder / "zh.txt", folder / "en.txt", "-d", folder / "p", "-q", *NONE]
        duizhao.main([str(word) for word in ready])
    shutil.copytree(folder / "p", folder / "fixed")
    for one in (folder / "fixed").rglob("*"):
        one.chmod(0o555 if one.is_dir() else 0o444)
    (folder / "fixed").chmod(0o555)
    for name in ("zh.txt", "m.tmx", "g.csv"):
        locked = folder / f"locked.{name}"
        locked.write_bytes((folder / name).read_bytes())
        locked.chmod(0)
    (folder / "closed").mkdir()
    (folder / "closed" / "m.tmx").write_bytes((folder / "m.tmx").read_bytes())
    (folder / "closed").chmod(0)
    (folder / "readonly").mkdir()
    (folder / "readonly").chmod(0o555)
    (folder / "free").mkdir()
    yield folder
    (folder / "closed").chmod(0o755)


def run(line, place, *, stdout="nowhere", limit=None):
    """Runs a command line in a child without rights; gives its exit code and what it said."""
    said, telling = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os._exit(_alone(line.split(), place, telling, stdout, limit))
        finally:
            os._exit(99)
    os.close(telling)
    with open(said, encoding="utf-8") as file:  # noqa: PTH123 - a handle
        told = file.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), told


def _alone(words, place, telling, stdout, limit):
    """In the child: without rights, with streams of its own, as a process that has just begun."""
    faulthandler.disable()
    os.chdir(place)
    ends = {"nowhere": os.devnull, "full": "/dev/full"}
    if stdout == "closed":
        reader, writer = os.pipe()
        os.close(reader)
    else:
        writer = os.open(ends[stdout], os.O_WRONLY)
    os.dup2(writer, 1)
    os.dup2(telling, 2)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
    _give_up_rights()
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    os.environ["DUIZHAO_CACHE"] = ""
    try:
        duizhao.main(words)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 98
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
    return code


def _give_up_rights():
    """Root without its capabilities is held to a file's mode like anybody."""
    header = struct.pack("Ii", 0x20080522, 0)
    if ctypes.CDLL(None, use_errno=True).capset(header, bytes(24)):
        raise OSError(ctypes.get_errno(), "capset")


REFUSED = [
    # a file that may not be read
    "align locked.zh.txt en.txt --encoder none",
    "align zh.txt en.txt --encoder none --glossary locked.g.csv",
    "align zh.txt en.txt --encoder none --anchors locked.m.tmx",
    "run locked.zh.txt en.txt -d free/p --encoder none",
    "run zh.txt en.txt -d free/p --encoder none --decisions locked.g.csv",
    "terms locked.m.tmx -o free/x.csv --encoder none",
    "terms m.tmx -o free/x.csv --encoder none --glossary locked.g.csv",
    "terms m.tmx -o free/x.csv --encoder none --background locked.zh.txt",
    "terms m.tmx -o free/x.csv --encoder none --jieba-dictionary locked.zh.txt",
    "check locked.m.tmx --encoder none",
    "check m.tmx --encoder none --profile locked.g.csv",
    "check m.tmx --encoder none --bank locked.g.csv",
    "score locked.zh.txt --reference zh.txt --encoder none",
    "score zh.txt --reference locked.zh.txt --encoder none",
    "convert locked.m.tmx free/x.tsv",
    "clean locked.m.tmx --dry-run",
    "find 增长 locked.m.tmx",
    "evaluate locked.m.tmx --gold m.tmx",
    "evaluate m.tmx --gold locked.m.tmx",
    "glossary merge locked.g.csv -o free/x.csv",
    "glossary diff g.csv locked.g.csv",
    # a folder that may not be entered
    "convert closed/m.tmx free/x.tsv",
    "find 增长 closed/m.tmx",
    "check closed/m.tmx --encoder none",
    "terms closed/m.tmx -o free/x.csv --encoder none",
    "clean closed/m.tmx --dry-run",
    "evaluate closed/m.tmx --gold m.tmx",
    "score closed/m.tmx --reference m.tmx --encoder none",
    "align closed/zh.txt en.txt --encoder none",
    "align zh.txt en.txt -o closed/x.tmx --encoder none",
    "run zh.txt en.txt -d closed --encoder none",
    "run zh.txt en.txt -d closed/p --encoder none",
    "glossary diff closed/g.csv g.csv",
    # a folder in which nothing can be written
    "align zh.txt en.txt -o readonly/x.tmx --encoder none",
    "run zh.txt en.txt -d readonly --encoder none",
    "run zh.txt en.txt -d readonly/p --encoder none",
    "run zh.txt en.txt -d fixed --encoder none",
    "terms m.tmx -o readonly/x.csv --encoder none",
    "terms fixed --encoder none --limit 3",
    "check fixed --encoder none",
    "find 增长 fixed",
    "convert fixed free/x.tsv",
    "check m.tmx -o readonly/x.json --encoder none",
    "score zh.txt --reference zh.txt -o readonly/x.csv --encoder none",
    "convert m.tmx readonly/x.tsv",
    "clean m.tmx -o readonly/x.tmx",
    "clean m.tmx -o free/x.tmx --removed readonly/x.tsv",
    "find 增长 m.tmx -o readonly/x.tsv",
    "evaluate m.tmx --gold m.tmx --picture readonly/x.svg",
    "glossary merge g.csv -o readonly/x.csv",
]


@pytest.mark.parametrize("line", REFUSED)
def test_what_may_not_be_read_or_written_is_said(line, place):
    before = sorted((place / "free").iterdir())
    code, said = run(line, place)
    assert code == 2, said
    assert "Traceback" not in said
    assert said.startswith("duizhao: ")
    assert len(said.strip().splitlines()) == 1
    assert sorted((place / "free").iterdir()) == before


PRINTING = [
    "align zh.txt en.txt --encoder none",
    "align zh.txt en.txt --encoder none --json",
    "run zh.txt en.txt -d free/q --encoder none",
    "check m.tmx --encoder none",
    "check m.tmx --encoder none --json",
    "terms m.tmx -o free/t.csv --encoder none --force",
    "score en.txt --reference en.txt --encoder none --no-intervals",
    "score en.txt --reference en.txt --encoder none --no-intervals --csv",
    "convert m.tmx -",
    "clean m.tmx --dry-run",
    "clean m.tmx -o -",
    "find 增长 m.tmx",
    "find 增长 m.tmx -o -",
    "evaluate m.tmx --gold m.tmx",
    "glossary merge g.csv -o free/h.csv --force",
    "glossary diff g.csv g.csv",
    "--version",
    "--help",
    "run --help",
]


@pytest.mark.parametrize("line", PRINTING)
@pytest.mark.parametrize("stdout", ["full", "closed"])
def test_standard_output_that_takes_nothing(line, stdout, place):
    """A full disk is said; that the reader has gone (head, less) is no fault."""
    code, said = run(line, place, stdout=stdout)
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    assert code == (2 if stdout == "full" else 0), said
    if stdout == "full":
        assert "No space is left" in said
    else:
        assert "duizhao: " not in said


WRITING = [
    "align zh.txt en.txt -o free/f.tmx --encoder none",
    "align zh.txt en.txt -o free/f.jsonl -o free/f.xlsx --encoder none",
    "run zh.txt en.txt -d free/f --encoder none",
    "check zh.txt en.txt -o free/f.json --encoder none",
    "terms m.tmx -o free/f.xlsx --encoder none",
    "score en.txt --reference en.txt --encoder none --no-intervals -o free/f.html",
    "convert m.tmx free/f.tsv",
    "clean m.tmx -o free/f.tsv",
    "find 增长 m.tmx -o free/f.tsv",
]


@pytest.mark.parametrize("line", WRITING)
@pytest.mark.parametrize("limit", [1, 100])
def test_a_disk_with_no_room_leaves_nothing_half_written(line, limit, place):
    """Simulated by the largest file that the process may write."""
    code, said = run(line, place, limit=limit)
    assert code == 2, said
    assert "Traceback" not in said
    left = [one.name for one in (place / "free").iterdir() if one.name.startswith((".", "f."))]
    assert left == []

"""A whole command that is killed at any step leaves nothing torn, and the next one nothing behind.

The steps are those at which files change: one opened for writing, renamed, removed, a folder made.
``DUIZHAO_KILLS=50`` kills that many instead of a few.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
from pathlib import PurePath

import pytest

import duizhao

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="forks of POSIX"),
]

KILLS = int(os.environ.get("DUIZHAO_KILLS", "6"))
ZH = "今年以来，工业经济稳步回升，增长了百分之五。\n我们将继续推进新型工业化。\n谢谢大家。\n"
EN = (
    "The industrial economy has picked up steadily this year, growing by 5%.\n"
    "We will go on promoting new industrialization.\nThank you all.\n"
)
STEPS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "sqlite3.connect"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    (folder / "zh.txt").write_text(ZH, encoding="utf-8")
    (folder / "en.txt").write_text(EN, encoding="utf-8")
    # What is imported and unpacked here need not be in each child.
    _main(folder, folder / "warm")
    _main(folder, folder / "warm", "--level", "paragraph")
    return folder


def _main(texts, folder, *more):
    whole = ["run", f"{texts}/zh.txt", f"{texts}/en.txt", "-d", str(folder)]
    command = [more[0], str(folder)] if more and not more[0].startswith("-") else whole
    options = more[1:] if command is not whole else more
    with contextlib.suppress(SystemExit):
        duizhao.main([*command, "-q", "--force", "--encoder", "none", *options])


def run(texts, folder, *more, kill_at=0):
    """A run in a process of its own, killed at a step; gives how many steps there were."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        steps = 0

        def hear(event, arguments):
            nonlocal steps
            if event == "open" and not (arguments[2] or 0) & WRITING:
                return
            if event in STEPS or event == "open":
                steps += 1
                if steps == kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)

        # Bytecode that the first child keeps would be steps that later ones have not.
        sys.dont_write_bytecode = True
        sys.addaudithook(hear)
        try:
            _main(texts, folder, *more)
            os.write(writer, str(steps).encode())
        finally:
            os._exit(0)
    os.close(writer)
    told = os.read(reader, 100)
    os.close(reader)
    os.waitpid(child, 0)
    return int(told or 0)


def exports(folder):
    """What a person sees in the folder, but the project itself."""
    return {
        name: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not (name := path.relative_to(folder).as_posix()).startswith("project.db")
    }


def leftovers(folder, known):
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    ours = {*known, "needs-review", "project.db", "project.db-wal", "project.db-shm"}
    return sorted(name for name in names - ours if PurePath(name).suffix != ".db")


@pytest.fixture(scope="module")
def whole(texts, tmp_path_factory):
    """What a run that nobody disturbs makes, in two ways, and its steps."""
    folder = tmp_path_factory.mktemp("whole")
    steps = run(texts, folder / "p")
    first = exports(folder / "p")
    again = run(texts, folder / "p", "--level", "paragraph")
    second = exports(folder / "p")
    assert first.keys() == second.keys() >= {"memory.tmx", "pairs.xlsx", "report.html"}
    assert first != second
    assert steps > 20
    assert again > 10
    return steps, first, again, second


@pytest.mark.parametrize("number", range(KILLS))
def test_a_first_run(number, texts, whole, tmp_path):
    steps, first, _, _ = whole
    folder = tmp_path / "p"
    at = 1 + number * (steps - 1) // max(1, KILLS - 1)
    assert run(texts, folder, kill_at=at) == 0
    left = exports(folder) if folder.is_dir() else {}
    assert {name: text for name, text in left.items() if first[name] != text} == {}
    run(texts, folder)
    assert exports(folder) == first
    assert leftovers(folder, first) == []


@pytest.mark.parametrize("number", range(KILLS))
def test_a_run_over_another(number, texts, whole, tmp_path):
    _, first, steps, second = whole
    folder = tmp_path / "p"
    run(texts, folder)
    # Before the very end: what a process is the first to keep in the user's cache are steps, too.
    at = random.Random(number).randint(1, steps - 8)
    assert run(texts, folder, "--level", "paragraph", kill_at=at) == 0
    left = exports(folder)
    assert left.keys() == first.keys()
    assert [name for name, text in left.items() if text not in (first[name], second[name])] == []
    run(texts, folder, "--level", "paragraph")
    assert exports(folder) == second
    assert leftovers(folder, second) == []


@pytest.mark.parametrize("command", [("terms", "--limit", "1"), ("check",)], ids=["terms", "check"])
def test_other_commands_on_a_project(command, texts, whole, tmp_path):
    _, first, _, _ = whole
    other = tmp_path / "undisturbed"
    run(texts, other)
    (other / "findings.xlsx").unlink()
    steps = min(run(texts, other, *command) for _ in range(2))
    expected = exports(other)
    assert steps > 3
    for number in range(max(2, KILLS // 3)):
        folder = tmp_path / f"p{number}"
        run(texts, folder)
        (folder / "findings.xlsx").unlink()
        assert run(texts, folder, *command, kill_at=random.Random(number).randint(1, steps)) == 0
        for name, text in exports(folder).items():
            assert text in (first[name], expected.get(name)), name
        run(texts, folder, *command)
        assert exports(folder) == expected
        assert leftovers(folder, expected) == []

"""A file is there whole, or as it was before."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from corpora.errors import InputError
from corpora.files import check_outputs, note_inputs, outputs_together, written_whole
from corpora.formats import open_units, write_bitext
from corpora.units import Bitext, TranslationUnit

ROOT = Path(__file__).resolve().parents[2]


def test_nothing_is_left_behind_when_writing_fails(tmp_path):
    with pytest.raises(RuntimeError), written_whole(tmp_path / "a.txt") as file:
        file.write(b"half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_what_was_there_survives_a_failure(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt), written_whole(path, force=True) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"before"
    assert [child.name for child in tmp_path.iterdir()] == ["a.txt"]


def test_a_full_disk_is_said_in_a_sentence(tmp_path):
    with (
        pytest.raises(InputError, match="No space left") as error,
        written_whole(tmp_path / "a.txt"),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert "nothing was changed" in error.value.hint
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_kept_unless_forced(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")
    with pytest.raises(InputError, match="already exists"), written_whole(path) as file:
        file.write(b"after")
    with written_whole(path, force=True) as file:
        file.write(b"after")
    assert path.read_bytes() == b"after"


@pytest.mark.parametrize("name", ["missing/a.txt", "."])
def test_a_place_that_cannot_be_is_refused(tmp_path, name):
    with pytest.raises(InputError), written_whole(tmp_path / name):
        pass


def test_the_file_is_as_readable_as_any_other(tmp_path):
    with written_whole(tmp_path / "a.txt") as file:
        file.write(b"x")
    ordinary = tmp_path / "b.txt"
    ordinary.write_bytes(b"x")
    assert (tmp_path / "a.txt").stat().st_mode == ordinary.stat().st_mode


def test_an_error_names_file_line_problem_and_remedy():
    error = InputError("found 0x0B", path="a.tmx", line=3, hint="try --recover")
    assert str(error) == "a.tmx, line 3: found 0x0B. Try --recover."


def written(path, content=b"new", *, force=False):
    with written_whole(path, force=force) as file:
        file.write(content)


def test_outputs_of_one_command_appear_together(tmp_path):
    with outputs_together():
        written(tmp_path / "a.txt")
        written(tmp_path / "b.txt")
        assert [child.name for child in tmp_path.iterdir() if child.name[0] != "."] == []
    assert sorted(child.name for child in tmp_path.iterdir()) == ["a.txt", "b.txt"]


def test_or_none_of_them_does(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt), outputs_together():
        written(tmp_path / "a.txt", force=True)
        written(tmp_path / "b.txt")
        raise KeyboardInterrupt
    assert [child.name for child in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"before"


def test_what_was_there_comes_back_where_one_of_them_cannot_be_put_in_place(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "x").write_bytes(b"before")
    with pytest.raises(InputError, match="could not be written"), outputs_together():
        written(tmp_path / "a" / "x", force=True)
        written(tmp_path / "b" / "x")
        written(tmp_path / "c" / "x")
        (tmp_path / "c" / "x").mkdir()  # somebody else, meanwhile
    assert (tmp_path / "a" / "x").read_bytes() == b"before"
    assert list((tmp_path / "b").iterdir()) == []
    assert [child.name for child in (tmp_path / "a").iterdir()] == ["x"]


def test_an_input_is_never_written_over(tmp_path):
    path, link = tmp_path / "a.txt", tmp_path / "link.txt"
    path.write_bytes(b"mine")
    link.symlink_to(path)
    with outputs_together():
        note_inputs(path)
        for name in (path, link, tmp_path / "." / "a.txt"):
            with pytest.raises(InputError, match="is read by this command"):
                written(name, force=True)
    assert path.read_bytes() == b"mine"


def test_two_outputs_that_are_one_file_are_refused(tmp_path):
    (tmp_path / "b").mkdir()
    with pytest.raises(InputError, match="named twice"):
        check_outputs(tmp_path / "a.txt", None, tmp_path / "b" / ".." / "a.txt")
    with outputs_together(), pytest.raises(InputError, match="written twice"):
        written(tmp_path / "a.txt")
        written(tmp_path / "b" / ".." / "a.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_device_or_a_pipe_stays_one(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path(os.devnull)):
        with pytest.raises(InputError, match="a device or a pipe"):
            written(path, force=True)


def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path):
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "a.txt")
    written(link, b"new", force=True)
    assert link.is_symlink()
    assert (tmp_path / "a.txt").read_bytes() == b"new"


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_a_name_that_can_be_none_is_said_to_be(tmp_path, name):
    with pytest.raises(InputError, match="no usable name"):
        written(tmp_path / name)


DYING = """
import os, signal, sys
from contextlib import suppress
from pathlib import Path
from corpora.files import outputs_together, scratch_folder, written_whole
from corpora.formats import open_units, write_bitext
from corpora.units import Bitext, TranslationUnit
with outputs_together(), scratch_folder(), written_whole(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_run_left_is_swept_by_the_next(tmp_path):
    folder, scratch = tmp_path / "out", tmp_path / "scratch"
    folder.mkdir(), scratch.mkdir()
    command = [sys.executable, "-c", DYING, str(folder / "a.txt")]
    run = {"cwd": ROOT, "env": {**os.environ, "TMPDIR": str(scratch)}}
    subprocess.run(command, check=False, **run)
    assert len(list(folder.iterdir())) == 1
    assert len(list(scratch.iterdir())) == 1
    living = DYING.replace("    os.kill(os.getpid(), signal.SIGKILL)\n", "")
    subprocess.run([sys.executable, "-c", living, str(folder / "a.txt")], check=True, **run)
    assert [child.name for child in folder.iterdir()] == ["a.txt"]
    assert list(scratch.iterdir()) == []


def test_a_draft_of_a_living_run_is_left_alone(tmp_path):
    with written_whole(tmp_path / "a.txt") as file:
        file.write(b"mine")
        swept = "import sys; from pathlib import Path; from corpora import files\n"
        swept += "with files.written_whole(Path(sys.argv[1])) as file: file.write(b'yours')"
        command = [sys.executable, "-c", swept, str(tmp_path / "b.txt")]
        subprocess.run(command, check=True, cwd=ROOT)
    assert (tmp_path / "a.txt").read_bytes() == b"mine"
    assert sorted(child.name for child in tmp_path.iterdir()) == ["a.txt", "b.txt"]


def test_a_folder_that_vanishes_is_said_in_a_sentence(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(InputError) as caught, written_whole(folder / "a.tsv") as file:
        file.write(b"one\ttwo\n")
        shutil.rmtree(folder)
    assert str(folder / "a.tsv") in str(caught.value)
    assert caught.value.hint
    assert not folder.exists()


def test_so_is_one_that_vanishes_before_several_outputs_appear(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(InputError), outputs_together():
        for name in ("a.tsv", "b.tsv"):
            with written_whole(folder / name) as file:
                file.write(b"one\ttwo\n")
        shutil.rmtree(folder)
    assert not folder.exists()


GROWING = {
    ".tsv": lambda n: f"第{n}句话。\tSentence {n}.\n",
    ".csv": lambda n: f"第{n}句话。,Sentence {n}.\n",
    ".jsonl": lambda n: f'{{"source": "第{n}句话。", "target": "Sentence {n}."}}\n',
}


@pytest.mark.parametrize("suffix", GROWING)
def test_a_file_that_grows_while_it_is_read_gives_whole_units(suffix, tmp_path):
    """Another program may be writing it: what was there is read, and no half of a line."""
    line, path = GROWING[suffix], tmp_path / f"m{suffix}"
    path.write_text("".join(map(line, range(2_000))), encoding="utf-8")
    stream = open_units(path)
    units = iter(stream.units)
    first = next(units)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(map(line, range(2_000, 4_000)))
    read = [first, *units]
    assert len(read) >= 2_000
    assert [unit.target for unit in read] == [f"Sentence {n}." for n in range(len(read))]


@pytest.mark.parametrize("suffix", [".tmx", ".xlsx"])
def test_a_file_that_is_cut_short_while_it_is_read_is_no_fault_of_ours(suffix, tmp_path):
    path = tmp_path / f"m{suffix}"
    units = tuple(
        TranslationUnit(source=f"第{n}句话。", target=f"Sentence {n}.") for n in range(3_000)
    )
    write_bitext(
        Bitext(name="m", source_language="zh-Hans", target_language="en", units=units), path
    )
    stream = open_units(path)
    read = iter(stream.units)
    next(read)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 3)
    with suppress(InputError):
        assert all(unit.source and unit.target for unit in read)

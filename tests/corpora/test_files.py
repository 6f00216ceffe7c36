"""A file is there whole, or as it was before."""

from __future__ import annotations

import errno
import os

import pytest

from corpora.errors import InputError
from corpora.files import written_whole


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

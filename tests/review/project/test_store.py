"""The file of a project: whole whatever happens, and never written by two at once."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpora.errors import InputError
from review.project import create_project, open_project
from review.project import operations as op
from review.project.store import database, schema
from review.project.store.database import FILE

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]

_WRITER = """
import sys
sys.path.insert(0, sys.argv[1])
from review.project import open_project
from review.project.operations import Bookmark, Confirm, Merge, Reopen, Split
with open_project(sys.argv[2], reviewer=sys.argv[3]) as project:
    for number in range(int(sys.argv[4])):
        pair = project.pairs()[number % 3]
        decision = (Confirm(), Bookmark(), Reopen())[number % 3]
        project.decide(pair.number, decision)
        print(project.last, flush=True)
        if number % 5 == 4:
            project.undo()
            print(project.last, flush=True)
"""


def _writer(project, name: str, times: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(ROOT), str(project.folder), name, str(times)],
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_moment_it_is_whole_and_loses_nothing_that_was_said(make, again, seed):
    project = make(["甲。 = A.", "乙。 = B.", "丙。 = C."])
    writer = _writer(project, "Wu", 100_000)
    assert writer.stdout is not None
    said = [int(writer.stdout.readline()) for _ in range(1 + seed * 7)]
    time.sleep(random.Random(seed).random() * 0.02)
    os.kill(writer.pid, signal.SIGKILL)
    rest = writer.communicate()[0].split()
    said += [int(number) for number in rest]
    opened = again(project)
    assert [one.number for one in opened.history()] == list(range(1, opened.last + 1))
    assert said[-1] <= opened.last <= said[-1] + 1
    with sqlite3.connect(project.folder / FILE) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    opened.decide("1", op.Confirm())
    assert again(project).pairs() == opened.pairs()


def test_two_processes_write_one_after_the_other(make, again):
    project = make(["甲。 = A.", "乙。 = B.", "丙。 = C."])
    writers = [_writer(project, name, 25) for name in ("Lin", "Wu")]
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    history = project.history()
    assert [one.number for one in history] == list(range(1, 61))
    assert {one.reviewer for one in history} == {"Lin", "Wu"}
    assert project.pairs() == again(project).pairs()


def test_who_waits_in_vain_is_told_who_holds_it(make, again, monkeypatch):
    project = make(["甲。 = A."])
    monkeypatch.setattr(database, "WAIT_S", 0.1)
    other = again(project, "Wu")
    with (
        project._store.changing("a long import"),
        pytest.raises(InputError, match=rf"written by another process \({os.getpid()}, a long"),
    ):
        other.decide("1", op.Confirm())
    other.decide("1", op.Confirm())
    assert not list(project.folder.glob(".project*"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no project"),
        (b"Not a database at all, only some text that is long enough." * 20, "is damaged, or no"),
        (None, "is a database, but no project of duizhao"),
    ],
)
def test_what_is_no_project_is_said_in_a_sentence(tmp_path, content, said):
    if content is None:
        with sqlite3.connect(tmp_path / FILE) as connection:
            connection.execute("CREATE TABLE other (x)")
    else:
        (tmp_path / FILE).write_bytes(content)
    with pytest.raises(InputError, match=said):
        open_project(tmp_path)


def test_a_folder_without_one_is_said(tmp_path):
    with pytest.raises(InputError, match="holds no project"):
        open_project(tmp_path)
    with pytest.raises(InputError, match="holds no project"):
        open_project(tmp_path / "nowhere")


def test_a_damaged_one_is_said_in_a_sentence(make):
    project = make([f"第{n}句。 = Sentence {chr(65 + n % 26)}." for n in range(300)])
    folder = project.folder
    project._store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    project.close()
    content = bytearray((folder / FILE).read_bytes())
    content[4096 : 4096 * 8] = b"\xff" * 4096 * 7
    (folder / FILE).write_bytes(bytes(content))
    with pytest.raises(InputError, match="is damaged"):
        open_project(folder).pairs()


def test_a_newer_one_is_refused_and_left_alone(make, monkeypatch):
    project = make(["甲。 = A."])
    folder = project.folder
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute(f"PRAGMA user_version = {len(schema.SCRIPTS) + 1}")
    with pytest.raises(InputError, match="written by a newer duizhao"):
        open_project(folder)


def test_an_older_one_is_copied_and_brought_up_to_date(make, again, monkeypatch):
    project = make(["甲。 = A.", "乙。 = B."])
    project.decide("1", op.Confirm())
    before = project.pairs()
    project.close()
    script = """
    CREATE TABLE later (x INTEGER);
    CREATE TRIGGER later_stays BEFORE DELETE ON later BEGIN SELECT RAISE(ABORT, 'no; never'); END;
    INSERT INTO later VALUES (7);
    """
    version = len(schema.SCRIPTS)
    monkeypatch.setattr(schema, "SCRIPTS", (*schema.SCRIPTS, script))
    opened = again(project)
    assert opened.pairs() == before
    with sqlite3.connect(project.folder / FILE) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(schema.SCRIPTS),)
        assert connection.execute("SELECT x FROM later").fetchall() == [(7,)]
    copy = project.folder / f"project.v{version}.db"
    with sqlite3.connect(copy) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
        assert connection.execute("SELECT COUNT(*) FROM operations").fetchone() == (1,)


def test_a_file_of_the_first_version_is_as_good(tmp_path, monkeypatch, aligned):
    with monkeypatch.context() as before:
        before.setattr(schema, "SCRIPTS", schema.SCRIPTS[:1])
        with create_project(tmp_path / "p") as project:
            project.put_alignment(aligned(["甲。 = A."]), "a.txt")
            pairs = project.pairs()
    with open_project(tmp_path / "p") as project:
        assert project.pairs() == pairs
        assert project.files("a.txt") is None
        project.remember_files({"a.txt": (tmp_path / "a.txt", tmp_path / "texts" / "b.txt")})
        found = project.files("a.txt")
        assert [one.resolve() for one in found] == [
            tmp_path / "a.txt",
            tmp_path / "texts" / "b.txt",
        ]


def test_a_migration_that_fails_leaves_the_file_as_it_was(make, again, monkeypatch):
    project = make(["甲。 = A."])
    project.close()
    monkeypatch.setattr(schema, "SCRIPTS", (*schema.SCRIPTS, "CREATE TABLE x (y); NONSENSE;"))
    with pytest.raises(InputError, match="cannot be used"):
        open_project(project.folder)
    monkeypatch.undo()
    assert again(project).pairs()


def test_the_log_is_only_ever_added_to(make):
    project = make(["甲。 = A."])
    project.decide("1", op.Confirm())
    with sqlite3.connect(project.folder / FILE) as connection:
        for query in (
            "UPDATE operations SET reviewer = 'x'",
            "DELETE FROM operations",
            "UPDATE decisions SET verb = 'x'",
            "DELETE FROM decisions",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
                connection.execute(query)


def test_making_one_where_there_is_one_is_refused(make, tmp_path):
    project = make(["甲。 = A."])
    with pytest.raises(InputError, match="holds a project already"):
        create_project(project.folder)
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(InputError, match="cannot be made"):
        create_project(file)


def test_it_is_as_safe_as_it_is_said_to_be(make):
    connection = make(["甲。 = A."])._store._connection
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert connection.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)


def test_half_a_character_is_kept(make, aligned):
    project = make(["甲。 = A."])
    alignment = aligned(["\ud842半。 = Half \udfb7."])
    project.put_alignment(alignment, "odd")
    assert open_project(project.folder).alignment("odd").target == alignment.target

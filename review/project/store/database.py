"""The file of a project: opened safely, brought up to date, written by one process at a time."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from corpora.errors import InputError
from corpora.files import draft_beside
from review import PROJECT_FILE
from review.project.store import schema

FILE = PROJECT_FILE
_WRITER = ".project.writer"
WAIT_S = 10.0
"""How long a second writer waits for the first."""


def create_file(path: Path) -> None:
    """Make an empty project file, whole or not at all.

    Raises:
        InputError: there is one already, or it cannot be written.
    """
    if path.exists() and path.stat().st_size:
        raise InputError("holds a project already", path=path.parent, hint="open it instead")
    try:
        with draft_beside(path) as draft:
            with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
                # It is whole or gone: no journal of its own, which nobody would sweep.
                connection.execute("PRAGMA journal_mode = MEMORY")
                _upgrade(connection, 0)
            os.chmod(draft, 0o644)
            os.replace(draft, path)
    except (OSError, sqlite3.Error) as error:
        raise InputError(
            f"a project cannot be made here ({error})",
            path=path.parent,
            hint="free some space or choose another folder",
        ) from error


def open_file(path: Path) -> sqlite3.Connection:
    """A connection to a project file, brought up to the version of today.

    An older file is copied beside itself (``project.v1.db``) before it is changed.

    Raises:
        InputError: there is none, it is not one of ours, is damaged, or of a newer version.
    """
    if not path.is_file() or not path.stat().st_size:
        raise InputError(
            "holds no project", path=path.parent, hint="make one with duizhao run SOURCE TARGET"
        )
    connection = sqlite3.connect(
        path, isolation_level=None, timeout=WAIT_S, check_same_thread=False
    )
    try:
        with told(path):
            _refuse_foreign(connection, path)
            version = _version(connection)
            if version < len(schema.SCRIPTS):
                _copy(connection, path.with_name(f"{path.stem}.v{version}{path.suffix}"))
                with writing(connection, path.parent, "a migration"):
                    # Another process may have done it while we waited.
                    _upgrade(connection, _version(connection), in_transaction=True)
            _set_up(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    if mark != schema.APPLICATION_ID:
        raise InputError(
            "is a database, but no project of duizhao", path=path, hint="choose another folder"
        )
    version = _version(connection)
    if version > len(schema.SCRIPTS):
        raise InputError(
            f"was written by a newer duizhao (version {version} of the file; this one knows up "
            f"to {len(schema.SCRIPTS)})",
            path=path,
            hint="install the newer duizhao; nothing was changed",
        )


def _upgrade(connection: sqlite3.Connection, version: int, *, in_transaction: bool = False) -> None:
    script = "".join(schema.SCRIPTS[version:])
    marks = (
        f"PRAGMA application_id = {schema.APPLICATION_ID}; "
        f"PRAGMA user_version = {len(schema.SCRIPTS)};"
    )
    # executescript would commit what was begun before it: its own BEGIN must be inside.
    if in_transaction:
        for statement in _statements(script + marks):
            connection.execute(statement)
    else:
        connection.executescript(f"BEGIN IMMEDIATE; {script} {marks} COMMIT;")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; a trigger's body holds semicolons of its own."""
    statement = ""
    for part in script.split(";")[:-1]:
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _copy(connection: sqlite3.Connection, path: Path) -> None:
    with closing(sqlite3.connect(path)) as copy:
        connection.backup(copy)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What SQLite says of a file, as a sentence for the one whose file it is.

    Raises:
        InputError: in place of SQLite's own errors.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise InputError(
                f"is being written by {_holder(path.parent)}",
                path=path,
                hint="wait until it has finished, then try again; nothing was changed",
            ) from error
        raise InputError(f"cannot be used ({error})", path=path, hint="check the folder") from error
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        raise InputError(
            f"is damaged, or no project at all ({error})",
            path=path,
            hint="go back to a copy of it; exports that were written are whole",
        ) from error


@contextmanager
def writing(connection: sqlite3.Connection, folder: Path, what: str) -> Iterator[None]:
    """One change of a project file: all of it is kept, or nothing.

    A second process waits its turn; who holds the file is written beside it for those who
    wait in vain.

    Args:
        connection: to the file.
        folder: the project's.
        what: what is being done, as a message shows it.
    """
    connection.execute("BEGIN IMMEDIATE")
    note = folder / _WRITER
    try:
        with suppress(OSError):
            since = time.strftime("%H:%M:%S")
            note.write_text(json.dumps({"pid": os.getpid(), "what": what, "since": since}))
        yield
        # While the file is still ours: the next writer's note must not be taken away.
        _forget(note)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            _forget(note)
            connection.execute("ROLLBACK")
        raise


def _forget(note: Path) -> None:
    with suppress(OSError):
        note.unlink()


def _holder(folder: Path) -> str:
    try:
        note = json.loads((folder / _WRITER).read_text())
        return f"another process ({note['pid']}, {note['what']}, since {note['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"

"""The ledger of a corpus: what is known of every file, and which work is done.

``corpus.db`` beside the plan: SQLite, written by one process, flushed before a write counts. What
it holds of files can be made again; what is marked as done was whole on the disk before.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

from corpora.errors import InputError

try:
    import fcntl
except ImportError:  # Windows, where nothing is held
    fcntl = None  # type: ignore[assignment]

LEDGER = "corpus.db"
_LOCK = ".corpus.lock"
_VERSION = 2
_TABLES = """
CREATE TABLE IF NOT EXISTS files (
    name TEXT PRIMARY KEY, address TEXT NOT NULL, size INTEGER NOT NULL, stamp TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS sketches (
    hash TEXT NOT NULL, made_by TEXT NOT NULL, error TEXT NOT NULL, notes TEXT NOT NULL,
    data BLOB, PRIMARY KEY (hash, made_by)
);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS marks (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, digest TEXT NOT NULL, error TEXT NOT NULL,
    facts TEXT NOT NULL, seconds REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS work (
    place INTEGER PRIMARY KEY, name TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
    key TEXT NOT NULL, check_key TEXT NOT NULL, problem TEXT NOT NULL, forced INTEGER NOT NULL
);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFile:
    """A file as it was when it was last read: ``hash`` is of its bytes."""

    name: str
    address: str
    size: int
    stamp: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Work that is done.

    Attributes:
        key: of the work; see ``review.corpus.work``.
        kind: of work.
        digest: of its output; empty where it failed.
        error: why it failed; empty where it did not.
        facts: numbers about it.
        seconds: the time that it took.
    """

    key: str
    kind: str
    digest: str
    error: str = ""
    facts: dict[str, Any]
    seconds: float


class Wanted(NamedTuple):
    """A pair of the frozen plan: its name and files, the keys of its work, what is in the way.

    ``forced`` says that a person wants it, whatever it looks like.
    """

    name: str
    source: str
    target: str
    key: str
    check_key: str
    problem: str
    forced: bool = False


class Ledger:
    """An open ledger."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: IO[str] | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(folder / LEDGER, isolation_level=None, timeout=10)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            # What is wanted is written down anew by every run: an older shape of it can go.
            if self._version() < _VERSION:
                self._connection.execute("DROP TABLE IF EXISTS work")
            self._connection.executescript(_TABLES)
            self._connection.execute(f"PRAGMA user_version = {_VERSION}")
        except (OSError, sqlite3.Error) as error:
            raise InputError(f"cannot be used ({error})", path=folder, hint="check it") from error

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the file, and of the folder where it was held."""
        self._connection.close()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def hold(self) -> None:
        """Hold the folder: one process at a time plans or runs in it.

        Raises:
            InputError: another one does.
        """
        lock = (self.folder / _LOCK).open("a+")
        if fcntl is not None:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read(20).strip()
                lock.close()
                raise InputError(
                    f"another process plans or runs here ({holder or 'unknown'})",
                    path=self.folder,
                    hint="wait until it has ended; duizhao corpus status says how far it is",
                ) from None
            except OSError:
                pass  # a file system without locks
        lock.seek(0)
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One change, kept whole or not at all.

        Raises:
            InputError: it cannot be written.
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError):
                raise InputError(
                    f"cannot be written ({error})",
                    path=self.folder / LEDGER,
                    hint="free some space, or wait until the other run has ended; what is done "
                    "stays done",
                ) from error
            raise

    # --- files ------------------------------------------------------------------------------------

    def files(self) -> dict[str, KnownFile]:
        """All files of the last plan, by name."""
        rows = self._connection.execute("SELECT name, address, size, stamp, hash FROM files")
        return {
            name: KnownFile(name=name, address=address, size=size, stamp=stamp, hash=digest)
            for name, address, size, stamp, digest in rows
        }

    def put_files(self, files: Iterable[KnownFile]) -> None:
        """Take these for all files there are; inside ``changing``."""
        self._connection.execute("DELETE FROM files")
        self._connection.executemany(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?)",
            ((one.name, one.address, one.size, one.stamp, one.hash) for one in files),
        )

    def known_hashes(self, made_by: str) -> dict[str, str]:
        """The texts that were sketched in a way, by hash, with what was wrong with them."""
        return dict(
            self._connection.execute(
                "SELECT hash, error FROM sketches WHERE made_by = ?", (made_by,)
            )
        )

    def sketch(self, digest: str, made_by: str) -> bytes:
        """The packed sketch of a text."""
        ((data,),) = self._connection.execute(
            "SELECT data FROM sketches WHERE hash = ? AND made_by = ?", (digest, made_by)
        )
        return bytes(data)

    def put_sketch(self, digest: str, made_by: str, data: bytes | None, error: str) -> None:
        """Keep a sketch, or why there is none; inside ``changing``."""
        self._connection.execute(
            "INSERT OR REPLACE INTO sketches VALUES (?, ?, ?, '', ?)",
            (digest, made_by, error, data),
        )

    # --- settings ---------------------------------------------------------------------------------

    def setting(self, name: str) -> str:
        """What was kept under a name; empty where nothing was."""
        rows = self._connection.execute(
            "SELECT value FROM settings WHERE name = ?", (name,)
        ).fetchall()
        return str(rows[0][0]) if rows else ""

    def put_setting(self, name: str, value: str) -> None:
        """Keep a value under a name; inside ``changing``."""
        self._connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    # --- the frozen plan --------------------------------------------------------------------------

    def put_work(self, rows: Iterable[Wanted]) -> None:
        """Take these for all the pairs that are wanted; inside ``changing``."""
        self._connection.execute("DELETE FROM work")
        self._connection.executemany(
            "INSERT INTO work (name, source, target, key, check_key, problem, forced) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )

    def work(self) -> list[Wanted]:
        """The pairs that are wanted, as the last run froze them."""
        rows = self._connection.execute(
            "SELECT name, source, target, key, check_key, problem, forced FROM work ORDER BY place"
        )
        return [Wanted(*row) for row in rows]

    # --- marks ------------------------------------------------------------------------------------

    def marks(self, keys: Sequence[str]) -> dict[str, Mark]:
        """The marks of some work, by key."""
        found = {}
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            places = ",".join("?" * len(part))
            rows = self._connection.execute(
                "SELECT key, kind, digest, error, facts, seconds FROM marks "  # noqa: S608
                f"WHERE key IN ({places})",
                part,
            )
            for key, kind, digest, error, facts, seconds in rows:
                found[key] = Mark(
                    key=key, kind=kind, digest=digest, error=error, facts=json.loads(facts),
                    seconds=seconds,
                )  # fmt: skip
        return found

    def mark(self, marks: Iterable[Mark]) -> None:
        """Mark work as done, at once."""
        with self.changing():
            self._connection.executemany(
                "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (one.key, one.kind, one.digest, one.error,
                     json.dumps(one.facts, ensure_ascii=False), one.seconds)
                    for one in marks
                ),
            )  # fmt: skip

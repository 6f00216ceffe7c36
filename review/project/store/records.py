"""What a project's file holds, read and written as the things it stands for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from corpora.units import Alignment, Document
from review.project.operations import Operation, Record
from review.project.store.database import FILE, create_file, open_file, told, writing
from review.project.store.packing import (
    dumps,
    has_surrogates,
    pack_alignment,
    pack_document,
    text_hash,
    unpack_alignment,
    unpack_document,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPair:
    """A document pair by its place in the file."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """A decision on its way into the log; see ``Record``."""

    subject: str
    document: str | None
    target: str
    verb: str
    data: dict[str, Any]

    def as_record(self, operation: Operation) -> Record:
        """The same as part of an operation."""
        return Record(
            operation=operation.number,
            reviewer=operation.reviewer,
            at=operation.at,
            seen=operation.seen,
            subject=self.subject,
            document=self.document,
            target=self.target,
            verb=self.verb,
            data=self.data,
        )


class Generations(NamedTuple):
    """How often what the machine found was found anew, by kind."""

    pairs: int
    terms: int
    findings: int


class Store:
    """The file ``DIR/project.db``, open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = folder / FILE
        self._connection = open_file(self._path)

    @staticmethod
    def create(folder: Path) -> Store:
        """A new, empty one in a folder that is there.

        Raises:
            InputError: there is one already.
        """
        create_file(folder / FILE)
        return Store(folder)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def changing(self, what: str) -> Iterator[None]:
        """One change, kept whole or not at all, by one process at a time.

        Raises:
            InputError: another process holds the file and does not let go.
        """
        with told(self._path), writing(self._connection, self.folder, what):
            yield

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        with told(self._path):
            return self._connection.execute(query, values).fetchall()

    def _run(self, query: str, values: Sequence[object]) -> int:
        return self._connection.execute(query, values).lastrowid or 0

    # --- documents and what the machine found -----------------------------------------------------

    def generations(self) -> Generations:
        """Numbers that count up whenever what the machine found changes."""
        ((pairs, terms, findings),) = self._rows("SELECT pairs, terms, findings FROM state")
        return Generations(pairs, terms, findings)

    def _count_up(self, kind: Literal["pairs", "terms", "findings"]) -> None:
        self._connection.execute(f"UPDATE state SET {kind} = {kind} + 1")  # noqa: S608

    def document_pairs(self) -> list[StoredPair]:
        """All of them in the order they came."""
        rows = self._rows("SELECT id, name FROM document_pairs ORDER BY id")
        return [StoredPair(id=number, name=name) for number, name in rows]

    def languages(self) -> dict[str, tuple[str, str]]:
        """The languages of every document pair, by its name, in the order they came."""
        rows = self._rows(
            "SELECT p.name, s.language, t.language FROM document_pairs p "
            "JOIN documents s ON s.id = p.source JOIN documents t ON t.id = p.target ORDER BY p.id"
        )
        return {name: (source, target) for name, source, target in rows}

    def recipes(self) -> dict[str, str]:
        """``recipe`` of every document pair, by its name."""
        rows = self._rows(
            "SELECT p.name, a.recipe FROM document_pairs p "
            "JOIN alignments a ON a.document_pair = p.id ORDER BY p.id"
        )
        return dict(rows)

    def decided_pairs(self) -> set[str]:
        """The names of the document pairs that somebody decided about."""
        rows = self._rows(
            "SELECT DISTINCT p.name FROM decisions d "
            "JOIN document_pairs p ON p.id = d.document_pair"
        )
        return {name for (name,) in rows}

    def remove_pair(self, pair: StoredPair) -> None:
        """Take a document pair away about which nobody decided; inside ``changing``."""
        ((source, target),) = self._rows(
            "SELECT source, target FROM document_pairs WHERE id = ?", (pair.id,)
        )
        for table in ("findings", "alignments"):
            self._run(f"DELETE FROM {table} WHERE document_pair = ?", (pair.id,))  # noqa: S608
        self._run("DELETE FROM document_pairs WHERE id = ?", (pair.id,))
        self._run("DELETE FROM documents WHERE id IN (?, ?)", (source, target))
        self._count_up("pairs")

    def sizes(self) -> dict[str, tuple[str, str, str, str, int]]:
        """Of every document pair the names and languages of both sides and the number of beads.

        In the order they came, by the pair's name; nothing is read but that.
        """
        rows = self._rows(
            "SELECT p.name, s.name, t.name, s.language, t.language, "
            "json_array_length(a.data, '$.beads') FROM document_pairs p "
            "JOIN documents s ON s.id = p.source JOIN documents t ON t.id = p.target "
            "JOIN alignments a ON a.document_pair = p.id ORDER BY p.id"
        )
        return {name: tuple(values) for name, *values in rows}

    def alignment(self, pair: StoredPair) -> Alignment:
        """The documents of a pair and what the aligner found in them."""
        documents = [self._document(pair, side) for side in ("source", "target")]
        ((signature, data),) = self._rows(
            "SELECT signature, data FROM alignments WHERE document_pair = ?", (pair.id,)
        )
        return unpack_alignment(data, signature, *documents)

    def _document(self, pair: StoredPair, side: str) -> Document:
        query = (
            "SELECT d.name, d.language, t.text, d.parts FROM document_pairs p "  # noqa: S608
            f"JOIN documents d ON d.id = p.{side} JOIN texts t ON t.hash = d.hash WHERE p.id = ?"
        )
        ((name, language, text, parts),) = self._rows(query, (pair.id,))
        return unpack_document(name, language, _text(text), parts)

    def files(self, pair: StoredPair) -> tuple[str, str] | None:
        """The files that a document pair was read from, ``None`` where nobody said."""
        rows = self._rows("SELECT source, target FROM files WHERE document_pair = ?", (pair.id,))
        return rows[0] if rows else None

    def put_files(self, pair: StoredPair, source: str, target: str) -> None:
        """Write where a document pair was read from; inside ``changing``."""
        self._run("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (pair.id, source, target))

    def text(self, version: str) -> str | None:
        """The text of a hash, of now or of before."""
        rows = self._rows("SELECT text FROM texts WHERE hash = ?", (version,))
        return _text(rows[0][0]) if rows else None

    def recipe(self, pair: StoredPair) -> str:
        """How the user wanted a document pair aligned, as a hash; empty where nobody said."""
        ((recipe,),) = self._rows(
            "SELECT recipe FROM alignments WHERE document_pair = ?", (pair.id,)
        )
        return str(recipe)

    def put_alignment(self, name: str, alignment: Alignment, recipe: str) -> None:
        """Write a document pair, or write it over; inside ``changing``."""
        known = self._rows("SELECT id, source, target FROM document_pairs WHERE name = ?", (name,))
        numbers = known[0][1:] if known else (None, None)
        source, target = (
            self._put_document(document, number)
            for document, number in zip((alignment.source, alignment.target), numbers, strict=True)
        )
        pair = known[0][0] if known else self._run(
            "INSERT INTO document_pairs (name, source, target) VALUES (?, ?, ?)",
            (name, source, target),
        )  # fmt: skip
        self._run(
            "INSERT OR REPLACE INTO alignments VALUES (?, ?, ?, ?)",
            (pair, alignment.signature, recipe, pack_alignment(alignment)),
        )
        self._count_up("pairs")

    def _put_document(self, document: Document, number: int | None) -> int:
        version = text_hash(document.text)
        text: str | bytes = document.text
        if has_surrogates(document.text):
            text = document.text.encode("utf-8", "surrogatepass")
        self._run("INSERT OR IGNORE INTO texts VALUES (?, ?)", (version, text))
        values = (document.name, document.language, version, pack_document(document))
        if number is None:
            return self._run(
                "INSERT INTO documents (name, language, hash, parts) VALUES (?, ?, ?, ?)", values
            )
        self._run(
            "UPDATE documents SET name = ?, language = ?, hash = ?, parts = ? WHERE id = ?",
            (*values, number),
        )
        return number

    def terms(self) -> tuple[str, str, str] | None:
        """(signature, basis, data) of the terms, ``None`` where nobody looked for any."""
        rows = self._rows("SELECT signature, basis, data FROM terms")
        return rows[0] if rows else None

    def has_found_terms(self) -> bool:
        """Whether anybody looked for terms."""
        return bool(self._rows("SELECT 1 FROM terms"))

    def has_found_findings(self) -> bool:
        """Whether any document pair was checked."""
        return bool(self._rows("SELECT 1 FROM findings LIMIT 1"))

    def put_terms(self, signature: str, basis: str, data: str) -> None:
        """Write what was found; inside ``changing``."""
        self._run("INSERT OR REPLACE INTO terms VALUES (1, ?, ?, ?)", (signature, basis, data))
        self._count_up("terms")

    def memory_digest(self) -> str:
        """The digest of the house's memory that was used; empty where there was none."""
        rows = self._rows("SELECT digest FROM memory")
        return rows[0][0] if rows else ""

    def memory(self) -> bytes | None:
        """What is kept of it, packed."""
        rows = self._rows("SELECT data FROM memory")
        return rows[0][0] if rows else None

    def put_memory(self, digest: str, data: bytes | None) -> None:
        """Write what is kept of a memory, or that there is none; inside ``changing``."""
        self._run("DELETE FROM memory", ())
        if data is not None:
            self._run("INSERT INTO memory VALUES (1, ?, ?)", (digest, data))

    def findings(self, pair: StoredPair) -> tuple[str, str, str] | None:
        """(signature, basis, data) of a document pair's findings."""
        rows = self._rows(
            "SELECT signature, basis, data FROM findings WHERE document_pair = ?", (pair.id,)
        )
        return rows[0] if rows else None

    def put_findings(self, pair: StoredPair, signature: str, basis: str, data: str) -> None:
        """Write what was found; inside ``changing``."""
        self._run(
            "INSERT OR REPLACE INTO findings VALUES (?, ?, ?, ?)",
            (pair.id, signature, basis, data),
        )
        self._count_up("findings")

    def exports(self) -> set[tuple[str, str]]:
        """The files ever written into the folder, each with the hash of its bytes."""
        return set(self._rows("SELECT name, hash FROM exports"))

    def put_export(self, name: str, digest: str) -> None:
        """Remember what was written; inside ``changing``."""
        self._run("INSERT OR IGNORE INTO exports VALUES (?, ?)", (name, digest))

    # --- the log ----------------------------------------------------------------------------------

    def last(self) -> int:
        """The number of the last operation, 0 where there is none."""
        return int(self._rows("SELECT COALESCE(MAX(number), 0) FROM operations")[0][0])

    def operations(self, after: int = 0) -> list[Operation]:
        """The log after a number, in order; ``is_undone`` is left for the reader to tell."""
        rows = self._rows(
            "SELECT number, at, reviewer, kind, concerns, seen, "
            "(SELECT COUNT(*) FROM decisions WHERE operation = number) "
            "FROM operations WHERE number > ? ORDER BY number",
            (after,),
        )
        return [
            Operation(
                number=number, at=at, reviewer=reviewer, kind=kind, concerns=concerns, seen=seen,
                decisions=decisions,
            )
            for number, at, reviewer, kind, concerns, seen, decisions in rows
        ]  # fmt: skip

    def records(self, after: int = 0) -> list[Record]:
        """All decisions of the operations after a number, in order."""
        rows = self._rows(
            "SELECT d.operation, o.reviewer, o.at, o.seen, d.subject, p.name, d.target, d.verb, "
            "d.data FROM decisions d JOIN operations o ON o.number = d.operation "
            "LEFT JOIN document_pairs p ON p.id = d.document_pair "
            "WHERE d.operation > ? ORDER BY d.operation, d.place",
            (after,),
        )
        return [
            Record(
                operation=operation, reviewer=reviewer, at=at, seen=seen, subject=subject,
                document=document, target=target, verb=verb, data=json.loads(data),
            )
            for operation, reviewer, at, seen, subject, document, target, verb, data in rows
        ]  # fmt: skip

    def append(
        self,
        *,
        at: str,
        reviewer: str,
        kind: str,
        seen: int,
        concerns: int | None = None,
        decisions: Iterable[NewDecision] = (),
    ) -> int:
        """Add an operation to the log, and say its number; inside ``changing``."""
        number = self._run(
            "INSERT INTO operations (at, reviewer, kind, concerns, seen) VALUES (?, ?, ?, ?, ?)",
            (at, reviewer, kind, concerns, seen),
        )
        decisions = list(decisions)
        pairs = {one.document: self._pair_id(one.document) for one in decisions}
        self._connection.executemany(
            "INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (number, place, one.subject, pairs[one.document], one.target, one.verb,
                 dumps(one.data))
                for place, one in enumerate(decisions)
            ),
        )  # fmt: skip
        return number

    def _pair_id(self, name: str | None) -> int | None:
        rows = self._rows("SELECT id FROM document_pairs WHERE name = ?", (name,))
        return rows[0][0] if rows else None


def _text(stored: str | bytes) -> str:
    return stored if isinstance(stored, str) else stored.decode("utf-8", "surrogatepass")

"""The tables of a project, version by version.

A project's version is SQLite's ``user_version``: the number of scripts that have run. A new
version is one more script; what is there is never edited, so that every old file can follow.
"""

from __future__ import annotations

APPLICATION_ID = 0x64757A68
"""``duzh`` in ASCII: SQLite's mark of whose file it is."""

_FIRST = """
-- A text as read, once for each version of it that decisions were made on.
CREATE TABLE texts (
    hash TEXT PRIMARY KEY,
    text TEXT NOT NULL
);
-- parts: paragraphs, turns, segments and notes as JSON; with the text they are the document.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    hash TEXT NOT NULL REFERENCES texts (hash),
    parts TEXT NOT NULL
);
CREATE TABLE document_pairs (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    source INTEGER NOT NULL REFERENCES documents (id),
    target INTEGER NOT NULL REFERENCES documents (id)
);
-- What the machine found. basis: hash of what it was found in, recipe: of how the user wanted it
-- found, to tell what is out of date.
CREATE TABLE alignments (
    document_pair INTEGER PRIMARY KEY REFERENCES document_pairs (id),
    signature TEXT NOT NULL,
    recipe TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE TABLE findings (
    document_pair INTEGER PRIMARY KEY REFERENCES document_pairs (id),
    signature TEXT NOT NULL,
    basis TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE TABLE terms (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    signature TEXT NOT NULL,
    basis TEXT NOT NULL,
    data TEXT NOT NULL
);
-- Files ever written into the project's folder, by the hash of their bytes: one with another hash
-- was changed by a person and is not written over unasked.
CREATE TABLE exports (
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (name, hash)
);
-- What people decided, in order, for ever. An undo or redo concerns an earlier operation;
-- seen: the last operation that its maker had seen.
CREATE TABLE operations (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    kind TEXT NOT NULL,
    concerns INTEGER REFERENCES operations (number),
    seen INTEGER NOT NULL
);
CREATE TABLE decisions (
    operation INTEGER NOT NULL REFERENCES operations (number),
    place INTEGER NOT NULL,
    subject TEXT NOT NULL CHECK (subject IN ('pair', 'term', 'finding')),
    document_pair INTEGER REFERENCES document_pairs (id),
    target TEXT NOT NULL,
    verb TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (operation, place)
);
CREATE INDEX decisions_by_document ON decisions (document_pair, operation);
-- Count up whenever what the machine found changes, so that others notice.
CREATE TABLE state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    pairs INTEGER NOT NULL,
    terms INTEGER NOT NULL,
    findings INTEGER NOT NULL
);
INSERT INTO state VALUES (1, 0, 0, 0);
CREATE TRIGGER operations_stay BEFORE UPDATE ON operations
BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;
CREATE TRIGGER operations_remain BEFORE DELETE ON operations
BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;
CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;
CREATE TRIGGER decisions_remain BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;
"""

_SECOND = """
-- The files that a document pair was read from, as seen from the project's folder.
CREATE TABLE files (
    document_pair INTEGER PRIMARY KEY REFERENCES document_pairs (id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    target TEXT NOT NULL
);
"""

_THIRD = """
-- What of the house's memory was used, of a large one a part: pairs and terms as packed JSON.
CREATE TABLE memory (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    digest TEXT NOT NULL,
    data BLOB NOT NULL
);
"""

SCRIPTS: tuple[str, ...] = (_FIRST, _SECOND, _THIRD)
"""What brings an empty file to the version of today, one script a version."""

"""Trados' memory, ``.sdltm``: an SQLite database, read from a copy and without running it.

A segment there is XML: texts and tags in their order. What becomes of tags is for the options
to say, as in TMX.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from lxml import etree

from corpora.formats.codes import guess_language, language_of_code
from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream, count_notes
from corpora.formats.xml.xmltext import PARSER, local
from corpora.registry.formats import TMX
from corpora.units import TranslationUnit

_UNITS = "translation_units"
_MEMORIES = "translation_memories"
_PEEK = 200
_NUMBERS = re.compile(r"\D+")


def read(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of a memory of Trados Studio.

    Raises:
        InputError: it is another database, or damaged.
    """
    with _opened(origin) as base:
        columns = _columns(origin, base)
        languages = _languages(base)
        first = list(_rows(origin, base, columns, limit=_PEEK))
    notes: list[str] = []
    sides = [[_text(row[side], "flatten")[0] for row in first] for side in (0, 1)]
    head = Head(
        name=origin.name,
        source_language=options.source_language
        or language_of_code(languages[0] or guess_language(sides[0])),
        target_language=options.target_language
        or language_of_code(languages[1] or guess_language(sides[1])),
        source_code=languages[0],
        target_code=languages[1],
    )

    def units() -> Iterator[TranslationUnit]:
        counts: Counter[str] = Counter()
        with _opened(origin) as base:
            for row in _rows(origin, base, columns):
                yield _unit(row, options.markup, counts)
        notes.extend(count_notes(counts))

    return UnitStream(head=head, units=units(), notes=notes)


@contextmanager
def _opened(origin: Origin) -> Iterator[sqlite3.Connection]:
    """A database to be read only: a copy, since SQLite writes beside what it reads."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "memory")
        with origin.open() as file, path.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        uri = f"{path.as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as base:
            base.text_factory = lambda data: data.decode("utf-8", "replace")
            base.execute("PRAGMA trusted_schema = OFF")
            yield base


def _columns(origin: Origin, base: sqlite3.Connection) -> set[str]:
    try:
        tables = base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        columns = {row[1] for row in base.execute(f"PRAGMA table_info({_UNITS})")}
    except sqlite3.Error as error:
        raise _damaged(origin, error) from error
    if (_UNITS,) not in tables or not {"source_segment", "target_segment"} <= columns:
        raise origin.error(
            "is a database, but no memory of Trados",
            hint=f"export what it holds as {TMX} from its own program",
        )
    return columns


def _languages(base: sqlite3.Connection) -> tuple[str, str]:
    query = f"SELECT source_language, target_language FROM {_MEMORIES} LIMIT 1"  # noqa: S608
    try:
        row = base.execute(query).fetchone() or ("", "")
    except sqlite3.Error:  # without that table the texts tell
        row = ("", "")
    return str(row[0] or ""), str(row[1] or "")


def _rows(
    origin: Origin, base: sqlite3.Connection, columns: set[str], *, limit: int = -1
) -> Iterator[tuple[str, ...]]:
    wanted = ["source_segment", "target_segment"]
    known = ("creation_date", "creation_user", "change_date", "change_user")
    chosen = [name if name in columns else "NULL" for name in (*wanted, *known)]
    query = f"SELECT {', '.join(chosen)} FROM {_UNITS} ORDER BY rowid LIMIT {limit}"  # noqa: S608
    try:
        for row in base.execute(query):
            yield tuple("" if value is None else str(value) for value in row)
    except sqlite3.Error as error:
        raise _damaged(origin, error) from error


def _damaged(origin: Origin, error: sqlite3.Error) -> Exception:
    return origin.error(f"is a damaged database ({error})", hint=f"export it from Trados as {TMX}")


def _unit(row: tuple[str, ...], markup: str, counts: Counter[str]) -> TranslationUnit:
    texts = []
    for xml in row[:2]:
        text, tagged = _text(xml, markup)
        shown = "placeholders" if markup == "placeholders" else "flatten"
        counts[f"texts had inline markup ({shown})"] += tagged
        texts.append(text)
    created, changed = _stamp(row[2]), _stamp(row[4])
    return TranslationUnit(
        source=texts[0],
        target=texts[1],
        created_at=created,
        created_by=row[3] or None,
        changed_at=changed,
        changed_by=row[5] or None,
    )


def _stamp(date: str) -> str | None:
    """``2024-02-29 23:59:59`` as units have it; ``None`` for what is no such time."""
    digits = _NUMBERS.sub("", date)[:14]
    return f"{digits[:8]}T{digits[8:]}Z" if len(digits) == 14 else None


def _text(xml: str, markup: str) -> tuple[str, bool]:
    """A segment's text, and whether it holds tags; what is no XML is a text itself."""
    try:
        root = etree.fromstring(xml.encode(), etree.XMLParser(**PARSER))
    except etree.XMLSyntaxError:
        return xml, False
    parts: list[str] = []
    elements = root.find("{*}Elements")
    tags = 0
    for node in elements if elements is not None else ():
        fields = {local(child): child.text or "" for child in node}
        if local(node) == "Text":
            parts.append(fields.get("Value", ""))
        elif local(node) == "Tag":
            tags += 1
            mark = "/" if fields.get("Type") == "End" else ""
            number = fields.get("Anchor") or tags
            parts.append(f"{{{mark}{number}}}" if markup == "placeholders" else "")
    return "".join(parts), tags > 0

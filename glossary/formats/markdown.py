"""Glossaries in the tables of a Markdown page."""

from __future__ import annotations

from corpora.formats.documents.markdown import read_tables
from corpora.formats.encoding import decode
from corpora.formats.streams import Origin
from glossary.formats.table import read_table
from glossary.record.entries import Glossary


def load(origin: Origin) -> Glossary:
    """Read the rows of a page's tables with two or more columns, headers like the first left out.

    Raises:
        InputError: there is none, or a row cannot be understood.
    """
    with origin.open() as file:
        text, _note = decode(file.read(), origin.path or origin.name)
    rows = [row for row in read_tables(text)[0] if len(row) >= 2]
    if not rows:
        raise origin.error(
            "has no table of two columns", hint="give a column to terms, one to renderings"
        )
    header, *body = rows
    kept = [header, *(row for row in body if row != header)]
    return read_table(origin, list(enumerate(kept, 1)))

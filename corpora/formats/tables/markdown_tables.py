"""Pairs in the tables of a Markdown page."""

from __future__ import annotations

from corpora.formats.codes import primary
from corpora.formats.documents.markdown import read_tables
from corpora.formats.streams import Origin, ReadOptions, UnitStream
from corpora.formats.strings.keyed import whole_text
from corpora.formats.tables.two_columns import units_of_table


def read(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of a page's tables, if these are in two languages and hold most of its text.

    Raises:
        InputError: they do not: then it is a document.
    """
    rows, outside = read_tables(whole_text(origin, options))
    header = rows[:1]
    rows = [*header, *(row for row in rows[1:] if row not in header)]
    stream = units_of_table(origin, [(0, row) for row in rows], options)
    inside = sum(len(cell) for row in rows for cell in row)
    languages = stream.head.source_language, stream.head.target_language
    if inside < len(outside) or primary(languages[0]) == primary(languages[1]):
        raise origin.holds_no_pairs(
            "is Markdown: a document, not pairs", hint="align it with its translation"
        )
    return stream

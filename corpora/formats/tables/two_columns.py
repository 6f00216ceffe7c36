"""What tables of two columns share, in Word documents and on web pages."""

from __future__ import annotations

from collections.abc import Iterator

from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream
from corpora.formats.tables.columns import Row, read_rows

_NAMES = {"zh-Hans": "中文", "zh-Hant": "中文", "en": "English"}


def headings(head: Head) -> tuple[str, str]:
    """What stands over the two columns."""
    languages = (head.source_language, head.target_language)
    names = [_NAMES.get(language, language) for language in languages]
    return names[0], names[1]


def units_of_table(origin: Origin, rows: list[Row], options: ReadOptions) -> UnitStream:
    """Units of the rows of tables that have two or more columns.

    Raises:
        InputError: there are none.
    """
    rows = [row for row in rows if len(row[1]) >= 2]
    if not rows:
        raise origin.holds_no_pairs(
            "has no table of two columns: it is a document, not pairs",
            hint="align it with its translation",
        )

    def numbered() -> Iterator[Row]:
        return iter([(number, cells) for number, (_none, cells) in enumerate(rows, 1)])

    return read_rows(origin, numbered, options)

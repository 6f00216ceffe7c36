"""Two columns side by side on a web page, for reading."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from lxml import etree
from lxml import html as lxml_html

from corpora.formats.codes import code_for_language
from corpora.formats.decoding import find_encoding, open_text
from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream, WriteOptions, Written
from corpora.formats.tables.two_columns import headings, units_of_table
from corpora.formats.xml.xmltext import UNWRITABLE, Node, local
from corpora.units import TranslationUnit


def write(
    units: Iterable[TranslationUnit], head: Head, file: BinaryIO, options: WriteOptions
) -> Written:
    """Write one self-contained page with a table: source, target; a row for each unit."""
    codes = [code_for_language(code) for code in (head.source_language, head.target_language)]
    tops = "".join(f"<th>{html.escape(name)}</th>" for name in headings(head))
    file.write(
        (
            f'<!DOCTYPE html>\n<html lang="{codes[1]}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{html.escape(head.name)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
            f"<h1>{html.escape(head.name)}</h1>\n<table>\n<thead><tr>{tops}</tr></thead>\n"
            "<tbody>\n"
        ).encode()
    )
    count = 0
    for unit in units:
        count += 1
        cells = "".join(
            f'<td lang="{code}">{html.escape(UNWRITABLE.sub("", text))}</td>'
            for code, text in zip(codes, (unit.source, unit.target), strict=True)
        )
        file.write(f"<tr>{cells}</tr>\n".encode())
    file.write(b"</tbody>\n</table>\n</body>\n</html>\n")
    return Written(units=count)


_STYLE = """\
:root { color-scheme: light dark }
body { font: 16px/1.55 system-ui, "Noto Sans CJK SC", sans-serif; margin: 2rem auto; \
max-width: 75rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th { text-align: left; position: sticky; top: 0; background: Canvas }
th, td { padding: .45rem .8rem; vertical-align: top; border-bottom: 1px solid #8884; \
white-space: pre-wrap; overflow-wrap: anywhere }
"""


def read(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of a page's tables with two or more columns, row by row.

    Raises:
        InputError: it has no such table.
    """
    encoding = find_encoding(origin, recover=options.recover)
    with open_text(origin, encoding) as file:
        parser = lxml_html.HTMLParser(no_network=True, huge_tree=True, encoding="utf-8")
        root = etree.fromstring(file.read().encode("utf-8", "replace"), parser)
    rows = [
        (0, [_cell_text(cell) for cell in row.iterchildren("td", "th")])
        for row in (root.iter("tr") if root is not None else ())
    ]
    return units_of_table(origin, rows, options)


def _cell_text(cell: Node) -> str:
    """The text of a cell; that of a table within it is no part of it."""
    return "".join(_words(cell)).strip(" \t\n\r") if len(cell) else cell.text or ""


def _words(element: Node) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = local(child)
        if name in ("br", "p", "div", "li"):
            yield "\n"
        if name not in ("table", "script", "style", ""):
            yield from _words(child)
        yield child.tail or ""

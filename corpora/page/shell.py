"""One self-contained HTML page: no network, nothing that runs but what it carries."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
# Texts of sentences read better from the left, whatever the notebook does with its tables.
_CELL = '<td style="text-align: left; white-space: pre-wrap">{}</td>'


def text(value: object) -> str:
    """Anything as text safe in HTML, in an element or in a quoted attribute.

    >>> text('<“a” & "b">')
    '&lt;“a” &amp; &quot;b&quot;&gt;'
    """
    return escape(str(value), quote=True)


def page(title: str, body: str, *, style: str = "", script: str = "") -> str:
    """A whole page around ``body``, which is HTML already.

    Args:
        title: plain text for the browser's tab.
        body: HTML; whoever made it has escaped what came from files, with ``text``.
        style: CSS after the common sheet (``page.css``: colours for light and dark, tables,
            chips, print rules).
        script: JavaScript, run after the body is there; ``narrow`` of ``search.js`` is at hand.
    """
    common = _asset("page.css")
    script = f"{_asset('search.js')}{script}" if script else ""
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{text(_POLICY)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{text(title)}</title>",
            f"<style>\n{common}\n{style}</style>",
            "</head>",
            f"<body>\n{body}",
            f"<script>\n{script}</script>" if script else "",
            "</body>",
            "</html>",
            "",
        ]
    )


def _asset(name: str) -> str:
    return files("corpora.page").joinpath(name).read_text(encoding="utf-8")


def search_box(hint: str, *, told: str = "", more: str = "") -> str:
    """A box in which people type what they look for, not shown in print.

    Args:
        hint: what it looks through, as an order: "Find in either language".
        told: the id of a place beside it for how many there are; empty for none.
        more: HTML between the two, such as a switch.
    """
    count = f'<span id="{told}" class="faint small" role="status"></span>' if told else ""
    return (
        f'<p class="screen-only"><input type="search" id="search" placeholder="{text(hint)}" '
        f'aria-label="{text(hint)}">{more} {count}</p>'
    )


def table_fragment(
    title: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, most: int
) -> str:
    """A table for a page that is not ours, such as a notebook: it brings no styles of its own.

    Args:
        title: plain text above it.
        header: plain texts.
        rows: plain texts, as many in each as in the header.
        most: rows shown; how many more there are is told.
    """
    head = "".join(f"<th>{text(cell)}</th>" for cell in header)
    body = "".join(
        f"<tr>{''.join(_CELL.format(text(cell)) for cell in row)}</tr>" for row in rows[:most]
    )
    more = f"<p>… and {len(rows) - most:,} more</p>" if len(rows) > most else ""
    return (
        f"<div><p><code>{text(title)}</code></p><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>{more}</div>"
    )

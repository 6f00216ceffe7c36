"""One self-contained HTML page: no network, nothing that runs but what it carries."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from corpora.page.folds import fold_table

# Texts of sentences read better from the left, whatever the notebook does with its tables.
_CELL = '<td style="text-align: left; white-space: pre-wrap">{}</td>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a page, under a heading, with a line in its contents list.

    ``id`` is what a link to it says after the #; ``count`` is told beside its name, where there
    is one; ``body`` is HTML.
    """

    id: str
    heading: str
    body: str
    count: int | None = None


def text(value: object) -> str:
    """Anything as text safe in HTML, in an element or in a quoted attribute.

    >>> text('<“a” & "b">')
    '&lt;“a” &amp; &quot;b&quot;&gt;'
    """
    return escape(str(value), quote=True)


def language(tag: str) -> str:
    """The attribute that says which language a cell is in; fonts and screen readers go by it.

    >>> language("zh-Hant")
    ' lang="zh-Hant"'
    """
    return f' lang="{text(tag)}"'


def asset(package: str, name: str) -> str:
    """A style sheet or script that lies in a package of ours."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


def page(
    title: str,
    parts: Sequence[Part],
    *,
    head: str = "",
    foot: str = "",
    style: str = "",
    script: str = "",
    chinese: str = "zh-Hans",
) -> str:
    """A whole page.

    Args:
        title: plain text for the browser's tab.
        parts: what it shows, in order; with several it has a contents list.
        head: HTML of its beginning, with the h1; whoever made it has escaped what came from
            files, with ``text``.
        foot: HTML of its end.
        style: CSS after the common sheet (``page.css``: colours for light and dark, tables, chips,
            filters, print rules).
        script: JavaScript after the common one (``page.js``: filters, links to what is hidden).
        chinese: the language tag of its Chinese, for Chinese words inside English sentences.
    """
    style = f"\n{asset('corpora.page', 'page.css')}{style}"
    script = f"\n{asset('corpora.page', 'page.js')}{script}"
    body = "\n".join(_body(parts, head, foot))
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="en" data-chinese="{text(chinese)}" data-fold="{fold_table(body)}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{text(title)}</title>",
            f"<style>{style}</style>",
            "</head>",
            f"<body>\n{body}",
            f"<script>{script}</script>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _policy(style: str, script: str) -> str:
    """Only this style sheet and this script count; nothing is fetched, sent or framed."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _body(parts: Sequence[Part], head: str, foot: str) -> Iterator[str]:
    yield '<a class="skip" href="#main">Skip to the content</a>'
    yield f"<header>{head}</header>"
    if len(parts) > 1:
        yield f'<nav class="contents" aria-label="Contents"><ul>{_contents(parts)}</ul></nav>'
    yield '<main id="main" tabindex="-1">'
    for part in parts:
        yield f'<section id="{text(part.id)}" aria-labelledby="{text(part.id)}-heading">'
        yield f'<h2 id="{text(part.id)}-heading">{text(part.heading)}</h2>'
        yield part.body
        yield "</section>"
    yield "</main>"
    if foot:
        yield f"<footer>{foot}</footer>"


def _contents(parts: Sequence[Part]) -> str:
    return "".join(
        f'<li><a href="#{text(part.id)}">{text(part.heading)}'
        + ("" if part.count is None else f' <span class="count">{part.count:,}</span>')
        + "</a></li>"
        for part in parts
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

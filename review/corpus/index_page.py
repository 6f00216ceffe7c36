"""The index as a page: document pairs, worst first, then the files that are in none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpora.files import written_whole
from corpora.page import Part, page, text
from corpora.page.sieve import Choice, Choices, sieve
from corpora.values import counted
from quality.findings import SEVERITIES
from review.corpus.index import IndexRow
from review.corpus.plan import PLAN, STATUSES, PlanRow

# More rows make a page that no browser likes; the tables between commas hold all.
_MOST_ROWS = 5_000
_SIGNS = {"stranger": "not a translation", "failed": "failed"}
# What a person can do something about comes first.
_ORDER = ("unsure", "unread", "alone", "version", "duplicate", "forbidden", *STATUSES)


def write_index_html(
    title: str, rows: Sequence[IndexRow], left: Sequence[PlanRow], path: Path
) -> None:
    """Write the index as one page.

    Args:
        title: of the page.
        rows: of the index, worst first.
        left: rows of the plan that are not worked on.
        path: of the file.
    """
    with written_whole(path, force=True) as file:
        file.write(index_html(title, rows, left).encode("utf-8", "replace"))


def index_html(title: str, rows: Sequence[IndexRow], left: Sequence[PlanRow] = ()) -> str:
    """The page: what was done in numbers, then the rows, worst first; then what was left."""
    parts = [
        Part(id="documents", heading="Documents", body=_documents(rows), count=len(rows)),
    ]
    if left:
        body = _left(sorted(left, key=lambda row: _ORDER.index(row.status)))
        parts.append(Part(id="left", heading="Not worked on", body=body, count=len(left)))
    return page(title, parts, head=f"<h1>{text(title)}</h1>")


def _documents(rows: Sequence[IndexRow]) -> str:
    units = sum(row.pairs for row in rows if row.state == "done")
    suspicious = sum(row.is_suspicious for row in rows)
    told = (
        f"<p>{counted(len(rows), 'document pair')}, {counted(units, 'pair')} of sentences; "
        f"{suspicious:,} to look at{', at the top' if suspicious else ''}.</p>"
    )
    signs = Counter(filter(None, map(_sign, rows)))
    find = sieve(
        "#documents tbody tr",
        hint="Find a document",
        groups=[_choices("state", signs)],
    )
    heads = ("", "document", "pairs", "sure", "left out", *(f"{one}s" for one in SEVERITIES), "")
    body = map(_document, rows[:_MOST_ROWS])
    return f"{told}\n{find}\n{_table(heads, range(2, 8), body)}\n{_more(rows, 'index.csv')}"


def _choices(name: str, counts: Counter[str]) -> Choices:
    choices = [Choice(value=one, label=one, count=count) for one, count in counts.items()]
    return Choices(name=name, legend="Only", choices=choices)


def _sign(row: IndexRow) -> str:
    return _SIGNS.get(row.state, "look" if row.is_suspicious else "")


def _document(row: IndexRow) -> str:
    own = [f"<b>{text(row.name)}</b>"] if row.name != row.source else []
    names = "<br>".join([*own, *map(text, filter(None, (row.source, row.target)))])
    numbers = [""] * (3 + len(SEVERITIES))
    if row.state != "failed":
        numbers = [
            f"{row.pairs:,}", f"{row.sure:.0%}", f"{row.left_out[0]:,} / {row.left_out[1]:,}",
            *(f"{one:,}" for one in row.findings),
        ]  # fmt: skip
    cells = "".join(f'<td class="number">{one}</td>' for one in numbers)
    sign = _sign(row)
    return (
        f'<tr data-state="{text(sign)}"><td class="state">{sign}</td>'
        f'<td class="names">{names}</td>{cells}'
        f"<td>{text(row.note)}</td></tr>"
    )


def _left(rows: Sequence[PlanRow]) -> str:
    told = f"<p>To have one of these done, say yes in {PLAN}, or add a row with two files.</p>"
    find = sieve(
        "#left tbody tr",
        hint="Find a file",
        groups=[_choices("status", Counter(row.status for row in rows))],
    )
    body = (
        f'<tr data-status="{row.status}"><td class="state">{row.status}</td>'
        f'<td class="names">{text(row.source or row.target)}</td>'
        f"<td>{text(row.target) if row.source else ''}</td><td>{text(row.reason)}</td></tr>"
        for row in rows[:_MOST_ROWS]
    )
    return f"{told}\n{find}\n{_table(('', 'file', '', ''), (), body)}\n{_more(rows, PLAN)}"


def _table(heads: Sequence[str], numbers: Iterable[int], rows: Iterable[str]) -> str:
    right = set(numbers)
    head = "".join(
        f'<th class="number">{text(one)}</th>' if at in right else f"<th>{text(one)}</th>"
        for at, one in enumerate(heads)
    )
    body = "\n".join(rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"


def _more(rows: Sequence[object], where: str) -> str:
    return (
        f"<p>{len(rows) - _MOST_ROWS:,} more are in {where}.</p>" if len(rows) > _MOST_ROWS else ""
    )

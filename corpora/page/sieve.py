"""The form with which rows of a page are searched and filtered, and rows that stay light."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpora.page.shell import text
from corpora.values import counted

# As many rows are laid out at once when they come near the window: by eye.
_CHUNK = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of what rows are filtered by.

    ``value`` is what rows have in ``data-NAME``; ``count`` how many rows do; ``look`` an HTML
    sign shown before the label; ``about`` says more.
    """

    value: str
    label: str
    count: int
    look: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What rows are filtered by: boxes, of which any may be on, or with ``is_list`` a list."""

    name: str
    legend: str
    choices: Sequence[Choice]
    is_list: bool = False


def sieve(
    rows: str, *, hint: str, groups: Sequence[Choices] = (), only: Sequence[Choice] = ()
) -> str:
    """A form that narrows rows to those looked for; it is not printed, nor shown without a script.

    Scripts, case, width and quotation marks are folded in what is typed and in the rows.

    Args:
        rows: CSS selector of the rows.
        hint: what it looks through, as an order: "Find in either language".
        groups: by which ``data-`` attributes of the rows they can be filtered.
        only: switches for rows that have the ``data-`` attribute named at all.
    """
    boxes = "".join(_group(group) for group in groups if len(group.choices) > 1)
    switches = "".join(
        f'<label><input type="checkbox" data-only="{text(one.value)}"> {text(one.label)}'
        f"{_count(one)}</label>"
        for one in only
        if one.count
    )
    return (
        f'<form class="sieve" role="search" aria-label="{text(hint)}" data-rows="{text(rows)}" '
        f'autocomplete="off" hidden><input type="search" placeholder="{text(hint)}" '
        f'aria-label="{text(hint)}">{switches}{boxes}'
        '<button type="reset" hidden>Show all</button> <output class="faint small"></output></form>'
    )


def _group(group: Choices) -> str:
    if group.is_list:
        options = "".join(
            f'<option value="{text(one.value)}">{text(one.label)} ({one.count:,})</option>'
            for one in group.choices
        )
        return (
            f'<label>{text(group.legend)} <select name="{text(group.name)}">'
            f'<option value="">all</option>{options}</select></label>'
        )
    boxes = "".join(
        f"<label{_title(one)}>"
        f'<input type="checkbox" name="{text(group.name)}" value="{text(one.value)}" checked> '
        f"{one.look}{text(one.label)}{_count(one)}</label>"
        for one in group.choices
    )
    return f"<fieldset><legend>{text(group.legend)}</legend>{boxes}</fieldset>"


def _title(choice: Choice) -> str:
    return f' title="{text(choice.about)}"' if choice.about else ""


def _count(choice: Choice) -> str:
    return f' <span class="count">{choice.count:,}</span>'


def chunked(rows: Iterable[str], before: str = "", after: str = "") -> Iterator[str]:
    """Rows in stretches that a browser lays out only when they come near its window.

    Args:
        rows: HTML of each.
        before: HTML before each stretch, such as the start of a table.
        after: HTML after it.
    """
    stretch: list[str] = []
    for row in rows:
        stretch.append(row)
        if len(stretch) == _CHUNK:
            yield f'<div class="chunk">{before}{"".join(stretch)}{after}</div>'
            stretch = []
    if stretch:
        yield f'<div class="chunk">{before}{"".join(stretch)}{after}</div>'


def folded(items: Sequence[str], shown: int, noun: str, wrapped: str = "{}") -> str:
    """The first of some items, and the others under a line that opens.

    Args:
        items: HTML of each.
        shown: how many are in view.
        noun: what one is: "13 more findings".
        wrapped: HTML around either part, ``{}`` where the items go.
    """
    first = wrapped.replace("{}", "".join(items[:shown]))
    rest = items[shown:]
    if not rest:
        return first
    more = wrapped.replace("{}", "".join(rest))
    told = counted(len(rest), f"more {noun}")
    return f"{first}<details><summary>{text(told)}</summary>{more}</details>"

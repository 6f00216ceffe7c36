"""Cells that a spreadsheet would run as formulas (CWE-1236), guarded by an apostrophe and back."""

from __future__ import annotations

import re

_STARTS = ("=", "+", "-", "@", "\t", "\r")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; ``unguarded`` undoes it.

    An apostrophe that was there before a formula's start is guarded too, to survive the way back.

    >>> guarded("=1+1"), guarded("'=1"), guarded("'s"), guarded("一")
    ("'=1+1", "''=1", "'s", '一')
    """
    return f"'{cell}" if cell.startswith(_STARTS) or _GUARDED.match(cell) else cell


def unguarded(cell: str) -> str:
    """What ``guarded`` was given.

    >>> unguarded(guarded("'=x")), unguarded("'s")
    ("'=x", "'s")
    """
    return cell[1:] if _GUARDED.match(cell) else cell

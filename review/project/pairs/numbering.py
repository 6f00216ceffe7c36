"""The numbers of pairs: given once, kept through every change, never those of other pairs.

Merged pairs keep the first number. When a pair is split or loses a sentence, the numbers stay
with the parts so that as many as possible are used, in order; a part for which none is left has
the number it had before a merge, else that of the pair it comes from with a letter: ``60b``.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# More parts times pairs than this are matched one by one.
_MOST = 10_000
_ANY, _SOURCE, _FIRST = 1000, 10, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A row to be numbered: the old rows it has sentences of, and where it was born.

    ``rows`` are all of them, ``sources`` those it has a source sentence of, ``firsts`` those
    whose first sentence it has. ``births`` are numbers that the machine gave to rows which
    began with one of its sentences.
    """

    rows: frozenset[str]
    sources: frozenset[str]
    firsts: frozenset[str]
    births: tuple[str, ...] = ()

    def likeness(self, number: str) -> int:
        """How well an old row's number suits it; 0 where it has nothing of that row."""
        if number not in self.rows:
            return 0
        return _ANY + _SOURCE * (number in self.sources) + _FIRST * (number in self.firsts)


def number_parts(parts: Sequence[Part], rows: Sequence[str], taken: Container[str]) -> list[str]:
    """A number for each part.

    Args:
        parts: what some rows become, in the order of the text.
        rows: the numbers of those rows, in order; they are free to be given.
        taken: the numbers of all other rows.
    """
    found = _matched(parts, rows)
    given = {number for number in found if number is not None}
    numbers = []
    for part, number in zip(parts, found, strict=True):
        if number is None:
            base = next(row for row in rows if row in part.rows)
            wanted = itertools.chain(part.births, _lettered(base))
            number = next(one for one in wanted if one not in given and one not in taken)
            given.add(number)
        numbers.append(number)
    return numbers


def number_beside(number: str, taken: Container[str]) -> str:
    """A number for a new row beside one: the first of its own with a letter that is free."""
    return next(one for one in _lettered(number) if one not in taken)


def _matched(parts: Sequence[Part], rows: Sequence[str]) -> list[str | None]:
    """The best order-keeping matching of parts with numbers."""
    if len(parts) * len(rows) > _MOST:
        return _greedy(parts, rows)
    best = [[0] * (len(rows) + 1) for _ in range(len(parts) + 1)]
    for i in range(len(parts) - 1, -1, -1):
        for j in range(len(rows) - 1, -1, -1):
            likeness = parts[i].likeness(rows[j])
            both = likeness + best[i + 1][j + 1] if likeness else 0
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    found: list[str | None] = [None] * len(parts)
    i = j = 0
    while i < len(parts) and j < len(rows):
        likeness = parts[i].likeness(rows[j])
        if likeness and best[i][j] == likeness + best[i + 1][j + 1]:
            found[i] = rows[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            i += 1
    return found


def _greedy(parts: Sequence[Part], rows: Sequence[str]) -> list[str | None]:
    order = {number: index for index, number in enumerate(rows)}
    free = set(rows)
    found: list[str | None] = []
    for part in parts:
        wanted = [number for number in part.rows if number in free]
        number = min(wanted, key=lambda one: (-part.likeness(one), order[one]), default=None)
        free.discard(number or "")
        found.append(number)
    return found


def _lettered(number: str) -> Iterable[str]:
    base = number.rstrip(_LETTERS)
    return (base + letters(index) for index in itertools.count(2))


def letters(index: int) -> str:
    """``b`` for the second, ``z``, ``aa`` … so that 60 is followed by 60b.

    >>> letters(2), letters(26), letters(27)
    ('b', 'z', 'aa')
    """
    found = ""
    while index:
        index, rest = divmod(index - 1, 26)
        found = _LETTERS[rest] + found
    return found


def number_key(number: str) -> tuple[int, int, str]:
    """What pair numbers are sorted by: ``2`` before ``10``, ``60`` before ``60b``.

    >>> sorted(["10", "60b", "60", "2", "60aa"], key=number_key)
    ['2', '10', '60', '60b', '60aa']
    """
    digits = number.rstrip(_LETTERS)
    rest = number[len(digits) :]
    return (int(digits) if digits.isdigit() else 0, len(rest), rest)

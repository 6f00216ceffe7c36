"""From one order of rows to another in as few moves as can be."""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence


def moved(before: Sequence[str], now: Sequence[str]) -> list[tuple[str, str | None]]:
    """The rows that came or moved, in the order of now, each with the row before it.

    Taken out and put behind the row before it, one after the other, they make the order of now
    from that of before without the rows that went.

    >>> moved(["1", "2", "3", "4"], ["1", "3", "2", "2b", "4"])
    [('3', '1'), ('2b', '2')]
    """
    if before == now:
        return []
    same = _common(before, now)
    places = {number: at for at, number in enumerate(before[same:])}
    stay = _longest_rising([places.get(number, -1) for number in now[same:]])
    return [
        (number, now[at - 1] if at else None)
        for at, number in enumerate(now[same:], same)
        if at - same not in stay
    ]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How long two lists begin alike."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _longest_rising(places: Sequence[int]) -> set[int]:
    """The indexes of a longest rising run among places, those below 0 left out."""
    ends: list[int] = []
    at_end: list[int] = []
    before: dict[int, int] = {}
    for index, place in enumerate(places):
        if place < 0:
            continue
        length = bisect.bisect_left(ends, place)
        if length:
            before[index] = at_end[length - 1]
        ends[length : length + 1] = [place]
        at_end[length : length + 1] = [index]
    return _chain(at_end, before)


def _chain(at_end: Sequence[int], before: Mapping[int, int]) -> set[int]:
    found = set()
    at = at_end[-1] if at_end else None
    while at is not None:
        found.add(at)
        at = before.get(at)
    return found

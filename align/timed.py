"""Beads of two subtitle files whose cues show together: the times tell what the words may not."""

from __future__ import annotations

from collections.abc import Iterator

from align.anchors import Anchor
from corpora.units import Document, Span

# Cues of two files begin together where they differ by no more, as players round.
_TOGETHER_MS = 100
# So many, and so many of the fewer, must begin together before times say anything.
_FEWEST, _MOSTLY = 8, 0.6
# No cue is the translation of more; and it is shown for so much of the time that its partner is.
_MOST_SEGMENTS, _SHOWN = 8, 0.5


def find_timed(source: Document, target: Document) -> list[Anchor]:
    """Pairs of one segment with one or several that are shown at the same time, in order.

    Empty unless most cues of the two documents begin together.
    """
    if not (source.times and target.times):
        return []
    starts = [sorted({timing[2] for timing in one.times}) for one in (source, target)]
    matches = sum(1 for _ in _together(*starts))
    if matches < max(_FEWEST, _MOSTLY * min(map(len, starts))):
        return []
    borders = _borders(source), _borders(target)
    found = []
    places = [(borders[0][a], borders[1][b]) for a, b in _together(*map(sorted, borders))]
    ends = (len(source.segments), len(target.segments))
    for (z0, e0), (z1, e1) in zip(places, [*places[1:], ends], strict=True):
        counts = (z1 - z0, e1 - e0)
        is_bead = min(counts) == 1 and max(counts) <= _MOST_SEGMENTS
        if is_bead and _show_together(source, (z0, z1), target, (e0, e1)):
            found.append(Anchor(z=(z0, z1), e=(e0, e1)))
    return found


def _together(ours: list[int], theirs: list[int]) -> Iterator[tuple[int, int]]:
    """Times of two sorted lists that are the same but for rounding, each once."""
    i = j = 0
    while i < len(ours) and j < len(theirs):
        apart = ours[i] - theirs[j]
        if abs(apart) <= _TOGETHER_MS:
            yield ours[i], theirs[j]
        i += apart <= _TOGETHER_MS
        j += apart >= -_TOGETHER_MS


def _borders(document: Document) -> dict[int, int]:
    """The first segment that begins with each cue, by when that is shown."""
    times = {start: start_ms for start, _, start_ms, _ in document.times}
    borders: dict[int, int] = {}
    for index, segment in enumerate(document.segments):
        if segment.start in times:
            borders.setdefault(times[segment.start], index)
    # A cue that another one is shown before, though it stands behind it, tells nothing.
    last, rising = -1, {}
    for start_ms in sorted(borders):
        if borders[start_ms] > last:
            rising[start_ms] = last = borders[start_ms]
    return rising


def _show_together(source: Document, z: Span, target: Document, e: Span) -> bool:
    """Whether every segment of either run is shown while the other run is, for the most part."""
    for one, run, other, facing in ((source, z, target, e), (target, e, source, z)):
        theirs = other.shown_ms(facing)
        for index in range(*run):
            own = one.shown_ms((index, index + 1))
            if own is None or theirs is None:
                return False
            shared = min(own[1], theirs[1]) - max(own[0], theirs[0])
            if shared < _SHOWN * min(own[1] - own[0], theirs[1] - theirs[0]):
                return False
    return True

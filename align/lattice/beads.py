"""The kinds of beads that pairing considers."""

from __future__ import annotations

# Segments on the first side (Chinese, where there is one), then on the second. What occurs
# in hand-aligned novels; English likes shorter sentences, hence the asymmetry.
BEAD_KINDS: tuple[tuple[int, int], ...] = (
    (1, 0), (0, 1),
    (1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (1, 6), (1, 7),
    (2, 1), (2, 2), (2, 3), (2, 4), (2, 5), (2, 6),
    (3, 1), (3, 2), (3, 3), (3, 4), (3, 5), (3, 6),
    (4, 1), (4, 2), (4, 3), (4, 4),
    (5, 1), (5, 2), (5, 3),
    (6, 1), (6, 2), (7, 1),
)  # fmt: skip


def kinds_up_to(size: int) -> tuple[int, ...]:
    """Indices into ``BEAD_KINDS`` of those with at most ``size`` segments on a side."""
    return tuple(index for index, kind in enumerate(BEAD_KINDS) if max(kind) <= size)

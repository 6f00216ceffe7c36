"""What memory a document needs, told before the work on it begins.

Measured with the encoder (``docs/alignment.md``): a worker that aligns takes 420 MB, and 5.5 KB for
each segment of either side; one that reads a text for a plan, 250 MB and 32 bytes for each of the
text's. What is short is never refused: its models alone are what it needs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from corpora.errors import InputError, Option

_ALIGNING_MB, _SEGMENT_MB = 420, 0.0055
_READING_MB, _BYTE_MB = 250, 32e-6
_SHORT_SEGMENTS, _SHORT_BYTES = 5_000, 1_000_000
# Archives and pictures of pages, whose size says nothing of their text.
_PACKED = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")


class TooLargeError(InputError):
    """A document needs more memory than a worker may take; ``needed_mb`` says how much."""

    def __init__(self, needed_mb: int, most_mb: int, name: str) -> None:
        super().__init__(
            f"needs about {needed_mb:,} MB, more than the {most_mb:,} MB that a worker may take",
            path=name,
            hint=f"split it into parts, or allow it with {Option.WORKER_MEMORY} {needed_mb}",
        )
        self.needed_mb = needed_mb


def refuse_large_text(name: str, data: bytes, most_mb: int) -> None:
    """Refuse a text that is too large to be read.

    Args:
        name: of the file.
        data: its bytes.
        most_mb: what a worker may take; 0 for no limit.

    Raises:
        TooLargeError: it is.
    """
    if len(data) > _SHORT_BYTES and not data.startswith(_PACKED):
        _refuse(_READING_MB + _BYTE_MB * len(data), most_mb, name)


def refuse_long_pair(name: str, segments: Iterable[int], most_mb: int) -> None:
    """Refuse a pair that is too long to be aligned.

    Args:
        name: of the pair.
        segments: how many each side has.
        most_mb: what a worker may take; 0 for no limit.

    Raises:
        TooLargeError: it is.
    """
    if (whole := sum(segments)) > _SHORT_SEGMENTS:
        _refuse(_ALIGNING_MB + _SEGMENT_MB * whole, most_mb, name)


def _refuse(needed_mb: float, most_mb: int, name: str) -> None:
    # A little more than it is, so that whoever allows as much is not refused again.
    needed = 50 * math.ceil(needed_mb / 50)
    if most_mb and needed > most_mb:
        raise TooLargeError(needed, most_mb, name)

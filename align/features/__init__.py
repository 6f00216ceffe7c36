"""What speaks for a bead and against it: one module a kind of evidence.

Each module has a function from candidates and the two sides to named columns. ``GROUPS``
is what a person is told: which evidence a column belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass

from align.encoders import Floats, SpanEncoder
from align.sides import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The two sides and what is known of them together.

    ``ratio`` is how many characters of ``e`` stand for one of ``z``.
    """

    z: Side
    e: Side
    encoder: SpanEncoder | None
    ratio: float


Columns = dict[str, Floats]

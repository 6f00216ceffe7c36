"""What speaks for a bead and against it: one module a kind of evidence.

Each module has a function from candidates and the two sides to named columns;
``align.lattice.evidence`` puts them together.
"""

from __future__ import annotations

from dataclasses import dataclass

from align.reading.sides import Side
from align.reading.signs import Signs, read_signs
from corpora.arrays import Floats
from corpora.language.encoders.base import SpanEncoder


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The two sides and what is known of them together.

    ``ratio`` is how many characters of ``e`` stand for one of ``z``.
    """

    z: Side
    e: Side
    signs_z: Signs
    signs_e: Signs
    encoder: SpanEncoder | None
    ratio: float


def make_pair(z: Side, e: Side, *, encoder: SpanEncoder | None, ratio: float) -> Pair:
    """The pair of two sides, their small signs read."""
    return Pair(
        z=z, e=e, signs_z=read_signs(z), signs_e=read_signs(e), encoder=encoder, ratio=ratio
    )


Columns = dict[str, Floats]

"""Parts of a unit that the other side leaves out."""

from __future__ import annotations
from collections.abc import Iterator
from quality.check.context import Context
from quality.findings import Draft


def find_missing_parts(context: Context) -> Iterator[Draft]:
    yield from ()

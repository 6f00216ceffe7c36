"""What a file of pairs does not hold of the texts it comes from, and so cannot be checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpora.units import Bitext, Span
from corpora.values import counted


def tell_unseen(bitext: Bitext) -> tuple[str, ...]:
    """How many sentences lie between the units and in none of them, in a sentence.

    Units of a memory know which sentences they are made of. Those without a counterpart, in
    doubt or kept out are not in a memory; how many there were behind the last unit nobody knows.
    """
    missing = []
    for side in ("source", "target"):
        spans: dict[str, list[Span]] = {}
        for unit in bitext.units:
            span = getattr(unit, f"{side}_span")
            if span is not None and span[0] < span[1]:
                spans.setdefault(unit.document or "", []).append(span)
        number = sum(sum(_gaps(sorted(some))) for some in spans.values())
        if number:
            missing.append(f"{counted(number, 'sentence')} of the {side}")
    if not missing:
        return ()
    verb = "is" if len(missing) == 1 and missing[0].startswith("1 ") else "are"
    return (
        f"{' and '.join(missing)} {verb} in no unit of this file, and could not be checked; nor "
        "could what stands between two units. The project, or the two documents, hold all of it.",
    )


def _gaps(spans: Iterable[Span]) -> Iterator[int]:
    """How much lies before and between spans, which are in order."""
    reached = 0
    for start, end in spans:
        yield max(0, start - reached)
        reached = max(reached, end)

"""Word links of pairs that pages have looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from glossary.links.shown import Link
from review.project import Pair

_MOST_KEPT = 4_000


class Links:
    """Word links of pairs, made when first asked for and kept while the texts are the same."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], list[Link]] = OrderedDict()

    def of(self, pair: Pair) -> list[Link] | None:
        """Those of a pair, where they are known."""
        return self._known.get((pair.source, pair.target))

    def keep(self, pairs: Iterable[Pair], found: Iterable[list[Link]]) -> None:
        """Keep those of some pairs; the oldest go when there are many."""
        for pair, links in zip(pairs, found, strict=True):
            self._known[pair.source, pair.target] = links
        while len(self._known) > _MOST_KEPT:
            self._known.popitem(last=False)

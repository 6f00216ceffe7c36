"""Looking for a phrase as people type it: scripts, case and forms of words do not matter."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from starlette.requests import Request

from corpora.language.folding import located, tokens
from corpora.language.scripts import simplify
from corpora.units import Span
from review.project import Pair
from review.server.wire import NotUnderstoodError

_LONGEST_QUERY = 500


def finder_of(request: Request) -> Finder:
    """What looks for the phrase ``q`` of an address.

    Raises:
        NotUnderstoodError: there is none, or one that is too long.
    """
    query = request.query_params.get("q", "").strip()
    if not query or len(query) > _LONGEST_QUERY:
        raise NotUnderstoodError("there is nothing to look for, or too much")
    return Finder(query)


class Finder:
    """Looks for a phrase in all its forms, and where there is none, for the letters as they are."""

    def __init__(self, query: str) -> None:
        self._plain = re.compile(re.escape(simplify(query)), re.IGNORECASE)
        self._tokens = tokens(query)
        self._needle = f" {' '.join(self._tokens)} "

    def find(self, pair: Pair) -> tuple[list[Span], list[Span]] | None:
        """Where it stands on both sides; ``None`` where it stands nowhere."""
        sides = self._places(pair.source), self._places(pair.target)
        return sides if sides[0] or sides[1] else None

    def holds(self, text: str) -> bool:
        """Whether it stands in a text."""
        return bool(self._places(text))

    def _places(self, text: str) -> list[Span]:
        folded = _folded(text)
        if self._tokens and self._needle in folded.words:
            words = located(text)
            keys = [key for key, _start, _end in words]
            length = len(self._tokens)
            return [
                (words[at][1], words[at + length - 1][2])
                for at in range(len(words) - length + 1)
                if keys[at : at + length] == self._tokens
            ]
        # Part of a word, as one types it.
        return [found.span() for found in self._plain.finditer(folded.text)]


class _Folded(NamedTuple):
    text: str
    words: str


@lru_cache(maxsize=50_000)
def _folded(text: str) -> _Folded:
    """A text simplified, and its words as a search sees them with a blank around each."""
    return _Folded(simplify(text), f" {' '.join(tokens(text))} ")

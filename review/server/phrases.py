r"""Looking for a phrase as people type it: scripts, case and forms of words do not matter.

Between slashes stands a pattern, which is looked for as it is: ``/第\d+条/``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple, Protocol

import re2
from starlette.requests import Request

from corpora.errors import InputError
from corpora.language.folding import located, tokens
from corpora.language.scripts import simplify
from corpora.units import Span
from review.project import Pair
from review.server.wire import NotUnderstoodError

_LONGEST_QUERY = 500
_BETWEEN_SLASHES = re.compile("/(.+)/", re.DOTALL)


class Finder(Protocol):
    """Looks for something in texts; one search is one finder."""

    def places(self, text: str) -> list[Span]:
        """Where it stands in a text."""


def finder_of(request: Request) -> Finder:
    """What looks for the phrase, or the pattern, ``q`` of an address.

    Raises:
        NotUnderstoodError: there is none, or one that is too long.
        InputError: the pattern is none.
    """
    query = request.query_params.get("q", "").strip()
    if not query or len(query) > _LONGEST_QUERY:
        raise NotUnderstoodError("there is nothing to look for, or too much")
    pattern = _BETWEEN_SLASHES.fullmatch(query)
    return PhraseFinder(query) if pattern is None else PatternFinder(pattern[1])


def find_in_pair(finder: Finder, pair: Pair) -> tuple[list[Span], list[Span]] | None:
    """Where it stands on both sides; ``None`` where it stands nowhere."""
    sides = finder.places(pair.source), finder.places(pair.target)
    return sides if sides[0] or sides[1] else None


class PatternFinder:
    """Looks for a regular expression; letters and scripts are as written, case does not matter.

    The time is linear in the texts whatever the pattern, and its size is bounded (RE2).
    """

    def __init__(self, pattern: str) -> None:
        options = re2.Options()
        options.case_sensitive = False
        options.log_errors = False
        try:
            self._pattern = re2.compile(pattern, options)
        except re2.error as error:
            (said,) = error.args
            raise InputError(
                f"this is no pattern: {said.decode('utf-8', 'replace')}",
                hint="a pattern is a regular expression, as in /第[0-9]+条/",
            ) from error

    def places(self, text: str) -> list[Span]:
        """Where it stands in a text, but for places of no length."""
        found = self._pattern.finditer(text)
        return [match.span() for match in found if match.end() > match.start()]


class PhraseFinder:
    """Looks for a phrase in all its forms, and where there is none, for the letters as they are."""

    def __init__(self, query: str) -> None:
        self._plain = re.compile(re.escape(simplify(query)), re.IGNORECASE)
        self._tokens = tokens(query)
        self._needle = f" {' '.join(self._tokens)} "

    def places(self, text: str) -> list[Span]:
        """Where it stands in a text."""
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

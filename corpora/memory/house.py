"""What a house knows from earlier work: pairs of sentences, approved and rejected terms.

A memory is evidence for the next text, never a command. It holds Chinese with another language,
whichever of the two was the source, each pair once and in an order of its own: so nothing that
is made with it depends on how many files it came from or in what order they were named.
"""

from __future__ import annotations

import hashlib
import heapq
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from corpora.language.scripts import simplified_characters

# What texts are compared by, in characters; the weight of a piece that stands nowhere else; what
# keeps headings of four characters from coming before sentences. The last by eye.
_PIECE = 3
_WEIGHT = 5040
_PADDING = 10
_DIGITS = re.compile(r"\d+")
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, kw_only=True)
class HouseMemory:
    """What is known from earlier work.

    Attributes:
        pairs: (Chinese, other) texts, each pair once, sorted.
        approved: (Chinese, other) terms that people approved, likewise.
        rejected: Chinese terms that people rejected, likewise; none of them is approved.
        notes: what was read and what was left out, in sentences.
        whole: the digest of the memory of which this is a part; empty for a whole one.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    approved: tuple[tuple[str, str], ...] = ()
    rejected: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    whole: str = ""

    @classmethod
    def of(
        cls,
        pairs: Iterable[tuple[str, str]],
        *,
        approved: Iterable[tuple[str, str]] = (),
        rejected: Iterable[str] = (),
        notes: Iterable[str] = (),
    ) -> HouseMemory:
        """A memory of what is given in any order, however often.

        Where one person approved a term and another rejected it, it is approved.
        """
        wanted = set(approved)
        terms = {zh for zh, _ in wanted}
        return cls(
            pairs=tuple(sorted({(zh, en) for zh, en in pairs if zh.strip() and en.strip()})),
            approved=tuple(sorted(wanted)),
            rejected=tuple(sorted(set(rejected) - terms)),
            notes=tuple(sorted(notes)),
        )

    def __bool__(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.pairs or self.approved or self.rejected)

    @cached_property
    def digest(self) -> str:
        """Names what it holds, a part what the whole holds: 16 bytes of SHA-256 in hexadecimal."""
        if self.whole:
            return self.whole
        digest = hashlib.sha256()
        for part in (*self.pairs, *self.approved):
            digest.update("\x1f".join((*part, "\x1e")).encode("utf-8", "surrogatepass"))
        digest.update("\x1d".join(("", *self.rejected)).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()[:32]

    @cached_property
    def chinese_keys(self) -> list[str]:
        """``sentence_key`` of the Chinese of each pair, in their order."""
        return [sentence_key(zh) for zh, _ in self.pairs]

    def part(self, texts: Sequence[str], most: int) -> HouseMemory:
        """The same with no more than so many pairs: those that share most with some texts."""
        if len(self.pairs) <= most:
            return self
        pairs = tuple(self.related(texts, most))
        return replace(self, pairs=pairs, whole=self.digest)

    def related(self, texts: Sequence[str], most: int) -> list[tuple[str, str]]:
        """The pairs that have most in common with some Chinese texts; none that has nothing.

        What two texts share are pieces of three characters, one that stands in many of the texts
        counting less. In the order of ``pairs``.

        Args:
            texts: Chinese, in either script.
            most: how many at most.
        """
        times: dict[str, int] = {}
        for text in texts:
            for piece in _pieces(sentence_key(text)):
                times[piece] = times.get(piece, 0) + 1
        # Whole numbers, so that the order of a sum is no matter.
        weights = {piece: _WEIGHT // (1 + count) for piece, count in times.items()}
        scored = (
            (score, -number)
            for number, key in enumerate(self.chinese_keys)
            if (score := _shared(key, weights)) > 0.0
        )
        best = sorted(-number for _, number in heapq.nlargest(most, scored))
        return [self.pairs[number] for number in best]


def _shared(key: str, weights: Mapping[str, int]) -> float:
    """How much a text shares with others, for its length: long ones would always come first."""
    pieces = _pieces(key)
    return sum(weights.get(piece, 0) for piece in pieces) / (_PADDING + len(pieces))


def _pieces(key: str) -> set[str]:
    return {key[at : at + _PIECE] for at in range(len(key) - _PIECE + 1)}


@cache
def _simple() -> dict[int, str]:
    # Character by character: fast, and the same for the same text wherever it stands.
    return str.maketrans(simplified_characters())


def sentence_key(text: str) -> str:
    """What two spellings of a sentence share: letters and digits alone, simplified, in small.

    >>> sentence_key("今年，ＧＤＰ增長５％。") == sentence_key("今年GDP增长5%")
    True
    """
    text = unicodedata.normalize("NFKC", text).casefold().translate(_simple())
    return _MARKS.sub("", text)


def masked(key: str) -> str:
    """A key in which every number in digits is one.

    >>> masked(sentence_key("增长5.2%")) == masked(sentence_key("增长10%"))
    True
    """
    return _DIGITS.sub("0", key)

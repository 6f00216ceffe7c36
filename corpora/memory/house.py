"""What a house knows from earlier work: pairs of sentences, approved and rejected terms.

A memory is evidence for the next text, never a command. It holds Chinese with another language,
whichever of the two was the source, each pair once and in an order of its own: so nothing that
is made with it depends on how many files it came from or in what order they were named.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from corpora.arrays import Integers
from corpora.language.scripts import simplified_characters

# What texts are compared by, in characters; the weight of a piece that stands nowhere else; what
# keeps headings of four characters from coming before sentences. The last by eye.
_PIECE = 3
_Codes = npt.NDArray[np.uint64]
_NO_PIECES: _Codes = np.zeros(0, np.uint64)
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

    @cached_property
    def openings(self) -> Counter[str]:
        """How many of its pairs begin with two characters of their Chinese key."""
        return Counter(key[:2] for key in self.chinese_keys)

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
        codes, times = np.unique(
            np.concatenate([_pieces(sentence_key(text)) for text in texts] or [_NO_PIECES]),
            return_counts=True,
        )
        if not len(codes) or not self.pairs:
            return []
        scores = self._index.scores(codes, _WEIGHT // (1 + times))
        ranked = np.lexsort((np.arange(len(scores)), -scores))[:most]
        return [self.pairs[number] for number in sorted(ranked[scores[ranked] > 0].tolist())]

    @cached_property
    def _index(self) -> _Index:
        return _Index(self.chinese_keys)

    @cached_property
    def places(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """The numbers of the pairs by the key of their Chinese, as it is and ``masked``."""
        exact: dict[str, list[int]] = {}
        alike: dict[str, list[int]] = {}
        for number, key in enumerate(self.chinese_keys):
            exact.setdefault(key, []).append(number)
            alike.setdefault(masked(key), []).append(number)
        return exact, alike


class _Index:
    """Which pieces stand in which of some keys."""

    def __init__(self, keys: Sequence[str]) -> None:
        pieces = [_pieces(key) for key in keys]
        self._sizes = np.array([len(one) for one in pieces], np.int64)
        codes = np.concatenate([*pieces, _NO_PIECES])
        numbers = np.repeat(np.arange(len(keys), dtype=np.int32), self._sizes)
        order = np.argsort(codes, kind="stable")
        self._codes, self._numbers = codes[order], numbers[order]

    def scores(self, codes: _Codes, weights: Integers) -> npt.NDArray[np.float64]:
        """How much each key shares with some pieces, sorted, for its length.

        Long ones would else always come first. The sums are of whole numbers, so that their order
        is no matter.
        """
        low = np.searchsorted(self._codes, codes, "left")
        high = np.searchsorted(self._codes, codes, "right")
        shares = np.zeros(len(self._sizes))
        for start, stop, weight in zip(low.tolist(), high.tolist(), weights.tolist(), strict=True):
            # A piece stands in a key once.
            shares[self._numbers[start:stop]] += weight
        return shares / (_PADDING + self._sizes)


def _pieces(key: str) -> _Codes:
    """The pieces of a key as numbers, each once, sorted."""
    points = np.frombuffer(key.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    if len(points) < _PIECE:
        return _NO_PIECES
    # A code point has 21 bits.
    return np.unique((points[:-2] << np.uint64(42)) | (points[1:-1] << np.uint64(21)) | points[2:])


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

"""Chinese words as the term finder sees them: where they end, and how surely.

jieba is used here and nowhere else.
"""

from __future__ import annotations

import importlib
import itertools
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpora.cached import Parts, pack_parts, table_made_once
from corpora.errors import InputError

FloatArray = NDArray[np.float32]

# What stands between stretches that jieba looks up: every character is a word of its own.
_APART = re.compile(r"\r\n|.", re.DOTALL)
# Runs of single characters whose guessed words are kept: they recur.
_RUNS_KEPT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text cut into words, with the strength of every position as a word border.

    ``starts`` has the start of every word and the text's length at the end.
    ``edges[i]`` is 1 for each of the two segmentations (with and without guessing
    unknown words) that has a border before character ``i``, plus .5 for each of the
    shorter dictionary words inside a long one; shape (length + 1,).
    """

    starts: tuple[int, ...]
    edges: FloatArray
    tags: tuple[str, ...]


def _load_user_words(tokenizer: Any, path: Path) -> None:  # noqa: ANN401
    """Add the words of a file in jieba's format.

    Raises:
        InputError: it cannot be read, or is no such file.
    """
    try:
        tokenizer.load_userdict(str(path))
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", path=path) from error
    except ValueError as error:
        raise InputError(
            "is no list of words", path=path, hint="write a word a line, as UTF-8"
        ) from error


class Segmenter:
    """jieba with the tags and frequencies of its dictionary.

    Args:
        user_words: more words that must stay whole (approved terms, a user's dictionary).
        user_dictionary: a file in jieba's own format, one word a line.
    """

    def __init__(
        self, user_words: Sequence[str] = (), user_dictionary: str | Path | None = None
    ) -> None:
        jieba = _load_jieba()
        jieba.setLogLevel(60)
        self._parts, total = _read_dictionary()
        self._lines: dict[str, str] = {}
        self._learned: set[str] = set()
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.FREQ, self._tokenizer.total = {}, total
        self._tokenizer.initialized = True
        self._tags: dict[str, str] = {}
        if user_dictionary is not None:
            self._learn_all()
            _load_user_words(self._tokenizer, Path(user_dictionary))
        for word in user_words:
            # jieba weighs a new word by those that it is made of.
            self._learn(word)
            self._tokenizer.add_word(word)
        self._total = math.log(self._tokenizer.total)
        self._guessed: dict[str, tuple[int, ...]] = {}

    def _learn(self, text: str) -> None:
        """Take in the dictionary's words that begin with two characters that meet in a text."""
        for lines in self._parts.take(text):
            self._lines[lines[1]] = lines
            # A single character is the first of the words that begin with it.
            self._take_in(lines[: lines.index("\n", 1)])
        pairs = set(map("".join, itertools.pairwise(text))) - self._learned
        self._learned |= pairs
        for pair in pairs:
            lines = self._lines.get(pair[0], "")
            first = lines.find("\n" + pair)
            if first >= 0:
                last = lines.rfind("\n" + pair)
                self._take_in(lines[first : lines.index("\n", last + 1)])

    def _learn_all(self) -> None:
        for lines in self._parts.take():
            self._take_in(lines[:-1])
        # What a user's list changes now is not to be changed back.
        self._lines.clear()

    def _take_in(self, lines: str) -> None:
        for line in lines[1:].split("\n"):
            word, frequency, tag = line.split(" ")
            self._tokenizer.FREQ[word] = int(frequency)
            if tag:
                self._tags[word] = tag

    def _learn_for(self, word: str) -> None:
        if word[:2] not in self._learned:
            self._learn(word[:2])
            self._learned.add(word[:2])

    def words(self, text: str) -> Words:
        """Where the words of a simplified text lie, and how strong every border is."""
        guessed, known = self._cut(text)
        edges = [0.0] * (len(text) + 1)
        for border in itertools.chain(guessed, known):
            edges[border] += 1.0
        frequencies = self._tokenizer.FREQ
        for start, end in itertools.pairwise(guessed):
            for size in (2, 3):
                if size < end - start:
                    for left in range(start, end - size + 1):
                        if frequencies.get(text[left : left + size]):
                            edges[left] += 0.5
                            edges[left + size] += 0.5
        tags = tuple(self.tag(text[start:end]) for start, end in itertools.pairwise(guessed))
        return Words(starts=tuple(guessed), edges=np.array(edges, np.float32), tags=tags)

    def _cut(self, text: str) -> tuple[list[int], list[int]]:
        """Borders of the words as ``jieba.Tokenizer.cut`` finds them, with its HMM and without.

        Both follow from the likeliest path through the dictionary, which jieba would look for
        twice: that was most of the time that reading a text takes.
        """
        jieba = _load_jieba()
        self._learn(text)
        guessed, known = [0], [0]
        start = 0
        for number, block in enumerate(jieba.re_han_default.split(text)):
            # Every second part is one that the pattern asks for.
            if number % 2:
                path = self._best_path(block)
                guessed += [start + end for end in self._guess(block, path)]
                known += [start + end for end in _joined_latin(block, path)]
            else:
                ends = [start + match.end() for match in _APART.finditer(block)]
                guessed += ends
                known += ends
            start += len(block)
        return guessed, known

    def _best_path(self, text: str) -> list[int]:
        """Where the words of the likeliest reading end; of equals the longer word wins."""
        frequencies, total = self._tokenizer.FREQ, self._total
        size = len(text)
        score = [0.0] * (size + 1)
        best_end = [0] * size
        for start in range(size - 1, -1, -1):
            best, chosen = -math.inf, 0
            for end in range(start + 1, size + 1):
                frequency = frequencies.get(text[start:end])
                if frequency is None:
                    break
                if frequency:
                    value = math.log(frequency) - total + score[end]
                    if value >= best:
                        best, chosen = value, end
            if not chosen:
                best, chosen = score[start + 1] - total, start + 1
            score[start], best_end[start] = best, chosen
        path, end = [], 0
        while end < size:
            end = best_end[end]
            path.append(end)
        return path

    def _guess(self, text: str, path: Sequence[int]) -> Iterator[int]:
        """The path, with words guessed where it has several single characters in a row."""
        first = start = 0
        for end in path:
            if end - start > 1:
                yield from self._guess_run(text, first, start)
                yield end
                first = end
            start = end
        yield from self._guess_run(text, first, start)

    def _guess_run(self, text: str, first: int, last: int) -> Iterator[int]:
        run = text[first:last]
        if last - first < 2 or self._tokenizer.FREQ.get(run):
            yield from range(first + 1, last + 1)
            return
        known = self._guessed.get(run)
        if known is None:
            finalseg = importlib.import_module("jieba.finalseg")
            known = tuple(itertools.accumulate(map(len, finalseg.cut(run))))
            if len(self._guessed) < _RUNS_KEPT:
                self._guessed[run] = known
        for end in known:
            yield first + end

    def tag(self, word: str) -> str:
        """The part of speech the dictionary gives a word; ``x`` where it has none."""
        self._learn_for(word)
        return self._tags.get(word, "x")

    def is_known(self, word: str) -> bool:
        """Whether the dictionary (or the user) has the word."""
        self._learn_for(word)
        return bool(self._tokenizer.FREQ.get(word))

    def log_frequency(self, word: str) -> float:
        """Log of the word's share in general Chinese, in nats; a floor for unknown words."""
        self._learn_for(word)
        return math.log(self._tokenizer.FREQ.get(word) or 0.5) - self._total


def _joined_latin(text: str, path: Sequence[int]) -> Iterator[int]:
    """The path, with single ASCII letters and digits in a row taken together."""
    start = 0
    is_open = False
    for end in path:
        is_letter = end - start == 1 and text[start].isascii() and text[start].isalnum()
        if is_open and not is_letter:
            yield start
        if not is_letter:
            yield end
        is_open, start = is_letter, end
    if is_open:
        yield start


@lru_cache(maxsize=1)
def _load_jieba() -> Any:  # noqa: ANN401 - the package has no types
    """jieba, which asks an old package where its own files lie if it is installed.

    Importing that takes longer than all else; without it, jieba looks beside itself.
    """
    with _without("pkg_resources"):
        return importlib.import_module("jieba")


@contextmanager
def _without(name: str) -> Iterator[None]:
    """A module is not to be had while the block runs, unless it was imported before."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


@lru_cache(maxsize=1)
def load_segmenter() -> Segmenter:
    """The segmenter without a user's words, loaded once."""
    return Segmenter()


@lru_cache(maxsize=1)
def _read_table() -> tuple[tuple[dict[str, tuple[int, int]], bytes], int]:
    """The dictionary as jieba would read it, tags and all, in half the time.

    jieba keeps what it read in a file of the shared temporary folder, where anyone may have
    put another; and reads that more slowly than its own dictionary is read here.
    """
    jieba = _load_jieba()
    with jieba.get_module_res("dict.txt") as file:
        text = file.read()
    packed, total = table_made_once("jieba-lines", text, lambda: _list_words(text))
    return packed, total


def _read_dictionary() -> tuple[Parts, int]:
    """By first character, the words, each in a line; and the sum of all frequencies.

    A line has a word, its frequency and tag; every beginning of a word has one too, with 0 and
    no tag. Each line begins with a line feed, one more stands at the end, and words that begin
    alike stand together, the shortest first.
    """
    packed, total = _read_table()
    return Parts(packed), total


def _list_words(text: bytes) -> tuple[tuple[dict[str, tuple[int, int]], bytes], int]:
    """The lines of ``_read_dictionary`` from those of jieba's dictionary, packed; and the sum."""
    fields = text.decode("utf-8").split()
    words = fields[::3]
    counts = list(map(int, fields[1::3]))
    total = sum(counts)
    frequencies = dict(zip(words, counts, strict=True))
    new = set(words)
    while new:
        new = {word[:-1] for word in new}.difference(frequencies)
        new.discard("")
        frequencies.update(dict.fromkeys(sorted(new), 0))
    tags = dict(zip(words, fields[2::3], strict=True))
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(frequencies):
        parts[word[0]].append(f"\n{word} {frequencies[word]} {tags.get(word, '')}")
    return pack_parts({first: "".join([*lines, "\n"]) for first, lines in parts.items()}), total

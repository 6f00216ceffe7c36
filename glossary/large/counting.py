"""A text too large for memory: counted whole, learned from a part, looked up whole.

1. Every unit is read once, cut, and put on disk; its candidates are counted.
2. Of the candidates that recur, and of the units that show them best, a *working part* of a
   few thousand units is chosen: a text of the size that the models were taught on. What the
   terms are and how they are usually rendered is found there.
3. The terms that will be written are looked up in the whole text.

So memory does not grow with the text, and time grows with reading it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Integers
from corpora.language.chinese import Segmenter, Words
from corpora.progress import Progress, silent
from glossary.finding import FEW_UNITS, Found
from glossary.large.spool import BLOCK_ROWS, Keys, PackedBlock, Spool, pack_block, text_key
from glossary.links.renderings import Occurrences, PairTable
from glossary.places.occurrences import Sighting
from glossary.prepared import Prepared, Row
from glossary.record.entries import ConceptEntry

# Size of the part that is learned from, as the texts have on which the models were taught; bounds
# time and memory (``docs/terms.md``).
WORKING_UNITS = 1_600
WORKING_TERMS = 20_000
# Counts held in memory: about 100 MB while they are merged.
_MOST_KEYS = 3_000_000
# (how often a candidate should be seen, how many lacking ones make a unit worth taking)
_ROUNDS = ((1, 6), (2, 6), (1, 3), (3, 5), (2, 2), (3, 2), (1, 1), (3, 1), (12, 1))
# Fewer than of a small text, to bound time: chosen by eye.
CANDIDATES_A_UNIT = 5.0
MOST_OCCURRENCES = 12
# Units that are looked into for the renderings of what is written, and one more for each term.
SIGHT_UNITS = 1_500
# As ``_ROUNDS``.
_SIGHT_ROUNDS = ((10, 1), (30, 2), (100, 2), (30, 1), (1_000_000_000, 2), (1_000_000_000, 1))


class KeyCounts:
    """How often each candidate stands in the text, in bounded memory.

    Lossy counting (Manku and Motwani 2002): when there are too many, the rarest are
    forgotten. What is counted is never too high, and too low by less than ``forgotten``.
    """

    def __init__(self, most: int = _MOST_KEYS) -> None:
        self._most = most
        self._keys: Keys = np.zeros(0, np.uint64)
        self._counts: Integers = np.zeros(0, np.int64)
        self._pending: list[Keys] = []
        self._waiting = 0
        self.forgotten = 0

    def add(self, keys: Keys) -> None:
        """Count each of these once more."""
        self._pending.append(keys)
        self._waiting += len(keys)
        if self._waiting > self._most:
            self._merge()

    def _merge(self) -> None:
        new, times = np.unique(np.concatenate(self._pending), return_counts=True)
        keys, inverse = np.unique(np.concatenate([self._keys, new]), return_inverse=True)
        weights = np.concatenate([self._counts, times])
        self._counts = np.bincount(inverse, weights=weights).astype(np.int64)
        self._keys, self._pending, self._waiting = keys, [], 0
        floor = 0
        while len(self._keys) > self._most:
            floor += 1
            kept = self._counts > floor
            self._keys, self._counts = self._keys[kept], self._counts[kept]
        self.forgotten += floor

    def frequent(self, most: int) -> Keys:
        """At most ``most`` keys that stand twice or more, all those above some count; sorted."""
        if self._pending:
            self._merge()
        least = 2
        while np.count_nonzero(self._counts >= least) > most:
            least += 1
        return self._keys[self._counts >= least]


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeText:
    """A whole text on disk: its units, candidates, and which document each unit is of."""

    spool: Spool
    counts: KeyCounts
    document: Integers
    documents: int


def read_text(
    rows: Iterable[Row],
    *,
    segmenter: Segmenter,
    wanted: frozenset[str] = frozenset(),
    unwanted: frozenset[str] = frozenset(),
    user_dictionary: Path | None = None,
    workers: int = 1,
    progress: Progress = silent,
) -> LargeText:
    """Read every unit once, in ``workers`` processes."""
    spool, counts = Spool(), KeyCounts()
    names: dict[str, int] = {}
    document: list[Integers] = []

    def noted() -> Iterator[list[Row]]:
        for block in _blocks(rows):
            document.append(
                np.array([names.setdefault(r.document, len(names)) for r in block], np.int64)
            )
            yield block

    settings = (user_dictionary, wanted, unwanted)
    for block in _packed_blocks(noted(), segmenter, settings, workers):
        spool.add(block)
        counts.add(block.keys)
        progress("reading pairs", len(spool), 0)
    numbers = np.concatenate(document) if document else np.zeros(0, np.int64)
    return LargeText(spool=spool, counts=counts, document=numbers, documents=len(names))


def _blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rest = iter(rows)
    while block := list(itertools.islice(rest, BLOCK_ROWS)):
        yield block


_Settings = tuple[Path | None, frozenset[str], frozenset[str]]
_worker: tuple[Segmenter, frozenset[str], frozenset[str]] | None = None


def _start_worker(settings: _Settings) -> None:
    global _worker  # a process of the pool works for one text only
    user_dictionary, wanted, unwanted = settings
    segmenter = Segmenter(user_words=sorted(wanted), user_dictionary=user_dictionary)
    _worker = segmenter, wanted, unwanted


def _work(block: list[Row]) -> PackedBlock:
    if _worker is None:
        raise RuntimeError("a worker that was not started")
    segmenter, wanted, unwanted = _worker
    return pack_block(block, segmenter, wanted, unwanted)


def _packed_blocks(
    blocks: Iterator[list[Row]], segmenter: Segmenter, settings: _Settings, workers: int
) -> Iterator[PackedBlock]:
    """The blocks made ready, in order, a few ahead of who takes them."""
    _, wanted, unwanted = settings
    waiting: list[list[Row]] = []
    if workers > 1:
        # Spawned, not forked: a fork copies locks that the encoder's threads may hold.
        pool = ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=_start_worker,
            initargs=(settings,),
        )  # fmt: skip
        try:
            with pool:
                yield from _ahead(pool, blocks, waiting, 2 * workers)
        except BrokenProcessPool:
            # A program without a main guard cannot be started again: then alone.
            pass
    for block in itertools.chain(waiting, blocks):
        yield pack_block(block, segmenter, wanted, unwanted)


def _ahead(
    pool: ProcessPoolExecutor, blocks: Iterator[list[Row]], waiting: list[list[Row]], most: int
) -> Iterator[PackedBlock]:
    """Results in order; ``waiting`` holds the blocks that have none yet."""
    futures = []
    for block in blocks:
        waiting.append(block)
        futures.append(pool.submit(_work, block))
        if len(futures) >= most:
            result = futures.pop(0).result()
            waiting.pop(0)
            yield result
    while futures:
        result = futures.pop(0).result()
        waiting.pop(0)
        yield result


def choose_units(
    text: LargeText,
    keys: Keys,
    most: int,
    rounds: Sequence[tuple[int, int]] = _ROUNDS,
) -> list[int]:
    """Units that show the candidates of some keys, each several times if that can be.

    Goes through the text in strides, first taking units with many candidates not seen yet.
    """
    spool = text.spool
    seen = np.zeros(len(keys) + 1, np.int64)
    taken: set[int] = set()
    blocks = _strided(len(spool.firsts))
    for need, gain in rounds:
        for block in blocks:
            for unit, own in _units_with(spool, block, keys):
                if unit not in taken and np.count_nonzero(seen[own] < need) >= gain:
                    taken.add(unit)
                    seen[own] += 1
                    if len(taken) == most:
                        return sorted(taken)
    return sorted(taken)


def _strided(blocks: int) -> list[int]:
    """Blocks in an order that is spread over the text at any time."""
    return sorted(range(blocks), key=lambda block: (block * 0.6180339887498949) % 1.0)


def _units_with(spool: Spool, block: int, keys: Keys) -> Iterator[tuple[int, Integers]]:
    """(unit, its distinct keys as indices) of a block's units that have any."""
    spans = spool.spans(block)
    at, known = _find_keys(keys, spans.key)
    units, own = spans.unit[known], at[known]
    if not len(units):
        return
    starts = np.flatnonzero(np.concatenate([[True], units[1:] != units[:-1]]))
    first = spool.firsts[block]
    for unit, indices in zip(units[starts].tolist(), np.split(own, starts[1:]), strict=True):
        yield first + unit, np.unique(indices)


def find_in_part(
    text: LargeText, find_terms: Callable[..., Found], wanted: frozenset[str]
) -> Found:
    """What ``finding.find`` finds in a working part of the text, among candidates that recur."""
    keys = text.counts.frequent(WORKING_TERMS)
    taught = np.array([text_key(term) for term in wanted], np.uint64)
    keys = np.unique(np.concatenate([keys, taught]))
    part = text.spool.pick(choose_units(text, keys, WORKING_UNITS))
    known = frozenset(keys.tolist())
    return find_terms(
        part,
        is_allowed=lambda term: text_key(term) in known,
        candidates_a_unit=CANDIDATES_A_UNIT,
        most_occurrences=MOST_OCCURRENCES,
        block_units=FEW_UNITS,
    )


def in_whole_text(text: LargeText, found: Found, terms: Integers) -> Found:
    """The same with the occurrences of some terms in the whole text.

    Those of rare terms are all there, those of frequent ones as far as the units that are
    looked into have them; ``counts`` has them all.
    """
    names = [found.terms[index] for index in terms.tolist()]
    keys = np.array([text_key(name) for name in names], np.uint64)
    units = choose_units(text, np.sort(keys), SIGHT_UNITS + len(names), _SIGHT_ROUNDS)
    places = _places(text.spool, keys)
    kept = places.select(np.isin(places.unit, units))
    whole = found.counts.copy()
    whole[terms] = np.bincount(places.term, minlength=len(names))
    return replace(
        _with_pairs_of(found, terms),
        units=text.spool,
        links=None,
        sums=None,
        occurrences=replace(kept, term=terms[kept.term]),
        counts=whole,
    )


def _with_pairs_of(found: Found, terms: Integers) -> Found:
    """The same without the renderings of other terms, which are most of it."""
    pairs = found.pairs.pairs
    rows = np.flatnonzero(np.isin(pairs.term, terms))
    place = np.full(len(pairs.term) + 1, -1, np.int64)
    place[rows] = np.arange(len(rows))
    return replace(
        found,
        pairs=PairTable(pairs=pairs.select(rows), features=found.pairs.features[rows]),
        probabilities=found.probabilities[rows],
        best=place[found.best],
    )


def _places(spool: Spool, keys: Keys) -> Occurrences:
    order = np.argsort(keys)
    parts = [np.zeros((4, 0), np.int64)]
    for block, first in enumerate(spool.firsts):
        spans = spool.spans(block)
        at, known = _find_keys(keys[order], spans.key)
        rows = [spans.unit + first, spans.start, spans.end]
        parts.append(np.stack([order[at[known]], *(values[known] for values in rows)]))
    term, unit, start, end = np.concatenate(parts, axis=1)
    return Occurrences(term=term, unit=unit, start=start, end=end)


def _find_keys(ordered: Keys, keys: Keys) -> tuple[Integers, NDArray[np.bool_]]:
    """(where each key would stand among the ordered ones, whether it stands there)."""
    if not len(ordered):
        return np.zeros(len(keys), np.int64), np.zeros(len(keys), dtype=bool)
    at = np.minimum(np.searchsorted(ordered, keys), len(ordered) - 1)
    return at, ordered[at] == keys


def with_seen_units(found: Found, sightings: Sequence[Sighting]) -> tuple[Found, list[Sighting]]:
    """Only the units with a sighting, in memory and without what only finding needs."""
    numbers = sorted({sighting.unit for sighting in sightings})
    place = {number: index for index, number in enumerate(numbers)}
    units = [_lightened(found.units[number]) for number in numbers]
    moved = [replace(sighting, unit=place[sighting.unit]) for sighting in sightings]
    return replace(found, units=units), moved


_NO_WORDS = Words(starts=(), edges=np.zeros(0, np.float32), tags=())


def _lightened(unit: Prepared) -> Prepared:
    return replace(unit, text="", words=_NO_WORDS, tokens=())


def with_true_counts(
    text: LargeText, found: Found, terms: Integers, entries: Sequence[ConceptEntry]
) -> list[ConceptEntry]:
    """Entries, parallel to ``terms``, that count the occurrences which were not looked into."""
    names = [found.terms[index] for index in terms.tolist()]
    places = _places(text.spool, np.array([text_key(name) for name in names], np.uint64))
    width = max(text.documents, 1)
    pairs = np.unique(places.term * width + text.document[places.unit])
    documents = np.bincount(pairs // width, minlength=len(names)).tolist()
    return [
        _with_true_count(entry, count, documents[row])
        for row, (entry, count) in enumerate(
            zip(entries, found.counts[terms].tolist(), strict=True)
        )
    ]


def _with_true_count(entry: ConceptEntry, count: int, documents: int) -> ConceptEntry:
    if count <= entry.count:
        return entry
    evidence = replace(entry.evidence, places=(entry.count, count))
    return replace(entry, count=count, documents=documents, evidence=evidence)

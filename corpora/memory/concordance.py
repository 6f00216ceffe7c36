"""A concordance over files of pairs, fast on a million units after the first time.

The first search of a file writes an index beside it (``.memory.tmx.duizhao``), or into the
user's cache folder where that folder cannot be written to. It is a SQLite database with a
full-text index over folded tokens (see ``folding``), and is made anew when the file changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from corpora.cached import cache_folder
from corpora.errors import InputError, check_least, check_most, check_name, check_share
from corpora.files import draft_beside
from corpora.formats import open_units
from corpora.formats.streams import ReadOptions
from corpora.language.folding import located, tokens
from corpora.progress import Progress, silent
from corpora.units import Span, TranslationUnit
from corpora.values import Table, Value

# More than anybody reads, and less than SQLite counts to.
MOST = 1_000_000_000
# Of the index: one more whenever its tables or its tokens change.
_VERSION = 3
# Bounds memory.
_BATCH = 2_000
# Candidates that are compared whole: bounds time.
_CANDIDATES = 400
_SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE units (number INTEGER PRIMARY KEY, source TEXT, target TEXT, more TEXT);
CREATE VIRTUAL TABLE words USING fts5 (
    source, target, content='', tokenize="unicode61 remove_diacritics 2"
);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindOptions:
    """How pairs are searched.

    Attributes:
        side: where the query must stand: ``both`` (either side), ``source`` or ``target``.
        fuzzy: also find what is only like the query, the likest first.
        min_score: how like, 0 to 1: the share of the query's neighbouring tokens found again.
        limit: the most hits to return, of all files together.
        context: how many units before and after a hit to show.
        read: how the files are read.
    """

    side: str = "both"
    fuzzy: bool = False
    min_score: float = 0.5
    limit: int = 50
    context: int = 1
    read: ReadOptions = field(default_factory=ReadOptions)

    def __post_init__(self) -> None:
        check_name(self.side, ("both", "source", "target"), "a side")
        check_share(self.min_score, "min_score")
        check_least(self.limit, 1, "limit")
        check_least(self.context, 0, "context")
        check_most(self.limit, MOST, "limit")
        check_most(self.context, MOST, "context")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Hit(Value):
    """A unit that was found.

    ``number`` counts the units of its file from 1; the spans are where the query stands in
    its texts; ``before`` and ``after`` are (source, target) of its neighbours, in file order.
    """

    path: str
    number: int
    source: str
    target: str
    score: float
    source_spans: tuple[Span, ...]
    target_spans: tuple[Span, ...]
    document: str | None
    speaker: str | None
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Found(Value):
    """Hits, and how many there are without the limit (exact searches only)."""

    hits: tuple[Hit, ...]
    total: int

    def to_table(self) -> Table:
        """The hits with their places."""
        rows = [(one.source, one.target, f"{one.path}, {one.number}") for one in self.hits]
        return ("source", "target", "place"), rows


def find_in_bitexts(
    query: str,
    paths: Sequence[str | Path],
    options: FindOptions = FindOptions(),
    *,
    progress: Progress = silent,
) -> Found:
    """Every unit with a phrase on either side.

    Chinese needs no spaces, simplified finds traditional and the other way round, English
    words are found in all their forms; case and punctuation do not matter.

    Raises:
        InputError: the query holds no letter or digit, or a file cannot be used.
    """
    words = tokens(query)
    if not words:
        raise InputError("the query holds nothing to look for", hint="type a word or a phrase")
    hits: list[Hit] = []
    total = 0
    for path in paths:
        left = options.limit - len(hits)
        try:
            count, some = _search(path, words, options, left, progress)
        except (sqlite3.Error, ValueError):  # somebody's, or damaged: made anew, once
            for place in _places(Path(path)):
                with suppress(OSError):
                    place.unlink()
            count, some = _search(path, words, options, left, progress)
        total += count
        hits += some
    if options.fuzzy:
        hits.sort(key=lambda hit: -hit.score)
    return Found(hits=tuple(hits[: options.limit]), total=total)


def open_index(
    path: str | Path,
    read: ReadOptions = ReadOptions(),  # noqa: B008
    *,
    progress: Progress = silent,
) -> sqlite3.Connection:
    """The index of a file, made first if there is none or the file has changed.

    Raises:
        InputError: the file cannot be used.
    """
    path = Path(path)
    open_units(path, read)  # a clear word first if the file cannot be used
    facts = _facts(path, read)
    for place in _places(path):
        index = _opened(place, facts)
        if index is not None:
            return index
    for place in _places(path):
        with suppress(OSError, sqlite3.OperationalError):
            place.parent.mkdir(parents=True, exist_ok=True)
            _build(place, open_units(path, read).units, facts, progress)
            index = _opened(place, facts)
            if index is not None:
                return index
    return _unwritten(open_units(path, read).units, progress)


def _unwritten(units: Iterator[TranslationUnit], progress: Progress) -> sqlite3.Connection:
    """An index for this once, where there is nowhere to keep it."""
    index = sqlite3.connect(":memory:")
    index.executescript(_SCHEMA)
    _fill(index, units, progress)
    return index


def _places(path: Path) -> list[Path]:
    """Where an index may be: beside its file, or in the cache folder under the file's name."""
    whole = str(path.resolve())
    short = hashlib.blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    beside = path.with_name(f".{path.name}.duizhao")
    cache = cache_folder()
    return [beside] if cache is None else [beside, cache / f"{short}.index"]


def _facts(path: Path, read: ReadOptions) -> dict[str, str]:
    """What must be the same for an index to be of use."""
    stat = path.stat()
    return {
        "version": str(_VERSION),
        "size": str(stat.st_size),
        "changed": str(stat.st_mtime_ns),
        "languages": f"{read.source_language} {read.target_language} {read.markup}",
    }


def _opened(place: Path, facts: dict[str, str]) -> sqlite3.Connection | None:
    if not place.is_file():
        return None
    index = sqlite3.connect(f"{place.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        found = dict(index.execute("SELECT name, value FROM facts"))
    except sqlite3.DatabaseError:
        found = {}
    if found == facts:
        return index
    index.close()
    return None


def _build(
    place: Path, units: Iterator[TranslationUnit], facts: dict[str, str], progress: Progress
) -> None:
    """Write an index under another name first, so that nobody ever sees half of one."""
    with draft_beside(place) as draft:
        with closing(sqlite3.connect(draft)) as index:
            index.execute("PRAGMA journal_mode = OFF")
            index.execute("PRAGMA synchronous = OFF")
            index.executescript(_SCHEMA)
            _fill(index, units, progress)
            index.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())
            index.commit()
        os.replace(draft, place)


def _fill(index: sqlite3.Connection, units: Iterator[TranslationUnit], progress: Progress) -> None:
    number = 0
    while batch := list(islice(units, _BATCH)):
        rows = []
        folded = []
        for unit in batch:
            number += 1
            source, target = _storable(unit.source), _storable(unit.target)
            speaker = unit.source_speaker or unit.target_speaker
            more = json.dumps([unit.document, speaker]) if unit.document or speaker else None
            rows.append((number, source, target, more))
            folded.append((number, " ".join(tokens(source)), " ".join(tokens(target))))
        index.executemany("INSERT INTO units VALUES (?, ?, ?, ?)", rows)
        index.executemany("INSERT INTO words (rowid, source, target) VALUES (?, ?, ?)", folded)
        progress("indexing", number, 0)


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _phrase(words: Sequence[str]) -> str:
    return '"' + " ".join(words) + '"'


def _expression(phrase: str, side: str) -> str:
    return phrase if side == "both" else f"{{{side}}} : ({phrase})"


def _count(index: sqlite3.Connection, words: Sequence[str], options: FindOptions) -> int:
    expression = _expression(_phrase(words), options.side)
    query = "SELECT count(*) FROM words WHERE words MATCH ?"
    return int(index.execute(query, (expression,)).fetchone()[0])


def _search(
    path: str | Path, words: Sequence[str], options: FindOptions, left: int, progress: Progress
) -> tuple[int, list[Hit]]:
    """How many units of one file have the words, and at most ``left`` of them."""
    with closing(open_index(path, options.read, progress=progress)) as index:
        if options.fuzzy:
            some = list(_similar(index, words, options))
            total = len(some)
        else:
            total = _count(index, words, options)
            some = list(_exact(index, words, options, left))
        return total, [_hit(index, str(path), row, score, words, options) for row, score in some]


Row = tuple[int, str, str, str | None]


def _exact(
    index: sqlite3.Connection, words: Sequence[str], options: FindOptions, limit: int
) -> Iterator[tuple[Row, float]]:
    if limit < 1:
        return
    rows = index.execute(
        "SELECT u.number, u.source, u.target, u.more FROM words w JOIN units u "
        "ON u.number = w.rowid WHERE words MATCH ? ORDER BY w.rowid LIMIT ?",
        (_expression(_phrase(words), options.side), limit),
    )
    for row in rows:
        yield row, 1.0


def _similar(
    index: sqlite3.Connection, words: Sequence[str], options: FindOptions
) -> Iterator[tuple[Row, float]]:
    """Candidates by shared pairs of neighbouring tokens, scored by how many they share."""
    grams = _grams(words)
    either = " OR ".join(_phrase(gram) for gram in sorted(grams))
    rows = index.execute(
        "SELECT u.number, u.source, u.target, u.more FROM words w JOIN units u "
        "ON u.number = w.rowid WHERE words MATCH ? ORDER BY rank LIMIT ?",
        (_expression(either, options.side), max(_CANDIDATES, 4 * options.limit)),
    )
    scored = []
    for row in rows:
        sides = {"source": (row[1],), "target": (row[2],), "both": (row[1], row[2])}[options.side]
        score = max(likeness(words, tokens(text)) for text in sides)
        if score >= options.min_score:
            scored.append((row, score))
    scored.sort(key=lambda pair: (-pair[1], pair[0][0]))
    yield from scored[: options.limit]


def _grams(words: Sequence[str]) -> set[tuple[str, ...]]:
    if len(words) < 3:
        return {(word,) for word in words}
    return {tuple(words[i : i + 2]) for i in range(len(words) - 1)}


def likeness(words: Sequence[str], text: Sequence[str]) -> float:
    """The share of a query's grams that a text holds within a stretch little longer than it.

    >>> likeness(["a", "b", "c"], ["x", "a", "b", "y"])
    0.5
    """
    grams = _grams(words)
    width = len(words) + max(2, len(words) // 2)
    size = 1 if len(words) < 3 else 2
    best = 0
    for start in range(max(1, len(text) - width + 1)):
        window = text[start : start + width]
        shared = {tuple(window[i : i + size]) for i in range(len(window) - size + 1)} & grams
        best = max(best, len(shared))
    return best / len(grams)


def _hit(
    index: sqlite3.Connection,
    path: str,
    row: Row,
    score: float,
    words: Sequence[str],
    options: FindOptions,
) -> Hit:
    number, source, target, more = row
    document, speaker = json.loads(more) if more else (None, None)
    near = {
        at: (one, other)
        for at, one, other in index.execute(
            "SELECT number, source, target FROM units WHERE number BETWEEN ? AND ?",
            (number - options.context, number + options.context),
        )
    }
    return Hit(
        path=path,
        number=number,
        source=source,
        target=target,
        score=round(score, 4),
        source_spans=spans_of(words, source, fuzzy=options.fuzzy),
        target_spans=spans_of(words, target, fuzzy=options.fuzzy),
        document=document,
        speaker=speaker,
        before=tuple(near[at] for at in sorted(near) if at < number),
        after=tuple(near[at] for at in sorted(near) if at > number),
    )


def spans_of(words: Sequence[str], text: str, *, fuzzy: bool = False) -> tuple[Span, ...]:
    """Where a query stands in a text; with ``fuzzy``, where its neighbouring tokens do.

    >>> spans_of(tokens("生产力"), "新質生產力")
    ((2, 5),)
    """
    found = located(text)
    keys = [token for token, _start, _end in found]
    patterns = sorted(_grams(words)) if fuzzy else [tuple(words)]
    spans = {
        (found[i][1], found[i + len(pattern) - 1][2])
        for pattern in patterns
        for i in range(len(keys) - len(pattern) + 1)
        if tuple(keys[i : i + len(pattern)]) == pattern
    }
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)

"""Parts of a unit that the other side leaves out: list items, sentences, clauses.

``coverage`` proposes stretches whose loss would explain how the two sides pair, ``clues`` asks what
else speaks for it. Whether one is lost is the word of boosted trees (``omissions.use.json``) that
``scripts/learn_omissions.py`` taught with sentences deleted on purpose.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import numpy as np

from corpora.language.courtesies import is_courtesy
from corpora.language.encoders.base import SpanEncoder
from corpora.language.words import WordReader
from corpora.learned.cards import Card, card_for
from corpora.learned.trees import TreeModel
from corpora.numbers import Quantity
from corpora.units import Span
from quality.check.context import Context
from quality.check.coverage.clues import CLUES, Facing, WordTables, describe
from quality.check.coverage.lists import find_missing_items
from quality.check.coverage.statutes import (
    ENOUGH_CITED,
    MORE_ODDS,
    has_all_sentences,
    is_statute,
    is_subordinated,
)
from quality.check.coverage.stretches import FEATURES as FROM_COVERAGE
from quality.check.coverage.stretches import (
    Floats,
    Reading,
    Stretch,
    Vectors,
    english_length,
    read_clauses,
    runs,
    uncovered,
)
from quality.findings import Draft
from quality.messages import say

# What is known of a stretch.
FEATURES = FROM_COVERAGE + CLUES

# A lone sentence is looked into where the other side has several, or is this much shorter (nats).
_SHORT_SENTENCE = -0.2
# The encoder reads some 20,000 tokens a second: no more than so many English characters of both
# sides are read for each unit of the file, or in all, those first whose other side falls shortest.
_MOST_CHARS_A_UNIT, _MOST_CHARS = 50, 500_000
# Longer units are not looked into: whole documents as one unit.
_LONGEST_UNIT = 400
# Nor those with more pairs of words, in all or of words that mean the same: one word repeated.
_MOST_WORD_PAIRS, _MOST_ALIKE = 8_000_000, 200_000
_WHOLE = FEATURES.index("whole")
_NUMBERS_FOUND, _NUMBERS_LOST = FEATURES.index("numbers found"), FEATURES.index("numbers lost")
# A mean over this few clauses is half content.
_FEW = 8
# From so many units it is known well enough.
_FOR_MEAN = 300


@dataclass(frozen=True, slots=True)
class Suspect:
    """A stretch of a unit's side that the other side may lack."""

    unit: int
    on_source: bool
    is_zh: bool
    span: Span
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    """A unit worth looking into: both sides, and the stretches of which may have been lost."""

    unit: int
    zh: Reading
    en: Reading
    looks_at: tuple[bool, bool]
    shortness: float


def find_missing_parts(context: Context) -> Iterator[Draft]:
    """List items and sentences of either side that the other side does not have."""
    if not context.is_zh_en:
        return
    listed = set()
    for index in range(len(context.bitext.units)):
        for draft in find_missing_items(context, index):
            listed.add(index)
            yield draft
    if context.lexicon is None:
        return
    models = load_models("none" if context.encoder is None else context.encoder.name)
    scored = _scored(list(suspects(context)), models)
    statute = is_statute(context)
    for unit, groups in groupby(scored, key=lambda item: item[0][0].unit):
        kept = [
            _apart(group, odds - _doubts(context, group) if statute else odds, models)
            for group, odds in groups
        ]
        # Where both sides have one too many, one renders the other freely.
        if unit not in listed and sum(map(bool, kept)) == 1:
            yield from (_draft(context, suspect) for side in kept for suspect in side)


def _scored(
    groups: Sequence[list[Suspect]], models: Models
) -> Iterator[tuple[list[Suspect], Floats]]:
    """Each group with the log odds of its suspects; those of a language are asked for at once."""
    odds: dict[bool, Floats] = {}
    for is_zh in (True, False):
        rows = [one.features for group in groups for one in group if one.is_zh == is_zh]
        if rows:
            odds[is_zh] = models.of(is_zh=is_zh).odds(rows)
    done = {True: 0, False: 0}
    for group in groups:
        is_zh = group[0].is_zh
        first, done[is_zh] = done[is_zh], done[is_zh] + len(group)
        yield group, odds[is_zh][first : done[is_zh]]


def _doubts(context: Context, group: Sequence[Suspect]) -> Floats:
    """What the log odds of parts of a law must have beyond others.

    Still more where a part may be over there as a formula in front, or with its citations.
    """
    doubts = np.full(len(group), MORE_ODDS)
    for at, one in enumerate(group):
        found, lost = one.features[_NUMBERS_FOUND], one.features[_NUMBERS_LOST]
        chinese, english = context.zh(one.unit), context.en(one.unit)
        stretch = chinese[slice(*one.span)] if one.is_zh else ""
        if (found >= ENOUGH_CITED and not lost) or is_subordinated(stretch, chinese, english):
            doubts[at] += MORE_ODDS
        if has_all_sentences(chinese, english, of_chinese=one.is_zh):
            doubts[at] += MORE_ODDS
    return doubts


def _apart(group: Sequence[Suspect], odds: Floats, models: Models) -> list[Suspect]:
    """Those of one side's suspects that the model is sure of, none overlapping a likelier one."""
    model = models.of(is_zh=group[0].is_zh)
    # A clause that the translation adds explains more often than it invents.
    least = model.missing if group[0].on_source else model.added
    kept: list[Suspect] = []
    for at in np.argsort(-odds, kind="stable").tolist():
        one = group[at]
        free = all(one.span[1] <= other.span[0] or other.span[1] <= one.span[0] for other in kept)
        if odds[at] >= least and free and (one.on_source or one.features[_WHOLE]):
            kept.append(one)
    return sorted(kept, key=lambda one: one.span)


def _draft(context: Context, suspect: Suspect) -> Draft:
    unit, language = context.bitext.units[suspect.unit], context.bitext.source_language
    text = unit.source
    if not suspect.on_source:
        text, language = unit.target, context.bitext.target_language
    polite = is_courtesy(text[slice(*suspect.span)], language)
    if suspect.on_source:
        return Draft(
            rule="part missing",
            severity="minor" if polite else None,
            unit=suspect.unit,
            said=say("omission.part missing"),
            source_span=suspect.span,
        )
    return Draft(
        rule="part added",
        severity="minor" if polite else None,
        unit=suspect.unit,
        said=say("omission.part added"),
        target_span=suspect.span,
    )


# --- the models ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Model:
    """Log odds that a stretch is lost, by ``FEATURES``.

    From ``missing`` on a part of the source counts as lost, from ``added`` on one of the
    translation as added.
    """

    trees: TreeModel
    missing: float
    added: float

    def odds(self, features: Sequence[Sequence[float]]) -> Floats:
        """The log odds of some stretches."""
        return self.trees.score(np.array(features, np.float32)).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Models:
    """One model for the stretches of each language, and where both come from."""

    zh: Model
    en: Model
    card: Card

    def of(self, *, is_zh: bool) -> Model:
        """The model for stretches of one language."""
        return self.zh if is_zh else self.en


@cache
def load_models(encoder: str) -> Models:
    """The models learned with an encoder, or without one (``none``)."""
    card = card_for("quality/check/coverage", "omissions", encoder)
    zh, en = (Model(card.trees(name, FEATURES), **card.thresholds(name)) for name in ("zh", "en"))
    return Models(zh, en, card)


def warnings_of(encoder: str) -> tuple[str, ...]:
    """What a user should hear about the models that serve an encoder."""
    warning = load_models(encoder).card.warning
    return (warning,) if warning else ()


# --- suspects --------------------------------------------------------------------------------


def suspects(context: Context) -> Iterator[list[Suspect]]:
    """The likeliest stretches of each side of each unit worth looking into, in unit order."""
    tasks, ratio = _affordable(_tasks(context), len(context.bitext.units)), _usual_ratio(context)
    rarity = _rarity(tasks)
    vectors = _Vectors(context.encoder, tasks) if context.encoder is not None else None
    tables = WordTables([(task.zh, task.en) for task in tasks], context.encoder)
    for number, task in enumerate(tasks):
        if number % 100 == 0:
            context.progress("checking omission", number, len(tasks))
        pair = None if vectors is None else (vectors.of(number, 0), vectors.of(number, 1))
        found = uncovered(task.zh, task.en, pair, rarity, ratio)
        facing = Facing(
            z=task.zh,
            e=task.en,
            quantities=_quantities(context, task.unit),
            cosines=None if pair is None else pair[0] @ pair[1].T,
            ratio=ratio,
        )
        asked = [own if looks else [] for own, looks in zip(found, task.looks_at, strict=True)]
        answers = describe(facing, tables, rarity, (asked[0], asked[1]))
        for stretches, clues, reading, is_zh in zip(
            asked, answers, (task.zh, task.en), (True, False), strict=True
        ):
            group = [
                Suspect(
                    unit=task.unit,
                    on_source=is_zh == context.zh_is_source,
                    is_zh=is_zh,
                    span=_trimmed(reading, stretch),
                    features=(*stretch.features, *row),
                )
                for stretch, row in zip(stretches, clues.tolist(), strict=True)
            ]
            if group:
                yield group


def _quantities(context: Context, unit: int) -> tuple[Sequence[Quantity], Sequence[Quantity]]:
    """Those of the Chinese and of the English."""
    own = context.source_quantities[unit], context.target_quantities[unit]
    return own if context.zh_is_source else own[::-1]


def _trimmed(side: Reading, stretch: Stretch) -> Span:
    """Where a stretch stands in its text, without outer spaces."""
    first, last = side.clauses[stretch.first], side.clauses[stretch.last - 1]
    start = side.spans[stretch.first][0] + len(first) - len(first.lstrip())
    return start, side.spans[stretch.last - 1][1] - (len(last) - len(last.rstrip()))


def _tasks(context: Context) -> list[_Task]:
    """Units with several sentences on a side, or a side that is much too short."""
    assert context.lexicon is not None  # noqa: S101 - the caller has asked
    reader, usual = WordReader(context.lexicon), _usual_ratio(context)
    tasks = []
    for index in range(len(context.bitext.units)):
        chinese, english = context.zh(index), context.en(index)
        if not chinese.strip() or not english.strip():
            continue
        gap = _log_ratio(chinese, english) - usual
        if abs(gap) < -_SHORT_SENTENCE and not _stops(chinese) and not _stops(english):
            continue
        unit = context.bitext.units[index]
        own = [unit.source_segments, unit.target_segments]
        zh_own, en_own = own if context.zh_is_source else reversed(own)
        zh = read_clauses(chinese, reader, chinese=True, segments=zh_own)
        en = read_clauses(english, reader, chinese=False, segments=en_own)
        several = max(zh.sentences, en.sentences) > 1
        looks = (
            len(zh) > 1 and (several or gap < _SHORT_SENTENCE),
            len(en) > 1 and (several or -gap < _SHORT_SENTENCE),
        )
        if any(looks) and min(len(zh), len(en)) > 0 and _can_be_told(zh, en):
            shortness = max(gap if looks[1] else -math.inf, -gap if looks[0] else -math.inf)
            tasks.append(_Task(index, zh, en, looks, shortness))
    return tasks


def _can_be_told(zh: Reading, en: Reading) -> bool:
    """Whether all clauses and words of a unit can be compared: it is no book, no word repeated."""
    if max(len(zh), len(en)) > _LONGEST_UNIT:
        return False
    ours, theirs = ([word for line in side.words for word in line] for side in (zh, en))
    if len(ours) * len(theirs) > _MOST_WORD_PAIRS:
        return False
    known = Counter(key for word in theirs for key in word.keys)
    return sum(known[key] for word in ours for key in word.keys) <= _MOST_ALIKE


def _stops(text: str) -> bool:
    """Whether a text may have more than one sentence: quick, and never wrong when it says no."""
    return re.search(r"[。！？；.!?;…\n].*\w", text, re.DOTALL) is not None


def _affordable(tasks: list[_Task], units: int) -> list[_Task]:
    """The tasks that can be read in the time there is, in unit order."""
    budget = max(_MOST_CHARS, _MOST_CHARS_A_UNIT * units)
    kept = []
    for task in sorted(tasks, key=lambda task: (-task.shortness, task.unit)):
        budget -= int(task.zh.lengths.sum() + task.en.lengths.sum())
        if budget < 0:
            break
        kept.append(task)
    return sorted(kept, key=lambda task: task.unit)


def _log_ratio(chinese: str, english: str) -> float:
    return math.log((english_length(english, False) + 1) / (english_length(chinese, True) + 1))


def _usual_ratio(context: Context) -> float:
    """The document's own log ratio of lengths: its translator may be a wordy one."""
    ratios = [
        _log_ratio(context.zh(index), context.en(index))
        for index, unit in enumerate(context.bitext.units)
        if len(unit.source) > 20 and len(unit.target) > 20
    ]
    return float(np.median(ratios)) if len(ratios) >= 5 else 0.0


def _rarity(tasks: Sequence[_Task]) -> dict[str, float]:
    """Weights of the word forms, >= 0: the log of how few units have them.

    Each side counts, so that a form which both sides always have weighs nothing.
    """
    counts: Counter[str] = Counter()
    for task in tasks:
        for side in (task.zh, task.en):
            counts.update({word.form for line in side.words for word in line})
    return {
        form: max(0.0, math.log((len(tasks) + 1) / (count + 0.5))) for form, count in counts.items()
    }


class _Vectors:
    """The vectors of all runs of clauses; every clause is read once."""

    def __init__(self, encoder: SpanEncoder, tasks: Sequence[_Task]) -> None:
        self._encoder = encoder
        sides = [side for task in tasks for side in (task.zh, task.en)]
        self._counts = [len(side) for side in sides]
        self._sums = encoder.encode_pieces([side.clauses for side in sides])
        self._first = np.cumsum([0, *self._counts])
        # What all clauses of a language share says nothing.
        self._means = [self._mean(parity) for parity in (0, 1)]

    def _mean(self, parity: int) -> Vectors:
        total, count = np.zeros(self._encoder.dimensions), 0
        for number in range(parity, min(len(self._counts), 2 * _FOR_MEAN), 2):
            rows = self._raw(number, [(at, at + 1) for at in range(self._counts[number])])
            total, count = total + rows.sum(axis=0), count + len(rows)
        return (total / (count + _FEW)).astype(np.float32)

    def _raw(self, number: int, own: Sequence[Span]) -> Vectors:
        sums = self._sums
        part = slice(self._first[number], self._first[number + 1])
        pieces = np.cumsum(np.pad(sums.pieces[part], ((1, 0), (0, 0))), axis=0, dtype=np.float64)
        tokens = np.cumsum(np.pad(sums.tokens[part], (1, 0)), dtype=np.float64)
        places = np.array(own)
        begin, end = places[:, 0], places[:, 1]
        return self._encoder.head(
            (pieces[end] - pieces[begin] + sums.starts[number] + sums.ends[number]).astype(
                np.float32
            ),
            (tokens[end] - tokens[begin] + 2 * sums.edge_tokens).astype(np.float32),
        )

    def of(self, task: int, parity: int) -> Vectors:
        """The centred vectors of length 1 of one side's runs; parity 0 is the Chinese side."""
        number = 2 * task + parity
        rows = self._raw(number, runs(self._counts[number])) - self._means[parity]
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        vectors: Vectors = (rows / np.maximum(lengths, 1e-6)).astype(np.float32)
        return vectors

"""Parts of a unit that the other side leaves out: list items, sentences, clauses.

``coverage`` proposes stretches whose loss would explain how the two sides pair. Whether one is
lost is a logistic model's word, whose weights (``missing.json``) ``scripts/learn_omissions.py``
learned from sentences deleted on purpose.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby

import numpy as np

from align.encoders import SpanEncoder
from align.words import WordReader
from corpora.units import Span
from quality.check.context import Context
from quality.check.courtesies import is_courtesy
from quality.check.coverage import (
    FEATURES,
    Reading,
    Stretch,
    Vectors,
    english_length,
    read_clauses,
    runs,
    uncovered,
)
from quality.check.lists import find_missing_items
from quality.findings import Draft

# A lone sentence is looked into only where the other side is this much shorter (nats).
_SHORT_SENTENCE = -0.4
# The encoder reads some 20,000 tokens a second: no more than so many English characters of both
# sides are read for each unit of the file, or in all, those first whose other side falls shortest.
_MOST_CHARS_A_UNIT, _MOST_CHARS = 80, 800_000
# Longer units are not looked into: whole documents as one unit.
_LONGEST_UNIT = 400
_WHOLE = FEATURES.index("whole")
# A mean over this few clauses is half content.
_FEW = 8


@dataclass(frozen=True, slots=True)
class Suspect:
    """A stretch of a unit's side that the other side may lack."""

    unit: int
    on_source: bool
    is_zh: bool
    span: Span
    stretch: Stretch


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
    for unit, groups in groupby(suspects(context), key=lambda group: group[0].unit):
        kept = [_apart(one, with_encoder=context.encoder is not None) for one in groups]
        # Where both sides have one too many, one renders the other freely.
        if unit not in listed and sum(map(bool, kept)) == 1:
            yield from (_draft(context, suspect) for side in kept for suspect in side)


def _apart(group: Sequence[Suspect], *, with_encoder: bool) -> list[Suspect]:
    """Those of one side's suspects that the model is sure of, none overlapping a likelier one."""
    model = load_model(is_zh=group[0].is_zh, with_encoder=with_encoder)
    scored = sorted(group, key=lambda one: -model.odds(one.stretch.features))
    kept: list[Suspect] = []
    for one in scored:
        free = all(one.span[1] <= other.span[0] or other.span[1] <= one.span[0] for other in kept)
        # A clause that the translation adds explains more often than it invents.
        least = model.missing if one.on_source else model.added
        counts = one.on_source or one.stretch.features[_WHOLE]
        if model.odds(one.stretch.features) >= least and counts and free:
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
            severity="minor" if polite else "warning",
            unit=suspect.unit,
            message="This part of the source seems to be missing from the translation.",
            source_span=suspect.span,
        )
    return Draft(
        rule="part added",
        severity="minor" if polite else "warning",
        unit=suspect.unit,
        message="This part of the translation seems to have no source.",
        target_span=suspect.span,
    )


# --- the model -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Model:
    """Log odds that a stretch is lost, by weights of ``coverage.FEATURES``.

    From ``missing`` on a part of the source counts as lost, from ``added`` on one of the
    translation as added.
    """

    weights: tuple[float, ...]
    bias: float
    missing: float
    added: float

    def odds(self, features: Sequence[float]) -> float:
        """The log odds of one stretch."""
        return self.bias + sum(w * f for w, f in zip(self.weights, features, strict=True))


@cache
def load_model(*, is_zh: bool, with_encoder: bool) -> Model:
    """The model for stretches of one language."""
    table = json.loads((files("quality.check") / "missing.json").read_text("utf-8"))
    row = table[f"{'zh' if is_zh else 'en'} {'encoder' if with_encoder else 'words'}"]
    weights = tuple(row["weights"][name] for name in FEATURES)
    return Model(weights, row["bias"], **row["thresholds"])


# --- suspects --------------------------------------------------------------------------------


def suspects(context: Context) -> Iterator[list[Suspect]]:
    """The likeliest stretches of each side of each unit worth looking into, in unit order."""
    tasks, ratio = _affordable(_tasks(context), len(context.bitext.units)), _usual_ratio(context)
    rarity = _rarity(tasks)
    vectors = _Vectors(context.encoder, tasks) if context.encoder is not None else None
    for number, task in enumerate(tasks):
        if number % 100 == 0:
            context.progress("looking for omissions", number, len(tasks))
        pair = None if vectors is None else (vectors.of(number, 0), vectors.of(number, 1))
        found = uncovered(task.zh, task.en, pair, rarity, ratio)
        for stretches, reading, is_zh, looks in zip(
            found, (task.zh, task.en), (True, False), task.looks_at, strict=True
        ):
            group = [
                Suspect(
                    unit=task.unit,
                    on_source=is_zh == context.zh_is_source,
                    is_zh=is_zh,
                    span=_trimmed(reading, stretch),
                    stretch=stretch,
                )
                for stretch in stretches
            ]
            if group and looks:
                yield group


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
        looks = (
            len(zh) > 1 and (zh.sentences > 1 or gap < _SHORT_SENTENCE),
            len(en) > 1 and (en.sentences > 1 or -gap < _SHORT_SENTENCE),
        )
        if any(looks) and min(len(zh), len(en)) > 0 and max(len(zh), len(en)) <= _LONGEST_UNIT:
            shortness = max(gap if looks[1] else -math.inf, -gap if looks[0] else -math.inf)
            tasks.append(_Task(index, zh, en, looks, shortness))
    return tasks


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
    """Weights of the word forms: the log of how few units have them."""
    counts: Counter[str] = Counter()
    for task in tasks:
        for side in (task.zh, task.en):
            counts.update({word.form for line in side.words for word in line})
    return {form: math.log((len(tasks) + 1) / (count + 0.5)) for form, count in counts.items()}


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
        for number in range(parity, len(self._counts), 2):
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

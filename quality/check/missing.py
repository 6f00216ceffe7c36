"""Parts of a unit that the other side leaves out: list items and whole sentences.

A part is suspected where few of its words have a counterpart, more of the others' do, and
the other side is as much shorter as the part is long. For a suspect the encoder is asked
whether any stretch of the other side is nearer to it than to every other part: a sentence
that was translated has such a stretch, one that was left out has not. Both steps are logistic
models; their few weights come from sentences deleted on purpose.
"""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from align.clauses import split_clauses
from align.words import ContentWord, WordReader
from corpora.segment import segment
from corpora.units import Span
from glossary.chinese import simplify
from quality.check.context import Context
from quality.findings import Draft

# Weights: own coverage, the others' coverage, length, number of words, coverage x words,
# and, with the encoder, by how much the best stretch of the other side is the part's own.
_BY_WORDS = {
    "zh": ((-1.062, 1.974, 0.506, -0.107, -0.486), -3.061),
    "en": ((-1.035, 1.918, 0.534, 0.099, -0.563), -3.796),
}
_WITH_ENCODER = {
    "zh": ((-0.778, 0.615, 0.258, 0.975, -0.134, -14.194), -3.454),
    "en": ((-1.464, 1.055, 0.343, 0.978, 0.016, -12.325), -3.906),
}
# By words alone one clean part in 1,000 reaches 4.8; with the encoder one in 500 reaches 1.8.
_SURE_BY_WORDS = 4.5
_SURE_WITH_ENCODER = 1.8
_SUSPECT = -1.5
# Reading a stretch with the encoder takes some 0.2 ms: no more than so many are read, the
# likeliest suspects first.
_MOST_RUNS = 20_000
_SHORTEST_PART = 30
# A lone sentence is cut into clauses only where the other side is this much shorter (nats).
_SHORT_SENTENCE = -0.4
_LENGTH_SPREAD = 0.2
_ENGLISH_PER_CHINESE = 4.07
_LONGEST_RUN = 5

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_OTHER = re.compile(r"[A-Za-z0-9.%]")
# 一是 … 二是 …, 第一，… 第二，…, （一）…, 1. …
_CHINESE_ITEM = re.compile(
    r"(?:(?<=[。；，：、！？\s”])|^)(?:(?P<a>[一二三四五六七八九十]{1,2})(?:是|要|来)"
    r"|第(?P<b>[一二三四五六七八九十]{1,2})[，、,是]|其(?P<c>[一二三四五六七八九十])[，、是]"
    r"|[（(](?P<d>[一二三四五六七八九十]{1,2}|\d{1,2})[）)])"
)
_ENGLISH_ITEM = re.compile(
    r"(?:(?<=[.;:,!?]\s)|(?<=and\s)|^)(?:the\s)?(?P<a>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
    r"(?:ly)?(?:,|\sis\b|\swas\b|\sone\b|:|\s(?=to\s))|[(](?P<b>\d{1,2})[)]|(?:(?<=[.;:]\s)|^)(?P<c>\d{1,2})[.)]\s(?=[A-Z])",
    re.IGNORECASE,
)
_NUMERALS = {char: value for value, char in enumerate("一二三四五六七八九", start=1)}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
        ],
        start=1,
    )
}


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of one side with its content words."""

    span: Span
    words: tuple[ContentWord, ...]
    length: float


@dataclass(slots=True)
class _Suspect:
    """A part that may be missing from the other side.

    ``parts`` are all parts of its side, ``at`` its place among them; ``features`` what the
    words say, ``score`` the log odds that it is missing.
    """

    unit: int
    on_source: bool
    parts: list[_Part]
    at: int
    features: tuple[float, ...]
    score: float

    @property
    def part(self) -> _Part:
        """The suspected part itself."""
        return self.parts[self.at]


def find_missing_parts(context: Context) -> Iterator[Draft]:
    """List items and sentences of either side that the other side does not have."""
    if not context.is_zh_en:
        return
    listed = set()
    for index in range(len(context.bitext.units)):
        for draft in _missing_items(context, index):
            listed.add((index, draft.source_span is not None))
            yield draft
    if context.lexicon is None:
        return
    suspects = [one for one in _suspects(context) if (one.unit, one.on_source) not in listed]
    if context.encoder is None:
        sure = [one for one in suspects if one.score >= _SURE_BY_WORDS]
    else:
        sure = [one for one in _asked(context, suspects) if one.score >= _SURE_WITH_ENCODER]
    for suspect in sure:
        yield _draft(suspect)


def _draft(suspect: _Suspect) -> Draft:
    span = suspect.part.span
    if suspect.on_source:
        return Draft(
            rule="part missing",
            severity="warning",
            unit=suspect.unit,
            message="This part of the source seems to be missing from the translation.",
            source_span=span,
        )
    return Draft(
        rule="part added",
        severity="warning",
        unit=suspect.unit,
        message="This part of the translation seems to have no source.",
        target_span=span,
    )


# --- lists -----------------------------------------------------------------------------------


def _missing_items(context: Context, index: int) -> Iterator[Draft]:
    """Items of a numbered list whose number the other side skips: first, third."""
    unit = context.bitext.units[index]
    source_is_zh = context.zh_is_source
    ours = _items(unit.source, chinese=source_is_zh)
    theirs = _items(unit.target, chinese=not source_is_zh)
    if len(ours) < 2 or len(theirs) < 2:
        return
    if [number for number, _ in ours] != list(range(1, len(ours) + 1)):
        return
    # Both sides count; a number that only one of them reaches or skips is lost.
    found = {number for number, _ in theirs}
    for number, span in ours:
        if number not in found and (number < max(found) or len(found) == len(ours) - 1):
            yield Draft(
                rule="item missing",
                severity="error",
                unit=index,
                message=f"Item {number} of {len(ours)} is missing from the translation.",
                source_span=span,
            )


def _items(text: str, *, chinese: bool) -> list[tuple[int, Span]]:
    """The numbered items of a text: number and span, the marker included."""
    pattern = _CHINESE_ITEM if chinese else _ENGLISH_ITEM
    marks: list[tuple[int, int]] = []
    for match in pattern.finditer(text):
        form = next(group for group in match.groups() if group)
        number = _counted(form.lower())
        # A list counts upwards from one; anything else is no list marker.
        if number == (marks[-1][0] + 1 if marks else 1) or (marks and number > marks[-1][0]):
            marks.append((number, match.start()))
    starts = [start for _, start in marks] + [len(text)]
    return [(number, (starts[at], starts[at + 1])) for at, (number, _) in enumerate(marks)]


def _counted(form: str) -> int:
    if form.isdecimal():
        return int(form)
    if form in _ORDINALS:
        return _ORDINALS[form]
    if "十" in form:
        tens, _, ones = form.partition("十")
        return _NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0)
    return _NUMERALS.get(form, 99)


# --- sentences -------------------------------------------------------------------------------


def _suspects(context: Context) -> list[_Suspect]:
    """Parts with a score worth a second look, of units that have several parts on a side."""
    assert context.lexicon is not None  # noqa: S101 - the caller has asked
    reader = WordReader(context.lexicon)
    units = context.bitext.units
    usual = _usual_length(context)
    found = []
    for index, unit in enumerate(units):
        if index % 500 == 0:
            context.progress("looking for omissions", index, len(units))
        if not unit.source.strip() or not unit.target.strip():
            continue
        chinese, english = _simplified(context.zh(index)), context.en(index)
        zh_parts = _parts(chinese, reader, chinese=True)
        en_parts = _parts(english, reader, chinese=False)
        gap = math.log((_length(english, False) + 1) / (_length(chinese, True) + 1)) - usual
        for parts, others, is_zh, ratio in (
            (zh_parts, en_parts, True, gap),
            (en_parts, zh_parts, False, -gap),
        ):
            is_cut = len(parts) == 1
            if is_cut and is_zh == context.zh_is_source and ratio < _SHORT_SENTENCE:
                parts = _clauses(parts[0], reader, context, index, chinese=is_zh)
            if len(parts) < 2:
                continue
            language = "zh" if is_zh else "en"
            on_source = is_zh == context.zh_is_source
            for at, features in enumerate(_features(parts, others, ratio)):
                score = _score(features, _BY_WORDS[language])
                # A clause is more easily dissolved in its sentence than a sentence in its paragraph.
                shortest = _SHORTEST_PART * (1.5 if is_cut else 1)
                if score >= (0.0 if is_cut else _SUSPECT) and parts[at].length >= shortest:
                    found.append(_Suspect(index, on_source, parts, at, features, score))
    return found


def _score(features: Sequence[float], model: tuple[tuple[float, ...], float]) -> float:
    weights, bias = model
    return bias + sum(w * f for w, f in zip(weights, features, strict=True))


def _simplified(text: str) -> str:
    """The text as the dictionary spells it, of the same length."""
    folded = simplify(text)
    return folded if len(folded) == len(text) else text


def _usual_length(context: Context) -> float:
    """The document's own log ratio of lengths: its translator may be a wordy one."""
    ratios = [
        math.log((_length(context.en(index), False) + 1) / (_length(context.zh(index), True) + 1))
        for index, unit in enumerate(context.bitext.units)
        if len(unit.source) > 20 and len(unit.target) > 20
    ]
    return float(np.median(ratios)) if len(ratios) >= 5 else 0.0


def _length(text: str, chinese: bool) -> float:
    """Length in English characters, as either language would need them."""
    if not chinese:
        return float(len(text))
    return _ENGLISH_PER_CHINESE * len(_HAN.findall(text)) + len(_OTHER.findall(text))


def _parts(text: str, reader: WordReader, *, chinese: bool) -> list[_Part]:
    """The sentences of a text, numbered list items apart."""
    language = "zh" if chinese else "en"
    cuts = {0, len(text)}
    for line in re.finditer(r"[^\n]+", text):
        for start, _ in segment(line[0], language, semicolons=True):
            cuts.add(line.start() + start)
    cuts.update(span[0] for _, span in _items(text, chinese=chinese))
    places = sorted(cuts)
    parts = []
    for start, end in pairwise(places):
        piece = text[start:end]
        if piece.strip():
            words = tuple(reader.read(piece, chinese=chinese))
            tail = len(piece.rstrip())
            parts.append(_Part((start, start + tail), words, _length(piece, chinese)))
    return parts


def _clauses(
    part: _Part, reader: WordReader, context: Context, index: int, *, chinese: bool
) -> list[_Part]:
    """The clauses of a unit's only sentence as parts."""
    text = _simplified(context.zh(index)) if chinese else context.en(index)
    start, end = part.span
    found = []
    for clause in split_clauses(text[start:end], chinese=chinese):
        words = tuple(reader.read(clause, chinese=chinese))
        found.append(_Part((start, start + len(clause.rstrip())), words, _length(clause, chinese)))
        start += len(clause)
    return found


def _features(
    parts: Sequence[_Part], others: Sequence[_Part], ratio: float
) -> list[tuple[float, ...]]:
    """For each part, what words and lengths say about its being left out.

    ``ratio`` is the log of the other side's length over this one's, the usual ratio being 0.
    """
    keys = {key for part in others for word in part.words for key in word.keys}
    counts = [(sum(not keys.isdisjoint(w.keys) for w in p.words), len(p.words)) for p in parts]
    hits, words = sum(hit for hit, _ in counts), sum(count for _, count in counts)
    total = sum(part.length for part in parts)
    features: list[tuple[float, ...]] = []
    for part, (hit, count) in zip(parts, counts, strict=True):
        covered = _logit((hit + 0.5) / (count + 1))
        elsewhere = _logit((hits - hit + 1) / (words - count + 2))
        shrunk = math.log(1 - min(part.length / total, 0.97)) if total else 0.0
        length = (ratio**2 - (ratio - shrunk) ** 2) / (2 * _LENGTH_SPREAD**2)
        many = math.log(count + 1)
        features.append((covered, elsewhere, max(-8.0, min(8.0, length)), many, covered * many))
    return features


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


# --- the encoder -----------------------------------------------------------------------------


def _asked(context: Context, suspects: list[_Suspect]) -> list[_Suspect]:
    """The likeliest suspects with the encoder's word in their score, in unit order."""
    sides: dict[tuple[int, bool], list[_Suspect]] = {}
    for suspect in suspects:
        sides.setdefault((suspect.unit, suspect.on_source), []).append(suspect)
    ranked = sorted(sides.values(), key=lambda side: -max(one.score for one in side))
    asked = sorted(
        _affordable(context, ranked), key=lambda side: (side[0].unit, not side[0].on_source)
    )
    if not asked:
        return []
    tasks = [_task(context, side) for side in asked]
    vectors = iter(_encoded_runs(context, [text for task in tasks for text in task.texts]))
    for task, side in zip(tasks, asked, strict=True):
        margins = _margins(task, next(vectors), next(vectors))
        model = _WITH_ENCODER["zh" if task.own_is_zh else "en"]
        for suspect in side:
            suspect.score = _score((*suspect.features, margins[suspect.at]), model)
    return [suspect for side in asked for suspect in side]


@dataclass(frozen=True, slots=True)
class _Text:
    """The clauses of a text, and runs of them (half-open) that are to be encoded."""

    clauses: tuple[str, ...]
    runs: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    """One side of a unit: its parts as runs of clauses, and the runs of the other side."""

    texts: tuple[_Text, _Text]
    part_lengths: tuple[float, ...]
    own_is_zh: bool


def _task(context: Context, side: list[_Suspect]) -> _Task:
    unit = context.bitext.units[side[0].unit]
    own, other = unit.source, unit.target
    own_is_zh = context.zh_is_source
    if not side[0].on_source:
        own, other, own_is_zh = other, own, not own_is_zh
    parts = [own[slice(*part.span)] for part in side[0].parts]
    cut = [split_clauses(part, chinese=own_is_zh) for part in parts]
    ends = np.cumsum([0, *map(len, cut)]).tolist()
    clauses = tuple(split_clauses(other, chinese=not own_is_zh))
    runs = tuple(
        (first, last)
        for first in range(len(clauses))
        for last in range(first + 1, min(first + _LONGEST_RUN, len(clauses)) + 1)
    )
    return _Task(
        (_Text(tuple(clause for part in cut for clause in part), tuple(pairwise(ends))),
         _Text(clauses, runs)),
        tuple(_length(part, own_is_zh) for part in parts),
        own_is_zh,
    )  # fmt: skip


def _affordable(context: Context, ranked: list[list[_Suspect]]) -> list[list[_Suspect]]:
    """The first of the ranked that can be read within the limit."""
    kept, runs = [], 0
    for side in ranked:
        unit = context.bitext.units[side[0].unit]
        other = unit.target if side[0].on_source else unit.source
        runs += _LONGEST_RUN * (1 + len(re.findall(r"[，；。、,;.:]", other)))
        if runs > _MOST_RUNS:
            break
        kept.append(side)
    return kept


def _margins(task: _Task, parts: NDArray[np.float32], runs: NDArray[np.float32]) -> list[float]:
    """For each part, how much nearer some run of the other side is to it than to all the rest."""
    other = task.texts[1]
    similarity = parts @ runs.T
    order = np.sort(similarity, axis=0)
    best, second = order[-1], order[-2]
    rival = np.where(similarity == best, second, best)
    lengths = np.array(
        [_length("".join(other.clauses[a:b]), not task.own_is_zh) for a, b in other.runs]
    )
    wanted = np.array(task.part_lengths)[:, None]
    fits = (lengths >= 0.35 * wanted) & (lengths <= 2.8 * wanted)
    margins = np.where(fits, similarity - rival, -1.0).max(axis=1)
    return [float(margin) if margin > -1 else -0.3 for margin in margins]


def _encoded_runs(context: Context, texts: Sequence[_Text]) -> list[NDArray[np.float32]]:
    """Vectors of each text's runs of clauses; every clause is read once, all at a time."""
    assert context.encoder is not None  # noqa: S101 - the caller has asked
    sums = context.encoder.encode_pieces([text.clauses for text in texts])
    pieces = np.vstack(
        [np.zeros_like(sums.pieces[:1]), np.cumsum(sums.pieces, axis=0, dtype=np.float64)]
    )
    tokens = np.concatenate([[0.0], np.cumsum(sums.tokens)])
    offsets = np.cumsum([0, *(len(text.clauses) for text in texts)])
    starts = np.concatenate(
        [offsets[n] + np.array([a for a, _ in t.runs]) for n, t in enumerate(texts)]
    )
    ends = np.concatenate(
        [offsets[n] + np.array([b for _, b in t.runs]) for n, t in enumerate(texts)]
    )
    owner = np.repeat(np.arange(len(texts)), [len(text.runs) for text in texts])
    vectors = context.encoder.head(
        (pieces[ends] - pieces[starts] + sums.starts[owner] + sums.ends[owner]).astype(np.float32),
        (tokens[ends] - tokens[starts] + 2 * sums.edge_tokens).astype(np.float32),
    )
    return np.split(vectors, np.cumsum([len(text.runs) for text in texts])[:-1])

"""How many words of a translation need mending: an estimate from meaning, not wording.

Each word is faced with the nearest in meaning of the other text (word vectors of a
sentence encoder, greedy as in BERTScore: Zhang et al. 2020), and what it lacks in nearness
is summed, weighted by how rare the word is. A sum, not a mean: experts who mark errors
(MQM: Freitag et al. 2021) find more of them in a long segment than in a short one, and so
does whoever has to mend it. docs/scoring.md says how well that agrees with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Floats
from corpora.language.encoders.base import Encoder
from corpora.language.lexicon import load_lexicon
from corpora.language.tools import Tools
from corpora.progress import Progress, silent
from corpora.units import is_chinese
from quality.score.marking import word_spans

# Bounds memory.
_WORDS_A_BATCH = 2048
_TEXTS_A_BATCH = 512
_ENOUGH_SEGMENTS = 20  # fewer say nothing of what is usual
# How far lengths may differ, in nats of their ratio: chosen among eight (``docs/scoring.md``).
_LENGTH_SLACK, _LENGTH_FREE, _LENGTH_SPREAD = 4, 0.4, 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Adequacy:
    """What meaning alone says of hypotheses against their sources; one number a segment.

    ``score`` is the share of both texts' weight that has a counterpart, averaged with the
    nearness of the whole segments, and lowered where one text is far shorter than the
    other should make it: 0 to 1, higher is better. ``mend`` is the estimated
    number of words to mend. Neither is fit to rank good translations of one source.
    """

    score: tuple[float, ...]
    mend: tuple[float, ...]


def words_to_mend(
    hypotheses: Sequence[Sequence[str]],
    references: Sequence[Sequence[str]],
    *,
    language: str,
    tools: Tools,
    progress: Progress = silent,
) -> list[tuple[float, ...]]:
    """For each hypothesis and segment, the estimated number of words to mend.

    Against the reference that asks for least. 0 where the words are the same.

    Args:
        hypotheses: segments of each hypothesis.
        references: segments of each reference; all of the same number.
        language: of both.
        tools: the vectors of words, and the dictionary that cuts Chinese.
        progress: hears ``encoding``.
    """
    encoder = _encoder_of(tools)
    cut = _cutter(language, tools)
    texts = [*references, *hypotheses]
    words = [[cut(segment) for segment in text] for text in texts]
    vectors = _word_vectors(words, encoder, progress)
    weights = _weights([segment for text in words[: len(references)] for segment in text])
    found = []
    for hypothesis in words[len(references) :]:
        costs = [
            [
                sum(_lacking(one, other, vectors, weights, weights)) / 2
                for one, other in zip(hypothesis, reference, strict=True)
            ]
            for reference in words[: len(references)]
        ]
        found.append(tuple(min(column) for column in zip(*costs, strict=True)))
    return found


def estimate_adequacy(
    hypothesis: Sequence[str],
    source: Sequence[str],
    *,
    language: str,
    source_language: str,
    tools: Tools,
    progress: Progress = silent,
) -> Adequacy:
    """How far a translation says what its source says, judged without a reference."""
    encoder = _encoder_of(tools)
    ours = [_cutter(language, tools)(segment) for segment in hypothesis]
    theirs = [_cutter(source_language, tools)(segment) for segment in source]
    vectors = _word_vectors([ours, theirs], encoder, progress)
    weights, their_weights = _weights(ours), _weights(theirs)
    nearness = _segment_nearness(hypothesis, source, encoder)
    fits = _length_fits(hypothesis, source)
    scores, mend = [], []
    for one, other, near, fit in zip(ours, theirs, nearness, fits, strict=True):
        lacking = sum(_lacking(one, other, vectors, weights, their_weights))
        mass = sum(weights(word) for word in one) + sum(their_weights(word) for word in other)
        covered = 1 - lacking / mass if mass else 1.0
        is_gap = bool(one) != bool(other)
        score = 0.0 if is_gap else (covered + near) / 2 * fit
        scores.append(float(min(1.0, max(0.0, score))))
        mend.append(float(lacking + (1 - near) * mass) / 4)
    return Adequacy(score=tuple(scores), mend=tuple(mend))


def _length_fits(one: Sequence[str], other: Sequence[str]) -> list[float]:
    """How well each pair's lengths go together, 0 to 1, by what is usual in these texts.

    Free within about half of the median ratio; half too short is about .8. A short
    segment may be twice as long as usual and mean nothing by it.
    """
    ratios = np.array(
        [
            np.log((len(a) + _LENGTH_SLACK) / (len(b) + _LENGTH_SLACK))
            for a, b in zip(one, other, strict=True)
        ]
    )
    if len(ratios) < _ENOUGH_SEGMENTS:
        return [1.0] * len(ratios)
    excess = np.maximum(0.0, np.abs(ratios - np.median(ratios)) - _LENGTH_FREE)
    return [float(fit) for fit in np.exp(-0.5 * (excess / _LENGTH_SPREAD) ** 2)]


def _lacking(
    one: list[str],
    other: list[str],
    vectors: dict[str, Floats],
    weight: Callable[[str], float],
    other_weight: Callable[[str], float],
) -> tuple[float, float]:
    """The weight on each side that has no counterpart on the other."""
    mine = np.array([weight(word) for word in one])
    yours = np.array([other_weight(word) for word in other])
    if not one or not other:
        return float(mine.sum()), float(yours.sum())
    near = np.stack([vectors[word] for word in one]) @ np.stack([vectors[word] for word in other]).T
    lacks = 1 - np.clip(near, 0, 1)
    return float(lacks.min(axis=1) @ mine), float(lacks.min(axis=0) @ yours)


def _word_vectors(
    texts: Sequence[Sequence[list[str]]], encoder: Encoder, progress: Progress
) -> dict[str, Floats]:
    vocabulary = sorted({word for text in texts for segment in text for word in segment})
    vectors: dict[str, Floats] = {}
    for start in range(0, len(vocabulary), _WORDS_A_BATCH):
        batch = vocabulary[start : start + _WORDS_A_BATCH]
        vectors.update(zip(batch, encoder.encode(batch), strict=True))
        progress("encoding", min(start + _WORDS_A_BATCH, len(vocabulary)), len(vocabulary))
    return vectors


def _weights(segments: Sequence[list[str]]) -> Callable[[str], float]:
    """How much a word of such segments weighs: its inverse document frequency, 1 on average."""
    frequency = Counter(word.casefold() for segment in segments for word in set(segment))
    total = len(segments) + 2

    def raw(word: str) -> float:
        return float(np.log(total / (frequency[word.casefold()] + 1)))

    running = [raw(word) for segment in segments for word in segment]
    mean = float(np.mean(running)) if running else 1.0
    return lambda word: max(0.0, raw(word)) / max(mean, 1e-6)


def _segment_nearness(
    one: Sequence[str], other: Sequence[str], encoder: Encoder
) -> NDArray[np.float64]:
    """Cosines of facing segments, each language's mean taken out; shape (n,), -1 to 1."""
    rows = [_centred(_encode_all(text, encoder)) for text in (one, other)]
    cosines: NDArray[np.float64] = np.einsum("ij,ij->i", *rows).astype(np.float64)
    return cosines


def _encode_all(texts: Sequence[str], encoder: Encoder) -> Floats:
    return np.concatenate(
        [
            encoder.encode(list(texts[start : start + _TEXTS_A_BATCH]))
            for start in range(0, len(texts), _TEXTS_A_BATCH)
        ]
    )


def _centred(rows: Floats) -> Floats:
    # What all sentences of a language share says nothing; of a few, the mean is mostly content.
    centred = rows - rows.mean(axis=0) if len(rows) >= _ENOUGH_SEGMENTS else rows
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    scaled: Floats = centred / np.maximum(length, 1e-9)
    return scaled


def _encoder_of(tools: Tools) -> Encoder:
    if tools.encoder is None:
        raise ValueError("what a translation lacks is estimated by an encoder, and there is none")
    return tools.encoder


def _cutter(language: str, tools: Tools) -> Callable[[str], list[str]]:
    if not is_chinese(language):
        return _cut_words
    lexicon = tools.lexicon or load_lexicon()
    return lambda text: [word for word in lexicon.cut(text) if word.strip()]


def _cut_words(text: str) -> list[str]:
    return [text[start:end] for start, end in word_spans(text)]

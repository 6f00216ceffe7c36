"""Cutting a hypothesis anew, so that its pieces face the reference's segments.

Matusov, Leusch, Bender and Ney (2005), "Evaluating Machine Translation Output with
Automatic Sentence Segmentation": the words of the whole hypothesis are aligned with those
of the whole reference by minimum edit distance, and it is cut where the reference's
segments end. Edit distance follows the order of words, and a clause that moved over a
full stop takes the cut with it. So each cut is then moved, among the sentence ends and
other likely places around it, to where the pieces share most words with the segments
they face, whatever their order.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from corpora.language.han import HAN, HAN_RANGES
from corpora.units import joiner
from quality.score.edit_path import END, Integers, align_tokens

_TOKEN = re.compile(rf"[{HAN_RANGES}]|[^\W_]+|[^\w\s]|_")
_SENTENCE_END = re.compile(
    r"(?<!\b[A-Z])[.!?。！？…]+(?:[\"'”’」』）)\]》]*(?=\s)|[\s\"'“”‘’」』）)\]》]*$)|[。！？…]+[\"'”’」』）》]*"
)
# Letters by which a word is known: a crude stem that serves any language.
_STEM = 5
# How far from where it is due a cut is looked for: chosen by eye.
_SENTENCES_AROUND, _BREAKS_AROUND = 4, 5
_WORDS_AROUND = 6
_OPENING = frozenset("“‘「『《〈（(【[")
_CHINESE_MARKS = frozenset("，。！？；：、…—”’」』》〉）】")
# In words that must be gained for it: chosen by eye.
_BROKEN_SENTENCE, _UNMARKED_END = 1.0, 0.25
# More words than this of which so few are shared belong to nothing: chosen by eye.
_SURPLUS_WORDS, _SURPLUS_SHARE = 6, 0.08
_EVERYWHERE = 90  # a word that often, one token in so many, shows nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Resegmentation:
    """A hypothesis cut like its reference.

    ``segments`` are as many as the reference has; together they hold all of the
    hypothesis, in order. ``missing`` are the reference segments none of whose words were
    found; ``surplus`` the stretches of the hypothesis that stand where the reference has
    nothing, as (segment they ended up in, text).
    """

    segments: tuple[str, ...]
    missing: tuple[int, ...] = ()
    surplus: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tokens:
    """Words by id, ``END`` behind each sentence.

    ``ends`` holds the offset behind each token; ``stops``, for each piece, the index of
    the token behind its last one; ``breaks`` the indices at which a text may well be cut:
    behind other punctuation or before a capital; ``gaps`` those between two words;
    ``sentences`` those behind an ``END``.
    """

    ids: Integers
    ends: Integers
    stops: Integers
    breaks: Integers
    gaps: frozenset[int]
    sentences: Integers


def resegment(pieces: Sequence[str], references: Sequence[str], *, language: str) -> Resegmentation:
    """Cut a hypothesis where the segments of its reference end.

    Args:
        pieces: the hypothesis in order, however it is split; may hold empty texts.
        references: the reference's segments; at least one.
        language: of both; says what stands between two sentences on one line.

    Returns:
        One text for each reference segment, empty where the hypothesis has nothing for it.
    """
    if not references:
        raise ValueError("there is no reference segment to cut by")
    vocabulary: dict[str, int] = {}
    hypothesis = _tokenize(pieces, vocabulary)
    reference = _tokenize(references, vocabulary)
    first = align_tokens(reference.ids, hypothesis.ids)[reference.stops].tolist()
    first[-1] = len(hypothesis.ids)
    weights = _weights(reference.ids, hypothesis.ids, len(vocabulary) + 1)
    unmarked = [not _is_marked(segment) for segment in references]
    cuts = _best_cuts(reference, hypothesis, first, weights, unmarked)
    text = "\n".join(pieces)
    between = joiner(language)
    return Resegmentation(
        segments=tuple(_slices(text, hypothesis, cuts, between)),
        missing=tuple(_missing(reference, hypothesis, cuts)),
        surplus=tuple(_surplus(text, reference, hypothesis, cuts, weights, between)),
    )


def _tokenize(pieces: Sequence[str], vocabulary: dict[str, int]) -> _Tokens:
    """Words by their first letters, so that inflection does not part them."""
    ids: list[int] = []
    ends: list[int] = []
    stops: list[int] = []
    breaks: list[int] = []
    gaps: set[int] = set()
    offset = 0
    by_sentences = _ends_with_sentences(pieces)
    for number, piece in enumerate(pieces):
        sentence_ends = {match.end() for match in _SENTENCE_END.finditer(piece)}
        done = -1
        for match in _TOKEN.finditer(piece):
            if match.start() > done or _may_part(piece[done - 1], match.group()):
                gaps.add(len(ids))
            done = match.end()
            if match.group()[0].isupper():
                breaks.append(len(ids))
            word = match.group().casefold()[:_STEM]
            ids.append(vocabulary.setdefault(word, len(vocabulary) + 1))
            ends.append(offset + match.end())
            if match.end() in sentence_ends:
                ids.append(END)
                ends.append(offset + match.end())
            elif not match.group()[0].isalnum():
                breaks.append(len(ids))
        if ids and ids[-1] != END and _starts_anew(pieces, number + 1, by_sentences):
            ids.append(END)
            ends.append(ends[-1])
        stops.append(len(ids))
        breaks.append(len(ids))
        offset += len(piece) + 1
    sentences = [index + 1 for index, token in enumerate(ids) if token == END]
    return _Tokens(
        ids=np.array(ids, np.int64),
        ends=np.array(ends, np.int64),
        stops=np.array(stops, np.int64),
        breaks=np.array(sorted({0, len(ids), *gaps.intersection(breaks)}), np.int64),
        gaps=frozenset(gaps),
        sentences=np.array(sentences, np.int64),
    )


def _may_part(before: str, token: str) -> bool:
    """Whether a text may be cut between a character and a token that follows at once."""
    if HAN.match(token) or token in _OPENING:
        return True
    return token[0].isalnum() and (HAN.match(before) is not None or before in _CHINESE_MARKS)


def _ends_with_sentences(pieces: Sequence[str]) -> bool:
    """Whether lines end where sentences do, or anywhere: most of them end in a mark."""
    marked = [_is_marked(piece) for piece in pieces if piece.strip()]
    return 2 * sum(marked) >= len(marked)


def _is_marked(segment: str) -> bool:
    return _SENTENCE_END.search(segment.rstrip()[-3:]) is not None


def _starts_anew(pieces: Sequence[str], number: int, by_sentences: bool) -> bool:
    """Whether a piece is likely to begin a sentence: a line may also break within one."""
    if number == len(pieces):
        return True
    first = pieces[number][:1]
    has_case = first.isupper() or first.islower()
    # Chinese has no capitals to go by.
    return by_sentences if first.isalpha() and not has_case else not first.islower()


def _weights(reference: Integers, hypothesis: Integers, size: int) -> list[float]:
    """What sharing each token is worth: the rarer the more; sentence ends nothing."""
    counts = np.bincount(np.concatenate([reference, hypothesis]), minlength=size)
    total = len(reference) + len(hypothesis)
    return [0.0, *(_weight(count, total) for count in counts[1:].tolist())]


def _weight(count: float, total: int) -> float:
    return math.log(1 + total / max(count, 1)) / 8


def _best_cuts(
    reference: _Tokens,
    hypothesis: _Tokens,
    first: Sequence[int],
    weights: Sequence[float],
    unmarked: Sequence[bool],
) -> list[int]:
    """The cuts near ``first`` under which the pieces share most with their segments.

    Dynamic programming over the candidates of each cut, in order; a cut within a
    sentence must earn ``_BROKEN_SENTENCE`` words, or ``_UNMARKED_END`` behind a headline.
    """
    ids = hypothesis.ids.tolist()
    previous, best = [0], [0.0]
    came_from: list[tuple[list[int], list[int]]] = []
    start = 0
    for number, stop in enumerate(reference.stops.tolist()):
        is_last = number == len(first) - 1
        candidates = [first[-1]]
        if not is_last:
            candidates = _candidates(hypothesis, first[number], unmarked[number])
        toll = _UNMARKED_END if unmarked[number] else _BROKEN_SENTENCE
        segment = reference.ids[start:stop].tolist()
        common = _common(segment, ids, min(previous[0], candidates[0]), candidates[-1])
        shares = [_shares(segment, ids, common, begin, candidates, weights) for begin in previous]
        scores, choices = [], []
        for place, cut in enumerate(candidates):
            score, choice = max(
                (best[k] + shares[k][place], -k) if begin <= cut else (-np.inf, -k)
                for k, begin in enumerate(previous)
            )
            broken = cut > 0 and ids[cut - 1] != END
            scores.append(score - toll * broken)
            choices.append(-choice)
        came_from.append((candidates, choices))
        previous, best, start = candidates, scores, stop
    return _traced(came_from, best)


def _traced(came_from: list[tuple[list[int], list[int]]], best: list[float]) -> list[int]:
    place = max(range(len(best)), key=lambda k: (best[k], -k))
    cuts = []
    for candidates, choices in reversed(came_from):
        cuts.append(candidates[place])
        place = choices[place]
    return cuts[::-1]


def _candidates(hypothesis: _Tokens, cut: int, is_unmarked: bool) -> list[int]:
    """Where a cut may go: itself, the sentence ends around it, likely breaks nearby.

    Behind a segment without a mark at its end, a headline, it may go between any words.
    """
    sentences, breaks = hypothesis.sentences, hypothesis.breaks
    middle = int(np.searchsorted(sentences, cut))
    around = sentences[max(0, middle - _SENTENCES_AROUND) : middle + _SENTENCES_AROUND + 1]
    place = int(np.searchsorted(breaks, cut))
    near = breaks[max(0, place - _BREAKS_AROUND) : place + _BREAKS_AROUND]
    nearby = range(cut - _WORDS_AROUND, cut + _WORDS_AROUND + 1) if is_unmarked else ()
    between = hypothesis.gaps.intersection(nearby)
    itself = hypothesis.gaps.intersection([cut])
    return sorted({*itself, *around.tolist(), *near.tolist(), *between})


def _common(segment: list[int], ids: list[int], start: int, end: int) -> list[tuple[int, bool]]:
    """The positions whose token is in a segment, and whether the pair it ends is too."""
    words, pairs = set(segment), set(itertools.pairwise(segment))
    return [
        (index, index > start and (ids[index - 1], ids[index]) in pairs)
        for index in range(start, end)
        if ids[index] in words
    ]


def _shares(
    segment: list[int],
    ids: list[int],
    common: list[tuple[int, bool]],
    begin: int,
    candidates: list[int],
    weights: Sequence[float],
) -> list[float]:
    """What the tokens from ``begin`` to each candidate share with a segment.

    Words count by their weight, pairs of neighbours by half of both; each occurrence once.
    """
    words, pairs = Counter(segment), Counter(itertools.pairwise(segment))
    shares = []
    total, place = 0.0, 0
    while place < len(common) and common[place][0] < begin:
        place += 1
    for cut in candidates:
        while place < len(common) and common[place][0] < cut:
            index, is_pair = common[place]
            token = ids[index]
            if words[token] > 0:
                words[token] -= 1
                total += weights[token]
            if is_pair and index > begin and pairs[ids[index - 1], token] > 0:
                pairs[ids[index - 1], token] -= 1
                total += 0.5 * (weights[ids[index - 1]] + weights[token])
            place += 1
        shares.append(total)
    return shares


def _slices(text: str, tokens: _Tokens, cuts: Sequence[int], between: str) -> list[str]:
    offsets = [0, *(int(tokens.ends[cut - 1]) if cut else 0 for cut in cuts)]
    offsets[-1] = len(text)
    return [_on_one_line(text[start:end], between) for start, end in itertools.pairwise(offsets)]


def _on_one_line(text: str, between: str) -> str:
    return between.join(line for line in (part.strip() for part in text.split("\n")) if line)


def _missing(reference: _Tokens, hypothesis: _Tokens, cuts: Sequence[int]) -> Iterator[int]:
    """Segments with words that face nothing, or nothing of the same words."""
    start = begin = 0
    for number, (stop, cut) in enumerate(zip(reference.stops.tolist(), cuts, strict=True)):
        words = set(reference.ids[start:stop].tolist()) - {END}
        if words and not words & set(hypothesis.ids[begin:cut].tolist()):
            yield number
        start, begin = stop, cut


def _surplus(
    text: str,
    reference: _Tokens,
    hypothesis: _Tokens,
    cuts: Sequence[int],
    weights: Sequence[float],
    between: str,
) -> Iterator[tuple[int, str]]:
    """Whole sentences that share next to nothing with the segment they ended up in."""
    ids = hypothesis.ids.tolist()
    # Articles and commas are everywhere; sharing them shows nothing.
    least = _weight(max(3.0, len(ids) / _EVERYWHERE), 2 * len(ids))
    weights = [weight if weight > least else 0.0 for weight in weights]
    begin = 0
    for end in hypothesis.sentences.tolist():
        number = int(np.searchsorted(cuts, begin, side="right"))
        last = min(int(np.searchsorted(cuts, end - 1, side="right")), len(cuts) - 1)
        number = min(number, last)
        start = int(reference.stops[number - 1]) if number else 0
        segment = reference.ids[start : int(reference.stops[last])].tolist()
        possible = 2 * sum(weights[token] for token in ids[begin:end])
        common = _common(segment, ids, begin, end)
        shared = _shares(segment, ids, common, begin, [end], weights)[0]
        if end - begin > _SURPLUS_WORDS and shared < _SURPLUS_SHARE * possible:
            offset = int(hypothesis.ends[begin - 1]) if begin else 0
            yield number, _on_one_line(text[offset : int(hypothesis.ends[end - 1])], between)
        begin = end

"""Which words of a translation render a given stretch of its Chinese original."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Floats
from corpora.language.english import Token
from corpora.units import Span

# Of the longest rendering: chosen by eye.
MAX_TOKENS = 12
# What a token adds to a span that takes it in, beside the links it has.
_PENALTY = {"stop": -0.05, "hyphen": -0.02, "soft": -0.25, "mark": -2.0}
# Cost of links from elsewhere, gain of links that no English explains, and what is usual of those
# (``docs/terms.md``); what occurrences of one word lend each other. Chosen by eye.
_OUTSIDE = 0.6
_UNEXPLAINED = 0.4
_EXPECTED_UNEXPLAINED = 0.45
_LENT = 0.7
_EMPTY = frozenset("的，。；：！？、“”《》（）")
# A word that renders a part of a term apart from the rest: its links to the term, what they may
# be elsewhere or stand for in the rest, how far off it is, and how well the gap is explained.
_CLEAR = 0.6
_LITTLE = 0.25
_LONGEST_GAP = 5
_EXPLAINED = 0.4
# What a border word adds to a span at most if nearly all its links come from elsewhere.
_FOREIGN = -0.6
# Share of a character's links that makes a word its rendering.
_HALF = 0.5
# … and that leaves something of the character in a span.
_LEAST = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanTable:
    """The best spans for each stretch of one unit, best first.

    All arrays have shape (stretches, spans): first and last token (half-open), score,
    purity (share of the span's links that come from the stretch), coverage (share of the
    stretch's links that end in the span), the unexplained part of its two neighbours, what the
    weaker of its two border words adds, the share of the links of the stretch's first and
    last character that end in the span, and the balance of what no link explains: words of the
    stretch less words of the span (above 0 the span lacks words, below it has foreign ones).
    Places without a span score -inf.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    score: Floats
    purity: Floats
    coverage: Floats
    inside: Floats
    neighbours: Floats
    edge_gain: Floats
    first_inside: Floats
    last_inside: Floats
    before_inside: Floats
    after_inside: Floats
    balance: Floats


class UnitLinks:
    """Word links of one unit, spread over Chinese characters.

    Args:
        strengths: shape (Chinese words, English tokens).
        starts: start of every Chinese word, and the end of the last.
        words: the Chinese words.
        tokens: the English tokens.
    """

    def __init__(
        self,
        strengths: Floats,
        starts: Sequence[int],
        words: Sequence[str],
        tokens: Sequence[Token],
    ) -> None:
        self._starts, self._words, self._tokens = starts, list(words), tokens
        sizes = np.diff(np.asarray(starts))
        total = strengths.sum(axis=0)
        strengths = _lent(strengths, words)
        by_character = np.repeat(strengths / np.maximum(sizes, 1)[:, None], sizes, axis=0)
        self._by_character = by_character
        edge = np.zeros((1, strengths.shape[1]), np.float32)
        # Of the word that holds the character before or after each position.
        self._beside = np.concatenate([edge, np.repeat(strengths, sizes, axis=0), edge])
        self._sums = np.zeros((by_character.shape[0] + 1, strengths.shape[1]), np.float32)
        np.cumsum(by_character, axis=0, out=self._sums[1:])
        self._total = total
        self._unexplained = np.clip(1.0 - self._total, 0.0, 1.0)
        self._orphans = _orphans(strengths, words, sizes)
        kinds = [token.kind for token in tokens]
        self._is_content = np.array([kind in ("word", "number") for kind in kinds], dtype=bool)
        # "on-site" and "follow-up" are whole, though "on" and "up" are function words.
        joined = np.array([kind == "hyphen" for kind in kinds], dtype=bool)
        self._is_hyphen = joined
        is_stop = np.array([kind == "stop" for kind in kinds], dtype=bool)
        self._may_begin = self._is_content | (is_stop & np.append(joined[1:], False))
        self._may_end = self._is_content | (is_stop & np.append(False, joined[:-1]))
        self._fixed = np.array([_PENALTY.get(kind, 0.0) for kind in kinds], dtype=np.float32)

    def mass(self, stretch: Span) -> Floats:
        """Links from a stretch of characters to every English token; shape (tokens,)."""
        mass: Floats = self._sums[stretch[1]] - self._sums[stretch[0]]
        return mass

    def gains(self, stretches: Sequence[Span]) -> tuple[Floats, Floats]:
        """(what each token adds to a span for each stretch, links from the stretch)."""
        starts = [start for start, _ in stretches]
        ends = [end for _, end in stretches]
        inside = np.minimum(self._sums[ends] - self._sums[starts], self._total[None, :])
        gains = inside - _OUTSIDE * (self._total[None, :] - inside)
        gains += _UNEXPLAINED * (self._unexplained - _EXPECTED_UNEXPLAINED)[None, :]
        return np.where(self._is_content[None, :], gains, self._fixed[None, :]), inside

    def best_spans(self, stretches: Sequence[Span], *, keep: int) -> SpanTable:
        """The ``keep`` best spans of every stretch that begin and end as a phrase may."""
        gains, inside = self.gains(stretches)
        rows, tokens = gains.shape
        longest = min(MAX_TOKENS, tokens)
        sums = _running(gains)
        first, last = _spans_between(self._may_begin, self._may_end, longest)
        if not len(first) or not rows:
            return _no_spans(rows)
        scores = sums[:, last] - sums[:, first]
        keep = min(keep, len(first))
        best = np.argpartition(-scores, keep - 1, axis=1)[:, :keep]
        best_scores = np.take_along_axis(scores, best, axis=1)
        order = np.argsort(-best_scores, axis=1, kind="stable")
        best = np.take_along_axis(best, order, axis=1)
        a, b = first[best], last[best]
        content = self._is_content[None, :]
        inner = _running(inside * content)
        all_links = _running((self._total * self._is_content)[None, :])[0]
        span_links = np.take_along_axis(inner, b, axis=1) - np.take_along_axis(inner, a, axis=1)
        total_links = all_links[b] - all_links[a]
        gap = np.concatenate([[0.0], self._unexplained * self._is_content, [0.0]])
        return SpanTable(
            first=a,
            last=b,
            score=np.take_along_axis(best_scores, order, axis=1),
            purity=span_links / np.maximum(total_links, 1e-6),
            coverage=span_links / np.maximum(inner[:, -1:], np.float32(1e-6)),
            inside=span_links,
            neighbours=(gap[a] + gap[b + 1]).astype(np.float32),
            edge_gain=np.minimum(
                np.take_along_axis(gains, a, axis=1), np.take_along_axis(gains, b - 1, axis=1)
            ),
            first_inside=self._share_inside([start for start, _ in stretches], a, b),
            last_inside=self._share_inside([end - 1 for _, end in stretches], a, b),
            before_inside=self._links_beside([start for start, _ in stretches], a, b),
            after_inside=self._links_beside([end + 1 for _, end in stretches], a, b),
            balance=self._balance(stretches, a, b),
        )

    def _balance(
        self, stretches: Sequence[Span], a: NDArray[np.int64], b: NDArray[np.int64]
    ) -> Floats:
        sums = _running((self._unexplained * self._is_content)[None, :])[0]
        ends = [end for _, end in stretches]
        lacking = self._orphans[ends] - self._orphans[[start for start, _ in stretches]]
        balance: Floats = (lacking[:, None] - (sums[b] - sums[a])).astype(np.float32)
        return balance

    def other_part(self, stretch: Span, span: Span) -> Span | None:
        """Tokens apart from a span that render a character of the stretch which it does not.

        Only where the evidence is clear: the token is linked to the stretch and to little else,
        nothing of it stands in the span, the word stands once in the Chinese, and the words
        between are explained by the rest of the sentence and hold no punctuation.

        Args:
            stretch: of the Chinese text.
            span: tokens from the first up to the last.

        Returns:
            The other tokens, likewise; ``None`` where there are none.
        """
        first, last = span
        inside = np.minimum(self.mass(stretch), self._total)
        outside = self._total - inside
        own = self._by_character[stretch[0] : stretch[1]] * self._is_content
        for token in np.flatnonzero((inside >= _CLEAR) & self._is_content).tolist():
            between = range(last, token) if token >= last else range(token + 1, first)
            if not 1 <= len(between) <= _LONGEST_GAP or not self._is_gap(between, outside):
                continue
            character = int(np.argmax(own[:, token]))
            in_span = own[character, first:last].sum()
            if (
                outside[token] <= _LITTLE * inside[token]
                and in_span <= _LITTLE * own[character].sum()
                and self._stands_once(stretch[0] + character)
            ):
                return token, token + 1
        return None

    def whole_list(self, stretch: Span, span: Span) -> Span:
        """The span, or the list that it begins, if the list's last word renders the term's end.

        专精特新 is "specialized, refined, distinctive and innovative", and no word in the middle
        of that has links worth the name.
        """
        first, last = span
        end = _end_of_list(self._tokens, last, first + MAX_TOKENS)
        if end is None:
            return span
        own = self._by_character[stretch[0] : stretch[1]] * self._is_content
        begins = own[0, first:last].sum() >= _HALF * own[0].sum() > 0
        ends = own[-1, end - 1] >= _HALF * own[-1].sum() > 0
        return (first, end) if begins and ends else span

    def is_foreign(self, stretch: Span, span: Span, elsewhere: Container[str]) -> bool:
        """Whether a border word of a span renders something else than the stretch.

        Nearly all its links come from elsewhere, and it is among ``elsewhere``, stems that the
        dictionary gives for other words of the sentence: a word that nothing explains is linked
        to whatever stands about.
        """
        borders = [span[0], span[1] - 1]
        mass = self._sums[stretch[1], borders] - self._sums[stretch[0], borders]
        inside = np.minimum(mass, self._total[borders])
        gains = inside - _OUTSIDE * (self._total[borders] - inside)
        gains += _UNEXPLAINED * (self._unexplained[borders] - _EXPECTED_UNEXPLAINED)
        return any(
            self._is_content[token]
            and gain < _FOREIGN
            and self._tokens[token].taught_stem in elsewhere
            for token, gain in zip(borders, gains.tolist(), strict=True)
        )

    def has_free_border(self, stretch: Span, span: Span, elsewhere: Container[str]) -> bool:
        """Whether nothing is known to explain a border word: it may render what else is lacking.

        Args:
            stretch: of the Chinese text.
            span: tokens from the first up to the last.
            elsewhere: as for ``is_foreign``.
        """
        borders = [span[0], span[1] - 1]
        mass = self._sums[stretch[1], borders] - self._sums[stretch[0], borders]
        return any(
            links < _EXPLAINED and self._tokens[token].taught_stem not in elsewhere
            for token, links in zip(borders, mass.tolist(), strict=True)
        )

    def trimmed(
        self, stretch: Span, span: Span, neighbours: frozenset[str] = frozenset()
    ) -> list[Span]:
        """What is left of a span without border words that something else renders, longest first.

        A word is something else's if more of its links come from there than from the stretch, or
        if it is among ``neighbours`` (stems of what renders the words beside the stretch) and not
        clearly linked to the stretch. Function words and marks that then stand at a border go
        too. Both ends of the stretch keep half of the links they have in the span, and some.
        """
        first, last = span
        inside = np.minimum(self.mass(stretch), self._total)
        outside = self._total - inside
        is_said = np.array([token.taught_stem in neighbours for token in self._tokens], dtype=bool)
        is_said &= inside < _CLEAR
        is_foreign = self._is_content & (is_said | ((outside > 2 * inside) & (outside >= _CLEAR)))
        ends = self._by_character[[stretch[0], stretch[1] - 1]] * (self._is_content & ~is_said)
        needed = np.maximum(
            _HALF * ends[:, first:last].sum(axis=1),
            _LEAST * self._by_character[[stretch[0], stretch[1] - 1]].sum(axis=1),
        )
        firsts, lasts = [first], [last]
        while first < last and is_foreign[first]:
            first = self._after_compound(first, last)
            firsts.append(first)
        while last > first and is_foreign[last - 1]:
            last = self._before_compound(first, last)
            lasts.append(last)
        spans = {
            (a, b)
            for a in firsts
            for b in lasts
            if a < b and (ends[:, a:b].sum(axis=1) >= needed).all()
        } - {span}
        return sorted(spans, key=lambda one: (one[0] - one[1], one))

    def _after_compound(self, first: int, last: int) -> int:
        """The next token that may begin a span, past all parts of a hyphened word."""
        first += 1
        while first < last and (self._is_hyphen[first - 1] or not self._may_begin[first]):
            first += 1
        return first

    def _before_compound(self, first: int, last: int) -> int:
        """Likewise the last token, half-open, that may end one."""
        last -= 1
        while last > first and (self._is_hyphen[last] or not self._may_end[last - 1]):
            last -= 1
        return last

    def _is_gap(self, between: range, outside: Floats) -> bool:
        """Whether these tokens are words that something else in the sentence explains."""
        tokens = list(between)
        content = [token for token in tokens if self._is_content[token]]
        return (
            bool(content)
            and self._fixed[tokens].min() >= _PENALTY["stop"]
            and min(outside[content]) >= _EXPLAINED
        )

    def _links_beside(
        self, places: Sequence[int], a: NDArray[np.int64], b: NDArray[np.int64]
    ) -> Floats:
        """Links of one neighbouring word of every stretch that end in each span, at most 1."""
        sums = _running(self._beside[places] * self._is_content)
        links = np.take_along_axis(sums, b, axis=1) - np.take_along_axis(sums, a, axis=1)
        capped: Floats = np.minimum(links, np.float32(1.0))
        return capped

    def _stands_once(self, character: int) -> bool:
        word = self._words[bisect_right(self._starts, character) - 1]
        return self._words.count(word) == 1

    def _share_inside(
        self, characters: Sequence[int], a: NDArray[np.int64], b: NDArray[np.int64]
    ) -> Floats:
        """Share of the links of one character of every stretch that end in each span."""
        sums = _running(self._by_character[characters] * self._is_content)
        inside = np.take_along_axis(sums, b, axis=1) - np.take_along_axis(sums, a, axis=1)
        share: Floats = inside / np.maximum(sums[:, -1:], np.float32(1e-6))
        return share


def _end_of_list(tokens: Sequence[Token], start: int, limit: int) -> int | None:
    """Where "…, b and c" ends that begins with the comma at ``start``; no later than ``limit``."""
    if start >= len(tokens) or tokens[start].text != ",":
        return None
    is_last = False
    for place in range(start, min(limit, len(tokens))):
        text, kind = tokens[place].text.lower(), tokens[place].kind
        if text in ("and", "or") and not is_last:
            is_last = True
        elif kind in ("word", "number"):
            if is_last:
                return place + 1
        elif text != "," and kind != "hyphen":
            return None
    return None


def _lent(strengths: Floats, words: Sequence[str]) -> Floats:
    """Links with a share of those that the same word has elsewhere in the unit.

    Where 香港 stands three times, which of the three made which "Hong Kong" is a toss-up
    for the model; without this each gets a third of a link and the span loses the words.
    """
    kinds = {word: index for index, word in enumerate(dict.fromkeys(words))}
    if len(kinds) == len(words):
        return strengths
    kind = np.array([kinds[word] for word in words])
    sums = np.zeros((len(kinds), strengths.shape[1]), np.float32)
    np.add.at(sums, kind, strengths)
    lent: Floats = strengths + _LENT * (sums[kind] - strengths)
    return lent


def _running(values: Floats) -> Floats:
    sums = np.zeros((values.shape[0], values.shape[1] + 1), np.float32)
    np.cumsum(values, axis=1, out=sums[:, 1:])
    return sums


def _orphans(strengths: Floats, words: Sequence[str], sizes: NDArray[np.int64]) -> Floats:
    """What no link explains of the Chinese words, as running sums over characters, in words.

    Shape (characters + 1,). A single character counts half: it may be no word at all, and
    the commonest one (的) and punctuation have no translation.
    """
    missing = np.clip(1.0 - strengths.sum(axis=1), 0.0, 1.0) * np.where(sizes > 1, 1.0, 0.5)
    missing *= np.array([word not in _EMPTY for word in words], dtype=bool)
    sums = np.zeros(int(sizes.sum()) + 1, np.float32)
    np.cumsum(np.repeat(missing / np.maximum(sizes, 1), sizes), out=sums[1:])
    return sums


def _spans_between(
    may_begin: NDArray[np.bool_], may_end: NDArray[np.bool_], longest: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    begins, ends = np.flatnonzero(may_begin), np.flatnonzero(may_end)
    first = np.repeat(begins, len(ends))
    last = np.tile(ends, len(begins))
    keep = (last >= first) & (last - first < longest)
    return first[keep], last[keep] + 1


def _no_spans(rows: int) -> SpanTable:
    nothing = np.zeros((rows, 0), np.int64)
    empty = np.zeros((rows, 0), np.float32)
    return SpanTable(
        first=nothing,
        last=nothing,
        score=empty,
        purity=empty,
        coverage=empty,
        inside=empty,
        neighbours=empty,
        edge_gain=empty,
        first_inside=empty,
        last_inside=empty,
        before_inside=empty,
        after_inside=empty,
        balance=empty,
    )

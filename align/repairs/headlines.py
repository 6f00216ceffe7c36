"""Headlines that were run into the sentence after them, on both sides or on one.

Where a text lost its line breaks nothing marks a headline's end, in Chinese not even a
capital. But the English says where it may be (``corpora.segment.run_on``), and the encoder at
which word of the Chinese both parts face their own. Only the beads where English text allows
it are looked at, so this costs next to nothing.
"""

from __future__ import annotations

import bisect
import dataclasses
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from corpora.language.encoders.base import Encoder
from corpora.language.words import WordReader
from corpora.memory.house import sentence_key
from corpora.segment.run_on import find_run_ons
from corpora.segment.spans import trimmed
from corpora.units import Alignment, Bead, Document, Segment, is_chinese

# How good English evidence must be: at a text's beginning, where headlines stand, and elsewhere.
OPENING_POINTS, LATER_POINTS = 2.0, 4.5
# How good that of both languages together must be: a name after a small letter looks like a
# sentence's beginning (“to hear | Bao-yu call out”), and at the opening of a novel it is none.
_LEAST_POINTS = 3.0
# What one point of it weighs against cosines.
_POINT = 0.06
# Beads larger than this are left alone; of the places where the English may run on only the best
# few are asked about, none of them so many points behind. In characters: the shortest headline, the
# shortest rest, and how far into a text one may reach. All chosen by eye.
_MOST_SEGMENTS = 3
_FEW_RUN_ONS = 4
_CLOSE = 1.0
_LEAST_ZH, _LEAST_REST_ZH, _WINDOW_ZH = 3, 5, 90
# English characters for a Chinese one, within which a headline is rendered.
_LEAST_RATIO, _MOST_RATIO = 1.2, 10.0
# The share of headlines cut exactly where the gold has it, on half of the news.
_TRUST = 0.6

# What cannot end a headline, and what cannot begin a sentence: words that lean on others.
_NOT_BEFORE = re.compile(
    r"(?<![动動功技智潜潛职職效产產电電核储儲节節性])能|[的了着过過们們地得很最更也都就才又再还還太将將会會可应應要想因而并並但或被把让讓使令为為向从從对對在与與和及以于於由"
    r"各每某此该該这這那其一二两兩三四五六七八九十第不没沒未无無曾正是有说說称稱"
    r"，。、；：！？（“‘「《【\[,;:.·\s—–-]"
)
_NOT_AFTER = re.compile(
    r"不(?![仅僅过過管论論同少止但久])|[的了着们們得吗嗎呢吧者性化率等之而且与與和及或将將被把也都就才又再很最更已曾未是万萬亿億"
    r"，。、；：！？）)”’」』》】\],;:.!?·%％-]"
)
_COUNTED = re.compile("[一两兩几幾这這那每某][个個位名辆輛家条條座艘架隻件项項种種场場]")
_BEGINS = re.compile(
    r"(?:周[一二三四五六日天]|星期|今[天年日]|昨[天日晚]|去年|近[日年]|目前|当[天前地]|据|日前|本[周月]|此前|过去|面对"
    r"|[0-9一二三四五六七八九十]+[月日年名位]|[两兩]名|一[名位个]|自|随着|为了|我[们國国]|各|该|該|此)"
)
_NUMBERED_ZH = re.compile(
    "(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[章节節部编編])"
)
_NUMBERED_E = re.compile(r"(?:[IVX]{1,5}[.．]|(?:Part|Chapter|Section)\b)")
# How many sentences that begin with the same two characters make that a way of beginning one, and
# what it is worth at most.
_COMMON, _MOST_COMMON = 2, 1.5
_OPENING = frozenset("（(“‘「《【[")
_BRACKETS = re.compile(r"[（(“‘「《【\[）)”’」》】\]]")


def split_headlines(
    alignment: Alignment,
    encoder: Encoder,
    reader: WordReader,
    known: Mapping[str, int] = MappingProxyType({}),
) -> Alignment:
    """The alignment, with headlines that were run into their text cut off on both sides.

    Documents that come with one segment a line stay as they are, and so do anchors and beads
    of more than two segments.

    Args:
        alignment: of a Chinese and an English document; any other is given back.
        encoder: compares the parts.
        reader: cuts Chinese text into words.
        known: how many sentences of earlier work begin with two characters (``HouseMemory``). With
            which words they begin here and there says where one may begin that nothing marks.
    """
    source, target = alignment.source, alignment.target
    if is_chinese(source.language) == is_chinese(target.language):
        return alignment
    mirrored = is_chinese(target.language)
    z, e = (target, source) if mirrored else (source, target)
    finder = _Finder(z, e, encoder, reader, known)
    cuts_z: dict[int, int] = {}
    cuts_e: dict[int, int] = {}
    halved = set()
    for number, bead in enumerate(alignment.beads):
        runs = (bead.target, bead.source) if mirrored else (bead.source, bead.target)
        found = None if bead.is_anchor or bead.is_crossing else finder.find(*runs)
        if found is not None:
            halved.add(number)
            cuts_z.update({runs[0][0]: found.z} if found.z else {})
            cuts_e.update({runs[1][0]: found.e} if found.e else {})
    if not halved:
        return alignment
    documents = (_recut(z, cuts_z), _recut(e, cuts_e))
    cuts = (cuts_e, cuts_z) if mirrored else (cuts_z, cuts_e)
    return dataclasses.replace(
        alignment,
        source=documents[mirrored],
        target=documents[not mirrored],
        beads=tuple(_beads(alignment.beads, halved, *cuts)),
    )


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where the first segments of a bead are cut, 0 where a side is cut already."""

    z: int
    e: int


class _Finder:
    def __init__(
        self,
        z: Document,
        e: Document,
        encoder: Encoder,
        reader: WordReader,
        known: Mapping[str, int],
    ) -> None:
        self._z, self._e, self._encoder, self._reader = z, e, encoder, reader
        self._known = known

    @cached_property
    def _openings(self) -> Counter[str]:
        return Counter(sentence_key(segment.text)[:2] for segment in self._z.segments)

    def find(self, z: tuple[int, int], e: tuple[int, int]) -> _Cut | None:
        sizes = (z[1] - z[0], e[1] - e[0])
        if min(sizes) < 1 or max(sizes) > _MOST_SEGMENTS:
            return None
        first_z, first_e = self._z.segments[z[0]], self._e.segments[e[0]]
        likely = z[0] == e[0] == 0 or first_e.is_heading
        likely = likely or bool(
            _NUMBERED_ZH.match(first_z.text) and _NUMBERED_E.match(first_e.text)
        )
        heads_e = self._english(e, least=OPENING_POINTS if likely else LATER_POINTS)
        heads_z = self._chinese(z) if heads_e else []
        return self._best(z, e, heads_z, heads_e) if heads_z else None

    def _english(self, run: tuple[int, int], *, least: float) -> list[tuple[int, float]]:
        """Where the English may be cut, and what speaks for it."""
        first = self._e.segments[run[0]]
        found = [] if run[1] - run[0] == 1 or first.text.endswith(".") else [(0, OPENING_POINTS)]
        if _is_running(self._e, run[0]):
            found += [(one.start, one.points) for one in find_run_ons(first.text)]
        found.sort(key=lambda one: -one[1])
        if not found or found[0][1] < least:
            return []
        return [one for one in found[:_FEW_RUN_ONS] if one[1] >= found[0][1] - _CLOSE]

    def _chinese(self, run: tuple[int, int]) -> list[tuple[int, float]]:
        """Between which words the Chinese may be cut, and what speaks for it."""
        text = self._z.segments[run[0]].text
        whole = run[1] - run[0] > 1 and (text[-1] not in "。；" or _NUMBERED_ZH.match(text))
        found = [(0, 1.0)] if whole else []
        # （一）加强建设。 is all heading.
        closed = _NUMBERED_ZH.match(text) and text[-1] == "。" and "，" not in text
        if closed or not _is_running(self._z, run[0]):
            return found
        at = depth = 0
        for word in self._reader.cut(text[:_WINDOW_ZH]):
            at = text.find(word, at) + len(word)
            depth += sum(1 if mark in _OPENING else -1 for mark in _BRACKETS.findall(word))
            if depth <= 0 and _LEAST_ZH <= at <= len(text) - _LEAST_REST_ZH:
                points = _break_points(text, at)
                if points is not None:
                    found.append((at, points + self._common_points(text, at)))
        return found

    def _common_points(self, text: str, at: int) -> float:
        """What the first words of sentences, here and in earlier work, say of a cut."""
        keys = (sentence_key(text[a : a + 2]) for a in (at - 2, at))
        before, after = (
            self._openings[key] + self._known.get(key, 0) if len(key) == 2 else 0 for key in keys
        )
        told = 0.0 if _BEGINS.match(text, at) else _common(after)
        return told - _common(before)

    def _best(
        self,
        z: tuple[int, int],
        e: tuple[int, int],
        heads_z: list[tuple[int, float]],
        heads_e: list[tuple[int, float]],
    ) -> _Cut | None:
        parts_z = [_parts(self._z, z, at) for at, _ in heads_z]
        parts_e = [_parts(self._e, e, at) for at, _ in heads_e]
        vectors_z, vectors_e = (
            [self._encoder.encode([pair[side] for pair in parts]) for side in (0, 1)]
            for parts in (parts_z, parts_e)
        )
        scores = vectors_z[0] @ vectors_e[0].T + vectors_z[1] @ vectors_e[1].T
        best: tuple[float, _Cut] | None = None
        for i, (at_z, points_z) in enumerate(heads_z):
            for k, (at_e, points_e) in enumerate(heads_e):
                ratio = len(parts_e[k][0]) / len(parts_z[i][0])
                unlikely = at_z and at_e and points_z + points_e < _LEAST_POINTS
                if unlikely or not _LEAST_RATIO <= ratio <= _MOST_RATIO:
                    continue
                score = float(scores[i, k]) + _POINT * (points_z + points_e)
                if best is None or score > best[0]:
                    best = (score, _Cut(at_z, at_e))
        return None if best is None else best[1]


def _common(count: int) -> float:
    return min(_MOST_COMMON, 0.5 * math.log2(count)) if count >= _COMMON else 0.0


def _parts(document: Document, run: tuple[int, int], at: int) -> tuple[str, str]:
    first = document.segments[run[0]].text
    if at == 0:
        return first, document.slice_text((run[0] + 1, run[1]))
    return first[:at].strip(), document.slice_text(run)[at:].strip()


def _is_running(document: Document, index: int) -> bool:
    """Whether the segment is part of a running paragraph rather than a line of its own."""
    segments = document.segments
    if index + 1 >= len(segments) or segments[index + 1].paragraph != segments[index].paragraph:
        return False
    between = document.text[segments[index].end : segments[index + 1].start]
    return "\n" not in between and "\r" not in between


def _break_points(text: str, at: int) -> float | None:
    """What speaks for a sentence that begins at ``at``; ``None`` where none can."""
    before, after = text[at - 1], text[at:].lstrip()
    if _NOT_BEFORE.match(text, at - 1) or _NOT_AFTER.match(after) or _COUNTED.match(text, at - 2):
        return None
    points = 1.5 * (_BEGINS.match(after) is not None) + 1.0 * (before in "”’」』%")
    # What is news in a headline comes again at once.
    return points + 1.0 * (after[:2] in text[:at])


def _recut(document: Document, cuts: dict[int, int]) -> Document:
    segments: list[Segment] = []
    for number, segment in enumerate(document.segments):
        if number not in cuts:
            segments.append(segment)
            continue
        middle = segment.start + cuts[number]
        for a, b in ((segment.start, middle), (middle, segment.end)):
            span = trimmed(document.text, a, b) or (a, b)
            segments.append(
                dataclasses.replace(
                    segment,
                    text=document.text[slice(*span)],
                    start=span[0],
                    end=span[1],
                    is_heading=segment.is_heading or a == segment.start,
                )
            )
    return dataclasses.replace(document, segments=tuple(segments))


def _beads(
    beads: Sequence[Bead],
    halved: set[int],
    cuts_source: dict[int, int],
    cuts_target: dict[int, int],
) -> list[Bead]:
    """The beads by the new numbers of their segments, those with a headline cut in two."""
    source_number, target_number = _renumbered(cuts_source), _renumbered(cuts_target)
    result = []
    for number, bead in enumerate(beads):
        a, b = map(source_number, bead.source)
        c, d = map(target_number, bead.target)
        if number not in halved:
            result.append(dataclasses.replace(bead, source=(a, b), target=(c, d)))
            continue
        sure = None if bead.confidence is None else round(bead.confidence * _TRUST, 4)
        result += [
            dataclasses.replace(bead, source=source, target=target, confidence=sure)
            for source, target in (((a, a + 1), (c, c + 1)), ((a + 1, b), (c + 1, d)))
        ]
    return result


def _renumbered(cuts: dict[int, int]) -> Callable[[int], int]:
    ordered = sorted(cuts)

    def renumber(index: int) -> int:
        return index + bisect.bisect_left(ordered, index)

    return renumber

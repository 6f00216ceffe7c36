"""Cues of subtitles in any format, and the two languages that they may hold."""

from __future__ import annotations

import html
import re
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpora.language.han import HAN
from corpora.language.languages import is_chinese_line
from corpora.units import join_texts

# What the voices of WebVTT, and tags that pysubs2 leaves, look like.
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<\d[\d:.]{1,20}>")
# pysubs2 can tell drawings too, at the square of a run of opening braces.
_DRAWING = re.compile(r"\{[^{}]{0,1000}\\p[1-9]")
# In SubStation whatever stands in braces, a comment too; elsewhere what was taken over from it.
_OVERRIDE = {True: re.compile(r"\{[^{}]{0,1000}\}"), False: re.compile(r"\{\\[^{}]{0,200}\}")}
_BREAK = re.compile(r"\\[nN]")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^<>]{1,80})>")
_LRC_TIME = re.compile(r"\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]")
_LRC_LINE = re.compile(rf"(?:{_LRC_TIME.pattern})+", re.MULTILINE)
_LRC_WORD_TIME = re.compile(r"<\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?>")
_LRC_HEAD = re.compile(
    r"\s*(?:\[[a-zA-Z#]{1,12}:[^\]\n]{0,200}\]\s*)*\[\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?\]"
)
_LAST_LINE_MS = 5_000
# Two cues show together where they share so much of the shorter one.
_TOGETHER = 0.6
# Of the cues of a style, so many tell its language.
_FEW_CUES, _NEARLY_ALL = 8, 0.8
# Of lines in both languages, so many must plainly be two halves.
_FEW_PARTED, _OFTEN_PARTED = 3, 0.3
_LATIN = re.compile(r"[A-Za-z]")
# A translation that comes a cue late does so at once.
_LATE_MS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What is shown at one time, in milliseconds, by lines; ``style`` is SubStation's, if any."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    style: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CuePair:
    """A cue's text in the two languages; either may be empty."""

    start_ms: int
    end_ms: int
    chinese: str
    other: str
    is_chinese_first: bool


def parse_cues(text: str, *, speakers: bool = False) -> list[Cue]:
    """The cues of a file (SubRip, WebVTT, SubStation, LRC), in order of time; comments go.

    Args:
        text: the file.
        speakers: keep the names that WebVTT gives to voices, before what they say.

    Raises:
        ValueError: it is no subtitle file.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    if _LRC_HEAD.match(text):
        return _lyrics(text)
    # Slow to import for what most runs do not need.
    from pysubs2 import SSAFile
    from pysubs2.exceptions import Pysubs2Error

    head = text[:20_000].lstrip().lower()
    is_vtt = head.startswith("webvtt")
    if speakers and is_vtt:
        text = _VOICE.sub(lambda found: found[1].strip() + ": ", text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            events = SSAFile.from_string(text, format_=_format(head)).events
    except (Pysubs2Error, ValueError, UnicodeError, OverflowError) as error:
        raise ValueError("no subtitles") from error
    override = _OVERRIDE[_format(head) in ("ass", "ssa")]
    cues = []
    for event in sorted(events, key=lambda event: event.start):
        if event.is_comment or _DRAWING.search(event.text):
            continue
        # What pysubs2 does for plain text costs the square of a run of opening braces.
        plain = _BREAK.sub("\n", override.sub("", event.text)).replace("\\h", " ")
        plain = _TAG.sub("", plain)
        plain = html.unescape(plain) if is_vtt else plain
        lines = tuple(line.strip() for line in plain.split("\n") if line.strip())
        if lines:
            times = {"start_ms": event.start, "end_ms": event.end}
            cues.append(Cue(**times, lines=lines, style=event.style))
    # Layers of one effect say the same thing at the same time; two languages may, too.
    chinese = _chinese_styles(cues)
    return list({(cue, cue.style in chinese): cue for cue in cues}.values())


def _format(head: str) -> str | None:
    """pysubs2's name for a file's format, by its lower-cased beginning; else it has a look."""
    if head.startswith("[script info]"):
        return "ssa" if "[v4 styles]" in head else "ass"
    return "vtt" if head.startswith("webvtt") else None


def _lyrics(text: str) -> list[Cue]:
    timed: list[tuple[int, str]] = []
    for line in text.split("\n"):
        stamps = _LRC_LINE.match(line.strip())
        words = _LRC_WORD_TIME.sub("", line.strip()[stamps.end() :]).strip() if stamps else ""
        if stamps and words:
            timed += [(_lrc_ms(*found), words) for found in _LRC_TIME.findall(stamps[0])]
    timed.sort(key=lambda one: one[0])
    starts = sorted({start for start, _ in timed})
    ends = dict(zip(starts, [*starts[1:], (starts or [0])[-1] + _LAST_LINE_MS], strict=True))
    return [Cue(start_ms=start, end_ms=ends[start], lines=(words,)) for start, words in timed]


def _lrc_ms(minutes: str, seconds: str, fraction: str) -> int:
    return int(minutes) * 60_000 + int(seconds) * 1_000 + int(fraction.ljust(3, "0") or 0)


def pair_languages(cues: Sequence[Cue]) -> list[CuePair]:
    """The text of every cue by language.

    In a cue of several lines those with Chinese characters are the Chinese ones, if others have
    none. Where each language has cues of its own, those shown together are one, though their
    times nearly agree only, and what has no Chinese in the style of the Chinese cues (code,
    formulas) is theirs; where cues of one language alone follow each other, as many in each, the
    translation came a cue late.
    """
    chinese, one_line = _chinese_styles(cues), _one_line_order(cues)
    return _late(
        _together([_pair(cue, is_chinese=cue.style in chinese, order=one_line) for cue in cues])
    )


def _one_line_order(cues: Sequence[Cue]) -> bool | None:
    """Whether Chinese is first where lines hold both languages; ``None`` where few plainly do."""
    lines = [cue.lines[0] for cue in cues if len(cue.lines) == 1]
    both = [line for line in lines if HAN.search(line) and _LATIN.search(line)]
    parted = [parts for line in both if len(parts := halves(line)) == 2]
    if len(parted) < max(_FEW_PARTED, _OFTEN_PARTED * len(lines)):
        return None
    return 2 * sum(HAN.search(parts[0]) is not None for parts in parted) > len(parted)


def _chinese_styles(cues: Sequence[Cue]) -> set[str]:
    """Styles in which nearly all cues are Chinese, if nearly none are in another style."""
    seen: Counter[str] = Counter()
    han: Counter[str] = Counter()
    for cue in cues:
        seen[cue.style] += 1
        han[cue.style] += any(HAN.search(line) is not None for line in cue.lines)
    often = [style for style in seen if seen[style] >= _FEW_CUES]
    chinese = {style for style in often if han[style] >= _NEARLY_ALL * seen[style]}
    is_other_there = any(han[style] <= (1 - _NEARLY_ALL) * seen[style] for style in often)
    return chinese if is_other_there else set()


def is_bilingual(pairs: Sequence[CuePair]) -> bool:
    """Whether most cues hold both languages."""
    both = sum(bool(pair.chinese and pair.other) for pair in pairs)
    spoken = sum(any(map(str.isalpha, pair.chinese + pair.other)) for pair in pairs)
    return 0 < both >= 0.5 * spoken


def chinese_comes_first(pairs: Sequence[CuePair]) -> bool:
    """Whether Chinese stands over the other language in most cues that have both."""
    firsts = Counter(pair.is_chinese_first for pair in pairs if pair.chinese and pair.other)
    return firsts[True] >= firsts[False]


def _pair(cue: Cue, *, is_chinese: bool = False, order: bool | None = None) -> CuePair:
    parted = [halves(line) for line in cue.lines]
    if order is not None and len(parted) == 1 and len(parted[0]) == 1:
        parted = [_loose_halves(cue.lines[0], chinese_first=order)]
    # Where languages have lines of their own, no line holds both.
    is_parted = all(len(parts) == 2 for parts in parted)
    lines = [part for parts in parted for part in parts] if is_parted else list(cue.lines)
    has_han = [HAN.search(line) is not None for line in lines]
    if all(has_han) and len(lines) > 1:
        # A line that only cites Chinese, if the other does not.
        has_han = [is_chinese_line(line) is not False for line in lines]
    if is_chinese and not any(has_han):
        has_han = [True] * len(lines)
    chinese = [line for line, is_it in zip(lines, has_han, strict=True) if is_it]
    other = [line for line, is_it in zip(lines, has_han, strict=True) if not is_it]
    return CuePair(
        start_ms=cue.start_ms,
        end_ms=cue.end_ms,
        chinese=join_texts(chinese, "zh"),
        other=join_texts(other, "en"),
        is_chinese_first=has_han[0],
    )


def halves(line: str) -> tuple[str, ...]:
    """A line in one language; of a line in both, its two halves.

    >>> halves("第二句话 Second line"), halves("用 Python 写的。"), halves("返回square")
    (('第二句话', 'Second line'), ('用 Python 写的。',), ('返回square',))
    """
    line = line.strip()
    han = [found.start() for found in (HAN.search(line), HAN.search(line[::-1])) if found]
    latin = [at for at, character in enumerate(line) if character.isascii() and character.isalpha()]
    if len(han) < 2 or not latin:
        return (line,)
    first_han, last_han = han[0], len(line) - 1 - han[1]
    if last_han < latin[0]:
        border = line.find(" ", last_han, latin[0] + 1)
    elif latin[-1] < first_han:
        border = line.rfind(" ", latin[-1], first_han)
    else:
        return (line,)
    parts = (line[:border].rstrip(), line[border:].lstrip())
    other = parts[0] if latin[-1] < first_han else parts[1]
    return parts if border > 0 and " " in other else (line,)


def _loose_halves(line: str, *, chinese_first: bool) -> tuple[str, ...]:
    """The two halves of a line in a file whose lines hold both: a single word is one, too.

    >>> _loose_halves("我和Tom一起 With Tom.", chinese_first=True)
    ('我和Tom一起', 'With Tom.')
    """
    han = [found.start() for found in HAN.finditer(line)]
    if not han:
        return (line,)
    border = line.find(" ", han[-1]) if chinese_first else line.rfind(" ", 0, han[0])
    parts = (line[:border].rstrip(), line[border:].lstrip()) if border > 0 else (line,)
    other = parts[-1] if chinese_first else parts[0]
    return parts if len(parts) == 2 and _LATIN.search(other) else (line,)


def _together(pairs: list[CuePair]) -> list[CuePair]:
    """Cues of one language each that are shown together, as one."""
    merged: list[CuePair] = []
    for pair in pairs:
        partner = next(
            (
                k
                for k in range(len(merged) - 1, max(-1, len(merged) - 4), -1)
                if _is_other_side(merged[k], pair) and _overlap(merged[k], pair) >= _TOGETHER
            ),
            None,
        )
        if partner is None:
            merged.append(pair)
        else:
            merged[partner] = _merged(merged[partner], pair)
    return merged


def _late(pairs: list[CuePair]) -> list[CuePair]:
    """Runs of cues of one language each, as many in each, paired in order."""
    if not is_bilingual(pairs):
        return pairs
    result: list[CuePair] = []
    at = 0
    while at < len(pairs):
        end = at
        while (
            end < len(pairs)
            and _is_single(pairs[end])
            and (end == at or pairs[end].start_ms - pairs[end - 1].end_ms <= _LATE_MS)
        ):
            end += 1
        run = pairs[at:end]
        chinese, other = [p for p in run if p.chinese], [p for p in run if p.other]
        if run and len(chinese) == len(other):
            result += [
                _merged(*sorted(two, key=lambda p: p.start_ms))
                for two in zip(chinese, other, strict=True)
            ]
        else:
            result += run or pairs[at : at + 1]
        at = max(end, at + 1)
    return result


def _is_single(pair: CuePair) -> bool:
    return bool(pair.chinese) != bool(pair.other)


def _is_other_side(a: CuePair, b: CuePair) -> bool:
    return _is_single(a) and _is_single(b) and bool(a.chinese) != bool(b.chinese)


def _overlap(a: CuePair, b: CuePair) -> float:
    shared = min(a.end_ms, b.end_ms) - max(a.start_ms, b.start_ms)
    return shared / max(1, min(a.end_ms - a.start_ms, b.end_ms - b.start_ms))


def _merged(a: CuePair, b: CuePair) -> CuePair:
    return CuePair(
        start_ms=min(a.start_ms, b.start_ms),
        end_ms=max(a.end_ms, b.end_ms),
        chinese=a.chinese or b.chinese,
        other=a.other or b.other,
        is_chinese_first=bool(a.chinese),
    )

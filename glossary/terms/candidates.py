"""Where a term may lie in a Chinese sentence.

Recall is decided here: what is no candidate cannot become an entry. A candidate is a
stretch between two positions at which some segmentation sees a word border, or what the
writer marked (《…》, “…”, （…）), or a whole short line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from corpora.language.chinese import Words
from corpora.language.han import has_han
from corpora.language.wordlists import word_groups
from corpora.units import Span

# Longer names are rare: chosen by eye.
MAX_CHARS = 16
_BARRIER = re.compile(r"[，。；：！？…|｜\t\n\r\u3000、]|——|[!?;]|\s\s|\s[—–-]|[—–-]\s")
_MARKED = re.compile(r"《[^《》\n]{1,40}》|“[^“”\n]{1,20}”")
_BRACKETED = re.compile(r"（([^（）\n]{2,20})）")
# What stands before a heading or an item of a list: "# ", "2.3 ", "18. ", ". ".
_BULLET = re.compile(r"[^\w“《〈（]|\d+(?:\.\d+)*[.．]?\s|\d+[.．](?!\d)")
# Where the segmenter took a function word for the beginning or end of an unknown word
# (及强|积金, 工信|部将), or a measure word after its number for a word.
_GLUED_START = re.compile(
    r"[及与](?!时|格|第|早|会)|我国|我市|我省|我部|[这那][^样么]"
    r"|[一两三几数多][位名辆家](?!一体)\S{2,}"
    r"|从(?![业事严容属众犯军政句轻重简优教警商化])"
)
_GLUED_END = re.compile(
    r".{2,}(?<![大上中少主麻])将|.+[及与]|.{3,}(?<![小及临平同定实工准即战计课学])时"
    r"|.{3,}(?<![平高同初中均上对不优特甲乙])等|.{3,}(?<![国求凡但])是"
    r"|.{3,}(?<![高初集空命期年华台途国卒适])中"
)
# The same of any function word, where the border inside the word shows that it was only guessed:
# those that end or begin no name (折痕值 | 为, 公众咨询期 | 为; 仍 | 为四成, 由五国).
_NEVER_LAST = frozenset("为则才仍均也都又就并且但却亦把被让的了着")
_NEVER_FIRST = frozenset(
    "的了着其这那此某每也都又还就而并且但则因由已曾很却仍亦若虽按被把我你您他她它"
)
_GUESSED = 1.0
# Words that want more behind them: 发送到 | 服务器, 归属于 | 股东.
_UNFINISHED = re.compile(".+(?:于|(?<![签报迟周])到)")
_MEASURED = re.compile(
    r"[0-9一二两三四五六七八九十百千万亿几数多][宗次家项个名间只条份位批轮届场件起笔]"
)
# Dates, and charts and tables by their numbers.
_NUMBERED = re.compile(
    r"\d{2,4}年(?:[底初末中]|[上下]半年|第?[一二三四]季.*|\d+月.*)?"
    r"|(?:图表?|表|附注|附录|附表)\s?\d+.*|.*[^\x00-\x7f]\s+\d+"
)
# Places in laws and contracts (第六条第一项, 前项, 本法第三条), times and sums of money.
_COUNT = "[0-9零〇一二两三四五六七八九十百千万亿几数半]"
_PROVISION = f"(?:第{_COUNT}+[编章节条款项目号](?:之{_COUNT}+)?|[前本上下]{_COUNT}?[编章节条款项])"
_REFERENCE = re.compile(
    f"(?:[本该]?法|本条例)?{_PROVISION}+(?:至{_PROVISION})?(?:[之的]?(?:规定|情形))?"
    f"|{_COUNT}+[条款项目](?:[之的]?规定)?"
    f"|[第约近满逾]?{_COUNT}+个?(?:年|月|日|天|周|小时|分钟|岁)(?:以[上下内])?"
    f"|(?:新台币|人民币|港币|美金)?{_COUNT}+(?:美|港|欧|日)?元(?:以[上下])?"
)
# What such a place is of: 前项非公务机关, 前条第二项.
_REFERRED = re.compile(f"(?:前{_COUNT}?|第{_COUNT}+)[条款项](?!目)")
# A sentence in quotation marks, or several quotations in a row, is no term.
_SENTENCE = re.compile(r"[。！？…]|[，；]$")
_SEVERAL = re.compile(r"[”》][“《]|^“[^”]*”.*”$|^《[^》]*》.*》$")
_MUCH = re.compile(r"[许很众诸更]多")
_OPENING = {"《": "》", "“": "”", "（": "）", "〈": "〉"}
_CLOSING = {close: open_ for open_, close in _OPENING.items()}
# Without one of these at its ends no stretch begins or ends oddly (a mark or a digit apart), and
# without one of these inside none is crowded.
_ODD_FIRST = frozenset("及与我图表附这那从一两三几数多")
_ODD_LAST = frozenset("将及与时等是中")
_COUNTING = frozenset("第前本上下该法约近满逾新人港美0123456789零〇一二两三四五六七八九十百千万亿")
_CROWDING = frozenset((*_OPENING, *_CLOSING, *'的与及和或"'))


def function_words() -> dict[str, frozenset[str]]:
    """Chinese words by what they forbid a candidate (corpora/language/data/function_words.txt)."""
    return word_groups("function_words")


def find_candidates(text: str, words: Words) -> list[Span]:
    """Every stretch of a simplified text that may be a term, in order, without repeats.

    Args:
        text: as ``chinese.simplify`` gives it.
        words: its words, as ``chinese.Segmenter.words`` gives them.
    """
    spans = set(_between_borders(text, words))
    spans.update(_marked(text, words))
    spans.update(_whole_line(text))
    return sorted(spans)


def unit_spans(text: str, words: Words, wanted: frozenset[str]) -> list[Span]:
    """The candidates of a text and every place of a wanted term between word borders."""
    spans = set(find_candidates(text, words))
    for term in wanted:
        start = text.find(term)
        while start >= 0:
            if words.edges[start] >= 0.5 and words.edges[start + len(term)] >= 0.5:
                spans.add((start, start + len(term)))
            start = text.find(term, start + 1)
    return sorted(spans)


def _whole_line(text: str) -> Iterator[Span]:
    stripped = text.strip(" \u3000。：:#")
    if 2 <= len(stripped) <= MAX_CHARS and acceptable(stripped):
        start = text.index(stripped)
        yield start, start + len(stripped)


def _marked(text: str, words: Words) -> Iterator[Span]:
    """What the writer set apart, with its marks, without, and with what follows it."""
    for match in _MARKED.finditer(text):
        start, end = match.span()
        if has_han(match[0]) and not _SENTENCE.search(match[0][1:-1]):
            yield start, end
            inner = match[0][1:-1]
            blank = len(inner) - len(inner.lstrip())
            yield start + 1 + blank, start + 1 + blank + len(inner.strip())
            for stop in range(end + 1, min(end + 7, len(text) + 1)):
                tail = text[end:stop]
                if words.edges[stop] >= 0.5 and acceptable(text[start:stop]):
                    yield start, stop
                if _BARRIER.search(tail):
                    break
    for match in _BRACKETED.finditer(text):
        start, end = match.span()
        if has_han(match[1]) and not _BARRIER.search(match[1]):
            yield start + 1, end - 1


def acceptable(text: str) -> bool:
    """Whether a stretch is no nonsense as it stands: Chinese, balanced, not too crowded.

    >>> [text for text in ("第六条第一项", "前项计划", "三十日", "三条规定") if acceptable(text)]
    []
    >>> [text for text in ("一号文件", "三农", "第三产业", "百年奋斗") if acceptable(text)]
    ['一号文件', '三农', '第三产业', '百年奋斗']
    """
    return not _BARRIER.search(text) and _is_whole(text)


def _is_whole(text: str) -> bool:
    """The same of a stretch without barriers. Most hold nothing that needs a closer look."""
    if not has_han(text) or text != text.strip() or _is_odd_at_an_end(text):
        return False
    return _CROWDING.isdisjoint(text) or not _is_crowded(text)


def _is_odd_at_an_end(text: str) -> bool:
    first, last = text[0], text[-1]
    is_plain = first.isalpha() and first not in _ODD_FIRST and not last.isdigit()
    if first in _COUNTING and (_REFERENCE.fullmatch(text) or _REFERRED.match(text)):
        return True
    if not is_plain and (
        _BULLET.match(text) or _GLUED_START.match(text) or _NUMBERED.fullmatch(text)
    ):
        return True
    return last in _ODD_LAST and _GLUED_END.fullmatch(text) is not None


def _is_crowded(text: str) -> bool:
    """Whether brackets do not match, or there is too much that joins words."""
    open_marks: list[str] = []
    for character in text:
        if character in _OPENING:
            open_marks.append(_OPENING[character])
        elif character in _CLOSING and (not open_marks or open_marks.pop() != character):
            return True
    if (
        text.count('"') % 2
        or open_marks
        or text.count("的") > 1
        or sum(map(text.count, "与及和或")) > 2
    ):
        return True
    if _SEVERAL.search(text):
        return True
    # A quotation must begin or end what holds it: the middle of a sentence is no term.
    return text[0] == "（" or (text[0] in "“《" and text[-1] in "”》" and len(text) < 4)


def _between_borders(text: str, words: Words) -> Iterator[Span]:
    groups = function_words()
    first_bad, last_bad = groups["never at the start"], groups["never at the end"]
    inside_bad, inside_few = groups["never inside"], groups["few inside"]
    barred = np.zeros(len(text) + 1, dtype=np.int32)
    crowded = np.zeros(len(text) + 1, dtype=np.int32)
    starts, ends = set(), set()
    for match in _BARRIER.finditer(text):
        barred[match.start()] = 1
    for start, end in zip(words.starts, words.starts[1:], strict=False):
        word = text[start:end]
        barred[start] |= word in inside_bad
        crowded[start] = word in inside_few
        if word in first_bad:
            starts.add(start)
        if word in last_bad:
            ends.add(end)
        if text[start] in _NEVER_FIRST and words.edges[start + 1] >= _GUESSED:
            starts.add(start)
        is_glued = text[end - 1] in _NEVER_LAST and words.edges[end - 1] >= _GUESSED
        if is_glued or _UNFINISHED.fullmatch(word):
            ends.add(end)
            starts.add(end - 1)
    starts.update(match.start() + 1 for match in _MUCH.finditer(text))
    for match in _MEASURED.finditer(text):
        if match.end() in words.starts:
            starts.add(match.start() + 1)
    barred_sum = np.concatenate([[0], np.cumsum(barred)]).tolist()
    crowded_sum = np.concatenate([[0], np.cumsum(crowded)]).tolist()
    borders = np.flatnonzero(words.edges >= 0.5).tolist()
    for index, start in enumerate(borders):
        if start in starts:
            continue
        for end in borders[index + 1 :]:
            if end - start > MAX_CHARS or barred_sum[end] > barred_sum[start]:
                break
            if end - start < 2 or end in ends or crowded_sum[end] - crowded_sum[start] > 2:
                continue
            if _is_whole(text[start:end]):
                yield start, end

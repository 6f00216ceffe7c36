"""Untranslated: source language left in the translation, copies, wrong script, broken encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from corpora.language.han import BASIC_BLOCK, HAN_RANGES
from corpora.language.scripts import Direction, convert
from corpora.units import Span, is_chinese
from quality.check.context import Context
from quality.check.declaration import Check, Rule
from quality.findings import Draft
from quality.messages import Message, say

_HAN_RUN = re.compile(rf"[{HAN_RANGES}](?:[{HAN_RANGES}，、；：·0-9 ]*[{HAN_RANGES}])?")
_ENGLISH_RUN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,]+[A-Za-z][A-Za-z'’-]*){3,}")
_GLOSS_BEFORE = re.compile(r"[(（\[【“\"'‘《「『]\s*[^()（）\[\]“”\"《》]{0,30}$")
# Text decoded as if it were Latin-1 or GBK, and what a decoder puts for what it cannot read.
_MOJIBAKE = re.compile(
    r"\ufffd+|锟斤拷|烫烫烫|屯屯屯|锘[縿挎]|[ÃÂ][\u0080-\u00bf]|â€[\u0080-\u00ff™œ\u201c\u201d˜]?|ï»¿|ï¿½|"
    r"(?:[åäçéèæ][\u0080-\u00bf]{1,2}){2,}|&(?:amp;)?(?:nbsp|quot|lt|gt|#\d{2,5});|[\ue000-\uf8ff]{2,}|\?{4,}"
)
PASTED = "pasted"
_LETTERS = re.compile(r"[^\W\d_]")
_ENGLISH_WORD = re.compile(r"\b[a-z]{2,}\b")


def find_untranslated(context: Context) -> Iterator[Draft]:
    """What was left in the source language or in no language at all.

    A gloss in brackets or quotation marks beside its translation, names and brands in Latin
    letters are no findings.
    """
    to_chinese = is_chinese(context.bitext.target_language)
    wrong_script = _wrong_script(context.bitext.target_language) if to_chinese else None
    for index, unit in enumerate(context.bitext.units):
        if index in context.pasted:
            yield _pasted(index, context.pasted[index])
        source, target = unit.source.strip(), unit.target.strip()
        if not target:
            continue
        yield from _broken(index, unit.source, unit.target)
        if not source:
            continue
        if _is_copy(source, target):
            yield _draft("copy", index, say("untranslated.copy"), (0, len(unit.target)))
        elif not to_chinese:
            yield from _chinese_left(index, unit.target)
        else:
            yield from _english_left(index, unit.target)
            if wrong_script is not None:
                yield from _script(index, unit.target, wrong_script)


def _draft(rule: str, index: int, said: Message, span: Span) -> Draft:
    return Draft(rule=rule, unit=index, said=said, target_span=span)


def _pasted(index: int, span: Span) -> Draft:
    said = say("untranslated.pasted after" if span[0] else "untranslated.pasted before")
    return _draft(PASTED, index, said, span)


def _is_copy(source: str, target: str) -> bool:
    if source.casefold() != target.casefold():
        return False
    words = _ENGLISH_WORD.findall(target)
    return len(_HAN_RUN.findall(target)) > 0 or len(words) >= 3


def _broken(index: int, source: str, target: str) -> Iterator[Draft]:
    for match in _MOJIBAKE.finditer(target):
        if match[0] in source and match[0][0] in "&?":
            continue
        yield _draft("broken", index, say("untranslated.broken", text=match[0]), match.span())


def _chinese_left(index: int, target: str) -> Iterator[Draft]:
    for match in _HAN_RUN.finditer(target):
        if _is_gloss(target, match.span()):
            continue
        yield _draft(
            "left", index, say("untranslated.left in Chinese", text=match[0]), match.span()
        )


def _is_gloss(target: str, span: Span) -> bool:
    """Whether it stands in brackets or quotation marks after its translation."""
    opened = _GLOSS_BEFORE.search(target, max(0, span[0] - 40), span[0])
    closed = re.match(r"[^()（）\[\]“”\"《》]{0,30}?[)）\]】”\"'’》」』]", target[span[1] :])
    return bool(opened and closed) and bool(re.search(r"[A-Za-z]", target))


def _english_left(index: int, target: str) -> Iterator[Draft]:
    """Four English words on end, most of them in small letters: no name is like that."""
    for match in _ENGLISH_RUN.finditer(target):
        words = re.findall(r"[A-Za-z'’-]+", match[0])
        small = [word for word in words if word[0].islower()]
        if len(small) * 2 <= len(words) or _is_gloss(target, match.span()):
            continue
        yield _draft(
            "left", index, say("untranslated.left in English", text=match[0]), match.span()
        )


@cache
def _wrong_script(language: str) -> frozenset[str] | None:
    """Characters that only the other script uses; ``None`` for plain ``zh``."""
    if language == "zh":
        return None
    traditional = "Hant" in language or language in ("zh-TW", "zh-HK", "zh-MO")
    common = [chr(code) for code in BASIC_BLOCK]
    forward: Direction = "s2t" if traditional else "t2s"
    back: Direction = "t2s" if traditional else "s2t"
    # 着 and 里 serve both scripts: only what changes, and never changes the other way, counts.
    changed = {char for char in common if convert(char, forward) != char}
    both = {char for char in changed if convert(char, back) != char}
    return frozenset(
        changed - both - frozenset("后里面台丑干斗谷系于云余岳范郁了只它台才几丰乾乾著於瞭")
    )


def _script(index: int, target: str, wrong: frozenset[str]) -> Iterator[Draft]:
    places = [at for at, char in enumerate(target) if char in wrong]
    han = sum(len(run) for run in _HAN_RUN.findall(target))
    if len(places) >= 3 and len(places) * 12 >= han:
        span = (places[0], places[-1] + 1)
        shown = "".join(target[at] for at in places[:5])
        yield _draft("script", index, say("untranslated.script", text=shown), span)


UNTRANSLATED = Check(
    name="untranslated",
    about="what was left in the source language or in none",
    find=find_untranslated,
    rules=(
        Rule(
            name="left",
            severity="error",
            tells="Chinese in English; four English words on end, mostly in small letters, in "
            "Chinese",
        ),
        Rule(name="copy", severity="error", tells="the source as it was"),
        Rule(
            name=PASTED,
            severity="error",
            tells="the source, whole, before or after its translation; other checks see the "
            "translation alone",
        ),
        Rule(
            name="script",
            severity="error",
            tells="traditional characters in simplified text or the reverse, from three on",
            languages="any to zh",
        ),
        Rule(
            name="broken",
            severity="error",
            tells="what a wrong decoder leaves",
            example="`â€™`, `锟斤拷`, U+FFFD",
        ),
    ),
)

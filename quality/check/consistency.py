"""Consistency: one sentence translated in two ways, or two sentences in one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from corpora.language.courtesies import is_courtesy
from corpora.units import is_chinese
from quality.check.context import Context
from quality.check.declaration import Check, Rule
from quality.findings import Draft
from quality.messages import say

_NOT_WORDS = re.compile(r"[\W_]+")


def find_inconsistencies(context: Context) -> Iterator[Draft]:
    """Repeated sources with differing targets, and one target for differing sources.

    Compared without case, punctuation and width. Courtesies and short texts are left out:
    they may well be varied.
    """
    bitext = context.bitext
    by_source: dict[str, list[int]] = defaultdict(list)
    by_target: dict[str, list[int]] = defaultdict(list)
    for index, unit in enumerate(bitext.units):
        if not unit.source.strip() or not unit.target.strip():
            continue
        if _is_long(unit.source, bitext.source_language):
            by_source[_key(unit.source)].append(index)
        if _is_long(unit.target, bitext.target_language):
            by_target[_key(unit.target)].append(index)
    for places in by_source.values():
        yield from _varied(context, places)
    for places in by_target.values():
        yield from _merged(context, places)


def _key(text: str) -> str:
    return _NOT_WORDS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def _is_long(text: str, language: str) -> bool:
    if is_courtesy(text, language):
        return False
    if is_chinese(language):
        return len(_NOT_WORDS.sub("", text)) >= 6
    return len(text.split()) >= 4


def _varied(context: Context, places: list[int]) -> Iterator[Draft]:
    units = context.bitext.units
    targets = Counter(_key(units[index].target) for index in places)
    if len(targets) < 2:
        return
    usual = max(targets, key=lambda key: (targets[key], -_first(context, places, key)))
    model = units[_first(context, places, usual)].target
    for index in places:
        key = _key(units[index].target)
        if key != usual:
            nearly = SequenceMatcher(None, key, usual).ratio() > 0.95
            yield Draft(
                rule="same source",
                severity="minor" if nearly else None,
                unit=index,
                said=say(
                    "consistency.same source",
                    unit=context.number(_first(context, places, usual)),
                ),
                expected=model,
                target_span=(0, len(units[index].target)),
            )


def _first(context: Context, places: list[int], key: str) -> int:
    return next(index for index in places if _key(context.bitext.units[index].target) == key)


def _merged(context: Context, places: list[int]) -> Iterator[Draft]:
    units = context.bitext.units
    first = places[0]
    for index in places[1:]:
        one, other = _key(units[first].source), _key(units[index].source)
        # Near variants (a particle, a comma) may share a translation.
        if one == other or SequenceMatcher(None, one, other).ratio() > 0.6:
            continue
        yield Draft(
            rule="same target",
            unit=index,
            said=say("consistency.same target", unit=context.number(first)),
            source_span=(0, len(units[index].source)),
            target_span=(0, len(units[index].target)),
        )


CONSISTENCY = Check(
    name="consistency",
    about="one sentence translated in two ways, or two sentences in one",
    find=find_inconsistencies,
    rules=(
        Rule(
            name="same source",
            severity="warning",
            tells="a repeated source with a rarer translation; the usual one is expected",
            else_=(("minor", "it differs in a few letters"),),
        ),
        Rule(
            name="same target",
            severity="warning",
            tells="one translation for differing sources",
        ),
    ),
)

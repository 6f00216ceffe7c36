"""Omission and addition: what one side says and the other does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpora.language.courtesies import is_courtesy
from quality.check.context import Context
from quality.check.coverage.missing import find_missing_parts
from quality.check.declaration import Check, Rule
from quality.findings import Draft, Severity
from quality.messages import say

_LETTER = re.compile(r"[^\W_]")


def find_omissions(context: Context) -> Iterator[Draft]:
    """Units with an empty side, and list items, sentences and clauses lost inside a unit."""
    bitext = context.bitext
    for index, unit in enumerate(bitext.units):
        source, target = unit.source.strip(), unit.target.strip()
        if source and not target:
            yield Draft(
                rule="omission",
                severity=_gravity(source, bitext.source_language),
                unit=index,
                said=say("omission.omission"),
                source_span=(0, len(unit.source)),
            )
        elif target and not source:
            yield Draft(
                rule="addition",
                severity=_gravity(target, bitext.target_language),
                unit=index,
                said=say("omission.addition"),
                target_span=(0, len(unit.target)),
            )
    yield from find_missing_parts(context)


def _gravity(text: str, language: str) -> Severity | None:
    return "minor" if not _LETTER.search(text) or is_courtesy(text, language) else None


_COURTESIES: tuple[tuple[Severity, str], ...] = (("minor", "courtesies"),)
OMISSION = Check(
    name="omission",
    about="what one side says and the other does not",
    find=find_omissions,
    rules=(
        Rule(
            name="omission",
            severity="error",
            tells="a source without translation",
            else_=_COURTESIES,
        ),
        Rule(
            name="addition",
            severity="warning",
            tells="a translation without source",
            else_=_COURTESIES,
        ),
        Rule(
            name="item missing",
            severity="error",
            tells="an item of a numbered list that the other side skips",
            example="一是…二是…三是 → *First … third …*",
            languages="zh-en",
        ),
        Rule(
            name="part missing",
            severity="warning",
            tells="a sentence of the source, or a long clause, that the translation lacks",
            else_=_COURTESIES,
            languages="zh-en",
            needs=frozenset(["lexicon", "encoder"]),
        ),
        Rule(
            name="part added",
            severity="warning",
            tells="a sentence of the translation that the source lacks",
            else_=_COURTESIES,
            languages="zh-en",
            needs=frozenset(["lexicon", "encoder"]),
        ),
    ),
)

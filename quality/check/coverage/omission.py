"""Omission and addition: what one side says and the other does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quality.check.context import Context
from quality.check.coverage.courtesies import is_courtesy
from quality.check.coverage.missing import find_missing_parts
from quality.findings import Draft, Severity

_LETTER = re.compile(r"[^\W_]")


def find_omissions(context: Context) -> Iterator[Draft]:
    """Units with an empty side, and list items, sentences and clauses lost inside a unit."""
    bitext = context.bitext
    for index, unit in enumerate(bitext.units):
        source, target = unit.source.strip(), unit.target.strip()
        if source and not target:
            yield Draft(
                rule="omission",
                severity=_gravity(source, bitext.source_language, "error"),
                unit=index,
                message="The source has no translation.",
                source_span=(0, len(unit.source)),
            )
        elif target and not source:
            yield Draft(
                rule="addition",
                severity=_gravity(target, bitext.target_language, "warning"),
                unit=index,
                message="The translation has no source.",
                target_span=(0, len(unit.target)),
            )
    yield from find_missing_parts(context)


def _gravity(text: str, language: str, usual: Severity) -> Severity:
    return "minor" if not _LETTER.search(text) or is_courtesy(text, language) else usual

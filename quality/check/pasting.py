"""Sources pasted beside their translation: told once, and out of the other checks' sight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from corpora.language.pasted import find_pasted
from corpora.units import Bitext, Span, TranslationUnit
from quality.findings import Draft


def without_pasted(bitext: Bitext) -> tuple[Bitext, dict[int, Span]]:
    """The pairs without what was pasted, and where it stands in the target of which unit.

    Places in the targets stay what they are: what goes at the end is cut off, what goes at the
    beginning becomes blanks.
    """
    pasted = {
        index: span
        for index, unit in enumerate(bitext.units)
        if (span := find_pasted(unit.source, unit.target, bitext.source_language))
    }
    if not pasted:
        return bitext, pasted
    units = list(bitext.units)
    for index, span in pasted.items():
        units[index] = _cut(units[index], span)
    return replace(bitext, units=tuple(units)), pasted


def _cut(unit: TranslationUnit, span: Span) -> TranslationUnit:
    start, end = span
    before, after = unit.target[:start], unit.target[end:]
    kept = f"{' ' * end}{after}" if after.strip() else before.rstrip()
    return replace(unit, target=kept, target_segments=())


def is_inside(draft: Draft, pasted: Mapping[int, Span]) -> bool:
    """Whether a draft speaks of the blanks that stand for what was pasted."""
    span = pasted.get(draft.unit)
    place = draft.target_span
    return span is not None and place is not None and span[0] <= place[0] < span[1]

"""Hypotheses and references in two scripts of Chinese: told, and folded where that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpora.errors import Option, worded
from corpora.language.languages import detect_language
from corpora.language.scripts import Direction, convert, mixed_characters
from corpora.units import is_chinese
from quality.score.inputs import Cut, Faced

_NAMES = {"zh-Hans": "Simplified", "zh-Hant": "Traditional"}


def in_one_script(faced: Faced, *, fold: bool) -> Faced:
    """All texts in the script of the first reference, if ``fold`` and one is in the other.

    Metrics count characters, so that the same text in the other script is another text. Where
    nothing is folded, a note says which texts are in which script.
    """
    if not is_chinese(faced.language) or not faced.references:
        return faced
    goal = _script(faced.references[0])
    odd = [cut.name for cut in faced.cuts if _is_other(cut.segments, goal)]
    others = [n for n, text in enumerate(faced.references[1:], 2) if _is_other(text, goal)]
    odd += [f"reference {number}" for number in others]
    if not odd:
        return faced
    other = _NAMES["zh-Hans" if goal == "zh-Hant" else "zh-Hant"]
    said = f"{', '.join(odd)}: in {other} characters, the reference in {_NAMES[goal]} ones; "
    if not fold:
        hint = f"every character that differs counts as wrong; {Option.FOLD_SCRIPT} folds them"
        return replace(faced, notes=(*faced.notes, worded(said + hint)))
    direction: Direction = "t2s" if goal == "zh-Hans" else "s2t"
    return replace(
        faced,
        cuts=tuple(_folded(cut, direction) for cut in faced.cuts),
        references=tuple(_converted(text, direction) for text in faced.references),
        notes=(*faced.notes, f"{said}all were folded into those of the reference"),
    )


def _script(segments: Sequence[str]) -> str:
    return "zh-Hant" if detect_language("\n".join(segments)) == "zh-Hant" else "zh-Hans"


def _is_other(segments: Sequence[str], goal: str) -> bool:
    """Whether a text is in the other script, and not merely in characters of both."""
    return _script(segments) != goal and any(mixed_characters(text, goal) for text in segments)


def _folded(cut: Cut, direction: Direction) -> Cut:
    return replace(cut, segments=_converted(cut.segments, direction))


def _converted(segments: Sequence[str], direction: Direction) -> tuple[str, ...]:
    return tuple(convert(text, direction) for text in segments)

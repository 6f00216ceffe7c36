"""Review states: our words, and those of XLIFF 1.2, XLIFF 2.x, Trados and memoQ.

Ours are those of XLIFF 2 (``initial``, ``translated``, ``reviewed``, ``final``) and
``needs-review``. What a file said, where that is more, is kept as an ``x-state`` prop.
"""

from __future__ import annotations

from corpora.formats.xml.xmltext import Node

Found = tuple[str | None, list[tuple[str, str]]]
"""A status in our words, and props that keep what it was in theirs."""

_FROM_12 = {
    "new": "initial",
    "needs-translation": "initial",
    "needs-l10n": "initial",
    "needs-adaptation": "initial",
    "needs-review-translation": "needs-review",
    "needs-review-adaptation": "needs-review",
    "needs-review-l10n": "needs-review",
    "translated": "translated",
    "signed-off": "reviewed",
    "final": "final",
}
_TO_12 = {
    "initial": "new",
    "needs-review": "needs-review-translation",
    "translated": "translated",
    "reviewed": "signed-off",
    "final": "final",
}
_FROM_TRADOS = {
    "Draft": "needs-review",
    "Translated": "translated",
    "RejectedTranslation": "needs-review",
    "ApprovedTranslation": "reviewed",
    "RejectedSignOff": "needs-review",
    "ApprovedSignOff": "final",
}
_FROM_MEMOQ = {
    "NotStarted": "initial",
    "Pretranslated": "needs-review",
    "AssembledFromFragments": "needs-review",
    "PartiallyEdited": "needs-review",
    "Edited": "needs-review",
    "Rejected": "needs-review",
    "ManuallyConfirmed": "translated",
    "Confirmed": "translated",
    "TranslatorConfirmed": "translated",
    "Reviewer1Confirmed": "reviewed",
    "Reviewer2Confirmed": "final",
    "Proofread": "final",
}
_PREFIX = "duizhao"


def to_12(status: str | None) -> tuple[str, bool]:
    """The state to write in 1.2 (none if there is no status), and whether it is approved."""
    return _TO_12.get(status or "", ""), status in ("reviewed", "final")


def to_21(status: str | None) -> tuple[str, str]:
    """The state and sub-state to write in 2.1."""
    if status == "needs-review":
        return "translated", f"{_PREFIX}:needs-review"
    return (status, "") if status in ("initial", "translated", "reviewed", "final") else ("", "")


def from_12(unit: Node, target: Node) -> Found:
    """The state of a ``trans-unit``: memoQ's, else the target's, else its approval."""
    memoq = next((value for name, value in unit.attrib.items() if name.endswith("}status")), None)
    if memoq is not None:
        return _FROM_MEMOQ.get(memoq), [("x-state", memoq)]
    state = target.get("state") if target is not None else None
    if state in _FROM_12:
        plain = _TO_12.get(_FROM_12[state]) == state
        return _FROM_12[state], [] if plain else [("x-state", state)]
    approved = unit.get("approved") == "yes"
    return ("reviewed" if approved else None), [("x-state", state)] if state else []


def sdl_segments(unit: Node) -> dict[str, Found]:
    """Trados' states of a unit's segments, by number."""
    found: dict[str, Found] = {}
    for segment in unit.iter("{*}seg"):
        state = segment.get("conf")
        if segment.get("id") and state:
            found[segment.get("id")] = (_FROM_TRADOS.get(state), [("x-state", state)])
    return found


def from_2(segment: Node) -> Found:
    """The state of a 2.x segment."""
    state, sub = segment.get("state"), segment.get("subState")
    if sub == f"{_PREFIX}:needs-review":
        return "needs-review", []
    return state, [("x-state", f"{state} {sub}")] if sub else []

"""The glossary as a table of text: the columns people review, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from glossary.record.entries import (
    LEFT_OUT,
    ConceptEntry,
    Context,
    Rendering,
    RenderingKind,
    entry_id,
)
from glossary.record.evidence import Evidence, read_evidence

COLUMNS = (
    "id",
    "source_term",
    "target_term",
    "renderings",
    "usual",
    "category",
    "title",
    "group",
    "count",
    "documents",
    "consistency",
    "confidence",
    "context_source",
    "context_target",
    "context_place",
    "decision",
    "status",
    "forbidden",
    "definition",
    "domain",
    "note",
    "reviewer",
    "reviewed_at",
    "evidence",
)
HUMAN_COLUMNS = COLUMNS[15:23]
MACHINE_NUMBERS = COLUMNS[8:12]
_RENDERING = re.compile(r"^(?P<text>.*?)\s*\((?P<count>\d+)(?P<marks>(?:,\s*[a-z]+)*)\)$", re.S)
_KINDS: dict[str, RenderingKind] = {
    "inflection": "inflection",
    "abbreviation": "abbreviation",
    "omission": "omission",
}


def to_row(entry: ConceptEntry) -> dict[str, str]:
    """An entry as text, one value a column."""
    context = entry.contexts[0] if entry.contexts else Context(source="", target="", place="")
    return {
        "id": entry.id,
        "source_term": entry.source_term,
        "target_term": entry.target_term,
        "renderings": " | ".join(_rendering_text(rendering) for rendering in entry.renderings),
        "usual": entry.usual,
        "category": entry.category,
        "title": entry.title,
        "group": entry.group,
        "count": str(entry.count),
        "documents": str(entry.documents),
        "consistency": _share(entry.consistency),
        "confidence": _told_confidence(entry),
        "context_source": context.source,
        "context_target": context.target,
        "context_place": context.place,
        "decision": entry.decision,
        "status": entry.status,
        "forbidden": "yes" if entry.is_forbidden else "",
        "definition": entry.definition,
        "domain": entry.domain,
        "note": entry.note,
        "reviewer": entry.reviewer,
        "reviewed_at": entry.reviewed_at,
        "evidence": entry.evidence.text,
    }


def _told_confidence(entry: ConceptEntry) -> str:
    """The product of both probabilities as ``evidence`` tells them, so that it reads back."""
    if entry.termhood is None or entry.pair_confidence is None:
        return ""
    return _share(round(entry.termhood, 2) * round(entry.pair_confidence, 2))


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _rendering_text(rendering: Rendering) -> str:
    marks = "" if rendering.kind in ("rendering", "omission") else f", {rendering.kind}"
    marks += ", new" if rendering.is_new else ""
    return f"{rendering.text.replace('|', '/')} ({rendering.count}{marks})"


def parse_renderings(text: str) -> tuple[Rendering, ...]:
    """What ``renderings`` holds, without the places.

    >>> [(r.text, r.count) for r in parse_renderings("SMEs (3) | small firms (1, new)")]
    [('SMEs', 3), ('small firms', 1)]
    """
    found = []
    for part in text.split("|"):
        match = _RENDERING.match(part.strip())
        if match is not None:
            marks = {mark.strip() for mark in match["marks"].split(",")}
            kind: RenderingKind = next(
                (_KINDS[mark] for mark in sorted(marks) if mark in _KINDS), "rendering"
            )
            if match["text"] == LEFT_OUT:
                kind = "omission"
            found.append((match["text"], int(match["count"]), kind, "new" in marks))
    total = sum(count for _, count, _, _ in found) or 1
    return tuple(
        Rendering(text=name, count=count, share=round(count / total, 4), kind=kind, is_new=is_new)
        for name, count, kind, is_new in found
    )


def from_row(row: Mapping[str, str]) -> ConceptEntry:
    """An entry from the text of a row; missing columns are empty.

    Raises:
        ValueError: there is no source term, or a number cannot be read.
    """
    source = row.get("source_term", "").strip()
    if not source:
        raise ValueError("the row has no source term")
    contexts: tuple[Context, ...] = ()
    if row.get("context_source") or row.get("context_target"):
        contexts = (
            Context(
                source=row.get("context_source", ""),
                target=row.get("context_target", ""),
                place=row.get("context_place", ""),
            ),
        )
    entry = ConceptEntry(
        id=row.get("id", "").strip() or entry_id(source),
        source_term=source,
        target_term=row.get("target_term", "").strip(),
        renderings=parse_renderings(row.get("renderings", "")),
        usual=row.get("usual", "").strip(),
        category=row.get("category", "").strip(),
        title=row.get("title", "").strip(),
        group=row.get("group", "").strip(),
        count=_whole(row.get("count", "")),
        documents=_whole(row.get("documents", "")),
        consistency=_fraction(row.get("consistency", "")),
        contexts=contexts,
        evidence=read_evidence(row.get("evidence", "")),
    )
    confidence = _fraction(row.get("confidence", ""))
    if confidence is not None:
        entry = replace(entry, **_parts_of(confidence, entry.evidence))
    return replace(entry, **_human(row))


def _human(row: Mapping[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        name: row.get(name, "").strip() for name in HUMAN_COLUMNS if name != "forbidden"
    }
    fields["is_forbidden"] = row.get("forbidden", "").strip().lower() in _YES
    return fields


_YES = frozenset(("yes", "y", "true", "1", "x", "forbidden", "是", "√", "wahr", "oui", "1.0"))


def _parts_of(confidence: float, evidence: Evidence) -> dict[str, Any]:
    if evidence.termhood is not None:
        return {"termhood": evidence.termhood, "pair_confidence": evidence.pair}
    return {"termhood": confidence, "pair_confidence": 1.0}


def is_number(name: str, text: str) -> bool:
    """Whether the text of a column of numbers can be read; empty can.

    >>> is_number("count", "12"), is_number("consistency", "0,9"), is_number("count", "many")
    (True, True, False)
    """
    try:
        if name in ("count", "documents"):
            _whole(text)
        else:
            _fraction(text)
    except (ValueError, OverflowError):
        return False
    return True


def _whole(text: str) -> int:
    text = text.strip()
    return int(float(text)) if text else 0


def _fraction(text: str) -> float | None:
    text = text.strip().replace(",", ".")
    if not text:
        return None
    value = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{text} is no share between 0 and 1")
    return value

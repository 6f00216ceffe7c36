"""What a unit holds beyond its texts, as the ``x-`` properties that exchange formats carry."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from corpora.formats.xml.xmltext import UNWRITABLE
from corpora.units import MOST_SEGMENTS, Span, TranslationUnit

_SPAN = re.compile(r"(\d+):(\d+)")
# Blanks at the ends of a segment that CAT tools leave out of theirs.
_EDGES = " \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, [*range(0x2000, 0x200C), 0x2060, 0xFEFF])
)


def writable(text: str) -> str:
    r"""A text as a memory can hold and a tool can match it: see the module's docstring.

    >>> writable("  a b\x0b\u3000"), writable("中文")
    ('a b', '中文')
    """
    if text.isprintable():  # said quickly, and true of nearly all: only blanks remain to look for
        return text.strip(" ")
    return UNWRITABLE.sub("", text).strip(_EDGES)


def own_props(unit: TranslationUnit) -> list[tuple[str, str]]:
    """A unit's fields that exchange formats have no place for, as (type, value)."""
    props: list[tuple[str, str]] = []
    if unit.document:
        props.append(("x-document", unit.document))
    if unit.given_kind or unit.source_span or not (unit.source and unit.target):
        props.append(("x-kind", unit.kind))
    if unit.confidence is not None:
        props.append(("x-confidence", repr(float(unit.confidence))))
    if unit.status:
        props.append(("x-status", unit.status))
    if unit.source_speaker:
        props.append(("x-source-speaker", unit.source_speaker))
    if unit.target_speaker:
        props.append(("x-target-speaker", unit.target_speaker))
    if unit.is_crossing:
        props.append(("x-crossing", "yes"))
    if unit.source_span or unit.target_span:
        props += _positions(unit)
    if unit.source_segments or unit.target_segments:
        props += _sentences(unit)
    return props


def _positions(unit: TranslationUnit) -> list[tuple[str, str]]:
    spans = (("x-source-span", unit.source_span), ("x-target-span", unit.target_span))
    return [(kind, f"{span[0]}:{span[1]}") for kind, span in spans if span is not None]


def _sentences(unit: TranslationUnit) -> list[tuple[str, str]]:
    found = (
        ("x-source-breaks", _breaks(unit.source, unit.source_segments)),
        ("x-target-breaks", _breaks(unit.target, unit.target_segments)),
    )
    return [(kind, value) for kind, value in found if value]


def date_props(unit: TranslationUnit) -> list[tuple[str, str]]:
    """Who and when, for formats without attributes for that."""
    props = [
        ("x-created-at", unit.created_at),
        ("x-created-by", unit.created_by),
        ("x-changed-at", unit.changed_at),
        ("x-changed-by", unit.changed_by),
    ]
    return [(kind, value) for kind, value in props if value]


def _breaks(text: str, segments: tuple[str, ...]) -> str | None:
    """Where a text's sentences begin and end, as far as they are found in it in order."""
    if segments == (text,):
        return None  # its span says so
    found = []
    at = 0
    for segment in segments:
        start = text.find(segment, at)
        if start < 0:
            return None
        at = start + len(segment)
        found.append(f"{start}:{at}")
    return " ".join(found) or None


def unit_from(
    texts: Sequence[str],
    props: Sequence[tuple[str, str]],
    notes: Sequence[str],
    **known: Any,  # noqa: ANN401
) -> TranslationUnit:
    """A unit with what its props say in our own words taken out of them.

    A prop of ours whose value makes no sense stays a prop. ``known`` are fields that the
    format has its own place for.
    """
    own: dict[str, Any] = known
    rest: list[tuple[str, str]] = []
    is_plain = True
    for prop in props:
        field = _FIELDS.get(prop[0])
        parsed = field[1](prop[1]) if field and own.get(field[0]) is None else None
        if field and parsed is not None:
            own[field[0]] = parsed
            is_plain = is_plain and field[0] in _PLAIN
        else:
            rest.append(prop)
    source, target = texts
    if not is_plain:
        source, target = _with_sentences(source, target, own)
    return TranslationUnit(
        source=source, target=target, notes=tuple(notes), props=tuple(rest), **own
    )


_PLAIN = {"document", "confidence", "status", "source_speaker", "target_speaker"}


def _with_sentences(source: str, target: str, own: dict[str, Any]) -> tuple[str, str]:
    """The exact texts; their sentences go into ``own``, what stood for them out of it."""
    whole = [source, target]
    for at, side in enumerate(("source", "target")):
        exact = own.pop(f"exact_{side}", None)
        if exact is not None and writable(exact) == writable(whole[at]):
            whole[at] = exact
        spans = own.pop(f"{side}_breaks", None)
        if spans is not None and spans[-1][1] <= len(whole[at]):
            own[f"{side}_segments"] = tuple(whole[at][start:end] for start, end in spans)
        elif whole[at] and own.get(f"{side}_span") and _length(own[f"{side}_span"]) == 1:
            own[f"{side}_segments"] = (whole[at],)
    if "kind" in own:
        own["given_kind"] = own.pop("kind")
    return whole[0], whole[1]


def _length(span: Span) -> int:
    return span[1] - span[0]


def _read_span(value: str) -> Span | None:
    found = _SPAN.fullmatch(value)
    if not found or max(map(len, found.groups())) > len(str(MOST_SEGMENTS)):
        return None
    start, end = int(found[1]), int(found[2])
    return (start, end) if start <= end <= MOST_SEGMENTS else None


def _read_spans(value: str) -> list[Span] | None:
    spans = [_read_span(part) for part in value.split(" ")]
    return None if None in spans else spans  # type: ignore[return-value]


def _read_confidence(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if 0.0 <= number <= 1.0 else None


def _read_exact(value: str) -> str | None:
    try:
        text = json.loads(value)
    except ValueError:
        return None
    return text if isinstance(text, str) else None


def _read_text(value: str) -> str | None:
    return value or None


# The props that are fields of a unit: type → (field, how its value is read).
_FIELDS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "x-document": ("document", _read_text),
    "x-kind": ("kind", _read_text),
    "x-confidence": ("confidence", _read_confidence),
    "x-created-at": ("created_at", _read_text),
    "x-created-by": ("created_by", _read_text),
    "x-changed-at": ("changed_at", _read_text),
    "x-changed-by": ("changed_by", _read_text),
    "x-status": ("status", _read_text),
    "x-source-speaker": ("source_speaker", _read_text),
    "x-target-speaker": ("target_speaker", _read_text),
    "x-source-span": ("source_span", _read_span),
    "x-target-span": ("target_span", _read_span),
    "x-crossing": ("is_crossing", lambda value: True if value == "yes" else None),
    "x-source-breaks": ("source_breaks", _read_spans),
    "x-target-breaks": ("target_breaks", _read_spans),
    "x-exact-source": ("exact_source", _read_exact),
    "x-exact-target": ("exact_target", _read_exact),
}

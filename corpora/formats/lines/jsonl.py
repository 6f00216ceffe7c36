"""JSONL: one bead a line, in document order, nothing left out.

Every line stands alone: sides are lists of sentences, spans are half-open ranges of segment
indices, and whatever else a translation unit holds is there when it is not the default.
Texts come back exactly, lone surrogates and control characters included.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, BinaryIO

from corpora.errors import InputError, Option
from corpora.formats.codes import guess_language, language_of_code, primary
from corpora.formats.decoding import find_encoding, open_text
from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream, WriteOptions, Written
from corpora.units import MOST_SEGMENTS, Span, TranslationUnit, join_texts

# Rows that tell what the columns are.
_PEEK = 50
_PLAIN = ("id", "document", "status", "created_at", "created_by", "changed_at", "changed_by")


def write(
    units: Iterable[TranslationUnit], head: Head, file: BinaryIO, options: WriteOptions
) -> Written:
    """Write units as lines of JSON."""
    count = 0
    for unit in units:
        row = _row(unit, head)
        try:
            line = json.dumps(row, ensure_ascii=False).encode()
        except UnicodeEncodeError:  # a lone surrogate has no UTF-8; it does have an escape
            line = json.dumps(row).encode()
        file.write(line + b"\n")
        count += 1
    return Written(units=count)


def _row(unit: TranslationUnit, head: Head) -> dict[str, Any]:
    row: dict[str, Any] = {
        "source": list(unit.source_segments or _listed(unit.source)),
        "target": list(unit.target_segments or _listed(unit.target)),
        "source_span": unit.source_span,
        "target_span": unit.target_span,
        "kind": unit.kind,
        "confidence": unit.confidence,
        "source_speaker": unit.source_speaker,
        "target_speaker": unit.target_speaker,
    }
    if unit.is_crossing:
        row["is_crossing"] = True
    if not unit.source_segments and not unit.target_segments:
        row["segmented"] = False
    else:
        row |= _whole("source", unit.source, unit.source_segments, head.source_language)
        row |= _whole("target", unit.target, unit.target_segments, head.target_language)
    row |= {name: value for name in _PLAIN if (value := getattr(unit, name)) is not None}
    if unit.notes:
        row["notes"] = unit.notes
    if unit.props:
        row["props"] = unit.props
    if unit.given_kind is not None:
        row["given_kind"] = unit.given_kind
    row["source_language"] = head.source_language
    row["target_language"] = head.target_language
    return row


def _listed(text: str) -> list[str]:
    return [text] if text else []


def _whole(side: str, text: str, segments: tuple[str, ...], language: str) -> dict[str, str]:
    """The text, where it is not just its sentences joined as the language joins them."""
    if not segments and not text:
        return {}
    exact = bool(segments) and join_texts(segments, language) == text
    return {} if exact else {f"{side}_text": text}


def read(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of a JSONL file of ours; other tools' lines need ``source`` and ``target``.

    Raises:
        InputError: while the units are walked, a line is not such JSON (with its line).
    """
    encoding = find_encoding(origin, recover=options.recover)
    notes, damage = encoding.told()
    with open_text(origin, encoding) as file:
        first = list(islice(_rows(origin, file, options.recover, []), _PEEK))
    if not first:
        raise origin.error("holds no line of JSON", hint="choose a file that holds pairs")
    head = Head(
        name=origin.name,
        source_language=options.source_language or _language(first, "source"),
        target_language=options.target_language or _language(first, "target"),
    )

    def units() -> Iterator[TranslationUnit]:
        with open_text(origin, encoding) as file:
            for _number, row in _rows(origin, file, options.recover, damage):
                yield _unit(row, head)

    return UnitStream(
        head=head,
        units=units(),
        notes=notes,
        damage=damage,
    )


def _language(rows: list[tuple[int, dict[str, Any]]], side: str) -> str:
    for _number, row in rows:
        given = row.get(f"{side}_language")
        if isinstance(given, str) and given:
            return language_of_code(given)
    return guess_language(text for _number, row in rows for text in _texts(row[side]))


def _rows(
    origin: Origin, file: Iterable[str], recover: bool, damage: list[str]
) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            yield number, _checked(json.loads(line))
        except (ValueError, RecursionError) as error:
            problem = f"is not a pair ({getattr(error, 'msg', error)})"
            if not recover:
                raise origin.error(
                    problem,
                    line=number,
                    hint="each line must be an object with source and target; "
                    f"{Option.RECOVER} leaves such lines out",
                ) from error
            damage.append(str(InputError(problem, line=number)))


def _checked(row: object) -> dict[str, Any]:
    row = _with_sides(row)
    if not isinstance(row, dict) or "source" not in row or "target" not in row:
        raise ValueError("no source or no target")
    _texts(row["source"]), _texts(row["target"])
    for side in ("source_span", "target_span"):
        span = row.get(side)
        if span is not None and not _is_span(span):
            raise ValueError(f"{side} is not two numbers in order")
    confidence = row.get("confidence")
    if confidence is not None and not (
        isinstance(confidence, (int, float)) and 0 <= confidence <= 1
    ):
        raise ValueError("confidence is not a probability")
    for name in ("source_speaker", "target_speaker", "kind", "given_kind", *_PLAIN):
        if not isinstance(row.get(name), (str, type(None))):
            raise ValueError(f"{name} is not a text")
    _props(row), _notes(row)
    return row


def _with_sides(row: object) -> object:
    """A row of other tools, with texts under their languages, as a row of ours."""
    if not isinstance(row, dict) or "source" in row or "target" in row:
        return row
    texts = row.get("translation")
    texts = texts if isinstance(texts, dict) else row
    named = {key: language_of_code(key) for key in texts if primary(key) in ("zh", "en")}
    if len(named) != 2:
        return row
    (source, source_language), (target, target_language) = named.items()
    return {
        "source": texts[source],
        "target": texts[target],
        "source_language": source_language,
        "target_language": target_language,
    }


def _is_span(span: object) -> bool:
    return (
        isinstance(span, list)
        and len(span) == 2
        and all(isinstance(end, int) for end in span)
        and 0 <= span[0] <= span[1] <= MOST_SEGMENTS
    )


def _texts(side: object) -> tuple[str, ...]:
    """A side as sentences: a list of texts, or one text."""
    if isinstance(side, str):
        return (side,) if side else ()
    if not isinstance(side, list) or not all(isinstance(text, str) for text in side):
        raise ValueError("a side is neither a text nor a list of texts")
    return tuple(side)


def _notes(row: dict[str, Any]) -> tuple[str, ...]:
    return _texts(row.get("notes") or [])


def _props(row: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    props = row.get("props") or []
    if not isinstance(props, list) or not all(
        isinstance(prop, list) and len(prop) == 2 and all(isinstance(part, str) for part in prop)
        for prop in props
    ):
        raise ValueError("props are not a list of [type, value]")
    return tuple((kind, value) for kind, value in props)


def _unit(row: dict[str, Any], head: Head) -> TranslationUnit:
    sides = {}
    for side, language in (("source", head.source_language), ("target", head.target_language)):
        segments = _texts(row[side])
        whole = row.get(f"{side}_text", join_texts(segments, language))
        one = row.get("segmented") is False or isinstance(row[side], str)
        known = () if one or (f"{side}_text" in row and segments == (whole,)) else segments
        sides[side] = (whole, known)
    unit = TranslationUnit(
        source=sides["source"][0],
        target=sides["target"][0],
        source_segments=sides["source"][1],
        target_segments=sides["target"][1],
        source_span=_span(row.get("source_span")),
        target_span=_span(row.get("target_span")),
        confidence=row.get("confidence"),
        is_crossing=bool(row.get("is_crossing")),
        source_speaker=row.get("source_speaker"),
        target_speaker=row.get("target_speaker"),
        notes=_notes(row),
        props=_props(row),
        given_kind=row.get("given_kind"),
        **{name: row.get(name) for name in _PLAIN},
    )
    kind = row.get("kind")
    return unit if kind in (None, unit.kind) else replace(unit, given_kind=kind)


def _span(value: list[int] | None) -> Span | None:
    return None if value is None else (value[0], value[1])

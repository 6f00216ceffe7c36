"""A glossary whole, places and all, as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any, BinaryIO

from corpora.formats.streams import Origin
from glossary.record.entries import ConceptEntry, Context, Glossary, Place, Rendering
from glossary.record.evidence import read_evidence

_FORMAT = "duizhao glossary 1"


def dump(glossary: Glossary, file: BinaryIO) -> None:
    """Write everything there is, in the order of the glossary."""
    data = {"format": _FORMAT, **asdict(replace(glossary, entries=()))}
    data["entries"] = [
        fields_of(entry)
        | {"confidence": None if entry.confidence is None else round(entry.confidence, 4)}
        for entry in glossary.entries
    ]
    text = json.dumps(data, ensure_ascii=False, indent=1)
    file.write(text.encode("utf-8", errors="replace") + b"\n")


def load(origin: Origin) -> Glossary:
    """Read what ``dump`` wrote.

    Raises:
        InputError: it is no JSON, or not a glossary of ours.
    """
    with origin.open() as file:
        raw = file.read()
    try:
        data = json.loads(raw.decode("utf-8-sig"))
        if not isinstance(data, dict) or data.get("format") != _FORMAT:
            raise origin.error("is not a glossary of duizhao", hint="choose a file it wrote")
        return Glossary(
            source_language=data["source_language"],
            target_language=data["target_language"],
            entries=tuple(entry_from(entry) for entry in data["entries"]),
            signature=data["signature"],
            notes=tuple(data["notes"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise origin.error(
            f"is not a glossary of duizhao ({error})", hint="choose a file it wrote"
        ) from error


def fields_of(entry: ConceptEntry) -> dict[str, Any]:
    """An entry's fields as JSON holds them."""
    return asdict(entry) | {"evidence": entry.evidence.text}


def entry_from(data: dict[str, Any]) -> ConceptEntry:
    """An entry from what ``fields_of`` gives.

    Raises:
        KeyError, TypeError: one is missing, or is none of an entry's.
    """
    data = {key: value for key, value in data.items() if key != "confidence"}
    data["evidence"] = read_evidence(data["evidence"])
    data["source_variants"] = tuple(data["source_variants"])
    data["reasons"] = tuple((name, value) for name, value in data["reasons"])
    data["renderings"] = tuple(_rendering(one) for one in data["renderings"])
    data["contexts"] = tuple(_context(one) for one in data["contexts"])
    return ConceptEntry(**data)


def _rendering(data: dict[str, Any]) -> Rendering:
    places = tuple(
        Place(
            document=place["document"],
            unit=place["unit"],
            source_span=_span(place["source_span"]),
            target_spans=tuple(_span(span) for span in place["target_spans"]),
            pair=place.get("pair", ""),
        )
        for place in data["places"]
    )
    return Rendering(**{**data, "places": places})


def _context(data: dict[str, Any]) -> Context:
    span = data["source_span"]
    return Context(
        source=data["source"],
        target=data["target"],
        place=data["place"],
        source_span=None if span is None else _span(span),
        target_spans=tuple(_span(one) for one in data["target_spans"]),
    )


def _span(pair: list[int]) -> tuple[int, int]:
    return int(pair[0]), int(pair[1])

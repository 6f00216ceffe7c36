"""A glossary whole, places and all, as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass, replace
from functools import cache
from types import NoneType, UnionType
from typing import Any, BinaryIO, Literal, Union, cast, get_args, get_origin, get_type_hints

from corpora.formats.streams import Origin
from glossary.record.entries import ConceptEntry, Glossary
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
            source_language=_typed(data["source_language"], str, "source_language"),
            target_language=_typed(data["target_language"], str, "target_language"),
            entries=tuple(entry_from(_object(entry, "an entry")) for entry in data["entries"]),
            signature=_typed(data["signature"], str, "signature"),
            notes=_typed(data["notes"], tuple[str, ...], "notes"),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise origin.error(
            f"is not a glossary of duizhao ({error})", hint="choose a file it wrote"
        ) from error


def fields_of(entry: ConceptEntry) -> dict[str, Any]:
    """An entry's fields as JSON holds them."""
    return asdict(entry) | {"evidence": entry.evidence.text}


def entry_from(data: dict[str, Any]) -> ConceptEntry:
    """An entry from what ``fields_of`` gives.

    Raises:
        KeyError, TypeError, ValueError: a field is missing, is none of an entry's, or of another
            type.
    """
    given = {key: value for key, value in data.items() if key != "confidence"}
    given["evidence"] = read_evidence(_typed(given["evidence"], str, "evidence"))
    kinds = _fields_of(ConceptEntry)
    fields = {
        name: value if name == "evidence" else _typed(value, kinds[name], name)
        for name, value in given.items()
    }
    return ConceptEntry(**fields)


def _typed(value: Any, kind: Any, name: str) -> Any:  # noqa: ANN401
    """A value of JSON as what a field is declared to be: dataclasses from objects, tuples from
    lists.

    Raises:
        TypeError: it is something else.
    """
    # Most are texts and numbers, and to ask what a kind is made of takes longer.
    if type(value) is kind:
        return value
    if get_origin(kind) in (Union, UnionType):
        if value is None and NoneType in get_args(kind):
            return None
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
    if isinstance(kind, type) and is_dataclass(kind):
        kinds, make = _fields_of(kind), cast(Callable[..., Any], kind)
        return make(
            **{key: _typed(one, kinds[key], key) for key, one in _object(value, name).items()}
        )
    if get_origin(kind) is tuple and isinstance(value, list):
        inner = get_args(kind)
        each = inner[:1] * len(value) if inner[-1] is Ellipsis else inner
        if len(each) == len(value):
            return tuple(_typed(one, k, name) for one, k in zip(value, each, strict=True))
    if get_origin(kind) is Literal and value in get_args(kind):
        return value
    if kind is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    raise TypeError(f"{name} is {type(value).__name__}")


@cache
def _fields_of(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _object(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{name} is {type(value).__name__}")
    return value

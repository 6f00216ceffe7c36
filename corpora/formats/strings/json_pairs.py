"""Pairs in one JSON document, in the shapes of ``corpora.formats.strings.tree``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream, WriteOptions, Written
from corpora.formats.strings.keyed import whole_text
from corpora.formats.strings.tree import Number, Tree, read_tree
from corpora.formats.tables.columns import COLUMNS, cells_of
from corpora.registry.formats import CSV
from corpora.units import TranslationUnit

_GLOSSARY = "duizhao glossary"


def read(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of a JSON document; of texts in one language with the file beside it.

    Raises:
        InputError: it is no JSON (with its line), or holds no pairs.
    """
    return read_tree(origin, options, _parse)


def _parse(origin: Origin, options: ReadOptions) -> Tree:
    text = whole_text(origin, options)
    try:
        tree = json.loads(text, parse_int=Number, parse_float=Number, parse_constant=Number)
    except json.JSONDecodeError as error:
        raise origin.error(
            f"is not JSON here ({error.msg})", line=error.lineno, hint="export it again"
        ) from error
    except RecursionError as error:
        raise origin.error("is nested too deeply", hint="choose a file of pairs") from error
    if isinstance(tree, dict) and str(tree.get("format") or "").startswith(_GLOSSARY):
        raise origin.error(
            "is a glossary of duizhao, not pairs",
            hint=f"give it to a command that takes a glossary, or export it as {CSV}",
        )
    return tree


def write(
    units: Iterable[TranslationUnit], head: Head, file: BinaryIO, options: WriteOptions
) -> Written:
    """Write a list of objects with the fields of our tables, those that are empty left out."""
    count = 0
    file.write(b"[")
    for unit in units:
        row: dict[str, Any] = {
            name: cell
            for name, cell in zip(COLUMNS, cells_of(unit), strict=True)
            if cell or name in COLUMNS[:2]
        }
        if unit.confidence is not None:
            row[COLUMNS[3]] = float(unit.confidence)
        file.write(b",\n" if count else b"\n")
        try:
            file.write(json.dumps(row, ensure_ascii=False).encode())
        except UnicodeEncodeError:  # a lone surrogate has no UTF-8; it does have an escape
            file.write(json.dumps(row).encode())
        count += 1
    file.write(b"\n]\n")
    return Written(units=count)

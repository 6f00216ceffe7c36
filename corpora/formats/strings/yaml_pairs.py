"""Pairs in YAML, in the shapes of ``corpora.formats.strings.tree``.

PyYAML's events are read, not its objects: nothing is constructed, whatever a tag asks for, and
an alias, which could stand for the whole file again and again, stands for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from corpora.formats.streams import Origin, ReadOptions, UnitStream
from corpora.formats.strings.keyed import whole_text
from corpora.formats.strings.tree import DEEPEST, Tree, read_tree

_NOTHING = ("", "~", "null", "Null", "NULL")
# libyaml where it is there: its nesting costs nothing.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of a YAML file; of texts in one language with the file beside it.

    Raises:
        InputError: it is no YAML (with its line), or holds no pairs.
    """
    return read_tree(origin, options, _parse)


def _parse(origin: Origin, options: ReadOptions) -> Tree:
    text = whole_text(origin, options)
    try:
        return _built(origin, yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or getattr(error, "reason", None) or "damaged"
        raise origin.error(
            f"is not YAML here ({said})",
            line=mark.line + 1 if mark else None,
            hint="check quotes and indentation there",
        ) from error


def _built(origin: Origin, events: Iterator[Any]) -> Tree:
    """The first document as dictionaries, lists and texts."""
    root: list[Tree] = []
    # Each open collection, and for a mapping the key that waits for its value.
    stack: list[tuple[Tree, list[str]]] = [(root, [])]
    for event in events:
        if isinstance(event, yaml.DocumentEndEvent):
            break
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
        elif isinstance(event, yaml.CollectionStartEvent):
            made: Tree = {} if isinstance(event, yaml.MappingStartEvent) else []
            _add(stack[-1], made)
            stack.append((made, []))
            if len(stack) > DEEPEST:
                raise origin.error("is nested too deeply", hint="choose a file of pairs")
        elif isinstance(event, yaml.ScalarEvent):
            plain = not event.style and event.value in _NOTHING
            _add(stack[-1], None if plain else event.value)
        elif isinstance(event, yaml.AliasEvent):
            _add(stack[-1], None)
    return root[0] if root else None


def _add(open_one: tuple[Tree, list[str]], value: Tree) -> None:
    collection, key = open_one
    if isinstance(collection, list):
        collection.append(value)
    elif key:
        collection[key.pop()] = value
    else:
        key.append(str(value))  # a collection as a key is nothing that people write

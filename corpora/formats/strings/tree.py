"""Pairs in nested data, whichever notation it was in: the shapes that programs and people use.

A list of records or of pairs; texts under keys with both languages (above the keys, or below
each); texts under keys in one language, joined with the file in the other; and keys that are
themselves the texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpora.formats.codes import guess_language, language_of_code, primary
from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream, origin_of
from corpora.formats.strings.keyed import Text, join, joined_units, no_partner, partner_of
from corpora.formats.strings.partners import LANGUAGES
from corpora.formats.tables.columns import Row, find_layout, read_rows
from corpora.units import join_texts

Tree = Any
"""Dictionaries, lists, texts, ``Number``s and ``None``, in one another."""
Parse = Callable[[Origin, ReadOptions], Tree]

# No text that people wrote nests deeper.
DEEPEST = 100
_PEEK = 200
_SEPARATOR = "."
# Chrome's and Flutter's files keep remarks beside a text.
_MESSAGE, _REMARKS, _ASIDE = "message", "description", "@"


class Number(str):
    """A number as it was written: a value, but no text to translate."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _Leaf:
    path: tuple[str, ...]
    text: str


def read_tree(origin: Origin, options: ReadOptions, parse: Parse) -> UnitStream:
    """Units of nested data of one of the shapes above.

    Raises:
        InputError: it has none of them, or is nested more than a hundred deep.
    """
    tree = parse(origin, options)
    records = _records(tree)
    if records is not None:
        _refuse_partner(origin, options)
        return _of_records(origin, records, options)
    leaves = _leaves(origin, tree)
    for at in (0, -1):
        sides = _by_language(leaves, at, options)
        if sides is not None:
            _refuse_partner(origin, options)
            return _of_sides(origin, *sides, options)
    return _of_one_language(origin, leaves, options, parse)


def _refuse_partner(origin: Origin, options: ReadOptions) -> None:
    if options.partner is not None:
        raise origin.error(
            "holds pairs by itself, so that nothing can be joined with it by key",
            hint="give this file alone to a command that takes pairs",
        )


def _records(tree: Tree) -> list[Tree] | None:
    """The rows of a table: the list itself, or the only list of rows that an object holds."""
    if isinstance(tree, dict):
        lists = [value for value in tree.values() if _is_table(value)]
        return lists[0] if len(lists) == 1 else None
    return tree if _is_table(tree) else None


def _is_table(value: Tree) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all((isinstance(row, (dict, list)) and len(row) >= 2) or _holds_both(row)
                for row in value)
    )  # fmt: skip


def _holds_both(row: Tree) -> bool:
    """Whether a record has its texts one floor down: ``{"translation": {"zh": …, "en": …}}``."""
    return isinstance(row, dict) and any(isinstance(value, dict) for value in row.values())


def _of_records(origin: Origin, records: list[Tree], options: ReadOptions) -> UnitStream:
    flat = [_cells(record) for record in records]
    names = list(dict.fromkeys(name for cells in flat for name in cells))
    is_named = any(isinstance(record, dict) for record in records)
    rows: list[Row] = [(0, names)] if is_named else []
    rows += [(n, [cells.get(name, "") for name in names]) for n, cells in enumerate(flat, 1)]
    layout = find_layout([cells for _number, cells in rows[:_PEEK]])
    if layout is None or (is_named and not layout.names):
        raise origin.error(
            "does not hold pairs: no field is called source or target, nor after a language",
            hint='a list of {"source": …, "target": …} is read',
        )
    return read_rows(origin, lambda: iter(rows), options)


def _cells(record: Tree) -> dict[str, str]:
    """A record's texts by name, or by number; of an object within it, its own fields."""
    pairs = record.items() if isinstance(record, dict) else enumerate(record)
    cells: dict[str, str] = {}
    for name, value in pairs:
        inner = value.items() if isinstance(value, dict) else ((name, value),)
        cells.update((str(key), _text(one)) for key, one in inner)
    return cells


def _text(value: Tree) -> str:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return join_texts(value, guess_language(value))
    return ""


def _leaves(origin: Origin, tree: Tree) -> list[_Leaf]:
    """All texts with the keys that lead to them, in the order of the file."""
    leaves: list[_Leaf] = []
    stack: list[tuple[tuple[str, ...], Tree]] = [((), tree)]
    while stack:
        path, node = stack.pop()
        if len(path) > DEEPEST:
            raise origin.error("is nested too deeply", hint="choose a file of texts under keys")
        if isinstance(node, dict):
            items = [(str(key), value) for key, value in node.items()]
        elif isinstance(node, list):
            items = [(str(number), value) for number, value in enumerate(node)]
        else:
            items = []
            if isinstance(node, str) and not isinstance(node, Number):
                leaves.append(_Leaf(path, node))
        stack.extend(((*path, key), value) for key, value in reversed(items))
    return leaves


def _by_language(
    leaves: Sequence[_Leaf], at: int, options: ReadOptions
) -> tuple[str, list[Text], str, list[Text]] | None:
    """The texts of two languages, if the first or the last of most texts' keys names one."""
    codes = Counter(leaf.path[at] for leaf in leaves if leaf.path)
    named = [code for code in codes if primary(code) in LANGUAGES]
    if len({primary(code) for code in named}) < 2:
        return None
    if 2 * sum(codes[code] for code in named) < len(leaves):
        return None
    source = _choice(named, options.source_language) or named[0]
    others = [code for code in named if primary(code) != primary(source)]
    target = _choice(others, options.target_language) or others[0]
    sides = []
    for code in (source, target):
        chosen = [leaf for leaf in leaves if leaf.path and leaf.path[at] == code]
        rest = [(leaf.path[1:] if at == 0 else leaf.path[:-1], leaf.text) for leaf in chosen]
        sides.append([Text(_SEPARATOR.join(path), text) for path, text in rest])
    return source, sides[0], target, sides[1]


def _choice(codes: Sequence[str], wanted: str | None) -> str:
    """The code of a wanted language: the very one, or another of the same language."""
    same = [code for code in codes if wanted and primary(code) == primary(wanted)]
    exact = [code for code in same if language_of_code(code) == language_of_code(wanted or "")]
    return (exact or same or [""])[0]


def _of_sides(
    origin: Origin,
    source: str,
    sources: list[Text],
    target: str,
    targets: list[Text],
    options: ReadOptions,
) -> UnitStream:
    head = Head(
        name=origin.name,
        source_language=options.source_language or language_of_code(source),
        target_language=options.target_language or language_of_code(target),
        source_code=source,
        target_code=target,
    )
    notes: list[str] = []
    return UnitStream(head=head, units=joined_units(sources, targets, notes), notes=notes)


def _of_one_language(
    origin: Origin, leaves: Sequence[_Leaf], options: ReadOptions, parse: Parse
) -> UnitStream:
    texts = _keyed(leaves)
    if not texts:
        raise origin.error("holds no texts", hint="choose a file that holds pairs")
    is_chinese_key = _are_texts(leaves)
    partner = None if is_chinese_key else partner_of(origin, texts, options)
    if partner is not None:
        other = origin_of(partner)
        theirs = _keyed(_leaves(other, parse(other, options)))
        return join((origin, texts), (other, theirs), options)
    if is_chinese_key or _are_phrases(leaves):
        return read_rows(origin, lambda: _key_rows(leaves), options)
    raise no_partner(origin)


def _key_rows(leaves: Sequence[_Leaf]) -> Iterator[Row]:
    for number, leaf in enumerate(leaves, 1):
        yield number, [leaf.path[-1] if leaf.path else "", leaf.text]


def _keyed(leaves: Sequence[_Leaf]) -> list[Text]:
    """Texts under their keys; a language above all of them is no part of the keys."""
    tops = {leaf.path[0] for leaf in leaves if leaf.path}
    cut = int(len(tops) == 1 and primary(next(iter(tops))) in LANGUAGES)
    remarks = {leaf.path[:-1]: leaf.text for leaf in leaves if leaf.path[-1:] == (_REMARKS,)}
    messages = {leaf.path[:-1] for leaf in leaves if leaf.path[-1:] == (_MESSAGE,)}
    texts = []
    for leaf in leaves:
        if any(part.startswith(_ASIDE) for part in leaf.path):
            continue
        owner = next((leaf.path[:n] for n in (1, 2) if leaf.path[:n] in messages), None)
        if owner is None:
            texts.append(Text(_SEPARATOR.join(leaf.path[cut:]), leaf.text))
        elif leaf.path == (*owner, _MESSAGE):
            texts.append(Text(_SEPARATOR.join(owner), leaf.text, remarks.get(owner, "")))
    return texts


def _are_texts(leaves: Sequence[_Leaf]) -> bool:
    """Whether keys are Chinese, and what stands under them is not."""
    keys = [leaf.path[-1] for leaf in leaves[:_PEEK] if leaf.path]
    values = [leaf.text for leaf in leaves[:_PEEK]]
    return primary(guess_language(keys)) == "zh" != primary(guess_language(values))


def _are_phrases(leaves: Sequence[_Leaf]) -> bool:
    """Whether keys are English that people read, and what stands under them is Chinese."""
    keys = [leaf.path[-1] for leaf in leaves[:_PEEK] if leaf.path]
    values = [leaf.text for leaf in leaves[:_PEEK]]
    read = sum(" " in key.strip() or (key.istitle() and key.isalpha()) for key in keys)
    return 2 * read > len(keys) and primary(guess_language(values)) == "zh"

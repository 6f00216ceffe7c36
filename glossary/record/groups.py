"""A term and its longer forms as one group, one row of it up front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpora.language.han import has_han
from glossary.record.entries import ConceptEntry, term_key

# A form holds its base at its beginning or end, and at least this share of it is the base:
# 风险管理 in 流动性风险管理, not 市场 in 资本市场双向开放. Characters of Chinese, words of English.
_SHARE = 0.4
_LEAST_CHARS, _LEAST_WORDS = 3, 2
# Of longer forms less likely than that few were in the lists of terms, read or counted.
_LIKELY = 0.7
_NO_QUOTES = dict.fromkeys(map(ord, '“”‘’「」『』"'))


def in_groups(entries: Sequence[ConceptEntry]) -> list[ConceptEntry]:
    """The entries with those that share a base together, where the first of them stood.

    ``group`` of each is the term of the row up front; of what stands alone it is empty.
    The order is otherwise kept: what is hardly a term (confidence under .7) is not drawn up
    to a better one, and stays where it was.

    >>> terms = ("产业基础再造", "人工智能", "产业基础", "人工智能技术")
    >>> rows = in_groups([ConceptEntry(id=t, source_term=t, target_term="") for t in terms])
    >>> [(row.source_term, row.group) for row in rows][:2]
    [('产业基础再造', '产业基础再造'), ('产业基础', '产业基础再造')]
    """
    keys = [_units(entry.source_term) for entry in entries]
    known = {key: row for row, key in reversed([*enumerate(keys)]) if not _is_weak(entries[row])}
    bases = [
        row if _is_weak(entries[row]) else _base(key, known, row) for row, key in enumerate(keys)
    ]
    members: dict[int, list[int]] = {}
    for row, base in enumerate(bases):
        while bases[base] != base:  # bases only get shorter
            base = bases[base]
        members.setdefault(base, []).append(row)
    fronts = {row: rows[0] for rows in members.values() if len(rows) > 1 for row in rows}
    order = [row for rows in sorted(members.values()) for row in rows]
    return [
        replace(entries[row], group=entries[fronts[row]].source_term)
        if row in fronts
        else entries[row]
        for row in order
    ]


def is_behind(entry: ConceptEntry) -> bool:
    """Whether an entry stands behind another of its group."""
    return bool(entry.group) and entry.group != entry.source_term


def _is_weak(entry: ConceptEntry) -> bool:
    confidence = entry.confidence
    return confidence is not None and confidence < _LIKELY and not entry.is_approved


def _units(term: str) -> tuple[str, ...]:
    key = term_key(term).translate(_NO_QUOTES)
    return tuple(key) if has_han(key) else tuple(key.split())


def _base(key: tuple[str, ...], known: dict[tuple[str, ...], int], row: int) -> int:
    """The row of the shortest term with which a term begins or ends, its own if none does."""
    least = _LEAST_CHARS if has_han("".join(key)) else _LEAST_WORDS
    shortest = max(least, -int(-_SHARE * len(key) // 1))
    for size in range(shortest, len(key)):
        for part in (key[-size:], key[:size]):
            if part in known:
                return known[part]
    return known.get(key, row)

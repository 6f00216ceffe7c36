"""What a house's memory says of terms and their renderings: evidence beside the text's own.

Pairs of the memory that have most in common with a text are counted with it, as if the text were
longer; only what stands in the text itself is told. Terms that the house approved come first, those
that it rejected sink.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Floats
from corpora.language.english import rendering_key
from corpora.language.scripts import simplify, unquoted
from corpora.memory.house import HouseMemory, sentence_key
from corpora.units import TranslationUnit
from corpora.values import counted
from glossary.links.renderings import PairTable
from glossary.prepared import Row
from glossary.record.entries import ConceptEntry, term_key
from glossary.record.roundtrip import Knowledge

# Pairs of the memory that are counted beside a text, and for each of its own at most: bounds time.
_MOST_ROWS, _ROWS_A_UNIT = 600, 3
# In nats: what a candidate loses that the house rejected, and a rendering gains that it approved
# (a little more than one of the bank).
_REJECTED, _APPROVED = 4.0, 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What a memory says of one text.

    Attributes:
        wordings: approved English of simplified Chinese terms that stand in the text.
        rejected: simplified Chinese terms that the house rejected, in the text.
        rows: pairs of the memory to be counted with the text's own.
        notes: what was used, in sentences.
        digest: the memory's; empty where there is none.
    """

    wordings: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    rejected: frozenset[str] = frozenset()
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    digest: str = ""

    def taught(self, knowledge: Knowledge) -> Knowledge:
        """What a text's own decisions say with the house's; where they differ, the text's count."""
        wordings = {
            term: english for term, english in self.wordings.items()
            if term not in knowledge.unwanted
        }  # fmt: skip
        return replace(
            knowledge,
            pairs={**wordings, **knowledge.pairs},
            wanted=knowledge.wanted | wordings.keys(),
        )

    def is_rejected(self, terms: Sequence[str], wanted: frozenset[str]) -> NDArray[np.bool_]:
        """Which candidates the house rejected; shape (terms,)."""
        doubted = self.rejected - wanted
        return np.array([unquoted(term) in doubted for term in terms], dtype=bool)

    def known_renderings(self, terms: Sequence[str], table: PairTable) -> Floats:
        """What each rendering gains by being the house's, in nats; shape (pairs,)."""
        gains = np.zeros(len(table.pairs.term), np.float32)
        keys = {
            row: {rendering_key(wording) for wording in self.wordings[unquoted(term)]}
            for row, term in enumerate(terms)
            if unquoted(term) in self.wordings
        }
        for pair in np.flatnonzero(np.isin(table.pairs.term, list(keys))).tolist():
            if table.pairs.keys[pair] in keys[int(table.pairs.term[pair])]:
                gains[pair] = _APPROVED
        return gains

    def term_losses(self, is_rejected: NDArray[np.bool_]) -> Floats:
        """What candidates lose in the order by having been rejected, in nats."""
        losses: Floats = np.where(is_rejected, np.float32(_REJECTED), np.float32(0))
        return losses

    def with_wordings(
        self, entries: Iterable[ConceptEntry], *, source_is_chinese: bool
    ) -> list[ConceptEntry]:
        """Entries with the house's wording of their terms told beside the one that was found.

        Of several the one that stands here, else the first.
        """
        by_source: dict[str, list[str]] = {}
        for zh, wordings in self.wordings.items():
            for en in wordings:
                one, other = (zh, en) if source_is_chinese else (en, zh)
                by_source.setdefault(term_key(one), []).append(other)
        return [_with_usual(entry, by_source) for entry in entries]


def _with_usual(entry: ConceptEntry, by_source: Mapping[str, Sequence[str]]) -> ConceptEntry:
    forms = map(term_key, (entry.source_term, *entry.source_variants))
    wordings = next((by_source[key] for key in forms if key in by_source), None)
    if wordings is None:
        return entry
    found = {_wording_key(one.text) for one in entry.renderings}
    here = (one for one in wordings if _wording_key(one) in found)
    return replace(entry, usual=next(here, wordings[0]))


def _wording_key(text: str) -> str:
    return rendering_key(text) or text


NOTHING = House()


def ask_house(memory: HouseMemory | None, rows: Sequence[Row], *, counts: bool) -> House:
    """What a memory says of a text.

    Args:
        memory: the house's, or ``None``.
        rows: the text's units, or the first of a large one.
        counts: whether pairs of the memory are to be counted beside the text's own.
    """
    if memory is None:
        return NOTHING
    texts = [row.sides[0] for row in rows]
    whole = simplify("\n".join(texts))
    wordings: dict[str, tuple[str, ...]] = {}
    for zh, en in memory.approved:
        term = unquoted(simplify(zh))
        if term in whole:
            wordings[term] = (*wordings.get(term, ()), en)
    rejected = frozenset(
        term for term in (unquoted(simplify(zh)) for zh in memory.rejected) if term in whole
    )
    related = _related(memory, texts) if counts else ()
    return House(
        wordings=wordings,
        rejected=rejected,
        rows=related,
        notes=(_told(memory, related, wordings, rejected), *memory.notes),
        digest=memory.digest,
    )


def _related(memory: HouseMemory, texts: Sequence[str]) -> tuple[Row, ...]:
    """Pairs that share most with a text, its own sentences left out: they are counted already."""
    own = {sentence_key(text) for text in texts}
    most = min(_MOST_ROWS, _ROWS_A_UNIT * len(texts))
    pairs = memory.related(texts, most + len(own))
    others = [(zh, en) for zh, en in pairs if sentence_key(zh) not in own][:most]
    return tuple(
        Row("", number, TranslationUnit(source=zh, target=en), True)
        for number, (zh, en) in enumerate(others, 1)
    )


def _told(
    memory: HouseMemory, related: Iterable[Row], wordings: Mapping[str, object],
    rejected: frozenset[str],
) -> str:  # fmt: skip
    read = counted(len(memory.pairs), "pair")
    near = counted(len(tuple(related)), "pair")
    approved = counted(len(memory.approved), "approved term")
    said = f"Memory: {read} and {approved} read; {near} like this text counted beside it, "
    said += f"{counted(len(wordings), 'approved term')} standing here"
    return said + (f", {counted(len(rejected), 'rejected one')}." if rejected else ".")

"""What every check is given: the pairs, and what has been found out about them once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from corpora.language.encoders.base import SpanEncoder
from corpora.language.lexicon import Lexicon
from corpora.numbers import Quantity, find_quantities
from corpora.numbers.footnotes import without_footnotes
from corpora.progress import Progress, silent
from corpora.units import Bitext, Document, Span, is_chinese
from glossary.bank import Bank
from glossary.record.entries import Glossary

_OTHER_DOLLARS = re.compile(
    r"[港台臺][币幣元]|新[台臺][币幣]|澳[门門][币幣元]|[坡新][币幣]|HK\$|NT\$|S\$|HKD|TWD|MOP|SGD"
    r"|Hong Kong|Taiwan|Singapore"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRule:
    """How one term is to be rendered: any of ``targets``, none of ``forbidden``."""

    source: str
    targets: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Context:
    """One bitext under check. The ``zh_`` and ``en_`` views know which side is which.

    ``target`` is the document that the targets were cut from, where there is one. ``pasted``
    says where the source stands in a unit's target as well; the unit here is without it.
    """

    bitext: Bitext
    target: Document | None = None
    terms: tuple[TermRule, ...] = ()
    glossary: Glossary | None = None
    bank: Bank | None = None
    lexicon: Lexicon | None = None
    encoder: SpanEncoder | None = None
    pasted: Mapping[int, Span] = field(default_factory=dict)
    progress: Progress = silent

    @property
    def zh_is_source(self) -> bool:
        """Whether the Chinese is the source."""
        return is_chinese(self.bitext.source_language)

    @property
    def is_zh_en(self) -> bool:
        """Whether one side is Chinese and the other is not."""
        return self.zh_is_source != is_chinese(self.bitext.target_language)

    @cached_property
    def source_quantities(self) -> list[tuple[Quantity, ...]]:
        """The quantities of each unit's source."""
        language = self.bitext.source_language
        return [find_quantities(unit.source, language) for unit in self.bitext.units]

    @cached_property
    def target_quantities(self) -> list[tuple[Quantity, ...]]:
        """The quantities of each unit's target."""
        language = self.bitext.target_language
        texts = [unit.target for unit in self.bitext.units]
        return without_footnotes([find_quantities(text, language) for text in texts], texts)

    @cached_property
    def source_years(self) -> frozenset[Fraction]:
        """All years that the source names."""
        return frozenset(
            value
            for unit in self.source_quantities
            for one in unit
            if one.kind == "year"
            for value in one.values
        )

    @cached_property
    def names_other_dollars(self) -> bool:
        """Whether money of Hong Kong, Macao, Taiwan or Singapore is named anywhere."""
        return any(
            _OTHER_DOLLARS.search(text)
            for unit in self.bitext.units
            for text in (unit.source, unit.target)
        )

    def number(self, index: int) -> str:
        """What people call a unit: its pair's number, else its place in the file from 1."""
        return self.bitext.units[index].pair or str(index + 1)

    def zh(self, index: int) -> str:
        """The Chinese text of a unit."""
        unit = self.bitext.units[index]
        return unit.source if self.zh_is_source else unit.target

    def en(self, index: int) -> str:
        """The English text of a unit."""
        unit = self.bitext.units[index]
        return unit.target if self.zh_is_source else unit.source

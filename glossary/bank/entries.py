"""What the bank of policy language is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

COLUMNS = (
    "zh", "zh_variants", "en", "en_variants", "wrong",
    "domain", "kind", "since", "attested", "checked",
)  # fmt: skip
KINDS = (
    "term", "slogan", "programme", "organisation", "document", "office", "formula", "place",
)  # fmt: skip
DOMAINS = (
    "economy_industry", "agriculture_rural", "finance", "science_digital", "environment",
    "society_health", "culture_education", "law_party", "defence_security", "foreign_affairs",
    "hk_macao_taiwan", "general",
)  # fmt: skip
ATTESTED = ("report", "presser", "white paper", "law", "plan", "speech", "website", "annual report")


@dataclass(frozen=True, slots=True, kw_only=True)
class BankEntry:
    """One Chinese term, name or formula with the English of official translations.

    ``zh_variants`` are shorter, longer and regional forms. ``en`` is the usual English,
    ``en_variants`` others that official texts use, ``wrong`` literal ones that mislead.
    ``since`` is the year in which it came into use, where that is known. ``attested`` is the kind
    of public document that has it; ``checked`` names the bilingual texts in which a script found
    a listed wording beside the Chinese.
    """

    zh: str
    en: str
    zh_variants: tuple[str, ...] = ()
    en_variants: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    domain: str = ""
    kind: str = "term"
    since: int | None = None
    attested: str = ""
    checked: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """Every Chinese form, the usual one first."""
        return (self.zh, *self.zh_variants)

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every English wording that is right, the usual one first."""
        return (self.en, *self.en_variants)


def entry_of(cells: Sequence[str]) -> BankEntry:
    """The entry of one line of a data file.

    Raises:
        ValueError: cells are too few or too many, or the year is none.
    """
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(cells)} cells, not {len(COLUMNS)}")
    zh, zh_variants, en, en_variants, wrong, domain, kind, since, attested, checked = cells
    return BankEntry(
        zh=zh,
        zh_variants=_parts(zh_variants),
        en=en,
        en_variants=_parts(en_variants),
        wrong=_parts(wrong),
        domain=domain,
        kind=kind,
        since=int(since) if since else None,
        attested=attested,
        checked=_parts(checked),
    )


def cells_of(entry: BankEntry) -> list[str]:
    """The cells of an entry's line: what ``entry_of`` reads."""
    return [
        entry.zh,
        "|".join(entry.zh_variants),
        entry.en,
        "|".join(entry.en_variants),
        "|".join(entry.wrong),
        entry.domain,
        entry.kind,
        str(entry.since or ""),
        entry.attested,
        "|".join(entry.checked),
    ]


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()

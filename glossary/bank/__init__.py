"""A bank of policy language: official terms, names and formulas with their usual English.

``README.md`` beside this file tells the columns and how the bank was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, overload

from corpora.arrays import Floats
from corpora.cached import table_made_once
from corpora.errors import InputError
from corpora.language.chinese import load_segmenter
from corpora.language.han import has_han
from corpora.language.scripts import simplify, unquoted
from corpora.units import Span
from glossary.bank.entries import COLUMNS, BankEntry, entry_of
from glossary.formats import read_glossary
from glossary.record.entries import ConceptEntry

if TYPE_CHECKING:
    from importlib.abc import Traversable

__all__ = ["Bank", "BankEntry", "bank_files", "choose_bank", "load_bank", "read_bank"]

# The number of the entry that has a form; the lengths of the forms that begin with two characters.
Index: TypeAlias = tuple[dict[str, int], dict[str, list[int]]]
# One character stands in everything.
_SHORTEST = 2
# From this length on, a form is taken for itself whatever the segmenter makes of the text.
_SURE = 4
# How strong a word's border must be (of the segmenter's 0 to 2): chosen by eye.
_EDGE = 1.0
# 公安部 is no ministry in 公安部门, which are its departments everywhere.
_DEPARTMENTS = "部门"


class Bank:
    """Bank entries by each of their Chinese forms.

    Args:
        entries: in order of weight: where two have one form, the first keeps it.
        index: what ``index_of`` made of them, where that was kept.
    """

    def __init__(self, entries: Sequence[BankEntry], index: Index | None = None) -> None:
        self.entries = entries
        self._by_form, self._lengths = index_of(entries) if index is None else index

    def __len__(self) -> int:
        return len(self.entries)

    def lookup(self, zh: str) -> BankEntry | None:
        """The entry with this form, in any characters, in quotation marks or without."""
        plain = simplify(zh)
        return self.lookup_plain(plain) or self.lookup_plain(unquoted(plain))

    def lookup_plain(self, form: str) -> BankEntry | None:
        """The entry with this very form, which is in simplified characters."""
        at = self._by_form.get(form)
        return None if at is None else self.entries[at]

    def find(self, text: str) -> Iterator[tuple[Span, BankEntry]]:
        """The longest forms in a text from left to right, none overlapping another.

        A short form counts only where the segmenter sees a word border at both of its ends:
        市长 is in 市长期望 but not in 城市长期.

        Args:
            text: Chinese, in traditional or simplified characters.

        Yields:
            A span of code points in ``text`` and its entry. Forms of one character are never
            found. Linear in the text: a place is compared with the few forms that begin alike.
        """
        plain = simplify(text)
        edges: Floats | None = None
        at = 0
        while at < len(plain):
            taken = 1
            for length in self._lengths_at(plain, at):
                if length < _SURE:
                    # Only a text with a short form is cut into words.
                    edges = load_segmenter().words(plain).edges if edges is None else edges
                    if not (edges[at] >= _EDGE and edges[at + length] >= _EDGE):
                        continue
                yield (at, at + length), self.entries[self._by_form[plain[at : at + length]]]
                taken = length
                break
            at += taken

    def _lengths_at(self, plain: str, at: int) -> Iterator[int]:
        """Lengths of the forms that stand at a place, the longest first."""
        for length in self._lengths.get(plain[at : at + _SHORTEST], ()):
            end = at + length
            is_known = end <= len(plain) and plain[at:end] in self._by_form
            if is_known and plain[end - 1 : end + 1] != _DEPARTMENTS:
                yield length


def index_of(entries: Sequence[BankEntry]) -> Index:
    """Which entry has each form, simplified, and how long the forms are that begin alike."""
    forms = [(form, number) for number, entry in enumerate(entries) for form in entry.forms]
    # One conversion for all: thousands of short ones take seconds.
    plain = simplify("\n".join(form for form, _ in forms)).split("\n")
    by_form: dict[str, int] = {}
    for form, (_, number) in zip(plain, forms, strict=True):
        by_form.setdefault(form, number)
    lengths: dict[str, set[int]] = {}
    for form in by_form:
        if len(form) >= _SHORTEST:
            lengths.setdefault(form[:_SHORTEST], set()).add(len(form))
    return by_form, {head: sorted(found, reverse=True) for head, found in lengths.items()}


class _Lines(Sequence[BankEntry]):
    """Entries that are read from their lines when they are wanted: a text has few of them."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._read: dict[int, BankEntry] = {}

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, at: int) -> BankEntry: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[BankEntry]: ...
    def __getitem__(self, at: int | slice) -> BankEntry | Sequence[BankEntry]:
        if isinstance(at, slice):
            return _Lines(self._lines[at])
        if at not in self._read:
            self._read[at] = entry_of(self._lines[at].split("\t"))
        return self._read[at]


def bank_files() -> list[Traversable]:
    """The data files of the bank we ship, in order of their names."""
    folder = files("glossary").joinpath("bank")
    return sorted(
        (file for file in folder.iterdir() if file.name.endswith(".tsv")),
        key=lambda file: file.name,
    )


@cache
def load_bank() -> Bank:
    """The bank we ship, read when first wanted."""
    held = [(file.name, file.read_bytes()) for file in bank_files()]
    source = b"".join(content for _, content in held)
    lines, index = table_made_once("bank", source, lambda: _read_lines(held))
    return Bank(_Lines(lines), index)


def _read_lines(held: Sequence[tuple[str, bytes]]) -> tuple[list[str], Index]:
    """The lines of the bank's files, checked, and their index.

    Raises:
        ValueError: a file has other columns, or a line is no entry.
    """
    all_lines: list[str] = []
    entries: list[BankEntry] = []
    for name, content in held:
        head, *lines = content.decode("utf-8").splitlines()
        if tuple(head.split("\t")) != COLUMNS:
            raise ValueError(f"{name}: the columns of a bank are {', '.join(COLUMNS)}")
        for number, line in enumerate(lines, 2):
            try:
                entries.append(entry_of(line.split("\t")))
            except ValueError as error:
                raise ValueError(f"{name}, line {number}: {error}") from error
        all_lines += lines
    return all_lines, index_of(entries)


def read_bank(path: str | Path) -> Bank:
    """A person's own bank: any glossary from Chinese into English, or the reverse.

    Several terms for one concept are its usual wording and other good ones in the file's order;
    forbidden ones are wordings that are wrong; rejected rows are left out.

    Raises:
        InputError: the file is no glossary, or none of its terms is Chinese.
    """
    told: dict[str, list[ConceptEntry]] = {}
    for concept in read_glossary(path).entries:
        if concept.decision != "reject":
            told.setdefault(simplify(_two_sides(concept)[0]), []).append(concept)
    entries = [entry for concepts in told.values() for entry in _merged(concepts)]
    if not entries:
        raise InputError(
            "holds no Chinese term with an English one",
            path=path,
            hint="a bank is a glossary between Chinese and English",
        )
    return Bank(entries)


def choose_bank(choice: str | Path | None = None) -> Bank | None:
    """The bank that an option names.

    Args:
        choice: ``None`` for the one we ship, ``"none"`` to do without, else a glossary.

    Raises:
        InputError: the glossary cannot be read as a bank.
    """
    if choice == "none":
        return None
    return load_bank() if choice is None else read_bank(choice)


def _two_sides(concept: ConceptEntry) -> tuple[str, str]:
    """Chinese and other side of a concept, whichever is its source."""
    sides = concept.source_term, concept.target_term
    return sides if has_han(concept.source_term) else (sides[1], sides[0])


def _merged(concepts: list[ConceptEntry]) -> Iterator[BankEntry]:
    good: list[str] = []
    bad: list[str] = []
    for concept in concepts:
        (bad if concept.is_forbidden else good).append(_two_sides(concept)[1])
    zh = _two_sides(concepts[0])[0]
    good = [wording for wording in dict.fromkeys(good) if wording]
    if not good or not has_han(zh):
        return
    variants = {form for concept in concepts for form in concept.source_variants if has_han(form)}
    yield BankEntry(
        zh=zh,
        zh_variants=tuple(sorted(variants - {zh})),
        en=good[0],
        en_variants=tuple(good[1:]),
        wrong=tuple(wording for wording in dict.fromkeys(bad) if wording and wording not in good),
        domain=concepts[0].domain,
    )

"""What the machine found, taken into an open project, and whether it is up to date."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from corpora.memory.house import HouseMemory
from corpora.units import Alignment, Document, TranslationUnit, is_chinese
from glossary.record.entries import ConceptEntry, Glossary, Place
from quality.findings import CheckReport
from review.project.answers import pack_findings
from review.project.standing import Standing
from review.project.store.packing import pack_alignment, pack_memory, unpack_memory
from review.project.terms import MarkedPlace, pack_terms

# Document pairs that are written at once.
_AT_ONCE = 100
# Pairs of a memory that a project keeps.
_MOST_MEMORY = 20_000


class Found(Standing):
    """An open project that takes in what the machine found; decisions stay."""

    def put_alignment(
        self, alignment: Alignment, name: str | None = None, *, recipe: str = ""
    ) -> str:
        """Take in a document pair, or what was found in it anew; decisions stay.

        Args:
            alignment: as the aligner gave it, or of a new version of the texts.
            name: the document pair's; the source's where ``None``.
            recipe: a hash of how the user wanted it aligned, for ``is_made_as``.

        Returns:
            The name.
        """
        name = name or alignment.source.name
        if alignment.source.name != name:
            alignment = replace(alignment, source=replace(alignment.source, name=name))
        self.refresh()
        if self._has(name, alignment, recipe):
            return name
        with self._store.changing("pairs that were found"):
            self._store.put_alignment(name, alignment, recipe)
        self.refresh()
        return name

    def _has(self, name: str, alignment: Alignment, recipe: str) -> bool:
        return (
            name in self._stored
            and self._store.recipe(self._stored[name]) == recipe
            and _equal(self._desk(name).found, alignment)
        )

    def is_made_as(self, name: str, source: Document, target: Document, recipe: str) -> bool:
        """Whether these very texts were aligned so already: it need not be done again."""
        self.refresh()
        if name not in self._stored or self._store.recipe(self._stored[name]) != recipe:
            return False
        found = self._desk(name).found
        return (found.source, found.target) == (replace(source, name=name), target)

    def not_made_by(self, recipes: Mapping[str, str]) -> list[str]:
        """Those of some document pairs that are not here, or were made in another way.

        Args:
            recipes: as for ``put_alignment``, by name.
        """
        known = self._store.recipes()
        return [name for name, recipe in recipes.items() if known.get(name) != recipe]

    def put_alignments(self, made: Iterable[tuple[str, str, Callable[[], Alignment]]]) -> None:
        """Take in many document pairs, some at a time; decisions stay.

        Args:
            made: of each its name, its recipe, and a function that reads its alignment, whose
                source is called by that name; they are read in this order.
        """
        waiting = iter(made)
        while part := list(itertools.islice(waiting, _AT_ONCE)):
            with self._store.changing("pairs that were found"):
                for name, recipe, read in part:
                    self._store.put_alignment(name, read(), recipe)
        self.refresh()

    def remove_documents(self, names: Iterable[str]) -> list[str]:
        """Take document pairs away; those about which somebody decided stay.

        Returns:
            The names of those that stay.
        """
        self.refresh()
        decided = self._store.decided_pairs()
        stay = []
        with self._store.changing("documents"):
            for name in names:
                if name in decided:
                    stay.append(name)
                else:
                    self._store.remove_pair(self._stored[name])
        self.refresh()
        return stay

    def decided_documents(self) -> set[str]:
        """The names of the document pairs that somebody decided about."""
        return self._store.decided_pairs()

    def stored_basis(self, name: str) -> str:
        """The basis of the findings of a document pair; empty where there are none."""
        stored = self._store.findings(self._stored[name])
        return "" if stored is None else stored[1]

    def put_packed_findings(self, found: Iterable[tuple[str, str, str, str]]) -> None:
        """Take in findings of many document pairs that were packed elsewhere.

        Args:
            found: of each its name, and signature, basis and data as ``put_findings`` keeps them.
        """
        self.refresh()
        waiting = iter(found)
        while part := list(itertools.islice(waiting, _AT_ONCE)):
            with self._store.changing("findings"):
                for name, signature, basis, data in part:
                    self._store.put_findings(self._stored[name], signature, basis, data)
        self.refresh()

    def remember_memory(self, memory: HouseMemory | None) -> None:
        """Remember the house's memory that pairs and terms are found with, or that there is none.

        Of a large one those pairs are kept that have most in common with the project's texts.
        """
        if self._store.memory_digest() == (memory.digest if memory is not None else ""):
            return
        data = None
        if memory is not None:
            data = pack_memory(memory.part(list(self._chinese()), _MOST_MEMORY))
        with self._store.changing("the memory that is used"):
            self._store.put_memory(memory.digest if memory is not None else "", data)

    def memory(self) -> HouseMemory | None:
        """What is remembered of the house's memory; ``None`` where none was used."""
        data = self._store.memory()
        return None if data is None else unpack_memory(data)

    def _chinese(self) -> Iterator[str]:
        for name in self.document_names():
            for document in self.texts(name):
                if is_chinese(document.language):
                    yield from (segment.text for segment in document.segments)

    def _terms_basis(self) -> str:
        """What the terms were found in: the pairs, and the memory where there is one."""
        return self.basis() + self._store.memory_digest()

    def put_glossary(self, glossary: Glossary) -> None:
        """Take in the terms that were found in the project's bitext as it stands."""
        basis = self._terms_basis()
        data = pack_terms(glossary, self._mark_place, self._pair_place)
        if self._store.terms() == (glossary.signature, basis, data):
            return
        with self._store.changing("terms that were found"):
            self._store.put_terms(glossary.signature, basis, data)
        self.refresh()

    def _mark_place(self, place: Place) -> MarkedPlace | None:
        desk = self._desk_or_none(place.document)
        return None if desk is None else desk.mark_place(place)

    def _pair_place(self, place: str) -> str:
        """``speech.txt 112``, which counts units, with the pair's number in its place."""
        name, _, unit = place.rpartition(" ")
        desk = self._desk_or_none(name)
        row = desk.row_of_unit(int(unit) - 1) if desk is not None and unit.isdigit() else None
        return place if row is None else f"{name} {row.number}"

    def put_findings(self, report: CheckReport, document: str | None = None) -> None:
        """Take in the findings on a document pair's bitext as it stands."""
        self.refresh()
        desk = self._desk(document)
        data = pack_findings(report, desk.mark_finding)
        basis = self.basis(desk.name, glossary=True)
        stored = self._stored[desk.name]
        if self._store.findings(stored) == (report.signature, basis, data):
            return
        with self._store.changing("findings"):
            self._store.put_findings(stored, report.signature, basis, data)
        self.refresh()

    def written(self) -> set[tuple[str, str]]:
        """The files ever written into the folder, each with the hash of its bytes."""
        return self._store.exports()

    def files(self, name: str) -> tuple[Path, Path] | None:
        """The files that a document pair was read from; ``None`` where nobody said."""
        found = self._store.files(self._stored[name])
        if found is None:
            return None
        source, target = (Path(os.path.relpath((self.folder / one).resolve())) for one in found)
        return source, target

    def remember_files(self, files: Mapping[str, tuple[Path, Path]]) -> None:
        """Remember the files that document pairs were read from, as seen from the folder.

        Args:
            files: source and target of each, by the pair's name.
        """
        home = self.folder.resolve()
        said = {
            name: tuple(Path(os.path.relpath(one.resolve(), home)).as_posix() for one in both)
            for name, both in files.items()
        }
        new = [name for name, both in said.items() if self._store.files(self._stored[name]) != both]
        if new:
            with self._store.changing("files that were read"):
                for name in new:
                    self._store.put_files(self._stored[name], *said[name])

    def remember_written(self, files: Mapping[str, str]) -> None:
        """Remember files of the folder by name and hash."""
        if not set(files.items()) <= self.written():
            with self._store.changing("exports"):
                for name, digest in files.items():
                    self._store.put_export(name, digest)

    def basis(self, document: str | None = None, *, glossary: bool = False) -> str:
        """A hash of the texts and pairs as they stand, and of the glossary where it matters:
        what was found in them is up to date while it is the same.
        """
        entries = self.glossary().entries if glossary else ()
        desks = (desk.bitext().units for desk in self._each(document))
        return basis_of(entries, itertools.chain.from_iterable(desks))

    def has_terms(self) -> bool:
        """Whether terms were looked for in the pairs as they stand."""
        stored = self._store.terms()
        return stored is not None and stored[1] == self._terms_basis()

    def has_findings(self, document: str | None = None) -> bool:
        """Whether the pairs of a document, or of all, were checked as they stand."""
        names = self.document_names() if document is None else (document,)
        stored = [(name, self._store.findings(self._stored[name])) for name in names]
        return all(
            found is not None and found[1] == self.basis(name, glossary=True)
            for name, found in stored
        )


def basis_of(entries: tuple[ConceptEntry, ...], units: Iterable[TranslationUnit]) -> str:
    """What ``Found.basis`` is of: entries of a glossary, and units."""
    digest = _digest_of(entries).copy()
    for unit in units:
        digest.update(f"{unit.source}\x1f{unit.target}\x1e".encode("utf-8", "replace"))
    return digest.hexdigest()[:32]


_last_digest: tuple[tuple[ConceptEntry, ...], hashlib._Hash] | None = None


def _digest_of(entries: tuple[ConceptEntry, ...]) -> hashlib._Hash:
    """A hash that has read the entries; of the same glossary it is made once."""
    global _last_digest
    if _last_digest is None or _last_digest[0] is not entries:
        digest = hashlib.sha256()
        for entry in entries:
            digest.update(repr(entry).encode("utf-8", "replace"))
        _last_digest = (entries, digest)
    return _last_digest[1]


def _equal(one: Alignment, other: Alignment) -> bool:
    return (one.source, one.target, one.signature) == (
        other.source,
        other.target,
        other.signature,
    ) and pack_alignment(one) == pack_alignment(other)

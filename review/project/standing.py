"""An open project as it stands: documents, pairs, terms and findings with what people decided."""

from __future__ import annotations

import getpass
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from corpora.errors import InputError
from corpora.formats.streams import Head, UnitStream
from corpora.units import Alignment, Bitext, Document, TranslationUnit
from corpora.values import Value
from glossary.record.entries import Glossary
from quality.findings import CheckReport
from review.project.answers import ProjectFinding, unpack_findings
from review.project.desk import Desk
from review.project.lexis import Lexis, Term
from review.project.log import Log
from review.project.pairs.replay import Unplaced
from review.project.pairs.views import Pair
from review.project.store.records import Generations, Store, StoredPair
from review.project.terms import FoundTerms, unpack_terms, unpacking_terms


def now() -> str:
    """The moment, UTC, as the log holds it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DocumentPair(Value):
    """Two documents of a project. ``name`` is the source's; names are relative to the project."""

    name: str
    source_name: str
    target_name: str
    source_language: str
    target_language: str
    pairs: int
    decided: int


# Segments of the documents that are held open: of more, those looked at longest ago are let go,
# and read again when they are wanted. About 2 KB each, with what was found about them.
_MOST_SEGMENTS = 100_000

Opened = TypeVar("Opened", bound="Standing")
_NO_TERMS = FoundTerms(source_language="zh-Hans", target_language="en")


class Standing:
    """An open project, to be read; ``Project`` is what one decides in."""

    def __init__(
        self, store: Store, *, reviewer: str | None = None, clock: Callable[[], str] = now
    ) -> None:
        self._store = store
        self.reviewer = reviewer or _user()
        self._clock = clock
        self._generations = Generations(-1, -1, -1)
        self._log = Log()
        self._stored: dict[str, StoredPair] = {}
        self._desks: dict[str, Desk] = {}
        self._lexis: Lexis | None = None
        self._is_still = False
        self.refresh()

    @property
    def folder(self) -> Path:
        """Where the project is."""
        return self._store.folder

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    def __repr__(self) -> str:
        return f"Project({str(self.folder)!r})"

    def __enter__(self: Opened) -> Opened:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def last(self) -> int:
        """The number of the last operation that this object has taken in."""
        return self._log.last

    @property
    def last_reviewer(self) -> str:
        """Who did that operation; empty where there is none."""
        return self._log.operations[-1].reviewer if self._log.operations else ""

    def stamp(self) -> str:
        """What is another one after every change to what was found or decided."""
        self.refresh()
        return " ".join(map(str, (*self._generations, self._log.last)))

    def refresh(self) -> bool:
        """Take in what other processes did since; whether there was anything.

        Called by everything that follows, so that nobody needs to.
        """
        if self._is_still:
            return False
        found, last = self._store.generations(), self._store.last()
        before = self._generations
        if (found, last) == (before, self._log.last):
            return False
        self._generations = found
        if found.pairs != before.pairs:
            self._stored = {pair.name: pair for pair in self._store.document_pairs()}
            self._desks, self._lexis = {}, None
        if found.terms != before.terms:
            self._lexis = None
        if found.findings != before.findings:
            for desk in self._desks.values():
                self._take_findings(desk)
        if last > self._log.last:
            self._log.take_in(self._store)
            self._hold()
        return True

    @contextmanager
    def still(self) -> Iterator[None]:
        """Inside, what other processes do is not taken in: for work that takes minutes.

        What is found then is about the pairs as they stood when it began, and is out of date
        where somebody has decided since.
        """
        self.refresh()
        before, self._is_still = self._is_still, True
        try:
            yield
        finally:
            self._is_still = before
            self.refresh()

    @property
    def found_generations(self) -> Generations:
        """Numbers that are others when what the machine found is."""
        return self._generations

    def _hold(self) -> None:
        """Bring everything that is open to the decisions that hold."""
        for name, desk in self._desks.items():
            desk.bring_to(self._log.about(name))
        if self._lexis is not None:
            self._lexis.bring_to(self._log.about_terms())
            self._lexis.pairs_changed()

    def document_names(self) -> tuple[str, ...]:
        """The names of the document pairs, in the order they came."""
        self.refresh()
        return tuple(self._stored)

    def documents(self) -> tuple[DocumentPair, ...]:
        """The document pairs with how many of their pairs are decided.

        Those about whose pairs nobody decided are not opened for it.
        """
        self.refresh()
        touched = self._log.touched()
        found = []
        for name, (source, target, *languages, pairs) in self._store.sizes().items():
            decided = 0
            if name in touched or name in self._desks:
                rows = [row for row in self._desk(name).state.rows if not row.is_empty]
                pairs, decided = len(rows), sum(row.is_decided for row in rows)
            found.append(
                DocumentPair(
                    name=name,
                    source_name=source,
                    target_name=target,
                    source_language=languages[0],
                    target_language=languages[1],
                    pairs=pairs,
                    decided=decided,
                )
            )
        return tuple(found)

    def desk(self, document: str | None = None) -> Desk:
        """A document pair with its decisions, for who looks closer; the only one by default.

        Raises:
            InputError: there is no such one, or several.
        """
        self.refresh()
        return self._desk(document)

    def texts(self, document: str | None = None) -> tuple[Document, Document]:
        """The source and the target of a document pair, as they were read."""
        self.refresh()
        found = self._desk(document).found
        return found.source, found.target

    def looked_for_terms(self) -> bool:
        """Whether terms were ever looked for; ``has_terms`` says whether that is up to date."""
        return self._store.has_found_terms()

    def was_checked(self) -> bool:
        """Whether any document pair was checked; ``has_findings`` says what is up to date."""
        return self._store.has_found_findings()

    def _desk(self, name: str | None) -> Desk:
        """A document pair; the only one where none is named."""
        if name is None:
            if len(self._stored) != 1:
                raise InputError(
                    f"the project has {len(self._stored)} document pairs",
                    path=self.folder,
                    hint="say which one is meant" if self._stored else "add one first",
                )
            name = next(iter(self._stored))
        if name not in self._stored:
            raise InputError(
                f"the project has no document {name}",
                path=self.folder,
                hint=f"it has {', '.join(list(self._stored)[:5]) or 'none'}",
            )
        if name not in self._desks:
            pair = self._stored[name]
            desk = Desk(name, self._store.alignment(pair), self._store.text)
            self._take_findings(desk)
            desk.bring_to(self._log.about(name))
            self._make_room(desk)
            self._desks[name] = desk
        return self._desks[name]

    def _make_room(self, coming: Desk) -> None:
        """Let go of documents that were opened first where too many are open."""
        held = sum(desk.segments for desk in self._desks.values()) + coming.segments
        while held > _MOST_SEGMENTS and self._desks:
            held -= self._desks.pop(next(iter(self._desks))).segments

    def _take_findings(self, desk: Desk) -> None:
        found = self._store.findings(self._stored[desk.name])
        if found is not None:
            desk.take_findings(unpack_findings(found[2], found[0]))

    def _each(self, document: str | None) -> Iterator[Desk]:
        self.refresh()
        for name in self._stored if document is None else (document,):
            yield self._desk(name)

    def pairs(self, document: str | None = None) -> tuple[Pair, ...]:
        """The pairs of a document, or of all, in the order of the source."""
        return tuple(pair for desk in self._each(document) for pair in desk.pairs())

    def pair(self, number: str, document: str | None = None) -> Pair:
        """One pair by its number.

        Raises:
            InputError: there is none.
        """
        self.refresh()
        desk = self._desk(document)
        desk.row(number)
        return desk.some([number])[0]

    def findings(
        self, document: str | None = None, *, counted: bool = True
    ) -> tuple[ProjectFinding, ...]:
        """The findings of a document, or of all, with people's answers.

        Their units are those of now; faster where they need not be ``counted``.
        """
        return tuple(
            finding for desk in self._each(document) for finding in desk.findings(counted=counted)
        )

    def terms(self) -> tuple[Term, ...]:
        """The terms of all documents with people's decisions, in reading order."""
        return tuple(self._terms().terms())

    def term(self, name: str) -> Term:
        """One term by its entry's id.

        Raises:
            InputError: there is none.
        """
        found = self._terms().term(name)
        if found is None:
            raise InputError(f"there is no entry {name}", path=self.folder)
        return found

    def _terms(self) -> Lexis:
        self.refresh()
        if self._lexis is None:
            stored = self._store.terms()
            self._take_terms(_NO_TERMS if stored is None else unpack_terms(stored[2], stored[0]))
        assert self._lexis is not None  # noqa: S101 - for the type checker
        return self._lexis

    def _take_terms(self, found: FoundTerms) -> None:
        self._lexis = Lexis(found, self._desk_or_none)
        self._lexis.bring_to(self._log.about_terms())

    def opening_terms(self) -> Iterator[None]:
        """Read the terms and find their places, in steps between which others can decide.

        Who asks for terms before the last step does what is left of it at once.
        """
        self.refresh()
        generations = self._generations
        if self._lexis is None:
            stored = self._store.terms()
            if stored is None:
                return
            found = yield from unpacking_terms(stored[2], stored[0])
            if self._lexis is None and self._generations == generations:
                self._take_terms(found)
        if self._lexis is not None:
            yield from self._lexis.placing()

    def _desk_or_none(self, name: str) -> Desk | None:
        return self._desk(name) if name in self._stored else None

    def unplaced(self) -> tuple[Unplaced, ...]:
        """Decisions that are kept, but have no place in the texts of now, each with its reason."""
        found = [one for desk in self._each(None) for one in desk.unplaced()]
        found += self._terms().unplaced()
        return tuple(sorted(found, key=lambda one: one.record.operation))

    # --- the house's own types --------------------------------------------------------------------

    def alignment(self, document: str | None = None) -> Alignment:
        """A document pair as it stands, with corrections and numbers: what writers take."""
        self.refresh()
        return self._desk(document).alignment()

    def as_cut(self, document: str | None = None) -> Alignment:
        """The same on the texts as read: without corrections, but cut as people cut them."""
        self.refresh()
        return self._desk(document).as_cut()

    def bitext(self, document: str | None = None) -> Bitext:
        """The units of a document pair, or of all."""
        parts = [desk.bitext() for desk in self._each(document)]
        if not parts:
            return Bitext(
                name=self.folder.name, source_language="zh-Hans", target_language="en", units=()
            )
        if len(parts) == 1:
            return parts[0]
        return replace(
            parts[0],
            name=self.folder.name,
            units=tuple(unit for part in parts for unit in part.units),
        )

    def glossary(self) -> Glossary:
        """The terms with what people decided."""
        return self._terms().glossary()

    def languages(self) -> dict[str, tuple[str, str]]:
        """Of each document pair the languages of its source and its target; nothing is opened."""
        self.refresh()
        return self._store.languages()

    def unit_streams(self) -> list[UnitStream]:
        """The units of all documents one by one, so that no more than some are in memory."""
        return [
            UnitStream(
                head=Head(name=name, source_language=source, target_language=target),
                units=self._units(name),
            )
            for name, (source, target) in self.languages().items()
        ]

    def _units(self, name: str) -> Iterator[TranslationUnit]:
        yield from self._desk(name).bitext().units

    def check_report(self, document: str | None = None) -> CheckReport:
        """The findings that hold: neither outdated nor answered as false or fixed."""
        self.refresh()
        return self._desk(document).check_report()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "reviewer"

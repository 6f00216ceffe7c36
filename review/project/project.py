"""A project: documents, what the machine found in them, and what people decided, in one file.

Everything a project gives is a function of what is in its file; what is decided is in the file
before ``decide`` returns. One object is for one thread; any number of processes may open the
same project, and each sees what the others decided when it next asks.
"""

from __future__ import annotations

import getpass
import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from corpora.errors import InputError
from corpora.units import Alignment, Bitext, Document
from corpora.values import Value
from glossary.record.entries import Glossary, Place
from quality.findings import CheckReport
from review.project import operations as op
from review.project.answers import ProjectFinding, pack_findings, unpack_findings
from review.project.database import FILE
from review.project.desk import Desk
from review.project.lexis import Lexis, Term
from review.project.log import Log
from review.project.operations import Operation, Record
from review.project.packing import pack_alignment
from review.project.replay import Unplaced
from review.project.rows import Row
from review.project.store import Generations, NewDecision, Store, StoredPair
from review.project.terms import FoundTerms, MarkedPlace, pack_terms, unpack_terms
from review.project.views import Pair

Target = Pair | Term | ProjectFinding | str
"""What a decision is about: a thing the project gave, or its number or id."""


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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Decided(Value):
    """What became of an operation: its number in the log, and the pairs that are others now.

    ``removed`` are numbers of pairs that are no more.
    """

    operation: int
    pairs: tuple[Pair, ...] = ()
    removed: tuple[str, ...] = ()


def create_project(folder: str | Path, *, reviewer: str | None = None) -> Project:
    """Make an empty project in a folder, which is made where it is not there.

    Args:
        folder: where ``project.db`` goes.
        reviewer: who decides; the name of the user where ``None``.

    Raises:
        InputError: there is a project already, or the folder cannot be made or written to.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"the folder cannot be made ({reason})", path=folder) from error
    return Project(Store.create(folder), reviewer=reviewer)


def open_project(folder: str | Path, *, reviewer: str | None = None) -> Project:
    """Open a project that is there.

    An older one is brought up to date after a copy of it was made beside it.

    Args:
        folder: the one that holds ``project.db``.
        reviewer: who decides; the name of the user where ``None``.

    Raises:
        InputError: it holds no project, a damaged one, or one of a newer version.
    """
    return Project(Store(Path(folder)), reviewer=reviewer)


def is_project(folder: str | Path) -> bool:
    """Whether a folder holds a project."""
    return (Path(folder) / FILE).is_file()


class Project:
    """An open project; see ``open_project`` and ``create_project``."""

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

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- what stands ------------------------------------------------------------------------------

    @property
    def last(self) -> int:
        """The number of the last operation that this object has taken in."""
        return self._log.last

    def refresh(self) -> bool:
        """Take in what other processes did since; whether there was anything.

        Called by everything that follows, so that nobody needs to.
        """
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
        """The document pairs with how many of their pairs are decided."""
        found = []
        for name in self.document_names():
            desk = self._desk(name)
            rows = [row for row in desk.state.rows if not row.is_empty]
            found.append(
                DocumentPair(
                    name=name,
                    source_name=desk.found.source.name,
                    target_name=desk.found.target.name,
                    source_language=desk.found.source.language,
                    target_language=desk.found.target.language,
                    pairs=len(rows),
                    decided=sum(row.is_decided for row in rows),
                )
            )
        return tuple(found)

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
            self._desks[name] = desk
        return self._desks[name]

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

    def findings(self, document: str | None = None) -> tuple[ProjectFinding, ...]:
        """The findings of a document, or of all, with people's answers."""
        return tuple(finding for desk in self._each(document) for finding in desk.findings())

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
            found = FoundTerms(source_language="zh-Hans", target_language="en")
            if stored is not None:
                found = unpack_terms(stored[2], stored[0])
            self._lexis = Lexis(found, self._desk_or_none)
            self._lexis.bring_to(self._log.about_terms())
        return self._lexis

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

    def check_report(self, document: str | None = None) -> CheckReport:
        """The findings that hold: neither outdated nor answered as false or fixed."""
        self.refresh()
        return self._desk(document).check_report()

    # --- what people decide -----------------------------------------------------------------------

    def decide(
        self,
        target: Target,
        decision: op.Decision,
        *,
        document: str | None = None,
        seen: int | None = None,
    ) -> Decided:
        """Write down a decision, and say what it changed.

        Args:
            target: a pair, term or finding that the project gave; or a pair's number, an entry's
                or a finding's id. A pair that was given and is another one now is refused.
            decision: see ``review.project.operations``.
            document: which document pair, where ``target`` does not say it and there are several.
            seen: the last operation that the person had seen; what this object had, where
                ``None``. Who decides about a pair without having seen another's decision about
                it makes a conflict, which the pair then shows.

        Raises:
            InputError: the decision cannot be made; nothing is written then.
        """
        return self.decide_all([(target, decision)], document=document, seen=seen)

    def decide_all(
        self,
        decisions: Iterable[tuple[Target, op.Decision]],
        *,
        document: str | None = None,
        seen: int | None = None,
    ) -> Decided:
        """Some decisions at once, one after the other, as one operation that is undone at once.

        Raises:
            InputError: one of them cannot be made; nothing is written then.
        """
        known = self._log.last if seen is None else seen
        with self._operating() as before:
            operation = self._next("", seen=known)
            made: list[NewDecision] = []
            records: list[Record] = []
            for target, decision in decisions:
                for one in self._record(target, decision, document, before):
                    record = one.as_record(operation)
                    made.append(one)
                    records.append(record)
                    self._take(record)
            if not made:
                raise InputError("there is nothing to decide", path=self.folder)
            verbs = {one.verb for one in made}
            operation = replace(operation, kind=verbs.pop() if len(verbs) == 1 else "several")
            self._log.append(self._store, operation, made, records)
        return self._told(before)

    def undo(self, operation: int | None = None) -> Decided:
        """Undo an operation: this reviewer's last that holds, where none is named.

        Raises:
            InputError: there is nothing to undo, or the operation is undone already.
        """
        return self._turn("undo", operation, self._log.to_undo)

    def redo(self, operation: int | None = None) -> Decided:
        """Redo an operation: the one this reviewer undid last, where none is named.

        Raises:
            InputError: there is nothing to redo.
        """
        return self._turn("redo", operation, self._log.to_redo)

    def _turn(
        self, kind: str, operation: int | None, find: Callable[[int | None, str], int]
    ) -> Decided:
        with self._operating() as before:
            concerns = find(operation, self.reviewer)
            for name in self._log.documents(concerns) & self._stored.keys():
                self._remember(self._desk(name), before)
            turn = self._next(kind, seen=self._log.last)
            self._log.append(self._store, replace(turn, concerns=concerns))
        self._hold()
        return self._told(before)

    def _next(self, kind: str, *, seen: int) -> Operation:
        return Operation(
            number=self._log.last + 1,
            at=self._clock(),
            reviewer=self.reviewer,
            kind=kind,
            concerns=None,
            seen=seen,
        )

    def history(self) -> tuple[Operation, ...]:
        """The log, oldest first, with what is undone."""
        self.refresh()
        return self._log.history()

    def records(self, operation: int) -> tuple[Record, ...]:
        """The decisions of an operation."""
        self.refresh()
        return tuple(record for record in self._log.records if record.operation == operation)

    @contextmanager
    def _operating(self) -> Iterator[dict[str, dict[str, Row]]]:
        """A change of the log: what was taken in is forgotten again where it fails.

        Gives the rows of the documents that are touched as they were before, by name.
        """
        before: dict[str, dict[str, Row]] = {}
        length = len(self._log.operations)
        try:
            with self._store.changing("a decision"):
                self.refresh()
                length = len(self._log.operations)
                yield before
        except BaseException:
            self._log.cut_back(length)
            self._hold()
            raise

    def _record(
        self,
        target: Target,
        decision: op.Decision,
        document: str | None,
        before: dict[str, dict[str, Row]],
    ) -> list[NewDecision]:
        """A decision as the log takes it."""
        if isinstance(decision, op.TERM_DECISIONS):
            name = target.id if isinstance(target, Term) else str(target)
            return [self._terms().record(name, decision)]
        if isinstance(target, (Pair, ProjectFinding)):
            document = target.document
        desk = self._desk(document)
        self._remember(desk, before)
        if isinstance(decision, op.TakeRealignment):
            return [desk.record_realignment(decision)]
        if isinstance(decision, op.AnswerFinding):
            name = target.finding.id if isinstance(target, ProjectFinding) else str(target)
            return desk.record_finding(name, decision)
        if isinstance(target, Pair):
            row = desk.row(target.number)
            _refuse_changed(target, row.source, row.target, row.reviewer)
            return [desk.record(row, decision)]
        return [desk.record(desk.row(str(target)), decision)]

    def _remember(self, desk: Desk, before: dict[str, dict[str, Row]]) -> None:
        if desk.name not in before:
            before[desk.name] = desk.rows()

    def _take(self, record: Record) -> None:
        """Take in a decision that is being made."""
        if record.subject == "term":
            lexis = self._terms()
            lexis.add(record)
        else:
            self._desk(record.document).add(record)
            if self._lexis is not None:
                self._lexis.pairs_changed()

    def _told(self, before: dict[str, dict[str, Row]]) -> Decided:
        changed: list[Pair] = []
        removed: list[str] = []
        for name, rows in before.items():
            desk = self._desk(name)
            after = desk.rows()
            known = rows.get
            changed += desk.some(
                [n for n, row in after.items() if (old := known(n)) is not row and old != row]
            )
            removed += [n for n in rows if n not in after]
        return Decided(operation=self._log.last, pairs=tuple(changed), removed=tuple(removed))

    # --- what the machine finds -------------------------------------------------------------------

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

    def put_glossary(self, glossary: Glossary) -> None:
        """Take in the terms that were found in the project's bitext as it stands."""
        basis = self.basis()
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
        digest = hashlib.sha256()
        if glossary:
            for entry in self.glossary().entries:
                digest.update(repr(entry).encode("utf-8", "replace"))
        for desk in self._each(document):
            for unit in desk.bitext().units:
                digest.update(f"{unit.source}\x1f{unit.target}\x1e".encode("utf-8", "replace"))
        return digest.hexdigest()[:32]

    def has_terms(self) -> bool:
        """Whether terms were looked for in the pairs as they stand."""
        stored = self._store.terms()
        return stored is not None and stored[1] == self.basis()

    def has_findings(self, document: str | None = None) -> bool:
        """Whether the pairs of a document, or of all, were checked as they stand."""
        names = self.document_names() if document is None else (document,)
        stored = [(name, self._store.findings(self._stored[name])) for name in names]
        return all(
            found is not None and found[1] == self.basis(name, glossary=True)
            for name, found in stored
        )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "reviewer"


def _equal(one: Alignment, other: Alignment) -> bool:
    return (one.source, one.target, one.signature) == (
        other.source,
        other.target,
        other.signature,
    ) and pack_alignment(one) == pack_alignment(other)


def _refuse_changed(pair: Pair, source: object, target: object, reviewer: str) -> None:
    if (pair.source_span, pair.target_span) != (source, target):
        who = f" by {reviewer}" if reviewer else ""
        raise InputError(
            f"pair {pair.number} was changed{who} since it was shown",
            hint="look at it again; nothing was written",
        )

"""One document pair of an open project: what was found, what was decided, what stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpora.errors import InputError
from corpora.units import Alignment, Bitext, Span
from glossary.record.entries import Place
from quality.findings import CheckReport, Finding
from review.project import operations as op
from review.project.answers import (
    Answered,
    FoundFinding,
    FoundFindings,
    ProjectFinding,
    answered,
    record_answer,
)
from review.project.operations import Record
from review.project.pairs.marks import Mark, Texts
from review.project.pairs.recording import record_pair
from review.project.pairs.replay import PairReplay, PairState, TextOf, Unplaced
from review.project.pairs.rows import Row
from review.project.pairs.views import Pair, View, lost_corrections
from review.project.store.records import NewDecision
from review.project.terms import MarkedPlace


class Desk:
    """A document pair with its decisions; what it gives is a function of the two."""

    def __init__(self, name: str, found: Alignment, text_of: TextOf) -> None:
        self.name = name
        self.found = found
        self._replay = PairReplay(found, text_of)
        self._view = View(found, name)
        self._texts = Texts((found.source, found.target))
        self._alignment: Alignment | None = None
        self._units: dict[str, int] | None = None
        self._numbers: list[str] = []
        self._findings: tuple[FoundFindings, tuple[Record, ...]] = (FoundFindings(), ())
        self._standings: dict[str, tuple[Row, ProjectFinding]] = {}
        self._answers: Answered = {}
        self._applied: list[Record] = []

    @property
    def segments(self) -> int:
        """Of both documents."""
        return len(self.found.source.segments) + len(self.found.target.segments)

    @property
    def versions(self) -> tuple[str, ...]:
        """The hashes of both texts."""
        return self._replay.versions.hashes

    @property
    def state(self) -> PairState:
        """The rows as they stand."""
        return self._replay.state

    def bring_to(self, records: Sequence[Record]) -> None:
        """Take in the decisions about this pair of documents that hold now, in order."""
        said = [record for record in records if record.subject == "pair"]
        if len(said) != len(self._applied) or any(
            a is not b for a, b in zip(said, self._applied, strict=True)
        ):
            self._replay.bring_to(said)
            self._applied = said
            self._alignment = self._units = None
        answers = tuple(record for record in records if record.subject == "finding")
        self._findings = (self._findings[0], answers)

    def add(self, record: Record) -> None:
        """Take in one decision more.

        Raises:
            InputError: it has no place here.
        """
        if record.subject == "finding":
            self._findings = (self._findings[0], (*self._findings[1], record))
        elif record.subject == "pair":
            before = len(self.state.unplaced)
            self._replay.add(record)
            self._applied.append(record)
            self._alignment = self._units = None
            if len(self.state.unplaced) > before:
                raise InputError(
                    f"{record.verb} cannot be done to pair {record.target}: "
                    f"{self.state.unplaced[-1].reason}"
                )

    # --- pairs ------------------------------------------------------------------------------------

    def pairs(self) -> list[Pair]:
        """All pairs in the order of the source."""
        return self._view.pairs(self.state)

    def some(self, numbers: Sequence[str]) -> list[Pair]:
        """The pairs of some numbers."""
        rows = self.state.rows.by_number
        return [self._view.pair(self.state, rows[number]) for number in numbers]

    def rows(self) -> dict[str, Row]:
        """The rows by number, to compare with those of later."""
        return dict(self.state.rows.by_number)

    def crossing(self) -> frozenset[str]:
        """The numbers of the pairs that lie out of order."""
        return self._view.crossing(self.state.rows)

    def row(self, number: str) -> Row:
        """A row by its pair's number.

        Raises:
            InputError: there is none.
        """
        row = self.state.rows.by_number.get(number)
        if row is None:
            raise InputError(
                f"{self.name} has no pair {number}", hint="it may have been merged with another"
            )
        return row

    def record(self, row: Row, decision: op.Decision) -> NewDecision:
        """A decision about a pair as the log takes it.

        Raises:
            InputError: it cannot be made.
        """
        documents = self.found.source, self.found.target
        data = record_pair(self.state, documents, self.versions, row, decision)
        return NewDecision(
            subject="pair", document=self.name, target=row.number, verb=decision.verb, data=data
        )

    def record_realignment(self, decision: op.TakeRealignment) -> NewDecision:
        """A realignment as the log takes it."""
        data = {
            "said": {"found": decision.found},
            "rows": [list(row) for row in decision.rows],
            "versions": list(self.versions),
            "basis": self.state.basis,
        }
        return NewDecision(
            subject="pair", document=self.name, target="", verb=decision.verb, data=data
        )

    def as_cut(self) -> Alignment:
        """The rows on the texts as read: sentences as people cut them, but nothing corrected."""
        plain = replace(self.state, corrections=({}, {}))
        return View(self.found, self.name).alignment(plain)

    def alignment(self) -> Alignment:
        """The house's own type: documents as corrected, beads numbered."""
        if self._alignment is None:
            self._alignment = self._view.alignment(self.state)
        return self._alignment

    def bitext(self) -> Bitext:
        """The same as units."""
        return self.alignment().to_bitext()

    def unplaced(self) -> list[Unplaced]:
        """Decisions about pairs and findings that have no place now."""
        lost = set(lost_corrections(self.state))
        apart = [
            Unplaced(record=record, reason="its sentences stand in two pairs now")
            for record in self._applied
            if record.operation in lost and record.verb in ("correct text",)
        ]
        _findings, answers = self._answered()
        gone = [
            Unplaced(record=record, reason="the finding is not there any more")
            for record in answers
            if record.data["said"]["answer"] not in ("", "fixed")
        ]
        return [*self.state.unplaced, *apart, *gone]

    # --- units: where the pairs are in what writers write -----------------------------------------

    def unit_of(self, number: str) -> int:
        """Which unit of the bitext, from 0, holds the pair of a number."""
        return self._numbered()[number]

    def number_of(self, unit: int) -> str:
        """The number of the pair of a unit of the bitext, from 0."""
        self._numbered()
        return self._numbers[unit]

    def row_of_unit(self, unit: int) -> Row | None:
        """The row of a unit of the bitext, from 0; ``None`` where there is no such unit."""
        units = len(self._numbered())
        return self.state.rows.by_number[self._numbers[unit]] if 0 <= unit < units else None

    def _numbered(self) -> dict[str, int]:
        if self._units is None:
            self._numbers = [row.number for row in self.state.rows if not row.is_empty]
            self._units = {number: index for index, number in enumerate(self._numbers)}
        return self._units

    # --- terms ------------------------------------------------------------------------------------

    def mark_place(self, place: Place) -> MarkedPlace | None:
        """A place found in the units of now, as marks."""
        row = self.row_of_unit(place.unit - 1)
        if row is None or row.source[0] == row.source[1]:
            return None
        source = self._texts.of(self.state, row, 0).mark(place.source_span)
        if row.target[0] == row.target[1]:
            return MarkedPlace(self.name, source, ())
        target = self._texts.of(self.state, row, 1)
        return MarkedPlace(self.name, source, tuple(target.mark(s) for s in place.target_spans))

    def find_place(self, marked: MarkedPlace) -> Place | None:
        """Where marks stand now; ``None`` where they are gone or no longer face each other."""
        row = self._texts.row_of(self.state, 0, marked.source)
        if row is None:
            return None
        source = self._texts.of(self.state, row, 0).find(marked.source)
        if source is None or (marked.targets and row.target[0] == row.target[1]):
            return None
        targets = []
        for mark in marked.targets:
            span = self._texts.of(self.state, row, 1).find(mark)
            if span is None:
                return None
            targets.append(span)
        return Place(
            document=self.name,
            unit=self.unit_of(row.number) + 1,
            source_span=source,
            target_spans=tuple(targets),
            pair=row.number,
        )

    def moved_mark(self, side: int, mark: Mark, version: str) -> Mark:
        """A mark that was made on a version of the text, in the text of now.

        Raises:
            Misplaced: its words are not there any more.
        """
        versions = self._replay.versions
        if version == versions.hashes[side]:
            return mark
        span = mark.from_piece + mark.from_offset, mark.to_piece + mark.to_offset
        start, end = versions.place(side, span, version)
        return Mark(start, 0, start, end - start, mark.words)

    def mark_spans(self, row: Row, side: int, spans: Sequence[Span]) -> tuple[Mark, ...]:
        """Stretches of a side of a row as marks.

        Raises:
            InputError: a stretch lies outside the text.
        """
        text = self._texts.of(self.state, row, side)
        for start, end in spans:
            if not 0 <= start < end <= len(text.text):
                raise InputError(f"{start}:{end} lies outside the text of pair {row.number}")
        return tuple(text.mark(span) for span in spans)

    # --- findings ---------------------------------------------------------------------------------

    def take_findings(self, found: FoundFindings) -> None:
        """What the checks found in this document pair."""
        self._standings, self._answers = {}, {}
        self._findings = (found, self._findings[1])

    def mark_finding(self, finding: Finding) -> FoundFinding | None:
        """A finding in the units of now, with marks for what it is about."""
        row = self.row_of_unit(finding.unit)
        if row is None:
            return None
        side = 0 if row.source[0] < row.source[1] else 1
        texts = [self._texts.of(self.state, row, number) for number in (0, 1)]
        first = texts[side].pieces[0]
        return FoundFinding(
            finding=finding,
            side=side,
            anchor=texts[side].mark((0, len(first.text))),
            source=texts[0].mark(finding.source_span) if finding.source_span and texts[0].pieces
            else None,
            target=texts[1].mark(finding.target_span) if finding.target_span and texts[1].pieces
            else None,
        )  # fmt: skip

    def findings(self, *, counted: bool = True) -> list[ProjectFinding]:
        """The findings of now with people's answers, in the order of the pairs.

        Where they are not to be ``counted``, their units may be those of before: what no other
        pair has touched is then the same object.
        """
        return self._answered(counted=counted)[0]

    def _answered(self, *, counted: bool = True) -> tuple[list[ProjectFinding], list[Record]]:
        found, records = self._findings
        standing = [one for each in found.findings if (one := self._standing(each, counted))]
        marks = {one.finding.id: one for one in found.findings}
        findings, lost = answered(standing, marks, records, self._answers)
        return sorted(findings, key=lambda one: one.finding.unit), lost

    def _standing(self, found: FoundFinding, counted: bool = True) -> ProjectFinding | None:
        """A finding in the pair that holds its first sentence now; ``None`` where none does.

        The same object as before where its pair is the same and stands where it stood.
        """
        row = self._texts.row_of(self.state, found.side, found.anchor)
        if row is None:
            return None
        known = self._standings.get(found.finding.id)
        if known is not None and known[0] is row and not counted:
            return known[1]
        unit = self.unit_of(row.number)
        if known is not None and known[0] is row and known[1].finding.unit == unit:
            return known[1]
        texts = [self._texts.of(self.state, row, side).text for side in (0, 1)]
        is_same = texts == [found.finding.source, found.finding.target]
        standing = ProjectFinding(
            finding=_at_unit(found.finding, unit, row.number),
            document=self.name,
            pair=row.number,
            is_outdated=not is_same,
        )
        self._standings[found.finding.id] = row, standing
        return standing

    def record_finding(self, name: str, decision: op.AnswerFinding) -> list[NewDecision]:
        """An answer as the log takes it, with the corrected text where there is one.

        Raises:
            InputError: there is no such finding.
        """
        found = next((one for one in self._findings[0].findings if one.finding.id == name), None)
        standing = None if found is None else self._standing(found)
        if found is None or standing is None:
            raise InputError(
                f"{self.name} has no finding {name}", hint="check the project again to see all"
            )
        said = {"answer": decision.answer, "note": decision.note}
        made = [
            NewDecision(
                subject="finding",
                document=self.name,
                target=name,
                verb=decision.verb,
                data=record_answer(found, said) | {"pair": standing.pair},
            )
        ]
        if decision.text is not None:
            correction = op.CorrectText("target", decision.text)
            made.append(self.record(self.row(standing.pair), correction))
        return made

    def check_report(self) -> CheckReport:
        """The house's own type: findings of now that are up to date and no false alarms."""
        kept = [
            replace(one.finding, answer=one.answer) if one.answer else one.finding
            for one in self.findings()
            if not one.is_outdated and one.answer not in ("false alarm", "fixed")
        ]
        found = self._findings[0]
        return CheckReport(
            name=self.found.source.name,
            source_language=self.found.source.language,
            target_language=self.found.target.language,
            units=len(self.alignment().beads),
            findings=tuple(kept),
            signature=found.signature,
            ignored=found.ignored + len(found.findings) - len(kept),
        )


def _at_unit(finding: Finding, unit: int, pair: str) -> Finding:
    if (finding.unit, finding.pair) == (unit, pair):
        return finding
    return replace(finding, unit=unit, pair=pair)

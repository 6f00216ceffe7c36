"""What is other than it was when the pages were last told: pairs, terms, findings, their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpora.units import Span
from review.page.looks import is_worth_a_look
from review.project import Pair, Project, ProjectFinding, Term, TermPlace
from review.project.pairs.rows import Row
from review.server.order import moved
from review.server.shown import (
    Json,
    Paragraphs,
    by_pair,
    finding_json,
    pair_json,
    term_json,
)

MOST_TOLD = 2_000
"""More pairs than this are not told one by one: the page reads its document again."""
MOST_AT_ONCE = 30
"""Of a project of more document pairs than this, only those are read that a page asks for."""
COUNTED = ("pairs", "decided", "doubtful", "unsure")


@dataclass(slots=True)
class _Told:
    """A document pair as the pages know it: its rows, their order, what they count to."""

    paragraphs: tuple[Paragraphs, Paragraphs]
    rows: dict[str, Row]
    crossing: frozenset[str]
    numbers: list[str]
    counts: dict[str, int]
    findings: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Known:
    """What the pages of a project were told, to say what is new; on the project's own thread.

    Documents are taken in when they are first asked for, and terms likewise: nobody waits for
    what no page shows. Of ten thousand pairs only those are looked at that a decision
    has touched.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._documents: dict[str, _Told] = {}
        self._findings: dict[str, ProjectFinding] | None = None
        self._terms: dict[str, Term] | None = None
        self._terms_by_pair: dict[tuple[str, str], list[tuple[Term, TermPlace]]] | None = None
        self._unread: dict[str, tuple[int, int]] = {}
        self.last = project.last
        self._generations = project.found_generations

    # --- what a page asks for -------------------------------------------------------------------

    def pairs(self, document: str, start: int, count: int) -> Json:
        """Some rows of a document pair, by place."""
        told = self._document(document)
        shown = self._shown(told, document, told.numbers[start : start + count], start)
        return {"last": self.last, "total": len(told.numbers), "pairs": shown}

    def terms(self) -> list[Term]:
        """The terms as they stand."""
        return list(self._terms_now().values())

    def findings(self, document: str | None = None) -> list[ProjectFinding]:
        """The findings as they stand; of very many documents, those of the ones that are read."""
        if document is not None:
            self._document(document)
        found = self._findings_now().values()
        return [one for one in found if document is None or one.document == document]

    def conflicts(self) -> list[tuple[str, str | None, str, tuple[int, ...]]]:
        """About what two people disagree: kind, document, number or id, their operations.

        Of very many documents, in what is read.
        """
        self.look()
        terms = [] if self._terms is None and self._is_large() else self.terms()
        found: list[tuple[str, str | None, str, tuple[int, ...]]] = [
            ("pair", name, number, told.rows[number].conflict)
            for name, told in self._documents.items()
            for number in told.numbers
        ]
        found += [("term", None, one.id, one.conflict) for one in terms]
        found += [
            ("finding", one.document, one.finding.id, one.conflict) for one in self.findings()
        ]
        return [one for one in found if one[-1]]

    def shown(self, pair: Pair) -> Json:
        """A pair that may be another one by now, as a page gets it."""
        told = self._document(pair.document)
        return pair_json(pair, -1, told.paragraphs, told.findings.get(pair.number, ()))

    def around(self, document: str, number: str, reach: int) -> list[Pair]:
        """A pair with some on either side of it."""
        numbers = self._document(document).numbers
        at = numbers.index(number)
        return self._project.desk(document).some(numbers[max(0, at - reach) : at + reach + 1])

    def terms_in(self, document: str, number: str) -> list[Json]:
        """The terms that stand in a pair, and where; of very many documents, once they are read."""
        if self._terms is None and self._is_large():
            return []
        if self._terms_by_pair is None:
            self._terms_by_pair = {}
            for term in self.terms():
                for place in term.places:
                    at = place.document, place.pair
                    self._terms_by_pair.setdefault(at, []).append((term, place))
        return [
            {
                "id": term.id,
                "source_term": term.entry.source_term,
                "target_term": term.entry.target_term,
                "decision": term.entry.decision,
                "source_span": place.source_span,
                "target_spans": place.target_spans,
            }
            for term, place in self._terms_by_pair.get((document, number), ())
            if term.entry.decision != "reject"
        ]

    def counts(self) -> Json:
        """How much there is, and how much of it is open; ``None`` for what is not read yet."""
        counts: dict[str, Any] = dict.fromkeys(COUNTED, 0)
        self.look()
        for told in self._documents.values():
            for kind, number in told.counts.items():
                counts[kind] += number
        for name, (pairs, decided) in self._unread.items():
            if name not in self._documents:
                counts["pairs"] += pairs
                counts["decided"] += decided
        terms, findings = self._terms, self._findings
        counts["terms"] = None if terms is None else len(terms)
        counts["terms_undecided"] = (
            None if terms is None else sum(not one.entry.decision for one in terms.values())
        )
        counts["findings"] = None if findings is None else len(findings)
        counts["findings_open"] = (
            None if findings is None else sum(not one.answer for one in findings.values())
        )
        return counts

    # --- what is new ----------------------------------------------------------------------------

    def look(self) -> None:
        """Take in every document as it stands, so that whatever changes in it is told.

        Of very many, only how large they are.
        """
        names = self._project.document_names()
        if len(names) <= MOST_AT_ONCE:
            for name in names:
                self._document(name)
        elif not self._unread:
            self._unread = {one.name: (one.pairs, one.decided) for one in self._project.documents()}

    def found_anew(self) -> list[str]:
        """What the machine found anew since the last call: ``pairs``, ``terms``, ``findings``.

        What is known of it is forgotten: pages are told to read it again.
        """
        before, now = self._generations, self._project.found_generations
        if before == now:
            return []
        self._generations = now
        if before.pairs != now.pairs:
            self._documents, self._unread = {}, {}
            self._findings = self._terms = self._terms_by_pair = None
        if before.terms != now.terms:
            self._terms = self._terms_by_pair = None
        if before.findings != now.findings and self._findings is not None:
            self._take_findings(self._findings_read())
        self.last = self._project.last
        kinds = ("pairs", "terms", "findings")
        return [kind for kind, a, b in zip(kinds, before, now, strict=True) if a != b]

    def changed(self) -> Json:
        """What is other than at the last call, as the pages take it in."""
        pairs: list[Json] = []
        removed: list[Json] = []
        orders: list[Json] = []
        reload: list[str] = []
        findings, removed_findings, marks = self._findings_changed()
        names = set(self._project.document_names())
        for name in [name for name in self._documents if name not in names]:
            del self._documents[name]
        for name in list(self._documents):
            fresh, gone, order = self._document_changed(name, marks.get(name, set()))
            removed += [{"document": name, "number": number} for number in gone]
            if len(fresh) > MOST_TOLD:
                reload.append(name)
            else:
                pairs += self._shown(self._documents[name], name, fresh)
                orders += [order] if order else []
        terms, removed_terms = self._terms_changed()
        self.last = self._project.last
        return {
            "operation": self.last,
            "last": self.last,
            "pairs": pairs,
            "removed": removed,
            "orders": orders,
            "order": orders[0] if orders else None,
            "reload": reload,
            "terms": terms,
            "removed_terms": removed_terms,
            "findings": findings,
            "removed_findings": removed_findings,
            "counts": self.counts(),
        }

    def _document_changed(
        self, name: str, marks: set[str]
    ) -> tuple[list[str], list[str], Json | None]:
        """The numbers of the pairs that are others and of those that are gone, and the order."""
        told, desk = self._documents[name], self._project.desk(name)
        before, now = told.rows, desk.rows()
        crossing = desk.crossing()
        turned = told.crossing ^ crossing
        changed = {number for number, row in now.items() if before.get(number) is not row}
        changed = {n for n in changed if before.get(n) != now[n]} | (turned & now.keys())
        gone = [number for number in before if number not in now]
        for number in (*gone, *changed):
            _count(told.counts, before.get(number), number in told.crossing, -1)
            _count(told.counts, now.get(number), number in crossing, 1)
        told.rows, told.crossing = now, crossing
        order = None
        if gone or len(before) != len(now) or any(_spans(before, n) != _spans(now, n)
                                                  for n in changed):  # fmt: skip
            numbers = [row.number for row in desk.state.rows]
            moves = moved(told.numbers, numbers)
            told.numbers = numbers
            order = {"document": name, "after": dict(moves), "moves": moves} if moves else None
        return sorted(changed | (marks & now.keys())), gone, order

    def _findings_changed(self) -> tuple[list[Json], list[str], dict[str, set[str]]]:
        """Findings that are others, those that are gone, and the pairs that they stand in."""
        if self._findings is None:
            return [], [], {}
        before = self._findings
        now = self._findings_read()
        others = [name for name, one in now.items() if before.get(name) is not one]
        gone = [name for name in before if name not in now]
        marks: dict[str, set[str]] = {}
        for name in (*others, *gone):
            was, is_now = before.get(name), now.get(name)
            if _place(was) != _place(is_now):
                for one in (was, is_now):
                    if one is not None:
                        marks.setdefault(one.document, set()).add(one.pair)
        if marks:
            self._take_findings(now)
        self._findings = now
        fresh = [now[name] for name in others if not _same(before.get(name), now[name])]
        return [finding_json(one) for one in fresh], gone, marks

    def _terms_changed(self) -> tuple[list[Json], list[str]]:
        if self._terms is None:
            return [], []
        before = self._terms
        self._terms = now = {one.id: one for one in self._project.terms()}
        others = [name for name, one in now.items() if before.get(name) is not one]
        gone = [name for name in before if name not in now]
        if others or gone:
            self._terms_by_pair = None
        fresh = [
            now[name]
            for name in others
            if (old := before.get(name)) is None or term_json(old) != term_json(now[name])
        ]
        return [term_json(one) for one in fresh], gone

    # --- what is known --------------------------------------------------------------------------

    def _document(self, name: str) -> _Told:
        told = self._documents.get(name)
        if told is None:
            desk = self._project.desk(name)
            source, target = self._project.texts(name)
            rows, crossing = desk.rows(), desk.crossing()
            counts = dict.fromkeys(COUNTED, 0)
            for number, row in rows.items():
                _count(counts, row, number in crossing, 1)
            told = _Told(
                paragraphs=(Paragraphs(source), Paragraphs(target)),
                rows=rows,
                crossing=crossing,
                numbers=[row.number for row in desk.state.rows],
                counts=counts,
            )
            self._documents[name] = told
            if self._is_large() and self._findings is not None:
                self._findings |= self._findings_of([name])
            self._take_findings(self._findings_now())
        return told

    def _shown(
        self, told: _Told, name: str, numbers: Sequence[str], start: int | None = None
    ) -> list[Json]:
        desk = self._project.desk(name)
        rows = desk.state.rows
        pairs = desk.some(numbers)
        places = (
            [rows.position(told.rows[number]) for number in numbers]
            if start is None
            else range(start, start + len(numbers))
        )
        return [
            pair_json(pair, at, told.paragraphs, told.findings.get(pair.number, ()))
            for pair, at in zip(pairs, places, strict=True)
        ]

    def _take_findings(self, findings: Mapping[str, ProjectFinding]) -> None:
        self._findings = dict(findings)
        by_document: dict[str, dict[str, tuple[str, ...]]] = {}
        for (document, number), ids in by_pair(findings.values()).items():
            by_document.setdefault(document, {})[number] = ids
        for name, told in self._documents.items():
            told.findings = by_document.get(name, {})

    def _findings_now(self) -> dict[str, ProjectFinding]:
        if self._findings is None:
            self._take_findings(self._findings_read())
        return self._findings or {}

    def _is_large(self) -> bool:
        return len(self._project.document_names()) > MOST_AT_ONCE

    def _findings_read(self) -> dict[str, ProjectFinding]:
        return self._findings_of(self._documents if self._is_large() else [None])

    def _findings_of(self, names: Iterable[str | None]) -> dict[str, ProjectFinding]:
        return {
            one.finding.id: one
            for name in names
            for one in self._project.findings(name, counted=False)
        }

    def _terms_now(self) -> dict[str, Term]:
        if self._terms is None:
            self._terms = {one.id: one for one in self._project.terms()}
        return self._terms


def _count(counts: dict[str, int], row: Row | None, is_crossing: bool, step: int) -> None:
    """Count a row in (1) or out (-1)."""
    if row is None or row.is_empty:
        return
    counts["pairs"] += step
    counts["decided"] += step * row.is_decided
    counts["doubtful"] += step * row.is_doubtful
    counts["unsure"] += step * (
        row.is_doubtful
        or (
            not row.is_decided
            and is_worth_a_look(
                is_gap=row.is_gap, is_crossing=is_crossing, confidence=row.confidence
            )
        )
    )


def _spans(rows: Mapping[str, Row], number: str) -> tuple[Span, Span] | None:
    row = rows.get(number)
    return None if row is None else (row.source, row.target)


def _same(one: ProjectFinding | None, other: ProjectFinding) -> bool:
    """Whether a page shows the same of two findings; which unit it is in does not matter."""
    return one is not None and finding_json(one) == finding_json(other)


def _place(one: ProjectFinding | None) -> tuple[str, str] | None:
    return None if one is None else (one.document, one.pair)

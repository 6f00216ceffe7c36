"""What is other than it was when the pages were last told: pairs, terms, findings, their order."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from review.project import Pair, Project, ProjectFinding, Term
from review.server.shown import (
    Json,
    Paragraphs,
    by_pair,
    finding_json,
    is_unsure,
    pair_json,
    term_json,
)

MOST_TOLD = 2_000
"""More pairs than this are not told one by one: the page reads its document again."""


@dataclass(slots=True)
class _Told:
    """A document pair as the pages know it."""

    pairs: dict[str, Pair]
    paragraphs: tuple[Paragraphs, Paragraphs]
    findings: Mapping[str, tuple[str, ...]]
    counts: dict[str, int] = field(default_factory=dict)


class Known:
    """What the pages of a project were told, to say what is new; on the project's own thread.

    Documents are taken in when they are first asked for, terms and findings likewise: nobody
    waits for what no page shows.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._documents: dict[str, _Told] = {}
        self._findings: dict[str, ProjectFinding] | None = None
        self._terms: dict[str, Term] | None = None
        self.last = project.last
        self._generations = project.found_generations

    # --- what a page asks for -------------------------------------------------------------------

    def pairs(self, document: str, start: int, count: int) -> Json:
        """Some rows of a document pair, by place."""
        told = self._document(document)
        numbers = list(told.pairs)[start : start + count]
        shown = [self._pair(told, told.pairs[n], start + at) for at, n in enumerate(numbers)]
        return {"last": self.last, "total": len(told.pairs), "pairs": shown}

    def terms(self) -> list[Term]:
        """The terms as they stand."""
        return list(self._terms_now().values())

    def findings(self) -> list[ProjectFinding]:
        """The findings as they stand."""
        return list(self._findings_now().values())

    def shown(self, pair: Pair) -> Json:
        """A pair that may be another one by now, as a page gets it."""
        told = self._document(pair.document)
        return self._pair(told, pair, -1)

    def of(self, document: str) -> list[Pair]:
        """The pairs of a document as they stand."""
        return list(self._document(document).pairs.values())

    def around(self, document: str, number: str, reach: int) -> list[Pair]:
        """A pair with some on either side of it."""
        pairs = self.of(document)
        at = next(at for at, pair in enumerate(pairs) if pair.number == number)
        return pairs[max(0, at - reach) : at + reach + 1]

    def terms_in(self, document: str, number: str) -> list[Json]:
        """The terms that stand in a pair, and where."""
        return [
            {
                "id": term.id,
                "source_term": term.entry.source_term,
                "target_term": term.entry.target_term,
                "decision": term.entry.decision,
                "source_span": place.source_span,
                "target_spans": place.target_spans,
            }
            for term in self.terms()
            if term.entry.decision != "reject"
            for place in term.places
            if (place.document, place.pair) == (document, number)
        ]

    def counts(self) -> Json:
        """How much there is, and how much of it is open; ``None`` for what is not read yet."""
        counts: dict[str, Any] = {"pairs": 0, "decided": 0, "doubtful": 0, "unsure": 0}
        for name in self._project.document_names():
            for kind, number in self._document(name).counts.items():
                counts[kind] += number
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

    def found_anew(self) -> list[str]:
        """What the machine found anew since the last call: ``pairs``, ``terms``, ``findings``.

        What is known of it is forgotten: pages are told to read it again.
        """
        before, now = self._generations, self._project.found_generations
        if before == now:
            return []
        self._generations = now
        if before.pairs != now.pairs:
            self._documents = {}
        if before.terms != now.terms:
            self._terms = None
        if before.findings != now.findings:
            self._findings = None
            for name, told in self._documents.items():
                told.findings = _of_document(self._findings_now().values(), name)
        self.last = self._project.last
        kinds = ("pairs", "terms", "findings")
        return [kind for kind, a, b in zip(kinds, before, now, strict=True) if a != b]

    def changed(self) -> Json:
        """What is other than at the last call, as the pages take it in."""
        project = self._project
        pairs: list[Json] = []
        removed: list[Json] = []
        orders: list[Json] = []
        reload: list[str] = []
        findings, removed_findings, marks = self._findings_changed()
        names = set(project.document_names())
        for name in [name for name in self._documents if name not in names]:
            del self._documents[name]
        for name in list(self._documents):
            fresh, gone, order = self._document_changed(name, marks)
            if len(fresh) > MOST_TOLD:
                reload.append(name)
            else:
                pairs += fresh
                removed += [{"document": name, "number": number} for number in gone]
                orders += [order] if order else []
        terms, removed_terms = self._terms_changed()
        self.last = project.last
        return {
            "operation": project.last,
            "last": project.last,
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
        self, name: str, marks: set[tuple[str, str]]
    ) -> tuple[list[Json], list[str], Json | None]:
        told = self._documents[name]
        before = told.pairs
        now = {pair.number: pair for pair in self._project.pairs(name)}
        told.pairs = now
        if self._findings is not None:
            told.findings = _of_document(self._findings.values(), name)
        fresh = [
            self._pair(told, pair, at)
            for at, (number, pair) in enumerate(now.items())
            if before.get(number) is not pair or (name, number) in marks
        ]
        gone = [number for number in before if number not in now]
        if fresh or gone:
            told.counts = _count(now.values())
        moves = moved(list(before), list(now))
        if not moves:
            return fresh, gone, None
        return fresh, gone, {"document": name, "after": dict(moves), "moves": moves}

    def _findings_changed(self) -> tuple[list[Json], list[str], set[tuple[str, str]]]:
        """Findings that are others, those that are gone, and the pairs that they stand in."""
        if self._findings is None:
            return [], [], set()
        before = self._findings
        self._findings = now = {one.finding.id: one for one in self._project.findings()}
        fresh = [one for name, one in now.items() if not _same(before.get(name), one)]
        gone = [name for name in before if name not in now]
        moved_marks = {
            (one.document, one.pair)
            for known in (before, now)
            for name, one in known.items()
            if _place(before.get(name)) != _place(now.get(name))
        }
        return [finding_json(one) for one in fresh], gone, moved_marks

    def _terms_changed(self) -> tuple[list[Json], list[str]]:
        if self._terms is None:
            return [], []
        before = self._terms
        self._terms = now = {one.id: one for one in self._project.terms()}
        fresh = [
            one
            for name, one in now.items()
            if (old := before.get(name)) is not one and (old is None or _said(old) != _said(one))
        ]
        return [term_json(one) for one in fresh], [name for name in before if name not in now]

    # --- what is known --------------------------------------------------------------------------

    def _document(self, name: str) -> _Told:
        told = self._documents.get(name)
        if told is None:
            source, target = self._project.texts(name)
            pairs = {pair.number: pair for pair in self._project.pairs(name)}
            told = _Told(
                pairs=pairs,
                paragraphs=(Paragraphs(source), Paragraphs(target)),
                findings=_of_document(self._findings_now().values(), name),
                counts=_count(pairs.values()),
            )
            self._documents[name] = told
        return told

    def _pair(self, told: _Told, pair: Pair, position: int) -> Json:
        return pair_json(pair, position, told.paragraphs, told.findings.get(pair.number, ()))

    def _findings_now(self) -> dict[str, ProjectFinding]:
        if self._findings is None:
            self._findings = {one.finding.id: one for one in self._project.findings()}
        return self._findings

    def _terms_now(self) -> dict[str, Term]:
        if self._terms is None:
            self._terms = {one.id: one for one in self._project.terms()}
        return self._terms


def moved(before: Sequence[str], now: Sequence[str]) -> list[tuple[str, str | None]]:
    """The rows that came or moved, in the order of now, each with the row before it.

    Taken out and put behind the row before it, one after the other, they make the order of now
    from that of before without the rows that went.

    >>> moved(["1", "2", "3", "4"], ["1", "3", "2", "2b", "4"])
    [('3', '1'), ('2b', '2')]
    """
    if before == now:
        return []
    places = {number: at for at, number in enumerate(before)}
    stay = _longest_rising([places.get(number, -1) for number in now])
    return [
        (number, now[at - 1] if at else None) for at, number in enumerate(now) if at not in stay
    ]


def _longest_rising(places: Sequence[int]) -> set[int]:
    """The indexes of a longest rising run among places, those below 0 left out."""
    ends: list[int] = []
    at_end: list[int] = []
    before: dict[int, int] = {}
    for index, place in enumerate(places):
        if place < 0:
            continue
        length = bisect.bisect_left(ends, place)
        if length:
            before[index] = at_end[length - 1]
        ends[length : length + 1] = [place]
        at_end[length : length + 1] = [index]
    return _chain(at_end, before)


def _chain(at_end: Sequence[int], before: Mapping[int, int]) -> set[int]:
    found = set()
    at = at_end[-1] if at_end else None
    while at is not None:
        found.add(at)
        at = before.get(at)
    return found


def _count(pairs: Iterable[Pair]) -> dict[str, int]:
    counts = {"pairs": 0, "decided": 0, "doubtful": 0, "unsure": 0}
    for pair in pairs:
        if pair.source or pair.target:
            counts["pairs"] += 1
            counts["decided"] += pair.is_decided
            counts["doubtful"] += pair.is_doubtful
            counts["unsure"] += is_unsure(pair)
    return counts


def _of_document(findings: Iterable[ProjectFinding], name: str) -> Mapping[str, tuple[str, ...]]:
    return {
        number: ids for (document, number), ids in by_pair(findings).items() if document == name
    }


def _same(one: ProjectFinding | None, other: ProjectFinding) -> bool:
    """Whether a page shows the same of two findings; which unit it is in does not matter."""
    return one is not None and finding_json(one) == finding_json(other)


def _place(one: ProjectFinding | None) -> tuple[str, str] | None:
    return None if one is None else (one.document, one.pair)


def _said(term: Term) -> Json:
    return term_json(term)

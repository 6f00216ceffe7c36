"""Pairs, terms and findings as the page gets them. All offsets are code points."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from corpora.units import Document, Span
from quality.messages import LANGUAGES
from review.jobs.realigning import ProposedPair
from review.page.looks import is_worth_a_look
from review.project import Pair, ProjectFinding, Term, TermPlace
from review.project.operations import Operation, Record

Json = dict[str, Any]


class Paragraphs:
    """Where the paragraphs of a document begin, and which sentences of a pair begin one."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._starts = [one.start for one in document.paragraphs]

    def begun_by(self, sentences: Sequence[str], span: Span, *, is_edited: bool) -> list[int]:
        """The indexes of a side's sentences that begin a paragraph.

        Of a corrected side, whose sentences are not those of the document, the first alone.
        """
        found = []
        at = span[0]
        for index, sentence in enumerate(sentences[:1] if is_edited else sentences):
            place = at if is_edited else self._text.find(sentence, at, span[1])
            if place < 0:
                break
            if self._begins(place):
                found.append(index)
            at = place + len(sentence)
        return found

    def _begins(self, place: int) -> bool:
        index = bisect.bisect_right(self._starts, place) - 1
        if index < 0:
            return place == 0
        return not self._text[self._starts[index] : place].strip()


def sentence_spans(text: str, sentences: Iterable[str]) -> list[Span]:
    """Where the sentences of a side stand in its text."""
    spans = []
    at = 0
    for sentence in sentences:
        start = text.find(sentence, at)
        if start < 0:
            break
        at = start + len(sentence)
        spans.append((start, at))
    return spans


def is_unsure(pair: Pair) -> bool:
    """Whether a person should look at a pair: it is doubtful, or undecided and may be wrong."""
    if pair.is_doubtful:
        return True
    return not pair.is_decided and is_worth_a_look(
        is_gap=not pair.source or not pair.target,
        is_crossing=pair.is_crossing,
        confidence=pair.confidence,
    )


def pair_json(
    pair: Pair,
    position: int,
    paragraphs: tuple[Paragraphs, Paragraphs],
    findings: Sequence[str] = (),
) -> Json:
    """A pair; ``position`` counts rows from 0."""
    sides = (
        (pair.source, pair.source_sentences, pair.source_span, pair.original_source),
        (pair.target, pair.target_sentences, pair.target_span, pair.original_target),
    )
    begun = [
        one.begun_by(sentences, span, is_edited=original is not None) if sentences else []
        for one, (_text, sentences, span, original) in zip(paragraphs, sides, strict=True)
    ]
    return {
        "document": pair.document,
        "number": pair.number,
        "position": position,
        "source": pair.source,
        "target": pair.target,
        "source_sentences": sentence_spans(pair.source, pair.source_sentences),
        "target_sentences": sentence_spans(pair.target, pair.target_sentences),
        "source_paragraphs": begun[0],
        "target_paragraphs": begun[1],
        "source_span": pair.source_span,
        "target_span": pair.target_span,
        "source_speaker": pair.source_speaker,
        "target_speaker": pair.target_speaker,
        "confidence": pair.confidence,
        "kind": pair.kind,
        "origin": pair.origin,
        "is_crossing": pair.is_crossing,
        "is_confirmed": pair.is_confirmed,
        "is_decided": pair.is_decided,
        "is_doubtful": pair.is_doubtful,
        "is_kept_out": pair.is_kept_out,
        "is_bookmarked": pair.is_bookmarked,
        "is_unsure": is_unsure(pair),
        "note": pair.note,
        "original_source": pair.original_source,
        "original_target": pair.original_target,
        "operation": pair.operation,
        "reviewer": pair.reviewer,
        "conflict": list(pair.conflict),
        "findings": list(findings),
    }


def proposed_json(pair: ProposedPair) -> Json:
    """A pair as the aligner would have it."""
    return {
        "source": pair.source,
        "target": pair.target,
        "source_span": pair.source_span,
        "target_span": pair.target_span,
        "confidence": pair.confidence,
        "is_crossing": pair.is_crossing,
    }


def term_json(term: Term) -> Json:
    """A term without its places."""
    entry = term.entry
    return {
        "id": entry.id,
        "source_term": entry.source_term,
        "target_term": entry.target_term,
        "renderings": [
            {
                "text": one.text,
                "count": one.count,
                "share": one.share,
                "kind": one.kind,
                "is_new": one.is_new,
                "is_sure": one.is_sure,
            }
            for one in entry.renderings
        ],
        "source_variants": list(entry.source_variants),
        "usual": entry.usual,
        "category": entry.category,
        "group": entry.group,
        "count": entry.count,
        "documents": entry.documents,
        "consistency": entry.consistency,
        "confidence": entry.confidence,
        "decision": entry.decision,
        "status": entry.status,
        "is_forbidden": entry.is_forbidden,
        "definition": entry.definition,
        "domain": entry.domain,
        "note": entry.note,
        "reviewer": entry.reviewer,
        "reviewed_at": entry.reviewed_at,
        "is_new": any(one.is_new for one in entry.renderings),
        "wants_check": bool(entry.evidence.recheck),
        "operation": term.operation,
        "conflict": list(term.conflict),
    }


def place_json(index: int, place: TermPlace, pair: Pair) -> Json:
    """A place of a term with the texts it stands in."""
    return {
        "place": index,
        "document": place.document,
        "pair": place.pair,
        "source_span": place.source_span,
        "target_spans": place.target_spans,
        "rendering": place.rendering,
        "source": pair.source,
        "target": pair.target,
    }


def finding_json(one: ProjectFinding) -> Json:
    """A finding with what a person answered."""
    finding = one.finding
    return {
        "id": finding.id,
        "document": one.document,
        "pair": one.pair,
        "check": finding.check,
        "rule": finding.rule,
        "severity": finding.severity,
        "said": {language: finding.said.parts(language) for language in LANGUAGES},
        "expected": finding.expected,
        "source_span": finding.source_span,
        "target_span": finding.target_span,
        "source": finding.source,
        "target": finding.target,
        "answer": one.answer,
        "note": one.note,
        "reviewer": one.reviewer,
        "is_outdated": one.is_outdated,
        "operation": one.operation,
        "conflict": list(one.conflict),
    }


def operation_json(operation: Operation, records: Sequence[Record]) -> Json:
    """An operation of the log with what it is about, the first few."""
    return {
        "number": operation.number,
        "at": operation.at,
        "reviewer": operation.reviewer,
        "kind": operation.kind,
        "concerns": operation.concerns,
        "decisions": operation.decisions,
        "is_undone": operation.is_undone,
        "targets": [
            {"about": one.subject, "document": one.document, "target": one.target,
             "verb": one.verb, "answer": one.data.get("said", {}).get("answer")}
            for one in records[:_MOST_TARGETS]
        ],
        "summary": summary_of(operation, records),
    }  # fmt: skip


_MOST_TARGETS = 20


def summary_of(operation: Operation, records: Sequence[Record]) -> str:
    """An operation in a line: ``merge 12``, ``confirm 12, 13, 14 and 9 more``."""
    if not operation.is_decision:
        return f"{operation.kind} {operation.concerns}"
    names = [one.target for one in records if one.target]
    shown = ", ".join(names[:3])
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{operation.kind} {shown}{more}".strip()


def by_pair(findings: Iterable[ProjectFinding]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The ids of findings by document and pair."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in findings:
        key = one.document, one.pair
        found[key] = (*found.get(key, ()), one.finding.id)
    return found

"""What people answered to findings, replayed over the findings of now.

A finding's id holds its unit's texts, so that an answer stays with it wherever the unit moves.
Where a text around it has changed, the answer goes to the finding of the same check that marks
the same words in the same sentence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from corpora.values import Value
from quality.findings import CheckReport, Finding
from quality.messages import as_written, from_json
from review.project.operations import Answer, Record
from review.project.pairs.marks import Mark, mark_from
from review.project.store.packing import dumps


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFinding:
    """A finding as a check told it, with marks for what it is about.

    ``anchor`` marks the whole pair's first sentence, on the source side where there is one.
    """

    finding: Finding
    side: int
    anchor: Mark
    source: Mark | None
    target: Mark | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFindings:
    """All findings of a document pair and what produced them."""

    findings: tuple[FoundFinding, ...] = ()
    signature: str = ""
    ignored: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ProjectFinding(Value):
    """A finding as it stands.

    ``pair`` is the number of its pair; the finding's own ``unit`` counts the units of now.
    ``is_outdated`` says that the pair's texts are not those that were checked. ``answer`` is
    what a person said (``right``, ``false alarm``, ``fixed``, ``later``) or empty.
    """

    finding: Finding
    document: str
    pair: str
    is_outdated: bool = False
    answer: Answer = ""
    note: str = ""
    reviewer: str = ""
    operation: int = 0
    conflict: tuple[int, ...] = ()


MarkFinding = Callable[[Finding], FoundFinding | None]


def pack_findings(report: CheckReport, mark: MarkFinding) -> str:
    """The findings of a document pair, with marks; those without a pair in it are left out."""
    found = [one for finding in report.findings if (one := mark(finding)) is not None]
    return dumps(
        {
            "ignored": report.ignored,
            "findings": [
                {
                    **_values(one.finding),
                    "marks": [one.side, one.anchor, one.source, one.target],
                }
                for one in found
            ],
        }
    )


def unpack_findings(data: str, signature: str) -> FoundFindings:
    """The findings again."""
    found = json.loads(data)
    return FoundFindings(
        findings=tuple(_finding(values) for values in found["findings"]),
        signature=signature,
        ignored=found["ignored"],
    )


def _values(finding: Finding) -> dict[str, Any]:
    values = {each.name: getattr(finding, each.name) for each in fields(finding)}
    return {**values, "said": finding.said.to_json()}


def _finding(values: dict[str, Any]) -> FoundFinding:
    side, anchor, source, target = values.pop("marks")
    for name in ("source_span", "target_span"):
        values[name] = None if values[name] is None else tuple(values[name])
    # Projects of before 2026-12 hold a sentence, in English.
    message = values.pop("message", None)
    values["said"] = from_json(values["said"]) if message is None else as_written(message)
    return FoundFinding(
        finding=Finding(**values),
        side=side,
        anchor=mark_from(anchor),
        source=None if source is None else mark_from(source),
        target=None if target is None else mark_from(target),
    )


def record_answer(found: FoundFinding, said: Mapping[str, Any]) -> dict[str, Any]:
    """What the log says of an answer: enough to find the finding again."""
    finding = found.finding
    return {
        "said": dict(said),
        "check": finding.check,
        "message": finding.message,
        "marks": _words(found),
    }


def _words(found: FoundFinding) -> list[str]:
    """What tells two findings of one check apart: the words they mark, and their sentence."""
    marks = (found.anchor, found.source, found.target)
    return ["" if mark is None else mark.words for mark in marks]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    record: Record
    conflict: tuple[int, ...]


Answered = dict[str, tuple[ProjectFinding, _Given, ProjectFinding]]
"""Findings, the answers given to them, and the two together, by the finding's id."""


def answered(
    findings: Sequence[ProjectFinding],
    marks: Mapping[str, FoundFinding],
    records: Iterable[Record],
    before: Answered | None = None,
) -> tuple[list[ProjectFinding], list[Record]]:
    """Findings with the answers given to them, and the answers whose finding is gone.

    Args:
        findings: of one document pair.
        marks: the found finding of each, by its id.
        records: the answers that hold, in order.
        before: what the last call gave: an answered finding that is the same is the same object.
    """
    given = _last(records)
    known = {finding.finding.id for finding in findings}
    placed: dict[str, _Given] = {name: one for name, one in given.items() if name in known}
    lost = []
    astray = {name: one for name, one in given.items() if name not in known}
    by_words = _by_words(findings, marks) if astray else {}
    for one in astray.values():
        key = (one.record.data["check"], *one.record.data["marks"])
        free = [other for other in by_words.get(key, ()) if other not in placed]
        if free:
            placed[free[0]] = one
        else:
            lost.append(one.record)
    before = {} if before is None else before
    return [_with(finding, placed.get(finding.finding.id), before) for finding in findings], lost


def _by_words(
    findings: Sequence[ProjectFinding], marks: Mapping[str, FoundFinding]
) -> Mapping[tuple[str, ...], list[str]]:
    by_words: dict[tuple[str, ...], list[str]] = {}
    for finding in findings:
        key = (finding.finding.check, *_words(marks[finding.finding.id]))
        by_words.setdefault(key, []).append(finding.finding.id)
    return by_words


def _last(records: Iterable[Record]) -> dict[str, _Given]:
    given: dict[str, _Given] = {}
    for record in records:
        before = given.get(record.target)
        is_unseen = (
            before is not None
            and before.record.operation > record.seen
            and before.record.reviewer != record.reviewer
            and before.record.data["said"]["answer"] != record.data["said"]["answer"]
        )
        given[record.target] = _Given(
            record=record,
            conflict=(before.record.operation, record.operation) if before and is_unseen else (),
        )
    return given


def _with(finding: ProjectFinding, given: _Given | None, before: Answered) -> ProjectFinding:
    if given is None or not given.record.data["said"]["answer"]:
        return finding
    name = finding.finding.id
    known = before.get(name)
    if known is not None and known[0] is finding and known[1] == given:
        return known[2]
    said = given.record.data["said"]
    made = replace(
        finding,
        answer=said["answer"],
        note=said.get("note", ""),
        reviewer=given.record.reviewer,
        operation=given.record.operation,
        conflict=given.conflict,
    )
    before[name] = finding, given, made
    return made

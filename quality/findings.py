"""What a check has to say about a translation."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from corpora.units import Bitext, Span
from corpora.values import Table, Value, brief, counted
from quality.messages import Message

Severity = Literal["error", "warning", "minor"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "minor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a check found in one unit, before it has an id.

    ``rule`` names the kind of finding within its check (``missing``, ``magnitude``); it is part
    of the id, with ``detail`` where several findings of a rule may mark the same place.
    ``severity`` is ``None`` where it is the usual one of the rule.
    """

    rule: str
    unit: int
    said: Message
    severity: Severity | None = None
    detail: str = ""
    expected: str = ""
    source_span: Span | None = None
    target_span: Span | None = None

    @property
    def key(self) -> str:
        """The rule with its detail, as the id has it."""
        return f"{self.rule} {self.detail}" if self.detail else self.rule


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a file that was given: lines and columns from 1, in code points, half-open.

    ``line`` is 0 where the file has no lines (a workbook) or the text is not found in it.
    """

    path: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Finding(Value):
    """One thing a reviser would mark.

    ``unit`` counts from 0 in file order; the spans are code points into the whole texts,
    half-open, or ``None`` where nothing is to be marked. ``expected`` is what should stand
    there, or empty. ``id`` stays the same as long as the unit's texts and the finding do,
    wherever the unit moves. ``check`` and ``rule`` are what a profile names it by. ``pair`` is
    the unit's number in its project, the same in every output; ``document`` the document pair that
    it is of, where a report is of several. ``answer`` is what a person said of it there.
    """

    id: str
    check: str
    rule: str
    severity: Severity
    unit: int
    source: str
    target: str
    source_span: Span | None
    target_span: Span | None
    said: Message
    expected: str
    pair: str = ""
    answer: str = ""
    document: str = ""

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            raise ValueError(f"{self.severity} is not a severity")
        for text, span in ((self.source, self.source_span), (self.target, self.target_span)):
            if span is not None and not 0 <= span[0] <= span[1] <= len(text):
                raise ValueError(f"the span {span} lies outside its text")

    @property
    def message(self) -> str:
        """What is wrong, as an English sentence; ``said`` has it in other languages."""
        return self.said.text()

    @property
    def number(self) -> str:
        """What people call its unit: its pair's number, else its place in the file from 1."""
        return self.pair or str(self.unit + 1)

    @property
    def place(self) -> str:
        """Its unit's number, with its document where there are several."""
        return f"{self.number} of {self.document}" if self.document else self.number

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON holds it; ``document`` where there are several."""
        document = {"document": self.document} if self.document else {}
        return document | {
            "id": self.id,
            "check": self.check,
            "severity": self.severity,
            "unit": self.unit,
            "pair": self.number,
            "source": self.source,
            "target": self.target,
            "source_span": None if self.source_span is None else list(self.source_span),
            "target_span": None if self.target_span is None else list(self.target_span),
            "message": self.message,
            "expected": self.expected,
        }


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CheckReport(Value):
    """All findings on one bitext, in unit order, and the settings that produced them.

    ``warnings`` are sentences the user should hear: a tool that was wanted is not there.
    ``places`` are where the findings stand in the files that were given, one each, where somebody
    looked for them.
    """

    name: str
    source_language: str
    target_language: str
    units: int
    findings: tuple[Finding, ...]
    signature: str
    ignored: int = 0
    warnings: tuple[str, ...] = ()
    places: tuple[Place | None, ...] = ()

    def _shown(self) -> list[str]:
        number = len(self.findings)
        return [brief(self.name), counted(self.units, "unit"), counted(number, "finding")]

    def to_table(self) -> Table:
        """Its findings; units are counted from 1, as people count them."""
        rows = [
            (one.number, one.severity, f"{one.check}.{one.rule}", one.message, one.source,
             one.target)
            for one in self.findings
        ]  # fmt: skip
        return ("unit", "severity", "rule", "message", "source", "target"), rows

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Findings by check and severity, and in all: ``{"all": {"error": 2, …}, …}``."""
        counted: Counter[tuple[str, str]] = Counter()
        for finding in self.findings:
            counted[finding.check, finding.severity] += 1
            counted["all", finding.severity] += 1
        names = ["all", *dict.fromkeys(sorted(name for name, _ in counted if name != "all"))]
        return {name: {level: counted[name, level] for level in SEVERITIES} for name in names}

    def reaches(self, severity: Severity) -> bool:
        """Whether some finding is as grave as ``severity`` or graver."""
        worst = SEVERITIES.index(severity)
        return any(SEVERITIES.index(finding.severity) <= worst for finding in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """The report as ``--json`` prints it."""
        return {
            "name": self.name,
            "source_language": self.source_language,
            "target_language": self.target_language,
            "units": self.units,
            "ignored": self.ignored,
            "findings": [finding.to_dict() for finding in self.findings],
            "counts": self.counts,
            "warnings": list(self.warnings),
            "signature": self.signature,
        }


def group_alike(findings: Iterable[Finding]) -> list[tuple[Finding, ...]]:
    """Findings in groups of those that say the same of the same: one term, one habit.

    A habit of form is one of its rules (spaces lost after marks), wherever it shows. Elsewhere
    those are alike that name the same words in their message. What is told of a sentence
    (something missing, a number) stands alone. Groups come in the order of their first members.
    """
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        key: object = (finding.check, finding.rule, finding.severity)
        if finding.check != "form":
            shared = finding.check in _OF_WORDS and "“" in finding.message
            key = (
                key,
                finding.message,
                finding.expected,
                None if shared else (finding.unit, finding.id),
            )
        groups.setdefault(key, []).append(finding)
    return [tuple(group) for group in groups.values()]


def group_answered_alike(findings: Iterable[Finding]) -> list[tuple[Finding, ...]]:
    """Groups of findings that say the same and to which people said the same: a row each."""
    rows: list[tuple[Finding, ...]] = []
    for group in group_alike(findings):
        answers: dict[str, list[Finding]] = {}
        for finding in group:
            answers.setdefault(finding.answer, []).append(finding)
        rows += map(tuple, answers.values())
    return rows


# Checks whose messages name the words that are at fault, and no sentence.
_OF_WORDS = frozenset(["terms", "names", "placeholders"])


def number_findings(bitext: Bitext, drafts: Iterable[tuple[str, Severity, Draft]]) -> list[Finding]:
    """Drafts with their check's name and a severity, as findings in unit order with stable ids.

    The id hashes the check, the rule, both texts and the marked stretches, so that it
    survives re-runs and moved units; the second of two alike ends in ``-2``.
    """
    ordered = sorted(
        drafts,
        key=lambda one: (
            one[2].unit,
            SEVERITIES.index(one[1]),
            one[0],
            one[2].source_span or (-1, -1),
            one[2].target_span or (-1, -1),
            one[2].key,
            one[2].said.text(),
        ),
    )
    seen: Counter[str] = Counter()
    findings = []
    for check, severity, draft in ordered:
        unit = bitext.units[draft.unit]
        parts = (check, draft.key, unit.source, unit.target, draft.source_span, draft.target_span)
        digest = hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "replace"))
        key = digest.hexdigest()[:12]
        seen[key] += 1
        findings.append(
            Finding(
                id=key if seen[key] == 1 else f"{key}-{seen[key]}",
                check=check,
                rule=draft.rule,
                severity=severity,
                unit=draft.unit,
                source=unit.source,
                target=unit.target,
                source_span=draft.source_span,
                target_span=draft.target_span,
                said=draft.said,
                expected=draft.expected,
                pair=unit.pair,
            )
        )
    return findings

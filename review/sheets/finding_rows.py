"""Rows of a findings sheet: what is new in them, beside the findings as they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from review.project import Project, ProjectFinding
from review.project import operations as op
from review.sheets.pair_rows import reads
from review.sheets.pairs import BORDER
from review.sheets.placing import text_key
from review.sheets.reading import AnswerRow
from review.sheets.taken import Held, Missed, Step, missed_row


def finding_steps(
    project: Project,
    held: Held,
    rows: Sequence[AnswerRow],
    counts: Counter[str],
    missed: list[Missed],
) -> Iterator[Step]:
    """What rows of a findings sheet say anew; all are counted, the unplaced go to ``missed``."""
    findings = project.findings() if rows else ()
    by_id: dict[str, list[ProjectFinding]] = {}
    for finding in findings:
        by_id.setdefault(finding.finding.id, []).append(finding)
    corrected: dict[tuple[str, str], tuple[str, int]] = {}
    for row in rows:
        said = row.answer or "note"
        counts[said] += 1
        text = row.cells.get("corrected", "").replace(BORDER.strip(), "\n") or None
        if text and len(row.ids) > 1:
            reason = (
                f"its wording cannot be that of all {len(row.ids)} findings; use the pairs sheet"
            )
            missed.append(missed_row(row, said, reason))
            continue
        if not row.answer:
            missed.append(missed_row(row, said, "it has a note and no answer"))
            continue
        gone = 0
        for name in row.ids or ("",):
            found = _find(by_id, findings, name, row)
            if found is None:
                gone += not held.has(("finding", name, row.answer), 0)
                continue
            place = found.document, found.pair
            if text and place in corrected and corrected[place][0] != text:
                reason = f"row {corrected[place][1]} corrects the same pair otherwise"
                missed.append(missed_row(row, said, reason))
                continue
            if text:
                corrected[place] = text, row.row
            note = row.cells.get("note", "")
            if (found.answer, found.note) != (row.answer, note or found.note) or (
                text and not reads(_target_of(project, found), text)
            ):
                answer = op.AnswerFinding(row.answer, text, note or found.note)
                yield Step(row=row, said=said, decisions=[answer], finding=found)
        if gone:
            missed.append(missed_row(row, said, _gone(gone, len(row.ids))))


def _gone(gone: int, ids: int) -> str:
    if ids < 2:
        return "its finding is not there any more"
    return f"{gone} of its {ids} findings are not there any more"


def _target_of(project: Project, finding: ProjectFinding) -> str:
    return project.pair(finding.pair, finding.document).target


def _find(
    by_id: Mapping[str, Sequence[ProjectFinding]],
    findings: Sequence[ProjectFinding],
    name: str,
    row: AnswerRow,
) -> ProjectFinding | None:
    """A finding by its id; by pair and words where a spreadsheet spoilt that."""
    number = row.cells.get("unit", "") or row.cells.get("pair", "")
    found = list(by_id.get(name, ()))
    if not found and len(row.ids) < 2:
        message = text_key(row.cells.get("message", ""))
        found = [
            one
            for one in findings
            if one.pair == number and text_key(one.finding.message) == message
        ]
    if len(found) > 1:
        found = [one for one in found if one.pair == number]
    return found[0] if len(found) == 1 else None

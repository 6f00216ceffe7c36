"""Rows that people edited, as entries: what CSV and workbooks share.

Accepts columns in any order and case, more columns and fewer, and what spreadsheets do to
cells. Nothing is dropped in silence: what is no entry is an error with its row, or a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from corpora.formats.exchange import Origin
from glossary.chinese import has_han
from glossary.columns import COLUMNS, from_row
from glossary.entries import DECISIONS, STATUSES, ConceptEntry, Glossary, entry_id, term_key

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NAMES = {
    "source": "source_term",
    "term": "source_term",
    "zh": "source_term",
    "chinese": "source_term",
    "target": "target_term",
    "translation": "target_term",
    "en": "target_term",
    "english": "target_term",
    "comment": "note",
    "notes": "note",
    "subject": "domain",
}
_DECISION_WORDS = {
    "approved": "approve", "accept": "approve", "accepted": "approve", "ok": "approve",
    "yes": "approve", "rejected": "reject", "no": "reject", "edited": "edit", "none": "",
}  # fmt: skip
_QUOTES = str.maketrans({"’": "'", "‘": "'"})
_EXCEL_EPOCH = date(1899, 12, 30)


def read_table(origin: Origin, rows: Iterable[tuple[int, Sequence[str]]]) -> Glossary:
    """A glossary from numbered rows, the header among the first.

    Raises:
        InputError: there is no header with a source term, a row cannot be understood, or an
            unknown decision or status stands in it; the row is named.
    """
    numbered = [(number, list(row)) for number, row in rows if any(cell.strip() for cell in row)]
    if not numbered:
        raise origin.error("holds no rows", hint="choose a glossary that has entries")
    names = [_column(cell) for cell in numbered[0][1]]
    if "source_term" not in names:
        raise origin.error(
            "has no column source_term in its first row",
            line=numbered[0][0],
            hint="keep the header row that duizhao wrote, in any order",
        )
    entries: list[tuple[int, ConceptEntry]] = []
    notes: list[str] = []
    for number, cells in numbered[1:]:
        row = {name: cell for name, cell in zip(names, cells, strict=False) if name}
        entry = _entry(origin, number, row)
        if entry is not None:
            entries.append((number, entry))
        else:
            notes.append(f"row {number} has no source term and was left out")
    return _glossary(entries, notes)


def _column(cell: str) -> str:
    name = re.sub(r"[\s\-]+", "_", cell.strip().lstrip("\ufeff").lower())
    return _NAMES.get(name, name)


def _entry(origin: Origin, number: int, row: dict[str, str]) -> ConceptEntry | None:
    if not row.get("source_term", "").strip():
        return None
    row["decision"] = _decision(origin, number, row.get("decision", ""))
    row["status"] = _status(origin, number, row.get("status", ""))
    row["reviewed_at"] = _day(row.get("reviewed_at", ""))
    try:
        return from_row(row)
    except ValueError as error:
        raise origin.error(
            str(error), line=number, hint="correct the cell and try again"
        ) from error


def _decision(origin: Origin, number: int, text: str) -> str:
    plain = text.strip().translate(_QUOTES).strip("'\" .").lower()
    if plain.startswith("merge"):
        goal = text.strip().partition(":")[2].strip()
        if not goal:
            raise origin.error(
                "merges into nothing", line=number, hint="write merge: and the id of the entry"
            )
        return f"merge:{goal}"
    plain = _DECISION_WORDS.get(plain, plain)
    if plain and plain not in DECISIONS:
        raise origin.error(
            f"has the unknown decision “{text.strip()}”",
            line=number,
            hint=f"choose one of {', '.join(DECISIONS)} or merge:ID, or leave the cell empty",
        )
    return plain


def _status(origin: Origin, number: int, text: str) -> str:
    plain = text.strip().lower()
    if plain and plain not in STATUSES:
        raise origin.error(
            f"has the unknown status “{text.strip()}”",
            line=number,
            hint=f"choose one of {', '.join(STATUSES)}, or leave the cell empty",
        )
    return plain


def _day(text: str) -> str:
    """A date as ISO, also where a spreadsheet made a number of it.

    >>> _day("46000"), _day("2025-12-09 00:00:00"), _day("9.12.2025")
    ('2025-12-09', '2025-12-09', '9.12.2025')
    """
    text = text.strip()
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        return (_EXCEL_EPOCH + timedelta(days=int(float(text)))).isoformat()
    for layout in ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, layout).date().isoformat()
        except ValueError:
            continue
    return text


def neutralised(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (CWE-1236); ``restored`` undoes it.

    >>> neutralised("=1+1"), restored(neutralised("=1+1")), restored("'s")
    ("'=1+1", '=1+1', "'s")
    """
    is_risky = cell.startswith(FORMULA_STARTS)
    # A quote that was there before a formula's start must survive the way back.
    is_quoted = re.match(r"'+[=+\-@\t\r]", cell) is not None
    return f"'{cell}" if is_risky or is_quoted else cell


def restored(cell: str) -> str:
    """What ``neutralised`` was given."""
    return cell[1:] if re.match(r"'+[=+\-@\t\r]", cell) else cell


def _glossary(numbered: Sequence[tuple[int, ConceptEntry]], notes: list[str]) -> Glossary:
    by_id: dict[str, tuple[int, ConceptEntry]] = {}
    kept: list[ConceptEntry] = []
    for number, entry in numbered:
        other = by_id.get(entry.id)
        if other is not None and other[1] == entry:
            notes.append(f"row {number} repeats row {other[0]}")
            continue
        if other is not None:
            same_term = term_key(other[1].source_term) == term_key(entry.source_term)
            sense = f"row {number}" if not same_term else entry.target_term
            entry = replace(entry, id=entry_id(entry.source_term, sense))
            notes.append(
                f"row {number} has the id of row {other[0]}; both were kept, it is now {entry.id}"
            )
            if entry.id in by_id:
                entry = replace(entry, id=entry_id(entry.source_term, f"row {number}"))
        by_id[entry.id] = (number, entry)
        kept.append(entry)
    for number, entry in by_id.values():
        if entry.merged_into is not None and entry.merged_into not in by_id:
            notes.append(f"row {number} merges into {entry.merged_into}, which is not there")
    source, target = guess_languages(kept)
    return Glossary(
        source_language=source, target_language=target, entries=tuple(kept), notes=tuple(notes)
    )


def guess_languages(entries: Sequence[ConceptEntry]) -> tuple[str, str]:
    """Source and target as the terms' own script shows them."""
    from glossary.chinese import simplify

    source = "".join(entry.source_term for entry in entries)
    target = "".join(entry.target_term for entry in entries)
    chinese = source if has_han(source) else target
    plain = sum(a != b for a, b in zip(chinese, simplify(chinese), strict=True))
    script = "zh-Hant" if plain > 0.03 * max(len(chinese), 1) else "zh-Hans"
    return (script, "en") if has_han(source) or not has_han(target) else ("en", script)


COLUMN_COUNT = len(COLUMNS)

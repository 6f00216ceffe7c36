"""Rows that people edited, as entries: what CSV and workbooks share.

Accepts columns in any order and case, more columns and fewer, and what spreadsheets do to
cells. Nothing is dropped in silence: what is no entry is an error with its row, or a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from corpora.errors import InputError
from corpora.formats.streams import Origin
from corpora.formats.tables.cells import column_key
from corpora.formats.tables.naming import (
    ColumnName,
    choose_by_text,
    choose_columns,
    is_row_of_codes,
    read_columns,
    read_name,
    say_columns,
)
from corpora.language.han import has_han
from corpora.registry.formats import XLSX
from glossary.record.columns import COLUMNS, MACHINE_NUMBERS, from_row, is_number
from glossary.record.entries import DECISIONS, STATUSES, ConceptEntry, Glossary, entry_id, term_key

_NAMES = {
    "source": "source_term", "term": "source_term", "target": "target_term",
    "translation": "target_term", "comment": "note", "notes": "note", "subject": "domain",
    "entry_id": "id", "entry_subject": "domain", "entry_note": "note",
}  # fmt: skip
# memoQ's column of what must not be used, beside that of a language.
_FORBIDDEN = re.compile(r"[_ ]forbidden$", re.IGNORECASE)
# Rows that tell what the columns are.
_PEEK = 200
_DEEPEST_HEADER = 10
DECISION_WORDS = {
    "approved": "approve", "accept": "approve", "accepted": "approve", "ok": "approve",
    "yes": "approve", "y": "approve", "批准": "approve", "通过": "approve", "同意": "approve",
    "对": "approve",
    "rejected": "reject", "no": "reject", "n": "reject", "拒绝": "reject", "不通过": "reject",
    "否": "reject", "不要": "reject",
    "edited": "edit", "修改": "edit", "改": "edit", "none": "", "-": "", "未定": "",
}  # fmt: skip
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_AROUND = "'\" \u00a0\u3000"
_DATES = (
    "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d", "%Y/%m/%d %H:%M:%S",
    "%Y.%m.%d", "%d.%m.%Y", "%Y年%m月%d日",
)  # fmt: skip
# Bad rows named at once: by eye.
_MOST_PROBLEMS = 8
# What a spreadsheet leaves of a term in an encoding without Chinese.
_LOST = re.compile("[?？\ufffd“”《》（）()]*[?\ufffd][?？\ufffd“”《》（）()]*")
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
    names, first, notes = _layout(origin, numbered)
    entries: list[tuple[int, ConceptEntry]] = []
    problems: list[InputError] = []
    for number, cells in numbered[first:]:
        row = {name: cell for name, cell in zip(names, cells, strict=False) if name}
        if not row.get("source_term", "").strip():
            notes.append(f"row {number} has no source term and was left out")
            continue
        try:
            entries.append((number, _entry(origin, number, row, notes)))
        except InputError as error:
            problems.append(error)
    if problems:
        raise _all_of(origin, problems)
    is_ours = "id" in names
    if entries and not is_ours and not any(entry.target_term for _, entry in entries):
        raise origin.error(
            "has no translation of any term",
            hint="fill the column with the translations, or name it target_term",
        )
    return _glossary(entries, notes)


def _layout(
    origin: Origin, numbered: Sequence[tuple[int, list[str]]]
) -> tuple[list[str], int, list[str]]:
    """Our names of the columns, the index of the first row of terms, and what to tell of both."""
    for at, (_number, cells) in enumerate(numbered[:_DEEPEST_HEADER]):
        if at and sum(bool(cell.strip()) for cell in numbered[at - 1][1]) > 1:
            break  # only titles, which have one cell, may stand above the header
        names, said = _columns(cells, [row for _, row in numbered[at + 1 : at + 1 + _PEEK]])
        if "source_term" in names:
            if "target_term" not in names:
                columns = ", ".join(f"“{cell}”" for cell in cells if cell.strip())
                raise origin.error(
                    f"has no column with translations that is understood (there are {columns})",
                    line=numbered[at][0],
                    hint="name the two columns source_term and target_term",
                )
            above = [f"{at} row{'s' * (at > 1)} above the header left out"] if at else []
            return names, at + 1, above + said
    chosen = choose_by_text([cells for _, cells in numbered[:_PEEK]])
    if chosen is None or not chosen.is_bilingual:
        raise origin.error(
            "has no column source_term in its first row, and no two columns of terms",
            line=numbered[0][0],
            hint="name the two columns source_term and target_term",
        )
    header = numbered[0][1]
    width = max(len(cells) for _, cells in numbered[:_PEEK])
    names = [column_name(cell) if chosen.has_header else "" for cell in header]
    names = [name if name in COLUMNS else "" for name in names] + [""] * (width - len(header))
    names[chosen.source], names[chosen.target] = "source_term", "target_term"
    if not chosen.has_header:
        return names, 0, []
    return names, 1, [say_columns(header, chosen.source, chosen.target, "left aside")]


def _all_of(origin: Origin, problems: Sequence[InputError]) -> InputError:
    """Every row that cannot be understood, so that one look mends all."""
    first, *others = problems
    said = "".join(f"; row {other.line} {other.problem}" for other in others[:_MOST_PROBLEMS])
    if len(others) > _MOST_PROBLEMS:
        said += f"; and {len(others) - _MOST_PROBLEMS} more rows"
    return origin.error(f"{first.problem}{said}", line=first.line, hint=first.hint)


def _columns(header: Sequence[str], below: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
    """Our names of a header's columns, and which were taken where that had to be found out.

    >>> _columns(["Entry_ID", "English", "Chinese_PRC", "Chinese_PRC_Forbidden"], [])[0]
    ['id', 'source_term', 'target_term', 'forbidden']
    """
    names = [column_name(cell) for cell in header]
    said: list[str] = []
    if not {"source_term", "target_term"} <= set(names):
        told = [
            ColumnName(role="source" if name == "source_term" else "target")
            if name in ("source_term", "target_term")
            else ColumnName()
            if name in COLUMNS
            else read_name(cell)
            for name, cell in zip(names, header, strict=True)
        ]
        repeats = is_row_of_codes(header, below)
        chosen = None if repeats else choose_columns(told, read_columns(below, len(header)))
        if chosen is None:
            return ["" if name in ("source_term", "target_term") else name for name in names], []
        source, target = chosen
        names = ["" if name in ("source_term", "target_term") else name for name in names]
        names[source], names[target] = "source_term", "target_term"
        unknown = [
            cell
            for i, cell in enumerate(header)
            if i not in chosen
            and cell.strip()
            and names[i] not in (*COLUMNS, "forbidden")
            and not _FORBIDDEN.search(cell)
        ]
        if unknown:
            said = [say_columns(header, source, target, "not understood")]
    for index, cell in enumerate(header):
        plain = _FORBIDDEN.sub("", cell)
        if plain != cell and read_name(plain):
            names[index] = "forbidden"
    return names, said


def column_name(cell: str) -> str:
    """Our name of a column, however it was written.

    >>> column_name("Source Term"), column_name("TARGET-TERM"), column_name("my own")
    ('source_term', 'target_term', 'my_own')
    """
    name = column_key(cell)
    return _NAMES.get(name, name)


def _entry(origin: Origin, number: int, row: dict[str, str], notes: list[str]) -> ConceptEntry:
    if _LOST.fullmatch(row["source_term"].strip()):
        raise origin.error(
            f"has lost its Chinese (“{row['source_term'].strip()}”) when the file was saved",
            line=number,
            hint=f"save the table as {XLSX} or as “CSV UTF-8”",
        )
    row["decision"] = _decision(origin, number, row.get("decision", ""))
    row["status"] = _status(origin, number, row.get("status", ""))
    row["reviewed_at"] = day(row.get("reviewed_at", ""))
    for name in MACHINE_NUMBERS:
        # What the machine wrote it writes again: not worth refusing a reviewer's work.
        if not is_number(name, row.get(name, "")):
            notes.append(f"row {number}: {name} “{row[name].strip()}” is no number, left out")
            row[name] = ""
    try:
        return from_row(row)
    except (ValueError, OverflowError) as error:
        raise origin.error(
            f"is no entry ({error})", line=number, hint="correct the row, or leave it out"
        ) from error


def _decision(origin: Origin, number: int, text: str) -> str:
    plain = text.strip().translate(_QUOTES).strip("'\" .。").lower()
    if plain.startswith(("merge", "合并")):
        goal = re.split("[:：]", text.strip(), maxsplit=1)[1:]
        if not goal or not goal[0].strip():
            raise origin.error(
                "merges into nothing", line=number, hint="write merge: and the id of the entry"
            )
        return f"merge:{goal[0].translate(_QUOTES).strip(_AROUND)}"
    plain = DECISION_WORDS.get(plain, plain)
    if plain and plain not in DECISIONS:
        raise origin.error(
            f"has the unknown decision “{text.strip()}”",
            line=number,
            hint=f"choose one of {', '.join(DECISIONS)} or merge:ID, or leave the cell empty",
        )
    return plain


def _status(origin: Origin, number: int, text: str) -> str:
    plain = text.strip().translate(_QUOTES).strip(_AROUND).lower()
    if plain and plain not in STATUSES:
        raise origin.error(
            f"has the unknown status “{text.strip()}”",
            line=number,
            hint=f"choose one of {', '.join(STATUSES)}, or leave the cell empty",
        )
    return plain


def day(text: str) -> str:
    """A date as ISO, also where a spreadsheet made a number of it; else as it is.

    >>> day("46000"), day("2025-12-09 00:00:00"), day("9.12.2025"), day("2025年12月9日")
    ('2025-12-09', '2025-12-09', '2025-12-09', '2025-12-09')
    >>> day("12/9/2025")  # December or September?
    '12/9/2025'
    """
    text = text.strip()
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text):
        return (_EXCEL_EPOCH + timedelta(days=int(text[:5]))).isoformat()
    for layout in _DATES:
        try:
            return datetime.strptime(text, layout).date().isoformat()
        except ValueError:
            continue
    return text


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
                f"row {number} ({_said(entry)}) has the id of row {other[0]} "
                f"({_said(other[1])}); both were kept, it is now {entry.id}"
            )
            if entry.id in by_id:
                entry = replace(entry, id=entry_id(entry.source_term, f"row {number}"))
        by_id[entry.id] = (number, entry)
        kept.append(entry)
    kept = _with_goals(kept, {entry.id: number for number, entry in by_id.values()}, notes)
    source, target = guess_languages(kept)
    return Glossary(
        source_language=source, target_language=target, entries=tuple(kept), notes=tuple(notes)
    )


def _said(entry: ConceptEntry) -> str:
    told = f"{entry.decision or 'undecided'} “{entry.target_term}”"
    return f"{told}, {entry.reviewer}" if entry.reviewer else told


def _with_goals(
    entries: Sequence[ConceptEntry], rows: Mapping[str, int], notes: list[str]
) -> list[ConceptEntry]:
    """Entries whose merges point at ids, also where a term was written; notes where they do not."""
    by_id = {entry.id: entry for entry in entries}
    by_term = {term_key(entry.source_term): entry.id for entry in reversed(entries)}
    told = []
    for entry in entries:
        goal = entry.merged_into
        if goal is not None:
            goal = goal if goal in by_id else by_term.get(term_key(goal), goal)
            entry = replace(entry, decision=f"merge:{goal}")
            row = f"row {rows[entry.id]} merges into {goal}"
            if goal == entry.id:
                notes.append(f"{row}, which is itself")
            elif goal not in by_id:
                notes.append(f"{row}, which is not there")
            elif by_id[goal].decision == "reject":
                notes.append(f"{row}, which is rejected: neither will be delivered")
        told.append(entry)
    return told


def guess_languages(entries: Sequence[ConceptEntry]) -> tuple[str, str]:
    """Source and target as the terms' own script shows them."""
    from corpora.language.scripts import simplify

    source = "".join(entry.source_term for entry in entries)
    target = "".join(entry.target_term for entry in entries)
    chinese = source if has_han(source) else target
    plain = sum(a != b for a, b in zip(chinese, simplify(chinese), strict=True))
    script = "zh-Hant" if plain > 0.03 * max(len(chinese), 1) else "zh-Hans"
    return (script, "en") if has_han(source) or not has_han(target) else ("en", script)

"""The review table as a workbook: the decision and the two terms first, the machine's part last."""

from __future__ import annotations

from typing import BinaryIO

from corpora.errors import InputError
from corpora.formats.streams import Origin
from corpora.formats.tables.cells import Row, workbook_tables
from corpora.formats.tables.forms import (
    DONE,
    GONE,
    LOOK,
    Column,
    Form,
    Marked,
    Value,
    write_form,
)
from glossary.formats.table import DECISION_WORDS, column_name, read_table
from glossary.record.columns import COLUMNS, to_row
from glossary.record.entries import DECISIONS, STATUSES, ConceptEntry, Glossary
from glossary.record.evidence import RECHECK
from glossary.record.groups import is_behind
from glossary.record.roundtrip import merge_glossaries

_COLUMNS = (
    Column(
        name="decision", width=12, is_peoples=True, choices=DECISIONS,
        about="what you say of the term: one of the words above, or empty",
    ),
    Column(name="source_term", width=24, wraps=True, about="the term in the source"),
    Column(
        name="target_term", width=34, wraps=True,
        about="its translation; write over it and say edit where it should be another",
    ),
    Column(
        name="renderings", width=44, wraps=True,
        about="all ways it was rendered, each with how often; new: not there when it was approved",
    ),
    Column(name="usual", width=34, wraps=True, about="what official translations say"),
    Column(
        name="category", width=12,
        about="what kind of term it is; people, organisations, documents and places stand last",
    ),
    Column(name="title", width=30, wraps=True, about="what both texts say a person is"),
    Column(name="count", width=7, form="0", about="how often it occurs"),
    Column(
        name="consistency", width=11, form="0.00", about="share of its main rendering, 0 to 1"
    ),
    Column(
        name="context_source", width=50, wraps=True, about="a sentence with the term, marked"
    ),
    Column(
        name="context_target", width=60, wraps=True, about="its translation, the rendering marked"
    ),
    Column(
        name="status", width=12, is_peoples=True, choices=STATUSES, is_strict=True,
        about=f"how the translation may be used: {', '.join(STATUSES)}",
    ),
    Column(
        name="forbidden", width=10, is_peoples=True, choices=("yes",), is_strict=True,
        about="yes where this translation must not be used for the term",
    ),
    Column(name="definition", width=30, wraps=True, is_peoples=True, about="what the term means"),
    Column(name="domain", width=14, is_peoples=True, about="the field it belongs to"),
    Column(name="note", width=30, wraps=True, is_peoples=True, about="anything worth saying"),
    Column(name="reviewer", width=12, is_peoples=True, about="who decided"),
    Column(name="reviewed_at", width=12, is_peoples=True, about="on which day, as 2026-11-30"),
    Column(
        name="group", width=16, wraps=True,
        about="the term in front of this one and its other forms, which can be folded away",
    ),
    Column(name="documents", width=10, form="0", about="in how many documents it occurs"),
    Column(
        name="confidence", width=11, form="0.00",
        about="probability that term and translation are right, 0 to 1",
    ),
    Column(name="context_place", width=16, about="where the sentence is: document and pair"),
    Column(name="id", width=12, about="the entry's name; leave it as it is"),
    Column(
        name="evidence", width=40, wraps=True,
        about="what speaks for the entry; re-check: it has changed since it was reviewed",
    ),
)  # fmt: skip
_WHOLE = ("count", "documents")
_SHARES = ("consistency", "confidence")
_MEANT = {
    "approve": "term and translation are right",
    "reject": "no term, or not worth an entry",
    "edit": "you have written another translation (or term) into the row",
}


def _also(word: str) -> str:
    return ", ".join(other for other, meant in DECISION_WORDS.items() if meant == word)


_FORM = Form(
    title="glossary",
    columns=_COLUMNS,
    frozen=3,
    printed=10,
    about=(
        "Write into the yellow columns, save, and give the file back: duizhao run … --decisions "
        "FILE, or duizhao terms … --glossary FILE.",
        "Rows may be sorted and filtered, columns moved; rows in which nothing is written stay "
        "undecided.",
    ),
    words=(
        *((word, meant, _also(word)) for word, meant in _MEANT.items()),
        ("merge:ID", "the same term as another entry: that one's id, or its term", ""),
        ("(empty)", "undecided", _also("")),
    ),
    tints=(
        (f'ISNUMBER(SEARCH("{RECHECK}",{{evidence}}))', LOOK),
        ('{decision}="reject"', GONE),
        ('{decision}<>""', DONE),
        ("AND(ISNUMBER({consistency}),{consistency}<0.7,{count}>1)", LOOK),
    ),
)
if sorted(column.name for column in _COLUMNS) != sorted(COLUMNS):
    raise AssertionError("the workbook has other columns than the table")


def dump(glossary: Glossary, file: BinaryIO) -> None:
    """Write the review table as a workbook. What needs a look is coloured."""
    levels = [int(is_behind(entry)) for entry in glossary.entries]
    write_form(_FORM, map(_row, glossary.entries), file, levels=levels)


def _row(entry: ConceptEntry) -> list[Value]:
    texts = to_row(entry)
    return [_value(entry, column.name, texts[column.name]) for column in _COLUMNS]


def _value(entry: ConceptEntry, name: str, text: str) -> Value:
    if text and name in _WHOLE:
        return int(text)
    if text and name in _SHARES:
        return float(text)
    if entry.contexts and name == "context_source":
        span = entry.contexts[0].source_span
        return Marked(text, () if span is None else (span,))
    if entry.contexts and name == "context_target":
        return Marked(text, entry.contexts[0].target_spans)
    return text


def load(origin: Origin) -> Glossary:
    """Read a workbook: every sheet that holds terms; others are named in the notes.

    Raises:
        InputError: it is no workbook, or as ``table.read_table`` where no sheet holds terms.
    """
    tables = workbook_tables(origin)
    first = next((rows for rows in tables.values() if _is_ours(rows)), None)
    if first is not None:
        return read_table(origin, first)
    found: list[Glossary] = []
    notes: list[str] = []
    failed: InputError | None = None
    for name, rows in tables.items():
        try:
            found.append(read_table(origin, rows))
        except InputError as error:
            failed = failed or error
            notes.append(f"sheet “{name}” left out: {error.problem}")
    if not found:
        raise failed or origin.error("holds no rows", hint="choose a glossary that has entries")
    if len(found) == 1:
        return found[0].with_entries(found[0].entries, *notes)
    merged = merge_glossaries(found)
    return merged.with_entries(merged.entries, f"{len(found)} sheets were read", *notes)


def _is_ours(rows: list[Row]) -> bool:
    """Whether a sheet is the table that people review, which stands beside others of ours."""
    return bool(rows) and {"id", "source_term"} <= set(map(column_name, rows[0][1]))

"""OmegaT's glossary: source, target and comment between tabs, UTF-8, no header."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from corpora.formats.decoding import find_encoding, open_text
from corpora.formats.streams import Origin
from corpora.formats.tables.naming import read_name
from glossary.formats import csvs
from glossary.formats.deliver import Delivery, deliveries
from glossary.formats.table import column_name, guess_languages
from glossary.record.entries import ConceptEntry, Glossary, entry_id


def dump(glossary: Glossary, file: BinaryIO) -> None:
    """Write one line for every pair of terms; forbidden ones say so in the comment."""
    is_first = True
    for delivery in deliveries(glossary):
        for source in delivery.source_terms:
            for target, status in delivery.target_terms:
                cells = (source, target, comment_of(delivery, status))
                if is_first and _is_header(cells):
                    file.write(b"# terms, no header\n")  # else "source" would be taken for one
                is_first = False
                line = "\t".join(" ".join(cell.split()) for cell in cells)
                file.write(f"{line}\n".encode(errors="replace"))


def comment_of(delivery: Delivery, status: str) -> str:
    """What OmegaT shows beside a term: status, domain, definition and note."""
    entry = delivery.entry
    said = ["forbidden" if status == "deprecated" else status, entry.domain, entry.definition]
    return "; ".join(part for part in (*said, entry.note) if part)


def _is_header(cells: Sequence[str]) -> bool:
    """Whether a line names columns: the first of a table that a spreadsheet wrote as text."""
    languages = {read_name(cell).language[:2] for cell in cells} - {""}
    return "source_term" in map(column_name, cells) or len(languages) > 1


def load(origin: Origin) -> Glossary:
    """Read a glossary of OmegaT; lines without a tab and comments (#) are left out."""
    with open_text(origin, find_encoding(origin)) as text:
        head = text.readline().split("\t")
    if _is_header(head):
        return csvs.load(origin)
    entries: dict[str, ConceptEntry] = {}
    with open_text(origin, find_encoding(origin)) as text:
        for line in text:
            cells = [cell.strip() for cell in line.lstrip("\ufeff").rstrip("\r\n").split("\t")]
            if len(cells) < 2 or not cells[0] or cells[0].startswith("#"):
                continue
            key = entry_id(cells[0])
            if key in entries:
                key = entry_id(cells[0], cells[1])
            comment = cells[2] if len(cells) > 2 else ""
            is_forbidden = comment.startswith("forbidden")
            entries[key] = ConceptEntry(
                id=key,
                source_term=cells[0],
                target_term=cells[1],
                decision="approve",
                status="deprecated" if is_forbidden else "preferred",
                is_forbidden=is_forbidden,
                note=comment,
            )
    if not entries:
        raise origin.error(
            "holds no line with a source and a target term", hint="put a tab between the two"
        )
    told = list(entries.values())
    source, target = guess_languages(told)
    return Glossary(source_language=source, target_language=target, entries=tuple(told))

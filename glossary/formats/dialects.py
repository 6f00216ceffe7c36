"""CSV as single programs import it: there is no one table that all of them take.

Sources: memoQ documentation, "Importing term bases" (delimited text, UTF-8, language names
as headers); RWS, "MultiTerm Convert" (tab or spreadsheet with a header of languages and
fields); Trados Studio imports the same through Glossary Converter; DeepL documentation,
"Glossaries" (two columns, no header, UTF-8); Excel: semicolons or commas by locale, so the
first line names the separator; OmegaT 3.6, tried: three columns and no header, since it takes
a header for an entry; tabs in .utf8, .tab and .txt, commas in .csv.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from corpora.errors import InputError, OptionError
from corpora.formats.tables.guarding import guarded
from corpora.registry.formats import CSV, TAB, TBX, TEXT, TSV, UTF8
from glossary.formats import tabbed, tbx
from glossary.formats.deliver import Delivery, deliveries
from glossary.record.entries import Glossary

_ENGLISH_NAMES = {"zh": "Chinese", "en": "English"}
_MEMOQ = {"zh-Hans": "Chinese_PRC", "zh-Hant": "Chinese_Taiwan", "en": "English"}
_STUDIO = {
    "zh-Hans": "Chinese (Simplified, China)",
    "zh-Hant": "Chinese (Traditional, Taiwan)",
    "en": "English (United States)",
}


def writer_for(tool: str, path: Path) -> Callable[[Glossary, BinaryIO], None]:
    """The writer of a program's own table.

    Raises:
        InputError: there is no such program here, or the file should not be a CSV.
    """
    if tool not in TOOLS:
        raise OptionError(
            f"there is no table for {tool}", hint=f"choose one of {', '.join(sorted(TOOLS))}"
        )
    if tool == "omegat" and path.suffix.lower() in _OMEGAT:
        return _OMEGAT[path.suffix.lower()]
    if not any(kind.names(path) for kind in (CSV, TEXT, TSV)):
        raise InputError(
            f"the table for {tool} is a CSV", path=path, hint=f"name a file that ends in {CSV}"
        )
    return TOOLS[tool]


def _pairs(glossary: Glossary) -> Iterator[tuple[str, str, str, Delivery]]:
    """(source term, target term, status, delivery) of every pair."""
    for delivery in deliveries(glossary):
        for source in delivery.source_terms:
            for target, status in delivery.target_terms:
                yield source, target, status, delivery


def _write(
    file: BinaryIO, rows: Sequence[Sequence[str]], *, delimiter: str = ",", safe: bool = True
) -> None:
    file.write(b"\xef\xbb\xbf")
    text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    # Only a spreadsheet runs formulas; in a termbase the guard would become part of the term.
    writer.writerows([[guarded(cell) if safe else cell for cell in row] for row in rows])
    text.flush()
    text.detach()


def _deepl(glossary: Glossary, file: BinaryIO) -> None:
    """Two columns and no header; each source term once, nothing forbidden."""
    rows: dict[str, str] = {}
    for source, target, status, _ in _pairs(glossary):
        if status not in ("deprecated", "obsolete"):
            rows.setdefault(source, target)
    text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows.items())
    text.flush()
    text.detach()


def _memoq(glossary: Glossary, file: BinaryIO) -> None:
    source_name = _MEMOQ.get(glossary.source_language, glossary.source_language)
    target_name = _MEMOQ.get(glossary.target_language, glossary.target_language)
    head = ["Entry_ID", "Entry_Subject", "Entry_Note", "Definition"]
    head += [source_name, target_name, f"{target_name}_Forbidden", f"{target_name}_Example"]
    rows = [
        [
            delivery.entry.id,
            delivery.entry.domain,
            delivery.entry.note,
            delivery.entry.definition,
            source,
            target,
            "TRUE" if status == "deprecated" else "FALSE",
            delivery.entry.contexts[0].target if delivery.entry.contexts else "",
        ]
        for source, target, status, delivery in _pairs(glossary)
    ]
    _write(file, [head, *rows], safe=False)


def _multiterm(glossary: Glossary, file: BinaryIO) -> None:
    names = [_ENGLISH_NAMES.get(code[:2], code) for code in _codes(glossary)]
    _write_fields(glossary, file, names)


def _trados(glossary: Glossary, file: BinaryIO) -> None:
    names = [_STUDIO.get(code, code) for code in _codes(glossary)]
    _write_fields(glossary, file, names)


def _codes(glossary: Glossary) -> tuple[str, str]:
    return glossary.source_language, glossary.target_language


def _write_fields(glossary: Glossary, file: BinaryIO, names: Sequence[str]) -> None:
    """Languages as headers, each term's fields right of it."""
    head = [names[0], names[1], "Status", "Subject", "Definition", "Context", "Note"]
    rows = [
        [
            source,
            target,
            status,
            delivery.entry.domain,
            delivery.entry.definition,
            delivery.entry.contexts[0].target if delivery.entry.contexts else "",
            delivery.entry.note,
        ]
        for source, target, status, delivery in _pairs(glossary)
    ]
    _write(file, [head, *rows], safe=False)


def _excel(glossary: Glossary, file: BinaryIO) -> None:
    rows = [["source_term", "target_term", "status", "domain", "definition", "note"]]
    rows += [
        [
            source,
            target,
            status,
            delivery.entry.domain,
            delivery.entry.definition,
            delivery.entry.note,
        ]
        for source, target, status, delivery in _pairs(glossary)
    ]
    _write(file, rows)


def _omegat(glossary: Glossary, file: BinaryIO) -> None:
    """Source, target and comment, no header, no mark: it would be part of the first term."""
    text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for source, target, status, delivery in _pairs(glossary):
        writer.writerow((source, target, tabbed.comment_of(delivery, status)))
    text.flush()
    text.detach()


def _omegat_marked(glossary: Glossary, file: BinaryIO) -> None:
    """The same between tabs, with a mark: OmegaT guesses at the encoding of these files."""
    file.write(b"\xef\xbb\xbf")
    tabbed.dump(glossary, file)


_OMEGAT = {
    str(UTF8): tabbed.dump,
    str(TBX): tbx.dump_v2,
    str(TAB): _omegat_marked,
    str(TEXT): _omegat_marked,
}
TOOLS: dict[str, Callable[[Glossary, BinaryIO], None]] = {
    "memoq": _memoq,
    "multiterm": _multiterm,
    "trados": _trados,
    "deepl": _deepl,
    "excel": _excel,
    "omegat": _omegat,
}

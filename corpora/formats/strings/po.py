"""Gettext's PO, read and written with polib.

Obsolete entries are left out. Of an entry with plurals the plural stands, since one Chinese form
serves for both; the singular is a prop, and pairs by itself where the target has forms, too.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import polib

from corpora.formats.codes import code_for_language, guess_language, language_of_code, primary
from corpora.formats.streams import (
    Head,
    Origin,
    ReadOptions,
    UnitStream,
    WriteOptions,
    Written,
    count_notes,
)
from corpora.formats.strings.keyed import whole_text
from corpora.units import TranslationUnit

_CONTEXT = "x-context"
_SINGULAR = "x-singular"
_LINE = re.compile(r"\(line (\d+)\)")
_SOUND = re.compile(r'(?:msg[a-z_]+(?:\[\d+\])?\s*)?".*"|[#].*')
_LONE = re.compile("[\0\ud800-\udfff]")
_KNOWN = ("zh", "en")


def read(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of a PO file; what is fuzzy has that for its status, what is open an empty target.

    Raises:
        InputError: it is no PO file (with its line).
    """
    catalog = _parsed(origin, whole_text(origin, options))
    entries = [entry for entry in catalog if not entry.obsolete]
    if not entries and not catalog.metadata:
        raise origin.error("holds no messages", hint="choose a PO file that has some")
    units = [unit for entry in entries for unit in _units(entry)]
    source = guess_language(unit.source for unit in units[:500])
    named = language_of_code(str(catalog.metadata.get("Language") or ""))
    target = guess_language(unit.target for unit in units[:500])
    if not any(unit.target for unit in units):
        target = named or ("en" if primary(source) == "zh" else "zh-Hans")
    elif named and primary(named) != primary(target) and primary(named) not in _KNOWN:
        target = named
    notes = list(count_notes(Counter({
        "units that the program no longer uses were left out": len(catalog) - len(entries)
    })))  # fmt: skip
    head = Head(
        name=origin.name,
        source_language=options.source_language or source,
        target_language=options.target_language or target,
    )
    return UnitStream(head=head, units=iter(units), notes=notes)


def _parsed(origin: Origin, text: str) -> polib.POFile:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not _SOUND.fullmatch(line.strip()):
            raise origin.error(
                "is not a PO file here", line=number, hint="quotes must be closed on their line"
            )
    # From memory polib would cut lines at every kind of line end there is.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "messages")
        path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        try:
            return polib.pofile(str(path), encoding="utf-8")
        except Exception as error:  # polib lets through whatever its parts raise
            found = _LINE.search(str(error))
            raise origin.error(
                "is not a PO file here",
                line=int(found[1]) if found else None,
                hint="msgfmt tells what is wrong with it",
            ) from error


def _units(entry: polib.POEntry) -> Iterator[TranslationUnit]:
    notes = tuple(note for note in (entry.tcomment, entry.comment) if note)
    props = ((_CONTEXT, entry.msgctxt),) if entry.msgctxt else ()
    status = "fuzzy" if entry.fuzzy else None
    pairs = [(entry.msgid, entry.msgstr, props)]
    if entry.msgid_plural:
        forms = [text for _number, text in sorted(entry.msgstr_plural.items())]
        many = (entry.msgid_plural, forms[-1] if forms else "")
        pairs = [(entry.msgid, forms[0], props)] if len(forms) > 1 else []
        pairs.append((*many, (*props, (_SINGULAR, entry.msgid))))
    for source, target, known in pairs:
        yield TranslationUnit(source=source, target=target, status=status, notes=notes, props=known)


def write(
    units: Iterable[TranslationUnit], head: Head, file: BinaryIO, options: WriteOptions
) -> Written:
    """Write a PO file. A source that comes again is told apart by a number as its context.

    Units without a source, which a PO file cannot hold, are left out; NUL and lone surrogates
    become U+FFFD.
    """
    code = code_for_language(head.target_language, head.target_code).replace("-", "_")
    header = polib.POFile(wrapwidth=0)
    header.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "MIME-Version": "1.0",
        "Language": code,
    }
    file.write(f"{header.metadata_as_entry().__unicode__(wrapwidth=0)}\n".encode())
    seen: Counter[tuple[str, str | None]] = Counter()
    count = empty = 0
    for unit in units:
        source, target = (_LONE.sub("\ufffd", text) for text in (unit.source, unit.target))
        if not source:
            empty += 1
            continue
        given = next((value for kind, value in unit.props if kind == _CONTEXT), None)
        context = None if given is None else _LONE.sub("\ufffd", given)
        seen[source, context] += 1
        entry = polib.POEntry(
            msgid=source,
            msgstr=target,
            msgctxt=_apart(context, seen[source, context]),
            tcomment=_LONE.sub("\ufffd", "\n".join("\n".join(unit.notes).splitlines())),
            flags=["fuzzy"] if unit.status == "fuzzy" else [],
        )
        file.write(f"{entry.__unicode__(wrapwidth=0)}\n".encode())
        count += 1
    return Written(units=count, left_out={"without a source": empty} if empty else {})


def _apart(context: str | None, times: int) -> str | None:
    return context if times == 1 else f"{context} {times}" if context else str(times)

"""The tables of README and documentation, from what the formats say of themselves.

``scripts/doc_tables.py`` puts them between their markers; a test sees that they are there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpora.registry.format import Content, Format
from corpora.registry.formats import FORMATS

_COLUMNS: tuple[tuple[str, Content], ...] = (
    ("document", "document"),
    ("pairs", "pairs"),
    ("glossary", "glossary"),
)


def write_documents() -> str:
    """What is read as a document, with what its readers take and leave."""
    rows = [
        (_suffixes(kind), kind.title, kind.remark) for kind in FORMATS if "document" in kind.reads
    ]
    rows.append(("`-`", "Standard input", "any of these, by its first bytes"))
    refused = [kind.title for kind in FORMATS if not kind.reads and kind.instead]
    table = _table(("suffix", "what", "remarks"), rows)
    return f"{table}\n\nRefused, with a word on what to do: {'; '.join(refused)}."


def write_pairs() -> str:
    """What is read and written as pairs."""
    rows = [
        (_suffixes(kind), kind.title, _does(kind, "pairs"), kind.as_pairs)
        for kind in FORMATS
        if "pairs" in {*kind.reads, *kind.writes}
    ]
    rows.append(
        ("`-`", "Standard input and output", "read, written", "read by how it begins; as a table")
    )
    return _table(("suffix", "what", "", "remarks"), rows)


def write_files() -> str:
    """Every kind of file, and what it is read and written as."""
    heads = ("file", "suffixes", *(head for head, _ in _COLUMNS), "reports")
    rows = [
        (
            kind.title,
            _suffixes(kind),
            *(_does(kind, content) for _, content in _COLUMNS),
            ", ".join(name for name in ("findings", "scores") if name in kind.writes),
        )
        for kind in FORMATS
        if kind.reads or kind.writes
    ]
    return _table(heads, rows)


TABLES: dict[str, Callable[[], str]] = {
    "documents": write_documents,
    "pairs": write_pairs,
    "files": write_files,
}
"""Each table by its name, which stands in its marker: ``<!-- table: documents -->``."""


def fill(page: str) -> str:
    """A page with its tables written anew, each between its marker and ``<!-- end -->``."""
    for name, write in TABLES.items():
        start, end = f"<!-- table: {name} -->\n", "<!-- end -->"
        before, found, after = page.partition(start)
        if found:
            page = f"{before}{start}{write()}\n{end}{after.partition(end)[2]}"
    return page


def _suffixes(kind: Format) -> str:
    return ", ".join(f"`{suffix}`" for suffix in (*kind.suffixes, *kind.also))


def _does(kind: Format, content: Content) -> str:
    verbs = (("read", kind.reads), ("written", kind.writes))
    return ", ".join(verb for verb, places in verbs if content in places)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(
        "|" + "|".join(f" {cell} " if cell != "---" else cell for cell in line) + "|"
        for line in lines
    )

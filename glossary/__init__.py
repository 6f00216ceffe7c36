# A package of duizhao (looked for at start-up).
"""What the terms are, and how they were rendered. Knows ``corpora`` and ``align``."""

from __future__ import annotations

from glossary.extract import TermOptions, extract_terms
from glossary.formats import read_glossary, write_glossary
from glossary.record.entries import (
    ConceptEntry,
    Glossary,
    Rendering,
    approved_pairs,
    entry_id,
    forbidden_pairs,
)
from glossary.record.roundtrip import diff_glossaries, merge_glossaries

__all__ = [
    "ConceptEntry",
    "Glossary",
    "Rendering",
    "TermOptions",
    "approved_pairs",
    "diff_glossaries",
    "entry_id",
    "extract_terms",
    "forbidden_pairs",
    "merge_glossaries",
    "read_glossary",
    "write_glossary",
]

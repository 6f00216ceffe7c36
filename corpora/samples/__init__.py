"""The bilingual press conference that ships with the program, and its gold."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePaths:
    """Where the sample's files lie; README.md beside them says what each column means.

    ``source`` and ``target`` are the Chinese and the English text, ``gold`` its beads
    (JSONL), ``terms`` and ``errors`` the terms and the planted errors (TSV).
    """

    source: Path
    target: Path
    gold: Path
    terms: Path
    errors: Path


def sample_paths() -> SamplePaths:
    """The files of the sample, as installed.

    >>> sample_paths().source.name
    'presser.zh.txt'
    """
    folder = Path(str(files(__name__)))
    return SamplePaths(
        source=folder / "presser.zh.txt",
        target=folder / "presser.en.txt",
        gold=folder / "presser.gold.jsonl",
        terms=folder / "presser.terms.tsv",
        errors=folder / "presser.errors.tsv",
    )

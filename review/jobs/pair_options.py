"""What a user can choose about two files that become an alignment."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from align import AlignOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class PairOptions:
    """How two files become an alignment.

    Attributes:
        source_language: BCP 47 tag; detected when ``None``.
        target_language: likewise.
        segmented: one segment a line, as it stands.
        encoder: a name of ``corpora.language.encoders.ENCODERS``; ``None`` takes the default
            and falls back to none, with a warning, where it is not installed.
        anchors: a file of confirmed pairs, or ``None``.
        glossary: a reviewed glossary whose approved terms guide the pairing, or ``None``.
        memory: files and projects with earlier work of the house, which is evidence.
        anyway: align even what does not look like a translation.
        align: what the aligner itself is told.
    """

    source_language: str | None = None
    target_language: str | None = None
    segmented: bool = False
    encoder: str | None = None
    anchors: Path | None = None
    glossary: Path | None = None
    memory: tuple[Path, ...] = ()
    anyway: bool = False
    align: AlignOptions = field(default_factory=AlignOptions)

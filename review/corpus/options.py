"""What one chooses of a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from review.project.exporting import DEFAULT_CHOICES, ExportChoices


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How the work is done.

    Attributes:
        engine: a name of ``review.corpus.engines.ENGINES``.
        workers: processes or actors; 0 for one a processor.
        memory_mb: as in ``start_engine``.
        address: of a cluster.
        results: where outputs go: a folder or an address; ``None`` for the run's own folder.
        encoder: as in ``PairOptions``.
        word_links: as in ``TermOptions``.
        glossary: a reviewed glossary whose approved terms guide the pairing, or ``None``.
        memory: files and projects with earlier work of the house, which is evidence.
        profile: what to check and what to ignore, or ``None``.
        choices: how the memory is written.
        decisions: reviewed sheets, whose decisions are taken in.
        retry: do again what failed.
        force: write over files that people have changed.
    """

    engine: str = "local"
    workers: int = 0
    memory_mb: int = 700
    address: str | None = None
    results: str | None = None
    encoder: str | None = None
    word_links: str | None = None
    glossary: Path | None = None
    memory: tuple[Path, ...] = ()
    profile: Path | None = None
    choices: ExportChoices = DEFAULT_CHOICES
    decisions: tuple[Path, ...] = ()
    retry: bool = False
    force: bool = False

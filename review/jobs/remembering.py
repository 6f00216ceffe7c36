"""The house's memory, read from whatever holds some of it: memories, projects, glossaries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpora.errors import InputError
from corpora.formats import open_units
from corpora.formats.codes import primary
from corpora.formats.streams import STANDARD, ReadOptions, UnitStream, head_of
from corpora.memory.house import HouseMemory
from corpora.memory.splitting import KEEP_OUT_PROP, MIN_CONFIDENCE
from corpora.progress import Progress, silent
from corpora.units import Bitext, TranslationUnit, is_chinese
from corpora.values import counted
from glossary import Glossary, read_glossary
from glossary.record.roundtrip import Knowledge
from review import is_project
from review.api.files import find_content
from review.project import Project, open_project

_CORRECT_PLACE = "correct place"


@dataclass(slots=True)
class Gathered:
    """What was read so far; see ``HouseMemory``."""

    pairs: set[tuple[str, str]] = field(default_factory=set)
    approved: set[tuple[str, str]] = field(default_factory=set)
    rejected: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    def add_pairs(self, pairs: Bitext | UnitStream) -> None:
        """Take in the pairs that are sure, with no side empty."""
        head = pairs.head if isinstance(pairs, UnitStream) else head_of(pairs)
        languages = head.source_language, head.target_language
        if is_chinese(languages[0]) == is_chinese(languages[1]):
            both = " and ".join(map(primary, languages))
            self.notes.append(
                f"{head.name} is between {both}, so that nothing of it is of use here."
            )
            return
        turned = not is_chinese(languages[0])
        doubtful = 0
        for unit in pairs.units:
            if not unit.source.strip() or not unit.target.strip():
                continue
            if is_doubtful(unit):
                doubtful += 1
                continue
            sides = (unit.source, unit.target)
            self.pairs.add(sides[::-1] if turned else sides)
        if doubtful:
            self.notes.append(
                f"{head.name}: {counted(doubtful, 'pair')} left out, for nobody is sure of them."
            )

    def add_glossary(self, glossary: Glossary) -> None:
        """Take in what people decided in a glossary."""
        knowledge = Knowledge.of(glossary)
        self.approved.update(
            (zh, en) for zh, wordings in knowledge.pairs.items() for en in wordings
        )
        self.rejected.update(knowledge.unwanted)

    def add_project(self, project: Project, *, decided: bool = False) -> None:
        """Take in a project: its sure pairs, what people decided about terms and places.

        Args:
            project: an open one.
            decided: only pairs that people confirmed or made.
        """
        for name in project.document_names():
            alignment = project.alignment(name)
            wanted = [not decided or bead.is_anchor for bead in alignment.beads]
            bitext = alignment.to_bitext()
            units = tuple(unit for unit, is_wanted in zip(bitext.units, wanted, strict=True)
                          if is_wanted and KEEP_OUT_PROP not in unit.props)  # fmt: skip
            self.add_pairs(
                Bitext(
                    name=f"{project.folder.name}/{name}",
                    source_language=bitext.source_language,
                    target_language=bitext.target_language,
                    units=units,
                )
            )
        self.add_glossary(project.glossary())
        self.pairs.update(_corrected(project))

    def memory(self) -> HouseMemory:
        """All of it."""
        return HouseMemory.of(
            self.pairs, approved=self.approved, rejected=self.rejected, notes=self.notes
        )


def is_doubtful(unit: TranslationUnit) -> bool:
    """Whether a pair would not go into a memory as it is."""
    return unit.confidence is not None and unit.confidence < MIN_CONFIDENCE


def _corrected(project: Project) -> Iterator[tuple[str, str]]:
    """Terms of which people corrected a place, with the wordings that they have now."""
    names = {one.target for one in project.held() if one.verb == _CORRECT_PLACE}
    for entry in project.glossary().entries if names else ():
        if entry.id in names:
            for one in entry.renderings:
                if one.kind == "rendering":
                    sides = entry.source_term, one.text
                    is_turned = not is_chinese(project.glossary().source_language)
                    yield sides[::-1] if is_turned else sides


def read_memory(
    paths: Sequence[str | Path], *, own: Path | None = None, progress: Progress = silent
) -> HouseMemory | None:
    """The memory in some files and projects, whatever their order; ``None`` of none.

    Args:
        paths: memories and other files of pairs, glossaries, folders of projects.
        own: the folder of the project that is being made; see ``add_files``.
        progress: hears of ``reading memory``.

    Raises:
        InputError: one of them cannot be used, or holds neither pairs nor terms.
    """
    if not paths:
        return None
    gathered = Gathered()
    add_files(gathered, paths, own=own, progress=progress)
    return gathered.memory()


def add_files(
    gathered: Gathered, paths: Sequence[str | Path], *, own: Path | None, progress: Progress
) -> None:
    """Take in some files and projects.

    Of the project that is being made only what people decided counts: what the machine found
    there would otherwise be evidence for itself, and never come to rest.

    Raises:
        InputError: as ``read_memory``.
    """
    for number, path in enumerate(paths):
        progress("reading memory", number, len(paths))
        add_file(gathered, path, decided=own is not None and Path(path).resolve() == own.resolve())


def add_file(gathered: Gathered, path: str | Path, *, decided: bool = False) -> None:
    """Take in a file, or the project in a folder; of this maybe only what people decided.

    Raises:
        InputError: it cannot be used, or holds neither pairs nor terms.
    """
    if str(path) == STANDARD:
        raise InputError("standard input cannot be a memory", hint="name a file")
    if is_project(path):
        with open_project(path) as project:
            gathered.add_project(project, decided=decided)
        return
    if Path(path).is_dir():
        raise InputError(
            "is a folder without a project", path=path, hint="name the files in it, or a project"
        )
    if find_content(path, order=("pairs", "glossary", "document")) == "glossary":
        gathered.add_glossary(read_glossary(path))
    else:
        gathered.add_pairs(open_units(path, ReadOptions()))

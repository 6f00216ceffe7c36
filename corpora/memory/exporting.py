"""From an alignment to the files a translator takes away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from corpora.files import check_writable
from corpora.formats import write_bitext
from corpora.formats.streams import WriteOptions
from corpora.memory.duplicates import reduce_duplicates
from corpora.memory.forecast import Forecast, forecast
from corpora.memory.levels import LEVELS, at_level, joined, level_of, with_labels
from corpora.memory.splitting import (
    MIN_CONFIDENCE,
    NEEDS_REVIEW,
    contested,
    is_held_back,
    split_by_confidence,
)
from corpora.memory.tools import Tool, find_tool
from corpora.registry import PACKED, suffix_of
from corpora.registry.formats import MOSES, TMX
from corpora.units import Alignment, TranslationUnit
from corpora.values import Value

# Files a tool takes matches from. All others are for people or programs and hold everything.
_MEMORIES = (*TMX.suffixes, *MOSES.suffixes)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AlignmentWritten(Value):
    """What became of an alignment's units.

    Attributes:
        path: the file written.
        level: what a unit is.
        units: units in it.
        review_path: the companion for what a person should look at; ``None`` if none was made.
        review_units: units in the companion.
        low: how many of those are there because of their confidence.
        held: how many because a person doubts them or keeps them out, or a check found an error.
        gaps: how many because one side is empty.
        too_long: how many because a text is longer than the tool takes.
        duplicates: units left out because another has the same source.
        contested: sources that still have several targets.
        changed: texts a memory could not hold as they are, by what was done.
        forecasts: what the memory will do in the tool, one for each kind of project its level
            is for; none for files that are no memories.
        tool_source: where what is known of the tool comes from; empty for ``any``.
    """

    path: str
    level: str
    units: int
    review_path: str | None = None
    review_units: int = 0
    low: int = 0
    held: int = 0
    gaps: int = 0
    too_long: int = 0
    duplicates: int = 0
    contested: int = 0
    changed: tuple[tuple[str, int], ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    tool_source: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "path": self.path,
            "level": self.level,
            "units": self.units,
            "review_path": self.review_path,
            "review_units": self.review_units,
            "low_confidence": self.low,
            "held_back": self.held,
            "gaps": self.gaps,
            "too_long": self.too_long,
            "duplicates": self.duplicates,
            "contested": self.contested,
            "changed": dict(self.changed),
            "forecasts": [one.to_dict() for one in self.forecasts],
            "tool_source": self.tool_source,
        }


def write_alignment(
    alignment: Alignment | Sequence[Alignment],
    path: str | Path,
    *,
    level: str = "segment",
    min_confidence: float = MIN_CONFIDENCE,
    duplicates: str = "keep",
    labels: bool = False,
    tool: str = "any",
    companion: Path | None = None,
    force: bool = False,
    created_at: str | None = None,
    created_by: str | None = None,
    xliff: Literal["1.2", "2.1"] = "1.2",
) -> AlignmentWritten:
    """Write an alignment as the file its suffix names.

    A memory (.tmx, .tmx.gz, .moses) takes the units that can be trusted; the others go to a
    companion beside it (``memory.needs-review.tmx``), which is only made if there are any. Every
    other file holds all units in document order. XLIFF marks the doubtful ones ``needs-review``.

    Args:
        alignment: what was paired; several, of one language pair, go into one file.
        path: the file; its suffix decides the format.
        level: ``segment``, ``paragraph``, ``turn`` or ``all``.
        min_confidence: below this a unit is for review; 0 to 1.
        duplicates: several targets of one source: ``keep``, ``best`` or ``latest``; a tool that
            takes one target only gets the ``best`` instead of all.
        labels: in memories, add the first sentence of each turn once more with the speaker's
            name before it, which is how a tool sees it.
        tool: the tool it is for, a key of ``corpora.memory.tools.TOOLS``.
        companion: where what needs review goes; beside the memory where ``None``.
        force: overwrite what is there.
        created_at: UTC, ``YYYYMMDDThhmmssZ``; ``None`` leaves dates out.
        created_by: who; ``None`` leaves it out.
        xliff: which XLIFF, ``1.2`` or ``2.1``.

    Raises:
        InputError: the file cannot be written, or there is no such tool.
        ValueError: there is no such level or rule, or ``min_confidence`` is no probability.
    """
    path = Path(path)
    known = find_tool(tool)
    options = WriteOptions(
        level=level,
        created_at=created_at,
        created_by=created_by,
        xliff=xliff,
        context=known.context,
        regions=known.codes == "regions",
    )
    alignments = [alignment] if isinstance(alignment, Alignment) else list(alignment)
    is_memory = suffix_of(path) in _MEMORIES
    parts = [at_level(one, level) for one in alignments]
    if labels and is_memory:
        parts = [
            replace(part, units=tuple(with_labels(one, part.units)))
            for one, part in zip(alignments, parts, strict=True)
        ]
    bitext = joined(parts)
    if not is_memory:
        marked = replace(bitext, units=_marked(bitext.units, min_confidence))
        written = write_bitext(marked, path, force=force, options=options)
        return AlignmentWritten(path=str(path), level=level, units=written.units)
    plan = _planned(bitext.units, known, min_confidence, known.rule_for(duplicates))
    companion = (companion or companion_path(path)) if plan.review else None
    if companion:
        check_writable(companion, force=force)
    written = write_bitext(replace(bitext, units=plan.kept), path, force=force, options=options)
    if companion:
        review = replace(bitext, units=plan.review)
        write_bitext(review, companion, force=force, options=replace(options, gaps=True))
    levels = LEVELS[:2] if level == "all" else (level,)
    return AlignmentWritten(
        path=str(path),
        level=level,
        units=written.units,
        review_path=None if companion is None else str(companion),
        review_units=len(plan.review),
        low=plan.low,
        held=plan.held,
        gaps=plan.gaps,
        too_long=plan.too_long,
        duplicates=plan.duplicates,
        contested=contested(plan.kept),
        tool_source=known.source if tool != "any" else "",
        changed=tuple(written.changed.items()),
        forecasts=tuple(
            forecast(
                alignment, level=one, tool=tool, units=_of_level(alignment, plan.kept, one, level)
            )
            for one in levels
            if isinstance(alignment, Alignment)
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    kept: tuple[TranslationUnit, ...]
    review: tuple[TranslationUnit, ...]
    low: int
    held: int
    gaps: int
    too_long: int
    duplicates: int


def _planned(
    units: Sequence[TranslationUnit], tool: Tool, min_confidence: float, duplicates: str
) -> _Plan:
    split = split_by_confidence(units, min_confidence)
    trusted_units = tuple(unit for unit in split.memory if not is_held_back(unit))
    fitting = tuple(unit for unit in trusted_units if fits(unit, tool))
    kept, left_out = reduce_duplicates(fitting, duplicates)
    trusted = set(fitting)
    return _Plan(
        kept=kept,
        review=tuple(
            unit if unit.status else replace(unit, status=NEEDS_REVIEW)
            for unit in units
            if unit not in trusted
        ),
        low=split.low,
        held=len(split.memory) - len(trusted_units),
        gaps=split.gaps,
        too_long=len(trusted_units) - len(fitting),
        duplicates=left_out,
    )


def _of_level(
    alignment: Alignment, kept: Sequence[TranslationUnit], level: str, given: str
) -> Sequence[TranslationUnit]:
    """The units of one level in a memory of all, where a short paragraph is there as a bead."""
    if given != "all":
        return kept
    held = {(unit.source, unit.target) for unit in kept}
    marked = [unit for unit in kept if level_of(unit) == level == "segment"]
    return marked or [u for u in at_level(alignment, level).units if (u.source, u.target) in held]


def companion_path(path: Path) -> Path:
    """Where what needs review goes.

    >>> companion_path(Path("memory.tmx.gz")).name, companion_path(Path("corpus.moses")).name
    ('memory.needs-review.tmx.gz', 'corpus.needs-review.tmx')
    """
    suffixes = "".join(path.suffixes[-2:] if path.suffix.lower() == PACKED else path.suffixes[-1:])
    stem = path.name.removesuffix(suffixes)
    if MOSES.names(path):  # two plain files could not hold units with an empty side
        suffixes = str(TMX)
    return path.with_name(f"{stem}.{NEEDS_REVIEW}{suffixes}")


def fits(unit: TranslationUnit, tool: Tool) -> bool:
    """Whether a tool takes texts as long as a unit's."""
    longest = max(len(unit.source), len(unit.target))
    return tool.longest_chars is None or longest <= tool.longest_chars


def _marked(units: Sequence[TranslationUnit], min_confidence: float) -> tuple[TranslationUnit, ...]:
    """Units with a status for those a person should look at, where none is given."""
    doubtful = set(split_by_confidence(units, min_confidence).review)
    return tuple(
        replace(unit, status=NEEDS_REVIEW) if unit in doubtful and not unit.status else unit
        for unit in units
    )

"""From one file of pairs to another, unit by unit: memory does not grow with the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from corpora.errors import InputError, check_name, check_share
from corpora.files import check_writable, note_inputs, outputs_together, scratch_folder
from corpora.formats import open_units, write_units
from corpora.formats.lines import jsonl
from corpora.formats.lines.moses import partner_of
from corpora.formats.streams import STANDARD, Head, ReadOptions, UnitStream, WriteOptions
from corpora.formats.xml.unit_props import writable
from corpora.memory.duplicates import Mask, Ranking
from corpora.memory.exporting import companion_path, fits
from corpora.memory.levels import level_of
from corpora.memory.splitting import DUPLICATES, MIN_CONFIDENCE, NEEDS_REVIEW
from corpora.memory.tools import Tool, find_tool, tool_segments
from corpora.progress import Progress, silent
from corpora.registry import find_writer
from corpora.registry.formats import JSONL, MOSES, TMX
from corpora.units import TranslationUnit
from corpora.values import Value, freeze

# Units between two words of progress.
_REPORT_EVERY = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertOptions:
    """How a file of pairs becomes another.

    Attributes:
        read: which languages, what becomes of inline codes, whether to recover a broken file.
        min_confidence: for memories: units known to be less sure go to the companion for
            review, and so do those with an empty side.
        duplicates: several targets of one source: ``keep``, ``best`` or ``latest``.
        tool: the tool the file is for, a key of ``corpora.memory.tools.TOOLS``.
        xliff: the version of XLIFF to write: ``1.2`` or ``2.1``.
        created_at: UTC, ``YYYYMMDDThhmmssZ``; ``None`` leaves out what the input does not say.
        created_by: who; ``None`` leaves it out.
    """

    read: ReadOptions = field(default_factory=ReadOptions)
    min_confidence: float = MIN_CONFIDENCE
    duplicates: str = "keep"
    tool: str = "any"
    xliff: str = "1.2"
    created_at: str | None = None
    created_by: str | None = None

    def __post_init__(self) -> None:
        check_share(self.min_confidence, "min_confidence")
        check_name(self.duplicates, DUPLICATES, "a rule for duplicates")
        check_name(self.xliff, ("1.2", "2.1"), "a version of XLIFF")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Converted(Value):
    """What a conversion came to; ``damage`` says where the input could not be read."""

    path: str
    units: int
    left_out: Mapping[str, int]
    changed: Mapping[str, int]
    review_path: str | None
    review_units: int
    notes: tuple[str, ...]
    damage: tuple[str, ...]

    def __post_init__(self) -> None:
        freeze(self, "left_out", "changed")

    @property
    def is_whole(self) -> bool:
        """Whether all of the input could be read."""
        return not self.damage

    def to_dict(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "path": self.path,
            "units": self.units,
            "left_out": dict(self.left_out),
            "changed": dict(self.changed),
            "review_path": self.review_path,
            "review_units": self.review_units,
            "notes": list(self.notes),
            "damage": list(self.damage),
        }


@outputs_together()
def convert_file(
    source: str | Path,
    target: str | Path,
    options: ConvertOptions = ConvertOptions(),
    *,
    force: bool = False,
    progress: Progress = silent,
) -> Converted:
    """Read a file of pairs and write it as another; the suffixes decide the formats.

    Exact repetitions and their like are only touched if ``options.duplicates`` says so; then
    the input is read twice. ``progress`` is told units done of 0: the total is not known.

    Raises:
        InputError: the input cannot be used, the output cannot be written, or they are one.
    """
    source, target = Path(source), Path(target)
    known = find_tool(options.tool)
    if str(source) == STANDARD and known.rule_for(options.duplicates) != "keep":
        raise InputError(
            "standard input can be read only once", hint="name a file, or keep duplicates"
        )
    note_inputs(source, partner_of(source))
    to_file = str(target) != STANDARD
    if to_file and not MOSES.names(target):
        find_writer("pairs", target)
        check_writable(target, force=force)
    keep = None
    rule = known.rule_for(options.duplicates)
    if rule != "keep":
        keep = _kept(open_units(source, options.read).units, rule)
    stream = open_units(source, options.read)
    companion = companion_path(target)
    how = WriteOptions(
        created_at=options.created_at,
        created_by=options.created_by,
        context=known.context,
        regions=known.codes == "regions",
        xliff="2.1" if options.xliff == "2.1" else "1.2",
    )
    with scratch_folder() as folder:
        sieve = _Sieve(
            options,
            tool=known,
            keep=keep,
            spool=Path(folder, f"held{JSONL}")
            if TMX.names(target) or MOSES.names(target)
            else None,
            head=stream.head,
            check=lambda: check_writable(companion, force=force),
        )
        written = write_units(
            sieve.passed(stream, progress),
            stream.head,
            target,
            force=force,
            options=how,
        )
        sieve.close()
        if sieve.held:
            write_units(
                open_units(sieve.spooled).units,
                stream.head,
                companion,
                force=force,
                options=replace(how, gaps=True),
            )
    left_out = dict(written.left_out)
    if sieve.dropped:
        left_out["with the same source as another"] = sieve.dropped
    return Converted(
        path=str(target),
        units=written.units,
        left_out=left_out,
        changed=dict(written.changed),
        review_path=str(companion) if sieve.held else None,
        review_units=sieve.held,
        notes=(*stream.notes, *sieve.about()),
        damage=tuple(stream.damage),
    )


class _Sieve:
    """Lets through what goes into the file; holds back the rest on disk, and counts."""

    def __init__(
        self,
        options: ConvertOptions,
        *,
        tool: Tool,
        keep: Mask | None,
        spool: Path | None,
        head: Head,
        check: Callable[[], None],
    ) -> None:
        self.options = options
        self.tool = tool
        self.keep = keep
        self.spooled = spool or Path()
        self.spool = None if spool is None else spool.open("wb")
        self.head = head
        self.check = check
        self.forecasts = options.tool != "any" and self.spool is not None
        self.held = self.dropped = self.whole = self.cut = 0

    def passed(self, stream: UnitStream, progress: Progress) -> Iterator[TranslationUnit]:
        for number, unit in enumerate(stream.units):
            if number % _REPORT_EVERY == 0:
                progress("converting", number, 0)
            if self.spool is not None and self._is_doubtful(unit):
                if not self.held:
                    self.check()
                self._hold(unit, self.spool)
            elif self.keep is not None and not self.keep[number]:
                self.dropped += 1
            else:
                if self.forecasts:
                    self._forecast(unit)
                yield unit

    def _forecast(self, unit: TranslationUnit) -> None:
        """Count a unit as whole or as one that the tool would cut, itself seen alone."""
        if level_of(unit) != "segment":
            return
        pieces = tool_segments(writable(unit.source), self.head.source_language, self.tool)
        if len(pieces) > 1:
            self.cut += 1
        else:
            self.whole += 1

    def about(self) -> tuple[str, ...]:
        """What to say of the tool: how many units can match, and whence that is known."""
        if not self.forecasts:
            return ()
        title = self.tool.title
        return (
            f"{self.whole} of {self.whole + self.cut} sentence units can match in {title} at "
            f"most; it would cut {self.cut} in several",
            f"what is known of {title}: {self.tool.source}",
        )

    def _is_doubtful(self, unit: TranslationUnit) -> bool:
        if not unit.source or not unit.target or unit.source.isspace() or unit.target.isspace():
            return True
        if unit.confidence is not None and unit.confidence < self.options.min_confidence:
            return True
        return self.tool.longest_chars is not None and not fits(unit, self.tool)

    def _hold(self, unit: TranslationUnit, spool: BinaryIO) -> None:
        self.held += 1
        marked = unit if unit.status else replace(unit, status=NEEDS_REVIEW)
        jsonl.write([marked], self.head, spool, WriteOptions())

    def close(self) -> None:
        """Nothing more will be held back."""
        if self.spool is not None:
            self.spool.close()


def _kept(units: Iterable[TranslationUnit], rule: str) -> Mask:
    """Which of many units a rule for duplicates keeps."""
    ranking = Ranking()
    count = 0
    for unit in units:
        ranking.add(unit)
        count += 1
    return ~ranking.losers(np.ones(count, dtype=bool), rule)

"""What readers and writers of pairs share: where bytes come from, options, what was written."""

from __future__ import annotations

import gzip
import io
import stat
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast, get_args

from corpora.errors import InputError, NotPairsError, Option, check_name
from corpora.files import find_mode, note_inputs
from corpora.registry import PACKED
from corpora.units import Bitext, TranslationUnit
from corpora.values import FrozenDict, Value, freeze

STANDARD = "-"
"""The name of standard input and output."""

Markup = Literal["flatten", "placeholders", "keep"]
Context = Literal["none", "unit", "source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How a file of pairs is read.

    Attributes:
        source_language: the language to read as the source; ``None`` takes what the file
            says, or else the language of its first column.
        target_language: the same for the target; a file may hold more than two.
        markup: what becomes of inline codes (bold, links, tags). ``flatten`` drops the codes
            and keeps the words; ``placeholders`` leaves ``{1}`` … ``{/1}`` where they stood;
            ``keep`` flattens too, and carries the codes along so that a TMX gets them back.
        recover: read what can be read of a damaged file, and say where it was damaged.
        partner: of texts under keys in one language, the file in the other; ``None`` looks for
            one named alike beside it.
    """

    source_language: str | None = None
    target_language: str | None = None
    markup: Markup = "flatten"
    recover: bool = False
    partner: str | Path | None = None

    def __post_init__(self) -> None:
        check_name(self.markup, get_args(Markup), "a way with inline codes")


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOptions:
    """How a file of pairs is written.

    Attributes:
        level: what a unit is: ``segment``, ``paragraph``, ``turn``, or ``all`` of them.
        created_at: when, UTC, ``YYYYMMDDThhmmssZ``; ``None`` leaves the date out, so that the
            same input gives the same bytes.
        created_by: who, where a unit does not say; ``None`` leaves it out.
        context: write the neighbours' sources beside each unit of a memory: as props of the
            ``unit``, or of its ``source`` text in the manner of memoQ and XTM.
        regions: name languages by a region alone: ``zh-TW`` for ``zh-Hant``.
        gaps: write units with an empty side where the format would leave them out.
        xliff: which version of XLIFF; every tool reads 1.2.
    """

    level: str = "segment"
    created_at: str | None = None
    created_by: str | None = None
    context: Context = "unit"
    regions: bool = False
    gaps: bool = False
    xliff: Literal["1.2", "2.1"] = "1.2"

    def __post_init__(self) -> None:
        check_name(self.context, get_args(Context), "a place for context")
        check_name(self.xliff, ("1.2", "2.1"), "a version of XLIFF")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Written(Value):
    """What a writer did: units written, left out and changed, by reason in plain words."""

    units: int
    left_out: Mapping[str, int] = field(default_factory=FrozenDict)
    changed: Mapping[str, int] = field(default_factory=FrozenDict)

    def __post_init__(self) -> None:
        freeze(self, "left_out", "changed")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Head(Value):
    """What is known of a file of pairs before its units.

    Languages are our tags (``zh-Hans``); codes are as the file spells them (``zh-CN``), so
    that a sub-language survives a conversion.
    """

    name: str
    source_language: str
    target_language: str
    source_code: str = ""
    target_code: str = ""


@dataclass(slots=True, kw_only=True)
class UnitStream:
    """Units one by one, for files larger than memory.

    ``notes`` and ``damage`` are complete only when ``units`` has been walked to its end:
    the first are what the user should hear, the second the places that could not be read.
    """

    head: Head
    units: Iterator[TranslationUnit]
    notes: list[str] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)

    def to_bitext(self) -> Bitext:
        """Everything, in memory."""
        units = tuple(self.units)
        return Bitext(
            name=self.head.name,
            source_language=self.head.source_language,
            target_language=self.head.target_language,
            units=units,
            notes=(*self.notes, *self.damage),
        )


def head_of(bitext: Bitext) -> Head:
    """The head of pairs in memory."""
    return Head(
        name=bitext.name,
        source_language=bitext.source_language,
        target_language=bitext.target_language,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where bytes come from; ``open`` can be called again for another pass.

    ``damage`` is filled while a packed file that is to be recovered is read: what is missing.
    """

    name: str
    path: str | None
    suffix: str
    open: Callable[[], BinaryIO]
    damage: list[str] = field(default_factory=list)

    def error(self, problem: str, *, line: int | None = None, hint: str = "") -> InputError:
        """An ``InputError`` about this file."""
        return InputError(problem, path=self.path, line=line, hint=hint)

    def holds_no_pairs(self, problem: str, *, hint: str) -> NotPairsError:
        """What to say of a file that holds text, but no pairs."""
        return NotPairsError(problem, path=self.path, hint=hint)


def origin_of(path: str | Path, *, recover: bool = False) -> Origin:
    """A file as an origin; gzip is unpacked on the way; ``-`` is standard input.

    With ``recover``, a gzip file that breaks off gives what can be unpacked of it.

    Raises:
        InputError: there is no such file, it is a folder, is empty, or cannot be read.
    """
    if str(path) == STANDARD:
        return _standard_input()
    path = Path(path)
    mode = find_mode(path)
    if stat.S_ISDIR(mode):
        raise InputError("is a folder, not a file", path=path, hint="name a file in it")
    if not mode:
        raise InputError("does not exist", path=path, hint="check the spelling and the folder")
    if not stat.S_ISREG(mode):
        raise InputError(
            "is a device or a pipe, which can be read only once",
            path=path,
            hint="pipe it in and say - instead",
        )
    note_inputs(path)
    try:
        with path.open("rb") as file:
            start = file.read(2)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", path=path) from error
    if not start:
        raise InputError("is empty", path=path, hint="choose another file")
    is_named_so = path.suffix.lower() == PACKED
    packed = is_named_so or start == b"\x1f\x8b"
    inner = Path(path.stem) if is_named_so else path
    damage: list[str] = []

    def opened() -> BinaryIO:
        if packed:
            unpacked = _Unpacked(path, damage if recover else None)
            return cast(BinaryIO, io.BufferedReader(unpacked, 1 << 17))
        return path.open("rb")

    return Origin(
        name=inner.stem,
        path=str(path),
        suffix=inner.suffix.lower(),
        open=opened,
        damage=damage,
    )


def _standard_input() -> Origin:
    """Standard input, whole in memory; what it begins with will say what it is."""
    content = sys.stdin.buffer.read()
    if not content.strip():
        raise InputError("standard input is empty", hint="pipe pairs into it, or name a file")
    return origin_of_bytes(content, name="standard input")


class _Unpacked(io.RawIOBase):
    """A gzip file whose damage is told as what it is, wherever in the file it shows.

    With a list for ``damage`` it ends where it breaks off, and says so there once.
    """

    def __init__(self, path: Path, damage: list[str] | None) -> None:
        self._path = path
        self._damage = damage
        self._file = gzip.open(path, "rb")  # noqa: SIM115

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401
        try:
            block = self._file.read1(len(buffer))  # all there is before the damage
            buffer[: len(block)] = block
            return len(block)
        except (OSError, EOFError, zlib.error) as error:
            if self._damage is not None:
                said = f"the packed file breaks off ({error})"
                self._damage[:] = [str(InputError(said, path=self._path))]
                return 0
            raise InputError(
                f"is not a whole gzip file ({error})",
                path=self._path,
                hint=f"fetch it again; {Option.RECOVER} reads what can be unpacked",
            ) from error

    def close(self) -> None:
        self._file.close()
        super().close()


def origin_of_bytes(content: bytes, *, name: str = "-", suffix: str = "") -> Origin:
    """Bytes in memory (standard input) as an origin."""
    return Origin(name=name, path=None, suffix=suffix, open=lambda: io.BytesIO(content))


def count_notes(counts: Mapping[str, int]) -> Iterable[str]:
    """Counts by reason as sentences, the empty ones left out.

    >>> list(count_notes({"units without text were left out": 1, "texts had markup": 0}))
    ['1 unit without text was left out']
    """
    for reason, count in counts.items():
        if count == 1:
            reason = reason.replace("units ", "unit ", 1).replace("texts ", "text ", 1)
            reason = reason.replace(" were ", " was ", 1)
        if count:
            yield f"{count} {reason}"

"""Gold: pairings that people made, as the files they are kept in.

Four shapes are read: index lists (``[0, 1]:[0]`` a line, as Vecalign and Bertalign use),
tables of texts (a bead a line), tables of paragraph groups (four columns: numbers, numbers,
Chinese, English), and any memory that ``corpora.formats`` reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpora.errors import InputError
from corpora.language.han import count_han
from corpora.units import MOST_SEGMENTS
from corpora.values import Value

Indices = tuple[int, ...]
IndexBead = tuple[Indices, Indices]
TextBead = tuple[str, str]

_LONGEST_NUMBER = 20
_INDEX_LINE = re.compile(r"\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\](?:\s*:\s*[-+\d.eEinfa]+)?$")
_SOURCE_NAMES = ("source", "zh", "zh-hans", "zh-hant", "zh-cn", "zh-tw", "chinese", "原文", "中文")
_TARGET_NAMES = ("target", "en", "en-us", "en-gb", "english", "译文", "英文")
_NUMBERS = re.compile(r"[\d,\s]*$")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Gold(Value):
    """What a person paired: beads over segment indices, or over texts, or both.

    ``beads`` hold 0-based segment indices, which may have gaps (people do pair a sentence
    with two that are not neighbours). ``texts`` hold the two sides of every bead; they are
    what a system with another segmentation is compared by. Where both are known they run
    in parallel. ``is_grouped`` says that a bead is a group of paragraphs, not of sentences.
    """

    name: str
    beads: tuple[IndexBead, ...] = ()
    texts: tuple[TextBead, ...] = ()
    is_grouped: bool = False

    def __post_init__(self) -> None:
        if self.beads and self.texts and len(self.beads) != len(self.texts):
            raise ValueError(f"{len(self.beads)} beads but {len(self.texts)} texts")

    def swapped(self) -> Gold:
        """The same with source and target exchanged."""
        return Gold(
            name=self.name,
            beads=tuple((target, source) for source, target in self.beads),
            texts=tuple((target, source) for source, target in self.texts),
            is_grouped=self.is_grouped,
        )

    def chinese_side(self) -> int | None:
        """0 or 1: the side on which the Chinese stands; ``None`` without texts or a difference."""
        counts = [sum(count_han(pair[side]) for pair in self.texts) for side in (0, 1)]
        if counts[0] == counts[1]:
            return None
        return 0 if counts[0] > counts[1] else 1


def read_gold(
    path: str | Path,
    *,
    source_path: str | Path | None = None,
    target_path: str | Path | None = None,
    is_grouped: bool | None = None,
) -> Gold:
    """Read gold in any of the shapes this module knows.

    Args:
        path: index lists, a table of texts (``.tsv``), or any memory.
        source_path: the source segments, one a line, that index lists speak of. With both
            sides given, the gold can judge a system that segments differently.
        target_path: the target segments, likewise.
        is_grouped: whether a bead is a paragraph group; ``None`` to go by the file (four
            columns are).

    Raises:
        InputError: the file is missing, empty, or in no known shape.
    """
    path = Path(path)
    lines = _read_lines(path)
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise InputError("holds no gold", path=path, hint="give a file with one bead a line")
    if _INDEX_LINE.match(first.strip()):
        gold = _read_index_lists(path, lines)
        if source_path is not None and target_path is not None:
            gold = _with_texts(gold, _read_lines(Path(source_path)), _read_lines(Path(target_path)))
    elif "\t" in first and not first.lstrip().startswith(("<", "{")):
        gold = _read_table(path, lines)
    else:
        gold = _read_memory(path)
    if is_grouped is None or is_grouped == gold.is_grouped:
        return gold
    return Gold(name=gold.name, beads=gold.beads, texts=gold.texts, is_grouped=is_grouped)


def is_index_list(path: Path) -> bool:
    """Whether a file begins with a bead as index lists have it.

    Raises:
        InputError: the file cannot be read.
    """
    first = next((line for line in _read_lines(path) if line.strip()), "")
    return _INDEX_LINE.match(first.strip()) is not None


def _read_lines(path: Path) -> list[str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror or error})", path=path, hint="check the name"
        ) from error
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    # Only \n ends a line here: a segment may hold U+2028 or a form feed.
    return data.decode(encoding, errors="replace").replace("\r\n", "\n").rstrip("\n").split("\n")


def _read_index_lists(path: Path, lines: Sequence[str]) -> Gold:
    beads: list[IndexBead] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        match = _INDEX_LINE.match(line.strip())
        if match is None:
            raise InputError(
                f"is not a bead: {line.strip()[:40]}",
                path=path,
                line=number,
                hint="write index lists as in [0, 1]:[0]",
            )
        source, target = (_indices(group) for group in match.groups())
        if any(side and side[-1] > MOST_SEGMENTS for side in (source, target)):
            raise InputError(
                "speaks of a segment that no document has",
                path=path,
                line=number,
                hint=f"segments count from 0 to {MOST_SEGMENTS:,} at most",
            )
        if source or target:
            beads.append((source, target))
    return Gold(name=path.stem, beads=tuple(beads))


def _indices(text: str) -> Indices:
    # Of a longer number only its size matters.
    parts = (part[:_LONGEST_NUMBER] for part in text.replace(",", " ").split())
    return tuple(sorted({int(part) for part in parts}))


def _with_texts(gold: Gold, source: Sequence[str], target: Sequence[str]) -> Gold:
    sides = (source, target)
    for side, word in enumerate(("source", "target")):
        last = max((bead[side][-1] for bead in gold.beads if bead[side]), default=-1)
        if last >= len(sides[side]):
            raise InputError(
                f"the gold speaks of {word} segment {last}, the file has {len(sides[side])}",
                path=gold.name,
                hint="give the files that the gold was made from, one segment a line",
            )
    texts = tuple(
        (" ".join(source[i] for i in bead[0]), " ".join(target[i] for i in bead[1]))
        for bead in gold.beads
    )
    return Gold(name=gold.name, beads=gold.beads, texts=texts)


def _read_table(path: Path, lines: Sequence[str]) -> Gold:
    rows = [line.split("\t") for line in lines if line.strip()]
    names = [cell.strip().lower() for cell in rows[0]]
    source = next((names.index(name) for name in _SOURCE_NAMES if name in names), None)
    target = next((names.index(name) for name in _TARGET_NAMES if name in names), None)
    is_grouped = False
    if source is not None and target is not None:
        rows = rows[1:]
    elif len(rows[0]) >= 4 and all(_NUMBERS.match(cell) for row in rows for cell in row[:2]):
        source, target, is_grouped = 2, 3, True
    elif len(rows[0]) == 2:
        source, target = 0, 1
    else:
        return _read_memory(path)
    return Gold(
        name=path.stem, texts=tuple(_text_beads(rows, source, target)), is_grouped=is_grouped
    )


def _text_beads(rows: Sequence[Sequence[str]], source: int, target: int) -> Iterator[TextBead]:
    for row in rows:
        cells = tuple(row[side].strip() if side < len(row) else "" for side in (source, target))
        if any(cells):
            yield cells[0], cells[1]


def _read_memory(path: Path) -> Gold:
    # Read here, not above: a plain gold file should not need every format's library.
    from corpora.formats import read_bitext

    units = read_bitext(path).units
    texts = tuple((unit.source, unit.target) for unit in units if unit.source or unit.target)
    if not texts:
        raise InputError("holds no pairs", path=path, hint="give a file with one bead a unit")
    spans = [(unit.source_span, unit.target_span) for unit in units if unit.source or unit.target]
    beads: list[IndexBead] = [
        (tuple(range(*source)), tuple(range(*target)))
        for source, target in spans
        if source is not None and target is not None
    ]
    return Gold(name=path.stem, texts=texts, beads=tuple(beads) if len(beads) == len(texts) else ())

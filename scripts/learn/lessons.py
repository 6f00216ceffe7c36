"""What the aligner learns from: documents with gold, and variants of them.

Parts are deleted and layout is drawn in, so that the weights know gaps and paragraphs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.judging.gold import read_gold
from align.lattice.beads import BEAD_KINDS
from align.reading.sides import Marks, no_marks, read_marks
from corpora.reading.document import read_document

ROOT = Path(__file__).resolve().parents[2]
Beads = list[tuple[int, int, int, int]]
OWN = (
    ROOT / "corpora" / "samples" / "presser",
    ROOT / "tests" / "gold" / "authority",
    ROOT / "tests" / "gold" / "ferry",
)
OWN_NAMES = {path.name for path in OWN}
KIND_AT = {kind: index for index, kind in enumerate(BEAD_KINDS)}


@dataclass
class Lesson:
    """A document with its gold, or one of its variants."""

    name: str
    texts_z: list[str]
    texts_e: list[str]
    marks_z: Marks
    marks_e: Marks
    beads: Beads


def read_lessons(folders: Sequence[Path]) -> list[Lesson]:
    """All documents with gold in the folders, and our own."""
    lessons = []
    for folder in folders:
        for path in sorted(folder.glob("*.gold")):
            z = path.with_suffix(".zh").read_text("utf-8").splitlines()
            e = path.with_suffix(".en").read_text("utf-8").splitlines()
            beads = to_spans(read_gold(path).beads)
            lessons.append(Lesson(path.stem, z, e, no_marks(len(z)), no_marks(len(e)), beads))
    return [*lessons, *map(read_own, OWN)]


def to_spans(beads: Iterable[tuple[tuple[int, ...], tuple[int, ...]]]) -> Beads:
    """Index lists as spans; they must be in order and without gaps."""
    spans, i, j = [], 0, 0
    for source, target in beads:
        spans.append((i, i + len(source), j, j + len(target)))
        i, j = i + len(source), j + len(target)
    return spans


def read_own(prefix: Path) -> Lesson:
    """A document of our own with its gold, its layout too where it is segmented as in the gold."""
    gold = [
        json.loads(row) for row in prefix.with_suffix(".gold.jsonl").read_text("utf-8").splitlines()
    ]
    z, e = (read_document(prefix.with_suffix(f".{language}.txt")) for language in ("zh", "en"))
    texts_z = [text for bead in gold for text in bead["source"]]
    texts_e = [text for bead in gold for text in bead["target"]]
    numbered: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
        (tuple(range(len(bead["source"]))), tuple(range(len(bead["target"])))) for bead in gold
    ]
    same = [s.text for s in z.segments] == texts_z and [s.text for s in e.segments] == texts_e
    return Lesson(
        name=prefix.name,
        texts_z=texts_z,
        texts_e=texts_e,
        marks_z=read_marks(z) if same else no_marks(len(texts_z)),
        marks_e=read_marks(e) if same else no_marks(len(texts_e)),
        beads=to_spans(numbered),
    )


def make_variant(lesson: Lesson, kind: str, seed: int) -> Lesson:
    """A copy with parts deleted or layout drawn in, as ``kind`` says."""
    kind, _, draw = kind.partition("#")
    rng = np.random.default_rng(seed + 100 * int(draw or 0))
    if kind.startswith("layout") and not lesson.marks_z.paragraph.any():
        lesson = draw_layout(lesson, rng)
    n, m = len(lesson.texts_z), len(lesson.texts_e)
    keep_z, keep_e = np.ones(n, bool), np.ones(m, bool)
    share = re.search(r"(en|zh)(\d+)", kind)
    if share is not None:
        keep = keep_e if share[1] == "en" else keep_z
        keep[rng.choice(len(keep), len(keep) * int(share[2]) // 100, replace=False)] = False
    elif kind == "en page":
        page = min(25, m // 6)
        start = rng.integers(0, m - page)
        keep_e[start : start + page] = False
    elif kind == "zh page":
        page = min(15, n // 6)
        start = rng.integers(0, n - page)
        keep_z[start : start + page] = False
    return delete(lesson, keep_z, keep_e)


def draw_layout(lesson: Lesson, rng: np.random.Generator) -> Lesson:
    """Paragraph breaks at a quarter of the beads' borders, seldom on one side; some are turns."""
    n, m = len(lesson.texts_z), len(lesson.texts_e)
    marks = {
        side: {"paragraph": np.zeros(size, bool), "turn": np.zeros(size, bool)}
        for side, size in (("z", n), ("e", m))
    }
    for _, z, _, e in lesson.beads[:-1]:
        if rng.random() < 0.25 and 0 < z < n and 0 < e < m:
            is_turn = rng.random() < 0.3
            for side, at in (("z", z), ("e", e)):
                if rng.random() > 0.04:
                    marks[side]["paragraph"][at] = True
                    marks[side]["turn"][at] = is_turn
    return replace(
        lesson,
        marks_z=replace(no_marks(n), **marks["z"]),
        marks_e=replace(no_marks(m), **marks["e"]),
    )


def delete(lesson: Lesson, keep_z: NDArray[np.bool_], keep_e: NDArray[np.bool_]) -> Lesson:
    """The lesson without some of its segments; a bead may lose a side, or vanish."""
    at_z = np.concatenate([[0], np.cumsum(keep_z)]).tolist()
    at_e = np.concatenate([[0], np.cumsum(keep_e)]).tolist()
    spans = [(at_z[a], at_z[b], at_e[c], at_e[d]) for a, b, c, d in lesson.beads]
    return Lesson(
        lesson.name,
        [text for text, keep in zip(lesson.texts_z, keep_z, strict=True) if keep],
        [text for text, keep in zip(lesson.texts_e, keep_e, strict=True) if keep],
        cut_marks(lesson.marks_z, keep_z),
        cut_marks(lesson.marks_e, keep_e),
        [(a, b, c, d) for a, b, c, d in spans if a < b or c < d],
    )


def cut_marks(marks: Marks, keep: NDArray[np.bool_]) -> Marks:
    """Layout without some segments; a break before a deleted segment moves to the next."""
    cut: dict[str, NDArray[np.bool_]] = {}
    for name in ("paragraph", "turn"):
        breaks = getattr(marks, name)
        total = np.cumsum(breaks)[keep]
        cut[name] = np.diff(total, prepend=total[:1]) > 0
    return Marks(
        paragraph=cut["paragraph"],
        turn=cut["turn"],
        heading=marks.heading[keep],
        speakers=marks.speakers[keep],
    )


def allowed_beads(beads: Beads) -> Beads:
    """Gold as the aligner can give it: null beads single, beads that are too large shortened."""
    spans: Beads = []
    for a, b, c, d in beads:
        while (b - a, d - c) not in KIND_AT:
            if d - c >= b - a:
                spans.append((b, b, d - 1, d))
                d -= 1
            else:
                spans.append((b - 1, b, d, d))
                b -= 1
        spans.append((a, b, c, d))
    return sorted(spans, key=lambda span: (span[1], span[3]))

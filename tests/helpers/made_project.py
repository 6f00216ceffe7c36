"""Projects for the page's tests, put together without a model: a small one and a large one.

The small one is of our own writing: a few paragraphs on a tea cooperative, two speakers, with a
border that is off by one, a sentence without counterpart, a term rendered three ways, a wrong
figure, full-width forms, a character outside the basic plane, and a line of HTML.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpora.language.tools import Tools
from corpora.units import Alignment, Bead, Document, Paragraph, Segment, Span, Turn
from glossary.record.entries import (
    LEFT_OUT,
    ConceptEntry,
    Context,
    Glossary,
    Place,
    Rendering,
    entry_id,
)
from glossary.record.evidence import Evidence
from quality.check import CheckOptions, check_bitext
from review.project.project import Project, create_project

NAME = "tea.zh.txt"
MARKUP = "<img src=x onerror=\"document.title='broken'\">"

Line = tuple[str, str, float, str]
"""Source, target, confidence, and where a paragraph begins: ``P`` with the speaker's two names.

A ``|`` cuts a side into sentences where its punctuation does not say so.
"""


def _lines() -> tuple[Line, ...]:
    rows = (Path(__file__).parent / "tea.tsv").read_text(encoding="utf-8").splitlines()[1:]
    cells = (row.split("\t") for row in rows)
    return tuple((source, target, float(sure), begins) for sure, begins, source, target in cells)


LINES = _lines()


def write_texts(folder: Path) -> tuple[Path, Path]:
    """The small project's texts as two files, to be paired anew: the Chinese one in GB 18030."""
    pairs = [line[:2] for line in LINES if line[0] and line[1] and "<img" not in line[0]]
    zh, en = (
        "\n".join(side.replace("|", "") for side in sides) for sides in zip(*pairs, strict=True)
    )
    paths = folder / "春茶.zh.txt", folder / "spring.en.txt"
    paths[0].write_bytes(zh.encode("gb18030"))
    paths[1].write_text(en, encoding="utf-8")
    return paths


TERMS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("合作社", "cooperative", "organization", ("cooperative", "co-op")),
    ("质量追溯", "quality tracing", "industry", ("quality tracing", "traceability")),
    ("古树茶", "old-tree tea", "product", ("old-tree tea", "ancient tree")),
    ("冷链", "cold chain", "industry", ("cold chain", "refrigeration")),
    ("茶农", "tea farmer", "person", ("tea farmers", "tea growers")),
    ("鲜叶", "fresh leaves", "product", ("fresh leaves", "leaves")),
    ("晒青", "sun-drying", "industry", ("sun-drying",)),
)
"""Term, translation, category, and the wordings to look for in the translation."""

_ZH = re.compile(r"[^。！？|]+(?:[。！？][”」]?|……|\||$)")
_EN = re.compile(r"\S[^.!?|]*(?:[.!?][”]?|\||$)")


def made_alignment(lines: Sequence[Line] = LINES, *, name: str = NAME) -> Alignment:
    """The lines as an alignment, each a bead."""
    rows = [
        (_cut(_ZH, source), _cut(_EN, target), sure, mark) for source, target, sure, mark in lines
    ]
    beads, at = [], [0, 0]
    for zh, en, sure, _mark in rows:
        ends = at[0] + len(zh), at[1] + len(en)
        beads.append(Bead(source=(at[0], ends[0]), target=(at[1], ends[1]), confidence=sure))
        at = list(ends)
    return Alignment(
        source=_document(rows, 0, name, "zh-Hans"),
        target=_document(rows, 1, name.replace(".zh", ".en"), "en"),
        beads=tuple(beads),
        signature="by hand",
    )


def _cut(pattern: re.Pattern[str], text: str) -> list[str]:
    if MARKUP in text:
        return [text]
    found = [one.strip("| ") for one in pattern.findall(text)]
    return [one for one in found if one]


def _document(
    rows: Iterable[tuple[list[str], list[str], float, str]],
    side: int,
    name: str,
    language: str,
) -> Document:
    parts: list[str] = []
    segments: list[Segment] = []
    starts: list[tuple[int, str]] = []
    at = 0
    for row in rows:
        for index, sentence in enumerate(row[side]):
            if (index == 0 and row[3].startswith("P")) or not starts:
                if parts:
                    parts[-1] = "\n"
                starts.append((at, row[3][1:]))
            number = len(starts) - 1
            end = at + len(sentence)
            segments.append(
                Segment(text=sentence, start=at, end=end, paragraph=number, turn=number)
            )
            parts += [sentence, " "]
            at = end + 1
    text = "".join(parts[:-1])
    ends = [start - 1 for start, _name in starts[1:]] + [len(text)]
    names = [speaker.split("|")[side] if speaker else None for _start, speaker in starts]
    return Document(
        name=name,
        language=language,
        text=text,
        paragraphs=tuple(
            Paragraph(start=start, end=end) for (start, _), end in zip(starts, ends, strict=True)
        ),
        turns=tuple(
            Turn(start=start, end=end, speaker=speaker)
            for (start, _), end, speaker in zip(starts, ends, names, strict=True)
        ),
        segments=tuple(segments),
    )


def made_glossary(project: Project) -> Glossary:
    """The terms with every place where they stand in the project's pairs."""
    units = project.bitext().units
    pairs = [pair for pair in project.pairs() if pair.source or pair.target]
    entries = []
    for term, translation, category, wordings in TERMS:
        by_wording: dict[str, list[Place]] = {}
        for number, (unit, pair) in enumerate(zip(units, pairs, strict=True), 1):
            for match in re.finditer(re.escape(term), unit.source):
                target = unit.target.lower()
                words = next((w for w in wordings if w in target), LEFT_OUT)
                start = target.find(words)
                spans: tuple[Span, ...] = ((start, start + len(words)),) if start >= 0 else ()
                key = words if words == LEFT_OUT else _base(words, translation)
                by_wording.setdefault(key, []).append(
                    Place(
                        document=NAME,
                        unit=number,
                        source_span=match.span(),
                        target_spans=spans,
                        pair=pair.number,
                    )
                )
        entries.append(_entry(term, translation, category, by_wording, units))
    return Glossary(
        source_language="zh-Hans",
        target_language="en",
        entries=tuple(entries),
        signature="by hand",
    )


def _base(words: str, translation: str) -> str:
    return translation if words in (translation, f"{translation}s") else words


def _entry(
    term: str,
    translation: str,
    category: str,
    by_wording: dict[str, list[Place]],
    units: Sequence[object],
) -> ConceptEntry:
    total = sum(len(places) for places in by_wording.values())
    renderings = tuple(
        Rendering(
            text=words,
            count=len(places),
            share=round(len(places) / total, 4),
            kind="omission" if words == LEFT_OUT else "rendering",
            places=tuple(places),
        )
        for words, places in sorted(by_wording.items(), key=lambda one: -len(one[1]))
    )
    first = min((place for one in renderings for place in one.places), key=lambda p: p.unit)
    unit = units[first.unit - 1]
    return ConceptEntry(
        id=entry_id(term),
        source_term=term,
        target_term=translation,
        category=category,
        renderings=renderings,
        usual="tea-grower cooperative" if term == "合作社" else "",
        count=total,
        documents=1,
        consistency=round(sum(r.count for r in renderings if r.text == translation) / total, 4),
        termhood=0.9,
        pair_confidence=0.9,
        contexts=(
            Context(
                source=unit.source,  # type: ignore[attr-defined]
                target=unit.target,  # type: ignore[attr-defined]
                place=f"{NAME} {first.unit}",
            ),
        ),
        evidence=Evidence(termhood=0.9, pair=0.9),
    )


def make_small(folder: Path, *, reviewer: str = "Lin") -> Path:
    """The small project in a folder of its own: pairs, terms and findings as if just run."""
    with create_project(folder, reviewer=reviewer) as project:
        project.put_alignment(made_alignment())
        project.put_glossary(made_glossary(project))
        report = check_bitext(
            project.bitext(),
            options=CheckOptions(checks=("numbers", "omission", "form")),
            tools=Tools(encoder="none", lexicon=None),
        )
        project.put_findings(report)
    return folder


def make_large(folder: Path, *, pairs: int = 10_000, terms: int = 5_000) -> Path:
    """A project as large as one person reviews: numbered sentences, a made-up word every other."""
    words = [
        "".join(chars)
        for chars in itertools.islice(itertools.product("云岭茶山水石木金火土", repeat=4), terms)
    ]
    lines = []
    for number in range(pairs):
        mark = "P" if number % 12 == 0 else ""
        sure = (0.99, 0.97, 0.9, 0.62, 0.96)[number % 5]
        word = words[number % terms]
        lines.append((
            f"第{number}行说到{word}，也说到第{number + 1}行。",
            f"Line {number} speaks of term{number % terms} and of line {number + 1}.",
            sure,
            mark,
        ))  # fmt: skip
    with create_project(folder, reviewer="Lin") as project:
        project.put_alignment(made_alignment(lines, name=NAME))
        project.put_glossary(_large_glossary(words, lines))
    return folder


def _large_glossary(words: Sequence[str], lines: Sequence[Line]) -> Glossary:
    entries = []
    for index, word in enumerate(words):
        places = []
        for number in range(index, len(lines), len(words)):
            source, target = lines[number][:2]
            at, wording = source.index(word), f"term{index}"
            start = target.index(wording)
            places.append(
                Place(
                    document=NAME,
                    unit=number + 1,
                    source_span=(at, at + len(word)),
                    target_spans=((start, start + len(wording)),),
                    pair=str(number + 1),
                )
            )
        if places:
            entries.append(
                ConceptEntry(
                    id=entry_id(word),
                    source_term=word,
                    target_term=f"term{index}",
                    category=("industry", "place", "")[index % 3],
                    renderings=(
                        Rendering(
                            text=f"term{index}", count=len(places), share=1.0, places=tuple(places)
                        ),
                    ),
                    count=len(places),
                    documents=1,
                    consistency=1.0,
                    termhood=0.9,
                    pair_confidence=0.8,
                )
            )
    return Glossary(
        source_language="zh-Hans",
        target_language="en",
        entries=tuple(entries),
        signature="by hand",
    )

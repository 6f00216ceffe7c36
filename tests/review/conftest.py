"""Small projects, written as they are read: a pair a line, ``source = target``."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from corpora.units import Alignment, Bead, Document, Paragraph, Segment, Turn
from review.project.project import Project
from review.project.store.records import Store

_ZH = re.compile(r"[^。！？]+[。！？]")
_EN = re.compile(r"\S[^.!?]*[.!?]")


def _aligned(lines: Sequence[str], *, between: str = " ") -> Alignment:
    """An alignment whose beads are the lines: ``甲。乙。 = A. B.``"""
    sides = [line.split("=") for line in lines]
    zh = [_ZH.findall(source.strip()) for source, _target in sides]
    en = [_EN.findall(target.strip()) for _source, target in sides]
    source = _document(list(itertools.chain(*zh)), "", "speech.zh.txt", "zh-Hans")
    target = _document(list(itertools.chain(*en)), between, "speech.en.txt", "en")
    beads = []
    at = [0, 0]
    for first, second in zip(zh, en, strict=True):
        ends = at[0] + len(first), at[1] + len(second)
        beads.append(Bead(source=(at[0], ends[0]), target=(at[1], ends[1]), confidence=0.9))
        at = list(ends)
    return Alignment(source=source, target=target, beads=tuple(beads), signature="by hand")


def _document(sentences: Sequence[str], between: str, name: str, language: str) -> Document:
    """Sentences just as they are: nothing here is about where one ends."""
    segments = []
    at = 0
    for sentence in sentences:
        segments.append(Segment(text=sentence, start=at, end=at + len(sentence)))
        at += len(sentence) + len(between)
    text = between.join(sentences)
    return Document(
        name=name,
        language=language,
        text=text,
        paragraphs=(Paragraph(start=0, end=len(text)),),
        turns=(Turn(start=0, end=len(text)),),
        segments=tuple(segments),
    )


def _told(project: Project) -> list[str]:
    """The pairs as lines: number, texts, × where they cross."""
    return [
        f"{pair.number} {pair.source} = {pair.target}{' ×' if pair.is_crossing else ''}"
        for pair in project.pairs()
    ]


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Project]:
    """Makes a project of some lines; ``clock`` stands still."""
    count = itertools.count()

    def made(lines: Sequence[str], *, reviewer: str = "Lin") -> Project:
        folder = tmp_path / f"project{next(count)}"
        folder.mkdir()
        project = Project(
            Store.create(folder), reviewer=reviewer, clock=lambda: "2026-11-30T12:00:00Z"
        )
        project.put_alignment(_aligned(lines))
        return project

    return made


def _again(project: Project, reviewer: str = "Lin") -> Project:
    """The same project opened once more."""
    return Project(Store(project.folder), reviewer=reviewer, clock=lambda: "2026-11-30T12:00:00Z")


@pytest.fixture(scope="session")
def aligned() -> Callable[..., Alignment]:
    """An alignment of some lines."""
    return _aligned


@pytest.fixture(scope="session")
def told() -> Callable[[Project], list[str]]:
    """A project's pairs as lines."""
    return _told


@pytest.fixture(scope="session")
def again() -> Callable[..., Project]:
    """Opens a project once more, for the same reviewer or another."""
    return _again

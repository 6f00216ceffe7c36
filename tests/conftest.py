"""What all tests share."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from corpora.reading.document import read_document
from corpora.samples import sample_paths
from corpora.units import Alignment, Bead, Document, Segment

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Material that is not ours to ship; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("DUIZHAO_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("set DUIZHAO_DATA to the folder with the development material")
    return folder


@pytest.fixture(scope="session")
def sample_alignment() -> Alignment:
    """The sample's documents, paired by its own gold: an alignment without an aligner."""
    paths = sample_paths()
    source, target = read_document(paths.source), read_document(paths.target)
    rows = [json.loads(line) for line in paths.gold.read_text(encoding="utf-8").splitlines()]
    return Alignment(
        source=_cut(source, [text for row in rows for text in row["source"]]),
        target=_cut(target, [text for row in rows for text in row["target"]]),
        beads=tuple(
            Bead(source=tuple(row["source_span"]), target=tuple(row["target_span"])) for row in rows
        ),
    )


def _cut(document: Document, texts: list[str]) -> Document:
    """The same document with the gold's segments for its own."""
    segments = []
    at = 0
    for text in texts:
        start = document.text.index(text, at)
        at = start + len(text)
        paragraph = max(i for i, p in enumerate(document.paragraphs) if p.start <= start)
        turn = max(i for i, t in enumerate(document.turns) if t.start <= start)
        segments.append(Segment(text=text, start=start, end=at, paragraph=paragraph, turn=turn))
    return replace(document, segments=tuple(segments))

"""Whole documents, paired by us: OmegaT fills what the forecast says, in both kinds of project."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from align import align_documents
from corpora.formats.xml.unit_props import writable
from corpora.language.tools import load_tools
from corpora.memory.exporting import write_alignment
from corpora.memory.forecast import cut
from corpora.memory.levels import at_level
from corpora.memory.tools import TOOLS
from corpora.reading.document import read_document

pytestmark = pytest.mark.client

DOCUMENTS = [
    ("transcript/zh.txt", "transcript/en.txt"),
    ("reports/gwr2020/zh.txt", "reports/gwr2020/en.txt"),
    ("reports/xi_newyear_2021/en.txt", "reports/xi_newyear_2021/zh.txt"),
    ("hkma/2015/03.zh.txt", "hkma/2015/03.en.txt"),
]
CODES = {"zh-Hans": "ZH-CN", "zh-Hant": "ZH-TW", "en": "EN-US"}


def as_word(path: Path, folder: Path) -> Path:
    """The same document as a Word file, in which every line is a paragraph to OmegaT."""
    made = docx.Document()
    for line in read_document(path).text.splitlines():
        made.add_paragraph(line)
    copy = folder / f"{path.parent.name}.{path.stem}.docx"
    made.save(str(copy))
    return copy


@pytest.mark.parametrize("level", ["segment", "paragraph"])
@pytest.mark.parametrize("names", DOCUMENTS, ids=lambda names: names[0].rpartition("/")[0])
def test_the_forecast_comes_true(omegat, shared_data, tmp_path, names, level):
    paths = [as_word(shared_data / name, tmp_path) for name in names]
    source, target = (read_document(path) for path in paths)
    alignment = align_documents(source, target, tools=load_tools("none"))
    memory = tmp_path / "memory.tmx"
    written = write_alignment(
        alignment, memory, level=level, tool="omegat", min_confidence=0.0, labels=True
    )
    forecast = written.forecasts[0]
    run = omegat(
        paths[0],
        memory,
        sentences=level == "segment",
        languages=(CODES[source.language], CODES[target.language]),
    )
    assert run.complaints == []
    cuts = cut(source, TOOLS["omegat"], level)
    assert set(run.segments) == {source.text[a:b] for a, b in cuts}
    assert run.total == forecast.segments
    assert abs(run.share - forecast.share) <= 0.01
    assert run.share > 0.3
    units = [u for u in at_level(alignment, level).units if u.source and u.target]
    sources = {writable(unit.source) for unit in units}
    filled = {s: t for s, t in run.filled.items() if s in sources}
    targets = {(writable(unit.source), writable(unit.target)) for unit in units}
    assert set(filled.items()) <= targets, "targets come back byte for byte"
    assert filled.keys() >= matched(units, forecast, cuts, source.text)


def matched(units, forecast, cuts, text) -> set[str]:
    """Sources that are segments of the tool: the units that can match."""
    pieces = {text[a:b] for a, b in cuts}
    found = {writable(unit.source) for unit in units} & pieces
    assert len(found) <= forecast.matchable
    return found

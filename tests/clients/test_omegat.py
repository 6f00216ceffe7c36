"""What we say of a memory is what OmegaT does with it."""

from __future__ import annotations

from dataclasses import replace

import docx
import pytest

from corpora.formats.xml.unit_props import writable
from corpora.memory.exporting import write_alignment
from corpora.memory.forecast import cut, forecast
from corpora.memory.levels import at_level, with_labels
from corpora.memory.tools import TOOLS, tool_segments
from corpora.reading.document import read_document
from corpora.units import Alignment, Bead, document_from_segments

pytestmark = pytest.mark.client


def _check(alignment: Alignment, run, forecast_, memory_units) -> None:
    """Every unit that is called matchable is in, byte for byte; and the shares agree."""
    assert run.complaints == []
    expected = {
        writable(unit.source): writable(unit.target)
        for index, unit in enumerate(memory_units)
        if index not in forecast_.unmatchable
    }
    assert expected
    assert {s: run.filled.get(s) for s in expected} == expected
    assert set(run.segments) == {alignment.source.text[a:b] for a, b in _cuts(alignment, forecast_)}
    assert run.total == forecast_.segments
    assert abs(forecast_.share - run.share) <= 0.01


def _cuts(alignment: Alignment, forecast_):
    return cut(alignment.source, TOOLS["omegat"], forecast_.level)


def test_the_forecast_of_the_sample_comes_true(omegat, sample_alignment, tmp_path):
    memory = tmp_path / "memory.tmx"
    written = write_alignment(sample_alignment, memory, tool="omegat")
    run = omegat(sample_alignment.source.text, memory)
    units = [u for u in _units(sample_alignment, "segment") if u.source and u.target]
    assert 0 < written.forecasts[0].share < 1
    _check(sample_alignment, run, written.forecasts[0], units)
    assert run.memories["memory.tmx"] == [
        (writable(unit.source), writable(unit.target)) for unit in units
    ]


def test_speakers_names_make_the_first_sentences_of_turns_match(omegat, sample_alignment, tmp_path):
    plain = write_alignment(sample_alignment, tmp_path / "plain.tmx", tool="omegat")
    memory = tmp_path / "memory.tmx"
    written = write_alignment(sample_alignment, memory, tool="omegat", labels=True)
    run = omegat(sample_alignment.source.text, memory)
    assert written.forecasts[0].covered >= plain.forecasts[0].covered + 5
    units = with_labels(sample_alignment, _units(sample_alignment, "segment"))
    full = [u for u in units if u.source and u.target]
    _check(sample_alignment, run, written.forecasts[0], full)


def test_lines_that_are_no_paragraphs_to_omegat_never_match_as_such(
    omegat, sample_alignment, tmp_path
):
    """In a plain text file only an empty line ends a paragraph: the forecast must know."""
    memory = tmp_path / "memory.tmx"
    written = write_alignment(sample_alignment, memory, level="paragraph", tool="omegat")
    run = omegat(sample_alignment.source.text, memory, sentences=False)
    assert written.forecasts[0].matchable == 0
    assert run.filled == {}


def _units(alignment: Alignment, level: str):
    return at_level(alignment, level).units


@pytest.mark.parametrize("level", ["segment", "paragraph"])
def test_a_word_document_matches_as_forecast(omegat, sample_alignment, tmp_path, level):
    """Paragraphs are paragraphs there: a memory of them fills a project that does not cut."""
    path = tmp_path / "presser.docx"
    file = docx.Document()
    for line in sample_alignment.source.text.splitlines():
        file.add_paragraph(line)
    file.save(str(path))
    document = read_document(path)
    assert [p.end - p.start for p in document.paragraphs] == [
        p.end - p.start for p in sample_alignment.source.paragraphs
    ]
    by_line = zip(sample_alignment.source.paragraphs, document.paragraphs, strict=True)
    shift = [there.start - here.start for here, there in by_line]
    segments = tuple(
        replace(s, start=s.start + shift[s.paragraph], end=s.end + shift[s.paragraph])
        for s in sample_alignment.source.segments
    )
    alignment = replace(sample_alignment, source=replace(document, segments=segments))
    memory = tmp_path / "memory.tmx"
    written = write_alignment(alignment, memory, level=level, tool="omegat")
    run = omegat(path, memory, sentences=level == "segment")
    units = [u for u in _units(alignment, level) if u.source and u.target]
    assert written.forecasts[0].unit_share > (0.5 if level == "segment" else 0.9)
    _check(alignment, run, written.forecasts[0], units)


@pytest.mark.parametrize(
    "name", ["transcript/zh.txt", "reports/gwr2020/zh.txt", "hkma/2015/01.zh.txt"]
)
def test_whole_documents_are_cut_as_omegat_cuts_them(omegat, shared_data, tmp_path, name):
    """Each of our segments against itself, with made-up targets: every forecast must come true."""
    document = read_document(shared_data / name)
    target = document_from_segments(
        [f"Target no. {n}." for n in range(len(document.segments))], language="en"
    )
    beads = tuple(Bead(source=(n, n + 1), target=(n, n + 1)) for n in range(len(document.segments)))
    alignment = Alignment(source=document, target=target, beads=beads)
    memory = tmp_path / "memory.tmx"
    written = write_alignment(alignment, memory, tool="omegat")
    code = "ZH-TW" if document.language == "zh-Hant" else "ZH-CN"
    run = omegat(document.text, memory, languages=(code, "EN-US"))
    _check(alignment, run, written.forecasts[0], _units(alignment, "segment"))


def test_english_is_cut_as_omegat_cuts_it(omegat, shared_data):
    document = read_document(shared_data / "reports/gwr2020/en.txt")
    run = omegat(document.text, languages=("EN-US", "ZH-CN"))
    ours = {document.text[a:b] for a, b in cut(document, TOOLS["omegat"])}
    assert set(run.segments) == ours


def test_hard_marks_are_cut_as_omegat_cuts_them(omegat):
    lines = [
        "他说：“好。”我走了。", "真的吗？！是的！！好。", "《书》。（完。）下一句。", "甲！ 乙? 丙",
        "𠮷野家。ＡＢＣ！１２３？", "「你好。」他说。『再见！』", "这是……结束了。——破折号。——又来",
    ]  # fmt: skip
    run = omegat("\n\n".join(lines) + "\n")
    ours = {line[a:b] for line in lines for a, b in tool_segments(line, "zh", TOOLS["omegat"])}
    assert set(run.segments) == ours


@pytest.mark.parametrize("duplicates", ["keep", "best"])
def test_of_two_targets_the_forecast_names_the_one_that_wins(omegat, tmp_path, duplicates):
    source = document_from_segments(["同一句。", "另一句。", "同一句。"], language="zh-Hans")
    target = document_from_segments(["First.", "Other.", "Second."], language="en")
    beads = tuple(
        Bead(source=(n, n + 1), target=(n, n + 1), confidence=c)
        for n, c in enumerate((0.99, 0.9, 0.8))
    )
    alignment = Alignment(source=source, target=target, beads=beads)
    memory = tmp_path / "memory.tmx"
    written = write_alignment(alignment, memory, tool="omegat", duplicates=duplicates)
    run = omegat(source.text.replace("\n", "\n\n"), memory)
    assert run.filled["同一句。"] == ("Second." if duplicates == "keep" else "First.")
    assert written.duplicates == (0 if duplicates == "keep" else 1)
    assert len(forecast(alignment, tool="omegat").unmatchable) == 1


def test_odd_characters_come_back_byte_for_byte(omegat, tmp_path):
    texts = ["𠮷野家很好。", "Ｒ＆Ｄ <b> & “引号”。", "百分之５．１％。", "换 行　全角空格中间。"]
    back = [
        "Yoshinoya 𠮷 is good.",
        "R&D <b> & “quotes”…",
        "5.1% — “per cent”",
        "A full-width　space.",
    ]
    source = document_from_segments(texts, language="zh-Hans")
    target = document_from_segments(back, language="en")
    beads = tuple(Bead(source=(n, n + 1), target=(n, n + 1)) for n in range(len(texts)))
    alignment = Alignment(source=source, target=target, beads=beads)
    memory = tmp_path / "memory.tmx"
    write_alignment(alignment, memory, tool="omegat")
    run = omegat("\n\n".join(texts) + "\n", memory)
    assert run.complaints == []
    assert run.filled == dict(zip(texts, back, strict=True))

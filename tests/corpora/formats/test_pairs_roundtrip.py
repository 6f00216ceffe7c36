"""Written and read again, pairs are the same: whatever hypothesis can think of."""

from __future__ import annotations

import gzip
import io
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora.formats import (
    ReadOptions,
    WriteOptions,
    dump_bitext,
    load_bitext,
    read_bitext,
    write_bitext,
)
from corpora.formats.tables.columns import cells_of
from corpora.formats.xml.unit_props import writable
from corpora.formats.xml.xmltext import UNWRITABLE
from corpora.units import Bitext, TranslationUnit

# Everything Python calls a character, lone surrogates and NUL included, and what is our subject.
texts = st.one_of(
    st.text(st.characters(), max_size=30),
    st.text(
        alphabet="𠮷野Ａ１“”‘’「」《》……——。！？ \t\n\r\\'\"<>&=_x000B\u3000\ufeff\u200b\x0b\0"
    ),
    st.sampled_from(["", "=1+1", "'=1", "+86", "-5", "@x", "_x000B_", "\\n", "]]>", "&amp;", "a"]),
)
names = st.one_of(st.none(), st.text(st.characters(codec="utf-8"), min_size=1, max_size=8))
spans = st.one_of(
    st.none(), st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda p: (min(p), max(p)))
)
dates = st.one_of(st.none(), st.just("20240229T235959Z"))


@st.composite
def units(draw) -> TranslationUnit:
    return TranslationUnit(
        source=draw(texts),
        target=draw(texts),
        id=draw(names),
        source_segments=tuple(draw(st.lists(texts, max_size=3))),
        target_segments=tuple(draw(st.lists(texts, max_size=3))),
        source_span=draw(spans),
        target_span=draw(spans),
        confidence=draw(st.one_of(st.none(), st.floats(0, 1))),
        is_crossing=draw(st.booleans()),
        source_speaker=draw(names),
        target_speaker=draw(names),
        document=draw(names),
        status=draw(names),
        created_at=draw(dates),
        created_by=draw(names),
        changed_at=draw(dates),
        changed_by=draw(names),
        notes=tuple(draw(st.lists(st.text(min_size=1, max_size=5), max_size=2))),
        props=tuple(draw(st.lists(st.tuples(st.text(max_size=5), texts), max_size=2))),
        given_kind=draw(st.one_of(st.none(), st.sampled_from(["1-1", "1-2", "0-1"]))),
    )


def bitexts(least: int = 1) -> st.SearchStrategy[Bitext]:
    return st.lists(units(), min_size=least, max_size=4).map(
        lambda some: Bitext(
            name="b", source_language="zh-Hans", target_language="en", units=tuple(some)
        )
    )


LANGUAGES = ReadOptions(source_language="zh-Hans", target_language="en")


def again(bitext: Bitext, suffix: str, **how: object) -> Bitext:
    file = io.BytesIO()
    dump_bitext(bitext, file, suffix=suffix, options=WriteOptions(**how))
    return load_bitext(file.getvalue(), suffix=suffix, options=LANGUAGES, name="b")


@settings(deadline=None)
@given(bitexts())
def test_jsonl_loses_nothing_at_all(bitext):
    assert again(bitext, ".jsonl").units == bitext.units


def shown(text: str) -> str:
    """What is left of a text where lone surrogates cannot be written."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def columns(unit: TranslationUnit) -> tuple[object, ...]:
    return (
        shown(unit.source), shown(unit.target), unit.kind, unit.confidence,
        unit.source_speaker, unit.target_speaker,
    )  # fmt: skip


@settings(deadline=None)
@given(bitexts())
def test_tsv_keeps_its_six_columns(bitext):
    assert [columns(u) for u in again(bitext, ".tsv").units] == [columns(u) for u in bitext.units]


@settings(deadline=None, max_examples=40)
@given(bitexts())
def test_a_workbook_keeps_its_six_columns(bitext):
    """Lone surrogates and control characters too: a workbook has an escape for them."""
    exact = [(u.source, u.target, u.kind, u.source_speaker, u.target_speaker) for u in bitext.units]
    read = again(bitext, ".xlsx").units
    assert [(u.source, u.target, u.kind, u.source_speaker, u.target_speaker) for u in read] == exact
    assert [u.confidence for u in read] == pytest.approx([u.confidence for u in bitext.units])


def ours(unit: TranslationUnit) -> dict[str, object]:
    """What a memory keeps: everything but segments that are no part of their text."""
    return {
        name: getattr(unit, name)
        for name in (
            "source", "target", "id", "source_span", "target_span", "confidence", "is_crossing",
            "source_speaker", "target_speaker", "document", "status", "created_at", "created_by",
            "changed_at", "changed_by", "kind",
        )
    }  # fmt: skip


def sane(unit: TranslationUnit) -> TranslationUnit:
    """A unit whose names can stand in XML and whose kind does not depend on its segments."""
    clean = {
        name: UNWRITABLE.sub("", value) or None
        for name in (
            "id", "source_speaker", "target_speaker", "document", "status", "created_by",
            "changed_by",
        )
        if (value := getattr(unit, name)) is not None
    }  # fmt: skip
    return replace(
        unit, **clean, source_segments=(), target_segments=(), given_kind=unit.kind, props=(),
        notes=(),
    )  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(bitexts())
def test_a_memory_gives_back_the_very_texts(bitext):
    full = tuple(
        replace(sane(unit), id=unit.id and (UNWRITABLE.sub("", unit.id) or "x"))
        for unit in bitext.units
        if writable(unit.source) and writable(unit.target)
    )
    full = tuple(unit if unit.id else replace(unit, id="x") for unit in full)
    read = again(replace(bitext, units=full), ".tmx").units
    assert [ours(u) for u in read] == [ours(u) for u in full]


@pytest.mark.parametrize("version", ["1.2", "2.1"])
@settings(deadline=None)
@given(bitexts())
def test_xliff_gives_back_the_very_texts(version, bitext):
    full = tuple(replace(sane(unit), id=f"n{number}") for number, unit in enumerate(bitext.units))
    read = again(replace(bitext, units=full), ".xliff", xliff=version).units
    assert [ours(u) for u in read] == [ours(u) for u in full]


@settings(deadline=None)
@given(bitexts())
def test_json_keeps_the_columns_of_a_table(bitext):
    read = again(bitext, ".json").units
    assert [cells_of(unit) for unit in read] == [cells_of(unit) for unit in bitext.units]


@settings(deadline=None)
@given(bitexts())
def test_messages_keep_both_texts(bitext):
    full = [unit for unit in bitext.units if whole(unit.source)]
    read = again(bitext, ".po").units if full else ()
    assert [(u.source, u.target) for u in read] == [
        (whole(u.source), whole(u.target)) for u in full
    ]


def whole(text: str) -> str:
    """A text whose NUL and halves of characters are U+FFFD."""
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)


def test_sentences_survive_a_memory():
    unit = TranslationUnit(
        source="甲。乙！", target="One. Two!", source_segments=("甲。", "乙！"),
        target_segments=("One.", "Two!"), id="1",
    )  # fmt: skip
    bitext = Bitext(name="b", source_language="zh-Hans", target_language="en", units=(unit,))
    assert again(bitext, ".tmx").units[0].source_segments == unit.source_segments
    assert again(bitext, ".xliff").units[0].target_segments == unit.target_segments


def printed(text: str) -> str:
    """What is left of a text in a document for reading: any line end is one."""
    clean = UNWRITABLE.sub("", text)
    return clean.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("suffix", [".docx", ".html"])
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(bitext=bitexts())
def test_reading_copies_keep_both_texts(suffix, bitext):
    wanted = [(printed(u.source), printed(u.target)) for u in bitext.units]
    read = again(bitext, suffix).units
    assert [(printed(u.source), printed(u.target)) for u in read] == [w for w in wanted if any(w)]


def line(text: str) -> str:
    """A text on one line, without what no line can hold."""
    return " ".join(UNWRITABLE.sub(" ", text).replace("\ufeff", " ").split())


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(bitext=bitexts(least=0))
def test_training_text_keeps_a_line_for_each_pair(tmp_path_factory, bitext):
    """Of files of a few bytes (``º``) the encoding is a guess, so these begin with a sentence."""
    path = tmp_path_factory.mktemp("moses") / "c.moses"
    begun = TranslationUnit(
        source="这一行说明文件的编码。", target="So that no encoding is guessed."
    )
    bitext = replace(bitext, units=(begun, *bitext.units))
    done = write_bitext(bitext, path)
    wanted = [(line(unit.source), line(unit.target)) for unit in bitext.units]
    wanted = [pair for pair in wanted if all(pair)]
    assert done.units == len(wanted)
    read = read_bitext(path.with_suffix(".zh"), LANGUAGES).units
    assert [(u.source, u.target) for u in read] == wanted


def test_training_text_without_pairs_is_two_empty_files(tmp_path):
    bitext = Bitext(name="b", source_language="zh-Hans", target_language="en", units=())
    assert write_bitext(bitext, tmp_path / "c.moses").units == 0
    assert [(tmp_path / f"c.{code}").read_bytes() for code in ("zh", "en")] == [b"", b""]


@pytest.mark.parametrize("suffix", [".tmx.gz", ".tsv.gz", ".jsonl.gz", ".xliff.gz"])
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(bitext=bitexts())
def test_packed_files_hold_the_same_bytes(tmp_path_factory, suffix, bitext):
    folder = tmp_path_factory.mktemp("packed")
    plain = suffix.removesuffix(".gz")
    write_bitext(bitext, folder / f"a{plain}")
    write_bitext(bitext, folder / f"a{suffix}")
    packed = (folder / f"a{suffix}").read_bytes()
    assert gzip.decompress(packed) == (folder / f"a{plain}").read_bytes()


@pytest.mark.parametrize("suffix", [".docx", ".html"])
def test_reading_copies_can_be_read_back(tmp_path, suffix):
    pairs = [("𠮷野家「好」。", "Good & <fine>."), ("第二行。", "Second — line…"), ("", "Alone.")]
    bitext = Bitext(
        name="b", source_language="zh-Hans", target_language="en",
        units=tuple(TranslationUnit(source=s, target=t) for s, t in pairs),
    )  # fmt: skip
    path = tmp_path / f"copy{suffix}"
    write_bitext(bitext, path)
    read = read_bitext(path)
    assert [(u.source, u.target) for u in read.units] == pairs
    assert (read.source_language, read.target_language) == ("zh-Hans", "en")


@pytest.mark.parametrize(
    "suffix", [".tmx", ".tmx.gz", ".tsv", ".jsonl", ".xlsx", ".xliff", ".docx", ".html"]
)
def test_the_same_pairs_are_the_same_bytes(tmp_path, suffix):
    bitext = Bitext(
        name="b", source_language="zh-Hans", target_language="en",
        units=(TranslationUnit(source="甲", target="One", confidence=0.5),),
    )  # fmt: skip
    first, second = tmp_path / f"1{suffix}", tmp_path / f"2{suffix}"
    write_bitext(bitext, first)
    write_bitext(bitext, second)
    assert first.read_bytes() == second.read_bytes()

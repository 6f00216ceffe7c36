"""Subtitles and lyrics in two languages: cases as data."""

from __future__ import annotations

import pytest
from case_files import cases

from corpora.errors import InputError
from corpora.formats import read_bitext, write_bitext
from corpora.reading.document import read_document
from corpora.units import Bitext, TranslationUnit


@pytest.mark.parametrize("case", cases("cues"))
def test_cues_become_pairs(case, tmp_path):
    path = tmp_path / case["input"]["name"]
    path.write_text(case["input"]["text"], encoding="utf-8")
    if "error" in case["expected"]:
        with pytest.raises(InputError) as caught:
            read_bitext(path)
        assert caught.value.problem == case["expected"]["error"]
        return
    found = [[unit.source, unit.target] for unit in read_bitext(path).units]
    assert found == case["expected"]["pairs"]


STYLED = """[Script Info]
ScriptType: v4.00+

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,{\\an8}雨停了
Dialogue: 0,0:00:04.00,0:00:05.00,Default,,0,0,0,,走吧
"""
PLAIN = "1\n00:00:01,000 --> 00:00:03,000\n雨停了\n\n2\n00:00:04,000 --> 00:00:05,000\n走吧\n"
LYRICS = "[ar:佚名]\n[00:01.00]雨停了\n[00:04.00]走吧\n"


@pytest.mark.parametrize(
    ("name", "text"), [("a.srt", PLAIN), ("a.ass", STYLED), ("a.ssa", STYLED), ("a.lrc", LYRICS)]
)
def test_documents_in_every_format_of_cues(name, text):
    document = read_document(name, data=text.encode())
    assert [segment.text for segment in document.segments] == ["雨停了", "走吧"]
    assert document.language == "zh-Hans"


def test_a_sentence_over_two_cues_is_one_and_an_unpunctuated_line_keeps_its_blank():
    cues = ["他说，", "我们该走了。", "门开着", "没有人。"]
    text = "".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{cue}\n\n" for n, cue in enumerate(cues, 1)
    )
    document = read_document("a.srt", data=text.encode())
    assert [segment.text for segment in document.segments] == [
        "他说，我们该走了。",
        "门开着没有人。",
    ]
    without_commas = text.replace("他说，", "他说")
    document = read_document("a.srt", data=without_commas.encode())
    assert document.segments[0].text == "他说 我们该走了。"


def film(*cues: tuple[int, int, str]) -> str:
    return "".join(
        f"{number}\n00:00:{start:02},000 --> 00:00:{end:02},500\n{text}\n\n"
        for number, (start, end, text) in enumerate(cues, 1)
    )


@pytest.mark.parametrize(("suffix", "second"), [(".srt", "请{坐}"), (".ass", "请｛坐｝")])
def test_both_languages_are_written_and_read_back(tmp_path, suffix, second):
    source, target = tmp_path / "both.srt", tmp_path / f"written{suffix}"
    source.write_text(film((1, 2, "门开了\nThe door opens."), (3, 4, "请{坐}\nSit down.")), "utf-8")
    written = write_bitext(read_bitext(source), target)
    assert [(unit.source, unit.target, unit.props) for unit in read_bitext(target).units] == [
        ("门开了", "The door opens.", (("x-start-ms", "1000"), ("x-end-ms", "2500"))),
        (second, "Sit down.", (("x-start-ms", "3000"), ("x-end-ms", "4500"))),
    ]
    assert sum(written.changed.values()) == (suffix == ".ass")


def test_segments_know_when_they_are_shown():
    text = film((0, 1, "雨，停。我们"), (2, 3, "走吧。"), (10, 12, "好。"))
    document = read_document("a.srt", data=text.encode())
    assert [segment.text for segment in document.segments] == ["雨，停。", "我们走吧。", "好。"]
    # A sentence that ends within a cue ends as far into its time as into its text.
    assert [document.shown_ms((k, k + 1)) for k in range(3)] == [
        (0, 1000), (1000, 3500), (10_000, 12_500)
    ]  # fmt: skip
    assert document.shown_ms((0, 2)) == (0, 3500)


def test_without_times_there_are_no_subtitles(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("门开了\tThe door opens.\n请坐\tSit down.\n", encoding="utf-8")
    with pytest.raises(InputError, match="holds no times") as caught:
        write_bitext(read_bitext(path), tmp_path / "a.srt")
    assert caught.value.hint
    assert not (tmp_path / "a.srt").exists()


def test_times_in_a_text_begin_no_cue(tmp_path):
    target = tmp_path / "written.srt"
    times = (("x-start-ms", "1000"), ("x-end-ms", "2500"))
    unit = TranslationUnit(
        source="门开了 00:00:03,000 --> 00:00:04,000 请坐",
        target="The door opens at 00:00:03.000.",
        props=times,
    )
    bitext = Bitext(name="b", source_language="zh-Hans", target_language="en", units=(unit,))
    done = write_bitext(bitext, target)
    assert sum(done.changed.values()) == 1
    assert [(one.source, one.target) for one in read_bitext(target).units] == [
        ("门开了 00:00:03，000 --> 00:00:04，000 请坐", "The door opens at 00:00:03，000.")
    ]

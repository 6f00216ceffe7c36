"""Subtitles and lyrics in two languages: cases as data."""

from __future__ import annotations

import pytest
from case_files import cases

from corpora.errors import InputError
from corpora.formats import read_bitext
from corpora.reading.document import read_document


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

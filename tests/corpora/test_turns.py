"""Who speaks: cases a linguist can read, and where turns begin and end."""

import pytest
from case_files import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.reading.document import document_from_text
from corpora.reading.labels import common_words, read_english_label, read_label


@pytest.mark.parametrize("case", cases("turns"))
def test_case(case):
    document = document_from_text(case["input"], name="case")
    assert [[turn.speaker, turn.title] for turn in document.turns] == case["expected"]


def test_the_label_is_in_no_segment():
    document = document_from_text("陈小虎：好。\n记者： 谢谢。", name="case")
    assert [segment.text for segment in document.segments] == ["好。", "谢谢。"]
    assert [document.text[slice(*turn.label)] for turn in document.turns] == ["陈小虎：", "记者： "]
    assert [document.speaker(i) for i in (0, 1)] == ["陈小虎", "记者"]


def test_a_turn_lasts_until_the_next_label():
    text = "会议开始了。\n主持人：\n大家好。\n欢迎。\n记者：请问。"
    document = document_from_text(text, name="case")
    assert [document.speaker(i) for i in range(4)] == [None, "主持人", "主持人", "记者"]


def test_a_heading_before_a_label_belongs_to_nobody():
    text = "主持人：大家好，欢迎各位来到这里。\n加快产业发展步伐\n记者：请问今年的情况如何？谢谢。"
    document = document_from_text(text, name="case")
    heading = document.segments[1]
    assert heading.is_heading
    assert document.speaker(1) is None


def test_turns_cover_the_document():
    document = document_from_text("前言。\n\n记者：问题。\n\n部长王大力：答案。\n", name="case")
    assert document.turns[0].start == 0
    assert document.turns[-1].end == len(document.text)
    for before, after in zip(document.turns, document.turns[1:], strict=False):
        assert before.end == after.start


CHINESE = [
    "记者",
    "：",
    ":",
    "问",
    "答",
    "陈小虎",
    "部长",
    "。",
    "？",
    "（",
    "）",
    "【",
    "】",
    "你好",
]
ENGLISH = ["Jin", "Li", "Mr.", "Reporter", ",", "minister", "Q", "A", "ok"]
PARTS = st.sampled_from([*CHINESE, *ENGLISH, " ", "\u3000", "\n", "\n\n"])


@settings(deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=30))
def test_any_mixture_gives_a_document(parts):
    text = "".join(parts)
    if not text.strip():
        return
    document = document_from_text(text, name="case")
    labels = [turn.label for turn in document.turns if turn.label is not None]
    covered = sorted([(s.start, s.end) for s in document.segments] + labels)
    at = 0
    for start, end in covered:
        assert not document.text[at:start].strip()
        assert start >= at
        at = end
    assert not document.text[at:].strip()
    for segment in document.segments:
        turn = document.turns[segment.turn]
        assert turn.start <= segment.start
        assert segment.end <= turn.end
        paragraph = document.paragraphs[segment.paragraph]
        assert paragraph.start <= segment.start
        assert segment.end <= paragraph.end


def test_labels_read_by_themselves():
    reading = read_label("工业部总工程师、新闻发言人田大山")
    assert (reading.name, reading.title) == ("田大山", "工业部总工程师、新闻发言人")
    assert read_label("会议强调") is None
    assert read_english_label("the following is true") is None
    assert read_english_label("Wong Kam-sing").points > read_english_label("Key Points").points


def test_common_words_are_no_names():
    assert common_words(["方案", "江苏", "辛国斌"]) == {"方案", "江苏"}
    many = [f"某{chr(0x4E00 + i)}" for i in range(60)]
    assert common_words([*many, "方案"]) >= {"方案"}


def test_press_conference(shared_data):
    from corpora.reading.document import read_document

    zh = read_document(shared_data / "transcript" / "zh.txt")
    en = read_document(shared_data / "transcript" / "en.txt")
    speakers = [turn.speaker for turn in zh.turns if turn.speaker]
    assert speakers == [
        "南方日报记者",
        "金壮龙",
        "辛国斌",
        "金壮龙",
        "中央广播电视总台央视记者",
        "金壮龙",
        "田玉龙",
        "金壮龙",
    ]
    assert len([turn for turn in en.turns if turn.speaker]) == len(speakers)

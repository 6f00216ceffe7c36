"""Thanks that only one side has stand alone; thanks that both have stay paired."""

from __future__ import annotations

import pytest

from align import align_documents
from corpora.units import document_from_segments

QUESTION = "这个问题大家普遍关心，也是今年工作的重点。"
ANSWERS = [
    "我们将把全省的旧桥逐座检查一遍，九月底以前公布结果。",
    "第二批加固工程明年春天开工，总投资约两亿元。",
]
ENGLISH = [
    "This question is of general concern, and it is also a priority of this year's work.",
    "We will inspect every old bridge in the province and publish the results before the end of "
    "September.",
    "The second batch of reinforcement projects will start next spring, with a total investment "
    "of about 200 million yuan.",
]


def shapes(chinese: list[str], english: list[str]) -> list[tuple[str, str]]:
    alignment = align_documents(
        document_from_segments(chinese, language="zh-Hans"),
        document_from_segments(english, language="en"),
    )
    return [
        (alignment.source.slice_text(bead.source)[:4], alignment.target.slice_text(bead.target)[:9])
        for bead in alignment.beads
    ]


@pytest.mark.parametrize(
    "thanks", ["Thank you.", "Thank you for your concern.", "Thank you very much!", "Thanks."]
)
@pytest.mark.parametrize("place", [1, 2, 3])
def test_thanks_that_were_added_stand_alone(thanks: str, place: int):
    english = [*ENGLISH[:place], thanks, *ENGLISH[place:]]
    assert ("", thanks[:9]) in shapes([QUESTION, *ANSWERS], english)


def test_thanks_that_were_left_out_stand_alone():
    assert ("谢谢大家", "") in shapes([QUESTION, *ANSWERS, "谢谢大家。"], ENGLISH)


def test_thanks_on_both_sides_are_a_pair():
    found = shapes([QUESTION, *ANSWERS, "谢谢。"], [*ENGLISH, "Thank you."])
    assert ("谢谢。", "Thank you") in found


def test_thanks_with_content_are_no_courtesy():
    chinese = [QUESTION, "感谢你们把桥的照片寄给我们。", *ANSWERS]
    english = [ENGLISH[0], "Thank you for sending us pictures of the bridge.", *ENGLISH[1:]]
    assert ("感谢你们", "Thank you") in shapes(chinese, english)

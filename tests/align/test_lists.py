"""A sentence rendered as a list takes its lines; a page that was added stays added."""

from __future__ import annotations

import pytest

from align import AlignOptions, align_documents
from corpora.units import Alignment, document_from_segments

BEFORE = (
    ["今年的天气比往年冷得多。", "河面在十一月就结了冰。", "渔民只好把船拖上岸。"],
    [
        "This year has been much colder than usual.",
        "The river froze over as early as November.",
        "The fishermen had to haul their boats ashore.",
    ],
)
AFTER = (
    ["春天终于来了。", "孩子们又在河边放风筝。", "老人坐在树下喝茶。"],
    [
        "Spring came at last.",
        "The children were flying kites by the river again.",
        "The old men sat drinking tea under the trees.",
    ],
)
SENTENCE = (
    "合作社的章程规定，社员应当按时缴纳社费，爱护渔网和船只，遵守休渔期的规定，不得使用电捕鱼，"
    "每月参加一次安全培训，出海前检查救生衣，遇到风暴互相救助，把受伤的海龟放回大海，"
    "捡拾漂在海面上的塑料垃圾，向年轻人传授织网的手艺，如实记录每天的渔获量，年底一起分配利润。"
)
LINES = [
    "Under the rules of the cooperative, members must:",
    "-- pay their dues on time",
    "-- take good care of nets and boats",
    "-- observe the closed fishing season",
    "-- never fish with electricity",
    "-- attend safety training once a month",
    "-- check life jackets before going to sea",
    "-- help each other in storms",
    "-- return injured turtles to the ocean",
    "-- pick up plastic rubbish floating on the sea",
    "-- teach young people the craft of making nets",
    "-- keep a true record of each day's catch",
    "-- share out the profits at the end of the year",
]
STRANGE = [
    "The museum opens at nine.",
    "Tickets are sold at the north gate.",
    "Photography with flash is forbidden.",
    "The audio guide comes in five languages.",
    "Coats and bags must be left at the counter.",
    "The café on the second floor serves soup.",
    "Groups should book a week in advance.",
    "Dogs are not admitted.",
    "The last tour starts at four.",
]


def paired(chinese: list[str], english: list[str], options: AlignOptions) -> Alignment:
    return align_documents(
        document_from_segments([*BEFORE[0], *chinese, *AFTER[0]], language="zh-Hans"),
        document_from_segments([*BEFORE[1], *english, *AFTER[1]], language="en"),
        options=options,
    )


def kinds(alignment: Alignment) -> list[str]:
    return [bead.kind for bead in alignment.beads]


def test_a_sentence_takes_all_lines_of_its_list():
    assert kinds(paired([SENTENCE], LINES, AlignOptions())) == [
        *["1-1"] * 3, "1-13", *["1-1"] * 3,
    ]  # fmt: skip


def test_the_same_the_other_way_round():
    alignment = align_documents(
        document_from_segments([*BEFORE[1], *LINES, *AFTER[1]], language="en"),
        document_from_segments([*BEFORE[0], SENTENCE, *AFTER[0]], language="zh-Hans"),
    )
    assert kinds(alignment) == [*["1-1"] * 3, "13-1", *["1-1"] * 3]


def test_no_more_lines_than_the_user_allows():
    alignment = paired([SENTENCE], LINES, AlignOptions(max_bead=7))
    assert max(bead.target[1] - bead.target[0] for bead in alignment.beads) <= 7


@pytest.mark.parametrize("count", [2, 5, 9])
def test_what_was_added_stays_added(count: int):
    alignment = paired([], STRANGE[:count], AlignOptions())
    assert kinds(alignment) == [*["1-1"] * 3, *["0-1"] * count, *["1-1"] * 3]

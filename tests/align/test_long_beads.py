"""One sentence against more than any kind of bead holds; texts that repeat are not moved."""

# ruff: noqa: E501 - a sentence is read as one line

from __future__ import annotations

import pytest

from align import align_documents
from corpora.units import Alignment, document_from_segments

# A text of our own in the manner of a sutra.
BEFORE = (
    ["我是这样听说的。", "那时长老住在河边的林中。"],
    ["This is how I heard it.", "At that time the elder lived in a grove by the river."],
)
VERSE = [
    "你们应当知道，",
    "东边有一座山，",
    "山里有一座庙，",
    "庙里有一口钟，",
    "钟上有一条龙，",
    "龙望着一朵云，",
    "云飘在湖水上，",
    "湖水像一面镜，",
    "镜里有一轮月，",
    "月照着众船夫，",
    "船夫个个欢喜。",
]
SENTENCE = (
    "You should know that in the east there is a mountain, in the mountain a temple, in the temple "
    "a bell, on the bell a dragon, that the dragon gazes at a cloud, the cloud floats over a lake, "
    "the lake is like a mirror, in the mirror there is a moon, the moon shines upon the boatmen, and "
    "all the boatmen rejoice."
)
AFTER = (
    ["弟子们听了都很高兴。", "他们行礼之后各自回家。"],
    ["When the disciples heard this they were glad.", "They bowed and went home."],
)
# A refrain that comes again and again, and verses that differ by a word.
GOODS = [
    ("黄金", "gold"),
    ("白银", "silver"),
    ("珍珠", "pearls"),
    ("丝绸", "silk"),
    ("茶叶", "tea"),
    ("香料", "spices"),
    ("铜器", "bronze"),
    ("瓷器", "porcelain"),
]


def paired(chinese: list[str], english: list[str], *, mirrored: bool) -> Alignment:
    sides = [
        document_from_segments(chinese, language="zh-Hans"),
        document_from_segments(english, language="en"),
    ]
    return align_documents(*(reversed(sides) if mirrored else sides))


@pytest.mark.parametrize("mirrored", [False, True], ids=["from Chinese", "from English"])
def test_a_sentence_takes_all_its_verses(mirrored: bool) -> None:
    chinese, english = [*BEFORE[0], *VERSE, *AFTER[0]], [*BEFORE[1], SENTENCE, *AFTER[1]]
    beads = paired(chinese, english, mirrored=mirrored).beads
    sides = [(b.target, b.source) if mirrored else (b.source, b.target) for b in beads]
    assert ((2, 13), (2, 3)) in sides
    long = beads[sides.index(((2, 13), (2, 3)))]
    assert long.confidence is not None
    assert long.confidence < 0.95
    assert not any(bead.is_null for bead in beads)


def test_a_text_that_repeats_itself_is_not_moved() -> None:
    chinese, english = list(BEFORE[0]), list(BEFORE[1])
    for zh, en in GOODS:
        chinese += ["朋友！", f"就算整个港口都堆满了{zh}，也比不上一句真话。"]
        english += [
            "Friend!",
            f"Even if the whole harbour were heaped with {en}, it would not be "
            "worth one true word.",
        ]
    found = paired([*chinese, *AFTER[0]], [*english, *AFTER[1]], mirrored=False)
    assert not any(bead.is_crossing for bead in found.beads)
    assert [bead.kind for bead in found.beads] == ["1-1"] * len(found.beads)

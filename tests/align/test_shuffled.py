"""Lines that lost their order find their partners; whole translations are left alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from align import AlignOptions, align_documents
from corpora.language.tools import load_tools
from corpora.units import Alignment, document_from_segments

PAIRS = [
    ("这座灯塔建于1887年。", "The lighthouse was built in 1887."),
    ("守塔人每晚点亮油灯。", "The keeper lit the oil lamp every evening."),
    ("一场风暴打碎了窗户。", "A storm broke the windows."),
    ("工人用铁板修好了门。", "Workers repaired the door with iron plates."),
    ("现在灯由电脑控制。", "Today a computer controls the light."),
    ("学生夏天来这里参观。", "Students visit the place in summer."),
    ("塔顶可以看见三个岛。", "Three islands can be seen from the top."),
    ("渔民靠它找到回港的路。", "Fishermen find their way back to the harbour by it."),
    ("博物馆里有一艘旧船。", "There is an old boat in the museum."),
    ("门票每张二十元。", "A ticket costs twenty yuan."),
    ("冬天楼梯上会结冰。", "In winter the stairs are covered with ice."),
    ("村里想把墙刷成白色。", "The village wants to paint the walls white."),
]


def aligned(zh: list[str], en: list[str], **options) -> Alignment:
    return align_documents(
        document_from_segments(zh, language="zh-Hans"),
        document_from_segments(en, language="en"),
        options=AlignOptions(**options),
        tools=load_tools("use"),
    )


@pytest.mark.parametrize("seed", range(4))
def test_shuffled_lines_find_their_partners(seed: int) -> None:
    order = list(range(len(PAIRS)))
    random.Random(seed).shuffle(order)
    found = aligned([zh for zh, _ in PAIRS], [PAIRS[i][1] for i in order])
    assert "shuffled" in found.warnings[0]
    for bead in found.beads:
        if not bead.is_null and (bead.confidence or 0) > 0.6:
            assert order[bead.target[0]] == bead.source[0]
    right = sum(
        not bead.is_null and order[bead.target[0]] == bead.source[0] for bead in found.beads
    )
    assert right >= len(PAIRS) - 1


def test_swapping_the_sides_mirrors_it() -> None:
    order = [7, 2, 9, 0, 11, 5, 3, 8, 1, 10, 4, 6]
    zh, en = [zh for zh, _ in PAIRS], [PAIRS[i][1] for i in order]
    there = {(bead.source, bead.target) for bead in aligned(zh, en).beads if not bead.is_null}
    back = align_documents(
        document_from_segments(en, language="en"),
        document_from_segments(zh, language="zh-Hans"),
        tools=load_tools("use"),
    )
    assert there == {(bead.target, bead.source) for bead in back.beads if not bead.is_null}


def test_what_has_no_partner_is_left_alone() -> None:
    order = [7, 2, 9, 0, 11, 5, 3, 8, 1, 10]
    found = aligned([zh for zh, _ in PAIRS], [PAIRS[i][1] for i in order])
    alone = [bead.source[0] for bead in found.beads if bead.target[0] == bead.target[1]]
    assert alone == [4, 6]


@pytest.mark.parametrize(
    "order",
    [range(12), [*range(6, 12), *range(6)], [*range(4), *range(8, 12), *range(4, 8)]],
    ids=["in order", "two halves swapped", "a passage moved"],
)
def test_an_order_with_passages_is_not_lost(order) -> None:
    found = aligned([zh for zh, _ in PAIRS], [PAIRS[i][1] for i in order])
    assert not any("shuffled" in warning for warning in found.warnings)


def test_nothing_is_turned_round_where_that_is_not_wanted() -> None:
    order = [7, 2, 9, 0, 11, 5, 3, 8, 1, 10, 4, 6]
    found = aligned([zh for zh, _ in PAIRS], [PAIRS[i][1] for i in order], crossings=False)
    assert not any(bead.is_crossing for bead in found.beads)
    assert "shuffled" in found.warnings[0]
    assert "paired in order all the same" in found.warnings[0]


def test_without_an_encoder_nothing_is_said() -> None:
    order = [7, 2, 9, 0, 11, 5, 3, 8, 1, 10, 4, 6]
    found = align_documents(
        document_from_segments([zh for zh, _ in PAIRS], language="zh-Hans"),
        document_from_segments([PAIRS[i][1] for i in order], language="en"),
        tools=load_tools("none"),
    )
    assert not any("shuffled" in warning for warning in found.warnings)


@pytest.mark.parametrize("encoder", ["use", "none"])
@pytest.mark.parametrize("name", ["dev.002", "dev.003"])
def test_free_translations_of_novels_keep_their_order(
    name: str, encoder: str, shared_data: Path
) -> None:
    sides = []
    for language, tag in (("zh", "zh-Hans"), ("en", "en")):
        text = (shared_data / "literary" / f"{name}.{language}").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if line.strip()]
        sides.append(document_from_segments(lines, language=tag))
    found = align_documents(*sides, tools=load_tools(encoder))
    assert not any("shuffled" in warning for warning in found.warnings)

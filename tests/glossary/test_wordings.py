"""What stands for a term at each of its places, once all are known."""

from __future__ import annotations

import numpy as np
import pytest

from corpora.language.english import tokenize
from glossary.assemble import main_text
from glossary.links.spans import UnitLinks
from glossary.places.wordings import Choice, Option, located, settle, shared_out
from glossary.record.entries import Rendering


def option(key: str, tokens: tuple[int, int], score: float = 9.0, **more: float) -> Option:
    facts = {"coverage": 1.0, "purity": 0.9} | more
    return Option(key=key, tokens=tokens, score=score, **facts)


def keys(choices: list[Choice]) -> list[str]:
    return [choice.chosen.key if choice.chosen is not None else "" for choice in choices]


def test_a_neighbour_taken_in_is_no_other_wording():
    cut, whole = option("ifc", (4, 5)), option("ifc committing", (4, 6), 8.0, purity=0.6)
    places = [
        Choice(term=0, chosen=cut),
        Choice(term=0, chosen=whole, others=(option("ifc", (4, 5), 7.0),)),
    ]
    assert keys(settle(places)) == ["ifc", "ifc"]


@pytest.mark.parametrize(
    "other",
    [
        option("belt and road", (0, 3), 8.5, coverage=0.7),  # the longer one renders more of it
        option(
            "belt and road", (0, 3), 8.5, purity=0.9
        ),  # what it has besides renders nothing else
    ],
)
def test_a_longer_wording_stays_one_of_its_own(other: Option):
    longer = option("belt and road initiative", (0, 4), 9.0, purity=0.85)
    places = [
        Choice(term=0, chosen=option("belt and road", (0, 3))),
        Choice(term=0, chosen=option("belt and road", (0, 3))),
        Choice(term=0, chosen=longer, others=(other,)),
    ]
    assert keys(settle(places))[2] == "belt and road initiative"


def test_wordings_of_other_terms_do_not_count():
    places = [
        Choice(term=1, chosen=option("ifc", (4, 5))),
        Choice(
            term=0,
            chosen=option("ifc committing", (4, 6), 8.0, purity=0.6),
            others=(option("ifc", (4, 5), 7.0),),
        ),
    ]
    assert keys(settle(places)) == ["ifc", "ifc committing"]


def test_two_places_of_a_unit_share_its_wordings():
    tokens = tokenize("We recycle traction batteries. Power batteries will be treated.")
    power = option("power battery", (5, 7))
    other = option("traction battery", (2, 4), 7.0)
    places = [Choice(term=0, chosen=power), Choice(term=0, chosen=power)]
    found = shared_out(places, [[power, other], [power, other]], tokens)
    assert keys(found) == ["traction battery", "power battery"]
    assert keys(shared_out(places, [[power], [power]], tokens)) == ["power battery"] * 2


def test_a_wording_that_stands_twice_serves_both_places():
    tokens = tokenize("Power batteries here, power batteries there, battery packs elsewhere.")
    power, other = option("power battery", (4, 6)), option("battery pack", (8, 10), 7.0)
    places = [Choice(term=0, chosen=power), Choice(term=0, chosen=power)]
    found = shared_out(places, [[other], [other]], tokens)
    assert [choice.chosen.tokens for choice in found if choice.chosen] == [(0, 2), (4, 6)]


def test_a_piece_of_the_wording_is_no_other_one():
    tokens = tokenize("The Information Centre opened. The Centre is free.")
    whole, piece = option("information centre", (1, 3)), option("centre", (6, 7))
    places = [Choice(term=0, chosen=whole), Choice(term=0, chosen=whole)]
    assert keys(shared_out(places, [[piece], [piece]], tokens)) == ["information centre"] * 2


def test_parts_are_joined_in_the_order_of_the_text():
    tokens = tokenize("upgrade all the traditional equipment")
    choice = Choice(term=0, chosen=option("equipment", (4, 5)), part=(0, 1))
    chosen = located(choice, tokens).chosen
    assert chosen is not None
    assert (chosen.key, chosen.spans) == ("upgrade … equipment", ((0, 7), (28, 37)))


def links(words: list[str], english: str, strengths: list[list[float]]) -> UnitLinks:
    starts = [0, *np.cumsum([len(word) for word in words]).tolist()]
    return UnitLinks(np.array(strengths, np.float32), starts, words, tokenize(english))


def test_a_word_beyond_explained_ones_is_part_of_the_rendering():
    unit = links(
        ["传统", "设备", "升级"],
        "upgrade traditional equipment",
        [[0, 0.9, 0], [0, 0, 0.9], [0.9, 0, 0]],
    )
    assert unit.other_part((2, 6), (2, 3)) == (0, 1)


@pytest.mark.parametrize(
    ("english", "strengths"),
    [
        ("upgrade equipment", [[0, 0], [0, 0.9], [0.9, 0]]),  # nothing between
        ("upgrade new equipment", [[0, 0, 0], [0, 0, 0.9], [0.9, 0, 0]]),  # nothing explains "new"
        ("upgrade, traditional equipment", [[0, 0, 0.9, 0], [0, 0, 0, 0.9], [0.9, 0, 0, 0]]),
        ("upgrade traditional equipment", [[0, 0.9, 0], [0, 0, 0.9], [0.4, 0, 0]]),  # weak
        ("upgrade traditional equipment", [[0.5, 0.9, 0], [0, 0, 0.9], [0.5, 0, 0]]),  # shared
    ],
)
def test_no_other_part_on_poor_evidence(english: str, strengths: list[list[float]]):
    unit = links(["传统", "设备", "升级"], english, strengths)
    last = len(tokenize(english))
    assert unit.other_part((2, 6), (last - 1, last)) is None


def test_a_list_is_one_rendering():
    row = [0.0] * 8
    strengths = [[0.8, *row[1:]], [*row[:6], 0.4, 0.0], [*row[:7], 0.9]]
    english = "specialized, refined, distinctive and innovative enterprises"
    unit = links(["专精", "特新", "企业"], english, strengths)
    assert unit.whole_list((0, 4), (0, 1)) == (0, 7)
    assert unit.whole_list((0, 4), (2, 3)) == (2, 3)
    assert unit.whole_list((4, 6), (0, 1)) == (0, 1)


@pytest.mark.parametrize(
    ("counts", "usual", "expected"),
    [
        ({"Hong Kong": 4, "banking industry in Hong Kong": 1}, "Banking Industry in Hong Kong",
         "banking industry in Hong Kong"),
        ({"retail products": 1, "stored value facilities": 1}, "stored value facility",
         "stored value facilities"),
        ({"SMEs": 9, "small and medium-sized enterprises": 1},
         "small and medium-sized enterprises", "SMEs"),
        ({"renminbi pool": 2, "renminbi cash pooling": 1}, "renminbi cash pooling",
         "renminbi pool"),
        ({"bank": 2}, "central bank", "bank"),
        ({"manufacturing, surely": 4, "manufacturing industry": 2}, "manufacturing industry",
         "manufacturing"),
        ({"银行": 2, "银行业": 1}, "银行业", "银行业"),
        ({}, "bank", "bank"),
    ],
)  # fmt: skip
def test_the_main_rendering(counts: dict[str, int], usual: str, expected: str) -> None:
    total = sum(counts.values())
    renderings = [
        Rendering(
            text=text.removesuffix(", surely"),
            count=count,
            share=count / total,
            is_sure=text.endswith(", surely"),
        )
        for text, count in counts.items()
    ]
    assert main_text(renderings, usual) == expected

"""What is evidence for a wording at one place, and which terms are told as inconsistent."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from case_files import cases

from corpora.language.chinese import load_segmenter
from corpora.language.english import is_abbreviation_of, tokenize
from corpora.language.lexicon import Lexicon
from corpora.units import TranslationUnit
from glossary.assemble import varies
from glossary.links.spans import UnitLinks
from glossary.links.wordlinks import Prior
from glossary.places.evidence import SURE, Said, initials_of, quoted_tokens, refined
from glossary.places.wordings import Choice, Option, settle
from glossary.prepared import Prepared, Row, prepare_unit
from glossary.record.entries import LEFT_OUT, ConceptEntry, Rendering


@pytest.mark.parametrize(("given", "expected"), cases("varying_terms", "input", "expected"))
def test_what_the_consistency_view_tells(given: list[str], expected: bool) -> None:
    term, told = given
    renderings = []
    for part in told.split(" | "):
        match = re.fullmatch(r"(.+) \((\d+)\)(\??)", part)
        assert match is not None
        renderings.append(
            Rendering(
                text=match[1],
                count=int(match[2]),
                share=0.5,
                kind="omission" if match[1] == LEFT_OUT else "rendering",
                is_sure=not match[3],
            )
        )
    entry = ConceptEntry(
        id="x", source_term=term, target_term="x", renderings=tuple(renderings), count=9
    )
    assert varies(entry) == expected


def unit_of(chinese: str, english: str) -> Prepared:
    row = Row("text", 1, TranslationUnit(source=chinese, target=english), True)
    return prepare_unit(row, segmenter=load_segmenter())


def links_of(unit: Prepared, strengths: dict[tuple[str, str], float] | None = None) -> UnitLinks:
    """Links of a unit's words to its English; those not named have none."""
    words = unit.chinese_words
    table = np.zeros((len(words), len(unit.tokens)), np.float32)
    for (word, english), strength in (strengths or {}).items():
        column = next(i for i, token in enumerate(unit.tokens) if token.text == english)
        table[words.index(word), column] = strength
    return UnitLinks(table, unit.words.starts, words, unit.tokens)


def text_of(unit: Prepared, tokens: tuple[int, int] | None) -> str:
    if tokens is None:
        return ""
    return unit.english[unit.tokens[tokens[0]].start : unit.tokens[tokens[1] - 1].end]


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        ("We use “open contests”, “horse races” and other means.", "open contests"),
        ('We use "the open contests," "horse races" and others.', "open contests"),
        ("We use “open contests” and horse races.", ""),  # one pair of marks for two
        ("We use open contests and horse races.", ""),
    ],
)
def test_quotation_marks_go_in_order(english: str, expected: str) -> None:
    unit = unit_of("我们采取“揭榜挂帅”、“赛马”等方式。", english)
    start = unit.text.index("揭榜")
    links = links_of(unit)
    for stretch in ((start, start + 4), (start - 1, start + 5)):
        assert text_of(unit, quoted_tokens(unit, stretch, links)) == expected
    assert quoted_tokens(unit, (0, 2), links) is None


def test_links_tell_quotations_that_change_places() -> None:
    unit = unit_of("既要“开放”，又要“安全”。", "It needs both “safe trade” and “free trade”.")
    links = links_of(unit, {("安全", "safe"): 0.8})
    start = unit.text.index("安全")
    assert text_of(unit, quoted_tokens(unit, (start, start + 2), links)) == "safe trade"


@pytest.mark.parametrize(
    ("short", "name", "expected"),
    [
        ("FSB", "Financial Stability Board", True),
        ("PBoC", "People’s Bank of China", True),
        ("board", "Financial Stability Board", False),
        ("FSC", "Financial Stability Board", False),
    ],
)
def test_initials_stand_for_a_name(short: str, name: str, expected: bool) -> None:
    assert is_abbreviation_of(short, name) == expected
    unit = unit_of("该委员会公布报告。", f"The {short} has published a report.")
    assert (initials_of([name], unit, np.zeros(len(unit.tokens))) is not None) == expected


def test_initials_are_taken_where_nothing_better_stands() -> None:
    unit = unit_of("理事会公布报告。", "The FSB has published a report.")
    prior = Prior(None, None)
    left_out = Choice(term=0, chosen=None, is_sure=False)
    found = refined(
        left_out, links_of(unit), unit, (0, 3), ["Financial Stability Board"], Said(unit, prior)
    )
    assert found.chosen is not None
    assert text_of(unit, found.chosen.tokens) == "FSB"


@pytest.mark.parametrize(
    ("english", "tokens", "expected"),
    [
        ("The FSB records a profit.", (1, 3), "FSB"),
        ("Financial Stability Board (FSB) reports", (0, 6), "Financial Stability Board (FSB)"),
    ],
)
def test_initials_alone_where_more_was_taken(
    english: str, tokens: tuple[int, int], expected: str
) -> None:
    unit = unit_of("理事会公布报告。", english)
    said = Said(unit, Prior(None, None))
    names = ["Financial Stability Board"]
    found = refined(wording(tokens), links_of(unit), unit, (0, 3), names, said)
    assert found.chosen is not None
    assert text_of(unit, found.chosen.tokens) == expected


def test_a_dollar_sign_makes_no_name() -> None:
    unit = unit_of("香港经济增长。", "Growth reached HK$10 billion.")
    assert initials_of(["Hong Kong"], unit, np.ones(len(unit.tokens))) is None


def test_two_letters_need_links() -> None:
    unit = unit_of("金融稳定重要。", "The FS spoke.")
    names = ["financial stability"]
    assert initials_of(names, unit, np.zeros(len(unit.tokens))) is None
    assert initials_of(names, unit, np.ones(len(unit.tokens))) == (1, 2)


TAUGHT = Prior(
    None, None, taught={"科技": ("technology",), "风险": ("risk",), "管理": ("management",)}
)


def wording(tokens: tuple[int, int]) -> Choice:
    own = Option(key="", tokens=tokens, score=2 * SURE, coverage=0.8, purity=0.8)
    return Choice(term=0, chosen=own)


def test_a_neighbours_word_is_trimmed_where_the_rest_is_known(lexicon: Lexicon) -> None:
    unit = unit_of("加强科技风险管理。", "We improve technology risk management.")
    risk = next(word for word in unit.chinese_words if word.startswith("风险"))
    links = links_of(unit, {("科技", "technology"): 0.9, (risk, "risk"): 0.9})
    start = unit.text.index("科技")
    said = Said(unit, Prior(lexicon, None))
    found = refined(wording((2, 5)), links, unit, (start, start + 4), [], said)
    assert [text_of(unit, one.tokens) for one in found.others] == ["technology risk"]
    shorter = replace(found.others[0], key="technology risk")
    places = [
        Choice(term=0, chosen=replace(shorter, is_trimmed=False)),
        replace(found, others=(shorter,)),
    ]
    assert [place.chosen.key for place in settle(places) if place.chosen] == ["technology risk"] * 2


@pytest.mark.parametrize(
    ("english", "last", "is_own"),
    [
        ("We improve risk management .", 4, False),  # 管理 makes it, 风险 the other
        ("We improve risk outlook .", 4, True),  # nothing explains "outlook"
    ],
)
def test_a_word_that_another_renders_is_no_evidence(english: str, last: int, is_own: bool) -> None:
    unit = unit_of("加强管理，防范风险。", english)
    links = links_of(unit, {("风险", "risk"): 0.9, ("管理", tokenize(english)[last - 1].text): 1.0})
    start = unit.text.index("风险")
    found = refined(wording((2, last)), links, unit, (start, start + 2), [], Said(unit, TAUGHT))
    assert found.chosen is not None
    assert found.chosen.is_own == is_own


@pytest.mark.parametrize(
    ("english", "tokens"),
    [
        ("off-site reviews", (2, 4)),
        ("the Association of Banks (HKAB) said", (3, 6)),
    ],
)
def test_half_a_word_or_bracket_is_no_evidence(english: str, tokens: tuple[int, int]) -> None:
    unit = unit_of("现场审查", english)
    links = links_of(unit)
    found = refined(wording(tokens), links, unit, (0, 4), [], Said(unit, Prior(None, None)))
    assert found.chosen is not None
    assert not found.chosen.is_own

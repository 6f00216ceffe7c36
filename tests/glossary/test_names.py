"""Names: people with their offices, and the sections of a glossary."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.language.chinese import load_segmenter
from corpora.language.encoders.base import SpanEncoder
from corpora.language.lexicon import Lexicon
from corpora.language.spelling import likeness, readings, sounds_alike, wade_giles
from corpora.language.tools import Tools
from corpora.units import Bitext, TranslationUnit
from glossary import TermOptions, extract_terms, read_glossary, write_glossary
from glossary.names.english import name_windows, title_around
from glossary.names.people import find_people
from glossary.names.widening import whole_name
from glossary.prepared import prepare
from glossary.terms.categories import SECTIONS
from glossary.terms.tagger import CLASSES, load_tagger

CASES = Path(__file__).parent.parent / "cases" / "people.jsonl"
PEOPLE = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def bitext(pairs: list[tuple[str, str]], *, source: str = "zh-Hans", target: str = "en") -> Bitext:
    units = tuple(TranslationUnit(source=zh, target=en) for zh, en in pairs)
    return Bitext(name="text", source_language=source, target_language=target, units=units)


@pytest.mark.parametrize("case", PEOPLE, ids=[case["comment"] for case in PEOPLE])
def test_people_are_found_with_what_is_said_of_them(case: dict[str, object]) -> None:
    units = list(prepare([bitext([(str(case["zh"]), str(case["en"]))])], load_segmenter()))
    tags = load_tagger().tag([unit.text for unit in units])
    found = [
        [person.name, max(person.spellings), *person.title] for person in find_people(units, tags)
    ]
    assert found == case["people"]


def test_speakers_of_both_sides_are_people() -> None:
    unit = TranslationUnit(
        source="谢谢。", target="Thank you.", source_speaker="宋怀志", target_speaker="Song Huaizhi"
    )
    other = TranslationUnit(source="宋怀志回答了问题。", target="Mr. Song answered.")
    text = Bitext(name="t", source_language="zh-Hans", target_language="en", units=(unit, other))
    units = list(prepare([text], load_segmenter()))
    (person,) = find_people(units, [[] for _ in units])
    assert person.name == "宋怀志"
    assert dict(person.spellings) == {"Song Huaizhi": 1}
    assert person.places == [(1, (0, 3), ((4, 8),))]


def test_spellings() -> None:
    assert sounds_alike("重庆", "Chongqing")
    assert "lyu" in readings("吕")
    assert "chihhsien" in wade_giles("志贤")
    assert likeness("普京", "Putin") > likeness("普京", "Obama")


def test_an_office_ends_where_the_next_person_begins() -> None:
    text = "Mr. Li Ming, minister of culture, sports and tourism; and Mr. Wu Hao, chief engineer."
    assert title_around(text, (4, 11)) == "minister of culture, sports and tourism"
    start = text.index("Wu Hao")
    assert title_around(text, (start, start + 6)) == "chief engineer"


@given(st.text(alphabet="Aa bZ.,-’Éx\n", max_size=60))
def test_runs_of_capitals_are_slices_of_the_text(text: str) -> None:
    for words, (start, end) in name_windows(text):
        assert 1 <= len(words) <= 4
        assert text[start].isupper()
        assert text[start:end] == text[start:end].strip()


@settings(deadline=None)
@given(st.lists(st.text(alphabet="工信部副长王小明，。《》A1 𠮷", max_size=30), max_size=8))
def test_spans_of_the_tagger_cover_each_text(texts: list[str]) -> None:
    for text, spans in zip(texts, load_tagger().tag(texts), strict=True):
        borders = [0, *(span.end for span in spans)]
        assert [span.start for span in spans] == borders[:-1]
        assert borders[-1] == len(text)
        assert all(0 <= span.kind < len(CLASSES) for span in spans)


def test_the_tagger_reads_a_text_alone_as_among_others() -> None:
    texts = ["推动专精特新企业高质量发展。", "", "工业和信息化部发布《海洋法》。", "谢谢。"]
    together = load_tagger().tag(texts)
    assert together == [load_tagger().tag([text])[0] for text in texts]


PRESS = [
    ("外交部发言人沈若兰介绍了《南屿海各方行为准则》。",
     "Foreign Ministry Spokesperson Shen Ruolan introduced the Code of Conduct of Parties in the "
     "Nanyu Sea."),
    ("国务院新闻办公室邀请了工业和信息化部副部长宋怀志。",
     "The State Council Information Office invited Song Huaizhi, vice minister of industry and "
     "information technology."),
    ("工业和信息化部将推动专精特新企业发展。",
     "The Ministry of Industry and Information Technology will promote specialized and "
     "sophisticated enterprises."),
    ("沈若兰表示，产业链供应链要保持稳定。",
     "Shen Ruolan said industrial and supply chains should be kept stable."),
]  # fmt: skip


@pytest.fixture(scope="module")
def tools(encoder: SpanEncoder, lexicon: Lexicon) -> Tools:
    return Tools(encoder=encoder, lexicon=lexicon)


def test_names_stand_in_sections_outside_of_the_limit(tools: Tools, tmp_path: Path) -> None:
    glossary = extract_terms([bitext(PRESS)], tools=tools, options=TermOptions(limit=2))
    sections = [entry.category for entry in glossary.entries if entry.category in SECTIONS]
    terms = [entry for entry in glossary.entries if entry.category not in SECTIONS]
    assert len(terms) == 2
    assert sections == sorted(sections, key=SECTIONS.index)
    assert [entry.category in SECTIONS for entry in glossary.entries] == [
        False, False, *[True] * len(sections),
    ]  # fmt: skip
    by_term = {entry.source_term: entry for entry in glossary.entries}
    person = by_term["宋怀志"]
    assert person.target_term == "Song Huaizhi"
    assert person.title == (
        "工业和信息化部副部长 — vice minister of industry and information technology"
    )
    ministry = by_term["工业和信息化部"]
    assert ministry.category == "organisation"
    assert ministry.target_term == "Ministry of Industry and Information Technology"
    assert by_term["《南屿海各方行为准则》"].category == "document"
    everything = extract_terms([bitext(PRESS)], tools=tools, options=TermOptions(limit=1000))
    # A title is not given a second time without its marks.
    assert "南屿海各方行为准则" not in {entry.source_term for entry in everything.entries}
    path = tmp_path / "glossary.csv"
    write_glossary(glossary, path)
    read = {entry.source_term: entry for entry in read_glossary(path).entries}
    assert read["宋怀志"].title == person.title


def test_names_can_be_left_among_the_terms(tools: Tools) -> None:
    glossary = extract_terms([bitext(PRESS)], tools=tools, options=TermOptions(names=False))
    assert "宋怀志" not in {e.source_term for e in glossary.entries if e.title}


def test_from_english_names_have_sections_too(tools: Tools) -> None:
    swapped = bitext([(en, zh) for zh, en in PRESS], source="en", target="zh-Hans")
    glossary = extract_terms([swapped], tools=tools)
    by_term = {entry.source_term: entry for entry in glossary.entries}
    assert by_term["Song Huaizhi"].target_term == "宋怀志"
    assert by_term["Song Huaizhi"].category == "person"


def test_a_rejected_person_stays_out(tools: Tools) -> None:
    from dataclasses import replace

    first = extract_terms([bitext(PRESS)], tools=tools)
    rejected = first.with_entries(
        replace(entry, decision="reject") if entry.source_term == "宋怀志" else entry
        for entry in first.entries
    )
    again = extract_terms([bitext(PRESS)], tools=tools, known=rejected)
    decided = {entry.source_term: entry.decision for entry in again.entries}
    assert decided["宋怀志"] == "reject"
    assert decided["沈若兰"] == ""


@pytest.mark.parametrize(
    ("english", "part", "is_title", "whole"),
    [
        ("under the Action Plan for Renewing Standards, we", "Action Plan", True,
         "Action Plan for Renewing Standards"),
        ("the “Three-year Action Plan for Roads” says", "Action Plan", True,
         "Three-year Action Plan for Roads"),
        ("Plan on Costs (2031–2035) says", "Costs (2031", True, "Plan on Costs (2031–2035)"),
        ("director of the Department of Equipment said", "Equipment", False,
         "Department of Equipment"),
        ("the Department of Rural Affairs and", "Rural Affairs", False,
         "Department of Rural Affairs"),
        ("The Committee met the State Council", "State Council", False, "State Council"),
        ("an action plan", "action plan", True, "action plan"),
    ],
)  # fmt: skip
def test_names_are_made_whole(english: str, part: str, is_title: bool, whole: str) -> None:
    at = english.index(part)
    start, end = whole_name(english, (at, at + len(part)), is_title=is_title)
    assert english[start:end] == whole


@pytest.mark.parametrize(
    ("english", "found", "expected"),
    [
        ("See Section 7 of the Fund Ordinance.", "Fund", "Fund Ordinance"),
        ("under Article 12 and Article 13 of the Income Tax Act", "Income Tax", "Income Tax Act"),
        ("the 2030 Agenda for Development", "Agenda", "2030 Agenda for Development"),
        ("Part II of the Banking Ordinance applies", "Banking Ordinance", "Banking Ordinance"),
    ],
)  # fmt: skip
def test_where_in_a_law_something_stands_is_not_its_name(
    english: str, found: str, expected: str
) -> None:
    start = english.index(found)
    low, high = whole_name(english, (start, start + len(found)), is_title=True)
    assert english[low:high] == expected

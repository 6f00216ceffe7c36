"""Numbers that are none: in terms, in placeholders; and whole files, as users gave them."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpora.formats import read_bitext
from corpora.language.tools import Tools
from corpora.units import Bitext, TranslationUnit
from glossary import read_glossary
from quality.check import CheckOptions, check_bitext

TERMS = [("三七分", "side parting", False), ("四书五经", "Confucian classics", False)]


def messages(pairs: list[tuple[str, str]], terms: list[tuple[str, str, bool]]) -> list[str]:
    bitext = Bitext(
        name="test",
        source_language="zh-Hans",
        target_language="en",
        units=tuple(TranslationUnit(source=a, target=b) for a, b in pairs),
    )
    options = CheckOptions(checks=("numbers", "terms"))
    report = check_bitext(bitext, options=options, glossary=terms, tools=Tools(encoder=None))
    return [finding.message for finding in report.findings]


@pytest.mark.parametrize(
    ("source", "target", "findings"),
    [
        ("他留着三七分。", "He wears a side parting.", 0),
        ("他读四书五经。", "He reads the Confucian classics.", 0),
        ("他读四书五经。", "He reads 7 books.", 2),
    ],
)
def test_the_numbers_of_a_term_rendered_as_approved_do_not_count(
    source: str, target: str, findings: int
) -> None:
    assert len(messages([(source, target)], TERMS)) == findings


def test_a_term_that_cuts_a_number_is_no_term() -> None:
    found = messages([("他有二百五十元。", "He has 250 yuan.")], [("二百五", "halfwit", False)])
    assert not found


@pytest.mark.parametrize(
    ("folder", "units"),
    [
        ("09-minguo-years", [5]),
        ("11-minus-after-chinese", [5]),
        ("13-clock-and-discounts", [14]),
        ("15-law-numerals", [5]),
        ("21-crash-literal-newlines", []),
        ("33-numbers-in-glossary-terms", [3]),
        ("37-number-tags-as-numbers", [0]),
    ],
)
def test_files_of_users(shared_data: Path, folder: str, units: list[int]) -> None:
    place = shared_data / "field" / folder
    if not place.is_dir():
        pytest.skip("no such reproduction here")
    bitext = read_bitext(next(iter(sorted(place.glob("*.tsv")))))
    glossary = next(iter(place.glob("*.csv")), None)
    options = CheckOptions(checks=("numbers", "placeholders", "omission", "terms"))
    report = check_bitext(
        bitext, options=options, glossary=None if glossary is None else read_glossary(glossary)
    )
    assert [finding.unit for finding in report.findings] == units

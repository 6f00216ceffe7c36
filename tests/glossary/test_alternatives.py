"""Several wordings in one cell each count; a comma or a stroke that belongs to the term stays."""

from __future__ import annotations

import pytest
from case_files import cases
from hypothesis import given
from hypothesis import strategies as st

from corpora.units import Bitext, TranslationUnit
from glossary import approved_pairs
from glossary.record.alternatives import split_wordings
from glossary.record.entries import ConceptEntry, Glossary, entry_id
from quality.check import CheckOptions, check_bitext


@pytest.mark.parametrize("case", cases("alternatives"))
def test_the_wordings_of_a_cell(case: dict) -> None:
    assert list(split_wordings(*case["input"])) == case["expected"]


@given(st.text("ab 甲乙,，;；/|()（）、……——「」𠮷", max_size=30), st.text("甲乙ab ", max_size=6))
def test_nothing_is_made_up(cell: str, other: str) -> None:
    for wording in split_wordings(cell, other):
        assert wording == wording.strip()
        assert set(wording) <= set(cell) | {" "}


def test_each_wording_is_as_approved() -> None:
    entry = ConceptEntry(
        id=entry_id("差距"), source_term="差距", target_term="gap, disparity", decision="approve"
    )
    glossary = Glossary(source_language="zh-Hans", target_language="en", entries=(entry,))
    assert approved_pairs(glossary) == [("差距", "gap"), ("差距", "disparity")]
    units = [
        TranslationUnit(source="差距缩小。", target=f"The {wording} narrows.")
        for wording in ("gap", "disparity", "distance")
    ]
    bitext = Bitext(name="b", source_language="zh-Hans", target_language="en", units=tuple(units))
    report = check_bitext(bitext, glossary=glossary, options=CheckOptions(checks=("terms",)))
    assert [finding.unit for finding in report.findings] == [2]

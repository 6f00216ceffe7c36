"""Candidates that sink on the page."""

from __future__ import annotations

import pytest
from case_files import cases

from corpora.language.chinese import load_segmenter
from glossary.bank import load_bank
from glossary.terms.weak import weak_renderings, weak_terms


@pytest.mark.parametrize(("term", "sinks"), cases("weak_terms", "input", "expected"))
def test_what_sinks(term: str, sinks: bool) -> None:
    lost = weak_terms([term], load_segmenter(), load_bank())
    assert (lost > 0).tolist() == [sinks]


@pytest.mark.parametrize(("pair", "sinks"), cases("weak_renderings", "input", "expected"))
def test_what_sinks_by_its_english(pair: list[str], sinks: bool) -> None:
    lost = weak_renderings(pair[:1], pair[1:], load_bank())
    assert (lost > 0).tolist() == [sinks]


def test_without_a_bank_formulas_sink_like_other_numbers() -> None:
    assert weak_terms(["四个自信"], load_segmenter(), None).all()

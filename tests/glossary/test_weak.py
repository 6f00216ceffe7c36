"""Candidates that sink on the page."""

from __future__ import annotations

from corpora.language.chinese import load_segmenter
from glossary.bank import load_bank
from glossary.terms.weak import weak_terms


def test_common_words_in_quotation_marks_and_alternatives_sink() -> None:
    terms = ["“希望”", "“模型”", "更正或补充", "“小巨人”", "“专精特新”", "希望", "模型"]
    lost = weak_terms(terms, load_segmenter(), load_bank())
    assert [term for term, nats in zip(terms, lost, strict=True) if nats] == terms[:3]


def test_what_the_bank_knows_does_not_sink() -> None:
    assert not weak_terms(["“一带一路”", "“放管服”"], load_segmenter(), load_bank()).any()

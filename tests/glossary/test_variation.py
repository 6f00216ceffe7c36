"""How likely a term was really rendered in two ways, and what the view makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpora.language.encoders.base import SpanEncoder
from corpora.language.english import tokenize
from corpora.language.lexicon import Lexicon
from corpora.language.tools import Tools
from corpora.samples import sample_paths
from corpora.units import Bitext, TranslationUnit
from glossary import TermOptions, extract_terms
from glossary.places.variation import FEATURES, _is_heading, _is_respelled, load_model
from glossary.prepared import Prepared
from glossary.record.entries import Glossary, term_key

ROOT = Path(__file__).resolve().parents[2]


def heads(glossary: Glossary) -> set[str]:
    return {term_key(entry.source_term) for entry in glossary.entries}


def test_nearly_all_inconsistent_terms_of_the_sample_are_told(sample_consistency) -> None:
    rows = sample_paths().terms.read_text("utf-8").splitlines()[1:]
    counts = {term_key(row.split("\t")[0]): row.split("\t")[1].count(" | ") + 1 for row in rows}
    told = heads(sample_consistency)
    assert sum(key in told for key, wordings in counts.items() if wordings > 1) >= 20
    assert not [key for key, wordings in counts.items() if wordings == 1 and key in told]


def test_one_sees_more_or_surer_rows_on_demand(
    sample_pairs, sample_consistency, encoder: SpanEncoder, lexicon: Lexicon
) -> None:
    units = tuple(TranslationUnit(source=zh, target=en) for zh, en in sample_pairs)
    text = Bitext(name="s", source_language="zh-Hans", target_language="en", units=units)
    tools = Tools(encoder=encoder, lexicon=lexicon)
    more, surer = (
        extract_terms(
            [text], options=TermOptions(view="consistency", min_confidence=least), tools=tools
        )
        for least in (0.01, 0.9)
    )
    assert heads(surer) < heads(sample_consistency) < heads(more)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Zhou Jining", "Zhou Jinning", True),
        ("Yunxi City", "Yunqi City", True),
        ("Zhou Jining", "Zhou Yang", False),
        ("major projects", "minor projects", False),
        ("Zhou Jining", "Jining", False),
    ],
)
def test_a_name_spelled_in_two_ways(one: str, other: str, expected: bool) -> None:
    assert _is_respelled(one, other) is expected


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        ("Cultivating Enterprises Step by Step so that They Grow Faster", True),
        ("The Ministry of Finance told us about it last year", False),
    ],
)
def test_a_heading_is_known_by_its_capitals(english: str, expected: bool) -> None:
    unit = TranslationUnit(source="", target=english)
    prepared = Prepared(
        document="d",
        number=1,
        unit=unit,
        chinese="",
        english=english,
        text="",
        words=None,  # type: ignore[arg-type]
        tokens=tuple(tokenize(english)),
    )
    assert _is_heading(prepared) is expected


def test_the_model_speaks_in_the_direction_that_makes_sense() -> None:
    weights = dict(zip(FEATURES, load_model().weights.tolist(), strict=True))
    for name in ("termhood", "alike", "abbreviation", "spelling", "purity"):
        assert weights[name] > 0, name
    for name in ("doubtful", "torn", "main_torn", "shorter", "half_cut", "main_there"):
        assert weights[name] < 0, name


def test_what_was_judged_is_of_texts_that_are_there() -> None:
    judged = ROOT / "scripts" / "taught" / "judged" / "variation.tsv"
    lines = [line for line in judged.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = [line.split("\t") for line in lines]
    texts = {path.stem for path in (ROOT / "scripts" / "taught").glob("*.tsv")}
    assert {row[0] for row in rows} <= texts | {"sample", "gwr2017"}
    assert {row[1] for row in rows} <= {"units", "joined", "sample", "report"}
    assert {row[5] for row in rows} == {"0", "1"}
    keys = [(row[0], row[1], row[2], frozenset(row[3:5])) for row in rows]
    assert len(set(keys)) == len(keys)


def test_a_text_read_from_disk_tells_the_same_terms(
    monkeypatch, sample_pairs, sample_consistency, encoder: SpanEncoder, lexicon: Lexicon
) -> None:
    monkeypatch.setattr("glossary.extract.LARGE_UNITS", 40)
    units = tuple(TranslationUnit(source=zh, target=en) for zh, en in sample_pairs)
    text = Bitext(name="s", source_language="zh-Hans", target_language="en", units=units)
    large = extract_terms(
        [text],
        options=TermOptions(view="consistency"),
        tools=Tools(encoder=encoder, lexicon=lexicon),
    )
    assert len(heads(large) & heads(sample_consistency)) > len(sample_consistency.entries) / 2

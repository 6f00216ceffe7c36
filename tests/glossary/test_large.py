"""Texts that are not held in memory: counted whole, learned from a part, looked up whole."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.formats import open_units
from corpora.language.chinese import load_segmenter
from corpora.language.lexicon import Lexicon
from corpora.language.tools import Tools
from corpora.units import Bitext, TranslationUnit
from glossary import TermOptions, extract, extract_terms, write_glossary
from glossary.large import counting as large
from glossary.large.counting import KeyCounts, choose_units, read_text
from glossary.large.spool import text_key
from glossary.prepared import prepare, rows_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pairs(sample_pairs) -> Bitext:
    """The sample three times, as two documents, with what must not break it."""
    odd = [("", "Nothing."), ("𠮷野家（ＡＢＣ）「双千兆」《规划》……——", "Yoshinoya"), ("空", "")]
    units = tuple(
        TranslationUnit(source=source, target=target, document=f"part {number // 250}")
        for number, (source, target) in enumerate([*sample_pairs * 3, *odd])
    )
    return Bitext(name="text", source_language="zh-Hans", target_language="en", units=units)


@pytest.fixture
def small_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """So little memory that the sample is a large text, and a part of it is the working part."""
    monkeypatch.setattr(extract, "LARGE_UNITS", 50)
    monkeypatch.setattr(large, "BLOCK_ROWS", 40)
    monkeypatch.setattr(large, "WORKING_UNITS", 150)


def test_units_come_back_from_disk(pairs: Bitext) -> None:
    segmenter = load_segmenter()
    text = read_text(rows_of([pairs]), segmenter=segmenter)
    units = list(prepare([pairs], segmenter))
    assert len(text.spool) == len(units)
    for stored, unit in zip(text.spool, units, strict=True):
        assert (stored.document, stored.number) == (unit.document, unit.number)
        assert (stored.chinese, stored.english, stored.text, stored.tokens) == (
            unit.chinese,
            unit.english,
            unit.text,
            unit.tokens,
        )
        assert (stored.words.starts, stored.words.tags) == (unit.words.starts, unit.words.tags)
        assert np.array_equal(stored.words.edges, unit.words.edges)
    assert (text.documents, len(text.document)) == (2, len(units))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), max_size=20), max_size=12), st.integers(2, 40))
def test_counts_are_never_too_high_and_little_too_low(parts: list[list[int]], most: int) -> None:
    counts = KeyCounts(most)
    true: Counter[int] = Counter()
    for part in parts:
        counts.add(np.array(part, np.uint64))
        true.update(part)
    frequent = set(counts.frequent(1000).tolist())
    for key in frequent:
        assert true[key] >= 2
    for key, count in true.items():
        assert key in frequent or count < 2 + counts.forgotten


def test_units_are_chosen_from_all_of_the_text(pairs: Bitext) -> None:
    text = read_text(rows_of([pairs]), segmenter=load_segmenter())
    keys = np.unique(np.array([text_key(term) for term in ("新质生产力", "企业")], np.uint64))
    assert choose_units(text, keys, 5) == choose_units(text, keys, 5)
    chosen = choose_units(text, text.counts.frequent(10_000), 60)
    assert len(chosen) == 60
    assert chosen == sorted(set(chosen))


def test_counts_are_those_of_the_whole_text(
    pairs: Bitext, lexicon: Lexicon, small_memory: None
) -> None:
    found = extract_terms([pairs], tools=Tools(encoder=None, lexicon=lexicon))
    assert len(found.entries) > 20
    for entry in found.entries:
        places = [place for rendering in entry.renderings for place in rendering.places]
        assert entry.count >= len(places) > 0
        if entry.category == "person":  # they are counted in the units that are looked into
            continue
        # Everything stands there three times, and one term once more.
        assert entry.count % 3 == (entry.source_term.strip("“”") == "双千兆")
        assert entry.documents == len({place.document for place in places})
        for place in places:
            start, end = place.source_span
            unit = pairs.units[place.unit - 1]
            assert unit.source[start:end] in (entry.source_term, *entry.source_variants)


def test_workers_and_streams_change_nothing(
    tmp_path: Path, pairs: Bitext, lexicon: Lexicon, small_memory: None
) -> None:
    lines = [f"{unit.source}\t{unit.target}" for unit in pairs.units if unit.source and unit.target]
    path = tmp_path / "text.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    written = []
    for workers in (1, 2):
        found = extract_terms(
            [open_units(path)],
            tools=Tools(encoder=None, lexicon=lexicon),
            options=TermOptions(workers=workers),
        )
        write_glossary(found, tmp_path / f"{workers}.json")
        written.append((tmp_path / f"{workers}.json").read_bytes())
    assert written[0] == written[1]


def test_no_default_is_longer_than_a_person_can_read() -> None:
    assert extract._limit(TermOptions(), 100_000, 5_000) == 3_000
    assert extract._limit(TermOptions(), 100_000, 1) == 300
    assert extract._limit(TermOptions(), 120, 1) == 120
    assert extract._limit(TermOptions(limit=0), 120, 1) == 0

"""What speaks for the loss of a stretch."""

from __future__ import annotations

import numpy as np
import pytest

from corpora.language.lexicon import load_lexicon
from corpora.language.words import WordReader
from corpora.numbers import find_quantities
from quality.check.coverage.clues import CLUES, Facing, WordTables, describe
from quality.check.coverage.stretches import Reading, Stretch, read_clauses


def _read(text: str, *, chinese: bool) -> Reading:
    return read_clauses(text, WordReader(load_lexicon()), chinese=chinese)


def _clues(chinese: str, english: str, first: int, last: int) -> dict[str, float]:
    z, e = _read(chinese, chinese=True), _read(english, chinese=False)
    facing = Facing(
        z=z,
        e=e,
        quantities=(find_quantities(chinese, "zh-Hans"), find_quantities(english, "en")),
        cosines=None,
        ratio=0.0,
    )
    stretch = Stretch(first, last, ())
    rows, none = describe(facing, WordTables([(z, e)], None), {}, ([stretch], []))
    assert none.shape == (0, len(CLUES))
    return dict(zip(CLUES, rows[0].tolist(), strict=True))


def test_words_share_a_key_or_nothing() -> None:
    z, e = _read("天气很好。", chinese=True), _read("The weather in town.", chinese=False)
    table = WordTables([(z, e)], None).of(z, e)
    assert set(np.unique(table).tolist()) == {0.0, 1.0}


def test_a_partner_serves_one_word() -> None:
    text = "我们发展经济。他们也发展经济。"
    once = _clues(text, "We develop the economy.", 1, 2)
    twice = _clues(text, "We develop the economy. They develop the economy too.", 1, 2)
    assert once["words found"] == pytest.approx(twice["words found"])
    both = [each["words matched"] + each["words matched elsewhere"] for each in (once, twice)]
    assert both[0] < both[1]


def test_numbers_and_lengths() -> None:
    text = "产量增长5%。出口达到300辆。"
    lost = _clues(text, "Output grew by 5%.", 1, 2)
    kept = _clues(text, "Output grew by 5%. Exports reached 300 vehicles.", 1, 2)
    assert (lost["numbers lost"], lost["numbers found"]) == (1.0, 0.0)
    assert (kept["numbers lost"], kept["numbers found"]) == (0.0, 1.0)
    assert lost["short"] > kept["short"]
    assert lost["short by it"] > kept["short by it"]

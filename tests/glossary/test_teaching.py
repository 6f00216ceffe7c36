"""A person's decisions teach within the same text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from corpora.language.tools import Tools
from corpora.units import Bitext, TranslationUnit
from glossary import Glossary, extract_terms
from glossary.terms.teaching import taught_gains


def decided(rows: int, approved: list[int], rejected: list[int]) -> tuple[np.ndarray, np.ndarray]:
    marks = np.zeros((2, rows), bool)
    marks[0, approved], marks[1, rejected] = True, True
    return marks[0], marks[1]


def test_what_resembles_an_approved_row_rises_and_a_rejected_one_sinks() -> None:
    kind = np.array([1, 1, 1, 1, 0, 0, 0, 0, 1, 0], np.float32)
    features = np.stack([kind, np.ones(10, np.float32)], axis=1)
    gains = taught_gains(
        features, np.zeros(10, np.float32), *decided(10, [0, 1, 2, 3], [4, 5, 6, 7])
    )
    assert gains[8] > 0 > gains[9]
    assert np.abs(gains).max() <= 2.0


def test_a_few_decisions_teach_nothing() -> None:
    features = np.random.default_rng(0).random((9, 3)).astype(np.float32)
    gains = taught_gains(features, np.zeros(9, np.float32), *decided(9, [0, 1], [2, 3]))
    assert not gains.any()


def test_decisions_on_what_was_surely_known_move_little() -> None:
    features = np.eye(8, dtype=np.float32)
    sure = np.array([4, 4, 4, 4, -4, -4, -4, -4], np.float32)
    gains = taught_gains(features, sure, *decided(8, [0, 1, 2, 3], [4, 5, 6, 7]))
    assert np.abs(gains).max() < 0.1


def test_rejected_rows_stay_out_and_reorder_the_rest(sample_pairs, encoder, lexicon) -> None:
    tools = Tools(encoder=encoder, lexicon=lexicon)
    units = tuple(TranslationUnit(source=zh, target=en) for zh, en in sample_pairs[:60])
    text = Bitext(name="text", source_language="zh-Hans", target_language="en", units=units)
    first = extract_terms([text], tools=tools)
    rows = [entry for entry in first.entries if entry.confidence is not None]
    reviewed = Glossary(
        source_language="zh-Hans",
        target_language="en",
        entries=tuple(
            replace(entry, decision="reject" if number % 2 else "approve")
            for number, entry in enumerate(rows[:20])
        ),
    )
    again = extract_terms([text], tools=tools, known=reviewed, lay_over=False)
    told = [entry.source_term for entry in again.entries]
    for number, entry in enumerate(rows[:20]):
        assert (entry.source_term in told) == (number % 2 == 0)

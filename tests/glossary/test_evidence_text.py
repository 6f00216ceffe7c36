"""The evidence column: data while the program runs, text in files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.record.evidence import Evidence, Recheck, Review, read_evidence

SHARES = st.integers(0, 100).map(lambda value: value / 100)
NAMES = st.sampled_from(["quoted", "pair_cosine", "log_count"])
REASONS = st.lists(st.tuples(NAMES, st.integers(-99, 99).map(lambda n: n / 10)), max_size=4)


@given(
    machine=st.none() | st.tuples(SHARES, SHARES, REASONS),
    places=st.none() | st.tuples(st.integers(0, 99), st.integers(0, 999)),
    review=st.none()
    | st.tuples(st.sampled_from(["approve 李 2026-11-20", "reject", ""]), SHARES | st.none()),
    new=st.integers(0, 3),
    fell=st.none() | st.tuples(SHARES, SHARES),
)
def test_what_is_written_reads_back(machine, places, review, new, fell):
    termhood, pair, reasons = machine or (None, None, ())
    evidence = Evidence(
        termhood=termhood,
        pair=pair,
        reasons=tuple(reasons),
        places=places,
        review=None if review is None else Review(stamp=review[0], count=3, share=review[1]),
        recheck=Recheck(new_renderings=new, fell=fell),
    )
    assert read_evidence(evidence.text) == evidence
    assert not read_evidence(evidence.text).remarks


@given(st.text(max_size=60))
def test_any_column_is_kept_as_it_is(text):
    assert read_evidence(text).text == text


@pytest.mark.parametrize(
    ("text", "pair", "count"),
    [
        ("", None, None),
        ("termhood 0.9; pair 1; as I said", 1.0, None),
        ("ours! termhood 0.90; pair 0.80; quoted +1.0", 0.8, None),
        ("termhood 0.90; pair 0.80; ; reviewed[approve]: 3 seen, 0.75 and seen again", 0.8, 3),
        ("termhood 0.90; pair 0.80; ; reviewed[approve]: 3 seen, ...", 0.8, 3),
    ],
)
def test_what_somebody_wrote_into_the_column_hides_nothing(text, pair, count):
    evidence = read_evidence(text)
    assert evidence.text == text
    assert evidence.pair == pair
    assert (evidence.review and evidence.review.count) == count


def test_a_review_is_added_to_what_somebody_wrote():
    review, moved = Review(stamp="approve", count=2, share=1.0), Recheck(fell=(1.0, 0.5))
    told = read_evidence("from the ministry").with_review(review, moved)
    assert told.text == (
        "from the ministry; reviewed[approve]: 2 seen, 1.00; "
        "re-check: consistency fell from 1.00 to 0.50"
    )
    assert read_evidence(told.text).review == review


def test_the_numbers_of_the_models_are_as_the_column_tells_them():
    evidence = Evidence.of(termhood=0.98765, pair=0.5, reasons=(("quoted", -0.04),))
    assert evidence.text == "termhood 0.99; pair 0.50; quoted -0.0"
    assert read_evidence(evidence.text) == evidence

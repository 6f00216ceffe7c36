"""Which quotation marks open and which close."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.segment.quotes import find_quotes


def quoted(text):
    return [text[a + 1 : b] for a, b in find_quotes(text).pairs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("没有引号。", []),
        ("他说：“走。”", ["走。"]),
        ('他说："走。"大家走了。"好。"', ["走。", "好。"]),
        ("”好。“他走了。”再见。“", ["好。", "再见。"]),
        ('甲说："一。二。“乙说："三。"', ["一。二。", "三。"]),
        ('He said "yes" and "no".', ["yes", "no"]),
        ('"One." She left. "Two."', ["One.", "Two."]),
        ('"One. Two. "Three," she said.', ["Three,"]),
        ('A 5" pipe is "new".', ["new"]),
        # Of quotations within quotations, the inner one.
        ("“He said “go.””", ["go."]),
    ],
)
def test_pairs(text, expected):
    assert quoted(text) == expected


def test_one_missing_mark_does_not_turn_the_rest_inside_out():
    text = '甲："一。" 乙："二。 丙："三。" 丁："四。"'
    assert quoted(text)[-2:] == ["三。", "四。"]


@settings(deadline=None)
@given(st.text(st.sampled_from('甲a "“”＂。,.：'), max_size=60))
def test_every_pair_opens_and_closes_with_a_mark(text):
    quotes = find_quotes(text)
    at = -1
    for start, end in quotes.pairs:
        assert at < start < end
        assert start in quotes.opening
        assert end not in quotes.opening
        at = end

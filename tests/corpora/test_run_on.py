"""Where a headline may have been run into the sentence after it."""

import pytest

from corpora.segment.run_on import find_run_ons


def best(text):
    return max(find_run_ons(text), key=lambda one: one.points, default=None)


@pytest.mark.parametrize(
    ("head", "rest"),
    [
        ("Storm closes harbour for a day", "The harbour was closed on Monday by a storm."),
        ("Two held after boat theft", "Two men were held on Friday after a boat was stolen."),
        ("A review of our work in 2031", "In the past year the island faced many trials."),
        ("Ferry fares to 'rise by half'", "Harbour chief Anna Berg says fares will rise by half."),
    ],
)
def test_the_sentence_begins_where_its_headline_ends(head, rest):
    found = best(f"{head} {rest}")
    assert found.start == len(head) + 1
    assert found.points >= 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "One",
        "The harbour was closed on Monday by a storm from the north.",
        "On Sunday, a young swimmer Anna Berg won the race across the sound.",
        "We noted that the fishermen’s Union of the North met again last week.",
        "The President of the Republic of Norland met the Minister of Trade on Friday.",
    ],
)
def test_ordinary_sentences_show_nothing_strong(text):
    found = best(text)
    assert found is None or found.points < 4.5

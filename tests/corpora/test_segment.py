"""Where sentences end: cases a linguist can read, and what holds for any text."""

import pytest
from case_files import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.segment import segment
from corpora.segment.spans import Brackets, Shelter, trimmed


def cut(text, language, **options):
    return [text[a:b] for a, b in segment(text, language, **options)]


@pytest.mark.parametrize("case", cases("segment_zh"))
def test_chinese_sentences(case):
    assert cut(case["input"], "zh") == case["expected"]


@pytest.mark.parametrize("case", cases("segment_en"))
def test_english_sentences(case):
    assert cut(case["input"], "en") == case["expected"]


def test_semicolons_end_segments_on_request():
    assert cut("一是快；二是稳。", "zh", semicolons=True) == ["一是快；", "二是稳。"]
    assert cut("It rose; it fell.", "en", semicolons=True) == ["It rose;", "it fell."]
    assert cut("一是快；二是稳。", "zh-Hant") == ["一是快；二是稳。"]


def test_a_language_without_rules_is_cut_as_english():
    assert cut("Il vient. Elle part.", "fr") == ["Il vient.", "Elle part."]


def test_nothing_gives_nothing():
    assert segment("", "zh") == segment(" \u3000\n", "en") == []


TEXTS = st.text(
    st.sampled_from("甲乙丙说他𠮷aBc.U1 。！？…；：，“”「」『』（）()《》\"'.!?;\u3000\n\t\u200b%—")
    | st.characters(exclude_categories=["Cs"]),
    max_size=60,
)


@settings(deadline=None)
@given(TEXTS, st.sampled_from(["zh", "en"]), st.booleans())
def test_every_visible_character_is_in_one_trimmed_segment(text, language, semicolons):
    spans = segment(text, language, semicolons=semicolons)
    at = 0
    for start, end in spans:
        assert at <= start < end
        assert trimmed(text, at, start) is None
        assert trimmed(text, start, end) == (start, end)
        at = end
    assert trimmed(text, at, len(text)) is None


@settings(deadline=None)
@given(TEXTS)
def test_a_shelter_covers_what_lies_inside_its_spans(text):
    pairs = Brackets({"(": ")", "（": "）"}, longest=20).pairs(text)
    shelter = Shelter(pairs)
    for at in range(len(text)):
        assert shelter.covers(at) == any(start < at < end for start, end in pairs)


def test_a_bracket_that_is_never_closed_holds_nothing_together():
    assert len(cut("（甲。" + "乙。" * 300, "zh")) == 301
    assert len(cut("(One. " + "Two. " * 300, "en")) == 301


HOSTILE = [
    "." * 5000,
    ". " * 3000,
    "(" * 5000,
    "。”" * 2500,
    "“" * 5000,
    "a.B" * 2000,
    "ab.Cd" * 1500,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:5])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_text_is_cut_at_all(text, language):
    spans = segment(text, language)
    assert "".join(text[a:b] for a, b in spans).replace(" ", "") == text.replace(" ", "")


def boundaries(units):
    total, found = 0, set()
    for unit in units[:-1]:
        total += len("".join(unit.split()))
        found.add(total)
    return found


@pytest.mark.parametrize(("language", "joiner"), [("zh", ""), ("en", " ")])
def test_boundaries_in_novels_agree_with_annotators(shared_data, language, joiner):
    both = ours_alone = gold_alone = 0
    for path in shared_data.glob(f"literary/dev.*.{language}"):
        gold = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        ours = boundaries(cut(joiner.join(gold), language))
        both += len(ours & boundaries(gold))
        ours_alone += len(ours - boundaries(gold))
        gold_alone += len(boundaries(gold) - ours)
    assert 2 * both / (2 * both + ours_alone + gold_alone) > 0.98

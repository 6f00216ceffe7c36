"""What holds for every pairing, whatever the texts."""

from __future__ import annotations

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align import AlignOptions, align_documents
from corpora.errors import InputError
from corpora.language.encoders import load_encoder
from corpora.language.encoders.base import SpanEncoder
from corpora.language.lexicon import Lexicon, load_lexicon
from corpora.language.tools import Tools, load_tools
from corpora.units import Alignment, Bitext, Document, TranslationUnit, document_from_segments

PAIRS = [
    ("雨下了整整三天。", "It rained for three whole days."),
    ("河水漫过了石桥。", "The river rose over the stone bridge."),
    ("村长决定把学校搬到山上去。", "The village head decided to move the school up the hill."),
    ("孩子们很高兴。", "The children were delighted."),
    ("老师却忙了一个星期。", "The teacher, however, was busy for a week."),
    ("搬家那天来了四十二个人。", "On the day of the move forty-two people came."),
    ("他们用马车拉桌椅。", "They hauled desks and chairs by horse cart."),
    ("最重的是那口铜钟。", "Heaviest of all was the bronze bell."),
    ("𠮷田先生敲响了它。", "Mr. Yoshida rang it."),
    ("钟声传出五公里远。", "The sound carried five kilometres."),
    ("“明天上课吗？”有人问。", "“Is there school tomorrow?” somebody asked."),
    ("“当然。”老师说。", "“Of course,” said the teacher."),
]


@cache
def encoder() -> SpanEncoder | None:
    return load_encoder("use")


@cache
def lexicon() -> Lexicon:
    return load_lexicon()


def chinese(texts: list[str], language: str = "zh-Hans") -> Document:
    return document_from_segments(texts, language=language)


def english(texts: list[str]) -> Document:
    return document_from_segments(texts, language="en")


def pair(source: Document, target: Document, *, with_encoder: bool = True, **more) -> Alignment:
    return align_documents(
        source,
        target,
        tools=Tools(encoder=encoder() if with_encoder else None, lexicon=lexicon()),
        **more,
    )


def spans(alignment: Alignment) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return [(bead.source, bead.target) for bead in alignment.beads]


def test_plain_pairs_are_found():
    zh, en = zip(*PAIRS, strict=True)
    assert spans(pair(chinese(list(zh)), english(list(en)))) == [
        ((i, i + 1), (i, i + 1)) for i in range(len(PAIRS))
    ]


def test_merged_and_missing_sentences_are_found():
    zh, en = map(list, zip(*PAIRS, strict=True))
    en[2:4] = [f"{en[2][:-1]}, and the children were delighted."]
    del en[6]
    found = spans(pair(chinese(zh), english(en)))
    assert ((2, 4), (2, 3)) in found
    assert ((7, 8), (6, 6)) in found


def test_swapping_the_sides_mirrors_the_pairing():
    zh, en = map(list, zip(*PAIRS, strict=True))
    del zh[4], en[8]
    there, back = pair(chinese(zh), english(en)), pair(english(en), chinese(zh))
    assert sorted((b.source, b.target, b.confidence) for b in there.beads) == sorted(
        (b.target, b.source, b.confidence) for b in back.beads
    )


def test_swapping_one_language_mirrors_too():
    one = [text for _, text in PAIRS]
    other = [*one[:3], f"{one[3][:-1]}; {one[4].lower()}", *one[5:]]
    there, back = pair(english(one), english(other)), pair(english(other), english(one))
    assert ((3, 5), (3, 4)) in spans(there)
    assert sorted(spans(there)) == sorted((b.target, b.source) for b in back.beads)


def test_traditional_characters_change_nothing():
    zh, en = map(list, zip(*PAIRS, strict=True))
    traditional = [
        text.replace("来", "來").replace("个", "個").replace("学", "學").replace("师", "師")
        for text in zh
    ]
    assert traditional != zh
    assert spans(pair(chinese(traditional, "zh-Hant"), english(en))) == spans(
        pair(chinese(zh), english(en))
    )


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ([], []),
        ([], ["Hello."]),
        (["你好。"], []),
        (["你好。"], ["Hello."]),
        (["𠮷！"], ["！"]),
        (["你好。"], ["Hello."] * 500),
        (["你好。"] * 60, ["Hello."] * 60),
        (["……"] * 3, ["..."] * 2),
        (["我" * 5000, "好"], ["word " * 1000 + "end.", "Good."]),
        (["ＡＢＣ１２３"], ["ABC123"]),
    ],
)
@pytest.mark.parametrize("with_encoder", [True, False])
def test_odd_documents_are_partitioned(zh: list[str], en: list[str], with_encoder: bool):
    alignment = pair(chinese(zh), english(en), with_encoder=with_encoder)
    assert sum(b.source[1] - b.source[0] for b in alignment.beads) == len(zh)
    assert sum(b.target[1] - b.target[0] for b in alignment.beads) == len(en)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.sampled_from([zh for zh, _ in PAIRS] + ["𠮷", "《》", "——", "5G。"]), max_size=9),
    st.lists(st.sampled_from([en for _, en in PAIRS] + ["a", "“”", "5G.", "42"]), max_size=9),
    st.sampled_from([AlignOptions(), AlignOptions(fast=True), AlignOptions(max_bead=1)]),
)
def test_beads_partition_both_sides_in_order(zh, en, options):
    alignment = pair(chinese(zh), english(en), with_encoder=False, options=options)
    order = [bead for bead in alignment.beads if not bead.is_crossing]
    targets = [bead.target for bead in order if bead.target[0] < bead.target[1]]
    assert targets == sorted(targets)
    assert all(0.0 <= bead.confidence <= 1.0 for bead in alignment.beads)
    assert all(
        max(b.source[1] - b.source[0], b.target[1] - b.target[0]) <= options.max_bead for b in order
    )


def test_the_same_twice():
    zh, en = map(list, zip(*PAIRS, strict=True))
    assert pair(chinese(zh), english(en)) == pair(chinese(zh), english(en))


def test_a_document_against_itself():
    zh = [text for text, _ in PAIRS]
    assert spans(pair(chinese(zh), chinese(zh))) == [((i, i + 1), (i, i + 1)) for i in range(12)]


def test_a_document_against_its_shuffle_is_partitioned():
    en = [text for _, text in PAIRS]
    shuffled = en.copy()
    random.Random(7).shuffle(shuffled)
    alignment = pair(english(en), english(shuffled))
    assert len(alignment.target.segments) == 12


def test_an_anchor_is_never_broken():
    zh, en = map(list, zip(*PAIRS, strict=True))
    wrong = TranslationUnit(source=zh[3], target=en[4])
    anchors = Bitext(name="a", source_language="zh-Hans", target_language="en", units=(wrong,))
    alignment = pair(chinese(zh), english(en), anchors=anchors)
    bead = next(bead for bead in alignment.beads if bead.is_anchor)
    assert (bead.source, bead.target, bead.confidence) == ((3, 4), (4, 5), 1.0)


def test_an_anchor_out_of_order_is_kept_as_a_crossing():
    zh, en = map(list, zip(*PAIRS, strict=True))
    units = (
        TranslationUnit(source=zh[1], target=en[9]),
        *(TranslationUnit(source=zh[k], target=en[k]) for k in (3, 5, 7)),
    )
    anchors = Bitext(name="a", source_language="zh-Hans", target_language="en", units=units)
    found = {(b.source, b.target): b for b in pair(chinese(zh), english(en), anchors=anchors).beads}
    assert found[(1, 2), (9, 10)].is_crossing
    assert all(found[(k, k + 1), (k, k + 1)].is_anchor for k in (3, 5, 7))


def test_a_moved_passage_is_paired_out_of_order():
    zh, en = map(list, zip(*PAIRS, strict=True))
    moved = [*en[:2], *en[6:10], *en[2:6], *en[10:]]
    alignment = pair(chinese(zh), english(moved))
    right = {en.index(moved[j]): j for j in range(12)}
    assert {(b.source[0], b.target[0]) for b in alignment.beads} == set(right.items())
    assert sum(bead.is_crossing for bead in alignment.beads) == 4
    in_order = pair(chinese(zh), english(moved), options=AlignOptions(crossings=False))
    assert not any(bead.is_crossing for bead in in_order.beads)


def test_an_approved_term_decides():
    zh, en = ["甲方提供犇羴。", "乙方接受。"], ["B accepts.", "A supplies quux."]
    plain = pair(chinese(zh), english(en), with_encoder=False)
    helped = pair(chinese(zh), english(en), with_encoder=False, terms=[("犇羴", "quux")])

    def words(alignment: Alignment) -> float:
        return max(bead.evidence.get("words", 0.0) for bead in alignment.beads)

    assert words(helped) > words(plain)


def test_strangers_are_recognised():
    zh = [text for text, _ in PAIRS]
    other = [
        "Interest rates were left unchanged.", "The committee voted seven to two.",
        "Inflation is expected to return to target next year.", "Bond yields fell.",
        "The currency weakened against the dollar.", "Analysts had expected a cut.",
    ]  # fmt: skip
    assert "do not look like translations" in " ".join(pair(chinese(zh), english(other)).warnings)
    assert not pair(chinese(zh), english([en for _, en in PAIRS])).warnings


def test_evidence_is_told_in_nats():
    zh, en = map(list, zip(*PAIRS, strict=True))
    bead = pair(chinese(zh), english(en)).beads[5]
    assert bead.evidence["words"] > 1
    assert bead.evidence["meaning"] > 1


def test_a_bead_too_large_to_exist_is_refused():
    with pytest.raises(InputError, match="up to 41"):
        AlignOptions(max_bead=41)


def test_an_unknown_encoder_is_refused():
    with pytest.raises(InputError, match="no encoder called"):
        align_documents(chinese(["你好。"]), english(["Hi."]), tools=load_tools("word2vec"))

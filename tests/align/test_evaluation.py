from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from align.judging.calibration import calibrate
from align.judging.comparison import block_counts, compare
from align.judging.evaluation import evaluate
from align.judging.gold import Gold, read_gold
from align.judging.report import (
    EvaluateOptions,
    calibration_svg,
    evaluate_files,
    report_as_text,
)
from corpora.errors import InputError
from corpora.formats import write_bitext
from corpora.units import (
    Alignment,
    Bead,
    Bitext,
    Document,
    Paragraph,
    Segment,
    TranslationUnit,
    Turn,
    document_from_segments,
)


def alignment(source, target, beads, confidences=None):
    return Alignment(
        source=document_from_segments(source, language="zh-Hans"),
        target=document_from_segments(target, language="en"),
        beads=tuple(
            Bead(
                source=source_span,
                target=target_span,
                confidence=None if confidences is None else confidences[number],
            )
            for number, (source_span, target_span) in enumerate(beads)
        ),
    )


def letters(count, first="甲"):
    return [chr(ord(first) + number) + "。" for number in range(count)]


def words(count):
    return [f"word{number}." for number in range(count)]


# The definitions, by hand. Gold: 0-0, 12-1, 3-(nothing), 4-23, (nothing)-4, 5-56.
# System: 0-0 right; 1-1 laxly right; 2-(nothing) wrong; 3-(nothing) right; 4-23 right;
# (nothing)-4 right; 5-5 laxly right; (nothing)-6 wrong.
GOLD = Gold(
    name="by hand",
    beads=(
        ((0,), (0,)),
        ((1, 2), (1,)),
        ((3,), ()),
        ((4,), (2, 3)),
        ((), (4,)),
        ((5,), (5, 6)),
    ),
)
SYSTEM = [
    ((0, 1), (0, 1)),
    ((1, 2), (1, 2)),
    ((2, 3), (2, 2)),
    ((3, 4), (2, 2)),
    ((4, 5), (2, 4)),
    ((5, 5), (4, 5)),
    ((5, 6), (5, 6)),
    ((6, 6), (6, 7)),
]


def test_worked_example_of_the_definitions():
    report = evaluate([(alignment(letters(6), words(7), SYSTEM), GOLD)])
    # Precision: 0-0, 3-, 4-23 and -4 of 8 beads. Recall: 0-0 and 4-23 of 4 that are not null.
    assert report.strict.precision == pytest.approx(4 / 8)
    assert report.strict.recall == pytest.approx(2 / 4)
    assert report.strict.f1 == pytest.approx(0.5)
    # Laxly 1-1 and 5-5 count too, and every gold bead is touched.
    assert report.lax.precision == pytest.approx(6 / 8)
    assert report.lax.recall == pytest.approx(1.0)
    null = report.by_kind["null"]
    assert (null.right, null.given, null.found, null.wanted) == (2, 4, 2, 2)
    assert report.by_kind["n-1"].recall == 0.0
    assert report.by_kind["1-n"].recall == pytest.approx(1 / 2)
    assert report.by_kind["1-1"].precision == pytest.approx(1 / 3)


def test_null_beads_of_several_segments_are_split_on_either_side():
    gold = Gold(name="g", beads=(((0,), (0,)), ((1, 2), ()), ((3,), (1,))))
    system = [((0, 1), (0, 1)), ((1, 3), (1, 1)), ((3, 4), (1, 2))]
    report = evaluate([(alignment(letters(4), words(2), system), gold)])
    assert report.by_kind["null"].given == 2
    assert report.by_kind["null"].wanted == 2
    assert report.strict.f1 == 1.0


def test_counts_are_summed_over_documents_before_dividing():
    right = alignment(letters(1), words(1), [((0, 1), (0, 1))])
    wrong = alignment(letters(3), words(3), [((0, 3), (0, 3))])
    golds = [Gold(name=f"g{n}", beads=tuple(((i,), (i,)) for i in range(n))) for n in (1, 3)]
    report = evaluate([(right, golds[0]), (wrong, golds[1])])
    assert report.strict.precision == pytest.approx(1 / 2)
    assert report.strict.recall == pytest.approx(1 / 4)
    assert report.documents["g1"].f1 == 1.0
    assert report.documents["g3"].f1 == 0.0


def test_a_gold_bead_with_a_gap_is_never_strictly_found():
    gold = Gold(name="gap", beads=(((0, 2), (0,)), ((1,), (1,))))
    system = [((0, 1), (0, 1)), ((1, 2), (1, 2)), ((2, 3), (2, 2))]
    report = evaluate([(alignment(letters(3), words(2), system), gold)])
    assert report.strict.found == 1
    assert report.lax.found == 2


class TestTexts:
    """Gold as texts judges a system that cut its sentences elsewhere."""

    gold = Gold(
        name="texts",
        texts=(
            ("他来了。 她走了。", "He came. She left."),
            ("谢谢。", "Thank you."),
            ("", "Next please."),
            ("𠮷野家「好」——……", "Yoshinoya is good."),
        ),
    )

    def test_other_segmentation_same_beads(self):
        system = alignment(
            ["他来了。她走了。", "谢谢。", "𠮷野家「好」", "——……"],
            ["He came.", "She left.", "Thank you.", "Next please.", "Yoshinoya", "is good."],
            [((0, 1), (0, 2)), ((1, 2), (2, 3)), ((2, 2), (3, 4)), ((2, 4), (4, 6))],
        )
        report = evaluate([(system, self.gold)])
        assert report.strict.f1 == 1.0
        assert report.by_kind["1-n"].wanted == 1
        assert report.by_kind["n-m"].wanted == 1
        assert report.by_kind["null"].found == 1
        assert not report.warnings

    def test_a_border_elsewhere_is_laxly_right_only(self):
        system = alignment(
            ["他来了。", "她走了。谢谢。", "𠮷野家「好」——……"],
            ["He came.", "She left.", "Thank you.", "Next please.", "Yoshinoya is good."],
            [((0, 1), (0, 1)), ((1, 2), (1, 3)), ((2, 2), (3, 4)), ((2, 3), (4, 5))],
        )
        report = evaluate([(system, self.gold)])
        assert report.strict.right == 2
        assert report.lax.right == 4
        assert report.lax.recall == 1.0

    def test_gold_is_turned_round_for_the_other_direction(self):
        system = Bitext(
            name="b",
            source_language="en",
            target_language="zh-Hans",
            units=tuple(
                TranslationUnit(source=english, target=chinese, confidence=0.9)
                for chinese, english in self.gold.texts
            ),
        )
        report = evaluate([(system, self.gold)])
        assert report.strict.f1 == 1.0
        assert report.calibration is not None
        assert report.calibration.sure_count == 0

    def test_speaker_labels_are_on_no_bead(self):
        text = "金壮龙：谢谢。"
        source = Document(
            name="d",
            language="zh-Hans",
            text=text,
            paragraphs=(Paragraph(start=0, end=7),),
            turns=(Turn(start=0, end=7, speaker="金壮龙", label=(0, 4)),),
            segments=(Segment(text="谢谢。", start=4, end=7),),
        )
        system = Alignment(
            source=source,
            target=document_from_segments(["Jin Zhuanglong: Thank you."], language="en"),
            beads=(Bead(source=(0, 1), target=(0, 1)),),
        )
        for gold in (("谢谢。", "Thank you."), ("金壮龙：谢谢。", "Jin Zhuanglong: Thank you.")):
            assert evaluate([(system, Gold(name="g", texts=(gold,)))]).strict.f1 == 1.0

    def test_a_gold_text_that_is_not_there_is_missed_and_said(self):
        gold = Gold(name="g", texts=(("甲甲甲。", "Gone."), ("谢谢。", "Thanks.")))
        system = alignment(["谢谢。"], ["Thanks."], [((0, 1), (0, 1))])
        report = evaluate([(system, gold)])
        assert report.strict.precision == 1.0
        assert report.strict.recall == 0.5
        assert "甲甲甲。" in report.warnings[0]

    def test_blocks_in_another_order_are_found(self):
        source = ["第一段话在这里。", "第二段话在这里。"]
        target = ["The second paragraph.", "The first paragraph."]
        system = Alignment(
            source=document_from_segments(source, language="zh-Hans"),
            target=document_from_segments(target, language="en"),
            beads=(
                Bead(source=(0, 1), target=(1, 2), is_crossing=True),
                Bead(source=(1, 2), target=(0, 1), is_crossing=True),
            ),
        )
        gold = Gold(name="g", texts=((source[0], target[1]), (source[1], target[0])))
        assert evaluate([(system, gold)]).strict.f1 == 1.0


def test_an_empty_side_can_be_judged():
    system = alignment(["甲。"], [], [((0, 1), (0, 0))])
    assert evaluate([(system, Gold(name="g", beads=(((0,), ()),)))]).strict.precision == 1.0
    assert evaluate([(system, Gold(name="g", texts=(("甲。", ""),)))]).strict.precision == 1.0


def test_paragraph_groups():
    gold = Gold(
        name="groups",
        texts=(("一二三四。", "A b."), ("五六七八。", "C d."), ("九十。", "E.")),
        is_grouped=True,
    )
    # The first bead straddles two groups: of its four English characters (A b. C) three lie
    # in its own; the last Chinese group faces nothing.
    system = alignment(
        ["一二三四。", "五六七八。", "九十。"],
        ["A", "b.", "C", "d.", "E."],
        [((0, 1), (0, 3)), ((1, 2), (3, 4)), ((2, 3), (4, 4)), ((3, 3), (4, 5))],
    )
    shares = evaluate([(system, gold)]).groups["groups"]
    assert shares.chars == 13
    assert shares.right == pytest.approx((5 * 3 / 4 + 5) / 13)
    assert shares.elsewhere == pytest.approx(5 * 1 / 4 / 13)
    assert shares.unpaired == pytest.approx(3 / 13)
    assert shares.straddling == pytest.approx(5 / 13)


def test_calibration_by_hand():
    # 0.9 falls into [13/15, 14/15): mean .9, 1 of 2 right; 1.0 into the last: all right.
    calibration = calibrate([0.9, 0.9, 1.0, 1.0], [True, False, True, True])
    assert calibration.error == pytest.approx(0.5 * 0.4)
    assert calibration.brier == pytest.approx((0.01 + 0.81) / 4)
    assert calibration.sure_accuracy == 1.0
    assert [(one.count, one.accuracy) for one in calibration.bins] == [(2, 0.5), (2, 1.0)]


class TestReading:
    def test_index_lists(self, tmp_path):
        path = tmp_path / "a.gold"
        path.write_text("[0, 1]:[0]\n\n[]:[1]:0.25\n[2]:[]\n")
        assert read_gold(path).beads == (((0, 1), (0,)), ((), (1,)), ((2,), ()))

    def test_index_lists_with_their_segments(self, tmp_path):
        (tmp_path / "a.zh").write_text("甲。\n乙\u2028。\n")
        (tmp_path / "a.en").write_text("A. B.\n")
        path = tmp_path / "a.gold"
        path.write_text("[0, 1]:[0]\n")
        gold = read_gold(path, source_path=tmp_path / "a.zh", target_path=tmp_path / "a.en")
        assert gold.texts == (("甲。 乙\u2028。", "A. B."),)

    @pytest.mark.parametrize("head", ["", "zh\ten\n"])
    def test_table_with_and_without_header(self, tmp_path, head):
        path = tmp_path / "a.tsv"
        path.write_text("\ufeff" + head + "甲。\tA.\n\tB.\n", encoding="utf-8")
        gold = read_gold(path)
        assert gold.texts == (("甲。", "A."), ("", "B."))
        assert not gold.is_grouped
        assert read_gold(path, is_grouped=True).is_grouped

    def test_four_columns_are_paragraph_groups(self, tmp_path):
        path = tmp_path / "a.tsv"
        path.write_text("0\t0,1\t甲。\tA.\n1,2\t2\t乙。\tB.\n", encoding="utf-8")
        gold = read_gold(path)
        assert gold.texts == (("甲。", "A."), ("乙。", "B."))
        assert gold.is_grouped

    def test_errors_say_where(self, tmp_path):
        path = tmp_path / "a.gold"
        path.write_text("[0]:[0]\nnonsense\n")
        with pytest.raises(InputError) as caught:
            read_gold(path)
        assert caught.value.line == 2
        path.write_text("\n")
        with pytest.raises(InputError, match="no gold"):
            read_gold(path)
        with pytest.raises(InputError, match="cannot be read"):
            read_gold(tmp_path / "missing.gold")

    def test_gold_about_a_longer_document_is_refused(self):
        system = alignment(letters(1), words(1), [((0, 1), (0, 1))])
        with pytest.raises(InputError, match="source segment 5"):
            evaluate([(system, Gold(name="g", beads=(((5,), (0,)),)))])


class TestComparison:
    def systems(self):
        gold = Gold(name="g", beads=tuple(((i,), (i,)) for i in range(100)))
        good = [((i, i + 1), (i, i + 1)) for i in range(100)]
        bad = [((i, i + 2), (i, i + 2)) for i in range(0, 100, 2)]
        half = good[:50] + [bead for bead in bad if bead[0][0] >= 50]
        return gold, good, half

    def test_a_better_system_is_told_from_a_worse(self):
        gold, good, half = self.systems()
        a, b = (
            evaluate([(alignment(letters(100), words(100), one), gold)]) for one in (good, half)
        )
        result = compare(a, b, samples=500, seed=3)
        assert result.f1 == 1.0
        assert result.difference == pytest.approx(1 - b.strict.f1)
        assert 0 < result.low < result.difference < result.high
        assert result.p_value < 0.02
        assert result == compare(a, b, samples=500, seed=3)
        assert compare(b, a, samples=500, seed=3).difference == pytest.approx(-result.difference)

    def test_a_system_does_not_differ_from_itself(self):
        gold, good, _ = self.systems()
        report = evaluate([(alignment(letters(100), words(100), good), gold)])
        result = compare(report, report)
        assert (result.low, result.high, result.p_value) == (0.0, 0.0, 1.0)

    def test_blocks_hold_every_bead_once(self):
        report = evaluate([(alignment(letters(6), words(7), SYSTEM), GOLD)])
        counts = block_counts(report.judged).sum(axis=0)
        strict = report.strict
        assert counts.tolist() == [strict.right, strict.given, strict.found, strict.wanted]


class TestFiles:
    def write(self, tmp_path):
        gold = tmp_path / "g.gold"
        gold.write_text("[0]:[0]\n[1, 2]:[1]\n")
        system = tmp_path / "s.txt"
        system.write_text("[0]:[0]\n[1]:[1]\n[2]:[]\n")
        return system, gold

    def test_index_lists_against_index_lists(self, tmp_path):
        system, gold = self.write(tmp_path)
        evaluation = evaluate_files([system], [gold], against=[gold])
        assert evaluation.report.strict.precision == pytest.approx(1 / 3)
        assert evaluation.other.strict.f1 == 1.0
        text = report_as_text(evaluation)
        assert "1/3" in text
        # The gold has no null bead, so that there is no recall of one.
        assert re.search(r"^null +0\.000 +– +0\.000 +0/1 +0/0$", text, re.MULTILINE)
        assert "paired bootstrap" in text
        assert json.loads(json.dumps(evaluation.to_dict()))["strict"]["wanted"] == 2

    @pytest.mark.parametrize("suffix", [".tmx", ".tsv", ".jsonl", ".xlsx"])
    def test_memories_against_texts_and_index_lists(self, tmp_path, suffix):
        source, target = ["他来了。", "𠮷好——……"], ["He came.", "All is", "good."]
        system = alignment(source, target, [((0, 1), (0, 1)), ((1, 2), (1, 3))], [0.99, 0.5])
        path = tmp_path / f"system{suffix}"
        write_bitext(system.to_bitext(), path)
        texts = tmp_path / "texts.tsv"
        texts.write_text("他来了。\tHe came.\n𠮷好——……\tAll is good.\n", encoding="utf-8")
        (tmp_path / "zh.txt").write_text("\n".join(source), encoding="utf-8")
        (tmp_path / "en.txt").write_text("\n".join(target), encoding="utf-8")
        indices = tmp_path / "indices.gold"
        indices.write_text("[0]:[0]\n[1]:[1, 2]\n")
        options = EvaluateOptions(
            source_segments=(tmp_path / "zh.txt",), target_segments=(tmp_path / "en.txt",)
        )
        for gold in (texts, indices, path):
            report = evaluate_files([path], [gold], options=options).report
            assert report.strict.f1 == 1.0
            assert report.calibration.sure_count == 1
            told = any("which segments" in warning for warning in report.warnings)
            assert told == (suffix in (".tsv", ".xlsx"))

    def test_numbers_of_files_must_agree(self, tmp_path):
        system, gold = self.write(tmp_path)
        with pytest.raises(InputError, match="2 pairings for 1 golds"):
            evaluate_files([system, system], [gold])

    def test_calibration_is_drawn(self):
        drawing = calibration_svg(calibrate([0.2, 0.9, 0.99], [False, True, True]))
        root = ElementTree.fromstring(drawing)
        circles = root.findall("{http://www.w3.org/2000/svg}circle")
        assert len(circles) == 3
        # Right more often than promised is above the diagonal: a smaller y.
        assert float(circles[-1].get("cy")) < float(circles[0].get("cy"))

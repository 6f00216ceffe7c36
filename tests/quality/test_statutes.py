"""Omissions in laws: what English subordinates is there, what is deleted is not."""

# ruff: noqa: E501 - a sentence is read as one line

from __future__ import annotations

import pytest

from corpora.units import Bitext, TranslationUnit
from quality.check import CheckOptions, check_bitext
from quality.check.context import Context
from quality.check.coverage.statutes import has_all_sentences, is_statute, is_subordinated

# A law of our own, in the style of acts of Taiwan.
LAW = [
    (
        "雇主不得拒絕勞工閱覽出勤紀錄。但經主管機關核准者，不在此限。",
        "Unless approved by the competent authority, an employer shall not refuse a worker's request "
        "to inspect the attendance records.",
    ),
    (
        "申請人應於十五日內繳納規費。逾期未繳納者，依第八條規定駁回其申請。前二項規定，於外國法人準用之。",
        "An applicant shall pay the fee within fifteen days, failing which the application shall be "
        "rejected in accordance with Article 8. The preceding two paragraphs shall apply mutatis "
        "mutandis to foreign juristic persons.",
    ),
    (
        "違反第十二條規定者，處新臺幣三萬元以上十五萬元以下罰鍰，並令其限期改善。屆期未改善者，按次處罰。",
        "Any person who violates Article 12 shall be fined not less than NT$30,000 and not more than "
        "NT$150,000, shall be ordered to make improvements within a time limit, and shall be fined "
        "for each violation where none are made in time.",
    ),
    (
        "主管機關得派員檢查水庫之安全。管理人不得規避、妨礙或拒絕；檢查人員應出示證件。",
        "The competent authority may send staff to inspect the safety of a reservoir. The manager "
        "shall not evade, obstruct or refuse the inspection, and the staff shall present their "
        "credentials under Article 4.",
    ),
]


def bitext(pairs: list[tuple[str, str]]) -> Bitext:
    units = tuple(TranslationUnit(source=a, target=b) for a, b in pairs)
    return Bitext(name="law", source_language="zh-Hant", target_language="en", units=units)


def test_a_law_is_told_from_a_report() -> None:
    assert is_statute(Context(bitext=bitext(LAW)))
    rules = [
        ("引水人應於登輪後出示執業證書。", "A pilot shall show his license after boarding."),
        ("船長不得拒絕。", "The master shall not refuse."),
        ("以下空白。", "Left blank."),
    ]
    assert is_statute(Context(bitext=bitext(rules)))  # cites nothing
    report = [("今年产量增长了5%。", "Output grew by 5 per cent this year.")] * 5
    assert not is_statute(Context(bitext=bitext(report)))
    assert not is_statute(Context(bitext=bitext([])))


@pytest.mark.parametrize(
    ("stretch", "english", "expected"),
    [
        ("但經核准者，不在此限。", "Unless approved, it shall not be built.", True),
        ("但經核准者，不在此限。", "It shall not be built.", False),
        ("前項規定，於公司準用之。", "It shall apply mutatis mutandis to companies.", True),
        ("管理人應出示證件。", "Unless approved, it shall not be built.", False),
    ],
)
def test_formulas_have_counterparts(stretch: str, english: str, expected: bool) -> None:
    assert is_subordinated(stretch, f"不得建造。{stretch}", english) == expected


@pytest.mark.parametrize(
    ("chinese", "english", "of_chinese", "expected"),
    [
        ("一、甲。二、乙。", "1. Apples; or 2. Pears.", True, True),
        ("一、甲。二、乙。", "1. Apples.", True, False),
        ("應繳費；逾期者，加徵滯納金。", "A fee shall be paid.", True, False),
        ("應繳費。但貧戶免之。", "A fee shall be paid, except by the poor.", True, True),
        ("應繳費。但貧戶免之。", "A fee shall be paid.", True, False),
        ("應繳費。", "A fee shall be paid. No. 5 applies.", False, False),
        ("應繳費。", "A fee shall be paid (see No. 5).", False, True),
        ("", "", True, True),
        ("「𠮷」字號。", "The name “𠮷”.", True, True),
    ],
)
def test_sentences_are_counted(
    chinese: str, english: str, of_chinese: bool, expected: bool
) -> None:
    assert has_all_sentences(chinese, english, of_chinese=of_chinese) == expected


def test_what_english_subordinates_is_not_missing_and_what_is_deleted_is() -> None:
    options = CheckOptions(checks=("omission",))
    assert not check_bitext(bitext(LAW), options=options).findings
    shorter = [*LAW[:3], (LAW[3][0], LAW[3][1].partition(" The manager")[0])]
    found = check_bitext(bitext(shorter), options=options).findings
    assert [finding.unit for finding in found] == [3]

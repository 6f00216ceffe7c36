"""Files of pairs, and documents in both languages where pairs are wanted."""

from __future__ import annotations

import pytest

from corpora.errors import InputError
from review.jobs.checking import check_and_write
from review.jobs.pair_options import PairOptions
from review.jobs.parted import open_pairs, read_pairs

OPTIONS = PairOptions(encoder="none")
BOTH = """第一条 总则
Article 1 General
买方付款。
The buyer pays.
卖方交货。
The seller delivers.
"""


@pytest.fixture
def both(tmp_path):
    path = tmp_path / "contract.txt"
    path.write_text(BOTH, encoding="utf-8")
    return path


def test_a_document_in_both_languages_gives_pairs(both):
    bitext, alignment = read_pairs(both, options=OPTIONS)
    assert [(unit.source, unit.target) for unit in bitext.units] == [
        ("第一条 总则", "Article 1 General"),
        ("买方付款。", "The buyer pays."),
        ("卖方交货。", "The seller delivers."),
    ]
    assert alignment is not None
    assert any("both languages" in note for note in open_pairs(both, options=OPTIONS).notes)


def test_a_tab_in_a_numbered_list_makes_no_table(tmp_path):
    path = tmp_path / "licence.txt"
    path.write_text(BOTH + "1.\t买方验货。\n1.\tThe buyer inspects the goods.\n", encoding="utf-8")
    bitext, _ = read_pairs(path, options=OPTIONS)
    assert bitext.units[-1].target.endswith("The buyer inspects the goods.")


def test_a_file_of_pairs_is_read_as_such(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text(
        "买方付款。\tThe buyer pays.\n卖方交货。\tThe seller delivers.\n", encoding="utf-8"
    )
    bitext, alignment = read_pairs(path, options=OPTIONS)
    assert len(bitext.units) == 2
    assert alignment is None


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.md", "只有中文。\n\n没有译文。\n", "a document, not pairs"),
        ("a.txt", "只有中文。\n没有译文。\n", "does not hold pairs"),
        # A table with a broken line is no document.
        ("a.tsv", "一\tone\n二\n三\tthree\n四\tfour\n", "line 2"),
    ],
)
def test_what_holds_neither_is_told_as_before(tmp_path, name, text, problem):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=problem):
        read_pairs(path, options=OPTIONS)


def test_checking_says_that_it_was_parted(both):
    report = check_and_write(both, None, (), pair=OPTIONS)
    assert any("both languages" in warning for warning in report.warnings)

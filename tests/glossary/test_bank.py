"""The bank of policy language: its form, and finding it in texts."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.errors import InputError
from corpora.language.scripts import simplify
from glossary.bank import Bank, BankEntry, load_bank, read_bank
from glossary.bank.entries import DOMAINS, KINDS, cells_of, entry_of
from glossary.bank.evidence import known_terms
from glossary.bank.uses import Words, uses

ROOT = Path(__file__).resolve().parents[2]


def script():
    spec = importlib.util.spec_from_file_location("bank_script", ROOT / "scripts" / "bank.py")
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up by its name.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def entry(zh: str, en: str = "a wording", **more) -> BankEntry:
    return BankEntry(zh=zh, en=en, **more)


def found(bank: Bank, text: str) -> list[str]:
    return [text[start:end] for (start, end), _ in bank.find(text)]


# --- the data --------------------------------------------------------------------------------


def test_every_line_is_in_form() -> None:
    assert list(script().problems(ROOT / "glossary" / "bank")) == []


def test_it_is_large_and_balanced() -> None:
    entries = load_bank().entries
    assert len(entries) >= 4000
    assert {one.domain for one in entries} == set(DOMAINS)
    assert {one.kind for one in entries} == set(KINDS)


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("四个自信", "confidence in the path, theory, system, and culture"),
        ("双积分", "dual-credit policy"),
        ("副部长", "Vice Minister"),
        ("国家发改委", "National Development and Reform Commission"),
        ("國家發展和改革委員會", "National Development and Reform Commission"),
        ("强积金", "Mandatory Provident Fund"),
        ("民法典", "Civil Code of the People's Republic of China"),
        ("专精特新“小巨人”企业", "“little giant” enterprises"),
    ],
)
def test_what_a_translator_knows_by_heart(zh: str, en: str) -> None:
    known = load_bank().lookup(zh)
    assert known is not None
    assert known.en.startswith(en)


def test_a_literal_wording_is_listed_as_wrong() -> None:
    known = load_bank().lookup("双积分")
    assert known is not None
    assert "double points" in known.wrong
    assert not set(known.wrong) & set(known.wordings)


def test_an_unknown_term_has_no_entry() -> None:
    assert load_bank().lookup("𠮷野家") is None


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (["双积分", "", "dual credit", "", "", "finance", "term", "", "", ""], ""),
        (["dual", "", "dual credit", "", "", "finance", "term", "", "", ""], "no Chinese"),
        (["雙積分", "", "dual credit", "", "", "finance", "term", "", "", ""], "as texts are"),
        (["双积分", "", "", "", "", "finance", "term", "", "", ""], "no English"),
        (["双积分", "", "双积分", "", "", "finance", "term", "", "", ""], "no English term"),
        (["双积分", "", "dual (credit", "", "", "finance", "term", "", "", ""], "bracket"),
        (["双积分", "", "dual credit", "", "", "cars", "term", "", "", ""], "domain"),
        (["双积分", "", "dual credit", "", "", "finance", "word", "", "", ""], "kind"),
        (["双积分", "", "dual credit", "", "", "finance", "term", "207", "", ""], "since"),
        (["双积分", "", "dual credit", "", "", "finance", "term", "", "", "web"], "'web'"),
        (["双积分", "", "dual credit", "Dual credit", "", "finance", "term", "", "", ""], "twice"),
        (
            ["双积分", "", "dual credit", "", "Dual Credits", "finance", "term", "", "", ""],
            "at once",
        ),
        (["双积分", "", "dual credit ", "", "", "finance", "term", "", "", ""], "blanks"),
    ],
)
def test_what_is_out_of_form(line: list[str], problem: str) -> None:
    told = list(script().problems_of(entry_of(line)))
    assert (problem in told[0]) if problem else not told


def test_two_entries_cannot_have_one_form(tmp_path: Path) -> None:
    module = script()
    head = "\t".join(module.COLUMNS)
    for name, forms in (("a", "新基建"), ("b", "新型基础设施")):
        cells = cells_of(entry(forms, zh_variants=("基建",), domain="finance"))
        lines = f"{head}\n" + "\t".join(cells) + "\n"
        (tmp_path / f"{name}.tsv").write_text(lines, encoding="utf-8")
    assert list(module.problems(tmp_path)) == ["b.tsv, line 2: 基建 stands in a.tsv, line 2"]


@given(
    st.builds(
        BankEntry,
        zh=st.text("双积分政策", min_size=2),
        en=st.text("abc ", min_size=1),
        wrong=st.lists(st.text("xyz", min_size=1)).map(tuple),
        since=st.none() | st.integers(1900, 2030),
    )
)
def test_a_line_is_read_as_it_was_written(one: BankEntry) -> None:
    assert entry_of(cells_of(one)) == one


# --- finding it ------------------------------------------------------------------------------


def test_the_longest_form_wins() -> None:
    bank = Bank([entry("供给侧"), entry("供给侧结构性改革"), entry("改革")])
    assert found(bank, "推进供给侧结构性改革，改革不停顿") == ["供给侧结构性改革", "改革"]


def test_a_short_form_needs_word_borders() -> None:
    bank = Bank([entry("市长"), entry("委员")])
    assert found(bank, "城市长期发展，委员会讨论") == []
    assert found(bank, "市长和委员都来了") == ["市长", "委员"]


def test_traditional_full_width_and_quoted_forms() -> None:
    bank = Bank([entry("“双千兆”网络"), entry("５Ｇ网络")])
    assert found(bank, "建設「雙千兆」網絡和5G網絡") == ["「雙千兆」網絡", "5G網絡"]


@pytest.mark.parametrize("text", ["", "𠮷", "。", "no Chinese", "双"])
def test_texts_without_any(text: str) -> None:
    assert found(load_bank(), text) == []


@given(st.lists(st.sampled_from(["专精特新", "双积分", "，", "𠮷", "改革", "x", "……——"])))
def test_spans_are_slices_and_do_not_overlap(pieces: list[str]) -> None:
    text, last = "".join(pieces), 0
    bank = load_bank()
    for (start, end), one in bank.find(text):
        assert last <= start < end <= len(text)
        assert simplify(text[start:end]) in one.forms
        last = end


# --- its wordings in a translation -----------------------------------------------------------


@pytest.mark.parametrize(
    ("wording", "text", "is_there"),
    [
        ("water pollution prevention and control", "prevent and control water pollution", True),
        ("coordinated regional development", "develop regions in a coordinated way", True),
        ("coordinated regional development", "develop them. Regions differ", False),
        ("deleveraging", "leverage", False),
        (
            "sound financial system",
            "a sound, well-run and open system, all said, of finance",
            False,
        ),
    ],
)
def test_wordings_in_other_words(wording: str, text: str, is_there: bool) -> None:
    assert (Words(text).find_reworded(wording) is not None) is is_there


def test_a_unit_agrees_differs_or_has_it_wrong() -> None:
    bank = Bank([entry("双积分", "dual-credit policy", wrong=("double points",))])
    told = [
        [(use.is_usual, use.is_wrong) for use in uses(bank, "实行双积分", english)]
        for english in ("the dual-credit policy", "double points", "a policy", "")
    ]
    assert told == [[(True, False)], [(False, True)], [(False, False)], [(False, False)]]


def test_how_much_of_a_wording_is_there() -> None:
    bank = Bank([entry("揭榜挂帅", "open competition mechanism")])
    (use,) = uses(bank, "以揭榜挂帅攻关", "Competitors opened the door.")
    assert (use.is_usual, round(use.share, 2)) == (False, 0.33)


def test_what_a_candidate_gains() -> None:
    bank = Bank([entry("揭榜挂帅"), entry("部长", kind="office")])
    assert known_terms(bank, ["揭榜挂帅", "部长", "工作"]).tolist() == [2.0, 0.0, 0.0]
    assert known_terms(None, ["揭榜挂帅"]).tolist() == [0.0]


# --- a person's own --------------------------------------------------------------------------


def test_any_glossary_is_a_bank(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(
        "source_term,target_term,forbidden,decision\n"
        "揭榜挂帅,open competition mechanism,,approve\n"
        "揭榜挂帅,unveiling the list,yes,approve\n",
        encoding="utf-8",
    )
    known = read_bank(path).lookup("揭榜掛帥")
    assert known is not None
    assert (known.en, known.wrong) == ("open competition mechanism", ("unveiling the list",))


def test_a_glossary_from_english_is_a_bank_too(tmp_path: Path) -> None:
    path = tmp_path / "own.utf8"
    path.write_text("dual credit\t双积分\n", encoding="utf-8")
    known = read_bank(path).lookup("双积分")
    assert known is not None
    assert known.en == "dual credit"


def test_a_glossary_without_chinese_is_none(tmp_path: Path) -> None:
    path = tmp_path / "own.utf8"
    path.write_text("chat\tcat\n", encoding="utf-8")
    with pytest.raises(InputError, match="no Chinese term"):
        read_bank(path)

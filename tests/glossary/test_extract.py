"""The whole stage, on the sample and on what people throw at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpora.errors import InputError
from corpora.language.encoders.base import SpanEncoder
from corpora.language.english import rendering_key
from corpora.language.han import has_han
from corpora.language.lexicon import Lexicon
from corpora.language.tools import Tools
from corpora.samples import sample_paths
from corpora.units import Bitext, TranslationUnit
from glossary import Glossary, TermOptions, extract_terms, read_glossary, write_glossary
from glossary.bank import load_bank
from glossary.record.entries import ConceptEntry, term_key
from glossary.terms.categories import SECTIONS

pytestmark = pytest.mark.slow


def bitext(pairs, *, source="zh-Hans", target="en"):
    return Bitext(
        name="text",
        source_language=source,
        target_language=target,
        units=tuple(TranslationUnit(source=a, target=b) for a, b in pairs),
    )


def gold_terms() -> set[str]:
    rows = sample_paths().terms.read_text(encoding="utf-8").splitlines()[1:]
    return {term_key(row.split("\t")[0]) for row in rows}


def by_term(glossary: Glossary) -> dict[str, ConceptEntry]:
    return {term_key(entry.source_term): entry for entry in glossary.entries}


def test_the_sample_has_about_a_row_a_unit(sample_glossary: Glossary, sample_pairs) -> None:
    terms = [entry for entry in sample_glossary.entries if entry.category not in SECTIONS]
    assert 0.5 * len(sample_pairs) <= len(terms) <= len(sample_pairs)


def test_half_of_the_gold_is_on_the_page(sample_glossary: Glossary) -> None:
    gold = gold_terms()
    assert len(gold & set(by_term(sample_glossary))) >= 0.5 * len(gold)


def test_renderings_add_up_and_stand_where_they_say(
    sample_glossary: Glossary, sample_pairs
) -> None:
    for entry in sample_glossary.entries:
        assert sum(rendering.count for rendering in entry.renderings) == entry.count
        for rendering in entry.renderings:
            assert len(rendering.places) == rendering.count
            for place in rendering.places:
                source, target = sample_pairs[place.unit - 1]
                a, b = place.source_span
                assert term_key(source[a:b]) == term_key(entry.source_term)
                if rendering.kind == "omission":
                    assert place.target_spans == ()
                else:
                    told = " … ".join(target[a:b] for a, b in place.target_spans)
                    assert rendering_key(told) == rendering_key(rendering.text)


def test_every_rendering_of_an_inconsistent_term_is_seen(sample_consistency: Glossary) -> None:
    entry = by_term(sample_consistency)["专精特新"]
    keys = {rendering_key(rendering.text) for rendering in entry.renderings}
    assert "specialized and innovative" in keys
    assert "specialized and special new" in keys


def test_an_abbreviation_is_marked_as_such(sample_consistency: Glossary) -> None:
    entry = by_term(sample_consistency)["中小企业"]
    kinds = {rendering.text: rendering.kind for rendering in entry.renderings}
    assert "abbreviation" in kinds.values()


def test_the_consistency_view_has_terms_with_several_renderings(sample_consistency) -> None:
    assert sample_consistency.entries
    assert all(len(e.renderings) > 1 and e.count > 1 for e in sample_consistency.entries)


def test_confidences_are_probabilities_with_reasons(sample_glossary: Glossary) -> None:
    for entry in sample_glossary.entries:
        if entry.category == "person":
            assert entry.confidence is None
            continue
        assert 0 <= entry.confidence <= min(entry.termhood, entry.pair_confidence)
        assert entry.reasons
        assert entry.evidence.text.startswith("termhood ")


def test_no_entry_repeats_another(sample_glossary: Glossary) -> None:
    assert len(by_term(sample_glossary)) == len(sample_glossary.entries)
    assert len(sample_glossary.by_id()) == len(sample_glossary.entries)


def test_the_same_input_gives_the_same_bytes(
    tmp_path, sample_glossary, sample_pairs, encoder: SpanEncoder, lexicon: Lexicon
) -> None:
    again = extract_terms([bitext(sample_pairs)], tools=Tools(encoder=encoder, lexicon=lexicon))
    for name, glossary in (("a.json", sample_glossary), ("b.json", again)):
        write_glossary(glossary, tmp_path / name)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_a_limit_of_none_one_and_all(sample_pairs, lexicon: Lexicon) -> None:
    units = bitext(sample_pairs[:30])
    one = extract_terms(
        [units],
        tools=Tools(encoder=None, lexicon=lexicon),
        options=TermOptions(limit=1, names=False),
    )
    every = extract_terms(
        [units], tools=Tools(encoder=None, lexicon=lexicon), options=TermOptions(limit=0)
    )
    assert len(one.entries) == 1
    assert len(every.entries) > 200


def test_works_without_encoder_and_dictionary(sample_pairs) -> None:
    glossary = extract_terms([bitext(sample_pairs)], tools=Tools(encoder=None, lexicon=None))
    found = by_term(glossary)
    assert len(gold_terms() & set(found)) >= 20
    assert "encoder:none" in glossary.signature


def test_english_to_chinese(sample_pairs, lexicon: Lexicon) -> None:
    turned = bitext([(b, a) for a, b in sample_pairs], source="en", target="zh-Hans")
    glossary = extract_terms([turned], tools=Tools(encoder=None, lexicon=lexicon))
    assert (glossary.source_language, glossary.target_language) == ("en", "zh-Hans")
    assert not any(has_han(entry.source_term) for entry in glossary.entries)
    entry = by_term(glossary)[rendering_key("new energy vehicle")]
    assert entry.target_term == "新能源汽车"


def test_two_scripts_are_one_concept(lexicon: Lexicon) -> None:
    pairs = [
        ("培育專精特新企業。", "Cultivate specialized and innovative enterprises."),
        ("支持专精特新企业。", "Support specialized and innovative enterprises."),
        ("專精特新企業增加。", "Specialized and innovative enterprises increased."),
    ]
    glossary = extract_terms(
        [bitext(pairs)], tools=Tools(encoder=None, lexicon=lexicon), options=TermOptions(limit=0)
    )
    entry = by_term(glossary)["专精特新企业"]
    assert entry.count == 3
    assert {entry.source_term, *entry.source_variants} == {"專精特新企業", "专精特新企业"}


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [("", "Nothing on the other side.")],
        [("没有译文。", "")],
        [("", "")],
        [("𠮷野家", "Yoshinoya")],
        [("……——《》「」", "...")],
        [("５Ｇ", "5G")],
        [("A\ud800", "lone surrogate")],
    ],
)
def test_tiny_and_odd_inputs(pairs: list[tuple[str, str]], lexicon: Lexicon) -> None:
    glossary = extract_terms([bitext(pairs)], tools=Tools(encoder=None, lexicon=lexicon))
    assert all(entry.source_term for entry in glossary.entries)


def test_one_pair_gives_its_term(lexicon: Lexicon) -> None:
    glossary = extract_terms(
        [bitext([("人工智能", "artificial intelligence")])],
        tools=Tools(encoder=None, lexicon=lexicon),
    )
    assert [(e.source_term, e.target_term) for e in glossary.entries] == [
        ("人工智能", "artificial intelligence")
    ]


def test_two_english_sides_are_refused() -> None:
    with pytest.raises(InputError, match="between Chinese and English"):
        extract_terms([bitext([("a", "b")], source="en")], tools=Tools(encoder=None, lexicon=None))


def test_two_directions_at_once_are_refused() -> None:
    with pytest.raises(InputError, match="same languages"):
        extract_terms(
            [bitext([("a", "b")]), bitext([("a", "b")], source="en", target="zh-Hans")],
            tools=Tools(encoder=None, lexicon=None),
        )


def test_a_background_makes_its_words_common(sample_pairs, lexicon: Lexicon) -> None:
    glossary = extract_terms(
        [bitext(sample_pairs[:20])],
        tools=Tools(encoder=None, lexicon=lexicon),
        background=["新型工业化" * 3],
    )
    assert glossary.entries


def test_a_written_glossary_reads_back(tmp_path, sample_glossary: Glossary) -> None:
    write_glossary(sample_glossary, tmp_path / "g.json")
    assert read_glossary(tmp_path / "g.json") == sample_glossary


def test_the_usual_wording_stands_beside(sample_glossary: Glossary) -> None:
    bank = load_bank()
    for entry in sample_glossary.entries:
        known = bank.lookup(entry.source_term)
        assert known is None or entry.usual == known.en
        assert known is None or known.kind != "organisation" or entry.category == "organisation"
    assert any(entry.usual for entry in sample_glossary.entries)


def test_a_bank_of_ones_own_or_none(tmp_path: Path) -> None:
    own = tmp_path / "own.utf8"
    own.write_text("市场监管\tmarket oversight\n", encoding="utf-8")
    pairs = [
        ("加强市场监管。", "Strengthen market regulation."),
        ("市场监管很重要。", "Market regulation matters."),
    ]

    def usual(bank: str) -> set[str]:
        options = TermOptions(bank=bank, limit=0)
        tools = Tools(encoder="none", lexicon=None)
        return {
            e.usual for e in extract_terms([bitext(pairs)], options=options, tools=tools).entries
        }

    assert "market oversight" in usual(str(own))
    assert usual("none") == {""}


def test_another_english_of_a_chinese_term_is_not_as_sure_as_its_own(lexicon: Lexicon) -> None:
    """From English: what renders a Chinese term once counts by that once, and stands behind."""
    pairs = [
        ("鼠标指针显示在窗口中。", "The mouse cursor is shown in the window."),
        ("按键时鼠标指针会改变。", "The mouse cursor changes when a key is pressed."),
        ("用此选项隐藏鼠标指针。", "Hide the mouse cursor with this option."),
        ("将鼠标指针向左移动。", "Move the mouse button to the left."),
        ("防止跨站脚本攻击 (XSS) 的指南。", "A guide against cross-site scripting (XSS)."),
        ("跨站脚本攻击 (XSS) 很常见。", "Cross-site scripting (XSS) is common."),
    ]
    turned = bitext([(en, zh) for zh, en in pairs], source="en", target="zh-Hans")
    glossary = extract_terms([turned], tools=Tools(lexicon=lexicon))
    found = by_term(glossary)
    order = [entry.source_term for entry in glossary.entries]
    assert found["mouse cursor"].target_term == "鼠标指针"
    for term, entry in found.items():
        assert term.count("(") == term.count(")"), term
        if "button" in term and entry.target_term == "鼠标指针":
            assert entry.confidence < found["mouse cursor"].confidence / 2
            assert order.index(term) > order.index("mouse cursor")


def test_the_english_of_a_longer_term_is_not_that_of_the_one_inside(lexicon: Lexicon) -> None:
    pairs = [
        ("非公务机关应保存记录。", "The non-government agency shall keep records."),
        ("非公务机关收集资料。", "The non-government agency collects data."),
        ("非公务机关有此义务。", "The non-government agency has this obligation."),
        ("公务机关公开档案。", "The government agency publishes its files."),
        ("公务机关应指定专人。", "The government agency shall appoint someone."),
    ]
    glossary = extract_terms([bitext(pairs)], tools=Tools(lexicon=lexicon))
    found = {entry.source_term: entry for entry in glossary.entries}
    assert found["公务机关"].target_term.lower() == "government agency"
    turned = bitext([(en, zh) for zh, en in pairs], source="en", target="zh-Hans")
    found = by_term(extract_terms([turned], tools=Tools(lexicon=lexicon)))
    assert found["non government agency"].target_term == "非公务机关"


def test_brackets_and_signs_of_currencies_are_whole(lexicon: Lexicon) -> None:
    pairs = [
        ("处新台币五万元罚款。", "A fine of NT$50,000 is imposed."),
        ("以新台币计算。", "It is counted in NT$."),
    ]
    glossary = extract_terms([bitext(pairs)], tools=Tools(lexicon=lexicon))
    told = {r.text for e in glossary.entries if e.source_term == "新台币" for r in e.renderings}
    assert "NT" not in told

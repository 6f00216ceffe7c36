"""The house's memory in the term finder: what rises, what sinks, and what is told of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from corpora.language.lexicon import load_lexicon
from corpora.language.tools import Tools
from corpora.memory.house import HouseMemory
from corpora.units import Bitext, TranslationUnit
from glossary import Glossary, extract_terms
from glossary.record.entries import ConceptEntry, term_key

TEXT = [
    ("渔光互补项目今年并网发电。", "The fishery solar project joined the grid this year."),
    ("县里还要建两个渔光互补项目。", "The county will build two more fishery solar projects."),
    ("整村授信覆盖了全部农户。", "Whole-village credit covers all farm households."),
    ("银行行长说，整村授信没有门槛。", "The bank says whole-village credit asks for nothing."),
    ("今年的水平比去年高。", "The level of this year is above that of last year."),
    ("大家的水平都不错。", "Everybody's level is good."),
]  # fmt: skip
OLD = [
    ("渔光互补电站设在水库上。", "The solar-fishery complementary plant is on the reservoir."),
    ("渔光互补不占耕地。", "Solar-fishery complementary schemes take no farmland."),
    ("我们推广渔光互补。", "We promote solar-fishery complementary schemes."),
]


def bitext(pairs: list[tuple[str, str]], *, turned: bool = False) -> Bitext:
    units = [TranslationUnit(source=a, target=b) for a, b in pairs]
    if turned:
        units = [TranslationUnit(source=b, target=a) for a, b in pairs]
    source, target = ("en", "zh-Hans") if turned else ("zh-Hans", "en")
    return Bitext(name="text", source_language=source, target_language=target, units=tuple(units))


@cache
def tools() -> Tools:
    return Tools(encoder=None, lexicon=load_lexicon())


def terms(memory: HouseMemory | None, **more: object) -> Glossary:
    return extract_terms([bitext(TEXT)], tools=tools(), memory=memory, **more)  # type: ignore[arg-type]


def by_term(glossary: Glossary) -> dict[str, ConceptEntry]:
    return {term_key(entry.source_term): entry for entry in glossary.entries}


def place_of(glossary: Glossary, term: str) -> int:
    return [term_key(entry.source_term) for entry in glossary.entries].index(term)


def test_approved_terms_come_first_with_the_houses_wording_beside_what_was_found() -> None:
    memory = HouseMemory.of(OLD, approved=[("渔光互补", "solar-fishery complementary")])
    found = terms(memory)
    first = found.entries[0]
    assert (first.source_term, first.usual) == ("渔光互补", "solar-fishery complementary")
    assert "solar-fishery" not in first.target_term
    assert not first.decision


def test_a_wording_that_stands_here_is_told_before_others() -> None:
    memory = HouseMemory.of(
        [], approved=[("整村授信", "blanket credit"), ("整村授信", "whole-village credit")]
    )
    assert by_term(terms(memory))["整村授信"].usual == "whole-village credit"


def test_rejected_terms_sink_but_are_not_lost() -> None:
    alone = terms(None)
    term = alone.entries[0].source_term
    with_it = terms(HouseMemory.of([], rejected=[term]))
    assert place_of(with_it, term_key(term)) > 0


def decided(glossary: Glossary, decision: str) -> Glossary:
    """A glossary of its first row alone, with a decision."""
    return glossary.with_entries([replace(glossary.entries[0], decision=decision)])


def test_a_persons_own_decision_counts_above_the_houses() -> None:
    alone = terms(None)
    term = alone.entries[0].source_term
    found = terms(HouseMemory.of([], rejected=[term]), known=decided(alone, "approve"))
    assert found.entries[0].source_term == term
    memory = HouseMemory.of([], approved=[(term, "something")])
    found = terms(memory, known=decided(alone, "reject"))
    assert [one.source_term for one in found.entries].index(term) == len(found.entries) - 1


def test_only_the_texts_own_places_are_told() -> None:
    found = terms(HouseMemory.of(OLD))
    known = {zh for zh, _ in TEXT}
    for entry in found.entries:
        assert entry.count == sum(zh.count(entry.source_term) for zh in known)
        for rendering in entry.renderings:
            assert all(place.document == "text" for place in rendering.places)


def test_a_memory_of_other_things_changes_no_row() -> None:
    other = HouseMemory.of([(f"第{i}台车床坏了。", f"Lathe {i} is broken.") for i in range(30)])
    with_it, without = terms(other), terms(None)
    assert with_it.entries == without.entries
    assert with_it.notes[0].startswith("Memory: 30 pairs and 0 approved terms read; 0 pairs like")


def test_the_texts_own_sentences_in_a_memory_are_not_counted_twice() -> None:
    assert terms(HouseMemory.of(TEXT)).entries == terms(None).entries


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_what_is_known_is_no_matter(order: int) -> None:
    memory = HouseMemory.of(OLD[::order], rejected=["水平", "大家"][::order])
    assert terms(memory) == terms(HouseMemory.of(OLD, rejected=["大家", "水平"]))


def test_from_english_the_wording_of_the_house_is_chinese() -> None:
    memory = HouseMemory.of([], approved=[("整村授信", "whole-village credit")])
    found = extract_terms([bitext(TEXT, turned=True)], tools=tools(), memory=memory)
    told = {entry.usual for entry in found.entries if "credit" in entry.source_term.lower()}
    assert "整村授信" in told

"""Decisions: fed back, carried on, merged, compared."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from pathlib import Path

import pytest

from corpora.language.lexicon import Lexicon
from corpora.language.tools import Tools
from corpora.units import Bitext, TranslationUnit
from glossary import (
    ConceptEntry,
    Glossary,
    Rendering,
    TermOptions,
    approved_pairs,
    diff_glossaries,
    entry_id,
    extract_terms,
    forbidden_pairs,
    merge_glossaries,
    read_glossary,
    write_glossary,
)
from glossary.record.evidence import Evidence
from glossary.record.roundtrip import apply_decisions, in_known_order

pytestmark = pytest.mark.slow


def entry(term: str, target: str, **fields: object) -> ConceptEntry:
    fields.setdefault("id", entry_id(term))
    return ConceptEntry(source_term=term, target_term=target, **fields)


def of(*entries: ConceptEntry) -> Glossary:
    return Glossary(source_language="zh-Hans", target_language="en", entries=entries)


def rendered(*pairs: tuple[str, int]) -> tuple[Rendering, ...]:
    total = sum(count for _, count in pairs)
    return tuple(Rendering(text=t, count=c, share=c / total) for t, c in pairs)


@pytest.fixture(scope="module")
def pairs(sample_pairs) -> Bitext:
    return Bitext(
        name="text",
        source_language="zh-Hans",
        target_language="en",
        units=tuple(TranslationUnit(source=a, target=b) for a, b in sample_pairs),
    )


@pytest.fixture(scope="module")
def first(pairs: Bitext, lexicon: Lexicon) -> Glossary:
    return extract_terms([pairs], tools=Tools(encoder=None, lexicon=lexicon))


def again(pairs: Bitext, lexicon: Lexicon, known: Glossary) -> Glossary:
    return extract_terms([pairs], tools=Tools(encoder=None, lexicon=lexicon), known=known)


def reviewed(glossary: Glossary) -> Glossary:
    """The second entry rejected, the third edited, a row of a person's own added."""
    one, two, three, *rest = glossary.entries
    return replace(
        glossary,
        entries=(
            *rest,
            replace(three, decision="edit", target_term="my own wording", note="mine"),
            replace(two, decision="reject", reviewer="A"),
            replace(one, decision="approve", status="preferred"),
            entry("链主企业", "chain leaders", decision="approve"),
        ),
    )


@pytest.mark.parametrize("name", ["g.csv", "g.xlsx", "g.json"])
def test_an_unreviewed_glossary_changes_nothing(
    tmp_path: Path, pairs: Bitext, lexicon: Lexicon, first: Glossary, name: str
) -> None:
    write_glossary(first, tmp_path / name)
    assert again(pairs, lexicon, read_glossary(tmp_path / name)) == first


def test_people_win_and_the_second_run_changes_nothing(
    tmp_path: Path, pairs: Bitext, lexicon: Lexicon, first: Glossary
) -> None:
    second = again(pairs, lexicon, reviewed(first))
    ids = second.by_id()
    one, two, three = first.entries[:3]
    assert ids[one.id].status == "preferred"
    assert (ids[two.id].decision, ids[two.id].reviewer) == ("reject", "A")
    assert second.entries[-1].decision == "reject"
    assert (ids[three.id].target_term, ids[three.id].note) == ("my own wording", "mine")
    assert ids[entry_id("链主企业")].target_term == "chain leaders"
    write_glossary(second, tmp_path / "g.csv")
    third = again(pairs, lexicon, read_glossary(tmp_path / "g.csv"))
    write_glossary(third, tmp_path / "h.csv")
    assert (tmp_path / "g.csv").read_bytes() == (tmp_path / "h.csv").read_bytes()


def test_a_new_rendering_of_an_approved_term_shows_as_new() -> None:
    known = of(
        entry("专精特新", "specialized", renderings=rendered(("specialized", 3)), count=3,
              consistency=1.0, decision="approve", evidence=Evidence(termhood=0.9, pair=0.9))
    )  # fmt: skip
    fresh = of(
        entry("专精特新", "refined", renderings=rendered(("refined", 3), ("specialized", 2)),
              count=5, consistency=0.6, evidence=Evidence(termhood=0.9, pair=0.7))
    )  # fmt: skip
    (result,) = apply_decisions(fresh, known).entries
    assert result.target_term == "specialized"
    assert {r.text: r.is_new for r in result.renderings} == {"refined": True, "specialized": False}
    assert "re-check: 1 new renderings, consistency fell from 1.00 to 0.60" in result.evidence.text
    assert apply_decisions(fresh, of(result)).entries == (result,)


def test_a_second_look_clears_the_mark() -> None:
    old = entry("链", "chain", renderings=rendered(("chain", 2)), count=2, decision="approve")
    fresh = of(entry("链", "chain", renderings=rendered(("chain", 2), ("link", 1)), count=3))
    (marked,) = apply_decisions(fresh, of(old)).entries
    assert marked.evidence.recheck
    (cleared,) = apply_decisions(fresh, of(replace(marked, reviewed_at="2026-11-21"))).entries
    assert not cleared.evidence.recheck
    assert not any(rendering.is_new for rendering in cleared.renderings)


def test_straight_quotation_marks_do_not_hide_a_term() -> None:
    known = of(entry('"小巨人"企业', "little giants", id="mine", decision="reject"))
    (result,) = apply_decisions(of(entry("“小巨人”企业", "small giants")), known).entries
    assert (result.id, result.decision) == ("mine", "reject")


def test_a_translation_written_over_without_a_decision_is_an_edit() -> None:
    known = of(entry("链", "chain of industry", renderings=rendered(("chain", 2)), count=2))
    fresh = of(entry("链", "chain", renderings=rendered(("chain", 3)), count=3))
    result = apply_decisions(fresh, known)
    assert (result.entries[0].target_term, result.entries[0].decision) == (
        "chain of industry",
        "edit",
    )
    assert "“chain of industry” was written over “chain”" in result.notes[0]
    again = apply_decisions(fresh, result)
    assert (again.entries, again.notes) == (result.entries, result.notes)


def test_a_term_written_over_takes_the_place_of_its_fragment() -> None:
    fragment = entry("专精特", "specialized")
    known = of(replace(fragment, source_term="专精特新", decision="edit"))
    fresh = of(fragment, entry("专精特新", "specialized and innovative"), entry("市场", "market"))
    result = apply_decisions(fresh, known)
    assert [(e.id, e.source_term) for e in result.entries] == [
        (fragment.id, "专精特新"),
        (entry_id("市场"), "市场"),
    ]
    assert len(result.by_id()) == len(result.entries)


def test_notes_of_the_reviewed_file_reach_the_user() -> None:
    known = replace(of(entry("市场", "market")), notes=("row 3 has no source term",))
    assert apply_decisions(of(entry("市场", "market")), known).notes == known.notes


def test_days_that_are_no_dates_do_not_decide() -> None:
    left = of(entry("市场", "market", decision="approve", reviewed_at="12/9/2026"))
    right = of(entry("市场", "marketplace", decision="edit", reviewed_at="2026-01-01"))
    assert merge_glossaries([left, right]).entries[0].target_term == "market"


def test_matching_needs_neither_order_nor_script_nor_english() -> None:
    known = of(entry("雙千兆", "dual gigabit", id="tmine", decision="reject", note="no"))
    (result,) = apply_decisions(of(entry("双千兆", "double gigabit")), known).entries
    assert (result.id, result.decision, result.note) == ("tmine", "reject", "no")


def test_approved_terms_are_found_though_nothing_else_speaks_for_them(lexicon: Lexicon) -> None:
    units = Bitext(
        name="x",
        source_language="zh-Hans",
        target_language="en",
        units=(
            TranslationUnit(source="这事就叫一链一策。", target="This is one chain one policy."),
        ),
    )
    known = of(entry("一链一策", "one chain one policy", decision="approve"))
    glossary = extract_terms(
        [units],
        tools=Tools(encoder=None, lexicon=lexicon),
        known=known,
        options=TermOptions(limit=1),
    )
    assert glossary.entries[0].source_term == "一链一策"
    assert glossary.entries[0].count == 1
    assert glossary.entries[0].renderings[0].text == "one chain one policy"


def test_approved_and_forbidden_pairs() -> None:
    goal = entry(
        "“十四五”规划",
        "14th Five-Year Plan",
        decision="approve",
        source_variants=("「十四五」規劃",),
    )
    glossary = of(
        goal,
        entry("十四五", "14th FYP", decision=f"merge:{goal.id}"),
        entry("市场", "market", decision="reject"),
        entry("风险", "risk"),
        entry("工业母机", "industrial machinery", decision="approve", is_forbidden=True),
        entry("旧词", "old word", decision="approve", status="obsolete"),
    )
    assert approved_pairs(glossary) == [
        ("“十四五”规划", "14th Five-Year Plan"),
        ("「十四五」規劃", "14th Five-Year Plan"),
        ("十四五", "14th Five-Year Plan"),
    ]
    assert forbidden_pairs(glossary) == [("工业母机", "industrial machinery")]


def test_two_reviewers_who_disagree_are_told_of_and_nothing_is_lost() -> None:
    left = of(entry("市场", "market", decision="approve", reviewer="A", reviewed_at="2026-01-01"))
    right = of(entry("市场", "market", decision="reject", reviewer="B", reviewed_at="2026-02-01"))
    merged = merge_glossaries([left, right])
    (result,) = merged.entries
    assert result.decision == "reject"
    assert "approve “market” (A)" in result.note
    assert "市场: reject “market” was kept against approve “market” (A)" in merged.notes


def test_merging_adds_up_and_is_idempotent() -> None:
    left = of(entry("市场", "market", renderings=rendered(("market", 2)), count=2))
    right = of(
        entry("市场", "market", renderings=rendered(("market", 1), ("marketplace", 1)), count=2),
        entry("风险", "risk"),
    )
    merged = merge_glossaries([left, right])
    assert [e.source_term for e in merged.entries] == ["市场", "风险"]
    assert [(r.text, r.count) for r in merged.entries[0].renderings] == [
        ("market", 3),
        ("marketplace", 1),
    ]
    assert merge_glossaries([merged, merged]).entries == merged.entries


def test_an_undecided_row_does_not_undo_a_decision() -> None:
    left = of(entry("市场", "market"))
    right = of(entry("市场", "marketplace", decision="edit", definition="where one buys"))
    (result,) = merge_glossaries([left, right]).entries
    assert (result.target_term, result.decision) == ("marketplace", "edit")


def test_diff_names_what_changed() -> None:
    before = of(entry("市场", "market"), entry("风险", "risk"))
    after = of(entry("市场", "marketplace"), entry("新词", "new word"))
    diff = diff_glossaries(before, after)
    assert [e.source_term for e in diff.added] == ["新词"]
    assert [e.source_term for e in diff.removed] == ["风险"]
    assert [(c.field, c.before, c.after) for c in diff.changed] == [
        ("target_term", "market", "marketplace")
    ]
    assert diff_glossaries(before, before) == dataclasses.replace(
        diff, added=(), removed=(), changed=()
    )


def test_diff_tells_what_people_wrote_before_what_was_found() -> None:
    before = of(entry("市场", "market", count=3), entry("风险", "risk", count=2))
    after = of(entry("市场", "market", count=4), entry("风险", "risk", count=5, decision="approve"))
    assert [(c.source_term, c.field) for c in diff_glossaries(before, after).changed] == [
        ("风险", "decision"),
        ("市场", "count"),
        ("风险", "count"),
    ]


def test_rows_stay_where_they_were_and_new_ones_stand_behind() -> None:
    known = of(entry("市场", "market", decision="approve"), entry("风险", "risk"), entry("甲", "A"))
    fresh = of(
        entry("新词", "new"), entry("風險", "risk"), entry("乙", "B"), entry("市场", "market")
    )
    ordered = in_known_order(fresh, known)
    assert [e.source_term for e in ordered.entries] == ["市场", "風險", "新词", "乙"]
    assert in_known_order(ordered, ordered) == ordered


def test_a_reviewed_glossary_given_back_keeps_its_order(
    pairs: Bitext, first: Glossary, lexicon: Lexicon
) -> None:
    entries = list(first.entries)
    for at in range(4, len(entries), 3):
        entries[at] = replace(entries[at], decision="approve")
    reviewed = first.with_entries(entries)
    again = extract_terms([pairs], tools=Tools(encoder=None, lexicon=lexicon), known=reviewed)
    order = {one.id: at for at, one in enumerate(reviewed.entries)}
    seen = [order[one.id] for one in again.entries if one.id in order]
    assert seen == sorted(seen)
    behind = [one.id in order for one in again.entries]
    assert behind == sorted(behind, reverse=True)

"""The terms: one key each, every place, and what a terminologist can take back."""

from __future__ import annotations

import pytest
from page_checks import expect

from glossary.record.entries import entry_id
from review.project.project import open_project

COLD_CHAIN = entry_id("冷链")
FRESH = entry_id("鲜叶")
TRACING = entry_id("质量追溯")


@pytest.fixture
def terms(page, project):
    """The terms view of a fresh project, the first term the current one."""
    page.goto(project.address("terms"))
    page.wait_for_selector(".list-row.current")
    page.wait_for_selector(".term-places li.place")
    return page


def entry(project, name):
    with open_project(project.folder) as opened:
        return opened.term(name).entry


def places(project, name):
    with open_project(project.folder) as opened:
        return [(one.pair, one.rendering) for one in opened.term(name).places]


def go(page, term):
    """Walk to a term with the keys, as one does who knows where it is."""
    for _ in range(20):
        if page.locator(".list-row.current .zh").inner_text() == term:
            page.wait_for_selector(f".term-head .zh:text-is('{term}')")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{term} is not in the list")


def open_places(page):
    page.keyboard.press("Space")
    page.wait_for_selector("li.place:focus")


def saved(page, said):
    """Wait for the sentence that tells of a decision."""
    page.wait_for_selector(f".toast:has-text('{said}')")


def test_a_row_shows_both_wordings_and_the_renderings_with_counts(terms):
    row = terms.locator(".list-row", has_text="冷链")
    assert row.locator(".term-target").inner_text() == "cold chain"
    expect(row.locator(".rendering")).to_have_text(["2", "refrigeration1"])
    expect(row.locator(".kind")).to_have_text("industry")
    widths = [box.bounding_box()["width"] for box in row.locator(".share").all()]
    assert widths[0] == pytest.approx(2 * widths[1], rel=0.05)
    usual = terms.locator(".list-row", has_text="合作社").locator(".usual")
    assert "tea-grower cooperative" in usual.inner_text()


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("Enter", {"decision": "approve"}),
        ("d", {"decision": "reject"}),
        ("2", {"decision": "edit", "target_term": "refrigeration"}),
        ("1", {"decision": "approve", "target_term": "cold chain"}),
        ("p", {"decision": "approve", "status": "preferred"}),
        ("f", {"is_forbidden": True}),
    ],
)
def test_one_key_decides_and_is_undone_and_redone(terms, project, key, wanted):
    before = entry(project, COLD_CHAIN)
    go(terms, "冷链")
    terms.keyboard.press(key)
    terms.wait_for_selector(".toast")
    after = entry(project, COLD_CHAIN)
    assert {name: getattr(after, name) for name in wanted} == wanted
    terms.keyboard.press("Control+z")
    expect(terms.locator(".walk .badge")).to_have_count(0)
    assert entry(project, COLD_CHAIN) == before
    terms.keyboard.press("Control+y")
    terms.wait_for_selector(".list-row .badge:not(.conflict)")
    assert {name: getattr(entry(project, COLD_CHAIN), name) for name in wanted} == wanted


def test_the_mouse_does_the_same(terms, project):
    terms.locator(".list-row", has_text="冷链").click()
    terms.locator(".detail button", has_text="Reject").click()
    saved(terms, "Rejected 冷链")
    assert entry(project, COLD_CHAIN).decision == "reject"
    terms.locator(".toast button", has_text="Undo").click()
    expect(terms.locator(".walk .badge.rejected")).to_have_count(0)
    assert entry(project, COLD_CHAIN).decision == ""
    terms.locator(".list-row", has_text="冷链").click()
    terms.locator(".choice", has_text="refrigeration").click()
    saved(terms, "Chosen: refrigeration")
    assert entry(project, COLD_CHAIN).target_term == "refrigeration"


def test_every_button_of_a_term_and_of_its_places(terms, project):
    row = terms.locator(".list-row", has_text="冷链")
    buttons = terms.locator(".detail .acts").first
    for name, said, holds in (
        ("Approve", "Approved 冷链", lambda: entry(project, COLD_CHAIN).is_approved),
        ("Preferred", "Preferred: cold", lambda: entry(project, COLD_CHAIN).status == "preferred"),
        ("Forbidden", "Forbidden: cold", lambda: entry(project, COLD_CHAIN).is_forbidden),
    ):
        row.click()
        expect(terms.locator(".term-head .zh")).to_have_text("冷链")
        buttons.get_by_role("button", name=name).click()
        saved(terms, said)
        assert holds(), name
        terms.locator(".toast button", has_text="Undo").click()
        expect(terms.locator(".walk .badge")).to_have_count(0)
        assert not holds(), name
    row.click()
    buttons.get_by_role("button", name="Merge").click()
    terms.locator(".list-row", has_text="茶农").click()
    buttons.get_by_role("button", name="Merge").click()
    saved(terms, "冷链 merged into 茶农")
    terms.keyboard.press("Control+z")
    row.click()
    place = terms.locator("li.place", has_text="Some say refrigeration")
    place.click()
    place.get_by_role("button", name="Left out").click()
    saved(terms, "Corrected the place in pair 10")
    assert ("10", "[left out]") in places(project, COLD_CHAIN)


def test_boxes_pick_rows_for_one_decision(terms, project):
    for name in ("冷链", "茶农"):
        terms.locator(".list-row", has_text=name).locator("input[type=checkbox]").check()
    terms.locator(".bulk").get_by_role("button", name="Approve").click()
    saved(terms, "Approved 2 terms")
    with open_project(project.folder) as opened:
        assert len(opened.history()) == 1


def test_approving_goes_on_and_with_shift_stays(terms):
    first = terms.locator(".list-row.current .zh").inner_text()
    terms.keyboard.press("Shift+Enter")
    saved(terms, f"Approved {first}")
    assert terms.locator(".list-row.current .zh").inner_text() == first
    terms.keyboard.press("Enter")
    assert terms.locator(".list-row.current .zh").inner_text() != first


def test_editing_changes_what_was_changed_and_nothing_else(terms, project):
    go(terms, "冷链")
    terms.keyboard.press("e")
    terms.locator(".term-form input").first.fill("cold-chain logistics")
    terms.get_by_label("Note").fill("as in the plan")
    terms.keyboard.press("Control+Enter")
    saved(terms, "Edited 冷链")
    now = entry(project, COLD_CHAIN)
    assert (now.target_term, now.note, now.definition) == (
        "cold-chain logistics", "as in the plan", "",
    )  # fmt: skip
    terms.keyboard.press("Control+z")
    expect(terms.locator(".walk .badge")).to_have_count(0)
    assert entry(project, COLD_CHAIN).note == ""
    terms.keyboard.press("Control+y")
    terms.wait_for_selector(".list-row .badge")
    assert entry(project, COLD_CHAIN) == now
    terms.keyboard.press("e")
    terms.locator(".term-form input").first.fill("something else")
    terms.keyboard.press("Escape")
    assert entry(project, COLD_CHAIN) == now


def test_a_selection_is_decided_at_once_and_undone_at_once(terms, project):
    terms.keyboard.press("Shift+ArrowDown")
    terms.keyboard.press("Shift+ArrowDown")
    assert "3 terms picked" in terms.locator(".bulk").inner_text()
    terms.keyboard.press("Enter")
    saved(terms, "Approved 3 terms")
    with open_project(project.folder) as opened:
        assert sum(one.entry.decision == "approve" for one in opened.terms()) == 3
        assert len(opened.history()) == 1
    terms.keyboard.press("Control+z")
    expect(terms.locator(".walk .badge.approved")).to_have_count(0)
    with open_project(project.folder) as opened:
        assert not any(one.entry.decision for one in opened.terms())
    terms.keyboard.press("Control+y")
    expect(terms.locator(".walk .badge.approved")).to_have_count(3)


def test_all_that_the_search_shows_are_picked_with_one_key(terms, project):
    terms.keyboard.press("/")
    terms.keyboard.type("tea")
    expect(terms.locator(".list-row")).to_have_count(3)
    terms.keyboard.press("Enter")
    terms.keyboard.press("Control+a")
    assert "3 terms picked" in terms.locator(".bulk").inner_text()
    terms.keyboard.press("d")
    saved(terms, "Rejected 3 terms")
    with open_project(project.folder) as opened:
        rejected = {one.entry.source_term for one in opened.terms() if one.entry.decision}
    assert rejected == {"合作社", "古树茶", "茶农"}


def test_search_finds_a_term_written_in_the_other_script(terms):
    terms.locator("input[type=search]").fill("質量追溯")
    expect(terms.locator(".list-row")).to_have_count(1)
    assert terms.locator(".list-row .zh").inner_text() == "质量追溯"


def test_between_slashes_stands_a_pattern(terms, troubles):
    field = terms.locator("input[type=search]")
    field.fill("/^.茶$|tea (farm|grow)ers/")
    expect(terms.locator(".list-row .zh")).to_have_text(["茶农"])
    field.fill("/(/")
    expect(terms.locator(".list-note")).to_contain_text("Not a pattern yet")
    terms.locator(".toolbar button.pattern").click()
    expect(terms.locator(".list-note")).to_contain_text("No term is like that")
    troubles.clear()  # the browser tells of the refusal


def test_filters_have_counts_and_what_is_decided_does_not_jump_away(terms):
    expect(terms.locator(".sieve", has_text="Undecided")).to_have_text("Undecided 7")
    expect(terms.locator(".sieve", has_text="Inconsistent")).to_have_text("Inconsistent 5")
    terms.locator(".sieve", has_text="Undecided").click()
    terms.locator(".walk").focus()
    terms.keyboard.press("Enter")
    terms.wait_for_selector(".list-row .badge.approved")
    assert terms.locator(".list-row").count() == 7
    expect(terms.locator(".sieve", has_text="Undecided")).to_have_text("Undecided 6")
    terms.locator(".list-note button").click()
    expect(terms.locator(".list-row")).to_have_count(6)
    terms.get_by_label("Category").select_option("industry")
    expect(terms.locator(".list-row")).to_have_count(3)


def test_a_term_is_merged_into_another(terms, project):
    go(terms, "冷链")
    terms.keyboard.press("m")
    assert "Merging 冷链" in terms.locator(".list-note").inner_text()
    terms.keyboard.press("ArrowDown")
    terms.keyboard.press("m")
    saved(terms, "冷链 merged into 茶农")
    assert entry(project, COLD_CHAIN).decision == f"merge:{entry_id('茶农')}"
    terms.keyboard.press("Control+z")
    expect(terms.locator(".walk .badge")).to_have_count(0)
    assert entry(project, COLD_CHAIN).decision == ""
    terms.keyboard.press("Control+y")
    terms.wait_for_selector(".list-row .badge")
    assert entry(project, COLD_CHAIN).decision == f"merge:{entry_id('茶农')}"
    terms.keyboard.press("m")
    terms.keyboard.press("Escape")
    assert "Merging" not in terms.locator(".list-note").inner_text()


def test_a_term_is_added(terms, project):
    terms.keyboard.press("a")
    terms.keyboard.type("规矩")
    terms.keyboard.press("Tab")
    terms.keyboard.type("rule")
    terms.keyboard.press("Enter")
    saved(terms, "Added 规矩")
    assert entry(project, entry_id("规矩")).target_term == "rule"
    terms.wait_for_selector(".list-row.current:has-text('规矩')")
    terms.wait_for_selector(".term-places:has-text('0 places')")
    terms.keyboard.press("Control+z")
    expect(terms.locator(".list-row", has_text="规矩")).to_have_count(0)


def test_adding_a_term_that_is_there_is_refused_in_a_sentence(terms, troubles):
    terms.keyboard.press("a")
    terms.keyboard.type("冷链")
    terms.keyboard.press("Tab")
    terms.keyboard.type("cold chain")
    terms.keyboard.press("Enter")
    terms.wait_for_selector(".toast.bad:has-text('has an entry already')")
    troubles.clear()


def test_every_place_is_shown_with_the_term_marked_in_both_texts(terms):
    go(terms, "质量追溯")
    open_places(terms)
    place = terms.locator("li.place:focus")
    expect(place.locator("mark.term")).to_have_text(["质量追溯", "Quality tracing"])
    terms.keyboard.press("ArrowDown")
    expect(place.locator(".text").first).to_contain_text("周𠮷宁")
    expect(place.locator("mark.term")).to_have_text(["质量追溯", "traceability"])
    terms.keyboard.press("Escape")
    assert terms.locator(".walk").evaluate("(list) => list === document.activeElement")


def test_where_it_would_change_the_translation(terms):
    go(terms, "质量追溯")
    expect(terms.locator(".term-changes")).to_contain_text("would change 1 place")
    terms.locator(".term-changes button", has_text="12").click()
    terms.wait_for_url("**/pairs?*row=12*")


def test_a_wrong_span_is_corrected_by_keys(terms, project):
    go(terms, "鲜叶")
    assert places(project, FRESH) == [("5", "[left out]"), ("7", "fresh leaves")]
    open_places(terms)
    terms.keyboard.press("ArrowDown")
    terms.keyboard.press("Enter")
    picked = terms.locator(".word-picker").last.locator(".word.picked")
    expect(picked).to_have_text(["fresh", "leaves"])
    terms.keyboard.press("ArrowRight")
    terms.keyboard.press("Space")
    terms.keyboard.press("ArrowLeft")
    terms.keyboard.press("Space")
    expect(picked).to_have_count(0)
    for key in ("ArrowRight", "Space", "Enter"):
        terms.keyboard.press(key)
    saved(terms, "Corrected the place in pair 7")
    assert places(project, FRESH) == [("5", "[left out]"), ("7", "leaves")]
    terms.keyboard.press("Control+z")
    terms.wait_for_selector("li.place:has-text('fresh leaves')")
    assert places(project, FRESH) == [("5", "[left out]"), ("7", "fresh leaves")]


def test_a_wrong_span_is_corrected_by_dragging(terms, project):
    go(terms, "质量追溯")
    place = terms.locator("li.place").last
    place.click()
    place.locator("button", has_text="Correct the words").click()
    words = terms.locator(".word-picker").last.locator(".word")
    first, last = (
        words.filter(has_text="What").bounding_box(),
        words.filter(has_text="traceability").bounding_box(),
    )
    terms.mouse.move(first["x"] + 3, first["y"] + 8)
    terms.mouse.down()
    terms.mouse.move(last["x"] + 8, last["y"] + 8, steps=8)
    terms.mouse.up()
    terms.locator("li.place button", has_text="These words").click()
    saved(terms, "Corrected the place in pair 12")
    assert places(project, TRACING)[-1] == ("12", "What did traceability")


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("o", [("10", "[left out]")]),
        ("x", []),
    ],
)
def test_a_place_was_left_out_or_does_not_hold_the_term(terms, project, key, wanted):
    go(terms, "冷链")
    open_places(terms)
    terms.keyboard.press("ArrowDown")
    assert "Some say refrigeration" in terms.locator("li.place:focus").inner_text()
    terms.keyboard.press(key)
    saved(terms, "Corrected the place in pair 10")

    def in_ten():
        return [one for one in places(project, COLD_CHAIN) if one[0] == "10"]

    assert in_ten() == wanted
    terms.keyboard.press("Control+z")
    place = terms.locator("li.place", has_text="Some say refrigeration")
    expect(place.locator(".rendering-name")).to_have_text("refrigeration")
    assert in_ten() == [("10", "refrigeration")]
    terms.keyboard.press("Control+y")
    if wanted:
        expect(place.locator(".rendering-name")).not_to_have_text("refrigeration")
    else:
        expect(place).to_have_count(0)
    assert in_ten() == wanted


def test_reload_comes_back_to_the_same_term_and_filter(terms):
    terms.locator(".sieve", has_text="Inconsistent").click()
    terms.locator(".walk").focus()
    go(terms, "古树茶")
    terms.reload()
    terms.wait_for_selector(".list-row.current:has-text('古树茶')")
    expect(terms.locator(".sieve[aria-pressed=true]")).to_have_text("Inconsistent 5")


def test_who_walks_on_while_leaving_is_not_called_back(terms):
    """The view that is left still hears keys until the next one stands."""
    terms.evaluate(
        """() => {
            location.hash = location.hash.replace(/terms.*/, "findings");
            const key = new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true });
            document.activeElement.dispatchEvent(key);
        }"""
    )
    terms.wait_for_selector(".findings .list-row.current")
    assert "/findings" in terms.url


def test_an_offer_to_undo_goes_with_the_next_decision(terms, project):
    terms.keyboard.press("Control+a")
    terms.keyboard.press("Enter")
    saved(terms, "Approved 7 terms")
    go(terms, "冷链")
    terms.keyboard.press("d")
    terms.wait_for_selector(".list-row .badge.rejected")
    expect(terms.locator(".toast.can-undo")).to_have_count(0)
    terms.keyboard.press("Control+z")
    expect(terms.locator(".list-row .badge.rejected")).to_have_count(0)
    assert entry(project, COLD_CHAIN).is_approved

"""Working in the pairs view: repairs counted in keys, queues, searching, two people, reloading."""

from __future__ import annotations

from typing import Any

import pytest
from pairs_page import PairsPage, eventually

MOST_KEYS = 12


def test_three_wrong_pairs_are_fixed_by_keyboard_alone(page: Any, project: Any) -> None:
    """A border off by one, a lost counterpart, a sentence too long: each in under twelve keys."""
    on = PairsPage(page, project).open()
    before = {one["number"]: one for one in on.pairs()}
    counts = []

    def fixed(*touched: str) -> None:
        counts.append(on.keys)
        on.keys = 0
        now = {one["number"]: one for one in on.pairs()}
        for number, pair in before.items():
            if number not in {*touched, *done}:
                assert (now[number]["source"], now[number]["target"]) == (
                    pair["source"], pair["target"],
                ), f"{number} was not to move"  # fmt: skip
        done.update(touched)

    done: set[str] = set()
    # The next doubtful is 5; the first sentence of 6 belongs to it.
    on.press("n", "ArrowDown", "ArrowRight", "Control+ArrowUp")
    eventually(lambda: on.pair("5")["kind"] == "1-2")
    assert on.pair("5")["is_decided"]
    assert on.pair("6")["is_decided"]
    assert on.pair("6")["target"] == "Quality tracing begins with the picking."
    fixed("5", "6")

    # 19 has no translation and 20 no source: they belong together.
    on.press("n", "n")
    assert on.number == "19"
    on.press("ArrowLeft", "Space", "ArrowDown", "ArrowRight", "Space")
    eventually(lambda: on.pair("19")["kind"] == "1-1")
    fixed("19", "20")

    # 3 is two pairs in one: cut at the comma and between the sentences.
    on.press("Home", "ArrowDown", "ArrowDown", "s")
    page.wait_for_selector(".splitting .cut.clause")
    on.press("Enter")
    eventually(lambda: on.pair("3")["target"] == "The cooperative has 362 tea farmers.")
    assert on.pair("3")["source"] == "合作社有326户茶农，"
    fixed("3")
    assert all(count < MOST_KEYS for count in counts), counts
    eventually(on.agrees)


def test_what_is_left_in_a_queue_is_counted(page: Any, project: Any) -> None:
    on = PairsPage(page, project).open()
    on.press("n")
    eventually(lambda: "5 of 5 left" in page.locator(".queues").inner_text())
    on.press("Enter")
    eventually(lambda: "4 of 5 left" in page.locator(".queues").inner_text())
    assert on.number == "6"
    on.press("Shift+Enter")
    assert on.number == "6", "Shift+Enter stays"
    eventually(lambda: "3 of 5 left" in page.locator(".queues").inner_text())


def test_a_queue_goes_by_confidence_too(page: Any, project: Any) -> None:
    on = PairsPage(page, project).open()
    on.press("o", "n")
    first = on.number
    on.press("n")
    assert [first, on.number] == ["6", "5"], "the least sure first"


@pytest.mark.parametrize("key", ["n", "u", "x", "f"])
def test_every_queue_ends_where_it_began(page: Any, project: Any, key: str) -> None:
    on = PairsPage(page, project).open()
    on.press(key)
    first = on.number
    seen = [first]
    for _ in range(30):
        on.press(key)
        if on.number == first:
            break
        seen.append(on.number)
    assert len(seen) == len(set(seen)) > 1
    on.press(f"Shift+{key.upper()}")
    assert on.number == seen[-1]


def test_a_queue_is_walked_with_the_mouse_too(page: Any, project: Any) -> None:
    on = PairsPage(page, project).open("1")
    page.locator("button[data-queue=unsure], button[data-queue=doubtful]").first.click()
    eventually(lambda: on.number == "5")


def test_a_pair_is_confirmed_in_its_place_and_opened_again(page: Any, project: Any) -> None:
    on = PairsPage(page, project).open("5")
    confirm = page.locator('.actions button[title^="Confirm and go on"]')

    def held() -> list[object]:
        return [on.pair("5")["is_confirmed"], on.number]

    for stay, reopen in (
        (lambda: on.press("Shift+Enter"), lambda: on.press("Shift+R")),
        (lambda: confirm.click(modifiers=["Shift"]), lambda: on.click("Take back that")),
    ):
        stay()
        eventually(lambda: held() == [True, "5"])
        reopen()
        eventually(lambda: held() == [False, "5"])
        on.press("Control+z")
        eventually(lambda: held() == [True, "5"], "undone")
        on.press("Control+y")
        eventually(lambda: held() == [False, "5"], "redone")


def test_bookmarks_are_a_queue(page: Any, project: Any) -> None:
    on = PairsPage(page, project).open("7")
    on.press("t", "Home", "b")
    assert on.number == "7"


def test_a_text_is_found_on_both_sides_whatever_its_script(page: Any, project: Any) -> None:
    on = PairsPage(page, project).open()
    on.press("/")
    on.type("質量追溯")
    page.wait_for_selector("mark.hit")
    marks = page.locator("mark.hit")
    assert set(marks.all_inner_texts()) == {"质量追溯"}
    page.keyboard.press("Enter")
    eventually(lambda: on.number == "6")
    page.keyboard.press("Enter")
    eventually(lambda: on.number == "12")
    page.locator(".search button", has_text="only these").click()
    eventually(lambda: {row[0] for row in on.shown()} == {"6", "12", "24"} or len(on.shown()) < 5)
    page.locator(".search input").press("Escape")
    eventually(lambda: len(on.shown()) > 10)


def test_a_pattern_stands_between_slashes(page: Any, project: Any, troubles: list[str]) -> None:
    PairsPage(page, project).open("12")
    field = page.locator(".search input")
    field.fill("𠮷宁|质量.")
    page.locator(".search button.pattern").click()
    assert field.input_value() == "/𠮷宁|质量./"
    page.wait_for_selector("mark.hit")
    marks = page.locator("mark.hit")
    eventually(lambda: {"𠮷宁", "质量追"} <= set(marks.all_inner_texts()))
    field.fill("/(质量/")
    eventually(lambda: "Not a pattern yet" in page.locator(".search .count").inner_text())
    page.locator(".search button.pattern").click()
    assert field.input_value() == "(质量"
    eventually(lambda: page.locator(".search .count:not(.bad)").is_visible())
    troubles.clear()  # the browser tells of the refusal


def test_pairs_are_filtered_by_kind_speaker_check_and_term(page: Any, project: Any) -> None:
    on = PairsPage(page, project).open()
    on.press("l")

    def choose(name: str, value: str) -> list[str]:
        page.locator(f"#filter-{name}").select_option(value)
        page.wait_for_timeout(150)
        return [number for number, _source, _target in on.shown()]

    assert choose("kind", "gap") == ["19", "20"]
    choose("kind", "")
    assert choose("speaker", "周𠮷宁") == ["12"]
    choose("speaker", "")
    assert "14" in choose("check", "numbers")
    choose("check", "")
    eventually(lambda: page.locator("#filter-term option").count() > 1)
    wanted = page.locator("#filter-term option", has_text="冷链").get_attribute("value")
    assert set(choose("term", wanted)) >= {"9", "10", "11"}
    choose("term", "")
    assert set(choose("confidence", "unsure")) == {"5", "6"}
    on.press("Escape", "Shift+L")
    eventually(lambda: len(on.shown()) > 10)


def test_offsets_are_right_behind_a_rare_character(page: Any, project: Any) -> None:
    """𠮷 is one character and two units: what is found, cut and lit behind it is in its place."""
    on = PairsPage(page, project).open("12")
    on.press("/")
    on.type("花了多少钱")
    page.wait_for_selector("mark.hit")
    assert page.locator('.row[data-number="12"] mark.hit').inner_text() == "花了多少钱"
    page.locator(".search input").press("Escape")
    on.cell("12").click()
    on.press("s")
    page.wait_for_selector(".splitting")
    on.press("End", *["Shift+ArrowLeft"] * 6, "Shift+Enter")
    eventually(lambda: len(on.pair("12")["source_sentences"]) == 2)
    start, end = on.pair("12")["source_sentences"][1]
    assert on.pair("12")["source"][start:end] == "花了多少钱？"


def test_markup_in_a_text_is_text(page: Any, project: Any) -> None:
    on = PairsPage(page, project).open("16")
    cell = on.cell("16", "target")
    assert "<img src=x onerror=" in cell.inner_text()
    assert cell.locator("img").count() == 0
    on.press("e")
    page.wait_for_selector("textarea")
    on.press("Escape", "r")
    page.locator("textarea").fill("<img src=x onerror=\"document.title='broken'\">")
    on.press("Enter")
    page.wait_for_selector(".note")
    assert page.locator("img").count() == 0
    assert "broken" not in page.title()


def test_reload_keeps_the_place_and_what_can_be_undone(page: Any, project: Any) -> None:
    on = PairsPage(page, project).open("9")
    before = on.state()
    on.press("ArrowRight", "m")
    eventually(lambda: on.pair("9")["kind"] == "2-2")
    on.press("ArrowDown")
    eventually(lambda: on.number == "11")
    page.wait_for_timeout(600)
    page.goto("about:blank")
    page.goto(f"{project.server.root}/#/p/{project.id}")
    page.wait_for_selector(".row.current")
    assert on.number == "11"
    assert "target" in (page.locator(".cell.here").get_attribute("class") or "")
    on.press("Control+z")
    eventually(lambda: on.state() == before)


def test_what_another_decides_arrives_and_moves_nothing(
    new_context: Any, new_page: Any, house: Any, project: Any, page: Any
) -> None:
    mine = PairsPage(page, project).open("12")
    context = new_context(house)
    context.request.post(
        f"{house.root}/api/home/reviewer", data={"name": "Mei"}, headers={"Origin": house.root}
    )
    theirs = PairsPage(new_page(context), project).open("3")
    top = mine.cell("12").bounding_box()["y"]
    theirs.press("m")
    eventually(lambda: mine.pair("3")["source"].count("。") == 2)
    eventually(mine.agrees)
    eventually(lambda: page.locator(".row.theirs").count() or "Mei" in page.inner_text("#announce"))
    assert mine.number == "12"
    assert abs(mine.cell("12").bounding_box()["y"] - top) < 2, "the row one is on moved"


def test_two_people_at_one_row_see_a_conflict(
    new_context: Any, new_page: Any, house: Any, project: Any, page: Any
) -> None:
    mine = PairsPage(page, project).open("8")
    context = new_context(house)
    context.request.post(
        f"{house.root}/api/home/reviewer", data={"name": "Mei"}, headers={"Origin": house.root}
    )
    theirs = PairsPage(new_page(context), project).open("8")
    mine.press("e")
    page.locator("textarea").fill("晒青看天。")
    theirs.press("e")
    theirs.page.locator("textarea").fill("晒青要看天色。")
    theirs.press("Control+Enter")
    eventually(lambda: "天色" in mine.pair("8")["source"])
    mine.press("Control+Enter")
    eventually(lambda: mine.pair("8")["conflict"])
    for one in (mine, theirs):
        one.page.wait_for_selector('.row[data-number="8"] .chip.conflict')


def test_pointing_at_a_word_lights_what_it_faces(page: Any, project: Any) -> None:
    on = PairsPage(page, project).open("10")
    box = page.evaluate(
        """() => { const text = document.querySelector('.row[data-number="10"] .source .text');
            const node = text.querySelector('.sentence').firstChild; const range = new Range();
            const at = node.data.indexOf('冷链');
            range.setStart(node, at); range.setEnd(node, at + 1);
            const box = range.getBoundingClientRect();
            return [box.left + box.width / 2, box.top + box.height / 2]; }"""
    )
    page.mouse.move(*box)

    def lit() -> list[str]:
        found: list[str] = page.evaluate(
            """() => [...CSS.highlights].flatMap(([kind, ranges]) =>
                [...ranges].map(range => kind + ' ' + range.toString()))"""
        )
        return found

    eventually(lambda: "term 冷链" in lit() and "term refrigeration" in lit())
    on.press("w")
    page.wait_for_selector(".why .face.of-term")
    assert "冷链" in page.inner_text(".why")
    page.wait_for_selector(".why .face.of-link", timeout=60_000)
    page.locator(".why .face.of-link").first.focus()
    eventually(lambda: any(one.startswith("link ") for one in lit()))


def test_a_panel_that_opens_moves_the_cursor_neither_away_nor_out_of_sight(
    page: Any, project: Any
) -> None:
    on = PairsPage(page, project).open(row="20")
    for width in (None, 620):
        if width is None:
            on.press("w")
            page.wait_for_selector(".why", state="visible")
        else:
            page.set_viewport_size({"width": width, "height": 500})
        eventually(
            lambda: page.evaluate(
                """() => { const box = document.activeElement.getBoundingClientRect();
                    const row = document.activeElement.closest('.row')?.dataset.number;
                    return row === '20' && box.bottom > 100 && box.top < innerHeight - 60; }"""
            )
        )


def test_every_key_is_on_the_sheet(page: Any, project: Any) -> None:
    on = PairsPage(page, project).open()
    on.press("?")
    sheet = page.inner_text("dialog.keys")
    for words in ("Confirm and go on", "Merge with the next pair", "Find on both sides", "Undo"):
        assert words in sheet
    on.press("Escape")
    eventually(lambda: page.locator("dialog").count() == 0)
    on.press("ArrowDown")
    assert on.number == "2"


def test_who_is_sent_to_a_row_finds_it_whatever_was_filtered(page: Any, project: Any) -> None:
    on = PairsPage(page, project).open()
    on.press("l")
    page.locator("#filter-kind").select_option("gap")
    eventually(lambda: [row[0] for row in on.shown()] == ["19", "20"])
    page.wait_for_timeout(600)
    page.reload()
    page.wait_for_selector(".row.current")
    eventually(lambda: [row[0] for row in on.shown()] == ["19", "20"], "the filter is kept")
    page.evaluate("location.hash = location.hash.replace(/row=\\d+/, 'row=7')")
    eventually(lambda: on.number == "7")
    eventually(lambda: len(on.shown()) > 10)


def test_a_small_k_moves_and_a_capital_one_keeps_out(page: Any, project: Any) -> None:
    on = PairsPage(page, project).open("8")
    on.press("k")
    assert on.number == "7"
    on.press("K")
    eventually(lambda: on.pair("7")["is_kept_out"])
    on.press("Shift+K")
    eventually(lambda: not on.pair("7")["is_kept_out"])


def test_what_was_being_written_is_there_again(page: Any, project: Any) -> None:
    on = PairsPage(page, project).open("8")
    on.press("e")
    page.locator("textarea").fill("晒青要看天色。")
    page.reload()
    page.wait_for_selector(".pairs[data-read]")
    on.press("e")
    assert page.locator("textarea").input_value() == "晒青要看天色。"
    on.press("Escape", "e")
    assert page.locator("textarea").input_value() == "晒青要看天气。"


def test_a_text_that_could_not_be_saved_is_not_lost(page: Any, project: Any, troubles: Any) -> None:
    on = PairsPage(page, project).open("8")
    page.route("**/decide", lambda route: route.abort())
    on.press("e")
    page.locator("textarea").fill("晒青要看天色。")
    on.press("Control+Enter")
    page.wait_for_selector(".toast.bad")
    page.unroute("**/decide")
    on.press("e")
    assert page.locator("textarea").input_value() == "晒青要看天色。"
    on.press("Control+Enter")
    eventually(lambda: "天色" in on.pair("8")["source"])
    troubles.clear()

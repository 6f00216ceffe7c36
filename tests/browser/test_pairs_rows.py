"""Every row of the pairs view's table: by key and by mouse, undone and redone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from pairs_page import PairsPage, eventually


@dataclass(frozen=True)
class Deed:
    """Something one does: at a row and side, by keys or by mouse; and what must have come of it."""

    name: str
    row: str
    side: str
    by_key: Callable[[PairsPage], None]
    by_mouse: Callable[[PairsPage], None]
    came: Callable[[PairsPage], bool]


def keys(*names: str) -> Callable[[PairsPage], None]:
    return lambda on: on.press(*names)


def click(name: str) -> Callable[[PairsPage], None]:
    return lambda on: on.click(name)


def _doubt(on: PairsPage, end: Callable[[], None]) -> None:
    on.page.wait_for_selector("textarea.editor")
    on.type("谁说的？")
    end()


def _correct(on: PairsPage, end: Callable[[], None]) -> None:
    on.page.locator("textarea.editor").fill("In the second year, only 90,000 yuan.")
    end()


def _link_by_key(on: PairsPage) -> None:
    on.press("Space", "ArrowDown", "ArrowRight", "Space")


def _link_by_mouse(on: PairsPage) -> None:
    on.click("Begin a link")
    on.cell("20", "target").click()
    on.click("Begin a link")


def _cut_by_key(on: PairsPage) -> None:
    on.press("s")
    on.page.wait_for_selector(".splitting")
    on.press("End", *["Shift+ArrowLeft"] * 7, "Shift+Enter")


def _cut_by_mouse(on: PairsPage) -> None:
    on.click("Split the pair")
    on.page.wait_for_selector(".splitting")
    box = on.page.evaluate(
        """() => { const walker = document.createTreeWalker(
              document.querySelector('.splitting .source .text'), NodeFilter.SHOW_TEXT);
            let left = 9;
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
              if (left < node.length) { const range = document.createRange();
                range.setStart(node, left); range.setEnd(node, left + 1);
                const box = range.getBoundingClientRect();
                return [box.left + 1, box.top + box.height / 2]; }
              left -= node.length; } }"""
    )
    on.page.mouse.click(*box)
    on.click("Only cut", within=".splitting")


def _split_by_mouse(on: PairsPage) -> None:
    on.click("Split the pair")
    on.page.locator('.splitting .source button.cut[title="at the end"]').last.click()
    on.page.locator('.splitting .target button.cut[title="between sentences"]').first.click()
    on.click("Split here", within=".splitting")


def _split_by_key(on: PairsPage) -> None:
    on.press("s")
    on.page.wait_for_selector(".splitting")
    on.press("ArrowUp", "End", "ArrowDown", "Home", "ArrowRight", "Enter")


def _join(on: PairsPage, end: Callable[[], None]) -> None:
    on.page.wait_for_selector(".splitting")
    on.page.locator('.splitting .target button.cut[title="between sentences"]').first.click()
    end()


DEEDS = [
    Deed("confirm and go on", "5", "source", keys("Enter"), click("Confirm and go on"),
         lambda on: on.pair("5")["is_confirmed"] and on.number == "6"),
    Deed("doubtful with a note", "8", "source",
         lambda on: (on.press("r"), _doubt(on, lambda: on.press("Enter")))[0],
         lambda on: (on.click("Doubtful, with a note"),
                     _doubt(on, lambda: on.click("Doubtful", within=".noting")))[0],
         lambda on: on.pair("8")["is_doubtful"] and on.pair("8")["note"] == "谁说的？"),
    Deed("merge with the next", "9", "source", keys("m"), click("Merge with the next"),
         lambda on: on.pair("9")["kind"] == "2-2" and on.number == "9"),
    Deed("merge with the previous", "10", "source", keys("Shift+M"),
         click("Merge with the previous"),
         lambda on: on.pair("9")["kind"] == "2-2" and on.number == "9"),
    Deed("merge one side with the next", "9", "target", keys("Alt+m"),
         click("Merge this side alone with the next"),
         lambda on: on.pair("9")["kind"] == "1-2" and on.pair("10")["kind"] == "1-0"),
    Deed("merge one side with the previous", "10", "target", keys("Alt+Shift+M"),
         click("Merge this side alone with the previous"),
         lambda on: on.pair("10")["kind"] == "1-2" and on.pair("9")["kind"] == "1-0"),
    Deed("first sentence to the previous row", "6", "target", keys("Control+ArrowUp"),
         click("First sentence"),
         lambda on: on.pair("5")["kind"] == "1-2" and on.pair("6")["kind"] == "1-1"),
    Deed("last sentence to the next row", "6", "target", keys("Control+ArrowDown"),
         click("Last sentence"),
         lambda on: on.pair("6")["kind"] == "1-1" and on.pair("7")["kind"] == "1-2"),
    Deed("split between sentences", "3", "source", _split_by_key, _split_by_mouse,
         lambda on: on.pair("3")["kind"] == "1-1" and on.pair("3")["target"].endswith("farmers.")),
    Deed("cut a sentence at the caret", "5", "source", _cut_by_key, _cut_by_mouse,
         lambda on: on.pair("5")["source_sentences"] == [[0, 9], [9, 16]]),
    Deed("join two sentences", "3", "target",
         lambda on: (on.press("s"), _join(on, lambda: on.press("j")))[0],
         lambda on: (on.click("Split the pair"),
                     _join(on, lambda: on.click("Join", within=".splitting")))[0],
         lambda on: on.pair("3")["kind"] == "1-1"),
    Deed("far link", "19", "source", _link_by_key, _link_by_mouse,
         lambda on: on.pair("19")["target"].startswith("I did not know")),
    Deed("no counterpart", "8", "source", keys("Backspace"), click("The two sides have no"),
         lambda on: on.pair("8")["kind"] == "1-0"),
    Deed("insert an empty row", "8", "source", keys("i"), click("Insert an empty row"),
         lambda on: any(not one["source"] + one["target"] for one in on.pairs())),
    Deed("swap with the row above", "9", "source", keys("Control+x"), click("Exchange the"),
         lambda on: on.pair("9")["target"] == "Sun-drying depends on the weather."),
    Deed("correct a text", "14", "target",
         lambda on: (on.press("e"), _correct(on, lambda: on.press("Control+Enter")))[0],
         lambda on: (on.click("Correct this side"),
                     _correct(on, lambda: on.click("Save", within=".editing")))[0],
         lambda on: "90,000" in on.pair("14")["target"]
         and "900,000" in on.pair("14")["original_target"]),
    Deed("keep out of the memory", "8", "source", keys("Shift+K"), click("Keep out of"),
         lambda on: on.pair("8")["is_kept_out"]),
    Deed("bookmark", "8", "source", keys("t"), click("Bookmark"),
         lambda on: on.pair("8")["is_bookmarked"]),
    Deed("confirm all above", "5", "source", keys("c"), click("Confirm all above"),
         lambda on: [one["is_confirmed"] for one in on.pairs()[:5]] == [True] * 4 + [False]),
    Deed("confirm all that are sure", "5", "source", keys("Control+Shift+A"),
         click("Confirm all shown"),
         lambda on: on.pair("1")["is_confirmed"] and not on.pair("10")["is_confirmed"]),
]  # fmt: skip


def at(on: PairsPage, deed: Deed) -> None:
    """Put the cursor where the deed is done."""
    on.cell(deed.row, deed.side).click()
    eventually(lambda: on.number == deed.row)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name)
def test_done_by_key_and_by_mouse_undone_and_redone(page: Any, project: Any, deed: Deed) -> None:
    on = PairsPage(page, project).open(deed.row)
    before = on.state()
    at(on, deed)
    deed.by_key(on)
    eventually(lambda: deed.came(on), f"{deed.name} by key")
    after = on.state()
    eventually(on.agrees, "the rows that are drawn are not those that the server has")
    on.press("Control+z")
    eventually(lambda: on.state() == before, "undo by key")
    on.press("Control+y")
    eventually(lambda: on.state() == after, "redo by key")
    on.click("Undo", within=".turns")
    eventually(lambda: on.state() == before, "undo by mouse")
    eventually(on.agrees)
    at(on, deed)
    deed.by_mouse(on)
    eventually(lambda: deed.came(on), f"{deed.name} by mouse")
    assert on.state() == after
    on.click("Undo", within=".turns")
    eventually(lambda: on.state() == before)
    on.click("Redo", within=".turns")
    eventually(lambda: on.state() == after, "redo by mouse")
    eventually(on.agrees)


def test_the_buttons_of_undo_and_redo_stay_when_answers_come_in(page: Any, project: Any) -> None:
    on = PairsPage(page, project).open("3")
    held = page.evaluate_handle("() => [...document.querySelectorAll('.turns button')]")
    on.cell("3").click()
    on.press("Enter")
    eventually(lambda: on.pair("3")["is_confirmed"])
    eventually(lambda: page.locator(".turns button").first.is_enabled())
    assert page.evaluate("held => held.length === 2 && held.every((one) => one.isConnected)", held)
    on.click("Undo", within=".turns")
    eventually(lambda: not on.pair("3")["is_confirmed"])
    assert page.evaluate("held => held.every((one) => one.isConnected)", held)

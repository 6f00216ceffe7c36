"""What axe finds on every view, light and dark, in both languages; and whether all fits a phone."""

from __future__ import annotations

import pytest
from page_checks import expect, serious_troubles

READY = {
    "pairs": "text=云岭茶叶合作社的春天",
    "terms": ".term-places li.place",
    "findings": ".list-row.current",
    "log": ".log-body > *",
    "files": ".downloads li",
}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(params=["light", "dark"])
def scheme(request):
    return request.param


@pytest.fixture(params=["en-GB", "zh-CN"])
def locale(request):
    return request.param


def _seen(page, project, view):
    page.goto(f"{project.server.root}/#/start" if view == "start" else project.address(view))
    page.wait_for_selector(READY.get(view, ".drop"))


def test_nothing_serious_in_any_view(new_page, new_context, house, project, scheme, locale):
    page = new_page(new_context(house, color_scheme=scheme, locale=locale))
    found = []
    for view in ("start", *READY):
        _seen(page, project, view)
        found += [f"{view}: {one}" for one in serious_troubles(page)]
    # with a decision, a selection, an open form, an open place, the sheet of keys
    _seen(page, project, "terms")
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector(".toast")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Space")
    page.wait_for_selector("li.place:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector(".word-picker")
    found += [f"a place: {one}" for one in serious_troubles(page)]
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.wait_for_selector(".term-form")
    found += [f"a form: {one}" for one in serious_troubles(page)]
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_selector("dialog.keys")
    found += [f"keys: {one}" for one in serious_troubles(page)]
    page.keyboard.press("Escape")
    _seen(page, project, "findings")
    page.keyboard.press("v")
    page.wait_for_selector(".list-row .badge")
    page.keyboard.press("e")
    page.wait_for_selector("textarea.correction")
    found += [f"an editor: {one}" for one in serious_troubles(page)]
    page.keyboard.press("Escape")
    _seen(page, project, "log")
    page.wait_for_selector(".operation")
    found += [f"log: {one}" for one in serious_troubles(page)]
    assert not found, "\n".join(found)


def test_a_phone_shows_cards_and_decides(new_page, new_context, house, project):
    page = new_page(new_context(house, viewport=PHONE, has_touch=True, is_mobile=True))
    for view in ("start", *READY):
        _seen(page, project, view)
        width = page.evaluate("() => document.documentElement.scrollWidth")
        assert width <= PHONE["width"], f"{view} is {width} pixels wide"
    _seen(page, project, "terms")
    page.locator(".list-row", has_text="冷链").tap()
    page.locator(".detail button", has_text="Approve").tap()
    expect(page.locator(".list-row", has_text="冷链").locator(".badge.approved")).to_be_visible()
    _seen(page, project, "findings")
    page.locator(".detail button", has_text="False alarm").tap()
    expect(page.locator(".list-row .badge")).to_have_count(1)


def test_the_language_is_the_browsers_and_can_be_changed(new_page, new_context, house, project):
    page = new_page(new_context(house, locale="zh-CN"))
    _seen(page, project, "terms")
    expect(page.locator(".sieve").first).to_have_text("全部 7")
    assert page.evaluate("() => document.documentElement.lang") == "zh-Hans"
    page.get_by_role("button", name="English").click()
    expect(page.locator(".sieve").first).to_have_text("All 7")
    assert page.evaluate("() => document.documentElement.lang") == "en"

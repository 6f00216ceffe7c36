"""Two people on one project, and a server that goes and comes back."""

from __future__ import annotations

import shutil

import pytest
from made_project import LINES, made_alignment
from page_checks import expect

from glossary.record.entries import entry_id
from review.project.operations import Approve, Confirm
from review.project.project import open_project


@pytest.fixture
def lin(new_page, new_context, house, project):
    """Lin's page."""
    return _person(new_page, new_context, house, "Lin")


@pytest.fixture
def mei(new_page, new_context, house, project):
    """Mei's page, in a browser of her own."""
    return _person(new_page, new_context, house, "Mei")


def _person(new_page, new_context, house, name):
    context = new_context(house)
    told = context.request.post(
        f"{house.root}/api/home/reviewer", data={"name": name}, headers={"Origin": house.root}
    )
    assert told.ok
    return new_page(context)


def _terms(page, project, term="冷链"):
    page.goto(project.address("terms"))
    page.locator(".list-row", has_text=term).click()
    page.wait_for_selector(f".term-head:has-text('{term}')")


def test_each_sees_what_the_other_decides_within_a_second(lin, mei, project):
    _terms(lin, project)
    _terms(mei, project)
    lin.keyboard.press("Shift+Enter")
    expect(mei.locator(".list-row.current .badge.approved")).to_be_visible()
    mei.keyboard.press("d")
    expect(lin.locator(".list-row", has_text="冷链").locator(".badge.rejected")).to_be_visible()


def test_another_process_is_seen_too(lin, project):
    _terms(lin, project)
    with open_project(project.folder, reviewer="Wu") as opened:
        term = next(one for one in opened.terms() if one.entry.source_term == "冷链")
        opened.decide(term, Approve())
    expect(lin.locator(".list-row.current .badge.approved")).to_be_visible()


def test_the_same_term_decided_twice_unseen_is_a_conflict_for_all_to_see(lin, mei, project):
    _terms(lin, project)
    _terms(mei, project)
    # Mei's page hears nothing for a while, as over a slow line
    seen = lin.evaluate("async (path) => (await (await fetch(path)).json()).last",
                        f"/api/p/{project.id}")  # fmt: skip
    term = next(one.id for one in _all_terms(project) if one.entry.source_term == "冷链")
    lin.keyboard.press("Shift+Enter")
    expect(lin.locator(".list-row.current .badge.approved")).to_be_visible()
    body = {"seen": seen, "decisions": [{"about": "term", "target": term, "verb": "reject"}]}
    told = mei.request.post(
        f"{project.server.root}/api/p/{project.id}/decide",
        data=body,
        headers={"Origin": project.server.root},
    )
    assert told.ok
    for page in (lin, mei):
        row = page.locator(".list-row", has_text="冷链")
        expect(row.locator(".badge.conflict")).to_be_visible()
    lin.locator(".clash button").click()
    lin.wait_for_url("**/log?tab=conflicts")
    item = lin.locator(".conflict-item")
    expect(item).to_contain_text("冷链")
    expect(item).to_contain_text("Lin")
    expect(item).to_contain_text("Mei")
    _terms(lin, project)
    lin.keyboard.press("Shift+Enter")
    expect(mei.locator(".badge.conflict")).to_have_count(0)


def _all_terms(project):
    with open_project(project.folder) as opened:
        return opened.terms()


def test_any_operation_is_undone_from_the_log(lin, mei, project):
    _terms(lin, project)
    lin.keyboard.press("Enter")
    lin.wait_for_selector(".list-row .badge.approved")
    _terms(mei, project, "茶农")
    mei.keyboard.press("d")
    mei.wait_for_selector(".list-row .badge.rejected")
    mei.goto(project.address("log"))
    rows = mei.locator(".operation")
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text("Lin")
    expect(rows.last).to_contain_text("approved 冷链")
    rows.last.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(3)
    expect(rows.last).to_contain_text("undone")
    expect(lin.locator(".badge.approved")).to_have_count(0)
    rows.last.get_by_role("button", name="Redo").click()
    expect(lin.locator(".walk .badge.approved")).to_have_count(1)


def test_a_decision_whose_sentence_is_gone_is_listed_with_the_reason_and_comes_back(lin, project):
    with open_project(project.folder, reviewer="Wu") as opened:
        opened.decide("23", Confirm())
        opened.put_alignment(made_alignment([*LINES[:22], LINES[23]]))
    lin.goto(project.address("log", tab="unplaced"))
    line = lin.locator(".operation")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("Wu")
    expect(line).to_contain_text("confirmed")
    with open_project(project.folder, reviewer="Wu") as opened:
        opened.put_alignment(made_alignment())
    lin.reload()
    expect(lin.locator(".log-body .hint")).to_have_text("Every decision has its place.")


def test_a_killed_server_is_told_of_and_work_goes_on_when_it_is_back(
    new_page, new_context, serve, small_project, tmp_path
):
    folder = tmp_path / "tea"
    shutil.copytree(small_project, folder)
    server = serve(folder)
    page = new_page(new_context(server), loses_server=True)
    page.goto(f"{server.root}/#/p/1/terms")
    page.wait_for_selector(".list-row.current")
    page.keyboard.press("Enter")
    page.wait_for_selector(".list-row .badge.approved")
    server.kill()
    page.wait_for_selector(".connection.lost")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast.bad:has-text('Not saved')")
    with open_project(folder) as opened:
        assert sum(bool(one.entry.decision) for one in opened.terms()) == 1
    server.start()
    expect(page.locator(".connection")).to_have_text("The server is back.")
    page.keyboard.press("Enter")
    expect(page.locator(".list-row .badge.approved")).to_have_count(2)
    page.reload()
    expect(page.locator(".list-row .badge.approved")).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(page.locator(".list-row .badge.approved")).to_have_count(1)
    page.close()


def test_after_a_restart_the_page_opens_where_one_was(
    new_page, new_context, serve, small_project, tmp_path
):
    folder = tmp_path / "tea"
    shutil.copytree(small_project, folder)
    server = serve(folder)
    page = new_page(new_context(server), loses_server=True)
    page.goto(f"{server.root}/#/p/1/terms")
    farmer = entry_id("茶农")
    # the place of the first row may be kept just then, too
    with page.expect_response(
        lambda told: told.url.endswith("/place") and farmer in (told.request.post_data or "")
    ):
        page.locator(".list-row", has_text="茶农").click()
    page.close()
    server.stop()
    server.start()
    again = new_page(new_context(server))
    again.goto(f"{server.root}/")
    again.wait_for_selector("[data-view=terms] .list-row.current:has-text('茶农')")

"""The findings: answered with one key each, the figure corrected where it stands."""

from __future__ import annotations

import docx
import openpyxl
import pytest
from page_checks import expect

from review.project.project import open_project


@pytest.fixture
def findings(page, project):
    """The findings view of a fresh project, the first finding the current one."""
    page.goto(project.address("findings"))
    page.wait_for_selector(".list-row.current")
    return page


def answers(project):
    with open_project(project.folder) as opened:
        return {one.pair: one.answer for one in opened.findings() if one.answer}


def target(project, number):
    with open_project(project.folder) as opened:
        return opened.pair(number).target


def test_grouped_by_rule_with_counts_the_worst_first(findings):
    expect(findings.locator(".list-heading")).to_have_text(
        [
            "Numbers: another value · 1",
            "Numbers: ten times or more off · 1",
            "Omissions: not translated · 1",
            "Omissions: added · 1",
        ]
    )
    row = findings.locator(".list-row").first
    expect(row.locator(".finding-pair")).to_have_text("3")
    expect(row.locator("mark.error")).to_have_text("362")


@pytest.mark.parametrize(
    ("key", "answer"), [("v", "right"), ("f", "false alarm"), ("l", "later")]
)  # fmt: skip
def test_one_key_answers_and_is_undone_and_redone(findings, project, key, answer):
    findings.keyboard.press(key)
    findings.wait_for_selector(".list-row .badge")
    assert answers(project) == {"3": answer}
    expect(findings.locator(".list-row.current .finding-pair")).to_have_text("14")
    findings.keyboard.press("Control+z")
    expect(findings.locator(".walk .badge")).to_have_count(0)
    assert answers(project) == {}
    findings.keyboard.press("Control+y")
    findings.wait_for_selector(".list-row .badge")
    assert answers(project) == {"3": answer}


def test_the_right_figure_is_written_where_the_wrong_one_stands(findings, project):
    findings.keyboard.press("e")
    findings.wait_for_selector("textarea.correction")
    findings.keyboard.type("326")  # the wrong figure is selected to begin with
    findings.keyboard.press("Control+Enter")
    findings.wait_for_selector(".toast:has-text('fixed')")
    assert (
        target(project, "3")
        == "The cooperative has 326 tea farmers. Half of them grow old-tree tea."
    )
    expect(findings.locator(".sieve[aria-pressed=true]")).to_contain_text("Open")
    findings.keyboard.press("Control+z")
    findings.wait_for_selector(".list-row:has-text('362')")
    assert "362" in target(project, "3")
    findings.keyboard.press("Control+y")
    findings.wait_for_selector(".list-row .badge")
    assert "326" in target(project, "3")


def test_leaving_the_editor_changes_nothing(findings, project):
    findings.keyboard.press("e")
    findings.wait_for_selector("textarea.correction")
    findings.keyboard.type("nonsense")
    findings.keyboard.press("Escape")
    expect(findings.locator("textarea.correction")).to_have_count(0)
    assert "362" in target(project, "3")
    assert answers(project) == {}
    findings.keyboard.press("v")
    findings.wait_for_selector(".list-row .badge")
    assert answers(project) == {"3": "right"}


def test_with_the_mouse(findings, project):
    findings.locator(".list-row", has_text="900,000").click()
    findings.locator(".detail button", has_text="Fixed").click()
    findings.locator(".detail button", has_text="Insert “90,000").click()
    findings.locator(".detail button", has_text="Save as fixed").click()
    findings.wait_for_selector(".toast:has-text('fixed')")
    assert target(project, "14").startswith("In the second year, only 90,000")
    for name, answer in (("Valid", "right"), ("False alarm", "false alarm"), ("Later", "later")):
        findings.locator(".list-row", has_text="362").first.click()
        findings.locator(".detail .acts").get_by_role("button", name=name).click()
        findings.locator(".list-row", has_text="362").locator(".badge").wait_for()
        assert answers(project)["3"] == answer
        findings.keyboard.press("Control+z")
        expect(findings.locator(".list-row", has_text="362").locator(".badge")).to_have_count(0)


def test_several_are_answered_at_once(findings, project):
    findings.keyboard.press("Control+a")
    expect(findings.locator(".bulk strong")).to_have_text("4 findings picked")
    findings.keyboard.press("f")
    findings.wait_for_selector(".toast:has-text('4 false alarms')")
    assert set(answers(project).values()) == {"false alarm"}
    findings.keyboard.press("Control+z")
    expect(findings.locator(".walk .badge")).to_have_count(0)
    assert answers(project) == {}
    expect(findings.locator(".sieve", has_text="Open")).to_have_text("Open 4")


def test_the_tally_counts_by_kind_and_severity(findings):
    findings.keyboard.press("v")
    findings.wait_for_selector(".list-row .badge")
    findings.locator(".tally summary").click()
    rows = [row.inner_text().split("\t") for row in findings.locator(".tally tbody tr").all()]
    assert [row[:4] for row in rows] == [
        ["Numbers", "1 / 2", "–", "–"],
        ["Omissions", "0 / 1", "0 / 1", "–"],
        ["Total", "1 / 3", "0 / 1", "–"],
    ]
    assert rows[-1][4] == "5"


def test_the_list_and_the_corrected_text_are_taken_along(findings, tmp_path):
    findings.keyboard.press("e")
    findings.wait_for_selector("textarea.correction")
    findings.keyboard.type("326")
    findings.keyboard.press("Control+Enter")
    findings.wait_for_selector(".toast:has-text('fixed')")
    findings.keyboard.press("v")
    findings.wait_for_selector(".toast:has-text('valid')")
    with findings.expect_download() as waiting:
        findings.locator(".exports a", has_text="List (.xlsx)").click()
    waiting.value.save_as(tmp_path / "findings.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "findings.xlsx").worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row for row in rows if "right" in row and "900,000 yuan" in str(row)]
    with findings.expect_download() as waiting:
        findings.locator(".exports a", has_text="Corrected text (.docx)").click()
    texts = [one.text for one in docx.Document(str(waiting.value.path())).paragraphs]
    assert any("has 326 tea farmers" in text for text in texts)


def test_from_a_finding_to_its_pair(findings):
    findings.keyboard.press("g")
    findings.wait_for_url("**/pairs?*row=3*")


def test_markup_in_a_text_is_text(page, project, troubles):
    """Everywhere a text is shown."""
    with open_project(project.folder) as opened:
        number = next(pair.number for pair in opened.pairs() if "<img" in pair.source)
    page.goto(project.address("pairs", row=number))
    page.wait_for_selector("text=<img src=x onerror")
    for view in ("terms", "findings", "log", "files"):
        page.goto(project.address(view))
        page.wait_for_timeout(200)
    assert page.locator("img").count() == 0
    assert page.title() != "broken"


def test_checking_again_finds_what_is_there_now(findings, project):
    findings.keyboard.press("e")
    findings.wait_for_selector("textarea.correction")
    findings.keyboard.type("363")
    findings.keyboard.press("Control+Enter")
    findings.wait_for_selector(".toast:has-text('fixed')")
    findings.get_by_role("button", name="Check again").click()
    findings.wait_for_selector(".toast:has-text('Checked')", timeout=120_000)
    expect(findings.locator(".list-row", has_text="“363”")).to_have_count(1)
    with open_project(project.folder) as opened:
        assert any("363" in one.finding.message for one in opened.findings())


def test_the_chinese_page_says_in_chinese_what_is_wrong(findings):
    findings.evaluate("localStorage.setItem('duizhao.language', 'zh')")
    findings.reload()
    head = findings.locator(".finding-head")
    expect(head).to_contain_text("原文为“326”，译文为“362”。")
    findings.get_by_role("searchbox").fill("没有译文")
    expect(findings.locator(".list-row .finding-message")).to_have_text(["原文没有译文。"])


def test_words_of_a_text_are_in_the_language_of_the_text(findings):
    findings.evaluate(
        """async () => {
            const { saidNodes } = await import("/js/findings/said.js");
            const en = ["“", "低空经济", "” is “", "low sky", "” (", "3", ")."];
            const languages = { source: "zh-Hant", target: "en-GB" };
            document.body.append(...saidNodes({ said: { en } }, languages));
        }"""
    )
    told = findings.evaluate("[...document.body.children].slice(-3).map((one) => one.lang)")
    assert told == ["zh-Hant", "en-GB", ""]

"""The report in a browser: by mouse, by keyboard, on a phone, on paper, with ten thousand pairs."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from made_project import NAME, make_large
from page_checks import serious_troubles

from quality.check.output.write import write_check_report
from quality.findings import CheckReport, Finding
from quality.messages import as_written
from quality.score import ScoreOptions, score_files
from quality.score.write import write_score_report
from review.page.index import Listed, write_index
from review.page.looks import summarise
from review.page.sections import terms_part
from review.project import open_project
from review.project.exporting import export_folder

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# Parts that are not laid out yet cannot be judged.
ALL_LAID_OUT = ".chunk { content-visibility: visible !important; }"


@pytest.fixture(scope="module")
def report(small_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the small project, and the other pages beside it."""
    folder = tmp_path_factory.mktemp("pages") / "tea"
    shutil.copytree(small_project, folder)
    with open_project(folder) as project:
        export_folder(project, ("memory.tmx", "glossary.html", "findings.html", "report.html"))
    _scores(folder)
    _index(folder)
    return folder / "report.html"


@pytest.fixture
def opened(chromium: Any, troubles: list[str]) -> Iterator[Callable[..., Any]]:
    """Opens a page from the disk; what it complains of or fetches is noted."""
    contexts = []

    def open_file(path: Path, fragment: str = "", **options: Any) -> Any:
        context = chromium.new_context(**({"viewport": WIDE} | options))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text))
        page.on(
            "request",
            lambda request: request.url.startswith(path.as_uri()) or troubles.append(request.url),
        )
        page.goto(path.as_uri() + fragment)
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert not troubles


def _scores(folder: Path) -> None:
    """The page of two translations against a reference, beside the report."""
    lines = {
        "reference.txt": "The harvest was good this year.\nPrices <b>rose</b> by 3%.\n",
        "first.txt": "Harvest was good this year.\nThe prices rose by 3%.\n",
        "second.txt": "This year the crop was good.\nPrices fell.\n",
        "source.txt": "今年收成好。\n价格上涨3%。\n",
    }
    for name, text in lines.items():
        (folder / name).write_text(text, encoding="utf-8")
    report = score_files(
        [folder / "first.txt", folder / "second.txt"],
        references=[folder / "reference.txt"],
        source=folder / "source.txt",
        options=ScoreOptions(encoder="none", intervals=False),
    )
    write_score_report(report, folder / "scores.html")


def _index(folder: Path) -> None:
    """The page that lists reports, beside the report."""
    with open_project(folder) as opened:
        listed = Listed(
            title="tea.zh ↔ tea.en",
            address="report.html",
            summary=summarise(opened.alignment()),
            findings=opened.check_report(),
        )
        terms = terms_part(opened.glossary(), {NAME: "report.html"})
    write_index("tea", [listed, listed], folder / "index.html", parts=[terms])


PAGES = ("report", "findings", "glossary", "scores", "index")


@pytest.mark.parametrize("name", [f"{name}.html" for name in PAGES])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_cut_off_on_a_phone(
    report: Path, opened: Callable[..., Any], name: str, scheme: str
) -> None:
    page = opened(report.with_name(name), viewport=PHONE, color_scheme=scheme, bypass_csp=True)
    page.add_style_tag(content=ALL_LAID_OUT)
    for one in page.query_selector_all("details"):
        one.evaluate("one => { one.open = true; }")
    assert serious_troubles(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_no_window_scrolls_inside_the_page(report: Path, opened: Callable[..., Any]) -> None:
    page = opened(report)
    inner = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((one) => /auto|scroll/.test(getComputedStyle(one).overflowY)).length"""
    )
    assert inner == 0


def test_a_link_to_a_pair_works_whatever_is_filtered(
    report: Path, opened: Callable[..., Any]
) -> None:
    page = opened(report, "#pair-4")
    assert page.locator("#pair-4").evaluate("one => one === document.activeElement")
    page.locator("#pairs input[type=search]").fill("no such words anywhere")
    page.locator("#pair-4").wait_for(state="hidden")
    page.evaluate("location.hash = '#pair-5'")
    page.locator("#pair-5").wait_for(state="visible")
    assert page.locator("#pairs input[type=search]").input_value() == ""
    top, bottom = page.locator("#pair-5").evaluate(
        "one => { const box = one.getBoundingClientRect(); return [box.top, box.bottom]; }"
    )
    assert top > 0
    assert bottom < WIDE["height"]
    # The same link twice: the address does not change, the filter goes all the same.
    page.locator("#pairs input[type=search]").fill("nothing of the kind")
    page.locator("#pair-5").wait_for(state="hidden")
    page.evaluate("document.querySelector('a[href=\"#pair-5\"]').click()")
    page.locator("#pair-5").wait_for(state="visible")


def test_a_link_opens_the_fold_in_which_its_place_lies(
    report: Path, opened: Callable[..., Any], tmp_path: Path
) -> None:
    many = CheckReport(
        name="a", source_language="zh-Hans", target_language="en", units=60, signature="s",
        findings=tuple(
            Finding(
                id=f"f{n}", check="omission", rule="r", severity="error", unit=n, source="发展",
                target="x", source_span=None, target_span=None, expected="",
                said=as_written(f"No {n}."),
            )
            for n in range(60)
        ),
    )  # fmt: skip
    write_check_report(many, tmp_path / "many.html")
    page = opened(tmp_path / "many.html")
    assert not page.locator("#finding-f59").is_visible()
    page.evaluate("location.hash = '#finding-f59'")
    page.locator("#finding-f59").wait_for(state="visible")


def test_the_search_folds_scripts_width_and_case(report: Path, opened: Callable[..., Any]) -> None:
    page = opened(report)
    box, rows = page.locator("#pairs input[type=search]"), page.locator("#pairs tbody tr:visible")
    everything = rows.count()
    counts = {}
    for typed in ("合作社", "ＣＯＯＰＥＲＡＴＩＶＥ", "茶農", "茶农", "𠮷"):
        box.fill(typed)
        counts[typed] = rows.count()
    assert all(0 < count < everything for count in counts.values()), counts
    assert counts["茶農"] == counts["茶农"]
    told = page.locator("#pairs output").text_content()
    assert told == f"{counts['𠮷']} of {everything}"
    page.locator("#pairs button[type=reset]").click()
    page.locator("#pairs output:empty").wait_for(state="attached")
    assert rows.count() == everything


def test_pairs_are_filtered_by_kind_confidence_and_findings(
    report: Path, opened: Callable[..., Any]
) -> None:
    page = opened(report)
    rows = page.locator("#pairs tbody tr:visible")
    everything = rows.count()
    kind = page.locator("#pairs select")
    kind.select_option("1-1")
    assert 0 < rows.count() < everything
    assert set(rows.evaluate_all("rows => rows.map((row) => row.dataset.kind)")) == {"1-1"}
    kind.select_option("")
    page.locator("#pairs input[value=sure]").uncheck()
    assert "sure" not in rows.evaluate_all("rows => rows.map((row) => row.dataset.state)")
    page.locator("#pairs input[value=sure]").check()
    page.locator("#pairs input[data-only=found]").check()
    assert rows.locator("a.found").count() == rows.count() > 0


def test_the_page_is_used_by_keyboard_alone(report: Path, opened: Callable[..., Any]) -> None:
    page = opened(report)
    focused = "document.activeElement.textContent"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("svg.picture a").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    place = page.evaluate("document.activeElement.getAttribute('href')")
    assert place == "#pair-4"
    page.keyboard.press("Enter")
    page.wait_for_timeout(100)
    assert page.evaluate("document.activeElement.id") == place[1:]


def test_paper_has_no_forms_and_everything_that_is_folded(
    report: Path, opened: Callable[..., Any], tmp_path: Path
) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    page = opened(report)
    page.pdf(path=tmp_path / "report.pdf", format="A4")
    with pdfium.PdfDocument(tmp_path / "report.pdf") as document:
        printed = "".join(one.get_textpage().get_text_bounded() for one in document)
    assert "Find in either language" not in printed
    assert "Show all" not in printed
    for row in page.locator("#pairs tbody tr").all():
        texts = row.locator("td").all_text_contents()
        assert all(_bare(text)[:20] in _bare(printed) for text in texts if text != "—")


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


@pytest.mark.slow
def test_ten_thousand_pairs_are_shown_at_once_and_searched_soon(
    opened: Callable[..., Any], tmp_path: Path
) -> None:
    folder = make_large(tmp_path / "large")
    with open_project(folder) as project:
        export_folder(project, ("memory.tmx", "report.html"))
    assert (folder / "report.html").stat().st_size < 20_000_000
    page = opened(folder / "report.html", "#pair-9000")
    assert page.locator("#pair-9000").is_visible()
    took_ms = page.evaluate("performance.now()")
    assert took_ms < 20_000
    page.locator("#pairs input[type=search]").fill("第7777行")
    page.locator("#pair-9000").wait_for(state="hidden")
    assert page.locator("#pairs tbody tr:visible").count() == 2
    assert NAME in page.title()

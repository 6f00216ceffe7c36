"""Ten thousand pairs: no blank rows, no lost places, a page that stays small. Times are measured by
``scripts/bench_pairs_page.py``, since a busy machine would fail them here."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from made_project import made_alignment, make_large
from pairs_page import PairsPage, eventually

from review.project.project import create_project

PAIRS = 10_000
MOST_BYTES = 150e6
SCROLL = """async () => {
  const scroller = document.querySelector(".scroller");
  const box = scroller.getBoundingClientRect();
  let blank = 0;
  for (let step = 0; step < 80; step += 1) {
    if (step % 8 === 7) scroller.scrollTop = scroller.scrollHeight * ((step * 7) % 80) / 80;
    else scroller.scrollTop += step % 2 ? 700 : 3000;
    await new Promise(resolve => requestAnimationFrame(() => resolve()));
    for (let y = box.top + 4; y < box.bottom - 4; y += 40) {
      const row = document.elementFromPoint(box.left + 300, y)?.closest(".row");
      if (!row || row.classList.contains("hole")) blank += 1;
    }
  }
  return blank;
}"""


@pytest.fixture(scope="module")
def large_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_large(tmp_path_factory.mktemp("large") / "large", pairs=PAIRS, terms=200)


@pytest.mark.slow
def test_ten_thousand_pairs(
    serve: Any, new_context: Any, new_page: Any, large_project: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "large"
    shutil.copytree(large_project, folder)
    server = serve(folder)
    page = new_page(new_context(server))
    page.goto(f"{server.root}/#/p/1/pairs?row=5000")
    page.wait_for_selector('.row.current[data-number="5000"]')
    page.keyboard.press("n")
    page.wait_for_selector('.row.current[data-number="5004"]')
    page.wait_for_selector(".pairs[data-read]", timeout=60_000)
    assert page.evaluate(SCROLL) == 0, "blank rows"
    for key, number in (("End", "10000"), ("ArrowUp", "9999"), ("m", "9999"), ("Home", "1")):
        page.keyboard.press(key)
        page.wait_for_selector(f'.row.current[data-number="{number}"]')
    page.keyboard.press("End")
    eventually(lambda: page.locator('.row[data-number="9999"] .sentence').count() == 4)
    assert page.locator('.row[data-number="10000"]').count() == 0
    assert page.locator(".row").count() < 200
    protocol = page.context.new_cdp_session(page)
    protocol.send("Performance.enable")
    metrics = protocol.send("Performance.getMetrics")["metrics"]
    assert next(one["value"] for one in metrics if one["name"] == "JSHeapUsedSize") < MOST_BYTES


def test_several_documents(serve: Any, new_context: Any, new_page: Any, tmp_path: Path) -> None:
    """Each has its rows, its place, and what is decided in it."""
    folder = tmp_path / "two"
    with create_project(folder, reviewer="Lin") as project:
        for name in ("a&b 一.zh.txt", "second.zh.txt"):
            project.put_alignment(made_alignment(name=name))
    server = serve(folder)
    page = new_page(new_context(server))
    page.goto(f"{server.root}/#/p/1/pairs")
    page.wait_for_selector(".pairs[data-read]")
    page.locator("select.documents").select_option("second.zh.txt")
    page.wait_for_selector(".columns :text('second.zh.txt')")
    page.keyboard.press("m")
    eventually(lambda: page.locator('.row[data-number="2"]').count() == 0)
    page.wait_for_timeout(600)
    page.locator("select.documents").select_option("a&b 一.zh.txt")
    page.wait_for_selector(".columns :text('a&b')")
    page.wait_for_selector('.row[data-number="2"]')
    page.go_back()
    page.wait_for_selector(".columns :text('second.zh.txt')")
    assert page.locator('.row[data-number="2"]').count() == 0


@pytest.mark.slow
def test_what_aligning_again_would_change_is_shown_and_taken_in_parts(
    page: Any, project: Any
) -> None:
    on = PairsPage(page, project).open("7")
    before = on.state()
    on.press("Alt+r")
    page.wait_for_selector(".change", timeout=120_000)
    assert on.state() == before, "nothing is changed before it is taken"
    changes = page.locator(".change").count()
    assert changes > 1
    on.press("Space")
    eventually(lambda: f"Take {changes - 1} of {changes}" in page.inner_text("dialog footer"))
    on.press("Escape")
    eventually(lambda: page.locator("dialog").count() == 0)
    assert on.state() == before, "what is left is not taken"
    on.press("Alt+r")
    page.wait_for_selector(".change", timeout=120_000)
    on.press("Enter")
    eventually(lambda: on.state() != before)
    eventually(on.agrees)
    assert on.pair("5")["target"].endswith("stand the heat.")
    on.press("Control+z")
    eventually(lambda: on.state() == before)


def test_why_opens_without_moving_the_row_one_is_on(page: Any, project: Any) -> None:
    on = PairsPage(page, project).open("12")
    top = on.cell("12").bounding_box()["y"]
    on.press("w")
    page.wait_for_selector(".why .verdict")
    assert abs(on.cell("12").bounding_box()["y"] - top) < 2

"""Five thousand terms: drawn on demand, walked without a wait, decided at once. Times with all that
belongs to them are measured by ``scripts/bench_pairs_page.py``."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from made_project import make_large
from page_checks import expect

from review.project.project import open_project

TERMS = 5_000
MOST_BYTES = 150e6
WITHIN_MS = 50
SCROLL = """async () => {
  const scroller = document.querySelector(".walk");
  const box = scroller.getBoundingClientRect();
  let blank = 0;
  for (let step = 0; step < 60; step += 1) {
    if (step % 8 === 7) scroller.scrollTop = scroller.scrollHeight * ((step * 7) % 60) / 60;
    else scroller.scrollTop += step % 2 ? 700 : 3000;
    await new Promise(resolve => requestAnimationFrame(() => resolve()));
    for (let y = box.top + 4; y < box.bottom - 4; y += 40) {
      if (!document.elementFromPoint(box.left + 60, y)?.closest(".list-row")) blank += 1;
    }
  }
  return blank;
}"""
WALK = """async () => {
  const times = [];
  for (let at = 0; at < 60; at += 1) {
    const began = performance.now();
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {
      key: at % 6 ? "ArrowDown" : "PageDown", bubbles: true, cancelable: true,
    }));
    times.push(performance.now() - began);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  }
  return times.sort((one, other) => one - other)[30];
}"""
"""Milliseconds that the page works at a key, the median: a busy machine adds its own to others."""


@pytest.fixture(scope="module")
def large_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_large(tmp_path_factory.mktemp("terms") / "large", pairs=TERMS, terms=TERMS)


@pytest.mark.slow
def test_five_thousand_terms(
    serve: Any, new_context: Any, new_page: Any, large_project: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "large"
    shutil.copytree(large_project, folder)
    server = serve(folder)
    page = new_page(new_context(server))
    page.goto(f"{server.root}/#/p/1/terms")
    page.wait_for_selector(".term-places li.place", timeout=60_000)
    expect(page.locator(".sieve").first).to_have_text("All 5,000")
    assert page.locator(".list-row").count() < 120
    assert page.evaluate(WALK) < WITHIN_MS
    assert page.evaluate(SCROLL) == 0, "blank rows"
    page.keyboard.press("End")
    expect(page.locator(".list-row.current")).to_have_attribute("aria-rowindex", "5000")
    page.keyboard.press("Control+a")
    expect(page.locator(".bulk strong")).to_have_text("5,000 terms picked")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Approved 5,000 terms", timeout=60_000)
    with open_project(folder) as project:
        assert sum(one.entry.decision == "approve" for one in project.terms()) == TERMS
        assert len(project.history()) == 1
    page.keyboard.press("Control+z")
    expect(page.locator(".sieve", has_text="Undecided")).to_have_text(
        "Undecided 5,000", timeout=60_000
    )
    protocol = page.context.new_cdp_session(page)
    protocol.send("Performance.enable")
    metrics = protocol.send("Performance.getMetrics")["metrics"]
    assert next(one["value"] for one in metrics if one["name"] == "JSHeapUsedSize") < MOST_BYTES

"""How fast the page is on 10,000 pairs and 5,000 terms, in a real browser: paint, keys, scrolling,
memory.

    python scripts/bench_pairs_page.py [--pairs 10000]

Keys are timed from the press to the frame that shows what came of it; those that must be written
(a merge) to the frame that shows the row as the server has it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]

PRESSES = 40
WATCH_KEYS = """() => {
  window.taken = [];
  addEventListener("keydown", () => {
    const start = performance.now();
    const after = new MessageChannel();
    after.port1.onmessage = () => window.taken.push(performance.now() - start);
    requestAnimationFrame(() => after.port2.postMessage(0));
  }, true);
}"""
MERGED = """() => new Promise(resolve => {
  const number = document.querySelector(".row.current").dataset.number;
  const before = document.querySelectorAll(".row.current .sentence").length;
  const start = performance.now();
  const look = () => {
    const now = document.querySelectorAll(`.row[data-number="${number}"] .sentence`).length;
    if (now !== before) resolve(performance.now() - start); else requestAnimationFrame(look);
  };
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {
    key: "m", code: "KeyM", bubbles: true, cancelable: true,
  }));
  look();
})"""
SCROLL = """async () => {
  const scroller = document.querySelector(".scroller");
  const box = scroller.getBoundingClientRect();
  const frame = () => new Promise(resolve => requestAnimationFrame(() => resolve()));
  let blank = 0, samples = 0, longest = 0;
  for (let step = 0; step < 200; step += 1) {
    const start = performance.now();
    if (step % 10 === 9) scroller.scrollTop = Math.random() * scroller.scrollHeight;
    else scroller.scrollTop += step % 2 ? 700 : 3000;
    await frame();
    longest = Math.max(longest, performance.now() - start);
    for (let at = 0; at < 12; at += 1) {
      const y = box.top + 5 + at * (box.height - 10) / 11;
      const row = document.elementFromPoint(box.left + 300, y)?.closest(".row");
      samples += 1;
      if (!row || row.classList.contains("hole")) blank += 1;
    }
  }
  return [blank, samples, longest];
}"""


def measure(page: Any, root: str, project: str) -> None:  # noqa: ANN401
    """Print what a page of a project takes."""
    for name in ("cold", "warm"):
        start = time.perf_counter()
        page.goto("about:blank")
        page.goto(f"{root}/#/p/{project}/pairs")
        page.wait_for_selector(".row.current")
        shown_s = time.perf_counter() - start
        page.wait_for_selector(".pairs[data-read]", timeout=60_000)
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        print(
            f"{name}: first paint {paint:.0f} ms, rows {shown_s * 1000:.0f} ms, "
            f"all pairs {(time.perf_counter() - start) * 1000:.0f} ms"
        )
    page.wait_for_timeout(3000)
    page.evaluate(WATCH_KEYS)
    for key in ("ArrowDown", "PageDown", "n", "Enter", "t", "End", "Home"):
        page.evaluate("window.taken = []")
        for _ in range(PRESSES):
            page.keyboard.press(key)
            page.wait_for_timeout(120)
        tell(key, page.evaluate("window.taken"))
    page.keyboard.press("Home")
    merges = []
    for _ in range(PRESSES // 2):
        page.keyboard.press("ArrowDown")
        merges.append(page.evaluate(MERGED))
        page.wait_for_timeout(120)
    tell("m, written and shown", merges)
    blank, samples, longest = page.evaluate(SCROLL)
    print(f"scrolling: {blank} of {samples} looks at a blank row, longest frame {longest:.0f} ms")
    tell_memory(page)


def measure_terms(page: Any, root: str, project: str) -> None:  # noqa: ANN401
    """Print what the terms of a project take."""
    for name in ("cold", "warm"):
        start = time.perf_counter()
        page.goto("about:blank")
        page.goto(f"{root}/#/p/{project}/terms")
        page.wait_for_selector(".list-row.current")
        print(f"terms, {name}: rows {(time.perf_counter() - start) * 1000:.0f} ms")
    page.wait_for_selector(".term-places li.place")
    page.evaluate(WATCH_KEYS)
    for key in ("ArrowDown", "PageDown", "Enter", "End", "Home"):
        page.evaluate("window.taken = []")
        for _ in range(PRESSES):
            page.keyboard.press(key)
            page.wait_for_timeout(120)
        tell(f"terms, {key}", page.evaluate("window.taken"))
    for name, keys, call in (
        ("one term decided", ["Enter"], "decide"),
        ("all terms decided at once", ["Control+a", "d"], "decide"),
        ("all of that undone", ["Control+z"], "undo"),
    ):
        start = time.perf_counter()
        with page.expect_response(f"**/{call}", timeout=120_000):
            for key in keys:
                page.keyboard.press(key)
        print(f"{name}: {time.perf_counter() - start:.2f} s")
    tell_memory(page)


def tell(name: str, taken: list[float]) -> None:
    """A line on times in ms."""
    ordered = sorted(taken)
    worst = ordered[max(0, round(len(ordered) * 0.95) - 1)]
    print(f"{name}: median {statistics.median(ordered):.0f} ms, 95% in {worst:.0f} ms")


def tell_memory(page: Any) -> None:  # noqa: ANN401
    """The heap of the page's script, and all that its process holds alone."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("HeapProfiler.collectGarbage")
    protocol.send("Performance.enable")
    found = protocol.send("Performance.getMetrics")["metrics"]
    numbers = {one["name"]: one["value"] for one in found}
    print(f"memory: heap {numbers['JSHeapUsedSize'] / 1e6:.0f} MB, {numbers['Nodes']:.0f} nodes")
    whole = page.context.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    for process in whole["processInfo"]:
        if process["type"] == "renderer":
            rollup = Path(f"/proc/{process['id']}/smaps_rollup")
            if rollup.exists():
                private = sum(
                    int(line.split()[1])
                    for line in rollup.read_text().splitlines()
                    if line.startswith("Private_")
                )
                print(f"memory of a renderer process, its own: {private / 1000:.0f} MB")


def main() -> None:
    """Make the project, serve it, look at it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=10_000)
    arguments = parser.parse_args()
    from made_project import make_large
    from page_server import Server, find_chromium
    from playwright.sync_api import sync_playwright

    chromium = find_chromium()
    if chromium is None:
        sys.exit("no Chromium here: run scripts/install-clients")
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        server = Server(make_large(Path(work) / "large", pairs=arguments.pairs)).start()
        try:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
            )
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            context.request.get(server.address)
            homes = context.request.get(f"{server.root}/api/home").json()["projects"]
            measure(context.new_page(), server.root, homes[0]["id"])
            measure_terms(context.new_page(), server.root, homes[0]["id"])
            browser.close()
        finally:
            server.stop()


if __name__ == "__main__":
    main()

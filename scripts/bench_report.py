"""How large the report of a long document is, and how soon a browser shows it.

    python scripts/bench_report.py [--pairs 10000]

A made project is written as its report and opened in Chromium. The limit is the same page with its
pairs left out: what the browser itself takes to start on a page.
"""

from __future__ import annotations

import argparse
import re
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]

from made_project import make_large  # noqa: E402
from page_server import find_chromium  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from quality.check import CheckOptions, check_bitext  # noqa: E402
from review.page.report import write_report  # noqa: E402
from review.page.sections import terms_part  # noqa: E402
from review.project import open_project  # noqa: E402

# From the last key to rows that are laid out again.
_SEARCH = """() => {
    const box = document.querySelector("#pairs [type=search]");
    const { apply } = sieves.find(({ form }) => form === box.form);
    const start = performance.now();
    box.value = "line 77";
    apply();
    document.body.offsetHeight;
    return performance.now() - start;
}"""


def write_pages(folder: Path, pairs: int) -> tuple[Path, Path, float]:
    """The report, the same without its pairs, and how long the report took to write, in s."""
    with open_project(make_large(folder / "large", pairs=pairs)) as project:
        findings = check_bitext(
            project.bitext(), options=CheckOptions(checks=("numbers", "form"), encoder="none")
        )
        alignment, (name,) = project.alignment(), project.document_names()
        terms = terms_part(project.glossary(), {name: ""})
    start = time.perf_counter()
    write_report(alignment, folder / "report.html", findings=findings, parts=[terms])
    took_s = time.perf_counter() - start
    whole = (folder / "report.html").read_text(encoding="utf-8")
    bare = re.sub(r'<div class="chunk">.*?</div>', "", whole, flags=re.DOTALL)
    (folder / "bare.html").write_text(bare, encoding="utf-8")
    return folder / "report.html", folder / "bare.html", took_s


def measure(browser: Browser, path: Path) -> dict[str, float]:
    """Milliseconds from the address to what a reader waits for, and the page's size."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    start = time.perf_counter()
    page.goto(path.as_uri())
    loaded_ms = 1000 * (time.perf_counter() - start)
    page.screenshot(path=path.with_suffix(".png"))
    (painted,) = page.evaluate(
        "performance.getEntriesByName('first-contentful-paint').map((one) => one.startTime)"
    )
    elements = page.evaluate("document.querySelectorAll('*').length")
    searched_ms = page.evaluate(_SEARCH)
    page.close()
    return {
        "size, MB": path.stat().st_size / 1e6,
        "elements": elements,
        "first paint, ms": painted,
        "loaded, ms": loaded_ms,
        "first search, ms": searched_ms,
    }


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        report, bare, took_s = write_pages(Path(name), options.pairs)
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        columns = [measure(browser, path) for path in (bare, report)]
        browser.close()
    used_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{options.pairs:,} pairs; written in {took_s:.1f} s, {used_mb:.0f} MB in all")
    print("| what | without pairs | report |")
    print("|---|---|---|")
    for what in columns[0]:
        print(f"| {what} | {columns[0][what]:,.1f} | {columns[1][what]:,.1f} |")


if __name__ == "__main__":
    main()

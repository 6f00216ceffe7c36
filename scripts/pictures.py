"""The pictures of README, made of the sample we ship.

    python scripts/pictures.py              # all of them, into docs/pictures
    python scripts/pictures.py report       # some of them

Needs Chromium (``scripts/install-clients``) and Playwright (the extra ``dev``). A picture is a line
in ``PICTURES``: the file of a project it shows, and what to do on the page before it is taken.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import duizhao  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
_WIDTH, _HEIGHT = 1060, 700


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: what is shown, and of which height in pixels."""

    file: str
    prepare: Callable[[Page], None]
    height: int = _HEIGHT


def _stay(page: Page) -> None:
    """Take the page as it opens."""


def _show_picture(page: Page) -> None:
    """Scroll to the picture of the alignment, every segment in view."""
    page.evaluate(
        """() => {
            for (const one of document.querySelectorAll("#picture details")) one.open = true;
            document.querySelector(".contents").hidden = true;
            const top = document.querySelector("#picture h2").getBoundingClientRect().top;
            scrollTo(0, top - 16);
        }"""
    )


PICTURES = {
    "report": Picture(file="report.html", prepare=_stay),
    "alignment": Picture(file="report.html", prepare=_show_picture, height=420),
    "glossary": Picture(file="glossary.html", prepare=_stay, height=640),
}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this machine."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def make_project(folder: Path) -> Path:
    """The sample as ``duizhao run --sample`` makes it, and its glossary as a page."""
    paths = duizhao.sample_paths()
    made = duizhao.run(paths.source, paths.target, folder)
    duizhao.write(made.glossary, folder / "glossary.html")
    return folder


def take(browser: Browser, project: Path, picture: Picture, path: Path) -> None:
    """Take one picture."""
    page = browser.new_page(
        viewport={"width": _WIDTH, "height": picture.height}, color_scheme="light"
    )
    page.goto((project / picture.file).as_uri())
    picture.prepare(page)
    page.wait_for_timeout(200)
    page.screenshot(path=path)
    page.close()


def main(names: list[str]) -> None:
    """Take the pictures named, or all."""
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, chromium() as browser:
        project = make_project(Path(folder) / "sample")
        for name in names or PICTURES:
            path = FOLDER / f"{name}.png"
            take(browser, project, PICTURES[name], path)
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])

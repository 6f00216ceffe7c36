"""The pictures of the READMEs and the documentation, made of the sample we ship.

    .venv/bin/python scripts/pictures.py              # all of them, into docs/pictures
    .venv/bin/python scripts/pictures.py report film  # some of them

The report and the glossary are those of ``duizhao run --sample``. On the page one border is moved
by a sentence, so that there is something to fix. Needs the extra dev and Chromium
(scripts/install-clients).
"""

from __future__ import annotations

import argparse
import io
import itertools
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]

from page_server import Server, find_chromium  # noqa: E402

import duizhao  # noqa: E402
from corpora.samples import sample_paths  # noqa: E402
from corpora.units import Alignment, Bead  # noqa: E402
from review.jobs.aligning import align_files  # noqa: E402
from review.jobs.pair_options import PairOptions  # noqa: E402
from review.jobs.updating import check_project, find_project_terms  # noqa: E402
from review.project import create_project  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
WIDE = {"width": 1280, "height": 800}
PAPER = {"width": 1060, "height": 700}
PHONE = {"width": 390, "height": 844}
FILM = {"width": 1180, "height": 680}
COLOURS = 96
FILM_COLOURS = 64
CAPTION_PX = 44
MOVED = 0.46
"""How sure the pair with the moved border is said to be."""
FONTS = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf")


# --- the project that is shown --------------------------------------------------------------------


def make_project(folder: Path) -> str:
    """The sample's pairs, with one border off by a sentence; its terms and findings.

    Returns:
        The number of the pair before the one that is wrong.
    """
    paths = sample_paths()
    alignment = align_files(paths.source, paths.target, options=PairOptions())
    with create_project(folder, reviewer="Lin") as project:
        project.put_alignment(with_moved_border(alignment))
        pairs = project.pairs()
        find_project_terms(project)
        check_project(project)
    return next(pairs[at - 1].number for at, one in enumerate(pairs) if one.confidence == MOVED)


def with_moved_border(alignment: Alignment) -> Alignment:
    """The first sentence of a translation in the pair before, as aligners like to have it."""
    beads = list(alignment.beads)
    at = next(
        at
        for at, (one, after) in enumerate(itertools.pairwise(beads))
        if at > 8 and kind(one) == (1, 1) and kind(after) == (1, 2)
    )
    border = beads[at].target[1] + 1
    beads[at] = replace(beads[at], target=(beads[at].target[0], border), confidence=MOVED)
    after = beads[at + 1]
    beads[at + 1] = replace(after, target=(border, after.target[1]), confidence=0.41)
    return replace(alignment, beads=tuple(beads))


def kind(bead: Bead) -> tuple[int, int]:
    """How many sentences it has on either side."""
    return bead.source[1] - bead.source[0], bead.target[1] - bead.target[0]


@dataclass(frozen=True, slots=True)
class Shown:
    """A server, and the pair before the one whose border is off."""

    server: Server
    before: str

    @property
    def root(self) -> str:
        """Where the page is."""
        return self.server.root

    @property
    def address(self) -> str:
        """Where it is, with the token."""
        return self.server.address


# --- pictures -------------------------------------------------------------------------------------


@contextmanager
def looking(browser: Browser, shown: Shown, **options: Any) -> Iterator[Page]:  # noqa: ANN401
    """A page of a browser of its own, let in by the token."""
    context = browser.new_context(**({"locale": "en-GB", "viewport": WIDE} | options))
    context.request.get(shown.address)
    context.request.post(
        f"{shown.root}/api/home/reviewer", data={"name": "Lin"}, headers={"Origin": shown.root}
    )
    yield context.new_page()
    context.close()


def keep(page: Page, name: str) -> None:
    """What is shown as it stands, as a small picture."""
    page.wait_for_timeout(400)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    path = FOLDER / f"{name}.png"
    picture.save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def show_pairs(page: Page, shown: Shown) -> None:
    """The pairs, at the border that is off."""
    page.goto(f"{shown.root}/#/p/1/pairs?row={shown.before}")
    page.wait_for_selector("[data-view=pairs] .row")
    page.wait_for_timeout(800)
    page.keyboard.press("n")


def show_terms(page: Page, shown: Shown) -> None:
    """The terms that vary, the places of one of them open."""
    page.goto(f"{shown.root}/#/p/1/terms?state=inconsistent")
    page.wait_for_selector("[data-view=terms] .list-row.current")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(".term-places li.place")
    page.keyboard.press("Space")
    page.wait_for_selector("li.place:focus")


def show_findings(page: Page, shown: Shown) -> None:
    """The findings, one being fixed."""
    page.goto(f"{shown.root}/#/p/1/findings")
    page.wait_for_selector("[data-view=findings] .list-row.current")
    page.keyboard.press("e")
    page.wait_for_selector("textarea.correction")


def take_start(browser: Browser, shown: Shown) -> None:
    """The start page with two files that were read."""
    paths = sample_paths()
    with looking(browser, shown, viewport={"width": 1280, "height": 860}) as page:
        page.goto(f"{shown.root}/#/start")
        with page.expect_file_chooser() as waiting:
            page.get_by_role("button", name="Choose files").click()
        waiting.value.set_files([str(paths.source), str(paths.target)])
        page.wait_for_selector(".side-card[data-side=target]", timeout=60_000)
        keep(page, "page-start")


def take_views(browser: Browser, shown: Shown) -> None:
    """Pairs, terms, findings; dark, on a phone, in Chinese."""
    with looking(browser, shown) as page:
        show_pairs(page, shown)
        keep(page, "page-pairs")
        show_terms(page, shown)
        keep(page, "page-terms")
        show_findings(page, shown)
        keep(page, "page-findings")
    with looking(browser, shown, color_scheme="dark") as page:
        show_pairs(page, shown)
        keep(page, "page-dark")
    with looking(browser, shown, viewport=PHONE, has_touch=True, is_mobile=True) as page:
        show_pairs(page, shown)
        keep(page, "page-phone")
    with looking(browser, shown, locale="zh-CN") as page:
        show_terms(page, shown)
        keep(page, "page-chinese")


def take_realignment(browser: Browser, shown: Shown) -> None:
    """What aligning again would change, before it is taken."""
    with looking(browser, shown) as page:
        show_pairs(page, shown)
        page.keyboard.press("Alt+r")
        page.wait_for_selector("dialog.realign .change", timeout=120_000)
        keep(page, "page-realign")


# --- the report and the glossary ------------------------------------------------------------------

_TO_THE_PICTURE = """() => {
    for (const one of document.querySelectorAll("#picture details")) one.open = true;
    document.querySelector(".contents").hidden = true;
    const top = document.querySelector("#picture h2").getBoundingClientRect().top;
    scrollTo(0, top - 16);
}"""


def take_report(browser: Browser, _shown: Shown) -> None:
    """The report as it opens and its picture of the alignment, and the glossary as a page."""
    paths = sample_paths()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "sample")
        made = duizhao.run(paths.source, paths.target, folder)
        duizhao.write(made.glossary, folder / "glossary.html")
        page = browser.new_page(viewport=PAPER, color_scheme="light")
        page.goto((folder / "report.html").as_uri())
        keep(page, "report")
        page.set_viewport_size(PAPER | {"height": 420})
        page.evaluate(_TO_THE_PICTURE)
        keep(page, "alignment")
        page.set_viewport_size(PAPER | {"height": 640})
        page.goto((folder / "glossary.html").as_uri())
        keep(page, "glossary")
        page.close()


# --- the film -------------------------------------------------------------------------------------

STEPS = (
    (None, "Doubtful pairs, hands on the keyboard", 2400),
    ("n", "N  –  to the next doubtful pair: one sentence too many", 3200),
    ("ArrowRight", "→  –  to the translation", 1600),
    (
        "Control+ArrowDown",
        "Ctrl+↓  –  its last sentence to the next pair; nothing else moves",
        3600,
    ),
    ("Control+z", "Ctrl+Z  –  undone, as far back as you like", 2200),
    ("Control+y", "Ctrl+Y  –  and redone", 1800),
    ("Enter", "Enter  –  right, and on to the next", 2600),
    ("n", "N  –  the next doubt", 2200),
    ("w", "W  –  why? What spoke for it, in words", 4200),
    ("w", "", 0),
    ("?", "?  –  all keys", 3200),
)
"""Key, what is said, how long it is shown in ms."""


def take_film(browser: Browser, shown: Shown) -> None:
    """Fixing a pair, key by key, as an animated picture."""
    frames: list[Image.Image] = []
    with looking(browser, shown, viewport=FILM) as page:
        page.goto(f"{shown.root}/#/p/1/pairs?row={shown.before}")
        page.wait_for_selector("[data-view=pairs] .row")
        page.wait_for_timeout(1500)
        for key, said, _shown_ms in STEPS:
            if key is not None:
                page.keyboard.press(key)
                page.wait_for_timeout(1500 if key == "w" else 900)
            if said:
                frames.append(captioned(Image.open(io.BytesIO(page.screenshot())), said))
    path = FOLDER / "fixing-a-pair.gif"
    palette = frames[2].quantize(FILM_COLOURS, method=Image.Quantize.MEDIANCUT)
    shown = [one.quantize(palette=palette, dither=Image.Dither.NONE) for one in frames]
    shown[0].save(
        path,
        save_all=True,
        append_images=shown[1:],
        duration=[shown_ms for _key, said, shown_ms in STEPS if said],
        loop=0,
        optimize=True,
    )
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def captioned(picture: Image.Image, said: str) -> Image.Image:
    """A frame with what is done below it."""
    width, height = picture.size
    frame = Image.new("RGB", (width, height + CAPTION_PX), "#1f2630")
    frame.paste(picture.convert("RGB"), (0, 0))
    ImageDraw.Draw(frame).text((18, height + 11), said, fill="#fffefb", font=font(19))
    return frame


def font(size: int) -> Any:  # noqa: ANN401
    """A font that has arrows."""
    for name in FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


PARTS: dict[str, Callable[[Browser, Shown], None]] = {
    "report": take_report,
    "start": take_start,
    "views": take_views,
    "realign": take_realignment,
    "film": take_film,
}


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help=f"some of {', '.join(PARTS)}; else all")
    wanted = parser.parse_args().parts or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    chromium = find_chromium()
    if chromium is None:
        parser.exit(2, "no Chromium here: run scripts/install-clients\n")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        home = Path(scratch, "work")
        home.mkdir()
        before = make_project(home / "presser")
        server = Server(home).start()
        shown = Shown(server, before)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            for name in wanted:
                PARTS[name](browser, shown)
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()

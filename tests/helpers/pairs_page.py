"""The pairs view as tests use it: rows as the server has them, the cursor as the page shows it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

STATE = (
    "number", "source", "target", "is_confirmed", "is_doubtful", "is_kept_out", "is_bookmarked",
    "note", "original_source", "original_target", "source_sentences", "target_sentences",
)  # fmt: skip
PATIENCE_S = 30


def eventually(what: Callable[[], Any], said: str = "") -> Any:
    """What a page comes to, sooner or later; an assertion that fails where it does not."""
    until = time.monotonic() + PATIENCE_S
    while True:
        found = what()
        if found or time.monotonic() > until:
            assert found, said or "it did not come to that"
            return found
        time.sleep(0.03)


class PairsPage:
    """A page that shows the pairs of a project."""

    def __init__(self, page: Any, home: Any) -> None:
        self.page = page
        self.home = home
        self.keys = 0

    def open(self, row: str = "", **query: str) -> PairsPage:
        """Go there, and wait until all rows are here."""
        if row:
            query["row"] = row
        self.page.goto(self.home.address("pairs", **query))
        self.page.wait_for_selector(".row.current")
        self.page.wait_for_selector(".pairs[data-read]")
        return self

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, and count them."""
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Write into the field that has the focus; not counted as keys that decide."""
        self.page.keyboard.type(text)

    def click(self, name: str, within: str = ".actions") -> None:
        """Click a button by its title's beginning."""
        self.page.locator(f'{within} button[title^="{name}"]').first.click()

    def cell(self, number: str, side: str = "source") -> Any:
        """A side of a row that is drawn."""
        return self.page.locator(f'.row[data-number="{number}"] .cell.{side}')

    @property
    def number(self) -> str:
        """The row where the cursor is."""
        found: str = self.page.evaluate(
            "() => document.querySelector('.row.current')?.dataset.number ?? ''"
        )
        return found

    def pairs(self) -> list[dict[str, Any]]:
        """All rows, as the server has them."""
        path = f"{self.home.server.root}/api/p/{quote(self.home.id)}/pairs?from=0&count=1000"
        found: list[dict[str, Any]] = self.page.request.get(path).json()["pairs"]
        return found

    def pair(self, number: str) -> dict[str, Any]:
        """A row by its number."""
        return next(one for one in self.pairs() if one["number"] == number)

    def state(self) -> list[tuple[Any, ...]]:
        """What can be decided of all rows, to compare."""
        return [tuple(str(one[name]) for name in STATE) for one in self.pairs()]

    def shown(self) -> list[tuple[str, str, str]]:
        """The rows as the page draws them: number, source, target."""
        found = self.page.evaluate(
            """() => [...document.querySelectorAll('.row')].map(row => [row.dataset.number,
                row.querySelector('.source .text')?.textContent ?? '',
                row.querySelector('.target .text')?.textContent ?? ''])"""
        )
        return [(number, source, target) for number, source, target in found]

    def agrees(self) -> bool:
        """Whether the rows drawn are those that the server has, in their order."""
        known = [(one["number"], one["source"], one["target"]) for one in self.pairs()]
        drawn = self.shown()
        if not drawn or drawn[0] not in known:
            return False
        at = known.index(drawn[0])
        return known[at : at + len(drawn)] == drawn

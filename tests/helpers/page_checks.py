"""What tests ask of a page: whether axe finds anything, what the reader sees."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest

SERIOUS = ("serious", "critical")
PATIENCE_MS = 30_000


def expect(what: Any) -> Any:
    """Playwright's ``expect``: waits until it is so, also on a machine that has much to do."""
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="no Playwright here: install the extra dev"
    )
    sync_api.expect.set_options(timeout=PATIENCE_MS)
    return sync_api.expect(what)


def axe_source() -> str:
    """axe-core, as its package carries it."""
    pytest.importorskip("axe_playwright_python", reason="no axe here: install the extra dev")
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def serious_troubles(page: Any) -> list[str]:
    """What axe finds serious or critical on the page as it stands, a line each.

    The script comes in through the protocol of the browser, so that the page's policy, which
    lets in no script but its own, stays as it is.
    """
    if not page.evaluate("() => typeof window.axe === 'object'"):
        page.evaluate(axe_source())
    page.evaluate("() => Promise.all(document.getAnimations().map((one) => one.finished))")
    found = page.evaluate("async () => (await axe.run(document)).violations")
    return [
        f"{one['id']} ({one['impact']}): {node['target']}: {node['html'][:160]}: "
        f"{(node.get('failureSummary') or '').strip()[:240]}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]

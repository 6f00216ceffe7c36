"""A real server on a made project, and a real browser that looks at it.

The browser is Debian's Chromium, one for the whole run; ``scripts/install-clients`` installs it.
One server holds a working folder for the whole run, and each test has a project of its own in
it; a test that wants to kill its server starts one with ``serve``.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from made_project import make_small
from page_server import Server, find_chromium


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


def _chromium() -> str:
    found = find_chromium()
    if found is None:
        pytest.skip("no Chromium here: run scripts/install-clients")
    return found


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers that end with the test."""
    started: list[Server] = []

    def start(folder: Path, *arguments: str) -> Server:
        server = Server(folder, arguments)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server on a working folder, for all tests that leave it alive."""
    _chromium()
    server = Server(tmp_path_factory.mktemp("house") / "work")
    server.folder.mkdir()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def small_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project of ``made_project``, made once; copy it before anything is decided."""
    return make_small(tmp_path_factory.mktemp("made") / "tea")


_COUNT = itertools.count(1)


@dataclass
class Home:
    """A project of one test, its server, and how it is looked at."""

    server: Server
    folder: Path
    id: str

    def address(self, view: str = "pairs", **query: str) -> str:
        """Where a view of it is: ``#/p/1/terms?…``."""
        tail = "&".join(f"{name}={value}" for name, value in query.items())
        return f"{self.server.root}/#/p/{self.id}/{view}{'?' + tail if tail else ''}"


@pytest.fixture
def project(house: Server, small_project: Path, context: Any) -> Home:
    """A copy of the small project for this test alone."""
    return _moved_in(house, small_project, context)


def _moved_in(server: Server, made: Path, context: Any) -> Home:
    folder = server.folder / f"tea{next(_COUNT)}"
    shutil.copytree(made, folder)
    homes = context.request.get(f"{server.root}/api/home").json()["projects"]
    (found,) = [one["id"] for one in homes if one["name"] == folder.name]
    return Home(server, folder, found)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, started once."""
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="no Playwright here: install the extra dev"
    )
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def new_context(chromium: Any, serve: Callable[..., Server]) -> Iterator[Callable[..., Any]]:
    """Makes browser contexts (a person's browser each): ``new_context(server, locale="zh-CN")``.

    They end before any server does, or their pages would complain that it is gone.
    """
    made: list[Any] = []

    def make(server: Server, **options: Any) -> Any:
        options = {"locale": "en-GB", "viewport": {"width": 1280, "height": 800}} | options
        context = chromium.new_context(**options)
        context.set_default_timeout(30_000)
        made.append(context)
        assert context.request.get(server.address).ok
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def context(new_context: Callable[..., Any], house: Server) -> Any:
    """One person's browser, let in by the token."""
    return new_context(house)


@pytest.fixture
def troubles() -> list[str]:
    """What a page complained of; a test may clear what it provoked itself."""
    return []


@pytest.fixture
def new_page(troubles: list[str]) -> Iterator[Callable[..., Any]]:
    """Opens pages whose errors and warnings of policy fail the test.

    ``loses_server`` is for pages whose server goes away: that they could not connect is no error.
    """

    def open_page(context: Any, *, loses_server: bool = False) -> Any:
        page = context.new_page()

        def hear(said: Any) -> None:
            if said.type == "error" and not (loses_server and "net::ERR_" in said.text):
                troubles.append(said.text)

        page.on("pageerror", lambda error: troubles.append(f"{error}\n{error.stack or ''}"))
        page.on("console", hear)
        return page

    yield open_page
    assert not troubles, "the page complained:\n" + "\n".join(troubles)


@pytest.fixture
def page(new_page: Callable[..., Any], context: Any) -> Any:
    """A page of that browser."""
    return new_page(context)

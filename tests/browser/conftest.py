"""A real server on a made project, and a real browser that looks at it.

The browser is Debian's Chromium, one for the whole run; ``scripts/install-clients`` installs it.
One server holds a working folder for the whole run, and each test has a project of its own in
it; a test that wants to kill its server starts one with ``serve``.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest
from made_project import make_small

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/\?token=\S+")
START_S = 30


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    pytest.skip("no Chromium here: run scripts/install-clients")


@dataclass
class Server:
    """``duizhao review`` on a folder, in a process of its own that can be killed."""

    folder: Path
    arguments: tuple[str, ...] = ()
    port: int = 0
    address: str = ""
    process: subprocess.Popen[bytes] | None = None
    log: Path | None = None
    _out: IO[bytes] | None = field(default=None, repr=False)

    def start(self) -> Server:
        """Start it, again on the same port, and wait until it tells its address."""
        self.log = self.log or self.folder.parent / f"{self.folder.name}.log"
        self._out = self.log.open("wb")
        self.process = subprocess.Popen(
            [
                sys.executable, ROOT / "duizhao.py", "review", self.folder,
                "--port", str(self.port), "--no-browser", *self.arguments,
            ],
            stdin=subprocess.DEVNULL,
            stdout=self._out,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        until = time.monotonic() + START_S
        while time.monotonic() < until and self.process.poll() is None:
            found = ADDRESS.search(self.log.read_text(encoding="utf-8", errors="replace"))
            if found:
                self.address, self.port = found[0], int(found[1])
                return self
            time.sleep(0.05)
        raise AssertionError(f"the server did not start:\n{self.log.read_text(encoding='utf-8')}")

    def kill(self) -> None:
        """As the machine would go off: nothing is told to it."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As a user ends it."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
        if self._out is not None:
            self._out.close()

    @property
    def root(self) -> str:
        """Where the page is, without the token."""
        return f"http://127.0.0.1:{self.port}"


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
def new_context(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Makes browser contexts (a person's browser each): ``new_context(server, locale="zh-CN")``."""
    made: list[Any] = []

    def make(server: Server, **options: Any) -> Any:
        options = {"locale": "en-GB", "viewport": {"width": 1280, "height": 800}} | options
        context = chromium.new_context(**options)
        context.set_default_timeout(10_000)
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
    """Opens pages whose errors and warnings of policy fail the test."""

    def open_page(context: Any) -> Any:
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"{error}\n{error.stack or ''}"))
        page.on("console", lambda said: said.type == "error" and troubles.append(said.text))
        return page

    yield open_page
    assert not troubles, "the page complained:\n" + "\n".join(troubles)


@pytest.fixture
def page(new_page: Callable[..., Any], context: Any) -> Any:
    """A page of that browser."""
    return new_page(context)

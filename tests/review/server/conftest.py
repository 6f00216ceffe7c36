"""The server's application on a made project, without a socket; and a real one in a process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from made_project import make_small
from server_client import BASE, TOKEN, Server
from starlette.testclient import TestClient

from review.server.app import make_app
from review.server.events import Hub
from review.server.guard import Keys
from review.server.home import Home
from review.server.jobs import Crew


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, made once; never decided in."""
    return make_small(tmp_path_factory.mktemp("made") / "tea")


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of the small project for this test alone."""
    return Path(shutil.copytree(made, tmp_path / "tea"))


Open = Callable[..., TestClient]


@pytest.fixture
def open_client() -> Iterator[Open]:
    """Serves a folder; the client has been let in unless told otherwise."""
    entered: list[TestClient] = []
    crews: list[Crew] = []

    def open_client(folder: Path, *, let_in: bool = True, base: str = BASE) -> TestClient:
        hub = Hub()
        crew = Crew(hub)
        crews.append(crew)
        home = Home(folder, hub)
        app = make_app(home, Keys(home.secret, TOKEN), crew, reviewer="Lin")
        client = TestClient(
            app, base_url=base, headers={"origin": base}, raise_server_exceptions=False
        )
        client.__enter__()
        entered.append(client)
        if let_in:
            assert client.get(f"/?token={TOKEN}", follow_redirects=False).status_code == 303
        return client

    yield open_client
    for crew in crews:
        crew.close()
    for client in entered:
        client.__exit__(None, None, None)


@pytest.fixture
def client(open_client: Open, folder: Path) -> TestClient:
    """A page of the small project."""
    return open_client(folder)


@pytest.fixture
def serve() -> Iterator[Callable[[Path], Server]]:
    """Starts real servers, which end with the test."""
    started: list[Server] = []

    def serve(folder: Path, *arguments: str) -> Server:
        started.append(Server(folder))
        return started[-1].start(*arguments)

    yield serve
    for server in started:
        for page in server.pages:
            page.close()
        server.end()
        if server.process is not None:
            for pipe in (server.process.stdout, server.process.stderr):
                if pipe is not None:
                    pipe.close()

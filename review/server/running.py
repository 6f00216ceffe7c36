"""Serving: a port, a browser, and an end that loses nothing."""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from corpora.errors import InputError, Option
from review.server.app import make_app
from review.server.events import Hub
from review.server.guard import Keys
from review.server.home import Home
from review.server.jobs import Crew

HOST = "127.0.0.1"
PORT = 8765
_TRIES = 20
_PATIENCE_S = 3


class _Start:
    """Two files that were named on the command line, on their way to a project."""

    def __init__(self, home: Home, crew: Crew, files: tuple[Path, Path]) -> None:
        # Only who pairs files waits for what pairs them.
        from review.jobs.making import project_folder

        if home.is_project:
            raise InputError("is a project itself", path=home.folder, hint="go to another folder")
        for path in files:
            if not path.is_file():
                raise InputError("there is no such file", path=path)
        self._crew, self._files = crew, files
        self._folder = home.folder / project_folder(files[0]).name
        self.number = home.number_of(self._folder.name)

    def begin(self) -> None:
        """Pair them, and find all that ``duizhao run`` finds."""
        source, target = (path.resolve() for path in self._files)
        self._crew.jobs.start(
            self.number, "start", source=source, target=target, folder=self._folder,
            tool="any", anyway=False,
        )  # fmt: skip


class _Server(uvicorn.Server):
    """Says goodbye to the pages before it waits for them to go."""

    def __init__(
        self, config: uvicorn.Config, hub: Hub, home: Home, crew: Crew, start: _Start | None
    ) -> None:
        super().__init__(config)
        self._hub, self._home, self._crew, self._start = hub, home, crew, start

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin; what is to be paired first is begun with."""
        await super().startup(sockets)
        if self._start is not None:
            self._start.begin()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End: pages are told, then what is being answered is waited for."""
        self._hub.close()
        self._crew.close()
        await super().shutdown(sockets)
        await self._home.close()


def serve(
    folder: Path,
    *,
    port: int | None = None,
    reviewer: str | None = None,
    open_browser: bool = True,
    begin: tuple[Path, Path] | None = None,
    tell: Callable[[str], None] = lambda line: print(line, flush=True),
) -> None:
    """Serve a project's folder, or a working folder, until Ctrl-C.

    Args:
        folder: what is served; made where it is not there.
        port: which port of 127.0.0.1; the first free one from ``PORT`` on where ``None``.
        reviewer: who decides; the name of the user where ``None``.
        open_browser: whether to open the page.
        begin: a source and its translation, of which a project is made, or brought up to date.
        tell: is given the lines that a person should read: the address first.

    Raises:
        InputError: the port is taken, or the folder cannot be used.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError("is a file, not a folder", path=folder, hint="name its folder")
    with listening(port) as listener:
        taken = listener.getsockname()[1]
        hub = Hub()
        home = open_home(folder, hub)
        keys = Keys(home.secret)
        crew = Crew(hub)
        app = make_app(home, keys, crew, reviewer=reviewer, cookie=f"duizhao-{taken}")
        config = uvicorn.Config(
            app,
            log_level="error",
            access_log=False,
            server_header=False,
            date_header=False,
            lifespan="off",
            timeout_graceful_shutdown=_PATIENCE_S,
            ws="none",
        )
        address = f"http://{HOST}:{taken}/?token={keys.token}"
        start = None if begin is None else _Start(home, crew, begin)
        if start is not None:
            address += f"#/p/{start.number}"
        tell(f"The page is at {address}")
        tell("Ctrl-C ends it; all decisions are saved as they are made.")
        if open_browser:
            _open(address, tell)
        server = _Server(config, hub, home, crew, start)
        # Its signals are raised again when it has ended: that is how it was meant to end.
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def open_home(folder: Path, hub: Hub) -> Home:
    """A folder as a home.

    Raises:
        InputError: it cannot be made or written to.
    """
    try:
        return Home(folder.resolve(), hub)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"cannot be used ({reason})", path=folder, hint="choose another"
        ) from error


def listening(port: int | None) -> contextlib.closing[socket.socket]:
    """A socket that listens on this machine alone.

    Raises:
        InputError: the port is taken, or there is no such one.
    """
    last: OSError | None = None
    for one in [port] if port is not None else [*range(PORT, PORT + _TRIES), 0]:
        # Named as TCP, or asyncio would let small answers wait for an acknowledgement (40 ms).
        made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if sys.platform != "win32":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((HOST, one))
            made.listen(128)
        except OSError as error:
            made.close()
            last = error
            continue
        return contextlib.closing(made)
    is_taken = last is not None and last.errno == errno.EADDRINUSE
    problem = f"port {port} is taken" if is_taken else f"port {port} cannot be used ({last})"
    raise InputError(problem, hint=f"leave {Option.PORT} out, or choose another")


def _open(address: str, tell: Callable[[str], None]) -> None:
    def run() -> None:
        with contextlib.suppress(webbrowser.Error, OSError):
            if webbrowser.open(address):
                return
        tell("No browser was found: open the address in yours.")

    threading.Thread(target=run, daemon=True).start()

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
from types import FrameType

import uvicorn

from corpora.errors import InputError
from review.server.app import make_app
from review.server.events import Hub
from review.server.guard import Keys
from review.server.home import Home

HOST = "127.0.0.1"
PORT = 8765
_TRIES = 20
_PATIENCE_S = 3


class _Server(uvicorn.Server):
    """Says goodbye to the pages before it waits for them to go."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End: pages are told, then what is being answered is waited for."""
        self._hub.close()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ctrl-C and SIGTERM end it cleanly; twice, at once."""
        super().handle_exit(sig, frame)


def serve(
    folder: Path,
    *,
    port: int | None = None,
    reviewer: str | None = None,
    open_browser: bool = True,
    tell: Callable[[str], None] = lambda line: print(line, flush=True),
) -> None:
    """Serve a project's folder, or a working folder, until Ctrl-C.

    Args:
        folder: what is served; made where it is not there.
        port: which port of 127.0.0.1; the first free one from ``PORT`` on where ``None``.
        reviewer: who decides; the name of the user where ``None``.
        open_browser: whether to open the page.
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
        app = make_app(home, keys, reviewer=reviewer, cookie=f"duizhao-{taken}")
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
        tell(f"The page is at {address}")
        tell("Ctrl-C ends it; all decisions are saved as they are made.")
        if open_browser:
            _open(address, tell)
        server = _Server(config, hub)
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
        made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
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
    raise InputError(problem, hint="leave --port out, or choose another")


def _open(address: str, tell: Callable[[str], None]) -> None:
    def run() -> None:
        with contextlib.suppress(webbrowser.Error, OSError):
            if webbrowser.open(address):
                return
        tell("No browser was found: open the address in yours.")

    threading.Thread(target=run, daemon=True).start()

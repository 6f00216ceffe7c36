"""The page's server as users start it, in a process of its own; and the browser to look at it."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from bound_process import start_review

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/\?token=\S+")
START_S = 30


def find_chromium() -> str | None:
    """The program of Chromium, or ``None``: ``scripts/install-clients`` installs it."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next((one for one in found if one), None)


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
        self.process = start_review(
            [self.folder, "--port", str(self.port), "--no-browser", *self.arguments],
            stdin=subprocess.DEVNULL,
            stdout=self._out,
            stderr=subprocess.STDOUT,
        )
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

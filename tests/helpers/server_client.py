"""A page of the server as tests are one: its address, a decision, a server in a process."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from bound_process import start_review

BASE = "http://127.0.0.1:8765"
TOKEN = "a-token-of-this-test"
ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/\?token=(\S+)")


def decide(client: Any, target: str, verb: str, about: str = "pair", **fields: Any) -> Any:
    """One decision, as a page sends it."""
    one = {"about": about, "target": target, "verb": verb, "fields": fields}
    return client.post("/api/p/1/decide", json={"decisions": [one]})


@dataclass
class Server:
    """``duizhao review`` in a process of its own, and pages of it."""

    folder: Path
    port: int = 0
    base: str = ""
    token: str = ""
    process: subprocess.Popen[str] | None = None
    pages: list[httpx2.Client] = field(default_factory=list)

    def start(self, *arguments: str) -> Server:
        self.process = start_review(
            [self.folder, "--no-browser", "--port", str(self.port), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        found = ADDRESS.search(self.process.stdout.readline())
        assert found, self.process.stderr and self.process.stderr.read()
        self.base, self.token = found[1], found[2]
        self.port = int(self.base.rpartition(":")[2])
        return self

    def page(self) -> httpx2.Client:
        page = httpx2.Client(base_url=self.base, headers={"origin": self.base}, timeout=60)
        assert page.get(f"/?token={self.token}").status_code == 303
        self.pages.append(page)
        return page

    def end(self, how: signal.Signals = signal.SIGKILL) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(20)


def wait_until(what: Callable[[], Any], seconds: float = 30.0) -> Any:
    """What a condition gives as soon as it holds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = what()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen")

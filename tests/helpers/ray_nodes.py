"""A Ray cluster of several nodes on loopback, each begun with Ray's own command, as by hand."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from types import TracebackType

from bound_process import end_with_parent
from marked_processes import MARK, kill, left_over, processes_of

# Nobody but this machine reaches them: no token, no dashboard, nothing reported.
ENVIRONMENT = {"RAY_AUTH_MODE": "disabled"}
_COMMON = ("--disable-usage-stats", "--node-ip-address=127.0.0.1", "--block")
_PATIENCE_S = 120


class RayNodes:
    """Nodes of one cluster: the head first. A context manager, at whose end none is left.

    Args:
        nodes: how many.
        processors: of each.
    """

    def __init__(self, nodes: int, processors: int) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True)
        self._processors = processors
        self._marks: list[str] = []
        self.address = f"127.0.0.1:{_free_port()}"
        try:
            for _ in range(nodes):
                self.add()
        except BaseException:
            self.close()
            raise

    def add(self) -> None:
        """Begin another node, and wait until it belongs to the cluster."""
        mark = f"ray node {uuid.uuid4()}"
        if self._marks:
            where = [f"--address={self.address}"]
        else:
            where = ["--head", f"--port={self.address.rpartition(':')[2]}",
                     "--include-dashboard=false", f"--temp-dir={self._home.name}"]  # fmt: skip
        log = Path(self._home.name, f"node{len(self._marks)}.log")
        with log.open("wb") as told:
            process = subprocess.Popen(
                [str(Path(sys.executable).with_name("ray")), "start", *where, *_COMMON,
                 f"--num-cpus={self._processors}"],
                env=os.environ | ENVIRONMENT | {MARK: mark}, stdout=told, stderr=told,
                preexec_fn=end_with_parent,
            )  # fmt: skip
        self._marks.append(mark)
        deadline = time.monotonic() + _PATIENCE_S
        while b"Ray runtime started" not in log.read_bytes():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"a Ray node did not start: {log.read_text()[-2000:]}")
            time.sleep(0.2)

    def lose(self) -> None:
        """Kill the last node with all that runs on it, as a power cut would."""
        mark = self._marks.pop()
        while left := processes_of(mark):
            kill(left)

    @property
    def processes(self) -> list[int]:
        """Of all nodes, their actors included."""
        return [one for mark in self._marks for one in processes_of(mark)]

    def close(self) -> None:
        """End all of them."""
        while self._marks:
            mark = self._marks[-1]
            self.lose()
            left_over(mark)
        self._home.cleanup()

    def __enter__(self) -> RayNodes:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

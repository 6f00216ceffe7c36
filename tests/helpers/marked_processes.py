"""The processes of a run, with all that these began, found by a mark in their environment."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

MARK = "DUIZHAO_TEST_RUN"
"""A process is told of by the value of this variable, which its children inherit."""


def processes_of(mark: str) -> list[int]:
    """The living processes with a mark, whoever their parents are now."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            is_ours = f"{MARK}={mark}\0".encode() in (entry / "environ").read_bytes()
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, IndexError):
            continue
        if is_ours and state != "Z":
            found.append(int(entry.name))
    return sorted(found)


def left_over(mark: str, *, patience_s: float = 20.0) -> list[int]:
    """Processes with a mark that do not end, however long one waits."""
    deadline = time.monotonic() + patience_s
    while (found := processes_of(mark)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def kill(processes: Sequence[int]) -> None:
    """``kill -9``, of whoever is still there."""
    for one in processes:
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            continue


def cpu_s(processes: Sequence[int]) -> float:
    """CPU seconds that some living processes have taken."""
    total = 0.0
    for one in processes:
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total

"""What a decision on the page costs, beside what the disk alone takes to keep a line.

Run from a checkout:

    python scripts/bench_review.py [--pairs 10000] [--terms 5000] [--rounds 60]

A real server on a made project is asked over its socket, as a page asks it. The limit is an
append to a bare SQLite file in the same folder, one row and one fsync; the ratio is to that.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "helpers"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from made_project import make_large

from quality.findings import CheckReport, Finding
from quality.messages import as_written
from review.project import open_project

ROOT = Path(__file__).resolve().parents[1]
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/\?token=(\S+)")
TARGET_MS, FIRST_MS = 100, 1000


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--terms", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = make_large(Path(name) / "large", pairs=options.pairs, terms=options.terms)
        add_findings(folder)
        limit = bare_append_ms(Path(name), options.rounds)
        with Page(folder) as page:
            rows = measure(page, options.rounds)
            memory_mb = page.memory_mb()
    print(f"{options.pairs:,} pairs, {options.terms:,} terms; the server takes {memory_mb:.0f} MB")
    print("| what | median, ms | 95th percentile, ms | ratio of medians |")
    print("|---|---|---|---|")
    for what, times in {"append to a bare SQLite file": limit, **rows}.items():
        middle, high = statistics.median(times), percentile(times, 0.95)
        ratio = middle / statistics.median(limit)
        print(f"| {what} | {middle:.1f} | {high:.1f} | {ratio:.1f} |")


def add_findings(folder: Path) -> None:
    """A finding in every fourth pair."""
    with open_project(folder) as project:
        units = project.bitext().units
        findings = tuple(
            Finding(
                id=f"f{number:06d}", check="numbers", rule="missing", severity="warning",
                unit=number, source=unit.source, target=unit.target, source_span=(1, 2),
                target_span=None, said=as_written("A number is missing."), expected="",
            )
            for number, unit in enumerate(units)
            if number % 4 == 0
        )  # fmt: skip
        first = project.check_report()
        project.put_findings(
            CheckReport(
                name=first.name, source_language="zh-Hans", target_language="en",
                units=len(units), findings=findings, signature="made",
            )
        )  # fmt: skip


def bare_append_ms(folder: Path, rounds: int) -> list[float]:
    """A row and an fsync, again and again."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE log (number INTEGER PRIMARY KEY, what TEXT)")
    text = "x" * 500
    times = [
        timed(lambda: connection.execute("INSERT INTO log (what) VALUES (?)", (text,)))[0]
        for _ in range(rounds)
    ]
    connection.close()
    return times


class Page:
    """A server in a process of its own, and one connection to it."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, ROOT / "duizhao.py", "review", folder, "--no-browser", "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self._process.stdout.readline() if self._process.stdout else ""
        found = ADDRESS.search(line)
        if found is None:
            sys.exit(f"the server did not start: {line}")
        self._origin = f"http://127.0.0.1:{found[1]}"
        self._connection = HTTPConnection("127.0.0.1", int(found[1]), timeout=120)
        self._connection.request("GET", f"/?token={found[2]}")
        answer = self._connection.getresponse()
        answer.read()
        self._cookie = str(answer.headers["set-cookie"]).partition(";")[0]

    def __enter__(self) -> Page:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(20)

    def ask(self, method: str, path: str, data: object = None) -> Any:  # noqa: ANN401
        """What the server answers."""
        body = None if data is None else json.dumps(data)
        headers = {"cookie": self._cookie, "origin": self._origin}
        self._connection.request(method, f"/api/{path}", body, headers)
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            sys.exit(f"{path}: {text.decode()}")
        return json.loads(text)

    def decide(self, target: str, verb: str, about: str = "pair", **fields: object) -> Any:  # noqa: ANN401
        """One decision."""
        one = {"about": about, "target": target, "verb": verb, "fields": fields}
        return self.ask("POST", "p/1/decide", {"decisions": [one]})

    def memory_mb(self) -> float:
        """What the server's process holds, without its workers."""
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def measure(page: Page, rounds: int) -> dict[str, list[float]]:
    """What a page waits for, in milliseconds."""
    rows = {
        "open the project": [timed(lambda: page.ask("GET", "p/1"))[0]],
        "first screen of pairs": [timed(lambda: page.ask("GET", "p/1/pairs?count=500"))[0]],
    }
    while page.ask("GET", "p/1")["counts"]["terms"] is None:
        time.sleep(0.2)
    terms = [one["id"] for one in page.ask("GET", "p/1/terms")["terms"]]
    findings = [one["id"] for one in page.ask("GET", "p/1/findings")["findings"]]
    pairs = [one["number"] for one in page.ask("GET", "p/1/pairs?count=20000")["pairs"]]
    middle = iter(pairs[len(pairs) // 4 :: 7])
    term, finding = iter(terms[::11]), iter(findings[::3])
    kinds: dict[str, Callable[[], object]] = {
        "confirm": lambda: page.decide(next(middle), "confirm"),
        "merge": lambda: page.decide(next(middle), "merge", direction="next"),
        "move a border": lambda: page.decide(
            next(middle), "move border", side="target", direction="next"
        ),
        "correct a text": lambda: page.decide(
            next(middle), "correct text", side="target", text="Corrected."
        ),
        "undo": lambda: page.ask("POST", "p/1/undo", {}),
        "redo": lambda: page.ask("POST", "p/1/redo", {}),
        "approve a term": lambda: page.decide(next(term), "approve", about="term"),
        "answer a finding": lambda: page.decide(
            next(finding), "answer", about="finding", answer="right"
        ),
        "search": lambda: page.ask("GET", "p/1/search?q=term12"),
    }
    for what, act in kinds.items():
        rows[what] = [timed(act)[0] for _ in range(rounds)]
    return rows


def timed(act: Callable[[], object]) -> tuple[float, object]:
    """How long something takes, in milliseconds, and what it gives."""
    start = time.perf_counter()
    given = act()
    return (time.perf_counter() - start) * 1000, given


def percentile(times: list[float], share: float) -> float:
    """The value below which a share of some lies."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


if __name__ == "__main__":
    main()

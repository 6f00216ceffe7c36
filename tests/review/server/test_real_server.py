"""A real server in a process of its own: killed, ended, met by others."""

from __future__ import annotations

import json
import random
import signal
import socket
import subprocess
import sys
import threading
import time

import httpx2
import pytest
from bound_process import ROOT, start_review
from made_project import write_texts
from server_client import Server, decide, wait_until

from review.project import open_project
from review.project import operations as op

pytestmark = pytest.mark.slow


def numbers(page: httpx2.Client) -> list[str]:
    return [one["number"] for one in page.get("/api/p/1/pairs").json()["pairs"]]


class Heard:
    """The events of a project as a page hears them, with when."""

    def __init__(self, server: Server, page: httpx2.Client) -> None:
        self.events: list[tuple[float, str, dict]] = []
        self._is_open = threading.Event()
        self._client = httpx2.Client(cookies=page.cookies, timeout=60)
        self._thread = threading.Thread(target=self._listen, args=(server.base,), daemon=True)
        self._thread.start()
        assert self._is_open.wait(10)

    def _listen(self, base: str) -> None:
        name = ""
        try:
            with self._client.stream("GET", f"{base}/api/events?project=1") as stream:
                for line in stream.iter_lines():
                    self._is_open.set()
                    if line.startswith("event: "):
                        name = line[7:]
                    elif line.startswith("data: "):
                        self.events.append((time.monotonic(), name, json.loads(line[6:])))
        except httpx2.HTTPError:
            pass

    def changed(self, operation: int) -> float | None:
        found = (at for at, name, data in self.events
                 if name == "changed" and data["operation"] == operation)  # fmt: skip
        return next(found, None)


def test_killed_at_random_during_200_operations_it_loses_at_most_the_one_in_flight(serve, folder):
    rng = random.Random(7)
    server = serve(folder)
    page = server.page()
    all_numbers = numbers(page)
    known = 0  # the last operation that was answered
    done = 0
    while done < 200:
        # Rounds are of so many operations, however quick the machine is, and end within one.
        last = done + rng.randint(20, 60)
        killer = threading.Timer(rng.uniform(0, 0.03), server.end)
        try:
            while True:
                told = decide(page, rng.choice(all_numbers), "note", note=f"note {done}")
                known, done = told.json()["operation"], done + 1
                if done == last:
                    killer.start()
        except (httpx2.HTTPError, OSError):
            pass
        killer.cancel()
        server.end()
        # The same page goes on by itself: same port, same cookie.
        server.start()
        project = page.get("/api/p/1")
        assert project.status_code == 200
        assert project.json()["last"] in (known, known + 1)
        known = project.json()["last"]
    with open_project(folder) as project:
        assert project.last == known
        notes = [r.data["said"]["note"] for one in project.history()
                 for r in project.records(one.number)]  # fmt: skip
    assert len(notes) == known
    # What was answered is there, in order; what was in flight is whole or not there.
    assert [*dict.fromkeys(notes)] == sorted(set(notes), key=lambda one: int(one[5:]))
    assert set(notes) >= {f"note {number}" for number in range(done)}
    assert done >= 200


def test_undo_reaches_back_over_a_kill(serve, folder):
    server = serve(folder)
    page = server.page()
    before = page.get("/api/p/1/pairs").json()["pairs"]
    decide(page, "2", "merge", direction="next")
    decide(page, "5", "confirm")
    server.end()
    server.start()
    assert page.get("/api/p/1").json()["can_undo"]
    page.post("/api/p/1/undo", json={})
    page.post("/api/p/1/undo", json={})
    assert page.get("/api/p/1/pairs").json()["pairs"] == before


def test_exports_are_the_same_bytes_after_a_restart(serve, folder):
    server = serve(folder)
    page = server.page()
    decide(page, "2", "merge", direction="next")
    decide(page, "6", "correct text", side="target", text="By hand.")
    names = ("memory.tmx", "glossary.xlsx", "translation.docx", "decisions.json")
    before = {name: page.get(f"/api/p/1/download/{name}").content for name in names}
    server.end()
    server.start()
    for name, content in before.items():
        assert page.get(f"/api/p/1/download/{name}").content == content, name


def test_two_pages_see_each_others_decisions_at_once(serve, folder):
    server = serve(folder)
    one, other = server.page(), server.page()
    other.post("/api/home/reviewer", json={"name": "Wang"})
    heard = Heard(server, other)
    operation = decide(one, "4", "confirm").json()["operation"]
    assert wait_until(lambda: heard.changed(operation))
    # Wang has not seen it: the same pair decided otherwise is a conflict that both can see.
    late = {"about": "pair", "target": "4", "verb": "doubtful", "fields": {}}
    told = other.post("/api/p/1/decide", json={"decisions": [late], "seen": 0}).json()
    assert told["pairs"][0]["conflict"] == [1, 2]
    assert len(one.get("/api/p/1/conflicts").json()["conflicts"]) == 1


@pytest.mark.parametrize("who", ["command line", "another server"])
def test_what_another_process_decides_shows_at_once(serve, folder, who):
    server = serve(folder)
    page = server.page()
    numbers(page)
    heard = Heard(server, page)
    if who == "command line":
        with open_project(folder, reviewer="Wang") as project:
            project.decide("3", op.Confirm())
    else:
        decide(serve(folder).page(), "3", "confirm")
    assert wait_until(lambda: heard.changed(1))
    (changed,) = [data for _at, name, data in heard.events if name == "changed"]
    assert [one["number"] for one in changed["pairs"]] == ["3"]


def test_what_the_machine_finds_anew_is_told(serve, folder):
    server = serve(folder)
    page = server.page()
    assert page.get("/api/p/1/findings").json()["findings"]
    heard = Heard(server, page)
    with open_project(folder) as project:
        report = project.check_report()
        project.put_findings(type(report)(
            name=report.name, source_language=report.source_language,
            target_language=report.target_language, units=report.units, findings=(),
            signature="none",
        ))  # fmt: skip
    found = wait_until(lambda: [d for _at, name, d in heard.events if name == "found"])
    assert found[0]["found"] == ["findings"]
    assert page.get("/api/p/1/findings").json()["findings"] == []


def test_a_long_job_freezes_no_key(serve, folder):
    server = serve(folder)
    page = server.page()
    numbers(page)
    job = page.post("/api/p/1/jobs", json={"kind": "terms"})
    decide(page, "3", "merge", direction="next")
    job = page.post("/api/p/1/jobs", json={"kind": "realign"}).json()["job"]
    states = []
    for count in range(30):
        assert decide(page, "5", "note", note=str(count)).status_code == 200
        states.append(page.get(f"/api/p/1/jobs/{job}").json()["state"])
    assert states[0] == "running"
    cancelled = page.delete(f"/api/p/1/jobs/{job}").json()
    assert cancelled["state"] in ("failed", "done")


def test_a_job_that_is_cancelled_is_gone_soon_and_the_next_one_runs(serve, folder):
    server = serve(folder)
    page = server.page()
    decide(page, "3", "merge", direction="next")
    job = page.post("/api/p/1/jobs", json={"kind": "terms"}).json()["job"]
    refused = page.post("/api/p/1/jobs", json={"kind": "terms"})
    assert refused.status_code in (200, 409)
    assert page.delete(f"/api/p/1/jobs/{job}").json()["state"] == "failed"
    job = page.post("/api/p/1/jobs", json={"kind": "export"}).json()["job"]
    found = wait_until(
        lambda: (one := page.get(f"/api/p/1/jobs/{job}").json())["state"] != "running" and one, 60
    )
    assert found["state"] == "done", found
    assert (folder / "memory.tmx").is_file()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_told_and_says_goodbye(serve, folder, how):
    server = serve(folder)
    page = server.page()
    heard = Heard(server, page)
    decide(page, "1", "confirm")
    assert server.end(how) == 0
    assert wait_until(lambda: any(name == "bye" for _at, name, _data in heard.events))
    assert server.process.stderr.read() == ""


def test_a_port_that_is_taken_is_said_in_a_sentence(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, ROOT / "duizhao.py", "review", folder, "--no-browser",
             "--port", str(port)],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(f"duizhao: port {port} is taken")
    assert "Traceback" not in done.stderr


def test_where_there_is_no_browser_the_address_is_there(folder):
    process = start_review(
        [folder, "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={"PATH": "", "BROWSER": "/nothing %s", "HOME": str(folder)},
    )  # fmt: skip
    try:
        lines = [process.stdout.readline() for _ in range(3)]
        assert "http://127.0.0.1:" in lines[0]
        assert "open the address" in lines[2]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)
        process.stdout.close()
        process.stderr.close()


def test_a_file_is_no_folder(folder):
    done = subprocess.run(
        [sys.executable, ROOT / "duizhao.py", "review", folder / "project.db", "--no-browser"],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "is a file, not a folder" in done.stderr


def test_two_files_on_the_command_line_are_paired_first(tmp_path, serve):
    source, target = write_texts(tmp_path)
    server = Server(source)
    process = start_review(
        [source.name, target.name, "--no-browser", "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
    )  # fmt: skip
    try:
        line = process.stdout.readline()
        assert line.strip().endswith("#/p/1")
        server.base, _, rest = line.split()[-1].partition("/?token=")
        server.token = rest.partition("#")[0]
        page = server.page()
        (job,) = page.get("/api/p/1/jobs").json()["jobs"]
        assert job["kind"] == "start"
        found = wait_until(
            lambda: (one := page.get("/api/p/1/jobs/1").json())["state"] != "running" and one, 180
        )
        assert found["state"] == "done", found
        assert page.get("/api/p/1/pairs").json()["total"] > 15
        page.close()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        process.stdout.close()
        process.stderr.close()

"""The threats of docs/review.md, one by one: refused, and nothing leaks in the answer."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path

import pytest
from bound_process import ROOT
from made_project import MARKUP
from server_client import TOKEN, decide

from review.server.guard import HEADERS, MAX_BODY, Keys
from review.server.incoming import MOST_FILES
from review.server.running import HOST, listening

ADDRESSES = ("/", "/js/main.js", "/api/home", "/api/p/1", "/api/p/1/pairs", "/api/events",
             "/api/p/1/download/memory.tmx", "/api/nothing")  # fmt: skip
LEAKS = ("tea", "project.db", "/tmp", "Traceback", "made")


def says_nothing(text: str) -> bool:
    return not any(word in text for word in LEAKS)


# --- who asks -------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_the_cookie_nothing_is_served(open_client, folder, address):
    answer = open_client(folder, let_in=False).get(address)
    assert answer.status_code == 403
    assert says_nothing(answer.text)


@pytest.mark.parametrize("token", ["wrong", "a-token-of-this-tes", "é", "%00", TOKEN + "x"])
def test_a_wrong_token_lets_nobody_in(open_client, folder, token):
    client = open_client(folder, let_in=False)
    answer = client.get(f"/?token={token}", follow_redirects=False)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert says_nothing(answer.text)


def test_the_token_leaves_the_address_and_the_cookie_is_out_of_reach_of_scripts(
    open_client, folder
):
    client = open_client(folder, let_in=False)
    answer = client.get(f"/?token={TOKEN}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert TOKEN not in cookie


@pytest.mark.parametrize("cookie", ["", "x", "x.y", "e30.", "..", "\x00", "a" * 10_000, "{}.é"])
def test_a_made_up_cookie_is_none(open_client, folder, cookie):
    client = open_client(folder, let_in=False)
    answer = client.get("/api/home", headers={"cookie": f"duizhao={cookie}".encode("latin-1")})
    assert answer.status_code == 403


def test_a_cookie_of_another_home_is_none(open_client, folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    theirs = open_client(other).cookies.get("duizhao")
    client = open_client(folder, let_in=False)
    assert client.get("/api/home", headers={"cookie": f"duizhao={theirs}"}).status_code == 403


def test_a_session_cannot_be_changed_by_who_holds_it(client):
    text, _, signature = client.cookies["duizhao"].partition(".")
    changed = Keys(b"guess" * 8).cookie({"id": "x", "reviewer": "boss"}).partition(".")[0]
    answer = client.get("/api/home", headers={"cookie": f"duizhao={changed}.{signature}"})
    assert text != changed
    assert answer.status_code == 403


@pytest.mark.skipif(os.name == "nt", reason="other rights")
def test_the_secret_is_its_owners_alone(client, folder):
    secret = folder / ".duizhao-review" / "secret"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(secret.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "localhost.evil.example:8765",
     "", "10.0.0.1:8765", "0.0.0.0:8765", "[::]:8765", "127.0.0.1:8765@evil.example",
     "user@127.0.0.1:8765"],
)  # fmt: skip
def test_another_host_is_refused(client, host):
    answer = client.get("/api/home", headers={"host": host})
    assert answer.status_code == 421
    assert says_nothing(answer.text)


@pytest.mark.parametrize(
    "base", ["http://localhost:9000", "http://[::1]:9001", "http://127.0.0.1:1"]
)
def test_through_a_tunnel_the_port_is_another(open_client, folder, base):
    client = open_client(folder, base=base)
    assert decide(client, "1", "confirm").status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "", "http://127.0.0.1:1", "https://127.0.0.1:8765",
               "http://localhost:8765"]
)  # fmt: skip
@pytest.mark.parametrize(
    ("method", "address"),
    [("POST", "/api/p/1/decide"), ("POST", "/api/p/1/undo"), ("POST", "/api/home/reviewer"),
     ("PUT", "/api/p/1/place"), ("DELETE", "/api/p/1/jobs/1"), ("POST", "/api/uploads"),
     ("POST", "/api/plans"),
     ("PATCH", "/api/p/1"), ("OPTIONS", "/api/p/1/decide")],
)  # fmt: skip
def test_another_origin_changes_nothing(client, folder, origin, method, address):
    answer = client.request(method, address, json={}, headers={"origin": origin})
    assert answer.status_code == 403
    assert client.get("/api/p/1").json()["last"] == 0


def test_without_an_origin_nothing_is_changed(open_client, folder):
    client = open_client(folder)
    del client.headers["origin"]
    assert decide(client, "1", "confirm").status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_embeds_is_refused(client, site):
    answer = client.get("/api/p/1/pairs", headers={"sec-fetch-site": site})
    assert answer.status_code == 403


# --- how much, and where --------------------------------------------------------------------------


def test_a_body_over_the_limit_is_not_read(client):
    answer = client.post("/api/p/1/decide", content=b"x" * (MAX_BODY + 1))
    assert answer.status_code == 413


def test_nor_one_that_does_not_say_how_long_it_is(client):
    def endless():
        for _ in range(MAX_BODY // 2**16 + 2):
            yield b"x" * 2**16

    assert client.post("/api/p/1/decide", content=endless()).status_code == 413


def test_only_so_many_files_are_taken(open_client, tmp_path):
    client = open_client(tmp_path)
    files = [("files", (f"{number}.txt", b"x")) for number in range(MOST_FILES + 1)]
    assert client.post("/api/uploads", files=files).status_code == 400


@pytest.mark.parametrize(
    "path",
    ["/../project.db", "/%2e%2e/project.db", "/..%2fproject.db", "/js/../../app.py",
     "/js/%2e%2e/%2e%2e/app.py", "/..%5capp.py", "//etc/passwd", "/.duizhao-review/secret",
     "/api/p/1/download/..%2fproject.db", "/api/p/1/download/project.db",
     "/api/p/1/download/%2fetc%2fpasswd", "/api/p/..%2f..%2fetc", "/api/p/2", "/api/p/0/pairs",
     "/api/p/1/download/memory.tmx%00.txt"],
)  # fmt: skip
def test_no_path_leads_outside(client, path):
    answer = client.get(path)
    assert answer.status_code in (400, 404, 409)
    assert b"SQLite" not in answer.content
    assert "root:" not in answer.text


def test_uploads_do_not_pile_up(open_client, tmp_path):
    client = open_client(tmp_path)
    old = tmp_path / ".duizhao-review" / "uploads" / "abcdefghijkl"
    old.mkdir(parents=True)
    (old / "a.txt").write_text("今天。", encoding="utf-8")
    os.utime(old, (0, 0))
    answer = client.post("/api/uploads", files=[("files", ("b.txt", "今天。".encode()))])
    assert answer.status_code == 200
    assert not old.exists()
    assert client.post("/api/projects", json={"source": "abcdefghijkl"}).status_code == 404


@pytest.mark.parametrize("name", ["../../out.txt", "C:\\x\\out.txt", "/etc/out.txt", "..", "\x00"])
def test_an_uploaded_name_leads_out_of_no_folder(open_client, tmp_path, name):
    home = tmp_path / "home"
    home.mkdir()
    client = open_client(home)
    text = "今天的新闻发布会现在开始。欢迎大家。我们先请部长讲话。谢谢。".encode()
    answer = client.post("/api/uploads", files=[("files", (name, text))])
    assert answer.status_code == 200
    written = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert all(home / ".duizhao-review" in path.parents for path in written)


@pytest.mark.parametrize("name", ["../out", "a/b", "..", "C:\\x", "con", "x" * 500, "\x00", "."])
def test_a_projects_name_leads_out_of_no_folder(open_client, tmp_path, name):
    home = tmp_path / "home"
    home.mkdir()
    client = open_client(home)
    upload = home / ".duizhao-review" / "uploads" / "abcdefghijkl"
    upload.mkdir(parents=True)
    (upload / "a.txt").write_text("今天。", encoding="utf-8")
    answer = client.post("/api/projects", json={"source": "abcdefghijkl", "name": name})
    assert answer.status_code == 200
    made = answer.json()["name"]
    assert Path(made).name == made
    assert made not in ("", ".", "..")
    assert {path.name for path in tmp_path.iterdir()} == {"home"}


@pytest.mark.parametrize("number", ["..", "../..", "/etc", "a" * 12, "", None, 7])
def test_a_file_is_named_by_its_id_alone(open_client, tmp_path, number):
    answer = open_client(tmp_path).post("/api/projects", json={"source": number})
    assert answer.status_code in (400, 404)


def test_a_name_in_the_list_of_projects_leads_out_of_no_folder(open_client, folder):
    home = folder.parent / "home"
    (home / ".duizhao-review").mkdir(parents=True)
    (home / ".duizhao-review" / "projects.json").write_text('{"1": "../tea", "2": ".."}')
    client = open_client(home)
    assert client.get("/api/p/1").status_code == 404
    assert client.get("/api/p/2").status_code == 404


# --- what is answered -----------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/", "/api/home", "/api/nothing", "/api/p/1/pairs"])
def test_every_answer_has_the_policy(client, address):
    answer = client.get(address)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_refusals_have_the_policy_too(open_client, folder):
    answer = open_client(folder, let_in=False).get("/")
    assert answer.headers["content-security-policy"] == HEADERS["content-security-policy"]


def test_markup_in_a_text_stays_text(client, folder):
    pairs = client.get("/api/p/1/pairs")
    assert pairs.headers["content-type"] == "application/json"
    assert pairs.headers["x-content-type-options"] == "nosniff"
    assert any(MARKUP in one["target"] or MARKUP in one["source"] for one in pairs.json()["pairs"])
    number = pairs.json()["pairs"][0]["number"]
    told = decide(client, number, "note", note=MARKUP).json()
    assert told["pairs"][0]["note"] == MARKUP
    report = client.get("/api/p/1/download/report.html")
    assert report.headers["content-disposition"].startswith("attachment")
    assert report.headers["content-type"] == "application/octet-stream"
    assert MARKUP not in report.text


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"[]", b"null", b'{"decisions": 1}', b'{"decisions": []}', b'{"decisions": [1]}',
     b'{"decisions": [{"about": "pair"}]}', b'{"decisions": [{"about": "x", "verb": "confirm"}]}',
     b'{"decisions": [{"about": "pair", "target": {}, "verb": "confirm"}]}',
     b'{"decisions": [{"about": "term", "target": "1", "verb": "confirm"}]}',
     b'{"decisions": [{"about": "pair", "target": "1", "verb": "realign",'
     b' "fields": {"rows": [], "found": []}}]}',
     b'{"decisions": [{"about": "pair", "target": "1", "verb": "confirm"}], "seen": "x"}',
     b"[" * 100_000, b"\xff\xfe", b'{"decisions": [{"about": "pair", "target": "1", "verb": '
     b'"split", "fields": {"source": "a", "target": []}}]}',
     b'{"decisions": [{"about": "pair", "target": "1", "verb": "cut sentence", "fields": '
     b'{"side": "source", "sentence": "x", "offset": null}}]}',
     b'{"decisions": [{"about": "pair", "target": "1", "verb": "note", "fields": {"note": 7}}]}',
     b'{"decisions": [{"about": "pair", "target": "1", "verb": "correct text", "fields": '
     b'{"side": "source", "text": ["a"]}}]}'],
)  # fmt: skip
def test_a_request_that_no_page_sends_is_refused_in_a_sentence(client, body):
    answer = client.post("/api/p/1/decide", content=body)
    assert answer.status_code in (400, 409)
    assert answer.json()["error"]["message"]
    assert "Traceback" not in answer.text
    assert client.get("/api/p/1").json()["last"] == 0


def test_a_fault_of_ours_leaks_nothing(client, monkeypatch):
    monkeypatch.setattr("review.server.reading.turns", lambda *_: 1 / 0)
    answer = client.get("/api/p/1")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert json.loads(answer.text)["error"]["message"]


def test_a_refusal_names_no_folder_of_this_machine(client, folder):
    for answer in (decide(client, "999", "confirm"), client.get("/api/p/1/download/memory.xyz")):
        assert answer.status_code == 409
        assert str(folder.parent) not in answer.text


def test_it_listens_on_this_machine_alone():
    with listening(0) as listener:
        assert listener.getsockname()[0] == HOST == "127.0.0.1"


def test_every_threat_that_is_told_has_its_test():
    told = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "review.md").read_text("utf-8")))
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert told <= set(re.findall(r"def (test_\w+)", tests))
    assert len(told) > 20


@pytest.mark.parametrize(
    ("about", "target", "verb", "fields"),
    [
        ("pair", "1", "note", {"note": "\ud800"}),
        ("pair", "1", "doubtful", {"note": "\x00\u202e"}),
        ("pair", "1", "correct text", {"side": "target", "text": "half \udc00 a character"}),
        ("pair", "\ud800", "confirm", {}),
        ("term", "\ud800", "approve", {}),
        ("term", "", "add term", {"source_term": "\ud800", "target_term": "x"}),
        ("finding", "\ud800", "answer", {"answer": "right"}),
        ("pair", "1", "cut sentence", {"side": "source", "sentence": 10**30, "offset": -(10**30)}),
        ("pair", "1", "split", {"source": -1, "target": 10**30}),
        ("pair", "1", "move border", {"side": "source", "direction": "next", "count": -(10**9)}),
    ],
)
def test_halves_of_characters_and_endless_numbers_break_nothing(
    client, about, target, verb, fields
):
    one = {"about": about, "target": target, "verb": verb, "fields": fields}
    answer = client.post("/api/p/1/decide", content=json.dumps({"decisions": [one]}))
    assert answer.status_code in (200, 400, 409), answer.text
    assert client.get("/api/p/1/pairs").status_code == 200
    assert client.get("/api/p/1/terms").status_code == 200
    assert client.get("/api/p/1/history").status_code == 200
    assert client.get("/api/p/1/download/memory.tmx").status_code == 200
    endless = json.dumps({"decisions": [one], "seen": 10**30})
    assert client.post("/api/p/1/decide", content=endless).status_code == 400

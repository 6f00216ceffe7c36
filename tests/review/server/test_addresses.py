"""Every row of the table of addresses: what a page asks, what it gets."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from made_project import write_texts
from server_client import decide, wait_until

from review.project import open_project
from review.project import operations as op


@pytest.fixture
def pairs(client):
    return client.get("/api/p/1/pairs").json()["pairs"]


# --- what there is --------------------------------------------------------------------------------


def test_home(client):
    home = client.get("/api/home", headers={"accept-language": "zh-CN,en;q=0.5"}).json()
    assert home["language"] == "zh"
    assert home["is_project"]
    (project,) = home["projects"]
    assert (project["id"], project["name"]) == ("1", "tea")
    assert project["pairs"] == project["documents"][0]["pairs"] > 20
    assert {"any", "omegat", "memoq"} <= {one["name"] for one in home["tools"]}


def test_a_working_folder_lists_its_projects_under_numbers_that_stay(open_client, folder):
    home = folder.parent
    assert [one["id"] for one in open_client(home).get("/api/home").json()["projects"]] == ["1"]
    folder.rename(home / "zebra")
    (home / "apple").mkdir()
    folder.with_name("zebra").joinpath("project.db").rename(home / "apple" / "project.db")
    again = open_client(home)
    assert {one["name"]: one["id"] for one in again.get("/api/home").json()["projects"]} == {
        "apple": "2"
    }
    assert again.get("/api/p/1").status_code == 404


def test_a_reviewer_is_named_for_this_browser_alone(open_client, folder):
    one, other = open_client(folder), open_client(folder)
    assert one.post("/api/home/reviewer", json={"name": " 陈 "}).json() == {"reviewer": "陈"}
    decide(one, "1", "confirm")
    assert one.get("/api/home").json()["reviewer"] == "陈"
    assert other.get("/api/home").json()["reviewer"] == "Lin"
    assert one.get("/api/p/1/history").json()["operations"][0]["reviewer"] == "陈"


@pytest.mark.parametrize("name", ["", " ", "x" * 101, 7, None, "a\nb", "\x07"])
def test_not_everything_is_a_name(client, name):
    assert client.post("/api/home/reviewer", json={"name": name}).status_code == 400


def test_project(client):
    project = client.get("/api/p/1").json()
    assert project["last"] == 0
    assert not project["can_undo"]
    assert project["has_terms"]
    assert project["has_findings"]
    assert project["counts"]["pairs"] == project["documents"][0]["pairs"]


def test_pairs_come_in_pages(client, pairs):
    page = client.get("/api/p/1/pairs?from=3&count=2").json()
    assert page["total"] == len(pairs)
    assert [one["number"] for one in page["pairs"]] == [one["number"] for one in pairs[3:5]]
    assert [one["position"] for one in page["pairs"]] == [3, 4]


def test_sentences_are_spans_in_code_points(pairs):
    for pair in pairs:
        for side in ("source", "target"):
            spans = pair[f"{side}_sentences"]
            joined = [pair[side][a:b] for a, b in spans]
            assert all(joined)
            assert [len(one) for one in joined] == [b - a for a, b in spans]
            assert all(index < len(spans) for index in pair[f"{side}_paragraphs"])
    assert any("𠮷" in one["source"] + one["target"] for one in pairs)
    assert pairs[0]["source_paragraphs"] == [0]


def test_a_document_that_is_not_there(client):
    assert client.get("/api/p/1/pairs?document=nothing").status_code == 404
    assert client.get("/api/p/1/pairs?from=x").status_code == 400


def test_terms_and_their_places(client):
    terms = client.get("/api/p/1/terms").json()["terms"]
    assert "places" not in terms[0]
    term = client.get(f"/api/p/1/term/{terms[0]['id']}").json()
    assert term["count"] == len(term["places"])
    for place in term["places"]:
        a, b = place["source_span"]
        assert place["source"][a:b] == term["source_term"]
    assert client.get("/api/p/1/term/none").status_code == 404


def test_where_an_approved_term_would_change_the_translation(client):
    terms = client.get("/api/p/1/terms").json()["terms"]
    varied = next(one for one in terms if len(one["renderings"]) > 1)
    decide(client, varied["id"], "approve", about="term")
    term = client.get(f"/api/p/1/term/{varied['id']}").json()
    others = [one for one in term["places"] if one["rendering"] != term["target_term"]]
    assert [one["place"] for one in term["changes"]] == [one["place"] for one in others]
    assert others


def test_findings_with_their_rules(client):
    found = client.get("/api/p/1/findings").json()
    assert found["findings"]
    assert sum(one["count"] for one in found["rules"]) == len(found["findings"])
    assert all(one["label"] for one in found["rules"])


def test_history_unplaced_conflicts(client, folder):
    decide(client, "2", "doubtful", note="hm")
    client.post("/api/p/1/undo", json={})
    history = client.get("/api/p/1/history").json()
    assert [one["kind"] for one in history["operations"]] == ["undo", "doubtful"]
    assert history["operations"][1]["is_undone"]
    assert client.get("/api/p/1/unplaced").json() == {"unplaced": []}
    with open_project(folder, reviewer="Wang") as project:
        project.decide("3", op.Confirm(), seen=0)
    one = {"about": "pair", "target": "3", "verb": "keep out", "fields": {}}
    client.post("/api/p/1/decide", json={"decisions": [one], "seen": 0})
    (conflict,) = client.get("/api/p/1/conflicts").json()["conflicts"]
    assert (conflict["about"], conflict["target"]) == ("pair", "3")
    assert {one["reviewer"] for one in conflict["operations"]} == {"Lin", "Wang"}


# --- what is decided ------------------------------------------------------------------------------


def test_decide_undo_redo(client, pairs):
    before = client.get("/api/p/1/pairs").json()["pairs"]
    told = decide(client, "2", "merge", direction="next").json()
    assert [one["number"] for one in told["pairs"]] == ["2"]
    assert told["removed"] == [{"document": "tea.zh.txt", "number": "3"}]
    assert told["can_undo"]
    assert not told["can_redo"]
    back = client.post("/api/p/1/undo", json={}).json()
    assert back["orders"][0]["moves"] == [["3", "2"]]
    assert back["can_redo"]
    after = client.get("/api/p/1/pairs").json()["pairs"]
    assert [one["source"] for one in after] == [one["source"] for one in before]
    assert client.post("/api/p/1/redo", json={"operation": 1}).json()["operation"] == 3
    assert client.post("/api/p/1/redo", json={}).status_code == 409


def test_several_decisions_are_one_operation(client):
    decisions = [{"about": "pair", "target": n, "verb": "confirm"} for n in ("1", "2", "4")]
    told = client.post("/api/p/1/decide", json={"decisions": decisions, "seen": 0}).json()
    assert told["operation"] == 1
    assert told["counts"]["decided"] == 3
    assert len(told["pairs"]) == 3


def test_of_several_decisions_all_or_none(client):
    decisions = [{"about": "pair", "target": n, "verb": "confirm"} for n in ("1", "999")]
    assert client.post("/api/p/1/decide", json={"decisions": decisions}).status_code == 409
    assert client.get("/api/p/1").json()["counts"]["decided"] == 0


def test_terms_and_findings_are_decided_likewise(client):
    terms = client.get("/api/p/1/terms").json()["terms"]
    told = decide(client, terms[0]["id"], "reject", about="term").json()
    assert [one["decision"] for one in told["terms"]] == ["reject"]
    new = decide(client, "", "add term", about="term", source_term="龙井", target_term="Longjing")
    assert [one["target_term"] for one in new.json()["terms"]] == ["Longjing"]
    finding = client.get("/api/p/1/findings").json()["findings"][0]
    told = decide(client, finding["id"], "answer", about="finding", answer="false alarm").json()
    assert [one["answer"] for one in told["findings"]] == ["false alarm"]


def test_a_finding_fixed_changes_the_text_of_its_pair(client):
    finding = client.get("/api/p/1/findings").json()["findings"][0]
    told = decide(
        client, finding["id"], "answer", about="finding", answer="fixed", text="A new wording."
    ).json()
    assert [one["target"] for one in told["pairs"]] == ["A new wording."]
    assert told["pairs"][0]["original_target"] == finding["target"]


def test_confirm_many_at_once(client, pairs):
    told = client.post("/api/p/1/confirm", json={"document": "tea.zh.txt", "until": "4"}).json()
    assert {one["number"] for one in told["pairs"]} == {"1", "2", "3", "4"}
    sure = [one for one in pairs[4:] if (one["confidence"] or 0) >= 0.95]
    told = client.post("/api/p/1/confirm", json={"at_least": 0.95}).json()
    assert len(told["pairs"]) == len(sure)
    assert client.post("/api/p/1/confirm", json={"at_least": 0.95}).status_code == 409
    assert client.post("/api/p/1/confirm", json={}).status_code == 400
    assert client.post("/api/p/1/undo", json={}).json()["counts"]["decided"] == 4


def test_place_is_kept_for_each_reviewer_over_a_restart(open_client, folder):
    one = open_client(folder)
    one.put("/api/p/1/place", json={"view": "pairs", "row": "12"})
    again = open_client(folder)
    assert again.get("/api/p/1").json()["place"] == {"view": "pairs", "row": "12"}
    again.post("/api/home/reviewer", json={"name": "Wang"})
    assert again.get("/api/p/1").json()["place"] is None
    assert one.put("/api/p/1/place", json={"x": "y" * 5000}).status_code == 400


# --- looking closer -------------------------------------------------------------------------------


def test_search_folds_scripts_and_forms(client):
    found = client.get("/api/p/1/search?q=合作社").json()
    assert found["total"] == len(found["pairs"]) > 0
    assert client.get("/api/p/1/search?q=合作社").json() == found
    pair = found["pairs"][0]
    shown = client.get("/api/p/1/pairs").json()["pairs"]
    text = next(one for one in shown if one["number"] == pair["number"])["source"]
    assert [text[a:b] for a, b in pair["source"]] == ["合作社"] * len(pair["source"])
    assert (
        client.get("/api/p/1/search?q=茶農").json() == client.get("/api/p/1/search?q=茶农").json()
    )
    assert client.get("/api/p/1/search?q=cooperatives").json()["total"] > 0
    assert client.get("/api/p/1/search?q=coop").json()["total"] > 0
    assert client.get("/api/p/1/search?q=<img").json()["total"] > 0
    assert client.get("/api/p/1/search?q=").status_code == 400


def test_between_slashes_stands_a_pattern(client):
    found = client.get("/api/p/1/search", params={"q": r"/合作.|co-?op(er)?/"}).json()
    shown = {one["number"]: one for one in client.get("/api/p/1/pairs").json()["pairs"]}
    words = [
        shown[one["number"]][side][a:b] for one in found["pairs"] for side in ("source", "target")
        for a, b in one[side]
    ]  # fmt: skip
    assert {"合作社", "Cooper", "co-op"} <= set(words)
    assert {word.lower() for word in words} <= {"合作社", "cooper", "coop", "co-op"}
    terms = client.get("/api/p/1/terms", params={"q": "/^.茶$|^茶农$/"}).json()["terms"]
    assert [one["source_term"] for one in terms] == ["茶农"]
    assert client.get("/api/p/1/search", params={"q": "/㏒*/"}).json()["total"] == 0


@pytest.mark.parametrize("pattern", ["(", "[茶", "(a{1000}){1000}", "(?=茶)", "\\"])
def test_what_is_no_pattern_or_too_large_a_one_is_refused(client, pattern):
    answer = client.get("/api/p/1/search", params={"q": f"/{pattern}/"})
    assert answer.status_code == 409
    assert "pattern" in answer.json()["error"]["message"]


def test_a_pattern_that_hangs_others_is_answered(client):
    assert client.get("/api/p/1/search", params={"q": "/(.+)+(.+)+(.+)+㏒/"}).json()["total"] == 0


def test_clauses_are_where_a_sentence_may_be_cut(client, pairs):
    for pair in pairs:
        found = client.get(f"/api/p/1/pair/{pair['number']}/clauses").json()
        for side in ("source", "target"):
            assert len(found[side]) == len(pair[f"{side}_sentences"])
    pair, sentence, offset = next(
        (pair, number, borders[0])
        for pair in pairs
        for number, borders in enumerate(
            client.get(f"/api/p/1/pair/{pair['number']}/clauses").json()["source"]
        )
        if borders
    )
    told = decide(
        client, pair["number"], "cut sentence", side="source", sentence=sentence, offset=offset
    ).json()
    (cut,) = told["pairs"]
    assert len(cut["source_sentences"]) == len(pair["source_sentences"]) + 1
    assert cut["source"] == pair["source"]
    assert client.get("/api/p/1/pair/999/clauses").status_code == 404


@pytest.mark.slow
def test_why_says_it_in_words_and_lights_what_belongs_together(client, pairs):
    number = next(one["number"] for one in pairs if "合作社" in one["source"])
    why = client.get(f"/api/p/1/pair/{number}/why?language=zh").json()
    pair = next(one for one in pairs if one["number"] == number)
    assert why["terms"]
    assert why["links"]
    for source, target, weight in why["links"]:
        assert pair["source"][slice(*source)]
        assert pair["target"][slice(*target)]
        assert 0 < weight <= 1
    decide(client, number, "confirm")
    why = client.get(f"/api/p/1/pair/{number}/why?language=zh").json()
    assert why["reasons"][0] == {"name": "confirmed", "weight": None, "text": "由Lin确认。"}


# --- long work ------------------------------------------------------------------------------------


def done(client, job, project="1"):
    def look():
        found = client.get(f"/api/p/{project}/jobs/{job}").json()
        return found if found["state"] in ("done", "failed") else None

    return wait_until(look, 120)


@pytest.mark.slow
def test_realigning_is_a_difference_to_take_or_leave(client, pairs):
    decide(client, pairs[0]["number"], "merge", direction="next")
    decide(client, pairs[0]["number"], "reopen")
    job = client.post("/api/p/1/jobs", json={"kind": "realign"}).json()["job"]
    found = done(client, job)
    assert found["state"] == "done", found
    changes = found["result"]["changes"]
    last = client.get("/api/p/1").json()["last"]
    assert found["result"]["last"] == last
    assert client.post(f"/api/p/1/jobs/{job}/take", json={"which": [999]}).status_code == 400
    if changes:
        told = client.post(f"/api/p/1/jobs/{job}/take", json={"which": [0]}).json()
        assert told["operation"] == last + 1
        assert client.post("/api/p/1/undo", json={}).status_code == 200
    assert client.get("/api/p/1/jobs").json()["jobs"][0]["job"] == job
    assert client.get("/api/p/1/jobs/99").status_code == 404


def test_a_job_is_one_of_four(client):
    assert client.post("/api/p/1/jobs", json={"kind": "rm"}).status_code == 400
    refused = client.post("/api/p/1/jobs", json={"kind": "realign", "document": "no"})
    assert refused.status_code == 404


@pytest.mark.slow
def test_files_become_a_project_with_its_stages(open_client, tmp_path):
    client = open_client(tmp_path)
    source, target = write_texts(tmp_path)
    files = [("files", (path.name, path.read_bytes())) for path in (target, source)]
    told = client.post("/api/uploads", files=files).json()
    by_id = {one["id"]: one for one in told["files"]}
    assert by_id[told["suggested"]["source"]]["language"] == "zh-Hans"
    assert [one["encoding"] for one in told["files"]] == ["UTF-8", "GB18030"]
    assert all(one["segments"] > 20 for one in told["files"])
    made = client.post("/api/projects", json={**told["suggested"], "for": "omegat"}).json()
    found = done(client, made["job"], made["project"])
    assert found["state"] == "done", found
    assert found["result"]["pairs"] > 15
    project = client.get(f"/api/p/{made['project']}").json()
    assert project["counts"]["pairs"] > 15
    assert (tmp_path / made["name"] / "glossary.utf8").is_file()


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("/api/plans", {}),
        ("/api/plans", {"files": []}),
        ("/api/plans", {"files": ["../../secret"]}),
        ("/api/plans", {"files": [["abcdefghijkl"]]}),
        ("/api/projects", {"pairs": []}),
        ("/api/projects", {"pairs": [[]]}),
        ("/api/projects", {"pairs": [[None, None]]}),
        ("/api/projects", {"pairs": "abcdefghijkl"}),
        ("/api/projects", {"pairs": [["abcdefghijkl", "../secret"]]}),
    ],
)
def test_files_that_are_none_are_not_paired(open_client, tmp_path, address, asked):
    answer = open_client(tmp_path).post(address, json=asked)
    assert answer.status_code in (400, 404), answer.text


def test_what_cannot_be_read_is_said(open_client, tmp_path):
    client = open_client(tmp_path)
    files = [("files", ("a.txt", b"")), ("files", ("b.docx", b"no document at all" * 9))]
    told = client.post("/api/uploads", files=files).json()
    assert all(one["error"]["message"] for one in told["files"])
    assert told["suggested"] == {"source": None, "target": None}


def test_one_document_in_both_languages(open_client, tmp_path):
    from made_project import LINES

    text = "\n".join(f"{source}\n{target}".replace("|", " ") for source, target, *_ in LINES)
    client = open_client(tmp_path)
    files = [("files", ("both.txt", text.encode("gb18030")))]
    told = client.post("/api/uploads", files=files).json()
    (file,) = told["files"]
    assert file["side"] == "both", file
    assert file["encoding"] == "GB18030"
    assert told["suggested"] == {"source": file["id"], "target": None}


# --- files ----------------------------------------------------------------------------------------

NAMES = ("memory.tmx", "glossary.xlsx", "glossary.memoq.csv", "findings.xlsx", "pairs.xlsx",
         "report.html", "translation.txt", "translation.docx", "decisions.json",
         "all.zip")  # fmt: skip


def test_every_file_is_taken_away_the_same_twice(client):
    decide(client, "1", "correct text", side="target", text="Corrected by hand.")
    for name in NAMES:
        one = client.get(f"/api/p/1/download/{name}?for=memoq")
        assert one.status_code == 200, (name, one.text)
        assert one.headers["content-disposition"].startswith("attachment"), name
        assert client.get(f"/api/p/1/download/{name}?for=memoq").content == one.content, name


def test_the_corrected_translation_keeps_its_paragraphs(client):
    import docx

    pairs = client.get("/api/p/1/pairs").json()["pairs"]
    paragraphs = sum(len(one["target_paragraphs"]) for one in pairs)
    decide(client, "1", "correct text", side="target", text="Corrected by hand.")
    text = client.get("/api/p/1/download/translation.txt").text
    assert text.startswith("Corrected by hand.") or "Corrected by hand." in text.split("\n")[0]
    made = docx.Document(io.BytesIO(client.get("/api/p/1/download/translation.docx").content))
    assert len(made.paragraphs) == paragraphs
    assert made.paragraphs[0].text == text.split("\n")[0]


def test_everything_at_once(client):
    archive = zipfile.ZipFile(io.BytesIO(client.get("/api/p/1/download/all.zip").content))
    names = set(archive.namelist())
    assert {"memory.tmx", "glossary.xlsx", "pairs.xlsx", "findings.xlsx", "report.html",
            "translation.txt", "translation.docx", "decisions.json"} <= names  # fmt: skip


def test_an_unknown_tool_or_file_is_refused(client):
    assert client.get("/api/p/1/download/memory.tmx?for=word").status_code == 409
    assert client.get("/api/p/1/download/secrets.txt").status_code == 409


def test_a_sheet_given_back_is_taken_in(client):
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/p/1/download/pairs.xlsx").content))
    sheet = book.active
    names = [cell.value for cell in sheet[1]]
    column = next(at for at, name in enumerate(names, 1) if str(name).lower() == "decision")
    sheet.cell(row=3, column=column).value = "ok"
    changed = io.BytesIO()
    book.save(changed)
    told = client.post(
        "/api/p/1/sheets", files=[("files", ("pairs.xlsx", changed.getvalue()))]
    ).json()
    assert told["new"] == 1, told
    assert client.get("/api/p/1").json()["counts"]["decided"] == 1


def test_decisions_given_back_to_a_fresh_run_are_the_same_bytes(
    client, open_client, made, tmp_path
):
    import shutil

    decide(client, "2", "merge", direction="next")
    decide(client, "5", "doubtful", note="“=1+1”\n看")
    client.post("/api/p/1/undo", json={})
    decide(client, "6", "correct text", side="target", text="𠮷 new")
    terms = client.get("/api/p/1/terms").json()["terms"]
    decide(client, terms[0]["id"], "choose rendering", about="term",
           text=terms[0]["renderings"][0]["text"])  # fmt: skip
    finding = client.get("/api/p/1/findings").json()["findings"][-1]
    decide(client, finding["id"], "answer", about="finding", answer="later")
    given = client.get("/api/p/1/download/decisions.json").content
    assert len(json.loads(given)["operations"]) == 4
    other = open_client(shutil.copytree(made, tmp_path / "fresh"))
    sent = [("files", ("decisions.json", given))]
    assert other.post("/api/p/1/sheets", files=sent).json()["new"] == 4
    assert other.get("/api/p/1/download/decisions.json").content == given
    assert other.post("/api/p/1/sheets", files=sent).json()["new"] == 0
    for name in ("memory.tmx", "translation.txt"):
        one, two = (c.get(f"/api/p/1/download/{name}").content for c in (client, other))
        assert one == two


@pytest.mark.parametrize(
    "change",
    [lambda d: d["operations"][0]["decisions"][0]["data"].pop("versions"),
     lambda d: d["operations"][0]["decisions"][0]["data"].update(rows=[["a"]]),
     lambda d: d["operations"][0]["decisions"][0]["data"].update(said={"note": 7}),
     lambda d: d["operations"][0]["decisions"][0].update(document="other"),
     lambda d: d["operations"][0].update(seen="x"),
     lambda d: d["operations"][0].update(kind="undo"),
     lambda d: d.update(version=9)],
)  # fmt: skip
def test_decisions_that_make_no_sense_change_nothing(client, change):
    decide(client, "2", "merge", direction="next")
    data = json.loads(client.get("/api/p/1/download/decisions.json").content)
    client.post("/api/p/1/undo", json={})
    change(data)
    text = json.dumps(data, separators=(",", ":")).encode()
    answer = client.post("/api/p/1/sheets", files=[("files", ("decisions.json", text))])
    assert answer.status_code == 409, answer.text
    assert client.get("/api/p/1").json()["last"] == 2
    assert client.get("/api/p/1/pairs").status_code == 200

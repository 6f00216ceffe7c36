"""The run: each pair once, whatever happens, and the same bytes whoever does it."""

from __future__ import annotations

import csv
import json
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from corpus_runs import FAST, Here, contents, files_of, plan, run
from made_texts import made_text, write_pairs, written

import review.corpus.work as work_module
from corpora.errors import InputError
from corpora.formats import read_bitext
from corpora.storage import put_file
from duizhao import main
from review.corpus.index import worst_first
from review.corpus.ledger import LEDGER, Ledger
from review.corpus.options import RunOptions
from review.corpus.plan import PLAN
from review.corpus.planning import PlanOptions, make_plan
from review.corpus.running import run_corpus
from review.corpus.status import corpus_status
from review.corpus.work import Task
from review.jobs.checking import check_and_write
from review.jobs.pair_options import PairOptions
from review.project import open_project
from review.project.exporting import ExportChoices
from review.project.operations import Confirm, CorrectText


def rows_of(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


@pytest.mark.usefixtures("here")
def test_one_project_of_all(out: Path) -> None:
    ran = run(out)
    assert (ran.documents, ran.done, ran.failed) == (4, 4, 0)
    with open_project(out) as project:
        assert list(worst_first(out)) == list(rows_of(out))
        assert set(project.document_names()) == {f"zh/text {n:04d}.txt" for n in range(4)}
        assert len(project.pairs()) == ran.pairs
        assert project.has_terms()
        assert project.has_findings()
    assert len(read_bitext(out / "pairs.jsonl").units) == ran.pairs
    assert "not a translation" not in (out / "index.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("here")
def test_what_is_done_is_not_done_again(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(out)
    before = contents(out)
    monkeypatch.setattr(Here, "run", lambda *_: pytest.fail("there was nothing to do"))
    assert run(out).done == 0
    assert contents(out) == before


@pytest.mark.usefixtures("here")
def test_outputs_that_were_taken_in_are_not_read_again(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(out)
    monkeypatch.setattr("review.corpus.gathering.read_file", lambda one: pytest.fail(str(one)))
    assert run(out).done == 0


@pytest.mark.usefixtures("here")
def test_documents_and_outputs_in_a_store_of_which_several_are_read_at_once(
    jobs: Path, out: Path, tmp_path: Path
) -> None:
    memory = pytest.importorskip("fsspec.implementations.memory").MemoryFileSystem
    real, names = memory.open, set()

    def heard(self: object, *given: object, **how: object) -> object:
        names.add(threading.current_thread().name)
        return real(self, *given, **how)

    run(out)
    for path in jobs.rglob("*.txt"):
        name = path.relative_to(jobs).as_posix()
        put_file(f"memory://shop/jobs/{name}", path.read_bytes())
    there = tmp_path / "there" / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "open", heard)
        plan("memory://shop/jobs", there)
        assert any("reading" in one for one in names)
        names.clear()
        run(there, replace(FAST, results="memory://shop/results"))
    assert any("reading" in one for one in names)
    assert files_of(there) == files_of(out)


@pytest.mark.usefixtures("here")
def test_an_output_that_lacks_only_its_mark_is_taken(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(out)
    with sqlite3.connect(out / LEDGER) as ledger:
        ledger.execute("DELETE FROM marks")
    monkeypatch.setattr(Here, "run", lambda *_: pytest.fail("there was nothing to do"))
    ran = run(out)
    assert (ran.done, ran.failed) == (0, 0)


@pytest.mark.usefixtures("here")
def test_an_output_that_is_torn_is_made_again(out: Path) -> None:
    run(out)
    before = contents(out)
    with sqlite3.connect(out / LEDGER) as ledger:
        ledger.execute("DELETE FROM marks")
    for path in (out / "results").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:100])
            break
    run(out)
    assert contents(out) == before


@pytest.mark.usefixtures("here")
def test_only_what_changed_is_done(jobs: Path, out: Path) -> None:
    run(out)
    (jobs / "zh/text 0002.txt").write_text(written(made_text(2)[:-1], 0), encoding="utf-8")
    write_pairs(jobs, range(4, 5))
    plan(None, out)
    assert run(out).done == 2
    with open_project(out) as project:
        assert len(project.document_names()) == 5


@pytest.mark.usefixtures("here")
def test_a_file_that_changed_after_the_plan_is_taken_as_it_is(jobs: Path, out: Path) -> None:
    (jobs / "zh/text 0002.txt").write_text(written(made_text(2)[:3], 0), encoding="utf-8")
    run(out)
    assert rows_of(out)["zh/text 0002.txt"]["source_segments"] == "3"


@pytest.mark.usefixtures("here")
def test_a_document_that_fails_is_a_row_with_its_reason(jobs: Path, out: Path) -> None:
    (jobs / "en/text 0001.txt").write_bytes(b"PK\x03\x04 torn")
    (jobs / "en/text 0003.txt").unlink()
    ran = run(out)
    assert (ran.documents, ran.failed) == (4, 2)
    rows = rows_of(out)
    assert rows["zh/text 0001.txt"]["state"] == "failed"
    assert "gone" in rows["zh/text 0003.txt"]["note"]
    with open_project(out) as project:
        assert len(project.document_names()) == 2


@pytest.mark.usefixtures("here")
def test_a_fault_of_ours_is_a_row_and_in_the_log(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = work_module.align_given

    def faulty(task: Task) -> object:
        if "0001" in task.name:
            raise RuntimeError("a bug")
        return real(task)

    monkeypatch.setattr(work_module, "align_given", faulty)
    assert run(out).failed == 1
    assert "a bug" in rows_of(out)["zh/text 0001.txt"]["note"]
    assert "RuntimeError" in (out / "faults.log").read_text(encoding="utf-8")
    monkeypatch.setattr(work_module, "align_given", real)
    assert run(out).failed == 1
    assert run(out, replace(FAST, retry=True)).failed == 0


@pytest.mark.usefixtures("here")
def test_what_is_no_translation_is_on_top_and_in_no_memory_unless_wanted(tmp_path: Path) -> None:
    jobs = tmp_path / "jobs"
    write_pairs(jobs, range(2), sentences=24)
    other = "\n\n".join(f"The lessee shall repaint wall {n} at dusk." for n in range(24))
    (jobs / "zh/odd.txt").write_text(written(made_text(9, 24), 0), encoding="utf-8")
    (jobs / "en/odd.txt").write_text(other, encoding="utf-8")
    out = tmp_path / "out"
    make_plan(jobs, out, options=PlanOptions(workers=1))
    text = (out / PLAN).read_text(encoding="utf-8-sig")
    if "zh/odd.txt\ten/odd.txt" not in text:
        text += "\tpair\tzh/odd.txt\ten/odd.txt\t\t\t\n"
    rows = [line for line in text.splitlines() if "odd" not in line]
    rows.append("\tpair\tzh/odd.txt\ten/odd.txt\t\t\t")
    (out / PLAN).write_text("\n".join(rows) + "\n", encoding="utf-8")
    ran = run_corpus(out, options=RunOptions(workers=1))
    assert ran.strangers == 1
    assert next(iter(rows_of(out))) == "zh/odd.txt"
    assert "lessee" not in (out / "memory.tmx").read_text(encoding="utf-8")
    assert ran.pairs == sum(int(row["pairs"]) for row in rows_of(out).values() if
                            row["state"] == "done")  # fmt: skip
    text = (out / PLAN).read_text(encoding="utf-8-sig")
    (out / PLAN).write_text(text.replace("\tpair\tzh/odd", "yes\tpair\tzh/odd"), encoding="utf-8")
    ran = run_corpus(out, options=RunOptions(workers=1))
    assert ran.strangers == 0
    assert "do not look like translations" in rows_of(out)["zh/odd.txt"]["note"]
    assert "lessee" in "".join(one.read_text(encoding="utf-8") for one in out.rglob("memory.tmx"))


def test_the_same_bytes_for_any_number_of_workers_and_any_order(
    jobs: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("the driver holds no models and no documents")

    for name in ("find_project_terms", "write_outputs", "create_project"):
        monkeypatch.setattr(f"review.corpus.gathering.{name}", refuse)
    run(out)
    for number, workers in enumerate((2, 3)):
        other = tmp_path / f"out{number}" / "out"  # the project is called after its folder
        plan(jobs, other)
        run(other, replace(FAST, workers=workers))
        assert contents(other) == contents(out)


@pytest.mark.usefixtures("here")
def test_the_pairs_are_those_of_the_command_for_two_files(jobs: Path, out: Path) -> None:
    from align import AlignOptions
    from corpora.language.tools import load_tools
    from corpora.reading.pair import read_pair
    from review.jobs.aligning import align_texts

    run(out)
    documents = read_pair(jobs / "zh/text 0001.txt", jobs / "en/text 0001.txt")
    alone = align_texts(documents, None, options=AlignOptions(), tools=load_tools("none"))
    with open_project(out) as project:
        found = project.alignment("zh/text 0001.txt")
    assert [(b.source, b.target, b.confidence) for b in found.beads] == [
        (b.source, b.target, b.confidence) for b in alone.beads
    ]


@pytest.mark.usefixtures("here")
def test_decisions_stay_and_what_people_changed_is_checked_as_it_stands(
    jobs: Path, out: Path
) -> None:
    run(out)
    with open_project(out, reviewer="Lin") as project:
        pair = project.pairs("zh/text 0001.txt")[0]
        project.decide(pair, CorrectText("target", "In 1999, nothing happened."))
        project.decide(project.pairs("zh/text 0002.txt")[0], Confirm())
    write_pairs(jobs, range(4, 5))
    plan(None, out)
    run(out)
    with open_project(out) as project:
        assert project.pairs("zh/text 0001.txt")[0].target == "In 1999, nothing happened."
        assert project.has_findings()
    assert "In 1999, nothing happened." in (out / "memory.tmx").read_text(encoding="utf-8")


@pytest.mark.usefixtures("here")
def test_an_answer_in_the_findings_is_given_back(out: Path) -> None:
    run(out)
    with open_project(out, reviewer="Lin") as project:
        name = project.document_names()[0]
        pair = project.pairs(name)[0]
        project.decide(pair, CorrectText("target", "In 1999, nothing happened."))
    run(out)
    path = out / "findings.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["document"] for row in rows} >= {name}
    rows[0]["answer"] = "false alarm"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    ran = run(out, replace(FAST, decisions=(path,)))
    assert ran.taken is not None
    assert ran.taken.new == 1
    told = path.read_text(encoding="utf-8-sig")
    assert rows[0]["id"] not in told
    assert all(row["id"] in told for row in rows[1:])


@pytest.mark.usefixtures("here")
def test_a_reviewed_glossary_is_given_back_and_never_written_over_unasked(out: Path) -> None:
    import openpyxl

    run(out)
    book = openpyxl.load_workbook(out / "glossary.xlsx")
    sheet = book.active
    head = [cell.value for cell in sheet[1]]
    sheet.cell(2, head.index("decision") + 1).value = "approve"
    term = sheet.cell(2, head.index("source_term") + 1).value
    book.save(out / "glossary.xlsx")
    with pytest.raises(InputError, match="was changed since it was written"):
        run(out)
    ran = run(out, replace(FAST, decisions=(out / "glossary.xlsx",)))
    assert ran.taken is not None
    assert ran.taken.new == 1
    with open_project(out) as project:
        approved = [one.entry.source_term for one in project.terms() if one.entry.is_approved]
    assert approved == [term]


@pytest.mark.usefixtures("here")
def test_findings_name_their_document_and_the_place_in_its_file(
    jobs: Path, out: Path, tmp_path: Path
) -> None:
    path = jobs / "en/text 0002.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] = "In 1850, it rained on 777 houses. " + lines[2]
    path.write_text("\n".join(lines), encoding="utf-8")
    run(out)
    sarif = tmp_path / "found.sarif"
    report = check_and_write(out, None, [sarif], pair=PairOptions(encoder="none"))
    told = [one for one in report.findings if "777" in one.message]
    assert {one.document for one in told} == {"zh/text 0002.txt"}
    result = next(
        one for one in json.loads(sarif.read_text(encoding="utf-8"))["runs"][0]["results"]
        if "777" in one["message"]["text"]
    )  # fmt: skip
    place = result["locations"][0]["physicalLocation"]
    assert unquote(place["artifactLocation"]["uri"]).endswith("en/text 0002.txt")
    assert place["region"]["startLine"] == 3
    before = (out / "findings.csv").read_bytes()
    check_and_write(out, None, [], pair=PairOptions(encoder="none"))
    assert (out / "findings.csv").read_bytes() == before
    assert not (out / "findings.xlsx").exists()


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("person", ["", "mine\n"])
def test_what_reads_the_pairs_leaves_those_of_the_run_as_they_are(
    jobs: Path, out: Path, capsys: pytest.CaptureFixture[str], person: str
) -> None:
    path = jobs / "en/text 0002.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] = "In 1850, it rained on 777 houses. " + lines[2]
    path.write_text("\n".join(lines), encoding="utf-8")
    run(out, replace(FAST, choices=ExportChoices(withhold="warning")))
    pairs = out / "pairs.jsonl"
    assert "x-withheld" in pairs.read_text(encoding="utf-8")
    if person:
        pairs.write_text(person, encoding="utf-8")
    before = pairs.read_bytes()
    with open_project(out, reviewer="Lin") as project:
        pair = project.pairs("zh/text 0001.txt")[0]
        project.decide(pair, CorrectText("target", "In 1999, nothing happened."))
    for command in (["find", "nothing happened", str(out)],
                    ["score", str(out), "--reference", str(out), "--encoder", "none"]):  # fmt: skip
        with pytest.raises(SystemExit, match="0"):
            main(command)
        assert pairs.read_bytes() == before
    told = capsys.readouterr().out
    assert f"{out} " in told
    assert "pairs.jsonl" not in told


@pytest.mark.usefixtures("here")
def test_what_needs_too_much_memory_is_a_row_until_a_worker_may_take_it(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("review.corpus.sizes._SHORT_SEGMENTS", 23)
    monkeypatch.setattr("review.corpus.sizes._ALIGNING_MB", 1_000)
    assert run(out).failed == 4
    assert "about 1,050 MB" in rows_of(out)["zh/text 0001.txt"]["note"]
    assert run(out, replace(FAST, memory_mb=900)).failed == 4
    assert run(out, replace(FAST, memory_mb=1_050)).failed == 0


@pytest.mark.usefixtures("here")
def test_a_pair_that_is_forbidden_leaves_the_project(out: Path) -> None:
    run(out)
    text = (out / PLAN).read_text(encoding="utf-8-sig")
    lines = [f"no{line}" if "0003" in line else line for line in text.splitlines()]
    (out / PLAN).write_text("\n".join(lines), encoding="utf-8")
    ran = run(out)
    assert (ran.documents, ran.left) == (3, {"forbidden": 1})
    assert "text 0003" in (out / "index.html").read_text(encoding="utf-8").partition("left")[2]
    with open_project(out) as project:
        assert "zh/text 0003.txt" not in project.document_names()


@pytest.mark.usefixtures("here")
def test_a_file_that_a_person_paired_is_not_told_as_left(
    jobs: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, number in (("zh/lone.txt", 40), ("zh/other.txt", 41), ("en/far.txt", 42)):
        (jobs / name).write_text(written(made_text(number), name[0] == "e"), encoding="utf-8")
    plan(None, out)
    with (out / PLAN).open("a", encoding="utf-8") as file:
        file.write("yes\t\tzh/lone.txt\ten/far.txt\tby hand\t\t\n")
    with pytest.raises(SystemExit, match="0"):
        main(["corpus", "run", "-d", str(out), "--encoder", "none", "--workers", "1"])
    told = capsys.readouterr().out
    assert "Not worked on: 1 without a partner; plan.tsv says why." in told
    assert "minors" not in told
    assert told.rstrip().endswith(
        f"next: duizhao review {out}: the documents in the browser, the worst first"
    )
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "<b>by hand</b><br>zh/lone.txt" in page
    assert page.count("lone.txt") == 1


@pytest.mark.usefixtures("here")
def test_duplicates_by_rule_over_all_documents(tmp_path: Path) -> None:
    jobs = tmp_path / "jobs"
    for number in (1, 2):
        facing = [*made_text(50)[:4], *made_text(number)]
        for side, name in enumerate(("zh", "en")):
            path = jobs / name / f"{number}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(written(facing, side), encoding="utf-8")
    plan(jobs, tmp_path / "out")
    run(tmp_path / "out")
    kept = read_bitext(tmp_path / "out" / "memory.tmx").units
    run(tmp_path / "out", replace(FAST, choices=ExportChoices(duplicates="best")))
    best = read_bitext(tmp_path / "out" / "memory.tmx").units
    assert len(best) < len(kept)
    assert len({unit.source for unit in best}) == len(best)


@pytest.mark.usefixtures("here")
def test_status_tells_done_failed_and_missing(jobs: Path, out: Path) -> None:
    assert corpus_status(out).missing == 4
    (jobs / "en/text 0003.txt").unlink()
    run(out)
    told = corpus_status(out)
    assert (told.documents, told.done, told.failed, told.missing) == (4, 3, 1, 0)
    assert told.worst[0].name == "zh/text 0003.txt"


def test_one_run_at_a_time_in_a_folder(out: Path) -> None:
    with Ledger(out) as ledger:
        ledger.hold()
        with pytest.raises(InputError, match="another process"):
            run(out)

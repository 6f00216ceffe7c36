"""The plan: what is found in a folder, and what people write into it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from made_texts import made_text, write_pairs, written

from corpora.errors import InputError
from review.corpus.plan import PLAN, PlanRow, Wishes, find_wishes, parse_plan, plan_text, read_plan
from review.corpus.planning import PlanOptions, make_plan

FAST = PlanOptions(encoder="none", workers=1)


def rows_of(where: Path, folder: Path, options: PlanOptions = FAST) -> list[PlanRow]:
    make_plan(where, folder, options=options)
    return read_plan(folder / PLAN)


def pairs_of(rows: list[PlanRow]) -> set[tuple[str, str]]:
    return {(row.source, row.target) for row in rows if row.status == "pair"}


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def jobs(tmp_path: Path) -> Path:
    write_pairs(tmp_path / "jobs", range(4))
    return tmp_path / "jobs"


def test_names_and_folders_pair(jobs: Path, tmp_path: Path) -> None:
    rows = rows_of(jobs, tmp_path / "out")
    assert pairs_of(rows) == {(f"zh/text {n:04d}.txt", f"en/text {n:04d}.txt") for n in range(4)}
    assert all(row.confidence and row.confidence > 0.9 for row in rows)
    assert all("name" in row.reason for row in rows)


def test_a_folder_in_the_plans_own_is_planned_from_wherever_and_moves_with_it(
    jobs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    shutil.copytree(jobs, out / "texts")
    first = rows_of(out / "texts", out)
    assert len(pairs_of(first)) == 4
    (tmp_path / "far").mkdir()
    out.rename(tmp_path / "far" / "away")
    monkeypatch.chdir(tmp_path / "far")
    make_plan(None, Path("away"), options=FAST)
    assert read_plan(Path("away") / PLAN) == first
    with pytest.raises(InputError, match="holds no documents"):
        make_plan(Path("away"), Path("away"), options=FAST)


def test_a_place_that_was_named_from_one_folder_is_found_from_another(
    jobs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = rows_of(Path(jobs.name), Path("out"))
    monkeypatch.chdir(jobs)
    make_plan(None, tmp_path / "out", options=FAST)
    assert read_plan(tmp_path / "out" / PLAN) == first


def test_of_copies_the_one_is_used_that_its_name_pairs(jobs: Path, tmp_path: Path) -> None:
    shutil.copy(jobs / "zh/text 0001.txt", jobs / "a.txt")
    (jobs / "~$text 0001.docx").write_bytes(b"a lock")
    planned = make_plan(jobs, tmp_path / "out", options=FAST)
    assert not planned.passed_over
    rows = read_plan(tmp_path / "out" / PLAN)
    assert ("zh/text 0001.txt", "en/text 0001.txt") in pairs_of(rows)
    (copy,) = [row for row in rows if row.status == "duplicate"]
    assert (copy.source, copy.target) == ("a.txt", "zh/text 0001.txt")


def test_texts_pair_without_names(tmp_path: Path) -> None:
    write_pairs(tmp_path / "jobs", range(20, 26), names=False)
    rows = rows_of(tmp_path / "jobs", tmp_path / "out", PlanOptions(workers=1))
    texts = {path.name: path.read_text() for path in (tmp_path / "jobs").iterdir()}
    right = {
        (zh, en)
        for n in range(20, 26)
        for zh in texts
        for en in texts
        if texts[zh] == written(made_text(n), 0) and texts[en] == written(made_text(n), 1)
    }
    assert pairs_of(rows) <= right
    assert len(pairs_of(rows)) >= 5


def test_english_may_be_the_source(jobs: Path, tmp_path: Path) -> None:
    rows = rows_of(jobs, tmp_path / "out", PlanOptions(encoder="none", source_language="en"))
    assert ("en/text 0000.txt", "zh/text 0000.txt") in pairs_of(rows)


def test_every_kind_of_file_has_a_row(jobs: Path, tmp_path: Path) -> None:
    shutil.copy(jobs / "zh/text 0001.txt", jobs / "zh/text 0001 (copy).txt")
    write(jobs / "zh/alone.txt", written(made_text(77), 0))
    write(jobs / "empty.txt", "")
    facing = "".join(f"{zh}\n{en}\n" for zh, en in made_text(78))
    write(jobs / "contract.txt", facing)
    write(jobs / "picture.png", "no text")
    planned = make_plan(jobs, tmp_path / "out", options=FAST)
    rows = read_plan(tmp_path / "out" / PLAN)
    told = {row.source: row for row in rows}
    assert told["zh/text 0001 (copy).txt"].status == "duplicate"
    assert told["zh/text 0001 (copy).txt"].target == "zh/text 0001.txt"
    assert told["zh/alone.txt"].status == "alone"
    assert told["contract.txt"].status == "both"
    assert told["empty.txt"].status == "unread"
    assert "empty" in told["empty.txt"].reason
    assert dict(planned.passed_over) == {".png": 1}
    named = {name for row in rows for name in (row.source, row.target) if name}
    files = {path.relative_to(jobs).as_posix() for path in jobs.rglob("*.txt")}
    assert named == files


def test_an_earlier_version_by_its_name_is_not_paired(tmp_path: Path) -> None:
    jobs = tmp_path / "jobs"
    final, draft = made_text(3), [*made_text(3)[:-2], *made_text(4)[:1]]
    write(jobs / "合同定稿.txt", written(final, 0))
    write(jobs / "合同初稿.txt", written(draft, 0))
    write(jobs / "agreement.txt", written(final, 1))
    rows = rows_of(jobs, tmp_path / "out", PlanOptions(workers=1))
    assert pairs_of(rows) == {("合同定稿.txt", "agreement.txt")}
    (version,) = [row for row in rows if row.status == "version"]
    assert (version.source, version.target) == ("合同初稿.txt", "合同定稿.txt")


def test_names_that_lie_are_listed_not_guessed(tmp_path: Path) -> None:
    write(tmp_path / "jobs/a_zh.txt", written(made_text(1, 40), 0))
    write(
        tmp_path / "jobs/a_en.txt",
        "\n".join(f"Whereas the lessee {n} shall repaint the northern wall." for n in range(70)),
    )
    rows = rows_of(tmp_path / "jobs", tmp_path / "out")
    assert [row.status for row in rows] == ["unsure"]


def test_what_people_wrote_stays_when_the_folder_grows(jobs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    rows = rows_of(jobs, out)
    edited = [
        PlanRow(
            status=row.status,
            source=row.source,
            target=row.target,
            name="合同甲" if "0000" in row.source else row.name,
            decision="no" if "0001" in row.source else "",
        )
        for row in rows
        if "0002" not in row.source  # deleted
    ]
    edited.append(PlanRow(status="pair", source="zh/text 0001.txt", target="en/text 0002.txt"))
    (out / PLAN).write_text(plan_text(edited), encoding="utf-8-sig")
    for _ in range(2):  # wishes hold, however often the plan is made
        write_pairs(jobs, range(4, 6))
        again = rows_of(jobs, out)
        assert pairs_of(again) >= {
            ("zh/text 0001.txt", "en/text 0002.txt"),
            ("zh/text 0004.txt", "en/text 0004.txt"),
        }
        assert next(row.name for row in again if "0000" in row.source) == "合同甲"
        forbidden = {(row.source, row.target) for row in again if row.status == "forbidden"}
        assert ("zh/text 0001.txt", "en/text 0001.txt") in forbidden
        assert ("zh/text 0002.txt", "en/text 0002.txt") in forbidden


def test_only_what_is_new_is_read_again(jobs: Path, tmp_path: Path) -> None:
    assert make_plan(jobs, tmp_path / "out", options=FAST).read == 8
    assert make_plan(None, tmp_path / "out", options=FAST).read == 0
    write(jobs / "zh/text 0000.txt", written(made_text(90), 0))
    assert make_plan(None, tmp_path / "out", options=FAST).read == 1


def test_what_is_too_large_to_be_read_is_told_and_read_where_a_worker_may_take_more(
    jobs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("review.corpus.sizes._SHORT_BYTES", 100)
    monkeypatch.setattr("review.corpus.sizes._READING_MB", 700)
    rows = rows_of(jobs, tmp_path / "out")
    assert {row.status for row in rows} == {"unread"}
    assert rows[0].reason.startswith("needs about 750 MB, more than the 700 MB that a worker may")
    assert len(pairs_of(rows_of(jobs, tmp_path / "out", replace(FAST, memory_mb=750)))) == 4


def test_the_same_folder_gives_the_same_bytes(jobs: Path, tmp_path: Path) -> None:
    plans = []
    for number, workers in enumerate((1, 2)):
        out = tmp_path / f"out{number}"
        make_plan(jobs, out, options=PlanOptions(encoder="none", workers=workers))
        plans.append((out / PLAN).read_bytes())
    assert plans[0] == plans[1]


def test_a_pattern_and_a_store(jobs: Path, tmp_path: Path) -> None:
    rows = rows_of(jobs / "*" / "*000[01].txt", tmp_path / "out")
    assert len(pairs_of(rows)) == 2
    fsspec = pytest.importorskip("fsspec")
    store = fsspec.filesystem("memory")
    for path in jobs.rglob("*.txt"):
        store.pipe_file(f"/bucket/{path.relative_to(jobs).as_posix()}", path.read_bytes())
    make_plan("memory://bucket", tmp_path / "store", options=PlanOptions(encoder="none"))
    assert len(pairs_of(read_plan(tmp_path / "store" / PLAN))) == 4


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("a\tb\n1\t2\n", "no column source and target"),
        ("status\tsource\ttarget\nmaybe\ta\tb\n", "“maybe” is no status"),
        ("decision\tsource\ttarget\nperhaps\ta\tb\n", "“perhaps” is no decision"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(text: str, piece: str) -> None:
    with pytest.raises(InputError, match=piece):
        parse_plan(text)


def test_one_file_in_two_wanted_pairs_is_refused() -> None:
    edited = parse_plan("decision\tsource\ttarget\nyes\ta\tb\nyes\ta\tc\n")
    with pytest.raises(InputError, match="a is wanted in two pairs"):
        find_wishes(edited, [])


def test_a_plan_reads_back_as_it_was_written() -> None:
    rows = [
        PlanRow(status="pair", source="=甲.txt", target="a\tb.txt", name="𠮷", confidence=0.5),
        PlanRow(status="alone", source="“x”.txt", reason="no translation was found"),
    ]
    assert parse_plan(plan_text(rows)) == rows
    assert find_wishes(rows, rows) == Wishes(names={("=甲.txt", "a\tb.txt"): "𠮷"})

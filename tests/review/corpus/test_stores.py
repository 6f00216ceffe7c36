"""Documents and outputs in a bucket: a server on this machine that speaks S3."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from corpus_runs import files_of, plan
from made_texts import write_pairs

from corpora.errors import InputError
from corpora.storage import StoreError, check_store, existing_files, put_file
from review.corpus.options import RunOptions
from review.corpus.plan import PLAN, read_plan
from review.corpus.running import run_corpus

s3fs = pytest.importorskip("s3fs")
servers = pytest.importorskip("moto.server")
FAST = RunOptions(encoder="none", workers=1)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server with nothing in it."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    one = servers.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    one.start()
    host, port = one.get_host_and_port()
    yield f"http://{host}:{port}"
    one.stop()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a bucket, and all that is needed to use it."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
    s3fs.S3FileSystem.clear_instance_cache()
    store = s3fs.S3FileSystem()
    store.mkdir("texts")
    yield "s3://texts"
    store.invalidate_cache()
    store.rm("texts", recursive=True)
    s3fs.S3FileSystem.clear_instance_cache()


def test_documents_and_outputs_in_a_bucket_give_the_same_files(bucket: str, tmp_path: Path) -> None:
    write_pairs(tmp_path / "jobs", range(2))
    for path in (tmp_path / "jobs").rglob("*.txt"):
        put_file(f"{bucket}/jobs/{path.relative_to(tmp_path / 'jobs').as_posix()}",
                 path.read_bytes())  # fmt: skip
    here, there = (plan(where, tmp_path / name / "out") for where, name in
                   ((tmp_path / "jobs", "a"), (f"{bucket}/jobs", "b")))  # fmt: skip
    assert read_plan(there / PLAN) == read_plan(here / PLAN)
    run_corpus(here, options=FAST)
    ran = run_corpus(there, options=replace(FAST, results=f"{bucket}/results"))
    assert (ran.done, ran.failed) == (2, 0)
    assert files_of(there) == files_of(here)
    assert not (there / "results").exists()
    # An alignment a pair, its findings, the glossary that these are against.
    assert len(s3fs.S3FileSystem().find("texts/results")) == 5
    assert run_corpus(there, options=replace(FAST, results=f"{bucket}/results")).done == 0


def test_what_is_there_is_the_same_by_list_and_one_by_one(bucket: str) -> None:
    places = [f"{bucket}/results/{number:02d}/{number}" for number in range(80)]
    for place in places[:2]:
        put_file(place, b"x")
    assert existing_files(places, f"{bucket}/results") == set(places[:2])
    assert existing_files(places[:9], f"{bucket}/results") == set(places[:2])
    assert existing_files(places, f"{bucket}/elsewhere") == set()


def test_a_bucket_that_is_not_there_is_told_and_never_made(bucket: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="bucket does not exist"):
        plan("s3://nowhere/jobs", tmp_path / "out")
    with pytest.raises(InputError, match="no bucket nowhere"):
        check_store("s3://nowhere/results")
    with pytest.raises(InputError, match="could not be written"):
        put_file("s3://nowhere/results/1", b"x")
    assert s3fs.S3FileSystem().ls("") == ["texts"]


@pytest.mark.usefixtures("bucket")
def test_no_credentials_and_no_server_are_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(StoreError, match=r"cannot be reached .*credentials"):
        plan("s3://texts/jobs", tmp_path / "out")

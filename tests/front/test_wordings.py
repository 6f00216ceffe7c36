"""Glossary, check and score agree about when two wordings are one."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from corpora.language.wordings import find_wording, same_wording
from glossary.assemble import varies
from glossary.record.entries import ConceptEntry, Rendering
from review.commands import cli

CASES = Path(__file__).resolve().parents[1] / "cases" / "wordings.jsonl"
_STEMS = "甲乙丙丁戊己庚辛壬癸"


@cache
def rows() -> list[dict]:
    return [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]


def cases() -> list:
    return [
        pytest.param(
            number,
            *row["input"],
            row["expected"],
            id=row["comment"],
            marks=[pytest.mark.xfail(strict=True)] if row["kind"] == "known failure" else [],
        )
        for number, row in enumerate(rows())
    ]


def term(number: int) -> str:
    return f"{_STEMS[number // 10]}{_STEMS[number % 10]}议题"


def sentence(wording: str) -> str:
    return f"They spoke of {wording} again."


def run(*arguments: object) -> None:
    done = CliRunner().invoke(cli, [str(one) for one in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every case as a term with the first wording approved and the second in the translation."""
    folder = tmp_path_factory.mktemp("wordings")
    sources = [f"我们又谈到了{term(number)}。" for number in range(len(rows()))]
    targets = [sentence(row["input"][1]) for row in rows()]
    approved = [f"{term(number)}\t{row['input'][0]}" for number, row in enumerate(rows())]
    pairs = ["\t".join(pair) for pair in zip(sources, targets, strict=True)]
    for name, lines in {
        "pairs.tsv": ["source\ttarget", *pairs],
        "glossary.tsv": ["source\ttarget", *approved],
        "source.txt": sources,
        "target.txt": targets,
    }.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def checked(folder: Path) -> set[int]:
    """The cases in which ``check`` finds the term not as approved."""
    profile = folder / "profile.toml"
    profile.write_text('checks = ["terms"]\nencoder = "none"\n', encoding="utf-8")
    options = ("--glossary", folder / "glossary.tsv", "--profile", profile)
    run("check", folder / "pairs.tsv", *options, "-o", folder / "check.json", "-q")
    found = json.loads((folder / "check.json").read_text("utf-8"))["findings"]
    return {one["unit"] for one in found if one["check"] == "terms"}


@pytest.fixture(scope="module")
def scored(folder: Path) -> dict[int, str]:
    """What ``score`` says of each case."""
    target = folder / "target.txt"
    options = ("--source", folder / "source.txt", "--glossary", folder / "glossary.tsv")
    options += ("-m", "bleu", "--no-intervals", "--encoder", "none", "--take", "lines")
    run("score", target, "--reference", target, *options, "-o", folder / "score.json")
    report = json.loads((folder / "score.json").read_text("utf-8"))
    uses = report["hypotheses"][0]["terms"]["occurrences"]
    return {use["segment"]: use["verdict"] for use in uses}


@pytest.mark.parametrize(("number", "approved", "told", "expected"), cases())
def test_one_equality(
    number: int,
    approved: str,
    told: str,
    expected: bool,
    checked: set[int],
    scored: dict[int, str],
) -> None:
    assert same_wording(approved, told) is same_wording(told, approved) is expected
    assert (find_wording(sentence(told), approved) != []) is expected
    renderings = tuple(
        Rendering(text=text, count=3, share=0.5, is_sure=True) for text in (approved, told)
    )
    entry = ConceptEntry(
        id="t1",
        source_term=term(number),
        target_term=approved,
        renderings=renderings,
    )
    assert varies(entry) is not expected
    assert (number not in checked) is expected
    assert (scored[number] == "approved") is expected


def test_a_forbidden_spelling_is_meant_to_the_letter(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text(
        "source\ttarget\n世卫组织来了。\tThe Organisation came.\n"
        "世卫组织走了。\tThe Organization left.\n",
        encoding="utf-8",
    )
    glossary = tmp_path / "glossary.csv"
    glossary.write_text(
        "source_term,target_term,forbidden\n世卫组织,Organization,\n世卫组织,Organisation,yes\n",
        encoding="utf-8",
    )
    run("check", pairs, "--glossary", glossary, "--encoder", "none", "-o", tmp_path / "o.json")
    found = json.loads((tmp_path / "o.json").read_text("utf-8"))["findings"]
    assert [one["message"] for one in found if one["check"] == "terms"] == [
        "“Organisation” is forbidden for “世卫组织”."
    ]

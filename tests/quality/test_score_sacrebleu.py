"""Scores, signatures, intervals and p-values are those of sacreBLEU's own command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quality.score import ScoreOptions, ScoreReport, score_files

pytestmark = pytest.mark.slow

CASES = Path(__file__).resolve().parents[1] / "cases"
# What a user of the command has to say so that each metric suits the language.
ARGUMENTS = {
    ("BLEU", "en"): ("-m", "bleu"),
    ("chrF", "en"): ("-m", "chrf"),
    ("chrF++", "en"): ("-m", "chrf", "--chrf-word-order", "2"),
    ("TER", "en"): ("-m", "ter"),
    ("BLEU", "zh"): ("-m", "bleu", "--tokenize", "zh"),
    ("chrF", "zh"): ("-m", "chrf"),
    ("chrF++", "zh"): ("-m", "chrf", "--chrf-word-order", "2"),
    ("TER", "zh"): ("-m", "ter", "--ter-normalized", "--ter-asian-support"),
}
LANGUAGES = ("en", "zh")


def sacrebleu(*arguments: object) -> str:
    """What sacreBLEU's command prints."""
    command = [sys.executable, "-m", "sacrebleu", *map(str, arguments), "--quiet", "--no-color"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SACREBLEU")}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("score")
    for language in LANGUAGES:
        lines = (CASES / f"score_{language}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        for name in ("hypothesis", "other", "reference", "reference_2"):
            text = "".join(row[name] + "\n" for row in rows)
            (folder / f"{name}.{language}").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def report(folder: Path, language: str) -> ScoreReport:
    return score_files(
        [folder / f"hypothesis.{language}", folder / f"other.{language}"],
        references=[folder / f"reference.{language}"],
        options=ScoreOptions(encoder="none"),
    )


@pytest.mark.parametrize("metric", ["BLEU", "chrF", "chrF++", "TER"])
def test_one_hypothesis_scores_as_the_command_does(
    folder: Path, language: str, report: ScoreReport, metric: str
) -> None:
    told = json.loads(
        sacrebleu(
            folder / f"reference.{language}",
            "-i",
            folder / f"hypothesis.{language}",
            *ARGUMENTS[metric, language],
            "-w",
            12,
            "--confidence",
        )
    )
    ours = next(score for score in report.hypotheses[0].scores if score.name == metric)
    assert ours.interval is not None
    assert round(ours.score, 12) == told["score"]
    assert ours.signature == told["signature"].replace("|bs:1000|seed:12345", "")
    assert ours.interval.mean == pytest.approx(told["confidence_mean"], abs=1e-4)
    assert ours.interval.half_width == pytest.approx(told["confidence_var"], abs=1e-4)


def test_two_references_score_as_the_command_does(folder: Path, language: str) -> None:
    references = [folder / f"reference.{language}", folder / f"reference_2.{language}"]
    report = score_files(
        [folder / f"other.{language}"],
        references=references,
        options=ScoreOptions(encoder="none", intervals=False),
    )
    for metric in ("BLEU", "TER"):
        told = json.loads(
            sacrebleu(
                *references,
                "-i",
                folder / f"other.{language}",
                *ARGUMENTS[metric, language],
                "-w",
                12,
            )
        )
        ours = next(score for score in report.hypotheses[0].scores if score.name == metric)
        assert (round(ours.score, 12), ours.signature) == (told["score"], told["signature"])


@pytest.mark.parametrize("metric", ["BLEU", "chrF++"])
def test_approximate_randomisation_is_that_of_the_command(
    folder: Path, language: str, report: ScoreReport, metric: str
) -> None:
    told = json.loads(
        sacrebleu(
            folder / f"reference.{language}",
            "-i",
            folder / f"hypothesis.{language}",
            folder / f"other.{language}",
            *ARGUMENTS[metric, language],
            "--paired-ar",
        )
    )
    name = next(key for key in told[1] if key != "system")
    ours = next(score for score in report.hypotheses[1].scores if score.name == metric)
    assert ours.p_randomisation == told[1][name]["p_value"]


def test_paired_bootstrap_is_that_of_the_command(
    folder: Path, language: str, report: ScoreReport
) -> None:
    told = json.loads(
        sacrebleu(
            folder / f"reference.{language}",
            "-i",
            folder / f"hypothesis.{language}",
            folder / f"other.{language}",
            *ARGUMENTS["BLEU", language],
            "--paired-bs",
        )
    )
    ours = report.hypotheses[1].scores[0]
    assert ours.interval is not None
    assert ours.p_bootstrap == told[1]["BLEU"]["p_value"]
    assert ours.interval.mean == told[1]["BLEU"]["mean"]
    assert ours.interval.half_width == told[1]["BLEU"]["ci"]


@pytest.mark.parametrize("metric", ["BLEU", "chrF++", "TER"])
def test_segments_score_as_the_command_scores_sentences(
    folder: Path, language: str, report: ScoreReport, metric: str
) -> None:
    told = sacrebleu(
        folder / f"reference.{language}",
        "-i",
        folder / f"hypothesis.{language}",
        *ARGUMENTS[metric, language],
        "-w",
        9,
        "--sentence-level",
        "--score-only",
    )
    ours = report.hypotheses[0].segment_scores[metric]
    assert [f"{score:.9f}" for score in ours] == told.split()

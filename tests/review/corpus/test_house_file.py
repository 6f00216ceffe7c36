"""What a house always wants: its file, and thresholds for scripts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from corpus_runs import run

from corpora.errors import InputError
from review.corpus.config import find_config, read_config


def test_a_house_file_counts_below_the_command_line(out: Path) -> None:
    (out.parent / "duizhao.toml").write_text('tool = "omegat"\nworkers = 3\n', encoding="utf-8")
    config = find_config(out, {"workers": 5, "tool": "any"})
    assert config.values["tool"] == "omegat"
    assert config.values["workers"] == 5
    assert config.origins["workers"] == "the command line"
    assert config.run_options().choices.tool == "omegat"


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("tol = 'omegat'", "did you mean tool"),
        ("workers = 'many'", "no int"),
        ("workers = ", "cannot be read"),
        ("fail_on = 'eror'", "did you mean error"),
        ("engine = 'spark'", "engine is “spark”"),
        ("fail_under = 90", "choose 0 or more, up to 1"),
        ("worker_memory = 20", "choose 200 or more"),
    ],
)
def test_a_house_file_that_makes_no_sense_is_refused(tmp_path: Path, text: str, piece: str) -> None:
    (tmp_path / "duizhao.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_config(tmp_path / "duizhao.toml")
    assert piece in str(refused.value).lower()


@pytest.mark.usefixtures("here")
def test_thresholds_are_exit_codes(out: Path) -> None:
    ran = run(out)
    assert not find_config(out, {}).failures(ran)
    assert not find_config(out, {"fail_under": 0.5}).failures(replace(ran, findings={}))
    assert find_config(out, {"fail_under": 0.5}).failures(replace(ran, failed=1)) == [
        "failed: 1 document pair"
    ]
    assert find_config(out, {"fail_under": 0.5}).failures(replace(ran, strangers=2)) == [
        "no translation: 2 document pairs"
    ]
    assert find_config(out, {"fail_under": 1.0}).failures(replace(ran, sure=0.99))
    assert find_config(out, {"fail_on": "warning"}).failures(replace(ran, findings={"error": 1}))
    assert not find_config(out, {"fail_on": "error"}).failures(replace(ran, findings={"minor": 1}))

"""One choice of tools, heard by every command: what was chosen is what runs and what is said."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from align import align_documents
from corpora.errors import InputError
from corpora.language import encoders, tools
from corpora.language.tools import Tools, load_tools
from corpora.reading.pair import read_pair
from glossary import extract_terms
from quality.check import check_bitext
from review.commands import cli

ZH = ["窗外下着雨。", "他没有带伞，只好等着。", "“早点来，”面包师说……", "周日不开。"] * 3
EN = [
    "It was raining outside.",
    "He had no umbrella and had to wait.",
    "“Come early,” said the baker.",
    "Closed on Sundays.",
] * 3


@pytest.fixture
def texts(tmp_path: Path) -> tuple[Path, Path]:
    source, target = tmp_path / "a.zh.txt", tmp_path / "a.en.txt"
    source.write_text("\n\n".join(ZH), encoding="utf-8")
    target.write_text(" ".join(EN[:-1]), encoding="utf-8")
    return source, target


@pytest.fixture
def no_encoder_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str = encoders.DEFAULT) -> None:
        if name != encoders.NONE:
            raise AssertionError(f"the encoder {name} was loaded")

    monkeypatch.setattr(tools, "load_encoder", refuse)
    tools._loaded_encoder.cache_clear()
    load_tools.cache_clear()


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders.Declared, "is_installed", lambda _: False)
    load_tools.cache_clear()
    yield
    load_tools.cache_clear()


def run(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, [str(one) for one in arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.usefixtures("no_encoder_loads")
def test_a_profile_that_wants_no_encoder_is_heard(texts: tuple[Path, Path], tmp_path: Path) -> None:
    profile = tmp_path / "house.toml"
    profile.write_text('encoder = "none"\n', encoding="utf-8")
    _, out, _ = run("check", *texts, "--profile", profile, "--json")
    assert "encoder:none" in json.loads(out)["signature"]


@pytest.mark.usefixtures("no_encoder_loads")
def test_scores_without_an_encoder_load_none_and_say_so(
    texts: tuple[Path, Path], tmp_path: Path
) -> None:
    source, target = texts
    reference = tmp_path / "r.txt"
    reference.write_text("\n".join(EN), encoding="utf-8")
    _, out, _ = run(
        "score", target, "--reference", reference, "--source", source, "--encoder", "none", "--json"
    )
    assert "encoder:none" in json.loads(out)["signature"]


def test_the_command_line_counts_above_the_profile(
    texts: tuple[Path, Path], tmp_path: Path
) -> None:
    profile = tmp_path / "house.toml"
    profile.write_text('encoder = "use"\n', encoding="utf-8")
    _, out, _ = run("check", *texts, "--profile", profile, "--encoder", "none", "--json")
    assert "encoder:none" in json.loads(out)["signature"]


def test_a_profile_with_an_encoder_that_there_is_not(
    texts: tuple[Path, Path], tmp_path: Path
) -> None:
    profile = tmp_path / "house.toml"
    profile.write_text('encoder = "word2vec"\n', encoding="utf-8")
    with pytest.raises(InputError, match="no encoder called word2vec"):
        run("check", *texts, "--profile", profile)


@pytest.mark.usefixtures("nothing_installed")
@pytest.mark.parametrize("command", ["align", "check", "terms", "score", "run"])
def test_where_no_encoder_is_installed_every_command_goes_on_with_a_word(
    command: str, texts: tuple[Path, Path], tmp_path: Path
) -> None:
    source, target = texts
    pairs = tmp_path / "pairs.tsv"
    lines = [f"{zh}\t{en}" for zh, en in zip(ZH, EN, strict=True)]
    pairs.write_text("\n".join(["zh\ten", *lines]) + "\n", encoding="utf-8")
    arguments = {
        "align": ["align", source, target, "-o", tmp_path / "o.tmx"],
        "check": ["check", source, target],
        "terms": ["terms", pairs, "-o", tmp_path / "o.csv"],
        "score": ["score", target, "--reference", target],
        "run": ["run", source, target, "-d", tmp_path / "o"],
    }[command]
    code, out, err = run(*arguments)
    assert code in (0, 1)
    assert "without a sentence encoder" in out + err


@pytest.mark.usefixtures("nothing_installed")
def test_an_encoder_asked_for_by_name_must_be_there() -> None:
    with pytest.raises(InputError, match="not installed"):
        load_tools("use")


def test_tools_are_one_value_and_travel_as_a_choice() -> None:
    assert load_tools("none") is load_tools("none")
    again = pickle.loads(pickle.dumps(Tools(encoder="none", lexicon=None)))
    assert again.encoder is None
    assert again.lexicon is None
    assert repr(load_tools("use")) == "Tools(encoder='use', lexicon='cc-cedict')"


class Letters:
    """An encoder of somebody's own: how often each letter stands in a text."""

    name = "letters"
    dimensions = 64

    def encode(self, texts: list[str]) -> np.ndarray:
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for character in text:
                rows[row, ord(character) % self.dimensions] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


def test_an_encoder_for_which_nothing_was_learned_is_told_at_every_stage(
    texts: tuple[Path, Path],
) -> None:
    own = Tools(encoder=Letters())
    source, target = read_pair(*texts)
    alignment = align_documents(source, target, tools=own)
    pairs = alignment.to_bitext()
    for told in (
        alignment.warnings,
        extract_terms([pairs], tools=own).notes,
        check_bitext(pairs, tools=own).warnings,
    ):
        assert [one for one in told if one.startswith("For the encoder letters nothing has been")]
    plain = Tools(encoder="none")
    assert not check_bitext(pairs, tools=plain).warnings
    assert not extract_terms([pairs], tools=plain).notes

"""Cards of learned weights: what is on them, what is refused, what a user is told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from align.lattice.model import FIRST_FEATURES, load_model
from corpora.learned.cards import Card, card_for, read_card
from glossary.links import renderings
from glossary.places import variation
from glossary.terms import ranking, termhood
from quality.check.coverage import missing
from scripts.learn.cards import hash_of, linear, trees, write_card

ROOT = Path(__file__).resolve().parents[2]
CARDS = sorted(
    path
    for folder in ("align", "glossary", "quality")
    for path in (ROOT / folder).rglob("*.json")
    if path.read_text("utf-8").startswith('{\n "format"')
)
GROWN = [[(0, 2.0, 0.5), (-1, 0.0, -1.0), (-1, 0.0, 3.0)]]


@pytest.fixture
def card(tmp_path: Path) -> Card:
    path = tmp_path / "test.use.json"
    write_card(
        path,
        about="what tests need",
        encoder="use",
        script="scripts/learn_tests.py",
        taught_by=["this test"],
        data=hash_of(["one", "two"]),
        models={
            "line": linear({"count": 2.0, "ordinary": -0.123456}, digits=3, bias=1.0),
            "wood": trees(
                ["count", "unasked"],
                GROWN,
                intercept=-1.0,
                prior={"ordinary": -0.5},
                thresholds={"sure": 0.5},
                calibration=[[0, 0], [1, 0.9]],
            ),
        },
    )
    return read_card(path)


def test_the_shipped_cards_are_found() -> None:
    assert {path.name for path in CARDS} == {
        "pairing.use.json", "pairing.none.json", "terms.use.json", "tagger.none.json",
        "variation.use.json", "links.e5.json",
        "omissions.use.json", "omissions.none.json", "documents.use.json", "documents.none.json",
    }  # fmt: skip


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.name)
def test_a_shipped_card_says_what_it_is(path: Path) -> None:
    card = read_card(path)
    assert card.about
    assert card.taught_by
    assert (ROOT / card.script).is_file()
    assert path.name.split(".")[1] == card.encoder
    assert path.stat().st_size < 200_000


@pytest.mark.parametrize(
    ("folder", "stage", "model", "features"),
    [
        ("align/data", "pairing", "first", FIRST_FEATURES),
        ("glossary/data", "terms", "gate", termhood.FEATURES),
        ("glossary/data", "terms", "worth", renderings.FEATURES),
        ("glossary/data", "terms", "pair", renderings.FEATURES),
        ("glossary/data", "terms", "place", renderings.FEATURES),
        ("glossary/data", "terms", "term", ranking.TERM_FEATURES),
        ("glossary/data", "variation", "variation", variation.FEATURES),
        ("quality/check/coverage", "omissions", "zh", missing.FEATURES),
        ("quality/check/coverage", "omissions", "en", missing.FEATURES),
    ],
)
def test_the_code_has_the_features_that_were_learned_in_their_order(
    folder: str, stage: str, model: str, features: tuple[str, ...]
) -> None:
    """A feature added or dropped since then is seen here: learn the model anew."""
    held = card_for(folder, stage, "use").models[model]
    assert tuple(held.get("features", held.get("weights"))) == features


def test_a_linear_model_is_read_in_any_order(card: Card) -> None:
    model = card.linear("line", ["ordinary", "new", "count"])
    assert model.score(np.array([[10.0, 7.0, 1.0]], np.float32)).tolist() == pytest.approx([1.77])
    assert card.weights("line") == {"count": 2.0, "ordinary": -0.123}


def test_trees_add_up_and_say_why(card: Card) -> None:
    model = card.trees("wood", ["unasked", "count", "ordinary"])
    rows = np.array([[9, 1.0, 0.0], [9, 3.0, 0.0], [9, 3.0, 4.0]], np.float32)
    assert model.score(rows).tolist() == [-2.0, 2.0, 0.0]
    assert model.reasons(rows[2:3]) == [(("count", 2.5), ("ordinary", -2.0))]
    assert card.thresholds("wood") == {"sure": 0.5}
    assert card.calibration("wood") == ((0.0, 0.0), (1.0, 0.9))


@pytest.mark.parametrize("kind", ["linear", "trees"])
def test_a_feature_that_nothing_computes_is_told(card: Card, kind: str) -> None:
    name = {"linear": "line", "trees": "wood"}[kind]
    with pytest.raises(ValueError, match=rf"model {name} weighs features that nothing computes: "
                       r"count.*; learn it anew with scripts/learn_tests.py"):  # fmt: skip
        getattr(card, kind)(name, ["ordinary", "unasked"])


def test_columns_of_the_second_stage_are_checked_when_they_are_known() -> None:
    model = load_model("use")
    with pytest.raises(
        ValueError, match=r"pairing.use.json: the model second weighs .*first:topic"
    ):
        model.weights_of({"first:cosine": np.zeros(1, np.float32)})


def test_a_model_that_is_not_there_is_told(card: Card) -> None:
    with pytest.raises(ValueError, match="holds no model gate; there are line, wood"):
        card.linear("gate", [])


@pytest.mark.parametrize("text", ['{"format": 2}', "[]", "{}"])
def test_another_format_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "card.json"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match="no card of learned weights in format 1"):
        read_card(path)


@pytest.mark.parametrize("encoder", ["use", "none"])
def test_an_encoder_with_weights_of_its_own_warns_of_nothing(encoder: str) -> None:
    assert load_model(encoder).warnings == ()
    assert ranking.load_models(encoder).warnings == ()
    assert missing.load_models(encoder).card.warning == ""


def test_an_encoder_without_weights_of_its_own_is_told() -> None:
    for warning in (
        *load_model("labse").warnings,
        *ranking.load_models("labse").warnings,
        *missing.warnings_of("labse"),
    ):
        assert warning.startswith("For the encoder labse nothing has been learned about ")
        assert "those of the encoder use" in warning
    assert load_model("labse").second == load_model("use").second


def test_the_hash_tells_texts_apart() -> None:
    assert hash_of(["ab", "c"]) != hash_of(["a", "bc"])
    assert hash_of(iter(["𠮷"])) == hash_of(["𠮷"])


def test_what_is_written_reads_back_to_the_digit(card: Card) -> None:
    held = json.loads(Path(card.path).read_text("utf-8"))["models"]["wood"]
    assert held["trees"] == [[list(node) for node in nodes] for nodes in GROWN]
    odd = trees(["a"], [[(0, float(np.float32(0.1)), 0.12345)]], intercept=0.0)
    assert np.float32(odd["trees"][0][0][1]) == np.float32(0.1)

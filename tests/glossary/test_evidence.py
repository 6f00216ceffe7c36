"""What speaks for a term and for a rendering, looked at by itself."""

from __future__ import annotations

import numpy as np
import pytest

from glossary.english import tokenize
from glossary.phrases import FACTS, Phrases, bind_words
from glossary.trees import TreeModel


def facts_of(text: str, stretch: str) -> dict[str, float]:
    tokens = tokenize(text)
    start = text.index(stretch)
    first = next(i for i, token in enumerate(tokens) if token.start == start)
    last = next(i for i, token in enumerate(tokens) if token.end == start + len(stretch)) + 1
    row = Phrases(tokens, bind_words([tokens])).facts(np.array([first]), np.array([last]))[0]
    return dict(zip(FACTS, row.tolist(), strict=True))


@pytest.mark.parametrize(
    ("text", "stretch", "fact", "value"),
    [
        ("after consulting the Exchange Fund Advisory Committee", "consulting the Exchange Fund "
         "Advisory Committee", "odd_start", 1.0),
        ("after consulting the Exchange Fund Advisory Committee", "Exchange Fund Advisory "
         "Committee", "odd_start", 0.0),
        ("after consulting the Exchange Fund Advisory Committee", "Exchange Fund", "name_cut", 1.0),
        ("the Swiss Federal Department of Finance said", "Swiss Federal Department",
         "name_cut", 0.5),
        ("loan impairment charge decreased sharply", "loan impairment charge decreased",
         "participle_end", 1.0),
        ("a certificate of indebtedness", "certificate", "cut_before_of", 1.0),
        ("currency board and currency board", "currency", "bound_cut", 1.0),
        ("specialized, refined and innovative firms", "specialized, refined and innovative",
         "inner_marks", 0.0),
        ("specialized, refined firms", "specialized, refined", "inner_marks", 1.0),
        ("low-carbon growth", "carbon", "half_cut", 1.0),
    ],
)  # fmt: skip
def test_what_a_stretch_looks_like(text: str, stretch: str, fact: str, value: float) -> None:
    assert facts_of(text, stretch)[fact] == value


def test_one_token_and_no_token() -> None:
    assert facts_of("SMEs", "SMEs")["content_words"] == 1.0
    nothing = np.zeros(0, np.int64)
    assert Phrases(tokenize("𠮷"), {}).facts(nothing, nothing).shape == (0, len(FACTS))


def test_trees_add_up_and_say_why() -> None:
    data = {
        "taught_by": "this test",
        "intercept": -1.0,
        "prior": {"ordinary": -0.5},
        "trees": [[["count", 2.0, 0.5], ["", 0.0, -1.0], ["", 0.0, 3.0]]],
    }
    model = TreeModel.from_json(data, ["count", "ordinary"])
    rows = np.array([[1.0, 0.0], [3.0, 0.0], [3.0, 4.0]], np.float32)
    assert model.score(rows).tolist() == [-2.0, 2.0, 0.0]
    assert model.reasons(rows[2], baseline=rows[0]) == (("count", 2.5), ("ordinary", -2.0))
    with pytest.raises(ValueError, match="unknown"):
        TreeModel.from_json(data, ["ordinary"])

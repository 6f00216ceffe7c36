"""Word links and the spans that render a stretch."""

from __future__ import annotations

import numpy as np

from corpora.language.english import tokenize
from glossary.links.spans import UnitLinks
from glossary.links.wordlinks import Prior, link_words


def test_words_that_always_meet_are_linked() -> None:
    chinese = [["猫", "吃", "鱼"], ["猫", "睡"], ["狗", "吃", "肉"], ["狗", "睡"]]
    english = [["cat", "eat", "fish"], ["cat", "sleep"], ["dog", "eat", "meat"], ["dog", "sleep"]]
    links = link_words(chinese, english, prior=None, shown={})
    for unit, strengths in enumerate(links.strengths):
        assert strengths.shape == (len(chinese[unit]), len(english[unit]))
        assert strengths.argmax(axis=1).tolist() == list(range(len(chinese[unit])))
        assert strengths.min() >= 0
        assert strengths.max() <= 1


def test_approved_terms_teach() -> None:
    prior = Prior(None, None, taught={"揭榜挂帅": ("open competition",)})
    matrix = prior.matrix(
        ["揭榜挂帅", "鱼"], ["open", "competition", "fish"], ["open", "competition", "fish"]
    )
    assert matrix[0, 0] > 0.5
    assert matrix[1].max() == 0


def test_units_without_words_have_empty_links() -> None:
    links = link_words([[], ["猫"]], [["cat"], []], prior=None, shown={})
    assert [part.shape for part in links.strengths] == [(0, 1), (1, 0)]


def unit_links(english: str, rows: list[tuple[str, dict[int, float]]]) -> UnitLinks:
    tokens = tokenize(english)
    strengths = np.zeros((len(rows), len(tokens)), np.float32)
    starts = [0]
    for row, (word, links) in enumerate(rows):
        starts.append(starts[-1] + len(word))
        for column, value in links.items():
            strengths[row, column] = value
    return UnitLinks(strengths, starts, [word for word, _ in rows], tokens)


def test_a_span_takes_in_what_nothing_else_explains() -> None:
    # 补链强链: "strengthen" is linked, "shore up weak links and" is not, nor by others.
    english = "we shore up weak links and strengthen them for growth"
    links = unit_links(
        english, [("补链", {3: 0.6, 4: 0.7}), ("强链", {6: 0.8}), ("增长", {9: 0.9})]
    )
    table = links.best_spans([(0, 4)], keep=5)
    tokens = tokenize(english)
    best = english[tokens[table.first[0, 0]].start : tokens[table.last[0, 0] - 1].end]
    assert best == "shore up weak links and strengthen"


def test_a_hyphened_function_word_may_begin_a_span() -> None:
    english = "this is on-site examinations"
    links = unit_links(english, [("现场", {4: 0.8}), ("审查", {5: 0.9})])
    tokens = tokenize(english)
    table = links.best_spans([(0, 4)], keep=10)
    spans = {
        english[tokens[first].start : tokens[last - 1].end]
        for first, last in zip(table.first[0], table.last[0], strict=True)
    }
    assert "on-site examinations" in spans
    assert "is on-site examinations" not in spans


def test_what_nothing_explains_is_balanced() -> None:
    # 活动 and "programme" are linked to nothing: the span without "programme" lacks a word.
    english = "public education programme"
    links = unit_links(english, [("公众", {0: 0.9}), ("教育", {1: 0.9}), ("活动", {})])
    table = links.best_spans([(0, 6)], keep=10)
    balance = {
        (int(first), int(last)): round(float(value), 1)
        for first, last, value in zip(table.first[0], table.last[0], table.balance[0], strict=True)
    }
    assert balance[0, 3] == 0.0
    assert balance[0, 2] == 1.0


def test_a_neighbour_that_made_a_word_of_the_span_is_seen() -> None:
    # "public" is the rendering of 公共 before the term 领域车辆.
    english = "public area vehicles today"
    links = unit_links(
        english, [("公共", {0: 0.9}), ("领域", {1: 0.9}), ("车辆", {2: 0.9}), ("仅", {3: 0.6})]
    )
    table = links.best_spans([(2, 6)], keep=10)
    beside = {
        (first, last): (round(before, 1), round(after, 1))
        for first, last, before, after in zip(
            table.first[0].tolist(),
            table.last[0].tolist(),
            table.before_inside[0].tolist(),
            table.after_inside[0].tolist(),
            strict=True,
        )
    }
    assert beside[1, 3] == (0.0, 0.0)
    assert beside[0, 3] == (0.9, 0.0)
    assert beside[1, 4] == (0.0, 0.6)
    whole = links.best_spans([(0, 7)], keep=10)
    assert whole.before_inside.max() == whole.after_inside.max() == 0.0


def test_a_span_does_not_cross_a_full_stop() -> None:
    english = "Plan. Base"
    links = unit_links(english, [("规划", {0: 0.9}), ("基础", {2: 0.9})])
    table = links.best_spans([(0, 4)], keep=3)
    assert (table.last - table.first)[0, 0] == 1


def test_what_the_rest_of_the_sentence_explains_stays_out() -> None:
    english = "industrial base projects"
    links = unit_links(english, [("产业", {0: 0.9}), ("基础", {1: 0.9}), ("工程", {2: 0.9})])
    table = links.best_spans([(0, 4)], keep=1)
    assert (table.first[0, 0], table.last[0, 0]) == (0, 2)
    assert table.purity[0, 0] > 0.9
    assert table.coverage[0, 0] > 0.9


def test_a_unit_without_content_words_has_no_spans() -> None:
    links = unit_links("of the", [("的", {})])
    assert links.best_spans([(0, 1)], keep=5).first.shape == (1, 0)

"""What the tagger's spans say of candidates."""

from __future__ import annotations

import numpy as np

from glossary.links.renderings import Occurrences
from glossary.terms.tagger import CLASSES, Tagged
from glossary.terms.tagging import FEATURES, read_tags


def test_what_the_tagger_saw_at_the_ends_of_a_place() -> None:
    # 推动 | 低空经济 | 快速 | 发展, twice; the second time the candidate is cut at its start.
    kinds = [*map(CLASSES.index, ("verb", "term", "adjective", "doing"))]
    spans = [*map(Tagged, (0, 2, 6, 8), (2, 6, 8, 10), kinds)]
    places = Occurrences(
        term=np.array([0, 1, 0]),
        unit=np.array([0, 0, 1]),
        start=np.array([0, 2, 1]),
        end=np.array([6, 6, 8]),
    )
    features, shares = read_tags(places, [spans, spans], 2)
    told = {name: features[:, column].tolist() for column, name in enumerate(FEATURES)}
    assert told["starts_verb"] == [1.0, 0.0]
    assert told["ends_verb"] == told["starts_adjective"] == told["ends_other"] == [0.0, 0.0]
    assert told["spans"] == [2.5, 1.0]
    assert told["tagged_edges"] == [0.5, 1.0]
    assert told["tagged_term"] == [0.0, 1.0]
    assert shares[1].tolist() == [float(kind == "term") for kind in CLASSES]

"""What segments find in each other: looked up in a table, and found by trying everything."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from align.lattice.candidates import gather
from align.lattice.features.form import length_columns
from align.lattice.features.matching import _NOTHING, _Finds, _Stretch, matching_columns

LONGEST_RUN = 4


def near(clauses: list[int], seed: int) -> SimpleNamespace:
    """A side with so many clauses a segment, their vectors drawn at random."""
    rng = np.random.default_rng(seed)
    borders = np.concatenate([[0], np.cumsum(clauses)]).astype(np.int64)
    vectors = rng.normal(size=(borders[-1], 5)).astype(np.float32)
    segments = rng.normal(size=(len(clauses), 5)).astype(np.float32)
    tokens = rng.integers(1, 9, borders[-1]).astype(np.float32)
    return SimpleNamespace(
        first=0,
        last=len(clauses),
        first_clause=0,
        clause_vectors=vectors / np.linalg.norm(vectors, axis=1, keepdims=True),
        segment_vectors=segments / np.linalg.norm(segments, axis=1, keepdims=True),
        side=Side(len(clauses), borders, tokens),
    )


class Side:
    def __init__(self, count, borders, tokens):
        self.count, self.clause_borders = count, borders
        self.encoded = SimpleNamespace(tokens=tokens)

    def __len__(self):
        return self.count


def best_by_trying(one, other, segment: int, first: int, last: int) -> float:
    """The highest cosine of a segment with any run of one to four clauses in ``first:last``."""
    begin, end = other.side.clause_borders[first], other.side.clause_borders[last]
    found = [_NOTHING]
    for a in range(begin, end):
        for b in range(a + 1, min(a + LONGEST_RUN, end) + 1):
            run = (other.clause_vectors[a:b] * other.side.encoded.tokens[a:b, None]).sum(axis=0)
            found.append(float(run @ one.segment_vectors[segment] / np.linalg.norm(run)))
    return max(found)


clauses = st.lists(st.integers(1, 4), min_size=1, max_size=9)


@given(clauses, clauses, st.integers(0, 99), st.data())
def test_what_a_segment_finds_in_a_stretch(of_one, of_other, seed, data):
    one, other = near(of_one, seed), near(of_other, seed + 1)
    everywhere = [np.array([0, len(counts)]) for counts in (of_one, of_other)]
    finds = _Finds(_Stretch(one, *np.split(everywhere[0], 2)),
                   _Stretch(other, *np.split(everywhere[1], 2)))  # fmt: skip
    segment = data.draw(st.integers(0, len(of_one) - 1))
    first = data.draw(st.integers(0, len(of_other)))
    last = data.draw(st.integers(first, min(len(of_other), first + 7)))
    found = finds.best(np.array([segment]), np.array([first]), np.array([last]))
    assert np.isclose(found[0], best_by_trying(one, other, segment, first, last), atol=1e-5)


def candidates(*spans: tuple[int, int, int, int]):
    return gather(np.array(spans, np.int64))


def test_without_an_encoder_nothing_is_found():
    columns = matching_columns(candidates((0, 1, 0, 1), (1, 1, 1, 2)), None)
    assert all(not values.any() for values in columns.values())


def test_a_lonely_segment_is_judged_by_what_is_near_its_place():
    one, other = near([2, 1, 1, 1, 1, 1, 1, 1], 3), near([1, 2, 1, 1, 1, 1, 1, 1], 4)
    beads = candidates((0, 1, 0, 0), (6, 7, 6, 6), (0, 1, 0, 2), (1, 1, 4, 5))
    columns = matching_columns(beads, (one, other))
    spans = np.stack([beads.z0, beads.z1, beads.e0, beads.e1], axis=1).tolist()
    at = {tuple(span): number for number, span in enumerate(spans)}
    alone = columns["alone_z"]
    assert np.isclose(alone[at[0, 1, 0, 0]], best_by_trying(one, other, 0, 0, 3), atol=1e-5)
    assert np.isclose(alone[at[6, 7, 6, 6]], best_by_trying(one, other, 6, 3, 8), atol=1e-5)
    assert alone[at[0, 1, 0, 2]] == alone[at[1, 1, 4, 5]] == 0
    edge = min(best_by_trying(other, one, segment, 0, 1) for segment in (0, 1))
    assert np.isclose(columns["edge_e"][at[0, 1, 0, 2]], edge - 0.5, atol=1e-5)
    assert columns["edge_z"][at[0, 1, 0, 2]] == 0


def test_lengths_tell_of_a_segment_too_many():
    pair = SimpleNamespace(
        z=SimpleNamespace(chars=np.array([20.0, 20.0])),
        e=SimpleNamespace(chars=np.array([60.0, 60.0])),
        ratio=3.0,
    )
    drop = length_columns(candidates((0, 1, 0, 2), (0, 2, 0, 2), (0, 1, 0, 0)), pair)["drop"]
    # In order of their ends: the null bead, one against two, two against two.
    assert drop[0] == 0
    assert np.isclose(drop[1], np.log(130 / 70))
    assert drop[2] == 0

"""Whatever people decide, in whatever order: nothing is lost, and all of it can be undone."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora.errors import InputError
from review.project import operations as op
from review.project.operations import decision_from
from review.project.pairs import replay
from review.project.pairs.replay import replay_pairs
from review.project.project import Project
from review.project.store.records import Store

pytestmark = pytest.mark.slow

SIDES = st.sampled_from(("source", "target"))
WAYS = st.sampled_from(("previous", "next"))
DECISIONS = st.one_of(
    st.just(op.Confirm()),
    st.just(op.Reopen()),
    st.builds(op.Merge, WAYS, st.sampled_from(("source", "target", "both"))),
    st.builds(op.Split, st.integers(0, 2), st.integers(0, 2)),
    st.builds(op.MoveBorder, SIDES, WAYS, st.integers(1, 2)),
    st.builds(op.Link, st.integers(1, 9).map(str)),
    st.just(op.Unlink()),
    st.builds(op.Swap, WAYS),
    st.builds(op.InsertRow, WAYS),
    st.just(op.RemoveRow()),
    st.builds(op.Doubt, st.sampled_from(("", "「？」", "why—here"))),
    st.just(op.KeepOut()),
    st.just(op.KeepIn()),
    st.builds(op.Bookmark, st.booleans()),
    st.builds(op.CorrectText, SIDES, st.sampled_from((None, "改。", "One. Two.", "𠮷——……"))),
    st.builds(op.Cut, SIDES, st.integers(0, 2), st.integers(0, 4)),
    st.builds(op.Join, SIDES, st.integers(0, 2)),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("decide"), st.integers(0, 9), DECISIONS, st.sampled_from(("Lin", "Wu"))),
        st.tuples(st.sampled_from(("undo", "redo")), st.none(), st.none(), st.just("Lin")),
    ),
    max_size=14,
)
PAIRS = st.lists(
    st.sampled_from(
        ["甲一，乙。 = A a, b.", "丙。丁。 = C.", "戊。 = D. E.", "己。 = ", " = F.", "好。 = Yes.",
         "𠮷「１」。 = G 1."]
    ),
    min_size=1, max_size=7,
)  # fmt: skip


def _play(project: Project, steps: list) -> None:
    for what, at, decision, reviewer in steps:
        project.reviewer = reviewer
        pairs = project.pairs()
        try:
            if what == "decide":
                project.decide(pairs[at % len(pairs)].number, decision)
            else:
                getattr(project, what)()
        except InputError:
            continue


def _turn_back(project: Project) -> int:
    """Undo all that this reviewer can, and say how much that was."""
    for done in itertools.count():
        try:
            project.undo()
        except InputError:
            return done
        _partition(project)
    raise AssertionError


def _partition(project: Project) -> None:
    """``Alignment`` checks that beads partition both sides; the pairs hold all characters too."""
    alignment = project.alignment()
    found = project._desk(None).found
    for side, document in (("source", found.source), ("target", found.target)):
        spans = sorted(
            span for pair in project.pairs() if (span := getattr(pair, f"{side}_span"))[0] < span[1]
        )
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
        held = "".join(document.text[a:b] for a, b in spans)
        assert "".join(held.split()) == "".join(document.text.split())
    numbers = [pair.number for pair in project.pairs()]
    assert len(numbers) == len(set(numbers))
    units = alignment.to_bitext().units
    shown = [pair for pair in project.pairs() if pair.source or pair.target]
    assert [(u.source, u.target) for u in units] == [(p.source, p.target) for p in shown]


@pytest.fixture(scope="module", autouse=True)
def _short_memory():
    """States to go back to are kept often, so that going back to one is tried."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replay, "_APART", 2)
        yield


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@settings(
    max_examples=150, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(pairs=PAIRS, others=PAIRS, steps=STEPS)
def test_random_logs(pairs, others, steps, folder, aligned, told):
    place = Path(tempfile.mkdtemp(dir=folder))
    project = Project(Store.create(place), reviewer="Lin", clock=lambda: "2026-11-30T12:00:00Z")
    project.put_alignment(aligned(pairs))
    _play(project, steps)
    _partition(project)

    # From its file and from its log alone, the project is the same.
    again = Project(Store(place), reviewer="Lin")
    assert (again.pairs(), again.alignment()) == (project.pairs(), project.alignment())
    desk = again._desk(None)
    held = [record for record in again._log.about(desk.name) if record.subject == "pair"]
    state = replay_pairs(desk.found, held)
    assert list(state.rows) == list(desk.state.rows)

    # Undone and redone it is what it was, however far one goes back.
    before, history = project.pairs(), len(project.history())
    undone = _turn_back(project)
    _partition(Project(Store(place), reviewer="Lin"))
    for _ in range(undone):
        project.redo()
        _partition(project)
    assert undone == 0 or project.pairs() == before
    assert len(project.history()) == history + 2 * undone

    # Other results of the machine, and another text: nothing is in two pairs or in none.
    project.put_alignment(aligned(others))
    _partition(project)
    again.close()
    project.close()


@given(decision=DECISIONS)
def test_a_decision_is_the_same_when_read_back(decision):
    assert decision_from(decision.verb, decision.to_dict()) == decision

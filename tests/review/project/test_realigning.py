"""Aligning again with what is decided held fast, on the sample."""

from __future__ import annotations

import pytest

from align import align_documents
from corpora.errors import InputError
from corpora.language.tools import Tools
from review.jobs.realigning import realign, take_realignment
from review.project import operations as op

TOOLS = Tools(encoder="none")


@pytest.fixture
def project(make, sample_alignment):
    """The sample with the border of pair 20 one sentence off, and its neighbours shifted."""
    project = make(["甲。 = A."])
    found = align_documents(sample_alignment.source, sample_alignment.target, tools=TOOLS)
    project.put_alignment(found, "sample")
    return project


def _texts(project):
    return [(pair.source, pair.target) for pair in project.pairs("sample")]


def test_nothing_decided_nothing_changed(project):
    assert realign(project, "sample", tools=TOOLS).changes == ()


def test_what_follows_from_a_decision_is_proposed_taken_and_undone(project):
    pairs = project.pairs("sample")
    gap = next(n for n, pair in enumerate(pairs) if pair.kind == "1-1" and n > 20)
    project.decide(pairs[gap], op.Link(pairs[gap + 2].number))
    before = _texts(project)
    proposal = realign(project, "sample", tools=TOOLS)
    assert proposal.changes
    assert _texts(project) == before
    taken = take_realignment(project, proposal)
    decided = project.pair(pairs[gap].number, "sample")
    assert (decided.source, decided.target) == (pairs[gap].source, pairs[gap + 2].target)
    after = {pair.number: pair for pair in project.pairs("sample")}
    for change in proposal.changes:
        for wanted in change.after:
            found = [
                p for p in after.values() if (p.source, p.target) == (wanted.source, wanted.target)
            ]
            assert any(p.confidence == wanted.confidence and not p.is_decided for p in found)
    assert project.history()[-1].kind == "realign"
    assert taken.operation == project.last
    assert realign(project, "sample", tools=TOOLS).changes == ()
    project.undo()
    assert _texts(project) == before


def test_what_somebody_decided_since_stays(project, again):
    pairs = project.pairs("sample")
    project.decide(pairs[30], op.Link(pairs[32].number), document="sample")
    proposal = realign(project, "sample", tools=TOOLS)
    other = again(project, "Wu")
    change = next(c for c in proposal.changes if c.before)
    other.decide(change.before[0], op.Confirm())
    take_realignment(project, proposal)
    kept = project.pair(change.before[0].number, "sample")
    assert (kept.source, kept.target) == (change.before[0].source, change.before[0].target)
    assert kept.is_confirmed


def test_a_sentence_without_counterpart_stays_alone(project):
    pairs = project.pairs("sample")
    project.decide(pairs[40], op.Unlink(), document="sample")
    proposal = realign(project, "sample", tools=TOOLS)
    if proposal.changes:
        take_realignment(project, proposal)
    alone = project.pair(pairs[40].number, "sample")
    assert (alone.source, alone.target) == (pairs[40].source, "")


def test_lines_that_stand_twice_are_anchored_where_they_were_confirmed(make):
    lines = [
        "好。 = Yes.",
        "好。 = ",
        "好。 = Yes.",
        "我们今天谈经济。 = We discuss the economy today.",
    ]
    project = make(lines)
    project.decide("3", op.Confirm())
    project.decide("2", op.Confirm())
    proposal = realign(project, tools=TOOLS)
    if proposal.changes:
        take_realignment(project, proposal)
    assert [(p.source, p.target) for p in project.pairs()][1:3] == [("好。", ""), ("好。", "Yes.")]


def test_nothing_to_take_is_said(project):
    with pytest.raises(InputError, match="nothing to decide"):
        take_realignment(project, realign(project, "sample", tools=TOOLS))


def test_a_realignment_ends_when_the_machine_has_found_others(project, sample_alignment):
    pairs = project.pairs("sample")
    project.decide(pairs[30], op.Link(pairs[32].number), document="sample")
    take_realignment(project, realign(project, "sample", tools=TOOLS))
    project.put_alignment(sample_alignment, "sample")
    assert [one.record.verb for one in project.unplaced()] == []


def test_only_what_may_change_changes(project):
    pairs = project.pairs("sample")
    project.decide(pairs[30], op.Link(pairs[32].number), document="sample")
    project.decide(pairs[80], op.Link(pairs[82].number), document="sample")
    numbers = {pair.number for pair in project.pairs("sample")[25:40]}
    proposal = realign(project, "sample", which=numbers, tools=TOOLS)
    assert proposal.changes
    assert {pair.number for change in proposal.changes for pair in change.before} <= numbers


def test_where_all_is_decided_nothing_is_aligned(make):
    project = make(["甲。 = A.", "乙。 = "])
    project.decide_all([(pair, op.Confirm()) for pair in project.pairs()])
    assert realign(project, tools=TOOLS).changes == ()

"""What each decision does to the pairs, as a linguist would write it down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpora.errors import InputError
from review.project import operations as op
from review.project.operations import decision_from

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "cases" / "pair_decisions.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def _kinds(project):
    return {pair.number: f" ({pair.kind})" for pair in project.pairs()}


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['decide'][-1][1]}: {case['comment']}"
)
def test_decision(case, make, again, told):
    project = make(case["pairs"])
    before = told(project)
    for number, verb, data in case["decide"]:
        project.decide(number, decision_from(verb, data))
    kinds = _kinds(project)
    found = [
        line + (kinds[line.split(" ")[0]] if wanted.endswith(")") and "(1-" in wanted else "")
        for line, wanted in zip(told(project), case["expected"], strict=True)
    ]
    assert found == case["expected"]
    assert told(again(project)) == told(project)
    _alignment_agrees(project)
    for _ in case["decide"]:
        project.undo()
    assert told(project) == before
    for _ in case["decide"]:
        project.redo()
    assert told(project) == told(again(project))
    assert not project.unplaced()


def _alignment_agrees(project):
    """Writers get the same pairs under the same numbers; an empty row is none of theirs."""
    units = project.bitext().units
    pairs = [pair for pair in project.pairs() if pair.source or pair.target]
    assert [(dict(u.props)["x-pair"], u.source, u.target, u.kind) for u in units] == [
        (p.number, p.source, p.target, p.kind) for p in pairs
    ]


@pytest.mark.parametrize(
    ("number", "decision", "said"),
    [
        ("1", op.Merge("previous"), "there is no previous pair"),
        ("3", op.Merge("next"), "there is no next pair"),
        ("9", op.Confirm(), "no pair 9"),
        ("1", op.Split(1, 1), "would be empty"),
        ("1", op.Split(2, 0), "has 1 source sentences, not 2"),
        ("1", op.MoveBorder("source", "next", 2), "has 1 source sentences"),
        ("1", op.Cut("source", 0, 0), "cannot be cut at 0"),
        ("1", op.Cut("source", 0, 2), "cannot be cut at 2"),
        ("1", op.Cut("source", 4, 1), "not one of number 5"),
        ("3", op.CorrectText("target", "X."), "has no target to correct"),
        ("1", op.Link("3"), "needs a source and pair 3 a target"),
        ("1", op.RemoveRow(), "is not empty"),
    ],
)
def test_what_cannot_be_is_refused_and_not_written(number, decision, said, make, again, told):
    project = make(["甲。 = A.", "乙。 = B.", "丙。 = "])
    before = told(project)
    with pytest.raises(InputError, match=said):
        project.decide(number, decision)
    assert told(project) == before
    assert project.history() == ()
    assert again(project).history() == ()


def test_a_decision_that_is_none_is_refused():
    with pytest.raises(InputError, match="there is no decision 'delete'"):
        decision_from("delete", {})
    with pytest.raises(InputError, match="does not take that"):
        decision_from("merge", {"where": "up"})
    with pytest.raises(InputError, match="the side cannot be 'left'"):
        decision_from("merge", {"side": "left"})


def test_marks(make, again):
    project = make(["甲。 = A.", "乙。 = B."])
    project.decide("1", op.Confirm())
    project.decide("2", op.Doubt("日均?"))
    project.decide("2", op.KeepOut())
    project.decide("2", op.Bookmark())
    first, second = again(project).pairs()
    assert (first.is_confirmed, first.confidence, first.reviewer) == (True, 1.0, "Lin")
    assert (second.is_doubtful, second.note, second.is_kept_out) == (True, "日均?", True)
    assert second.is_bookmarked
    unit = project.bitext().units[1]
    assert (unit.status, unit.notes) == ("needs-review", ("日均?",))
    assert ("x-keep-out", "yes") in unit.props
    project.decide("1", op.Reopen())
    assert not project.pairs()[0].is_confirmed


def test_several_decisions_are_undone_at_once(make):
    project = make(["甲。 = A.", "乙。 = B.", "丙。 = C."])
    project.decide_all([(pair, op.Confirm()) for pair in project.pairs()])
    assert all(pair.is_confirmed for pair in project.pairs())
    (operation,) = project.history()
    assert (operation.kind, operation.decisions) == ("confirm", 3)
    project.undo()
    assert not any(pair.is_confirmed for pair in project.pairs())


def test_of_several_decisions_none_is_made_where_one_cannot_be(make):
    project = make(["甲。 = A.", "乙。 = B."])
    with pytest.raises(InputError):
        project.decide_all([("1", op.Confirm()), ("2", op.Merge("next"))])
    assert not project.pairs()[0].is_confirmed
    assert project.history() == ()
    project.decide("1", op.Confirm())
    assert project.pairs()[0].is_confirmed


def test_each_reviewer_undoes_what_is_theirs(make, again, told):
    lin = make(["甲。 = A.", "乙。 = B.", "丙。 = C."])
    wu = again(lin, "Wu")
    lin.decide("1", op.Confirm())
    wu.decide("2", op.Merge("next"))
    lin.undo()
    assert told(wu) == ["1 甲。 = A.", "2 乙。丙。 = B. C."]
    assert not wu.pair("1").is_confirmed
    with pytest.raises(InputError, match="nothing to undo"):
        lin.undo()
    lin.redo()
    assert wu.pair("1").is_confirmed
    lin.undo(operation=2)
    assert told(wu) == ["1 甲。 = A.", "2 乙。 = B.", "3 丙。 = C."]


def test_a_decision_ends_what_could_be_redone(make):
    project = make(["甲。 = A.", "乙。 = B."])
    project.decide("1", op.Confirm())
    project.undo()
    project.decide("2", op.Confirm())
    with pytest.raises(InputError, match="nothing to redo"):
        project.redo()
    project.redo(operation=1)
    assert project.pair("1").is_confirmed


def test_two_who_decide_unseen_make_a_conflict_that_the_next_decision_ends(make, again):
    lin = make(["甲。 = A.", "乙。 = B."])
    wu = again(lin, "Wu")
    seen = wu.last
    lin.decide("1", op.Confirm())
    wu.decide("1", op.Merge("next"), seen=seen)
    (pair,) = lin.pairs()
    assert pair.conflict == (1, 2)
    lin.decide(pair, op.Confirm())
    assert lin.pairs()[0].conflict == ()


def test_two_who_agree_make_none(make, again):
    lin = make(["甲。 = A."])
    wu = again(lin, "Wu")
    seen = wu.last
    lin.decide("1", op.Confirm())
    wu.decide("1", op.Confirm(), seen=seen)
    assert lin.pairs()[0].conflict == ()


def test_a_pair_that_became_another_is_refused(make, again):
    lin = make(["甲。 = A.", "乙。 = B."])
    wu = again(lin, "Wu")
    shown = wu.pairs()[0]
    lin.decide("1", op.Merge("next"))
    with pytest.raises(InputError, match="pair 1 was changed by Lin"):
        wu.decide(shown, op.Confirm())


def test_decisions_hold_over_what_the_machine_finds_anew(make, aligned, told):
    project = make(["甲。 = A.", "乙。 = B.", "丙。 = C.", "丁。 = D."])
    project.decide("2", op.Merge("next"))
    project.decide("4", op.Confirm())
    project.put_alignment(aligned(["甲。乙。 = A.", "丙。 = B. C.", "丁。 = ", " = D."]))
    assert told(project) == ["1 甲。 = A.", "2 乙。丙。 = B. C.", "3 丁。 = D."]
    assert project.unplaced() == ()


def test_a_mark_on_a_pairing_that_is_no_more_is_listed(make, aligned):
    project = make(["甲。 = A.", "乙。 = B."])
    project.decide("1", op.KeepOut())
    project.put_alignment(aligned(["甲。乙。 = A. B."]))
    (lost,) = project.unplaced()
    assert (lost.record.verb, lost.reason) == (
        "keep out",
        "its sentences are paired in another way now",
    )


def test_decisions_on_unchanged_sentences_hold_in_a_new_version(make, aligned, told):
    project = make(["好。 = Yes.", "甲。 = A.", "好。 = Yes.", "乙。 = B.", "丙。 = C."])
    project.decide("3", op.CorrectText("target", "Good."))
    project.decide("4", op.Confirm())
    project.decide("5", op.Confirm())
    project.decide("2", op.Doubt("?"))
    project.put_alignment(
        aligned(
            ["好。 = Yes.", "新。 = New.", "甲。 = A.", "好。 = Yes.", "乙。 = B!", "丙。 = C."]
        )
    )
    assert told(project) == [
        "1 好。 = Yes.",
        "2 新。 = New.",
        "3 甲。 = A.",
        "4 好。 = Good.",
        "5 乙。 = B!",
        "6 丙。 = C.",
    ]
    assert project.pair("6").is_confirmed
    assert project.pair("3").is_doubtful
    (lost,) = project.unplaced()
    assert (lost.record.verb, lost.record.target) == ("confirm", "4")
    assert "changed or are gone" in lost.reason


def test_running_again_with_the_same_texts_changes_nothing(make, aligned):
    lines = ["甲。 = A.", "乙。 = B."]
    project = make(lines)
    project.decide("1", op.Confirm())
    before = (project.folder / "project.db").read_bytes(), project.alignment()
    project.put_alignment(aligned(lines))
    assert ((project.folder / "project.db").read_bytes(), project.alignment()) == before


def test_a_correction_that_stands_in_two_pairs_is_listed(make, told):
    project = make(["甲。乙。 = A. B."])
    project.decide("1", op.CorrectText("target", "One and two."))
    project.decide("1", op.Split(1, 1))
    assert told(project) == ["1 甲。 = A.", "1b 乙。 = B."]
    (lost,) = project.unplaced()
    assert lost.reason == "its sentences stand in two pairs now"
    project.decide("1", op.Merge("next"))
    assert told(project) == ["1 甲。乙。 = One and two."]
    assert project.unplaced() == ()


def test_an_untouched_project_gives_the_alignment_back(make, sample_alignment):
    project = make(["甲。 = A."])
    name = project.put_alignment(sample_alignment)
    found = project.alignment(name)
    assert (found.source, found.target) == (sample_alignment.source, sample_alignment.target)
    assert [(b.source, b.target) for b in found.beads] == [
        (b.source, b.target) for b in sample_alignment.beads
    ]
    assert [b.number for b in found.beads] == [str(n) for n in range(1, len(found.beads) + 1)]

"""Decisions about terms and findings, and where both stand when the pairs have changed."""

from __future__ import annotations

import json
import sqlite3

import pytest

from corpora.errors import InputError
from corpora.language.tools import Tools
from glossary.record.entries import ConceptEntry, Context, Glossary, Place, Rendering, entry_id
from glossary.record.evidence import Evidence
from quality.check import CheckOptions, check_bitext
from review.project import operations as op

LINES = [
    "双千兆网络很快。 = Dual gigabit networks are fast.",
    "我们建设双千兆。 = We build dual gigabit.",
    "双千兆好。 = Double gigabit is good.",
    "有12家。 = There are 21 firms.",
]


def _place(unit, source, target, words):
    start = source.index("双千兆")
    spans = ((target.index(words), target.index(words) + len(words)),) if words else ()
    return Place(
        document="speech.zh.txt",
        unit=unit,
        source_span=(start, start + 3),
        target_spans=spans,
        pair=str(unit),
    )


def _glossary(project):
    units = project.bitext().units
    first = [
        _place(1, units[0].source, units[0].target, "Dual gigabit"),
        _place(2, units[1].source, units[1].target, "dual gigabit"),
    ]
    second = [_place(3, units[2].source, units[2].target, "Double gigabit")]
    entry = ConceptEntry(
        id=entry_id("双千兆"),
        source_term="双千兆",
        target_term="dual gigabit",
        renderings=(
            Rendering(text="dual gigabit", count=2, share=0.6667, places=tuple(first)),
            Rendering(text="double gigabit", count=1, share=0.3333, places=tuple(second)),
        ),
        count=3,
        documents=1,
        consistency=0.6667,
        termhood=0.9,
        pair_confidence=0.9,
        contexts=(
            Context(source=units[0].source, target=units[0].target, place="speech.zh.txt 1"),
        ),
        evidence=Evidence(termhood=0.9, pair=0.9),
    )
    other = ConceptEntry(id=entry_id("网络"), source_term="网络", target_term="networks", count=1)
    return Glossary(
        source_language="zh-Hans", target_language="en", entries=(entry, other), signature="hand"
    )


@pytest.fixture
def project(make):
    project = make(LINES)
    project.put_glossary(_glossary(project))
    report = _checked(project, "numbers")
    project.put_findings(report)
    return project


TERM = entry_id("双千兆")


def _checked(project, check):
    return check_bitext(
        project.bitext(),
        options=CheckOptions(checks=(check,)),
        tools=Tools(encoder="none", lexicon=None),
    )


def test_an_untouched_glossary_comes_back(project):
    assert project.glossary() == _glossary(project)
    assert project.has_terms()
    assert project.has_findings()
    assert project.unplaced() == ()


@pytest.mark.parametrize(
    ("decision", "wanted"),
    [
        (op.Approve(), {"decision": "approve"}),
        (op.Reject(), {"decision": "reject"}),
        (op.EditTerm(target_term="twin"), {"decision": "edit", "target_term": "twin"}),
        (op.EditTerm(note="see the plan"), {"decision": "", "note": "see the plan"}),
        (op.ChooseRendering("double gigabit"), {"decision": "edit"}),
        (op.ChooseRendering("dual gigabit"), {"decision": "approve"}),
        (op.SetStatus("deprecated"), {"status": "deprecated", "decision": ""}),
        (op.Forbid(), {"is_forbidden": True}),
        (op.MergeTerm(entry_id("网络")), {"decision": f"merge:{entry_id('网络')}"}),
    ],
)  # fmt: skip
def test_decisions_about_terms(project, again, decision, wanted):
    before = project.term(TERM).entry
    project.decide(TERM, decision)
    entry = again(project).term(TERM).entry
    assert {name: getattr(entry, name) for name in wanted} == wanted
    assert (entry.reviewer, entry.reviewed_at) == ("Lin", "2026-11-30")
    project.undo()
    assert project.term(TERM).entry == before
    project.redo()
    assert project.term(TERM).entry == entry


@pytest.mark.parametrize(
    ("name", "decision", "said"),
    [
        ("nothing", op.Approve(), "there is no entry nothing"),
        (TERM, op.ChooseRendering("triple"), "never rendered as “triple”"),
        (TERM, op.MergeTerm(TERM), "cannot be merged into"),
        (TERM, op.CorrectPlace(9), "has 3 places"),
        (TERM, op.CorrectPlace(0, ((0, 99),)), "lies outside the text of pair 1"),
        ("", op.AddTerm("双千兆", "x"), "has an entry already"),
    ],
)
def test_what_cannot_be_is_refused(project, name, decision, said):
    with pytest.raises(InputError, match=said):
        project.decide(name, decision)
    assert project.history() == ()


def test_a_term_that_a_person_adds(project, again):
    project.decide("", op.AddTerm("专网", "private network"))
    entry = again(project).term(entry_id("专网")).entry
    assert (entry.target_term, entry.decision) == ("private network", "approve")
    project.undo()
    with pytest.raises(InputError):
        project.term(entry_id("专网"))


def test_a_decided_term_that_is_not_found_again_stays(project):
    project.decide(TERM, op.Approve())
    project.put_glossary(
        Glossary(source_language="zh-Hans", target_language="en", signature="other")
    )
    (term,) = project.terms()
    assert (term.entry.source_term, term.entry.decision) == ("双千兆", "approve")


def test_a_term_whose_evidence_moved_asks_for_another_look(project):
    project.decide(TERM, op.Approve())
    found = _glossary(project)
    entry = found.entries[0]
    new = Rendering(text="two gigabits", count=1, share=0.25)
    project.put_glossary(found.with_entries([
        type(entry)(**{**{f: getattr(entry, f) for f in entry.__slots__},
                       "renderings": (*entry.renderings, new), "consistency": 0.4})
    ]))  # fmt: skip
    assert project.term(TERM).entry.evidence.recheck.new_renderings == 1


def test_places_follow_their_sentences(project):
    project.decide("1", op.Merge("next"))
    places = project.term(TERM).places
    assert [(place.pair, place.rendering) for place in places] == [
        ("1", "dual gigabit"),
        ("1", "dual gigabit"),
        ("3", "double gigabit"),
    ]
    pair = project.pair("1")
    for place in places[:2]:
        a, b = place.source_span
        (c, d), = place.target_spans  # fmt: skip
        assert (pair.source[a:b], pair.target[c:d].lower()) == ("双千兆", "dual gigabit")


def test_a_place_whose_sides_no_longer_face_counts_no_more(project):
    project.decide("3", op.Unlink())
    entry = project.term(TERM).entry
    assert [(one.text, one.count) for one in entry.renderings] == [("dual gigabit", 2)]
    assert (entry.count, entry.consistency) == (2, 1.0)
    assert not project.has_terms()
    project.undo()
    assert project.glossary() == _glossary(project)
    assert project.has_terms()


def test_a_correction_elsewhere_in_the_text_leaves_places_alone(project):
    project.decide("2", op.CorrectText("target", "We are building dual gigabit."))
    assert [place.pair for place in project.term(TERM).places] == ["1", "3"]
    project.undo()
    project.decide("1", op.CorrectText("target", "Dual gigabit networks are very fast."))
    assert len(project.term(TERM).places) == 3


def test_a_place_is_corrected_and_says_so_after_a_new_run(project, again):
    target = project.pair("3").target
    words = "Double gigabit is"
    start = target.index(words)
    project.decide(TERM, op.CorrectPlace(2, ((start, start + len(words)),)))
    assert [place.rendering for place in again(project).term(TERM).places] == [
        "dual gigabit", "dual gigabit", "Double gigabit is",
    ]  # fmt: skip
    project.put_glossary(_glossary(project))
    assert project.term(TERM).entry.renderings[1].text == "Double gigabit is"
    project.decide(TERM, op.CorrectPlace(2, is_term=False))
    assert project.term(TERM).entry.count == 2
    project.undo()
    project.undo()
    assert project.glossary() == _glossary(project)


def test_two_who_decide_otherwise_about_a_term(project, again):
    wu = again(project, "Wu")
    seen = wu.last
    project.decide(TERM, op.Approve())
    wu.decide(TERM, op.Reject(), seen=seen)
    assert project.term(TERM).conflict == (1, 2)
    project.decide(TERM, op.Approve())
    assert project.term(TERM).conflict == ()


def _only(project):
    (finding,) = project.findings()
    return finding


def test_findings_stand_at_their_pair(project):
    finding = _only(project)
    assert (finding.pair, finding.finding.check, finding.answer) == ("4", "numbers", "")
    assert project.check_report().findings == (finding.finding,)
    project.decide("1", op.Merge("next"))
    moved = _only(project)
    assert (moved.pair, moved.finding.unit, moved.finding.id) == ("4", 2, finding.finding.id)


def test_findings_of_an_older_project_keep_their_english_sentence(project, again):
    sentence = _only(project).finding.message
    with sqlite3.connect(project.folder / "project.db") as database:
        ((data,),) = database.execute("SELECT data FROM findings")
        held = json.loads(data)
        for one in held["findings"]:
            del one["said"]
            one["message"] = sentence
        database.execute("UPDATE findings SET data = ?", [json.dumps(held)])
    said = _only(again(project)).finding.said
    assert said.text("en") == said.text("zh") == sentence


@pytest.mark.parametrize("answer", ["right", "later"])
def test_answers(project, again, answer):
    project.decide(_only(project), op.AnswerFinding(answer, note="n"))
    found = _only(again(project))
    assert (found.answer, found.note, found.reviewer) == (answer, "n", "Lin")
    assert len(project.check_report().findings) == 1
    project.decide(found, op.AnswerFinding(""))
    assert _only(project).answer == ""


def test_a_false_alarm_is_remembered_when_its_pair_is_corrected_elsewhere(project, again):
    project.decide(_only(project), op.AnswerFinding("false alarm"))
    assert project.check_report().findings == ()
    assert project.check_report().ignored == 1
    project.decide("4", op.CorrectText("target", "Here there are 21 firms."))
    report = _checked(project, "numbers")
    project.put_findings(report)
    assert _only(again(project)).answer == "false alarm"


def test_a_finding_is_fixed_with_its_wording_in_one_operation(project, again):
    project.decide(_only(project), op.AnswerFinding("fixed", "There are 12 firms."))
    pair = again(project).pair("4")
    assert (pair.target, pair.original_target) == ("There are 12 firms.", "There are 21 firms.")
    assert pair.is_edited
    finding = _only(project)
    assert (finding.answer, finding.is_outdated) == ("fixed", True)
    assert not project.has_findings()
    unit = project.bitext().units[3]
    assert ("x-original-target", "There are 21 firms.") in unit.props
    project.undo()
    assert project.pair("4").target == "There are 21 firms."
    assert _only(project).answer == ""


def test_an_answer_without_its_finding_is_listed(project):
    project.decide(_only(project), op.AnswerFinding("later"))
    project.put_findings(_checked(project, "form"))  # fmt: skip
    (lost,) = project.unplaced()
    assert lost.reason == "the finding is not there any more"


def test_a_term_alone_is_the_term_among_all_whatever_was_said_of_others(project):
    other = entry_id("网络")
    for target, decision in [
        (TERM, op.Approve()),
        (other, op.EditTerm(source_term="雙千兆")),  # the term of the other entry, as it happens
        (TERM, op.EditTerm(target_term="twin")),
        (other, op.EditTerm(source_term="网络")),
        (TERM, op.Undecide()),
    ]:
        project.decide(target, decision)
        for name in (TERM, other):
            alone = project.term(name)
            assert alone == next(one for one in project.terms() if one.id == name)
    project.undo()
    assert project.term(TERM) == next(one for one in project.terms() if one.id == TERM)

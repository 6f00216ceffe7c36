"""A project as a memory of the house, and the memory that a project remembers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from corpora.memory.house import HouseMemory
from glossary.record.entries import ConceptEntry, Glossary, Place, Rendering, entry_id
from review.jobs.remembering import Gathered, read_memory
from review.project import Project
from review.project import operations as op

LINES = [
    "双千兆网络很快。 = Gigabit is fast.",
    "我们建设双千兆。 = We build it.",
    "天黑了。 = It got dark.",
]
PAIRS = [("双千兆网络很快。", "Gigabit is fast."), ("我们建设双千兆。", "We build it.")]
TERM, OTHER = entry_id("双千兆"), entry_id("网络")
Make = Callable[[Sequence[str]], Project]


@pytest.fixture
def project(make: Make) -> Project:
    """Three pairs, two of which have a term whose places are marked."""
    project = make(LINES)
    places = [("Gigabit", 0, ((0, 7),)), ("it", 4, ((9, 11),))]
    renderings = [
        Rendering(text=text, count=1, share=0.5, places=(Place(
            document="speech.zh.txt", unit=unit, source_span=(start, start + 3),
            target_spans=spans, pair=str(unit),
        ),))
        for unit, (text, start, spans) in enumerate(places, 1)
    ]  # fmt: skip
    entry = ConceptEntry(
        id=TERM, source_term="双千兆", target_term="Gigabit", renderings=tuple(renderings), count=2
    )
    other = ConceptEntry(id=OTHER, source_term="网络", target_term="network", count=1)
    project.put_glossary(
        Glossary(source_language="zh-Hans", target_language="en", entries=(entry, other))
    )
    return project


def decided(project: Project) -> HouseMemory:
    gathered = Gathered()
    gathered.add_project(project, decided=True)
    return gathered.memory()


def test_sure_pairs_and_decisions_are_a_memory(project: Project) -> None:
    project.decide(TERM, op.EditTerm(target_term="dual gigabit"))
    project.decide(OTHER, op.Reject())
    memory = read_memory([project.folder])
    assert memory is not None
    assert set(memory.pairs) == {*PAIRS, ("天黑了。", "It got dark.")}
    assert (memory.approved, memory.rejected) == ((("双千兆", "dual gigabit"),), ("网络",))


def test_of_ones_own_project_only_decisions_count(project: Project) -> None:
    assert not decided(project)
    project.decide("2", op.Confirm())
    assert decided(project).pairs == (PAIRS[1],)


def test_what_a_person_keeps_out_of_memories_is_kept_out(project: Project) -> None:
    project.decide("3", op.KeepOut())
    memory = read_memory([project.folder])
    assert memory is not None
    assert set(memory.pairs) == set(PAIRS)


def test_a_corrected_place_teaches_the_wordings_of_its_term(project: Project) -> None:
    project.decide(TERM, op.CorrectPlace(0, ((0, 10),)))
    assert ("双千兆", "Gigabit is") in decided(project).pairs


def test_a_memory_is_remembered_and_terms_found_with_another_are_out_of_date(
    project: Project, again: Callable[[Project], Project]
) -> None:
    memory = HouseMemory.of(PAIRS, approved=[("双千兆", "dual gigabit")], notes=["one"])
    assert project.has_terms()
    project.remember_memory(memory)
    assert not project.has_terms()
    kept = again(project).memory()
    assert kept is not None
    assert (replace(kept, whole=""), kept.digest) == (memory, memory.digest)
    project.remember_memory(None)
    assert project.memory() is None
    assert project.has_terms()

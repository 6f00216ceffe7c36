"""What pages are told after a decision is what they would read anew, whatever was decided."""

from __future__ import annotations

import random
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.errors import InputError
from review.project import Project, create_project, open_project
from review.project import operations as op
from review.server.changes import MOST_AT_ONCE, MOST_TOLD, Known
from review.server.order import moved

# --- order ----------------------------------------------------------------------------------------

ROWS = st.lists(st.integers(0, 30).map(str), unique=True, max_size=20)


@given(before=ROWS, now=ROWS)
def test_moves_make_the_order_of_now(before, now):
    rows = [number for number in before if number in now]
    for number, behind in moved(before, now):
        if number in rows:
            rows.remove(number)
        rows.insert(0 if behind is None else rows.index(behind) + 1, number)
    assert rows == now


@given(rows=ROWS, at=st.integers(0, 19))
def test_one_row_that_came_is_one_move(rows, at):
    now = [*rows[:at], "new", *rows[at:]]
    assert [number for number, _behind in moved(rows, now)] == ["new"]


# --- what is told ---------------------------------------------------------------------------------


class Page:
    """Takes in what it is told, as the page's store does."""

    def __init__(self, known: Known, document: str) -> None:
        self._known, self._document = known, document
        told = known.pairs(document, 0, 10_000)["pairs"]
        self.order = [one["number"] for one in told]
        self.pairs = {one["number"]: one for one in told}
        self.terms = {one.id: one for one in known.terms()}
        self.findings = {one.finding.id for one in known.findings()}
        self.counts = known.counts()

    def hear(self) -> None:
        told = self._known.changed()
        for one in told["removed"]:
            self.order.remove(one["number"])
            del self.pairs[one["number"]]
        for order in told["orders"]:
            for number, behind in order["moves"]:
                if number in self.order:
                    self.order.remove(number)
                self.order.insert(0 if behind is None else self.order.index(behind) + 1, number)
        self.pairs |= {one["number"]: one for one in told["pairs"]}
        self.findings = (self.findings | {one["id"] for one in told["findings"]}) - set(
            told["removed_findings"]
        )
        self.counts = told["counts"]


def any_decision(rng: random.Random, project: Project) -> tuple[str, op.Decision]:
    pairs = project.pairs()
    pair = rng.choice(pairs)
    side = rng.choice(["source", "target"])
    way = rng.choice(["next", "previous"])
    term = rng.choice(project.terms())
    findings = project.findings()
    about_term = (
        op.Approve(), op.Reject(), op.Undecide(), op.Forbid(), op.SetStatus("preferred"),
        op.EditTerm(target_term="another wording"),
        op.EditTerm(source_term=rng.choice("茶山水") * 2),
        op.MergeTerm(rng.choice(project.terms()).id),
        op.CorrectPlace(0, target_spans=((0, 2),)), op.CorrectPlace(0, is_term=False),
        op.AddTerm(rng.choice("龙井云") * 2, "added"),
    )  # fmt: skip
    about_pair = (
        op.Confirm(), op.Reopen(), op.Merge(way), op.Merge(way, side), op.MoveBorder(side, way),
        op.Split(1, 1), op.Split(0, 1), op.Link(rng.choice(pairs).number), op.Unlink(),
        op.Swap(way), op.InsertRow(way), op.RemoveRow(), op.Doubt("?"), op.KeepOut(),
        op.Bookmark(), op.CorrectText(side, "corrected 改"), op.CorrectText(side, None),
        op.Cut(side, 0, 2), op.Join(side, 0),
    )  # fmt: skip
    kind = rng.random()
    if kind < 0.25:
        return term.id, rng.choice(about_term)
    if kind < 0.3 and findings:
        return rng.choice(findings).finding.id, op.AnswerFinding(
            rng.choice(["right", "false alarm", ""])
        )
    return pair.number, rng.choice(about_pair)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_told_is_what_is_read_anew(made, tmp_path, seed):
    rng = random.Random(seed)
    folder = shutil.copytree(made, tmp_path / "tea")
    with open_project(folder, reviewer="Lin") as project:
        known = Known(project)
        (document,) = project.document_names()
        page = Page(known, document)
        for step in range(25):
            try:
                if rng.random() < 0.2:
                    rng.choice([project.undo, project.redo])()
                else:
                    target, decision = any_decision(rng, project)
                    project.decide(target, decision)
            except InputError:
                continue
            page.hear()
            if step % 4 == 0:
                compare(page, folder, project, document)
        compare(page, folder, project, document)


def compare(page: Page, folder: str, project: Project, document: str) -> None:
    """The page, and the open project, against one that is opened anew."""
    with open_project(folder, reviewer="Lin") as fresh:
        known = Known(fresh)
        anew = Page(known, document)
        known.terms(), known.findings()
        assert page.order == anew.order
        for number, pair in page.pairs.items():
            assert pair | {"position": 0} == anew.pairs[number] | {"position": 0}
        assert page.findings == anew.findings
        assert page.counts == known.counts()
        assert [one.entry.id for one in project.terms()] == [one.entry.id for one in fresh.terms()]
        assert [one.places for one in project.terms()] == [one.places for one in fresh.terms()]
        assert project.glossary() == fresh.glossary()
        assert project.unplaced() == fresh.unplaced()
        assert project.findings() == fresh.findings()
        assert project.check_report() == fresh.check_report()


def test_of_very_many_pairs_the_document_is_named(tmp_path):
    from made_project import make_large

    folder = make_large(tmp_path / "large", pairs=MOST_TOLD + 10, terms=10)
    with open_project(folder) as project:
        known = Known(project)
        known.look()
        project.decide_all([(pair, op.Confirm()) for pair in project.pairs()])
        told = known.changed()
        assert told["reload"] == list(project.document_names())
        assert told["pairs"] == []
        assert told["counts"]["decided"] == MOST_TOLD + 10


def test_of_very_many_documents_only_those_asked_for_are_read(tmp_path):
    from made_project import LINES, made_alignment

    names = [f"{number:03d}.zh.txt" for number in range(MOST_AT_ONCE + 5)]
    with create_project(tmp_path / "many", reviewer="Lin") as project:
        for name in names:
            project.put_alignment(made_alignment(LINES[:4], name=name))
    with open_project(tmp_path / "many", reviewer="Lin") as project:
        known = Known(project)
        each = project.documents()[0].pairs
        assert known.counts()["pairs"] == each * len(names)
        assert len(known.pairs(names[3], 0, 100)["pairs"]) == each
        project.decide((names[3], "1"), op.Confirm())
        told = known.changed()
        assert [(one["document"], one["number"]) for one in told["pairs"]] == [(names[3], "1")]
        assert told["counts"]["pairs"] == each * len(names)
        assert told["counts"]["decided"] == 1
        assert len(project._desks) == 1

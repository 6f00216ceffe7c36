"""The report shows every pair, hides nothing that is doubtful, and lets no text act as HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from corpora.errors import InputError
from corpora.units import Alignment, Bead, document_from_segments
from review.page.looks import summarise, worth_a_look
from review.page.picture import overview, shade
from review.page.report import report_page, write_report

SOURCE = ["<script>alert(1)</script>，𠮷先生说：“你好”。", "ＡＢＣ１２３……", "《规划》——完。"]
TARGET = ['Mr. 𠮷 said "hello" & left.', "ABC123 ...", "Something else.", "The end."]


def an_alignment(*beads: Bead) -> Alignment:
    return Alignment(
        source=document_from_segments(SOURCE, language="zh-Hans", name="a&b.txt"),
        target=document_from_segments(TARGET, language="en", name="b.txt"),
        beads=beads
        or (
            Bead(source=(0, 1), target=(0, 1), confidence=0.99, evidence={"meaning": 4.2}),
            Bead(source=(1, 2), target=(1, 2), confidence=0.6),
            Bead(source=(2, 2), target=(2, 3), confidence=0.9),
            Bead(source=(2, 3), target=(3, 4), confidence=0.97),
        ),
        signature="test 1",
    )


class Elements(HTMLParser):
    """Counts elements and fails on unbalanced ones."""

    VOID = frozenset({"meta", "input", "rect", "path", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[str, int] = {}
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def parsed(html: str) -> Elements:
    elements = Elements()
    elements.feed(html)
    assert elements.open == []
    return elements


def test_every_pair_has_a_row_and_the_page_is_whole():
    html = report_page(an_alignment())
    parsed(html)
    assert re.findall(r'id="pair-(\d+)"', html) == ["1", "2", "3", "4"]
    assert "Something else." in html
    assert "meaning +4.2" in html


def test_text_from_files_never_acts_as_html():
    html = report_page(an_alignment())
    assert "<script>alert" not in html
    assert parsed(html).counts["script"] == 1
    assert "a&amp;b.txt" in html


def test_nothing_is_fetched():
    html = report_page(an_alignment())
    assert "default-src 'none'" in html.replace("&#x27;", "'")
    addresses = re.findall(r"https?://[^\"' )]+", html)
    assert set(addresses) <= {"http://www.w3.org/2000/svg"}


def test_gaps_and_doubts_come_first_and_sure_pairs_do_not():
    looks = worth_a_look(an_alignment())
    assert {look.bead for look in looks} == {1, 2}
    assert looks[0].reason == "added"


@pytest.mark.parametrize(
    ("bead", "name"),
    [
        (Bead(source=(0, 1), target=(0, 1), confidence=0.95), "sure"),
        (Bead(source=(0, 1), target=(0, 1), confidence=0.8), "likely"),
        (Bead(source=(0, 1), target=(0, 1), confidence=0.5), "doubt"),
        (Bead(source=(0, 1), target=(0, 1), confidence=0.49), "unsure"),
        (Bead(source=(0, 1), target=(0, 1)), "unknown"),
        (Bead(source=(0, 1), target=(0, 0), confidence=1.0), "gap"),
        (Bead(source=(0, 1), target=(0, 1), confidence=0.9, is_crossing=True), "cross"),
        (Bead(source=(0, 1), target=(0, 1), is_crossing=True, is_anchor=True), "anchor"),
    ],
)
def test_shades(bead: Bead, name: str):
    assert shade(bead) == name


def test_summary_counts_segments_not_beads():
    whole = an_alignment(
        Bead(source=(0, 3), target=(0, 0), confidence=0.9),
        Bead(source=(3, 3), target=(0, 4), confidence=0.9),
    )
    summary = summarise(whole)
    assert (summary.source_gaps, summary.target_gaps) == (3, 4)
    assert summary.sure == 0


def test_an_empty_side_and_no_text_at_all_still_make_a_page():
    one_sided = Alignment(
        source=document_from_segments(SOURCE, language="zh-Hans"),
        target=document_from_segments([], language="en"),
        beads=tuple(Bead(source=(i, i + 1), target=(0, 0)) for i in range(3)),
    )
    parsed(report_page(one_sided))
    nothing = Alignment(
        source=document_from_segments([], language="zh-Hans"),
        target=document_from_segments([], language="en"),
        beads=(),
    )
    assert "Neither side has any text" in report_page(nothing)


def test_a_long_document_is_drawn_in_bounded_space():
    texts = [f"第{i}句。" for i in range(5000)]
    long = Alignment(
        source=document_from_segments(texts, language="zh-Hans"),
        target=document_from_segments(texts, language="en"),
        beads=tuple(
            Bead(source=(i, i + 1), target=(i, i + 1), confidence=0.99) for i in range(5000)
        ),
    )
    assert overview(long).count("<path") <= 800
    assert "rows of sure pairs are not drawn" in report_page(long)


def test_an_existing_report_is_not_overwritten_unless_forced(tmp_path):
    path = tmp_path / "report.html"
    path.write_text("mine")
    with pytest.raises(InputError, match="already exists"):
        write_report(an_alignment(), path)
    assert path.read_text() == "mine"
    write_report(an_alignment(), path, force=True)
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")

"""The report shows every pair, hides nothing that is doubtful, and lets no text act as HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from corpora.errors import InputError
from corpora.units import Alignment, Bead, document_from_segments
from glossary import ConceptEntry, Glossary, Rendering
from glossary.record.entries import Place
from quality.findings import CheckReport, Finding
from quality.messages import as_written
from review.page.index import Listed, index_page
from review.page.looks import summarise, worth_a_look
from review.page.picture import overview
from review.page.report import report_page, write_report
from review.page.sections import terms_by_document, terms_part
from review.page.states import state_of

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


def a_report(*findings: Finding) -> CheckReport:
    return CheckReport(
        name="a&b.txt",
        source_language="zh-Hans",
        target_language="en",
        units=4,
        findings=findings,
        signature="s",
    )


def a_finding(id_: str, unit: int, **fields: object) -> Finding:
    values: dict[str, object] = {
        "check": "terms", "rule": "varies", "severity": "warning", "source_span": None,
        "target_span": None, "said": as_written("“你好” is hello elsewhere."), "expected": "",
        "source": SOURCE[min(unit, 2)], "target": TARGET[unit],
    }  # fmt: skip
    return Finding(id=id_, unit=unit, **(values | fields))  # type: ignore[arg-type]


class Elements(HTMLParser):
    """Counts elements and fails on unbalanced ones."""

    VOID = frozenset({"meta", "input", "rect", "path", "br", "circle", "line"})

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[str, int] = {}
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.languages: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if tag not in self.VOID:
            self.open.append(tag)
        named = dict(attrs)
        self.ids += [named["id"] or ""] if "id" in named else []
        self.links += [named["href"] or ""] if "href" in named else []
        self.languages |= {named["lang"] or ""} if "lang" in named else set()

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def parsed(html: str) -> Elements:
    elements = Elements()
    elements.feed(html)
    assert elements.open == []
    assert len(set(elements.ids)) == len(elements.ids)
    places = {link[1:] for link in elements.links if link.startswith("#")}
    assert places <= set(elements.ids), "a link without a place"
    return elements


def test_every_pair_has_a_row_and_the_page_is_whole():
    html = report_page(an_alignment())
    parsed(html)
    assert re.findall(r'id="pair-(\d+)"', html) == ["1", "2", "3", "4"]
    assert "Something else." in html


def test_text_from_files_never_acts_as_html():
    html = report_page(an_alignment())
    assert "<script>alert" not in html
    assert parsed(html).counts["script"] == 1
    assert "a&amp;b.txt" in html


def test_nothing_is_fetched():
    html = report_page(an_alignment())
    assert "default-src 'none'" in html.replace("&#x27;", "'")
    assert "unsafe" not in html
    assert not re.findall(r"https?://[^\"' )]+", html)


def test_gaps_and_doubts_come_first_and_sure_pairs_do_not():
    looks = worth_a_look(an_alignment())
    assert {look.bead for look in looks} == {1, 2}
    assert looks[0].reason == "added"


@pytest.mark.parametrize(
    ("bead", "state"),
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
def test_states(bead: Bead, state: str):
    assert state_of(bead) == state


def test_what_is_wrong_stands_first_and_the_picture_after_it():
    html = report_page(an_alignment(), findings=a_report())
    headings = re.findall(r"<h2[^>]*>([^<]*)</h2>", html)
    assert headings[:3] == ["Findings", "Worth a look first", "The picture"]
    assert headings[-2:] == ["All pairs", "How this was made"]


def test_all_findings_are_shown_the_gravest_first_and_those_alike_once():
    findings = [
        a_finding(
            "a", 0, check="form", rule="spaces", severity="minor", said=as_written("A space.")
        ),
        a_finding("b", 1),
        a_finding("c", 2),
        a_finding(
            "d", 3, check="numbers", severity="error", expected="3", target_span=(0, 3),
        ),
        *(a_finding(f"x{n}", 0, check="omission", said=as_written(f"No {n}.")) for n in range(40)),
    ]  # fmt: skip
    html = report_page(an_alignment(), findings=a_report(*findings))
    page = parsed(html)
    assert {one.removeprefix("finding-") for one in page.ids if one.startswith("finding-")} == {
        one.id for one in findings
    }
    kinds = re.findall(r'<li id="finding-(\w+)" data-severity', html)
    assert (kinds[0], kinds[-1], len(kinds)) == ("d", "a", 43)
    assert "c" not in kinds
    assert "× 2" in html
    assert "also in 3" in html
    assert "1 error, 42 warnings, 1 minor from the checks" in html
    assert "<mark>The</mark> end." in html
    assert html.count('href="#pair-4"') >= 3
    assert '<a class="found small" href="#finding-d">' in html


def test_every_place_in_the_picture_is_a_link_a_gap_too():
    html = overview(an_alignment())
    assert re.findall(r'<a href="#pair-(\d)"', html) == ["1", "2", "3", "4"]
    assert html.count('tabindex="0"') == 1
    assert 'class="box gap"' in html


def test_cells_say_their_language_and_sentences_stand_apart():
    html = report_page(an_alignment(Bead(source=(0, 3), target=(0, 4), confidence=0.7)))
    assert {"zh-Hans", "en"} <= parsed(html).languages
    assert html.count('<i class="cut para"></i>') == 2 * (2 + 3)
    traditional = Alignment(
        source=document_from_segments(["發展。"], language="zh-Hant"),
        target=document_from_segments(["Growth."], language="en"),
        beads=(Bead(source=(0, 1), target=(0, 1)),),
    )
    html = report_page(traditional)
    assert 'data-chinese="zh-Hant"' in html
    assert 'data-fold="發发髮发"' in html


def test_what_people_decided_is_told():
    html = report_page(
        an_alignment(
            Bead(
                source=(0, 3), target=(0, 4), is_anchor=True, number="60b",
                notes=("see <b>",), props=(("x-keep-out", "yes"), ("x-original-target", "T")),
            )
        )
    )  # fmt: skip
    assert 'id="pair-60b"' in html
    assert "see &lt;b&gt;" in html
    for told in ("confirmed", ">kept out<", ">corrected<"):
        assert told in html


def test_a_document_has_its_own_terms_counted_there():
    def rendering(text: str, *places: tuple[str, int]) -> Rendering:
        return Rendering(
            text=text, count=len(places), share=0.5,
            places=tuple(
                Place(document=name, unit=n, source_span=(0, 1), target_spans=(), pair=str(n))
                for name, n in places
            ),
        )  # fmt: skip

    entries = (
        ConceptEntry(
            id="t1", source_term="茶农", target_term="tea farmers", count=5,
            renderings=(
                rendering("tea farmers", ("a", 1), ("a", 2), ("b", 1)),
                rendering("tea growers", ("b", 3), ("b", 4)),
            ),
        ),
        ConceptEntry(id="t2", source_term="冷链", target_term="cold chain", count=1,
                     renderings=(rendering("cold chain", ("a", 9)),)),
    )  # fmt: skip
    whole = Glossary(source_language="zh-Hans", target_language="en", entries=entries)
    own = terms_by_document(whole)
    assert [entry.id for entry in own["a"].entries] == ["t1", "t2"]
    (only,) = own["b"].entries
    assert only.count == 3
    assert [(one.text, one.count) for one in only.renderings] == [
        ("tea growers", 2),
        ("tea farmers", 1),
    ]
    shown = terms_part(own["b"], {"b": ""})
    assert re.findall(r'href="(#pair-\d)"', shown.body) == ["#pair-3", "#pair-4", "#pair-1"]
    assert 'lang="zh-Hans">茶农' in shown.body
    all_of_them = terms_part(whole, {"a": "reports/0001.html", "b": "reports/0002.html"})
    assert 'href="reports/0002.html#pair-4"' in all_of_them.body


def test_several_reports_have_a_page_that_lists_them_the_worst_first():
    summary = summarise(an_alignment())
    listed = [
        Listed(title="a ↔ b", address="reports/0001.html", summary=summary, findings=a_report()),
        Listed(
            title="<c>", address="reports/0002.html", summary=summary,
            findings=a_report(a_finding("a", 0, severity="error")),
        ),
    ]  # fmt: skip
    html = index_page("mine", listed)
    parsed(html)
    assert re.findall(r'href="(reports/\d+\.html)"', html) == [
        "reports/0002.html",
        "reports/0001.html",
    ]
    assert "1 error, 0 warnings, 0 minor" in html
    assert "2 documents in 8 pairs" in html
    assert "&lt;c&gt;" in html
    assert "All documents" in report_page(an_alignment(), index="../report.html")


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

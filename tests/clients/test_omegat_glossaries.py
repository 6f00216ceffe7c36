"""What OmegaT holds of the glossaries we give it, entry by entry."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from glossary import ConceptEntry, Glossary, entry_id, extract_terms, write_glossary
from glossary.formats.deliver import deliveries
from glossary.record.entries import Context

pytestmark = pytest.mark.client


def entry(term: str, target: str, **more: object) -> ConceptEntry:
    return ConceptEntry(id=entry_id(term), source_term=term, target_term=target, **more)


HARD = Glossary(
    source_language="zh-Hans",
    target_language="en",
    entries=(
        entry(
            "新质生产力", "new quality productive forces", source_variants=("新質生產力",),
            decision="approve", status="preferred", domain="economy", definition="x & <y>",
            note="a note, with a comma",
            contexts=(Context(source="发展新质生产力。", target="Develop it.", place="d 1"),),
        ),
        entry("“小巨人”", '"little giants", small & big', note="two\nlines"),
        entry("𠮷野家", "Yoshinoya", decision="approve", is_forbidden=True),
        entry("ＧＤＰ（国内生产总值）", "GDP; gross domestic product"),
        entry("=1+1", "-5", note="no formula"),
        entry("没有译文", ""),
        entry("不要", "unwanted", decision="reject"),
    ),
)  # fmt: skip


def expected(glossary: Glossary) -> list[tuple[str, str]]:
    """Every pair of terms that a person should see: the variants too, nothing rejected."""
    return [
        (source, target)
        for delivery in deliveries(glossary)
        for source in delivery.source_terms
        for target, _status in delivery.target_terms
    ]


def terms(rows: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in rows]


def test_each_file_loads_entry_by_entry(omegat, tmp_path):
    names = ["a.utf8", "b.tbx", "c.csv", "d.txt", "e.tab"]
    for name in names:
        tool = None if name in ("a.utf8", "b.tbx") else "omegat"
        write_glossary(HARD, tmp_path / name, tool=tool)
    write_glossary(HARD, tmp_path / "v3.tbx", tbx=3)
    run = omegat("新质生产力。\n", glossaries=sorted(tmp_path.iterdir()))
    assert run.complaints == []
    want = expected(HARD)
    assert len(want) == 6
    for name in names:
        assert terms(run.glossaries[name]) == want, name
    assert run.glossaries["v3.tbx"].endswith("UnmarshalException"), "then 3 could be the default"


def test_the_comment_says_what_a_translator_must_know(omegat, tmp_path):
    for name in ("a.utf8", "b.tbx"):
        write_glossary(HARD, tmp_path / name)
    run = omegat("新质生产力。\n", glossaries=sorted(tmp_path.iterdir()))
    tabbed, termbase = run.glossaries["a.utf8"], run.glossaries["b.tbx"]
    assert tabbed[0][2] == "preferred; economy; x & <y>; a note, with a comma"
    assert tabbed[3][2].startswith("forbidden")
    assert "two lines" in tabbed[2][2]
    for said in ("economy", "x & <y>", "a note, with a comma", "preferred"):
        assert said in termbase[0][2]
    assert "deprecated" in termbase[3][2]


def test_the_terms_of_the_sample_load(omegat, sample_alignment, tmp_path):
    found = extract_terms([sample_alignment.to_bitext()])
    write_glossary(found, tmp_path / "g.utf8")
    write_glossary(found, tmp_path / "g.tbx")
    run = omegat(sample_alignment.source.text, glossaries=sorted(tmp_path.iterdir()))
    want = expected(found)
    assert len(want) > 20
    assert terms(run.glossaries["g.utf8"]) == want
    assert terms(run.glossaries["g.tbx"]) == want


def test_traditional_characters_load(omegat, tmp_path):
    glossary = Glossary(
        source_language="zh-Hant",
        target_language="en",
        entries=(entry("銀行體系總結餘", "Aggregate Balance"), entry("聯繫匯率", "Linked rate")),
    )
    write_glossary(glossary, tmp_path / "g.tbx")
    write_glossary(glossary, tmp_path / "g.utf8")
    run = omegat("總結餘。\n", languages=("ZH-TW", "EN-US"), glossaries=sorted(tmp_path.iterdir()))
    assert terms(run.glossaries["g.tbx"]) == terms(run.glossaries["g.utf8"]) == expected(glossary)

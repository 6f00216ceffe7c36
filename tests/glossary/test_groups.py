"""Terms and their longer forms stand together, in every format that people read."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from glossary import Glossary, read_glossary, write_glossary
from glossary.record.entries import ConceptEntry, entry_id
from glossary.record.groups import in_groups

GROUPS = [
    ("重大装备 网络 重大装备攻关工程", "重大装备+重大装备攻关工程 网络"),
    ("产业基础再造工程 网络 产业基础 产业基础再造", "产业基础再造工程+产业基础+产业基础再造 网络"),
    ("信用风险管理 风险管理 流动性风险管理", "信用风险管理+风险管理+流动性风险管理"),
    # A base of two characters, or a small part of what holds it, makes no group.
    ("市场 资本市场 市场主体", "市场 资本市场 市场主体"),
    ("制造业 国家制造业转型升级基金", "制造业 国家制造业转型升级基金"),
    ("“小巨人” “小巨人”企业 𠮷野家", "“小巨人”+“小巨人”企业 𠮷野家"),
    ("", ""),
]
ENGLISH = [
    (
        "risk management|credit|credit risk management",
        "risk management+credit risk management|credit",
    ),
    ("bank|private bank", "bank|private bank"),
]


def told(terms: list[str]) -> list[str]:
    rows = in_groups([entry(term) for term in terms])
    out: list[str] = []
    for row in rows:
        if row.group and row.group != row.source_term:
            assert out[-1].split("+")[0] == row.group
            out[-1] += f"+{row.source_term}"
        else:
            out.append(row.source_term)
    return out


def entry(term: str) -> ConceptEntry:
    return ConceptEntry(id=entry_id(term), source_term=term, target_term=f"English of {term}")


@pytest.mark.parametrize(("terms", "expected"), GROUPS)
def test_chinese_terms_stand_with_their_longer_forms(terms: str, expected: str) -> None:
    assert told(terms.split()) == expected.split()


@pytest.mark.parametrize(("terms", "expected"), ENGLISH)
def test_english_terms_stand_with_their_longer_forms(terms: str, expected: str) -> None:
    assert told(terms.split("|")) == expected.split("|")


def test_groups_made_twice_are_the_same() -> None:
    rows = in_groups([entry(term) for term in GROUPS[1][0].split()])
    assert in_groups(rows) == rows


def test_what_is_hardly_a_term_is_not_drawn_up() -> None:
    terms = [("主管机关", 0.9), ("网络", 0.8), ("主管机关备查", 0.3), ("中央主管机关", 0.7)]
    rows = in_groups(
        [dataclasses.replace(entry(t), termhood=p, pair_confidence=1.0) for t, p in terms]
    )
    assert [(row.source_term, row.group) for row in rows] == [
        ("主管机关", "主管机关"),
        ("中央主管机关", "主管机关"),
        ("网络", ""),
        ("主管机关备查", ""),
    ]


@pytest.mark.parametrize("name", ["g.csv", "g.xlsx", "g.json"])
def test_groups_are_written_and_read_back(tmp_path: Path, name: str) -> None:
    rows = in_groups([entry(term) for term in GROUPS[1][0].split()])
    glossary = Glossary(source_language="zh-Hans", target_language="en", entries=tuple(rows))
    write_glossary(glossary, tmp_path / name)
    read = read_glossary(tmp_path / name)
    assert [(e.source_term, e.group) for e in read.entries] == [
        (e.source_term, e.group) for e in rows
    ]


def test_a_group_folds_in_the_workbook_and_is_referred_to_in_tbx(tmp_path: Path) -> None:
    rows = in_groups([entry(term) for term in GROUPS[0][0].split()])
    glossary = Glossary(source_language="zh-Hans", target_language="en", entries=tuple(rows))
    for name in ("g.xlsx", "g.tbx", "g.html"):
        write_glossary(glossary, tmp_path / name)
    sheet = openpyxl.load_workbook(tmp_path / "g.xlsx")["glossary"]
    assert [sheet.row_dimensions[row].outlineLevel for row in (2, 3, 4)] == [0, 1, 0]
    assert not sheet.sheet_properties.outlinePr.summaryBelow
    refs = etree.parse(tmp_path / "g.tbx").findall(".//{*}ref")
    assert [(ref.get("type"), ref.text) for ref in refs] == [("crossReference", "重大装备")]
    assert etree.parse(tmp_path / "g.tbx").find(f".//*[@id='{refs[0].get('target')}']") is not None
    assert (tmp_path / "g.html").read_text("utf-8").count('class="behind"') == 1


def test_the_sample_has_groups(sample_glossary: Glossary) -> None:
    fronts = {e.group for e in sample_glossary.entries if e.group}
    assert fronts
    assert fronts <= {e.source_term for e in sample_glossary.entries}

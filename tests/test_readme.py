"""Both READMEs say the same, each in its own words: commands, figures, files, packages, pages.

What is changed in one is to be changed in the other. Their pictures are there, and small.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh.md").read_text(encoding="utf-8")
BOTH = pytest.mark.parametrize("text", [README, CHINESE], ids=["English", "Chinese"])
# Of a table's cells: the column of the English one, and the row of the Chinese one that has it.
COLUMNS = {"document": "文档", "pairs": "句对", "glossary": "术语表", "reports": "问题和分数"}
MOST_BYTES = 200_000


def _code(text: str) -> list[str]:
    """The lines of code, their comments apart."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [re.split(r"\s+# ", line)[0].rstrip() for block in blocks for line in block.splitlines()]


def _section(text: str, *headings: str) -> str:
    (found,) = re.findall(rf"^## (?:{'|'.join(headings)})\n(.*?)(?=^## |\Z)", text, re.S | re.M)
    return str(found)


def _rows(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.startswith("|") and not line.startswith("|---"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def test_the_same_code_stands_in_both() -> None:
    assert _code(CHINESE) == _code(README), "say it in README.zh.md, too"


def test_the_same_was_measured_in_the_same_way() -> None:
    tables = [
        [(_figures(row[1]), re.findall(r"`[^`]+`", row[2])) for row in list(_rows(section))[1:]]
        for section in (_section(README, "What was measured"), _section(CHINESE, "量过的数字"))
    ]
    assert tables[0] == tables[1]
    assert len(tables[0]) >= 8


def _figures(cell: str) -> list[str]:
    """The numbers of a cell, whatever order the language has them in."""
    return sorted(re.findall(r"\d[\d,]*(?:\.\d+)?|\.\d+", cell))


def test_the_same_files_are_read_and_written() -> None:
    _, table = README.split("<!-- table: files -->")
    rows = list(_rows(table.split("<!-- end -->")[0]))
    head = rows[0]
    chinese = {
        row[0]: set(re.findall(r"`(\.\w+)`", row[1])) for row in _rows(_section(CHINESE, "用法"))
    }
    for column, name in COLUMNS.items():
        place = head.index(column)
        suffixes = {one for row in rows[1:] if row[place] for one in re.findall(r"`(.+?)`", row[1])}
        assert chinese[name] == suffixes, f"README.zh.md, the row {name}"


def test_the_same_packages_and_pages_are_named() -> None:
    packages = {
        name
        for row in _rows(_section(README, "What it stands on"))
        for name in re.findall(r"`([\w-]+)`", row[0])
    }
    named = set(re.findall(r"`([\w-]+)`", _section(CHINESE, "用到了谁的东西")))
    assert packages <= named
    extras = [set(re.findall(r"`duizhao\[(\w+)\]`", text)) for text in (README, CHINESE)]
    assert extras[0] == extras[1]
    pages = [set(re.findall(r"\(docs/([\w-]+\.md)\)", text)) for text in (README, CHINESE)]
    assert pages[0] == pages[1]


@BOTH
def test_links_and_pictures_are_there(text: str) -> None:
    for link in re.findall(r"\]\(([^)#]+)", text):
        assert link.startswith("https://") or (ROOT / link).is_file(), link
    pictures = re.findall(r"!\[([^\]]+)\]\((\S+\.png)\)", text)
    assert len(pictures) >= 2
    for said, name in pictures:
        data = (ROOT / name).read_bytes()
        assert said
        assert len(data) < MOST_BYTES
        width, height = struct.unpack(">II", data[16:24])
        assert width > 900
        assert height > 300


def test_every_page_of_the_docs_is_listed() -> None:
    listed = set(re.findall(r"\(docs/([\w-]+\.md)\)", README))
    assert {path.name for path in (ROOT / "docs").glob("*.md")} <= listed

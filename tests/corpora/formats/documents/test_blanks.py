"""Blanks inside Chinese: cases as data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpora.formats.documents.blanks import mend_blanks
from corpora.reading.document import read_document

CASES = Path(__file__).parents[3] / "cases" / "blanks.jsonl"


def cases() -> list[dict]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["comment"])
def test_only_blanks_that_nobody_wrote_go(case):
    text, count, _ = mend_blanks(case["input"])
    assert (text, count) == (case["expected"]["text"], case["expected"]["blanks"])


def test_it_is_said():
    document = read_document("a.txt", data=cases()[0]["input"].encode())
    assert "6 blanks inside the Chinese words of a.txt were left out" in document.notes


def test_they_are_mended_in_any_format_and_what_is_bold_stays_so():
    page = (
        "<p><b>发言 人：</b>本公 司董事 会保证公告内 容真实。</p>"
        "<p>全体董 事承担责 任，<b>第二 章</b>另有规 定。</p>"
    )
    document = read_document("a.html", data=page.encode())
    found = [document.text[part.start : part.end] for part in document.paragraphs]
    assert found == ["发言人：本公司董事会保证公告内容真实。", "全体董事承担责任，第二章另有规定。"]
    bold = [document.text[a:b] for part in document.paragraphs for a, b in part.bold]
    assert bold == ["发言人：", "第二章"]
    assert any("blanks" in note for note in document.notes)


def test_segmented_text_is_taken_as_it_stands():
    document = read_document("a.txt", data="本公 司董事 会内 容。\n".encode(), segmented=True)
    assert document.segments[0].text == "本公 司董事 会内 容。"

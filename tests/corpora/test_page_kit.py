"""What pages are made of: the shell, marks, filters, the frame of a chart."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from corpora.page import (
    Choice,
    Choices,
    Frame,
    Part,
    chunked,
    folded,
    marked,
    page,
    sieve,
)
from corpora.page.folds import fold_table

TWO = [
    Part(id="first", heading="First & last", body="<p>一</p>", count=1200),
    Part(id="second", heading="Second", body="<p>二</p>"),
]


@pytest.mark.parametrize(
    ("whole", "spans", "expected"),
    [
        ("它有𠮷、two", [(2, 3)], "它有<mark>𠮷</mark>、two"),
        ("a & b", [], "a &amp; b"),
        ("<“a”>", [(0, 2)], "<mark>&lt;“</mark>a”&gt;"),
        ("abcd", [(2, 4), None, (0, 1), (1, 1)], "<mark>a</mark>b<mark>cd</mark>"),
        ("abcd", [(0, 3), (1, 4)], "<mark>abcd</mark>"),
        ("", [(0, 0)], '<span class="faint">—</span>'),
    ],
)
def test_stretches_are_marked_and_the_rest_is_escaped(whole, spans, expected):
    assert marked(whole, spans, empty="—") == expected


def test_a_long_text_is_cut_around_its_first_mark():
    shown = marked("一" * 100 + "二" + "三" * 100, [(100, 101)], most=20)
    assert shown == f"…{'一' * 10}<mark>二</mark>{'三' * 9}…"
    assert marked("一二三", [(1, 2)], most=20) == "一<mark>二</mark>三"


def test_a_page_lists_its_parts_and_has_landmarks():
    whole = page("a", TWO, head="<h1>a</h1>", foot="<p>b</p>")
    assert re.findall(r"<(header|nav|main|footer|section)\b", whole) == [
        "header", "nav", "main", "section", "section", "footer",
    ]  # fmt: skip
    assert '<a href="#first">First &amp; last <span class="count">1,200</span></a>' in whole
    assert '<h2 id="first-heading">First &amp; last</h2>' in whole
    assert "<nav" not in page("a", TWO[:1])


def test_nothing_runs_and_nothing_is_fetched_but_what_the_page_carries():
    whole = page("a", TWO, style="p { color: red; }", script="x();")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', whole)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    for name in ("style", "script"):
        (content,) = re.findall(rf"<{name}>(.*?)</{name}>", whole, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy[1]
    assert not re.search(r"\s(style|on\w+)=", whole)


def test_the_search_folds_the_scripts_of_what_the_page_holds():
    pairs = re.findall("..", fold_table("头发, hair"))
    assert {"發发", "髮发", "頭头"} <= set(pairs)
    assert "國国" not in pairs
    assert {"發发", "髮发"} <= set(re.findall("..", fold_table("發")))
    assert fold_table("hair 𠮷") == ""
    whole = page("a", TWO)
    assert 'data-fold=""' in whole


def test_a_form_offers_what_there_is():
    choices = [
        Choice(value="1-1", label="1-1", count=7, about="<b>"),
        Choice(value="1-2", label="1-2", count=1000),
    ]
    form = sieve(
        "#pairs tr",
        hint="Find “this”",
        groups=[Choices(name="kind", legend="Kind", choices=choices)],
        only=[Choice(value="look", label="worth a look", count=0)],
    )
    assert 'placeholder="Find “this”"' in form
    assert 'name="kind" value="1-2" checked' in form
    assert 'title="&lt;b&gt;"' in form
    assert "data-only" not in form
    listed = sieve(
        "tr",
        hint="Find",
        groups=[Choices(name="kind", legend="Kind", choices=choices, is_list=True)],
    )
    assert '<option value="1-2">1-2 (1,000)</option>' in listed


def test_rows_come_in_stretches_and_the_rest_of_a_list_is_folded():
    stretches = list(chunked(map(str, range(120)), "<ol>", "</ol>"))
    assert len(stretches) == 3
    assert "".join(re.findall(r"\d", "".join(stretches))) == "".join(map(str, range(120)))
    assert folded(["a", "b", "c"], 2, "term", "<ol>{}</ol>") == (
        "<ol>ab</ol><details><summary>1 more term</summary><ol>c</ol></details>"
    )
    assert folded(["{}"], 2, "term") == "{}"


def test_a_frame_puts_values_between_its_margins():
    frame = Frame(width=100, height=50, left=20, bottom=10, right=5, top=5)
    assert (frame.x(0), frame.x(1), frame.y(0), frame.y(1)) == (20, 95, 40, 5)
    assert "a &lt; b" in frame.axes((0, 1), (0, 1), "a < b", "c")

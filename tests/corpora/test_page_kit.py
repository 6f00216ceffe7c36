"""What pages are made of: marks, the search box, the frame of a chart."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from corpora.page import Frame, marked, page, search_box

DRIVER = """
const texts = ["一 one", "二 two", "三 three"];
const rows = texts.map((textContent) => ({ textContent, hidden: false }));
let listener, told;
const box = { value: "", addEventListener: (name, does) => { listener = does; } };
const apply = narrow(box, rows, (count, wanted) => { told = [count, wanted]; }, (row) => !row.off);
box.value = " T"; listener();
const first = [...told, ...rows.map((row) => row.hidden)];
rows[1].off = true; apply();
console.log(JSON.stringify([first, told[0]]));
"""


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


def test_a_page_holds_the_script_of_the_search_once_and_only_with_a_script():
    box = search_box("Find “this”", told="found")
    assert 'placeholder="Find “this”"' in box
    assert page("a", box, script="x();\n").count("function narrow(") == 1
    assert "<script>" not in page("a", box)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_what_is_typed_narrows_the_rows():
    whole = page("a", "", script=DRIVER)
    script = whole.partition("<script>\n")[2].partition("</script>")[0]
    run = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == '[[2,"t",true,false,false],1]'


def test_a_frame_puts_values_between_its_margins():
    frame = Frame(width=100, height=50, left=20, bottom=10, right=5, top=5)
    assert (frame.x(0), frame.x(1), frame.y(0), frame.y(1)) == (20, 95, 40, 5)
    assert "a &lt; b" in frame.axes((0, 1), (0, 1), "a < b", "c")

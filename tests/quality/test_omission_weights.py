"""What words weigh where a unit's parts are looked for on the other side."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.language.tools import Tools
from corpora.units import Bitext, TranslationUnit
from quality.check import CheckOptions, check_bitext

OMISSIONS = CheckOptions(checks=("omission",))
PARTS = (
    (r"\n\n\n", r"\n\n\n"),
    ("The lamp is on. ", "灯亮着。"),
    ("Who is there? ", "谁在那里？"),
    ("%d %d %d ", "%d %d %d "),
    ("𠮷 ", "𠮷"),
)


def _bitext(units: list[list[int]]) -> Bitext:
    return Bitext(
        name="game",
        source_language="en",
        target_language="zh-Hans",
        units=tuple(
            TranslationUnit(
                source="".join(PARTS[n][0] for n in unit), target="".join(PARTS[n][1] for n in unit)
            )
            for unit in units
        ),
    )


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(0, len(PARTS) - 1), max_size=12), min_size=1, max_size=6))
def test_forms_on_both_sides_of_every_unit_break_nothing(units: list[list[int]]) -> None:
    check_bitext(_bitext(units), options=OMISSIONS, tools=Tools(encoder=None))


def test_strings_with_written_line_breaks_are_complete() -> None:
    pair = _bitext([[1, 0, 2, 0, 1], [2, 0, 1, 0, 2, 0, 1], [1, 0, 0, 2]])
    assert not check_bitext(pair, options=OMISSIONS, tools=Tools(encoder=None)).findings

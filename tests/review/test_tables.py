"""Tables fit a terminal of 80 columns, Chinese and all."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from quality.findings import CheckReport, Finding
from quality.messages import as_written
from quality.score.overlap import Interval
from quality.score.report import (
    HypothesisScores,
    MetricScore,
    ScoreReport,
    TermUse,
    WorstSegment,
)
from review.terminal import tables

LONG = "河水在一夜之间上涨了两米，沿岸的𠮷田村和学校都停了课，「无人受伤」——村长说……" * 4


def show(what: RenderableType, *, colours: bool = False) -> str:
    file = io.StringIO()
    console = Console(
        file=file, width=80, force_terminal=colours, color_system="standard" if colours else None
    )
    console.print(what)
    return file.getvalue()


def finding(**changes: object) -> Finding:
    fields = {
        "id": "a1", "check": "numbers", "rule": "unit", "severity": "error", "unit": 11,
        "source": LONG, "target": "The river rose by [3] metres\x1b[31m.", "source_span": (10, 12),
        "target_span": (19, 20), "said": as_written("两米 became 3 metres"), "expected": "2 metres",
    } | changes  # fmt: skip
    return Finding(**fields)  # type: ignore[arg-type]


def check_report(*findings: Finding) -> CheckReport:
    return CheckReport(
        name="x.tmx", source_language="zh-Hans", target_language="en", units=40,
        findings=findings, signature="s",
    )  # fmt: skip


def score_report(hypotheses: int = 2) -> ScoreReport:
    span = Interval(low=30.1, high=32.9, mean=31.5, half_width=1.4)
    return ScoreReport(
        hypotheses=tuple(
            HypothesisScores(
                name=f"译文-{'很长的文件名' * 3}-{number}.txt",
                segments=("a",),
                scores=tuple(
                    MetricScore(
                        name=name, score=31.52, signature="nrefs:1|version:2", segments=1,
                        interval=span, p_bootstrap=0.001 if number else None,
                        p_randomisation=0.02 if number else None,
                        is_lower_better=name == "TER",
                    )
                    for name in ("BLEU", "chrF", "chrF++", "TER")
                ),
                unaligned=((0, "missing", "无"),) if number else (),
                taken="cut anew like ref.txt",
            )
            for number in range(hypotheses)
        ),
        language="en",
        signature="taken:line-by-line|duizhao:0",
        notes=("3 segments hold Han characters beyond U+FFFF",),
    )  # fmt: skip


WORST = WorstSegment(
    hypothesis_name="a", index=4, metric="mend", score=7.25, source=LONG, hypothesis=LONG,
    reference=LONG[3:], hypothesis_marks=((0, 3),), reference_marks=((2, 5),),
)  # fmt: skip
TERMS = HypothesisScores(
    name="a.txt",
    segments=("x",),
    scores=(),
    terms=(
        TermUse(segment=0, term="工业互联网" * 6, approved=("industrial internet" * 4,)),
        TermUse(segment=0, term="𠮷", approved=("ji",), found="ji", verdict="approved"),
    ),
)
RENDERABLES: dict[str, Callable[[], RenderableType]] = {
    "findings": lambda: tables.findings_list([finding(), finding(severity="minor", check="form")]),
    "finding counts": lambda: tables.findings_counts(check_report(finding())),
    "scores": lambda: tables.score_table(score_report()),
    "worst": lambda: tables.worst_list([WORST, WORST]),
    "terms": lambda: tables.term_table(TERMS),
}


@pytest.mark.parametrize("name", RENDERABLES)
@pytest.mark.parametrize("colours", [False, True])
def test_no_line_is_wider_than_the_terminal(name: str, colours: bool) -> None:
    printed = show(RENDERABLES[name](), colours=False)
    assert printed.strip()
    assert max(cell_len(line) for line in printed.splitlines()) <= 80
    if colours:
        assert show(RENDERABLES[name](), colours=True).count("\n") == printed.count("\n")


def test_findings_are_grouped_gravest_first_and_the_rest_is_counted() -> None:
    found = [finding(severity="minor", check="form"), finding(), finding(unit=2)]
    printed = show(tables.findings_list(found, limit=2))
    assert printed.index("error · numbers (2)") < printed.index("unit 3") < printed.index("unit 12")
    assert "form" not in printed
    assert "and 1 more" in printed


def test_findings_alike_are_one_with_the_units_of_the_others() -> None:
    wrong = {"check": "terms", "rule": "not as approved"}
    spaces = {"check": "form", "rule": "spaces"}
    said = as_written("“河水” is not rendered so.")
    found = [finding(id=f"t{unit}", unit=unit, said=said, **wrong) for unit in range(40)]
    found += [
        finding(id="f1", said=as_written("No space after “a.B”."), **spaces),
        finding(id="f2", said=as_written("No space after “c.D”."), unit=3, **spaces),
    ]
    found += [finding(id=f"n{unit}", unit=unit) for unit in (1, 2)]
    printed = show(tables.findings_list(found))
    assert "and 39 more alike, in unit 2, 3, 4," in printed
    assert "and 1 more alike, in unit 12" in printed
    # Two numbers are two errors, whatever is said of them.
    assert printed.count("两米 became 3 metres") == 2


def test_what_is_in_a_text_is_neither_markup_nor_a_command_to_the_terminal() -> None:
    printed = show(tables.findings_list([finding()]), colours=False)
    assert "[3]" in printed
    assert "\x1b" not in printed


def test_marks_fall_on_the_words_they_are_for() -> None:
    text = tables.marked("河水\n上涨了𠮷米", [(3, 5)])
    assert text.plain == "河水 上涨了𠮷米"
    assert [(span.start, span.end) for span in text.spans] == [(3, 5)]
    assert "\x1b[1;4m" in show(text, colours=True)
    assert tables.marked("河水上涨", [(2, 4)], brackets=True).plain == "河水⟦上涨⟧"


def test_an_excerpt_shows_the_place_and_that_it_is_cut() -> None:
    around = tables.excerpt("甲" * 100 + "数" + "乙" * 100, (100, 101), around=2)
    assert around.plain == "…甲甲数乙乙…"
    assert around.spans[0].start == 3
    assert tables.excerpt("短", None).plain == "短"


def test_scores_show_stars_direction_and_what_could_not_be_aligned() -> None:
    printed = show(tables.score_table(score_report()))
    assert "TER ↓" in printed
    assert "*" in printed
    assert "could not be aligned: 1 missing" in " ".join(printed.split())


def test_scores_end_below_each_other_and_stars_stand_outside() -> None:
    lines = show(tables.score_table(score_report())).splitlines()
    ends = {line.index("±") for line in lines if "±" in line and "half" not in line}
    assert len(ends) == 1


def test_an_empty_translation_is_said_to_be_empty() -> None:
    empty = WorstSegment(
        hypothesis_name="a", index=0, metric="chrF", score=0.0, source="", hypothesis="",
        reference="Yes.",
    )  # fmt: skip
    assert "[nothing]" in show(tables.worst_list([empty]))
    assert show(tables.findings_list([])).strip() == "nothing found"

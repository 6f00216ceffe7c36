"""Files as people have them, and what the report says of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.errors import InputError
from corpora.formats import write_bitext
from corpora.language.tools import Tools
from corpora.units import Bitext, TranslationUnit
from glossary import Glossary, read_glossary
from quality.check.context import TermRule
from quality.score import (
    ScoreOptions,
    ScoreReport,
    score_files,
    score_segments,
    worst_segments,
)
from quality.score.learned import learned_scores
from quality.score.marking import differing_spans
from quality.score.mending import estimate_adequacy, words_to_mend
from quality.score.terms import term_uses
from quality.score.write import dump_json, dump_latex, dump_scores_csv, write_score_report

REFERENCE = [
    "The bakery on the corner opens at six.",
    "It sells rye bread, rolls and apple cake.",
    "“Come early,” says the baker, “or the cake is gone.”",
    "On Sundays it stays closed.",
]
GOOD = [
    "The corner bakery opens at six o'clock.",
    "It sells rye bread, rolls and apple pie.",
    "“Come early,” the baker says, “or the cake will be gone.”",
    "It is closed on Sundays.",
]
SOURCE = [
    "街角的面包店六点开门。",
    "那里卖黑麦面包、小面包和苹果蛋糕。",
    "“早点来，”面包师说……",
    "周日不开。",
]
QUICK = ScoreOptions(metrics=("BLEU", "chrF"), encoder="none", intervals=False)


class Letters:
    """A stand-in encoder: a text's vector counts its letters."""

    name = "letters"
    dimensions = 26

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), 26), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text.lower():
                row[ord(letter) % 26] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def write(path: Path, lines: Sequence[str], *, encoding: str = "utf-8") -> Path:
    path.write_text("".join(line + "\n" for line in lines), encoding=encoding)
    return path


def scores(report: ScoreReport, hypothesis: int = 0) -> list[float]:
    return [score.score for score in report.hypotheses[hypothesis].scores]


def bitext(targets: Sequence[str]) -> Bitext:
    return Bitext(
        name="x",
        source_language="zh-Hans",
        target_language="en",
        units=tuple(
            TranslationUnit(source=source, target=target)
            for source, target in zip(SOURCE, targets, strict=True)
        ),
    )


# --- how files are taken ---------------------------------------------------------------------


def test_equally_many_lines_are_taken_by_lines_empty_ones_too(tmp_path: Path) -> None:
    hypothesis = write(tmp_path / "h.txt", [*GOOD[:3], ""])
    report = score_files([hypothesis], references=[write(tmp_path / "r.txt", REFERENCE)],
                         options=QUICK)  # fmt: skip
    assert report.hypotheses[0].taken == "line by line"
    assert report.hypotheses[0].segments == (*GOOD[:3], "")


def test_another_split_is_cut_anew_and_scores_the_same(tmp_path: Path) -> None:
    reference = write(tmp_path / "r.txt", REFERENCE)
    aligned = score_files([write(tmp_path / "a.txt", GOOD)], references=[reference], options=QUICK)
    merged = write(tmp_path / "b.txt", [" ".join(GOOD[:3]), GOOD[3]])
    report = score_files([merged], references=[reference], options=QUICK)
    assert report.hypotheses[0].taken == "cut anew like r.txt"
    assert scores(report) == scores(aligned)


@pytest.mark.parametrize("suffix", [".tmx", ".tsv", ".jsonl"])
def test_a_memory_against_a_text_scores_the_same(tmp_path: Path, suffix: str) -> None:
    reference = write(tmp_path / "r.txt", REFERENCE)
    aligned = score_files([write(tmp_path / "a.txt", GOOD)], references=[reference], options=QUICK)
    memory = tmp_path / f"m{suffix}"
    write_bitext(bitext(GOOD), memory)
    assert scores(score_files([memory], references=[reference], options=QUICK)) == scores(aligned)


def test_two_memories_of_the_same_sources_face_each_other(tmp_path: Path) -> None:
    for name, targets in (("h.tmx", GOOD), ("r.tmx", REFERENCE)):
        write_bitext(bitext(targets), tmp_path / name)
    report = score_files([tmp_path / "h.tmx"], references=[tmp_path / "r.tmx"], options=QUICK)
    assert report.hypotheses[0].taken == "by the same sources"
    assert report.hypotheses[0].sources == tuple(SOURCE)


def test_documents_of_paragraphs_are_scored_by_sentences(tmp_path: Path) -> None:
    paragraphs = ["\n".join([" ".join(text * 2), "", " ".join(text)]) for text in (GOOD, REFERENCE)]
    (tmp_path / "h.txt").write_text(paragraphs[0], encoding="utf-8")
    (tmp_path / "r.txt").write_text(paragraphs[1] + "\n\nThe end.\n", encoding="utf-8")
    report = score_files([tmp_path / "h.txt"], references=[tmp_path / "r.txt"], options=QUICK)
    assert len(report.hypotheses[0].segments) == 13
    assert report.hypotheses[0].unaligned == ((12, "missing", "The end."),)


def test_what_is_lost_counts_against_the_hypothesis_and_is_listed(tmp_path: Path) -> None:
    reference = write(tmp_path / "r.txt", REFERENCE)
    whole = score_files([write(tmp_path / "a.txt", GOOD)], references=[reference], options=QUICK)
    part = score_files(
        [write(tmp_path / "b.txt", [GOOD[0] + " " + GOOD[2], GOOD[3]])],
        references=[reference],
        options=QUICK,
    )
    assert all(less < more for less, more in zip(scores(part), scores(whole), strict=True))
    assert part.hypotheses[0].unaligned == ((1, "missing", REFERENCE[1]),)


def test_lines_can_be_insisted_on(tmp_path: Path) -> None:
    options = ScoreOptions(metrics=("chrF",), encoder="none", take="lines")
    hypothesis = write(tmp_path / "h.txt", GOOD[:3])
    with pytest.raises(InputError, match=r"as many lines as r\.txt"):
        score_files(
            [hypothesis], references=[write(tmp_path / "r.txt", REFERENCE)], options=options
        )


def test_chinese_targets_get_the_chinese_tokenizer(tmp_path: Path) -> None:
    path = write(tmp_path / "zh.txt", SOURCE, encoding="gb18030")
    report = score_files(
        [path], references=[path], options=ScoreOptions(encoder="none", intervals=False)
    )
    assert {score.name: score.score for score in report.hypotheses[0].scores} == pytest.approx(
        {"BLEU": 100.0, "chrF": 100.0, "chrF++": 100.0, "TER": 0.0}
    )
    signatures = [score.signature for score in report.hypotheses[0].scores]
    assert "tok:zh" in signatures[0]
    assert "norm:yes|punct:yes|asian:yes" in signatures[3]
    assert any("GB" in note for note in report.notes)


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        ({"hypotheses": []}, "nothing to score"),
        ({"references": [Path("nowhere.txt")]}, "does not exist"),
        ({"references": []}, "neither a reference nor a source"),
    ],
)
def test_what_a_user_can_mend_is_an_input_error(
    tmp_path: Path, call: dict[str, object], problem: str
) -> None:
    path = write(tmp_path / "h.txt", GOOD)
    settings = {"hypotheses": [path], "references": [path], "options": QUICK} | call
    with pytest.raises(InputError, match=problem):
        score_files(**settings)  # type: ignore[arg-type]


# --- what sacreBLEU does and its readers should know -----------------------------------------


def test_notes_tell_of_rare_characters_and_of_short_texts() -> None:
    report = score_segments({"h": ["𠮷田。"]}, references=[["𠮷田。"]], options=QUICK)
    assert any("beyond U+FFFF" in note for note in report.notes)
    assert any("four words in a row" in note for note in report.notes)


# --- several hypotheses, and without a reference ---------------------------------------------


def test_a_hypothesis_does_not_differ_from_itself() -> None:
    report = score_segments(
        {"a": GOOD * 5, "b": GOOD * 5},
        references=[REFERENCE * 5],
        options=ScoreOptions(metrics=("chrF",), encoder="none"),
    )
    score = report.hypotheses[1].scores[0]
    # sacreBLEU counts only differences above the one observed, and here there are none.
    assert score.p_bootstrap == pytest.approx(1 / 1001)
    assert score.stars == ""


def test_worse_translations_ask_for_more_mending() -> None:
    bad = [*GOOD[:3], "Bananas."]
    good, worse = words_to_mend(
        [GOOD, bad], [REFERENCE], language="en", tools=Tools(encoder=Letters())
    )
    assert worse[:3] == good[:3]
    assert worse[3] > good[3]
    assert words_to_mend([REFERENCE], [REFERENCE], language="en", tools=Tools(encoder=Letters()))[
        0
    ] == (pytest.approx((0, 0, 0, 0), abs=1e-5))


def test_without_a_reference_an_omission_is_the_least_adequate() -> None:
    found = estimate_adequacy(
        [*GOOD[:3], ""], GOOD, language="en", source_language="en", tools=Tools(encoder=Letters())
    )
    assert found.score[:3] == pytest.approx((1, 1, 1), abs=1e-5)
    assert found.score[3] == 0.0
    assert found.mend[3] > max(found.mend[:3])


def test_without_a_reference_documents_are_aligned_with_their_source(tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_text("\n\n".join(SOURCE), encoding="utf-8")
    kept = [GOOD[0], GOOD[1], GOOD[3]]
    (tmp_path / "h.txt").write_text(" ".join(kept), encoding="utf-8")
    report = score_files(
        [tmp_path / "h.txt"],
        source=tmp_path / "s.txt",
        options=ScoreOptions(),
    )
    found = report.hypotheses[0]
    assert found.taken == "aligned with the source"
    assert "".join(found.sources) == "".join(SOURCE)
    assert [text for _, problem, text in found.unaligned if problem == "missing"] == [SOURCE[2]]


def test_an_estimate_is_called_one() -> None:
    report = score_segments(
        {"h": GOOD}, source=SOURCE, options=QUICK, tools=Tools(encoder=Letters())
    )
    assert [score.name for score in report.hypotheses[0].scores] == ["adequacy"]
    assert "estimate" in report.hypotheses[0].scores[0].signature
    assert any("estimate" in note for note in report.notes)


@given(st.lists(st.text(alphabet="ab 河水𠮷。", max_size=12), min_size=1, max_size=4))
def test_estimates_are_numbers_in_their_ranges_for_any_text(texts: list[str]) -> None:
    other = list(reversed(texts))
    (mend,) = words_to_mend([texts], [other], language="en", tools=Tools(encoder=Letters()))
    found = estimate_adequacy(
        texts, other, language="en", source_language="zh-Hans", tools=Tools(encoder=Letters())
    )
    assert all(0 <= score <= 1 for score in found.score)
    assert all(np.isfinite([*mend, *found.mend]))


# --- terms -----------------------------------------------------------------------------------


RULES = [
    TermRule(source="苹果", targets=("apple",)),
    TermRule(source="苹果蛋糕", targets=("apple cake",), forbidden=("apple pie",)),
    TermRule(source="面包店", targets=("bakery", "baker's shop")),
]


def test_terms_count_as_approved_in_any_form_and_forbidden_ones_are_named() -> None:
    uses = term_uses(RULES, SOURCE, ["Two Bakeries open.", GOOD[1], "", ""])
    assert [(use.segment, use.term, use.verdict, use.found) for use in uses] == [
        (0, "面包店", "approved", "bakery"),
        (1, "苹果蛋糕", "forbidden", "apple pie"),
    ]


def test_each_rendering_vouches_for_one_occurrence() -> None:
    uses = term_uses(RULES, ["面包店和麵包店"], ["One bakery"])
    assert [use.verdict for use in uses] == ["approved", "missing"]


def test_a_plain_list_of_terms_rules_and_an_unreviewed_glossary_does_not(tmp_path: Path) -> None:
    plain = write(tmp_path / "terms.csv", ["zh,en", "面包店,bakery"])
    hypotheses = {"h": ["A bakery.", *GOOD[1:]]}
    for rules, share in (
        (read_glossary(plain), 1.0),
        (Glossary(source_language="zh-Hans", target_language="en"), None),
    ):
        report = score_segments(
            hypotheses, references=[REFERENCE], source=SOURCE, options=QUICK, glossary=rules
        )
        assert report.hypotheses[0].term_share == share
        assert any("approved yet" in note for note in report.notes) == (share is None)


def test_terms_need_the_source() -> None:
    with pytest.raises(InputError, match="source"):
        score_segments({"h": GOOD}, references=[REFERENCE], options=QUICK, glossary=RULES)


# --- reports ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def report() -> ScoreReport:
    return score_segments(
        {"=a & <b>.txt": GOOD * 6, "50%_off": (GOOD[1:] + GOOD[:1]) * 6},
        references=[REFERENCE * 6],
        source=SOURCE * 6,
        options=ScoreOptions(metrics=("BLEU", "chrF", "TER")),
        tools=Tools(encoder=Letters()),
        glossary=RULES,
    )


def test_json_has_the_shape_that_programs_rely_on(report: ScoreReport) -> None:
    told = json.loads(dump_json(report))
    first = told["scores"][0]
    assert first["hypothesis"] == "=a & <b>.txt"
    assert first["name"] == "BLEU"
    assert first["score"] == report.hypotheses[0].scores[0].score
    assert first["interval"][0] <= first["interval"][1]
    assert first["signature"].startswith("nrefs:1|case:mixed")
    assert first["segments"] == 24
    assert told["hypotheses"][0]["terms"]["share"] == 0.5
    assert set(told["hypotheses"][0]["segments"][0]["scores"]) == {"BLEU", "chrF", "TER", "mend"}


def test_the_same_input_gives_the_same_bytes(report: ScoreReport, tmp_path: Path) -> None:
    for suffix in (".json", ".csv", ".tex", ".xlsx", ".html"):
        for name in ("one", "two"):
            write_score_report(report, tmp_path / (name + suffix))
        assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


def test_spreadsheets_hold_no_formulas_and_begin_with_the_worst(
    report: ScoreReport, tmp_path: Path
) -> None:
    write_score_report(report, tmp_path / "x.csv")
    text = (tmp_path / "x.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["hypothesis"] == "'=a & <b>.txt"
    mend = [float(row["mend"]) for row in rows[:24]]
    assert mend == sorted(mend, reverse=True)
    write_score_report(report, tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["scores", "segments", "terms", "notes"]
    assert book["scores"]["A2"].value == "=a & <b>.txt"
    assert book["scores"]["A2"].data_type == "s"
    assert dump_scores_csv(report).count("\r\n") == 7


def test_latex_is_escaped_and_the_best_is_bold(report: ScoreReport) -> None:
    text = dump_latex(report)
    assert r"=a \& <b>.txt & \textbf{" in text
    assert r"50\%\_off & " in text
    assert r"\textsuperscript{**}" in text


def test_the_page_is_escaped_and_needs_no_network(report: ScoreReport, tmp_path: Path) -> None:
    write_score_report(report, tmp_path / "x.html")
    text = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "<b>.txt" not in text
    assert "=a &amp; &lt;b&gt;.txt" in text
    assert "http" not in text.replace("http-equiv", "")
    assert text.count("<svg") == 2
    assert "<mark>" in text


def test_the_worst_segment_is_shown_with_what_differs(report: ScoreReport) -> None:
    worst = worst_segments(report, 3, hypothesis=1, metric="chrF")
    assert [one.score for one in worst] == sorted(one.score for one in worst)
    assert worst[0].source == SOURCE[worst[0].index % 4]
    start, end = worst[0].hypothesis_marks[0]
    assert worst[0].hypothesis[start:end]
    with pytest.raises(InputError, match="METEOR"):
        worst_segments(report, 3, metric="METEOR")


def test_an_unknown_suffix_is_refused(report: ScoreReport, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written as"):
        write_score_report(report, tmp_path / "x.pdf")


@given(
    st.text(alphabet="ab 河水𠮷。「", max_size=15), st.text(alphabet="ab 河水𠮷。「", max_size=15)
)
def test_marks_lie_within_the_texts_and_equal_texts_have_none(one: str, other: str) -> None:
    for text, marks in zip((one, other), differing_spans(one, other), strict=True):
        assert all(0 <= start < end <= len(text) for start, end in marks)
    assert differing_spans(one, one) == ((), ())


# --- trained metrics -------------------------------------------------------------------------


def test_a_trained_metric_is_asked_as_comet_wants_it() -> None:
    asked: list[object] = []

    def load(name: str) -> SimpleNamespace:
        def predict(samples: list[dict[str, str]], **settings: object) -> SimpleNamespace:
            asked.extend(samples)
            return SimpleNamespace(scores=[0.5] * len(samples), system_score=0.5)

        return SimpleNamespace(predict=predict, name=name)

    found = learned_scores("comet", GOOD, [REFERENCE], SOURCE, load=load)
    assert asked[0] == {"src": SOURCE[0], "mt": GOOD[0], "ref": REFERENCE[0]}
    assert found.segments == (0.5,) * 4
    assert found.signature == "model:Unbabel/wmt22-comet-da|refs:1"
    learned_scores("comet-qe", GOOD[:1], [], SOURCE[:1], load=load)
    assert asked[-1] == {"src": SOURCE[0], "mt": GOOD[0]}


def test_a_trained_metric_that_is_not_installed_says_how_to_get_it() -> None:
    with pytest.raises(InputError, match="COMET is not installed") as caught:
        learned_scores("comet", GOOD, [REFERENCE], SOURCE)
    assert "duizhao[comet]" in caught.value.hint


def test_two_scripts_are_told_and_folded_if_asked(tmp_path):
    simplified, traditional = (
        "会议讨论了经济问题。\n大家都发了言。\n",
        "會議討論了經濟問題。\n大家都發了言。\n",
    )
    hypothesis = tmp_path / "hyp.txt"
    reference = tmp_path / "ref.txt"
    hypothesis.write_text(simplified, encoding="utf-8")
    reference.write_text(traditional, encoding="utf-8")

    def scored(fold: bool):
        options = ScoreOptions(intervals=False, encoder="none", fold_script=fold)
        return score_files([hypothesis], references=[reference], options=options)

    told, folded = scored(False), scored(True)
    assert any("in Simplified characters, the reference in Traditional" in n for n in told.notes)
    assert told.hypotheses[0].scores[0].score < 50
    assert folded.hypotheses[0].scores[0].score == pytest.approx(100)
    assert "script:folded" in folded.signature


def test_characters_of_both_scripts_are_in_neither(tmp_path):
    for name, text in (("hyp.txt", "我在中文系。\n"), ("ref.txt", "我是國文系的。\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    report = score_files(
        [tmp_path / "hyp.txt"],
        references=[tmp_path / "ref.txt"],
        options=ScoreOptions(intervals=False, encoder="none"),
    )
    assert not any("Simplified" in note for note in report.notes)

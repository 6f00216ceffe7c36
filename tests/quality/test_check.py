"""Every check on its own cases, and what holds for all of them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from case_files import FOLDER, cases
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.errors import InputError
from corpora.language.tools import Tools, load_tools
from corpora.units import Bitext, Document, Segment, TranslationUnit, Turn
from glossary.bank import load_bank
from quality.check import CHECKS, CheckOptions, check_bitext, read_profile
from quality.check.context import Context
from quality.check.pasting import without_pasted
from quality.check.terms.check import read_rules

CHECKS_WITH_CASES = sorted(path.stem for path in FOLDER.glob("check_*.jsonl"))


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools("use")


def bitext(*pairs: tuple[str, str], source: str = "zh-Hans", target: str = "en") -> Bitext:
    units = tuple(TranslationUnit(source=a, target=b) for a, b in pairs)
    return Bitext(name="test", source_language=source, target_language=target, units=units)


@pytest.mark.parametrize(
    ("check", "row"),
    [
        pytest.param(name.removeprefix("check_"), *case.values, id=case.id, marks=case.marks)
        for name in CHECKS_WITH_CASES
        for case in cases(name)
    ],
)
def test_cases(check: str, row: dict, tools: Tools) -> None:
    pair = bitext(
        (row["source"], row["target"]), source=row["source_language"], target=row["target_language"]
    )
    found = CHECKS[check]
    bare, pasted = without_pasted(pair)
    drafts = found.find(
        Context(
            bitext=bare,
            pasted=pasted,
            bank=load_bank(),
            lexicon=tools.lexicon,
            encoder=tools.encoder,
        )
    )
    assert [f"{one.key} {found.severity_of(one)}" for one in drafts] == row["expected"]


def test_what_subtitles_do_everywhere_is_no_error_and_once_it_is_one() -> None:
    lines = [
        ("The tide is out.", "潮水  退了"),
        ("We can walk over now.", "现在  可以走过去"),
        ("Take off your shoes.", "脱鞋"),
        ("The sand is wet.", "沙子是湿的"),
    ]
    form = CheckOptions(checks=("form",))
    habit = bitext(*lines * 3, source="en", target="zh-Hans")
    assert not check_bitext(habit, options=form).findings
    stopped = ("The bell rings.", "钟响了。")
    once = bitext(lines[0], *[stopped] * 8, source="en", target="zh-Hans")
    assert {one.rule for one in check_bitext(once, options=form).findings} == {
        "no full stop",
        "double space",
    }


def test_footnotes_that_were_glued_to_words_are_no_numbers() -> None:
    words = "lantern kettle cupboard window ladder carpet mirror".split()
    glued = [("桌上有一样东西。", f"There is a {word}{n} here.") for n, word in enumerate(words, 4)]
    numbers = CheckOptions(checks=("numbers",))
    assert not check_bitext(bitext(*glued), options=numbers).findings
    once = bitext(glued[0], ("有三十年了。", "It has been there for years45 now."))
    assert check_bitext(once, options=numbers).findings


def test_a_number_in_the_neighbouring_unit_is_no_error() -> None:
    pair = bitext(
        ("产量达到231万辆。", "Output was high."),
        ("我们很高兴。", "It reached 2.31 million vehicles, and we are glad."),
    )
    assert not check_bitext(pair, options=CheckOptions(checks=("numbers",))).findings


GLOSSARY = [
    ("产业链", "industrial chain", False),
    ("产业链供应链", "industrial and supply chains", False),
    ("产业链", "industry chain", True),
    ("工业互联网", "industrial Internet", False),
]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("完善产业链。", "Improve the industrial chains.", []),
        ("完善产业链。", "Improve the Industrial Chain.", []),
        ("完善产业链。", "Improve the industry chain.", ["forbidden"]),
        ("完善产业链。", "Improve the sequence.", ["not as approved"]),
        ("完善產業鏈。", "Improve the sequence.", ["not as approved"]),
        ("完善产业链供应链。", "Improve industrial and supply chains.", []),
        ("没有这个词。", "The industry chain is free here.", []),
        ("工业互联网和工业互联网平台", "the industrial Internet and its platform", []),
    ],
)
def test_terms(source: str, target: str, expected: list[str]) -> None:
    pair = bitext((source, target))
    drafts = CHECKS["terms"].find(Context(bitext=pair, terms=read_rules(GLOSSARY)))
    assert [one.rule for one in drafts] == expected


def test_a_term_with_nothing_but_what_is_forbidden() -> None:
    rules = read_rules([("产业链", "industry chain", True)])
    pair = bitext(("产业链。", "The industry chain."), ("产业链。", "The industrial chain."))
    drafts = list(CHECKS["terms"].find(Context(bitext=pair, terms=rules)))
    assert [(one.unit, one.rule) for one in drafts] == [(0, "forbidden")]


def test_terms_from_english() -> None:
    rules = read_rules([("industrial chain", "产业链", False)])
    pair = bitext(
        ("Industrial chains matter.", "产业链很重要。"),
        ("The industrial chain matters.", "行业链条很重要。"),
        source="en",
        target="zh-Hans",
    )
    drafts = list(CHECKS["terms"].find(Context(bitext=pair, terms=rules)))
    assert [(one.unit, one.expected) for one in drafts] == [(1, "产业链")]


def test_the_same_sentence_translated_twice_is_seen_and_courtesies_are_not() -> None:
    pair = bitext(
        ("我们要坚持高质量发展。", "We must pursue high-quality development."),
        ("我们要坚持高质量发展。", "We must pursue high-quality development!"),
        ("我们要坚持高质量发展。", "High quality growth is our aim."),
        ("谢谢主持人。", "Thank you, moderator."),
        ("谢谢主持人。", "Thanks."),
    )
    report = check_bitext(pair, options=CheckOptions(checks=("consistency",)))
    assert [(one.unit, one.expected) for one in report.findings] == [
        (2, "We must pursue high-quality development.")
    ]


def test_one_translation_for_two_sentences_is_seen() -> None:
    pair = bitext(
        ("粮食产量再创新高。", "This is what the figures of the year show."),
        ("外贸出口明显下滑了。", "This is what the figures of the year show."),
    )
    report = check_bitext(pair, options=CheckOptions(checks=("consistency",)))
    assert [one.unit for one in report.findings] == [1]


def test_mixed_up_speakers_are_seen() -> None:
    units = [
        TranslationUnit(source="好。", target="Good.", source_speaker=a, target_speaker=b)
        for a, b in [("金壮龙", "Jin Zhuanglong")] * 4 + [("金壮龙", "Xin Guobin")]
    ]
    pair = replace(bitext(), units=tuple(units))
    report = check_bitext(pair, options=CheckOptions(checks=("names",)))
    assert [one.unit for one in report.findings] == [4]


PAIR = bitext(
    ("产量705.8万辆。", "Output was 70.58 million."),
    ("产量705.8万辆。", "Output was 70.58 million."),
    ("我们要继续推进改革。", ""),
)


def test_ids_survive_rerun_and_moving_and_ignoring(tools: Tools) -> None:
    first = check_bitext(PAIR, tools=tools)
    ids = [one.id for one in first.findings]
    assert len(set(ids)) == len(ids)
    assert ids == [one.id for one in check_bitext(PAIR, tools=tools).findings]
    moved = replace(PAIR, units=(TranslationUnit(source="好。", target="Good."), *PAIR.units))
    assert ids == [one.id for one in check_bitext(moved, tools=tools).findings]
    rest = check_bitext(PAIR, options=CheckOptions(ignore=frozenset(ids[:1])), tools=tools)
    assert [one.id for one in rest.findings] == ids[1:]
    assert rest.ignored == 1


def test_counts_and_thresholds(tools: Tools) -> None:
    report = check_bitext(PAIR, tools=tools)
    assert report.counts["all"]["error"] == len(report.findings) == 3
    assert report.reaches("minor")
    assert report.reaches("error")
    assert not check_bitext(bitext(), tools=tools).reaches("minor")


def test_a_profile_switches_checks_and_severities(tmp_path: Path, tools: Tools) -> None:
    path = tmp_path / "profile.toml"
    path.write_text(
        'skip = ["omission"]\nignore = ["000000000000"]\n'
        '[severity]\n"numbers.magnitude" = "minor"\n',
        "utf-8",
    )
    report = check_bitext(PAIR, options=read_profile(path), tools=tools)
    assert [(one.check, one.severity) for one in report.findings] == [("numbers", "minor")] * 2


def test_a_rule_may_stand_in_a_table_of_its_check(tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    path.write_text('[severity]\nnames = "minor"\nnumbers.sign = "off"\n', "utf-8")
    assert read_profile(path).severities == {"names": "minor", "numbers.sign": "off"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("skip = 1", "line 1: skip must be a list"),
        ("find_terms = 'no'", "find_terms must be true or false"),
        ("encoder = true", "encoder must be a text"),
        ("skip = [1]", "must be a list of texts"),
        ("\nskipp = ['form']", "line 2: has an unknown key: skipp. Did you mean skip"),
        ("surprise = true", "unknown key: surprise. Choose from checks, skip"),
        ("skip = ['forms']", "line 1: there is no check called forms. Did you mean form"),
        ("checks = [\n 'form',\n 'number',\n]", "line 3: .*number. Did you mean numbers"),
        ("[severity]\nnumbers = 'dreadful'", "line 2: “dreadful” is no severity"),
        ("[severity]\nform = 'minnor'", "Did you mean minor"),
        ("[severity]\nfrom = 'minor'", "line 2: there is no check called from. Did you mean form"),
        (
            "[severity]\n'numbers.approximate' = 'off'",
            "line 2: the check numbers has no rule called approximate. Did you mean approximation",
        ),
        ("[severity.names]\nspeling = 'off'", "line 2: .*names has no rule called speling"),
        ("[severity]\nmissing = 'off'", "no check called missing. Did you mean numbers.missing"),
        ("[severity]\nform = 1", "must name checks and severities"),
        ("[severity.form.space]\nafter = 'off'", "must name checks and severities"),
        ("severity = 'minor'", "severity must be a table"),
        ("= =", "not valid TOML"),
        ("skip = " + "[" * 5000, "not valid TOML"),
        ("skip = [" + "1" * 5000 + "]", "not valid TOML"),
    ],
)
def test_a_bad_profile_is_explained(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "profile.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError) as raised:
        read_profile(path)
    assert re.search(problem, str(raised.value))


def test_an_unknown_check_is_explained() -> None:
    with pytest.raises(InputError, match="no check called spelling"):
        CheckOptions(checks=("spelling",))
    with pytest.raises(InputError, match="has no rule called colour"):
        CheckOptions(severities={"form.colour": "off"})


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_a_check(source: str, target: str) -> None:
    for languages in (("zh-Hans", "en"), ("en", "zh-Hant"), ("de", "fr")):
        pair = bitext((source, target), source=languages[0], target=languages[1])
        report = check_bitext(pair, tools=Tools(encoder=None, lexicon=None), glossary=GLOSSARY)
        for one in report.findings:
            assert one.to_dict()["source"] == source


def test_a_giant_unit_is_read() -> None:
    pair = bitext(("产量705.8万辆，很好。" * 3000, "Output was 7.058 million, good. " * 3000))
    assert not check_bitext(
        pair, options=CheckOptions(checks=("numbers",)), tools=Tools(encoder=None, lexicon=None)
    ).findings


def test_clean_translations_raise_few_alarms(shared_data: Path) -> None:
    rows = [
        line.split("\t")
        for path in sorted((shared_data / "news").glob("*.gold.tsv"))
        for line in path.read_text("utf-8").splitlines()
    ]
    pair = bitext(*((en, zh) for zh, en in rows), source="en", target="zh-Hans")
    report = check_bitext(pair, options=CheckOptions(checks=("numbers",)))
    # Two of the sentences do change a number (6 foot 6 to 6.6 feet, a time to minutes).
    assert len({one.unit for one in report.findings}) <= 3


def test_spaces_lost_between_two_units_are_seen_in_the_document() -> None:
    text = "Wang: Yes.Jin:We planned it.Further work goes on. All is well."
    segments = tuple(
        Segment(text=one, start=text.index(one), end=text.index(one) + len(one))
        for one in ("Yes.", "We planned it.", "Further work goes on.", "All is well.")
    )
    document = Document(
        name="test",
        language="en",
        text=text,
        segments=segments,
        turns=(
            Turn(start=0, end=10, speaker="Wang", label=(0, 6)),
            Turn(start=10, end=len(text), speaker="Jin", label=(10, 14)),
        ),
    )
    units = tuple(
        TranslationUnit(source="好。", target=one.text, target_span=(at, at + 1))
        for at, one in enumerate(segments)
    )
    pairs = replace(bitext(), units=units)
    report = check_bitext(pairs, target=document, options=CheckOptions(checks=("form",)))
    assert [(one.unit, one.expected) for one in report.findings] == [
        (1, "Jin: We"),
        (1, "it. Further"),
    ]


def test_a_pasted_source_is_one_finding_and_marks_itself() -> None:
    target = "Drag the slider to set the volume. 拖动滑块设置音量！"
    pair = bitext(("Drag the slider to set the volume.", target), source="en", target="zh-Hans")
    [finding] = check_bitext(pair, options=CheckOptions(encoder="none")).findings
    assert finding.message == "The source stands before the translation."
    start, end = finding.target_span
    assert target[start:end].strip(". ") == "Drag the slider to set the volume"

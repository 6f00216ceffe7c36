"""What the checks declare is what they do, and what the docs say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpora.units import Bitext, TranslationUnit
from quality.check import CHECKS, Check, CheckOptions, Rule, check_bitext
from quality.check.output.write import write_check_report
from quality.findings import Draft
from quality.messages import as_written
from scripts.doc_tables import TABLES, renewed

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"


def expected(name: str) -> set[tuple[str, str, str, str]]:
    """Rule, severity and languages of every finding in the cases of a check."""
    path = CASES / f"check_{name}.jsonl"
    rows = map(json.loads, path.read_text("utf-8").splitlines()) if path.exists() else ()
    return {
        (*one.rsplit(" ", 1), row["source_language"], row["target_language"])
        for row in rows
        for one in row["expected"]
    }


@pytest.mark.parametrize("name", CHECKS)
def test_the_cases_find_nothing_undeclared(name: str) -> None:
    check = CHECKS[name]
    rules = {rule.name: rule for rule in check.rules}
    for rule, severity, source, target in expected(name):
        declared = rules[rule if rule in rules else rule.rpartition(" ")[0]]
        assert severity in declared.severities
        alone = Check(
            name="x", about="", find=check.find, rules=(declared,), languages=check.languages
        )
        assert alone.runs_on(source, target)


@pytest.mark.parametrize("name", ["numbers", "untranslated", "form"])
def test_every_rule_has_a_case(name: str) -> None:
    seen = {rule for rule, *_ in expected(name)}
    missing = [
        rule
        for rule in CHECKS[name].rule_names
        if not any(one == rule or one.startswith(f"{rule} ") for one in seen)
    ]
    assert not missing


def test_names_are_those_of_the_registry() -> None:
    assert all(check.name == name for name, check in CHECKS.items())


ANY = {"terms", "omission", "untranslated", "form", "consistency"}


@pytest.mark.parametrize(
    ("source", "target", "run", "rest"),
    [
        ("zh-Hans", "en", set(CHECKS), set()),
        ("en", "zh-Hant", ANY | {"numbers", "names"}, {"wording"}),
        ("de", "fr", ANY, {"numbers", "names", "wording"}),
        ("zh-Hans", "zh-Hant", ANY, {"numbers", "names", "wording"}),
    ],
)
def test_which_checks_run_between_which_languages(
    source: str, target: str, run: set[str], rest: set[str]
) -> None:
    found = {name for name, check in CHECKS.items() if check.runs_on(source, target)}
    assert run <= found
    assert not rest & found


def test_a_check_alone_gets_what_its_rules_need() -> None:
    """Names need the dictionary, with the omissions switched off too."""
    bitext = Bitext(
        name="test",
        source_language="zh-Hans",
        target_language="en",
        units=(
            TranslationUnit(source="副部长辛国斌介绍了情况。", target="Things were explained."),
        ),
    )
    report = check_bitext(bitext, options=CheckOptions(checks=("names",)))
    assert [one.rule for one in report.findings] == ["unnamed"]
    assert "|lexicon:yes|encoder:none" in report.signature


def test_an_undeclared_rule_or_severity_is_a_bug() -> None:
    rule = Rule(name="known", severity="error", tells="something")
    check = Check(name="test", about="", find=lambda _: iter(()), rules=(rule,))
    assert check.severity_of(Draft(rule="known", unit=0, said=as_written(""))) == "error"
    with pytest.raises(ValueError, match="does not declare the rule other"):
        check.severity_of(Draft(rule="other", unit=0, said=as_written("")))
    with pytest.raises(ValueError, match="does not declare to be a minor"):
        check.severity_of(Draft(rule="known", unit=0, said=as_written(""), severity="minor"))
    with pytest.raises(ValueError, match="two rules"):
        Check(name="test", about="", find=lambda _: iter(()), rules=(rule, rule))


def test_the_docs_say_what_is_declared() -> None:
    text = (ROOT / "docs" / "checks.md").read_text("utf-8")
    assert all(f"<!-- table: {name} -->" in text for name in TABLES)
    assert renewed(text) == text, "run scripts/doc_tables.py"


def test_pages_and_sarif_tell_what_a_check_finds(tmp_path: Path) -> None:
    bitext = Bitext(
        name="test",
        source_language="zh-Hans",
        target_language="en",
        units=(TranslationUnit(source="产量达到231万辆。", target="Output was 23.1 million."),),
    )
    report = check_bitext(bitext, options=CheckOptions(checks=("numbers",)))
    for suffix in (".html", ".sarif"):
        write_check_report(report, tmp_path / f"findings{suffix}")
    page = (tmp_path / "findings.html").read_text("utf-8")
    assert f'title="numbers.magnitude: {CHECKS["numbers"].about}"' in page
    log = json.loads((tmp_path / "findings.sarif").read_text("utf-8"))
    (rule,) = log["runs"][0]["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == f"duizhao check: {CHECKS['numbers'].about}"

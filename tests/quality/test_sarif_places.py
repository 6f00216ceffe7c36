"""SARIF names the files that were given, and in them the lines at which the texts stand."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

import docx
import pytest

import duizhao
from corpora.formats import write_bitext
from corpora.units import Bitext, TranslationUnit
from quality.check.output.places import _Text

ZH = [
    "一、开场",
    "",
    "去年增长了百分之五。谢谢。",
    "",
    "共有１２家企业&机构。谢谢。",
    "\t一共三十人。谢谢。",
]
EN = [
    "I. Opening", "", "Growth was 6% last year. Thank you.", "",
    "There are 12 enterprises & bodies. Thank you.", "", "  There are forty-one people. Thank you.",
]  # fmt: skip
UNITS = (
    ("去年增长了百分之五。", "Growth was 6% last year."),
    ("谢谢。", "Thank you."),
    ("“<好>”，共有12家。", "“<Good>”, 13 \\ in all."),
    ("谢谢。", "Thank you."),
    ("𠮷野家有3家店。", "Yoshinoya 𠮷 has 4 shops."),
)
PAIRS = Bitext(
    name="m",
    source_language="zh-Hans",
    target_language="en",
    units=tuple(TranslationUnit(source=source, target=target) for source, target in UNITS),
)


@pytest.fixture
def check(tmp_path, monkeypatch):
    """Runs ``check … -o f.sarif`` and gives (file, what stands at the region) of each finding."""
    monkeypatch.chdir(tmp_path)

    def check(*words, numbers=True):
        with pytest.raises(SystemExit) as ended:
            duizhao.main(
                ["check", *map(str, words), "-o", "f.sarif", "-q", "--force", "--encoder", "none"]
            )
        assert ended.value.code == 0
        (run,) = json.loads(Path("f.sarif").read_text(encoding="utf-8"))["runs"]
        artifacts = [one["location"]["uri"] for one in run["artifacts"]]
        found = []
        for result in run["results"]:
            place = result["locations"][0]["physicalLocation"]
            assert artifacts[place["artifactLocation"]["index"]] == place["artifactLocation"]["uri"]
            path = unquote(place["artifactLocation"]["uri"])
            if result["ruleId"] == "numbers" or not numbers:
                found.append((path, _at(path, place.get("region"))))
        return found

    return check


def _at(path, region):
    """The text of a region, which lies in one line."""
    if region is None:
        return None
    lines = Path(path).read_text(encoding="utf-8-sig").split("\n")
    assert region["startLine"] == region["endLine"]
    line = lines[region["startLine"] - 1]
    return region["startLine"], line[region["startColumn"] - 1 : region["endColumn"] - 1]


def test_two_files(check):
    Path("源 文.txt").write_text("\n".join(ZH), encoding="utf-8")
    Path("en.txt").write_text("\n".join(EN), encoding="utf-8-sig")
    found = check("源 文.txt", "en.txt")
    assert found == [("en.txt", (3, "6%")), ("en.txt", (7, "forty-one"))]


def test_a_project_and_from_another_folder(check, monkeypatch, tmp_path):
    Path("texts").mkdir()
    Path("texts/zh.txt").write_text("\n".join(ZH), encoding="utf-8")
    Path("texts/en.txt").write_text("\n".join(EN), encoding="utf-8")
    with pytest.raises(SystemExit):
        duizhao.main(["run", "texts/zh.txt", "texts/en.txt", "-d", "p", "-q", "--encoder", "none"])
    expected = [(3, "6%"), (7, "forty-one")]
    assert check("p") == [("texts/en.txt", one) for one in expected]
    monkeypatch.chdir(tmp_path / "texts")
    assert check("../p") == [("en.txt", one) for one in expected]


@pytest.mark.parametrize("suffix", ["tmx", "tsv", "jsonl", "xlf", "json", "html"])
def test_files_of_pairs(suffix, check):
    write_bitext(PAIRS, f"m.{suffix}")
    found = check(f"m.{suffix}")
    assert [path for path, _ in found] == [f"m.{suffix}"] * 3
    assert [text for _, (_, text) in found] == ["6%", "13", "4"]
    lines = [line for _, (line, _) in found]
    assert lines == sorted(lines)
    text = Path(f"m.{suffix}").read_text(encoding="utf-8").split("\n")
    assert "6%" in text[lines[0] - 1]


def test_what_has_no_lines_has_none(check):
    write_bitext(PAIRS, "m.xlsx")
    assert check("m.xlsx") == [("m.xlsx", None)] * 3
    file = docx.Document()
    for line in EN:
        file.add_paragraph(line)
    file.save("en.docx")
    Path("zh.txt").write_text("\n".join(ZH), encoding="utf-8")
    assert set(check("zh.txt", "en.docx")) == {("en.docx", None)}


def test_what_is_left_out_is_told_of_the_source(check):
    Path("zh.txt").write_text(
        "去年工业增长了百分之五。\n这一整句话译文里面完全没有，一个字也没有留下来。\n谢谢大家。\n",
        encoding="utf-8",
    )
    Path("en.txt").write_text("Industry grew by 5% last year.\nThank you all.\n", encoding="utf-8")
    found = check("zh.txt", "en.txt", numbers=False)
    assert ("zh.txt", (2, "这一整句话译文里面完全没有，一个字也没有留下来。")) in found


def test_texts_that_stand_twice_are_told_apart_by_their_order(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("谢谢。\n甲乙。\n谢谢。\n", encoding="utf-8")
    text = _Text(path)
    lines = []
    for one in ("谢谢。", "甲乙。", "谢谢。", "甲乙。", "没有"):
        place = text.place(text.find(one), one, None)
        lines.append(place.line)
    assert lines == [1, 2, 3, 2, 0]

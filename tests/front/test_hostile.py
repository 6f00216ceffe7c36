"""Files that are made to hurt, and files that were hurt: one sentence each, exit code 2."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest

import duizhao
from corpora.errors import InputError
from corpora.formats import read_bitext, write_bitext
from corpora.reading.document import read_document
from corpora.units import Bitext, TranslationUnit
from glossary import read_glossary, write_glossary
from glossary.record.entries import ConceptEntry, Glossary

DATA = Path(os.environ.get("DUIZHAO_DATA", Path(__file__).resolve().parents[3] / "shared/data"))
HOSTILE = DATA / "hostile"
DEEP = 30_000
PAIRS = Bitext(
    name="m",
    source_language="zh-Hans",
    target_language="en",
    units=(TranslationUnit(source="一句话。", target="One sentence."),),
)
GLOSSARY = Glossary(
    source_language="zh-Hans",
    target_language="en",
    entries=(ConceptEntry(id="t1", source_term="术语", target_term="term", decision="approve"),),
)


def commands(path: Path, out: Path) -> list[list[str]]:
    """The command lines that take a file of this kind."""
    pairs = out / "pairs.tsv"
    write_bitext(PAIRS, pairs, force=True)
    if path.suffix == ".toml":
        return [["check", str(pairs), "--profile", str(path), "--encoder", "none"]]
    lines = [["convert", str(path), str(out / "o.tsv")]]
    lines += [["glossary", "merge", str(path), "-o", str(out / f"o.{s}")] for s in ("csv", "tbx")]
    lines += [["evaluate", str(pairs), "--gold", str(path)]]
    return lines


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the collection of hostile files is not here")
@pytest.mark.parametrize("name", sorted(p.name for p in HOSTILE.glob("*")))
def test_a_hostile_file_is_a_sentence_or_is_read(name, tmp_path, capsys):
    for command in commands(HOSTILE / name, tmp_path):
        code = run(*command)
        said = capsys.readouterr().err
        assert code in (0, 2), said
        assert code == 0 or said.startswith("duizhao: "), said
        assert len(said) < 1_000
        assert said.strip().isprintable() or "\n" in said.strip()


def run(*arguments: str) -> object:
    with pytest.raises(SystemExit) as ended:
        duizhao.main(arguments)
    return ended.value.code


NESTED = {
    "a.tmx": "<tmx><header srclang='zh'/><body><tu><tuv xml:lang='zh'><seg>"
    + "<hi>" * DEEP + "甲" + "</hi>" * DEEP
    + "</seg></tuv><tuv xml:lang='en'><seg>A</seg></tuv></tu></body></tmx>",
    "a.xlf": "<xliff version='1.2'><file source-language='zh' target-language='en'><body>"
    "<trans-unit id='1'><source>" + "<g id='1'>" * DEEP + "甲" + "</g>" * DEEP
    + "</source><target>A</target></trans-unit></body></file></xliff>",
    "a.html": "<table>" + "<tr><td>" + "<b>" * DEEP + "甲" + "</b>" * DEEP
    + "</td><td>A</td></tr></table>",
}  # fmt: skip


@pytest.mark.parametrize("name", NESTED)
def test_what_is_nested_without_end_is_said_to_be(name, tmp_path):
    (tmp_path / name).write_text(NESTED[name], encoding="utf-8")
    with pytest.raises(InputError, match=r"nested|depth|Excessive"):
        read_bitext(tmp_path / name)


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
@pytest.mark.parametrize("at", [0.2, 0.5, 0.8])
def test_a_damaged_member_of_a_package_is_a_sentence(suffix, at, tmp_path):
    path = tmp_path / f"a{suffix}"
    write_bitext(PAIRS, path)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        members = [m for m in archive.infolist() if m.compress_size > 60]
    for member in members:
        place = member.header_offset + 30 + len(member.filename)
        hurt = bytearray(data)
        hurt[place + int(at * member.compress_size)] ^= 0xFF
        path.write_bytes(hurt)
        for read in (read_bitext, read_document, read_glossary):
            assert len(complaint(read, path)) < 500


def complaint(read, path: Path) -> str:
    try:
        read(path)
    except InputError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("field", ["source_term", "target_term", "count", "renderings", "contexts"])
@pytest.mark.parametrize("value", [7.5, ["a"], {"a": 1}, True, None])
def test_a_field_of_another_type_is_named(field, value, tmp_path):
    write_glossary(GLOSSARY, tmp_path / "g.json")
    data = json.loads((tmp_path / "g.json").read_text(encoding="utf-8"))
    data["entries"][0][field] = value
    (tmp_path / "bad.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InputError, match=field):
        read_glossary(tmp_path / "bad.json")


def test_an_error_holds_no_binary_and_is_no_page_long():
    error = InputError(f"is damaged (“{'字' * 500}” at \x1b[2J\x00\ud800)", path="a\nb")
    said = str(error)
    assert said.isprintable()
    assert len(said) < 200
    assert "\\x1b" in said


@pytest.mark.parametrize("line", ["[0]:[99999999999999999999]", "[2147483648]:[0]"])
def test_a_gold_that_speaks_of_segments_beyond_reason_is_refused(line, tmp_path):
    from align.judging.gold import read_gold

    (tmp_path / "g.txt").write_text(f"[0]:[0]\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match="a segment that no document has") as caught:
        read_gold(tmp_path / "g.txt")
    assert caught.value.line == 2

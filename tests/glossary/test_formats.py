"""Glossaries as files: written, read back, and as other programs leave them."""

from __future__ import annotations

import csv
import dataclasses
import io
import os
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from corpora.errors import InputError
from corpora.formats.tables.guarding import guarded, unguarded
from glossary import ConceptEntry, Glossary, Rendering, entry_id, read_glossary, write_glossary
from glossary.record.columns import COLUMNS
from glossary.record.entries import Context
from glossary.record.evidence import read_evidence


def entry(term: str, target: str, **fields: object) -> ConceptEntry:
    return ConceptEntry(id=entry_id(term), source_term=term, target_term=target, **fields)


def made() -> Glossary:
    return Glossary(
        source_language="zh-Hans",
        target_language="en",
        entries=(
            entry(
                "专精特新",
                "specialized and innovative",
                renderings=(
                    Rendering(text="specialized and innovative", count=9, share=0.6923),
                    Rendering(text="specialized and special new", count=4, share=0.3077),
                ),
                count=13,
                documents=1,
                consistency=0.69,
                termhood=0.9,
                pair_confidence=0.8,
                contexts=(
                    Context(
                        source="培育专精特新企业，",
                        target='so-called "specialized", a',
                        place="x 1",
                    ),
                ),
                decision="approve",
                status="preferred",
                domain="industry",
                definition="<small> & fine",
                note="=SUM(A1:A9)",
                reviewer="李",
                reviewed_at="2026-11-20",
                evidence=read_evidence("termhood 0.90; pair 0.80; quoted +1.0"),
            ),
            entry("十四五", "14th Five-Year Plan", decision="merge:" + entry_id("“十四五”规划")),
            entry("“十四五”规划", "14th Five-Year Plan", decision="approve"),
            entry("市场", "market", decision="reject"),
            entry("工业母机", "industrial machinery", is_forbidden=True, decision="approve"),
            entry("𠮷野家", "Yoshinoya"),
        ),
    )


def write(tmp_path: Path, name: str, **choices: object) -> Path:
    write_glossary(made(), tmp_path / name, **choices)
    return tmp_path / name


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def places(sheet: Worksheet) -> dict[str, int]:
    """Which column holds what, in the order of the sheet."""
    return {cell.value: cell.column for cell in sheet[1]}


def human(glossary: Glossary) -> list[tuple[object, ...]]:
    return [
        (e.id, e.source_term, e.target_term, e.decision, e.status, e.is_forbidden, e.definition,
         e.domain, e.note, e.reviewer, e.reviewed_at, e.evidence,
         [(r.text, r.count) for r in e.renderings], e.count, e.consistency)
        for e in glossary.entries
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["g.csv", "g.xlsx"])
def test_what_people_wrote_comes_back(tmp_path: Path, name: str) -> None:
    assert human(read_glossary(write(tmp_path, name))) == human(made())


def test_json_keeps_everything(tmp_path: Path) -> None:
    assert read_glossary(write(tmp_path, "g.json")) == made()


def test_the_columns_and_their_order(tmp_path: Path) -> None:
    path = write(tmp_path, "g.csv")
    assert tuple(rows_of(path)[0]) == COLUMNS
    assert ",".join(COLUMNS) == (
        "id,source_term,target_term,renderings,usual,category,title,group,count,documents,consistency,"
        "confidence,context_source,context_target,context_place,decision,status,forbidden,"
        "definition,domain,note,reviewer,reviewed_at,evidence"
    )
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert rows_of(path)[1][3] == "specialized and innovative (9) | specialized and special new (4)"


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    assert rows_of(write(tmp_path, "g.csv"))[1][COLUMNS.index("note")] == "'=SUM(A1:A9)"
    sheet = openpyxl.load_workbook(write(tmp_path, "g.xlsx")).active
    cell = sheet.cell(row=2, column=places(sheet)["note"])
    assert (cell.data_type, cell.value) == ("s", "=SUM(A1:A9)")


@given(st.text(alphabet="'=+-@\t\ra1 中", max_size=8))
def test_guarded_cells_come_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


_TERM = st.text(alphabet="中文特新A b-=+@'\"|,;\n<&>𠮷", min_size=1, max_size=12).map(str.strip)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(_TERM.filter(bool), _TERM), min_size=1, max_size=5))
def test_any_terms_survive_csv_and_xlsx(tmp_path_factory, terms: list[tuple[str, str]]) -> None:
    folder = tmp_path_factory.mktemp("g")
    unique = {entry_id(term): (term, target) for term, target in terms}
    glossary = Glossary(
        source_language="zh-Hans",
        target_language="en",
        entries=tuple(entry(term, target) for term, target in unique.values()),
    )
    for name in ("g.csv", "g.xlsx", "g.json"):
        write_glossary(glossary, folder / name)
        back = read_glossary(folder / name)
        assert [(e.source_term, e.target_term) for e in back.entries] == list(unique.values())


def test_the_workbook_is_furnished_for_review(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write(tmp_path, "g.xlsx")).active
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref.startswith("A1:X")
    lists = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    assert '"approve,reject,edit"' in lists.values()
    assert sheet.conditional_formatting
    assert list(places(sheet))[:3] == ["decision", "source_term", "target_term"]
    assert list(places(sheet))[-1] == "evidence"
    assert set(places(sheet)) == set(COLUMNS)
    assert sheet.cell(row=2, column=places(sheet)["context_source"]).alignment.wrap_text
    # Wrapped text needs rows of its height: no spreadsheet finds it by itself.
    assert sheet.row_dimensions[2].height >= 1.8 * sheet.row_dimensions[4].height > 0


def test_the_term_is_marked_in_its_context_and_the_words_are_explained(tmp_path: Path) -> None:
    marked = dataclasses.replace(
        made().entries[0],
        contexts=(
            Context(
                source="培育专精特新企业，",
                target="to foster specialized, innovative firms",
                place="x 1",
                source_span=(2, 6),
                target_spans=((10, 21), (23, 33)),
            ),
        ),
    )
    path = tmp_path / "g.xlsx"
    write_glossary(made().with_entries([marked]), path)
    book = openpyxl.load_workbook(path, rich_text=True)
    sheet = book["glossary"]
    for name, bold in (
        ("context_source", ["专精特新"]),
        ("context_target", ["specialized", "innovative"]),
    ):
        parts = sheet.cell(row=2, column=places(sheet)[name]).value
        assert [part.text for part in parts if not isinstance(part, str)] == bold
    told = [[cell.value for cell in row] for row in book["how to"].iter_rows()]
    assert {row[0] for row in told} >= {"approve", "reject", "edit", "merge:ID", *COLUMNS}
    assert any("批准" in str(row[2]) for row in told)
    (back,) = read_glossary(path).entries
    assert back.contexts[0].target == marked.contexts[0].target


# --- what spreadsheets and people do -------------------------------------------------------------


def test_semicolons_other_order_other_case_more_columns(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text(
        "Decision;My own;TARGET_TERM;Source term\napprove;x;market;市场\n;;risk;风险\n",
        encoding="utf-8",
    )
    glossary = read_glossary(path)
    assert [(e.source_term, e.target_term, e.decision) for e in glossary.entries] == [
        ("市场", "market", "approve"),
        ("风险", "risk", ""),
    ]
    assert glossary.entries[0].id == entry_id("市场")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8", "utf-8-sig"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "g.csv"
    path.write_text("source_term,target_term\n新能源汽车产业发展规划,plan\n", encoding=encoding)
    assert read_glossary(path).entries[0].source_term == "新能源汽车产业发展规划"


def test_dates_that_became_numbers_and_smart_quotes(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text(
        "source_term,target_term,decision,reviewed_at\n市场,market,‘Approve’,46000\n",
        encoding="utf-8",
    )
    (read,) = read_glossary(path).entries
    assert (read.decision, read.reviewed_at) == ("approve", "2025-12-09")


@pytest.mark.parametrize(
    ("word", "decision"),
    [("批准", "approve"), ("同意", "approve"), ("不要", "reject"), ("改", "edit"), ("未定", ""),
     ("合并：规划", "merge:" + entry_id("规划"))],
)  # fmt: skip
def test_chinese_words_are_decisions_too(tmp_path: Path, word: str, decision: str) -> None:
    path = tmp_path / "g.csv"
    path.write_text(
        f"source_term,target_term,decision\n市场,market,{word}\n规划,plan,\n", encoding="utf-8"
    )
    assert read_glossary(path).entries[0].decision == decision


@pytest.mark.parametrize(
    ("rows", "message", "line"),
    [
        ("市场,market,perhaps,", "unknown decision", 2),
        ("市场,market,,nice", "unknown status", 2),
        ("风险,risk,,\n市场,market,merge:,", "merges into nothing", 3),
    ],
)
def test_what_cannot_be_understood_is_named_by_row(
    tmp_path: Path, rows: str, message: str, line: int
) -> None:
    path = tmp_path / "g.csv"
    path.write_text(f"source_term,target_term,decision,status\n{rows}\n", encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_glossary(path)
    assert caught.value.line == line


def test_every_row_that_cannot_be_understood_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    rows = "市场,market,perhaps\n风险,risk,approve\n利率,rate,later\n"
    path.write_text(f"source_term,target_term,decision\n{rows}", encoding="utf-8")
    with pytest.raises(InputError, match="“perhaps”; row 4 has the unknown decision “later”"):
        read_glossary(path)


def test_a_broken_number_of_the_machine_is_told_and_the_review_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text(
        "source_term,target_term,count,confidence,decision\n市场,market,many,80%,approve\n",
        encoding="utf-8",
    )
    glossary = read_glossary(path)
    assert (glossary.entries[0].decision, glossary.entries[0].confidence) == ("approve", 0.8)
    assert glossary.notes == ("row 2: count “many” is no number, left out",)


def test_merges_are_followed_to_their_end_also_by_term(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text(
        "source_term,target_term,decision\n"
        "十四五规划,14th Five-Year Plan,approve\n十四五,14th FYP,merge：十四五规划\n"
        "十四五时期,14th FYP period,merge:十四五\n市场,market,reject\n市,market,merge:市场\n"
        "甲,one,merge:乙\n乙,two,merge:甲\n丙,three,merge:丙\n",
        encoding="utf-8",
    )
    glossary = read_glossary(path)
    assert len(glossary.notes) == 2
    assert f"row 6 merges into {entry_id('市场')}, which is rejected" in glossary.notes[0]
    assert f"row 9 merges into {entry_id('丙')}, which is itself" in glossary.notes[1]
    write_glossary(glossary, tmp_path / "g.utf8")
    told = {line.split("\t")[0] for line in (tmp_path / "g.utf8").read_text("utf-8").splitlines()}
    # A circle and an entry merged into itself are delivered all the same.
    assert told == {"十四五规划", "十四五", "十四五时期", "甲", "乙", "丙"}


def test_unicode_text_of_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "g.txt"
    path.write_text("ID\tSource Term\tTarget Term\tDecision\nt1\t市场\tmarket\tReject\n", "utf-16")
    (read,) = read_glossary(path).entries
    assert (read.id, read.source_term, read.decision) == ("t1", "市场", "reject")


@pytest.mark.parametrize("term", ["????", "“?????”??", "\ufffd\ufffd"])
def test_chinese_that_a_spreadsheet_lost_is_not_taken_for_terms(tmp_path: Path, term: str) -> None:
    path = tmp_path / "g.csv"
    path.write_text(f"source_term,target_term,decision\n{term},market,approve\n", encoding="utf-8")
    with pytest.raises(InputError, match="lost its Chinese") as caught:
        read_glossary(path)
    assert "CSV UTF-8" in caught.value.hint


def test_the_sheet_with_the_terms_is_found(tmp_path: Path) -> None:
    path = write(tmp_path, "g.xlsx")
    book = openpyxl.load_workbook(path)
    book.create_sheet("notes of mine", 0)["A1"] = "to do"
    book.save(path)
    assert human(read_glossary(path)) == human(made())


def test_a_duplicate_id_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text(
        "id,source_term,target_term\nt1,市场,market\nt1,市场,marketplace\n", encoding="utf-8"
    )
    glossary = read_glossary(path)
    assert len(glossary.by_id()) == 2
    assert "row 3 (undecided “marketplace”) has the id of row 2" in glossary.notes[0]


def test_a_table_without_terms_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column source_term"):
        read_glossary(path)


@pytest.mark.parametrize("name", ["g.xlsx", "g.json", "g.tbx", "g.utf8"])
def test_other_files_under_our_names_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x89PNG nothing of the kind")
    with pytest.raises(InputError):
        read_glossary(path)


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("g.doc", {}),
        ("g.tbx", {"tbx": 4}),
        ("g.csv", {"tool": "word"}),
        ("g.xlsx", {"tool": "memoq"}),
    ],
)
def test_what_cannot_be_written_is_said(tmp_path: Path, name: str, choices: dict) -> None:
    with pytest.raises(InputError):
        write(tmp_path, name, **choices)
    assert not (tmp_path / name).exists()


@pytest.mark.client
@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_libreoffice_opens_and_saves(tmp_path: Path, suffix: str) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    path = write(tmp_path, f"g.{suffix}")
    target = tmp_path / "saved"
    kind = {"csv": "csv:Text - txt - csv (StarCalc):44,34,76,1", "xlsx": "xlsx"}[suffix]
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += [f"--infilter={'CSV:44,34,76,1' if suffix == 'csv' else 'Calc MS Excel 2007 XML'}"]
    command += ["--convert-to", kind, "--outdir", str(target), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120, env={**os.environ})
    assert human(read_glossary(target / f"g.{suffix}")) == human(made())


# --- delivery ------------------------------------------------------------------------------------


class _XmlNames(etree.Resolver):
    """The W3C's tiny schema for xml:lang, so that the test needs no network."""

    def resolve(self, url, public_id, context):
        if not url.endswith("xml.xsd"):
            return None
        return self.resolve_string(
            '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" '
            'targetNamespace="http://www.w3.org/XML/1998/namespace">'
            '<xs:attribute name="lang" type="xs:language"/></xs:schema>',
            context,
        )


def test_tbx_2_is_valid(tmp_path: Path, shared_data: Path) -> None:
    parser = etree.XMLParser()
    parser.resolvers.add(_XmlNames())
    schema = etree.XMLSchema(etree.parse(shared_data / "schemas" / "tbx_v2.xsd", parser))
    schema.assertValid(etree.parse(write(tmp_path, "g.tbx")))


def test_tbx_3_is_valid(tmp_path: Path, shared_data: Path) -> None:
    schema = etree.RelaxNG(etree.parse(shared_data / "schemas" / "TBXcoreStructV03.rng"))
    schema.assertValid(etree.parse(write(tmp_path, "g.tbx", tbx=3)))


@pytest.mark.parametrize("version", [2, 3])
def test_tbx_reads_back_with_merges_and_statuses(tmp_path: Path, version: int) -> None:
    back = read_glossary(write(tmp_path, "g.tbx", tbx=version))
    told = {e.source_term: e for e in back.entries}
    assert (back.source_language, back.target_language) == ("zh-Hans", "en")
    assert "市场" not in told
    assert told["专精特新"].status == "preferred"
    assert told["专精特新"].definition == "<small> & fine"
    assert told["“十四五”规划"].source_variants == ("十四五",)
    assert told["工业母机"].is_forbidden


def test_tbx_holds_no_machine_confidence(tmp_path: Path) -> None:
    assert b"reliabilityCode" not in write(tmp_path, "g.tbx").read_bytes()


def test_tbx_of_another_tool(shared_data: Path) -> None:
    glossary = read_glossary(shared_data / "import" / "sampleTBXfile.tbx")
    assert glossary.entries[0].source_term == "alpha smoothing factor"
    assert glossary.entries[0].domain == "manufacturing"


def test_an_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    path = tmp_path / "g.tbx"
    path.write_text(
        f'<!DOCTYPE martif [<!ENTITY x SYSTEM "{secret.as_uri()}">]><martif><text><body><termEntry>'
        '<langSet xml:lang="zh-CN"><tig><term>词&x;</term></tig></langSet>'
        '<langSet xml:lang="en"><tig><term>word</term></tig></langSet>'
        "</termEntry></body></text></martif>",
        encoding="utf-8",
    )
    assert "SECRET" not in read_glossary(path).entries[0].source_term


def test_an_empty_glossary_cannot_be_tbx(tmp_path: Path) -> None:
    empty = Glossary(source_language="zh-Hans", target_language="en")
    with pytest.raises(InputError, match="no entries"):
        write_glossary(empty, tmp_path / "g.tbx")
    write_glossary(empty, tmp_path / "g.csv")
    assert rows_of(tmp_path / "g.csv") == [list(COLUMNS)]


def test_omegat_glossary(tmp_path: Path) -> None:
    lines = write(tmp_path, "g.utf8").read_text(encoding="utf-8").splitlines()
    assert lines[0].split("\t")[:2] == ["专精特新", "specialized and innovative"]
    assert not any(line.startswith("市场\t") for line in lines)
    assert all(line.count("\t") == 2 for line in lines)
    assert "forbidden" in next(line for line in lines if line.startswith("工业母机"))


def test_deepl_has_two_columns_and_each_source_once(tmp_path: Path) -> None:
    path = write(tmp_path, "g.csv", tool="deepl")
    rows = rows_of(path)
    assert not path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert all(len(row) == 2 for row in rows)
    assert len({row[0] for row in rows}) == len(rows)
    assert "工业母机" not in {row[0] for row in rows}


@pytest.mark.parametrize(
    ("tool", "names"),
    [
        ("memoq", ["Chinese_PRC", "English", "English_Forbidden"]),
        ("multiterm", ["Chinese", "English", "Status"]),
        ("trados", ["Chinese (Simplified, China)", "English (United States)"]),
        ("excel", ["source_term", "target_term"]),
    ],
)
def test_each_tool_gets_its_own_header(tmp_path: Path, tool: str, names: list[str]) -> None:
    rows = rows_of(write(tmp_path, "g.csv", tool=tool))
    assert set(names) <= set(rows[0])
    assert any("专精特新" in row for row in rows)


@pytest.mark.parametrize("tool", ["memoq", "multiterm", "trados", "deepl", "excel"])
def test_tables_of_other_programs_are_read_back(tmp_path: Path, tool: str) -> None:
    back = read_glossary(write(tmp_path, "g.csv", tool=tool))
    pairs = {(e.source_term, e.target_term) for e in back.entries}
    assert ("专精特新", "specialized and innovative") in pairs
    assert ("𠮷野家", "Yoshinoya") in pairs
    if tool == "memoq":
        assert [e.source_term for e in back.entries if e.is_forbidden] == ["工业母机"]


def test_of_two_languages_the_first_is_the_source(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text("English,Chinese\nmarket,市场\n", encoding="utf-8")
    glossary = read_glossary(path)
    assert (glossary.source_language, glossary.entries[0].source_term) == ("en", "market")


def test_contexts_of_a_table_are_marked_by_their_words(tmp_path: Path) -> None:
    glossary = read_glossary(write(tmp_path, "g.csv"))
    first = dataclasses.replace(glossary.entries[0], target_term="Specialized", renderings=())
    write_glossary(glossary.with_entries([first]), tmp_path / "g.html")
    page = (tmp_path / "g.html").read_text(encoding="utf-8")
    assert "培育<mark>专精特新</mark>企业" in page
    assert "<mark>specialized</mark>" in page


def test_the_page_escapes_and_marks(tmp_path: Path) -> None:
    page = write(tmp_path, "g.html").read_text(encoding="utf-8")
    assert "&lt;small&gt; &amp; fine" in page
    assert "<small>" not in page
    assert 'type="search"' in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_a_first_term_that_reads_like_a_header_is_a_term(tmp_path: Path) -> None:
    entry = ConceptEntry(id="t1", source_term="source", target_term="来源")
    glossary = Glossary(source_language="en", target_language="zh-Hans", entries=(entry,))
    write_glossary(glossary, tmp_path / "g.utf8")
    read = read_glossary(tmp_path / "g.utf8")
    assert [(one.source_term, one.target_term) for one in read.entries] == [("source", "来源")]


def test_a_table_saved_as_text_is_read_by_its_header(tmp_path):
    path = tmp_path / "terms.txt"
    path.write_text("编号\t英语\t汉语\t拼音\n1\tanvil\t铁砧\ttiězhēn\n", encoding="utf-8")
    assert [(one.source_term, one.target_term) for one in read_glossary(path).entries] == [
        ("anvil", "铁砧")
    ]
    # OmegaT has no header, and a first term may be a language's name.
    named = Glossary(
        source_language="zh-Hans", target_language="en", entries=(entry("英语", "Chinese"),)
    )
    write_glossary(named, tmp_path / "omegat.utf8")
    assert [one.source_term for one in read_glossary(tmp_path / "omegat.utf8").entries] == ["英语"]

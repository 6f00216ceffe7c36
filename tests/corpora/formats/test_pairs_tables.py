"""Tables of pairs, ours and other people's, and every other kind of file with two languages."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from corpora.errors import InputError
from corpora.formats import (
    ReadOptions,
    dump_bitext,
    load_bitext,
    open_units,
    read_bitext,
    write_bitext,
)
from corpora.units import Bitext, TranslationUnit


def pairs(bitext: Bitext) -> list[tuple[str, str]]:
    return [(unit.source, unit.target) for unit in bitext.units]


def load(text: str | bytes, suffix: str = ".tsv", **options: object) -> Bitext:
    data = text if isinstance(text, bytes) else text.encode()
    return load_bitext(data, suffix=suffix, options=ReadOptions(**options))


def bitext_of(*some: tuple[str, str]) -> Bitext:
    units = tuple(TranslationUnit(source=s, target=t) for s, t in some)
    return Bitext(name="b", source_language="zh-Hans", target_language="en", units=units)


TABLES = [
    ("none", "甲\tA\n乙\tB\n", [("甲", "A"), ("乙", "B")]),
    ("names", "id\tTarget\tSource\n1\tA\t甲\n", [("甲", "A")]),
    ("languages", "en\tzh-CN\nA\t甲\n", [("A", "甲")]),
    ("Chinese names", "原文\t译文\n甲\tA\n", [("甲", "A")]),
    ("empty lines", "甲\tA\n\n\t\n乙\tB\n", [("甲", "A"), ("乙", "B")]),
    ("an empty side", "甲乙丙\tA b c\n\tB only\n", [("甲乙丙", "A b c"), ("", "B only")]),
    ("other columns first", "1\tdoc\t第一句话\tThe first.\n2\tdoc\t第二句话\tThe second.\n",
     [("第一句话", "The first."), ("第二句话", "The second.")]),
    ("quotes of Excel", '"甲，""乙"""\t"A, ""B"""\n', [('甲，"乙"', 'A, "B"')]),
    ("quotes of the text", '“甲”\t"A" he said "B"\n', [("“甲”", '"A" he said "B"')]),
    ("backslashes of others", "C:\\new\t甲\n", [("C:\\new", "甲")]),
    ("Windows", "\ufeff甲\tA\r\n乙\tB\r\n", [("甲", "A"), ("乙", "B")]),
    ("odd line ends in a text", "甲\u2028乙\tA\x0bB\x85C\n", [("甲\u2028乙", "A\x0bB\x85C")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "expected"), TABLES, ids=[t[0] for t in TABLES])
def test_a_table_is_read_as_it_is_meant(name, text, expected):
    assert pairs(load(text)) == expected


def test_our_own_table_escapes_what_would_break_it():
    file = io.BytesIO()
    dump_bitext(bitext_of(("甲\t乙\n丙", "C:\\new")), file)
    lines = file.getvalue().decode().split("\n")
    assert lines[0] == "source\ttarget\tkind\tconfidence\tsource_speaker\ttarget_speaker"
    assert lines[1] == "甲\\t乙\\n丙\tC:\\\\new\t1-1\t\t\t"
    assert pairs(load(file.getvalue())) == [("甲\t乙\n丙", "C:\\new")]


def test_a_short_row_is_named_by_its_line():
    text = "甲\tA\n乙\n丙\tC\n"
    with pytest.raises(InputError, match="line 2: has 1 column where 2 are needed"):
        load(text)
    assert pairs(load(text, recover=True)) == [("甲", "A"), ("丙", "C")]


def test_a_confidence_that_is_none_is_named_by_its_line():
    with pytest.raises(InputError, match="line 2"):
        load("source\ttarget\tconfidence\n甲\tA\tvery\n")
    assert load("source\ttarget\tconfidence\n甲\tA\t95%\n").units[0].confidence == 0.95


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16", "utf-16-le", "utf-8-sig"])
def test_any_encoding_is_read(encoding):
    text = "我們的經濟發展很快\tOur economy grows\n這是第二句\tThe second\n"
    text = text if encoding == "big5" else text.replace("經濟", "经济")
    assert pairs(load(text.encode(encoding)))[0] == tuple(text.split("\n")[0].split("\t"))


@pytest.mark.parametrize(
    "content", ["just a text\nwithout tabs\n", "", "\n\n", "\x00\x01\x02\x03" * 50]
)
def test_what_is_no_table_is_refused_in_a_sentence(content):
    with pytest.raises(InputError):
        load(content)


def test_csv_of_any_separator_and_without_the_guard_of_formulas():
    assert pairs(load("甲,\"A, B\"\n'=乙,'+1\n", ".csv")) == [("甲", "A, B"), ("=乙", "+1")]
    assert pairs(load("甲;A, B\n乙;C\n", ".csv")) == [("甲", "A, B"), ("乙", "C")]
    assert pairs(load('甲,"two\nlines"\n', ".csv")) == [("甲", "two\nlines")]


def test_a_formula_in_a_workbook_stays_a_text(tmp_path):
    path = tmp_path / "a.xlsx"
    write_bitext(bitext_of(("=1+1", '=HYPERLINK("http://x")'), ("@甲", "-5")), path)
    cells = list(openpyxl.load_workbook(path)["pairs"].iter_rows(min_row=2, max_col=2))
    assert {cell.data_type for row in cells for cell in row} == {"s"}
    assert cells[0][0].value == "=1+1"


def test_a_workbook_of_others_is_read(tmp_path):
    book = openpyxl.Workbook()
    book.create_sheet("second").append(["x"])
    book.active.append(["序号", "中文", "English"])
    book.active.append([1, "甲", "A"])
    book.active.append([2, "乙", 2024])
    book.save(tmp_path / "a.xlsx")
    read = read_bitext(tmp_path / "a.xlsx")
    assert pairs(read) == [("甲", "A"), ("乙", "2024")]
    assert (read.source_language, read.target_language) == ("zh-Hans", "en")


def test_a_text_too_long_for_a_cell_is_an_error_not_a_cut(tmp_path):
    with pytest.raises(InputError, match="does not fit in a cell"):
        write_bitext(bitext_of(("甲" * 40_000, "A")), tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"no zip", b"PK\x03\x04 broken"])
@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_an_office_file_that_is_none_is_refused(content, suffix):
    with pytest.raises(InputError):
        load(content, suffix)
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(InputError):
        load(empty.getvalue(), suffix)


def test_training_text_is_two_files_with_a_line_each(tmp_path):
    bitext = bitext_of(("甲\n乙　丙", "A\tb"), ("漏", ""), ("丁", "D"))
    done = write_bitext(bitext, tmp_path / "corpus.moses")
    assert (done.units, done.left_out) == (2, {"with an empty side": 1})
    assert (tmp_path / "corpus.zh").read_text(encoding="utf-8") == "甲 乙 丙\n丁\n"
    assert (tmp_path / "corpus.en").read_text(encoding="utf-8") == "A b\nD\n"
    assert pairs(read_bitext(tmp_path / "corpus.zh")) == [("甲 乙 丙", "A b"), ("丁", "D")]
    assert pairs(read_bitext(tmp_path / "corpus.en"))[1] == ("D", "丁")
    with pytest.raises(InputError, match="already exists"):
        write_bitext(bitext, tmp_path / "corpus.moses")
    (tmp_path / "corpus.en").write_text("A b\n", encoding="utf-8")
    with pytest.raises(InputError, match="fewer lines"):
        read_bitext(tmp_path / "corpus.zh")


CUES = (
    "1\n00:00:01,000 --> 00:00:02,000\nHello.\n你好。\n\n"
    "2\n00:00:02,000 --> 00:00:04,500\nTwo\nlines.\n两行。\n"
)


def test_a_subtitle_file_in_two_languages():
    read = load(CUES, ".srt")
    assert pairs(read) == [("Hello.", "你好。"), ("Two lines.", "两行。")]
    assert (read.source_language, read.target_language) == ("en", "zh-Hans")
    assert read.units[1].props == (("x-start-ms", "2000"), ("x-end-ms", "4500"))
    with pytest.raises(InputError, match="one language only"):
        load(CUES.replace("你好。\n", "").replace("两行。\n", ""), ".srt")


SDL = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"
 xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0">
<file original="a.docx" source-language="zh-CN" target-language="en-US"><body>
<trans-unit id="t1"><source>甲。<g id="1">乙</g>。</source>
<seg-source><mrk mtype="seg" mid="1">甲。</mrk>
<mrk mtype="seg" mid="2"><g id="1">乙</g>。</mrk></seg-source>
<target><mrk mtype="seg" mid="1">A.</mrk><mrk mtype="seg" mid="2"><g id="1">B</g>.</mrk></target>
<sdl:seg-defs><sdl:seg id="1" conf="ApprovedTranslation"/>
<sdl:seg id="2" conf="Draft"/></sdl:seg-defs>
</trans-unit></body></file></xliff>"""

MEMOQ = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:mq="MQXliff">
<file original="a" source-language="zh-CN" target-language="en"><body>
<trans-unit id="1" mq:status="ManuallyConfirmed"><source>甲<ph id="1">{x}</ph></source>
<target>A</target></trans-unit>
<trans-unit id="2" mq:status="NotStarted"><source>乙</source><target/>
<alt-trans><source>其他</source><target>Other</target></alt-trans></trans-unit>
</body></file></xliff>"""

V2 = """<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"
 srcLang="zh-Hant" trgLang="en">
<file id="f"><group id="g"><unit id="u"><notes><note>look</note></notes>
<segment state="reviewed"><source>甲<cp hex="000B"/><pc id="1">乙</pc></source>
<target>A b</target></segment>
<ignorable><source> </source></ignorable>
<segment id="s2"><source>丙<ph id="2"/></source></segment></unit></group></file></xliff>"""


def test_xliff_of_trados_is_read_by_segments_with_their_states():
    read = load(SDL, ".sdlxliff")
    assert pairs(read) == [("甲。", "A."), ("乙。", "B.")]
    assert [u.status for u in read.units] == ["reviewed", "needs-review"]
    assert [u.id for u in read.units] == ["t1:1", "t1:2"]


def test_xliff_of_memoq_is_read_with_its_states():
    read = load(MEMOQ, ".mqxliff")
    assert pairs(read) == [("甲", "A"), ("乙", "")]
    assert [u.status for u in read.units] == ["translated", "initial"]
    assert any("inline markup" in note for note in read.notes)


def test_xliff_2_is_read():
    read = load(V2, ".xliff")
    assert pairs(read) == [("甲\x0b乙", "A b"), ("丙", "")]
    assert [u.status for u in read.units] == ["reviewed", None]
    assert read.source_language == "zh-Hant"
    assert read.units[0].notes == ("look",)


@pytest.mark.parametrize("status", ["initial", "needs-review", "translated", "reviewed", "final"])
@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_review_states_survive(status, version):
    from corpora.formats import WriteOptions

    unit = TranslationUnit(source="甲", target="A", status=status, id="1")
    file = io.BytesIO()
    bitext = Bitext(name="b", source_language="zh-Hans", target_language="en", units=(unit,))
    dump_bitext(bitext, file, suffix=".xlf", options=WriteOptions(xliff=version))
    assert load(file.getvalue(), ".xlf").units[0].status == status


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("a.utf8", "glossary"),
        ("a.pdf", "PDF"),
        ("a.sdltm", "Trados"),
        ("a.xyz", ".tmx"),
        ("a", "no suffix"),
    ],
)
def test_what_we_do_not_read_is_refused_with_what_to_do(tmp_path, name, word):
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(InputError, match=word):
        open_units(tmp_path / name)


def test_missing_empty_and_folder(tmp_path):
    (tmp_path / "empty.tmx").touch()
    for path, word in ((tmp_path / "no.tmx", "does not exist"), (tmp_path, "folder"),
                       (tmp_path / "empty.tmx", "empty")):  # fmt: skip
        with pytest.raises(InputError, match=word):
            read_bitext(path)


# How many pairs each of the files of real tools holds; None: refused, and rightly.
IMPORTS = {
    "HSCAT8-10.xlf": 6, "HSCAT8-3.xlf": 72, "HSCAT8-83.xlf": 12, "ImportTBXTest0.tbx": None,
    "ImportTMXTest.tmx": 314, "ImportTest1A.tmx": 2, "ImportTest1C.tmx": 3, "ImportTest1E.tmx": 3,
    "ImportTest1J_many.tmx": 2, "ImportTest2A.tmx": 7, "Test_UTF16LE.txt.xlf": 4, "UTF-16LE.TMX": 2,
    "bilingual-cues.srt": 86, "empty.tmx": 0, "invalid.tmx": 0, "mojibake.txt": None,
    "resegmenting.tmx": 1, "sampleTBXfile.tbx": 1, "test-SMP.tmx": 1, "test-level1.tmx": 4,
    "test-missingSource.tmx": 3, "test-multiple-entries11.tmx": 4, "test.csv": 7, "test.tab": 4,
    "testUTF16LE.txt": 2, "tico19.en-zh.tmx": 3071,
}  # fmt: skip


@pytest.mark.parametrize("name", IMPORTS)
def test_files_of_real_tools(shared_data, name):
    path = shared_data / "import" / name
    if IMPORTS[name] is None:
        with pytest.raises(InputError) as caught:
            read_bitext(path)
        assert caught.value.hint
    else:
        assert len(read_bitext(path).units) == IMPORTS[name]

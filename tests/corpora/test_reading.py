"""From files people have to documents: encodings, line breaks, headings, bad input."""

import io
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.errors import InputError
from corpora.formats.documents import text as text_format
from corpora.reading import document as reading
from corpora.reading.document import document_from_text, read_document

ZH = "工业发展情况说明\n今年以来，工业经济平稳运行。\n我们将继续努力，谢谢大家！\n"
ZH_HANT = "銀行體系的穩定\n今年以來，銀行體系保持穩健。\n我們將繼續努力，謝謝大家！\n"
EN = "Report on Industry\nThe economy ran smoothly this year.\nWe will go on, and we thank you!\n"


def texts(document):
    return [segment.text for segment in document.segments]


@pytest.fixture
def write(tmp_path):
    def write(data, name="a.txt"):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        (ZH, "utf-8", None),
        (ZH, "utf-8-sig", None),
        (ZH, "utf-16", "UTF-16"),
        (ZH, "utf-16-le", "UTF-16 without"),
        (ZH, "utf-16-be", "UTF-16 without"),
        (ZH, "utf-32", "UTF-32"),
        (ZH, "gb18030", "GB18030"),
        (ZH_HANT, "gb18030", "GB18030"),
        (ZH_HANT, "big5", "Big5"),
        (ZH + ZH_HANT, "gb18030", "GB18030"),
        (EN, "ascii", None),
        (EN, "utf-16-le", "UTF-16 without"),
        (EN + "He said “it’s fine” – naïve.\n", "cp1252", "Windows-1252"),
        ("𠮷野家开门了。", "gb18030", "GB18030"),
    ],
)
def test_encodings_are_made_out_and_said(write, text, encoding, said):
    document = read_document(write(text.encode(encoding)))
    assert document.text == text
    assert (said is None) == (document.notes == ())
    assert said is None or said in document.notes[0]


@pytest.mark.parametrize("text", ["你好", "你好吗？", "谢谢大家", "这是中文", "体育", "歡迎您"])
@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_short_texts_are_told_apart(write, text, encoding):
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        pytest.skip("simplified characters are not in Big5")
    assert read_document(write(data)).text == text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ZH, "zh-Hans"),
        (ZH_HANT, "zh-Hant"),
        (EN, "en"),
        ("支持 Node.js 与 Kubernetes 的国际版本", "zh-Hans"),
        ("The word 發展 means development, and 經濟 means economy in this text.", "en"),
        ("12345", "en"),
    ],
)
def test_language_is_detected_or_given(text, language):
    assert document_from_text(text, name="case").language == language
    assert document_from_text(text, name="case", language="zh-Hant").language == "zh-Hant"


def test_every_kind_of_line_break_ends_a_paragraph():
    breaks = ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\v", "\f"]
    text = "".join(f"第{i}句。{mark}" for i, mark in enumerate(breaks))
    document = document_from_text(text, name="case")
    assert document.text == text
    assert len(document.paragraphs) == len(document.segments) == len(breaks)


def test_outer_space_of_all_kinds_is_outside_segments():
    document = document_from_text("\u3000\u3000甲句。\u00a0\n\t乙句。 \u200b\n", name="case")
    assert texts(document) == ["甲句。", "乙句。"]


WRAPPED_EN = (
    "The committee met on Monday to discuss the budget for the coming year and the\n"
    "plans for the new building. It was a long meeting with many speakers and a\n"
    "few interruptions.\n\n"
    "The next meeting will be held in June. Members are invited to send their ques-\n"
    "tions to the secretary before then. All questions will be answered.\n"
)
WRAPPED_ZH = (
    "\u3000\u3000今年以来，面对复杂严峻的国际环境和国内多重困难挑战，各地区各部门\n"
    "认真贯彻落实决策部署，经济运行总体平稳。消费市场持续恢复，投资结构不\n"
    "断优化。\n"
    "\u3000\u3000下一步，我们将继续努力，做好各项工作。\n"
)


def test_wrapped_english_is_joined_and_said():
    document = document_from_text(WRAPPED_EN, name="case")
    assert len(document.paragraphs) == 2
    assert texts(document)[0].endswith("for the coming year and the plans for the new building.")
    assert "questions to the secretary" in texts(document)[3]
    assert "3 line breaks" in document.notes[0]


def test_wrapped_chinese_is_joined_without_spaces():
    document = document_from_text(WRAPPED_ZH, name="case")
    assert texts(document)[1] == "消费市场持续恢复，投资结构不断优化。"
    assert len(document.paragraphs) == 2


def test_wrapped_windows_lines_are_joined():
    document = document_from_text(WRAPPED_EN.replace("\n", "\r\n"), name="case")
    assert len(document.paragraphs) == 2


@pytest.mark.parametrize(
    "text",
    [
        "苹果\n香蕉\n橘子\n",
        "Markets rally as investors cheer new data from the central bank on Friday\n"
        "Government unveils new plan for industrial development across the country\n"
        "The minister visits factories in the south to inspect production of cars\n",
        "统筹推进产业基础再造工程和重大技术装备攻关工程\n不断增强制造业核心竞争力和创新能力\n",
        "加快推进工业化进程，做强做优实体经济\n今年的形势很好，我们继续努力。\n",
        "床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。\n",
        "- apples from the northern orchards of the region\n- pears from the southern ones\n",
        "One sentence a line is a common form.\nIt must stay as it is, of course.\n",
    ],
    ids=["list", "headlines", "titles", "headline", "poem", "items", "sentences"],
)
def test_lines_that_authors_ended_stay(text):
    document = document_from_text(text, name="case")
    assert document.text == text
    assert len(document.paragraphs) == text.count("\n")


def test_segmented_takes_lines_as_they_stand(write):
    path = write("  甲。乙。 \n记者：丙\n\n丁\n")
    document = read_document(path, segmented=True)
    assert texts(document) == ["甲。乙。", "记者：丙", "丁"]
    assert [segment.paragraph for segment in document.segments] == [0, 0, 1]
    assert document.speaker(1) == "记者"
    assert read_document(write(WRAPPED_EN), segmented=True).text == WRAPPED_EN


def test_headings():
    text = (
        "重要发布！我们介绍今年的工作\n今年以来，各项工作有序推进，成绩显著。\n一、主要成绩\n"
        "产值达到三万亿元，增长百分之六。\n# 标记\n"
        "这一段也是完整的句子，用来结束全文。\n各位代表：\n谢谢。"
    )
    document = document_from_text(text, name="case")
    headings = [segment.text for segment in document.segments if segment.is_heading]
    assert headings == ["重要发布！", "我们介绍今年的工作", "一、主要成绩", "# 标记"]


def test_english_headings():
    text = (
        "Report on the Work of the Office\n\nThe office worked well in the year under review.\n\n"
        "Part I Overview\n\nIt met all of its targets, and more than met some of them.\n\n"
        "and so on\n\nThe end of the report is here.\n"
    )
    document = document_from_text(text, name="case")
    headings = [segment.text for segment in document.segments if segment.is_heading]
    assert headings == ["Report on the Work of the Office", "Part I Overview"]


def test_a_list_of_words_has_no_headings():
    document = document_from_text("苹果\n香蕉\n橘子\n", name="case")
    assert not any(segment.is_heading for segment in document.segments)


MESSY = st.text(
    st.sampled_from("甲乙。！？：: \n\r\u2028\u3000\u00a0\t.aB-一、“”（）记者问答#；…\u200b𠮷ｆ"),
    max_size=80,
)


@settings(deadline=None)
@given(MESSY, st.booleans())
def test_segments_and_what_lies_between_give_the_text_back(text, segmented):
    try:
        document = document_from_text(text, name="case", segmented=segmented)
    except InputError:
        return
    at, rebuilt = 0, []
    for segment in document.segments:
        rebuilt += [document.text[at : segment.start], segment.text]
        at = segment.end
        assert segment.text == segment.text.strip()
        assert document.turns[segment.turn].start <= segment.start
        assert segment.end <= document.paragraphs[segment.paragraph].end
    assert "".join(rebuilt) + document.text[at:] == document.text
    visible = sum(not char.isspace() for char in document.text)
    labels = "".join(document.text[slice(*turn.label)] for turn in document.turns if turn.label)
    covered = "".join(segment.text for segment in document.segments) + labels
    hidden = sum(char == "\u200b" for char in document.text)
    assert visible - hidden <= sum(not char.isspace() for char in covered) <= visible


def test_standard_input(monkeypatch):
    class Stdin:
        buffer = io.BytesIO("甲句。乙句。".encode())

    monkeypatch.setattr(sys, "stdin", Stdin)
    document = read_document("-")
    assert document.name == "standard input"
    assert len(document.segments) == 2


def test_errors_name_standard_input():
    with pytest.raises(InputError, match=r"^standard input: is empty"):
        read_document("-", data=b"")


def test_bytes_may_be_handed_in():
    document = read_document("-", data="<html><body><p>甲。</p></body></html>".encode())
    assert texts(document) == ["甲。"]
    assert read_document("somewhere.txt", data=b"One. Two.").name == "somewhere.txt"


BAD = {
    "empty": (b"", "is empty", "a.txt"),
    "white space": (b" \n\t\r\n", "is empty", "a.txt"),
    "wide white space": ("\u3000\u00a0\n\ufeff".encode(), "only white space", "a.txt"),
    "binary": (bytes(range(256)) * 20, "binary", "a.txt"),
    "NUL bytes": (b"One\0two. Three.", "binary", "a.txt"),
    "lone surrogate": (b"One line.\nTwo \xed\xa0\x80 lines.", "line 2: holds half", "a.txt"),
    "damaged": (
        "甲乙丙丁。\n".encode() * 20 + b"\xe4\xb8\n",
        "line 21: holds bytes that are not UTF-8",
        "a.txt",
    ),
    "damaged UTF-16": (b"\xff\xfea\0b\0c", "line 1: holds bytes that are not UTF-16", "a.txt"),
    "pdf": (b"%PDF-1.7 ...", "is not a PDF", "a.txt"),
    "rtf": (b"{\\rtf1 }", "holds no text", "a.txt"),
    "no styled cue": (b"\xef\xbb\xbf[Script Info]\r\nTitle: x", "no subtitles", "a.ass"),
    "web archive": (b"MIME-Version: 1.0\r\n\r\n--b", "web archive", "a.mhtml"),
    "picture": (b"\x89PNG\r\n\x1a\n", "picture", "a.docx"),
    "gzip": (b"\x1f\x8b\x08", "compressed", "a.txt"),
    "pairs": (b"<tmx/>", "pairs, not a document", "a.tmx"),
    "utf-8 read as latin": (
        ("国际经济形势复杂" * 5).encode().decode("cp1252", "ignore").encode(),
        "garbled",
        "a.txt",
    ),
    "gbk read as latin": (
        ("国际经济形势" * 5).encode("gbk").decode("latin-1").encode(),
        "garbled",
        "a.txt",
    ),
    "utf-8 read as gbk": (
        ("国际经济形势复杂。" * 5).encode().decode("gb18030", "ignore").encode(),
        "garbled",
        "a.txt",
    ),
    "replacement characters": (
        "\ufffd\ufffd工业\ufffd\ufffd发展\ufffd".encode(),
        "lost characters",
        "a.txt",
    ),
    "private use": (("\ue001\ue002\ue003" * 20).encode(), "nonsense|private", "a.txt"),
    "Russian": (
        "Это не китайский и не английский текст, а русский. ".encode() * 3,
        "neither",
        "a.txt",
    ),
    "no cue": (b"WEBVTT\n\n", "no subtitles", "a.vtt"),
    "no text in HTML": (b"<html><body><script>x</script></body></html>", "no text", "a.html"),
}


@pytest.mark.parametrize(("data", "problem", "name"), BAD.values(), ids=BAD)
def test_bad_input_is_one_clear_error(write, data, problem, name):
    path = write(data, name)
    with pytest.raises(InputError, match=problem) as caught:
        read_document(path)
    assert caught.value.path == str(path)
    assert caught.value.hint


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read_document(tmp_path / "no.txt")
    with pytest.raises(InputError, match="is a folder"):
        read_document(tmp_path)


def test_files_and_lines_beyond_the_limits(write, monkeypatch):
    monkeypatch.setattr(text_format, "LONGEST_LINE_CHARS", 1000)
    with pytest.raises(InputError, match="line 2: this line is 2,000 characters"):
        read_document(write("甲。\n" + "乙" * 2000))
    monkeypatch.setattr(reading, "LONGEST_SENTENCE_CHARS", 100)
    with pytest.raises(InputError, match="holds 101 characters without the end"):
        read_document(write("甲。" + "乙" * 101))
    assert read_document(write("甲。" * 101)).segments
    monkeypatch.setattr(reading, "LARGEST_FILE_BYTES", 100)
    with pytest.raises(InputError, match="larger than"):
        read_document(write("甲" * 100))
    with pytest.raises(InputError, match="larger than"):
        read_document("-", data=b"a" * 101)


def test_given_text_with_a_lone_surrogate():
    with pytest.raises(InputError, match="line 2: holds half"):
        document_from_text("one\ntwo \ud800", name="case")


def test_rare_characters_alone_are_not_nonsense():
    assert texts(document_from_text("𠮷", name="case")) == ["𠮷"]
    assert texts(document_from_text("饕餮魍魉。", name="case")) == ["饕餮魍魉。"]


def test_nonsense_from_a_pdf(shared_data):
    with pytest.raises(InputError, match="nonsense"):
        read_document(shared_data / "import" / "mojibake.txt")


def test_no_real_text_is_refused_or_joined(shared_data):
    paths = [
        p
        for folder in ("hkma", "reports", "pressers")
        for p in shared_data.glob(f"{folder}/*/*.txt")
    ]
    assert paths
    for path in paths[::5]:
        document = read_document(path)
        assert document.notes == ()
        assert document.text == path.read_text(encoding="utf-8-sig")


SEEDS = [
    ZH.encode(),
    ZH_HANT.encode("big5"),
    EN.encode("utf-16"),
    b"WEBVTT\n\n00:01.000 --> 00:02.000\nx\n",
]
SEEDS += [b"<html><body><p>a<b>b</p></table>", b"PK\x03\x04", b"1\n00:00:01,000 --> x\n\n", b""]


@settings(deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.binary(max_size=30),
    st.integers(0, 60),
    st.sampled_from(["a.txt", "a.docx", "a.html", "a.srt", "a.vtt", "a", "-"]),
    st.booleans(),
)
def test_any_bytes_give_a_document_or_an_input_error(seed, junk, at, name, segmented):
    data = seed[:at] + junk + seed[at:]
    try:
        document = read_document(name, data=data, segmented=segmented)
    except InputError as error:
        assert error.problem  # noqa: PT017
        return
    assert document.segments
    document.text.encode("utf-8")

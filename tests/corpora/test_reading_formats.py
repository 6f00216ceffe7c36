"""Word, HTML and subtitle files."""

import io
import zipfile

import pytest

from corpora.errors import InputError
from corpora.formats.documents import packages
from corpora.reading.document import read_document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STYLES = (
    f'<w:styles xmlns:w="{W}"><w:style w:styleId="a1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="a2"><w:name w:val="Mine"/><w:basedOn w:val="a1"/></w:style></w:styles>'
)


def word(body, **parts):
    """The bytes of a Word document with this body, and other parts by name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
        archive.writestr("word/styles.xml", STYLES)
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", xml)
    return file.getvalue()


def p(*runs, style=None):
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


def r(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def read(data, name="a.docx", **options):
    return read_document(name, data=data if isinstance(data, bytes) else data.encode(), **options)


def texts(document):
    return [segment.text for segment in document.segments]


def test_tables_stand_where_they_stand():
    table = f"<w:tbl><w:tr><w:tc>{p(r('指标'))}</w:tc><w:tc>{p(r('数值'))}</w:tc></w:tr></w:tbl>"
    document = read(word(p(r("表前。")) + table + p(r("表后。"))))
    assert texts(document) == ["表前。", "指标", "数值", "表后。"]
    assert [paragraph.kind for paragraph in document.paragraphs] == ["body", "cell", "cell", "body"]


def test_headings_by_style_and_by_descent():
    document = read(word(p(r("题目"), style="a1") + p(r("副题"), style="a2") + p(r("正文。"))))
    assert [segment.is_heading for segment in document.segments] == [True, True, False]


def test_bold_runs_name_speakers():
    bold = "<w:b/>"
    document = read(
        word(
            p(r("主持人", bold), r("　大家好。")) + p(r("陈小", bold), r("虎：", bold), r("你好。"))
        )
    )
    assert [turn.speaker for turn in document.turns] == ["主持人", "陈小虎"]
    assert texts(document) == ["大家好。", "你好。"]
    assert document.paragraphs[1].bold == ((9, 13),)


def test_bold_that_is_switched_off_is_not_bold():
    document = read(word(p(r("甲乙", '<w:b w:val="0"/>'), r("丙。"))))
    assert document.paragraphs[0].bold == ()


def test_revisions_breaks_and_hidden_text():
    body = p(
        r("保留"),
        f"<w:del>{'<w:r><w:delText>删去</w:delText></w:r>'}</w:del>",
        f"<w:ins>{r('插入')}</w:ins>",
        r("隐藏", "<w:vanish/>"),
        "<w:r><w:t>。</w:t><w:br/><w:t>第二行</w:t><w:tab/><w:t>后</w:t></w:r>",
    )
    document = read(word(body))
    assert document.text == "保留插入。\n第二行\t后"
    assert len(document.paragraphs) == 2


def test_content_controls_and_footnotes_are_read():
    control = f"<w:sdt><w:sdtContent>{p(r('控件。'))}</w:sdtContent></w:sdt>"
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator">{p(r("线"))}</w:footnote>'
        f"<w:footnote>{p(r('脚注。'))}</w:footnote></w:footnotes>"
    )
    assert texts(read(word(control, footnotes=notes))) == ["控件。", "脚注。"]


def test_word_documents_are_known_by_what_they_are():
    assert texts(read(word(p(r("甲。"))), "misnamed.txt")) == ["甲。"]


def test_entities_are_not_expanded():
    bomb = '<!DOCTYPE d [<!ENTITY a "xxxxxxxxxx">]>'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        xml = f'{bomb}<w:document xmlns:w="{W}"><w:body>{p(r("前&a;后。"))}</w:body></w:document>'
        archive.writestr("word/document.xml", xml)
    assert "xxxxx" not in read(data.getvalue()).text


def zipped(**files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return data.getvalue()


BAD = {
    "text": (b"not a zip", "not a Word document"),
    "cut off": (word(p(r("甲。")))[:200], "not a Word document"),
    "old": (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "old Office file"),
    "encrypted": (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
    "spreadsheet": (zipped(xl__workbook="<a/>"), "Excel workbook"),
    "presentation": (zipped(ppt__slides="<a/>"), "presentation"),
    "opendocument": (zipped(content="<a/>"), "OpenDocument"),
    "e-book": (zipped(**{"META-INF__container": "<a/>"}), "EPUB"),
    "archive": (zipped(a="<a/>"), "archive"),
    "broken XML": (zipped(word__document="<w:a"), "damaged"),
    "no text": (word(p()), "holds no text"),
}


@pytest.mark.parametrize(("data", "problem"), BAD.values(), ids=BAD)
def test_what_is_no_word_document_is_said_to_be_so(data, problem):
    with pytest.raises(InputError, match=problem) as caught:
        read(data)
    assert caught.value.hint


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(packages, "LARGEST_PART_BYTES", 1000)
    with pytest.raises(InputError, match="when unpacked"):
        read(word(p(r("甲" * 10_000))))


PAGE = """<!DOCTYPE html><html><head><title>t</title><style>p{}</style></head><body>
<nav><a href="/">首页</a></nav><div class="menu"><a href="a">甲</a> <a href="b">乙</a></div>
<h1>发布会&amp;问答</h1><p><b>记者：</b>请问&lt;今年&gt;的
情况？<br>明年呢？</p><ul><li>第一条。</li><li>第二条。</li></ul>
<table><tr><td>指标</td><td>数 <i>值</i></td></tr></table>
<div>裸露的文字。<p>段落。</p>尾巴。</div><script>var x = "没有";</script><footer>版权</footer>
</body></html>"""


def test_html():
    document = read(PAGE, "a.html")
    assert texts(document) == [
        "发布会&问答",
        "请问<今年>的情况？",
        "明年呢？",
        "第一条。",
        "第二条。",
        "指标",
        "数 值",
        "裸露的文字。",
        "段落。",
        "尾巴。",
    ]
    assert document.segments[0].is_heading
    assert document.speaker(1) == "记者"
    assert [p.kind for p in document.paragraphs].count("cell") == 2


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "utf-8"])
def test_html_in_the_encoding_it_declares(declared):
    page = (
        f"<html><head><meta charset={declared}></head><body><p>朱镕基总理讲话。</p></body></html>"
    )
    encoding = "utf-8" if declared == "utf-8" else "gb18030"
    assert texts(read(page.encode(encoding), "a.htm")) == ["朱镕基总理讲话。"]


def test_html_that_lies_about_its_encoding():
    page = "<html><head><meta charset=utf-8></head><body><p>我们的工作是这样的。</p></body></html>"
    assert texts(read(page.encode("gb18030"), "a.html")) == ["我们的工作是这样的。"]


def test_a_page_within_a_page_of_links():
    links = "".join(f'<li><a href="{i}">另一条新闻的标题之{i}</a></li>' for i in range(9))
    page = f"<html><body><ul>{links}</ul><article><p>正文在这里。</p></article></body></html>"
    assert texts(read(page, "a.html")) == ["正文在这里。"]


def test_deep_nesting_does_not_overflow():
    def page(depth):
        return f"<html><body>{'<div>' * depth}甲。{'</div>' * depth}<p>乙。</p></body></html>"

    assert texts(read(page(1500), "a.html")) == ["甲。", "乙。"]
    with pytest.raises(InputError, match="deeply"):
        read(page(5000), "a.html")


SRT = """1
00:00:01,000 --> 00:00:02,000
Hello <i>there</i> and

2
00:00:02,100 --> 00:00:03,000
welcome. It is

3
00:00:03,100 --> 00:00:04,000
a good day.

4
00:00:20,000 --> 00:00:21,000
- Yes.
- No.
"""


def test_sentences_are_joined_across_cues():
    document = read(SRT, "a.srt")
    assert texts(document) == ["Hello there and welcome.", "It is a good day.", "- Yes.", "- No."]
    assert {paragraph.kind for paragraph in document.paragraphs} == {"cue"}
    assert "2 subtitle cues" in document.notes[0]


def test_voices_name_speakers():
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Xin Dabin>Good day to you all.\n"
    document = read(vtt, "a.vtt")
    assert document.speaker(0) == "Xin Dabin"
    assert texts(document) == ["Good day to you all."]


def cue(number, *lines):
    return (
        f"{number}\n00:00:{number:02},000 --> 00:00:{number:02},900\n" + "\n".join(lines) + "\n\n"
    )


def test_chinese_cues_without_punctuation_stay_apart():
    srt = "".join(
        cue(i, text) for i, text in enumerate(["今天我们来看", "一个新的问题", "非常重要"], 1)
    )
    assert len(read(srt, "a.srt").segments) == 3


def test_bilingual_cues_give_one_language():
    srt = cue(1, "Good morning.", "早上好。") + cue(2, "Good night.", "晚安。")
    assert texts(read(srt, "a.srt")) == ["Good morning.", "Good night."]
    assert "both languages" in read(srt, "a.srt").notes[0]
    assert texts(read(srt, "a.srt", language="zh-Hans")) == ["早上好。", "晚安。"]

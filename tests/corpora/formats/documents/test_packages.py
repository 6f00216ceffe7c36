"""E-books, presentations, OpenDocument: small ones made here, whole and damaged."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.errors import InputError
from corpora.formats.documents import packages
from corpora.reading.document import read_document
from corpora.units import Document

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
D = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def zipped(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def epub(chapters: dict[str, str], **more: str) -> bytes:
    items = "".join(
        f'<item id="{name}" href="text/{name}.xhtml" media-type="application/xhtml+xml"/>'
        for name in chapters
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in chapters)
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": "<container><rootfiles><rootfile full-path='OEBPS/b.opf'/>"
            "</rootfiles></container>",
            "OEBPS/b.opf": "<package xmlns='http://www.idpf.org/2007/opf'><manifest>"
            "<item id='n' href='text/nav.xhtml' properties='nav'"
            " media-type='application/xhtml+xml'/>"
            f"{items}</manifest><spine><itemref idref='n'/>{spine}</spine></package>",
            "OEBPS/text/nav.xhtml": "<html><body><p>Contents</p></body></html>",
            **{
                f"OEBPS/text/{name}.xhtml": "<?xml version='1.0'?>"
                f"<html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head><body>{body}</body></html>"
                for name, body in chapters.items()
            },
            **more,
        }
    )


def pptx(slides: list[str], relations: str = "", **more: str) -> bytes:
    ids = "".join(f'<p:sldId r:id="r{n}"/>' for n in reversed(range(len(slides))))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{R}/slide" Target="slides/s{n}.xml"/>'
        for n in range(len(slides))
    )
    return zipped(
        {
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst>{ids}'
            "</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": f"<Relationships>{links}</Relationships>",
            "ppt/slides/_rels/s0.xml.rels": f"<Relationships>{relations}</Relationships>",
            **{
                f"ppt/slides/s{n}.xml": f'<p:sld xmlns:p="{P}" xmlns:a="{A}"><p:cSld><p:spTree>'
                f"{shapes}</p:spTree></p:cSld></p:sld>"
                for n, shapes in enumerate(slides)
            },
            **more,
        }
    )


def shape(*paragraphs: str, place: str = "") -> str:
    kind = f'<p:ph type="{place}"/>' if place else ""
    body = "".join(f"<a:p>{paragraph}</a:p>" for paragraph in paragraphs)
    return f"<p:sp><p:nvSpPr><p:nvPr>{kind}</p:nvPr></p:nvSpPr><p:txBody>{body}</p:txBody></p:sp>"


def run(text: str, properties: str = "") -> str:
    return f"<a:r><a:rPr {properties}/><a:t>{text}</a:t></a:r>"


def odt(body: str, styles: str = "", **more: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{short}="{ODF}{name}:1.0"'
        for short, name in (
            ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
            ("fo", "xsl-fo-compatible"), ("draw", "drawing"),
        )
    )  # fmt: skip
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body>{body}</office:body></office:document-content>"
    )
    return zipped(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **more}
    )


def found(document: Document) -> list[tuple[str, str]]:
    return [(part.kind, document.text[part.start : part.end]) for part in document.paragraphs]


def test_chapters_come_in_the_order_of_the_spine_without_the_contents():
    second = (
        "<h1>第二章</h1><p>雨停<br/>了。&nbsp;<b>走</b></p><svg xmlns='s'><text>画</text></svg>"
    )
    book = epub({"two": second, "one": "<h1>第一章</h1><p>下<a id='x'/>雨\n了。</p>"})
    assert found(read_document("a.epub", data=book)) == [
        ("heading", "第二章"), ("body", "雨停"), ("body", "了。\xa0走"),
        ("heading", "第一章"), ("body", "下雨了。"),
    ]  # fmt: skip


def test_a_protected_book_is_told_and_one_with_scrambled_fonts_is_read():
    for method, is_read in (("http://www.idpf.org/2008/embedding", True), ("http://x/aes", False)):
        lock = f"<encryption><EncryptionMethod Algorithm='{method}'/></encryption>"
        book = epub({"one": "<p>It rains.</p>"}, **{"META-INF/encryption.xml": lock})
        if is_read:
            assert read_document("a.epub", data=book).segments
        else:
            with pytest.raises(InputError, match="protected against copying"):
                read_document("a.epub", data=book)


def test_slides_come_in_the_order_of_the_show_titles_first_notes_last():
    notes = (
        f'<p:notes xmlns:p="{P}" xmlns:a="{A}">{shape(run("说慢一点。"), place="body")}</p:notes>'
    )
    smart = (
        f'<d:m xmlns:d="{D}" xmlns:a="{A}"><d:pt><d:t><a:p>{run("目标")}</a:p></d:t></d:pt></d:m>'
    )
    cell = f"<a:tc><a:p>{run('指标')}</a:p></a:tc>"
    cells = f"<p:graphicFrame><a:tbl><a:tr>{cell}</a:tr></a:tbl></p:graphicFrame>"
    first = (
        shape(run("第一点"), run("第二", 'b="1"') + "<a:br/>" + run("点"))
        + f"<p:grpSp>{shape(run('组内'))}</p:grpSp>{cells}"
        + shape(run("年度") + "<a:br/>" + run("报告"), place="title")
        + shape(run("7"), place="sldNum")
    )
    links = (
        f'<Relationship Id="a" Type="{R}/notesSlide" Target="../notes/n.xml"/>'
        f'<Relationship Id="b" Type="{R}/diagramData" Target="../diagrams/d.xml"/>'
    )
    show = pptx(
        [first, shape(run("Welcome"), place="ctrTitle")],
        links,
        **{"ppt/notes/n.xml": notes, "ppt/diagrams/d.xml": smart},
    )
    document = read_document("a.pptx", data=show)
    assert found(document) == [
        ("heading", "Welcome"), ("heading", "年度报告"), ("body", "第一点"), ("body", "第二"),
        ("body", "点"), ("body", "组内"), ("cell", "指标"), ("body", "目标"),
        ("body", "说慢一点。"),
    ]  # fmt: skip
    assert document.notes == ("the notes of 1 slide of a.pptx were read, each after its slide",)


def test_opendocument_text():
    styles = (
        "<style:style style:name='B'><style:text-properties fo:font-weight='bold'/></style:style>"
    )
    body = (
        "<office:text><text:tracked-changes><text:p>删掉的</text:p></text:tracked-changes>"
        "<text:h text:outline-level='1'>第一章</text:h>"
        "<text:p><text:span text:style-name='B'>记者：</text:span>雨<text:s/>停了吗？"
        "<text:line-break/>停了。<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>见下。</text:p>"
        "</text:note-body></text:note></text:p>"
        "<text:list><text:list-item><text:p>第一项</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>格</text:p></table:table-cell>"
        "</table:table-row></table:table><office:annotation><text:p>批注</text:p></office:annotation>"
        "</office:text>"
    )
    document = read_document("a.odt", data=odt(body, styles))
    assert found(document) == [
        ("heading", "第一章"), ("body", "记者：雨 停了吗？"), ("body", "停了。"),
        ("body", "见下。"), ("body", "第一项"), ("cell", "格"),
    ]  # fmt: skip
    assert document.speaker(1) == "记者"


BAD = {
    "an EPUB without a book": ("a.epub", zipped({"META-INF/container.xml": "<a/>"}), "damaged"),
    "an EPUB that is cut off": ("a.epub", zipped({"META-INF/container.xml": "<a"}), "damaged"),
    "an EPUB that is none": ("a.epub", b"hello", "is not an e-book"),
    "a PPTX without slides": ("a.pptx", zipped({"ppt/x.xml": "<a/>"}), "is not a presentation"),
    "an ODT without a body": ("a.odt", zipped({"content.xml": "<a/>"}), "damaged OpenDocument"),
    "a spreadsheet": ("a.odt", odt("<office:spreadsheet/>"), "is a spreadsheet"),
    "nothing said": ("a.odt", odt("<office:text/>"), "holds no text"),
    "nested too deeply": ("a.odt", odt("<office:text>" + "<text:p>" * 600 + "</text:p>" * 600
                                       + "</office:text>"), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "data", "problem"), BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_one_sentence(name, data, problem):
    with pytest.raises(InputError, match=problem) as caught:
        read_document(name, data=data)
    assert caught.value.hint


@pytest.mark.parametrize("limit", ["LARGEST_PART_BYTES", "LARGEST_WHOLE_BYTES", "MOST_TAGS"])
def test_a_bomb_is_not_unpacked(monkeypatch, limit):
    monkeypatch.setattr(packages, limit, 1_000)
    bomb = odt(f"<office:text>{'<text:p>甲</text:p>' * 10_000}</office:text>")
    with pytest.raises(InputError, match="when unpacked"):
        read_document("a.odt", data=bomb)


WHOLE = {
    "a.epub": epub({"one": "<p>It rains.</p>"}),
    "a.pptx": pptx([shape(run("It rains."))]),
    "a.odt": odt("<office:text><text:p>It rains.</text:p></office:text>"),
}


@given(st.sampled_from(sorted(WHOLE)), st.data())
@settings(max_examples=300, deadline=None)
def test_a_damaged_package_is_read_or_refused(name, data):
    broken = bytearray(WHOLE[name])
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    broken = broken[: data.draw(st.sampled_from([len(broken), len(broken) // 2]))]
    with suppress(InputError):
        read_document(name, data=bytes(broken))

"""Old Word documents, which another program reads for us."""

from __future__ import annotations

import shutil
import subprocess

import docx
import pytest

from corpora.errors import InputError
from corpora.formats.documents import doc
from corpora.reading.document import read_document

OLD = b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "WordDocument".encode("utf-16-le") + b"\0" * 600


def test_without_libreoffice_it_says_how_to_get_on(monkeypatch):
    monkeypatch.setattr(doc, "_program", lambda: None)
    with pytest.raises(InputError, match="is an old Word document") as caught:
        read_document("a.doc", data=OLD)
    assert "LibreOffice" in caught.value.hint


@pytest.mark.client
@pytest.mark.skipif(doc._program() is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_it(tmp_path):
    source = docx.Document()
    source.add_heading("第一章", 1)
    source.add_paragraph("雨停了。")
    source.save(str(tmp_path / "a.docx"))
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        [str(shutil.which("soffice")), "--headless", f"-env:UserInstallation={profile}",
         "--convert-to", "doc", "--outdir", str(tmp_path), str(tmp_path / "a.docx")],
        check=True, capture_output=True,
    )  # fmt: skip
    document = read_document(tmp_path / "a.doc")
    assert [segment.text for segment in document.segments] == ["第一章", "雨停了。"]
    assert document.segments[0].is_heading


@pytest.mark.client
@pytest.mark.skipif(doc._program() is None, reason="LibreOffice is not installed")
def test_what_libreoffice_cannot_open_is_one_sentence():
    with pytest.raises(InputError, match=r"cannot open|holds no text") as caught:
        read_document("a.doc", data=OLD)
    assert caught.value.hint

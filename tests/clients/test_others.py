"""Programs that are no CAT tools, as witnesses: they read back what we wrote."""

from __future__ import annotations

import csv
import shutil
import subprocess

import pytest

from corpora.formats import write_bitext
from corpora.memory.exporting import write_alignment
from corpora.memory.levels import at_level
from corpora.units import Bitext, TranslationUnit

pytestmark = pytest.mark.client


def test_translate_toolkit_reads_the_same_units(sample_alignment, tmp_path):
    tmx = pytest.importorskip("translate.storage.tmx", reason="translate-toolkit is not installed")
    write_alignment(sample_alignment, tmp_path / "m.tmx", min_confidence=0.0)
    store = tmx.tmxfile.parsefile(str(tmp_path / "m.tmx"))
    ours = at_level(sample_alignment, "segment").units
    assert [(u.source, u.target) for u in store.units] == [
        (u.source, u.target) for u in ours if u.source and u.target
    ]


def test_libreoffice_shows_formulas_as_the_texts_they_are(tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed; scripts/install-clients installs it")
    texts = ["=1+1", "+86 10", "@甲", "-5", "𠮷“引”\x0b", "two\nlines", "_x0041_"]
    units = tuple(TranslationUnit(source=text, target="=SUM(A1)") for text in texts)
    bitext = Bitext(name="b", source_language="zh-Hans", target_language="en", units=units)
    write_bitext(bitext, tmp_path / "a.xlsx")
    command = [
        office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
        "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", str(tmp_path),
        str(tmp_path / "a.xlsx"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert [row[1] for row in rows] == ["=SUM(A1)"] * len(texts)
    shown = [row[0] for row in rows]
    assert shown[:4] == texts[:4]
    assert shown[5:] == texts[5:]

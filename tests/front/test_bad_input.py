"""Each bad input gets one clear sentence, exit code 2, no traceback, and nothing half-written."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import duizhao

CHINESE = "今年以来，工业经济稳步回升。新能源汽车产销两旺。\n我们将继续推进新型工业化。谢谢大家。\n"
ENGLISH = (
    "The industrial economy has picked up steadily this year. Production and sales of new energy "
    "vehicles are booming.\nWe will go on promoting new industrialization. Thank you all.\n"
)


@pytest.fixture
def texts(tmp_path: Path) -> tuple[Path, Path]:
    source, target = tmp_path / "zh.txt", tmp_path / "en.txt"
    source.write_text(CHINESE, encoding="utf-8")
    target.write_text(ENGLISH, encoding="utf-8")
    return source, target


@pytest.fixture
def complains(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs the command line, expects exit code 2 and one sentence, and gives the sentence."""

    def run(*arguments: object) -> str:
        with pytest.raises(SystemExit) as stopped:
            duizhao.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        assert stopped.value.code == 2, printed
        assert "Traceback" not in printed.err
        assert printed.out == ""
        sentence = printed.err.strip()
        assert sentence.startswith("duizhao: ")
        assert len(sentence.splitlines()) == 1
        return sentence

    return run


def written(name: str, content: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return write


BAD_SOURCES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing": (lambda folder: folder / "missing.txt", "does not exist"),
    "a folder": (lambda folder: folder, "folder"),
    "empty": (written("empty.txt", b""), "empty"),
    "blank": (written("blank.txt", b" \n\t\n"), "empty"),
    "only a BOM": (written("bom.txt", b"\xef\xbb\xbf"), "white space"),
    "binary": (written("photo.txt", bytes(range(256)) * 40), "text"),
    "an image": (written("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(500)), "is a picture"),
    "NUL bytes": (written("nul.txt", CHINESE.encode() + b"\x00\x00\x00"), "binary"),
    "a lone surrogate": (
        written("lone.txt", CHINESE.encode() + b"\xed\xa0\x80"),
        "line 3: holds half of a character",
    ),
    "a docx that is not one": (written("fake.docx", CHINESE.encode()), "is not a Word document"),
    "a broken docx": (written("broken.docx", b"PK\x03\x04" + bytes(300)), "is not a Word document"),
    "mojibake": (
        written("mojibake.txt", CHINESE.encode().decode("latin-1").encode() * 5),
        "wrong encoding",
    ),
}


@pytest.mark.parametrize("name", BAD_SOURCES)
def test_a_source_that_cannot_be_read(name, texts, tmp_path, complains):
    make, expected = BAD_SOURCES[name]
    folder = tmp_path / "in"
    folder.mkdir()
    path = make(folder)
    sentence = complains("align", path, texts[1], "-o", tmp_path / "out.tsv")
    assert expected in sentence
    assert path.name in sentence
    assert not (tmp_path / "out.tsv").exists()


def test_nonsense_pasted_from_a_pdf(shared_data, texts, tmp_path, complains):
    complains(
        "align", shared_data / "import" / "mojibake.txt", texts[1], "-o", tmp_path / "out.tsv"
    )


def test_the_same_file_twice(texts, complains):
    # It is taken as one file in both languages, which it is not.
    assert "in one language only" in complains("align", texts[0], texts[0])


def test_one_language_twice(texts, tmp_path, complains):
    copy = tmp_path / "copy.txt"
    copy.write_text(CHINESE + "还有一句。", encoding="utf-8")
    assert "both texts are Chinese" in complains("align", texts[0], copy)


def test_the_two_swapped(texts, complains):
    sentence = complains(
        "align", texts[1], texts[0], "--source-lang", "zh-Hans", "--target-lang", "en"
    )
    assert "swapped" in sentence


def test_texts_that_have_nothing_to_do_with_each_other(tmp_path, complains):
    from corpora.samples import sample_paths

    other = tmp_path / "garden.txt"
    other.write_text(GARDEN, encoding="utf-8")
    sentence = complains("run", sample_paths().source, other, "-d", tmp_path / "out")
    assert "does not look like a translation" in sentence
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


GARDEN = "\n".join(
    f"{verb} the {plant} in {month}, when the soil is {state}. Water it {often}."
    for verb in ("Sow", "Prune", "Move", "Cut", "Feed")
    for plant, often in (
        ("tomatoes", "every morning"),
        ("roses", "twice a week"),
        ("apple tree", "seldom"),
        ("mint", "whenever the pot feels light"),
    )
    for month, state in (("March", "cold"), ("June", "dry and crumbly"), ("October", "damp"))
)


def test_a_file_that_exists_is_kept(texts, tmp_path, complains):
    out = tmp_path / "out.tmx"
    out.write_text("mine")
    assert "already exists" in complains("align", *texts, "-o", out)
    assert out.read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(texts, tmp_path, complains):
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert "cannot be written" in complains("run", *texts, "-d", folder)


def test_a_file_where_a_folder_should_be(texts, tmp_path, complains):
    assert "folder" in complains("run", *texts, "-d", texts[0])


def test_an_unknown_suffix(texts, tmp_path, complains):
    assert ".doc" in complains("align", *texts, "-o", tmp_path / "out.doc")
    assert not (tmp_path / "out.doc").exists()


@pytest.mark.parametrize("command", ["terms", "check", "convert", "evaluate", "clean", "find"])
def test_a_missing_bitext(command, tmp_path, complains):
    missing = tmp_path / "missing.tmx"
    extra: dict[str, list[object]] = {
        "terms": [missing, "-o", tmp_path / "x.csv"],
        "check": [missing, "-o", tmp_path / "x.json"],
        "convert": [missing, tmp_path / "x.tsv"],
        "evaluate": [missing, "--gold", missing],
        "clean": [missing, "-o", tmp_path / "x.tmx"],
        "find": ["词", missing],
    }
    assert "missing.tmx" in complains(command, *extra[command])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_on_standard_output(texts):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "duizhao", "align", *map(str, texts), "--encoder", "none"],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=Path(duizhao.__file__).parent,
            check=False,
        )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"space" in done.stderr.lower()

"""Give every reader files that were hurt at random, and see that each is read or refused.

    python scripts/fuzz.py --files 100000 --seed 1
    python scripts/fuzz.py --kind .xlsx --seconds 60

For every kind of file the registry reads, a sound file is made by our own writers or from a small
text of that kind, then hurt: bytes changed, cut, doubled, swapped, filled with what tends to hurt
(NUL, quotes, deep nesting, huge numbers, broken characters), whole or inside the members of a ZIP
file that is packed again. A reader must return, or raise ``InputError`` with a printable sentence
of at most a thousand characters, within ten seconds and a gigabyte. What is read is written again
as every other format, and that must be readable too.

Whatever else happens is a finding: its smallest file is printed with what was raised and where.
The same seed gives the same files. Exit code 1 where there are findings.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpora.errors import InputError
from corpora.formats import read_bitext, write_bitext
from corpora.reading.document import read_document
from corpora.registry import suffixes_read, suffixes_written
from corpora.registry.formats import SDLTM
from corpora.units import Bitext, TranslationUnit
from glossary import read_glossary, write_glossary
from glossary.formats.deliver import deliveries
from glossary.record.entries import ConceptEntry, Context, Glossary, Rendering

LONGEST_S, MOST_BYTES, LONGEST_SENTENCE = 10, 1 << 30, 1_000
ODD = (
    "", " ", "\t", "=1+1", "'=x", "'", '"', '"a', "a\nb", "a\r\nb", "\\t", "𠮷", "\ufeff甲", "a;b",
    "a|b",
    "#x", "「」《》……——", "&lt;", "<b>", "ＡＢ", "-", "\u3000", "a\x0bb", "forbidden",
)  # fmt: skip
PLAIN = "我们去年增长了百分之五。\n他说：“好吗？”\n\nWe grew by 5% last year.\n“Is it?” he said.\n"
TABLE = "<table><tr><td>甲<b>乙</b></td><td>A</td></tr></table>"
CUES = (
    "{0}:01{1}000 --> {0}:02{1}000\n{2}你好。\nHello.\n\n{0}:03{1}000 --> {0}:04{1}000\n再见\nBye\n"
)
TEXTS = {
    ".txt": PLAIN,
    ".md": "# 标题 Title\n\n- 一 *one*\n\n| 甲 | A |\n|---|---|\n| 乙 | B |\n\n"
    f"```\ncode\n```\n{PLAIN}",
    ".rst": "题\n==\n\n甲 **乙** :ref:`丙 <a>`\n\n.. note:: 丁\n\n"
    ".. code-block:: c\n\n   int x;\n\n"
    "== ==\nA  B\n== ==\n甲 乙\n== ==\n\n1. a\n2. b [#x]_\n\n.. [#x] c\n",
    ".html": f"<html><body>{TABLE}<p>{PLAIN}</p></body>",
    ".srt": "1\n" + CUES.format("00:00", ",", ""),
    ".vtt": "WEBVTT\n\n" + CUES.format("00", ".", "<v 张>"),
    ".ass": "[Script Info]\nScriptType: v4.00+\n\n[Events]\nFormat: Layer, Start, End, "
    "Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\i1}你好\\NHello\n",
    ".lrc": "[00:01.00]你好\n[00:01.00]Hello\n[00:03.00]再见\n",
    ".xml": "<?xml version='1.0'?><article><title>题 T</title><para>甲。 A.</para></article>",
    ".rtf": "{\\rtf1\\ansi\\ansicpg936 \\u30002?\\u26412? One.\\par Two.}",
    ".tex": "\\documentclass{article}\\begin{document}"
    "\\section{One}甲。 $x$ \\textbf{B}\\end{document}",
    ".tab": "甲\tA\tcomment\n乙\tB\n",
    ".tsv": "source\ttarget\n甲\tA\n乙\tB\n",
    ".properties": "# n\nsave = 保存\\\n  文件\nopen=\\u6253\\u5f00 {0}\n",
    ".strings": '/* n */ "save" = "保存 \\"%@\\"";\nopen = "打开\\U4f60";\n',
    ".yml": 'zh-CN:\n  a: &x 保存\n  b: [一, *x]\nen:\n  a: "Save"\n  b: |\n    One\n    two\n',
    ".resx": "<root><data name='a'><value>保存 &amp; 关</value><comment>n</comment></data></root>",
    ".ts": "<TS language='zh_CN'><context><name>M</name><message numerus='yes'><source>%n</source>"
    "<translation><numerusform>%n 个<byte value='x7'/></numerusform></translation></message>"
    "</context></TS>",
    ".mtf": "<mtf><conceptGrp><languageGrp><language lang='ZH'/><termGrp><term>云</term></termGrp>"
    "</languageGrp><languageGrp><language lang='EN'/><termGrp><term>cloud</term></termGrp>"
    "</languageGrp></conceptGrp></mtf>",
    ".json": '{"zh": {"a": "保存", "b": ["一", 1]}, "en": {"a": "Save", "b": ["One", 1]}}',
    ".po": '#: a.c\n#, fuzzy\nmsgctxt "m"\nmsgid "%d file"\nmsgid_plural "%d files"\n'
    'msgstr[0] "%d 个文件\\n"\n',
    ".csv": 'Chinese,English,Note\n甲,"A, a",x\n乙,B,\n',
}
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_DRAWING = "http://schemas.openxmlformats.org"
PACKAGES = {
    ".odt": {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<o:document-content xmlns:o='{_ODF}:office:1.0' xmlns:t='{_ODF}:text:1.0'>"
        "<o:body><o:text><t:h>题</t:h><t:p>一句话。</t:p></o:text></o:body></o:document-content>",
    },
    ".epub": {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": "<container><rootfiles><rootfile full-path='a.opf'/></rootfiles>"
        "</container>",
        "a.opf": "<package><manifest>"
        "<item id='c' href='c.xhtml' media-type='application/xhtml+xml'/></manifest>"
        "<spine><itemref idref='c'/></spine></package>",
        "c.xhtml": f"<html><body><p>{PLAIN}</p></body></html>",
    },
    ".pptx": {
        "ppt/presentation.xml": f"<p:presentation xmlns:p='{_DRAWING}/presentationml/2006/main'/>",
        "ppt/slides/slide1.xml": f"<p:sld xmlns:p='{_DRAWING}/presentationml/2006/main' "
        f"xmlns:a='{_DRAWING}/drawingml/2006/main'><a:p><a:r><a:t>甲</a:t></a:r></a:p></p:sld>",
    },
}
HURTFUL = (
    b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\x80", b'"', b"<", b"&", b"]]>", b"\n", b"\t",
    b"{" * 300,
    b"[" * 3000, b"(" * 300, b"<a>" * 3000, b"9" * 5000, b"1e999", b"-1", b"NaN", b"null", b"[]",
    b"{}", b"true", b"&#0;", b"&#x110000;", b"<!--", b"<![CDATA[", "\u202e".encode(),
    "百".encode() * 300,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """A file that was neither read nor refused: where and why, and the file."""

    place: str
    what: str
    suffix: str
    data: bytes


def seeds(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Sound files of every kind that is read: (suffix, content)."""
    for suffix, text in TEXTS.items():
        yield suffix, text.encode()
    for suffix, members in PACKAGES.items():
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, text in members.items():
                archive.writestr(name, text)
        yield suffix, out.getvalue()
    yield SDLTM.suffixes[0], memory(folder / "seed")
    pairs = Bitext(
        name="m",
        source_language="zh-Hans",
        target_language="en",
        units=tuple(
            TranslationUnit(source=f"甲{odd}乙", target=f"A{odd}", confidence=0.5, notes=("n",))
            for odd in ODD
        ),
    )
    for suffix in sorted(set(suffixes_written("pairs")) & set(suffixes_read("pairs"))):
        path = folder / f"seed{suffix}"
        with suppress(InputError):
            write_bitext(pairs, path, force=True)
            yield suffix, path.read_bytes()
    for suffix in suffixes_written("glossary"):
        path = folder / f"glossary{suffix}"
        write_glossary(odd_glossary(), path, force=True)
        yield suffix, path.read_bytes()


def memory(path: Path) -> bytes:
    """A memory of Trados."""
    path.unlink(missing_ok=True)
    segment = "<Segment><Elements><Text><Value>{}</Value></Text></Elements></Segment>"
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE translation_units (id INTEGER PRIMARY KEY, source_segment, "
                     "target_segment, creation_date)")  # fmt: skip
        row = segment.format("甲"), segment.format("A"), "2024-02-29 23:59:59"
        base.execute("INSERT INTO translation_units VALUES (1, ?, ?, ?)", row)
        base.commit()
    return path.read_bytes()


def odd_glossary() -> Glossary:
    """A glossary of terms that strain every format."""
    context = Context(source="甲乙。", target="A b.", place="m 1", source_span=(0, 1))
    entries = tuple(
        ConceptEntry(
            id=f"t{number}",
            source_term=f"术{odd}语" if odd.strip() else f"术语{number}",
            target_term=f"te{odd}rm",
            renderings=(Rendering(text=f"te{odd}rm", count=1, share=1.0),),
            contexts=(context,),
            note=odd,
            decision=("", "approve", "reject")[number % 3],
        )
        for number, odd in enumerate(ODD)
    )
    return Glossary(source_language="zh-Hans", target_language="en", entries=entries)


def hurt(data: bytes, chance: random.Random) -> bytes:
    """The same file, damaged; a ZIP file often inside one of its members."""
    if data.startswith(b"PK") and chance.random() < 0.7:
        return hurt_member(data, chance)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        data = chance.choice((change, cut, double, swap, insert))(data, chance)
    return data


def hurt_member(data: bytes, chance: random.Random) -> bytes:
    """A ZIP file packed again with one member hurt, dropped, or there twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        chosen, way = chance.choice(names), chance.random()
        for name in names:
            content = old.read(name)
            if name == chosen and way < 0.1:
                continue
            new.writestr(name, hurt(content, chance) if name == chosen else content)
    return out.getvalue()


def _place(data: bytes, chance: random.Random) -> int:
    return chance.randrange(len(data) + 1)


def change(data: bytes, chance: random.Random) -> bytes:
    """Some bytes become others."""
    changed = bytearray(data)
    for _ in range(min(len(data), chance.choice((1, 2, 8, 64)))):
        changed[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(changed)


def cut(data: bytes, chance: random.Random) -> bytes:
    """A stretch, or all behind a place, is gone."""
    start = _place(data, chance)
    end = len(data) if chance.random() < 0.3 else start + chance.choice((1, 5, 50, 500))
    return data[:start] + data[end:]


def double(data: bytes, chance: random.Random) -> bytes:
    """A stretch stands there many times."""
    start = _place(data, chance)
    piece = data[start : start + chance.choice((1, 4, 30, 300))]
    return data[:start] + piece * chance.choice((2, 3, 200)) + data[start:]


def swap(data: bytes, chance: random.Random) -> bytes:
    """Two parts change places."""
    middle = _place(data, chance)
    return data[middle:] + data[:middle]


def insert(data: bytes, chance: random.Random) -> bytes:
    """Something that tends to hurt, somewhere or in place of what is quoted there."""
    place, what = _place(data, chance), chance.choice(HURTFUL)
    opening = data.find(b'"', place)
    closing = data.find(b'"', opening + 1)
    if 0 <= opening < closing and chance.random() < 0.5:
        return data[: opening + 1] + what + data[closing:]
    return data[:place] + what + data[place:]


def try_readers(suffix: str, data: bytes, folder: Path, *, again: bool) -> Iterator[Finding]:
    """Findings of all readers on one file; with ``again``, also on what they write of it."""
    path = folder / f"file{suffix}"
    path.write_bytes(data)
    for content, read in READERS.items():
        if suffix not in suffixes_read(content):
            continue
        value, finding = watched(lambda path=path, read=read: read(path), suffix, data)
        if finding is not None:
            yield finding
        elif again and value is not None:
            yield from try_outputs(content, value, folder, suffix, data)


READERS: dict[str, Callable[[Path], object]] = {
    "document": read_document,
    "pairs": read_bitext,
    "glossary": read_glossary,
}


def try_outputs(
    content: str, value: object, folder: Path, suffix: str, data: bytes
) -> Iterator[Finding]:
    """What was read, written as every format and read from there: a refusal is a finding."""
    if content == "document":
        return
    writes = write_bitext if content == "pairs" else write_glossary
    for other in sorted({*suffixes_written(content)} & {*suffixes_read(content)}):
        out = folder / f"out{other}"
        out.unlink(missing_ok=True)
        _, finding = watched(lambda out=out: writes(value, out), suffix, data)
        if finding is not None:
            yield finding
        if not out.exists():
            continue  # it could not hold this, and said so
        try:
            held = value.units if isinstance(value, Bitext) else deliveries(value)
            # A term that has lost its characters is refused wherever it is read from.
            if held and "\ufffd" not in str(held):
                READERS[content](out)
        except InputError as error:
            place = f"own output {suffix} → {other}"
            yield Finding(place=place, what=str(error), suffix=suffix, data=data)


# How long what took longest took, in seconds of its own time, and of which kind the file was.
slowest = [(0.0, "")]


class TooLong(BaseException):
    """Ten seconds are over."""


def watched(
    do: Callable[[], object], suffix: str, data: bytes
) -> tuple[object | None, Finding | None]:
    """What a function returns, or a finding where it is neither that nor a good refusal."""
    # Of its own time, not of a busy machine's.
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
    begun_s = time.process_time()
    try:
        return do(), None
    except InputError as error:
        said = str(error)
        if said.isprintable() and len(said) <= LONGEST_SENTENCE:
            return None, None
        return None, Finding(place="sentence", what=said[:300], suffix=suffix, data=data)
    except TooLong:
        return None, Finding(place="time", what="over ten seconds", suffix=suffix, data=data)
    except Exception as error:
        frames = [
            f for f in traceback.extract_tb(error.__traceback__) if "site-pack" not in f.filename
        ]
        last = frames[-1]
        place = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
        return None, Finding(place=place, what=str(error)[:200], suffix=suffix, data=data)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        slowest.append((time.process_time() - begun_s, suffix))
        slowest[:] = [max(slowest)]


def _stop(*_: object) -> NoReturn:
    raise TooLong


def fuzz(
    files: int, seed: int, *, kind: str = "", seconds: float = float("inf"), again: int = 10
) -> tuple[int, list[Finding]]:
    """Hurt so many files and try them.

    Args:
        files: how many.
        seed: the same number gives the same files.
        kind: only files of this suffix.
        seconds: stop after so long.
        again: of every so many files read, write one again as all formats; 0 for none.

    Returns:
        How many were tried, and one finding, the smallest, for each place.
    """
    chance = random.Random(seed)  # noqa: S311 - nothing is kept secret
    found: dict[str, Finding] = {}
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        known = [(suffix, data) for suffix, data in seeds(folder) if kind in ("", suffix)]
        for number in range(files):
            if time.monotonic() > end:
                return number, list(found.values())
            suffix, data = known[number % len(known)]
            # The first round is of sound files.
            data = data if number < len(known) else hurt(data, chance)
            writes = bool(again) and (number < len(known) or number % again == 0)
            for one in try_readers(suffix, data, folder, again=writes):
                if one.place not in found or len(one.data) < len(found[one.place].data):
                    found[one.place] = one
    return files, list(found.values())


def main() -> int:
    """Print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--kind", default="", help="only files of this suffix")
    parser.add_argument("--keep", type=Path, help="a folder for the files that hurt")
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (3 * MOST_BYTES, 3 * MOST_BYTES))
    tried, findings = fuzz(given.files, given.seed, kind=given.kind, seconds=given.seconds)
    for one in sorted(findings, key=lambda one: one.place):
        print(f"{one.place} ({one.suffix}, {len(one.data):,} bytes): {one.what}")
        if given.keep:
            given.keep.mkdir(parents=True, exist_ok=True)
            safe = "".join(c if c.isalnum() else "_" for c in one.place)
            (given.keep / f"{safe}{one.suffix}").write_bytes(one.data)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ((longest_s, suffix),) = slowest
    print(
        f"{tried:,} files, {len(findings)} findings, peak {peak:,.0f} MB, "
        f"longest {longest_s:.1f} s ({suffix})"
    )
    return 1 if findings or peak * (1 << 20) > MOST_BYTES else 0


if __name__ == "__main__":
    sys.exit(main())

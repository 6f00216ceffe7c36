"""Which encoding a file is in, found out by reading all of it once in constant memory."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, cast

from corpora.errors import InputError
from corpora.formats.encoding import mean_surprise
from corpora.formats.streams import Origin

_BLOCK = 1 << 20
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
# What may stand before the root of an XML file, and the root.
_ROOT = re.compile(rb"(?:<\?.{0,500}?\?>|<!--.{0,5000}?-->|\s){0,50}(<[A-Za-z])", re.DOTALL)
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f]")
_CHINESE_UTF8 = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
# Files that hold pairs only when something is done first: first bytes → (problem, hint).
_NO_TEXT = {
    b"PK\x03\x04": (
        "is a ZIP archive or an Office document, whatever its name says",
        "unpack it, or give it the suffix it should have (.xlsx, .docx)",
    ),
    b"%PDF": ("is a PDF", "save its text as .txt or .docx first"),
    b"\xd0\xcf\x11\xe0": (
        "is an old or an encrypted Office document",
        "open it in its own program and save it, without a password, as .xlsx or .docx",
    ),
    b"SQLite format 3": ("is a database (a memory of Trados is one)", "export it as .tmx"),
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec's name, and what the user should hear about how it was found (or nothing).

    ``errors`` is ``strict``, or ``replace`` for a damaged file that is to be recovered;
    ``damage`` then says what is broken. ``has_nul`` asks for NUL bytes to be dropped.
    """

    codec: str
    note: str = ""
    errors: str = "strict"
    damage: str = ""
    has_nul: bool = False

    def told(self) -> tuple[list[str], list[str]]:
        """Lists of its notes and of its damage, for a ``UnitStream`` to go on with."""
        return [self.note] if self.note else [], [self.damage] if self.damage else []


def find_encoding(origin: Origin, *, recover: bool = False) -> Encoding:
    """The encoding that decodes the whole file: what its first bytes say, else what fits.

    Tried in order: a byte order mark, the NUL bytes of UTF-16 without one, UTF-8, the XML
    declaration, GB18030, Big5, Windows-1252; what is left goes to charset-normalizer. A file
    that is UTF-8 but for a few bytes is a damaged one, not one in another encoding.

    Raises:
        InputError: nothing fits (a binary file), or damage, with its line, unless ``recover``.
    """
    with origin.open() as file:
        head = file.read(_BLOCK)
    refuse_other_kinds(origin, head)
    if not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise origin.error("holds nothing but blanks", hint="choose a file that holds pairs")
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return _whole(origin, codec, "", recover)
    wide = _wide(head)
    if wide:
        note = f"read as {wide.upper()}: it has no byte order mark"
        return _whole(origin, wide, note, recover)
    if b"\0" in head:
        return _without_nul(origin, head, recover)
    return _single(origin, head, recover)


def _single(origin: Origin, head: bytes, recover: bool) -> Encoding:
    """The encoding of a file that is not UTF-16."""
    declared = _declared(head)
    if declared and declared.startswith(("hz", "iso2022")) and decodes(origin, declared):
        return Encoding(declared)  # these are in ASCII, so that anything would fit
    said = declared not in (None, "utf-8", "ascii")
    if decodes(origin, "utf-8"):
        if not (said and declared and _is_likelier(head, declared, "utf-8")):
            return Encoding("utf-8", _why("utf-8", declared) if said and not head.isascii() else "")
    elif _nearly_utf8(origin):
        return _whole(origin, "utf-8", "", recover)
    if declared and said and decodes(origin, declared):
        return Encoding(declared)
    sample = _around_first_high_byte(head)
    fitting = [
        codec
        for codec in ("gb18030", "big5hkscs", "cp1252")
        if decodes(origin, codec) and (codec != "cp1252" or _is_western(sample))
    ]
    if fitting:
        codec = min(fitting, key=lambda one: mean_surprise(sample.decode(one, "ignore")))
        return Encoding(codec, _why(codec, declared))
    from charset_normalizer import from_bytes

    best = from_bytes(head[:65536]).best()
    if best is None or not decodes(origin, best.encoding):
        raise origin.error("is in no encoding that fits all of it", hint="save it again as UTF-8")
    return Encoding(best.encoding, f"read as {best.encoding}, which is a guess")


def _whole(origin: Origin, codec: str, note: str, recover: bool) -> Encoding:
    """The encoding that must be it: damage is an error with its line, or said and mended."""
    if decodes(origin, codec):
        return Encoding(codec, note)
    line = _first_damage(origin, codec)
    if not recover:
        raise origin.error(
            f"holds bytes that are not {codec.upper().removesuffix('-SIG')}",
            line=line,
            hint="it is damaged; convert --recover reads the rest of it",
        )
    problem = "bytes that are no text, here and perhaps elsewhere, became \ufffd"
    damage = str(InputError(problem, path=origin.path, line=line))
    return Encoding(codec, note, "replace", damage)


def refuse_other_kinds(origin: Origin, head: bytes, *, is_zip: bool = False) -> None:
    """Say of a file that is no text what it is; ``is_zip`` where an archive is expected.

    Raises:
        InputError: it is one of these.
    """
    for start, (problem, hint) in _NO_TEXT.items():
        if head.startswith(start) and not (is_zip and start.startswith(b"PK")):
            raise origin.error(problem, hint=hint)


def _without_nul(origin: Origin, head: bytes, recover: bool) -> Encoding:
    """A text with NUL bytes in it is damaged; with other control bytes it is no text."""
    if len(_CONTROLS.findall(head)) * 200 > len(head):
        raise origin.error(
            "is a binary file, not text", hint="export it as .tmx, .tsv or .xlsx first"
        )
    line = head.count(b"\n", 0, head.index(b"\0")) + 1
    if not recover:
        raise origin.error(
            "holds NUL bytes",
            line=line,
            hint="it is damaged; convert --recover reads the rest of it",
        )
    clean = replace(origin, open=lambda: _nul_free(origin.open()))
    found = _single(clean, head.replace(b"\0", b""), recover)
    problem = "NUL bytes, here and perhaps elsewhere, were left out"
    damage = str(InputError(problem, path=origin.path, line=line))
    return replace(found, damage=damage, has_nul=True)


def _is_likelier(head: bytes, codec: str, other: str) -> bool:
    sample = _around_first_high_byte(head)
    try:
        first = codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return False
    return mean_surprise(first) < mean_surprise(sample.decode(other, "ignore"))


def _around_first_high_byte(head: bytes) -> bytes:
    found = re.search(rb"[\x80-\xff]", head)
    start = found.start() if found else 0
    return head[start : start + 20_000]


def _is_western(sample: bytes) -> bool:
    """Whether a sample's bytes beyond ASCII are few, as accents and quotes are."""
    return len(sample) - len(sample.decode("ascii", "ignore")) <= 0.34 * len(sample)


def _first_damage(origin: Origin, codec: str) -> int:
    with io.TextIOWrapper(origin.open(), encoding=codec, errors="replace") as file:
        return next((n for n, line in enumerate(file, 1) if "\ufffd" in line), 1)


def _nearly_utf8(origin: Origin) -> bool:
    """Whether there are twice as many Chinese characters in UTF-8 as broken places.

    Text in GBK or Big5 that is taken for UTF-8 has at most a third as many.
    """
    broken = good = 0
    with origin.open() as file:
        while block := file.read(_BLOCK):
            good += len(_CHINESE_UTF8.findall(block)) - len(_SURROGATE.findall(block))
            whole = _SURROGATE.sub(b"\xff", block).decode("utf-8", "replace")
            broken += whole.count("\ufffd")
    return 0 < 2 * broken <= good


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: of the first two bytes of markup or ASCII, one is NUL."""
    start = head[:2000]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    enough = max(2, len(start) // 20)
    if odd >= enough and odd > 5 * even:
        return "utf-16-le"
    return "utf-16-be" if even >= enough and even > 5 * odd else None


def _declared(head: bytes) -> str | None:
    found = _DECLARED.match(head.lstrip()[:300])
    if not found:
        return None
    try:
        codec = codecs.lookup(found.group(1).decode("ascii")).name
    except LookupError:
        return None
    # A file that declares UTF-16 in single bytes is not in UTF-16.
    codec = "gb18030" if codec in ("gb2312", "gbk") else codec
    return None if codec.startswith(("utf-16", "utf-32")) else codec


def _why(codec: str, declared: str | None) -> str:
    if declared:
        return f"read as {codec}: it is not the {declared} it says"
    return f"read as {codec}: it is not UTF-8"


def decodes(origin: Origin, codec: str) -> bool:
    """Whether all of the file is valid in an encoding."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    try:
        with origin.open() as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", True)
    except (UnicodeDecodeError, EOFError):
        return False
    return True


def open_text(origin: Origin, encoding: Encoding) -> io.TextIOWrapper:
    """The file as text; any of the three line ends becomes a newline, nothing else does."""
    file = origin.open()
    return io.TextIOWrapper(
        _nul_free(file) if encoding.has_nul else file,
        encoding=encoding.codec,
        errors=encoding.errors,
        newline=None,
    )


def _nul_free(file: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_NulFree(file), _BLOCK))


class _NulFree(io.RawIOBase):
    """A file without its NUL bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401
        while block := self._file.read(len(buffer)):
            clean = block.replace(b"\0", b"")
            buffer[: len(clean)] = clean
            if clean:
                return len(clean)
        return 0

    def close(self) -> None:
        self._file.close()
        super().close()


class Utf8Reader(io.RawIOBase):
    """An XML file of any encoding as UTF-8 bytes, without a mark or blanks before its start.

    A file without a document type is given one that is never looked up: to a parser, an entity
    like ``&nbsp;`` is then merely unknown and no error.
    """

    def __init__(self, file: BinaryIO, encoding: Encoding) -> None:
        self._file = file
        self._plain = encoding.codec in ("utf-8", "ascii") and encoding.errors == "strict"
        self._decoder = codecs.getincrementaldecoder(encoding.codec)(encoding.errors)
        self._started = False

    def read(self, size: int = -1) -> bytes:
        """Up to about ``size`` bytes; empty only at the end."""
        while True:
            block = self._file.read(_BLOCK if size < 0 else max(size, 1024))
            if self._plain:
                out = block
            else:
                out = self._decoder.decode(block, not block).encode("utf-8", "surrogatepass")
            if not self._started:
                out = out.lstrip(b" \t\r\n")
                self._started = bool(out)
                root = _ROOT.match(out)
                if root and b"<!DOCTYPE" not in out[: root.end()]:
                    place = root.start(1)
                    out = out[:place] + b'<!DOCTYPE x SYSTEM "none">' + out[place:]
            if out or not block:
                return out

    def close(self) -> None:
        """Close the file beneath."""
        self._file.close()
        super().close()

"""Which encoding a file is in, found out by reading all of it once in constant memory."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass
from typing import BinaryIO

from corpora.formats.encoding import mean_surprise
from corpora.formats.exchange import Origin

_BLOCK = 1 << 20
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
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

    ``errors`` is ``strict``, or ``replace`` for a damaged file that is to be recovered.
    """

    codec: str
    note: str = ""
    errors: str = "strict"


def find_encoding(origin: Origin, *, recover: bool = False) -> Encoding:
    """The encoding that decodes the whole file: what its first bytes say, else what fits.

    Tried in order: a byte order mark, the NUL bytes of UTF-16 without one, the XML
    declaration, UTF-8, GB18030, Big5; what is left goes to charset-normalizer. A file that
    is UTF-8 but for a few bytes is a damaged one, not one in another encoding.

    Raises:
        InputError: nothing fits (a binary file), or damage, with its line, unless ``recover``.
    """
    with origin.open() as file:
        head = file.read(_BLOCK)
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return _whole(origin, codec, "", recover)
    wide = _wide(head)
    if wide:
        note = f"read as {wide.upper()}: it has no byte order mark"
        return _whole(origin, wide, note, recover)
    if b"\0" in head:
        raise origin.error(
            "is a binary file, not text", hint="export it as .tmx, .tsv or .xlsx first"
        )
    declared = _declared(head)
    plain = declared in (None, "utf-8", "ascii")
    if plain and decodes(origin, "utf-8"):
        return Encoding("utf-8")
    if _nearly_utf8(origin):
        return _whole(origin, "utf-8", "", recover)
    if declared and not plain and decodes(origin, declared):
        return Encoding(declared)
    fitting = [codec for codec in ("gb18030", "big5hkscs") if decodes(origin, codec)]
    if fitting:
        codec = min(fitting, key=lambda one: mean_surprise(head.decode(one, "ignore")[:20_000]))
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
            hint="it is damaged; --recover reads the rest of it",
        )
    return Encoding(
        codec, f"bytes that are no text, first on line {line}, became \ufffd", "replace"
    )


def _first_damage(origin: Origin, codec: str) -> int:
    with io.TextIOWrapper(origin.open(), encoding=codec, errors="replace") as file:
        return next((n for n, line in enumerate(file, 1) if "\ufffd" in line), 1)


def _nearly_utf8(origin: Origin) -> bool:
    """Whether broken bytes are few among the characters beyond ASCII; no broken ones: no."""
    if decodes(origin, "utf-8"):
        return False
    broken = beyond = 0
    with io.TextIOWrapper(origin.open(), encoding="utf-8", errors="replace") as file:
        while block := file.read(_BLOCK):
            broken += block.count("\ufffd")
            beyond += len(block) - len(block.encode("ascii", "ignore"))
    return broken * 10 < beyond


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
    return io.TextIOWrapper(
        origin.open(), encoding=encoding.codec, errors=encoding.errors, newline=None
    )


class Utf8Reader(io.RawIOBase):
    """A file of any encoding as UTF-8 bytes, without a mark or blanks before its start."""

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
            if out or not block:
                return out

    def close(self) -> None:
        """Close the file beneath."""
        self._file.close()
        super().close()

"""Which encoding a file is in, found out by reading all of it in constant memory.

UTF-8 is certain where it decodes. What is left decodes as GB 18030 and as Big5 more often than
not, so these are compared by how likely the characters are that come out.
"""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, cast

from corpora.errors import InputError, Option
from corpora.formats.plausible import IMPLAUSIBLE, mean_surprise
from corpora.formats.streams import Origin
from corpora.registry.formats import DOCX, TMX, TSV, XLSX
from corpora.registry.recognising import find_root

# Read at once.
_BLOCK = 1 << 20
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f]")
_CHINESE_UTF8 = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
# Bytes that are enough to tell an encoding by, and so few that they tell little: chosen by eye.
_SAMPLE_BYTES = 200_000
_SHORT_BYTES = 24
_SAVE_AS_UTF8 = "open it in its own program and save it as UTF-8 text"
_RECOVER = f"it is damaged; {Option.RECOVER} reads the rest of it"
BOMS = (
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


def find_encoding(origin: Origin, *, recover: bool = False, recoverable: bool = True) -> Encoding:
    """The encoding that decodes the whole file: what its first bytes say, else what fits.

    Tried in order: a byte order mark; UTF-16 without one, where that gives usual characters or
    half of the bytes are NUL; UTF-8; the XML declaration; GB18030, Big5 and Windows-1252, the
    likeliest first; what is left goes to charset-normalizer. A file that is UTF-8 but for a few
    bytes is a damaged one, not one in another encoding.

    Args:
        origin: the file.
        recover: read a damaged file with U+FFFD in place of what is broken.
        recoverable: whether there is such a way for the user; else errors do not speak of it.

    Raises:
        InputError: nothing fits (a binary file), or damage, with its line, unless ``recover``.
    """
    with origin.open() as file:
        head = file.read(_BLOCK)
    mend = _RECOVER if recoverable else _SAVE_AS_UTF8
    if not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise origin.error("holds only white space", hint="choose another file")
    for bom, codec in BOMS:
        if head.startswith(bom):
            return _whole(origin, codec, "", recover, mend)
    wide = _wide(origin, head)
    if wide:
        note = f"read as {wide.upper()}: it has no byte order mark"
        return _whole(origin, wide, note, recover, mend)
    if b"\0" in head:
        return _without_nul(origin, head, recover, recoverable)
    return _single(origin, head, recover, mend)


def _single(origin: Origin, head: bytes, recover: bool, mend: str) -> Encoding:
    """The encoding of a file that is not UTF-16."""
    declared = _declared(head)
    if declared and declared.startswith(("hz", "iso2022")) and decodes(origin, declared):
        return Encoding(declared)  # these are in ASCII, so that anything would fit
    said = declared not in (None, "utf-8", "ascii")
    part = _from_first_high_byte(origin, head)
    if decodes(origin, "utf-8"):
        doubtful = said and declared and _is_likelier(part, declared, "utf-8")
        # A few two-byte characters may happen to be UTF-8 as well: Cyrillic, Greek, accents.
        if not doubtful and (len(head) > _SHORT_BYTES or _is_plausible(part, "utf-8")):
            return Encoding("utf-8", _why("utf-8", declared) if said and not head.isascii() else "")
    elif _nearly_utf8(origin):
        return _whole(origin, "utf-8", "", recover, mend)
    if declared and said and decodes(origin, declared):
        return Encoding(declared)
    return _likeliest(origin, head, part, declared)


def _likeliest(origin: Origin, head: bytes, part: bytes, declared: str | None) -> Encoding:
    """The encoding of one or two bytes a character that gives the likeliest ones."""
    least = IMPLAUSIBLE + (3 if len(head) <= _SHORT_BYTES else 0)
    readings = [
        (surprise, codec)
        for codec in ("utf-8", "gb18030", "big5hkscs", "cp1252")
        if (surprise := _surprise(part, codec)) is not None and surprise < least
    ]
    for _, codec in sorted(readings):
        if decodes(origin, codec):
            return Encoding(codec, "" if codec == "utf-8" else _why(codec, declared))
    from charset_normalizer import from_bytes

    best = from_bytes(head[:_SAMPLE_BYTES]).best()
    if (
        best is not None
        and decodes(origin, best.encoding)
        and mean_surprise(part.decode(best.encoding, "ignore")) < IMPLAUSIBLE + 2
    ):
        return Encoding(best.encoding, f"read as {best.encoding}, which is a guess")
    raise origin.error("is in an encoding that could not be made out", hint=_SAVE_AS_UTF8)


def _is_plausible(part: bytes, codec: str) -> bool:
    return mean_surprise(part.decode(codec, "ignore")) < IMPLAUSIBLE


def _surprise(data: bytes, encoding: str) -> float | None:
    """How unlikely the file is in an encoding: nats per character; ``None`` if it is not in it.

    The sum over the sample is divided by one number of characters for all encodings, that of
    double-byte text, so that an encoding does not win by yielding fewer characters.
    """
    try:
        # The sample may end within a character.
        text = codecs.getincrementaldecoder(encoding)().decode(data, final=False)
    except UnicodeDecodeError:
        return None
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    if encoding == "cp1252" and high > 0.34 * len(data):  # accents and quotes are few
        return None
    doubles = max(1, len(data) - high // 2)
    return mean_surprise(text) * len(text) / doubles


def _whole(origin: Origin, codec: str, note: str, recover: bool, mend: str) -> Encoding:
    """The encoding that must be it: damage is an error with its line, or said and mended."""
    if decodes(origin, codec):
        return Encoding(codec, note)
    line = _first_damage(origin, codec)
    if not recover:
        label = codec.upper().removesuffix("-SIG")
        problem = f"holds bytes that are not {label}"
        if codec == "utf-8" and _is_half(origin):
            problem = "holds half of a character (a lone surrogate)"
        raise origin.error(problem, line=line, hint=mend)
    problem = "bytes that are no text, here and perhaps elsewhere, became \ufffd"
    damage = str(InputError(problem, path=origin.path, line=line))
    return Encoding(codec, note, "replace", damage)


def _without_nul(origin: Origin, head: bytes, recover: bool, recoverable: bool) -> Encoding:
    """A text with NUL bytes in it is damaged; with other control bytes it is no text."""
    if len(_CONTROLS.findall(head)) * 200 > len(head):
        raise origin.error(
            "is a binary file, not text",
            hint=f"export it as {TMX}, {TSV} or {XLSX} first"
            if recoverable
            else f"give a text, Word ({DOCX}), HTML or subtitle file",
        )
    line = head.count(b"\n", 0, head.index(b"\0")) + 1
    if not recover:
        mend = _RECOVER if recoverable else _SAVE_AS_UTF8
        raise origin.error("holds NUL bytes, as binary data does", line=line, hint=mend)
    clean = replace(origin, open=lambda: _nul_free(origin.open()))
    found = _single(clean, head.replace(b"\0", b""), recover, _RECOVER)
    problem = "NUL bytes, here and perhaps elsewhere, were left out"
    damage = str(InputError(problem, path=origin.path, line=line))
    return replace(found, damage=damage, has_nul=True)


def _is_likelier(part: bytes, codec: str, other: str) -> bool:
    try:
        first = codecs.getincrementaldecoder(codec)().decode(part)
    except UnicodeDecodeError:
        return False
    return mean_surprise(first) < mean_surprise(part.decode(other, "ignore"))


def _from_first_high_byte(origin: Origin, head: bytes) -> bytes:
    """A sample that begins at a character's beginning in every encoding tried."""
    before, block = b"", head
    with origin.open() as file:
        file.read(len(head))
        while block:
            found = _HIGH.search(block)
            if found:
                start = found.start()
                rest = b"" if len(block) - start >= _SAMPLE_BYTES else file.read(_SAMPLE_BYTES)
                sample = (block[start:] + rest)[:_SAMPLE_BYTES]
                return (before + block[:start])[-_SAMPLE_BYTES // 10 :] + sample
            before, block = block[-_SAMPLE_BYTES // 10 :], file.read(_BLOCK)
    return head[:_SAMPLE_BYTES]


def _first_damage(origin: Origin, codec: str) -> int:
    with io.TextIOWrapper(origin.open(), encoding=codec, errors="replace") as file:
        return next((n for n, line in enumerate(file, 1) if "\ufffd" in line), 1)


def _is_half(origin: Origin) -> bool:
    """Whether the first place that is no UTF-8 is half of a character."""
    with origin.open() as file:
        while block := file.read(_BLOCK):
            try:
                block.decode("utf-8")
            except UnicodeDecodeError as error:
                if error.end < len(block):
                    return _SURROGATE.match(block, error.start) is not None
    return False


def _nearly_utf8(origin: Origin) -> bool:
    """Whether there are twice as many Chinese characters in UTF-8 as broken places.

    Text in GBK or Big5 that is taken for UTF-8 has at most a third as many. Halves of characters
    (lone surrogates) among what else is good are broken UTF-8, too.
    """
    broken = good = halves = 0
    with origin.open() as file:
        while block := file.read(_BLOCK):
            lone = len(_SURROGATE.findall(block))
            halves += lone
            good += len(_CHINESE_UTF8.findall(block)) - lone
            whole = _SURROGATE.sub(b"\xff", block).decode("utf-8", "replace")
            broken += whole.count("\ufffd")
    return 0 < 2 * broken <= good or 0 < halves == broken


def _wide(origin: Origin, head: bytes) -> str | None:
    """UTF-16 without a mark, if that is what the file is.

    Two-byte text read so gives rare characters; only the real thing gives usual ones. Of the
    first two bytes of markup or ASCII, one is NUL.
    """
    start = head[:_SAMPLE_BYTES]
    for codec in ("utf-16-le", "utf-16-be"):
        text = start.decode(codec, "ignore")
        limit = 9 if b"\0" in start else 6.7
        is_short = len(text) < (2 if b"\0" in start else 6)
        if is_short or "\0" in text or len(head) % 2 or mean_surprise(text) > limit:
            continue
        if decodes(origin, codec):
            return codec
    even, odd = start[:2000:2].count(0), start[1:2000:2].count(0)
    enough = max(2, len(start[:2000]) // 20)
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
                place = find_root(out.decode("latin-1"))
                if place >= 0 and b"<!DOCTYPE" not in out[:place]:
                    out = out[:place] + b'<!DOCTYPE x SYSTEM "none">' + out[place:]
            if out or not block:
                return out

    def close(self) -> None:
        """Close the file beneath."""
        self._file.close()
        super().close()

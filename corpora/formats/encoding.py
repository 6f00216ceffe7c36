"""A whole text file as text, for documents; ``decoding.find_encoding`` decides how.

Of text that was guessed at, or that makes no sense, its user hears in plain words.
"""

from __future__ import annotations

import io

from corpora.errors import InputError
from corpora.formats.decoding import BOMS, Encoding, find_encoding
from corpora.formats.plausible import refuse_nonsense
from corpora.formats.streams import Origin

__all__ = ["decode", "decode_declared", "refuse_nonsense"]

_NAMES = {
    "gb18030": "GB18030",
    "big5hkscs": "Big5",
    "cp1252": "Windows-1252",
    "utf-16-le": "UTF-16 without a byte order mark",
    "utf-16-be": "UTF-16 without a byte order mark",
    "utf-16": "UTF-16",
    "utf-32": "UTF-32",
}
# Browsers read these names as their supersets.
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso-8859-1": "cp1252"}


def decode(data: bytes, name: str) -> tuple[str, str | None]:
    """The text of a file, and a sentence for the user where its encoding was guessed.

    Raises:
        InputError: the file is empty, binary, damaged, in no encoding that makes sense, or
            holds characters that make no sense.
    """
    if not data.strip():
        raise InputError("is empty", path=name, hint="choose the file that holds the text")
    origin = Origin(name=name, path=name, suffix="", open=lambda: io.BytesIO(data))
    encoding = find_encoding(origin, recoverable=False)
    text = data.decode(encoding.codec).removeprefix("\ufeff")
    refuse_nonsense(text, name)
    return text, _note(encoding, name)


def encoding_name(codec: str) -> str:
    """What people call an encoding.

    >>> encoding_name("gb18030"), encoding_name("utf-8-sig")
    ('GB18030', 'UTF-8')
    """
    plain = codec.removesuffix("-sig")
    return _NAMES.get(codec, plain.upper() if plain.startswith("utf") else plain)


def _note(encoding: Encoding, name: str) -> str | None:
    label = encoding_name(encoding.codec)
    if encoding.codec in ("utf-16", "utf-32"):
        return f"{name} was read as {label}"
    if encoding.codec in ("utf-8", "utf-8-sig") or not encoding.note:
        return None
    return f"{name} was read as {label}; if it looks wrong, save it as UTF-8"


def decode_declared(data: bytes, declared: bytes | None, name: str) -> tuple[str, str | None]:
    """``decode`` for a file that says its encoding itself, believed where that holds."""
    if declared and not data.startswith(tuple(bom for bom, _ in BOMS)):
        encoding = declared.decode("ascii", "replace").lower()
        try:
            return data.decode(_SUPERSETS.get(encoding, encoding)), None
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data, name)

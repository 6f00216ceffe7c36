"""Which encoding a text file is in, and whether what comes out is text at all.

UTF-8 is certain where it decodes. What is left decodes as GB 18030 and as Big5 more often than
not, so these are compared by how likely the characters are that come out.
"""

from __future__ import annotations

import codecs
import math
import re
from collections import Counter
from functools import cache
from importlib import resources

from corpora.errors import InputError
from corpora.language.han import HAN
from corpora.language.languages import inventory, sample
from corpora.registry.formats import DOCX
from corpora.segment.spans import trimmed

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", ""),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_NAMES = {
    "gb18030": "GB18030",
    "big5hkscs": "Big5",
    "cp1252": "Windows-1252",
    "utf-16-le": "UTF-16 without a byte order mark",
    "utf-16-be": "UTF-16 without a byte order mark",
}
# Browsers read these names as their supersets.
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso-8859-1": "cp1252"}
_SAMPLE_BYTES = 200_000
# Nats per character above which nothing is a plausible reading.
_IMPLAUSIBLE = 8.5
_SHORT_BYTES = 24
_SAVE_AS_UTF8 = "open it in its own program and save it as UTF-8 text"
_CJK_MARKS = frozenset("，。、：；？！“”‘’（）《》「」『』【】—…·　％／－～．〈〉")
_WESTERN = frozenset("’‘“”–—…•éèáàíóúüöäñçôêâîïÉ£€©®™°½«»·§\u00a0")


def decode(data: bytes, name: str) -> tuple[str, str | None]:
    """The text of a file, and a sentence for the user where its encoding was guessed.

    Raises:
        InputError: the file is empty, binary, damaged, in no encoding that makes sense, or
            holds characters that make no sense.
    """
    if not data.strip():
        raise InputError("is empty", path=name, hint="choose the file that holds the text")
    for bom, encoding, label in _BOMS:
        if data.startswith(bom):
            text = _strictly(data, encoding, name)
            note = f"{name} was read as {label}" if label else None
            return _checked(text.removeprefix("\ufeff"), name), note
    text, encoding = _guess(data, name)
    label = _NAMES.get(encoding, encoding)
    note = f"{name} was read as {label}; if it looks wrong, save it as UTF-8"
    return _checked(text, name), None if encoding == "utf-8" else note


def decode_declared(data: bytes, declared: bytes | None, name: str) -> tuple[str, str | None]:
    """``decode`` for a file that says its encoding itself, believed where that holds."""
    if declared and not data.startswith(tuple(bom for bom, _, _ in _BOMS)):
        encoding = declared.decode("ascii", "replace").lower()
        try:
            return data.decode(_SUPERSETS.get(encoding, encoding)), None
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data, name)


def _guess(data: bytes, name: str) -> tuple[str, str]:
    wide = _wide(data)
    if wide:
        return wide
    if b"\0" in data:
        raise InputError(
            "holds binary data, not text",
            path=name,
            hint=f"give a text, Word ({DOCX}), HTML or subtitle file",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_damaged(data, error, name)
    else:
        # A few two-byte characters may happen to be UTF-8 as well: Cyrillic, Greek, accents.
        if len(data) > _SHORT_BYTES or mean_surprise(text) < _IMPLAUSIBLE:
            return text, "utf-8"
    part = _from_first_high_byte(data)
    readings = [
        (surprise, encoding)
        for encoding in ("utf-8", "gb18030", "big5hkscs", "cp1252")
        if (surprise := _surprise(part, encoding)) is not None
    ]
    for surprise, encoding in sorted(readings):
        if surprise < _IMPLAUSIBLE + (3 if len(data) <= _SHORT_BYTES else 0):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
    return _by_statistics(data, name)


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"says it is {encoding.upper()} but is not, at byte {error.start:,}",
            path=name,
            hint=f"the file is damaged or cut off; {_SAVE_AS_UTF8}",
        ) from error


def _wide(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without its mark, if that is what the file is."""
    if len(data) % 2 or len(data) < 4:
        return None
    head = data[:_SAMPLE_BYTES]
    for encoding in ("utf-16-le", "utf-16-be"):
        start = head.decode(encoding, "ignore")
        # Two-byte text read so gives rare characters; only the real thing gives usual ones.
        if len(start) < 2 or "\0" in start or mean_surprise(start) > (9 if b"\0" in head else 6.7):
            continue
        if len(start) < 6 and b"\0" not in head:
            continue
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return None


def _refuse_damaged(data: bytes, error: UnicodeDecodeError, name: str) -> None:
    """UTF-8 with a few wrong bytes is damaged UTF-8, not another encoding."""
    line = data.count(b"\n", 0, error.start) + 1
    if re.match(rb"\xed[\xa0-\xbf][\x80-\xbf]", data[error.start : error.start + 3]):
        raise InputError(
            "holds half of a character (a lone surrogate)",
            path=name,
            line=line,
            hint="delete the character and save the file as UTF-8",
        ) from error
    around = data[max(0, error.start - _SAMPLE_BYTES) : error.start + _SAMPLE_BYTES]
    good = len(re.findall(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}", around))
    bad = around.decode("utf-8", "replace").count("\ufffd")
    if good > 3 and good > 8 * bad:
        raise InputError(
            "is UTF-8 with damaged characters, the first one here",
            path=name,
            line=line,
            hint="mend the line and save the file as UTF-8",
        ) from error


def _from_first_high_byte(data: bytes) -> bytes:
    """A sample that begins at a character's beginning in every encoding tried."""
    found = re.search(rb"[\x80-\xff]", data)
    start = found.start() if found else 0
    before = data[max(0, start - _SAMPLE_BYTES // 10) : start]
    return before + data[start : start + _SAMPLE_BYTES]


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
    if encoding == "cp1252" and high > 0.34 * len(data):
        return None
    doubles = max(1, len(data) - high // 2)
    return mean_surprise(text) * len(text) / doubles


def mean_surprise(text: str) -> float:
    """Minus the mean log probability of a text's characters under a rough model, in nats."""
    counts = Counter(sample(text))
    total = sum(counts.values())
    return sum(_char_surprise(char) * count for char, count in counts.items()) / max(1, total)


def _char_surprise(char: str) -> float:
    if char.isascii():
        return 3.5 if char.isprintable() or char.isspace() else 14.0
    common, usual = _characters()
    if char in _CJK_MARKS:
        return 4.0
    if char in common:
        return 6.0
    if char in usual:
        return 9.0
    if char in _WESTERN:
        return 6.0
    if "\u00c0" <= char <= "\u017f":
        return 9.0
    if HAN.match(char):
        return 13.0
    return 15.0 if char.isalpha() else 12.0


@cache
def _characters() -> tuple[frozenset[str], frozenset[str]]:
    """The most frequent characters, and those of the first levels of GB 2312 and Big5."""
    table = resources.files("corpora.formats").joinpath("common_characters.txt")
    lines = table.read_text(encoding="utf-8").splitlines()
    common = frozenset("".join(line for line in lines if not line.startswith("#")))
    return common, inventory("gb2312", last_lead=0xD7) | inventory("big5", last_lead=0xC6)


def _by_statistics(data: bytes, name: str) -> tuple[str, str]:
    # Heavy to load, and seldom needed.
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE_BYTES]).best()
    if best is not None:
        try:
            text = data.decode(best.encoding)
        except UnicodeDecodeError:
            text = ""
        if text and mean_surprise(text) < _IMPLAUSIBLE + 2:
            return text, best.encoding
    raise InputError("is in an encoding that could not be made out", path=name, hint=_SAVE_AS_UTF8)


def _checked(text: str, name: str) -> str:
    """The text itself, unless its characters say that it is none.

    Raises:
        InputError: only white space, control characters, a lone surrogate, replacement
            characters, text decoded wrongly before, or letters of many scripts at random.
    """
    refuse_nonsense(text, name)
    return text


def refuse_nonsense(text: str, name: str) -> None:
    """Raise ``InputError`` where a text cannot be one; see ``_checked``."""
    if trimmed(text, 0, len(text)) is None:
        raise InputError("holds only white space", path=name, hint="choose the file with the text")
    lone = re.search(r"[\ud800-\udfff]", text)
    if lone:
        raise InputError(
            "holds half of a character (a lone surrogate)",
            path=name,
            line=text.count("\n", 0, lone.start()) + 1,
            hint="delete the character and save the file as UTF-8",
        )
    counts = Counter(sample(text))
    total = sum(counts.values())
    control = sum(n for c, n in counts.items() if ord(c) < 32 and not c.isspace())
    if "\0" in text or control > 0.02 * total:
        raise InputError(
            "holds binary data, not text",
            path=name,
            hint=f"give a text, Word ({DOCX}), HTML or subtitle file",
        )
    _refuse_misdecoded(text, counts, name)
    _refuse_scramble(counts, name)


def _refuse_misdecoded(text: str, counts: Counter[str], name: str) -> None:
    letters = sum(n for c, n in counts.items() if c.isalpha() or c == "\ufffd")
    replaced = counts["\ufffd"]
    if replaced > max(2, 0.01 * letters):
        raise InputError(
            f"has lost characters in an earlier conversion ({replaced} × \ufffd)",
            path=name,
            hint="go back to the original file and save that as UTF-8",
        )
    western = sum(n for c, n in counts.items() if "\x80" <= c <= "\u02ff" or c in "‚„†‡ˆ‰‹›€™")
    head = sample(text)[:20_000]
    wrong = None
    if western > 0.2 * total_visible(counts):
        wrong = _undo(head, ("cp1252", "latin-1"), ("utf-8", "gb18030", "big5hkscs"))
    elif mean_surprise(head) > 8.5:
        wrong = _undo(head, ("gb18030",), ("utf-8",))
    if wrong:
        raise InputError(
            "is garbled: it was once opened in the wrong encoding and saved again",
            path=name,
            hint="go back to the original file and save that as UTF-8",
        )


def total_visible(counts: Counter[str]) -> int:
    """How many of the counted characters are not white space."""
    return sum(n for c, n in counts.items() if not c.isspace())


def _undo(text: str, wrong: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether the text becomes plausible Chinese when an earlier wrong decoding is undone."""
    for before in wrong:
        try:
            data = text.encode(before, "ignore")
        except UnicodeError:
            continue
        for encoding in right:
            mended = data.decode(encoding, "ignore")
            han = len(HAN.findall(mended))
            if han >= 2 and mean_surprise(mended) < 7.5 and mended.count("\ufffd") == 0:
                return True
    return False


def _refuse_scramble(counts: Counter[str], name: str) -> None:
    """Letters of many scripts at random: a PDF whose fonts do not say what their shapes mean."""
    blocks: Counter[str] = Counter()
    for char, n in counts.items():
        if char.isalpha() or "\ue000" <= char <= "\uf8ff" or 0x300 <= ord(char) <= 0x36F:
            blocks[_block(char)] += n
    letters = sum(blocks.values())
    if letters < 20:
        return
    ours = blocks["latin"] + blocks["han"]
    strange = [b for b, n in blocks.items() if b not in ("latin", "han") and n > 0.01 * letters]
    rare = blocks["rare han"]
    if ours + rare < 0.7 * letters and (len(strange) > 2 or blocks["private"] > 0.3 * letters):
        raise InputError(
            "is nonsense: letters of many scripts at random, as they come out of some PDF files",
            path=name,
            hint="get the text from the original document, or by optical character recognition",
        )
    if blocks["private"] > 0.2 * letters:
        raise InputError(
            "is mostly private-use characters that no other program can read",
            path=name,
            hint="get the text from the original document",
        )
    if ours < 0.3 * letters and rare < 0.5 * letters:
        raise InputError(
            "is neither Chinese nor English",
            path=name,
            hint="duizhao pairs Chinese and English texts only",
        )


def _block(char: str) -> str:
    code = ord(char)
    if code < 0x250:
        return "latin"
    if HAN.match(char):
        common, usual = _characters()
        return "han" if char in usual or char in common else "rare han"
    if "\ue000" <= char <= "\uf8ff":
        return "private"
    return f"{int(math.log2(code) * 8)}" if code < 0x1100 else f"{code >> 8:x}"

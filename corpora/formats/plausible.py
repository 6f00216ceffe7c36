"""Whether characters make sense: how likely they are, and texts that are none.

The model is rough: about 600 frequent characters, those of the first levels of GB 2312 and
Big5, Chinese punctuation, letters of the West, the rest.
"""

from __future__ import annotations

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

IMPLAUSIBLE = 8.5
"""Nats per character above which nothing is a plausible reading."""

_CJK_MARKS = frozenset("，。、：；？！“”‘’（）《》「」『』【】—…·　％／－～．〈〉")
_WESTERN = frozenset("’‘“”–—…•éèáàíóúüöäñçôêâîïÉ£€©®™°½«»·§\u00a0")


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


def refuse_nonsense(text: str, name: str) -> None:
    """See that a text can be one.

    Raises:
        InputError: only white space, control characters, a lone surrogate, replacement
            characters, text decoded wrongly before, or letters of many scripts at random.
    """
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

"""The pinyin of Chinese text without tones, as pypinyin has it.

Loading its tables takes longer than looking up all names of a text. What they say without tones
is kept (``corpora.cached``), in parts; pypinyin itself is imported only to make that.
"""

from __future__ import annotations

import importlib
from collections import defaultdict
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from corpora.cached import Parts, pack_parts, table_made_once

# Of each character of a word.
_Readings = tuple[tuple[str, ...], ...]
# Characters whose code points share all but the last bits are unpacked together.
_BLOCK_BITS = 6
_TAKING = Lock()


def syllables(text: str) -> list[tuple[str, ...]]:
    """The readings of each character in small letters, pypinyin's choice first; ``ü`` is ``v``.

    Where pypinyin knows a longer word it is read as a whole, the longest one first. What has no
    reading stands for itself, a run of it together.

    >>> syllables("重庆·曾")
    [('chong',), ('qing',), ('·',), ('ceng', 'zeng')]
    """
    parts, longest, known = _tables()
    with _TAKING:
        for words in parts.take(map(_block, text)):
            known.update(words)
    found: list[tuple[str, ...]] = []
    start = unread = 0
    while start < len(text):
        ends = range(min(start + longest, len(text)), start, -1)
        end = next((end for end in ends if text[start:end] in known), None)
        if end is None:
            start += 1
            continue
        if unread < start:
            found.append((text[unread:start],))
        found += known[text[start:end]]
        start = unread = end
    return [*found, (text[unread:],)] if unread < len(text) else found


@cache
def _tables() -> tuple[Parts, int, dict[str, _Readings]]:
    """All words in parts, the length of the longest, and those that were unpacked."""
    spec = find_spec("pypinyin")
    # The package's first file names its version.
    source = Path(spec.origin).read_bytes() if spec and spec.origin else b""
    packed, longest = table_made_once("pinyin", source, _read_pypinyin)
    return Parts(packed), longest, {}


def _read_pypinyin() -> tuple[Any, int]:
    """Every character and word with its readings, in parts, and the length of the longest."""
    constants = importlib.import_module("pypinyin.constants")
    convert = cache(importlib.import_module("pypinyin.style").convert)

    def plain(readings: list[str]) -> tuple[str, ...]:
        spelled = (convert(one, constants.Style.NORMAL, strict=True) for one in readings)
        return tuple(dict.fromkeys(spelled))

    blocks: defaultdict[str, dict[str, _Readings]] = defaultdict(dict)
    for code, readings in constants.PINYIN_DICT.items():
        blocks[_block(chr(code))][chr(code)] = (plain(readings.split(",")),)
    for word, characters in constants.PHRASES_DICT.items():
        blocks[_block(word)][word] = tuple(map(plain, characters))
    return pack_parts(blocks), max(map(len, constants.PHRASES_DICT))


def _block(word: str) -> str:
    """The name of the part that holds a word, by its first character."""
    return chr(ord(word[0]) >> _BLOCK_BITS)

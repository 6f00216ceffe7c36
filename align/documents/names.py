"""What the names of files say: which belong together, which is a copy.

A name's *key* is what is left of its path without what only says the language (``zh``, ``英文版``,
``translation``), the suffix, and marks of copies. Documents of the two languages with the same key
belong together: ``zh/2017/report.docx`` and ``en/2017/report.pdf``, ``a_zh.txt`` and ``a_en.txt``,
``章程（英文版）.docx`` and ``章程.docx``.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from corpora.language.han import HAN

_LATIN_MARKS = frozenset(
    "zh cn chs cht chi zho chn hans hant tw hk sc tc zhs zht zhcn zhtw chinese mandarin "
    "en eng enus engb us gb uk english "
    "source src target tgt trg original orig translation translated trans".split()
)
_HAN_MARKS = (
    "中文版 英文版 中文 英文 汉语 英语 漢語 英語 中译本 英译本 中譯本 英譯本 译文 原文 譯文 "
    "翻译 翻譯 简体中文 繁體中文 简体 繁体 繁體 中 英"
).split()
_HAN_MARK = re.compile("|".join(sorted(_HAN_MARKS, key=len, reverse=True)))
# In the middle of a word 中 and 英 are no marks.
_LONE = frozenset("中英")
_COPY = re.compile(
    r"[\s_-]*(?:\((?:\d+|copy(?: \d+)?)\)|（\d+）|copy(?: \d+)?|副本(?:\s*\d+)?)\s*$", re.I
)
_PARTS = re.compile(r"[\W_]+")
_HAN_RUN = re.compile(f"(?:{HAN.pattern})+")

Key = tuple[str, ...]


def name_key(name: str) -> Key:
    """What of a path says which document it is, whatever its language.

    >>> name_key("zh/2017/Report.docx"), name_key("en/2017/report.pdf")
    (('2017', 'report'), ('2017', 'report'))
    >>> name_key("章程（英文版）.docx"), name_key("章程.docx"), name_key("a.zh-CN.txt")
    (('章程',), ('章程',), ('a',))
    """
    path = PurePosixPath(unicodedata.normalize("NFKC", name).lower())
    stem = path.name
    while (suffix := PurePosixPath(stem).suffix) and _is_suffix(suffix):
        stem = PurePosixPath(stem).stem
    stem = _COPY.sub("", stem)
    folders = [word for folder in path.parts[:-1] for word in _words(folder)]
    words = _words(stem)
    return (*folders, *words)


def stem_key(name: str) -> Key:
    """The same of the file's own name, wherever its folder is."""
    return name_key(PurePosixPath(name).name)


def _is_suffix(suffix: str) -> bool:
    """Whether it looks like a format's: ``.docx``, not ``.2017`` or ``. 第一章``."""
    bare = suffix[1:]
    return (
        bare.isascii()
        and bare.isalnum()
        and len(bare) <= 8
        and not bare.isdigit()
        and (bare not in _LATIN_MARKS)
    )


def _words(part: str) -> list[str]:
    found = []
    for word in _PARTS.split(part):
        bare = _HAN_RUN.sub(_without_marks, word)
        found += [piece for piece in bare.split() if piece not in _LATIN_MARKS]
    return found


def _without_marks(run: re.Match[str]) -> str:
    """A run of Chinese characters without the words that say its language."""
    text = run[0]
    if text in _LONE:
        return " "
    return _HAN_MARK.sub(lambda found: found[0] if found[0] in _LONE else " ", text)


_VERSION = re.compile(r"(?:^|[\W_])v(?:er)?\.?\s*(\d+)|第(\d+)稿|rev\.?\s*(\d+)", re.I)
_LATE = re.compile(r"final|定稿|终稿|終稿|正式|最终|最終|clean", re.I)
_EARLY = re.compile(r"draft|草稿|初稿|草案|征求意见|old|旧|舊|backup|备份|備份", re.I)


def lateness(name: str) -> tuple[int, int]:
    """How late a version a name says it is; larger is later.

    >>> sorted(["a v2.docx", "a 定稿.docx", "a.docx", "a draft.docx"], key=lateness)
    ['a draft.docx', 'a.docx', 'a v2.docx', 'a 定稿.docx']
    """
    stem = PurePosixPath(name).stem
    number = max((int(n) for found in _VERSION.findall(stem) for n in found if n), default=0)
    return bool(_LATE.search(stem)) - bool(_EARLY.search(stem)), number

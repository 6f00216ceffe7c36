"""Several wordings in one cell: *gap, disparity*; *gap / disparity*; *gap (economic)*.

People write all the translations of a term into one cell. Each counts; but a comma or a stroke
may belong to the term itself (*peace, development and cooperation*, *input/output*): that is judged
by how many words the term in the other language can be expected to need.
"""

from __future__ import annotations

import re

from corpora.language.han import count_han, has_han

# What parts wordings wherever it stands, and what may be part of one.
_ALWAYS = re.compile(r"\s*[;；|｜\n]\s*|\s+[/／]\s+")
_PERHAPS = re.compile(r"\s*[,，、]\s*|(?<=[^\W\d])[/／](?=[^\W\d])")
_REMARK = re.compile(r"\s*[(（\[【][^()（）\[\]【】]*[)）\]】]\s*")
_LISTED = re.compile(r"(?:^|\s)(?:and|or|&)\s|\b(?:Inc|Ltd|Co|etc|vs|e\.g|i\.e)\b", re.IGNORECASE)
_LIST_MARKS = re.compile("[、，,/；]|及其?|以及")
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
# Chinese characters that an English word stands for, about: chosen by eye.
_CHARS_A_WORD = 2.0


def split_wordings(cell: str, other: str) -> tuple[str, ...]:
    """The wordings that a cell of a glossary holds, without repeats.

    Args:
        cell: the translations of a term, as people wrote them.
        other: the term they translate.

    >>> split_wordings("gap, disparity", "差距"), split_wordings("peace, development", "和平发展")
    (('gap', 'disparity'), ('peace, development',))
    >>> split_wordings("差距；差异", "gap"), split_wordings("gap (economic)", "差距")
    (('差距', '差异'), ('gap (economic)', 'gap'))
    """
    found: dict[str, None] = {}
    for part in _ALWAYS.split(cell):
        for wording in _split_further(part.strip(), other):
            found[wording] = None
            plain = _REMARK.sub(" ", wording).strip()
            if plain and plain != wording and not _REMARK.search(other):
                found[plain] = None
    return tuple(wording for wording in found if wording)


def _split_further(text: str, other: str) -> list[str]:
    outside = _REMARK.sub(lambda found: "\u0000" * len(found.group()), text)
    cuts = [match.span() for match in _PERHAPS.finditer(outside)]
    if not cuts or _LISTED.search(text) or _LIST_MARKS.search(other.strip("，。,.")):
        return [text]
    borders = [0, *(border for cut in cuts for border in cut), len(text)]
    parts = [text[a:b].strip() for a, b in zip(borders[::2], borders[1::2], strict=True)]
    if not all(parts) or any(part[0].isdigit() for part in parts):
        return [text]
    wanted = _size(other)
    mean = sum(map(_size, parts)) / len(parts)
    is_choice = abs(mean - wanted) < abs(mean * len(parts) - wanted)
    return parts if is_choice else [text]


def _size(text: str) -> float:
    """How many English words a text is, or stands for."""
    return count_han(text) / _CHARS_A_WORD if has_han(text) else float(len(_WORD.findall(text)))

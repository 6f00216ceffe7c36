"""Which paragraphs of a document are headings, where no style says so."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from corpora.units import Paragraph, is_chinese

_MARKDOWN = re.compile(r"\s*#{1,6}\s+\S")
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]"
    r"|第[一二三四五六七八九十百\d]+[章节節部编編篇]"
    r"|(?:Part|Chapter|Section|PART|CHAPTER|SECTION|Appendix)\s+(?:\d+|[IVXLC]+|[A-Z])\b"
    r"|[IVXLC]{1,5}[.、．]\s|\d{1,2}(?:\.\d{1,2})*[.、．]?\s)"
)
_BULLET = re.compile(r"\s*[-*•·●○▪■◆◇➢✓–—|]")
_KEY_AND_VALUE = re.compile(r"\s*(?:[^\s：:]{1,6}|[A-Z][a-z]+(?: [A-Za-z]+)?)[：:]\s*\S")
_FINAL = re.compile(r"[。！？；：…，、!?;:.,][”’」』）】》\"')\]}»*_]*\s*\Z")
_SENTENCE_INSIDE = re.compile(r"[。；]|[.;]\s")
_LONGEST_HAN, _LONGEST_WORDS, _LONGEST_TITLE_WORDS = 40, 16, 28
# A headline may be a long one.
_LONGEST_FIRST_HAN, _LONGEST_FIRST_WORDS = 70, 36


def find_headings(
    text: str, paragraphs: Sequence[Paragraph], language: str, *, labelled: Collection[int] = ()
) -> set[int]:
    """Indices of the paragraphs that are headings.

    A heading is what its file says is one; a Markdown ``#`` line; else a short line without
    final punctuation, in a document that otherwise closes its paragraphs, which something
    follows.

    Args:
        text: the document.
        paragraphs: all of them, in order.
        language: of the document.
        labelled: paragraphs that begin with a speaker's label, and so are none.
    """
    found = {
        i
        for i, paragraph in enumerate(paragraphs)
        if paragraph.kind == "heading"
        or (paragraph.kind == "body" and _MARKDOWN.match(text, paragraph.start, paragraph.end))
    }
    bodies = [i for i, paragraph in enumerate(paragraphs) if paragraph.kind == "body"]
    bodies = [i for i in bodies if i not in found]
    closed = {i for i in bodies if _FINAL.search(_tail(text, paragraphs[i]))}
    lengthy = [i for i in bodies if paragraphs[i].end - paragraphs[i].start > 40]
    if not closed or sum(i in closed for i in lengthy) < 0.5 * len(lengthy):
        return found
    followed = False
    for i in reversed(bodies):
        if i in closed or i in labelled:
            followed = True
        elif followed and _looks_like_one(text, paragraphs[i], language, first=i == 0):
            found.add(i)
    return found


def _tail(text: str, paragraph: Paragraph) -> str:
    return text[max(paragraph.start, paragraph.end - 12) : paragraph.end]


def _looks_like_one(text: str, paragraph: Paragraph, language: str, *, first: bool) -> bool:
    line = text[paragraph.start : paragraph.end]
    if len(line) > 400 or (_BULLET.match(line) and not first) or _SENTENCE_INSIDE.search(line[:-1]):
        numbered = _NUMBERED.match(line)
        if len(line) > 400 or numbered is None or _SENTENCE_INSIDE.search(line, numbered.end()):
            return False
    if _KEY_AND_VALUE.match(line) and not first:
        return False
    if is_chinese(language):
        return len(line.strip()) <= (_LONGEST_FIRST_HAN if first else _LONGEST_HAN)
    words = line.split()
    if not first and not _NUMBERED.match(line) and words[0][:1].islower():
        return False
    if first:
        return len(words) <= _LONGEST_FIRST_WORDS
    long_words = [word.lstrip("“\"‘'(") for word in words if len(word) > 4]
    is_title = all(word[:1].isupper() or not word[:1].isalpha() for word in long_words)
    return len(words) <= (_LONGEST_TITLE_WORDS if is_title else _LONGEST_WORDS)

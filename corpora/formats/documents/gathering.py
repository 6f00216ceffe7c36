"""A paragraph gathered piece by piece, as readers of marked-up text find its words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpora.formats.documents.draft import Block
from corpora.language.han import WIDE
from corpora.language.languages import glue
from corpora.units import ParagraphKind, Span

# Opening and closing marks of Chinese.
_MARKS = "，。、；：！？…—“”‘’「」『』（）《》【】"
_LINE_IN_CHINESE = re.compile(rf"(?<={WIDE.pattern})[ \t]{{0,80}}\n\s{{0,400}}(?={WIDE.pattern})")
_LINE_BEFORE_CHINESE = re.compile(rf"\A[ \t]{{0,80}}\n\s{{0,400}}(?={WIDE.pattern})")
_BLANKS = re.compile(r"[ \t\r\n\f\v\u200b\ufeff]+")


def fold_blanks(text: str, *, before: str) -> str:
    r"""Words of a file as a page shows them, after what is ``before`` them in the paragraph.

    >>> fold_blanks("今天  下\n  雨", before="")
    '今天 下雨'
    """
    if "\n" in text:
        text = _LINE_IN_CHINESE.sub("", text)
        if before and WIDE.match(before[-1]):
            text = _LINE_BEFORE_CHINESE.sub("", text)
    text = _BLANKS.sub(" ", text)
    return text.removeprefix(" ") if before.endswith(" ") else text


def code_left_out(lines: int, name: str) -> list[str]:
    """What to say of lines of code that are no text, if there were any."""
    if not lines:
        return []
    said = "1 line of code" if lines == 1 else f"{lines} lines of code"
    return [f"{said} of {name} {'was' if lines == 1 else 'were'} left out"]


@dataclass(slots=True)
class Gathered:
    """One paragraph to be: pieces of text, each bold or not, each words or code.

    White space is one blank, as in every format that calls for this; a line of the file that
    ends between two Chinese characters leaves nothing.
    """

    _pieces: list[tuple[str, bool, bool]] = field(default_factory=list)

    def add(self, text: str, *, is_bold: bool = False, is_code: bool = False) -> None:
        """Add words; ``is_code`` ones are no text on their own."""
        text = fold_blanks(text, before=self._pieces[-1][0] if self._pieces else " ")
        if text:
            self._pieces.append((text, is_bold, is_code))

    def break_line(self, following: str) -> None:
        """End a line of the file inside the paragraph, before ``following``."""
        following = following.lstrip()
        if self._pieces and following:
            self.add(glue(self._pieces[-1][0].rstrip(), following))

    def is_only_code(self) -> bool:
        """Whether nothing but code has letters."""
        return any(is_code for _, _, is_code in self._pieces) and not any(
            character.isalnum()
            for text, _, is_code in self._pieces
            if not is_code
            for character in text
        )

    def embolden_between(self, mark: str) -> None:
        """Take pairs of a mark that was left in the words for what they were meant to be."""
        count = sum(text.count(mark) for text, _, is_code in self._pieces if not is_code)
        if not count or count % 2:
            return
        pieces, is_open = [], False
        for text, is_bold, is_code in self._pieces:
            if is_code:
                pieces.append((text, is_bold or is_open, True))
                continue
            for i, part in enumerate(text.split(mark)):
                is_open ^= i > 0
                if part:
                    pieces.append((part, is_bold or is_open, False))
        self._pieces = pieces

    def drop_start(self, pattern: re.Pattern[str]) -> None:
        """Take off what the words begin with."""
        if self._pieces and not self._pieces[0][2]:
            text, is_bold, _ = self._pieces[0]
            found = pattern.match(text)
            self._pieces[0] = (text[found.end() :] if found else text, is_bold, False)

    def drop_around_marks(self, mark: str) -> None:
        """Take off pairs of a mark around words that begin or end with a Chinese mark."""
        around = re.compile(
            rf"{re.escape(mark)}(?=\S)([{_MARKS}][^{re.escape(mark)}]{{0,300}}"
            rf"|[^{re.escape(mark)}]{{0,300}}[{_MARKS}]){re.escape(mark)}"
        )
        self._pieces = [
            (text if is_code else around.sub(r"\1", text), is_bold, is_code)
            for text, is_bold, is_code in self._pieces
        ]

    def block(self, kind: ParagraphKind = "body") -> Block:
        """The paragraph."""
        text = "".join(piece for piece, _, _ in self._pieces).rstrip(" ")
        return Block(text=text, kind=kind, bold=tuple(self._bold_spans(len(text))))

    def _bold_spans(self, end: int) -> list[Span]:
        spans: list[Span] = []
        at = 0
        for text, is_bold, _ in self._pieces:
            start, at = at, at + len(text)
            if is_bold and start < end:
                start = spans.pop()[0] if spans and spans[-1][1] == start else start
                spans.append((start, min(at, end)))
        return spans

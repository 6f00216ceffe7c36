r"""Rich Text Format: paragraphs, cells, notes, with headings by style and bold runs.

A small reader of our own: striprtf, the library there is, leaves out footnotes, keeps what was
deleted or hidden, writes links and table marks into the text, and knows no headings.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from corpora.errors import InputError
from corpora.formats.documents.docx import HEADING_STYLE
from corpora.formats.documents.draft import Block, Draft, draft_from_blocks
from corpora.formats.documents.gathering import Gathered
from corpora.formats.encoding import refuse_nonsense
from corpora.registry.formats import DOCX
from corpora.units import ParagraphKind

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,40})(?P<number>-?\d{1,9})? ?|\\'(?P<hex>[0-9a-fA-F]{2})"
    rb"|\\(?P<symbol>[^a-zA-Z])|(?P<brace>[{}])|[\r\n]+|(?P<plain>[^\\{}\r\n]+)|\\"
)
# What Word's character sets are for Python; the others say too little to be believed.
_CHARSETS = {
    128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253", 162: "cp1254",
    204: "cp1251", 238: "cp1250",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
_CHARACTERS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "tab": " ", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_UNREAD = frozenset(
    "colortbl info pict header headerl headerr headerf footer footerl footerr footerf fldinst xe tc"
    " listtable listoverridetable revtbl rsidtbl themedata colorschememapping datastore"
    " latentstyles nonshppict annotation atnid atnauthor atntime atndate atnref bkmkstart bkmkend"
    " pntext listtext objdata objclass generator filetbl template ftnsep ftnsepc aftnsep aftnsepc"
    " pnseclvl mmath sp".split()
)
_HINT = f"open it in a word processor and save it as {DOCX}"
_HEADING_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group."""

    place: str = "text"
    font: int = -1
    skipped_after_unicode: int = 1
    is_bold: bool = False
    is_hidden: bool = False


@dataclass(slots=True)
class _Paragraph:
    """What holds until the next one."""

    line: Gathered = field(default_factory=Gathered)
    style: int = -1
    is_heading: bool = False
    is_cell: bool = False


def read_rtf(data: bytes, name: str, language: str | None = None) -> Draft:
    """A draft of a document in Rich Text Format; notes stand after their paragraph.

    Raises:
        InputError: it is no such document, or its characters make no sense.
    """
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        raise InputError("is not a document in Rich Text Format", path=name, hint=_HINT)
    reader = _Reader()
    reader.read(data)
    draft = draft_from_blocks(reader.blocks)
    if draft.paragraphs:
        refuse_nonsense(draft.text, name)
    return draft


class _Reader:
    """Goes through the file once; groups are a stack, so that nesting costs nothing."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._state = _State()
        self._stack: list[_State] = []
        self._paragraph = _Paragraph()
        self._note: _Paragraph | None = None
        self._notes: list[Block] = []
        self._bytes = bytearray()
        self._units: list[int] = []
        self._skip = 0
        self._starred = False
        self._encoding = "cp1252"
        self._fonts: dict[int, str] = {}
        self._headings: set[int] = set()
        self._style_name = ""

    def read(self, data: bytes) -> None:
        """Gather the blocks of the whole file."""
        at = 0
        while found := _TOKEN.match(data, at):
            at = found.end()
            if found["word"]:
                number = int(found["number"]) if found["number"] else None
                at += self._word(found["word"].decode("ascii"), number)
            elif found["hex"]:
                self._byte(bytes([int(found["hex"], 16)]))
            elif found["brace"]:
                self._brace(found["brace"] == b"{")
            elif found["symbol"]:
                self._symbol(found["symbol"])
            elif found["plain"]:
                self._byte(found["plain"])
        self._end("body")

    def _word(self, word: str, number: int | None) -> int:
        """A control word; how many bytes behind it are no text."""
        if word == "bin":
            return max(0, number or 0)
        if word == "u" and number is not None:
            self._flush_bytes()
            if self._is_read():
                self._units.append(number & 0xFFFF)
            self._skip = self._state.skipped_after_unicode
            return 0
        if self._skip and word in _CHARACTERS:
            self._skip -= 1
            return 0
        self._flush()
        starred, self._starred = self._starred, False
        if word in _UNREAD or (starred and word not in ("footnote", "fldrslt")):
            self._state = replace(self._state, place="nowhere")
        elif word in _CHARACTERS:
            self._say(_CHARACTERS[word])
        elif word in _WORDS:
            _WORDS[word](self, number)
        return 0

    def _brace(self, opens: bool) -> None:
        self._flush()
        self._skip = 0
        if opens:
            self._stack.append(self._state)
            return
        before = self._state.place
        self._state = self._stack.pop() if self._stack else _State()
        if before == "note" and self._state.place != "note" and self._note is not None:
            self._notes.append(self._note.line.block())
            self._note = None
        if before == "style":
            if HEADING_STYLE.fullmatch(self._style_name.strip(" ;")):
                self._headings.add(self._paragraph.style)
            self._style_name = ""

    def _symbol(self, symbol: bytes) -> None:
        if self._skip:
            self._skip -= 1
            return
        self._flush()
        if symbol == b"*":
            self._starred = True
        elif symbol in _SYMBOLS:
            self._say(_SYMBOLS[symbol])
        elif symbol in b"\r\n":
            self._end_paragraph(None)

    def _byte(self, data: bytes) -> None:
        if self._skip:
            dropped = min(self._skip, len(data))
            self._skip -= dropped
            data = data[dropped:]
        if data:
            self._flush_units()
            self._bytes += data

    def _is_read(self) -> bool:
        return self._state.place != "nowhere" and not self._state.is_hidden

    def _flush(self) -> None:
        self._flush_bytes()
        self._flush_units()

    def _flush_bytes(self) -> None:
        data, self._bytes = bytes(self._bytes), bytearray()
        if not data:
            return
        for encoding in (self._fonts.get(self._state.font, self._encoding), self._encoding):
            try:
                self._say(data.decode(encoding))
                return
            except (UnicodeDecodeError, LookupError):
                continue
        self._say(data.decode("cp1252", "replace"))

    def _flush_units(self) -> None:
        units, self._units = self._units, []
        if units:
            packed = b"".join(unit.to_bytes(2, "little") for unit in units)
            self._say(packed.decode("utf-16-le", "replace"))

    def _say(self, text: str) -> None:
        place = self._state.place
        if place == "style":
            self._style_name += text
        elif place == "note" and self._is_read():
            self._note = self._note or _Paragraph()
            self._note.line.add(text, is_bold=self._state.is_bold)
        elif place == "text" and self._is_read():
            self._paragraph.line.add(text, is_bold=self._state.is_bold)

    # What control words do: each takes its number.

    def _end_paragraph(self, number: int | None) -> None:
        if self._state.place == "note" and self._note is not None:
            self._note.line.add(" ")
        elif self._state.place == "text":
            self._end("cell" if self._paragraph.is_cell else None)

    def _end_cell(self, number: int | None) -> None:
        self._end("cell")

    def _end(self, kind: ParagraphKind | None) -> None:
        self._flush()
        style = self._paragraph
        is_heading = style.is_heading or style.style in self._headings
        self.blocks.append(style.line.block(kind or ("heading" if is_heading else "body")))
        self.blocks += self._notes
        self._notes = []
        style.line = Gathered()

    def _new_style(self, number: int | None) -> None:
        self._paragraph.is_heading = self._paragraph.is_cell = False
        self._paragraph.style = -1

    def _set_style(self, number: int | None) -> None:
        self._paragraph.style = -1 if number is None else number

    def _set_level(self, number: int | None) -> None:
        if self._state.place == "style":
            if number is not None and number < _HEADING_LEVELS:
                self._headings.add(self._paragraph.style)
        else:
            self._paragraph.is_heading = number is not None and number < _HEADING_LEVELS

    def _set_cell(self, number: int | None) -> None:
        self._paragraph.is_cell = True

    def _set_code_page(self, number: int | None) -> None:
        self._encoding = {936: "gb18030", 950: "big5hkscs", 65001: "utf-8"}.get(
            number or 0, f"cp{number or 1252}"
        )

    def _set_font(self, number: int | None) -> None:
        self._state = replace(self._state, font=-1 if number is None else number)

    def _set_charset(self, number: int | None) -> None:
        if self._state.place == "fonts" and number in _CHARSETS:
            self._fonts[self._state.font] = _CHARSETS[number]

    def _set_skipped(self, number: int | None) -> None:
        self._state = replace(self._state, skipped_after_unicode=max(0, number or 0))

    def _set_bold(self, number: int | None) -> None:
        self._state = replace(self._state, is_bold=number != 0)

    def _set_hidden(self, number: int | None) -> None:
        self._state = replace(self._state, is_hidden=number != 0)

    def _set_plain(self, number: int | None) -> None:
        self._state = replace(self._state, is_bold=False, is_hidden=False)

    def _enter_fonts(self, number: int | None) -> None:
        self._state = replace(self._state, place="fonts")

    def _enter_styles(self, number: int | None) -> None:
        self._state = replace(self._state, place="style")

    def _enter_note(self, number: int | None) -> None:
        self._state = replace(self._state, place="note", is_hidden=False)


_WORDS: dict[str, Callable[[_Reader, int | None], None]] = {
    **dict.fromkeys(("par", "sect", "page", "column", "line"), _Reader._end_paragraph),
    **dict.fromkeys(("cell", "nestcell"), _Reader._end_cell),
    **dict.fromkeys(("v", "deleted"), _Reader._set_hidden),
    "pard": _Reader._new_style,
    "s": _Reader._set_style,
    "outlinelevel": _Reader._set_level,
    "intbl": _Reader._set_cell,
    "ansicpg": _Reader._set_code_page,
    "f": _Reader._set_font,
    "fcharset": _Reader._set_charset,
    "uc": _Reader._set_skipped,
    "b": _Reader._set_bold,
    "plain": _Reader._set_plain,
    "fonttbl": _Reader._enter_fonts,
    "stylesheet": _Reader._enter_styles,
    "footnote": _Reader._enter_note,
}

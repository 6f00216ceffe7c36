"""PDFs: the text layer, line by line with its place on the page.

pdfium (through pypdfium2) tells each character and its box; what follows, columns, running heads
and paragraphs, is in ``page_layout``. Used in this file alone.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from corpora.errors import InputError
from corpora.formats.documents.blanks import mend_blanks
from corpora.formats.documents.draft import Block, Draft, draft_from_blocks
from corpora.formats.documents.page_columns import WIDE_GAP, Piece
from corpora.formats.documents.page_layout import read_pages
from corpora.formats.documents.text import blanks_left_out
from corpora.formats.documents.trees import refuse_too_many
from corpora.formats.encoding import refuse_nonsense
from corpora.language.han import WIDE
from corpora.language.languages import BOTH

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

# Far above any document: a bound.
_MOST_PAGES, _MOST_LETTERS = 10_000, 500_000
# A page with fewer characters holds no text to speak of.
_FEW_CHARS = 10
_HYPHENS = {"\x02", "\ufffe", "\u00ad"}
# Forms that fonts have for ligatures, radicals and bullets, which nobody types.
_FORMS = re.compile("[\ufb00-\ufb06\u2e80-\u2eff\u2f00-\u2fdf]")
_BULLETS = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf06c\uf075\uf076\uf0fc\uf097", "•"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# A gap so wide, in sizes of the letters, is a blank; beside Chinese it takes more.
_BLANK, _BLANK_WIDE = 0.2, 0.6
# Base lines of one line's letters may stand so far apart, as small numbers at a word do.
_SAME_LINE, _DESCENT = 0.45, 0.2
_RIGHT_ANGLE, _SLANT = 1.5707963, 0.1


def read_pdf(data: bytes, name: str, language: str | None = None) -> Draft:
    """A draft of a PDF's text layer.

    Columns are read one after the other, running heads and page numbers left out, lines joined
    to paragraphs over columns and pages, footnotes put after the paragraph that a page ends in.
    ``BOTH`` joins lines within each language, and gives the one after the other.

    Raises:
        InputError: it is damaged, protected by a password, a scan without text, or nonsense.
    """
    pages, empty = _pages(data, name)
    if sum(len(piece.text) for page in pages for piece in page) < _FEW_CHARS * max(1, len(pages)):
        raise InputError(
            "is a scanned PDF: its pages are pictures without text",
            path=name,
            hint="run text recognition (OCR) on it first, then look at the result",
        )
    blocks, removed = read_pages(pages, apart=language == BOTH)
    refuse_nonsense("\n".join(block.text for block in blocks), name)
    text, blanks, between_all = mend_blanks("\n".join(block.text for block in blocks))
    mended = [
        Block(text=line, kind=block.kind)
        for line, block in zip(text.split("\n"), blocks, strict=True)
    ]
    notes = blanks_left_out(blanks, name, between_all=between_all)
    if removed:
        notes.insert(0, f"{removed} page numbers and running heads of {name} were left out")
    if empty:
        said = "1 page" if empty == 1 else f"{empty} pages"
        notes.insert(0, f"{said} of {name} without text, pictures perhaps, gave nothing")
    return draft_from_blocks(mended, notes=notes)


def _pages(data: bytes, name: str) -> tuple[list[list[Piece]], int]:
    """The pieces of text of every page, and how many pages have none."""
    # Loads a library that only PDFs want.
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except (pypdfium2.PdfiumError, ValueError) as error:
        protected = "password" in str(error).lower()
        raise InputError(
            "is protected by a password" if protected else "is not a PDF, or a damaged one",
            path=name,
            hint="save it without a password"
            if protected
            else "open it in a reader and save it anew",
        ) from error
    try:
        if count > _MOST_PAGES:
            raise InputError(f"has {count:,} pages", path=name, hint="split it into parts")
        pages = [list(_pieces(document, at, name)) for at in range(count)]
    finally:
        document.close()
    return pages, sum(not any(piece.text.strip() for piece in page) for page in pages)


def _pieces(document: PdfDocument, at: int, name: str) -> Iterator[Piece]:
    """Runs of letters that stand together on a line of a page, in the file's order."""
    import pypdfium2
    import pypdfium2.raw as raw

    try:
        page = document[at]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return  # a damaged page is an empty one
    refuse_too_many(text.count_chars(), _MOST_LETTERS, f"letters on page {at + 1}", name)
    letters = list(_letters(raw, text.raw, text.count_chars()))
    turned = Counter(letter[0] for letter in letters).most_common(1)
    run: list[_Letter] = []
    for _, letter in (one for one in letters if one[0] == turned[0][0]):
        if run and not _goes_on(run[-1], letter):
            yield from _piece(run)
            run = []
        run.append(letter)
    yield from _piece(run)
    text.close()
    page.close()


_Letter = tuple[str, float, float, float, float, bool]
"""A character, its left, right and base line in points, its size, and whether a blank follows."""


def _letters(raw: Any, page: Any, count: int) -> Iterator[tuple[int, _Letter]]:  # noqa: ANN401
    """Each character of a page with its place, turned upright, and by how many right angles."""
    last: tuple[int, _Letter] | None = None
    for i in range(count):
        code = _code(raw, page, i)
        if chr(code).isspace():
            # A blank that nobody typed says no more than the gap that it stands for.
            if last is not None and not raw.FPDFText_IsGenerated(page, i):
                last = (last[0], (*last[1][:5], True))
            continue
        placed = _placed(raw, page, i) if code else None
        if placed is not None:
            if last is not None:
                yield last
            turns, left, right, base, size = placed
            last = (turns, (chr(code), left, right, base, size, False))
    if last is not None:
        yield last


def _code(raw: Any, page: Any, i: int) -> int:  # noqa: ANN401
    """The code point of a character; 0 where it is none, such as half of a pair."""
    code: int = raw.FPDFText_GetUnicode(page, i)
    if 0xDC00 <= code < 0xE000:
        high: int = raw.FPDFText_GetUnicode(page, i - 1) if i else 0
        paired = 0xD800 <= high < 0xDC00
        return 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if paired else 0
    return 0 if 0xD800 <= code < 0xDC00 else code


def _placed(raw: Any, page: Any, i: int) -> tuple[int, float, float, float, float] | None:  # noqa: ANN401
    """Right angles that a character is turned by, its left, right, base line, size upright."""
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    if not raw.FPDFText_GetLooseCharBox(page, i, ctypes.byref(box)):
        return None
    if not raw.FPDFText_GetCharOrigin(page, i, ctypes.byref(x), ctypes.byref(y)):
        return None
    right_angles = max(0.0, raw.FPDFText_GetCharAngle(page, i)) / _RIGHT_ANGLE
    turns = round(right_angles)
    if abs(right_angles - turns) > _SLANT:
        return None  # a slanted watermark
    left, bottom, right, top, base = box.left, box.bottom, box.right, box.top, y.value
    across = x.value
    for _ in range(turns % 4):
        left, bottom, right, top, base, across = bottom, -right, top, -left, -across, base
    size = raw.FPDFText_GetFontSize(page, i) or abs(top - bottom)
    return turns % 4, min(left, right), max(left, right), base, float(size)


def _goes_on(before: _Letter, after: _Letter) -> bool:
    """Whether a letter stands on the same line as the one before it, and near."""
    size = max(1.0, min(before[4], after[4]))
    if abs(before[3] - after[3]) > _SAME_LINE * size:
        return False
    return -size <= after[1] - before[2] <= WIDE_GAP * size


def _piece(run: list[_Letter]) -> Iterator[Piece]:
    """A run as a piece of text; a gap between its letters is a blank."""
    parts: list[str] = []
    for at, letter in enumerate(run):
        if at and _is_gap(run[at - 1], letter):
            parts.append(" ")
        parts.append("-" if letter[0] in _HYPHENS else letter[0])
    text = _CONTROL.sub("", "".join(parts).translate(_BULLETS))
    text = _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = re.sub(r"[ \u00a0\t]+", " ", text).strip()
    if text:
        size = sorted(letter[4] for letter in run)[len(run) // 2]
        base = sorted(letter[3] for letter in run)[len(run) // 2]
        yield Piece(
            text=text,
            left=min(letter[1] for letter in run),
            right=max(letter[2] for letter in run),
            bottom=base - _DESCENT * size,
            top=base + (1 - _DESCENT) * size,
            size=size,
        )


def _is_gap(before: _Letter, after: _Letter) -> bool:
    """Whether a blank stands between two letters; programs set Chinese and Latin a little apart."""
    is_wide = WIDE.match(before[0]) or WIDE.match(after[0])
    return before[5] or after[1] - before[2] > (_BLANK_WIDE if is_wide else _BLANK) * after[4]

"""Stretches of a pair's text that stay found when the pair is merged, split or corrected elsewhere.

A mark names the sentence it begins in by where that starts in its document, so that it can be
looked for in whatever pair holds the sentence now; its words say whether it was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from corpora.units import Document, Span
from review.project.pairs.replay import PairState
from review.project.pairs.rows import Row
from review.project.pairs.views import Piece, pieces, text_of


class Mark(NamedTuple):
    """Begins ``from_offset`` into the text of the piece that starts at ``from_piece``."""

    from_piece: int
    from_offset: int
    to_piece: int
    to_offset: int
    words: str


class Text:
    """A side of a pair: its text, and where its pieces are in it."""

    def __init__(self, found: Sequence[Piece], document: Document) -> None:
        self.pieces = found
        self.text = text_of(found, document)

    def mark(self, span: Span) -> Mark:
        """A stretch of the text as a mark."""
        first = self._piece_at(span[0])
        last = self._piece_at(max(span[1] - 1, span[0]))
        return Mark(
            first.start, span[0] - first.at, last.start, span[1] - last.at,
            self.text[span[0] : span[1]],
        )  # fmt: skip

    def find(self, mark: Mark) -> Span | None:
        """Where a mark is in this text; ``None`` where its words do not stand there."""
        start = self._offset(mark.from_piece, mark.from_offset)
        end = self._offset(mark.to_piece, mark.to_offset)
        if start is None or end is None or self.text[start:end] != mark.words:
            return None
        return start, end

    def _piece_at(self, at: int) -> Piece:
        found = [piece for piece in self.pieces if piece.at <= at]
        return found[-1] if found else self.pieces[0]

    def _offset(self, start: int, offset: int) -> int | None:
        for piece in self.pieces:
            if piece.start == start and offset <= len(piece.text):
                return piece.at + offset
        # Its sentence was cut, or joined to the one before it.
        place = start + offset
        for piece in self.pieces:
            if piece.start <= place <= piece.end and not piece.is_corrected:
                return piece.at + place - piece.start
        return None


class Texts:
    """The texts of a document pair's rows, each made once while the row stays."""

    def __init__(self, documents: tuple[Document, Document]) -> None:
        self._documents = documents
        self._known: dict[tuple[int, str], tuple[Row, Text]] = {}

    def of(self, state: PairState, row: Row, side: int) -> Text:
        """A side of a row."""
        known = self._known.get((side, row.number))
        if known is not None and known[0] is row:
            return known[1]
        document = self._documents[side]
        span = (row.source, row.target)[side]
        made = Text(pieces(state.rows, side, span, document, state.corrections[side]), document)
        self._known[side, row.number] = (row, made)
        return made

    def row_of(self, state: PairState, side: int, mark: Mark) -> Row | None:
        """The row that holds the sentence in which a mark begins."""
        row = state.rows.owner(side, mark.from_piece)
        if row is not None:
            return row
        sentences = state.rows.sides[side]
        before = sentences.number_until(mark.from_piece)
        spans = sentences.spans()
        if before < len(spans) and spans[before][0] <= mark.from_piece < spans[before][1]:
            return state.rows.owner(side, spans[before][0])
        return None


def mark_from(values: Sequence[object]) -> Mark:
    """A mark as JSON holds it."""
    return Mark(*values)  # type: ignore[arg-type]

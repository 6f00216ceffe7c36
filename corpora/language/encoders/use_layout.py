"""Texts laid out in one row of tokens, so that the convolutions read many at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Integers

# Zero rows between texts, so that no window reaches from one into the next.
PADDING = 2
# How far from a token the convolutions look.
REACH = 4
_ROWS_A_BATCH = 512
START, PIECE, END = range(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Texts laid out in one row of tokens, with padding between.

    ``starts`` are the rows at which a sum begins: a start token, a piece, an end token.
    ``is_wanted`` marks the tokens that are to be summed.
    """

    ids: Integers
    is_token: NDArray[np.bool_]
    is_wanted: NDArray[np.bool_]
    starts: Integers
    role: Integers
    text_firsts: Integers

    @classmethod
    def lay_out(
        cls, texts: list[list[list[int]]], *, start: list[int], end: list[int], pad: int
    ) -> Batch:
        """Token ids of texts by pieces, with a ``start`` and an ``end`` each, ``pad`` between."""
        ids: list[int] = []
        starts: list[int] = []
        roles: list[int] = []
        firsts: list[int] = []
        for text in texts:
            firsts.append(len(starts))
            for role, tokens in chain(
                ((START, start),),
                ((PIECE, piece) for piece in text),
                ((END, end),),
            ):
                if tokens or role == PIECE:
                    starts.append(len(ids))
                    roles.append(role)
                    ids += tokens
            ids += [pad] * PADDING
        flat = np.array(ids, np.int64)
        return cls(
            ids=flat,
            is_token=flat != pad,
            is_wanted=flat != pad,
            starts=np.array(starts, np.int64),
            role=np.array(roles, np.int64),
            text_firsts=np.array(firsts, np.int64),
        )

    def only_near(self, is_held: NDArray[np.bool_]) -> Batch:
        """Only the tokens that the sums marked by ``is_held`` depend on; other sums are empty."""
        sizes = np.diff(self.starts, append=len(self.ids))
        is_wanted = np.repeat(is_held, sizes) & self.is_token
        reach = np.concatenate([[0], np.cumsum(is_wanted)])
        places = np.arange(len(self.ids))
        near = np.flatnonzero(
            reach[np.minimum(places + REACH + 1, len(places))]
            > reach[np.maximum(places - REACH, 0)]
        )
        return replace(
            self,
            ids=self.ids[near],
            is_token=self.is_token[near],
            is_wanted=is_wanted[near],
            starts=np.searchsorted(near, self.starts),
        )

    def parts(self) -> Iterator[tuple[int, int, int, int]]:
        """Runs of whole texts of about a batch: (first sum, last sum, first row, last row)."""
        borders = [*self.text_firsts.tolist(), len(self.starts)]
        rows = [*self.starts[self.text_firsts].tolist(), len(self.ids)]
        begin = 0
        for text in range(1, len(borders)):
            if rows[text] - rows[begin] >= _ROWS_A_BATCH or text == len(borders) - 1:
                yield borders[begin], borders[text], rows[begin], rows[text]
                begin = text

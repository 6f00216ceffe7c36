"""What every HTML page of ours is made of: the shell, cells, marks, filters, charts.

One policy (nothing is fetched, nothing runs but what the page brings), one look, dark mode, print
rules. Text from files goes through ``text`` and no other way.
"""

from __future__ import annotations

from corpora.page.charts import Frame
from corpora.page.marks import SENTENCE_BORDER, marked
from corpora.page.shell import Part, asset, language, page, table_fragment, text
from corpora.page.sieve import Choice, Choices, chunked, folded, sieve

__all__ = [
    "SENTENCE_BORDER",
    "Choice",
    "Choices",
    "Frame",
    "Part",
    "asset",
    "chunked",
    "folded",
    "language",
    "marked",
    "page",
    "sieve",
    "table_fragment",
    "text",
]

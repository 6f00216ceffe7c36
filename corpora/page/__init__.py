"""What every HTML page of ours is made of: the shell, marks, search, charts.

One policy (nothing is fetched), one look, dark mode, print rules. Text from files goes through
``text`` and no other way.
"""

from __future__ import annotations

from corpora.page.charts import Frame
from corpora.page.marks import marked
from corpora.page.shell import page, search_box, table_fragment, text

__all__ = ["Frame", "marked", "page", "search_box", "table_fragment", "text"]

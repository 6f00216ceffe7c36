# A package of duizhao (looked for at start-up).
"""Which sentences translate which. Knows ``corpora``.

``align_documents`` reads both documents (``sides``), takes a first look for a rough path
(``coarse``), weighs every bead in a band around it (``grid``), weighs the likely ones again
with care (``candidates``, ``evidence``) and chooses the best path (``regions``); passages
that stand elsewhere are then paired out of order (``crossings``).
"""

from __future__ import annotations

from align.options import AlignOptions
from align.pairing import align_documents

__all__ = ["AlignOptions", "align_documents"]

# A package of duizhao (looked for at start-up).
"""Which sentences translate which. Knows ``corpora``.

``align_documents`` reads both documents (``sides``), takes a first look for a rough path
(``coarse``), weighs every bead in a band around it (``grid``), weighs the likely ones again
with care (``candidates``, ``evidence``) and chooses the best path (``regions``); passages
that stand elsewhere are then paired out of order (``crossings``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from align.options import AlignOptions

if TYPE_CHECKING:
    from align.pairing import align_documents

__all__ = ["AlignOptions", "align_documents"]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    # Who has pairs already, and wants but the options, does not wait for the aligner.
    if name != "align_documents":
        raise AttributeError(f"module 'align' has no attribute {name!r}")
    from align.pairing import align_documents

    return align_documents

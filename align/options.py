"""What a user can choose about pairing, with the defaults."""

from __future__ import annotations

from dataclasses import dataclass

from corpora.errors import Option, OptionError


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignOptions:
    """Options of ``align_documents``.

    Attributes:
        max_bead: the most segments a bead may hold on one side, 1 to 40. Beads of more than
            seven come from lists alone (see ``align.repairs.lists``).
        crossings: look for passages that stand elsewhere in the translation, and pair them
            out of order. Off, beads are in order on both sides.
        fast: the first stage alone: about half the time, and some points of F1 (see
            ``docs/alignment.md``).
    """

    max_bead: int = 40
    crossings: bool = True
    fast: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.max_bead <= 40:
            raise OptionError(
                f"a bead cannot hold up to {self.max_bead} segments on a side",
                hint=f"choose {Option.MAX_BEAD} from 1 to 40",
            )

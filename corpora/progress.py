"""How a long stage tells how far it is, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called by a stage now and then; the front door draws a bar from it."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """``done`` of ``total`` steps of ``stage`` (a verb: ``encoding``) are behind us.

        A ``total`` of 0 says that nobody knows how many there will be.
        """


def silent(stage: str, done: int, total: int) -> None:
    """The listener that does not listen: the default of every stage."""

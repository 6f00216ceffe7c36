"""What goes wrong with an input, said so that its owner can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path


class InputError(Exception):
    """An input that cannot be used; the front door prints it as one sentence.

    Args:
        problem: what was found, in plain words, without a full stop.
        path: the file, or ``None`` where there is none (an option, standard input).
        line: where in the file, counted from 1, or ``None`` where that is not known.
        hint: what to try, in plain words, without a full stop; may be empty.
    """

    def __init__(
        self,
        problem: str,
        *,
        path: str | Path | None = None,
        line: int | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.path = None if path is None else str(path)
        self.line = line
        self.hint = hint

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (self.path, None if self.line is None else f"line {self.line}")
            if part is not None
        )
        sentence = f"{place}: {self.problem}" if place else self.problem
        return f"{sentence}. {_capitalised(self.hint)}." if self.hint else f"{sentence}."


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The hint for a name that stands for nothing: the nearest known one, and all there are.

    >>> did_you_mean("number", ["numbers", "terms"])
    'did you mean numbers? There are numbers, terms'
    >>> did_you_mean("x", ["numbers", "terms"])
    'choose from numbers, terms'
    """
    known = list(known)
    if not known:
        return ""
    near = get_close_matches(name, known, n=1)
    names = ", ".join(known)
    return f"did you mean {near[0]}? There are {names}" if near else f"choose from {names}"

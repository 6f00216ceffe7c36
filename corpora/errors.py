"""What goes wrong with an input, said so that its owner can mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from typing import Any
from unicodedata import category


class Option(Enum):
    """A choice that a remedy names: a flag on the command line, an argument in Python.

    In a problem or a hint it stands as a placeholder, which is worded when the error is shown:

    >>> error = InputError("already exists", path="a.tmx", hint=f"say {Option.FORCE} to overwrite")
    >>> print(error)
    a.tmx: already exists. Say force=True to overwrite.
    >>> with worded_as_flags():
    ...     print(error)
    a.tmx: already exists. Say --force to overwrite.
    """

    ADDRESS = "--address", "address=…"
    ANYWAY = "--anyway", "anyway=True"
    DIRECTORY = "-d", "directory=…"
    FOLD_SCRIPT = "--fold-script", "fold_script=True"
    FORCE = "--force", "force=True"
    LINES = "--take lines", 'take="lines"'
    MAX_BEAD = "--max-bead", "max_bead"
    NO_CROSSINGS = "--no-crossings", "crossings=False"
    NO_ENCODER = "--encoder none", 'tools="none"'
    OUTPUT = "-o", "output=…"
    PORT = "--port", "port=…"
    RECOVER = "convert --recover", "recover=True"
    REFERENCE = "--reference FILE", "references=…"
    SOURCE = "--source FILE", "source=…"
    SOURCE_LANGUAGE = "--source-lang", "source_language=…"
    TARGET_LANGUAGE = "--target-lang", "target_language=…"
    WORKER_MEMORY = "--worker-memory", "memory_mb=…"

    def __init__(self, flag: str, argument: str) -> None:
        self.flag = flag
        self.argument = argument

    def __str__(self) -> str:
        return f"{{option:{self.name}}}"


_LONGEST_QUOTE, _LONGEST = 80, 1_000
_ENDLESS = re.compile(r"[^\s“”]{200,}")
_QUOTED = re.compile(rf"(['\"“][^'\"”]{{{_LONGEST_QUOTE},}})(['\"”])")
_PLACEHOLDER = re.compile(rf"\{{option:({'|'.join(Option.__members__)})\}}")
_as_flags = False


@contextmanager
def worded_as_flags() -> Iterator[None]:
    """Inside, errors name options as the command line has them; the front door works in it."""
    global _as_flags
    before, _as_flags = _as_flags, True
    try:
        yield
    finally:
        _as_flags = before


def worded(text: str) -> str:
    """A text with the options in it spelled out, for whoever is listening."""
    return _PLACEHOLDER.sub(_spelled, text)


def _spelled(match: re.Match[str]) -> str:
    option = Option[match[1]]
    return option.flag if _as_flags else option.argument


class InputError(Exception):
    """An input that cannot be used; the front door prints it as one sentence.

    Args:
        problem: what was found, in plain words, without a full stop.
        path: the file, or ``None`` where there is none (an option, standard input).
        line: where in the file, counted from 1, or ``None`` where that is not known.
        hint: what to try, in plain words, without a full stop; may be empty. Options in it are
            ``Option``s: ``f"say {Option.FORCE} to overwrite it"``.
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

    @property
    def options(self) -> tuple[Option, ...]:
        """The options by which its user can mend it, in the order of the hint."""
        return tuple(Option[name] for name in _PLACEHOLDER.findall(self.hint))

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                None if self.path is None else _printable(self.path),
                None if self.line is None else f"line {self.line}",
            )
            if part is not None
        )
        problem = _clipped(_printable(self.problem))
        sentence = f"{place}: {problem}" if place else problem
        told = f"{sentence}. {_capitalised(worded(self.hint))}." if self.hint else f"{sentence}."
        return worded(told)

    def __reduce__(self) -> tuple[Callable[..., InputError], tuple[Any, ...], dict[str, Any]]:
        """Errors travel between processes as what they say, whatever their own class takes."""
        return _blank, (type(self), self.args), self.__dict__


def _printable(text: str) -> str:
    """A text in which what cannot be shown is spelled out."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or category(c) == "Zs" else c.encode("unicode_escape").decode("ascii")
        for c in text
    )


def _clipped(text: str) -> str:
    """A sentence without the length of what a file happens to hold."""
    text = _ENDLESS.sub(lambda found: f"{found[0][:_LONGEST_QUOTE]}…", text)
    text = _QUOTED.sub(lambda found: f"{found[1][:_LONGEST_QUOTE]}…{found[2]}", text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _blank(kind: type[InputError], args: tuple[Any, ...]) -> InputError:
    error = kind.__new__(kind, *args)
    error.args = args
    return error


class OptionError(InputError, ValueError):
    """An option or an argument that cannot be: no such name, out of range, of another kind."""


def check_name(value: str, known: Iterable[str], what: str) -> None:
    """Refuse a name that stands for nothing.

    Args:
        value: what was given.
        known: what there is.
        what: the kind of thing in plain words, with its article: "a level".

    Raises:
        OptionError: it is none of them; the nearest is named.
    """
    known = list(known)
    if value not in known:
        raise OptionError(f"“{value}” is not {what}", hint=did_you_mean(str(value), known))


def check_share(value: float, name: str) -> None:
    """Refuse what is not between 0 and 1.

    Raises:
        OptionError: it is not.
    """
    if not 0.0 <= value <= 1.0:
        raise OptionError(f"{name} {value} is not a probability", hint="choose from 0 to 1")


def check_least(value: float, least: float, name: str) -> None:
    """Refuse what is too small.

    Raises:
        OptionError: it is below ``least``.
    """
    if value < least:
        raise OptionError(f"{name} {value} is too small", hint=f"choose {least} or more")


class NotPairsError(InputError):
    """A file that holds text but no pairs: it may be a document in both languages."""


class OneLanguageError(InputError):
    """A document that should be in both languages and is in one only."""


def check_most(value: float, most: float, name: str) -> None:
    """Refuse what is too large.

    Raises:
        OptionError: it is above ``most``.
    """
    if value > most:
        raise OptionError(f"{name} {value} is too large", hint=f"choose {most:,} or less")


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

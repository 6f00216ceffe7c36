"""Where the front door prints: tables for a terminal, plain lines for a pipe, JSON."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

# Wider than any line: what is piped into another program is folded by nobody.
_ENDLESS = 1_000_000


def print_json(value: object, *, to_stderr: bool = False) -> None:
    """One JSON value on standard output, or on standard error where that holds results."""
    stream = sys.stderr if to_stderr else sys.stdout
    stream.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
    stream.flush()


class Out:
    """Prints tables and texts: as wide as the terminal, or, where there is none, a row a line.

    Args:
        to_stderr: print on standard error, where standard output holds results.
    """

    def __init__(self, *, to_stderr: bool = False) -> None:
        self._stream = sys.stderr if to_stderr else sys.stdout
        self._terminal = Console(file=self._stream, highlight=False)

    @property
    def is_terminal(self) -> bool:
        """Whether a person is looking."""
        return self._terminal.is_terminal

    def print(self, what: RenderableType, *, style: str | None = None, whole: bool = False) -> None:
        """Print one thing; ``whole`` leaves folding to the terminal, so that it can be copied."""
        if self.is_terminal:
            self._terminal.print(what, style=style, soft_wrap=whole)
            return
        if isinstance(what, Table):
            # Else it would be filled up to the width that there is.
            what.expand = False
        lines = io.StringIO()
        Console(file=lines, highlight=False, width=_ENDLESS, color_system=None).print(what)
        text = "\n".join(line.rstrip() for line in lines.getvalue().split("\n"))
        self._stream.write(text)

    def say_written(self, paths: Sequence[Path]) -> None:
        """The files that were written."""
        for path in paths:
            self.print(Text.assemble("wrote ", (str(path), "bold")), whole=True)

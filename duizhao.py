"""The front door: starts the command line, and turns what goes wrong into a sentence.

The commands are in ``review/commands/``.
"""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from corpora.errors import InputError, worded_as_flags

_MARKER = "A package of duizhao"
_BAD_INPUT, _INTERRUPTED = 2, 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exit codes are 0, 1 (findings), 2 (bad input), 130 (Ctrl-C)."""
    _speak_utf8()
    _take_one_thread()
    # Tables of hundreds of thousands of words make no cycles; looking for some takes a second.
    gc.set_threshold(50_000, 20, 50)
    with worded_as_flags():
        sys.exit(_exit_code(arguments))


def _exit_code(arguments: Sequence[str] | None) -> int:
    """Run the command line; whatever its user can mend becomes a sentence."""
    try:
        _stop_when_told()
        _check_neighbours()
        # Only now, when review/ is known to be ours.
        from review.commands import cli

        code = cli.main(
            args=None if arguments is None else list(arguments),
            prog_name="duizhao",
            standalone_mode=False,
        )
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except InputError as error:
        return _complain(str(error))
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped; nothing was left half-written.", err=True)
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough; that is no fault.
        _abandon_output()
        return 0
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _abandon_output()
        return _complain("No space is left on the disk; free some and try again.")


def _stop_when_told() -> None:
    """End like Ctrl-C when a batch system or a closed terminal says so."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and threading.current_thread() is threading.main_thread():
            signal.signal(number, _interrupt)


def _interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _abandon_output() -> None:
    """Keep Python from flushing at exit what cannot be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _take_one_thread() -> None:
    """Let matrix products use one thread each: faster at our sizes, the same to the last bit."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _complain(sentence: str) -> int:
    click.echo(f"duizhao: {sentence}", err=True)
    return _BAD_INPUT


def _check_neighbours() -> None:
    """Notice when another project's package of the same name was installed over one of ours."""
    home = Path(__file__).resolve().parent
    for name in ("corpora", "align", "glossary", "quality", "review"):
        start = home / name / "__init__.py"
        if not start.is_file() or _MARKER not in start.read_text(encoding="utf-8"):
            raise InputError(
                f"the package {name!r} beside duizhao belongs to another project",
                hint="install duizhao in an environment of its own: pipx install duizhao",
            )


if __name__ == "__main__":
    main()

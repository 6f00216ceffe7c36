"""duizhao 对照: a Chinese text and its English translation, paired, mined for terms, checked.

The front door: it gives the public API (``docs/python.md``), starts the command line (the
commands are in ``review/commands/``), and turns what goes wrong there into a sentence.

A public name is imported from where it is at home when it is first asked for.
"""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
import threading
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:  # the same as _HOMES, for editors and type checkers
    from align import AlignOptions
    from align.judging.report import EvaluateOptions, Evaluation
    from corpora import __version__
    from corpora.errors import InputError, OptionError
    from corpora.formats.streams import ReadOptions, WriteOptions
    from corpora.language.tools import Tools, load_tools
    from corpora.memory.cleaning import Cleaned, CleanOptions
    from corpora.memory.concordance import FindOptions, Found
    from corpora.memory.converting import Converted, ConvertOptions
    from corpora.reading.document import read_document
    from corpora.samples import sample_paths
    from corpora.units import Alignment, Bead, Bitext, Document, Segment, TranslationUnit
    from glossary import (
        ConceptEntry,
        Glossary,
        Rendering,
        TermOptions,
        diff_glossaries,
        merge_glossaries,
        read_glossary,
    )
    from quality.check import CheckOptions, read_profile
    from quality.findings import CheckReport, Finding
    from quality.score import ScoreOptions, ScoreReport, worst_segments
    from review.api.files import read, read_bitext, read_text, write
    from review.api.stages import align, check, clean, convert, evaluate, find, run, score, terms
    from review.project import Project, create_project, open_project

__all__ = [
    "AlignOptions",
    "Alignment",
    "Bead",
    "Bitext",
    "CheckOptions",
    "CheckReport",
    "CleanOptions",
    "Cleaned",
    "ConceptEntry",
    "ConvertOptions",
    "Converted",
    "Document",
    "EvaluateOptions",
    "Evaluation",
    "FindOptions",
    "Finding",
    "Found",
    "Glossary",
    "InputError",
    "OptionError",
    "Project",
    "ReadOptions",
    "Rendering",
    "ScoreOptions",
    "ScoreReport",
    "Segment",
    "TermOptions",
    "Tools",
    "TranslationUnit",
    "WriteOptions",
    "__version__",
    "align",
    "check",
    "clean",
    "convert",
    "create_project",
    "diff_glossaries",
    "evaluate",
    "find",
    "load_tools",
    "merge_glossaries",
    "open_project",
    "read",
    "read_bitext",
    "read_document",
    "read_glossary",
    "read_profile",
    "read_text",
    "run",
    "sample_paths",
    "score",
    "terms",
    "worst_segments",
    "write",
]

_HOMES = {
    "align": "AlignOptions",
    "align.judging.report": "EvaluateOptions Evaluation",
    "corpora": "__version__",
    "corpora.errors": "InputError OptionError",
    "corpora.formats.streams": "ReadOptions WriteOptions",
    "corpora.language.tools": "Tools load_tools",
    "corpora.memory.cleaning": "CleanOptions Cleaned",
    "corpora.memory.concordance": "FindOptions Found",
    "corpora.memory.converting": "ConvertOptions Converted",
    "corpora.reading.document": "read_document",
    "corpora.samples": "sample_paths",
    "corpora.units": "Alignment Bead Bitext Document Segment TranslationUnit",
    "glossary": "ConceptEntry Glossary Rendering TermOptions diff_glossaries merge_glossaries "
    "read_glossary",
    "quality.check": "CheckOptions read_profile",
    "quality.findings": "CheckReport Finding",
    "quality.score": "ScoreOptions ScoreReport worst_segments",
    "review.api.files": "read read_bitext read_text write",
    "review.api.stages": "align check clean convert evaluate find run score terms",
    "review.project": "Project create_project open_project",
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}
_MARKER = "A package of duizhao"
_BAD_INPUT, _INTERRUPTED = 2, 130


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in _HOME:
        raise AttributeError(f"module 'duizhao' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, "main"})


def _foreign() -> str:
    """What to say of another project's package installed over one of ours; empty if none is."""
    home = Path(__file__).resolve().parent
    for name in ("corpora", "align", "glossary", "quality", "review"):
        start = home / name / "__init__.py"
        if not start.is_file() or _MARKER not in start.read_text(encoding="utf-8"):
            return (
                f"the package {name!r} beside duizhao belongs to another project. Install "
                "duizhao in an environment of its own: pipx install duizhao."
            )
    return ""


def _is_command() -> bool:
    """Whether the command line imports us: it says what is wrong in its own way."""
    return __name__ == "__main__" or Path(sys.argv[0] or "-").stem == "duizhao"


if not _is_command() and _foreign():
    raise ImportError(_foreign())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exit codes are 0, 1 (findings), 2 (bad input), 130 (Ctrl-C)."""
    _speak_utf8()
    _take_one_thread()
    # Tables of hundreds of thousands of words make no cycles; looking for some takes a second.
    gc.set_threshold(50_000, 20, 50)
    foreign = _foreign()
    if foreign:
        sys.exit(_complain(foreign))
    # Only now, when it is known to be ours.
    from corpora.errors import worded_as_flags

    with worded_as_flags():
        sys.exit(_exit_code(arguments))


def _exit_code(arguments: Sequence[str] | None) -> int:
    """Run the command line; whatever its user can mend becomes a sentence."""
    # Who wants the API alone waits for no command line.
    import click

    from corpora.errors import InputError

    stdout = sys.stdout
    try:
        _stop_when_told()
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
    except SystemExit:
        # So click ends where a pipe broke: it puts something that cannot fail in its place.
        if sys.stdout is stdout:
            raise
        sys.stdout = stdout
        _abandon_output()
        return 0
    except OSError as error:
        _abandon_output()
        return _complain(_told(error))


def _told(error: OSError) -> str:
    """What the system has against a file, in a sentence: nobody who reads it wants a traceback."""
    if error.errno == errno.ENOSPC:
        return "No space is left on the disk; free some and try again."
    reason = error.strerror or str(error) or type(error).__name__
    what = error.filename if isinstance(error.filename, str) else "a file"
    return f"{what}: cannot be used ({reason}). Check that it is there and may be used."


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
    print(f"duizhao: {sentence}", file=sys.stderr)
    return _BAD_INPUT


if __name__ == "__main__":
    main()

"""Old Word documents (.doc), by LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from corpora.errors import InputError
from corpora.formats.documents.docx import read_docx
from corpora.formats.documents.draft import Draft
from corpora.registry.formats import DOC, DOCX

_PROGRAMS = ("soffice", "libreoffice")
# Where it lies on macOS and Windows, which put it on no path.
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
_LONGEST_S = 180


def read_doc(data: bytes, name: str, language: str | None = None) -> Draft:
    """A draft of an old Word document, as ``read_docx`` gives it of what LibreOffice makes of it.

    Raises:
        InputError: LibreOffice is not installed, or cannot open the document.
    """
    program = _program()
    if program is None:
        raise InputError(
            "is an old Word document",
            path=name,
            hint=f"install LibreOffice, by which it is read, or save it as {DOCX}",
        )
    with tempfile.TemporaryDirectory(prefix="duizhao-") as folder:
        source = Path(folder, f"document{DOC}")
        source.write_bytes(data)
        _convert(program, source)
        target = source.with_suffix(str(DOCX))
        if not target.is_file():
            raise InputError(
                "is an old Word document that LibreOffice cannot open",
                path=name,
                hint=f"open it in its own program and save it as {DOCX}",
            )
        converted = target.read_bytes()
    return read_docx(converted, name)


def _program() -> str | None:
    found = next((path for path in map(shutil.which, _PROGRAMS) if path), None)
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def _convert(program: str, source: Path) -> None:
    """Let LibreOffice write the document anew beside itself, with a profile of its own.

    The user's own LibreOffice may be open; macros and links do not run in a fresh profile.
    """
    folder = source.parent
    command = [
        program,
        "--headless",
        "--norestore",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        str(DOCX).removeprefix("."),
        "--outdir",
        str(folder),
        str(source),
    ]
    environment = {**os.environ, "SAL_USE_VCLPLUGIN": "svp"}
    try:
        subprocess.run(  # noqa: S603
            command, capture_output=True, timeout=_LONGEST_S, env=environment, check=False
        )
    except (subprocess.TimeoutExpired, OSError):
        return  # no document comes of it, which the caller tells

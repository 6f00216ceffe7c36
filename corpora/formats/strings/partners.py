"""The file beside a file that holds the same texts in the other language, found by names.

Programs name such files after their languages: ``zh.json`` and ``en.json``, ``a.properties`` and
``a_zh_CN.properties``, ``values/strings.xml`` and ``values-zh-rCN/strings.xml``,
``en.lproj/Main.strings`` and ``zh-Hans.lproj/Main.strings``, ``zh/ui/a.yml`` and ``en/ui/a.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpora.formats.codes import language_of_code, primary

LANGUAGES = ("zh", "en")
# A code at the end of a name; what stands before it is what partners share.
_CODE = re.compile(
    r"(?P<base>(?:.*?[._-])??)(?P<code>(?:zh|cmn|zho|chi|cn|chs|cht|en|eng|chinese|english)"
    r"(?:[-_]r?(?:hans|hant|cn|tw|hk|mo|sg|us|gb|au|ca|nz|in|ie|za))*)",
    re.IGNORECASE,
)
_WORDS = {"chs": "zh-Hans", "cht": "zh-Hant", "cn": "zh-Hans"}
# A region as Android writes it; what names no language.
_REGION = re.compile(r"(?<=[-_])r(?=[a-z]{2}$)", re.IGNORECASE)
_BARE = {"base", "default", "source"}
# Folders above a file that may bear the language's name.
_MOST_FOLDERS = 3


@dataclass(frozen=True, slots=True)
class _Name:
    """A name without its language, and its language: empty where it names none."""

    base: str
    language: str


def language_of_file(path: Path) -> str:
    """The language that a file's name or one of its folders tells; empty where none does.

    >>> language_of_file(Path("values-zh-rTW/strings.xml")), language_of_file(Path("ui/a.yml"))
    ('zh-Hant', '')
    """
    names = (path.stem, *(_folder_name(one) for one in list(path.parents)[:_MOST_FOLDERS]))
    return next((found.language for name in names if (found := _parsed(name)).language), "")


def find_partner(path: Path, language: str) -> Path | None:
    """The file with the same texts in the other language.

    Args:
        path: a file of texts in one language.
        language: that language.

    Returns:
        The nearest: beside the file, else in a folder beside one of its folders. Files that name
        their language go before files that name none; Simplified before Traditional.
    """
    found = [one for one in _beside(path) if one[0] != primary(language)]
    if not found:
        path = path.absolute()
        for folder in list(path.parents)[:_MOST_FOLDERS]:
            rest = path.relative_to(folder)
            found = [
                (code, rank, other / rest)
                for code, rank, other in _beside(folder)
                if code != primary(language) and (other / rest).is_file()
            ]
            if found:
                break
    return min(found, key=lambda one: (not one[0], one[1], str(one[2])))[2] if found else None


def _beside(path: Path) -> Iterator[tuple[str, str, Path]]:
    """What lies beside a file or folder under its name but for the language.

    Gives the language ("zh", "en", or empty), its full tag and the path.
    """
    ours = _parsed(_folder_name(path) if path.is_dir() else path.stem)
    if not path.parent.is_dir():
        return
    for other in sorted(path.parent.iterdir()):
        if other == path or other.suffix.lower() != path.suffix.lower():
            continue
        if other.is_dir() != path.is_dir():
            continue
        theirs = _parsed(_folder_name(other) if path.is_dir() else other.stem)
        is_named = bool(ours.language or theirs.language)
        if is_named and theirs.base == ours.base and theirs.language != ours.language:
            yield primary(theirs.language) if theirs.language else "", theirs.language, other


def _folder_name(folder: Path) -> str:
    return folder.stem if folder.suffix.lower() == ".lproj" else folder.name


def _parsed(name: str) -> _Name:
    found = _CODE.fullmatch(name)
    if found is None:
        return _Name("" if name.lower() in _BARE else name.lower(), "")
    code = _REGION.sub("", found["code"])
    language = _WORDS.get(code.lower()) or language_of_code(code)
    return _Name(found["base"].rstrip("._-").lower(), language)

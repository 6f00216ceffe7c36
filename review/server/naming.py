"""Names of files and folders that come from a page, and which file is the source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpora.errors import InputError

_LONGEST_NAME = 80
_DEEPEST = 6
_UNWANTED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def safe_name(name: str, default: str = "file") -> str:
    r"""A name that is one on every system, and leads out of no folder.

    >>> safe_name("../../etc/passwd"), safe_name("C:\\x\\讲话.docx"), safe_name("..")
    ('passwd', '讲话.docx', 'file')
    """
    name = re.split(r"[/\\]", name)[-1]
    name = _UNWANTED.sub("_", name).strip(" .")
    name = "".join(c if c.isprintable() else "_" for c in name)
    stem, dot, suffix = name.rpartition(".")
    if len(name) > _LONGEST_NAME:
        name = f"{(stem or suffix)[: _LONGEST_NAME - 10]}{dot}{suffix[:9]}" if dot else name
        name = name[:_LONGEST_NAME]
    if not name or _RESERVED.match(name):
        name = f"{default}{name and '-' + name}"
    return name


def safe_path(name: str) -> Path:
    """A path within a folder, of names that are safe; no deeper than a person would look.

    >>> safe_path("texts/../zh/讲话.docx").as_posix()
    'texts/zh/讲话.docx'
    """
    parts = [part for part in re.split(r"[/\\]", name) if part.strip(" .")]
    return Path(*map(safe_name, parts[-_DEEPEST:] or [""]))


def suggest(files: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Which of some files is the source and which its translation, by language and order.

    The first that can be read and has a partner in the other language; each of them gets its
    ``side``.
    """
    readable = [one for one in files if "error" not in one]
    first = readable[0] if readable else None
    if first is None:
        return {"source": None, "target": None}
    if first["side"] == "both":
        return {"source": first["id"], "target": None}
    is_chinese = first["language"].startswith("zh")
    for other in readable[1:]:
        if other["side"] != "both" and other["language"].startswith("zh") != is_chinese:
            # Of the two, a person mostly translates the Chinese one.
            source, target = (first, other) if is_chinese else (other, first)
            source["side"], target["side"] = "source", "target"
            return {"source": source["id"], "target": target["id"]}
    first["side"] = "source"
    return {"source": first["id"], "target": None}


def free_folder(parent: Path, source: str, name: str | None) -> Path:
    """A folder for a new project, which is not there yet."""
    # Only who makes a project waits for what makes one.
    from review.jobs.making import project_folder

    wanted = safe_name(name or project_folder(source).name, "project")
    for number in range(1, 1000):
        folder = parent / (wanted if number == 1 else f"{wanted}-{number}")
        if not folder.exists():
            return folder
    raise InputError(f"there are too many projects called {wanted}", hint="choose another name")

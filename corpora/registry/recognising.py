"""What a file is, by what is in it rather than by what it is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import BinaryIO

from corpora.registry.format import Format
from corpora.registry.formats import ARCHIVE, FORMATS, TEXT, XML

# What tells a kind; and a bound.
_HEAD_BYTES = 65_536
_MOST_BYTES = 200_000_000
_MARKS = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"
_NAME = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_BLANKS = re.compile(r"\s*")
_ENDS = (("<?", "?>"), ("<!--", "-->"))


def identify(file: BinaryIO, suffix: str) -> Format | None:
    """What a file is: by its contents where these tell, else by its suffix.

    Args:
        file: the file at its beginning, to be read from and sought in.
        suffix: in lower case; empty where there is none.

    Returns:
        ``None`` where neither says anything.
    """
    named = find_format(suffix)
    found = _recognise(file, is_nameless=not suffix)
    if found is ARCHIVE and named is not None and named.members:
        return named  # a damaged one: its reader will say so
    if found is XML and named is not None and named is not TEXT:
        return named  # XML of its own, such as a page with another outermost element
    return found or named


def find_format(suffix: str) -> Format | None:
    """The kind of file that a suffix in lower case names."""
    for kind in FORMATS:
        if suffix in kind.suffixes or suffix in kind.also:
            return kind
    return None


def _recognise(file: BinaryIO, *, is_nameless: bool) -> Format | None:
    head = file.read(_HEAD_BYTES)
    kinds = [kind for kind in FORMATS if any(map(head.startswith, kind.starts))]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _by_members(_members(file)) or ARCHIVE
    if kinds:
        return _by_holding(kinds, file, head)
    start = head.lstrip(_MARKS).replace(b"\0", b"").decode("latin-1").lower()
    return _by_text(start, is_nameless=is_nameless)


def _members(file: BinaryIO) -> Sequence[str]:
    import zipfile  # takes a third of the time of a help text

    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        return ()


def _by_members(names: Sequence[str]) -> Format | None:
    known = {*names, *(f"{name.partition('/')[0]}/" for name in names if "/" in name)}
    return next((kind for kind in FORMATS if known.intersection(kind.members)), None)


def _by_holding(kinds: Sequence[Format], file: BinaryIO, head: bytes) -> Format:
    if not any(kind.holds for kind in kinds):
        return kinds[0]
    whole = head + file.read(_MOST_BYTES)
    return next((kind for kind in kinds if kind.holds in whole), kinds[-1])


def _by_text(start: str, *, is_nameless: bool) -> Format | None:
    root = root_name(start)
    for kind in FORMATS:
        if root and root in kind.roots:
            return kind
        if kind.text and start.startswith(kind.text):
            return kind
    if is_nameless:
        return next((k for k in FORMATS if k.perhaps and start.startswith(k.perhaps)), None)
    return None


def root_name(text: str) -> str:
    """The name of the outermost element of XML or HTML, in lower case; empty if there is none.

    Declarations, comments and a document type before it are passed over, each once.

    >>> root_name('<?xml version="1.0"?><!-- <a> --><!doctype x [<!entity b "c">]><Root a="b">')
    'root'
    """
    at = find_root(text)
    found = _NAME.match(text, at) if at >= 0 else None
    return found[1].lower() if found else ""


def find_root(text: str) -> int:
    """Where the outermost element begins, or -1; linear in the text."""
    at = 0
    while True:
        at = _BLANKS.match(text, at).end()  # type: ignore[union-attr]
        start, end = next((pair for pair in _ENDS if text.startswith(pair[0], at)), ("", ""))
        if start:
            stop = text.find(end, at + len(start))
            if stop < 0:
                return -1
            at = stop + len(end)
        elif text[at : at + 9].lower() == "<!doctype":
            at = _end_of_type(text, at)
            if at < 0:
                return -1
        else:
            return at if _NAME.match(text, at) else -1


def _end_of_type(text: str, at: int) -> int:
    """Where a document type ends: behind the first ``>``, or behind that after its subset."""
    close, subset = text.find(">", at), text.find("[", at)
    if 0 <= subset < close:
        close = text.find("]", subset)
        close = text.find(">", close) if close >= 0 else -1
    return close + 1 if close >= 0 else -1

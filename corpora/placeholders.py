"""Stretches of a text that software fills in, acts on or shows as they are: no words, no numbers.

Format specifiers (``%d``, ``%1$s``, ``%(name)s``, ``{0}``, ``{{x}}``, ``${x}``), tags, written
line breaks, addresses, marks of accelerator keys, and bits of code such as ``view[0]``.
"""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from corpora.language.han import HAN_RANGES
from corpora.units import Span

PlaceholderKind = Literal[
    "printf", "brace", "variable", "tag", "escape", "url", "email", "accelerator", "code"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A stretch that is no word of its language.

    ``text`` is the slice ``start:end`` (code points). Two that say the same have the same
    ``kind`` and ``key``, whatever the spelling: ``<br/>`` and ``<BR>``, ``{{ name }}`` and
    ``{{name}}``, an address in its English and its Chinese version.
    """

    start: int
    end: int
    text: str
    kind: PlaceholderKind
    key: str

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.start, self.end


_CONVERSION = r"(?:hh?|ll?|[qjztL])?[diouxXeEfFgGcspm@]"
_VALUE = r"(?:\"[^\"<>]{0,300}\"|'[^'<>]{0,300}'|[^\s\"'<>=]{1,300})"
_PATTERN = re.compile(
    r"(?P<url>(?:https?|ftp)://[A-Za-z0-9%\[][^\s<>\"'“”‘’（），。；：、！？《》【】「」『』{}|\\^`"
    + HAN_RANGES
    + r"]*|\bwww\.[A-Za-z0-9-]+\.[A-Za-z0-9./?=&_%~#-]+)"
    r"|(?P<email>(?<![\w.+-])[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6})"
    r"|(?P<path>(?<![A-Za-z])[A-Za-z]:\\[\w\\.~$%-]*)"
    r"|(?P<tag></?[A-Za-z][\w:.-]{0,40}(?:\s+[A-Za-z_:@][\w:.-]{0,40}\s*=\s*"
    + _VALUE
    + r"){0,20}(?:\s+(?:disabled|checked|selected|hidden|readonly|required|controls|async|defer))?\s*/?>"
    r"|</?\d{1,4}\s*/?>|\{\d{1,3}>|<\d{1,3}\}|\[\d{1,3}\}|\{\d{1,3}\]"
    r"|\[/?(?:b|i|u|s|url|img|color|size|quote|code|list)(?:=[^\[\]\s]{0,100})?\]|\\[A-Za-z]{1,4}\[\d{1,4}\])"
    r"|(?P<brace>\{\{[^{}\n]{1,80}\}\}|[$#@]\{[^{}\n]{1,80}\}|\{\s*[A-Za-z_][\w.]{0,40}\s*,\s*(?:plural|select|selectordinal)\s*,|\{\s*/?[A-Za-z0-9_.$\[\]-]{0,40}\s*(?:[:!,][^{}\s"
    + HAN_RANGES
    + r"]{0,20})?\s*\})"
    r"|(?P<printf>%%|%\([A-Za-z_][\w.]{0,40}\)[-#0 +]{0,3}\d{0,3}(?:\.\d{1,2})?[diouxXeEfFgGcrsa]|%[A-Za-z_]\w{1,40}%"
    rf"|%\d{{1,2}}\$[-+#0']{{0,3}}\d{{0,3}}(?:\.\d{{1,3}})?{_CONVERSION}|(?<!\d)(?<!\d\s)%[-+#0']{{0,3}}(?:\d{{1,3}}|\*)?(?:\.(?:\d{{1,3}}|\*))?{_CONVERSION}(?![a-z]{{4}})"
    r"|(?<!\d)(?<!\d\s)%(?:L?[1-9]\d?|n)(?![\w.%]))"
    r"|(?P<variable>(?<![\w$])\$(?!(?:NT|HK|US|CA?|AU?|S)\s?\d)(?:[A-Za-z_]\w{0,40}|\d{1,2}(?!\d|[.,]\d|\s?(?:[bmk]n?\b|thousand|million|billion|trillion|[百千万萬亿億元])))(?!\$))"
    r"|(?P<escape>(?<!\\)\\(?:r\\n|[nrt]|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}))"
    r"|(?P<accelerator>[(（][&_](?:[A-Za-z0-9])[)）]|(?<![\w&;/.-])_[A-Z](?=[a-z]+\b(?![_(]))|(?<=[A-Za-z]\s)_[a-z](?=[a-z]+\b(?![_(.]))|(?<![\w/.-])[A-Z][a-z]*_[a-z](?=[a-z]*\b(?![_(.]))|(?<![\w&;])&(?=[A-Za-z][a-z]+\b(?!;))[A-Za-z]|(?<=[a-z])&(?=[a-z]+\b(?!;))[a-z]|\b[A-Z]&[a-z](?=[a-z]{1,10}\b(?!;)))"
    r"|(?P<code>&(?:#\d{1,6}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]{2,10});|(?<![\w.])[A-Za-z_]\w{0,40}(?:\[\d{1,6}\]){1,4}|\b0[xX][0-9A-Fa-f]{1,16}\b|#[0-9A-Fa-f]{6}\b)",
    re.ASCII,
)
# What a covered stretch is made of: neither a word nor a mark.
COVER = "\ufffc"
# Accelerator keys stand in labels.
_LONGEST_LABEL = 80
# Without one of these there is nothing to look for.
_SIGNS = re.compile(r"[<{%$\\@&#\[]|://|www\.|_[A-Za-z]|（_|0[xX]")
_KINDS: tuple[PlaceholderKind, ...] = (
    "url", "email", "tag", "brace", "printf", "variable", "escape", "accelerator", "code",
)  # fmt: skip
_CLOSERS = {")": "(", "]": "["}
_LANGUAGE = re.compile(
    r"(?<=[/.=_-])(?:en|zh|cn|tw|hk|us|gb|chs|cht|eng|chi)(?:[-_](?:us|gb|cn|tw|hk|hans|hant))?(?![a-z0-9])"
    r"|(?<=//)(?:en|zh|cn|www)(?=\.)",
    re.IGNORECASE,
)


def find_placeholders(text: str) -> tuple[Placeholder, ...]:
    """The placeholders of a text, in order, none overlapping; time is linear in the text.

    ``%%`` and file names are passed over.

    >>> [one.key for one in find_placeholders("Copied {0} of %1$s<br/>to $dir")]
    ['{0}', '%1$s', '<br>', '$dir']
    """
    if not _SIGNS.search(text):
        return ()
    found = []
    for match in _PATTERN.finditer(text):
        kind = next((kind for kind in _KINDS if match[kind] is not None), None)
        if kind is None or match[0] == "%%":
            continue
        if kind == "accelerator" and len(text) > _LONGEST_LABEL:
            continue
        form = _without_end(match[0]) if kind in ("url", "email") else match[0]
        start = match.start()
        found.append(
            Placeholder(
                start=start,
                end=start + len(form),
                text=form,
                kind=kind,
                key=_KEYS[kind](form) if kind in _KEYS else form,
            )
        )
    return tuple(found)


def mask_placeholders(text: str) -> str:
    """The text with every placeholder covered by U+FFFC, of the same length.

    What looks like ``$1`` stays: it may be a dollar.
    """
    parts, at = [], 0
    for one in find_placeholders(text):
        if one.kind != "variable" or not one.text[1].isdecimal():
            parts += [text[at : one.start], COVER * len(one.text)]
            at = one.end
    return "".join([*parts, text[at:]])


def _without_end(address: str) -> str:
    """An address without the marks of the sentence that it stands in."""
    while address and address[-1] in ".,;:!?)]'*_&":
        opener = _CLOSERS.get(address[-1])
        if opener and address.count(opener) >= address.count(address[-1]):
            break
        address = address[:-1]
    return address


def _tag_key(form: str) -> str:
    if form[0] == "[" or form[0] == "\\" or form[0] == "{" or form[-1] == "}":
        return form.split("=")[0].rstrip("]") + "]" if "=" in form else form
    name = re.match(r"</?\s*[\w:.-]+", form)
    key = (name[0] if name else form).lower()
    link = re.search(r"\bhref\s*=\s*[\"']?([^\"'\s>]+)", form, re.IGNORECASE)
    return f"{key}>" + (f" {_url_key(link[1])}" if link else "")


def _url_key(form: str) -> str:
    """An address without what only tells its language."""
    return _LANGUAGE.sub("*", form).rstrip("/").removeprefix("http://").removeprefix("https://")


def _brace_key(form: str) -> str:
    # In {{ x }} blanks mean nothing; in { x } they do to some programs.
    return re.sub(r"\s+", "", form) if form[:2] == "{{" or "," in form else form


def _accelerator_key(form: str) -> str:
    return next(char for char in reversed(form) if char.isalnum()).upper()


_KEYS = {
    "tag": _tag_key,
    "url": _url_key,
    "email": str.lower,
    "brace": _brace_key,
    "accelerator": _accelerator_key,
}

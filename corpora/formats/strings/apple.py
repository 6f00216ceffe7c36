r"""Apple's ``.strings``: ``"key" = "text";``, two files joined by key.

Read by hand: the format is four kinds of tokens, and no kept-up library of Python alone reads it.
"""

from __future__ import annotations

import re

from corpora.formats.streams import Origin, ReadOptions, UnitStream
from corpora.formats.strings.keyed import Text, read_keyed, whole_text

_TOKEN = re.compile(
    r"\s+|/\*(?P<note>(?:[^*]|\*(?!/))*)\*/|//(?P<line>[^\n]*)"
    r'|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[\w.$:/-]+)|(?P<sign>[=;])',
    re.DOTALL,
)
# Escapes that stand for a character; \n and \t stay as written, like every placeholder.
_ESCAPE = re.compile(r"\\(?:[uU]([0-9A-Fa-f]{4})|([\"'\\]))")


def read(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of a ``.strings`` file and of that in the other language beside it.

    Raises:
        InputError: see ``read_keyed``; or it breaks off (with its line).
    """
    return read_keyed(origin, options, _parse)


def _parse(origin: Origin, options: ReadOptions) -> list[Text]:
    text = whole_text(origin, options)
    texts: list[Text] = []
    held: list[str] = []
    note = ""
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        value = found and (found["quoted"] if found["quoted"] is not None else found["bare"])
        if found is None or not _fits(len(held), value, found["sign"]):
            raise origin.error(
                'is not "key" = "text"; here',
                line=text.count("\n", 0, at) + 1,
                hint="close the quotes and end each text with a semicolon",
            )
        at = found.end()
        note = (found["note"] or found["line"] or note).strip()
        if value is not None or found["sign"] == "=":
            held.append(value if value is not None else "=")
        elif found["sign"] == ";":
            texts.append(Text(_plain(held[0]), _plain(held[-1]), note))
            held, note = [], ""
    if held or not texts:
        raise origin.error("breaks off, or holds no texts", hint="export it again")
    return texts


def _fits(held: int, value: str | None, sign: str | None) -> bool:
    """Whether a token may follow: key, ``=``, text, ``;``; a key alone stands for itself."""
    if value is not None:
        return held in (0, 2)
    return sign is None or (held == 1 if sign == "=" else held in (1, 3))


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)

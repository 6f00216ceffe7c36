"""Java's ``.properties``, read with javaproperties; two files joined by key."""

from __future__ import annotations

import javaproperties

from corpora.formats.streams import Origin, ReadOptions, UnitStream
from corpora.formats.strings.keyed import Text, read_keyed, whole_text


def read(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of a ``.properties`` file and of that in the other language beside it.

    Raises:
        InputError: see ``read_keyed``; or an escape in it is none.
    """
    return read_keyed(origin, options, _parse)


def _parse(origin: Origin, options: ReadOptions) -> list[Text]:
    texts = []
    line = 1
    try:
        for element in javaproperties.parse(whole_text(origin, options)):
            if isinstance(element, javaproperties.KeyValue):
                texts.append(Text(element.key, element.value))
            line += element.source.count("\n")
    except javaproperties.InvalidUEscapeError as error:
        raise origin.error(
            f"holds {error.escape}, which is no character",
            line=line,
            hint="write four digits after \\u, or double the backslash",
        ) from error
    if not texts:
        raise origin.error("holds no keys with texts", hint="choose another file")
    return texts

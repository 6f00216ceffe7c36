"""What checks say, in the languages of those who read it: from one catalogue.

A message is a key of ``messages.json`` and the values of its places, so that it can be said in
either language at any time. Values of the texts (a number, a term) are told apart from our own
words: they are in a language of their own.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "zh")

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence about a translation.

    ``values`` are the values of its places, by name: words of the texts as they stand there, a
    count, or another message (the name of a kind of thing).
    """

    key: str
    values: tuple[tuple[str, str | int | Message], ...] = ()

    def __post_init__(self) -> None:
        places = set(_template(self.key, LANGUAGES[0])[1::2])
        if places != {name for name, _ in self.values}:
            raise ValueError(f"the message {self.key} has the places {sorted(places)}")

    def __str__(self) -> str:
        return self.text()

    def text(self, language: str = "en") -> str:
        """The sentence in a language, ``en`` or ``zh``."""
        return "".join(self.parts(language))

    def parts(self, language: str) -> list[str]:
        """The sentence in turns: our words, words of the texts, our words, and so on.

        >>> say("form.unbalanced", text="（").parts("zh")
        ['“', '（', '”不成对。']
        """
        values = dict(self.values)
        told = [""]
        for at, part in enumerate(_template(self.key, language)):
            value = values[part] if at % 2 else part
            if isinstance(value, Message):
                first, *rest = value.parts(language)
                told[-1] += first
                told += rest
            elif isinstance(value, int):
                told[-1] += f"{value:,}"
            elif at % 2:
                told += [value, ""]
            else:
                told[-1] += value
        return told

    def to_json(self) -> list[Any]:
        """As JSON holds it; ``from_json`` reads it."""
        values = {
            name: value.to_json() if isinstance(value, Message) else value
            for name, value in self.values
        }
        return [self.key, values]


def say(key: str, **values: str | int | Message) -> Message:
    """A message of the catalogue.

    Raises:
        ValueError: there is no such message, or its places are others.
    """
    return Message(key, tuple(values.items()))


def as_written(text: str) -> Message:
    """A sentence that is in no catalogue: the same in every language."""
    return say("as written", text=text)


def from_json(told: list[Any]) -> Message:
    """What ``Message.to_json`` gave."""
    key, values = told
    return say(
        key,
        **{
            name: from_json(value) if isinstance(value, list) else value
            for name, value in values.items()
        },
    )


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("messages.json")
    told: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return told


@cache
def _template(key: str, language: str) -> list[str]:
    """A sentence cut at its places: words, a name, words, a name, words."""
    if key not in _catalogue():
        raise ValueError(f"there is no message {key}")
    return _PLACE.split(_catalogue()[key][language])

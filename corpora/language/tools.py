"""The tools that every stage shares: a sentence encoder, the dictionary, a segmenter.

They are chosen once, by ``load_tools``, and passed from stage to stage. Each is made ready when
it is first asked for, so that a stage that needs none waits for none.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal

from corpora.errors import InputError
from corpora.language.encoders import DEFAULT, NONE, find_encoder, load_encoder

if TYPE_CHECKING:
    from corpora.language.chinese import Segmenter
    from corpora.language.encoders.base import Encoder, SpanEncoder
    from corpora.language.lexicon import Lexicon

_Default = Literal["default"]


class Tools:
    """An encoder, a dictionary and a segmenter, each the default one unless told otherwise.

    Args:
        encoder: an encoder, the name of one, or ``None`` to do without.
        lexicon: a dictionary, or ``None`` to do without.
        segmenter: what finds words in Chinese text.
        warnings: sentences the user should hear: a tool that was wanted is not there.

    Raises:
        InputError: the named encoder does not exist or is not installed.

    >>> Tools(encoder="none", lexicon=None)
    Tools(encoder='none', lexicon='none')
    """

    def __init__(
        self,
        *,
        encoder: Encoder | str | None = DEFAULT,
        lexicon: Lexicon | _Default | None = "default",
        segmenter: Segmenter | _Default = "default",
        warnings: tuple[str, ...] = (),
    ) -> None:
        if isinstance(encoder, str):
            find_encoder(encoder)
        self._encoder = encoder
        self._lexicon = lexicon
        self._segmenter = segmenter
        self.warnings = warnings

    @property
    def encoder_name(self) -> str:
        """Name of the encoder, ``none`` for none; the encoder need not be loaded for it."""
        if self._encoder is None:
            return NONE
        return self._encoder if isinstance(self._encoder, str) else self._encoder.name

    @cached_property
    def encoder(self) -> SpanEncoder | None:
        """The encoder, loaded when first asked for; ``None`` to do without."""
        if self._encoder is None:
            return None
        if isinstance(self._encoder, str):
            return _loaded_encoder(self._encoder)
        from corpora.language.encoders.base import as_span_encoder

        return as_span_encoder(self._encoder)

    @cached_property
    def lexicon(self) -> Lexicon | None:
        """The dictionary, loaded when first asked for; ``None`` to do without."""
        if self._lexicon != "default":
            return self._lexicon
        from corpora.language.lexicon import load_lexicon

        return load_lexicon()

    @cached_property
    def segmenter(self) -> Segmenter:
        """What finds words in Chinese text, loaded when first asked for."""
        if self._segmenter != "default":
            return self._segmenter
        from corpora.language.chinese import load_segmenter

        return load_segmenter()

    def __repr__(self) -> str:
        lexicon = "none" if self._lexicon is None else "cc-cedict"
        return f"Tools(encoder={self.encoder_name!r}, lexicon={lexicon!r})"

    def __reduce__(self) -> tuple[Callable[..., Tools], tuple[object, ...]]:
        """Tools travel to other processes as the choice that was made, not as loaded weights.

        Raises:
            TypeError: an encoder or a dictionary of the user's own was put in; it knows no
                way to be made again elsewhere.
        """
        if not isinstance(self._encoder, str | None) or self._segmenter != "default":
            raise TypeError("tools with an encoder or segmenter of one's own cannot be pickled")
        if self._lexicon not in ("default", None):
            raise TypeError("tools with a dictionary of one's own cannot be pickled")
        return _rebuild, (self._encoder, self._lexicon, self.warnings)


def _rebuild(encoder: str | None, lexicon: _Default | None, warnings: tuple[str, ...]) -> Tools:
    return Tools(encoder=encoder, lexicon=lexicon, warnings=warnings)


@cache
def _loaded_encoder(name: str) -> SpanEncoder | None:
    return load_encoder(name)


@cache
def load_tools(encoder: str | None = None) -> Tools:
    """The tools with the encoder of that name; the same value whenever it is asked for.

    Args:
        encoder: a name of ``corpora.language.encoders.ENCODERS``, or ``none``. ``None`` takes the
            default one and, where that is not installed, goes on without and says so in
            ``warnings``.

    Raises:
        InputError: an encoder was asked for by name and is not there.
    """
    if encoder is not None:
        return Tools(encoder=encoder)
    try:
        return Tools(encoder=DEFAULT)
    except InputError as error:
        return Tools(encoder=None, warnings=(f"Working without a sentence encoder: {error}",))

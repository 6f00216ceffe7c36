"""What a kind of file says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from corpora.errors import InputError

Content = Literal["document", "pairs", "glossary", "findings", "scores"]
"""What a file can hold for us."""

PACKED = ".gz"
"""Behind another suffix: the same, packed by gzip."""

_NOTHING: Mapping[Content, str] = MappingProxyType({})


def suffix_of(path: str | Path) -> str:
    """A path's suffix in lower case, that of packing aside.

    >>> suffix_of("a.TMX.gz"), suffix_of("a.gz"), suffix_of("a")
    ('.tmx', '', '')
    """
    path = Path(path)
    return Path(path.stem if path.suffix.lower() == PACKED else path.name).suffix.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of file: how it is called and recognised, and who reads and writes it.

    Readers and writers are named (``module:function``), not imported: a module is loaded when
    the first file of its kind is met. What they take depends on what they read or write:

    ========  ====================================  =========================================
    content   reader                                writer
    ========  ====================================  =========================================
    document  ``(data, name, language) -> Draft``
    pairs     ``(origin, options) -> UnitStream``   ``(units, head, file, options) -> Written``
    glossary  ``(origin) -> Glossary``              ``(glossary, file)``
    findings                                        ``(report, file)``
    scores                                          ``(report, file)``
    ========  ====================================  =========================================

    As text, a format is its usual suffix: ``f"save it as {DOCX}"``.

    Attributes:
        name: what people call it, with its article: "a Word document".
        suffixes: the suffixes it is read and written under, lower case, the usual one first.
        also: suffixes it is read under but not written.
        starts: the first bytes, exactly, where these tell.
        text: what it begins with as text, lower case, behind marks and blanks.
        perhaps: the same, where this says little: it decides only for a file without a name.
        roots: the names of its outermost element, where it is XML or HTML.
        members: what a ZIP file of this kind holds; a name that ends in ``/`` is a folder.
        holds: bytes that must occur somewhere behind ``starts``.
        reads: who reads which content from it.
        writes: who writes which content as it.
        instead: what to do with it where it is not read, in plain words.
        needs: the extra of the installation without which its modules cannot be imported.
        options: the command's options that concern it.
        is_keyed: whether it may hold one language, and two such files are joined by their keys.
        remark: what its reader of documents takes and leaves, for the documentation.
        as_pairs: what it holds of pairs, likewise.
    """

    name: str
    suffixes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    starts: tuple[bytes, ...] = ()
    text: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    holds: bytes = b""
    reads: Mapping[Content, str] = field(default_factory=lambda: _NOTHING)
    writes: Mapping[Content, str] = field(default_factory=lambda: _NOTHING)
    instead: str = ""
    needs: str = ""
    options: tuple[str, ...] = ()
    is_keyed: bool = False
    remark: str = ""
    as_pairs: str = ""

    def __str__(self) -> str:
        return self.suffixes[0] if self.suffixes else self.title

    def names(self, path: str | Path) -> bool:
        """Whether a path has one of the suffixes this is written under."""
        return suffix_of(path) in self.suffixes

    @property
    def title(self) -> str:
        """Its name without the article, for tables."""
        article, _, rest = self.name.partition(" ")
        plain = rest if article in ("a", "an") else self.name
        return plain[:1].upper() + plain[1:]

    def reader(self, content: Content) -> Any:  # noqa: ANN401
        """The function that reads this content.

        Raises:
            InputError: it needs an extra that is not installed.
            KeyError: nobody reads it.
        """
        return self._loaded(self.reads[content])

    def writer(self, content: Content) -> Any:  # noqa: ANN401
        """The function that writes this content; errors as ``reader``."""
        return self._loaded(self.writes[content])

    def _loaded(self, place: str) -> Any:  # noqa: ANN401
        module, _, name = place.partition(":")
        try:
            return getattr(import_module(module), name)
        except ModuleNotFoundError as error:
            if not self.needs:
                raise
            raise InputError(
                f"{self.name} cannot be used: {error.name} is not installed",
                hint=f"install duizhao[{self.needs}]",
            ) from error

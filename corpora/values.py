"""What all our values can do: print in one line, become plain data, show themselves in a notebook.

A value is a frozen dataclass that inherits ``Value`` (with ``repr=False``). It is hashable,
pickled and copied like any other data; mappings in it are ``FrozenDict``s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from pathlib import PurePath
from typing import Any, ClassVar, NoReturn, TypeVar

from corpora.errors import OptionError

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")

Table = tuple[tuple[str, ...], Sequence[tuple[str, ...]]]
"""Header and rows."""

# What fits in a line of a notebook: by eye.
_LONGEST_TEXT = 40
_LONGEST_LINE = 160
_MOST_ITEMS = 3
_MOST_ROWS = 40


class FrozenDict(dict[K, V]):
    """A mapping that stays as it was made, so that it can be part of a hash.

    >>> found = FrozenDict(a=1)
    >>> hash(found) == hash(FrozenDict(a=1)), found | {"b": 2}
    (True, {'a': 1, 'b': 2})
    """

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("this mapping cannot be changed; make a new one: mapping | {key: value}")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = _refuse
    __ior__ = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[dict[K, V]]]:
        return FrozenDict, (dict(self),)


class Value:
    """The base of all values; see the module."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data: dictionaries, lists, texts, numbers; what JSON can hold."""
        return {one.name: plain(getattr(self, one.name)) for one in fields(self)}

    def to_table(self) -> Table | None:
        """Header and rows as a person would look at it; ``None`` where that makes no sense."""
        return None

    def __repr__(self) -> str:
        told = ", ".join(self._shown())
        if len(told) > _LONGEST_LINE:
            told = f"{told[: _LONGEST_LINE - 1]}…"
        return f"{type(self).__name__}({told})"

    def _shown(self) -> list[str]:
        """What ``repr`` shows: the fields that are not as they usually are, shortened."""
        return [
            f"{one.name}={brief(getattr(self, one.name))}"
            for one in fields(self)
            if not _is_usual(one, getattr(self, one.name))
        ]

    def _repr_html_(self) -> str | None:
        """What a notebook shows; ``None`` lets it print the value."""
        table = self.to_table()
        if table is None:
            return None
        # Only a notebook waits for it.
        from corpora.page import table_fragment

        return table_fragment(repr(self), *table, most=_MOST_ROWS)


def plain(value: object) -> Any:  # noqa: ANN401
    """Anything of ours as JSON can hold it.

    >>> plain(((1, 2), FrozenDict(a=frozenset("b"))))
    [[1, 2], {'a': ['b']}]
    """
    if isinstance(value, Value):
        return value.to_dict()
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(one) for one in value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, PurePath) else value


def brief(value: object) -> str:
    """Anything in a few characters.

    >>> brief("word " * 20), brief((1, 2)), brief(tuple(range(9)))
    ("'word word word word word word word word…'", '(1, 2)', '<9>')
    """
    if isinstance(value, str):
        if len(value) > _LONGEST_TEXT:
            value = value[: _LONGEST_TEXT - 1] + "…"
        return repr(value)
    if is_dataclass(value):
        return f"<{type(value).__name__}>"
    if isinstance(value, Mapping):
        return f"<{len(value)}>"
    if isinstance(value, (tuple, list, set, frozenset)):
        is_small = len(value) <= _MOST_ITEMS and all(isinstance(one, (int, float)) for one in value)
        return repr(value) if is_small else f"<{len(value)}>"
    return repr(value.value if isinstance(value, Enum) else value)


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "bead"), counted(2000, "entry")
    ('1 bead', '2,000 entries')
    """
    if number == 1:
        return f"1 {noun}"
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {many}"


def freeze(value: object, *names: str) -> None:
    """Take mappings that somebody gave a value into it, so that nobody can change them."""
    for name in names:
        given = getattr(value, name)
        if not isinstance(given, FrozenDict):
            object.__setattr__(value, name, FrozenDict(given))


def hold(value: object, *names: str) -> None:
    """Take lists that somebody gave a value into it as tuples."""
    for name in names:
        given = getattr(value, name)
        if not isinstance(given, tuple):
            object.__setattr__(value, name, tuple(given))


def expect(value: object, kind: type[T], hint: str) -> T:
    """A value of the kind that is wanted.

    Raises:
        OptionError: it is of another kind, such as the name of a file that was not yet read.
    """
    if isinstance(value, kind):
        return value
    given = f"the text {brief(value)}" if isinstance(value, str) else f"a {type(value).__name__}"
    raise OptionError(f"{given} is no {kind.__name__}", hint=hint)


def _is_usual(one: Field[Any], value: object) -> bool:
    if one.default is not MISSING:
        return bool(value == one.default)
    return one.default_factory is not MISSING and bool(value == one.default_factory())

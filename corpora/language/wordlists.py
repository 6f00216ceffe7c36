"""Word lists that a person can read and mend, whichever package they belong to.

A ``.txt`` file has words apart by spaces, in ``[group]``s or without, comments after ``#``. A
``.tsv`` file has a row a line, comment lines beginning with ``#``.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

# Where a list lies that does not say otherwise.
_HOME = "corpora/language/data"


@cache
def word_lines(name: str, *, folder: str = _HOME) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The lines of ``NAME.txt``, each as its words, by group; those before any group by ``""``."""
    groups: dict[str, list[tuple[str, ...]]] = {"": []}
    group = ""
    for line in _read(f"{name}.txt", folder):
        line = line.split("#")[0].strip()
        if line.startswith("["):
            group = line.strip("[]")
            groups[group] = []
        elif line:
            groups[group].append(tuple(line.split()))
    return {key: tuple(lines) for key, lines in groups.items() if key or lines}


@cache
def word_groups(name: str, *, folder: str = _HOME) -> dict[str, frozenset[str]]:
    """The words of ``NAME.txt`` by group."""
    return {
        group: frozenset(word for line in lines for word in line)
        for group, lines in word_lines(name, folder=folder).items()
    }


@cache
def words(name: str, *, folder: str = _HOME) -> frozenset[str]:
    """All words of ``NAME.txt``, whatever their groups."""
    return frozenset().union(*word_groups(name, folder=folder).values())


@cache
def rows(name: str, *, folder: str = _HOME) -> tuple[tuple[str, ...], ...]:
    """The rows of ``NAME.tsv``, each as its cells."""
    return tuple(
        tuple(line.split("\t"))
        for line in _read(f"{name}.tsv", folder)
        if line and not line.startswith("#")
    )


def _read(name: str, folder: str) -> list[str]:
    package, _, inside = folder.partition("/")
    return (files(package) / inside / name).read_text(encoding="utf-8").splitlines()

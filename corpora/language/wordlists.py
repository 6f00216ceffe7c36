"""Word lists that a person can read and mend: ``[group]`` lines, words below, ``#`` comments."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def word_groups(name: str) -> dict[str, frozenset[str]]:
    """The words of ``data/NAME.txt`` by group."""
    text = files("corpora.language").joinpath(f"data/{name}.txt").read_text(encoding="utf-8")
    groups: dict[str, set[str]] = {}
    group = ""
    for line in text.splitlines():
        line = line.split("#")[0].strip()
        if line.startswith("["):
            group = line.strip("[]")
            groups[group] = set()
        elif line:
            groups[group].update(line.split())
    return {key: frozenset(words) for key, words in groups.items()}

"""Which characters a search on a page takes for one: 發 and 髮 for 发, whoever typed what."""

from __future__ import annotations

from collections.abc import Iterable

from corpora.language.scripts import simplified_characters


def fold_table(characters: Iterable[str]) -> str:
    """The table that ``page.js`` folds texts and queries with: 發发髮发 …, two characters each.

    Args:
        characters: all that a page holds. Of what it does not hold nothing is found, so those
            alone are in the table whose simple form is that of one of these.

    >>> fold_table("发展, growth")
    '發发髮发'
    """
    simple = simplified_characters()
    there = {simple.get(one, one) for one in set(characters)}
    return "".join(f"{one}{form}" for one, form in simple.items() if form in there)

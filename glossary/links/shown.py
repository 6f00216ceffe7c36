"""Word links as a person looks at them: which words of a pair translate which."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from corpora.arrays import Floats
from corpora.formats.streams import UnitStream
from corpora.language.chinese import Segmenter
from corpora.units import Bitext, Span
from glossary.links.wordlinks import Prior, link_words
from glossary.prepared import Prepared, prepare

Link = tuple[Span, Span, float]
"""Stretches of a pair's source and target, and how sure it is that they translate each other."""

# Below this a link is as often wrong as right, by eye; small words need more.
_LEAST, _LEAST_SMALL = 0.2, 0.5


def shown_links(
    bitext: Bitext | UnitStream, *, segmenter: Segmenter, prior: Prior | None
) -> list[list[Link]]:
    """The word links of every unit of a bitext, by place in the source.

    Units tell each other what words mean: a few dozen neighbours are better than one alone.

    Args:
        bitext: Chinese with English, in either direction.
        segmenter: what cuts Chinese into words.
        prior: dictionary, encoder, approved terms.
    """
    units = list(prepare([bitext], segmenter))
    shown: dict[str, str] = {}
    for unit in units:
        for token in unit.tokens:
            shown.setdefault(token.taught_stem, token.text)
    strengths = link_words(
        [unit.chinese_words for unit in units],
        [[token.taught_stem for token in unit.tokens] for unit in units],
        prior=prior,
        shown=shown,
    ).strengths
    return [sorted(_links(unit, found)) for unit, found in zip(units, strengths, strict=True)]


def _links(unit: Prepared, strengths: Floats) -> Iterator[Link]:
    words = [*itertools.pairwise(unit.words.starts)]
    is_chinese_first = unit.chinese == unit.unit.source
    for row, chinese in enumerate(words):
        if not any(map(str.isalnum, unit.text[slice(*chinese)])):
            continue
        for column, token in enumerate(unit.tokens):
            strength = float(strengths[row, column])
            least = _LEAST if token.kind in ("word", "number") else _LEAST_SMALL
            if strength >= least and token.kind not in ("mark", "soft", "hyphen"):
                english = (token.start, token.end)
                sides = (chinese, english) if is_chinese_first else (english, chinese)
                yield (*sides, round(strength, 3))

"""Places of a term that belong to a longer one around it, English and all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from glossary.finding import Found
from glossary.places.occurrences import Sighting
from glossary.selection import whole_pairs


def without_claimed(found: Found, sightings: Sequence[Sighting]) -> list[Sighting]:
    """The sightings without those whose English is a longer term's, if there are better ones.

    In 非公务机关 ("non-government agency") 公务机关 has no English of its own. Where another
    place, or another term that holds it, takes the very words, those say nothing of it: left
    out, if the longer term has them as its usual English and renders both its ends by them,
    while places with other words show how the shorter one is rendered.
    """
    whole = whole_pairs(found)
    usual = {
        term: found.pairs.pairs.keys[int(found.best[term])]
        for term in {sighting.term for sighting in sightings}
        if whole[term]
    }
    takers: dict[tuple[int, tuple[tuple[int, int], ...]], list[int]] = defaultdict(list)
    for sighting in sightings:
        if sighting.target and usual.get(sighting.term) == sighting.key:
            takers[sighting.unit, sighting.target].append(sighting.term)

    def is_claimed(sighting: Sighting) -> bool:
        own = found.terms[sighting.term]
        return any(
            own in found.terms[term] and term != sighting.term
            for term in takers.get((sighting.unit, sighting.target), ())
        )

    claimed = [is_claimed(sighting) for sighting in sightings]
    has_own = {
        sighting.term
        for sighting, taken in zip(sightings, claimed, strict=True)
        if not taken and sighting.target and sighting.evidence
    }
    return [
        sighting
        for sighting, taken in zip(sightings, claimed, strict=True)
        if not taken or sighting.term not in has_own
    ]

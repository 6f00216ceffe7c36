"""Equal pairs and competing targets among more units than memory holds, at 40 bytes a unit."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from corpora.errors import check_name
from corpora.formats.xml.unit_props import writable
from corpora.memory.splitting import moment
from corpora.units import TranslationUnit

Mask = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.float64]
RULES = ("keep", "best", "latest", "first")


class Ranking:
    """Remembers of each unit just what decides between it and others of the same source.

    Texts are compared by 64-bit hashes: among a million, two different ones are taken for the
    same once in forty million times.
    """

    def __init__(self) -> None:
        self._sources = array("Q")
        self._pairs = array("Q")
        self._merits = array("d")
        self._moments = array("q")

    def add(self, unit: TranslationUnit) -> None:
        """Remember the next unit."""
        source = writable(unit.source)
        self._sources.append(_hash(source))
        self._pairs.append(_hash(f"{source}\0{writable(unit.target)}"))
        self._merits.append(unit.confidence or 0.0)
        digits = "".join(filter(str.isdecimal, moment(unit)))[:14]
        self._moments.append(int(digits.ljust(14, "0")) if digits else 0)

    def losers(self, among: Mask, rule: str) -> Mask:
        """Which units lose to another with the same source.

        ``best``: the most confident wins, of equals the target that occurs most often, of those
        the first. ``latest``: the last touched, of equals the last. ``first``: the first.

        Args:
            among: the units that count at all.
            rule: one of ``RULES``; ``keep`` lets nobody lose.

        Raises:
            OptionError: there is no such rule.
        """
        return self._lost(self._sources, among, rule)

    def repeated(self, among: Mask, rule: str) -> Mask:
        """Which units are the same pair as another; which of them stays, the rule says."""
        return self._lost(self._pairs, among, "first" if rule == "keep" else rule)

    def _lost(self, groups: array[int], among: Mask, rule: str) -> Mask:
        check_name(rule, RULES, "a rule for duplicates")
        lost: Mask = among.copy()
        members = np.flatnonzero(among)
        if rule == "keep" or not len(members):
            return np.zeros(len(among), dtype=bool)
        group = np.asarray(groups, dtype=np.uint64)[members]
        ranked = np.lexsort((*self._keys(members, rule), group))
        firsts = np.concatenate(([True], group[ranked][1:] != group[ranked][:-1]))
        lost[members[ranked[firsts]]] = False
        return lost

    def _keys(
        self, members: npt.NDArray[np.intp], rule: str
    ) -> tuple[npt.NDArray[np.float64], ...]:
        """What decides, the weightiest last, smaller is better."""
        order = members.astype(np.float64)
        if rule == "first":
            return (order,)
        if rule == "latest":
            moments = np.asarray(self._moments, dtype=np.float64)[members]
            return (-order, -moments)
        pairs = np.asarray(self._pairs, dtype=np.uint64)[members]
        _unique, inverse, counts = np.unique(pairs, return_inverse=True, return_counts=True)
        frequency = counts[inverse].astype(np.float64)
        merits = np.asarray(self._merits, dtype=np.float64)[members]
        return (order, -frequency, -merits)


def reduce_duplicates(
    units: Sequence[TranslationUnit], rule: str = "keep"
) -> tuple[tuple[TranslationUnit, ...], int]:
    """Units with one target for each source, by a rule of ``Ranking.losers``, and how many
    were left out. ``keep`` keeps all; any other rule also drops exact repetitions.

    Raises:
        ValueError: there is no such rule.
    """
    ranking = Ranking()
    for unit in units:
        ranking.add(unit)
    lost = ranking.losers(np.ones(len(units), dtype=bool), rule)
    return tuple(u for u, out in zip(units, lost.tolist(), strict=True) if not out), int(lost.sum())


def _hash(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")

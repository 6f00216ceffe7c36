"""The rows of a plan: what people said, then names, then what the texts say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from align.documents.comparing import FEATURES, PairModel
from align.documents.matching import POSSIBLE, Match, match_best_first, settle
from align.documents.names import Key, lateness, name_key, stem_key
from align.documents.searching import Searched, compare_pairs, search
from align.documents.sketch import Keys, Sketch
from align.documents.versions import find_versions, same_texts
from corpora.arrays import Floats, Integers
from corpora.progress import Progress
from corpora.units import is_chinese
from review.corpus.plan import FORBIDDEN, PlanRow, Status, Wishes, with_wishes

# From which share of the other language on a document is in both: a page with English terms or a
# Chinese quotation stays below, facing paragraphs lie at .35 and more.
_BOTH_SHARE = 0.28
# What names say is doubted only where the texts are as unlike as strangers are, in nats.
_STRANGE = -9.0
# Below this a match is looked at by an alignment too, if it is possible at all.
_PLAIN = 0.97
# A folder's documents are compared each with each up to this many of either side.
_FOLDER = 2_048

Files = tuple[str, str]
Shares = Callable[[Sequence[Files]], Sequence[float | None]]
"""What share of each pair of files, (source, target), a quick alignment pairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What stays in memory of a document while all are paired; see ``Sketch``."""

    name: str
    language: str
    chars: int
    minor_share: float
    text_hash: str
    sentences: Keys

    @property
    def side(self) -> int:
        """0 for Chinese, 1 for English."""
        return int(not is_chinese(self.language))


class Sketches(Sequence[Sketch]):
    """The sketches of some documents, read when they are asked for."""

    def __init__(self, names: Sequence[str], load: Callable[[str], Sketch]) -> None:
        self._names, self._load = names, load

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, at: int) -> Sketch: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Sketch]: ...
    def __getitem__(self, at: int | slice) -> Sketch | Sequence[Sketch]:
        if isinstance(at, slice):
            return Sketches(self._names[at], self._load)
        return self._load(self._names[at])


class Pairing:
    """One making of the plan's rows.

    Args:
        documents: those that could be read, by name.
        load: gives the sketch of a document of that name.
        shares: see ``Shares``.
        model: what features of two documents weigh.
        wishes: what people want.
        source_side: 0 where the sources are Chinese, 1 where they are English.
        by_names: whether names count.
        sure: from which confidence on a pair is one.
        progress: hears of ``comparing``.
    """

    def __init__(
        self,
        documents: Sequence[Held],
        *,
        load: Callable[[str], Sketch],
        shares: Shares,
        model: PairModel,
        wishes: Wishes,
        source_side: int,
        by_names: bool,
        sure: float,
        progress: Progress,
    ) -> None:
        self._all = {one.name: one for one in documents}
        self._load, self._shares, self._model = load, shares, model
        self._wishes, self._source_side, self._sure = wishes, source_side, sure
        self._by_names, self._progress = by_names, progress
        self._rows: list[PlanRow] = []
        self._free: dict[str, Held] = dict(self._all)
        self._copies: dict[str, list[str]] = defaultdict(list)
        self._partner: dict[str, str] = {}

    def rows(self) -> list[PlanRow]:
        """The rows, pairs first, each part by name."""
        self._take_forced()
        self._set_copies_aside()
        if self._by_names:
            self._pair_by_names()
        self._set_bilingual_aside()
        texts = self._set_versions_aside()
        if all(any(one.side == side for one in self._free.values()) for side in (0, 1)):
            self._pair_by_content(texts)
        self._tell_versions(texts)
        for name in self._free:
            self._tell("alone", name, reason="no translation was found")
        self._tell_forbidden()
        order: dict[Status, int] = {"pair": 0, "both": 0, "unsure": 1, "forbidden": 2}
        rows = [with_wishes(row, self._wishes) for row in self._rows]
        return sorted(rows, key=lambda row: (order.get(row.status, 3), row.source, row.target))

    # --- what rows are made of --------------------------------------------------------------------

    def _files(self, a: str, b: str) -> Files:
        """Two files as source and target."""
        is_first = self._all[a].side == self._source_side
        return (a, b) if is_first else (b, a)

    def _add(
        self, status: Status, files: Files, sure: float | None, reason: str, *, decision: str = ""
    ) -> None:
        self._rows.append(
            PlanRow(
                status=status,
                source=files[0],
                target=files[1],
                name=files[0] if status in ("pair", "both", "unsure") else "",
                confidence=sure,
                reason=reason,
                decision=decision,
            )
        )

    def _tell(self, status: Status, name: str, other: str = "", *, reason: str) -> None:
        """A row of a file that is in no pair."""
        self._add(status, (name, other), None, reason)

    def _pair(self, files: Files, sure: float, reason: str, *, decision: str = "") -> None:
        self._add("pair", files, sure, reason, decision=decision)
        self._partner[files[0]], self._partner[files[1]] = files[1], files[0]
        for name in files:
            self._free.pop(name, None)

    # --- what people said -------------------------------------------------------------------------

    def _take_forced(self) -> None:
        for source, target in sorted(self._wishes.forced):
            if source not in self._all or (target and target not in self._all):
                gone = source if source not in self._all else target
                self._add("unread", (source, target), None, f"{gone} is not there", decision="yes")
                for name in (source, target):
                    self._free.pop(name, None)
            elif target:
                self._pair((source, target), 1.0, "a person said so", decision="yes")
            else:
                self._add("both", (source, ""), 1.0, "a person said so", decision="yes")
                self._free.pop(source, None)

    def _tell_forbidden(self) -> None:
        for source, target in sorted(self._wishes.forbidden):
            if source in self._all and (target in self._all or not target):
                self._add("forbidden", (source, target), None, FORBIDDEN, decision="no")

    def _is_forbidden(self, a: str, b: str) -> bool:
        return self._files(a, b) in self._wishes.forbidden

    # --- copies, bilingual documents, versions ----------------------------------------------------

    def _set_copies_aside(self) -> None:
        """Of equal texts one is used: one that a person chose, that a name pairs, or the first."""
        sides: dict[Key, set[int]] = defaultdict(set)
        for name, one in self._all.items():
            sides[name_key(name)].add(one.side)

        def order(name: str) -> tuple[bool, bool, tuple[int, str]]:
            is_alone = self._by_names and len(sides[name_key(name)]) < 2
            return name in self._free, is_alone, _plainness(name)

        names = sorted(self._all, key=order)
        first = same_texts([self._all[name].text_hash for name in names])
        for name, original in zip(names, (names[at] for at in first), strict=True):
            if name != original and name in self._free:
                self._copies[original].append(name)
                del self._free[name]
                self._tell("duplicate", name, original, reason=f"the same text as {original}")

    def _set_bilingual_aside(self) -> None:
        for name, one in list(self._free.items()):
            if one.minor_share >= _BOTH_SHARE and (name, "") not in self._wishes.forbidden:
                share = f"{1 - one.minor_share:.0%} and {one.minor_share:.0%}"
                self._add("both", (name, ""), None, f"in both languages ({share})")
                del self._free[name]

    def _set_versions_aside(self) -> dict[str, int]:
        """The number of each document's text; earlier versions by name are not paired."""
        texts: dict[str, int] = {}
        for side in (0, 1):
            names = [name for name, one in self._all.items() if one.side == side]
            found = find_versions([self._all[name].sentences for name in names])
            texts |= {name: at * 2 + side for name, at in zip(names, found, strict=True)}
        groups: dict[int, list[str]] = defaultdict(list)
        for name in self._free:
            groups[texts[name]].append(name)
        for members in groups.values():
            latest = max(map(lateness, members))
            kept = [name for name in members if lateness(name) == latest]
            for name in members:
                if name not in kept:
                    said = f"an earlier version of {kept[0]}, by its name"
                    self._tell("version", name, kept[0], reason=said)
                    del self._free[name]
        return texts

    def _tell_versions(self, texts: dict[str, int]) -> None:
        """What is left over and is a version of a text that is paired."""
        paired = {texts[name]: name for name in sorted(self._partner, reverse=True)}
        for name in list(self._free):
            used = paired.get(texts[name])
            if used is not None:
                said = f"another version of {used}, which fits {self._partner[used]} better"
                self._tell("version", name, used, reason=said)
                del self._free[name]

    # --- names ------------------------------------------------------------------------------------

    def _pair_by_names(self) -> None:
        """Pairs by name and folder, then by name alone; where texts are strangers, that is said."""
        for key_of, how in ((name_key, "name and folder"), (stem_key, "name")):
            found = self._named(key_of)
            scores = self._scores(found)
            for files, score in zip(found, scores, strict=True):
                if score < _STRANGE:
                    said = f"the same {how}, but the texts do not look alike"
                    self._add("unsure", files, 0.5, said)
                    for name in files:
                        del self._free[name]
                else:
                    sure = 1 - (1 - self._model.sure(score, 4.0)) * 0.05
                    self._pair(files, sure, f"the same {how}")

    def _named(self, key_of: Callable[[str], Key]) -> list[Files]:
        """Pairs of which each side is the only one of its language with that key."""
        homes: dict[Key, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        for name, one in self._free.items():
            for known in (name, *self._copies.get(name, ())):
                key = key_of(known)
                if key or key_of is name_key:
                    homes[key][one.side].add(name)
        partners: dict[str, set[str]] = defaultdict(set)
        for sides in homes.values():
            if len(sides[0]) == len(sides[1]) == 1:
                ((z,), (e,)) = sides
                partners[z].add(e)
                partners[e].add(z)
        return sorted(
            self._files(z, e)
            for z, others in partners.items()
            if self._all[z].side == 0 and len(others) == 1
            for e in others
            if len(partners[e]) == 1 and not self._is_forbidden(z, e)
        )

    def _scores(self, pairs: Sequence[Files]) -> Floats:
        """What the texts of some pairs say, in nats."""
        sides: tuple[list[str], list[str]] = ([], [])
        for files in pairs:
            for name in files:
                sides[self._all[name].side].append(name)
        z, e = (Sketches(side, self._load) for side in sides)
        rows = np.repeat(np.arange(len(pairs))[:, None], 2, axis=1)
        found = compare_pairs(z, e, rows, progress=self._progress)
        return self._model.pair.score(found.features)

    # --- content ----------------------------------------------------------------------------------

    def _pair_by_content(self, texts: dict[str, int]) -> None:
        names = tuple(
            [name for name, one in self._free.items() if one.side == side] for side in (0, 1)
        )
        places = [{name: at for at, name in enumerate(side)} for side in names]
        without = {
            (places[0][z], places[1][e])
            for files in self._wishes.forbidden
            for z, e in (files, files[::-1])
            if z in places[0] and e in places[1]
        }
        found = search(
            Sketches(names[0], self._load),
            Sketches(names[1], self._load),
            blocks=_folders(names),
            without=without,
            progress=self._progress,
        )
        scores = self._model.pair.score(found.features)
        groups = tuple([texts[name] for name in side] for side in names)
        matches = match_best_first(found.pairs, scores, (groups[0], groups[1]), self._model)
        rows = {(z, e): at for at, (z, e) in enumerate(found.pairs.tolist())}
        for match in self._settled(matches, names):
            files = self._files(names[0][match.z], names[1][match.e])
            said = _said(match, found, rows[match.z, match.e])
            if match.confidence >= self._sure:
                self._pair(files, match.confidence, said)
            elif match.confidence >= POSSIBLE:
                self._add("unsure", files, match.confidence, said)
        self._tell_unsure_taken(found, scores, names)

    def _settled(
        self, matches: Sequence[Match], names: tuple[Sequence[str], ...]
    ) -> Iterator[Match]:
        """Matches, the doubtful ones after an alignment had its say."""
        doubtful = [one for one in matches if POSSIBLE / 10 <= one.confidence < _PLAIN]
        files = [self._files(names[0][one.z], names[1][one.e]) for one in doubtful]
        shares = dict(zip(doubtful, self._shares(files), strict=True))
        for one in matches:
            share = shares.get(one)
            yield one if share is None else settle(one, share)

    def _tell_unsure_taken(
        self, found: Searched, scores: Floats, names: tuple[Sequence[str], ...]
    ) -> None:
        """Documents left over that fit one which is paired already: another translation, maybe."""
        listed = {name for row in self._rows if row.status == "unsure" for name in
                  (row.source, row.target)}  # fmt: skip
        order = np.lexsort((found.pairs[:, 1], found.pairs[:, 0], -scores.astype(np.float64)))
        for at in order.tolist():
            if self._model.sure(float(scores[at]), 1.0) < self._sure:
                break
            z, e = (names[side][found.pairs[at, side]] for side in (0, 1))
            for mine, other in ((z, e), (e, z)):
                if mine in self._free and mine not in listed and other in self._partner:
                    said = f"fits {other}, which is paired with {self._partner[other]}: " \
                           "another translation, or another version?"  # fmt: skip
                    self._add("unsure", self._files(mine, other), 0.5, said)
                    listed.add(mine)
        for name in listed:
            self._free.pop(name, None)


def _plainness(name: str) -> tuple[int, str]:
    """Sorts the name that is least a copy's first: ``a.txt`` before ``a (2).txt``."""
    return len(name), name


def _folders(names: Sequence[Sequence[str]]) -> list[tuple[Integers, Integers]]:
    """The documents of either side that lie in one folder, its language aside."""
    homes: dict[Key, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, members in enumerate(names):
        for at, name in enumerate(members):
            folder, _, _ = name.rpartition("/")
            homes[name_key(f"{folder}/zh.txt")][side].append(at)
    return [
        (np.array(z, np.int64), np.array(e, np.int64))
        for z, e in homes.values()
        if z and e and max(len(z), len(e)) <= _FOLDER
    ]


def _said(match: Match, found: Searched, row: int) -> str:
    """The reason of a match that was made by what the texts say."""
    told = dict(zip(FEATURES, found.features[row].tolist(), strict=True))
    parts = []
    if told["sentences"]:
        parts.append(f"sentences {told['sentences']:.2f} alike")
    parts.append(f"words {told['words']:.2f}")
    numbers = round(float(np.expm1(told["numbers"])))
    if numbers:
        parts.append(f"{numbers} number{'s' if numbers > 1 else ''} in common")
    if match.share is not None:
        parts.append(f"an alignment pairs {match.share:.0%}")
    if match.margin < 1.0:
        parts.append("another text is nearly as like")
    return f"by what they say: {', '.join(parts)}"

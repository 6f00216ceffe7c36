"""How good a pairing is, measured against one that people made.

Strict and lax precision, recall and F1 are those of Vecalign (Thompson & Koehn 2019) and
Bertalign (Liu & Zhu 2022), so that numbers can be compared with published ones: a bead of
the system is right, strictly, when the gold has exactly that bead, and laxly when some
gold bead shares a segment with it on both sides. Precision counts the system's null beads
(1-0, 0-1), recall leaves the gold's out; counts are summed over documents before dividing.
Null beads of several segments count as one bead a segment. ``docs/evaluation.md`` explains
every number with an example.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from align.judging.calibration import Calibration, calibrate
from align.judging.gold import Gold, IndexBead
from align.judging.locating import Located, System, locate
from corpora.values import Table, Value, counted, freeze, plain

KINDS = ("1-1", "1-n", "n-1", "n-m", "null")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Score(Value):
    """Precision and recall from their counts; each is 0.0 where there was nothing to count.

    ``right`` of the system's ``given`` beads are right; ``found`` of the gold's ``wanted``
    beads were found.
    """

    right: int
    given: int
    found: int
    wanted: int

    def to_dict(self) -> dict[str, Any]:
        """What was counted, behind the shares that come of it."""
        shares = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return shares | Value.to_dict(self)

    @property
    def precision(self) -> float:
        """Share of the system's beads that are right, 0 to 1."""
        return self.right / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold's beads that were found, 0 to 1."""
        return self.found / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 to 1."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(
            right=self.right + other.right,
            given=self.given + other.given,
            found=self.found + other.found,
            wanted=self.wanted + other.wanted,
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class GroupShares(Value):
    """How far a pairing keeps to the gold's paragraph groups, in shares of Chinese characters.

    ``right``: facing text of their own group (a bead that straddles two groups counts in
    proportion); ``elsewhere``: facing text of another; ``unpaired``: facing nothing although
    their group has a translation; ``straddling``: in a bead that holds text of more than one
    group on either side, right or not. The first three sum to 1.
    """

    right: float
    elsewhere: float
    unpaired: float
    straddling: float
    chars: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Judged(Value):
    """One document's verdicts, bead by bead; all that the sums are made of.

    ``system`` and ``gold`` hold (kind, strictly right, laxly right); ``blocks`` give for
    each the gold bead (by its number in the file) next to which it stands.
    """

    name: str
    system: tuple[tuple[str, bool, bool], ...]
    gold: tuple[tuple[str, bool, bool], ...]
    system_places: tuple[int, ...]
    gold_places: tuple[int, ...]
    confidences: tuple[float | None, ...]
    groups: GroupShares | None
    ruler: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EvaluationReport(Value):
    """What ``evaluate`` found.

    ``by_kind`` holds strict scores for ``1-1``, ``1-n``, ``n-1``, ``n-m`` and ``null``:
    precision over the system's beads of that kind, recall over the gold's (null beads,
    which the total recall leaves out, have theirs here). ``documents`` are the per-document
    strict scores. ``calibration`` is ``None`` without confidences, ``groups`` without
    paragraph groups; ``strict`` and ``lax`` are empty where all gold is grouped.
    """

    strict: Score
    lax: Score
    by_kind: Mapping[str, Score]
    documents: Mapping[str, Score]
    calibration: Calibration | None
    groups: Mapping[str, GroupShares]
    judged: tuple[Judged, ...]
    warnings: tuple[str, ...]
    signature: str

    def __post_init__(self) -> None:
        freeze(self, "by_kind", "documents", "groups")

    def _shown(self) -> list[str]:
        if not (self.strict.given or self.strict.wanted):
            return [counted(len(self.judged), "document")]
        return [f"strict F1 {self.strict.f1:.3f}", f"lax F1 {self.lax.f1:.3f}"]

    def to_dict(self) -> dict[str, Any]:
        """Everything measured; the per-bead verdicts left out."""
        names = ("signature", "strict", "lax", "by_kind", "documents", "groups", "warnings")
        found = {name: plain(getattr(self, name)) for name in names}
        if self.calibration is not None:
            found["calibration"] = self.calibration.to_dict()
        return found

    def to_table(self) -> Table:
        """Precision, recall and F1: strict, lax, and strict by kind of bead."""
        scores = {"strict": self.strict, "lax": self.lax, **self.by_kind}
        rows = [
            (name, f"{one.precision:.3f}", f"{one.recall:.3f}", f"{one.f1:.3f}")
            for name, one in scores.items()
        ]
        return ("beads", "precision", "recall", "F1"), rows


def evaluate(pairs: Sequence[tuple[System, Gold]]) -> EvaluationReport:
    """Judge a system on documents with gold.

    Args:
        pairs: for each document what the system made of it, and its gold.

    Raises:
        InputError: a system's pairing and its gold cannot be compared.
    """
    judged = tuple(judge(locate(system, gold)) for system, gold in pairs)
    return summarise(judged)


def summarise(judged: Sequence[Judged]) -> EvaluationReport:
    """Sum the verdicts on documents into a report."""
    plain = [one for one in judged if one.groups is None]
    return EvaluationReport(
        strict=sum((_score(one, lax=False) for one in plain), _NOTHING),
        lax=sum((_score(one, lax=True) for one in plain), _NOTHING),
        by_kind={
            kind: sum((_score_of_kind(one, kind) for one in plain), _NOTHING) for kind in KINDS
        },
        documents={one.name: _score(one, lax=False) for one in plain},
        calibration=_calibration(plain),
        groups={one.name: one.groups for one in judged if one.groups is not None},
        judged=tuple(judged),
        warnings=tuple(warning for one in judged for warning in one.warnings),
        signature="|".join(
            (
                "beads:strict+lax (Vecalign)",
                "average:micro",
                "null:split,in precision,not in recall",
                "ruler:" + "+".join(sorted({one.ruler for one in judged})),
                "version:1",
            )
        ),
    )


_NOTHING = Score(right=0, given=0, found=0, wanted=0)


def _score(judged: Judged, *, lax: bool) -> Score:
    column = 2 if lax else 1
    wanted = [verdict for verdict in judged.gold if verdict[0] != "null"]
    return Score(
        right=sum(bool(verdict[column]) for verdict in judged.system),
        given=len(judged.system),
        found=sum(bool(verdict[column]) for verdict in wanted),
        wanted=len(wanted),
    )


def _score_of_kind(judged: Judged, kind: str) -> Score:
    given = [strict for name, strict, _ in judged.system if name == kind]
    wanted = [strict for name, strict, _ in judged.gold if name == kind]
    return Score(right=sum(given), given=len(given), found=sum(wanted), wanted=len(wanted))


def _calibration(judged: Sequence[Judged]) -> Calibration | None:
    confidences = [
        (confidence, strict)
        for one in judged
        for confidence, (_, strict, _) in zip(one.confidences, one.system, strict=True)
        if confidence is not None
    ]
    if not confidences:
        return None
    return calibrate([pair[0] for pair in confidences], [pair[1] for pair in confidences])


def judge(located: Located) -> Judged:
    """Decide for every bead of the system and of the gold whether the other has it."""
    return Judged(
        name=located.name,
        system=_verdicts(located, located.system, located.gold),
        gold=_verdicts(located, located.gold, located.system),
        system_places=_places(located),
        gold_places=located.gold_numbers,
        confidences=located.confidences,
        groups=_group_shares(located) if located.is_grouped else None,
        ruler=located.ruler,
        warnings=located.warnings,
    )


def _verdicts(
    located: Located, beads: Sequence[IndexBead], others: Sequence[IndexBead]
) -> tuple[tuple[str, bool, bool], ...]:
    exact = set(others)
    holders = _holders([other for other in others if other[0] and other[1]])
    verdicts = []
    for bead in beads:
        strict = bead in exact
        shared = [
            {number for atom in bead[side] for number in holders[side].get(atom, ())}
            for side in (0, 1)
        ]
        verdicts.append((located.kind(bead), strict, strict or bool(shared[0] & shared[1])))
    return tuple(verdicts)


def _holders(beads: Sequence[IndexBead]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """For each side, which beads hold an atom."""
    holders: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
    for number, bead in enumerate(beads):
        for side in (0, 1):
            for atom in bead[side]:
                holders[side].setdefault(atom, []).append(number)
    return holders


def _places(located: Located) -> tuple[int, ...]:
    """For each system bead the number of the gold bead that holds its first atom."""
    numbers: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for bead, number in zip(located.gold, located.gold_numbers, strict=True):
        for side in (0, 1):
            for atom in bead[side]:
                numbers[side].setdefault(atom, number)
    return tuple(
        numbers[0].get(bead[0][0], 0) if bead[0] else numbers[1].get(bead[1][0], 0)
        for bead in located.system
    )


def _group_shares(located: Located) -> GroupShares:
    here = located.chinese_side
    group_of: tuple[dict[int, int], dict[int, int]] = ({}, {})
    translated: set[int] = set()
    for bead, number in zip(located.gold, located.gold_numbers, strict=True):
        if bead[0] and bead[1]:
            translated.add(number)
        for side in (0, 1):
            group_of[side].update(dict.fromkeys(bead[side], number))
    right = elsewhere = unpaired = straddling = 0.0
    for bead in located.system:
        facing: dict[int, int] = {}
        for atom in bead[1 - here]:
            group = group_of[1 - here][atom]
            facing[group] = facing.get(group, 0) + located.lengths[1 - here][atom]
        groups = {group_of[here][atom] for atom in bead[here]} | set(facing)
        for atom in bead[here]:
            chars = located.lengths[here][atom]
            straddling += chars * (len(groups) > 1)
            group = group_of[here][atom]
            if facing:
                share = facing.get(group, 0) / sum(facing.values())
                right += chars * share
                elsewhere += chars * (1 - share)
            elif group in translated:
                unpaired += chars
            else:
                right += chars
    chars = sum(located.lengths[here])
    scale = 1 / max(chars, 1)
    return GroupShares(
        right=right * scale,
        elsewhere=elsewhere * scale,
        unpaired=unpaired * scale,
        straddling=straddling * scale,
        chars=chars,
    )

"""Which number of the translation stands in the place of one that the source has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpora.numbers import Quantity
from quality.check.numbers.agreement import DATES, SAYS_RESULT, Item, same_value, significant
from quality.check.numbers.explanations import is_in_words

_ROUND_WORDS = frozenset(["ten", "hundred", "thousand", "10", "100", "1000", "1,000"])
Pairs = list[tuple[Item, Item]]


def without(items: Sequence[Item], pairs: Pairs, side: int) -> list[Item]:
    """Those of the items that stand on no ``side`` (0 or 1) of the pairs."""
    return [item for item in items if not any(pair[side] is item for pair in pairs)]


def find_spare(
    own: Sequence[Item], reported: Sequence[Item], pairs: Pairs, opposite: Sequence[Item]
) -> list[Item]:
    """Repeated numbers without a partner, forgiven so far, that a changed one may stand for."""
    same = {item.quantity.kind for item in opposite}
    # The 26th may be a day in Chinese.
    kinds = same | {"day", "ordinal"} if same & {"day", "ordinal"} else same
    return [
        item
        for item in own
        if item.partner is None
        and (item.quantity.kind in kinds or ("ordinal" in same and item.quantity.unit == "year"))
        and (not item.quantity.is_optional or item.quantity.kind == "ordinal" in same)
        and not any(item is other for other in reported)
        and not any(item is pair[0] or item is pair[1] for pair in pairs)
    ]


def pair_loose(ours: Sequence[Item], theirs: Sequence[Item], source: str, target: str) -> Pairs:
    """A number word or a code turned into another: 三个 and *seven*, A320 and A330.

    Such numbers often have no counterpart at all, so only a lone one on either side counts.
    """
    found: Pairs = []
    for kind in ("code", "cardinal", "multiple", "year", "month", "day"):
        left = [item for item in ours if _is_loose(item, kind, theirs)]
        right = [item for item in theirs if _is_loose(item, kind, ours)]
        right = [item for item in right if not is_in_words(item.quantity, target, source)]
        left = [item for item in left if not is_in_words(item.quantity, source, target)]
        if len(left) == 1 and len(right) == 1 and _are_alike(left[0].quantity, right[0].quantity):
            found.append((left[0], right[0]))
    vague = [[item for item in side if _is_round(item)] for side in (ours, theirs)]
    if len(vague[0]) == 1 and len(vague[1]) == 1:
        pair = vague[0][0], vague[1][0]
        if any(item.quantity.approximation == "vague" for item in pair):
            found.append(pair)
    return found


def _is_round(item: Item) -> bool:
    """Whether a number has no partner and is *dozens*, 数百, or a ten or a hundred of either."""
    quantity = item.quantity
    if item.partner is not None or quantity.kind != "cardinal":
        return False
    if quantity.approximation == "vague":
        return item.value >= 10 and (quantity.text.isascii() or quantity.text[0] in "数數几幾")
    word = re.sub("^(?:a|one) ", "", quantity.text.lower())
    return quantity.approximation == "none" and word in _ROUND_WORDS


def _is_loose(item: Item, kind: str, others: Sequence[Item]) -> bool:
    quantity = item.quantity
    if item.partner is not None or quantity.kind != kind:
        return False
    if kind in DATES:
        return quantity.is_digits
    if not quantity.is_optional:
        return False
    if any(same_value(item, other) for other in others):
        return False
    if kind == "code":
        return True
    if kind == "multiple":
        return SAYS_RESULT.match(quantity.text) is not None
    numeral = quantity.text if quantity.unit is None else quantity.text[:1]
    word = quantity.text.isascii() or numeral in "二两兩三四五六七八九十"
    if item.value <= 1 or not word:
        return False
    # 三个 is often left out, ten years are not.
    return quantity.approximation == "none" or (
        quantity.approximation != "vague" and quantity.unit is not None
    )


def _are_alike(a: Quantity, b: Quantity) -> bool:
    if a.kind == "code":
        letters = [re.sub(r"[\W\d_]", "", q.text).lower() for q in (a, b)]
        return letters[0] == letters[1] != ""
    return a.unit == b.unit


def pair_up(missing: Sequence[Item], added: Sequence[Item]) -> list[tuple[Item, Item]]:
    """Pairs of a lost and a new number that stand for each other, the likeliest first."""
    scored = sorted(
        (
            (_distance(one, other), i, j)
            for i, one in enumerate(missing)
            for j, other in enumerate(added)
        ),
    )
    used: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for distance, i, j in scored:
        if distance < 9 and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            pairs.append((missing[i], added[j]))
    return pairs


def _distance(one: Item, other: Item) -> float:
    a, b = one.quantity, other.quantity
    likeness = 0.0 if a.kind == b.kind else 2.0
    likeness += 0.0 if a.unit == b.unit else 1.0
    if significant(one.value) == significant(other.value):
        return likeness
    if a.kind != b.kind and {a.kind, b.kind} & {"month", "time", "decade", "century"}:
        return 9.0
    ratio = abs(float(one.value or 1)) / abs(float(other.value or 1))
    return likeness + min(abs(ratio - 1), abs(1 / ratio - 1) if ratio else 9, 5.0)

"""Plant lost and damaged placeholders in software's own translations and count which are found.

    python scripts/bench_placeholders.py /usr/share/locale [--seed 1] [--show 20]

Reads the compiled catalogues (``zh_*/LC_MESSAGES/*.mo``) below a folder, as a Linux system has
them, and counts the findings of the check on them as they are (each unit with one was either
translated wrongly or is a false alarm: ``--show`` prints some to read). Then it plants one kind of
error at a time in every third unit that can bear it. Nothing is written.
"""

from __future__ import annotations

import argparse
import random
import struct
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpora.placeholders import Placeholder, find_placeholders
from corpora.units import Bitext, TranslationUnit
from quality.check import CheckOptions, check_bitext
from quality.findings import CheckReport

OPTIONS = CheckOptions(checks=("placeholders",))
_HEADER = 28


def read_catalogue(path: Path) -> list[tuple[str, str]]:
    """Messages without plural forms of a ``.mo`` file, each with its translation (GNU gettext)."""
    data = path.read_bytes()
    if len(data) < _HEADER:
        return []
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    count, sources, targets = struct.unpack(f"{order}3I", data[8:20])

    def text(table: int, number: int) -> str:
        length, at = struct.unpack_from(f"{order}2I", data, table + 8 * number)
        return data[at : at + length].decode("utf-8", "replace")

    pairs = [(text(sources, number), text(targets, number)) for number in range(count)]
    return [
        (source.rpartition("\x04")[2], target)
        for source, target in pairs
        if source and "\x00" not in source and "\x00" not in target and "\ufffd" not in target
    ]


def read_material(folder: Path) -> Bitext:
    """All pairs of a folder's Chinese catalogues that hold a placeholder on some side."""
    pairs = {
        pair
        for path in sorted(folder.glob("**/zh_*/LC_MESSAGES/*.mo"))
        for pair in read_catalogue(path)
        if any(map(find_placeholders, pair)) and pair[0] != pair[1]
    }
    return Bitext(
        name=str(folder),
        source_language="en",
        target_language="zh",
        units=tuple(TranslationUnit(source=a, target=b) for a, b in sorted(pairs)),
    )


# --- planting: each gives a spoiled target, or None where the unit cannot bear it ---------------

Planter = Callable[[str, list[Placeholder], random.Random], str | None]


def _lost(target: str, found: list[Placeholder], rng: random.Random) -> str | None:
    one = rng.choice(found)
    return target[: one.start] + target[one.end :]


def _doubled(target: str, found: list[Placeholder], rng: random.Random) -> str | None:
    one = rng.choice(found)
    return target[: one.end] + one.text + target[one.end :]


def _changed(target: str, found: list[Placeholder], rng: random.Random) -> str | None:
    one = rng.choice(found)
    places = [at for at, char in enumerate(one.text) if char.isascii() and char.isalnum()]
    if not places or one.kind == "escape":
        return None
    at = rng.choice(places)
    pool = "0123456789" if one.text[at].isdecimal() else "dsuxf" if one.kind == "printf" else "kqvz"
    other = rng.choice([char for char in pool if char.lower() != one.text[at].lower()])
    form = one.text[:at] + other + one.text[at + 1 :]
    return target[: one.start] + form + target[one.end :]


def _broken(target: str, found: list[Placeholder], rng: random.Random) -> str | None:
    """A blank or a full-width sign put into one, as translators and machines do."""
    one = rng.choice([one for one in found if len(one.text) > 1] or found)
    if one.kind in ("url", "email", "accelerator"):
        return None
    form = rng.choice(
        [
            one.text[0] + " " + one.text[1:],
            one.text.translate(str.maketrans("%{<$\\", "％｛＜＄＼")),
        ]
    )
    return target[: one.start] + form + target[one.end :]


def _swapped(target: str, found: list[Placeholder], rng: random.Random) -> str | None:
    loose = [one for one in found if one.kind == "printf" and one.text[1:2].isalpha()]
    for one, other in pairwise(loose):
        if one.text != other.text:
            middle = target[one.end : other.start]
            return target[: one.start] + other.text + middle + one.text + target[other.end :]
    return None


PLANTERS: dict[str, Planter] = {
    "lost": _lost,
    "doubled": _doubled,
    "changed": _changed,
    "broken": _broken,
    "out of order": _swapped,
}


def found_units(report: CheckReport) -> set[int]:
    """Units with a finding."""
    return {finding.unit for finding in report.findings}


def plant(
    bitext: Bitext, planter: Planter, clean: set[int], rng: random.Random
) -> tuple[Bitext, dict[int, str]]:
    """The bitext with the error in every third unit that can bear it; the kind that was hit."""
    units, planted, last = list(bitext.units), {}, -3
    for index, unit in enumerate(units):
        found = [one for one in find_placeholders(unit.target) if one.kind != "code"]
        if index in clean or index - last < 3 or not found:
            continue
        changed = planter(unit.target, found, rng)
        if changed is not None and changed != unit.target:
            units[index], last = replace(unit, target=changed), index
            planted[index] = found[0].kind
    return replace(bitext, units=tuple(units)), planted


def rows_of(bitext: Bitext, seed: int, show: int) -> Iterator[str]:
    """The lines of the table."""
    report = check_bitext(bitext, options=OPTIONS)
    clean = found_units(report)
    rng = random.Random(seed)  # noqa: S311 - which units are spoiled is no secret
    yield f"{len(bitext.units)} units with placeholders, {len(clean)} with a finding as they are\n"
    for finding in rng.sample(report.findings, min(show, len(report.findings))):
        yield f"{finding.message}\n    {finding.source!r}\n    {finding.target!r}"
    yield "| planted | found | recall |\n|---|---:|---:|"
    for label, planter in PLANTERS.items():
        spoiled, planted = plant(bitext, planter, clean, rng)
        hits = found_units(check_bitext(spoiled, options=OPTIONS))
        count = len(planted.keys() & hits)
        yield f"| {label} | {count}/{len(planted)} | {count / max(1, len(planted)):.3f} |"
        for index in sorted(planted.keys() - hits)[: show // 4]:
            yield f"    missed: {spoiled.units[index].source!r} {spoiled.units[index].target!r}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0)
    arguments = parser.parse_args()
    for line in rows_of(read_material(arguments.folder), arguments.seed, arguments.show):
        print(line, flush=True)


if __name__ == "__main__":
    main()

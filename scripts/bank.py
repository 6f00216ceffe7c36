"""Keep the bank of policy language in form, and measure it on bilingual texts.

    python scripts/bank.py check
    python scripts/bank.py measure TEXT… [--differing 50]
    python scripts/bank.py mark KIND TEXT…

``check`` tells every line of ``glossary/bank/*.tsv`` that is out of form. ``measure`` prints for
each text how often the bank agrees with it (its Chinese has an entry and its English a listed
wording), differs, and is silent (units in which it finds nothing). ``mark`` writes KIND (report,
presser …) into the column ``checked`` of what agrees. A text is any bilingual file that duizhao
reads, a table of paragraphs (Chinese and English in its last two columns), or a folder of such.
"""

# ruff: noqa: D102, D103, E402

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from corpora.formats import read_bitext
from corpora.language.han import has_han
from corpora.language.scripts import simplify
from corpora.language.wordings import wording_key
from glossary.bank import Bank, BankEntry, load_bank
from glossary.bank.entries import ATTESTED, COLUMNS, DOMAINS, KINDS, cells_of, entry_of
from glossary.bank.uses import Use, uses

FOLDER = ROOT / "glossary" / "bank"
PAIRS = ("()", "（）", "“”", "《》", "「」", "[]")
EARLIEST, LATEST = 1900, 2030
LONGEST_ENGLISH = 220
Pairs = list[tuple[str, str]]


# --- form ----------------------------------------------------------------------------------------


def problems_of(entry: BankEntry) -> Iterator[str]:
    """What is out of form in one entry."""
    cells = dict(zip(COLUMNS, cells_of(entry), strict=True))
    for name, cell in cells.items():
        if cell != cell.strip() or re.search(r"\s{2}|[\t\r\n\u00a0\u200b]|\|\||^\||\|$", cell):
            yield f"{name} has blanks or empty parts: {cell!r}"
        if any(cell.count(pair[0]) != cell.count(pair[1]) for pair in PAIRS):
            yield f"{name} has a bracket without its other half: {cell}"
    if not entry.en:
        yield "no English"
    for form in entry.forms:
        if not has_han(form) or len(form) < 2:
            yield f"{form!r} is no Chinese term"
        if simplify(form) != form:
            yield f"{form} is not as texts are read: {simplify(form)}"
    for wording in (*entry.wordings, *entry.wrong):
        if has_han(wording) or not re.search("[A-Za-z]", wording) or len(wording) > LONGEST_ENGLISH:
            yield f"{wording!r} is no English term"
    yield from _doubles("form", entry.forms)
    usual, wrong = (list(map(wording_key, some)) for some in (entry.wordings, entry.wrong))
    yield from _doubles("wording", usual)
    yield from _doubles("wrong wording", wrong)
    for key in sorted(set(usual) & set(wrong)):
        yield f"{key} is wrong and usual at once"
    yield from _strangers(entry)


def _doubles(what: str, values: Iterable[str]) -> Iterator[str]:
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{what} {value} stands twice"


def _strangers(entry: BankEntry) -> Iterator[str]:
    """Values that no column allows."""
    if entry.domain not in DOMAINS:
        yield f"domain {entry.domain!r} is none of {', '.join(DOMAINS)}"
    if entry.kind not in KINDS:
        yield f"kind {entry.kind!r} is none of {', '.join(KINDS)}"
    for kind in (*filter(None, [entry.attested]), *entry.checked):
        if kind not in ATTESTED:
            yield f"{kind!r} is none of {', '.join(ATTESTED)}"
    if entry.since is not None and not EARLIEST <= entry.since <= LATEST:
        yield f"since {entry.since}"


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    if tuple(lines[0].split("\t")) != COLUMNS:
        raise SystemExit(f"{path.name}: the columns are {', '.join(COLUMNS)}")
    yield from enumerate(lines[1:], 2)


def problems(folder: Path) -> Iterator[str]:
    """What is out of form in the files of a folder, with file and line."""
    owners: dict[str, str] = {}
    for path in sorted(folder.glob("*.tsv")):
        for number, line in read_lines(path):
            place = f"{path.name}, line {number}"
            try:
                entry = entry_of(line.split("\t"))
            except ValueError as error:
                yield f"{place}: {error}"
                continue
            yield from (f"{place}: {entry.zh}: {problem}" for problem in problems_of(entry))
            for form in dict.fromkeys(entry.forms):
                if form in owners:
                    yield f"{place}: {form} stands in {owners[form]}"
                owners.setdefault(form, place)


# --- measure -------------------------------------------------------------------------------------


@dataclass
class Tally:
    """How a bank fares on one text."""

    units: int = 0
    silent: int = 0
    agrees: Counter[str] = field(default_factory=Counter)
    differs: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(default_factory=Counter)

    def add(self, found: list[Use], pair: tuple[str, str]) -> None:
        self.units += 1
        self.silent += not found
        for use in found:
            if use.is_usual:
                self.agrees[use.entry.zh] += 1
            else:
                self.differs[use.entry.zh].append(pair)
                self.wrong[use.entry.zh] += use.is_wrong

    def __str__(self) -> str:
        right, other = sum(self.agrees.values()), sum(map(len, self.differs.values()))
        share = right / max(right + other, 1)
        return (
            f"{share:.3f} of {right + other} places agree ({len(set(self.agrees))} entries), "
            f"{other} differ ({len(self.differs)} entries, {self.wrong.total()} places as listed "
            f"wrong); silent in {self.silent} of {self.units} units"
        )


def measure(bank: Bank, pairs: Pairs) -> Tally:
    tally = Tally()
    for chinese, english in pairs:
        tally.add(list(uses(bank, chinese, english)), (chinese, english))
    return tally


def texts(paths: Iterable[Path]) -> Iterator[tuple[str, Pairs]]:
    """Every bilingual text of the paths, with its name."""
    for path in paths:
        inside = sorted(path.rglob("*gold*.tsv")) if path.is_dir() else [path]
        for one in inside:
            yield "/".join(one.parts[-2:]), _pairs(one)


def _pairs(path: Path) -> Pairs:
    """Units of a file; a table without a header has its texts in the last two columns."""
    if path.suffix == ".tsv":
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
        return [(row[-2], row[-1]) for row in rows if len(row) in (2, 4) and has_han(row[-2])]
    return [(unit.source, unit.target) for unit in read_bitext(path).units]


def show(bank: Bank, name: str, tally: Tally, most: int) -> None:
    print(f"{name}: {tally}")
    often = sorted(tally.differs, key=lambda zh: -len(tally.differs[zh]))
    for zh in often[:most]:
        entry = bank.lookup(zh)
        wordings = " | ".join(entry.wordings) if entry else ""
        print(f"  {len(tally.differs[zh])} of {len(tally.differs[zh]) + tally.agrees[zh]} {zh}")
        print(f"      listed: {wordings}")
        for chinese, english in tally.differs[zh][:2]:
            print(f"      {_around(chinese, entry)}\n      {_beside(chinese, english, entry)}")


def _around(chinese: str, entry: BankEntry | None, chars: int = 30) -> str:
    plain = simplify(chinese)
    place = next((plain.find(f) for f in (entry.forms if entry else ()) if f in plain), 0)
    return chinese[max(place - chars, 0) : place + chars]


def _beside(chinese: str, english: str, entry: BankEntry | None, chars: int = 220) -> str:
    plain = simplify(chinese)
    place = next((plain.find(f) for f in (entry.forms if entry else ()) if f in plain), 0)
    middle = place * len(english) // max(len(chinese), 1)
    return english[max(middle - chars, 0) : middle + chars]


# --- mark ----------------------------------------------------------------------------------------


def mark(bank: Bank, kind: str, pairs: Pairs) -> int:
    """Write the kind of text into ``checked`` of every entry that agrees; how many are new."""
    agreed = set(measure(bank, pairs).agrees)
    new = 0
    for path in sorted(FOLDER.glob("*.tsv")):
        lines = ["\t".join(COLUMNS)]
        for _, line in read_lines(path):
            entry = entry_of(line.split("\t"))
            if entry.zh in agreed and kind not in entry.checked:
                entry = replace(entry, checked=tuple(sorted((*entry.checked, kind))))
                new += 1
            lines.append("\t".join(cells_of(entry)))
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return new


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check")
    measured = commands.add_parser("measure")
    measured.add_argument("--differing", type=int, default=0, help="entries to show that differ")
    marked = commands.add_parser("mark")
    marked.add_argument("kind", choices=ATTESTED)
    for command in (measured, marked):
        command.add_argument("texts", nargs="+", type=Path)
    options = parser.parse_args()
    if options.command == "check":
        found = list(problems(FOLDER))
        print("\n".join([*found, f"{len(found)} problems"]))
        print(Counter(entry.kind for entry in load_bank().entries) if not found else "")
        sys.exit(bool(found))
    bank = load_bank()
    if options.command == "measure":
        for name, pairs in texts(options.texts):
            show(bank, name, measure(bank, pairs), options.differing)
    else:
        pairs = [pair for _, more in texts(options.texts) for pair in more]
        print(f"{mark(bank, options.kind, pairs)} entries newly checked")


if __name__ == "__main__":
    main()

"""Measure the view of inconsistent terms: variation planted in texts, and terms that do not vary.

    python scripts/bench_variation.py TEXT… [--terms LIST]… [--seed 7]

A text is a table of paragraphs (Chinese and English in its last two columns), a list a table of
terms (the English beside the Chinese; the bank's are taken besides). Of the terms that stand in
two units or more, each with the same English in all of them, every second one has a word of it
replaced in one unit by another of ``OTHERS``. Told is how many of these the view lists, and with
the planted words; of the terms that were left alone, how many it lists all the same.
"""

# ruff: noqa: D103, E402

from __future__ import annotations

import argparse
import itertools
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from corpora.language.encoders import load_encoder
from corpora.language.han import has_han
from corpora.language.lexicon import load_lexicon
from corpora.language.scripts import simplify
from corpora.language.tools import Tools
from corpora.language.wordings import find_wording
from corpora.units import Bitext, TranslationUnit
from glossary import TermOptions, extract_terms
from glossary.bank import BankEntry, load_bank
from glossary.record.entries import term_key

LEAST_UNITS = 2
# Words that a second translator might have chosen.
OTHERS = dict(
    pair.split("=")
    for pair in """
    policy=strategy development=growth system=framework reform=overhaul risk=hazard fund=pool
    market=marketplace markets=marketplaces management=administration supervision=oversight
    enterprises=firms industry=trade industries=trades economy=economics bank=lender banks=lenders
    rate=ratio rates=ratios security=safety service=provision services=provisions health=wellness
    insurance=coverage employment=work education=schooling government=administration party=league
    environment=surroundings energy=power technology=know-how innovation=invention
    investment=capital trade=commerce growth=expansion poverty=hardship areas=districts
    standards=norms structure=composition cooperation=partnership payment=settlement
    institutions=bodies institution=body consumption=spending income=earnings tax=levy taxes=levies
    transformation=change production=manufacture capacity=ability committee=board loan=credit
    loans=credits mortgage=home-loan currency=money financial=monetary economic=business
    rural=village urban=city social=public national=state international=global basic=elementary
    modern=up-to-date digital=electronic green=eco real=actual public=common private=non-state
    high-quality=top-grade vehicles=cars exchange=conversion liquidity=cash-flow
    stability=steadiness
    """.split()
)  # fmt: skip
_WORD = re.compile(r"[A-Za-z][A-Za-z-]*")
Pairs = list[tuple[str, str]]


def read(path: Path) -> Pairs:
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row[-2], row[-1]) for row in rows if len(row) in (2, 4) and has_han(row[-2])]


def read_terms(paths: list[Path]) -> dict[str, list[str]]:
    """Every Chinese term of the lists, simplified, with its English wordings."""
    terms: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            for term, english in itertools.pairwise(line.split("\t")):
                if has_han(term) and english and not has_han(english):
                    terms[simplify(term)] += english.split("|")
    return terms


def steady_terms(pairs: Pairs, listed: dict[str, list[str]]) -> dict[str, tuple[str, list[int]]]:
    """Terms with one English in all their units: term, that English, the units."""
    texts = [simplify(chinese) for chinese, _ in pairs]
    known = {form: list(entry.wordings) for text in texts for form, entry in _bank_terms(text)}
    steady = {}
    for form, wordings in (known | listed).items():
        numbers = [number for number, text in enumerate(texts) if form in text]
        if len(numbers) < LEAST_UNITS:
            continue
        for wording in wordings:
            places = [find_wording(pairs[number][1], wording) for number in numbers]
            if all(len(spans) == 1 for spans in places):
                steady[form] = wording, numbers
                break
    return steady


def _bank_terms(text: str) -> Iterator[tuple[str, BankEntry]]:
    for (start, end), entry in load_bank().find(text):
        yield text[start:end], entry


def planted(text: str, wording: str, chance: random.Random) -> tuple[str, str] | None:
    """The text with one word of a wording replaced, and that wording then."""
    ((start, end),) = find_wording(text, wording)
    words = [m for m in _WORD.finditer(text, start, end) if m.group().lower() in OTHERS]
    if not words:
        return None
    word = chance.choice(words)
    other = OTHERS[word.group().lower()]
    other = other.capitalize() if word.group()[0].isupper() else other
    changed = text[: word.start()] + other + text[word.end() :]
    return changed, changed[start : end + len(other) - len(word.group())]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--terms", type=Path, action="append", default=[])
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    tools = Tools(encoder=load_encoder(), lexicon=load_lexicon())
    listed = read_terms(options.terms)
    totals = [0] * 6
    for path in options.texts:
        pairs, chance = read(path), random.Random(options.seed)  # noqa: S311
        changed: dict[str, str] = {}
        steady, touched = steady_terms(pairs, listed), set[int]()
        for form, (wording, numbers) in list(steady.items())[::2]:
            number = chance.choice(numbers)
            told = planted(pairs[number][1], wording, chance) if number not in touched else None
            if told is not None:
                pairs[number] = pairs[number][0], told[0]
                touched.add(number)
                changed[form] = told[1]
        # What was planted in one term may have changed another.
        alone = [form for form in steady_terms(pairs, listed) if form not in changed]
        language = (
            "zh-Hant" if any("\u570b" in zh or "\u9280" in zh for zh, _ in pairs) else "zh-Hans"
        )
        units = tuple(TranslationUnit(source=zh, target=en) for zh, en in pairs)
        text = Bitext(name=path.stem, source_language=language, target_language="en", units=units)
        view = extract_terms([text], options=TermOptions(view="consistency"), tools=tools)
        rows = {term_key(entry.source_term): entry for entry in view.entries}
        seen = [form for form in changed if term_key(form) in rows]
        right = [
            form
            for form in seen
            if any(
                _is_planted(one.text.lower(), changed[form].lower(), steady[form][0].lower())
                for one in rows[term_key(form)].renderings
            )
        ]
        false = [form for form in alone if term_key(form) in rows]
        counts = len(changed), len(seen), len(right), len(alone), len(false), len(rows)
        totals = [a + b for a, b in zip(totals, counts, strict=True)]
        print("/".join(path.parts[-2:]), _line(counts))
        print("  missed:", ", ".join(f"{f} ({changed[f]})" for f in changed if f not in seen))
        print("  false:", ", ".join(false))
    print("all", _line(totals))


def _is_planted(text: str, changed: str, before: str) -> bool:
    """Whether a rendering has the planted words, or is that part of them that has the new one."""
    return changed in text or (text in changed and text not in before)


def _line(counts: tuple[int, ...] | list[int]) -> str:
    put, seen, right, alone, false, rows = counts
    told = f"planted: told {seen} of {put}, right {right}; steady: told {false} of {alone}"
    return f"{told}; {rows} rows"


if __name__ == "__main__":
    main()

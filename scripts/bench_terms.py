"""Measure term extraction on the material in ../shared/data, beside simpler methods.

    python scripts/bench_terms.py [--data ../shared/data] [--quick] [--word-links e5]

Golds are incomplete, so strict precision is a floor. Nothing here was trained on the
central bank's lists or on the press conference.
"""

# ruff: noqa: ANN201, D103

from __future__ import annotations

import argparse
import json
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from corpora.language.chinese import load_segmenter  # noqa: E402
from corpora.language.encoders import TOKEN_ENCODERS, load_encoder  # noqa: E402
from corpora.language.english import rendering_key  # noqa: E402
from corpora.language.lexicon import load_lexicon  # noqa: E402
from corpora.language.stems import lemma  # noqa: E402
from corpora.language.tools import Tools  # noqa: E402
from corpora.samples import sample_paths  # noqa: E402
from corpora.units import Bitext, TranslationUnit  # noqa: E402
from glossary import TermOptions, extract_terms  # noqa: E402
from glossary.finding import Found, find, link_units  # noqa: E402
from glossary.links.in_context import load_in_context  # noqa: E402
from glossary.links.wordlinks import Prior  # noqa: E402
from glossary.prepared import prepare  # noqa: E402
from glossary.record.entries import LEFT_OUT, Glossary, term_key  # noqa: E402

Pairs = list[tuple[str, str]]
Chapter = tuple[Pairs, dict[str, set[str]]]
Chapters = dict[str, Chapter]
DOCUMENT_PAIRS = 90
SENTENCE_END = re.compile(r"(?<=[。！？])")
ENGLISH_END = re.compile(r"(?<=[a-z)0-9%][.!?])\s+(?=[A-Z])")


def bitext(name: str, pairs: Pairs, language: str = "zh-Hans") -> Bitext:
    units = tuple(TranslationUnit(source=zh, target=en) for zh, en in pairs)
    return Bitext(name=name, source_language=language, target_language="en", units=units)


def sentences(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """Paragraph pairs, cut where both sides have as many sentences."""
    cut: Pairs = []
    for zh, en in pairs:
        left = [part for part in SENTENCE_END.split(zh) if part.strip()]
        right = [part for part in ENGLISH_END.split(en) if part.strip()]
        is_even = len(left) == len(right) > 1
        cut += list(zip(left, right, strict=True)) if is_even else [(zh, en)]
    return cut


def rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def central_bank(data: Path) -> Chapters:
    """Chapters with the bank's own terms: key → keys of their English."""
    chapters = {}
    for year in ("2015", "2017"):
        gold: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in rows(data / "hkma" / f"terms_attested.{year}.tsv")[1:]:
            gold[row[0]][term_key(row[1])].add(rendering_key(row[2]))
        for path in sorted((data / "hkma" / year).glob("*.gold_blocks.tsv")):
            chapter = path.name[:2]
            pairs = sentences((row[2], row[3]) for row in rows(path) if len(row) > 3)
            chapters[f"{year}.{chapter}"] = (pairs, gold[chapter])
    return chapters


def joined_chapters(chapters: Chapters) -> Iterable[tuple[str, list[Chapter]]]:
    """Chapters of one year joined into texts of 90 pairs and more, into years, and all into one."""

    def join(parts: Sequence[Chapter]) -> Chapter:
        gold: dict[str, set[str]] = defaultdict(set)
        for _, terms in parts:
            for term, keys in terms.items():
                gold[term] |= keys
        return [pair for pairs, _ in parts for pair in pairs], gold

    years: dict[str, list[Chapter]] = defaultdict(list)
    for name, chapter in chapters.items():
        years[name.split(".")[0]].append(chapter)
    documents = []
    for year in years.values():
        part: list[Chapter] = []
        for chapter in year:
            part.append(chapter)
            if sum(len(pairs) for pairs, _ in part) >= DOCUMENT_PAIRS:
                documents.append(join(part))
                part = []
    yield "chapters joined", documents
    for name, parts in years.items():
        yield f"the year {name}", [join(parts)]
    yield "both years", [join(list(chapters.values()))]


def with_renderings(path: Path, column: int) -> dict[str, dict[str, int]]:
    """Gold terms with the counts of their renderings, however those are written."""
    terms: dict[str, dict[str, int]] = {}
    for row in rows(path)[1:]:
        counts: dict[str, int] = {}
        for part in row[column].split("|"):
            match = re.match(r"^(.*?)\s*(?:\((\d+)\)|=(\d+))$", part.strip())
            if match is not None:
                key = "" if match[1] == LEFT_OUT else rendering_key(match[1])
                counts[key] = counts.get(key, 0) + int(match[2] or match[3])
        terms[term_key(row[0])] = counts
    return terms


def overlap(found: str, gold: str) -> float:
    """F1 over the tokens of two rendering keys."""
    left, right = Counter(found.split()), Counter(gold.split())
    both = sum((left & right).values())
    return 2 * both / max(sum(left.values()) + sum(right.values()), 1)


# --- what is measured ----------------------------------------------------------------------------


def pairing(
    chapters: Chapters,
    choose: Callable[[Found, int], list[str]],
    founds: dict[str, Found],
) -> tuple[float, float, int]:
    """Share of gold terms whose first, and one of whose first five renderings, is right."""
    first = five = total = 0
    for name, (_, gold) in chapters.items():
        found = founds[name]
        for row, term in enumerate(found.terms):
            keys = gold.get(term_key(term))
            if keys and any(key for key in keys):
                ranked = choose(found, row)
                total += 1
                first += bool(ranked) and ranked[0] in keys
                five += bool(set(ranked[:5]) & keys)
    return first / max(total, 1), five / max(total, 1), total


def by_model(found: Found, row: int) -> list[str]:
    """Renderings by our pair model."""
    rows_ = np.flatnonzero(found.pairs.pairs.term == row)
    order = rows_[np.argsort(-found.probabilities[rows_], kind="stable")]
    return [found.pairs.pairs.keys[index] for index in order.tolist()]


class Phrases:
    """English phrases of up to five words and the units they stand in, for Dice."""

    def __init__(self, found: Found) -> None:
        self.units: dict[str, set[int]] = defaultdict(set)
        self.of_unit: list[set[str]] = []
        for number, unit in enumerate(found.units):
            words = [token for token in unit.tokens if token.kind != "hyphen"]
            own = set()
            for start, token in enumerate(words):
                for end in range(start + 1, min(start + 6, len(words) + 1)):
                    kinds = [word.kind for word in words[start:end]]
                    lemmas = [lemma(word.text) for word in words[start:end]]
                    if (
                        token.kind == "word"
                        and kinds[-1] == "word"
                        and not {"mark", "soft"} & set(kinds)
                    ):
                        own.add(" ".join(lemmas))
            for key in own:
                self.units[key].add(number)
            self.of_unit.append(own)


def dice_chooser() -> Callable[[Found, int], list[str]]:
    cache: dict[int, Phrases] = {}

    def choose(found: Found, row: int) -> list[str]:
        phrases = cache.setdefault(id(found), Phrases(found))
        places = set(found.occurrences.unit[found.occurrences.term == row].tolist())
        together: Counter[str] = Counter()
        for place in places:
            together.update(phrases.of_unit[place])
        return sorted(
            together,
            key=lambda key: (-2 * together[key] / (len(places) + len(phrases.units[key])), key),
        )[:5]

    return choose


def links_chooser() -> Callable[[Found, int], list[str]]:
    """IBM model 1 without prior: the span between the first and last strong link."""
    cache: dict[int, list] = {}

    def choose(found: Found, row: int) -> list[str]:
        links = cache.setdefault(id(found), link_units(list(found.units), None))
        votes: Counter[str] = Counter()
        chosen = np.flatnonzero(found.occurrences.term == row)
        for index in chosen.tolist():
            unit = int(found.occurrences.unit[index])
            stretch = int(found.occurrences.start[index]), int(found.occurrences.end[index])
            strong = np.flatnonzero(links[unit].mass(stretch) > 0.3)
            if len(strong):
                tokens = found.units[unit].tokens
                text = found.units[unit].english[tokens[strong[0]].start : tokens[strong[-1]].end]
                votes[rendering_key(text)] += 1
        return [key for key, _ in votes.most_common(5)]

    return choose


def strict_precision(glossary: Glossary, gold: dict[str, set[str]], first: int) -> float:
    entries = glossary.entries[:first]
    right = sum(
        rendering_key(entry.target_term) in gold.get(term_key(entry.source_term), set())
        for entry in entries
    )
    return right / max(len(entries), 1)


def found_terms(glossary: Glossary, gold: Iterable[str], first: int) -> float:
    told = {term_key(entry.source_term) for entry in glossary.entries[:first]}
    gold = set(gold)
    return len(told & gold) / max(len(gold), 1)


def places_right(glossary: Glossary, gold: dict[str, dict[str, int]], threshold: float = 0.66):
    """Share of gold occurrences whose rendering was found, matched as counts a term."""
    right = total = 0
    for entry in glossary.entries:
        counts = gold.get(term_key(entry.source_term))
        if counts is None:
            continue
        left = {
            rendering_key(r.text) if r.kind != "omission" else "": r.count for r in entry.renderings
        }
        wanted = dict(counts)
        total += sum(counts.values())
        options = sorted(
            ((overlap(a, b) if a and b else float(a == b), a, b) for a in left for b in wanted),
            reverse=True,
        )
        for score, a, b in options:
            if score >= threshold:
                taken = min(left[a], wanted[b])
                left[a] -= taken
                wanted[b] -= taken
                right += taken
    return right / max(total, 1), total


def inconsistent(glossary: Glossary, gold: dict[str, dict[str, int]]):
    """(gold inconsistent terms seen, how many there are, false alarms among gold terms told)."""

    def varies(counts: dict[str, int]) -> bool:
        return len(counts) > 1

    told = {term_key(entry.source_term): entry for entry in glossary.entries}
    real = [key for key, counts in gold.items() if varies(counts)]
    seen = [key for key in real if key in told]
    alarms = [key for key, counts in gold.items() if key in told and not varies(counts)]
    return len(seen), len(real), len(alarms), sorted(set(real) - set(told)), alarms


# --- the run -------------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--quick", action="store_true", help="three chapters only")
    parser.add_argument("--word-links", choices=list(TOKEN_ENCODERS), help="as of duizhao terms")
    options = parser.parse_args()
    began = time.perf_counter()
    segmenter, encoder, lexicon = load_segmenter(), load_encoder(), load_lexicon()
    in_context = load_in_context(options.word_links)
    print(f"loading: {time.perf_counter() - began:.1f} s")

    def glossary(name: str, pairs: Pairs, **choices: object) -> Glossary:
        return extract_terms(
            [bitext(name, pairs)],
            options=TermOptions(word_links=options.word_links, **choices),
            tools=Tools(encoder=encoder, lexicon=lexicon),
        )

    sample = [json.loads(line) for line in sample_paths().gold.read_text("utf-8").splitlines()]
    sample_pairs = [("".join(b["source"]), " ".join(b["target"])) for b in sample]
    golds = {
        "sample (taught)": (sample_pairs, with_renderings(sample_paths().terms, 1)),
        "press conference": (
            [([*row, ""])[:2] for row in rows(options.data / "transcript" / "gold.tsv")[1:]],
            with_renderings(options.data / "transcript" / "terms.tsv", 3),
        ),
    }
    for name, (pairs, gold) in golds.items():
        began = time.perf_counter()
        found = glossary(name, pairs, limit=250)
        seconds = time.perf_counter() - began
        share = [found_terms(found, gold, first) for first in (100, 150, 250)]
        print(f"{name}: {len(pairs)} pairs, {seconds:.1f} s")
        print("  gold in the first 100 / 150 / 250: " + " / ".join(f"{s:.2f}" for s in share))
        every = glossary(name, pairs, limit=0)
        print(
            f"  gold among candidates: {found_terms(every, gold, len(every.entries)):.3f} "
            f"at {len(every.entries) / len(pairs):.1f} a pair"
        )
        right, total = places_right(every, gold)
        print(f"  renderings of occurrences, token F1 >= .66: {right:.3f} of {total}")
        seen, real, alarms, missed, false = inconsistent(
            glossary(name, pairs, view="consistency"), gold
        )
        print(
            f"  inconsistent terms seen: {seen} of {real}; false alarms {alarms}; "
            f"missed {missed}; false {false}"
        )
    chapters = central_bank(options.data)
    if options.quick:
        chapters = dict(list(chapters.items())[3:6])
    prior = Prior(lexicon, encoder)
    founds = {}
    inside = gold_total = candidates = pair_total = 0
    precision = []
    for name, (pairs, gold) in chapters.items():
        units = list(prepare([bitext(name, pairs, "zh-Hant")], segmenter))
        founds[name] = find(
            units,
            segmenter=segmenter,
            encoder=encoder,
            prior=prior,
            in_context=in_context,
        )
        text = "\n".join(unit.text for unit in units)
        attested = {term for term in gold if term in text}
        told = {term_key(term) for term in founds[name].terms}
        inside += len(attested & told)
        gold_total += len(attested)
        candidates += len(founds[name].terms)
        pair_total += len(pairs)
        result = glossary(name, pairs, limit=100)
        precision.append(strict_precision(result, gold, 100))
    print(f"central bank: {len(chapters)} chapters, {pair_total} pairs")
    print(
        f"  gold among candidates: {inside / gold_total:.3f} "
        f"at {candidates / pair_total:.1f} a pair"
    )
    for name, choose in (
        ("Dice", dice_chooser()),
        ("IBM model 1", links_chooser()),
        ("duizhao", by_model),
    ):
        first, five, total = pairing(chapters, choose, founds)
        print(f"  pairing by {name}: first {first:.3f}, first five {five:.3f} of {total}")
    print(f"  strict precision, first 100, mean over chapters: {np.mean(precision):.3f}")
    for label, parts in joined_chapters(chapters):
        began, told = time.perf_counter(), []
        for pairs, gold in parts:
            told.append(strict_precision(glossary(label, pairs, limit=100), gold, 100))
        size = np.mean([len(pairs) for pairs, _ in parts])
        seconds = (time.perf_counter() - began) / len(parts)
        print(
            f"  strict precision, first 100, {label} ({len(parts)} of {size:.0f} pairs): "
            f"{np.mean(told):.3f} ({seconds:.1f} s each)"
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"most memory: {memory:.0f} MB")


if __name__ == "__main__":
    main()

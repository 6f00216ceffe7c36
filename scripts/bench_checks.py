"""Plant errors in real translations and count which are found: issue 6's table.

    python scripts/bench_checks.py ../shared/data [--no-encoder] [--seed 1]

Reads the material of that folder as translation units (news en-zh; annual reports, transcript,
government reports, press conferences and scored news with their reference zh-en), counts the
findings on it as it is, then plants one kind of error at a time in every third unit that can
bear it and counts the planted units with a new finding of the check that should see it.
Prints GitHub-flavoured tables. Nothing is written.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from align import align_documents
from corpora.language.encoders import load_encoder
from corpora.language.encoders.base import SpanEncoder
from corpora.language.lexicon import load_lexicon
from corpora.language.tools import Tools
from corpora.numbers import Quantity, find_quantities
from corpora.reading.pair import read_pair
from corpora.segment import segment
from corpora.units import Alignment, Bitext, TranslationUnit, is_chinese
from quality.check import CheckOptions, check_bitext
from quality.check.coverage.lists import list_items
from quality.findings import CheckReport

Planter = Callable[[TranslationUnit, Bitext, random.Random], TranslationUnit | None]


def read_material(folder: Path) -> dict[str, Bitext]:
    """The folder's pairs by kind of text; kinds that are absent are left out."""

    def rows(pattern: str, columns: tuple[int, int], skip: int = 0) -> list[tuple[str, str]]:
        found = []
        for path in sorted(folder.glob(pattern)):
            for line in path.read_text("utf-8").splitlines()[skip:]:
                cells = line.split("\t")
                if len(cells) > max(columns):
                    found.append((cells[columns[0]], cells[columns[1]]))
        return found

    scored = folder / "scoring"
    lines = [
        (scored / name).read_text("utf-8").split("\n") if scored.is_dir() else []
        for name in ("src.zh", "refA.en")
    ]
    sources = {
        "transcript": ("zh-Hans", "en", rows("transcript/gold.tsv", (0, 1), skip=1)),
        "press conferences": ("zh-Hans", "en", rows("pressers/*/gold_paragraphs.tsv", (2, 3))),
        "government reports": ("zh-Hans", "en", rows("reports/*/gold_paragraphs.tsv", (2, 3))),
        "annual reports": ("zh-Hant", "en", rows("hkma/*/*.gold_blocks.tsv", (2, 3))),
        "news, en-zh": ("en", "zh-Hans", [(en, zh) for zh, en in rows("news/*.gold.tsv", (0, 1))]),
        "scored news": ("zh-Hans", "en", list(zip(*lines, strict=False))),
    }
    return {
        name: Bitext(
            name=name,
            source_language=source,
            target_language=target,
            units=tuple(TranslationUnit(source=a, target=b) for a, b in pairs),
        )
        for name, (source, target, pairs) in sources.items()
        if pairs
    }


# --- planting --------------------------------------------------------------------------------


def _shared_quantities(unit: TranslationUnit, bitext: Bitext) -> list[Quantity]:
    """Quantities of the target that stand in the source with the same value."""
    values = {one.value for one in find_quantities(unit.source, bitext.source_language)}
    found = find_quantities(unit.target, bitext.target_language)
    return [one for one in found if one.value in values and not one.is_optional]


def _numbers(change: Callable[[Quantity, random.Random], str | None]) -> Planter:
    def plant(unit: TranslationUnit, bitext: Bitext, rng: random.Random) -> TranslationUnit | None:
        quantities = _shared_quantities(unit, bitext)
        rng.shuffle(quantities)
        for one in quantities:
            changed = change(one, rng)
            if changed is not None and changed != one.text:
                return replace(
                    unit, target=unit.target[: one.start] + changed + unit.target[one.end :]
                )
        return None

    return plant


def _digit(one: Quantity, rng: random.Random) -> str | None:
    places = [at for at, char in enumerate(one.text) if char.isascii() and char.isdigit()]
    if not places:
        return None
    at = rng.choice(places)
    return one.text[:at] + rng.choice("123456789".replace(one.text[at], "")) + one.text[at + 1 :]


def _magnitude(one: Quantity, rng: random.Random) -> str | None:
    names = ["thousand", "million", "billion", "trillion"]
    if match := re.search("|".join(names), one.text):
        other = rng.choice([name for name in names if name != match[0]])
        return one.text[: match.start()] + other + one.text[match.end() :]
    if match := re.search("[万亿]", one.text):
        other = rng.choice([name for name in "千万亿" if name != match[0]])
        return one.text[: match.start()] + other + one.text[match.end() :]
    # A point moved: ten times too large.
    if match := re.search(r"(\d)\.(\d)(\d*)", one.text):
        rest = f".{match[3]}" if match[3] else ""
        return one.text[: match.start()] + match[1] + match[2] + rest + one.text[match.end() :]
    return None


def _percent(one: Quantity, rng: random.Random) -> str | None:
    if one.kind != "percent" or not one.is_digits:
        return None
    return re.sub(r"[\s-]?(?:%|per ?cent)", "", one.text, flags=re.IGNORECASE)


def _year(one: Quantity, rng: random.Random) -> str | None:
    if one.kind != "year" or not one.text.isdecimal():
        return None
    return str(int(one.text) + rng.choice([-10, -2, -1, 1, 2, 10]))


def _sign(one: Quantity, rng: random.Random) -> str | None:
    if one.kind != "percent" or not one.is_digits:
        return None
    return one.text[1:] if one.text[0] in "-–" else f"-{one.text}"


def _whole(unit: TranslationUnit, bitext: Bitext, rng: random.Random) -> TranslationUnit | None:
    return replace(unit, target="") if len(unit.source) > 12 and unit.target else None


def _sentence(unit: TranslationUnit, bitext: Bitext, rng: random.Random) -> TranslationUnit | None:
    spans = segment(unit.target, bitext.target_language)
    least = 30 if bitext.target_language == "en" else 8
    long = [span for span in spans if span[1] - span[0] >= least]
    if len(spans) < 2 or not long:
        return None
    start, end = rng.choice(long)
    return replace(unit, target=(unit.target[:start] + unit.target[end:]).strip())


def _item(unit: TranslationUnit, bitext: Bitext, rng: random.Random) -> TranslationUnit | None:
    """One item of a numbered list, or of a list with semicolons, deleted with its mark."""
    ours = list_items(unit.source, chinese=is_chinese(bitext.source_language))
    theirs = list_items(unit.target, chinese=is_chinese(bitext.target_language))
    if len(theirs) >= 2 and len(ours) == len(theirs):
        _, (start, end) = rng.choice(theirs)
    else:
        if unit.source.count("；") < 2 and unit.source.count(";") < 2:
            return None
        cut = segment(unit.target, bitext.target_language, semicolons=True)
        least = 30 if bitext.target_language == "en" else 8
        spans = [
            span for span in cut if unit.target[span[1] - 1] in ";；" and span[1] - span[0] >= least
        ]
        if len(spans) < 2:
            return None
        start, end = rng.choice(spans)
    return replace(unit, target=(unit.target[:start] + unit.target[end:]).strip())


def _lost_space(
    unit: TranslationUnit, bitext: Bitext, rng: random.Random
) -> TranslationUnit | None:
    places = [m.end() for m in re.finditer(r"[a-z]{2}[.,;?!](?= [A-Za-z]{3})", unit.target)]
    if not places or bitext.target_language != "en":
        return None
    at = rng.choice(places)
    return replace(unit, target=unit.target[:at] + unit.target[at + 1 :])


PLANTERS: dict[str, tuple[str, Planter]] = {
    "number: digit": ("numbers", _numbers(_digit)),
    "number: magnitude": ("numbers", _numbers(_magnitude)),
    "number: percent": ("numbers", _numbers(_percent)),
    "number: year": ("numbers", _numbers(_year)),
    "number: sign": ("numbers", _numbers(_sign)),
    "unit without translation": ("omission", _whole),
    "sentence deleted in a unit": ("omission", _sentence),
    "list item deleted": ("omission", _item),
    "space lost": ("form", _lost_space),
}


# --- counting --------------------------------------------------------------------------------


def found_units(report: CheckReport, check: str) -> set[int]:
    """Units with a finding of a check."""
    return {finding.unit for finding in report.findings if finding.check == check}


def plant(
    bitext: Bitext, planter: Planter, clean: set[int], rng: random.Random
) -> tuple[Bitext, set[int]]:
    """The bitext with the error in every third unit that can bear it and is clean so far."""
    units, planted, last = list(bitext.units), set(), -3
    for index, unit in enumerate(units):
        if index in clean or index - last < 3:
            continue
        changed = planter(unit, bitext, rng)
        if changed is not None:
            units[index], last = changed, index
            planted.add(index)
    return replace(bitext, units=tuple(units)), planted


def glossary_of(bitext: Bitext, folder: Path) -> list[tuple[str, str, bool]]:
    """The attested terms of a folder's list that stand in a bitext."""
    name = {"annual reports": "hkma", "government reports": "reports"}.get(bitext.name)
    rows = []
    for path in sorted((folder / name).glob("terms_attested*.tsv")) if name else ():
        for line in path.read_text("utf-8").splitlines():
            # One list has the chapter in front.
            cells = line.split("\t")[1 if name == "hkma" else 0 :]
            if len(cells) >= 2 and cells[0] != "zh" and len(cells[0]) >= 3:
                rows.append((cells[0], cells[1], False))
    return list(dict.fromkeys(rows))


def bench_terms(bitext: Bitext, folder: Path, rng: random.Random) -> tuple[int, int, int, int]:
    """Violations planted and found; findings and units on the clean text with its own terms.

    Only terms that the clean text always renders as listed count: for the others the list,
    not the translation, may be what differs. Errors are planted where the list has one rendering
    only and the source has the term once.
    """
    rows = glossary_of(bitext, folder)
    options = CheckOptions(checks=("terms",))
    bad = {
        finding.message for finding in check_bitext(bitext, options=options, glossary=rows).findings
    }
    kept = [row for row in rows if not any(f"“{row[0]}”" in message for message in bad)]
    renderings = Counter(source for source, _, _ in kept)
    units, planted = list(bitext.units), set()
    for index, unit in enumerate(units):
        for source, target, _ in kept:
            pattern = re.compile(rf"\b{re.escape(target)}\b", re.IGNORECASE)
            alone = renderings[source] == 1 and unit.source.count(source) == 1
            if alone and len(pattern.findall(unit.target)) == 1:
                wrong = rng.choice(["other matter", "related thing", "special item"])
                units[index] = replace(unit, target=pattern.sub(wrong, unit.target))
                planted.add(index)
                break
    spoiled = replace(bitext, units=tuple(units))
    found = found_units(check_bitext(spoiled, options=options, glossary=kept), "terms")
    return len(planted), len(planted & found), len(found), len(found - planted)


def bench_documents(folder: Path, encoder: SpanEncoder | None, seed: int) -> Iterator[str]:
    """Every twelfth long sentence deleted from whole translations, which are then aligned.

    A deletion is found where some omission is reported in a unit that holds what the clean
    alignment pairs with the deleted sentence. Other omissions count as false alarms, once
    each; so do those on the clean texts.
    """
    yield "| documents | deleted | found | other omissions | the same on clean text |"
    yield "|---|---:|---:|---:|---:|"
    for pattern in ("transcript", "pressers/*", "reports/*"):
        counts = [0, 0, 0, 0]
        for home in sorted(folder.glob(pattern)):
            if (home / "zh.txt").exists() and (home / "en.txt").exists():
                found = _bench_document(home, encoder, random.Random(seed))  # noqa: S311
                counts = [a + b for a, b in zip(counts, found, strict=True)]
        yield f"| {pattern} | " + " | ".join(map(str, counts)) + " |"


def _bench_document(
    home: Path, encoder: SpanEncoder | None, rng: random.Random
) -> tuple[int, int, int, int]:
    def omitted(alignment: Alignment) -> list[tuple[int, int]]:
        options = CheckOptions(checks=("omission",))
        pairs = alignment.to_bitext()
        report = check_bitext(pairs, options=options, tools=Tools(encoder=encoder))
        spans = []
        for one in report.findings:
            span = pairs.units[one.unit].source_span
            if one.source_span is not None and one.severity != "minor" and span is not None:
                spans.append(span)
        return spans

    zh, en = read_pair(home / "zh.txt", home / "en.txt")
    clean = align_documents(zh, en, tools=Tools(encoder=encoder))
    long = [n for n, one in enumerate(en.segments) if len(one.text) >= 30 and not one.is_heading]
    gone = sorted(rng.sample(long, max(1, len(long) // 12)))
    text, end = "", 0
    for number in gone:
        text, end = text + en.text[end : en.segments[number].start], en.segments[number].end
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "en.txt"
        path.write_text(text + en.text[end:], "utf-8")
        zh, shorter = read_pair(home / "zh.txt", path)
        spans = omitted(align_documents(zh, shorter, tools=Tools(encoder=encoder)))
    wanted = []
    for number in gone:
        sources = [b.source for b in clean.beads if b.target[0] <= number < b.target[1]]
        wanted += [span for span in sources if span[0] < span[1]]
    hits = [any(a < d and c < b for c, d in spans) for a, b in wanted]
    other = [all(d <= a or b <= c for a, b in wanted) for c, d in spans]
    return len(wanted), sum(hits), sum(other), len(omitted(clean))


def rows_of(material: dict[str, Bitext], options: CheckOptions, seed: int) -> Iterator[str]:
    """The lines of both tables."""
    lexicon = load_lexicon()
    encoder = load_encoder(options.encoder)
    reports, seconds = {}, {}
    for name, bitext in material.items():
        start = time.perf_counter()
        reports[name] = check_bitext(
            bitext, options=options, tools=Tools(encoder=encoder, lexicon=lexicon)
        )
        seconds[name] = time.perf_counter() - start
    yield "| text | units | findings as it is | units with a number finding | s |"
    yield "|---|---:|---|---:|---:|"
    for name, report in reports.items():
        by_check = Counter(finding.check for finding in report.findings)
        shown = ", ".join(f"{check} {count}" for check, count in sorted(by_check.items())) or "none"
        numbers = len(found_units(report, "numbers"))
        yield f"| {name} | {report.units} | {shown} | {numbers} | {seconds[name]:.1f} |"
    yield ""
    yield "| planted | " + " | ".join(material) + " | all | recall |"
    yield "|---|" + "---:|" * (len(material) + 2)
    for label, (check, planter) in PLANTERS.items():
        cells, hits, total = [], 0, 0
        for name, bitext in material.items():
            clean = found_units(reports[name], check)
            spoiled, planted = plant(bitext, planter, clean, random.Random(seed))  # noqa: S311
            chosen = replace(options, checks=(check,))
            report = check_bitext(
                spoiled, options=chosen, tools=Tools(encoder=encoder, lexicon=lexicon)
            )
            found = len(planted & found_units(report, check))
            cells.append(f"{found}/{len(planted)}" if planted else "–")
            hits, total = hits + found, total + len(planted)
        share = f"{hits / total:.3f}" if total else "–"
        yield f"| {label} | {' | '.join(cells)} | {hits}/{total} | {share} |"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--no-encoder", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    material = read_material(arguments.folder)
    options = CheckOptions(encoder="none" if arguments.no_encoder else "use")
    for line in rows_of(material, options, arguments.seed):
        print(line, flush=True)
    print("\n| terms | planted | found | wrong |\n|---|---:|---:|---:|")
    for bitext in material.values():
        if glossary_of(bitext, arguments.folder):
            rng = random.Random(arguments.seed)  # noqa: S311
            planted, found, _, wrong = bench_terms(bitext, arguments.folder, rng)
            print(f"| {bitext.name} | {planted} | {found} | {wrong} |")
    print()
    encoder = load_encoder(options.encoder)
    for line in bench_documents(arguments.folder, encoder, arguments.seed):
        print(line, flush=True)


if __name__ == "__main__":
    main()

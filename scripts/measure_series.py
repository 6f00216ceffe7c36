"""What a house's memory brings to the next document of a series: pairing and terms.

    python scripts/measure_series.py --data ../shared/data
    python scripts/measure_series.py --data ../shared/data --only hkma --encoder none

The folder may hold ``reports`` (government work reports of 2017 and 2020, paragraph groups) and
``hkma`` (a central bank's annual reports of 2015 and 2017, blocks and attested terms); what is
missing is left out, and said. The first document of each series counts as reviewed: its gold says
which text faces which; a person went through its glossary by the list of terms, approved what is in
it with the listed English, and rejected the other rows of the first hundred.

The lists of terms are incomplete, so that shares are floors; the same list judges both columns.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from align import align_documents  # noqa: E402
from align.judging.evaluation import evaluate  # noqa: E402
from align.judging.gold import Gold, read_gold  # noqa: E402
from corpora.language.english import rendering_key  # noqa: E402
from corpora.language.scripts import simplify  # noqa: E402
from corpora.language.tools import Tools, load_tools  # noqa: E402
from corpora.memory.house import HouseMemory  # noqa: E402
from corpora.reading.document import document_from_text, read_document  # noqa: E402
from corpora.units import Bitext, Document, TranslationUnit, document_from_segments  # noqa: E402
from glossary import ConceptEntry, Glossary, extract_terms  # noqa: E402
from glossary.record.entries import term_key  # noqa: E402

TAUGHT = ROOT / "scripts" / "taught"
ROWS = 100
Terms = Mapping[str, frozenset[str]]
"""Keys of renderings by the key of each term; an empty set where only the term is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """One document of a series, maybe in chapters.

    ``texts`` are both sides of each chapter without paragraph marks, ``golds`` what faces what.
    """

    name: str
    texts: tuple[tuple[Document, Document], ...]
    golds: tuple[Gold, ...]
    terms: Terms


def main() -> None:
    """Measure every series for which there is material."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the material")
    parser.add_argument("--only", default="reports,hkma", help="series, joined by commas")
    parser.add_argument("--parts", default="pairing,terms", help="what to measure")
    parser.add_argument("--encoder", help="name of the encoder")
    chosen = parser.parse_args()
    tools = load_tools(chosen.encoder)
    for name in chosen.only.split(","):
        volumes = list(SERIES[name](chosen.data / name)) if (chosen.data / name).is_dir() else []
        if len(volumes) < 2:
            print(f"{name}: no material in {chosen.data}, left out")
            continue
        first, second = volumes
        print(f"\n# {first.name} → {second.name}")
        pairs = reviewed_pairs(first, tools)
        print(f"{len(pairs)} pairs of {first.name}")
        if "pairing" in chosen.parts:
            measure_pairing(second, HouseMemory.of(pairs), tools)
        if "terms" in chosen.parts:
            measure_terms(first, second, pairs, tools)


# --- material --------------------------------------------------------------------------------


def _reports(folder: Path) -> Iterator[Volume]:
    names = [line.split("#")[0] for line in _lines(TAUGHT / "report_terms.txt")]
    rows = [line.split("\t") for line in _lines(TAUGHT / "report_pairs.tsv") if line[:1] != "#"]
    terms = {term_key(word): frozenset[str]() for line in names for word in line.split()}
    terms |= {term: frozenset(keys.split(" | ")) for term, keys in rows}
    for year in ("gwr2017", "gwr2020"):
        if (folder / year).is_dir():
            gold = read_gold(folder / year / "gold_paragraphs.tsv", is_grouped=True)
            sides = [
                read_document(folder / year / f"{side}.flat.txt", language=language)
                for side, language in (("zh", "zh-Hans"), ("en", "en"))
            ]
            yield _volume(year, [(sides[0], sides[1])], [gold], terms)


def _central_bank(folder: Path) -> Iterator[Volume]:
    # The bank has one list: what is attested in one year may stand in another with other words.
    terms: dict[str, frozenset[str]] = {}
    for path in sorted(folder.glob("terms_attested.*.tsv")):
        for line in _lines(path)[1:]:
            _, zh, en = line.split("\t")[:3]
            key = term_key(zh)
            terms[key] = terms.get(key, frozenset()) | {rendering_key(en)}
    for year in ("2015", "2017"):
        paths = sorted((folder / year).glob("*.gold_blocks.tsv"))
        golds = [read_gold(path, is_grouped=True) for path in paths]
        texts = []
        for path in paths:
            stem = path.name.split(".")[0]
            sides = [
                _unmarked(read_document(path.with_name(f"{stem}.{side}.txt"), language=language))
                for side, language in (("zh", "zh-Hant"), ("en", "en"))
            ]
            texts.append((sides[0], sides[1]))
        if texts:
            yield _volume(f"hkma {year}", texts, golds, terms)


SERIES = {"reports": _reports, "hkma": _central_bank}


def _volume(
    name: str, texts: Sequence[tuple[Document, Document]], golds: Sequence[Gold], terms: Terms
) -> Volume:
    """A volume with those of the terms, and of their renderings, that stand in it."""
    pairs = [pair for gold in golds for pair in gold.texts]
    chinese = simplify("".join(zh for zh, _ in pairs))
    english = " ".join(f" {rendering_key(en)} " for _, en in pairs)
    here = {
        term: frozenset(key for key in keys if f" {key} " in english)
        for term, keys in terms.items()
        if term in chinese
    }
    return Volume(name=name, texts=tuple(texts), golds=tuple(golds), terms=here)


def _unmarked(document: Document) -> Document:
    texts = [segment.text for segment in document.segments]
    return document_from_segments(texts, language=document.language, name=document.name)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def reviewed_pairs(volume: Volume, tools: Tools) -> list[tuple[str, str]]:
    """The sentences of a volume, paired within the groups of its gold."""
    pairs = []
    for gold in volume.golds:
        for zh, en in gold.texts:
            if not zh.strip() or not en.strip():
                continue
            sides = [
                document_from_text(text, name="group", language=language)
                for text, language in ((zh, "zh-Hans"), (en, "en"))
            ]
            for unit in align_documents(sides[0], sides[1], tools=tools).to_bitext().units:
                if unit.source and unit.target:
                    pairs.append((unit.source, unit.target))
    return pairs


# --- pairing ---------------------------------------------------------------------------------


def measure_pairing(volume: Volume, memory: HouseMemory, tools: Tools) -> None:
    """Flat text in the right group, alone and with the first volume's pairs."""
    print("| flat text | right | straddling | seconds | known sentences |\n|---|---|---|---|---|")
    for name, known in (("alone", None), ("with the memory", memory)):
        started = time.perf_counter()
        found = [align_documents(*pair, tools=tools, memory=known) for pair in volume.texts]
        seconds = time.perf_counter() - started
        report = evaluate(list(zip(found, volume.golds, strict=True)))
        said = " / ".join(one.notes[0].split(";")[1].strip(" .") for one in found[:1] if one.notes)
        shares = list(report.groups.values())
        chars = [sum(len(zh) for zh, _ in gold.texts) for gold in volume.golds]
        right, straddling = (
            sum(getattr(one, what) * n for one, n in zip(shares, chars, strict=True)) / sum(chars)
            for what in ("right", "straddling")
        )
        print(f"| {name} | {right:.4f} | {straddling:.4f} | {seconds:.1f} | {said} |", flush=True)


# --- terms -----------------------------------------------------------------------------------


def measure_terms(
    first: Volume, second: Volume, pairs: Sequence[tuple[str, str]], tools: Tools
) -> None:
    """The second volume's glossary: alone, and with what was decided on the first."""
    reviewed = extract_terms([_bitext(first.name, pairs)], tools=tools)
    approved, rejected = review(reviewed, first.terms)
    print(
        f"{len(approved)} terms approved, {len(rejected)} rejected in the glossary of {first.name}"
    )
    text = _bitext(second.name, reviewed_pairs(second, tools))
    print(f"{len(text.units)} pairs and {len(second.terms)} listed terms of {second.name}")
    memories = {
        "alone": None,
        "pairs, approved and rejected terms": HouseMemory.of(
            pairs, approved=approved, rejected=rejected
        ),
        "pairs, approved terms": HouseMemory.of(pairs, approved=approved),
        "pairs": HouseMemory.of(pairs),
    }
    print(
        f"| glossary | rows | listed terms in it | right rendering first "
        f"| kept of the first {ROWS} | right of these | edits there | seconds |\n{8 * '|---'}|"
    )
    known = {term_key(zh) for zh, _ in approved}
    for name, memory in memories.items():
        started = time.perf_counter()
        found = extract_terms([text], tools=tools, memory=memory)
        seconds = time.perf_counter() - started
        print(f"| {name} | {judge(found, second.terms)} | {seconds:.0f} |", flush=True)
        new = {term: keys for term, keys in second.terms.items() if term not in known}
        print(f"| {name}, terms that were not approved | {judge(found, new, page=False)} | |")


def review(glossary: Glossary, terms: Terms) -> tuple[list[tuple[str, str]], list[str]]:
    """What a person decides who goes by a list: terms approved with its English, and rejected."""
    approved, rejected = [], []
    for number, entry in enumerate(glossary.entries):
        keys = terms.get(term_key(entry.source_term))
        if keys is None:
            rejected += [entry.source_term] if number < ROWS else []
        elif not keys or rendering_key(entry.target_term) in keys:
            approved.append((entry.source_term, entry.target_term))
        else:
            right = [one.text for one in entry.renderings if rendering_key(one.text) in keys]
            approved.append((entry.source_term, right[0] if right else min(keys)))
    return approved, rejected


def judge(glossary: Glossary, terms: Terms, *, page: bool = True) -> str:
    """Cells of the table."""
    entries = {term_key(entry.source_term): entry for entry in reversed(glossary.entries)}
    listed = [term for term in terms if term in entries]
    told = [term for term in listed if terms[term]]
    right = sum(_is_right(entries[term], terms) for term in told)
    cells = [
        str(len(glossary.entries)),
        f"{len(listed)}/{len(terms)}",
        f"{right}/{len(told)} = {right / max(len(told), 1):.3f}",
    ]
    rows = glossary.entries[:ROWS]
    kept = [entry for entry in rows if term_key(entry.source_term) in terms]
    good = sum(_is_right(entry, terms) for entry in kept)
    edits = len(rows) - good
    cells += [f"{len(kept) / len(rows):.2f}", f"{good / len(rows):.2f}", str(edits)]
    return " | ".join(cells if page else [*cells[:3], "", "", ""])


def _is_right(entry: ConceptEntry, terms: Terms) -> bool:
    keys = terms[term_key(entry.source_term)]
    return not keys or rendering_key(entry.target_term) in keys


def _bitext(name: str, pairs: Sequence[tuple[str, str]]) -> Bitext:
    return Bitext(
        name=name,
        source_language="zh-Hans",
        target_language="en",
        units=tuple(TranslationUnit(source=zh, target=en) for zh, en in pairs),
    )


if __name__ == "__main__":
    main()

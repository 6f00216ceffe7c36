"""From aligned text to a glossary: candidates, renderings, ranking, places.

The stages are in the modules of their names; this one runs them in order.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from corpora.errors import InputError, check_least, check_name, check_share
from corpora.formats.streams import UnitStream
from corpora.heap import give_back_freed
from corpora.language.chinese import Segmenter
from corpora.language.encoders import TOKEN_ENCODERS
from corpora.language.encoders.base import SpanEncoder
from corpora.language.lexicon import Lexicon
from corpora.language.scripts import simplify
from corpora.language.tools import Tools, load_tools
from corpora.memory.house import HouseMemory
from corpora.progress import Progress, silent
from corpora.units import Bitext, is_chinese
from corpora.values import expect
from glossary.assemble import assemble, is_figure, varies
from glossary.bank import Bank, choose_bank
from glossary.english_source import assemble_english
from glossary.finding import find
from glossary.house import ask_house
from glossary.large.counting import (
    find_in_part,
    in_whole_text,
    read_text,
    with_seen_units,
    with_true_counts,
)
from glossary.links.in_context import load_in_context
from glossary.links.wordlinks import Prior
from glossary.names.widening import widened
from glossary.places.claims import without_claimed
from glossary.places.occurrences import sight
from glossary.places.variation import variation
from glossary.prepared import prepare_unit, rows_of
from glossary.record.entries import ConceptEntry, Glossary
from glossary.record.groups import in_groups
from glossary.record.roundtrip import Knowledge, apply_decisions, in_known_order
from glossary.sections import Names, find_names, in_sections
from glossary.selection import consistency_order, glossary_order
from glossary.terms import ranking
from glossary.terms.candidates import find_candidates
from glossary.terms.categories import SECTIONS

View = Literal["glossary", "consistency"]
# What a person can read through: chosen by eye.
_ROWS_A_DOCUMENT = 300
_MOST_ROWS = 3000
# From which probability on a term is told as rendered in different ways (``docs/terms.md``).
LEAST_VARIATION = 0.4
# More units than this are not held in memory but read from disk (``large.py``).
LARGE_UNITS = 2000
# Kinds of the bank as the column ``category`` has them.
_CATEGORIES = {
    "organisation": "organisation",
    "document": "document",
    "place": "place",
    "programme": "plan",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TermOptions:
    """How terms are found and how many are told.

    Args:
        view: ``glossary`` (what to approve, best first) or ``consistency`` (every term of
            two or more occurrences with more than one rendering).
        limit: most rows; ``None`` for about one per unit, at most 300 a document and 3,000
            altogether; 0 for all candidates.
        min_confidence: leave out what is less likely than this to be right in both
            languages, 0 to 1; in the view of consistency, to be really rendered in different
            ways (0 stands for .4 there; from English: to be a term).
        encoder: name of the sentence encoder, where no tools are given; ``none`` works without
            one, ``None`` takes the default one where it is installed.
        user_dictionary: a file in jieba's format with words that must stay whole.
        candidates_a_unit: how many candidates an average unit of 80 characters may keep.
        contexts: how many examples are kept for each term.
        names: list people, organisations, documents and places in sections of their own, behind
            the terms and whatever the limit.
        bank: a glossary of usual wordings in place of the bank of policy language; ``"none"`` to
            do without.
        word_links: an encoder that reads words in context and helps to choose renderings:
            ``"e5"``, with ``duizhao[e5]``; ``None`` does without.
        workers: processes that read a large text together. More than one needs a program that
            can be started again (``if __name__ == "__main__"``).
    """

    view: View = "glossary"
    limit: int | None = None
    min_confidence: float = 0.0
    encoder: str | None = None
    user_dictionary: Path | None = None
    candidates_a_unit: float = 25.0
    contexts: int = 3
    names: bool = True
    bank: str | None = None
    word_links: str | None = None
    workers: int = 1

    def __post_init__(self) -> None:
        check_name(self.view, get_args(View), "a view")
        check_least(self.limit or 0, 0, "limit")
        check_least(self.contexts, 0, "contexts")
        check_least(self.workers, 1, "workers")
        check_share(self.min_confidence, "min_confidence")
        if self.word_links is not None:
            check_name(self.word_links, tuple(TOKEN_ENCODERS), "a kind of word links")


DEFAULT_OPTIONS = TermOptions()


def extract_terms(
    bitexts: Sequence[Bitext | UnitStream],
    *,
    options: TermOptions = DEFAULT_OPTIONS,
    tools: Tools | None = None,
    known: Glossary | None = None,
    lay_over: bool = True,
    memory: HouseMemory | None = None,
    background: Sequence[str] = (),
    progress: Progress = silent,
) -> Glossary:
    """The terms of some bitexts, how they were rendered, and how sure that is.

    Args:
        bitexts: of one language pair, Chinese with English in either direction. Streams are
            read once and never held in memory whole.
        options: see ``TermOptions``.
        tools: encoder, dictionary and segmenter; ``None`` for those of ``options.encoder``.
        known: entries people have decided on: approved ones are taken over and teach,
            rejected ones stay out.
        lay_over: give the entries with what people decided; off, ``known`` only teaches.
        memory: what the house knows from earlier work: pairs like these are counted beside them,
            its approved terms come first with the house's wording told, rejected ones sink.
        background: Chinese texts of the user's own in which terms are *not* special.
        progress: told how far the work is.

    Raises:
        InputError: the bitexts are of different language pairs, or not Chinese and English; or
            the package that the word links need is not installed.
    """
    for one in bitexts:
        if not isinstance(one, UnitStream):
            expect(one, Bitext, "read it first, or give the file to duizhao.terms")
    source, target = _languages(bitexts)
    bank = choose_bank(options.bank)
    in_context = load_in_context(options.word_links)
    tools = tools or load_tools(options.encoder)
    encoder, lexicon = tools.encoder, tools.lexicon
    rows = rows_of(bitexts)
    first = list(itertools.islice(rows, LARGE_UNITS + 1))
    house = ask_house(memory, first, counts=len(first) <= LARGE_UNITS)
    knowledge = house.taught(Knowledge.of(known))
    segmenter = _segmenter(knowledge, options, tools)
    progress("looking for terms", 0, 0)
    models = ranking.load_models(tools.encoder_name)
    find_terms = partial(
        find,
        segmenter=segmenter,
        encoder=encoder,
        prior=Prior(lexicon, encoder, taught=knowledge.pairs),
        wanted=knowledge.wanted,
        unwanted=knowledge.unwanted,
        candidates_a_unit=options.candidates_a_unit,
        background=_count_background(background, segmenter),
        bank=bank,
        house=house,
        models=models,
        in_context=in_context,
        progress=progress,
    )
    if len(first) <= LARGE_UNITS:
        units, beside = (
            [prepare_unit(row, segmenter=segmenter) for row in part] for part in (first, house.rows)
        )
        found = find_terms(units, beside=beside)
        text = None
        limit = _limit(options, len(first), len({row.document for row in first}))
    else:
        text = read_text(
            itertools.chain(first, rows),
            segmenter=segmenter,
            wanted=knowledge.wanted,
            unwanted=knowledge.unwanted,
            user_dictionary=options.user_dictionary,
            workers=options.workers,
            progress=progress,
        )
        del first
        found = find_in_part(text, find_terms, knowledge.wanted)
        limit = _limit(options, len(text.spool), text.documents)
    names = Names()
    if options.view == "consistency":
        terms = consistency_order(found, limit=3 * limit)
    else:
        names = find_names(found, bank, knowledge) if options.names else names
        listed = glossary_order(
            found,
            limit=limit,
            least=options.min_confidence,
            wanted=knowledge.wanted,
            elsewhere=names.elsewhere,
        )
        terms = np.concatenate([listed, names.rows])
    if text is not None:
        found = in_whole_text(text, found, terms)
        give_back_freed()
    sightings = sight(found, terms, models, progress)
    chances: dict[int, float] = {}
    if options.view == "consistency" and is_chinese(source):
        claimed = without_claimed(found, sightings)
        chances = variation(found, claimed, tools.encoder_name)
    if text is not None:
        found, sightings = with_seen_units(found, sightings)
    sightings = widened(found.units, sightings, names.kinds)
    sightings = without_claimed(found, sightings)
    write = (
        assemble
        if is_chinese(source)
        else partial(assemble_english, limit=0 if options.view == "consistency" else limit)
    )
    entries = write(
        found,
        terms.tolist(),
        sightings,
        contexts=options.contexts,
        models=models,
        kinds=names.kinds,
    )
    if text is not None and is_chinese(source):
        entries = with_true_counts(text, found, terms, entries)
    if bank is not None and is_chinese(source):
        entries = [_with_usual(entry, bank) for entry in entries]
    entries = house.with_wordings(entries, source_is_chinese=is_chinese(source))
    if options.view == "consistency":
        if is_chinese(source):
            least = options.min_confidence or LEAST_VARIATION
            of_terms = [chances.get(term, 0.0) for term in terms.tolist()]
            entries = _that_vary(entries, of_terms, least=least)
        else:
            likely = [one for one in entries if (one.termhood or 0.0) >= options.min_confidence]
            entries = [entry for entry in likely if varies(entry)]
        entries = entries[: limit or None]
    if options.view == "glossary" and limit:
        plain = [entry for entry in entries if entry.category not in SECTIONS]
        named = [entry for entry in entries if entry.category in SECTIONS]
        entries = [*in_groups(plain), *named] if options.names else in_groups(entries)
    if options.names and options.view == "glossary":
        entries = in_sections(entries, names.entries(is_chinese(source), options.contexts))
    glossary = Glossary(
        source_language=source,
        target_language=target,
        entries=tuple(entries),
        signature=_signature(options, encoder, lexicon, models, bank)
        + (f"|links:{in_context.signature}" if in_context is not None else "")
        + (f"|memory:{house.digest[:8]}" if house.digest else ""),
        notes=(*models.warnings, *house.notes),
    )
    if known is None or not lay_over:
        return glossary
    if options.view == "glossary":
        glossary = in_known_order(glossary, known)
    return apply_decisions(glossary, known)


def _that_vary(
    entries: Sequence[ConceptEntry], chances: Sequence[float], *, least: float
) -> list[ConceptEntry]:
    """The entries that are likely enough to have been rendered in different ways."""
    return [
        entry
        for entry, chance in zip(entries, chances, strict=True)
        if chance >= least and not is_figure(entry.source_term)
    ]


def _languages(bitexts: Sequence[Bitext | UnitStream]) -> tuple[str, str]:
    """The one pair of all bitexts, Chinese with something else."""
    heads = [bitext.head if isinstance(bitext, UnitStream) else bitext for bitext in bitexts]
    pairs = {
        (is_chinese(head.source_language), is_chinese(head.target_language)): (
            head.source_language,
            head.target_language,
        )
        for head in heads
    }
    if not pairs:
        return "zh-Hans", "en"
    if len(pairs) > 1:
        raise InputError(
            "the files do not have the same languages in the same order",
            hint="extract Chinese-English and English-Chinese files apart",
        )
    chinese_source, chinese_target = next(iter(pairs))
    if chinese_source == chinese_target:
        both = " and ".join(next(iter(pairs.values())))
        raise InputError(
            f"terms are found between Chinese and English, and this is {both}",
            hint="say which language each side is in",
        )
    return next(iter(pairs.values()))


def _with_usual(entry: ConceptEntry, bank: Bank) -> ConceptEntry:
    """An entry with the wording that official translations have, where the bank knows its term."""
    terms = (entry.source_term, *entry.source_variants)
    known = next(filter(None, map(bank.lookup, terms)), None)
    if known is None:
        return entry
    return replace(entry, usual=known.en, category=_CATEGORIES.get(known.kind, entry.category))


def _segmenter(knowledge: Knowledge, options: TermOptions, tools: Tools) -> Segmenter:
    if not knowledge.wanted and options.user_dictionary is None:
        return tools.segmenter
    return Segmenter(user_words=sorted(knowledge.wanted), user_dictionary=options.user_dictionary)


def _count_background(texts: Sequence[str], segmenter: Segmenter) -> dict[str, int]:
    counts: dict[str, int] = {}
    for text in texts:
        for line in text.splitlines():
            simple = simplify(line)
            for start, end in find_candidates(simple, segmenter.words(simple)):
                counts[simple[start:end]] = counts.get(simple[start:end], 0) + 1
    return counts


def _limit(options: TermOptions, units: int, documents: int) -> int:
    """Rows to write: what was asked for, or what a person can read through."""
    if options.limit is not None:
        return options.limit
    return max(1, min(units, _ROWS_A_DOCUMENT * max(documents, 1), _MOST_ROWS))


def _signature(
    options: TermOptions,
    encoder: SpanEncoder | None,
    lexicon: Lexicon | None,
    models: ranking.Models,
    bank: Bank | None,
) -> str:
    parts = {
        "view": options.view,
        "encoder": "none" if encoder is None else encoder.name,
        "dictionary": "none" if lexicon is None else "cc-cedict",
        "models": models.signature,
        "bank": "none" if bank is None else len(bank),
        "candidates": f"{options.candidates_a_unit:g}",
    }
    return "|".join(f"{name}:{value}" for name, value in parts.items())

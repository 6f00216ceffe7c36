"""The machine's part: units in; candidates, their features, renderings and odds out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpora.arrays import Floats, Integers
from corpora.language.chinese import Segmenter
from corpora.language.encoders.base import SpanEncoder
from corpora.language.scripts import unquoted
from corpora.language.stems import lemma
from corpora.progress import Progress, silent
from corpora.units import Span
from glossary.bank import Bank
from glossary.bank.evidence import known_renderings, known_terms
from glossary.house import NOTHING, House
from glossary.links.in_context import InContext
from glossary.links.phrases import read_usage
from glossary.links.renderings import (
    MOST_OCCURRENCES,
    RENDERINGS_A_TERM,
    Occurrences,
    PairSums,
    PairTable,
    best_of_each,
    describe_pairs,
    merge_sums,
    no_pairs,
    sample,
    sum_pairs,
)
from glossary.links.spans import UnitLinks
from glossary.links.wordlinks import Prior, link_words
from glossary.prepared import Prepared, SideSums, sum_pieces
from glossary.terms import ranking, termhood
from glossary.terms.candidates import unit_spans
from glossary.terms.categories import may_be_names
from glossary.terms.tagger import Tagged, load_tagger
from glossary.terms.tagging import name_spans, read_tags
from glossary.terms.teaching import taught_gains
from glossary.terms.weak import weak_renderings, weak_terms

# Units linked together: bounds memory.
BLOCK_UNITS = 800
# Where memory is short: units linked together, and units encoded together.
FEW_UNITS = 400
PIECE_UNITS = 200
# Of an average unit of news and reports: chosen by eye.
CHARS_A_UNIT = 60
# Where a term stands in the order that a person rejected: it is there to teach, never to be read.
REJECTED = -1e6
# What a term gains in the order by being frequent: of two likely ones it is wanted first.
_OFTEN = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything the machine knows about the candidates that passed the gate.

    Parallel to ``terms``: ``features``, ``termhood`` (0 to 1), ``best`` (row of the likeliest
    rendering in ``pairs``, -1 for none), ``pair_probability`` and ``order`` (log odds by
    which the glossary is sorted). ``probabilities`` is parallel to the rows of ``pairs``.
    ``counts`` are occurrences in the whole text, of which ``occurrences`` may hold a part.
    ``tags`` are what the tagger saw in the units that were searched, ``tag_shares`` the share of
    each candidate's places that it took for one span of each class; shape (terms, classes).
    ``links`` and ``sums`` of the units are made again where they were not kept; ``in_context`` is
    what else scores pairs and places, or ``None``.
    """

    units: Sequence[Prepared]
    links: Sequence[UnitLinks] | None
    sums: Sequence[tuple[SideSums, SideSums]] | None
    encoder: SpanEncoder | None
    in_context: InContext | None
    prior: Prior
    terms: tuple[str, ...]
    occurrences: Occurrences
    counts: Integers
    tags: Sequence[Sequence[Tagged]]
    tag_shares: Floats
    features: Floats
    pairs: PairTable
    probabilities: Floats
    best: Integers
    pair_probability: Floats
    termhood: Floats
    order: Floats


def find(
    units: Sequence[Prepared],
    *,
    segmenter: Segmenter,
    encoder: SpanEncoder | None,
    prior: Prior,
    wanted: frozenset[str] = frozenset(),
    unwanted: frozenset[str] = frozenset(),
    candidates_a_unit: float = 25.0,
    background: Mapping[str, int] | None = None,
    bank: Bank | None = None,
    house: House = NOTHING,
    beside: Sequence[Prepared] = (),
    models: ranking.Models | None = None,
    in_context: InContext | None = None,
    is_allowed: Callable[[str], bool] | None = None,
    most_occurrences: int = MOST_OCCURRENCES,
    block_units: int = BLOCK_UNITS,
    progress: Progress = silent,
) -> Found:
    """Candidates with their renderings and odds.

    Args:
        units: the text.
        segmenter: what cut it.
        encoder: or ``None``.
        prior: dictionary and approved terms.
        wanted: simplified, unquoted terms that pass whatever the models say.
        unwanted: simplified, unquoted terms that were rejected; their order is ``REJECTED``.
        candidates_a_unit: see ``TermOptions``.
        background: see ``termhood.describe_terms``.
        bank: what speaks for the terms and wordings in it, or ``None``.
        house: what a memory says of terms and wordings; see ``glossary.house``.
        beside: units of other texts, counted and linked with these; nothing is looked for in them.
        models: other ones than those shipped.
        in_context: word links that score pairs and places beside the models.
        is_allowed: whether a text may be a candidate; all may by default.
        most_occurrences: of each candidate that are paired.
        block_units: how many units are linked together; where they are fewer than usual,
            memory is short and the links are not kept.
        progress: told how far the work is.
    """
    models = models or ranking.load_models()
    whole = [*units, *beside] if beside else units
    tags = load_tagger().tag([unit.text for unit in whole])
    names = [name_spans(unit.text, own, bank) for unit, own in zip(whole, tags, strict=True)]
    terms, occurrences = collect(
        whole, wanted=wanted, is_allowed=is_allowed, names=names, own=len(units)
    )
    tagged, shares = read_tags(occurrences, tags, len(terms))
    features = termhood.describe_terms(whole, occurrences, terms, segmenter, background, tagged)
    named = may_be_names(terms, shares, bank)
    chars = sum(len(unit.text) for unit in units)
    most = int(candidates_a_unit * max(len(units), chars / CHARS_A_UNIT))
    passed = _gate(models.gate.score(features), terms, wanted | unwanted, named, most)
    terms, occurrences, features = _only(passed, terms, occurrences, features)
    occurrences = _between(occurrences, 0, len(units))
    sampled = sample(occurrences, most_occurrences)
    sizes = np.array([len(term) for term in terms], np.int64)
    links: list[UnitLinks] = []
    block_sums = None
    parts: list[PairSums] = []
    is_short = block_units < BLOCK_UNITS
    for first in range(0, len(units), block_units):
        block = units[first : first + block_units]
        block_links = link_units([*block, *beside], prior)[: len(block)]
        usage = read_usage(unit.tokens for unit in (*block, *beside))
        for low, high in pieces_of(len(block), is_whole=len(units) <= BLOCK_UNITS):
            few, few_links = block[low:high], block_links[low:high]
            if encoder is not None and len(units) <= BLOCK_UNITS:
                block_sums = sum_pieces(few, encoder)
            within = _between(sampled, first + low, first + high)
            found = sum_pairs(
                few, few_links, block_sums, within, sizes, encoder=encoder, usage=usage
            )
            parts.append(_shifted(found, first + low))
            if is_short:
                parts = [_worthiest(parts, sampled, sizes)]
        links += [] if is_short else block_links
        del block_links
        progress("pairing terms", min(first + block_units, len(units)), len(units))
    counts = np.bincount(sampled.term, minlength=len(terms))
    pairs = describe_pairs(
        merge_sums(parts) if parts else no_pairs(),
        counts,
        terms,
        prior=prior,
        spread=_spread(units),
    )
    return _decide(
        Found(
            units=units,
            links=None if is_short else links,
            # Kept for a small text only: of a large one they would fill the memory.
            sums=block_sums if len(units) <= BLOCK_UNITS else None,
            encoder=encoder,
            in_context=in_context,
            prior=prior,
            terms=tuple(terms),
            occurrences=occurrences,
            counts=np.bincount(occurrences.term, minlength=len(terms)),
            tags=tags[: len(units)],
            tag_shares=shares[passed],
            features=features,
            pairs=pairs,
            probabilities=np.zeros(0, np.float32),
            best=np.zeros(0, np.int64),
            pair_probability=np.zeros(0, np.float32),
            termhood=np.zeros(0, np.float32),
            order=np.zeros(0, np.float32),
        ),
        models,
        wanted,
        unwanted,
        known_terms(bank, terms) - weak_terms(terms, segmenter, bank),
        bank,
        house,
        0.0 if in_context is None else in_context.pair_gains(units, pairs.pairs, progress),
    )


def _worthiest(parts: Sequence[PairSums], sampled: Occurrences, sizes: Integers) -> PairSums:
    """The sums so far, of each candidate no more renderings than may still win."""
    counts = np.bincount(sampled.term, minlength=len(sizes))
    return best_of_each(merge_sums(parts), counts, sizes, keep=2 * RENDERINGS_A_TERM)


def pieces_of(units: int, *, is_whole: bool) -> list[tuple[int, int]]:
    """A block in pieces whose vectors fit in memory; a small text stays in one."""
    step = max(units, 1) if is_whole else PIECE_UNITS
    return [(low, min(low + step, units)) for low in range(0, units, step)]


def _between(occurrences: Occurrences, first: int, last: int) -> Occurrences:
    """Those in some units, counted from the first of these."""
    low, high = np.searchsorted(occurrences.unit, (first, last))
    part = occurrences.select(np.arange(low, high))
    return replace(part, unit=part.unit - first)


def collect(
    units: Sequence[Prepared],
    *,
    wanted: frozenset[str] = frozenset(),
    is_allowed: Callable[[str], bool] | None = None,
    names: Sequence[Iterable[Span]] | None = None,
    own: int | None = None,
) -> tuple[list[str], Occurrences]:
    """All candidates in order of first appearance, and where they lie.

    ``names`` are spans in each unit that are candidates wherever the segmenter sees borders.
    Units from ``own`` on bring no candidates of theirs.
    """
    index: dict[str, int] = {}
    rows: list[tuple[int, int, int, int]] = []
    for number, unit in enumerate(units):
        spans = unit_spans(unit.text, unit.words, wanted)
        if names is not None:
            spans = sorted({*spans, *names[number]})
        for start, end in spans:
            term = unit.text[start:end]
            if own is not None and number >= own and term not in index:
                continue
            if is_allowed is None or is_allowed(term):
                rows.append((index.setdefault(term, len(index)), number, start, end))
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return list(index), Occurrences(
        term=table[:, 0], unit=table[:, 1], start=table[:, 2], end=table[:, 3]
    )


def link_units(units: Sequence[Prepared], prior: Prior | None) -> list[UnitLinks]:
    """Word links of a block of units."""
    shown: dict[str, str] = {}
    for unit in units:
        for token in unit.tokens:
            shown.setdefault(token.taught_stem, token.text)
    words = [unit.chinese_words for unit in units]
    stems = [[token.taught_stem for token in unit.tokens] for unit in units]
    strengths = link_words(words, stems, prior=prior, shown=shown).strengths
    return [
        UnitLinks(strength, unit.words.starts, own, unit.tokens)
        for strength, unit, own in zip(strengths, units, words, strict=True)
    ]


def _gate(
    scores: Floats,
    terms: Sequence[str],
    wanted: frozenset[str],
    named: NDArray[np.bool_],
    most: int,
) -> Integers:
    """Indices of the candidates worth pairing, in their order; names are no matter of worth."""
    scores = scores + np.array([1e6 * (unquoted(term) in wanted) for term in terms], np.float32)
    order = np.argsort(-scores, kind="stable")[:most]
    return np.union1d(order, np.flatnonzero(named))


def _only(
    passed: Integers, terms: Sequence[str], occurrences: Occurrences, features: Floats
) -> tuple[list[str], Occurrences, Floats]:
    number = np.full(len(terms), -1, np.int64)
    number[passed] = np.arange(len(passed))
    kept = occurrences.select(number[occurrences.term] >= 0)
    kept = replace(kept, term=number[kept.term])
    return [terms[index] for index in passed.tolist()], kept, features[passed]


def _shifted(pairs: PairSums, first: int) -> PairSums:
    return replace(pairs, unit=pairs.unit + first) if first else pairs


def _spread(units: Sequence[Prepared]) -> dict[str, int]:
    spread: Counter[str] = Counter()
    for unit in units:
        spread.update({lemma(token.text) for token in unit.tokens if token.kind != "mark"})
    return dict(spread)


def _decide(
    found: Found,
    models: ranking.Models,
    wanted: frozenset[str],
    unwanted: frozenset[str],
    gains: Floats,
    bank: Bank | None,
    house: House,
    in_context: Floats | float,
) -> Found:
    """Probabilities from the models, what the bank knows, and what people's decisions teach.

    ``gains`` are nats of the order that no model gives; shape (terms,). ``in_context`` are those
    of the renderings by their words in context; shape (pairs,).
    """
    weighed = ranking.weigh_pairs(
        models.pair,
        found.terms,
        found.features,
        found.pairs,
        known_renderings(bank, found.terms, found.pairs)
        + house.known_renderings(found.terms, found.pairs)
        + in_context,
    )
    probabilities, best = weighed.probabilities, weighed.best
    is_wanted = np.array([unquoted(term) in wanted for term in found.terms], dtype=bool)
    is_unwanted = np.array([unquoted(term) in unwanted for term in found.terms], dtype=bool)
    is_doubted = house.is_rejected(found.terms, wanted) & ~is_unwanted
    logit = models.term.score(weighed.features)
    termhood_ = ranking.sigmoid(logit)
    termhood_[is_wanted], termhood_[is_unwanted] = 1.0, 0.0
    pair_probability = np.where(best >= 0, probabilities[best] if len(probabilities) else 0.0, 0.0)
    often = found.features[:, termhood.COLUMN["log_count"]]
    sort_by = logit + np.log(pair_probability + 1e-3) + _OFTEN * often + 1e3 * is_wanted
    texts = found.pairs.pairs.texts
    english = [texts[row] if row >= 0 else "" for row in best.tolist()]
    sort_by += gains - weak_renderings(found.terms, english, bank)
    sort_by += taught_gains(weighed.features, logit, is_wanted, is_unwanted | is_doubted)
    sort_by -= house.term_losses(is_doubted)
    sort_by[is_unwanted] = REJECTED
    return replace(
        found,
        features=weighed.features,
        probabilities=probabilities,
        best=best,
        pair_probability=pair_probability.astype(np.float32),
        termhood=termhood_,
        order=sort_by.astype(np.float32),
    )

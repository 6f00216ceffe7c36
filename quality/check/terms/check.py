"""Terms: what the glossary wants, what it forbids, and one term in many renderings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from corpora.language.han import has_han
from corpora.language.wordings import same_wording, wording_units
from corpora.units import Bitext, Span
from glossary.record.entries import (
    LEFT_OUT,
    ConceptEntry,
    Glossary,
    Place,
    approved_pairs,
    forbidden_pairs,
)
from quality.check.context import Context, TermRule
from quality.check.declaration import Check, Rule
from quality.check.terms.rules import RuleFinder
from quality.findings import Draft
from quality.messages import say

_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*", re.UNICODE)
_EMPTY = frozenset(["a", "an", "the"])
_JOINING = frozenset(["of", "and", "in", "for", "to"])
_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|this|that|these|those|such|one|ones|he|she|here|there)\b", re.I
)

# A rendering that was used, with its unit and places.
_Use = tuple[str, int, Span, Span]


def read_rules(
    glossary: Glossary | Iterable[tuple[str, str, bool]] | None,
) -> tuple[TermRule, ...]:
    """The rules of a glossary, or of plain (source, target, is forbidden) rows.

    A glossary that nobody has reviewed yet rules nothing; an imported one, whose entries
    have no machine evidence, rules as it stands.
    """
    if glossary is None:
        return ()
    if isinstance(glossary, Glossary):
        wanted = approved_pairs(glossary)
        forbidden = forbidden_pairs(glossary)
        given = [entry for entry in glossary.entries if _is_given(entry)]
        wanted += [
            (term, wording)
            for entry in given
            if not entry.is_forbidden
            for term in (entry.source_term, *entry.source_variants)
            for wording in entry.wordings
        ]
    else:
        rows = list(glossary)
        wanted = [(source, target) for source, target, is_forbidden in rows if not is_forbidden]
        forbidden = [(source, target) for source, target, is_forbidden in rows if is_forbidden]
    targets: dict[str, dict[str, None]] = {}
    barred: dict[str, dict[str, None]] = {}
    for told, held in ((wanted, targets), (forbidden, barred)):
        for source, target in told:
            if target.strip():
                held.setdefault(source, {})[target] = None
    sources = dict.fromkeys(source for source, _ in [*wanted, *forbidden] if source.strip())
    return tuple(
        TermRule(
            source=source,
            targets=tuple(targets.get(source, ())),
            forbidden=tuple(barred.get(source, ())),
        )
        for source in sources
    )


def _is_given(entry: ConceptEntry) -> bool:
    """Whether an entry came from a list of people's, not from an extraction."""
    unreviewed = not entry.decision and entry.termhood is None and entry.pair_confidence is None
    return unreviewed and entry.status not in ("deprecated", "obsolete")


def find_term_errors(context: Context) -> Iterator[Draft]:
    """Terms rendered otherwise than approved, as forbidden, or now so and now so."""
    yield from _ruled(context)
    yield from find_varied_renderings(context)


def _ruled(context: Context) -> Iterator[Draft]:
    rules = RuleFinder(context.terms)
    mentioned: dict[int, int] = {}
    used: dict[int, list[_Use]] = {}
    for index, unit in enumerate(context.bitext.units):
        if not unit.source.strip() or not unit.target.strip():
            continue
        rulings = rules.find(unit.source, unit.target)
        places = {number: ruling.source for number, ruling in rulings.items()}
        for number, ruling in rulings.items():
            rule = context.terms[number]
            free = [span for span in ruling.source if not _is_covered(span, places, number)]
            if not free:
                continue
            bad = [
                (text, span)
                for text, span in ruling.forbidden
                if not any(a <= span[0] and span[1] <= b for _, (a, b) in ruling.wanted)
            ]
            for text, span in bad:
                yield _forbidden(index, rule, text, free[0], span)
            if ruling.wanted or not rule.targets:
                mentioned[number] = index
                seen: set[str] = set()
                for text, span in ruling.wanted:
                    if text not in seen:
                        seen.add(text)
                        used.setdefault(number, []).append((text, index, free[0], span))
            elif not bad and not _is_abbreviated(rule, unit.target, number in mentioned):
                recent = index - mentioned.get(number, -9) <= 1
                yield _violated(index, rule, free[0], unit.target, recent)
    for number, places_used in used.items():
        yield from _mixed(context.terms[number], places_used)


def _mixed(rule: TermRule, used: list[_Use]) -> Iterator[Draft]:
    """Where several renderings are approved: the ones that differ from the document's usual."""
    counts = Counter(text for text, _, _, _ in used)
    if len(counts) < 2:
        return
    usual = max(counts, key=lambda text: (counts[text], len(text)))
    if counts[usual] * 3 < len(used) * 2 or any(
        text != usual and text.lower() in usual.lower() for text in counts
    ):
        return
    for text, index, source_span, target_span in used:
        if (
            text != usual
            and text.lower() not in usual.lower()
            and usual.lower() not in text.lower()
        ):
            yield Draft(
                rule="mixed renderings",
                unit=index,
                said=say(
                    "terms.mixed renderings",
                    term=rule.source,
                    text=text,
                    usual=usual,
                    count=counts[usual],
                    total=len(used),
                ),
                expected=usual,
                source_span=source_span,
                target_span=target_span,
            )


def _is_covered(span: Span, places: dict[int, list[Span]], number: int) -> bool:
    """Whether a longer term takes this place: 工业 in 工业互联网."""
    return any(
        other != number and start <= span[0] and span[1] <= end and end - start > span[1] - span[0]
        for other, spans in places.items()
        for start, end in spans
    )


def _is_abbreviated(rule: TermRule, target: str, mentioned: bool) -> bool:
    """Whether the translation has the initials of a rendering: after first mention they do."""
    for wanted in rule.targets:
        words = [word for word in _WORD.findall(wanted) if word.lower() not in _EMPTY]
        initials = "".join(
            word[0] for word in words if word.lower() not in ("of", "and", "for", "in", "on")
        )
        every = "".join(word[0] for word in words)
        for letters in {initials.upper(), every.upper()}:
            # “Other Words (LTGP)” only introduces the initials: the wording before them is wrong.
            alone = rf"\b(?<!\w \(){re.escape(letters)}s?\b"
            if len(letters) >= 2 and re.search(alone, target):
                return mentioned or len(letters) >= 3
    return False


def _forbidden(index: int, rule: TermRule, text: str, span: Span, target: Span) -> Draft:
    return Draft(
        rule="forbidden",
        unit=index,
        said=say("terms.forbidden", text=text, term=rule.source),
        expected=" / ".join(rule.targets),
        source_span=span,
        target_span=target,
    )


def _violated(index: int, rule: TermRule, span: Span, target: str, recent: bool) -> Draft:
    # Just after its mention a term may be "the chain" or "it".
    shortened = recent and (bool(_PRONOUN.search(target)) or _has_last_word(target, rule.targets))
    return Draft(
        rule="not as approved",
        severity="warning" if shortened else None,
        unit=index,
        said=say("terms.not as approved", term=rule.source),
        expected=" / ".join(rule.targets),
        source_span=span,
    )


def _has_last_word(text: str, wordings: Iterable[str]) -> bool:
    keys = {unit.key for unit in wording_units(text)}
    return any(units[-1].key in keys for units in map(wording_units, wordings) if units)


def find_varied_renderings(context: Context) -> Iterator[Draft]:
    """Terms that an extraction found rendered in several ways, marked where they differ.

    Inflections, abbreviations and omissions are no variants. Only terms with one usual
    rendering (at least half of three occurrences or more) count: where there is none, there
    is nothing to differ from.
    """
    for entry in context.glossary.entries if context.glossary else ():
        kept = [one for one in entry.renderings if one.kind == "rendering" and one.text != LEFT_OUT]
        if len(kept) < 2 or (entry.pair_confidence or 1.0) < 0.6 or (entry.termhood or 1.0) < 0.5:
            continue
        usual = max(kept, key=lambda one: one.count)
        total = sum(one.count for one in kept)
        if usual.count < 2 or usual.count * 2 < total:
            continue
        for other in kept:
            if other is usual or _is_part(usual.text, other.text):
                continue
            # What shares no word with the usual rendering and stands once is a wrong pairing.
            if other.count < 2 and not _shares_word(usual.text, other.text):
                continue
            for place in other.places:
                unit = place.unit - 1
                if not _is_here(place, context.bitext):
                    continue
                spans = place.target_spans
                yield Draft(
                    rule="varied rendering",
                    unit=unit,
                    said=say(
                        "terms.varied rendering",
                        term=entry.source_term,
                        text=other.text,
                        usual=usual.text,
                        count=usual.count,
                        total=total,
                    ),
                    expected=usual.text,
                    source_span=place.source_span,
                    target_span=(spans[0][0], spans[-1][1]) if spans else None,
                )


def _is_here(place: Place, bitext: Bitext) -> bool:
    """Whether a place lies in these pairs: of their document, and within its unit's texts."""
    if not 0 < place.unit <= len(bitext.units):
        return False
    unit = bitext.units[place.unit - 1]
    ends = [place.source_span[1] <= len(unit.source)]
    ends += [end <= len(unit.target) for _, end in place.target_spans]
    return place.document == (unit.document or bitext.name) and all(ends)


def _shares_word(one: str, other: str) -> bool:
    a, b = ({unit.key for unit in wording_units(text)} for text in (one, other))
    return bool((a & b) - _JOINING) or has_han(one)


def _is_part(one: str, other: str) -> bool:
    """Whether one wording holds the other's words: the short form of a term, no variant."""
    a, b = (Counter(unit.key for unit in wording_units(text)) for text in (one, other))
    return not a - b or not b - a or same_wording(one, other)


TERMS = Check(
    name="terms",
    about="terms rendered otherwise than a glossary wants, or now so and now so",
    find=find_term_errors,
    rules=(
        Rule(
            name="not as approved",
            severity="error",
            tells="a term without any of its approved renderings",
            example="产业链 → *sequence*",
            else_=(("warning", "the term stood just before, and *it* or its last word is here"),),
            needs=frozenset(["glossary"]),
        ),
        Rule(
            name="forbidden",
            severity="error",
            tells="a rendering that the glossary forbids",
            example="产业链 → *industry chain*",
            needs=frozenset(["glossary"]),
        ),
        Rule(
            name="mixed renderings",
            severity="minor",
            tells="of several approved renderings a rarer one",
            needs=frozenset(["glossary"]),
        ),
        Rule(
            name="varied rendering",
            severity="minor",
            tells="a rendering other than the one that an extraction found at most places",
            needs=frozenset(["glossary"]),
        ),
    ),
)

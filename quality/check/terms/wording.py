"""Wording: policy terms and official names otherwise than official translations have them.

What is usual, and which literal wordings mislead, is what a bank tells (``glossary/bank``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from corpora.language.chinese import load_segmenter
from corpora.language.scripts import simplify
from corpora.units import Span
from glossary.bank.entries import BankEntry
from glossary.bank.uses import Use, uses
from quality.check.context import Context
from quality.check.declaration import Check, Rule
from quality.check.owners import has_head, has_owner
from quality.findings import Draft
from quality.messages import say

# Named in full once, then “the Bureau” or “the city”; who is left out, the names tell.
_SHORTENED = frozenset(("office", "organisation", "place"))
# Names and numbered formulas have one English: part of it is a slip.
_FIXED = frozenset(("document", "formula", "organisation"))
_NAMED = frozenset(("office", "organisation"))
# At the border of a word in either way of cutting.
_WORD_BORDER = 1.5
# A translation with half of a term's usual words says it in words of its own.
_OWN_WORDS = 0.5
# Terms of one field that make a text one of that field, and of all fields that make it policy.
_MAKE_A_FIELD, _MAKE_POLICY = 3, 5
# So many units for each of them at most: a novel has some too.
_UNITS_A_TERM = 12
_SHORTEST = 3
# A term just rendered as usual may be taken up in fewer words.
_REMEMBERED_UNITS = 3


def find_wordings(context: Context) -> Iterator[Draft]:
    """Terms of the bank that the translation has as listed wrong, or hardly has."""
    if context.bank is None or not context.zh_is_source:
        return
    found = [
        list(uses(context.bank, unit.source, unit.target)) if unit.target.strip() else []
        for unit in context.bitext.units
    ]
    entries = [use.entry for unit in found for use in unit]
    is_dense, told = _is_dense(entries, len(found)), _fields_of(entries, len(found))
    rendered: dict[str, int] = {}
    for index, unit in enumerate(found):
        usual = [use.target_span for use in unit if use.is_usual and use.target_span]
        rendered |= {use.entry.zh: index for use in unit if use.is_usual}
        seen: set[str] = set()
        for use in unit:
            source = context.bitext.units[index].source
            if use.is_usual or use.entry.zh in seen or _is_anothers(use, source):
                continue
            seen.add(use.entry.zh)
            recent = index - rendered.get(use.entry.zh, -_REMEMBERED_UNITS) < _REMEMBERED_UNITS
            is_told = use.entry.domain in told
            if _is_literal(use, usual) and (is_dense if use.is_listed else is_told):
                yield _literal(index, use, context.bitext.units[index].target)
            elif is_told and not recent:
                yield from _unusual(index, use, source)


def _terms(entries: list[BankEntry]) -> dict[str, str]:
    """The field of each term of some entries, without what stands in any text."""
    return {entry.zh: entry.domain for entry in entries if entry.kind not in _SHORTENED}


def _is_dense(entries: list[BankEntry], units: int) -> bool:
    """Whether a text has policy terms by more than accident: a novel's hat is no title."""
    return len(_terms(entries)) * _UNITS_A_TERM >= units


def _fields_of(entries: list[BankEntry], units: int) -> frozenset[str]:
    """The fields that a text is of: none where it has a policy term by accident only."""
    if not _is_dense(entries, units):
        return frozenset()
    terms = _terms(entries)
    if len(terms) >= _MAKE_POLICY:
        return frozenset(entry.domain for entry in entries)
    fields = Counter(terms.values())
    return frozenset(field for field, count in fields.items() if count >= _MAKE_A_FIELD)


def _is_literal(use: Use, usual: list[Span]) -> bool:
    """Whether a wrong wording stands there that is not the usual one of its neighbour."""
    span = use.target_span
    return (
        use.is_wrong and span is not None and not any(span[0] < b and a < span[1] for a, b in usual)
    )


def _literal(index: int, use: Use, target: str) -> Draft:
    start, end = use.target_span or (0, 0)
    return Draft(
        rule="literal",
        unit=index,
        said=say("wording.literal", text=target[start:end], term=use.entry.zh),
        expected=_expected(use.entry),
        source_span=use.source_span,
        target_span=use.target_span,
    )


def _unusual(index: int, use: Use, source: str) -> Iterator[Draft]:
    """A term with hardly any of its usual words, or a name with part of them."""
    entry, (start, end) = use.entry, use.source_span
    if entry.kind in _NAMED and _is_inside_word(source, start, end):
        return
    if use.share < _OWN_WORDS:
        is_told, severity = entry.kind not in _SHORTENED and end - start >= _SHORTEST, None
    else:
        is_told, severity = entry.kind in _FIXED and use.share < 1, "minor"
        if entry.kind == "organisation":
            # 卫健委 may be a province's, and who is its head is no longer named in full.
            is_told &= simplify(source[start:end]) == entry.zh and not has_head(source, end)
    if is_told:
        yield Draft(
            rule="unusual",
            severity=severity,  # type: ignore[arg-type]
            unit=index,
            said=say("wording.unusual", term=entry.zh),
            expected=_expected(entry),
            source_span=use.source_span,
        )


def _is_inside_word(source: str, start: int, end: int) -> bool:
    """Whether characters are part of a longer word: 公安部 in 公安部队."""
    edges = load_segmenter().words(simplify(source)).edges
    return bool(min(edges[start], edges[end]) < _WORD_BORDER)


def _is_anothers(use: Use, source: str) -> bool:
    """Whether an office or organisation is a province's or another country's: 美国商务部."""
    return use.entry.kind in _NAMED and has_owner(source, use.source_span[0])


def _expected(entry: BankEntry) -> str:
    """The usual wording, with the next one where there is one."""
    return " / ".join(entry.wordings[:2])


WORDING = Check(
    name="wording",
    about="policy terms and official names otherwise than official translations have them",
    find=find_wordings,
    languages="zh to en",
    rules=(
        Rule(
            name="literal",
            severity="warning",
            tells="a literal wording that misleads",
            example="双积分 → *double points*",
            needs=frozenset(["bank"]),
        ),
        Rule(
            name="unusual",
            severity="warning",
            tells="a term with hardly any word of the usual wordings, in a text of its field",
            example="揭榜挂帅 → *public posting and leadership*",
            else_=(("minor", "part of a document's, an organisation's or a formula's name"),),
            needs=frozenset(["bank"]),
        ),
    ),
)

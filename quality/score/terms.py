"""How many occurrences of glossary terms were rendered as approved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from corpora.units import Span
from quality.check.context import TermRule
from quality.check.terms.rules import RuleFinder, Ruling
from quality.score.report import TermUse


def term_uses(
    rules: Iterable[TermRule], sources: Sequence[str], hypotheses: Sequence[str]
) -> tuple[TermUse, ...]:
    """Every occurrence of a term in the source, and what the hypothesis has for it.

    A longer term hides the shorter ones in it. A rendering counts as what it is to
    ``corpora.language.wordings``; each of its occurrences vouches for one occurrence of the term.

    Args:
        rules: terms with an approved rendering; others are passed over.
        sources: source segments.
        hypotheses: what faces them; as many.
    """
    wanted = sorted((rule for rule in rules if rule.targets), key=lambda rule: -len(rule.source))
    finder = RuleFinder(wanted)
    uses: list[TermUse] = []
    for index, (source, hypothesis) in enumerate(zip(sources, hypotheses, strict=True)):
        taken: list[Span] = []
        for number, ruling in finder.find(source, hypothesis).items():
            free = [span for span in ruling.source if not _overlaps(span, taken)]
            taken += free
            uses += _uses(wanted[number], index, len(free), ruling)
    return tuple(uses)


def _overlaps(span: Span, taken: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _uses(rule: TermRule, index: int, occurrences: int, ruling: Ruling) -> Iterator[TermUse]:
    found = [text for text, _ in ruling.wanted][:occurrences]
    wrong = [text for text, _ in ruling.forbidden]
    for place in range(occurrences):
        if place < len(found):
            yield TermUse(
                segment=index,
                term=rule.source,
                approved=rule.targets,
                found=found[place],
                verdict="approved",
            )
        else:
            missed = place - len(found)
            yield TermUse(
                segment=index,
                term=rule.source,
                approved=rule.targets,
                found=wrong[missed] if missed < len(wrong) else "",
                verdict="forbidden" if missed < len(wrong) else "missing",
            )

"""How many occurrences of glossary terms were rendered as approved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from corpora.language.english import stem, tokenize
from corpora.language.scripts import simplify
from corpora.units import Span, is_chinese
from quality.check.context import TermRule
from quality.score.report import TermUse


def term_uses(
    rules: Iterable[TermRule], sources: Sequence[str], hypotheses: Sequence[str], *, language: str
) -> tuple[TermUse, ...]:
    """Every occurrence of a term in the source, and what the hypothesis has for it.

    A longer term hides the shorter ones in it. A rendering counts in any inflection, case
    and hyphenation; each of its occurrences vouches for one occurrence of the term.

    Args:
        rules: terms with an approved rendering; others are passed over.
        sources: source segments.
        hypotheses: what faces them; as many.
        language: of the hypothesis.
    """
    wanted = sorted((rule for rule in rules if rule.targets), key=lambda rule: -len(rule.source))
    uses: list[TermUse] = []
    for index, (source, hypothesis) in enumerate(zip(sources, hypotheses, strict=True)):
        source_text = _Text(source, is_han=not is_chinese(language))
        target_text = _Text(hypothesis, is_han=is_chinese(language))
        for rule in wanted:
            occurrences = sum(1 for _ in source_text.take(rule.source))
            if occurrences:
                uses += _uses(rule, index, occurrences, target_text)
    return tuple(uses)


def _uses(rule: TermRule, index: int, occurrences: int, text: _Text) -> Iterator[TermUse]:
    found = [target for target in rule.targets for _ in text.find(target)][:occurrences]
    wrong = [target for target in rule.forbidden for _ in text.find(target)]
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


class _Text:
    """A text in which terms are sought: by characters if Chinese, by stems if English."""

    def __init__(self, text: str, *, is_han: bool) -> None:
        self._is_han = is_han
        self._units = self._split(text)
        self._taken = [False] * len(self._units)

    def find(self, term: str) -> Iterator[Span]:
        """Where a term stands, without overlaps of its own."""
        wanted = self._split(term)
        start = 0
        while wanted and start + len(wanted) <= len(self._units):
            if self._units[start : start + len(wanted)] == wanted:
                yield start, start + len(wanted)
                start += len(wanted)
            else:
                start += 1

    def take(self, term: str) -> Iterator[Span]:
        """The same, but what one term took no other gets."""
        for start, end in self.find(term):
            if not any(self._taken[start:end]):
                self._taken[start:end] = [True] * (end - start)
                yield start, end

    def _split(self, text: str) -> list[str]:
        if self._is_han:
            return list(simplify(text.casefold()))
        return [stem(token.text) for token in tokenize(text) if token.kind != "hyphen"]

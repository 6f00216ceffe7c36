"""What a check says of itself: its rules, where they hold, what they need.

All that is told of a check elsewhere (which runs when, what a profile may name, the tables of
docs/checks.md) comes from its declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from corpora.units import is_chinese
from quality.check.context import Context
from quality.findings import SEVERITIES, Draft, Severity

Languages = Literal["any", "zh-en", "zh to en", "any to en", "any to zh"]
"""Where a rule holds; ``zh-en`` in both directions. ``en`` is any language but Chinese."""

Need = Literal["lexicon", "encoder", "glossary", "bank"]
"""What a rule finds nothing without, ``encoder``: finds less without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of finding.

    ``severity`` is the usual one; ``else_`` has the others with when they are meant. ``tells``
    is a line on what is wrong, ``example`` shows it, in Markdown. ``languages`` are those of its
    check where they are ``None``.
    """

    name: str
    severity: Severity
    tells: str
    example: str = ""
    else_: tuple[tuple[Severity, str], ...] = ()
    languages: Languages | None = None
    needs: frozenset[Need] = frozenset()

    def __post_init__(self) -> None:
        for level in self.severities:
            if level not in SEVERITIES:
                raise ValueError(f"{level} is not a severity")

    @property
    def severities(self) -> tuple[Severity, ...]:
        """The usual severity, then the others."""
        return (self.severity, *(level for level, _ in self.else_))


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check: ``find`` gives drafts, each of one of the ``rules``. ``about`` is one line."""

    name: str
    about: str
    find: Callable[[Context], Iterator[Draft]]
    rules: tuple[Rule, ...]
    languages: Languages = "any"
    _by_name: dict[str, Rule] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {rule.name: rule for rule in self.rules})
        if len(self._by_name) < len(self.rules):
            raise ValueError(f"two rules of {self.name} have one name")

    @property
    def rule_names(self) -> tuple[str, ...]:
        """The names of its rules, in order."""
        return tuple(self._by_name)

    def runs_on(self, source_language: str, target_language: str) -> bool:
        """Whether any of its rules holds between two languages."""
        return any(self._holds(rule, source_language, target_language) for rule in self.rules)

    def needs_for(self, source_language: str, target_language: str) -> frozenset[Need]:
        """What its rules that hold between two languages need."""
        held = [rule for rule in self.rules if self._holds(rule, source_language, target_language)]
        return frozenset().union(*(rule.needs for rule in held))

    def languages_of(self, rule: Rule) -> Languages:
        """Where one of its rules holds."""
        return rule.languages or self.languages

    def _holds(self, rule: Rule, source_language: str, target_language: str) -> bool:
        source, target = is_chinese(source_language), is_chinese(target_language)
        return {
            "any": True,
            "zh-en": source != target,
            "zh to en": source and not target,
            "any to en": not target,
            "any to zh": target,
        }[self.languages_of(rule)]

    def severity_of(self, draft: Draft) -> Severity:
        """The severity of one of its drafts: its own, else the usual one of its rule.

        Raises:
            ValueError: the check has not declared such a rule, or not with this severity.
        """
        rule = self._by_name.get(draft.rule)
        if rule is None:
            raise ValueError(f"the check {self.name} does not declare the rule {draft.rule}")
        severity = draft.severity or rule.severity
        if severity not in rule.severities:
            raise ValueError(f"{self.name}.{rule.name} does not declare to be a {severity}")
        return severity

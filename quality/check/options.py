"""What a user can set about checking, by option or by profile."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpora.errors import InputError, OptionError, did_you_mean
from corpora.language.encoders import encoder_names
from corpora.values import FrozenDict, freeze
from quality.check.registry import CHECKS
from quality.findings import SEVERITIES, Severity

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class ProfileError(OptionError):
    """What is wrong with options. ``name`` is what a file has at that place.

    ``wrong`` is the part of it for which ``known`` may hold what was meant.
    """

    def __init__(
        self, problem: str, *, name: str, known: Iterable[str] = (), wrong: str = "", hint: str = ""
    ) -> None:
        super().__init__(problem, hint=hint or did_you_mean(wrong or name, known))
        self.name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """How to check.

    Attributes:
        checks: names of the checks to run, in any order; ``None`` for all of them.
        skip: names of checks not to run.
        ignore: ids of findings that a person has looked at and accepted; left out.
        severities: check, or ``check.rule``, to the severity its findings shall have instead
            of their own; ``"off"`` drops them.
        find_terms: look for terms whose rendering varies where no glossary with renderings is
            given; off, a check takes half the time.
        encoder: the sentence encoder that confirms a suspected omission: a name, see
            ``corpora.language.encoders``; ``"none"`` for none, ``None`` for the default one where
            it is installed.
        bank: a glossary of usual wordings in place of the bank of policy language, or ``"none"``
            to do without; ``None`` for the bank.

    Raises:
        InputError: a check, a rule, an encoder or a severity is named that there is not.
    """

    checks: tuple[str, ...] | None = None
    skip: tuple[str, ...] = ()
    ignore: frozenset[str] = frozenset()
    severities: Mapping[str, str] = field(default_factory=FrozenDict)
    find_terms: bool = True
    encoder: str | None = None
    bank: str | None = None

    def __post_init__(self) -> None:
        freeze(self, "severities")
        for name in (*(self.checks or ()), *self.skip):
            _find_check(name, name)
        if self.encoder is not None and self.encoder not in encoder_names():
            raise ProfileError(
                f"there is no encoder called {self.encoder}",
                name="encoder",
                wrong=self.encoder,
                known=encoder_names(),
            )
        for name, level in self.severities.items():
            _find_rule(name)
            if level not in (*SEVERITIES, "off"):
                raise ProfileError(
                    f"“{level}” is no severity for {name}",
                    name=name,
                    wrong=level,
                    known=(*SEVERITIES, "off"),
                )

    def severity_of(self, check: str, rule: str, own: Severity) -> Severity | None:
        """The severity of a finding; ``None`` to drop it."""
        level = self.severities.get(f"{check}.{rule}", self.severities.get(check, own))
        return None if level == "off" else level  # type: ignore[return-value]


def _find_check(check: str, name: str) -> None:
    if check not in CHECKS:
        raise ProfileError(f"there is no check called {check}", name=name, known=CHECKS)


def _find_rule(name: str) -> None:
    """Refuse what is neither a check nor ``check.rule``."""
    check, dot, rule = name.partition(".")
    if not dot and check not in CHECKS:
        # A rule alone may belong to several checks: name them all.
        full = [f"{one.name}.{name}" for one in CHECKS.values() if name in one.rule_names]
        raise ProfileError(f"there is no check called {name}", name=name, known=full or CHECKS)
    _find_check(check, name)
    if dot and rule not in CHECKS[check].rule_names:
        raise ProfileError(
            f"the check {check} has no rule called {rule}",
            name=name,
            wrong=rule,
            known=CHECKS[check].rule_names,
        )


_KEYS = {
    "checks": list,
    "skip": list,
    "ignore": list,
    "severity": dict,
    "find_terms": bool,
    "encoder": str,
    "bank": str,
}
_KINDS = {
    list: "a list of texts",
    dict: "a table of checks and severities",
    bool: "true or false",
    str: "a text",
}


def read_profile(path: str | Path) -> CheckOptions:
    """Options from a TOML file: ``checks``, ``skip``, ``ignore``, ``[severity]`` and so on.

    Raises:
        InputError: the file cannot be read, is no TOML, or names what there is not; with the
            line where that can be told.
    """
    path = Path(path)
    try:
        text = path.read_text("utf-8-sig")
        table = tomllib.loads(text)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", path=path) from error
    # Besides bad TOML: numbers of more digits, and lists within more lists, than Python reads.
    except (ValueError, RecursionError) as error:
        raise InputError(f"is not valid TOML ({error})", path=path) from error
    try:
        return _options(table)
    except ProfileError as error:
        raise InputError(
            error.problem, path=path, line=_line_of(error.name, text), hint=error.hint
        ) from error


def _options(table: dict[str, Any]) -> CheckOptions:
    for key, value in table.items():
        if key not in _KEYS:
            raise ProfileError(f"has an unknown key: {key}", name=key, known=_KEYS)
        is_right = isinstance(value, _KEYS[key])
        if _KEYS[key] is list:
            is_right = is_right and all(isinstance(one, str) for one in value)
        if not is_right:
            raise ProfileError(f"{key} must be {_KINDS[_KEYS[key]]}", name=key)
    return CheckOptions(
        checks=tuple(table["checks"]) if "checks" in table else None,
        skip=tuple(table.get("skip", ())),
        ignore=frozenset(table.get("ignore", ())),
        severities=dict(_severities(table.get("severity", {}))),
        find_terms=table.get("find_terms", True),
        encoder=table.get("encoder"),
        bank=table.get("bank"),
    )


def _severities(table: dict[str, Any], check: str = "") -> Iterator[tuple[str, str]]:
    """Checks and rules with their severities; ``numbers.sign`` may be a table in a table."""
    for name, value in table.items():
        if isinstance(value, dict) and not check:
            yield from _severities(value, f"{name}.")
        elif isinstance(value, str):
            yield f"{check}{name}", value
        else:
            raise ProfileError(
                "[severity] must name checks and severities",
                name=name,
                hint='write form = "minor" or "numbers.sign" = "off"',
            )


def _line_of(name: str, text: str) -> int | None:
    """The line that has a name, from 1; ``None`` where none or several have it.

    What stands for a rule in a table of its own is the last part of its name.
    """
    for form in (name, name.rpartition(".")[2]):
        whole = re.compile(rf"(?<![\w.-]){re.escape(form)}(?![\w.-])")
        lines = [
            number
            for number, line in enumerate(text.splitlines(), start=1)
            if whole.search(line.partition("#")[0])
        ]
        if lines:
            return lines[0] if len(lines) == 1 else None
    return None

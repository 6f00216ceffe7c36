"""What a user can set about checking, by option or by profile."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpora.errors import InputError
from quality.findings import SEVERITIES, Severity

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """How to check.

    Attributes:
        checks: names of the checks to run, in any order; ``None`` for all of them.
        skip: names of checks not to run.
        ignore: ids of findings that a person has looked at and accepted; left out.
        severities: check, or ``check.rule``, to the severity its findings shall have instead
            of their own; ``"off"`` drops them.
        find_terms: look for terms whose rendering varies even where no glossary is given;
            takes the time of an extraction.
        encoder: the sentence encoder that confirms a suspected omission: a name, see
            ``corpora.language.encoders``; ``"none"`` for none.
    """

    checks: tuple[str, ...] | None = None
    skip: tuple[str, ...] = ()
    ignore: frozenset[str] = frozenset()
    severities: Mapping[str, str] = field(default_factory=dict)
    find_terms: bool = False
    encoder: str = "use"

    def __post_init__(self) -> None:
        for name, level in self.severities.items():
            if level not in (*SEVERITIES, "off"):
                raise InputError(
                    f"“{level}” is no severity for {name}",
                    hint=f"say one of {', '.join(SEVERITIES)} or off",
                )

    def severity_of(self, check: str, rule: str, own: Severity) -> Severity | None:
        """The severity of a finding; ``None`` to drop it."""
        level = self.severities.get(f"{check}.{rule}", self.severities.get(check, own))
        return None if level == "off" else level  # type: ignore[return-value]


_KEYS = ("checks", "skip", "ignore", "severity", "find_terms", "encoder")


def read_profile(path: str | Path) -> CheckOptions:
    """Options from a TOML file: ``checks``, ``skip``, ``ignore``, ``[severity]`` and so on.

    Raises:
        InputError: the file cannot be read, is no TOML, or holds an unknown key.
    """
    path = Path(path)
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", path=path) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"is not valid TOML ({error})", path=path) from error
    unknown = sorted(set(table) - set(_KEYS))
    if unknown:
        raise InputError(
            f"has an unknown key: {unknown[0]}", path=path, hint=f"known are {', '.join(_KEYS)}"
        )
    return _options(table, path)


def _options(table: dict[str, Any], path: Path) -> CheckOptions:
    names = {}
    for key in ("checks", "skip", "ignore"):
        value = table.get(key)
        if value is not None and not (
            isinstance(value, list) and all(isinstance(one, str) for one in value)
        ):
            raise InputError(f"{key} must be a list of texts", path=path)
        names[key] = value
    severities = table.get("severity", {})
    if not isinstance(severities, dict) or not all(isinstance(v, str) for v in severities.values()):
        raise InputError("[severity] must name checks and severities", path=path)
    return CheckOptions(
        checks=None if names["checks"] is None else tuple(names["checks"]),
        skip=tuple(names["skip"] or ()),
        ignore=frozenset(names["ignore"] or ()),
        severities=severities,
        find_terms=bool(table.get("find_terms", False)),
        encoder=str(table.get("encoder", "use")),
    )

"""The tables of README and docs that tell what the code declares; tests compare them.

    python scripts/doc_tables.py            # rewrites them where they differ

A table of checks stands between ``<!-- table: NAME -->`` and ``<!-- end of table -->``; ``TABLES``
has the function that makes it. Those of formats end in ``<!-- end -->`` and are made in
``corpora.registry.tables``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from corpora.registry.tables import fill  # noqa: E402
from quality.check import CHECKS, Check, Rule  # noqa: E402

_PLACE = re.compile(r"(<!-- table: (?P<name>[\w ]+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
_LANGUAGES = {
    "any": "any",
    "zh-en": "zh ↔ en",
    "zh to en": "zh → en",
    "any to en": "into en",
    "any to zh": "into zh",
}


def checks_table() -> str:
    """The checks, each with what it finds."""
    rows = [f"| [{check.name}](#{check.name}) | {check.about} |" for check in CHECKS.values()]
    return _table(("check", "finds"), rows)


def rules_table(check: Check) -> str:
    """The rules of a check; where they hold and what they need, if that is not said of all."""
    several = any(rule.needs or rule.languages for rule in check.rules)
    head = ("rule", "severity", "what", *(["holds for; needs"] if several else []))
    return _table(head, [_row(check, rule, several) for rule in check.rules])


def _row(check: Check, rule: Rule, several: bool) -> str:
    severity = "; ".join([rule.severity, *(f"{level}: {when}" for level, when in rule.else_)])
    cells = [rule.name, severity, f"{rule.tells}: {rule.example}" if rule.example else rule.tells]
    if several:
        needs = ", ".join(sorted(rule.needs))
        holds = _LANGUAGES[check.languages_of(rule)]
        cells.append(f"{holds}; {needs}" if needs else holds)
    return f"| {' | '.join(cells)} |"


def _table(head: tuple[str, ...], rows: list[str]) -> str:
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|", *rows]
    return "".join(f"{line}\n" for line in lines)


TABLES: dict[str, Callable[[], str]] = {
    "checks": checks_table,
    **{name: partial(rules_table, check) for name, check in CHECKS.items()},
}


def renewed(text: str) -> str:
    """A text with its tables made anew."""
    return _PLACE.sub(lambda match: f"{match[1]}{TABLES[match['name']]()}{match[3]}", text)


def main() -> None:
    """Rewrite the tables that differ."""
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = path.read_text("utf-8")
        written = fill(renewed(text))
        if written != text:
            path.write_text(written, "utf-8")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()

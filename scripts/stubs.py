"""The types of ``duizhao`` for type checkers, made from what the front door says.

    python scripts/stubs.py

A single module cannot carry ``py.typed``; its types ship as a package of stubs beside it.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import duizhao  # noqa: E402

STUBS = ROOT / "duizhao-stubs" / "__init__.pyi"


def made() -> str:
    """The stubs."""
    lines = ["# Made by scripts/stubs.py.", "from collections.abc import Sequence", ""]
    for module, names in duizhao._HOMES.items():
        lines += [f"from {module} import {name} as {name}" for name in names.split()]
    return "\n".join(
        [*lines, "", "def main(arguments: Sequence[str] | None = ...) -> None: ...", ""]
    )


if __name__ == "__main__":
    STUBS.write_text(made(), encoding="utf-8")

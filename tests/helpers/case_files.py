"""The cases of ``tests/cases`` as parameters of tests; what the fields mean is in its README."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "cases"
KINDS = ("found in the wild", "must not change", "made up", "measured", "known failure")


def read_cases(name: str) -> list[dict[str, Any]]:
    """The rows of ``tests/cases/NAME.jsonl``."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def cases(name: str, *fields: str) -> list[Any]:
    """A parameter for each case, called after its comment: the named fields, or the whole row.

    A known failure must fail: a lucky fix is noticed.
    """
    return [
        pytest.param(
            *([row[field] for field in fields] if fields else [row]),
            id=f"{name}: {row['comment'] or number}",
            marks=[pytest.mark.xfail(strict=True)] if row.get("kind") == "known failure" else [],
        )
        for number, row in enumerate(read_cases(name), 1)
    ]

"""Writing cards of learned weights; ``corpora.learned.cards`` says what is on one, and reads it."""

# ruff: noqa: ANN401 - a card is JSON

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpora.learned.cards import FORMAT

Nodes = Sequence[tuple[int, float, float]]


def linear(
    weights: Mapping[str, float], *, digits: int, bias: float = 0.0, **more: Any
) -> dict[str, Any]:
    """A linear model as a card holds it; ``more`` are thresholds or a calibration."""
    return {
        "bias": round(float(bias), digits),
        **more,
        "weights": {name: round(float(weight), digits) for name, weight in weights.items()},
    }


def trees(
    features: Sequence[str],
    grown: Iterable[Nodes],
    *,
    intercept: float,
    scale: float = 1.0,
    **more: Any,
) -> dict[str, Any]:
    """Boosted trees as a card holds them; their values are scaled, the intercept has been."""
    return {
        "features": list(features),
        **more,
        "intercept": round(float(intercept), 4),
        "trees": [
            [[feature, _exact(cut), round(scale * value, 4)] for feature, cut, value in nodes]
            for nodes in grown
        ],
    }


def _exact(threshold: float) -> float:
    """With as many digits as a float32 needs: many rows have just the value of a threshold."""
    return float(f"{threshold:.9g}")


def hash_of(texts: Iterable[str]) -> str:
    """SHA-256 of what taught, text after text."""
    whole = hashlib.sha256()
    for text in texts:
        raw = text.encode("utf-8", "backslashreplace")
        whole.update(f"{len(raw)}\n".encode())
        whole.update(raw)
    return whole.hexdigest()


def write_card(
    path: Path,
    *,
    about: str,
    encoder: str,
    script: str,
    taught_by: Sequence[str],
    data: str | None,
    models: Mapping[str, Mapping[str, Any]],
    version: str = "",
) -> None:
    """Write a card; every weight has a line, and every tree."""
    head = {
        "format": FORMAT,
        "about": about,
        "version": version,
        "encoder": encoder,
        "script": script,
        "taught_by": list(taught_by),
        "data": data,
    }
    told = ",\n".join(f' "{key}": {_plain(value)}' for key, value in head.items())
    bodies = ",\n".join(f'  "{name}": {{\n{_model(model)}\n  }}' for name, model in models.items())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'{{\n{told},\n "models": {{\n{bodies}\n }}\n}}\n', "utf-8")


def _model(model: Mapping[str, Any]) -> str:
    return ",\n".join(f'   "{key}": {_field(key, value)}' for key, value in model.items())


def _field(key: str, value: Any) -> str:
    if key == "trees":
        rows = ",\n".join(f"    {json.dumps(nodes, separators=(',', ':'))}" for nodes in value)
        return f"[\n{rows}\n   ]"
    if key == "weights":
        rows = ",\n".join(f"    {_plain(name)}: {weight}" for name, weight in value.items())
        return f"{{\n{rows}\n   }}"
    return _plain(value)


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)

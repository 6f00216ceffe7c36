"""Where a reviewer was when the page was left: kept beside the project, over restarts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from corpora.files import written_whole

MOST_BYTES = 4096
_MOST_PLACES = 200


class Places:
    """The last place of each reviewer in each project of a home."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._places = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._places = {}
        if not isinstance(self._places, dict):
            self._places = {}

    def of(self, project: str, reviewer: str) -> Any:  # noqa: ANN401
        """What the page put there; ``None`` where it did not."""
        return self._places.get(_key(project, reviewer))

    def put(self, project: str, reviewer: str, place: dict[str, Any]) -> None:
        """Keep a place."""
        self._places.pop(_key(project, reviewer), None)
        self._places[_key(project, reviewer)] = place
        while len(self._places) > _MOST_PLACES:
            del self._places[next(iter(self._places))]
        with written_whole(self._path, force=True) as file:
            file.write(json.dumps(self._places).encode())


def _key(project: str, reviewer: str) -> str:
    return f"{project} {reviewer}"

# A package of duizhao (looked for at start-up).
"""The pages on which people look and decide. Knows all stages."""

from __future__ import annotations

from pathlib import Path

PROJECT_FILE = "project.db"
"""What a folder holds that is a project."""


def is_project(folder: str | Path) -> bool:
    """Whether a folder holds a project."""
    return (Path(folder) / PROJECT_FILE).is_file()

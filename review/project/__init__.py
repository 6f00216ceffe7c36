"""The project: one file that every output comes from.

``open_project`` and ``create_project`` give a ``Project``; ``operations`` has the decisions that
people can make, and ``docs/project.md`` describes it all.
"""

from __future__ import annotations

from review.project.answers import ProjectFinding
from review.project.lexis import Term, TermPlace
from review.project.pairs.replay import Unplaced
from review.project.pairs.views import Pair
from review.project.project import (
    Decided,
    Project,
    create_project,
    open_project,
)
from review.project.standing import DocumentPair

__all__ = [
    "Decided",
    "DocumentPair",
    "Pair",
    "Project",
    "ProjectFinding",
    "Term",
    "TermPlace",
    "Unplaced",
    "create_project",
    "open_project",
]

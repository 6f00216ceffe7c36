"""What workers do: whole jobs of ``review.jobs``, and what needs models or takes long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from corpora.language.tools import load_tools
from corpora.progress import Progress
from corpora.units import Bitext, TranslationUnit
from glossary.links.shown import Link, shown_links
from glossary.links.wordlinks import Prior
from review.jobs.realigning import Realignment, realign
from review.jobs.updating import check_project, find_project_terms
from review.project import open_project
from review.server import downloads, starting


def _realign(
    progress: Progress, *, folder: Path, document: str | None, which: Sequence[str] | None
) -> Realignment:
    with open_project(folder) as project:
        chosen = None if which is None else frozenset(which)
        return realign(project, document, which=chosen, tools=load_tools(None), progress=progress)


def _terms(progress: Progress, *, folder: Path) -> bool:
    with open_project(folder) as project:
        return find_project_terms(project, progress=progress)


def _check(progress: Progress, *, folder: Path) -> bool:
    with open_project(folder) as project:
        return check_project(project, progress=progress)


@cache
def _prior() -> Prior:
    tools = load_tools(None)
    return Prior(tools.lexicon, tools.encoder)


def _links(
    _progress: Progress,
    *,
    source_language: str,
    target_language: str,
    units: Sequence[tuple[str, str]],
) -> list[list[Link]]:
    bitext = Bitext(
        name="pairs",
        source_language=source_language,
        target_language=target_language,
        units=tuple(TranslationUnit(source=one, target=other) for one, other in units),
    )
    return shown_links(bitext, segmenter=load_tools(None).segmenter, prior=_prior())


TASKS: dict[str, Callable[..., Any]] = {
    "realign": _realign,
    "terms": _terms,
    "check": _check,
    "links": _links,
    "start": starting.start,
    "start several": starting.start_several,
    "plan": starting.plan,
    "read": starting.read_files,
    "export": downloads.export,
    "download": downloads.make,
    "sheets": starting.take_sheets,
}

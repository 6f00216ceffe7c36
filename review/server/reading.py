"""Answers to what pages ask: nothing is changed here."""

from __future__ import annotations

from collections import Counter
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from corpora import __version__
from corpora.errors import InputError
from corpora.memory.tools import TOOLS
from quality.check.registry import CHECKS
from review.corpus.index import worst_first
from review.project import Project, Term
from review.server.changes import Known
from review.server.guard import MAX_UPLOAD
from review.server.opened import turns
from review.server.phrases import Finder, finder_of
from review.server.session import crew_of, home_of, opened_of, reviewer_of, session_of
from review.server.shown import (
    Json,
    finding_json,
    operation_json,
    place_json,
    term_json,
)
from review.server.wire import Json as JsonResponse
from review.server.wire import NotFoundError, error_body, number

MOST_PAIRS = 20_000
_PAGE = 100
# Of more projects only those that were worked on last are opened to be counted.
_MOST_COUNTED = 20


async def home(request: Request) -> Response:
    """What there is: projects, CAT tools, who asks."""
    found = home_of(request)
    names = found.names()
    recent = sorted(names, key=found.age_s)[:_MOST_COUNTED]
    projects = []
    for name in names:
        told: Json = {"pairs": None, "decided": None, "documents": []}
        if name in recent:
            try:
                told = await found.project(name).read(_summary)
            except InputError as error:
                told |= error_body(error.problem, error.hint)
        projects.append({**told, "id": name, "name": found.folder_of(name).name})
    return JsonResponse(
        {
            "version": __version__,
            "reviewer": reviewer_of(request),
            "has_named_reviewer": "reviewer" in session_of(request),
            "language": language_of(request),
            "folder": found.folder.name,
            "is_project": found.is_project,
            "projects": projects,
            "tools": [{"name": name, "label": one.title} for name, one in TOOLS.items()],
            "max_upload": MAX_UPLOAD,
            "starting": [
                {**one.to_json(), "asked": one.asked} for one in crew_of(request).jobs.starting()
            ],
        }
    )


def language_of(request: Request) -> str:
    """The interface's language: as the page says, else as the browser prefers, ``zh`` or ``en``."""
    said = request.query_params.get("language", "")
    if said in ("zh", "en"):
        return said
    for part in request.headers.get("accept-language", "").lower().split(","):
        for language in ("zh", "en"):
            if part.strip().startswith(language):
                return language
    return "en"


def _documents(project: Project) -> list[Json]:
    """The documents of a project; those of a corpus as in its index, the worst first."""
    places = worst_first(project.folder)
    found = [
        {
            "name": one.name,
            "source_name": one.source_name,
            "target_name": one.target_name,
            "source_language": one.source_language,
            "target_language": one.target_language,
            "pairs": one.pairs,
            "decided": one.decided,
        }
        for one in project.documents()
    ]
    return sorted(found, key=lambda one: places.get(one["name"], len(places)))


def _summary(project: Project, _known: Known) -> Json:
    documents = _documents(project)
    return {
        "pairs": sum(one["pairs"] for one in documents),
        "decided": sum(one["decided"] for one in documents),
        "documents": documents,
    }


async def project(request: Request) -> Response:
    """A project: its documents and how much of it is decided."""
    opened = opened_of(request)
    reviewer = reviewer_of(request)

    def work(project: Project, known: Known) -> Json:
        return {
            "id": opened.name,
            "name": opened.folder.name,
            "documents": _documents(project),
            "counts": known.counts(),
            "last": known.last,
            **turns(project, reviewer),
            "has_terms": project.looked_for_terms(),
            "has_findings": project.was_checked(),
        }

    found = await opened.read(work)
    return JsonResponse({**found, "place": home_of(request).places.of(opened.name, reviewer)})


def document_of(project: Project, request: Request) -> str:
    """The document pair that an address names; the only one where it names none.

    Raises:
        NotFoundError: there is no such one.
    """
    names = project.document_names()
    name = request.query_params.get("document")
    if name is None and len(names) == 1:
        return names[0]
    if name not in names:
        raise NotFoundError("there is no such document")
    return name


async def pairs(request: Request) -> Response:
    """Some rows of a document pair."""
    start = number(request, "from", 0)
    count = number(request, "count", 500, most=MOST_PAIRS)
    opened = opened_of(request)
    found = await opened.read(
        lambda project, known: known.pairs(document_of(project, request), start, count)
    )
    opened.warm()
    crew_of(request).warm()
    return JsonResponse(found)


async def terms(request: Request) -> Response:
    """All terms, without their places; with ``q``, those that hold it as ``search`` finds it."""
    finder = finder_of(request) if request.query_params.get("q", "").strip() else None
    return JsonResponse(
        await opened_of(request).read(
            lambda _project, known: {
                "terms": [
                    term_json(one) for one in known.terms() if finder is None or _holds(one, finder)
                ],
                "last": known.last,
            }
        )
    )


def _holds(term: Term, finder: Finder) -> bool:
    entry = term.entry
    renderings = (one.text for one in entry.renderings)
    texts = (
        entry.source_term, entry.target_term, entry.usual, *entry.source_variants, *renderings,
    )  # fmt: skip
    return any(map(finder.places, texts))


async def term(request: Request) -> Response:
    """A term with every place, and where what was decided changes the translation."""
    name = request.path_params["term"]

    def work(project: Project, _known: Known) -> Json:
        try:
            found = project.term(name)
        except InputError as error:
            raise NotFoundError("there is no such term") from error
        desks = {name: project.desk(name) for name in {place.document for place in found.places}}
        places = [
            place_json(index, place, *desks[place.document].some([place.pair]))
            for index, place in enumerate(found.places)
        ]
        return {**term_json(found), "places": places, "changes": _changes(found.entry, places)}

    return JsonResponse(await opened_of(request).read(work))


def _changes(entry: Any, places: list[Json]) -> list[Json]:  # noqa: ANN401
    """The places that read otherwise than the term wants, or as a forbidden one.

    Of a term that nobody decided about, those that would if it were approved.
    """
    if entry.is_forbidden:
        wrong = [one for one in places if one["rendering"] in entry.wordings]
    elif entry.is_approved or not entry.is_reviewed:
        right = {*entry.wordings} | {
            one.text for one in entry.renderings if one.kind in ("inflection", "abbreviation")
        }
        wrong = [one for one in places if one["rendering"] not in right]
    else:
        wrong = []
    return [{"document": one["document"], "pair": one["pair"], "place": one["place"]}
            for one in wrong]  # fmt: skip


async def findings(request: Request) -> Response:
    """All findings, and the rules that made them with counts."""

    def work(project: Project, known: Known) -> Json:
        one = request.query_params.get("document")
        found = known.findings(None if one is None else document_of(project, request))
        counts = Counter((one.finding.check, one.finding.rule, one.finding.severity)
                         for one in found)  # fmt: skip
        return {
            "last": known.last,
            "findings": [finding_json(one) for one in found],
            "rules": [
                {"check": check, "rule": rule, "severity": severity, "count": count,
                 "label": _label(check, rule)}
                for (check, rule, severity), count in sorted(counts.items())
            ],
        }  # fmt: skip

    return JsonResponse(await opened_of(request).read(work))


def _label(check: str, rule: str) -> str:
    """What a rule looks for, in a line."""
    known = CHECKS.get(check)
    found = next((one.tells for one in known.rules if one.name == rule), "") if known else ""
    return found or f"{check}: {rule}"


async def history(request: Request) -> Response:
    """The log, newest first, a page at a time."""
    start = number(request, "from", 0)

    def work(project: Project, _known: Known) -> Json:
        log = project.history()[::-1]
        shown = log[start : start + _PAGE]
        return {
            "total": len(log),
            "operations": [operation_json(one, project.records(one.number)) for one in shown],
        }

    return JsonResponse(await opened_of(request).read(work))


async def unplaced(request: Request) -> Response:
    """Decisions that are kept but have no place now."""

    def work(project: Project, _known: Known) -> Json:
        return {
            "unplaced": [
                {
                    "operation": one.record.operation,
                    "reviewer": one.record.reviewer,
                    "at": one.record.at,
                    "about": one.record.subject,
                    "document": one.record.document,
                    "target": one.record.target,
                    "verb": one.record.verb,
                    "reason": one.reason,
                }
                for one in project.unplaced()
            ]
        }

    return JsonResponse(await opened_of(request).read(work))


async def conflicts(request: Request) -> Response:
    """What two people decided without having seen each other."""

    def work(project: Project, known: Known) -> Json:
        operations = {one.number: one for one in project.history()}
        return {
            "conflicts": [
                {
                    "about": about,
                    "document": document,
                    "target": target,
                    "operations": [
                        operation_json(operations[at], project.records(at))
                        for at in conflict
                        if at in operations
                    ],
                }
                for about, document, target, conflict in known.conflicts()
            ]
        }

    return JsonResponse(await opened_of(request).read(work))


async def events(request: Request) -> Response:
    """Changes and jobs as they happen."""
    name = request.query_params.get("project")
    found = home_of(request)
    if name is not None:
        found.folder_of(name)
    return StreamingResponse(found.hub.stream(name), media_type="text/event-stream")

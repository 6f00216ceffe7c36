"""Requests for long work, and for files that are taken away."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from corpora.memory.tools import find_tool
from review.jobs.realigning import Change, Realignment, take_realignment
from review.project import Project
from review.server.changes import Known
from review.server.jobs import Job
from review.server.naming import safe_name
from review.server.session import crew_of, opened_of, reviewer_of
from review.server.shown import Json, proposed_json
from review.server.wire import Json as JsonResponse
from review.server.wire import NotFoundError, NotUnderstoodError, read_json

_KINDS = ("realign", "terms", "check", "export")


# --- jobs -----------------------------------------------------------------------------------------


async def start_job(request: Request) -> Response:
    """Begin a job on a project."""
    data = await read_json(request)
    kind = data.get("kind")
    if kind not in _KINDS:
        raise NotUnderstoodError(f"a job is one of {', '.join(_KINDS)}")
    opened = opened_of(request)
    arguments: dict[str, Any] = {"folder": opened.folder}
    if kind == "realign":
        arguments |= await _realign_arguments(request, data)
    if kind == "export":
        arguments["tool"] = tool_of(data.get("for"))
    job = crew_of(request).jobs.start(opened.name, kind, **arguments)
    return JsonResponse({"job": job.number})


async def _realign_arguments(request: Request, data: dict[str, Any]) -> dict[str, Any]:
    document, which = data.get("document"), data.get("which")
    if not isinstance(document, (str, type(None))):
        raise NotUnderstoodError("document is not a name")
    if which is not None and (
        not isinstance(which, list) or not all(isinstance(one, (str, int)) for one in which)
    ):
        raise NotUnderstoodError("which is not a list of numbers")

    def name(project: Project, _known: Known) -> str:
        names = project.document_names()
        if document is None and len(names) == 1:
            return names[0]
        if document not in names:
            raise NotFoundError("there is no such document")
        return document

    chosen = await opened_of(request).read(name)
    return {"document": chosen, "which": None if which is None else [str(one) for one in which]}


def tool_of(name: Any) -> str:  # noqa: ANN401
    """The CAT tool that a request names; ``any`` where it names none.

    Raises:
        InputError: there is no such tool.
        NotUnderstoodError: it is no name.
    """
    if name is None or name == "":
        return "any"
    if not isinstance(name, str):
        raise NotUnderstoodError("for names a CAT tool")
    find_tool(name)
    return name


async def list_jobs(request: Request) -> Response:
    """The jobs of a project."""
    jobs = crew_of(request).jobs.of(request.path_params["project"])
    return JsonResponse({"jobs": [one.to_json() for one in jobs]})


async def get_job(request: Request) -> Response:
    """How a job stands, and what came of it."""
    job = _job(request)
    told = job.to_json()
    if job.state == "done" and isinstance(job.result, Realignment):
        told["result"] = await _shown_realignment(request, job.result)
    elif job.state == "done":
        told["result"] = job.result
    return JsonResponse(told)


def _job(request: Request) -> Job:
    return crew_of(request).jobs.get(request.path_params["project"], request.path_params["job"])


async def _shown_realignment(request: Request, found: Realignment) -> Json:
    def show(_project: Project, known: Known) -> Json:
        return {
            "document": found.document,
            "last": found.last,
            "changes": [_shown_change(change, known) for change in found.changes],
        }

    return await opened_of(request).read(show)


def _shown_change(change: Change, known: Known) -> Json:
    return {
        "before": [known.shown(pair) for pair in change.before],
        "after": [proposed_json(pair) for pair in change.after],
    }


async def take_job(request: Request) -> Response:
    """Take what a realignment found, or some of it, as one operation."""
    job = _job(request)
    found = crew_of(request).jobs.realignment(job)
    which = (await read_json(request)).get("which")
    if which is not None and (
        not isinstance(which, list)
        or not all(isinstance(one, int) and 0 <= one < len(found.changes) for one in which)
    ):
        raise NotUnderstoodError("which is not a list of changes")
    return JsonResponse(
        await opened_of(request).change(
            reviewer_of(request), lambda project: take_realignment(project, found, which)
        )
    )


async def cancel_job(request: Request) -> Response:
    """Give a job up."""
    job = _job(request)
    await crew_of(request).jobs.cancel(job)
    return JsonResponse(job.to_json())


# --- files that are taken away --------------------------------------------------------------------


async def download(request: Request) -> Response:
    """A file made from the project as it stands."""
    opened = opened_of(request)
    name = request.path_params["name"]
    if safe_name(name) != name:
        raise NotFoundError("there is no such file")
    scratch = Path(tempfile.mkdtemp(prefix="duizhao-"))

    def forget() -> None:
        shutil.rmtree(scratch, ignore_errors=True)

    try:
        await crew_of(request).quick.do(
            "download",
            folder=opened.folder,
            name=name,
            tool=tool_of(request.query_params.get("for")),
            document=request.query_params.get("document"),
            to=scratch / name,
        )
    except BaseException:
        forget()
        raise
    stem, _, suffix = name.partition(".")
    document = request.query_params.get("document")
    shown = f"{opened.folder.name}.{suffix}" if stem == "all" else name
    if document is not None:
        shown = safe_name(f"{stem}-{Path(document).stem}.{suffix}")
    return FileResponse(
        scratch / name,
        filename=shown,
        media_type="application/octet-stream",
        background=BackgroundTask(forget),
    )

"""Requests for long work, for files that come in and files that are taken away."""

from __future__ import annotations

import asyncio
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.background import BackgroundTask
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from corpora.memory.tools import find_tool
from review.jobs.realigning import Change, Realignment, take_realignment
from review.project import Project
from review.server.changes import Known
from review.server.jobs import Job
from review.server.naming import free_folder, safe_name, suggest
from review.server.session import crew_of, home_of, opened_of, reviewer_of
from review.server.shown import Json, proposed_json
from review.server.wire import Json as JsonResponse
from review.server.wire import NotFoundError, NotUnderstoodError, read_json

MOST_FILES = 50
_KINDS = ("realign", "terms", "check", "export")
_FILE_ID = re.compile(r"[A-Za-z0-9_-]{12}")
_KEPT_UPLOADS, _KEPT_BYTES, _KEPT_S = 200, 2**30, 24 * 3600


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
        arguments["tool"] = _tool(data.get("for"))
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


def _tool(name: Any) -> str:  # noqa: ANN401
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


# --- files that come in ---------------------------------------------------------------------------


async def upload(request: Request) -> Response:
    """Take in files, and say what was read in them."""
    home = home_of(request)
    folder = home.own / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    _tidy(folder)
    paths: dict[str, Path] = {}
    async with _files(request) as files:
        for file in files:
            number = secrets.token_urlsafe(9)
            paths[number] = await _put(file, folder / number)
    told = await crew_of(request).quick.do("read", paths=list(paths.values()))
    shown = [
        {"id": number, "name": path.name, **one}
        for (number, path), one in zip(paths.items(), told, strict=True)
    ]
    suggested = suggest(shown)
    return JsonResponse({"files": shown, "suggested": suggested})


@asynccontextmanager
async def _files(request: Request) -> AsyncIterator[list[UploadFile]]:
    try:
        form = await request.form(max_files=MOST_FILES, max_fields=MOST_FILES)
    except MultiPartException as error:
        raise NotUnderstoodError("the request holds no files, or too many") from error
    try:
        files = [one for _name, one in form.multi_items() if isinstance(one, UploadFile)]
        if not files:
            raise NotUnderstoodError("the request holds no files")
        yield files
    finally:
        await form.close()


async def _put(file: UploadFile, folder: Path) -> Path:
    """Write a file that was given into a folder of its own, under a name that is safe."""

    def write() -> Path:
        folder.mkdir(mode=0o700)
        path = folder / safe_name(file.filename or "")
        with path.open("wb") as made:
            shutil.copyfileobj(file.file, made)
        return path

    return await asyncio.to_thread(write)


def _tidy(folder: Path) -> None:
    """Uploads are kept while they may be wanted again: not for long, and only so much of them."""
    sizes = {path: sum(one.stat().st_size for one in path.iterdir()) for path in folder.iterdir()}
    left = sum(sizes.values())
    kept = len(sizes)
    for path in sorted(sizes, key=lambda path: path.stat().st_mtime):
        is_old = time.time() - path.stat().st_mtime > _KEPT_S
        if is_old or left > _KEPT_BYTES or kept > _KEPT_UPLOADS:
            shutil.rmtree(path, ignore_errors=True)
            left -= sizes[path]
            kept -= 1


def _uploaded(request: Request, number: Any) -> Path:  # noqa: ANN401
    """The file of an id."""
    if not isinstance(number, str) or not _FILE_ID.fullmatch(number):
        raise NotUnderstoodError("a file is named by its id")
    folder = home_of(request).own / "uploads" / number
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    if not found:
        raise NotFoundError("there is no such file; give it again")
    return found[0]


async def make_project(request: Request) -> Response:
    """Make a project of files that were given, and begin the work."""
    data = await read_json(request)
    home = home_of(request)
    if home.is_project:
        raise NotUnderstoodError("this is one project's page")
    source = _uploaded(request, data.get("source"))
    target = None if data.get("target") is None else _uploaded(request, data["target"])
    name = data.get("name")
    if not isinstance(name, (str, type(None))):
        raise NotUnderstoodError("name is not a text")
    folder = free_folder(home.folder, source.name, name)
    number = home.number_of(folder.name)
    job = crew_of(request).jobs.start(
        number,
        "start",
        source=source,
        target=target,
        folder=folder,
        tool=_tool(data.get("for")),
        anyway=data.get("anyway") is True,
    )
    return JsonResponse({"project": number, "job": job.number, "name": folder.name})


async def give_sheets(request: Request) -> Response:
    """Take in reviewed sheets."""
    opened = opened_of(request)
    with tempfile.TemporaryDirectory(prefix="duizhao-") as scratch:
        paths = []
        async with _files(request) as files:
            for number, file in enumerate(files):
                paths.append(await _put(file, Path(scratch, str(number))))
        taken = await crew_of(request).quick.do(
            "sheets", folder=opened.folder, reviewer=reviewer_of(request), paths=paths
        )
    # What they decided is told to all pages before they are told that it is done.
    await opened.read(lambda _project, known: known.last)
    return JsonResponse(taken)


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
            tool=_tool(request.query_params.get("for")),
            document=request.query_params.get("document"),
            to=scratch / name,
        )
    except BaseException:
        forget()
        raise
    stem, _, suffix = name.partition(".")
    shown = f"{opened.folder.name}.{suffix}" if stem == "all" else name
    return FileResponse(
        scratch / name,
        filename=shown,
        media_type="application/octet-stream",
        background=BackgroundTask(forget),
    )

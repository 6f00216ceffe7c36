"""Files that come in: taken up, paired where they are several, made into a project; and sheets."""

from __future__ import annotations

import asyncio
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath
from posixpath import commonpath
from typing import Any

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response

from review.server.naming import free_folder, safe_path, suggest
from review.server.session import crew_of, home_of, opened_of, reviewer_of
from review.server.wire import Json as JsonResponse
from review.server.wire import NotFoundError, NotUnderstoodError, read_json
from review.server.working import tool_of

MOST_FILES = 100
_FILE_ID = re.compile(r"[A-Za-z0-9_-]{12}")
_KEPT_UPLOADS, _KEPT_BYTES, _KEPT_S = 400, 2**30, 24 * 3600


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
        {"id": number, "name": path.name, "path": _inside(folder / number, path), **one}
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
    """Write a file that was given into a folder of its own, under names that are safe."""

    def write() -> Path:
        folder.mkdir(mode=0o700)
        path = folder / safe_path(file.filename or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as made:
            shutil.copyfileobj(file.file, made)
        return path

    return await asyncio.to_thread(write)


def _tidy(folder: Path) -> None:
    """Uploads are kept while they may be wanted again: not for long, and only so much of them."""
    sizes = {
        path: sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
        for path in folder.iterdir()
    }
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
    found = next((one for one in folder.rglob("*") if one.is_file()), None)
    if found is None:
        raise NotFoundError("there is no such file; give it again")
    return found


def _inside(folder: Path, path: Path) -> str:
    """Where a file stood in the folder that was given, ``zh/a.txt``."""
    return path.relative_to(folder).as_posix()


def _named(request: Request, numbers: list[Any]) -> dict[str, tuple[str, Path]]:
    """Files by their ids: under which path each is known among them, and where it is.

    What all of them stood in is left out. Of two that stood at the same place the second gets a
    folder of its own.
    """
    uploads = home_of(request).own / "uploads"
    paths = {number: _uploaded(request, number) for number in dict.fromkeys(map(str, numbers))}
    places = {one: PurePosixPath(_inside(uploads / one, path)) for one, path in paths.items()}
    shared = commonpath([one.parent for one in places.values()])
    named: dict[str, tuple[str, Path]] = {}
    taken: set[str] = set()
    for number, place in places.items():
        name = str(place.relative_to(shared))
        while name in taken:
            name = f"{len(named) + 1}/{name}"
        taken.add(name)
        named[number] = name, paths[number]
    return named


async def plan(request: Request) -> Response:
    """Which of some files belong together, and which are left over."""
    numbers = (await read_json(request)).get("files")
    if not isinstance(numbers, list) or not 0 < len(numbers) <= MOST_FILES:
        raise NotUnderstoodError("files is no list of ids, or too long")
    named = _named(request, numbers)
    rows = await crew_of(request).quick.do("plan", files=list(named.values()))
    ids = {name: number for number, (name, _path) in named.items()}
    return JsonResponse(
        {
            "rows": [
                {**row, "source": ids[row["source"]], "target": ids.get(row["target"])}
                for row in rows
            ]
        }
    )


async def make_project(request: Request) -> Response:
    """Make a project of files that were given, and begin the work."""
    data = await read_json(request)
    home = home_of(request)
    if home.is_project:
        raise NotUnderstoodError("this is one project's page")
    name = data.get("name")
    if not isinstance(name, (str, type(None))):
        raise NotUnderstoodError("name is not a text")
    tool = tool_of(data.get("for"))
    kind, arguments = _work(request, data)
    folder = free_folder(home.folder, arguments.pop("like"), name)
    number = home.number_of(folder.name)
    job = crew_of(request).jobs.start(
        number, kind, asked={**data, "name": folder.name}, folder=folder, tool=tool, **arguments
    )
    return JsonResponse({"project": number, "job": job.number, "name": folder.name})


def _work(request: Request, data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The task that a request for a project means, and what it works on.

    ``like`` is a file's name that the project may be called after.
    """
    pairs = data.get("pairs")
    if pairs is None:
        source = _uploaded(request, data.get("source"))
        target = None if data.get("target") is None else _uploaded(request, data["target"])
        return "start", {
            "source": source,
            "target": target,
            "anyway": data.get("anyway") is True,
            "like": source.name,
        }
    if (
        not isinstance(pairs, list)
        or not 0 < len(pairs) <= MOST_FILES
        or not all(isinstance(one, list) and len(one) == 2 for one in pairs)
    ):
        raise NotUnderstoodError("pairs is no list of pairs of ids")
    wanted = [[one for one in pair if one is not None] for pair in pairs]
    if not all(wanted):
        raise NotUnderstoodError("a pair has no file")
    named = _named(request, [one for pair in wanted for one in pair])
    files = [[named[one] for one in pair] for pair in wanted]
    return "start several", {
        "pairs": files,
        "source_language": "en" if data.get("source_language") == "en" else "zh",
        "like": PurePosixPath(files[0][0][0]).name,
    }


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

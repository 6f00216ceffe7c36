"""JSON as the page gets it, and what a request holds."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from corpora.errors import InputError, worded
from review.project.store.packing import dumps as dumps
from review.project.store.packing import has_surrogates

__all__ = [
    "Json",
    "NotFoundError",
    "NotUnderstoodError",
    "dumps",
    "error_body",
    "number",
    "read_json",
]


class Json(Response):
    """JSON; half a character, which UTF-8 cannot hold, goes as an escape."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:  # noqa: ANN401
        """The bytes of an answer."""
        return dumps(content).encode()


class NotFoundError(Exception):
    """There is no such project, document, pair, term, file or job."""


class NotUnderstoodError(Exception):
    """A request that no page of ours sends: a field is missing or of another kind."""


def error_body(message: str, hint: str = "") -> dict[str, Any]:
    """What an answer says of an error."""
    return {"error": {"message": message, "hint": hint}}


def told(error: InputError) -> dict[str, Any]:
    """An error as the page shows it: without where on this machine a file is."""
    name = error.path.replace("\\", "/").rstrip("/").rpartition("/")[2] if error.path else ""
    line = f", line {error.line}" if error.line is not None else ""
    problem = worded(error.problem)
    message = f"{name}{line}: {problem}" if name else problem
    return error_body(message, worded(error.hint))


async def read_json(request: Request) -> dict[str, Any]:
    """The object that a request holds.

    Raises:
        NotUnderstoodError: it holds none.
    """
    try:
        data = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise NotUnderstoodError("the request holds no JSON") from error
    if not isinstance(data, dict):
        raise NotUnderstoodError("the request holds no JSON object")
    if has_surrogates(json.dumps(data, ensure_ascii=False)):
        raise NotUnderstoodError("the request holds half a character")
    return data


def number(request: Request, name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
    """A number of the address.

    Raises:
        NotUnderstoodError: it is none, or out of range.
    """
    text = request.query_params.get(name)
    if text is None:
        return default
    try:
        value = int(text)
    except ValueError as error:
        raise NotUnderstoodError(f"{name} is not a number") from error
    if not least <= value <= most:
        raise NotUnderstoodError(f"{name} is out of range")
    return value

"""The addresses of the page and what answers them."""

from __future__ import annotations

import logging
import mimetypes
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from corpora.errors import InputError
from review.server import deciding, incoming, looking, reading, working
from review.server.crew import BrokenWork
from review.server.guard import Guard, Keys, TooLargeError, too_large
from review.server.home import Home
from review.server.jobs import Crew
from review.server.session import default_reviewer
from review.server.wire import Json, NotFoundError, NotUnderstoodError, error_body, told

WEB = Path(__file__).parent / "web"
_log = logging.getLogger("duizhao.review")


def make_app(
    home: Home, keys: Keys, crew: Crew, *, reviewer: str | None = None, cookie: str = "duizhao"
) -> Guard:
    """The application, with its guard in front.

    Args:
        home: what is served.
        keys: the token of this start, and what signs cookies.
        crew: who does long work.
        reviewer: who decides where a browser session has not said.
        cookie: the cookie's name: cookies of one machine are shared by its ports.
    """
    project = "/api/p/{project}"
    app = Starlette(
        routes=[
            Route("/api/home", reading.home),
            Route("/api/home/reviewer", deciding.name_reviewer, methods=["POST"]),
            Route("/api/events", reading.events),
            Route(project, reading.project),
            Route(f"{project}/pairs", reading.pairs),
            Route(f"{project}/terms", reading.terms),
            Route(f"{project}/term/{{term:path}}", reading.term),
            Route(f"{project}/findings", reading.findings),
            Route(f"{project}/pair/{{number}}/why", looking.why),
            Route(f"{project}/pair/{{number}}/clauses", looking.clauses),
            Route(f"{project}/search", looking.search),
            Route(f"{project}/jobs", working.list_jobs),
            Route(f"{project}/jobs", working.start_job, methods=["POST"]),
            Route(f"{project}/jobs/{{job}}", working.get_job),
            Route(f"{project}/jobs/{{job}}", working.cancel_job, methods=["DELETE"]),
            Route(f"{project}/jobs/{{job}}/take", working.take_job, methods=["POST"]),
            Route(f"{project}/sheets", incoming.give_sheets, methods=["POST"]),
            Route(f"{project}/download/{{name}}", working.download),
            Route("/api/uploads", incoming.upload, methods=["POST"]),
            Route("/api/plans", incoming.plan, methods=["POST"]),
            Route("/api/projects", incoming.make_project, methods=["POST"]),
            Route(f"{project}/history", reading.history),
            Route(f"{project}/unplaced", reading.unplaced),
            Route(f"{project}/conflicts", reading.conflicts),
            Route(f"{project}/decide", deciding.decide, methods=["POST"]),
            Route(f"{project}/undo", deciding.undo, methods=["POST"]),
            Route(f"{project}/redo", deciding.redo, methods=["POST"]),
            Route(f"{project}/confirm", deciding.confirm, methods=["POST"]),
            Route(f"{project}/place", deciding.put_place, methods=["PUT"]),
            Mount("/", StaticFiles(directory=WEB, html=True)),
        ],
        exception_handlers={
            InputError: _refused,
            BrokenWork: _broken,
            NotFoundError: _not_found,
            NotUnderstoodError: _not_understood,
            HTTPException: _http,
            TooLargeError: lambda _request, _error: too_large(),
            Exception: _bug,
        },
    )
    app.state.home = home
    app.state.crew = crew
    app.state.reviewer = reviewer or default_reviewer()
    guard = Guard(app, keys, cookie_name=cookie)
    app.state.guard = guard
    # Browsers run no script whose type is another, whatever this machine's own table says.
    mimetypes.add_type("text/javascript", ".js")
    return guard


def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, InputError)  # noqa: S101 - for the type checker
    return Json(told(error), 409)


def _not_found(_request: Request, error: Exception) -> Response:
    return Json(error_body(str(error)), 404)


def _not_understood(_request: Request, error: Exception) -> Response:
    return Json(error_body(str(error)), 400)


def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - for the type checker
    return Json(error_body("there is nothing at this address"), error.status_code)


def _broken(request: Request, error: Exception) -> Response:
    _log.error("a worker failed: %s", error)
    return _bug(request, error)


def _bug(_request: Request, _error: Exception) -> Response:
    """A fault of ours: what it was stands in the terminal, and not in the answer."""
    return Json(
        error_body(
            "something went wrong in duizhao; nothing was written",
            "the terminal says more; please report it",
        ),
        500,
    )

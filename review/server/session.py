"""What a request is about: the home, the project, the person."""

from __future__ import annotations

import getpass
from typing import Any

from starlette.requests import Request

from review.server.home import Home
from review.server.jobs import Crew
from review.server.opened import Opened


def home_of(request: Request) -> Home:
    """The home that is served."""
    home = request.app.state.home
    assert isinstance(home, Home)  # noqa: S101 - for the type checker
    return home


def crew_of(request: Request) -> Crew:
    """The workers of the server."""
    crew = request.app.state.crew
    assert isinstance(crew, Crew)  # noqa: S101 - for the type checker
    return crew


def opened_of(request: Request) -> Opened:
    """The project that the address names.

    Raises:
        NotFoundError: there is none.
    """
    return home_of(request).project(request.path_params["project"])


def session_of(request: Request) -> dict[str, Any]:
    """What the cookie says."""
    found = request.scope["state"]["session"]
    assert isinstance(found, dict)  # noqa: S101 - for the type checker
    return found


def reviewer_of(request: Request) -> str:
    """Who decides in this browser session."""
    return str(session_of(request).get("reviewer") or request.app.state.reviewer)


def default_reviewer() -> str:
    """The name of the user."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "reviewer"

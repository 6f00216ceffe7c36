"""Requests that decide: each becomes an operation of the project, or is refused in a sentence."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from corpora.errors import InputError
from review.project import Project
from review.project import operations as op
from review.project.project import Target
from review.server.places import MOST_BYTES
from review.server.session import home_of, opened_of, reviewer_of, session_of
from review.server.wire import Json as JsonResponse
from review.server.wire import NotUnderstoodError, dumps, read_json

ABOUT = ("pair", "term", "finding")
MOST_DECISIONS = 20_000
_LONGEST_NAME = 100


async def decide(request: Request) -> Response:
    """Some decisions as one operation."""
    data = await read_json(request)
    decisions = _decisions(data.get("decisions"))
    seen = _whole(data, "seen")

    return JsonResponse(
        await opened_of(request).change(
            reviewer_of(request), lambda project: project.decide_all(decisions, seen=seen)
        )
    )


_Wanted = tuple[Target, op.Decision]


def _decisions(data: Any) -> list[_Wanted]:  # noqa: ANN401
    if not isinstance(data, list) or not 0 < len(data) <= MOST_DECISIONS:
        raise NotUnderstoodError("decisions is not a list of decisions")
    return [_decision(one) for one in data]


def _decision(data: Any) -> _Wanted:  # noqa: ANN401
    if not isinstance(data, dict):
        raise NotUnderstoodError("a decision is not an object")
    about, verb, fields = data.get("about"), data.get("verb"), data.get("fields") or {}
    document, target = data.get("document"), data.get("target", "")
    if about not in ABOUT or not isinstance(verb, str) or not isinstance(fields, dict):
        raise NotUnderstoodError("a decision says what it is about, its verb and its fields")
    if not isinstance(document, (str, type(None))) or not isinstance(target, (str, int)):
        raise NotUnderstoodError("a decision names its target and its document")
    decision = op.decision_from(verb, fields)
    if type(decision) not in _KINDS[about]:
        raise NotUnderstoodError(f"{verb} is not about a {about}")
    name = str(target)
    return (name if document is None else (document, name)), decision


_KINDS: dict[str, frozenset[type[op.Decision]]] = {
    "pair": frozenset(op.PAIR_DECISIONS) - {op.TakeRealignment},
    "term": frozenset(op.TERM_DECISIONS) - {op.TakeReview},
    "finding": frozenset({op.AnswerFinding}),
}


def _whole(data: dict[str, Any], name: str) -> int | None:
    value = data.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise NotUnderstoodError(f"{name} is not a number")
    return value


async def undo(request: Request) -> Response:
    """Undo an operation: the reviewer's last, where none is named."""
    operation = _whole(await read_json(request), "operation")
    return JsonResponse(
        await opened_of(request).change(
            reviewer_of(request), lambda project: project.undo(operation)
        )
    )


async def redo(request: Request) -> Response:
    """Redo an operation: the one the reviewer undid last, where none is named."""
    operation = _whole(await read_json(request), "operation")
    return JsonResponse(
        await opened_of(request).change(
            reviewer_of(request), lambda project: project.redo(operation)
        )
    )


async def confirm(request: Request) -> Response:
    """Confirm many pairs as one operation: all up to one, or all that are sure enough."""
    data = await read_json(request)
    document, seen = data.get("document"), _whole(data, "seen")
    until = data.get("until")
    at_least = data.get("at_least")
    numbers = data.get("numbers")
    if not isinstance(at_least, (int, float, type(None))) or isinstance(at_least, bool):
        raise NotUnderstoodError("at_least is not a number")
    if not isinstance(numbers, (list, type(None))):
        raise NotUnderstoodError("numbers is not a list")
    if until is None and at_least is None and numbers is None:
        raise NotUnderstoodError("say until which pair, or how sure")

    def work(project: Project) -> None:
        chosen = []
        wanted = None if numbers is None else {str(one) for one in numbers}
        for pair in project.pairs(document):
            is_sure = at_least is None or (pair.confidence or 0) >= at_least
            is_wanted = wanted is None or pair.number in wanted
            if (
                not pair.is_confirmed
                and not pair.is_doubtful
                and is_sure
                and is_wanted
                and (pair.source or pair.target)
            ):
                chosen.append((pair, op.Confirm()))
            if until is not None and pair.number == str(until):
                break
        if not chosen:
            raise InputError("there is nothing left to confirm here")
        project.decide_all(chosen, seen=seen)

    return JsonResponse(await opened_of(request).change(reviewer_of(request), work))


async def put_place(request: Request) -> Response:
    """Keep where a reviewer is."""
    data = await read_json(request)
    if len(dumps(data).encode()) > MOST_BYTES:
        raise NotUnderstoodError("a place is small")
    opened = opened_of(request)
    home_of(request).places.put(opened.name, reviewer_of(request), data)
    return JsonResponse({})


async def name_reviewer(request: Request) -> Response:
    """Who decides in this browser session from now on."""
    name = (await read_json(request)).get("name")
    if not isinstance(name, str) or not name.strip() or len(name) > _LONGEST_NAME:
        raise NotUnderstoodError("a name is a text of 1 to 100 characters")
    if not name.strip().isprintable():
        raise NotUnderstoodError("a name holds characters that can be seen")
    session = {**session_of(request), "reviewer": name.strip()}
    answer = JsonResponse({"reviewer": name.strip()})
    request.app.state.guard.set_session(answer, session)
    return answer

"""What people decided as a file, and such a file taken into another run of the same texts.

The file holds what the log holds, without what is undone: who, when, about what, and the stretches
of text that each decision comes to. Taken into a fresh run it gives the same decisions, and
written from there the same bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from corpora.errors import InputError
from review.project.operations import VERBS, Operation, decision_from
from review.project.project import Project
from review.project.store.packing import dumps
from review.project.store.records import NewDecision

FORMAT = "duizhao decisions"
_VERSION = 1
_SUBJECTS = ("pair", "term", "finding")
_VERBS = frozenset(VERBS.values())
_HINT = "give back the file as it was downloaded"


def write_decisions(project: Project) -> str:
    """The decisions that hold, as JSON with an operation a line.

    Operations are numbered anew from 1; what somebody had seen counts them likewise.
    """
    log = {one.number: one for one in project.history()}
    held = [[*group] for _number, group in groupby(project.held(), lambda one: one.operation)]
    numbers = [records[0].operation for records in held]
    lines = []
    for records in held:
        operation = log[records[0].operation]
        lines.append(
            dumps(
                {
                    "at": operation.at,
                    "reviewer": operation.reviewer,
                    "kind": operation.kind,
                    "seen": sum(number <= operation.seen for number in numbers),
                    "decisions": [
                        {
                            "about": one.subject,
                            "document": one.document,
                            "target": one.target,
                            "verb": one.verb,
                            "data": one.data,
                        }
                        for one in records
                    ],
                }
            )
        )
    head = f'{{"format":"{FORMAT}","version":{_VERSION},"operations":['
    return head + (("\n" + ",\n".join(lines) + "\n") if lines else "") + "]}\n"


def is_decisions(head: bytes) -> bool:
    """Whether a file that begins so holds decisions.

    >>> is_decisions(b'{"format":"duizhao decisions","version":1')
    True
    """
    return head.lstrip().startswith(f'{{"format":"{FORMAT}"'.encode())


def take_decisions(
    project: Project, text: str, *, name: str = "decisions"
) -> tuple[Counter[str], int]:
    """Take decisions of another run into a project, each as it was made, by whom and when.

    Those that the project holds already are not taken in twice.

    Args:
        project: of the same texts.
        text: what ``write_decisions`` gave.
        name: the file, for errors.

    Returns:
        How many decisions of which kind the file holds, and how many of all were new.

    Raises:
        InputError: it is no such file, or a decision in it cannot be; nothing is taken in then.
    """
    operations = _read(text, name)
    known = {_key(one.reviewer, one.at, one.subject, one.document, one.target, one.verb, one.data)
             for one in project.held()}  # fmt: skip
    kinds = Counter(one.verb for _operation, decisions in operations for one in decisions)
    fresh = [
        (operation, kept)
        for operation, decisions in operations
        if (kept := [d for d in decisions if _key_of(operation, d) not in known])
    ]
    if fresh:
        # A file that was changed by hand may hold what no replay can make sense of.
        try:
            project.append_operations(fresh)
        except InputError:
            raise
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise InputError(
                "holds a decision that makes no sense", path=name, hint=_HINT
            ) from error
    return kinds, sum(len(decisions) for _operation, decisions in fresh)


def _key_of(operation: Operation, one: NewDecision) -> str:
    return _key(
        operation.reviewer, operation.at, one.subject, one.document, one.target, one.verb, one.data
    )


def _key(*parts: object) -> str:
    return dumps(parts)


def _read(text: str, name: str) -> list[tuple[Operation, list[NewDecision]]]:
    try:
        data = json.loads(text)
        if data["format"] != FORMAT or data["version"] != _VERSION:
            raise KeyError("format")
        return [_operation(number, one) for number, one in enumerate(data["operations"], 1)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError("holds no decisions of duizhao", path=name, hint=_HINT) from error


def _operation(number: int, data: Mapping[str, Any]) -> tuple[Operation, list[NewDecision]]:
    operation = Operation(
        number=number,
        at=_text(data["at"]),
        reviewer=_text(data["reviewer"]),
        kind=_text(data["kind"]),
        concerns=None,
        seen=int(data["seen"]),
    )
    if not operation.is_decision:
        raise ValueError(operation.kind)
    return operation, [_decision(one) for one in data["decisions"]]


def _decision(data: Mapping[str, Any]) -> NewDecision:
    about, verb, document = data["about"], data["verb"], data["document"]
    if about not in _SUBJECTS or verb not in _VERBS or not isinstance(data["data"], dict):
        raise ValueError(verb)
    if verb != "realign":
        # Whether what was said is a decision at all; of a realignment the rows stand apart.
        decision_from(verb, data["data"]["said"])
    return NewDecision(
        subject=about,
        document=None if document is None else _text(document),
        target=_text(data["target"]),
        verb=verb,
        data=data["data"],
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value

"""Long work that pages ask for: what is waiting, how far it is, what came of it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from corpora.errors import InputError, Option
from review.jobs.realigning import Realignment
from review.server.crew import BrokenWork, Worker
from review.server.events import Hub
from review.server.shown import Json
from review.server.wire import NotFoundError, told
from review.server.worker import Cancelled

State = Literal["waiting", "running", "done", "failed"]
_log = logging.getLogger("duizhao.review")
_MOST_KEPT = 50
_WARM_AFTER_S = 5.0
_LEAST_S = 0.1
"""Between two events about one job."""


@dataclass(slots=True, kw_only=True)
class Job:
    """One piece of work; ``result`` is what the worker gave, ``asked`` the request it came from."""

    number: str
    project: str
    kind: str
    asked: Json = field(default_factory=dict)
    state: State = "waiting"
    stage: str = ""
    done: int = 0
    total: int = 0
    error: Json | None = None
    can_anyway: bool = False
    is_cancelled: bool = False
    result: Any = None
    task: asyncio.Task[None] | None = field(default=None, repr=False)
    told_at_s: float = 0.0

    def to_json(self) -> Json:
        """What pages hear of it."""
        said: Json = {
            "job": self.number,
            "project": self.project,
            "kind": self.kind,
            "state": "running" if self.state == "waiting" else self.state,
            "is_waiting": self.state == "waiting",
            "is_cancelled": self.is_cancelled,
            "stage": self.stage,
            "done": self.done,
            "total": self.total,
            "sentence": self.sentence(),
        }
        if self.can_anyway:
            said["can_anyway"] = True
        return said

    def sentence(self) -> str:
        """How it stands, in words."""
        if self.error is not None:
            said = self.error["error"]
            return f"{said['message']}. {said['hint']}".strip(" .") + "."
        if self.state == "waiting":
            return "waiting"
        if self.total and self.state == "running":
            return f"{self.stage} {self.done} of {self.total}"
        return self.stage


class Jobs:
    """The jobs of a server, one after the other in one worker."""

    def __init__(self, hub: Hub, worker: Worker) -> None:
        self._hub, self._worker = hub, worker
        self._jobs: dict[str, Job] = {}
        self._count = itertools.count(1)
        self._current: Job | None = None
        self._turn = asyncio.Lock()

    def start(
        self,
        project: str,
        kind: str,
        *,
        asked: Json | None = None,
        **arguments: Any,  # noqa: ANN401
    ) -> Job:
        """Begin a job, or put it behind those that are there.

        Args:
            project: what addresses call the project.
            kind: a name of ``tasks.TASKS``.
            asked: the request it comes from, for who asks about it later.
            arguments: the task's.

        Raises:
            InputError: the same is being done already.
        """
        for one in self._jobs.values():
            if (one.project, one.kind) == (project, kind) and one.state in ("waiting", "running"):
                raise InputError("this is being done already", hint="wait for it, or cancel it")
        job = Job(number=str(next(self._count)), project=project, kind=kind, asked=asked or {})
        self._jobs[job.number] = job
        self._forget()
        self._tell(job)
        job.task = asyncio.get_running_loop().create_task(self._do(job, arguments))
        return job

    async def _do(self, job: Job, arguments: dict[str, Any]) -> None:
        def hear(stage: str, done: int, total: int) -> None:
            is_new = stage != job.stage
            job.stage, job.done, job.total = stage, done, total
            now = time.monotonic()
            if job.state == "running" and (is_new or now - job.told_at_s >= _LEAST_S):
                job.told_at_s = now
                self._tell(job)

        try:
            async with self._turn:
                job.state, self._current = "running", job
                self._tell(job)
                job.result = await self._worker.do(job.kind, hear, **arguments)
            job.state = "done"
        except (Cancelled, asyncio.CancelledError):
            job.state, job.is_cancelled = "failed", True
        except InputError as error:
            job.state, job.error = "failed", told(error)
            job.can_anyway = Option.ANYWAY in error.options
        except BrokenWork as error:
            _log.error("%s: %s", job.kind, error)
            job.state = "failed"
            job.error = {"error": {"message": "something went wrong in duizhao",
                                   "hint": "the terminal says more; please report it"}}  # fmt: skip
        finally:
            if self._current is job:
                self._current = None
            self._tell(job)

    def get(self, project: str, number: str) -> Job:
        """A job by its number.

        Raises:
            NotFoundError: the project has no such one.
        """
        job = self._jobs.get(number)
        if job is None or job.project != project:
            raise NotFoundError("there is no such job")
        return job

    def of(self, project: str) -> list[Job]:
        """The jobs of a project that are known still, oldest first."""
        return [one for one in self._jobs.values() if one.project == project]

    def starting(self) -> list[Job]:
        """The projects that are being made, and those that could not be."""
        kinds = ("start", "start several")
        return [one for one in self._jobs.values() if one.kind in kinds and one.state != "done"
                and not one.is_cancelled]  # fmt: skip

    def realignment(self, job: Job) -> Realignment:
        """What a realignment found.

        Raises:
            NotFoundError: it has found nothing (yet), or is none.
        """
        if not isinstance(job.result, Realignment):
            raise NotFoundError("there is nothing to take")
        return job.result

    async def cancel(self, job: Job) -> None:
        """Give a job up, done or not."""
        if job.state == "running" and self._current is job:
            await self._worker.cancel()
        elif job.state == "waiting" and job.task is not None:
            job.task.cancel()
        if job.task is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await job.task
        job.result = None
        # A failure that was seen is not told again.
        job.is_cancelled = job.is_cancelled or job.state == "failed"

    def _forget(self) -> None:
        ended = [one.number for one in self._jobs.values() if one.state in ("done", "failed")]
        for number in ended[: max(0, len(self._jobs) - _MOST_KEPT)]:
            del self._jobs[number]

    def _tell(self, job: Job) -> None:
        self._hub.tell(job.project, "job", job.to_json())


class Crew:
    """The two workers of a server: one for jobs, one for what a page waits for."""

    def __init__(self, hub: Hub) -> None:
        self._long = Worker("duizhao-jobs")
        self.quick = Worker("duizhao-looks")
        self.jobs = Jobs(hub, self._long)
        self._warming: asyncio.Task[None] | None = None

    def warm(self) -> None:
        """Have the models for word links loaded when somebody has looked at pairs for a moment."""
        if self._warming is None:
            self._warming = asyncio.get_running_loop().create_task(self._warm())

    async def _warm(self) -> None:
        await asyncio.sleep(_WARM_AFTER_S)
        # What is wrong here is told to whoever asks for links.
        with contextlib.suppress(InputError, BrokenWork, Cancelled):
            await self.quick.do(
                "links", source_language="zh-Hans", target_language="en", units=[("茶", "tea")]
            )

    def close(self) -> None:
        """End both."""
        if self._warming is not None:
            self._warming.cancel()
        self._long.close()
        self.quick.close()

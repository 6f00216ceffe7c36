"""A project that pages look at, on a thread of its own: one ``Project`` is for one thread."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from corpora.errors import InputError
from review.project import Project, open_project
from review.server.changes import MOST_AT_ONCE, Known
from review.server.events import Hub
from review.server.links import Links
from review.server.shown import Json

Result = TypeVar("Result")
_News = list[tuple[str, Json]]
_END = object()
_WARM_AFTER_S, _STEP_S = 1.0, 0.03
"""When what no page has asked for yet is read, and how long that may keep others waiting."""
LOOK_S = 0.25
"""How often it is looked for what other processes decided."""


class Opened:
    """A project by its folder, opened when it is first asked for.

    ``name`` is what addresses call it. Work runs on the project's thread one after the other; a
    change, whoever made it, is told to all pages in the order in which it came.
    """

    def __init__(self, name: str, folder: Path, hub: Hub) -> None:
        self.name = name
        self.folder = folder
        self.links = Links()
        self._hub = hub
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"project-{name}")
        self._project: Project | None = None
        self._known: Known | None = None
        self._watch: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None

    async def read(self, work: Callable[[Project, Known], Result]) -> Result:
        """Do what only reads."""

        def run() -> tuple[Result, _News]:
            project, known = self._open()
            # What others did in the meantime is told before an answer that counts on it.
            news = self._news(project, known)
            return work(project, known), news

        result, news = await self._on_thread(run)
        self._tell(news)
        return result

    async def change(self, reviewer: str, work: Callable[[Project], object]) -> Json:
        """Do what decides, tell all pages what it changed, and say it.

        Raises:
            InputError: it cannot be done; nothing is written then.
        """

        def run() -> tuple[Json, _News]:
            project, known = self._open()
            news = self._news(project, known)
            known.look()
            project.reviewer = reviewer
            work(project)
            found = known.found_anew()
            told = self._changed(project, known)
            return told, [*news, *([self._found(found, known)] if found else []),
                          ("changed", told)]  # fmt: skip

        told, news = await self._on_thread(run)
        self._tell(news)
        return told

    def warm(self) -> None:
        """Read the terms in small steps, so that nobody waits for them when they are wanted."""
        if self._warming is None:
            self._warming = asyncio.get_running_loop().create_task(self._warm())

    async def _warm(self) -> None:
        await asyncio.sleep(_WARM_AFTER_S)
        steps: Iterator[None] | None = None

        def some() -> bool:
            nonlocal steps
            project, known = self._open()
            if len(project.document_names()) > MOST_AT_ONCE:
                return False
            steps = project.opening_terms() if steps is None else steps
            until = time.monotonic() + _STEP_S
            while time.monotonic() < until:
                if next(steps, _END) is _END:
                    known.terms()
                    # It stays: looking for cycles in it would make a key wait now and then.
                    gc.freeze()
                    return False
            return True

        with contextlib.suppress(InputError):
            while await self._on_thread(some):
                await asyncio.sleep(0)

    def _tell(self, news: _News) -> None:
        for name, data in news:
            self._hub.tell(self.name, name, data)

    def _news(self, project: Project, known: Known) -> _News:
        """What others changed since the pages were told."""
        if not project.refresh() and project.last == known.last:
            return []
        last = known.last
        found = known.found_anew()
        news: _News = [self._found(found, known)] if found else []
        if project.last != last:
            news.append(("changed", self._changed(project, known)))
        return news

    def _found(self, kinds: list[str], known: Known) -> tuple[str, Json]:
        return "found", {"project": self.name, "found": kinds, "counts": known.counts()}

    def _changed(self, project: Project, known: Known) -> Json:
        told = known.changed()
        by = project.last_reviewer
        return {"project": self.name, **told, "by": by, **turns(project, by)}

    def _open(self) -> tuple[Project, Known]:
        if self._project is None or self._known is None:
            self._project = open_project(self.folder)
            self._known = Known(self._project)
        return self._project, self._known

    async def _on_thread(self, run: Callable[[], Result]) -> Result:
        loop = asyncio.get_running_loop()
        if self._watch is None:
            self._watch = loop.create_task(self._look())
        return await loop.run_in_executor(self._thread, run)

    async def _look(self) -> None:
        """Tell open pages what other processes decide."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(LOOK_S)
            if not self._hub.listens(self.name):
                continue
            # A file that is held for long is looked at again next time.
            with contextlib.suppress(InputError):
                self._tell(await loop.run_in_executor(self._thread, self._look_once))

    def _look_once(self) -> _News:
        return self._news(*self._open())

    async def close(self) -> None:
        """Let go of the file."""
        for task in (self._watch, self._warming):
            if task is not None:
                task.cancel()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)

    def _close(self) -> None:
        if self._project is not None:
            self._project.close()
            self._project = self._known = None


def turns(project: Project, reviewer: str) -> Json:
    """Whether a reviewer can undo and redo; of the one who did the last operation, a page knows."""
    return {"can_undo": project.can_undo(reviewer), "can_redo": project.can_redo(reviewer)}

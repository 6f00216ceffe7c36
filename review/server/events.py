"""What open pages hear: changes of a project and how far a job is, as server-sent events."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from review.server.wire import dumps

BEAT_S = 15.0
"""A comment line as often as this tells a page, and whatever lies between, that we are there."""
_MOST_WAITING = 1_000


@dataclass(eq=False, slots=True)
class _Listener:
    project: str | None
    waiting: asyncio.Queue[str | None] = field(
        default_factory=lambda: asyncio.Queue(maxsize=_MOST_WAITING)
    )


class Hub:
    """Who listens, and to which project. Used on the server's event loop alone."""

    def __init__(self) -> None:
        self._listeners: set[_Listener] = set()
        self.is_closed = False

    def listens(self, project: str) -> bool:
        """Whether a page of a project is open."""
        return any(one.project in (project, None) for one in self._listeners)

    def tell(self, project: str | None, name: str, data: object) -> None:
        """Send an event to the pages of a project; to all where ``None``."""
        text = f"event: {name}\ndata: {dumps(data)}\n\n"
        for one in tuple(self._listeners):
            if project is None or one.project in (project, None):
                self._put(one, text)

    def _put(self, listener: _Listener, text: str | None) -> None:
        try:
            listener.waiting.put_nowait(text)
        except asyncio.QueueFull:
            # A page that does not read: it connects again, and then reads all.
            self._listeners.discard(listener)
            while not listener.waiting.empty():
                listener.waiting.get_nowait()
            listener.waiting.put_nowait(None)

    def close(self) -> None:
        """Say goodbye to all pages, so that they go on looking for us."""
        self.is_closed = True
        self.tell(None, "bye", {})
        for one in tuple(self._listeners):
            self._put(one, None)

    async def stream(self, project: str | None) -> AsyncIterator[str]:
        """The events of a project as they come, until the page or the server goes."""
        listener = _Listener(project)
        self._listeners.add(listener)
        try:
            yield "retry: 500\n: duizhao\n\n"
            while not self.is_closed or not listener.waiting.empty():
                text: str | None = ": still there\n\n"
                with contextlib.suppress(asyncio.TimeoutError):
                    text = await asyncio.wait_for(listener.waiting.get(), BEAT_S)
                if text is None:
                    return
                yield text
        finally:
            self._listeners.discard(listener)

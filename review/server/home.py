"""What a server serves: one project's folder, or a working folder with projects in it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

from corpora.files import written_whole
from review import PROJECT_FILE, is_project
from review.server.events import Hub
from review.server.guard import keep_secret
from review.server.opened import Opened
from review.server.places import Places
from review.server.wire import NotFoundError

OWN = ".duizhao-review"
"""The folder in which a home keeps what is the server's own: nothing of it is an export."""


class Home:
    """A folder and its projects, each under a number that stays the same over restarts."""

    def __init__(self, folder: Path, hub: Hub) -> None:
        self.folder = folder
        self.hub = hub
        self.own = folder / OWN
        self.is_project = is_project(folder)
        self._opened: dict[str, Opened] = {}
        self.own.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.secret = keep_secret(self.own / "secret")
        self.places = Places(self.own / "places.json")
        self._numbers = {} if self.is_project else self._read_numbers()

    def names(self) -> tuple[str, ...]:
        """What addresses call the projects, in the order they came."""
        if self.is_project:
            return ("1",)
        for folder in sorted(self.folder.iterdir()):
            if folder.name not in self._numbers.values() and _is_shown(folder):
                self.number_of(folder.name)
        return tuple(n for n, name in self._numbers.items() if is_project(self.folder / name))

    def number_of(self, name: str) -> str:
        """What addresses call the project in a folder of the working folder."""
        for number, known in self._numbers.items():
            if known == name:
                return number
        number = str(len(self._numbers) + 1)
        self._numbers[number] = name
        with written_whole(self.own / "projects.json", force=True) as file:
            file.write(json.dumps(self._numbers, ensure_ascii=False, indent=1).encode())
        return number

    def folder_of(self, number: str) -> Path:
        """A project's folder.

        Raises:
            NotFoundError: there is none.
        """
        if self.is_project and number == "1":
            return self.folder
        name = self._numbers.get(number)
        if name is None or self.is_project:
            raise NotFoundError("there is no such project")
        return self.folder / name

    def age_s(self, number: str) -> float:
        """How long ago a project was written to."""
        return time.time() - (self.folder_of(number) / PROJECT_FILE).stat().st_mtime

    def project(self, number: str) -> Opened:
        """A project, opened when it is first asked for.

        Raises:
            NotFoundError: there is none.
        """
        if number not in self._opened:
            folder = self.folder_of(number)
            if not is_project(folder):
                raise NotFoundError("there is no such project")
            self._opened[number] = Opened(number, folder, self.hub)
        return self._opened[number]

    def opened(self) -> Iterator[Opened]:
        """The projects that are open."""
        yield from self._opened.values()

    async def close(self) -> None:
        """Let go of all projects."""
        for one in self._opened.values():
            await one.close()
        self._opened = {}

    def _read_numbers(self) -> dict[str, str]:
        try:
            found = json.loads((self.own / "projects.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        # A name that leads out of the folder is none of ours.
        return {
            str(number): name
            for number, name in found.items()
            if isinstance(name, str) and name == Path(name).name and name not in ("", ".", "..")
        }


def _is_shown(folder: Path) -> bool:
    return folder.is_dir() and not folder.is_symlink() and is_project(folder)

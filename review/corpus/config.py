"""What a house always wants: ``duizhao.toml``, below what the command line says.

```toml
tool = "omegat"            # the CAT tool that memory and glossary are for
glossary = "house.xlsx"    # a reviewed glossary; relative to this file
memory = ["old.tmx", "2025"]    # earlier work: memories, glossaries, projects
profile = "checks.toml"    # what to check and what to ignore
encoder = "use"
word_links = "e5"         # with duizhao[e5]
duplicates = "best"
min_confidence = 0.7
withhold = "error"
workers = 8
fail_under = 0.9
fail_on = "error"
```
"""

from __future__ import annotations

import math
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpora.errors import InputError, did_you_mean
from corpora.language.encoders import TOKEN_ENCODERS, encoder_names
from corpora.memory.splitting import DUPLICATES, MIN_CONFIDENCE
from corpora.memory.tools import TOOLS
from corpora.values import counted
from quality.findings import SEVERITIES
from review.corpus.engines import ENGINES
from review.corpus.options import RunOptions
from review.corpus.running import Ran
from review.project.exporting import ExportChoices

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CONFIG = "duizhao.toml"

# Everything that can be wanted, with its type and what holds where nobody says.
DEFAULTS: dict[str, Any] = {
    "tool": "any",
    "encoder": None,
    "word_links": None,
    "glossary": None,
    "memory": (),
    "profile": None,
    "duplicates": "keep",
    "min_confidence": None,
    "withhold": None,
    "created_by": None,
    "dated": False,
    "engine": "local",
    "address": None,
    "results": None,
    "workers": 0,
    "worker_memory": 700,
    "retry": False,
    "force": False,
    "fail_under": None,
    "fail_on": None,
}
_PATHS = ("glossary", "profile", "memory")
_KINDS: dict[str, tuple[type, ...]] = {
    "min_confidence": (float, int), "fail_under": (float, int), "workers": (int,),
    "worker_memory": (int,), "dated": (bool,), "retry": (bool,), "force": (bool,),
    "memory": (list,),
}  # fmt: skip
_LIMITS: dict[str, tuple[float, float]] = {
    "min_confidence": (0, 1), "fail_under": (0, 1), "workers": (0, math.inf),
    "worker_memory": (200, math.inf),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What counts, and for each value where it is from: a file, the command line, the default."""

    values: Mapping[str, Any]
    origins: Mapping[str, str]
    decisions: tuple[Path, ...] = ()

    def run_options(self) -> RunOptions:
        """The same as the library takes it."""
        from review.commands.shared import stamp

        held = self.values
        sure = held["min_confidence"]
        choices = ExportChoices(
            tool=held["tool"],
            duplicates=held["duplicates"],
            withhold=held["withhold"],
            created_at=stamp(held["dated"]),
            created_by=held["created_by"],
            min_confidence=MIN_CONFIDENCE if sure is None else float(sure),
        )
        return RunOptions(
            engine=held["engine"], workers=held["workers"], memory_mb=held["worker_memory"],
            address=held["address"], results=held["results"], encoder=held["encoder"],
            word_links=held["word_links"],
            glossary=_path(held["glossary"]), profile=_path(held["profile"]), choices=choices,
            memory=tuple(map(Path, held["memory"])), decisions=self.decisions,
            retry=held["retry"], force=held["force"],
        )  # fmt: skip

    def failures(self, ran: Ran) -> list[str]:
        """What in a run is below what was wanted of it, in plain words."""
        under, grave = self.values["fail_under"], self.values["fail_on"]
        told = []
        if under is not None:
            told += [f"sure: {ran.sure:.1%} of the pairs"] if ran.sure < under else []
            pairs = ((ran.failed, "failed"), (ran.strangers, "no translation"))
            told += [f"{what}: {counted(count, 'document pair')}" for count, what in pairs if count]
        levels = SEVERITIES[: SEVERITIES.index(grave) + 1] if grave else ()
        return told + [counted(ran.findings[one], one) for one in levels if ran.findings.get(one)]


def _path(value: Any) -> Path | None:  # noqa: ANN401
    return None if value is None else Path(value)


def find_config(folder: Path, given: Mapping[str, Any]) -> Config:
    """The values that count for a folder.

    Args:
        folder: the run's; ``duizhao.toml`` is looked for in it, then in those above it.
        given: what the command line said; ``None``, ``False`` and a flag's default are nothing.

    Raises:
        InputError: the file cannot be read, or holds what is not known.
    """
    path = next(
        (place / CONFIG for place in (folder.absolute(), *folder.absolute().parents)
         if (place / CONFIG).is_file()),
        None,
    )  # fmt: skip
    held = read_config(path) if path else {}
    values, origins = {}, {}
    for name, default in DEFAULTS.items():
        said = given.get(name)
        if said is not None and said != default:
            said = [str(one) for one in said] if isinstance(default, tuple) else said
            values[name], origins[name] = said, "the command line"
        elif name in held:
            values[name], origins[name] = held[name], str(path)
        else:
            values[name], origins[name] = default, "the default"
    return Config(values=values, origins=origins, decisions=tuple(given.get("decisions") or ()))


def read_config(path: Path) -> dict[str, Any]:
    """What a ``duizhao.toml`` says; files in it are relative to it.

    Raises:
        InputError: it cannot be read, or holds what is not known.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"cannot be read ({error})", path=path, hint="mend it") from error
    for name, value in table.items():
        if name not in DEFAULTS:
            raise InputError(
                f"“{name}” is nothing to choose", path=path, hint=did_you_mean(name, DEFAULTS)
            )
        kinds = _KINDS.get(name, (str,))
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise InputError(
                f"{name} is {value!r}, which is no {kinds[0].__name__}", path=path, hint="mend it"
            )
        if isinstance(value, list) and not all(isinstance(one, str) for one in value):
            raise InputError(f"{name} is no list of names", path=path, hint="mend it")
        _refuse_value(name, value, path)
    return {
        name: _beside(path, value) if name in _PATHS else value for name, value in table.items()
    }


def _refuse_value(name: str, value: Any, path: Path) -> None:  # noqa: ANN401
    """Refuse before hours of work what would make no sense after it.

    Raises:
        InputError: it is none of the names there are, or no number that can be.
    """
    known = _choices().get(name)
    if known is not None and value not in known:
        raise InputError(
            f"{name} is “{value}”", path=path, hint=did_you_mean(str(value), sorted(known))
        )
    least, most = _LIMITS.get(name, (-math.inf, math.inf))
    if name in _LIMITS and not least <= value <= most:
        hint = f"choose {least} or more" + (f", up to {most}" if most < math.inf else "")
        raise InputError(f"{name} is {value}", path=path, hint=hint)


def _choices() -> dict[str, Collection[str]]:
    """The names that can be said, where these are not any."""
    return {
        "tool": TOOLS, "engine": ENGINES, "duplicates": DUPLICATES, "encoder": encoder_names(),
        "word_links": TOKEN_ENCODERS,
        "withhold": SEVERITIES, "fail_on": SEVERITIES,
    }  # fmt: skip


def _beside(path: Path, value: str | list[str]) -> str | list[str]:
    """The names of files as seen from where the table lies."""
    if isinstance(value, list):
        return [str(path.parent / one) for one in value]
    return str(path.parent / value)

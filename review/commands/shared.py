"""What commands share: groups of options, word for word, and what the library takes for them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from corpora.language.encoders import TOKEN_ENCODERS, encoder_names
from review import PROJECT_FILE

if TYPE_CHECKING:  # a command should not wait for stages it does not run
    from review.jobs.pair_options import PairOptions

Command = TypeVar("Command", bound=Callable[..., Any])

LANGUAGES = click.Choice(["zh-Hans", "zh-Hant", "en"])


class Names(click.Choice[str]):
    """A choice among names that are read when they are needed: for help, a value, the shell."""

    def __init__(self, read: Callable[[], Sequence[str]]) -> None:
        self._read = read
        super().__init__(())

    @property
    def choices(self) -> tuple[str, ...]:
        """The names."""
        return tuple(self._read())

    @choices.setter
    def choices(self, _: object) -> None:
        """Nothing is kept."""


def _memory_tools() -> Sequence[str]:
    from corpora.memory.tools import TOOLS

    return [*TOOLS]


class _Name(click.ParamType[str]):
    """A name, which is not empty."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value).strip():
            self.fail("it is empty", param, ctx)
        return value


NAME = _Name()


class _Path(click.Path):
    """A path; an empty one, which would be the current folder, is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("it is empty", param, ctx)
        return super().convert(value, param, ctx)


PATH = _Path(path_type=Path, readable=False)
TEXT = _Path(path_type=str, allow_dash=True, readable=False)
"""A document or a file of pairs; ``-`` is standard input or output."""


def _options(*options: Callable[[Any], Any]) -> Callable[[Command], Command]:
    """Several click options as one decorator, so that commands share them word for word."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


encoder = click.option(
    "--encoder",
    type=click.Choice(encoder_names()),
    help="What compares meanings; 'none' goes by dictionary, numbers and lengths.  [default: use]",
)
bank = click.option(
    "--bank",
    metavar="GLOSSARY|none",
    help="A glossary in place of the bank of policy language; 'none' goes without.",
)
word_links = click.option(
    "--word-links",
    type=click.Choice(list(TOKEN_ENCODERS)),
    help="An encoder that reads words in context and helps to choose renderings, with duizhao[e5].",
)
reading = _options(
    click.option("--source-lang", type=LANGUAGES, help="Language of SOURCE; detected otherwise."),
    click.option("--target-lang", type=LANGUAGES, help="Language of TARGET; detected otherwise."),
    click.option("--segmented", is_flag=True, help="Take one segment a line, as it stands."),
)
memory = click.option(
    "--memory",
    type=PATH,
    multiple=True,
    metavar="FILE",
    help="Earlier work of the house: a memory, other pairs, a glossary, a project's folder. Its "
    "sentences, words and terms are evidence, never a command; several are allowed.",
)
aligning = _options(
    encoder,
    memory,
    click.option(
        "--anchors",
        type=PATH,
        help="BITEXT of pairs a person has confirmed: kept exactly, and they guide the rest.",
    ),
    click.option(
        "--glossary",
        type=PATH,
        help="A reviewed glossary: its approved terms guide the pairing.",
    ),
    click.option(
        "--max-bead",
        type=click.IntRange(1, 40),
        default=40,
        show_default=True,
        metavar="N",
        help="Most segments of a pair on one side.",
    ),
    click.option("--no-crossings", is_flag=True, help="Keep both sides in order, come what may."),
    click.option("--fast", is_flag=True, help="Twice as fast and a little less exact, for bulk."),
    click.option(
        "--anyway", is_flag=True, help="Align even what does not look like a translation."
    ),
)
writing = _options(
    click.option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        metavar="P",
        help="Pairs below P are kept, marked and listed; beside a memory, in a file of their own.",
    ),
    click.option(
        "--duplicates",
        type=click.Choice(["keep", "best", "latest"]),
        default="keep",
        show_default=True,
        help="Which targets of a source that occurs again a memory keeps.",
    ),
    click.option(
        "--for",
        "tool",
        type=Names(_memory_tools),
        default="any",
        show_default=True,
        help="The CAT tool the file is for.",
    ),
    click.option("--dated", is_flag=True, help="Put today's date on the units."),
    click.option("--by", "created_by", type=NAME, metavar="NAME", help="Who the units are by."),
)
glossary_tool = click.option(
    "--for",
    "tool",
    # As ``glossary.formats.TOOLS`` has them, for which no help should wait; a test compares.
    type=click.Choice(["deepl", "excel", "memoq", "multiterm", "omegat", "trados"]),
    help="The program whose own table to write.",
)
fail_under = click.option(
    "--fail-under",
    type=click.FloatRange(0, 1),
    metavar="P",
    help="Exit with code 1 when a smaller share of the sentences has a counterpart.",
)
talking = _options(
    click.option("--force", is_flag=True, help="Overwrite files that exist."),
    click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON."),
    click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors and --json."),
)


def pair_options(choices: dict[str, Any]) -> PairOptions:
    """The shared options of ``run`` and ``align``, as the library wants them."""
    from align import AlignOptions
    from review.jobs.pair_options import PairOptions

    return PairOptions(
        source_language=choices["source_lang"],
        target_language=choices["target_lang"],
        segmented=choices["segmented"],
        encoder=choices["encoder"],
        anchors=choices["anchors"],
        glossary=choices["glossary"],
        memory=choices["memory"],
        anyway=choices["anyway"],
        align=AlignOptions(
            max_bead=choices["max_bead"],
            crossings=not choices["no_crossings"],
            fast=choices["fast"],
        ),
    )


def pairs(path: Path) -> Path:
    """A file of pairs: the path itself, or that of a project's folder, brought up to date."""
    if not (path / PROJECT_FILE).is_file():
        return path
    from review.project.exporting import pairs_file

    return pairs_file(path)


def least(choices: dict[str, Any]) -> dict[str, Any]:
    """``--min-confidence`` where it was said; the library knows the default."""
    given = choices["min_confidence"]
    return {} if given is None else {"min_confidence": given}


def with_labels(choices: dict[str, Any]) -> bool:
    """``--labels``, which who names a tool has unless told otherwise."""
    given: bool | None = choices["labels"]
    return choices["tool"] != "any" if given is None else given


def without_none(choices: dict[str, Any]) -> dict[str, Any]:
    """The options that were said; the library knows the others' defaults."""
    return {name: value for name, value in choices.items() if value is not None}


def stamp(dated: bool) -> str | None:
    """The moment for a memory's dates, UTC; none unless asked, so that bytes do not change."""
    if not dated:
        return None
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(int(epoch) if epoch.isdigit() else None))

"""The fields of the options classes as keyword arguments, for editors and type checkers.

A test compares them with the classes; defaults and meanings stand there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar

from corpora.errors import OptionError, did_you_mean
from corpora.formats.streams import Context, Markup, ReadOptions

if TYPE_CHECKING:  # only names of types; who aligns should not wait for scores
    from _typeshed import DataclassInstance

    from glossary.extract import View
    from quality.score.overlap import Resampling
    from quality.score.report import Taking

    Options = TypeVar("Options", bound=DataclassInstance)
else:
    Options = TypeVar("Options")


class ReadChoices(TypedDict, total=False):
    """See ``ReadOptions``."""

    source_language: str | None
    target_language: str | None
    markup: Markup
    recover: bool
    partner: str | Path | None


class AlignChoices(TypedDict, total=False):
    """See ``AlignOptions``."""

    max_bead: int
    crossings: bool
    fast: bool


class TermChoices(TypedDict, total=False):
    """See ``TermOptions``."""

    view: View
    limit: int | None
    min_confidence: float
    user_dictionary: Path | None
    bank: str | None
    word_links: str | None
    candidates_a_unit: float
    contexts: int
    names: bool
    workers: int


class ScoreChoices(TypedDict, total=False):
    """See ``ScoreOptions``."""

    metrics: tuple[str, ...]
    language: str | None
    take: Taking
    fold_script: bool
    intervals: bool
    resampling: Resampling
    learned: tuple[str, ...]


class CheckChoices(TypedDict, total=False):
    """See ``CheckOptions``."""

    checks: tuple[str, ...] | None
    skip: tuple[str, ...]
    ignore: frozenset[str]
    severities: Mapping[str, str]
    find_terms: bool
    bank: str | None


class CleanChoices(ReadChoices, total=False):
    """See ``CleanOptions``."""

    checks: tuple[str, ...]
    duplicates: str
    mend: bool
    since: str | None
    before: str | None
    documents: tuple[str, ...]
    speakers: tuple[str, ...]
    min_confidence: float | None


class FindChoices(ReadChoices, total=False):
    """See ``FindOptions``."""

    side: str
    fuzzy: bool
    min_score: float
    limit: int
    context: int


class ConvertChoices(ReadChoices, total=False):
    """See ``ConvertOptions``."""

    min_confidence: float
    duplicates: str
    tool: str
    xliff: str
    created_at: str | None
    created_by: str | None


class EvaluateChoices(TypedDict, total=False):
    """See ``EvaluateOptions``."""

    source_segments: tuple[Path, ...]
    target_segments: tuple[Path, ...]
    is_grouped: bool | None
    samples: int
    seed: int


class BitextChoices(TypedDict, total=False):
    """How ``write`` writes a bitext; see ``WriteOptions``."""

    level: str
    created_at: str | None
    created_by: str | None
    context: Context
    regions: bool
    gaps: bool
    xliff: Literal["1.2", "2.1"]


class AlignmentChoices(TypedDict, total=False):
    """How ``write`` writes an alignment; see ``corpora.memory.exporting.write_alignment``."""

    level: str
    min_confidence: float
    duplicates: str
    labels: bool
    tool: str
    created_at: str | None
    created_by: str | None


class GlossaryChoices(TypedDict, total=False):
    """How ``write`` writes a glossary; see ``glossary.write_glossary``."""

    tool: str | None
    tbx: int


def chosen(kind: type[Options], options: Options | None, choices: Mapping[str, Any]) -> Options:
    """Options with some of them chosen by name; those of reading go to ``options.read``.

    A list, or one text, does where there may be several.

    Raises:
        OptionError: there is no such option, or not such a choice.
    """
    options = kind() if options is None else options
    own = {one.name: str(one.type) for one in fields(kind)}
    reading = [one.name for one in fields(ReadOptions)] if "read" in own else []
    for name in choices:
        if name not in (*own, *reading):
            raise OptionError(
                f"there is no option called {name}", hint=did_you_mean(name, (*own, *reading))
            )
    changed = {name: _several(value, own[name]) for name, value in choices.items() if name in own}
    read = {name: value for name, value in choices.items() if name not in own}
    if read:
        changed["read"] = replace(options.read, **read)  # type: ignore[attr-defined]
    return replace(options, **changed)


def _several(value: Any, kind: str) -> Any:  # noqa: ANN401
    makes = next((make for make in (tuple, frozenset) if kind.startswith(make.__name__)), None)
    if makes is None or value is None:
        return value
    return makes([value] if isinstance(value, (str, Path)) else value)

"""What CAT tools are known to do with a memory, and where that knowledge comes from.

The tables are ``tools.json`` (a line for each tool, with its source) and ``segmentation.json``
(where tools end a segment, in the manner of SRX: of the rules whose two patterns stand on
either side of a place, the first decides).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from corpora.errors import OptionError
from corpora.units import Span, is_chinese

if TYPE_CHECKING:  # whoever wants the tools' names alone waits for no format
    from corpora.formats.streams import Context

# The longest stretch before a place that a rule looks at.
_LOOK_BACK = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A CAT tool as far as a memory for it goes.

    Attributes:
        title: its name.
        rules: which rules of ``segmentation.json`` are like its own.
        winner: which of several targets of one source it inserts: ``first`` or ``last``.
        longest_chars: the longest text it takes on a side; ``None`` where no limit is known.
        one_target: whether it keeps one target for a source.
        text_paragraphs: what ends a paragraph of a plain text file: ``lines`` or
            ``empty lines``.
        context: how it is told the neighbours' sources (``x-context-…`` props): ``none``, with
            the ``unit``, or as memoQ does it with the ``source`` text.
        codes: ``regions`` where a language must be named by a region (``zh-CN``, not
            ``zh-Hans-CN``), else ``as given``.
        source: where all this comes from.
        next: what is done with the files there, in plain words; empty where none is meant.
    """

    title: str
    rules: str
    winner: str
    longest_chars: int | None
    one_target: bool
    text_paragraphs: str
    context: Context
    codes: Literal["as given", "regions"]
    source: str
    next: str = ""

    def rule_for(self, duplicates: str) -> str:
        """The rule for duplicates it needs: ``best`` in place of ``keep`` for one target."""
        return "best" if self.one_target and duplicates == "keep" else duplicates


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Whether a segment ends between two patterns."""

    breaks: bool
    before: re.Pattern[str]
    at_end: re.Pattern[str]
    after: re.Pattern[str]


def _table(name: str) -> Any:  # noqa: ANN401
    return json.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


TOOLS: dict[str, Tool] = {name: Tool(**entry) for name, entry in _table("tools.json").items()}


def find_tool(name: str) -> Tool:
    """A tool by its name in ``TOOLS``.

    Raises:
        OptionError: there is none of that name.
    """
    tool = TOOLS.get(name.lower())
    if tool is None:
        raise OptionError(
            f"{name} is no tool that is known here", hint=f"use one of {', '.join(TOOLS)}"
        )
    return tool


@cache
def _rules(name: str, language: str) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            breaks=entry["breaks"],
            before=re.compile(entry["before"]),
            at_end=re.compile(f"(?:{entry['before']})\\Z"),
            after=re.compile(entry["after"]),
        )
        for entry in _table("segmentation.json")[name][language]
    )


def tool_segments(text: str, language: str, tool: Tool) -> list[Span]:
    """Where a tool begins and ends the segments of one paragraph, without blanks at the ends.

    >>> text = "“好。”他说。走吧！"
    >>> [text[a:b] for a, b in tool_segments(text, "zh-Hans", TOOLS["omegat"])]
    ['“好。”他说。', '走吧！']
    """
    rules = _rules(tool.rules, "zh" if is_chinese(language) else "en")
    places = sorted(
        {
            found.end()
            for rule in rules
            if rule.breaks
            for found in rule.before.finditer(text)
            if found.end() < len(text)
        }
    )
    ends = [place for place in places if _breaks(text, place, rules)] + [len(text)]
    spans = []
    start = 0
    for end in ends:
        spans.append(trimmed(text, start, end))
        start = end
    return [span for span in spans if span[0] < span[1]]


def _breaks(text: str, place: int, rules: tuple[Rule, ...]) -> bool:
    for rule in rules:
        if rule.after.match(text, place) and rule.at_end.search(
            text, max(0, place - _LOOK_BACK), place
        ):
            return rule.breaks
    return False


def trimmed(text: str, start: int, end: int) -> Span:
    """A span without the blanks at its ends.

    >>> trimmed(" 甲 ", 0, 3)
    (1, 2)
    """
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def tool_paragraphs(text: str, ends: str) -> list[Span]:
    r"""The paragraphs a tool sees in a plain text: between line ends, or between empty lines.

    >>> tool_paragraphs("甲\n乙\n\n丙", "empty lines")
    [(0, 3), (5, 6)]
    """
    separator = re.compile(r"\n" if ends == "lines" else r"\n[^\S\n]*\n\s*")
    spans = []
    start = 0
    for found in separator.finditer(text):
        spans.append(trimmed(text, start, found.start()))
        start = found.end()
    spans.append(trimmed(text, start, len(text)))
    return [span for span in spans if span[0] < span[1]]

"""Form: spaces, brackets, quotes, widths, capitals and ends of the translation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpora.language.han import HAN
from corpora.units import Span, is_chinese
from quality.check.context import Context
from quality.check.declaration import Check, Languages, Rule
from quality.check.form.patterns import find_patterns, is_abbreviated
from quality.check.form.vocabulary import find_glued_words
from quality.findings import Draft, Severity
from quality.messages import say

_MARKS = {
    False: str.maketrans("。！？", ".!?"),
    True: str.maketrans(".!?", "。！？"),
}
# Fewer units or places show no habit.
_HABIT_UNITS, _ONCE_OR_TWICE = 8, 2
_DOUBLE_SPACE = re.compile(r"(?<=\S) {2,}(?=\S)")
_PAIRS = {"(": ")", "[": "]", "（": "）", "【": "】", "《": "》", "「": "」", "『": "』"}
_SMALL_START = re.compile(r"[\s“\"'‘(\[–—•-]*[a-z]")
_SMALL_AFTER_STOP = re.compile(r"(?<=[a-z]{3})[.!?]”? +(?=[a-z]{2,})")
_TERMINAL = re.compile(r"[.!?。！？…:：;；][”“’\"')\]）」』】\s]*$")
_SENTENCE_END = re.compile(r"([。！？.!?])[”’\"')\]）」』】]*\s*$")


def find_form_errors(context: Context) -> Iterator[Draft]:
    """What is wrong with the translation as it stands on the page, whatever it says."""
    chinese = is_chinese(context.bitext.target_language)
    previous = ""
    double_spaced = _is_double_spaced(context)
    unstopped = _is_unstopped(context)
    for index, unit in enumerate(context.bitext.units):
        text = unit.target
        if not text.strip():
            continue
        yield from find_patterns(index, text, unit.source, chinese=chinese)
        if not double_spaced:
            yield from _double_spaces(index, text)
        yield from _unbalanced(index, unit.source, text)
        if not unstopped:
            yield from _ends(index, unit.source, text, context.bitext.target_language)
        if not chinese:
            yield from _capitals(index, unit.source, text, previous)
        previous = text
    if not chinese:
        yield from _glued(context)
        yield from find_touching(context)


def _is_double_spaced(context: Context) -> bool:
    """Whether two spaces after a full stop, or for a Chinese comma, are the translation's habit."""
    targets = [unit.target for unit in context.bitext.units]
    before, after = r"[.!?]", r"\S"
    if is_chinese(context.bitext.target_language):
        before = after = HAN.pattern
    doubled = sum(len(re.findall(f"{before}  (?={after})", text)) for text in targets)
    single = sum(len(re.findall(f"{before} (?={after})", text)) for text in targets)
    return doubled > max(single, _ONCE_OR_TWICE)


def _is_unstopped(context: Context) -> bool:
    """Whether the translation has no marks at the ends of lines, as subtitles in Chinese."""
    stopped = [
        _TERMINAL.search(unit.target) is not None
        for unit in context.bitext.units
        if unit.target.strip() and _SENTENCE_END.search(unit.source)
    ]
    return len(stopped) >= _HABIT_UNITS and 2 * sum(stopped) < len(stopped)


def _double_spaces(index: int, text: str) -> Iterator[Draft]:
    matches = list(_DOUBLE_SPACE.finditer(text))
    if 0 < len(matches) < 3:
        match = matches[0]
        yield Draft(
            rule="double space",
            unit=index,
            said=say("form.double space"),
            expected=" ",
            target_span=match.span(),
        )


def _unbalanced(index: int, source: str, text: str) -> Iterator[Draft]:
    """Brackets and quotes that do not pair, unless the source's do not either."""
    for opening, closing in _PAIRS.items():
        difference = text.count(opening) - text.count(closing)
        if not difference or _is_open(source) or (closing == ")" and _has_list_marker(text)):
            continue
        mark = opening if difference > 0 else closing
        at = text.rfind(mark)
        yield Draft(
            rule="unbalanced",
            detail=opening,
            unit=index,
            said=say("form.unbalanced", text=mark),
            target_span=(at, at + 1),
        )
    yield from _unbalanced_quotes(index, source, text)


def _unbalanced_quotes(index: int, source: str, text: str) -> Iterator[Draft]:
    straight, opening, closing = (text.count(mark) for mark in '"“”')
    # An odd straight mark after a digit is inches.
    odd = straight % 2 and not re.search(r'\d"', text)
    if _is_open(source) or not (odd or opening != closing):
        return
    at = max(text.rfind(mark) for mark in '"“”')
    mixed = (straight + opening + closing) % 2 == 0
    yield Draft(
        rule="quotation marks",
        severity="minor" if mixed else None,
        unit=index,
        said=say("form.mixed quotation marks" if mixed else "form.lone quotation mark"),
        target_span=(at, at + 1),
    )


def _is_open(text: str) -> bool:
    quotes = text.count('"') % 2 == 1 or text.count("“") != text.count("”")
    return quotes or any(
        text.count(opening) != text.count(closing) for opening, closing in _PAIRS.items()
    )


def _has_list_marker(text: str) -> bool:
    return bool(re.search(r"(?:^|[\s;:,])(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})\)|[:;8]-?\)", text))


def _ends(index: int, source: str, text: str, language: str) -> Iterator[Draft]:
    """A sentence must end as one; a question must stay one."""
    ours, theirs = _SENTENCE_END.search(source), _TERMINAL.search(text)
    if ours is None:
        return
    last = text.rstrip()
    at = (len(last) - 1, len(last))
    question = ours[1] in "？?"
    # A salutation's 各位代表！ is a comma in English.
    if theirs is None and not (last.endswith((",", "，")) and len(source) < 16):
        yield Draft(
            rule="no full stop",
            unit=index,
            said=say("form.no full stop"),
            expected=ours[1].translate(_MARKS[is_chinese(language)]),
            source_span=ours.span(1),
            target_span=at,
        )
    elif question and not re.search(r"[?？]", text) and "吗" in source[-4:]:
        yield Draft(
            rule="question",
            unit=index,
            said=say("form.question"),
            expected="?",
            source_span=ours.span(1),
            target_span=at,
        )


def _capitals(index: int, source: str, text: str, previous: str) -> Iterator[Draft]:
    if _SENTENCE_END.search(source) and (not previous or _SENTENCE_END.search(previous)):
        start = _SMALL_START.match(text)
        word = re.match(r"\W*(\S+)", text)
        odd = word is None or re.search(r"[A-Z./@\d]", word[1]) is not None
        if start and not odd and source[:1] not in "…—":
            yield _small(index, (start.end() - 1, start.end()))
    for match in _SMALL_AFTER_STOP.finditer(text):
        after = re.match(r"\S+", text[match.end() :])
        if is_abbreviated(text, match.start()) or "”" in match[0]:
            continue
        is_plain = after and not re.search(r"[A-Z./@\d]", after[0].rstrip(".,;:!?"))
        # In “Really?” he asked the small letter is right.
        is_quoted = text[match.start()] != "." and "“" in text[: match.start()]
        if is_plain and not is_quoted:
            yield _small(index, (match.end(), match.end() + 1))


def _small(index: int, span: Span) -> Draft:
    return Draft(
        rule="small letter",
        unit=index,
        said=say("form.small letter"),
        target_span=span,
    )


def _glued(context: Context) -> Iterator[Draft]:
    for index, span, parts in find_glued_words([unit.target for unit in context.bitext.units]):
        text = context.bitext.units[index].target[span[0] : span[1]]
        yield Draft(
            rule="glued words",
            unit=index,
            said=say("form.no space in", text=text),
            expected=" ".join(parts),
            target_span=span,
        )


def find_touching(context: Context) -> Iterator[Draft]:
    """Spaces lost between two units, or after a speaker's name: only the document shows them."""
    document = context.target
    if document is None:
        return
    owners = {
        number: index
        for index, unit in enumerate(context.bitext.units)
        for number in range(*(unit.target_span or (0, 0)))
    }
    for number, segment in enumerate(document.segments[:-1]):
        following = document.segments[number + 1]
        here, there = owners.get(number), owners.get(number + 1)
        touches = segment.end == following.start and following.text[0].isalpha()
        if here is not None and here != there and touches and segment.text[-1] in ".!?;,":
            text = context.bitext.units[here].target
            last, first = segment.text.split()[-1], following.text.split()[0]
            yield _touching(here, last, first, (len(text) - len(last), len(text)))
    starts = {one.start: number for number, one in enumerate(document.segments)}
    for turn in document.turns:
        if turn.label is None or document.text[turn.label[1] - 1] != ":":
            continue
        number = starts.get(turn.label[1], -1)
        if number in owners:
            first = document.segments[number].text.split()[0]
            name = document.text[turn.label[0] : turn.label[1]].split()[-1]
            at = context.bitext.units[owners[number]].target.find(first)
            if at >= 0:
                yield _touching(owners[number], name, first, (at, at + len(first)))


def _touching(index: int, before: str, after: str, span: Span) -> Draft:
    return Draft(
        rule="space after stop" if before[-1] != ":" else "space after mark",
        unit=index,
        said=say("form.no space between", before=before, after=after),
        expected=f"{before} {after}",
        target_span=span,
    )


def _in(languages: Languages, *rows: tuple[str, Severity, str, str]) -> tuple[Rule, ...]:
    """Rules of a name, a severity, what they tell and an example, all in texts of a language."""
    return tuple(
        Rule(name=name, severity=severity, tells=tells, example=example, languages=languages)
        for name, severity, tells, example in rows
    )


FORM = Check(
    name="form",
    about="spaces, marks, brackets, quotation marks and capitals of the translation",
    find=find_form_errors,
    rules=(
        *_in(
            "any to en",
            ("space after stop", "minor", "a space lost after the end of a sentence, of a unit "
             "too where two documents are checked", "*planning.Further*"),
            ("space after mark", "minor", "a space lost after a comma, a colon, a speaker's name",
             "*Zhuanglong:Thank*"),
            ("space before number", "minor", "a space lost before a number", "*in2023*"),
            ("space after number", "minor", "a space lost after a number", "*12companies*"),
            ("space at bracket", "minor", "a space lost at a bracket", "*plan(draft)*"),
        ),
        Rule(
            name="space before mark",
            severity="minor",
            tells="a space before a mark, or before it instead of after it",
            example="*the plan .*",
            languages="any to en",
        ),
        *_in(
            "any to en",
            ("ordinal", "minor", "a space inside an ordinal", "*20 th*"),
            ("ordinal ending", "error", "an ordinal with the wrong ending", "*23th*"),
            ("full width", "minor", "full-width characters in English", "*2023，*"),
            ("small letter", "warning", "a sentence that begins with a small letter", ""),
            ("glued words", "warning", "two words run together: they follow each other elsewhere "
             "in the text, or one is *the*, *of*, *and* …", "*theworld*"),
        ),
        *_in(
            "any",
            ("doubled word", "error", "a word said twice", "*the the*, 的的"),
            ("doubled mark", "warning", "two marks side by side", "*,,*, 。。"),
            ("double space", "minor", "two spaces in a row, where that is no habit", ""),
            ("unbalanced", "warning", "a bracket without a counterpart, unless the source has "
             "such too", "*(the plan*"),
        ),
        Rule(
            name="quotation marks",
            severity="warning",
            tells="a quotation mark without a counterpart",
            else_=(("minor", "straight and curved ones mixed"),),
        ),
        *_in(
            "any",
            ("no full stop", "minor", "a sentence without an end where the source has one", ""),
            ("question", "warning", "a question that became a statement", ""),
        ),
        *_in(
            "any to zh",
            ("half width", "warning", "half-width marks between Chinese characters", "我们,"),
            ("space", "minor", "a stray space at a mark", "我们 。"),
        ),
    ),
)  # fmt: skip

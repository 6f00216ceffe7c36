"""Where an English sentence ends.

Every ``.``, ``!``, ``?`` and ellipsis is a candidate; what stands before it (an abbreviation, an
initial, a list marker) and after it (a capital, a small letter, a number, nothing at all) decides.
Translations are not edited prose: a space may be missing (``planning.Further``), a sentence may
begin with a small letter (``thank you``).
"""

from __future__ import annotations

import re
from functools import cache

from corpora.language.wordlists import rows
from corpora.segment.quotes import find_quotes
from corpora.segment.run_on import starters
from corpora.segment.spans import Brackets, Shelter, last_stop, spans_between
from corpora.units import Span

_CLOSERS = "\"＂″'”“’)\\]}»"
_STOP = re.compile(
    rf"(?:[!?…。！？]|\.(?: ?\.)*)+[{_CLOSERS}]*(?:[ ]?[.!?]+(?=\s|$)[{_CLOSERS}]*)?"
    r"|(?P<semicolon>;)|(?P<lost>[^\s.!?](?= (?:-- [A-Z]|[•●▪■◆]))|,(?= [A-Z])|:(?= First, ))"
)
# A line of its own once: Esteemed Deputies, | Last year …
_SALUTATION = re.compile(
    r"\s*(?:(?:My |And )?"
    r"(?:Fellow|Esteemed|Distinguished|Honou?rable|Dear|Respected|Comrades|Ladies)"
    r"(?: [A-Za-z’'-]+){0,5}|Mr\. (?:President|Speaker|Chairman)|Your Excellenc(?:y|ies))"
    r"(?:, (?:Fellow|Distinguished|Dear|Ladies|dear|distinguished|ladies)(?: [A-Za-z’'-]+){1,5})*"
)
# From so many on, dashes before capitals are a list's.
_FEW_DASHES = 3
_DASH, _LIST_DASH = re.compile(r" (?:-- |[•●▪■◆])"), re.compile(r" (?:-- (?=[A-Z])|[•●▪■◆])")
_BRACKETS = Brackets({"(": ")", "[": "]", "（": "）"}, longest=300)
# Names that end in a mark.
_SHOUTED = frozenset(["Yahoo", "Yum", "Jeopardy", "Oklahoma", "Joomla"])
_REACH = 60
_BEFORE_WORD = frozenset(' \t\n\u00a0\u3000([{“‘"—–/')
_NEXT = re.compile(r"\s*(?P<opening>[\"'“‘(\[{«*_#]*)(?P<word>[^\s,;:!?()\"”“—–]{0,40})")
_INITIAL = re.compile(r"(?:[A-Z]\.-?)*[A-Z]")
_DOTTED = re.compile(r"(?:[A-Za-z]{1,2}\.)+[A-Za-z]{1,2}")
_MARKER = re.compile(r"[(\[]?(?:\d{1,3}|\d{1,2}(?:\.\d{1,2})+|[IVXLC]{1,5}|[ivxl]{1,5}|[A-Za-z])")
_LONGEST_MARKER = 16
_LISTED = re.compile(rf"\s*{_MARKER.pattern}[)\]]?\s?")
_LEAD = " \t\u00a0\u3000([*#-"
_ADDRESS = re.compile(r"://|www\.|@|[/\\_=]", re.IGNORECASE)
_SUFFIX = re.compile(
    r"(?:com|net|org|gov|edu|io|cn|hk|tw|uk|us|eu|ai|app|dev|js|ts|py|md|txt|pdf|docx?|xlsx?|html?)\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\s*(?!(?:He|She|They|We|It)\b)(?:[A-Z][\w.’'-]{0,40}\s+){0,3}(?:said|says|asked|asks|replied|added|told|wrote|writes|cried"
    r"|shouted|exclaimed|answered|whispered|muttered|wondered|demanded|insisted|recalled)\b"
)


def segment(text: str, *, semicolons: bool = False) -> list[Span]:
    """The sentences of one English paragraph; see ``corpora.segment.segment``.

    >>> text = "No. 1 is the U.S. Congress. It met at 5 p.m. Fix planning.Further work? thank you"
    >>> [text[a:b] for a, b in segment(text)]
    ['No. 1 is the U.S. Congress.', 'It met at 5 p.m. Fix planning.', 'Further work?', 'thank you']
    """
    shelter = Shelter(_sheltered(text))
    quotes = find_quotes(text)
    listed = _is_dash_list(text)
    breaks = []
    start = 0
    for found in _STOP.finditer(text):
        if shelter.covers(found.start()):
            continue
        end = quotes.before_opening(found.start(), found.end())
        if found["semicolon"]:
            ends = semicolons
        elif is_list_marker(text, start, found.start()):
            ends = end >= len(text)
        elif found["lost"]:
            ends = _ended_line(text, start, end, listed=listed)
        else:
            ends = end < found.end() or ends_sentence(text, start, found.start(), end)
        if ends:
            breaks.append(end)
            start = end
    return spans_between(text, breaks)


def is_list_marker(text: str, start: int, stop: int) -> bool:
    """Whether nothing but a list's number stands before a full stop: ``1."Goods"``, ``10.Maps``.

    What follows without a blank is the item, be it a quotation or a capital.
    """
    if text[stop : stop + 1] != "." or stop - start > _LONGEST_MARKER:
        return False
    return (
        _LISTED.fullmatch(text, start, stop) is not None and not text[stop + 1 : stop + 2].isspace()
    )


def _is_dash_list(text: str) -> bool:
    """Whether dashes begin the items of a list that lost its line breaks."""
    items = len(_LIST_DASH.findall(text))
    return items >= _FEW_DASHES and items >= 0.8 * len(_DASH.findall(text))


def _ended_line(text: str, start: int, end: int, *, listed: bool) -> bool:
    """Whether what ends at ``end`` without a full stop was a line of its own."""
    if text[end - 1] == ",":
        return _is_salutation(text, start, end)
    return text[end - 1] == ":" or listed


def _is_salutation(text: str, start: int, comma: int) -> bool:
    """Whether what is addressed ends in a comma, and a sentence begins after it."""
    if comma - start > 90 or re.match(r" (?:I\b|[A-Z][\w.]* [A-Z])", text[comma : comma + 40]):
        return False
    return _SALUTATION.fullmatch(text, start, comma - 1) is not None


def _sheltered(text: str) -> list[Span]:
    """Brackets: those between sentences hold together but do end."""
    return [(start, last_stop(text, start, end)) for start, end in _BRACKETS.pairs(text)]


def ends_sentence(text: str, start: int, stop: int, end: int) -> bool:
    """Whether the marks at ``text[stop:end]`` end the sentence that began at ``start``.

    ``stop:end`` holds the marks and the closing quotes and brackets after them.
    """
    if end >= len(text):
        return True
    marks = text[stop:end]
    after = _NEXT.match(text, end)
    word = after["word"] if after else ""
    spaced = text[end].isspace()
    if not word:
        return spaced or bool(after and after["opening"])
    if marks[-1] in "\"'”’" and _is_said(text, marks, end):
        return False
    before = _word_before(text, start, _before_closers(text, start, stop))
    if marks.strip("\"'”’)]}»") == ".":
        if not spaced:
            return _lost_space(text, before, stop, end, word)
        return _full_stop(text, start, stop, before, marks, word, bool(after and after["opening"]))
    if not spaced and (word[0].islower() or word[0].isdigit() or _in_address(text, stop)):
        return False
    if word[0].islower():
        return _before_small_letter(before, marks)
    if marks == "!" and before in _SHOUTED and _first(word) not in starters():
        return False
    # A stammer: I... I can't.
    return not (marks[0] in ".…" and _first(word) == before.strip("\"'”’"))


def _is_said(text: str, marks: str, end: int) -> bool:
    """Whether who said it follows; after a full stop, that must be all that follows."""
    said = _SAID.match(text, end)
    return said is not None and (
        marks[0] in "!?" or text[said.end() : said.end() + 1] in (".", ",")
    )


def _before_closers(text: str, start: int, stop: int) -> int:
    lowest = max(start, stop - 4)
    while stop > lowest and text[stop - 1] in '"”’)]':
        stop -= 1
    return stop


def _word_before(text: str, start: int, stop: int) -> str:
    at = stop
    lowest = max(start, stop - _REACH)
    while at > lowest and text[at - 1] not in _BEFORE_WORD and text[at - 1] < "\u2e80":
        at -= 1
    return text[at:stop]


def _full_stop(
    text: str, start: int, stop: int, before: str, marks: str, word: str, opening: bool
) -> bool:
    closed = marks != "."
    if word[0].islower():
        return not closed and _plain_small_word(before) and not _is_unit_like(word)
    if _is_marker(text, start, stop, before):
        return False
    if closed:
        return True
    kind = _abbreviation(before)
    if kind == "number":
        return not (word[0].isdigit() or _MARKER.fullmatch(word.rstrip(".")) is not None) and (
            before.lower() in ("no", "ex", "app", "art", "arts", "pt", "sec") or word in starters()
        )
    if kind in ("title", "never"):
        return False
    if kind == "may" or _DOTTED.fullmatch(before):
        return not word[0].isdigit() and (_first(word) in starters())
    if _INITIAL.fullmatch(before):
        return _first(word) in starters()
    return True


def _first(word: str) -> str:
    """The word without what is glued to it: It’s, We'll, The."""
    return re.split(r"[’'.\-]", word, maxsplit=1)[0]


def _is_marker(text: str, start: int, stop: int, before: str) -> bool:
    """A list's number at a sentence's start, or after a colon: ``1. Expand``."""
    if not _MARKER.fullmatch(before):
        return False
    lead = text[max(start, stop - len(before) - 8) : stop - len(before)].strip(_LEAD)
    if not lead:
        return True
    return lead[-1] in ":;：；" and before[0].isdigit()


def _before_small_letter(before: str, marks: str) -> bool:
    """``?`` and ``!`` before a small letter: a question has ended, a quotation may go on."""
    if marks[0] in ".…" or marks[-1] in "\"'”’)]":
        return False
    return "?" in marks or not before[:1].isupper()


def _plain_small_word(word: str) -> bool:
    """Whether a full stop after the word ends a sentence even before a small letter."""
    core = word.strip("’'”\"),")
    return len(core) >= 3 and core.isalpha() and core.islower() and not _abbreviation(core)


def _is_unit_like(word: str) -> bool:
    return not word[:1].isalpha()


def _lost_space(text: str, before: str, stop: int, end: int, word: str) -> bool:
    """``planning.Further``: two sentences, unless it is an address, a file or a name."""
    wide = word[0] > "\u2e7f"
    if not (word[0].isupper() or wide) or not before or _in_address(text, stop):
        return False
    if re.fullmatch(r"[\d.,]*\d[%‰]?", before):
        return len(before) > 1 and (wide or word[1:2].islower())
    if _abbreviation(before) or "." in before or len(before) < 2:
        return False
    if wide:
        return True
    if not (word in ("A", "I") or word[1:2].islower() or word[1:2] in ("’", "'")):
        return False
    if _SUFFIX.match(text, end) or re.match(r"\w+\.\w", text[end : end + 40]):
        return False
    return before.islower() or text[stop - 1] in '"”)' or _first(word) in starters()


def _in_address(text: str, at: int) -> bool:
    left, right = text[max(0, at - _REACH) : at], text[at : at + _REACH]
    head = "" if not left or left[-1].isspace() else left.rsplit(None, 1)[-1]
    tail = "" if not right or right[0].isspace() else right.split(None, 1)[0]
    return _ADDRESS.search(head + tail) is not None


def _abbreviation(word: str) -> str | None:
    table = _abbreviations()
    kind = table.get(word)
    if kind is None and len(word) > 1 and word.isupper():
        kind = table.get(word.capitalize())
    return kind


@cache
def _abbreviations() -> dict[str, str]:
    return {word: kind for kind, words in rows("abbreviations") for word in words.split()}

"""Placeholders: what software fills in or acts on must stand on both sides, unchanged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set

from corpora.numbers import find_quantities
from corpora.placeholders import Placeholder, PlaceholderKind, find_placeholders
from quality.check.context import Context
from quality.check.declaration import Check, Rule
from quality.findings import Draft, Severity
from quality.messages import say

# What the check calls each kind, as the catalogue of messages has it.
_NAMES: dict[PlaceholderKind, str] = {
    "printf": "placeholder",
    "brace": "placeholder",
    "variable": "placeholder",
    "tag": "tag",
    "escape": "line break or tab",
    "url": "address",
    "email": "address",
    "accelerator": "accelerator key",
}
_GRAVE = frozenset(["printf", "brace", "variable", "tag"])
_INDEX = re.compile(r"^%(\d+)\$")
# <file name> and <文件名> stand for what the reader types, as {NUMBER} and %REGEXP% may.
_ANGLE_WORD = re.compile(r"<[A-Za-z][\w:.-]*>", re.ASCII)
_ANGLES = re.compile(r"[<《〈＜][^<>《》〈〉＜＞\n]{1,60}[>》〉＞]")
_BRACES = re.compile(r"\{[^{}\n]{1,60}\}|%[^%\s]{1,60}%")
# What a date looks like differs by language: %b %e is %-m月%-d日.
_LONGEST_FORMAT = 40
_DATE_FORMAT = re.compile(r"%-?[YbBHMIlS](?![a-z])")
# <b1> and <br22> are tags of memories.
_NUMBERED = re.compile(r"(?:[a-z]{1,3}|tag)\d{1,4}")
_VOID = frozenset("br hr img input wbr".split())
_HTML = _VOID | frozenset("a b i p u s em li ul ol td tr th div span font strong small big".split())
_SHORTEST = 4


def find_placeholder_errors(context: Context) -> Iterator[Draft]:
    """Placeholders lost, added, changed, or in another order where the order counts."""
    languages = context.bitext.source_language, context.bitext.target_language
    for index, unit in enumerate(context.bitext.units):
        if not unit.source.strip() or not unit.target.strip():
            continue
        ours, theirs = _counted(unit.source), _counted(unit.target)
        if not ours and not theirs:
            continue
        if _is_date_format(unit.source) and _is_date_format(unit.target):
            continue
        ours, theirs = _indexed(ours, theirs)
        lost, added = _unmatched(ours, theirs), _unmatched(theirs, ours)
        paired = {one.key.replace("/", "") for one in (*ours, *theirs) if one.key[:2] == "</"}
        lost = [one for one in lost if not _is_excused(one, unit.target, languages[1], paired)]
        added = [one for one in added if not _is_excused(one, unit.source, languages[0], paired)]
        if lost or added:
            yield from _differences(index, _openers(lost), _openers(added))
        else:
            yield from _disorder(index, ours, theirs)


def _is_date_format(text: str) -> bool:
    return len(text) <= _LONGEST_FORMAT and _DATE_FORMAT.search(text) is not None


def _counted(text: str) -> list[Placeholder]:
    return [one for one in find_placeholders(text) if one.kind != "code"]


def _indexed(
    ours: list[Placeholder], theirs: list[Placeholder]
) -> tuple[list[Placeholder], list[Placeholder]]:
    """Both sides' specifiers with their places, where one side numbers them: %2$s for %s."""
    numbered = [any(_INDEX.match(one.key) for one in side) for side in (ours, theirs)]
    if numbered[0] == numbered[1]:
        return ours, theirs
    return (ours, _numbered(theirs)) if numbered[0] else (_numbered(ours), theirs)


def _numbered(found: list[Placeholder]) -> list[Placeholder]:
    renamed, place = [], 0
    for one in found:
        key = one.key
        if _is_positional(one):
            place += 1
            key = f"%{place}${key[1:]}"
        renamed.append(
            Placeholder(start=one.start, end=one.end, text=one.text, kind=one.kind, key=key)
        )
    return renamed


def _is_positional(one: Placeholder) -> bool:
    """Whether a specifier takes its value by its place among the others."""
    if one.kind == "brace":
        return one.key == "{}"
    return one.kind == "printf" and re.match(r"%(?!\(|\d+\$|L?\d+$|n$|.*%$)", one.key) is not None


def _unmatched(own: Sequence[Placeholder], other: Sequence[Placeholder]) -> list[Placeholder]:
    """Those of one side beyond what the other has; of equal ones the last."""
    left = Counter((one.kind, one.key) for one in other)
    found = []
    for one in own:
        if left[one.kind, one.key]:
            left[one.kind, one.key] -= 1
        else:
            found.append(one)
    return found


def _is_excused(one: Placeholder, other: str, language: str, paired: Set[str]) -> bool:
    """Whether the other text has what stands for it: a dollar for $1, <文件名> for <file name>."""
    if one.kind == "variable" and one.text[1:].isdecimal():
        value = int(one.text[1:])
        return any(value in found.values for found in find_quantities(other, language))
    if one.kind == "accelerator" and "_" in one.text:
        # In English any letter may have the mark, which in names is no mark.
        marked = any(key.kind == "accelerator" for key in find_placeholders(other))
        return not marked and re.search(rf"_{one.key}", other, re.IGNORECASE) is not None
    return _is_word(one, paired) and _has_word(one, other)


def _has_word(one: Placeholder, other: str) -> bool:
    """Whether the other text has the word without its signs, or a translated one within such."""
    plain = re.escape(one.text.strip("<>%{}"))
    if re.search(rf"(?<!\w){plain}(?!\w)", other.replace(one.text, ""), re.ASCII):
        return True
    signs = _ANGLES if one.kind == "tag" else _BRACES
    return any(not form.isascii() or " " in form.strip("<>") for form in signs.findall(other))


def _is_word(one: Placeholder, paired: Set[str]) -> bool:
    """Whether it may be a word for what the reader types, which may be translated."""
    if one.kind == "tag" and _ANGLE_WORD.fullmatch(one.text):
        name = one.text[1:-1].lower()
        return name not in _VOID and not _NUMBERED.fullmatch(name) and one.key not in paired
    return one.text.strip("%{}").isupper() and one.text[0] in "%{" and len(one.text) > _SHORTEST


def _openers(found: list[Placeholder]) -> list[Placeholder]:
    """Without closing tags whose opening ones are there too: they are one fault."""
    opened = {_tag_name(one) for one in found if one.kind == "tag" and one.text[1:2] != "/"}
    return [
        one
        for one in found
        if one.kind != "tag" or one.text[1:2] != "/" or _tag_name(one) not in opened
    ]


def _differences(index: int, lost: list[Placeholder], added: list[Placeholder]) -> Iterator[Draft]:
    """A lost and an added one of a kind are one that was changed."""
    free = list(added)
    for one in lost:
        other = next((two for two in free if _NAMES[two.kind] == _NAMES[one.kind]), None)
        if other is None:
            yield Draft(
                rule="lost",
                severity=_gravity(one),
                unit=index,
                said=say("placeholders.lost", kind=say(_NAMES[one.kind]), text=one.text),
                expected=one.text,
                source_span=one.span,
            )
            continue
        free.remove(other)
        yield Draft(
            rule="changed",
            severity=_gravity(one),
            unit=index,
            said=say(
                "placeholders.changed",
                kind=say(_NAMES[one.kind]),
                source=one.text,
                target=other.text,
            ),
            expected=one.text,
            source_span=one.span,
            target_span=other.span,
        )
    for other in free:
        yield Draft(
            rule="added",
            severity=_gravity(other),
            unit=index,
            said=say("placeholders.added", kind=say(_NAMES[other.kind]), text=other.text),
            target_span=other.span,
        )


def _gravity(one: Placeholder) -> Severity | None:
    is_loose = one.kind == "tag" and _is_word(one, frozenset()) and one.text[1:-1] not in _HTML
    return None if one.kind in _GRAVE and not is_loose else "warning"


def _disorder(
    index: int, ours: Sequence[Placeholder], theirs: Sequence[Placeholder]
) -> Iterator[Draft]:
    """Specifiers that take their values by place in another order; a tag closed before it opens."""
    left, right = (
        sorted(filter(_is_positional, side), key=lambda one: (one.kind, one.start))
        for side in (ours, theirs)
    )
    for one, other in zip(left, right, strict=False):
        if one.key != other.key:
            yield Draft(
                rule="order",
                unit=index,
                said=say("placeholders.order", source=one.text, target=other.text),
                expected=one.text,
                source_span=one.span,
                target_span=other.span,
            )
            break
    wrong = _first_crossing(theirs)
    if wrong is not None and _first_crossing(ours) is None:
        yield Draft(
            rule="order",
            unit=index,
            said=say("placeholders.crossing", text=wrong.text),
            target_span=wrong.span,
        )


def _first_crossing(found: Sequence[Placeholder]) -> Placeholder | None:
    """The first closing tag that is not that of the last one opened, of those that are closed."""
    tags = [one for one in found if one.kind == "tag" and one.text[0] in "<["]
    closed = {_tag_name(one) for one in tags if one.text[1] == "/"}
    opened: list[str] = []
    for one in tags:
        name = _tag_name(one)
        if name not in closed or one.text.endswith("/>"):
            continue
        if one.text[1] != "/":
            opened.append(name)
        elif not opened or opened.pop() != name:
            return one
    return None


def _tag_name(tag: Placeholder) -> str:
    name = re.match(r"[<\[]/?([\w:.-]+)", tag.text)
    return name[1].lower() if name else tag.text


_LIGHT: tuple[tuple[Severity, str], ...] = (
    ("warning", "line breaks, addresses, accelerator keys, <words>"),
)

PLACEHOLDERS = Check(
    name="placeholders",
    about="what software fills in or acts on: format specifiers, tags, addresses, keys",
    find=find_placeholder_errors,
    rules=(
        Rule(
            name="lost",
            severity="error",
            else_=_LIGHT,
            tells="one that the translation lacks",
            example="*Copied {0} of {1}* → 已复制{0}个",
        ),
        Rule(
            name="added",
            severity="error",
            else_=_LIGHT,
            tells="one that only the translation has",
            example="*Delete file?* → 删除%s？",
        ),
        Rule(
            name="changed",
            severity="error",
            else_=_LIGHT,
            tells="another in its place",
            example="*%d days* → %s天; `<b>` → `<i>`",
        ),
        Rule(
            name="order",
            severity="error",
            tells="specifiers without numbers in another order; a tag closed before it opens",
            example="*%s of %d* → %d之%s",
        ),
    ),
)

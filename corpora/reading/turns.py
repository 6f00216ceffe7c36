"""Who speaks where: speakers' labels told from other words before a colon.

Every paragraph that begins with a few words and a colon is a candidate; so is what follows a
sentence's end inside a paragraph, where the document has labels. Candidates collect points
for what they look like and for what the whole document says about them; enough points make a
label. docs/reading.md has the table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from corpora.language.han import has_han
from corpora.reading.labels import Reading, common_words, read_english_label, read_label
from corpora.units import Paragraph, Span, Turn, is_chinese

# Points that make a label a speaker, and what gives them (``docs/reading.md``): chosen by eye.
ENOUGH = 2.0
REPEATED, OFTEN, BOLD, KNOWN, IN_COMPANY = 1.0, 1.5, 1.0, 2.0, 1.0
FOLLOWED, LIST_LIKE, ORDINARY, MENTIONED, INSIDE, HEADLINE = 0.5, -1.5, -2.0, 0.7, -1.0, -1.5

# A longer start of a paragraph is no label, in characters: chosen by eye.
_LONGEST_ZH, _LONGEST_EN = 48, 160
# What is shorter in a table is a row's name rather than somebody speaking.
_SHORTEST_CELL = 40
_SPACE = r"[ \t\u00a0\u2000-\u200b\u202f\u3000]{0,12}"
_BRACKETED = re.compile(
    rf"{_SPACE}[（(【\[〔「『]{_SPACE}(?P<label>[^）)】\]〕」』\n]{{1,40}}?){_SPACE}[）)】\]〕」』]{_SPACE}(?P<colon>[：:])?{_SPACE}"
)
_COLON = re.compile(
    rf"{_SPACE}[*_#]{{0,3}}{_SPACE}(?P<label>[^：:\n。！？!?；;\"|]{{1,{_LONGEST_EN}}}?)"
    rf"{_SPACE}[*_]{{0,3}}(?P<colon>[：:])(?![/\\])[*_]{{0,3}}{_SPACE}"
)
_LETTERED = re.compile(rf"{_SPACE}(?P<label>[QA])(?:\.(?=\s)|{_SPACE}(?=\t|\u3000|  )){_SPACE}")
_TERMINATED = re.compile(r"[。！？…!?.][”’」』）\"')\]]*")
_WITHIN = re.compile(
    rf"(?:[。！？…!?.][”’」』）\"')\]]*)(?P<label>{_SPACE}[^：:\n。！？!?；;…\"|，,]{{1,40}})"
    rf"(?P<colon>[：:])(?![/\\\d]){_SPACE}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A speaker's label: where it stands and whom it names."""

    paragraph: int
    span: Span
    speaker: str
    title: str | None


@dataclass(slots=True, kw_only=True)
class _Candidate:
    paragraph: int
    span: Span
    reading: Reading
    points: float


def find_labels(text: str, paragraphs: Sequence[Paragraph], language: str) -> list[Label]:
    """The speakers' labels of a document, in order.

    Args:
        text: the document.
        paragraphs: all of them, in order.
        language: of the document; labels in the other language are found too.
    """
    candidates = []
    for number, paragraph in enumerate(paragraphs):
        first = _candidate(text, number, paragraph, language)
        after = paragraph.start if first is None else first.span[1]
        candidates += [*([first] if first else []), *_inside(text, number, paragraph, after)]
    if not candidates:
        return []
    _hear_document(text, candidates)
    sure = [candidate for candidate in candidates if candidate.points >= ENOUGH]
    if not sure:
        return []
    known = {c.reading.name for c in sure if not c.reading.is_anonymous}
    chosen = []
    for candidate in candidates:
        points = candidate.points
        points += IN_COMPANY if len(sure) > 1 or candidate is not sure[0] else 0.0
        points += KNOWN if candidate.reading.name in known else 0.0
        if candidate.points > 0 and points >= ENOUGH:
            chosen.append(candidate)
    return _named(chosen)


def _candidate(text: str, number: int, paragraph: Paragraph, language: str) -> _Candidate | None:
    length = paragraph.end - paragraph.start
    if length == 0 or (paragraph.kind == "cell" and length < _SHORTEST_CELL):
        return None
    for found in _possible_labels(text, paragraph):
        reading = _reading(text, found, language)
        if reading is not None:
            break
    else:
        return None
    bracket_only = found.re is _BRACKETED and found["colon"] is None
    if bracket_only and not (reading.is_fixed or reading.is_full_name):
        return None
    points = reading.points - bracket_only + _follow_points(text, paragraph, found.end(), reading)
    first_bold = paragraph.bold[0] if paragraph.bold else (paragraph.end, paragraph.end)
    if first_bold[0] <= found.start("label") and found.end("label") <= first_bold[1]:
        points += BOLD if first_bold[1] < paragraph.end else 0.0
    span = (paragraph.start, found.end())
    return _Candidate(paragraph=number, span=span, reading=reading, points=points)


def _possible_labels(text: str, paragraph: Paragraph) -> Iterator[re.Match[str]]:
    for pattern in (_BRACKETED, _COLON, _LETTERED):
        found = pattern.match(text, paragraph.start, paragraph.end)
        if found is not None:
            yield found
    bold = _bold_label(text, paragraph)
    if bold is not None:
        yield bold


def _reading(text: str, found: re.Match[str], language: str) -> Reading | None:
    label = found["label"].strip()
    if label[-1:].isdigit() and text[found.end() : found.end() + 1].isdigit():
        return None
    reading = read_label(label) if has_han(label) or is_chinese(language) else None
    if reading is None and not has_han(label):
        reading = read_english_label(label)
    return reading


def _bold_label(text: str, paragraph: Paragraph) -> re.Match[str] | None:
    """A bold run at the beginning, without a colon, that names somebody."""
    if not paragraph.bold or paragraph.bold[0][0] > paragraph.start + 2:
        return None
    end = paragraph.bold[0][1]
    if end >= paragraph.end or end - paragraph.start > _LONGEST_ZH:
        return None
    return re.compile(rf"{_SPACE}(?P<label>[^。！？!?；;\n]+?){_SPACE}\Z").match(
        text, paragraph.start, end
    )


def _follow_points(text: str, paragraph: Paragraph, at: int, reading: Reading) -> float:
    rest = text[at : min(paragraph.end, at + 2000)]
    if not rest.strip() or _TERMINATED.search(rest):
        return FOLLOWED
    if paragraph.start == 0 and not reading.is_anonymous:
        return HEADLINE
    if len(rest.strip()) < 12 and not reading.is_fixed:
        return LIST_LIKE
    return 0.0


def _hear_document(text: str, candidates: list[_Candidate]) -> None:
    """Points for what the whole document says: repetition, mentions, ordinary words."""
    times = Counter(candidate.reading.whole for candidate in candidates)
    unsure = {c.reading.name for c in candidates if c.reading.is_bare_name}
    ordinary = common_words(name for name in unsure if has_han(name))
    mentioned = _mentioned(text) if unsure else set()
    small = set(_SMALL_WORD.findall(text)) if any(name.isascii() for name in unsure) else set()
    for candidate in candidates:
        reading = candidate.reading
        if times[reading.whole] > 1 and reading.points > 0:
            candidate.points += OFTEN if times[reading.whole] > 2 else REPEATED
        if not reading.is_bare_name:
            continue
        words = [word for word in re.split(r"[\s.]+", reading.name.lower()) if len(word) > 2]
        if reading.name in ordinary or (words and small.issuperset(words)):
            candidate.points += ORDINARY
        elif reading.name in mentioned:
            candidate.points += MENTIONED


_SMALL_WORD = re.compile(r"\b[a-z]{3,}\b")
_OF_A_PERSON = re.compile(
    r"同志|先生|女士|副?部[长長]|副?局[长長]|副?司[长長]|副?主任|副?主席|总工程师|教授|总理|委员"
)
_TO_A_PERSON = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Comrade|Minister|President|Director|Premier|Secretary|[Ee]ngineer)"
    r"\.? (?P<name>[A-Z][\w’'-]+(?P<second> [A-Z][\w’'-]+)?)"
)


def _mentioned(text: str) -> set[str]:
    """What the document speaks of as of persons: every word that stands by a title."""
    names: set[str] = set()
    for found in _OF_A_PERSON.finditer(text):
        names.update(text[found.start() - length : found.start()] for length in (2, 3, 4))
    for found in _TO_A_PERSON.finditer(text):
        names.update((found["name"], found["name"].removesuffix(found["second"] or "")))
    return names


def _inside(text: str, number: int, paragraph: Paragraph, after: int) -> list[_Candidate]:
    """What may be labels within a paragraph, where a text lost its line breaks."""
    found = []
    for match in _WITHIN.finditer(text, after, paragraph.end):
        label = match["label"].strip()
        reading = read_label(label) if has_han(label) else read_english_label(label)
        if reading is not None:
            points = reading.points + INSIDE + _follow_points(text, paragraph, match.end(), reading)
            span = (match.start("label"), match.end())
            found.append(_Candidate(paragraph=number, span=span, reading=reading, points=points))
    return found


def _named(chosen: Sequence[_Candidate]) -> list[Label]:
    """Labels with names completed: Mr. Xin and 金部长 are who was named in full."""
    full = {c.reading.name for c in chosen if c.reading.is_full_name}
    by_surname: dict[str, set[str]] = {}
    for name in full:
        by_surname.setdefault(_surname(name), set()).add(name)
    labels = []
    for candidate in chosen:
        reading = candidate.reading
        name = reading.name
        owners = by_surname.get(name, set())
        if name not in full and len(owners) == 1:
            name = next(iter(owners))
        labels.append(
            Label(
                paragraph=candidate.paragraph,
                span=candidate.span,
                speaker=name,
                title=reading.title,
            )
        )
    return labels


def _surname(name: str) -> str:
    if has_han(name):
        return name[:1]
    words = name.split()
    # Chinese names put the family name first, others last; pinyin has no way to tell but sound.
    return words[0] if words else name


def build_turns(
    text: str,
    paragraphs: Sequence[Paragraph],
    labels: Sequence[Label],
    headings: Collection[int],
    *,
    keep_labels: bool = False,
) -> tuple[Turn, ...]:
    """Turns that cover the whole text, in order; at least one.

    A turn lasts until the next label; a heading just before a label belongs to nobody.

    Args:
        text: the document.
        paragraphs: all of them, in order.
        labels: as ``find_labels`` gives them.
        headings: indices of the paragraphs that are headings.
        keep_labels: labels stay part of their segments (texts that come segmented).
    """
    starts: list[tuple[int, Label | None]] = []
    for label in labels:
        first = label.paragraph
        if label.span[0] == paragraphs[first].start:
            while first - 1 in headings:
                first -= 1
        previous = starts[-1][1] if starts else None
        if first < label.paragraph and (
            previous is None or paragraphs[first].start > previous.span[1]
        ):
            starts.append((paragraphs[first].start, None))
        starts.append((label.span[0], label))
    if not starts or starts[0][0] > 0:
        if starts and not text[: starts[0][0]].strip():
            starts[0] = (0, starts[0][1])
        elif not starts or starts[0][1] is not None:
            starts.insert(0, (0, None))
        else:
            starts[0] = (0, None)
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return tuple(
        Turn(
            start=start,
            end=end,
            speaker=None if label is None else label.speaker,
            title=None if label is None else label.title,
            label=None if label is None or keep_labels else label.span,
        )
        for (start, label), end in zip(starts, ends, strict=True)
    )

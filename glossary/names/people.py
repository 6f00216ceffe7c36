"""People: a surname and given name in Chinese whose spelling stands in the English.

Nothing is looked up: a stretch of Chinese that could be a name is one where the translation
of that very sentence has its spelling with capitals. What is said of the person on both
sides (副部长辛国斌; Xin Guobin, Vice Minister of …) is kept with the name.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from corpora.language.han import HAN_RANGES, has_han
from corpora.language.scripts import simplify
from corpora.language.spelling import (
    ALIKE,
    likeness,
    readings,
    surname_spellings,
    surnames,
    wade_giles,
)
from corpora.language.wordlists import word_groups
from corpora.units import Span
from glossary.names.english import name_windows, title_around
from glossary.prepared import Prepared
from glossary.terms.tagger import CLASSES, Tagged

_PERSON = CLASSES.index("person")
_ORGANISATION = CLASSES.index("organisation")
_FOREIGN = re.compile(rf"[{HAN_RANGES}]{{1,7}}(?:[·•・‧][{HAN_RANGES}]{{1,9}})+")
_FORMS = ("先生", "女士", "小姐", "太太", "同志", "阁下", "殿下", "陛下")
_HONORIFIC = re.compile("|".join(_FORMS))
_STOP_TAGS = frozenset("p u uj ul uz ud uv r t d y e o m x".split())
_LONGEST_TITLE = 32
# Words that begin a sentence and sound like somebody.
_NO_NAMES = frozenset(
    (word,) for word in "thank thanks welcome hello good the this that these those they".split()
)


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody: the name as the Chinese has it (simplified), and where it stands.

    ``places`` are (unit, span in the Chinese, spans in the English); ``spellings`` counts how
    the English has the name, ``titles`` and ``english_titles`` what is said of the person.
    """

    name: str
    spellings: Counter[str] = field(default_factory=Counter)
    places: list[tuple[int, Span, tuple[Span, ...]]] = field(default_factory=list)
    titles: Counter[str] = field(default_factory=Counter)
    english_titles: Counter[str] = field(default_factory=Counter)

    @property
    def title(self) -> tuple[str, str]:
        """What is said most in Chinese and in English; of equals the longer."""
        return _most_said(self.titles), _most_said(self.english_titles)


def _most_said(told: Counter[str]) -> str:
    return max(told, key=lambda text: (len(text) > 3, told[text], len(text), text), default="")


def find_people(units: Sequence[Prepared], tags: Sequence[Sequence[Tagged]]) -> list[Person]:
    """Everybody whose name is spelled out in the English, in order of appearance."""
    people: dict[str, Person] = {}

    def take(found: Iterable[tuple[str, str]]) -> None:
        for name, spelling in found:
            people.setdefault(name, Person(name=name)).spellings[spelling] += 1

    windows = [first_windows(unit.english) for unit in units]
    for unit, own, tagged in zip(units, windows, tags, strict=True):
        take(itertools.chain(_spelled_out(unit, own, tagged), _speakers(unit)))
    _drop_pieces(people)
    known = tuple(people)
    for unit, own, tagged in zip(units, windows, tags, strict=True):
        take(_foreign(unit, own, tagged, known))
    _drop_places(people, units, tags)
    _find_places(people, units)
    _find_titles(people, units, tags)
    return [person for person in people.values() if person.places]


def first_windows(english: str) -> dict[tuple[str, ...], Span]:
    """The runs of words with capitals and where each stands first."""
    found: dict[tuple[str, ...], Span] = {}
    for words, span in name_windows(english):
        found.setdefault(words, span)
    return found


def _spelled_out(
    unit: Prepared, windows: dict[tuple[str, ...], Span], tagged: Sequence[Tagged]
) -> Iterator[tuple[str, str]]:
    """Names of Chinese people that stand in both texts."""
    several = {words: span for words, span in windows.items() if len(words) > 1}
    if not several:
        return
    joined = {word for words in several for word in words}
    known = surnames()
    taken = 0
    for at in range(len(unit.text) - 1):
        if at < taken:
            continue
        for size in (2, 1):
            surname = unit.text[at : at + size]
            if surname not in known:
                continue
            ours, hong_kong = surname_spellings(surname)
            if not (ours | hong_kong) & joined:
                continue
            span = _best_given(unit, at, size, several, tagged)
            if span is not None:
                taken, place = span
                yield unit.text[at:taken], unit.english[place[0] : place[1]]
                break


def _best_given(
    unit: Prepared,
    at: int,
    size: int,
    windows: dict[tuple[str, ...], Span],
    tagged: Sequence[Tagged],
) -> tuple[int, Span] | None:
    """Where the name ends whose surname stands at ``at``, and its spelling's place."""
    surname = unit.text[at : at + size]
    ours, hong_kong = surname_spellings(surname)
    for length in (2, 1):
        given = unit.text[at + size : at + size + length]
        if len(given) < length or not all(map(has_han, given)):
            continue
        spelled = readings(given) | wade_giles(given)
        for words, span in windows.items():
            if _is_spelling(words, ours, spelled):
                return at + size + length, span
        if length == 2 and hong_kong and _is_told(unit, at, at + size + length, tagged):
            for words, span in windows.items():
                text = unit.english[span[0] : span[1]]
                is_hyphened = words[0] in hong_kong and len(words) == 2 and "-" in text
                if is_hyphened or (words[-1] in hong_kong and len(words) in (2, 3)):
                    return at + size + length, span
    return None


def _is_spelling(words: tuple[str, ...], surname: frozenset[str], given: frozenset[str]) -> bool:
    return (words[0] in surname and "".join(words[1:]) in given) or (
        words[-1] in surname and "".join(words[:-1]) in given
    )


def _is_told(unit: Prepared, start: int, end: int, tagged: Iterable[Tagged]) -> bool:
    """Whether the Chinese alone says that a stretch is somebody: by tagger, words or an office."""
    after = unit.text[end:]
    return (
        _is_tagged(tagged, start, end)
        or _tags_within(unit, start, end) == ["nr"]
        or _ends_a_title(unit.text[:start])
        or any(after.startswith(one) for one in (*_titles(), *_FORMS))
    )


def _is_tagged(tagged: Iterable[Tagged], start: int, end: int) -> bool:
    return any(
        one.kind == _PERSON and one.start < end and start < one.end and one.end - 2 <= end
        for one in tagged
    )


def _speakers(unit: Prepared) -> Iterator[tuple[str, str]]:
    """Who speaks, where both sides name one."""
    one, other = unit.unit.source_speaker, unit.unit.target_speaker
    if not one or not other:
        return
    chinese, english = (one, other) if has_han(one) else (other, one)
    name = simplify(chinese)
    if has_han(english) or not 2 <= len(name) <= 4:
        return
    for words, span in name_windows(english):
        for size in (2, 1):
            ours, _ = surname_spellings(name[:size]) if name[:size] in surnames() else ((), ())
            given = readings(name[size:]) | wade_giles(name[size:])
            if ours and len(words) > 1 and _is_spelling(words, frozenset(ours), given):
                yield name, english[span[0] : span[1]]
                return


def _foreign(
    unit: Prepared,
    windows: dict[tuple[str, ...], Span],
    tagged: Sequence[Tagged],
    known: Sequence[str],
) -> Iterator[tuple[str, str]]:
    """Names of other people, by their sound; what holds a known name is none."""
    found = {one for match in _FOREIGN.finditer(unit.text) for one in _ends(unit, match)}
    for one in tagged:
        name = unit.text[one.start : one.end]
        is_name = one.kind == _PERSON and 2 <= len(name) <= 8 and all(map(has_han, name))
        is_name = is_name and not _STOP_TAGS & set(_tags_within(unit, one.start, one.end))
        if is_name and not any(title in name for title in (*_titles(), *_FORMS)):
            found.add((one.start, one.end))
    best: dict[int, tuple[float, str, str]] = {}
    for start, end in sorted(found):
        name = unit.text[start:end]
        if any(other in name for other in known):
            continue
        score, spelling = _most_alike(name, unit.english, windows)
        if score >= ALIKE and score > best.get(start, (0.0,))[0]:
            best[start] = score, name, spelling
    for _, name, spelling in best.values():
        yield name, spelling


def _ends(unit: Prepared, match: re.Match[str]) -> Iterator[Span]:
    """Where a name with a dot in it may end: at a word's end behind the dot."""
    dot = max(map(unit.text.rfind, "·•・‧", [match.start()] * 4, [match.end()] * 4))
    for end in range(dot + 2, match.end() + 1):
        if unit.words.edges[end] > 0:
            yield match.start(), end


def _most_alike(name: str, english: str, windows: dict[tuple[str, ...], Span]) -> tuple[float, str]:
    """The run of capitals that sounds most like a name, and how much."""
    best, spelling = 0.0, ""
    for words, (start, end) in windows.items():
        text = english[start:end]
        if len("".join(words)) < 3 or text.isupper() or words in _NO_NAMES:
            continue
        score = likeness(re.sub("[·•・‧]", "", name), text) - 0.02 * len(words)
        if score > best:
            best, spelling = score, text
    return best, spelling


def _tags_within(unit: Prepared, start: int, end: int) -> list[str]:
    """Parts of speech of the words that overlap a stretch."""
    borders = zip(itertools.pairwise(unit.words.starts), unit.words.tags, strict=True)
    return [tag for (low, high), tag in borders if low < end and start < high]


def _drop_places(
    people: dict[str, Person], units: Sequence[Prepared], tags: Sequence[Sequence[Tagged]]
) -> None:
    """Leave out foreign names that are mostly seen as something else: countries, cities."""
    seen: Counter[str] = Counter()
    for unit, tagged in zip(units, tags, strict=True):
        seen.update(unit.text[a:b] for a, b, kind in tagged if kind == _PERSON)
    for name in list(people):
        is_foreign = "·" not in name and not any(
            {re.sub("[^a-z]", "", word.lower()) for word in spelling.split()}
            & frozenset().union(*surname_spellings(name[:size]))
            for spelling in people[name].spellings
            for size in (1, 2)
            if name[:size] in surnames()
        )
        if is_foreign and 2 * seen[name] < sum(unit.text.count(name) for unit in units):
            del people[name]


def _drop_pieces(people: dict[str, Person]) -> None:
    """Leave out what is part of a longer name with the same spelling."""
    for name in list(people):
        told = people[name].spellings
        for other in people:
            longer = len(other) > len(name) and name in other
            if longer and set(told) & set(people[other].spellings):
                del people[name]
                break


def _find_places(people: dict[str, Person], units: Sequence[Prepared]) -> None:
    if not people:
        return
    longest_first = sorted(people, key=lambda name: (-len(name), name))
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    for number, unit in enumerate(units):
        used: list[Span] = []
        for match in pattern.finditer(unit.text):
            person = people[match[0]]
            place = _spelled_in(unit.english, person, used)
            used += [place] if place else []
            person.places.append((number, match.span(), (place,) if place else ()))


def _spelled_in(english: str, person: Person, used: Sequence[Span]) -> Span | None:
    """Where a sentence has a person's name, the surname alone at last."""
    surname = next((word for word in _likely_surnames(person)), "")
    patterns = [re.escape(text) for text, _ in person.spellings.most_common()]
    patterns += [rf"(?<={title}\. ){surname}\b" for title in ("Mr", "Ms", "Dr", "Mrs")] * bool(
        surname
    )
    for pattern in patterns:
        for match in re.finditer(pattern, english, re.IGNORECASE):
            if not any(a < match.end() and match.start() < b for a, b in used):
                return match.span()
    return None


def _likely_surnames(person: Person) -> Iterator[str]:
    for size in (2, 1):
        ours, hong_kong = surname_spellings(person.name[:size])
        for spelling in person.spellings:
            for word in spelling.replace(",", " ").split():
                if word.lower() in ours | hong_kong:
                    yield word


def _find_titles(
    people: dict[str, Person], units: Sequence[Prepared], tags: Sequence[Sequence[Tagged]]
) -> None:
    in_unit: dict[int, list[tuple[Person, Span, tuple[Span, ...]]]] = defaultdict(list)
    for person in people.values():
        for number, place, english in person.places:
            in_unit[number].append((person, place, english))
    for number, named in sorted(in_unit.items()):
        unit = units[number]
        named.sort(key=lambda one: one[1])
        shared = ""
        english_of: dict[str, str] = {}
        untold: list[tuple[Person, str]] = []
        for index, (person, place, english) in enumerate(named):
            said = title_beside(unit, place, tags[number])
            before = named[index - 1][1][1] if index else 0
            # 副部长陈敬之先生、赵海岚女士: what is said of the first holds for both.
            between = _HONORIFIC.sub("", unit.text[before : place[0]])
            shared = said or (shared if index and between in ("、", "和") else "")
            if shared:
                person.titles[shared] += 1
            for span in english:
                told = title_around(unit.english, span)
                if told:
                    person.english_titles[told] += 1
                    english_of[shared] = told
                elif shared:
                    untold.append((person, shared))
        for person, title in untold:
            if title in english_of:
                person.english_titles[english_of[title]] += 1


@cache
def _stops() -> frozenset[str]:
    return word_groups("people")["before an office"]


@cache
def _titles() -> tuple[str, ...]:
    people = word_groups("people")
    both = people["titles"] | people["trades"]
    return tuple(sorted((simplify(title) for title in both), key=lambda one: (-len(one), one)))


def title_beside(unit: Prepared, place: Span, tagged: Sequence[Tagged]) -> str:
    """What a Chinese sentence says somebody is, beside the name; empty where it says nothing."""
    before = _title_before(unit, place[0], tagged)
    if before:
        return before
    after = unit.text[place[1] :]
    direct = next((title for title in _titles() if after.startswith(title)), "")
    if direct:
        return direct
    apart = re.match(r"[，（(]([^，。；：（）()]{2,32})", after)
    if apart and any(apart[1].endswith(title) for title in _titles()):
        return apart[1]
    return ""


def _title_before(unit: Prepared, at: int, tagged: Sequence[Tagged]) -> str:
    """From a title word, or any noun where 先生 or 女士 follows the name, back to its beginning."""
    title = next((one for one in _titles() if unit.text[:at].endswith(one)), "")
    start = at - len(title)
    starts, tags = unit.words.starts, unit.words.tags
    begun = at
    for row in range(len(starts) - 2, -1, -1):
        low, high = starts[row], starts[row + 1]
        if low >= start:
            begun = min(begun, low) if high <= at else begun
            continue
        word = unit.text[low:high]
        if at - low > _LONGEST_TITLE or set(word) & _BARRED:
            break
        if word == "、":
            if not any(unit.text[:low].endswith(one) for one in _titles()):
                break
            continue
        # 农业和乡村部, but not 会长和部长.
        is_joined = word in ("和", "与", "及") and high < at and not _ends_a_title(unit.text[:low])
        if not is_joined and (word in _stops() or tags[row] in _STOP_TAGS):
            break
        begun = low if not is_joined else begun
    told = unit.text[min(begun, start) : at].strip("、 ")
    return told if title or (told and _is_noun(unit, at)) else ""


_BARRED = frozenset("，。；：！？…“”《》（）()— \u3000\n")


def _ends_a_title(text: str) -> bool:
    return any(text.endswith(one) for one in (*_titles(), *_FORMS))


def _is_noun(unit: Prepared, at: int) -> bool:
    """Whether somebody is called 先生 or 女士 here, and what stands before the name is a noun."""
    after = unit.text[at : at + 6]
    if not _HONORIFIC.search(after[2:]):
        return False
    tags = _tags_within(unit, at - 1, at)
    return bool(tags) and tags[0].startswith("n") and unit.text[at - 1] in "长员师官家手士"

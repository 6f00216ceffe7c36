"""Names: speakers that do not match, names misspelt, people and organisations left out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache

from corpora.language.han import HAN_RANGES
from corpora.language.lexicon import Lexicon
from corpora.language.pinyin import syllables
from corpora.language.spelling import readings, surnames
from corpora.language.stems import stem
from corpora.language.wordlists import word_groups
from corpora.language.words import WordReader
from corpora.units import TranslationUnit
from quality.check.context import Context
from quality.check.declaration import Check, Rule
from quality.check.owners import has_head, has_owner
from quality.findings import Draft
from quality.messages import say

# Trades that announce a name as a title does.
_ANNOUNCING = frozenset(["记者", "主持人", "首席"])
_CAPITALS = re.compile(
    r"\b[A-Z][a-z]+(?:['’-][A-Za-z][a-z]+)?(?:\s+[A-Z][a-z]+(?:['’-]?[A-Za-z][a-z]+)?){1,2}\b"
)

# An organisation of the dictionary: so it ends, and in English it is a name of several words.
_ORGANISATION = re.compile(
    rf"[{HAN_RANGES}]+(?:[部委局院署厅廳社]|银行|銀行|大学|大學|组织|組織|联盟|聯盟"
    r"|[员員理协協议議国國金][会會])"
)
_NAME_OF_SEVERAL = re.compile(r"[A-Z][a-z'’]+(?: (?:of|and|the|for|[A-Z][a-z'’]+))* [A-Z][a-z'’]+")
# 司法部长 is a person, 农业部门 are departments.
_GOES_ON = tuple("长長门門队隊")
# Names of two characters are words as often: chosen by eye.
_SHORTEST = 3
# Letters may be its abbreviation, and whoever speaks for it says "we".
_STANDS_FOR_IT = re.compile(r"\b(?:[A-Z]{2,}[a-z]?|[Ww]e|[Oo]ur|us)\b")

_WORD = re.compile(r"[A-Za-z]+")
_LATIN_NAME = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]{4,}(?![A-Za-z])")


@lru_cache(maxsize=1)
def _announced() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A name behind a title, and one before it. Who is only an expert is announced by none."""
    people = word_groups("people")
    titles = sorted(
        people["titles"] | people["forms of address"] | _ANNOUNCING, key=lambda t: (-len(t), t)
    )
    any_title, name = "|".join(titles), f"(?P<name>[{HAN_RANGES}]{{2,3}})"
    behind = "[，。、：；！？\\s）)说說表介在出主就对對回强強指和与與及认認告称稱]|$"
    return (
        re.compile(f"(?:{any_title}){name}(?={behind})"),
        re.compile(f"{name}(?={any_title})"),
    )


def find_name_errors(context: Context) -> Iterator[Draft]:
    """Names misspelt, Chinese ones against their pinyin, Latin ones against the source."""
    if context.is_zh_en and context.zh_is_source:
        yield from _misspelled(context)
        yield from _unnamed(context)
        yield from _left_out(context)
    if context.is_zh_en:
        yield from _latin_slips(context)
    yield from _speakers(context)


def _misspelled(context: Context) -> Iterator[Draft]:
    """A name in capitals one or two letters off the pinyin of a person in the same source."""
    for index, unit in enumerate(context.bitext.units):
        if not unit.target or not unit.source:
            continue
        names = {
            match["name"]: match.span("name") for match in _announced()[0].finditer(unit.source)
        }
        names |= {
            match["name"]: match.span("name") for match in _announced()[1].finditer(unit.source)
        }
        spelled = [(match[0], match.span()) for match in _CAPITALS.finditer(unit.target)]
        if not names or not spelled:
            continue
        flat = re.sub(r"[^a-z]", "", unit.target.lower())
        for name, span in names.items():
            readings = _readings(name)
            if not readings or any(reading in flat for reading in readings):
                continue
            windows = (window for text, place in spelled for window in _windows(text, place))
            near = next(
                (
                    window
                    for window in windows
                    if any(_is_slip(_letters(window[0]), reading) for reading in readings)
                ),
                None,
            )
            if near:
                yield Draft(
                    rule="spelling",
                    unit=index,
                    said=say("names.spelling", text=near[0], name=name),
                    expected=_written(name),
                    source_span=span,
                    target_span=near[1],
                )


def _unnamed(context: Context) -> Iterator[Draft]:
    """A person whom the source names after a title and the translation does not name near by."""
    units, lexicon = context.bitext.units, context.lexicon
    # What Cantonese calls Chan is read Chen here.
    if lexicon is None or context.bitext.source_language == "zh-Hant":
        return
    reader = WordReader(lexicon)
    flat = [_letters(unit.target) for unit in units]
    for index, unit in enumerate(units):
        around = "".join(flat[max(0, index - 1) : index + 2])
        for match in _announced()[0].finditer(unit.source) if unit.target else ():
            name, readings = match["name"], _readings(match["name"])
            # Two characters may be a word, or a foreigner: 总理莫迪.
            if len(name) < 3 or not readings or any(one in around for one in readings):
                continue
            if lexicon.senses(name[1:]) or _may_be_named(name, unit, reader):
                continue
            yield Draft(
                rule="unnamed",
                unit=index,
                said=say("names.unnamed", name=name),
                expected=_written(name),
                source_span=match.span("name"),
            )


def _may_be_named(name: str, unit: TranslationUnit, reader: WordReader) -> bool:
    """Whether a translation may name somebody in another way.

    By the surname, by a pronoun, or as people abroad are called: in capitals that no word of the
    source explains.
    """
    surname = _written(name).split()[0]
    if re.search(rf"\b(?:{surname}|he|she|his|her|him)\b", unit.target, re.IGNORECASE):
        return True
    keys = {key for word in reader.read(unit.source, chinese=True) for key in word.keys}
    return any(
        keys.isdisjoint(word.keys)
        for match in _CAPITALS.finditer(unit.target)
        for word in reader.read(match[0], chinese=False)
    )


def _left_out(context: Context) -> Iterator[Draft]:
    """An organisation that the dictionary knows, and of whose name the translation has no word.

    Nor an abbreviation, a pronoun, or any word of the name in a neighbouring unit.
    """
    units, lexicon = context.bitext.units, context.lexicon
    if lexicon is None:
        return
    stems = [_stems(unit.target) for unit in units]
    for index, unit in enumerate(units):
        if not unit.target or _STANDS_FOR_IT.search(unit.target):
            continue
        near = set().union(*stems[max(0, index - 1) : index + 2])
        for word, start, end in _organisations(unit.source, lexicon):
            names = _english_names(word, lexicon)
            if near.isdisjoint(_stems(" ".join(names))):
                yield Draft(
                    rule="left out",
                    unit=index,
                    said=say("names.unnamed", name=word),
                    expected=names[0],
                    source_span=(start, end),
                )


def _organisations(text: str, lexicon: Lexicon) -> Iterator[tuple[str, int, int]]:
    """Organisations that the dictionary knows, with their places in a Chinese text."""
    end = 0
    for word in lexicon.cut(text):
        start = text.find(word, end)
        end = start + len(word)
        if (
            _english_names(word, lexicon)
            and text[end : end + 1] not in _GOES_ON
            and not has_owner(text, start)
            and not has_head(text, end)
        ):
            yield word, start, end


def _stems(text: str) -> set[str]:
    return {stem(word) for word in _WORD.findall(text.lower()) if len(word) > 3}


def _english_names(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """What the dictionary calls an organisation in English; empty if it is none."""
    if len(word) < _SHORTEST or _ORGANISATION.fullmatch(word) is None:
        return ()
    found = (_NAME_OF_SEVERAL.search(sense) for sense in lexicon.senses(word))
    return tuple(match[0] for match in found if match is not None)


def _latin_slips(context: Context) -> Iterator[Draft]:
    """A name in Latin letters that both sides should share, one letter off: EMEAP, EMEPA."""
    for index, unit in enumerate(context.bitext.units):
        sides = [
            {match[0]: match.span() for match in _LATIN_NAME.finditer(text)}
            for text in (unit.source, unit.target)
        ]
        ours, theirs = [
            {name: span for name, span in own.items() if name.lower() not in other.lower()}
            for own, other in zip(sides, (unit.target, unit.source), strict=True)
        ]
        for name, span in ours.items():
            near = next((one for one in theirs if _is_slip(one.lower(), name.lower())), None)
            # Endings are grammar, no slips.
            if near is not None and not near.lower().startswith(name.lower()):
                yield Draft(
                    rule="latin name",
                    unit=index,
                    said=say("names.latin name", source=name, target=near),
                    expected=name,
                    source_span=span,
                    target_span=theirs[near],
                )


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _windows(text: str, span: tuple[int, int]) -> Iterator[tuple[str, tuple[int, int]]]:
    """The capitalised words of a run, two and three at a time."""
    words = [match.span() for match in re.finditer(r"\S+", text)]
    for size in (2, 3):
        for at in range(len(words) - size + 1):
            start, end = words[at][0], words[at + size - 1][1]
            yield text[start:end], (span[0] + start, span[0] + end)


def _readings(name: str) -> frozenset[str]:
    """Pinyin of a Chinese name without tones or spaces; empty where it has no surname."""
    has_surname = any(name[:size] in surnames() and len(name) > size for size in (2, 1))
    return readings(name) if has_surname else frozenset()


def _written(name: str) -> str:
    known = surnames()
    size = 2 if name[:2] in known and len(name) > 2 else 1
    parts = ["".join(usual for usual, *_ in syllables(part)) for part in (name[:size], name[size:])]
    return " ".join(part.replace("v", "yu").capitalize() for part in parts)


def _is_slip(one: str, other: str) -> bool:
    """Whether two spellings differ by one letter added, lost, changed or swapped."""
    if one == other or abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 5:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    swapped = len(a) == len(b) >= 2 and a[:2] == b[1::-1] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped


def _speakers(context: Context) -> Iterator[Draft]:
    """A unit whose two speakers are not the pair that they are everywhere else."""
    pairs: dict[str, Counter[str]] = defaultdict(Counter)
    units = context.bitext.units
    for unit in units:
        if unit.source_speaker and unit.target_speaker:
            pairs[unit.source_speaker][unit.target_speaker] += 1
    for index, unit in enumerate(units):
        if not unit.source_speaker or not unit.target_speaker:
            continue
        usual, count = pairs[unit.source_speaker].most_common(1)[0]
        own = pairs[unit.source_speaker][unit.target_speaker]
        if usual != unit.target_speaker and count >= 3 * own:
            yield Draft(
                rule="speaker",
                unit=index,
                said=say(
                    "names.speaker",
                    source=unit.source_speaker,
                    target=unit.target_speaker,
                    usual=usual,
                ),
                expected=usual,
            )


NAMES = Check(
    name="names",
    about="people and organisations misspelt, mixed up or left out",
    find=find_name_errors,
    languages="zh-en",
    rules=(
        Rule(
            name="spelling",
            severity="error",
            tells="a name one letter off the pinyin of a person whom the source names by a title",
            example="部长金壮龙 → *Jin Zhuanlong*",
            languages="zh to en",
        ),
        Rule(
            name="unnamed",
            severity="warning",
            tells="a person with a title whom the translation near by does not name",
            example="副部长辛国斌",
            languages="zh to en",
            needs=frozenset(["lexicon"]),
        ),
        Rule(
            name="left out",
            severity="warning",
            tells="an organisation of the dictionary of whose name no word stands near by",
            example="教育部",
            languages="zh to en",
            needs=frozenset(["lexicon"]),
        ),
        Rule(
            name="latin name",
            severity="error",
            tells="a name in Latin letters one letter off the source's",
            example="EMEAP → *EMEPA*",
        ),
        Rule(
            name="speaker",
            severity="warning",
            tells="two speakers who are not the pair that they are everywhere else",
        ),
    ),
)

"""What a speaker's label says: a name, a title, or a function such as 记者 or Moderator."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import util
from pathlib import Path

from corpora.language.han import HAN_RANGES
from corpora.language.wordlists import rows, word_groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A label read: ``points`` say how much it looks like one, by itself.

    ``name`` is the speaker; for a label that names nobody (问, CCTV reporter) the label itself.
    """

    whole: str
    name: str
    title: str | None
    points: float
    is_fixed: bool = False
    is_anonymous: bool = False
    is_bare_name: bool = False
    is_full_name: bool = False


_PEOPLE = {
    "zh_surname": "surnames",
    "zh_compound": "compound surnames",
    "en_surname": "surnames in Latin letters",
}


@cache
def words(kind: str) -> frozenset[str]:
    """A list of ``speakers.tsv``, or of people's names and titles."""
    people = word_groups("people")
    if kind == "zh_role":
        return people["titles"] | people["trades"] | people["forms of address"]
    if kind in _PEOPLE:
        return people[_PEOPLE[kind]]
    table = {row[0]: row[1] for row in rows("speakers", folder="corpora/reading")}
    return frozenset(table[kind].split())


@cache
def _longest_first(kind: str) -> str:
    return "|".join(map(re.escape, sorted(words(kind), key=lambda word: (-len(word), word))))


_HAN = f"[{HAN_RANGES}]"
_COUNTER = r"(?:\s*(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,2}|[A-Za-z]|[甲乙丙丁]))?"


@cache
def _zh_patterns() -> dict[str, re.Pattern[str]]:
    role, asker = _longest_first("zh_role"), _longest_first("zh_asker")
    surname = "[" + "".join(words("zh_surname")) + "]"
    compound = "|".join(sorted(words("zh_compound")))
    name = (
        rf"(?:(?:{compound}){_HAN}{{1,2}}|{surname}{_HAN}{{1,2}}|{surname}\s{{1,2}}{_HAN}"
        rf"|{_HAN}{{1,6}}(?:[·・•．]{_HAN}{{1,8}}){{1,3}})"
    )
    return {
        key: re.compile(pattern)
        for key, pattern in {
            "fixed": rf"(?:{_longest_first('zh_fixed')}){_COUNTER}",
            "title_name": (
                rf"(?P<title>(?:.*[^\s])?(?:{role}))\s*(?P<name>{name})(?:同志|先生|女士)?"
            ),
            "title_any": rf"(?P<title>(?:.*[^\s])?(?:{role}))\s*(?P<name>{_HAN}{{2,3}})",
            "name_title": rf"(?P<name>{name})\s*(?P<title>(?:{_HAN}{{0,20}}?)(?:{role}))",
            "surname_title": rf"(?P<name>{compound}|{surname})(?P<title>(?:副|总|大)?(?:{role}))",
            "name_bracket": rf"(?P<name>{name}|{_HAN}{{2,12}})\s*[（(](?P<title>[^）)]+)[）)]",
            "name_comma": rf"(?P<name>{name})\s*[，,、]\s*(?P<title>.*(?:{role}))",
            "asker": rf".{{0,30}}(?:{asker}){_COUNTER}",
            "outlet": rf"[^的了在把被]{{0,12}}(?:{_longest_first('zh_outlet')})",
            "role": f"(?:{role})",
            "name": name,
        }.items()
    }


def read_label(label: str) -> Reading | None:
    """A Chinese label read, or ``None`` if it cannot be one.

    >>> reading = read_label("工业和信息化部副部长辛国斌")
    >>> reading.name, reading.title
    ('辛国斌', '工业和信息化部副部长')
    """
    label = re.sub(r"^(?:\d{1,3}[.、．]\s*)", "", label.strip())
    if (
        not label
        or len(label) > 48
        or label[0] in "有某这那每"
        or any(label.startswith(w) for w in words("zh_refuse"))
    ):
        return None
    patterns = _zh_patterns()
    if patterns["fixed"].fullmatch(label):
        return _reading(label, label, None, 3.0, is_fixed=True, is_anonymous=True)
    if label in words("zh_never") or re.match(
        r"第?[一二三四五六七八九十\d]+[是、，,条章节]|其[一二三]", label
    ):
        return None
    if re.search(r"[0-9０-９]{2}|https?$", label):
        return None
    for key, points in (("name_bracket", 2.0), ("name_comma", 2.5)):
        found = patterns[key].fullmatch(label)
        if found and (person := _with_title(label, found["name"], found["title"], points)):
            return person
    if re.search(r"[，,]", label):
        return None
    for key, points in (("title_name", 2.5), ("asker", 2.5), ("name_title", 2.0)):
        found = patterns[key].fullmatch(label)
        if not found:
            continue
        if key == "asker":
            return (
                None
                if _has_verb(label)
                else _reading(label, label, None, points, is_anonymous=True)
            )
        return _person(label, found["name"], found["title"], points)
    for key, points in (("outlet", 1.8), ("role", 1.0)):
        if patterns[key].fullmatch(label):
            return _reading(label, label, None, points, is_anonymous=True)
    found = patterns["surname_title"].fullmatch(label)
    if found:
        return _reading(label, found["name"], found["title"], 1.8)
    if patterns["name"].fullmatch(label) and not _has_verb(label):
        return _bare_name(label)
    found = patterns["title_any"].fullmatch(label)
    if found and not _has_verb(label) and label[-1] not in "问答说道称问說稱讲谈":
        return _person(label, found["name"], found["title"], 1.0)
    return None


def _with_title(label: str, name: str, title: str, points: float) -> Reading | None:
    """张小三（司长）, 主持人（张小三）; not 指标（万元）."""
    patterns = _zh_patterns()
    if patterns["name"].fullmatch(title) and patterns["asker"].fullmatch(name):
        return _person(label, title, name, points)
    if not re.search(_HAN, title):
        return None
    has_role = re.search(f"(?:{_longest_first('zh_role')})$", title) is not None
    if has_role and (patterns["name"].fullmatch(name) or len(name) <= 4):
        return _person(label, name, title, points)
    return _person(label, name, title, 1.0) if patterns["name"].fullmatch(name) else None


def _bare_name(label: str) -> Reading:
    han = re.sub(r"\s", "", label)
    points = 1.5 if len(han) == 3 else 1.0
    if re.search(r"[性率度量化者们的了表项类型式点面案期段分元亿个次们年月日]$", han):
        points -= 1.0
    return _reading(label, han, None, points, is_bare_name=True, is_full_name=True)


def _person(label: str, name: str, title: str, points: float) -> Reading:
    name = re.sub(r"\s", "", name)
    return _reading(label, name, title.strip(" \u3000，,、"), points, is_full_name=True)


def _has_verb(label: str) -> bool:
    return any(label.endswith(word) for word in words("zh_never")) or bool(
        re.search(r"[的了在把被将]", label[:-1])
    )


def _reading(label: str, name: str, title: str | None, points: float, **flags: bool) -> Reading:
    return Reading(whole=label, name=name, title=title, points=points, **flags)


# ANNA BERG SAID: is the beginning of a sentence.
_SAYING = frozenset(
    ["said", "says", "saying", "asked", "asks", "told", "added", "replied", "wrote", "writes",
     "stated", "noted", "read", "reads", "continued", "explained", "answered"]
)  # fmt: skip
_SYLLABLE = (
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ueng|ang|eng|ing|ong|iao|ian|uai|uan"
    r"|van|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ui|ue|ve|er|a|o|e|i|u|v|ü)"
)
_PINYIN_NAME = re.compile(rf"{_SYLLABLE}(?:['’-]?{_SYLLABLE}){{0,2}}", re.IGNORECASE)
_NAME_WORD = re.compile(r"[A-ZÀ-Þ][\w’'.-]*|[A-Z]\.")


def read_english_label(label: str) -> Reading | None:
    """An English label read, or ``None`` if it cannot be one.

    >>> reading = read_english_label("Xin Guobin, Vice Minister of Industry")
    >>> reading.name, reading.title
    ('Xin Guobin', 'Vice Minister of Industry')
    """
    label = label.strip(" \t*_")
    fixed = re.fullmatch(r"([A-Za-z]+)(?:\s*(?:\d{1,3}|[A-Z]))?", label)
    if fixed and fixed[1].lower() in words("en_fixed") and label[0].isupper():
        return _reading(label, label, None, 3.0, is_fixed=True, is_anonymous=True)
    tokens = label.split()
    if not tokens or len(tokens) > 24 or re.search(r"\d{2}|[“”\"=/\\<>]", label):
        return None
    if not (label[0].isupper() or label[0] in "'’") or tokens[-1].lower() in _SAYING:
        return None
    bracket = re.fullmatch(r"(?P<name>[^()]+?)\s*\((?P<title>[^()]+)\)", label)
    comma = re.fullmatch(r"(?P<name>[^,]+),\s*(?P<title>.+)", label)
    for found, points in ((comma, 2.5), (bracket, 2.0)):
        if found and _names_person(found["name"].split()):
            if found["name"].lower() in words("en_fixed"):
                name, title = found["title"], found["name"]
                return _reading(label, name, title, points, is_full_name=True)
            lone = " " not in found["name"] and not found["title"][0].isupper()
            if found is bracket or (_has_role(found["title"]) and not lone):
                name = re.sub(r"^(?:Mr|Mrs|Ms|Dr|Prof)\.?\s+", "", found["name"])
                return _reading(label, name, found["title"], points, is_full_name=True)
            return None
    if "," in label and not _is_asker(label):
        return None
    return _titled(label, tokens) or _outlet_or_asker(label, tokens) or _plain(label, tokens)


def _titled(label: str, tokens: list[str]) -> Reading | None:
    """Mr. Xin, Vice Minister Xin Guobin, Foreign Ministry Spokesperson Mao Ning."""
    for cut in range(len(tokens) - 1, 0, -1):
        head = tokens[cut - 1].strip(".,").lower()
        if head in words("en_honorific") or head in words("en_role"):
            name = tokens[cut:]
            if len(name) <= 4 and _has_name_shape(name) and _title_like(tokens[:cut]):
                title = " ".join(tokens[:cut])
                full = len(name) > 1
                return _reading(label, " ".join(name), title, 2.0 + 0.3 * full, is_full_name=full)
            return None
    return None


def _title_like(tokens: list[str]) -> bool:
    small = {"of", "the", "and", "for", "in", "to"}
    return all(t[0].isupper() or t in small for t in tokens)


def _outlet_or_asker(label: str, tokens: list[str]) -> Reading | None:
    if _is_asker(label):
        return _reading(label, label, None, 2.5, is_anonymous=True)
    capital = all(t[0].isupper() or t.lower() in {"of", "the", "and", "de"} for t in tokens)
    if not capital or len(tokens) > 6:
        return None
    if tokens[0].strip(",") in words("en_outlet_name"):
        return _reading(label, label, None, 2.0, is_anonymous=True)
    if len(tokens) > 1 and tokens[-1] in words("en_outlet"):
        return _reading(label, label, None, 1.8, is_anonymous=True)
    if len(tokens) == 1 and re.fullmatch(r"[A-Z]{2,6}", label):
        return _reading(label, label, None, 0.8, is_anonymous=True, is_bare_name=True)
    return None


def _is_asker(label: str) -> bool:
    """Such as CCTV reporter, Reporter from Reuters, Question from AFP."""
    if re.match(r"(?:Question|Q)\s+(?:from|by)\s+[A-Z]", label):
        return True
    found = re.search(
        rf"\b(?:{_longest_first('en_asker')})\b(?:\s*(?:\d|[A-Z])?$|\s+(?:from|of|with|at|for)\b|\s*\()",
        label,
        re.IGNORECASE,
    )
    if not found:
        return False
    lead = label[: found.start()].split()
    return all(t[0].isupper() or t in {"of", "the", "and", "a"} for t in lead) and len(lead) <= 8


def _plain(label: str, tokens: list[str]) -> Reading | None:
    if any(t.strip(".").lower() in words("en_refuse") for t in tokens):
        return None
    if not _names_person(tokens):
        return None
    if len(tokens) == 1:
        return _reading(label, label, None, 0.3, is_bare_name=True)
    points = 1.0
    if _is_chinese_name(tokens):
        points += 0.6
    if label.isupper():
        points += 0.3
    return _reading(label, label, None, points, is_bare_name=True, is_full_name=True)


def _is_chinese_name(tokens: list[str]) -> bool:
    """Jin Zhuanglong, Wong Kam-sing; family name first, or last as some write it."""
    surnames = words("en_surname")
    ends = (tokens[0].lower(), tokens[-1].lower())
    return 2 <= len(tokens) <= 3 and any(
        end in surnames and (_PINYIN_NAME.fullmatch(other) or "-" in other)
        for end, other in (ends, ends[::-1])
    )


def _names_person(tokens: list[str]) -> bool:
    """Whether the words look like a personal name, and not like an ordinary label."""
    return tokens[0].lower() not in words("en_refuse") and _has_name_shape(tokens)


def _has_name_shape(tokens: list[str]) -> bool:
    """One to five words with capitals, or particles between them."""
    particles = words("en_particle")
    return (
        1 <= len(tokens) <= 5
        and all(_NAME_WORD.fullmatch(t) or t in particles for t in tokens)
        and _NAME_WORD.fullmatch(tokens[-1]) is not None
    )


def _has_role(title: str) -> bool:
    roles = words("en_role")
    return any(
        re.sub(r"[’']s$", "", t.strip(".,()").lower()) in roles for t in re.split(r"[\s,/]+", title)
    )


def common_words(names: Iterable[str]) -> set[str]:
    """Those of the names that jieba's dictionary has as anything but a personal name.

    Reads the dictionary's file as it lies on the disk, without loading jieba.
    """
    wanted = list(names)
    dictionary = _dictionary() if wanted else ""
    if len(wanted) > _FEW_NAMES:
        entries = dict(line.rsplit(" ", 1) for line in dictionary.splitlines() if " " in line)
        tags = {entry.partition(" ")[0]: tag for entry, tag in entries.items()}
        return {name for name in wanted if name in tags and not tags[name].startswith("nr")}
    common = set()
    for name in wanted:
        found = re.compile(r"\S* \d+ (\w+)").match(dictionary, dictionary.find(f"\n{name} ") + 1)
        if found and found.group().startswith(f"{name} ") and not found[1].startswith("nr"):
            common.add(name)
    return common


# For more names the dictionary is read once for all: what is fast, chosen by eye.
_FEW_NAMES = 30


@cache
def _dictionary() -> str:
    found = util.find_spec("jieba")
    if found is None or found.origin is None:
        return ""
    path = Path(found.origin).with_name("dict.txt")
    return "\n" + path.read_text(encoding="utf-8") if path.is_file() else ""

"""What a column of a table holds, by its name and by what stands in it.

People name the two columns of a glossary or a memory in dozens of ways: *zhCN*, *Chinese
(Simplified)*, *简体中文*, *Source text*, *EN*, *译文* … A cell names a column only if it consists
of such words and nothing else, so that a row of terms is not taken for a header: *English* is one,
*English breakfast* is not, and *中文* beside *Chinese* is a term with its translation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from corpora.formats.codes import language_of_code
from corpora.language.han import HAN_RANGES, han_share, has_han
from corpora.language.wordlists import word_groups

Role = Literal["source", "target", ""]

_SIDES: tuple[Role, ...] = ("source", "target")
_BESIDE, _TERM, _NEITHER = "beside", "term", "neither"
_WORD = re.compile(r"[a-z]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_KANA = re.compile("[\u3041-\u30ff]")
# A cell that is a language's code, as some programs repeat in every row.
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&.\-]*")
# What no name of a column has.
_MARK = re.compile(r"[.!?;。！？；，…]|\d(?!$)")
_LONGEST_NAME = 30
# Fewer rows below the first do not tell that it is a header.
_FEW_ROWS = 3
# A column with that share of the other cells of its kind repeats itself: a remark, a reviewer.
_LEAST_VARIED = 0.5


@cache
def _groups() -> dict[str, str]:
    """What each word says: a language, a side, or that it decides nothing."""
    groups = word_groups("column_names")
    order = [*(name for name in groups if name not in (_TERM, _BESIDE, _NEITHER)), _BESIDE]
    return {word: name for name in reversed(order) for word in groups[name]}


@cache
def _pieces() -> re.Pattern[str]:
    """The Chinese words, the longest first."""
    words = [word for word in _groups() if has_han(word)]
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnName:
    """What a header's cell says: the side, the language, or both; or that it is a term."""

    role: Role = ""
    language: str = ""
    is_term: bool = False

    def __bool__(self) -> bool:
        return bool(self.role or self.language or self.is_term)


def read_name(cell: str) -> ColumnName:
    """What a column is called; nothing is said where the cell holds other words too.

    >>> read_name("zhCN").language, read_name("Chinese (Traditional, Taiwan)").language
    ('zh-Hans', 'zh-Hant')
    >>> read_name("英文译文"), bool(read_name("English breakfast")), bool(read_name("中国"))
    (ColumnName(role='target', language='en', is_term=False), False, False)
    """
    plain = unicodedata.normalize("NFKC", cell).strip().lstrip("\ufeff")
    if len(plain) > 60:
        return ColumnName()
    if plain.lower() in word_groups("column_names")[_TERM]:
        return ColumnName(is_term=True)
    if plain.isascii():
        found = _read_words(plain)
        # "Zhcn" and "SourceTerm": one word, or two.
        return found or _read_words(_CAMEL.sub(" ", plain))
    return _read_chinese(plain)


def _read_words(plain: str) -> ColumnName:
    words = _WORD.findall(plain.lower())
    if "".join(words) in _groups():
        words = ["".join(words)]
    if not words or re.search(r"\d", plain):
        return ColumnName()
    return _sum_up(words)


def _read_chinese(plain: str) -> ColumnName:
    latin = _WORD.findall(plain.lower())
    chinese = re.sub(rf"[^{HAN_RANGES}]", "", plain)
    found: list[str] = []
    at = 0
    while at < len(chinese):
        match = _pieces().match(chinese, at)
        if match is None:
            return ColumnName()
        found.append(match.group())
        at = match.end()
    return _sum_up([*found, *latin])


def _sum_up(words: Sequence[str]) -> ColumnName:
    """What words say together; nothing where one of them is not known."""
    said = [_groups().get(word) for word in words]
    if None in said:
        return ColumnName()
    side: Role = next((one for one in _SIDES if one in said), "")
    return ColumnName(
        role=side, language=_the_one([one for one in said if one not in (None, _BESIDE, *_SIDES)])
    )


def _the_one(languages: Sequence[str | None]) -> str:
    """Of “Chinese” and “Taiwan” the script; of “zh” and “CN” the first; of two languages none."""
    told = [language for language in languages if language]
    plain = {language.split("-")[0] for language in told}
    if plain == {"zh", "en"} and told[0] == "en":
        # "English (Hong Kong)", "English_Taiwan": the region does not make it Chinese.
        return "en"
    if len(plain) != 1:
        return ""
    return "zh-Hant" if "zh-Hant" in told else told[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnText:
    """What stands in a column: the share of Chinese, whether it is words, how it varies.

    ``distinct`` counts its cells that differ.
    """

    is_filled: bool
    is_chinese: bool
    is_wordy: bool
    is_code: bool
    chars: int
    distinct: int


def read_column(cells: Sequence[str]) -> ColumnText:
    """What a column holds, judged by some of its cells."""
    told = [cell.strip() for cell in cells if cell.strip()]
    text = "\n".join(told)
    kana = len(_KANA.findall(text))
    letters = sum(character.isalpha() for character in text)
    is_chinese = han_share(text) >= 0.3 and kana < 0.05 * max(len(text), 1)
    is_code = bool(told) and all(_CODE.fullmatch(cell) for cell in told) and len(set(told)) == 1
    return ColumnText(
        is_filled=bool(told),
        is_chinese=is_chinese,
        is_wordy=letters > len(text) / 2 and not has_han(text[:200]) and not kana,
        is_code=is_code and bool(language_of_code(told[0])) and bool(read_name(told[0]).language),
        chars=len(text),
        distinct=len(set(told)),
    )


def read_columns(rows: Sequence[Sequence[str]], width: int) -> list[ColumnText]:
    """What each of the first ``width`` columns of some rows holds."""
    return [read_column([cells[i] for cells in rows if i < len(cells)]) for i in range(width)]


def is_row_of_codes(header: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether what looks like a header is a row that has codes of languages, as all rows have.

    >>> is_row_of_codes(["云", "cloud", "ZH", "EN"], [["网", "net", "ZH", "EN"]])
    True
    """
    return any(
        text.is_code and cell == below[0][i]
        for i, (cell, text) in enumerate(zip(header, read_columns(below, len(header)), strict=True))
        if below and i < len(below[0])
    )


def choose_columns(
    names: Sequence[ColumnName], texts: Sequence[ColumnText]
) -> tuple[int, int] | None:
    """Source and target by what the header says, and by what stands there where it says half.

    Args:
        names: what each cell of the header says.
        texts: what stands in each column; as many.

    Returns:
        Indices of source and target; ``None`` where the header names no pair of columns.
    """
    source = next((i for i, name in enumerate(names) if name.role == "source"), None)
    target = next((i for i, name in enumerate(names) if name.role == "target"), None)
    if source is not None and target is not None and source != target:
        return source, target
    chinese = [i for i, name in enumerate(names) if name.language.startswith("zh")]
    english = [i for i, name in enumerate(names) if name.language == "en"]
    others = [i for i, name in enumerate(names) if name.language and i not in (*chinese, *english)]
    terms = [i for i, name in enumerate(names) if name.is_term or (name.role and not name.language)]
    pairs = ((chinese, english), (terms, chinese), (terms, english), (chinese, others),
             (english, others))  # fmt: skip
    for some, rest in pairs:
        if some and rest:
            first, second = sorted((some[0], rest[0]))
            return (second, first) if names[first].role == "target" else (first, second)
    # A single name is one if no row of terms would have it: not a language beside its own name.
    one = next((i for i, name in enumerate(names) if name.role or name.is_term), None)
    if one is None or len([name for name in names if name.is_term]) > 1:
        return None
    other = _counterpart(one, names, texts)
    if other is None:
        return None
    if names[one].role == "target" or (names[other].is_term and not names[one].role):
        return other, one
    if names[one].role == "source" or names[one].is_term:
        return one, other
    return (one, other) if one < other else (other, one)


def _counterpart(one: int, names: Sequence[ColumnName], texts: Sequence[ColumnText]) -> int | None:
    """The column that holds the other language, where a single one is named."""
    if not texts[one].is_filled or not (texts[one].is_chinese or texts[one].is_wordy):
        return None
    fits = [
        i
        for i, text in enumerate(texts)
        if i != one and not text.is_code
        and (text.is_wordy if texts[one].is_chinese else text.is_chinese)
    ]  # fmt: skip
    named = [i for i in fits if names[i]]
    best = named or fits
    return best[0] if best else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Source and target among a table's columns, as indices, and whether its first row names them.

    ``is_bilingual`` is whether just one of the two is Chinese.
    """

    source: int
    target: int
    has_header: bool
    is_bilingual: bool


def choose_by_text(rows: Sequence[Sequence[str]]) -> Chosen | None:
    """Source and target where no header names them: the Chinese column and the other one.

    The first two, unless just one of the others makes them Chinese and not. The first row is a
    header in words that are not known if it is in the other language than all others are, or if
    one of three columns or more is a remark by its name.

    Args:
        rows: rows of the table, titles left out.

    Returns:
        The columns; ``None`` where no two hold any text.
    """
    width = max(map(len, rows), default=0)
    texts, below = read_columns(rows, width), read_columns(rows[1:], width)
    header = _cells(rows[0], width) if rows else []
    named = [_is_neither(cell) for cell in header]
    whole = bool(rows) and len(rows[0]) == width
    if whole and any(named) and len(texts) > 2 and _is_plain(header):
        chosen = _choose(below, named)
        if chosen is not None and chosen.is_bilingual:
            return replace(chosen, has_header=True)
    chosen = _choose(texts, [False] * len(texts))
    if chosen is None or not chosen.is_bilingual or not whole or len(rows) <= _FEW_ROWS:
        return chosen
    pair = header[chosen.source].strip(), header[chosen.target].strip()
    return replace(chosen, has_header=_names_by_script(pair, chosen, rows[1:]))


def _names_by_script(pair: tuple[str, str], chosen: Chosen, below: Sequence[Sequence[str]]) -> bool:
    """Whether two cells are both in one language where all below are in two."""
    if not _is_plain(pair) or len(set(pair)) < 2 or has_han(pair[0]) != has_han(pair[1]):
        return False
    if any(_ACRONYM.fullmatch(cell) for cell in pair) and "".join(pair).upper() != "".join(pair):
        return False  # an abbreviation and what it stands for
    sides = [
        (has_han(row[chosen.source]), has_han(row[chosen.target]))
        for row in below
        if len(row) > max(chosen.source, chosen.target)
    ]
    return len(set(sides)) == 1 and sides[0][0] != sides[0][1]


def _is_neither(cell: str) -> bool:
    return cell.strip().lower().lstrip("\ufeff") in word_groups("column_names")[_NEITHER]


def _is_plain(cells: Sequence[str]) -> bool:
    """Whether cells are as short and plain as names."""
    return all(len(cell) <= _LONGEST_NAME and not _MARK.search(cell) for cell in cells)


def _cells(row: Sequence[str], width: int) -> list[str]:
    return [row[i] if i < len(row) else "" for i in range(width)]


def _choose(texts: Sequence[ColumnText], left_out: Sequence[bool]) -> Chosen | None:
    filled = [
        i for i, text in enumerate(texts) if text.is_filled and not text.is_code and not left_out[i]
    ]
    if len(filled) < 2:
        return None
    chinese = _varied(texts, [i for i in filled if texts[i].is_chinese])
    wordy = _varied(texts, [i for i in filled if texts[i].is_wordy and not texts[i].is_chinese])
    is_bilingual = bool(chinese and wordy)
    first, second = filled[:2]
    if is_bilingual and {first, second} != {chinese[0], wordy[0]}:
        longest_chinese = max(chinese, key=lambda i: texts[i].chars)
        longest_other = max(wordy, key=lambda i: texts[i].chars)
        first, second = sorted((longest_chinese, longest_other))
    return Chosen(source=first, target=second, has_header=False, is_bilingual=is_bilingual)


def _varied(texts: Sequence[ColumnText], columns: Sequence[int]) -> list[int]:
    """Those that differ from row to row about as much as the one that does most."""
    most = max((texts[i].distinct for i in columns), default=0)
    return [i for i in columns if texts[i].distinct > _LEAST_VARIED * most]


def say_columns(header: Sequence[str], source: int, target: int, kept: str) -> str:
    """Which columns were taken, and which were not, for the user to see.

    >>> say_columns(["id", "en", "zhCN", "notes"], 1, 2, "left aside")
    'columns “en” (source) and “zhCN” (target) were taken; left aside: “id”, “notes”'
    """
    taken = f"columns “{header[source]}” (source) and “{header[target]}” (target) were taken"
    rest = [f"“{cell}”" for i, cell in enumerate(header) if i not in (source, target) and cell]
    return f"{taken}; {kept}: {', '.join(rest)}" if rest else taken

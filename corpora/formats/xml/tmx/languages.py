"""Which two of a memory's languages are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from corpora.formats.codes import guess_language, language_of_code, primary
from corpora.formats.streams import Origin, ReadOptions

_OURS = ("zh", "en")


def choose_languages(
    origin: Origin,
    header: Mapping[str, str],
    top: list[tuple[str, list[tuple[str, str]]]],
    options: ReadOptions,
) -> tuple[str, str]:
    """The pair of codes to read, as the file spells them."""
    codes = Counter(code for _source, texts in top for code, _text in texts if code)
    if not codes:
        return _nameless(header, top, options)
    declared = Counter(
        found for own, texts in top if (found := match_code(own, [c for c, _t in texts]))
    )
    source = (
        _wanted(origin, options.source_language, codes)
        or (declared.most_common(1)[0][0] if declared else "")
        or _first_code(top)
    )
    target = _wanted(origin, options.target_language, codes) or _partner(source, top)
    return source, target or "und"


def _first_code(top: list[tuple[str, list[tuple[str, str]]]]) -> str:
    """The source of a file that names none: what comes first, but of units that have both
    Chinese and English the first of these.
    """
    codes = [[code for code, _text in texts if code] for _own, texts in top]
    both = [some for some in codes if {primary(code) for code in some} >= set(_OURS)]
    for some in both:
        return next(code for code in some if primary(code) in _OURS)
    return next(code for some in codes for code in some)


def _partner(source: str, top: list[tuple[str, list[tuple[str, str]]]]) -> str:
    """The code that most often stands beside the source; of several, another language rather
    than another region, and Chinese or English rather than a third.
    """
    beside = Counter(
        code
        for _own, texts in top
        if any(code == source for code, _text in texts)
        for code in dict.fromkeys(code for code, _text in texts)
        if code and code != source
    )
    return max(
        beside,
        key=lambda code: (beside[code], primary(code) != primary(source), primary(code) in _OURS),
        default="",
    )


def _nameless(
    header: Mapping[str, str],
    top: list[tuple[str, list[tuple[str, str]]]],
    options: ReadOptions,
) -> tuple[str, str]:
    """Languages of a file whose texts name none: by the texts, in their order."""
    firsts = [texts[0][1] for _own, texts in top if texts]
    seconds = [texts[1][1] for _own, texts in top if len(texts) > 1]
    source = options.source_language or _match_header(header) or guess_language(firsts)
    return source, options.target_language or (guess_language(seconds) if seconds else "und")


def _match_header(header: Mapping[str, str]) -> str:
    declared = header.get("srclang", "")
    return "" if declared == "*all*" else declared


def match_code(wanted: str, codes: Iterable[str]) -> str:
    """The code that is the wanted language: the same, else the same script, else the same
    language; empty where there is none.

    >>> match_code("en", ["zh-CN", "en-GB"]), match_code("zh-Hant", ["zh-CN", "zh-HK"])
    ('en-GB', 'zh-HK')
    """
    codes = list(codes)
    low = wanted.lower().replace("_", "-")
    if not low or low == "*all*":
        return ""
    for same in (
        lambda code: code.lower().replace("_", "-") == low,
        lambda code: language_of_code(code) == language_of_code(wanted),
        lambda code: primary(code) == primary(wanted),
    ):
        found = next((code for code in codes if same(code)), "")
        if found:
            return found
    return ""


def _wanted(origin: Origin, language: str | None, codes: Mapping[str, int]) -> str:
    if not language:
        return ""
    found = match_code(language, codes)
    if not found:
        raise origin.error(
            f"holds no {language}", hint=f"its languages are {', '.join(sorted(codes))}"
        )
    return found

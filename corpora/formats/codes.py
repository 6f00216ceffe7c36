"""Language codes as files spell them, and languages guessed from texts that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpora.language.languages import detect_language

_CHINESE = {"zh", "zho", "chi", "cmn", "chinese", "cn"}
_ENGLISH = {"en", "eng", "english"}
_TRADITIONAL = {"hant", "tw", "hk", "mo", "cht", "traditional"}
_WRITTEN = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "zh": "zh-CN", "en": "en-US"}
_BCP47 = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def language_of_code(code: str) -> str:
    """Our tag for a code as found in a file; codes of other languages come back as they are.

    >>> [language_of_code(c) for c in ("ZH_CN", "zh", "zh-HK", "en-GB", "cmn", "fr-CA")]
    ['zh-Hans', 'zh-Hans', 'zh-Hant', 'en', 'zh-Hans', 'fr-CA']
    """
    parts = re.split(r"[-_ ]", code.strip().lower())
    if parts[0] in _CHINESE:
        simplified = "hans" in parts[1:]
        return "zh-Hant" if _TRADITIONAL & set(parts[1:]) and not simplified else "zh-Hans"
    return "en" if parts[0] in _ENGLISH else code.strip().replace("_", "-")


def code_for_language(language: str, given: str = "") -> str:
    """The code to write for a language: a region where tools ask for one.

    ``given``, what the input file said, is kept where it is well formed and agrees, so that
    ``en-GB`` and ``zh-HK`` survive. OmegaT gives no match at all for ``zh_CN``, ``cmn`` and
    ``zho`` in a project of Chinese.

    >>> code_for_language("zh-Hans"), code_for_language("en", "en-gb")
    ('zh-CN', 'en-GB')
    >>> code_for_language("zh-Hans", "zh_CN"), code_for_language("zh-Hans", "zho")
    ('zh-CN', 'zh-CN')
    """
    given = _tidied(given)
    if given and _BCP47.fullmatch(given) and language_of_code(given) == language_of_code(language):
        primary, _, rest = given.partition("-")
        if primary in ("zh", "en") and rest:
            return given
        if primary not in (_CHINESE | _ENGLISH):
            return given
    return _WRITTEN.get(language, _tidied(language) or "und")


def region_code(code: str) -> str:
    """A code with a region and no script, for tools that know languages by regions.

    >>> [region_code(c) for c in ("zh-Hant", "zh-Hant-HK", "zh-Hans-CN", "en", "en-GB", "fr")]
    ['zh-TW', 'zh-HK', 'zh-CN', 'en-US', 'en-GB', 'fr']
    """
    first, *rest = _tidied(code).split("-")
    regions = [part for part in rest if len(part) == 2 or part.isdigit()]
    if first in _CHINESE | _ENGLISH and not regions:
        return _WRITTEN.get(language_of_code(code), code)
    return "-".join([first, *regions])


def _tidied(code: str) -> str:
    first, *rest = code.strip().replace("_", "-").split("-")
    shaped = [
        part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part
        for part in rest
    ]
    return "-".join([first.lower(), *shaped])


def primary(code: str) -> str:
    """The language of a code without script and region.

    >>> primary("zh-Hant"), primary("en_US"), primary("cmn")
    ('zh', 'en', 'zh')
    """
    return language_of_code(code).split("-")[0].lower()


def guess_language(texts: Iterable[str]) -> str:
    """The language of texts: Chinese of either script by its characters, else English.

    >>> guess_language(["经济发展"]), guess_language(["經濟發展"]), guess_language(["GDP"])
    ('zh-Hans', 'zh-Hant', 'en')
    """
    return detect_language("\n".join(texts)[:20_000])

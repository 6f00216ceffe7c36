"""What the forms of an English word share: its lemma, its stem, its spelling.

One rule for each, and one list of exceptions (``data/irregular.txt``). ``taught_stem`` is an
older stem that learned models were taught with; nothing else should ask for it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from corpora.language.wordlists import word_groups, word_lines

_VOWEL = re.compile("[aeiouy]")
# Endings after which a participle has lost the e of its verb: mak-ing, chang-ed, creat-ing.
_LOST_E = re.compile(
    r"(?:[^aeiou]|^)[aeiouy][^aeiouwxyh]$(?<=^...)|^[^aeiou]*[aeiouy][^aeiouwxyh]$"  # cop, us, shap
    r"|[cvu]$|[^z]z$|[bcdfgkptz]l$|[nprlwaeiouy]s$|[aeu]ng$|(?:[aeiou]|[dlr])g$"
    r"|[^aeiou]at$|[iu]at$|[^aeo]ut$|[^aeiou]ot$|quot$|[^aeiou][aeiou]d$|[^aeiou][iu]n$"
    r"|[^aeiou][aiu]m$|[^aeiou][aiu]r$|quir$|(?:pl|ad|gn|sc|st)or$|[^aeiou][aeio]k$"
    r"|[^aeiou][aiy]p$|[^aeiou][iu]l$|[^aeiou][iaou]b$"
)
_DOUBLED = re.compile(r"([^aeiouyszf])\1$")
_ISE = re.compile(r"([a-z]{3,})is((?:e|es|ed|ing|er|ers|able|ation|ations|ational)(?:'s)?)")
# What makes nouns and adjectives of verbs and nouns, after stemming; four letters stay.
_MAKES_ANOTHER = re.compile(
    r"^(.{4,}?)(?:ation|ative|ator|ate|ition|ion|ment|ness|ity|ive|ist|ism|ary|ial|al|ic|y|e)$"
)
_ONE_SYLLABLE = re.compile(r"(?:qu|[^aeiouy])*[aeiouy][^aeiouy]+")


@lru_cache(maxsize=200_000)
def lemma(word: str) -> str:
    """A word without case and number: what makes two spellings one rendering.

    >>> [lemma(word) for word in ("Industries", "processes", "gas", "SMEs", "analysis")]
    ['industry', 'process', 'gas', 'sme', 'analysis']
    """
    lowered = word.lower().replace("’", "'")
    singular = _forms("nouns").get(lowered)
    if singular is not None:
        return singular
    if lowered in word_groups("irregular")["unchanged"]:
        return lowered
    if len(word) == 3 and word[:2].isupper() and word[2] == "s":
        return lowered[:2]
    if len(lowered) < 4 or not lowered.endswith("s") or lowered.endswith(("ss", "us", "is")):
        return lowered
    if lowered.endswith("ies") and len(lowered) > 4:
        return lowered[:-3] + "y"
    if lowered.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return lowered[:-2]
    return lowered[:-1]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A word without case, number, tense and participle; a word again, but for rare ones.

    Words made from it are others: a plan is no plane, to organise no organisation.

    >>> {stem(word) for word in ("make", "makes", "made", "Making")}
    {'make'}
    >>> [stem(word) for word in ("planned", "policies", "was", "sizes", "opened", "care")]
    ['plan', 'policy', 'be', 'size', 'open', 'care']
    """
    lowered = word.lower().replace("’", "'").removesuffix("'s")
    base = _forms("verbs").get(lowered)
    if base is not None:
        return base
    singular = lemma(word if word[-2:] != "'s" else lowered)
    return _without_participle(singular)


def _without_participle(word: str) -> str:
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 2 and _VOWEL.search(rest) and rest.isalpha():
            if rest.endswith("e"):
                return rest if ending == "ing" else word
            return _verb(rest)
    return word


def _verb(rest: str) -> str:
    """The verb of what is left of a participle."""
    if len(rest) > 3 and _DOUBLED.search(rest):
        # To fill, to sell; but to control, to travel.
        keeps = rest.endswith("ll") and _ONE_SYLLABLE.fullmatch(rest)
        return rest if keeps else rest[:-1]
    return rest + "e" if _LOST_E.search(rest) else rest


@lru_cache(maxsize=200_000)
def root(word: str) -> str:
    """What a verb shares with the nouns and adjectives made of it, from its ``stem``; no word.

    >>> {root(stem(word)) for word in ("prevention", "prevents", "preventive")}
    {'prevent'}
    """
    # Twice: management, manage, manag.
    return _MAKES_ANOTHER.sub(r"\1", _MAKES_ANOTHER.sub(r"\1", word))


@lru_cache(maxsize=200_000)
def american(word: str) -> str:
    """A word in small letters as American English spells it; others come back as they are.

    >>> [american(word) for word in ("Organisation", "labourers", "centre", "programmes", "rise")]
    ['organization', 'laborers', 'center', 'programs', 'rise']
    """
    word = word.lower().replace("’", "'")
    spellings = _spellings()
    for size in range(len(word), 3, -1):
        other = spellings.get(word[:size])
        if other is not None:
            return other + word[size:]
    found = _ISE.fullmatch(word)
    if found and found[1] + "ise" not in word_groups("spelling")["ise"]:
        return f"{found[1]}iz{found[2]}"
    return word


@lru_cache(maxsize=200_000)
def taught_stem(word: str) -> str:
    """The stem by which models were taught: those that pair words, and the dictionary's glosses.

    Cruder than ``stem`` (care is car, plane is plan). To go with the next learning.

    >>> [taught_stem(word) for word in ("industries", "industry", "planning", "planned", "class")]
    ['industri', 'industri', 'plan', 'plan', 'class']
    """
    word = word.lower()
    for suffix in ("'s", "ies", "ing", "ied", "ed", "es", "ly", "s"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not word.endswith("ss"):
            word = word[: -len(suffix)] + ("y" if suffix in ("ies", "ied") else "")
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") else word


@cache
def _spellings() -> dict[str, str]:
    """Beginnings of words by how else they are written."""
    return {
        other: american
        for american, *others in word_lines("spelling")["spellings"]
        for other in others
    }


@cache
def _forms(group: str) -> dict[str, str]:
    """The words of a group of irregular ones by their forms, the words themselves included."""
    found: dict[str, str] = {}
    for base, *others in word_lines("irregular")[group]:
        for form in (base, *others):
            found.setdefault(form, base)
    return found

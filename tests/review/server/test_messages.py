"""The words of the page: both catalogues say the same, and all that the page asks for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from quality.check.registry import CHECKS
from quality.findings import SEVERITIES
from review.project.operations import VERBS

WEB = Path(__file__).resolve().parents[3] / "review" / "server" / "web"
MADE_OF_PARTS = re.compile(r"\bt\(\s*`([a-z_]+)\.")
ASKED = re.compile(r"""\bt\(\s*["']([a-z]+\.[\w]+)["']""")
NAMED = re.compile(r"""\b(?:label|group|key): ["']([a-z]+\.[\w]+)["']""")
WANTED_FORMS = {"en": {"one", "other"}, "zh": {"other"}}


def catalogue(name):
    def unique(pairs):
        names = [key for key, _value in pairs]
        assert len(names) == len(set(names)), f"{name}: a key stands twice"
        return dict(pairs)

    text = (WEB / "messages" / f"{name}.json").read_text(encoding="utf-8")
    return json.loads(text, object_pairs_hook=unique)


def scripts():
    return {path: path.read_text(encoding="utf-8") for path in sorted((WEB / "js").rglob("*.js"))}


def holders(message):
    texts = message.values() if isinstance(message, dict) else [message]
    return set().union(*(re.findall(r"\{(\w+)\}", text) for text in texts))


def test_both_have_the_same_keys():
    assert catalogue("en").keys() == catalogue("zh").keys()


def test_what_stands_for_values_is_known_in_both():
    english, chinese = catalogue("en"), catalogue("zh")
    for key, message in chinese.items():
        assert holders(message) <= holders(english[key]) | {"n"}, key


@pytest.mark.parametrize("language", ["en", "zh"])
def test_plurals_have_the_forms_of_their_language(language):
    for key, message in catalogue(language).items():
        if isinstance(message, dict):
            assert set(message) == WANTED_FORMS[language], key


def test_all_that_is_asked_for_is_there():
    known = catalogue("en")
    for path, text in scripts().items():
        asked = {*ASKED.findall(text), *NAMED.findall(text)}
        assert asked <= known.keys(), f"{path.name}: {sorted(asked - known.keys())}"


def test_all_that_is_there_is_asked_for():
    """Or belongs to an area whose keys are put together."""
    text = "\n".join(scripts().values())
    composed = set(MADE_OF_PARTS.findall(text)) | {"rule", "check", "category", "verb", "stage"}
    for key in catalogue("en"):
        assert key in text or key.partition(".")[0] in composed, key


def test_names_of_the_house_have_words_in_both():
    known = catalogue("zh")
    rules = [f"rule.{name}.{rule.name}" for name, check in CHECKS.items() for rule in check.rules]
    wanted = [
        *(f"check.{name}" for name in CHECKS),
        *rules,
        *(f"severity.{name}" for name in SEVERITIES),
        *(f"verb.{name}" for name in VERBS.values()),
    ]
    assert [one for one in wanted if one.replace(" ", "_") not in known] == []


@pytest.mark.parametrize("name", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"])
def test_no_text_becomes_markup(name):
    assert [str(path) for path, text in scripts().items() if name in text] == []

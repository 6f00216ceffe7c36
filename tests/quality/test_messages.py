"""The catalogue of what checks say: both languages whole, and nothing said outside it."""

import json
import re
from pathlib import Path

import pytest

from quality import messages
from quality.messages import Message, as_written, from_json, say

ROOT = Path(messages.__file__).parent
PLACE = re.compile(r"\{(\w+)\}")
CATALOGUE = json.loads((ROOT / "messages.json").read_text(encoding="utf-8"))
VALUES = {"count": 2, "total": 1200, "times": 1000, "kind": say("tag")}


@pytest.mark.parametrize("key", CATALOGUE)
def test_both_languages_have_the_same_places(key):
    told = CATALOGUE[key]
    assert set(told) == set(messages.LANGUAGES)
    assert sorted(PLACE.findall(told["en"])) == sorted(PLACE.findall(told["zh"]))


def test_what_is_chinese_is_chinese():
    for key, told in CATALOGUE.items():
        ours = PLACE.sub("", told["zh"])
        assert not re.search(r"[A-Za-z,;:.?!()]", ours), key
        assert not re.search(r"[，。；：（）\u4e00-\u9fff]", PLACE.sub("", told["en"])), key


def test_every_message_is_said_somewhere():
    said = "".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py"))
    assert [key for key in CATALOGUE if f'"{key}"' not in said] == []


def test_words_of_the_texts_are_told_apart_from_ours():
    said = say("numbers.missing", number=say("quantity worth", text="七成", meaning="70%"))
    assert str(said) == "The number “七成” (70%) is missing from the translation."
    assert said.text("zh") == "译文缺少数字“七成”（70%）。"
    assert said.parts("zh") == ["译文缺少数字“", "七成", "”（", "70%", "）。"]


def test_counts_and_names_of_things_are_our_own_words():
    said = say("omission.item missing", number=3, total=1200)
    assert said.parts("en") == ["Item 3 of 1,200 is missing from the translation."]
    assert say("placeholders.lost", kind=say("tag"), text="<b>").parts("zh") == [
        "译文缺少标签“", "<b>", "”。",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "{number}", "𠮷“<b>”"])
def test_what_a_text_holds_is_no_place(text):
    assert say("numbers.missing", number=text).parts("en")[1] == text
    assert str(as_written(text)) == as_written(text).text("zh") == text


@pytest.mark.parametrize("key", CATALOGUE)
def test_as_json_and_back(key):
    names = PLACE.findall(CATALOGUE[key]["en"])
    said = say(key, **{name: VALUES.get(name, f"«{name}»") for name in names})
    assert from_json(json.loads(json.dumps(said.to_json()))) == said
    assert "{" not in said.text("en") + said.text("zh")


def test_what_is_in_no_catalogue_is_not_said():
    with pytest.raises(ValueError, match="there is no message nothing"):
        say("nothing")
    with pytest.raises(ValueError, match="has the places"):
        Message("numbers.missing")

"""The house's memory in pairing: what it helps with, and what it must not do."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from align import align_documents
from align.judging.evaluation import evaluate
from align.judging.gold import Gold, read_gold
from align.reading.odds import learn_links, likelihood_ratio
from corpora.language.lexicon import load_lexicon
from corpora.language.tools import Tools
from corpora.language.words import WordReader
from corpora.memory.house import HouseMemory
from corpora.reading.document import read_document
from corpora.units import Alignment, Document, document_from_segments

GOLD = Path(__file__).parents[1] / "gold"
# Of these the second and third are put so freely that the text alone says little.
ZH = ["渡口早上六点开门。", "老吴眼皮也没抬。", "“随你。”", "船上坐着十二个人。", "河水涨了三尺。"]
EN = [
    "The ferry opens at six in the morning.",
    "There was no answer worth the name from the old man.",
    "It was all one to him.",
    "Twelve people sat in the boat.",
    "The river had risen by three feet.",
]


@cache
def tools() -> Tools:
    """Without an encoder: quick, and the weaker evidence is the harder test."""
    return Tools(encoder=None, lexicon=load_lexicon())


def zh(texts: list[str], language: str = "zh-Hans") -> Document:
    return document_from_segments(texts, language=language)


def en(texts: list[str]) -> Document:
    return document_from_segments(texts, language="en")


def pair(source: Document, target: Document, memory: HouseMemory | None) -> Alignment:
    return align_documents(source, target, tools=tools(), memory=memory)


def spans(alignment: Alignment) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return [(bead.source, bead.target) for bead in alignment.beads]


@cache
def ferry() -> tuple[Document, Document, Gold]:
    return (
        read_document(GOLD / "ferry.zh.txt", language="zh-Hans"),
        read_document(GOLD / "ferry.en.txt", language="en"),
        read_gold(GOLD / "ferry.gold.jsonl"),
    )


def ferry_pairs() -> list[tuple[str, str]]:
    return [(one, other) for one, other in ferry()[2].texts if one and other]


def f1(memory: HouseMemory | None) -> float:
    source, target, gold = ferry()
    by_text = Gold(name=gold.name, texts=gold.texts)
    return evaluate([(pair(source, target, memory), by_text)]).strict.f1


def test_a_known_sentence_is_paired_where_its_translation_stands() -> None:
    alignment = pair(zh(ZH), en(EN), HouseMemory.of(zip(ZH, EN, strict=True)))
    assert spans(alignment) == [((i, i + 1), (i, i + 1)) for i in range(5)]
    assert all(bead.evidence["memory"] > 0 for bead in alignment.beads)
    assert alignment.notes == (
        "Memory: 5 pairs read; 5 sentences known here, 5 with the translation near by, "
        "5 borne out by the text.",
    )
    assert "memory:" in alignment.signature


def test_spelling_script_and_numbers_make_no_other_sentence() -> None:
    memory = HouseMemory.of([("河水涨了5尺", "the river had risen by 5 feet"), (ZH[0], EN[0])])
    source = zh(["渡口早上六點開門。", "河水涨了７尺！"], "zh-Hant")
    alignment = pair(source, en([EN[0], "The river had risen by 7 feet."]), memory)
    assert [bead.evidence.get("memory", 0) > 0 for bead in alignment.beads] == [True, True]


def test_a_known_sentence_without_its_translation_is_no_evidence() -> None:
    memory = HouseMemory.of([(one, f"Something quite different, {i}.") for i, one in enumerate(ZH)])
    alignment = pair(zh(ZH), en(EN), memory)
    assert spans(alignment) == spans(pair(zh(ZH), en(EN), None))
    assert not any("memory" in bead.evidence for bead in alignment.beads)


def test_either_direction_takes_the_same_memory() -> None:
    memory = HouseMemory.of(zip(ZH, EN, strict=True))
    one, other = pair(zh(ZH), en(EN), memory), pair(en(EN), zh(ZH), memory)
    assert spans(one) == [(target, source) for source, target in spans(other)]


def test_what_has_nothing_in_common_changes_nothing() -> None:
    other = HouseMemory.of(
        [(f"第{i}号仓库的钥匙丢了。", f"The key to store {i} is lost.") for i in range(50)]
    )
    source, target, _ = ferry()
    with_it, without = pair(source, target, other), pair(source, target, None)
    assert (with_it.beads, with_it.warnings) == (without.beads, without.warnings)


def test_texts_of_one_language_have_no_use_for_it() -> None:
    memory = HouseMemory.of(zip(ZH, EN, strict=True))
    alignment = pair(en(EN), en(EN), memory)
    assert alignment == pair(en(EN), en(EN), None)


def test_our_own_earlier_pairing_helps() -> None:
    assert f1(HouseMemory.of(ferry_pairs())) >= 0.96 > f1(None)


@pytest.mark.parametrize("wrong", ["shuffled", "shifted", "half of it shuffled"])
def test_a_wrong_memory_does_not_overrule_the_text(wrong: str) -> None:
    """Its sources all stand in the text, and its targets too, near by in the second case."""
    chosen = random.Random(5)
    sources, targets = map(list, zip(*ferry_pairs(), strict=True))
    if wrong == "shifted":
        targets = targets[1:] + targets[:1]
    else:
        count = len(targets) if wrong == "shuffled" else len(targets) // 2
        some = targets[:count]
        chosen.shuffle(some)
        targets[:count] = some
    assert f1(HouseMemory.of(zip(sources, targets, strict=True))) >= f1(None)


def test_words_are_learned_that_no_dictionary_has() -> None:
    names = ["凌家滩", "石峁", "陶寺"]
    pairs = [
        (
            f"{names[i % 3]}的第{i}号坑已经回填。",
            f"Pit {i} of {'Alpha Beta Gamma'.split()[i % 3]} is filled.",
        )
        for i in range(30)
    ]
    links = learn_links(pairs, WordReader(load_lexicon()))
    assert {"Alpha".lower(), "beta", "gamma"} == {other for _, other in links}


def test_chance_teaches_nothing() -> None:
    chosen = random.Random(7)
    sources, targets = map(list, zip(*ferry_pairs(), strict=True))
    chosen.shuffle(targets)
    assert learn_links(list(zip(sources, targets, strict=True)), WordReader(load_lexicon())) == []


def test_the_likelihood_ratio_is_dunnings() -> None:
    """The first row of the table in his paper: "the swiss", 110 2442 111 29114."""
    together, one, other = 110, 110 + 2442, 110 + 111
    assert likelihood_ratio(together, one, other, 110 + 2442 + 111 + 29114)[0] == pytest.approx(
        270.72, abs=0.01
    )

"""Every unit with a phrase, in either script and any form, and nothing else."""

from __future__ import annotations

import sqlite3

import pytest

from corpora.errors import InputError
from corpora.formats import write_bitext
from corpora.language.folding import english_key, tokens
from corpora.memory.concordance import FindOptions, find_in_bitexts, spans_of
from corpora.units import Bitext, TranslationUnit

PAIRS = [
    ("我们要发展新质生产力。", "We must develop new quality productive forces."),
    ("產業鏈和供應鏈", "industrial and supply chains"),
    ("政策正在落实，企业增长很快。", "Policies are being implemented; companies grew fast."),
    ("𠮷野家开了一家店。", "Yoshinoya opened a shop in the U.S."),
    ("推进新型工业化。", "Promote new industrialization."),
    ("C++程序与C程序", "a C++ program"),
    ("用C#编写", "written in C#."),
]


@pytest.fixture
def memory(tmp_path):
    path = tmp_path / "m.tmx"
    units = tuple(TranslationUnit(source=s, target=t, document="d") for s, t in PAIRS)
    write_bitext(
        Bitext(name="m", source_language="zh-Hans", target_language="en", units=units), path
    )
    return path


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("生产力", [1]), ("生產力", [1]), ("产业链", [2]), ("供應鏈", [2]), ("新", [1, 5]),
        ("policy", [3]), ("company grow", [3]), ("implement", [3]), ("Chain", [2]), ("𠮷", [4]),
        ("supply chain", [2]), ("chain supply", []), ("产力新", []), ("ＮＥＷ", [1, 5]),
        ("u.s.", [4]), ("C++", [6]), ("c#", [7]), ("Ｃ＋＋程序", [6]), ("C程序", [6]),
    ],
)  # fmt: skip
def test_a_phrase_is_found(memory, query, numbers):
    found = find_in_bitexts(query, [memory])
    assert [hit.number for hit in found.hits] == numbers
    assert found.total == len(numbers)


def test_a_hit_shows_where_and_what_stands_around_it(memory):
    hit = find_in_bitexts("工業化", [memory]).hits[0]
    assert [hit.source[a:b] for a, b in hit.source_spans] == ["工业化"]
    assert hit.before == (PAIRS[3],)
    assert (hit.after, hit.document) == ((PAIRS[5],), "d")


def test_a_side_can_be_asked_for(memory):
    assert find_in_bitexts("new", [memory], FindOptions(side="source")).total == 0
    assert find_in_bitexts("new", [memory], FindOptions(side="target")).total == 2


def test_the_limit_does_not_hide_the_total(memory):
    found = find_in_bitexts("new", [memory], FindOptions(limit=1))
    assert (len(found.hits), found.total) == (1, 2)


def test_fuzzy_finds_what_is_like_it_likest_first(memory):
    found = find_in_bitexts("发展新型生产力", [memory], FindOptions(fuzzy=True, min_score=0.4))
    assert found.hits[0].number == 1
    assert 0.4 <= found.hits[0].score < 1
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)


def test_the_index_is_made_once_and_again_when_the_file_changes(memory):
    find_in_bitexts("新", [memory])
    index = memory.with_name(".m.tmx.duizhao")
    first = index.stat().st_mtime_ns
    find_in_bitexts("新", [memory])
    assert index.stat().st_mtime_ns == first
    memory.write_text(
        memory.read_text(encoding="utf-8").replace("工业化", "城镇化"), encoding="utf-8"
    )
    assert find_in_bitexts("城镇化", [memory]).total == 1
    assert find_in_bitexts("工业化", [memory]).total == 0


def test_a_damaged_index_is_made_anew(memory):
    find_in_bitexts("新", [memory])
    memory.with_name(".m.tmx.duizhao").write_bytes(b"no database")
    assert find_in_bitexts("新", [memory]).total == 2


def test_where_nothing_can_be_written_the_cache_is_used(memory, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    connect = sqlite3.connect

    def refuse(place, **how):
        if ".m.tmx.duizhao" in str(place):
            raise sqlite3.OperationalError("unable to open database file")
        return connect(place, **how)

    monkeypatch.setattr(sqlite3, "connect", refuse)
    assert find_in_bitexts("新", [memory]).total == 2
    assert list((tmp_path / "cache" / "duizhao").iterdir())


def test_an_empty_query_is_refused(memory):
    with pytest.raises(InputError, match="nothing to look for"):
        find_in_bitexts("。！", [memory])


@pytest.mark.parametrize(
    "forms",
    ["company companies", "grow grows grew grown growing", "policy policies", "be was were been",
     "strengthen strengthened strengthening strengthens", "chain chains", "stop stopped stopping",
     "use used using uses", "analysis analyses", "child children", "issue issues issued issuing",
     "develop develops developed developing", "tax taxes taxed"],
)  # fmt: skip
def test_forms_of_a_word_share_a_key(forms):
    assert len({english_key(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "two",
    [
        "use us",
        "thing think",
        "bus bush",
        "new news",
        "plan plane",
    ],
)
def test_different_words_do_not(two):
    first, second = two.split()
    assert english_key(first) != english_key(second)


def test_spans_are_of_the_text_as_it_is():
    assert spans_of(tokens("生产力"), "新質生產力，生產力") == ((2, 5), (6, 9))

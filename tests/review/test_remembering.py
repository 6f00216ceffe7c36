"""What can be a house's memory, and what is made of it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from corpora.errors import InputError
from corpora.formats import write_bitext
from corpora.memory.house import HouseMemory
from corpora.units import Bitext, TranslationUnit
from duizhao import main
from glossary import ConceptEntry, Glossary, entry_id, read_glossary, write_glossary
from review.jobs.remembering import read_memory
from review.project import open_project

PAIRS = [("今年经济增长6%。", "The economy grew by 6%."), ("双千兆网络提速。", "Gigabit grew.")]


def bitext(pairs: list[tuple[str, str]], *languages: str, sure: float | None = None) -> Bitext:
    source, target = languages or ("zh-Hans", "en")
    units = tuple(TranslationUnit(source=a, target=b, confidence=sure) for a, b in pairs)
    return Bitext(name="old", source_language=source, target_language=target, units=units)


def glossary() -> Glossary:
    rows = [
        ("双千兆", "dual gigabit", "approve"),
        ("工作", "work", "reject"),
        ("提速", "speed", ""),
    ]
    return Glossary(
        source_language="zh-Hans",
        target_language="en",
        entries=tuple(
            ConceptEntry(id=entry_id(zh), source_term=zh, target_term=en, decision=decision)
            for zh, en, decision in rows
        ),
    )


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A memory, a table, XLIFF, a memory the other way round, and a glossary."""
    write_bitext(bitext(PAIRS), tmp_path / "a.tmx")
    write_bitext(bitext([("谢谢大家。", "Thank you all.")]), tmp_path / "b.tsv")
    write_bitext(bitext([("天黑了。", "It got dark.")]), tmp_path / "c.xliff")
    write_bitext(bitext([("It rained.", "下雨了。")], "en", "zh-Hant"), tmp_path / "d.tmx")
    write_glossary(glossary(), tmp_path / "e.csv")
    return sorted(tmp_path.iterdir())


def test_all_kinds_of_files_are_read(files: list[Path]) -> None:
    memory = read_memory(files)
    assert memory is not None
    assert set(memory.pairs) == {
        *PAIRS, ("谢谢大家。", "Thank you all."), ("天黑了。", "It got dark."),
        ("下雨了。", "It rained."),
    }  # fmt: skip
    assert (memory.approved, memory.rejected) == ((("双千兆", "dual gigabit"),), ("工作",))


def test_the_order_of_files_is_no_matter(files: list[Path]) -> None:
    first = read_memory(files)
    random.Random(3).shuffle(files)
    assert read_memory([*files, files[0]]) == first


def test_no_files_are_no_memory() -> None:
    assert read_memory([]) is None


def test_doubtful_pairs_stay_out_and_this_is_said(tmp_path: Path) -> None:
    write_bitext(bitext(PAIRS, sure=0.4), tmp_path / "doubtful.jsonl")
    memory = read_memory([tmp_path / "doubtful.jsonl"])
    assert memory == HouseMemory.of(
        [], notes=["doubtful: 2 pairs left out, for nobody is sure of them."]
    )


def test_other_languages_are_of_no_use_and_this_is_said(tmp_path: Path) -> None:
    write_bitext(bitext([("Bonjour.", "Hello.")], "fr", "en"), tmp_path / "french.tmx")
    memory = read_memory([tmp_path / "french.tmx"])
    assert memory is not None
    assert not memory
    assert memory.notes == ("french is between fr and en, so that nothing of it is of use here.",)


@pytest.mark.parametrize(("name", "text", "said"), [
    ("plain.txt", "没有译文。\n", "does not hold pairs"),
    ("gone.tmx", None, "does not exist"),
])  # fmt: skip
def test_what_is_no_memory_is_refused(tmp_path: Path, name: str, text: str, said: str) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_memory([path])


def test_a_folder_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder without a project"):
        read_memory([tmp_path])


def test_the_digest_names_what_is_held() -> None:
    one = HouseMemory.of(PAIRS, approved=[("双千兆", "dual gigabit")])
    assert one.digest == HouseMemory.of(PAIRS[::-1] * 2, approved=one.approved).digest
    others = (
        HouseMemory.of(PAIRS), HouseMemory.of(PAIRS[:1], approved=one.approved),
        HouseMemory.of(PAIRS, approved=[("双千兆", "double gigabit")]),
        HouseMemory.of(PAIRS, rejected=["双千兆"]),
    )  # fmt: skip
    assert len({one.digest, *(other.digest for other in others)}) == 5


def test_related_pairs_are_those_with_words_in_common() -> None:
    pairs = [(f"第{i}艘渡船今天停航。", f"Ferry {i} is not running.") for i in range(20)]
    memory = HouseMemory.of([*pairs, *PAIRS])
    assert memory.related(["双千兆網絡建設"], 5) == [PAIRS[1]]
    assert len(memory.related(["渡船今天都停航"], 5)) == 5
    assert memory.related(["무엇"], 5) == []


def test_command_lines_say_what_was_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_bitext(bitext(PAIRS), tmp_path / "old.tmx")
    for side, texts in enumerate(zip(*PAIRS, strict=True)):
        (tmp_path / f"new.{side}.txt").write_text("\n".join(texts), encoding="utf-8")
    names = [str(tmp_path / name) for name in ("new.0.txt", "new.1.txt", "old.tmx", "new.tmx")]
    align = ["align", *names[:2], "--memory", names[2], "-o", names[3], "--encoder", "none"]
    with pytest.raises(SystemExit, match="0"):
        main([*align, "--json"])
    said = json.loads(capsys.readouterr().out)["notes"]
    assert said[0].startswith("Memory: 2 pairs read; 2 sentences known here")


def test_terms_come_with_the_houses_wordings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_bitext(bitext([*PAIRS, ("双千兆好。", "Gigabit is good.")]), tmp_path / "new.tmx")
    write_glossary(glossary(), tmp_path / "house.csv")
    out = tmp_path / "terms.csv"
    terms = ["terms", str(tmp_path / "new.tmx"), "--memory", str(tmp_path / "house.csv")]
    with pytest.raises(SystemExit, match="0"):
        main([*terms, "-o", str(out), "--encoder", "none", "--json"])
    assert "1 approved term standing here" in json.loads(capsys.readouterr().out)["notes"][0]
    first = read_glossary(out).entries[0]
    assert (first.source_term, first.usual, first.decision) == ("双千兆", "dual gigabit", "")


def test_a_run_with_another_memory_is_another_run(tmp_path: Path) -> None:
    for side, texts in enumerate(zip(*PAIRS, strict=True)):
        (tmp_path / f"new.{side}.txt").write_text("\n".join(texts), encoding="utf-8")
    write_bitext(bitext(PAIRS), tmp_path / "old.tmx")
    run = ["run", *(str(tmp_path / f"new.{side}.txt") for side in (0, 1)), "-q", "--encoder",
           "none", "-d", str(tmp_path / "out")]  # fmt: skip
    signatures = []
    for more in ([], ["--memory", str(tmp_path / "old.tmx")], []):
        with pytest.raises(SystemExit, match="0"):
            main([*run, *more])
        with open_project(tmp_path / "out") as project:
            signatures.append((project.alignment().signature, project.glossary().signature))
            assert (project.memory() is not None) == bool(more)
    assert all("memory:" in one for one in signatures[1])
    assert signatures[0] == signatures[2]

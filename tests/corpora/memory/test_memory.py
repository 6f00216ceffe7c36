"""Memories: their levels, what goes in, whether it matches, conversion and cleaning."""

from __future__ import annotations

from dataclasses import replace

import pytest
from case_files import cases
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from corpora.errors import InputError
from corpora.formats import read_bitext, write_bitext
from corpora.memory import forecast as reasons
from corpora.memory.cleaning import CleanOptions, clean_bitexts, verdict
from corpora.memory.converting import ConvertOptions, convert_file
from corpora.memory.duplicates import reduce_duplicates
from corpora.memory.exporting import write_alignment
from corpora.memory.forecast import forecast, forecast_bitext
from corpora.memory.levels import at_level, level_of, unions
from corpora.memory.splitting import split_by_confidence
from corpora.memory.tools import TOOLS, find_tool, tool_segments
from corpora.units import (
    Alignment,
    Bead,
    Bitext,
    Document,
    Paragraph,
    Segment,
    TranslationUnit,
    Turn,
)


def document(
    language: str, *paragraphs: list[str], labels: dict[int, str] | None = None
) -> Document:
    """A document of paragraphs of sentences; some paragraphs begin a turn with a label."""
    text = ""
    parts, turns, segments = [], [], []
    for number, sentences in enumerate(paragraphs):
        start = len(text)
        label = (labels or {}).get(number, "")
        if label or not turns:
            turns.append((start, label))
        text += label
        for sentence in sentences:
            a = len(text)
            text += sentence
            segments.append((sentence, a, number, len(turns) - 1))
        parts.append(Paragraph(start=start, end=len(text)))
        text += "\n"
    ends = [start for start, _label in turns[1:]] + [len(text)]
    return Document(
        name="doc.docx", language=language, text=text, paragraphs=tuple(parts),
        turns=tuple(
            Turn(start=a, end=b, speaker=label.strip("：: ") or None,
                 label=(a, a + len(label)) if label else None)
            for (a, label), b in zip(turns, ends, strict=True)
        ),
        segments=tuple(
            Segment(text=t, start=a, end=a + len(t), paragraph=p, turn=n) for t, a, p, n in segments
        ),
    )  # fmt: skip


ZH = document(
    "zh-Hans", ["甲一。", "甲二。"], ["乙一！", "乙二；", "乙三。"], ["丙。"], labels={1: "王："}
)
EN = document(
    "en", ["A one and two. "], ["B one! ", "B two and three. "], ["C."], labels={1: "Wang: "}
)
PAIR = Alignment(
    source=ZH, target=EN,
    beads=(
        Bead(source=(0, 2), target=(0, 1), confidence=0.9),
        Bead(source=(2, 3), target=(1, 2), confidence=0.4),
        Bead(source=(3, 5), target=(2, 3), confidence=0.95),
        Bead(source=(5, 6), target=(3, 4), confidence=0.99),
    ),
)  # fmt: skip


def test_a_paragraph_is_the_union_of_its_beads_with_the_speaker_s_name():
    units = at_level(PAIR, "paragraph").units
    assert [u.source for u in units] == ["甲一。甲二。", "王：乙一！乙二；乙三。", "丙。"]
    assert [u.target for u in units] == ["A one and two.", "Wang: B one! B two and three.", "C."]
    assert [u.confidence for u in units] == [0.9, 0.4, 0.99]
    assert units[1].source_segments == ("乙一！", "乙二；", "乙三。")
    assert {level_of(u) for u in units} == {"paragraph"}


def test_a_turn_is_the_union_of_its_paragraphs():
    units = at_level(PAIR, "turn").units
    assert [u.source for u in units] == ["甲一。甲二。", "乙一！乙二；乙三。丙。"]
    assert units[1].source_speaker == "王"


def test_all_levels_say_nothing_twice():
    units = at_level(PAIR, "all").units
    texts = [(u.source, u.target) for u in units]
    assert len(set(texts)) == len(texts)
    assert len({u.id for u in units}) == len(units)
    with pytest.raises(ValueError, match="not a level"):
        at_level(PAIR, "word")


def test_a_memory_of_all_levels_is_forecast_for_both_kinds_of_project(tmp_path):
    found = write_alignment(PAIR, tmp_path / "m.tmx", level="all", min_confidence=0).forecasts
    assert [(one.level, one.units) for one in found] == [("segment", 4), ("paragraph", 3)]
    assert found[1].share == 1.0


def test_a_boundary_only_one_side_has_is_none():
    target = document("en", ["A one and two. ", "B one! "], ["B two and three. "], ["C."])
    assert [len(run) for run in unions(replace(PAIR, target=target), "paragraph")] == [3, 1]


def test_a_crossing_is_never_cut_in_two():
    target = document("en", ["A."], ["B."], ["C."])
    source = document("zh-Hans", ["甲。"], ["乙。"], ["丙。"])
    beads = (
        Bead(source=(0, 1), target=(1, 2), is_crossing=True),
        Bead(source=(1, 2), target=(0, 1), is_crossing=True),
        Bead(source=(2, 3), target=(2, 3)),
    )
    alignment = Alignment(source=source, target=target, beads=beads)
    assert [len(run) for run in unions(alignment, "paragraph")] == [2, 1]
    assert at_level(alignment, "paragraph").units[0].is_crossing


def test_every_level_holds_every_text(sample_alignment):
    for level in ("segment", "paragraph", "turn"):
        units = at_level(sample_alignment, level).units
        spans = [u.source_span for u in units]
        assert sum(b - a for a, b in spans) == len(sample_alignment.source.segments)
        assert sum(b - a for a, b in (u.target_span for u in units)) == len(
            sample_alignment.target.segments
        )


@pytest.mark.parametrize("case", cases("tool_segments"))
def test_where_tools_break(case):
    given_ = case["input"]
    spans = tool_segments(given_["text"], given_["language"], TOOLS[given_["tool"]])
    assert [given_["text"][a:b] for a, b in spans] == case["expected"]


def test_every_tool_says_where_the_knowledge_is_from():
    assert all(tool.source and tool.title for tool in TOOLS.values())
    with pytest.raises(InputError, match="omegat"):
        find_tool("nothing")


def test_the_forecast_says_why():
    found = forecast(PAIR, tool="omegat")
    assert found.units == 4
    assert found.reasons == {reasons.SEVERAL: 1, reasons.LABEL: 1}
    assert dict(found.unmatchable) == {0: reasons.SEVERAL, 1: reasons.LABEL}
    assert (found.matchable, found.segments, found.covered) == (2, 5, 2)
    assert found.share == 0.4
    assert forecast(PAIR, tool="omegat", level="paragraph").share == 1.0


def test_the_first_sentence_of_a_turn_can_be_had_with_the_speaker_s_name(tmp_path):
    plain = write_alignment(PAIR, tmp_path / "m.tmx", min_confidence=0)
    named = write_alignment(PAIR, tmp_path / "n.tmx", min_confidence=0, labels=True)
    assert (plain.units, named.units) == (4, 5)
    found = read_bitext(tmp_path / "n.tmx").units[2]
    assert (found.source, found.target.strip()) == ("王：乙一！", "Wang: B one!")
    assert named.forecasts[0].covered == plain.forecasts[0].covered + 1


def test_other_reasons_not_to_match():
    source = document("zh-Hans", ["甲”。乙，", "丙。丁。", "同。", "同。", "戊。"])
    target = document("en", ["A.", "B.", "C.", "D."])
    beads = (
        *(Bead(source=(n, n + 1), target=(n, n + 1)) for n in range(4)),
        Bead(source=(4, 5), target=(4, 4)),
    )
    found = forecast(Alignment(source=source, target=target, beads=beads), tool="omegat")
    assert dict(found.unmatchable) == {
        0: reasons.BREAK, 1: reasons.BREAK, 2: reasons.LOSES, 4: reasons.GAP,
    }  # fmt: skip


def test_a_forecast_without_the_document_is_an_upper_bound():
    bitext = at_level(PAIR, "segment")
    found = forecast_bitext(bitext, tool="omegat")
    assert found.matchable == 3
    assert found.reasons == {reasons.SEVERAL: 1}


def test_nothing_is_lost_between_a_memory_and_what_needs_review(tmp_path):
    units = at_level(PAIR, "segment").units
    split = split_by_confidence(units, 0.5)
    assert set(split.memory) | set(split.review) == set(units)
    assert (len(split.review), split.low, split.gaps) == (1, 1, 0)
    written = write_alignment(PAIR, tmp_path / "m.tmx", min_confidence=0.5)
    assert (written.units, written.review_units, written.low, written.gaps) == (3, 1, 1, 0)
    review = read_bitext(tmp_path / "m.needs-review.tmx")
    assert [u.source for u in review.units] == ["乙一！"]
    assert review.units[0].status == "needs-review"
    assert len(read_bitext(tmp_path / "m.tmx").units) == 3


def test_a_memory_without_doubts_has_no_companion(tmp_path):
    written = write_alignment(PAIR, tmp_path / "m.tmx", min_confidence=0.0)
    assert written.review_path is None
    assert [path.name for path in tmp_path.iterdir()] == ["m.tmx"]


@pytest.mark.parametrize("suffix", [".jsonl", ".tsv", ".xlsx", ".xliff"])
def test_files_for_people_hold_everything_in_order(tmp_path, suffix):
    written = write_alignment(PAIR, tmp_path / f"m{suffix}", min_confidence=0.5)
    read = read_bitext(tmp_path / f"m{suffix}")
    assert written.units == 4
    assert [u.source for u in read.units] == ["甲一。甲二。", "乙一！", "乙二；乙三。", "丙。"]
    if suffix in (".jsonl", ".xliff"):
        assert [u.status for u in read.units] == [None, "needs-review", None, None]


def test_an_alignment_survives_its_jsonl(tmp_path, sample_alignment):
    write_alignment(sample_alignment, tmp_path / "a.jsonl", min_confidence=0.0)
    read = read_bitext(tmp_path / "a.jsonl").units
    for unit, bead in zip(read, sample_alignment.beads, strict=True):
        assert (unit.source_span, unit.target_span, unit.kind) == (
            bead.source, bead.target, bead.kind,
        )  # fmt: skip
        assert unit.source_segments == tuple(
            s.text for s in sample_alignment.source.segments[slice(*bead.source)]
        )


def test_training_text_leaves_out_what_needs_review(tmp_path):
    written = write_alignment(PAIR, tmp_path / "c.moses", min_confidence=0.5)
    assert (written.units, written.review_units) == (3, 1)
    assert len((tmp_path / "c.zh").read_text(encoding="utf-8").splitlines()) == 3
    assert read_bitext(tmp_path / "c.needs-review.tmx").units[0].source == "乙一！"
    write_alignment(PAIR, tmp_path / "a.jsonl")
    done = convert_file(
        tmp_path / "a.jsonl", tmp_path / "d.moses", ConvertOptions(min_confidence=0.5)
    )
    assert (done.units, done.review_units) == (3, 1)
    assert read_bitext(tmp_path / "d.en").units[0].target == "甲一。甲二。"


def test_nothing_is_overwritten_unasked(tmp_path):
    write_alignment(PAIR, tmp_path / "m.tmx", min_confidence=0.5)
    (tmp_path / "m.tmx").unlink()
    with pytest.raises(InputError, match="already exists"):
        write_alignment(PAIR, tmp_path / "m.tmx", min_confidence=0.5)
    assert not (tmp_path / "m.tmx").exists()
    write_alignment(PAIR, tmp_path / "m.tmx", min_confidence=0.5, force=True)


def test_a_tool_s_limit_sends_long_units_to_review(tmp_path):
    long = Alignment(
        source=document("zh-Hans", ["甲" * 2001], ["乙。"]),
        target=document("en", ["A."], ["B."]),
        beads=(Bead(source=(0, 1), target=(0, 1)), Bead(source=(1, 2), target=(1, 2))),
    )
    written = write_alignment(long, tmp_path / "m.tmx", tool="rws-cloud")
    assert (written.units, written.too_long, written.review_units) == (1, 1, 1)


def test_a_tool_that_keeps_one_target_gets_the_best(tmp_path):
    source = document("zh-Hans", ["甲。"], ["甲。"])
    target = document("en", ["A."], ["B."])
    beads = tuple(
        Bead(source=(n, n + 1), target=(n, n + 1), confidence=c) for n, c in enumerate((0.9, 0.8))
    )
    pair = Alignment(source=source, target=target, beads=beads)
    written = write_alignment(pair, tmp_path / "m.tmx", tool="phrase")
    assert (written.units, written.duplicates, written.contested) == (1, 1, 0)
    assert read_bitext(tmp_path / "m.tmx").units[0].target == "A."
    assert b"x-context" not in (tmp_path / "m.tmx").read_bytes()
    assert write_alignment(pair, tmp_path / "n.tmx").contested == 1


def unit(source: str, target: str, **more: object) -> TranslationUnit:
    return TranslationUnit(source=source, target=target, **more)


@pytest.mark.parametrize(
    ("tool", "code", "context"),
    [
        ("any", "zh-Hant-HK", "unit"), ("omegat", "zh-HK", ""), ("memoq", "zh-HK", "source"),
        ("xtm", "zh-HK", "source"), ("trados", "zh-HK", ""), ("rws-cloud", "zh-HK", ""),
        ("phrase", "zh-HK", ""), ("smartling", "zh-HK", ""),
    ],
)  # fmt: skip
def test_codes_and_context_are_as_the_tool_wants_them(tmp_path, tool, code, context):
    """Written for a tool, the file differs just where the tool's documentation says so."""
    units = tuple(
        unit(f"第{n}句 & <b>。", f"No. {n}.", source_span=(n, n + 1), document="d")
        for n in range(3)
    )
    write_bitext(bitext(*units), tmp_path / "a.tmx")
    text = (tmp_path / "a.tmx").read_text(encoding="utf-8").replace("zh-CN", "zh-Hant-HK")
    (tmp_path / "a.tmx").write_text(text, encoding="utf-8")
    done = convert_file(tmp_path / "a.tmx", tmp_path / "b.tmx", ConvertOptions(tool=tool))
    assert any(TOOLS[tool].source in note for note in done.notes) == (tool != "any")
    root = etree.parse(str(tmp_path / "b.tmx")).getroot()
    assert root.find("header").get("srclang") == code
    middle = root.findall("body/tu")[1]
    found = [
        (prop.getparent().tag, prop.get("type"), prop.text)
        for prop in middle.iter("prop")
        if prop.get("type").startswith("x-context")
    ]
    kinds = ("x-context-pre", "x-context-post")
    plain = ("第0句 & <b>。", "第2句 & <b>。")
    escaped = ("<seg>第0句 &amp; &lt;b&gt;。</seg>", "<seg>第2句 &amp; &lt;b&gt;。</seg>")
    assert (
        found
        == {
            "": [],
            "unit": [("tu", kind, text) for kind, text in zip(kinds, plain, strict=True)],
            "source": [("tuv", kind, text) for kind, text in zip(kinds, escaped, strict=True)],
        }[context]
    )


RIVALS = (
    unit("甲", "A", confidence=0.7, changed_at="20240101T000000Z"),
    unit("甲", "B", confidence=0.9, changed_at="20230101T000000Z"),
    unit("甲", "C", confidence=0.9, changed_at="20250101T000000Z"),
    unit("甲", "C", confidence=0.9, changed_at="20250101T000000Z"),
    unit("乙", "D"),
)


@pytest.mark.parametrize(
    ("rule", "targets", "left"),
    [("keep", "ABCCD", 0), ("best", "CD", 3), ("latest", "CD", 3), ("first", "AD", 3)],
)
def test_one_rule_decides_between_targets(rule, targets, left):
    kept, gone = reduce_duplicates(RIVALS, rule)
    assert "".join(u.target for u in kept) == targets
    assert gone == left


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from("ABC")), max_size=12))
def test_a_rule_leaves_one_target_for_each_source(some):
    units = tuple(unit(s, t) for s, t in some)
    for rule in ("best", "latest", "first"):
        kept, gone = reduce_duplicates(units, rule)
        assert len({u.source for u in kept}) == len(kept) == len(units) - gone
        assert {u.source for u in kept} == {u.source for u in units}


def bitext(*units: TranslationUnit) -> Bitext:
    return Bitext(name="b", source_language="zh-Hans", target_language="en", units=units)


@pytest.mark.parametrize("rule", ["keep", "best", "latest"])
def test_conversion_reduces_by_the_same_rule(tmp_path, rule):
    write_bitext(bitext(*RIVALS), tmp_path / "a.jsonl")
    done = convert_file(tmp_path / "a.jsonl", tmp_path / "b.tmx", ConvertOptions(duplicates=rule))
    kept, gone = reduce_duplicates(RIVALS, rule)
    read = read_bitext(tmp_path / "b.tmx").units
    assert [u.target for u in read] == [u.target for u in kept]
    assert sum(done.left_out.values()) == gone


def test_conversion_holds_back_what_needs_review(tmp_path):
    units = (unit("甲", "A", confidence=0.2), unit("", "B"), unit("丙", "C", confidence=0.9))
    write_bitext(bitext(*units), tmp_path / "a.jsonl")
    done = convert_file(tmp_path / "a.jsonl", tmp_path / "b.tmx")
    assert (done.units, done.review_units, done.is_whole) == (1, 2, True)
    review = read_bitext(tmp_path / "b.needs-review.tmx").units
    assert [(u.source, u.target) for u in review] == [("甲", "A"), ("", "B")]
    with pytest.raises(InputError, match="already exists"):
        convert_file(tmp_path / "a.jsonl", tmp_path / "b.tmx")


def test_conversion_for_a_tool_forecasts_what_can_match(tmp_path):
    units = (unit("甲。乙。", "A. B."), unit("丙。", "C."), unit("“丁。”", "D."))
    write_bitext(bitext(*units), tmp_path / "a.jsonl")
    done = convert_file(tmp_path / "a.jsonl", tmp_path / "b.tmx", ConvertOptions(tool="omegat"))
    assert done.notes[0].startswith("2 of 3 sentence units can match in OmegaT at most")
    assert done.notes[1].endswith(TOOLS["omegat"].source)
    assert convert_file(tmp_path / "a.jsonl", tmp_path / "c.tmx").notes == ()


def test_a_file_is_not_converted_into_itself(tmp_path):
    write_bitext(bitext(*RIVALS), tmp_path / "a.tmx")
    before = (tmp_path / "a.tmx").read_bytes()
    with pytest.raises(InputError, match="would be overwritten"):
        convert_file(tmp_path / "a.tmx", tmp_path / "a.tmx", force=True)
    assert (tmp_path / "a.tmx").read_bytes() == before


def test_a_broken_file_leaves_nothing_behind(tmp_path):
    path = tmp_path / "a.tmx"
    write_bitext(bitext(*(unit(f"甲{n}", "A") for n in range(2000))), path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InputError, match="line"):
        convert_file(path, tmp_path / "b.tsv")
    assert [p.name for p in tmp_path.iterdir()] == ["a.tmx"]


@pytest.mark.parametrize("case", cases("clean_units"))
def test_what_goes_from_a_memory(case):
    from corpora.formats.streams import head_of

    one = unit(**case["input"])
    assert verdict(one, head_of(bitext(one)), CleanOptions()) == case["expected"]


def test_cleaning_says_what_went_and_why(tmp_path):
    good = [
        unit(f"第{n}句话说的是经济发展的情况。" * 3, f"Sentence {n} is about the economy. " * 5)
        for n in range(20)
    ]
    odd = unit("第一句话说的是经济发展的情况。" * 10, "Short sentence that says it all.")
    write_bitext(bitext(*good, good[0], odd, unit("x y", "x y")), tmp_path / "a.tmx")
    dry = clean_bitexts([tmp_path / "a.tmx"], None)
    assert (dry.units, dry.kept, dry.path) == (23, 20, None)
    assert dry.reasons == {
        "the same pair is there already": 1,
        "one side is far too long for the other": 1,
        "source and target are the same": 1,
    }
    done = clean_bitexts([tmp_path / "a.tmx"], tmp_path / "b.tmx", removed=tmp_path / "gone.tsv")
    assert len(read_bitext(tmp_path / "b.tmx").units) == done.kept == 20
    gone = (tmp_path / "gone.tsv").read_text(encoding="utf-8").splitlines()
    assert len(gone) == 4
    assert "source and target are the same\tx y\tx y\ta.tmx" in gone


def test_merging_has_rules_about_which_wins(tmp_path):
    write_bitext(
        bitext(unit("甲", "old", changed_at="20200101T000000Z"), unit("乙", "B")),
        tmp_path / "1.tmx",
    )
    write_bitext(bitext(unit("甲", "new", changed_at="20240101T000000Z")), tmp_path / "2.tmx")
    both = [tmp_path / "1.tmx", tmp_path / "2.tmx"]
    for rule, expected in (
        ("first", ["old", "B"]),
        ("latest", ["B", "new"]),
        ("keep", ["old", "B", "new"]),
    ):
        clean_bitexts(both, tmp_path / "out.tmx", CleanOptions(duplicates=rule), force=True)
        assert [u.target for u in read_bitext(tmp_path / "out.tmx").units] == expected


def test_merging_other_languages_is_refused(tmp_path):
    write_bitext(bitext(unit("甲", "A")), tmp_path / "1.tmx")
    other = Bitext(name="b", source_language="en", target_language="fr", units=(unit("a", "b"),))
    write_bitext(other, tmp_path / "2.tmx")
    with pytest.raises(InputError, match="en to fr"):
        clean_bitexts([tmp_path / "1.tmx", tmp_path / "2.tmx"], None)


def test_filters(tmp_path):
    units = (
        unit("甲", "A", document="report 2024", source_speaker="王", created_at="20240101T000000Z"),
        unit("乙", "B", document="other", confidence=0.3, created_at="20220101T000000Z"),
        unit("丙", "C"),
    )
    write_bitext(bitext(*units), tmp_path / "a.jsonl")
    for options, left in (
        (CleanOptions(since="2024"), "A"), (CleanOptions(before="2023"), "B"),
        (CleanOptions(documents=("report*",)), "A"), (CleanOptions(speakers=("王",)), "A"),
        (CleanOptions(min_confidence=0.5), "AC"),
    ):  # fmt: skip
        clean_bitexts([tmp_path / "a.jsonl"], tmp_path / "b.jsonl", options, force=True)
        kept = read_bitext(tmp_path / "b.jsonl").units if left else ()
        assert "".join(u.target for u in kept) == left


def test_invisible_characters_are_mended(tmp_path):
    write_bitext(bitext(unit("甲\u200b乙", "A\u00adB")), tmp_path / "a.jsonl")
    done = clean_bitexts([tmp_path / "a.jsonl"], tmp_path / "b.jsonl")
    assert done.mended == 1
    assert read_bitext(tmp_path / "b.jsonl").units[0].source == "甲乙"


@pytest.mark.parametrize("wrong", [b"no database", b"", b"SQLite format 3\0" + bytes(200)])
def test_a_damaged_index_is_made_anew(wrong, tmp_path):
    from corpora.memory.concordance import find_in_bitexts

    write_bitext(bitext(*RIVALS), tmp_path / "a.tmx")
    first = find_in_bitexts("甲", [tmp_path / "a.tmx"])
    place = tmp_path / ".a.tmx.duizhao"
    assert place.is_file()
    place.write_bytes(wrong)
    assert find_in_bitexts("甲", [tmp_path / "a.tmx"]) == first


def test_an_index_with_rows_of_somebody_else_is_made_anew(tmp_path):
    import sqlite3

    from corpora.memory.concordance import find_in_bitexts

    write_bitext(bitext(*RIVALS), tmp_path / "a.tmx")
    first = find_in_bitexts("甲", [tmp_path / "a.tmx"])
    with sqlite3.connect(tmp_path / ".a.tmx.duizhao") as index:
        index.execute("UPDATE units SET more = '{not json'")
    index.close()
    assert find_in_bitexts("甲", [tmp_path / "a.tmx"]) == first

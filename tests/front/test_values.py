"""What a value can do: pickle, hash, copy, become plain data, print in one line, be shown."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.judging.report import Evaluation, evaluate_files
from corpora.memory.cleaning import Cleaned
from corpora.memory.concordance import Found, Hit
from corpora.memory.converting import Converted
from corpora.memory.exporting import AlignmentWritten
from corpora.memory.forecast import Forecast
from corpora.samples import sample_paths
from corpora.units import (
    Alignment,
    Bead,
    Bitext,
    Document,
    Turn,
    document_from_segments,
)
from corpora.values import FrozenDict, Value
from glossary import ConceptEntry, Glossary, Rendering, diff_glossaries
from glossary.record.entries import Context, Place
from quality.check import CheckOptions
from quality.findings import SEVERITIES, CheckReport, Finding
from quality.messages import as_written
from quality.score import HypothesisScores, MetricScore, ScoreReport, TermUse
from quality.score.overlap import Interval
from review.project import Pair

texts = st.text(st.sampled_from("国𠮷Ａ「」——a b<&\"'\n\u2028"), min_size=1, max_size=60)
lists = st.lists(texts, min_size=1, max_size=4)
shares = st.floats(0, 1)
counts = st.integers(0, 9)
names = st.sampled_from(["a.zh.txt", "</td>", "很长" * 40])
languages = st.sampled_from(["zh-Hans", "zh-Hant", "en"])
mappings = st.dictionaries(texts, st.floats(-9, 9), max_size=3)


@st.composite
def alignments(draw: st.DrawFn) -> Alignment:
    """Beads of all kinds; the first pairs one to one."""
    sides = [
        document_from_segments(draw(lists), language=draw(languages), name=draw(names))
        for _ in range(2)
    ]
    sizes = [len(side.segments) for side in sides]
    beads = [Bead(source=(0, 1), target=(0, 1), confidence=draw(shares), evidence=draw(mappings))]
    if sizes[0] > 1:
        beads.append(Bead(source=(1, sizes[0]), target=(1, 1)))
    if sizes[1] > 1:
        beads.append(Bead(source=(sizes[0], sizes[0]), target=(1, sizes[1])))
    return Alignment(source=sides[0], target=sides[1], beads=tuple(beads))


spoken = st.builds(
    lambda text, speaker: dataclasses.replace(
        document_from_segments([text], language="en"),
        turns=(Turn(start=0, end=len(text), speaker=speaker),),
    ),
    texts,
    texts,
)
renderings = st.builds(
    lambda text, count, share: Rendering(
        text=text,
        count=count,
        share=share,
        places=(Place(document="d", unit=1, source_span=(0, 1), target_spans=()),),
    ),
    texts,
    counts,
    shares,
)
entries = st.builds(
    lambda term, text, found, share: ConceptEntry(
        id="t1",
        source_term=term,
        target_term=text,
        renderings=tuple(found),
        consistency=share,
        termhood=share,
        pair_confidence=share,
        contexts=(Context(source=text, target=text, place="d, 1"),),
        reasons=(("length", 0.5),),
    ),
    texts,
    texts,
    st.lists(renderings, max_size=3),
    shares,
)
glossaries = st.builds(
    lambda found: Glossary(source_language="zh-Hans", target_language="en", entries=found),
    st.lists(entries, max_size=3),
)
findings = st.builds(
    lambda source, target, severity: Finding(
        id="f1", check="form", rule="end", severity=severity, unit=0, source=source, target=target,
        source_span=(0, 1), target_span=None, said=as_written(f"“{source}”"), expected="",
    ),
    texts,
    texts,
    st.sampled_from(SEVERITIES),
)  # fmt: skip
reports = st.builds(
    lambda found, name: CheckReport(
        name=name, source_language="zh-Hans", target_language="en", units=3,
        findings=tuple(found), signature="s",
    ),
    st.lists(findings, max_size=4),
    names,
)  # fmt: skip
scores = st.builds(
    lambda segments, name, score: ScoreReport(
        hypotheses=(
            HypothesisScores(
                name=name,
                segments=tuple(segments),
                scores=(
                    MetricScore(
                        name="chrF", score=score, signature="nrefs:1", segments=len(segments),
                        interval=Interval(low=0, high=1, mean=0.5, half_width=0.5),
                    ),
                ),
                segment_scores={"chrF": (score,) * len(segments)},
                terms=(TermUse(segment=0, term="词", approved=("word",)),),
            ),
        ),
        language="en",
        signature="s",
    ),
    lists,
    names,
    shares,
)  # fmt: skip
hits = st.builds(
    lambda source, target, name: Hit(
        path=name, number=1, source=source, target=target, score=1.0, source_spans=((0, 1),),
        target_spans=(), document=None, speaker=None, before=((source, target),), after=(),
    ),
    texts,
    texts,
    names,
)  # fmt: skip
forecasts = st.builds(
    lambda reasons, text: Forecast(
        tool=text, level="segment", units=3, matchable=1, reasons=reasons, segments=3, covered=1,
        examples={"cut": (text,)}, unmatchable={1: "cut"},
    ),
    st.dictionaries(texts, counts),
    texts,
)  # fmt: skip
VALUES: dict[str, st.SearchStrategy[Value]] = {
    "document": spoken,
    "segment": spoken.map(lambda document: document.segments[0]),
    "alignment": alignments(),
    "bead": alignments().map(lambda alignment: alignment.beads[0]),
    "bitext": alignments().map(Alignment.to_bitext),
    "translation unit": alignments().map(lambda alignment: alignment.to_bitext().units[0]),
    "rendering": renderings,
    "concept entry": entries,
    "glossary": glossaries,
    "glossary diff": st.builds(diff_glossaries, glossaries, glossaries),
    "finding": findings,
    "check report": reports,
    "score report": scores,
    "hypothesis": scores.map(lambda report: report.hypotheses[0]),
    "hits": st.builds(lambda some: Found(hits=tuple(some), total=9), st.lists(hits, max_size=3)),
    "forecast": forecasts,
    "pair of a project": st.builds(
        lambda source, target, evidence: Pair(
            document="d", number="1", source=source, target=target, source_sentences=(source,),
            target_sentences=(target,), source_span=(0, 1), target_span=(0, 1), confidence=None,
            evidence=evidence,
        ),
        texts,
        texts,
        mappings,
    ),
    "written": st.builds(
        lambda name, one: AlignmentWritten(path=name, level="all", units=1, forecasts=(one,)),
        names,
        forecasts,
    ),
    "cleaned": st.builds(
        lambda name, reasons: Cleaned(
            path=name, units=9, kept=8, reasons=reasons, mended=0,
            examples={"same": ((name, name),)}, notes=(),
        ),
        names,
        st.dictionaries(texts, counts),
    ),
    "converted": st.builds(
        lambda name, reasons: Converted(
            path=name, units=9, left_out=reasons, changed={}, review_path=None, review_units=0,
            notes=(), damage=(name,),
        ),
        names,
        st.dictionaries(texts, counts),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", VALUES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_value_can_be_kept_compared_and_shown(kind: str, data: st.DataObject) -> None:
    value = data.draw(VALUES[kind])
    for again in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert again == value
        assert hash(again) == hash(value)
    assert dataclasses.replace(value) == value  # type: ignore[type-var]
    json.dumps(dataclasses.asdict(value))  # type: ignore[call-overload]
    assert json.loads(json.dumps(value.to_dict(), ensure_ascii=False, allow_nan=False))
    assert len(repr(value).splitlines()) == 1
    assert len(repr(value)) <= 200
    shown = value._repr_html_()
    if shown is not None:
        tags = re.sub(
            r"</?(div|p|code|table|thead|tbody|tr|th|td)( style=\"[^\"<>]*\")?>", "", shown
        )
        assert "<" not in tags
        assert unescape(tags)


def test_how_values_print() -> None:
    pair = Alignment(
        source=document_from_segments(["你好。", "再见。"], language="zh-Hans", name="a.zh"),
        target=document_from_segments(["Hello."], language="en", name="a.en"),
        beads=(
            Bead(source=(0, 1), target=(0, 1), confidence=0.93, evidence={"length": 0.5}),
            Bead(source=(1, 2), target=(1, 1)),
        ),
    )
    assert repr(pair) == "Alignment('a.zh' / 'a.en', 2 beads)"
    assert repr(pair.source) == "Document('a.zh', zh-Hans, 2 segments, 7 characters)"
    assert repr(pair.to_bitext()) == "Bitext('a.zh', zh-Hans / en, 2 units)"
    assert (
        repr(pair.beads[0]) == "Bead(source=(0, 1), target=(0, 1), confidence=0.93, evidence=<1>)"
    )
    assert repr(pair.source.segments[0]) == "Segment(text='你好。', start=0, end=3)"


def test_lists_and_dictionaries_are_taken_in_for_good() -> None:
    evidence = {"length": 0.5}
    bead = Bead(source=(0, 1), target=(0, 1), evidence=evidence)
    evidence["length"] = 9.0
    assert bead.evidence == {"length": 0.5}
    with pytest.raises(TypeError, match="cannot be changed"):
        bead.evidence["length"] = 1.0  # type: ignore[index]
    bitext = Bitext(name="", source_language="zh", target_language="en", units=[])  # type: ignore[arg-type]
    assert bitext.units == ()
    hash(bitext)
    hash(CheckOptions(severities={"form": "minor"}))


@pytest.mark.parametrize("name", ["clear", "pop", "popitem", "setdefault", "update"])
def test_a_frozen_mapping_has_no_way_to_change(name: str) -> None:
    with pytest.raises(TypeError, match="cannot be changed"):
        getattr(FrozenDict(a=1), name)("a")
    frozen = FrozenDict(a=1)
    with pytest.raises(TypeError):
        frozen |= {"b": 2}
    with pytest.raises(TypeError):
        del frozen["a"]
    assert frozen == {"a": 1}


def test_an_evaluation_is_a_value_too() -> None:
    gold = sample_paths().gold
    evaluation: Evaluation = evaluate_files([gold], [gold])
    assert repr(evaluation) == "Evaluation(strict F1 1.000, lax F1 1.000)"
    assert pickle.loads(pickle.dumps(evaluation)) == evaluation
    assert isinstance(hash(evaluation), int)
    assert json.loads(json.dumps(evaluation.to_dict()))["strict"]["f1"] == 1.0
    assert "<td" in (evaluation._repr_html_() or "")


def test_a_long_table_is_cut_and_says_so() -> None:
    document: Document = document_from_segments(["句。"] * 50, language="zh-Hans")
    shown = document._repr_html_() or ""
    assert shown.count("<tr>") == 41
    assert "… and 10 more" in shown

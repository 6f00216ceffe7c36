"""One set of findings: what a memory cannot show is said, and all else is found in it too."""

from __future__ import annotations

import re

import pytest

from corpora.formats import read_bitext, write_bitext
from corpora.units import Bitext, TranslationUnit
from quality.check import CheckOptions, check_bitext
from quality.check.coverage.unseen import tell_unseen


def found(bitext, **more):
    options = CheckOptions(encoder="none")
    report = check_bitext(bitext, options=options, **more)
    # A finding may name another unit, which counts otherwise where some are left out.
    texts = [
        (one.check, one.rule, one.source, one.target, re.sub(r"\d+(?=\)\.$)", "…", one.message))
        for one in report.findings
    ]
    return report, texts


@pytest.mark.parametrize("suffix", ["tmx", "jsonl"])
def test_a_file_shows_what_the_pairs_show_but_what_it_does_not_hold(
    suffix, sample_alignment, tmp_path
):
    """Terms that vary too: their places are those of the document that the units name."""
    bitext = sample_alignment.to_bitext()
    _, whole = found(bitext)
    write_bitext(bitext, tmp_path / f"memory.{suffix}")
    read = read_bitext(tmp_path / f"memory.{suffix}")
    report, here = found(read)
    assert "varied rendering" in [rule for _, rule, *_ in here]
    held = {(unit.source, unit.target) for unit in read.units}
    assert here == [one for one in whole if one[2:4] in held]
    said = [warning for warning in report.warnings if "in no unit" in warning]
    assert len(said) == (suffix == "tmx")


def test_what_lies_between_the_units_is_counted():
    def unit(source, target, document="a"):
        return TranslationUnit(
            source="甲。", target="A.", source_span=source, target_span=target, document=document
        )

    def told(*units):
        bitext = Bitext(name="m", source_language="zh-Hans", target_language="en", units=units)
        return tell_unseen(bitext)

    assert told(unit((0, 1), (0, 1)), unit((1, 2), (1, 3))) == ()
    assert told(unit((1, 2), (0, 1)))[0].startswith("1 sentence of the source is in no unit")
    (said,) = told(unit((0, 1), (0, 1)), unit((3, 4), (2, 3)), unit((2, 3), (9, 10), "b"))
    assert said.startswith("4 sentences of the source and 10 sentences of the target are in")
    assert told(TranslationUnit(source="甲。", target="A.")) == ()
    assert told(unit((5, 6), (0, 1)), unit((0, 5), (1, 2))) == ()

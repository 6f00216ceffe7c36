"""What ``duizhao run --for omegat`` writes, opened in OmegaT: all of it, and how much it fills."""

from __future__ import annotations

import csv

import pytest

import duizhao
from corpora.formats import read_bitext
from corpora.formats.xml.unit_props import writable
from corpora.samples import sample_paths

pytestmark = [pytest.mark.client, pytest.mark.slow]


def _run(folder, *more):
    sample = sample_paths()
    with pytest.raises(SystemExit) as ended:
        duizhao.main(
            ["run", str(sample.source), str(sample.target), "-d", str(folder), "-q", *more]
        )
    assert ended.value.code == 0
    return sample.source.read_text(encoding="utf-8")


def test_the_sample_in_omegat(omegat, tmp_path):
    folder = tmp_path / "p"
    text = _run(folder, "--for", "omegat", "--withhold", "error")
    memory, companion = folder / "memory.tmx", folder / "needs-review" / "memory.tmx"
    glossary = folder / "glossary.utf8"
    run = omegat(text, memory, penalised=companion, glossaries=[glossary])
    assert run.complaints == []
    # With the errors withheld a little less: see the next test.
    assert 0.5 <= run.share <= 0.57
    held = {writable(unit.source) for unit in read_bitext(memory).units}
    assert set(run.filled) <= held
    withheld = [unit for unit in read_bitext(companion).units if unit.source and unit.target]
    assert withheld
    assert {writable(unit.source) for unit in withheld} - held
    assert not ({writable(unit.source) for unit in withheld} - held) & set(run.filled)
    assert {(s, t) for s, t in run.memories["needs-review.tmx"]} >= {
        (writable(unit.source), writable(unit.target)) for unit in withheld
    }
    with glossary.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row]
    assert len(run.glossaries["glossary.utf8"]) == len(rows) > 50


def test_labels_are_what_fills_the_first_sentences_of_turns(omegat, tmp_path):
    text = _run(tmp_path / "with", "--for", "omegat")
    _run(tmp_path / "without", "--for", "omegat", "--no-labels")
    shares = [omegat(text, tmp_path / one / "memory.tmx").share for one in ("with", "without")]
    assert [round(share, 2) for share in shares] == [0.57, 0.49]

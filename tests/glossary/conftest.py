"""What the tests of the glossary share: the sample, extracted once."""

from __future__ import annotations

import json

import pytest

from corpora.language.encoders import load_encoder
from corpora.language.encoders.base import SpanEncoder
from corpora.language.lexicon import Lexicon, load_lexicon
from corpora.language.tools import Tools
from corpora.samples import sample_paths
from corpora.units import Bitext, TranslationUnit
from glossary import Glossary, TermOptions, extract_terms


def bitext(pairs: list[tuple[str, str]], *, source: str = "zh-Hans", target: str = "en") -> Bitext:
    return Bitext(
        name="text",
        source_language=source,
        target_language=target,
        units=tuple(TranslationUnit(source=a, target=b) for a, b in pairs),
    )


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="session")
def encoder() -> SpanEncoder | None:
    return load_encoder()


@pytest.fixture(scope="session")
def sample_pairs() -> list[tuple[str, str]]:
    lines = sample_paths().gold.read_text(encoding="utf-8").splitlines()
    beads = [json.loads(line) for line in lines]
    return [("".join(bead["source"]), " ".join(bead["target"])) for bead in beads]


@pytest.fixture(scope="session")
def sample_glossary(
    sample_pairs: list[tuple[str, str]], encoder: SpanEncoder, lexicon: Lexicon
) -> Glossary:
    """The sample's glossary with the defaults."""
    return extract_terms([bitext(sample_pairs)], tools=Tools(encoder=encoder, lexicon=lexicon))


@pytest.fixture(scope="session")
def sample_consistency(
    sample_pairs: list[tuple[str, str]], encoder: SpanEncoder, lexicon: Lexicon
) -> Glossary:
    """The sample's consistency view."""
    return extract_terms(
        [bitext(sample_pairs)],
        tools=Tools(encoder=encoder, lexicon=lexicon),
        options=TermOptions(view="consistency"),
    )

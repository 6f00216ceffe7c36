"""The unit of work: a pure function of a task, run by whichever engine, on whichever machine.

A task says everything: the bytes it is about by their hash, the options, our version. So its key
names its output, whoever makes it, and a task that is carried out twice changes nothing.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import pickle
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, TypeVar

import corpora
from align import AlignOptions, align_documents
from align.documents.sketch import dump_sketch, sketch
from corpora.errors import InputError
from corpora.language.tools import load_tools
from corpora.language.words import WordReader
from corpora.memory.house import HouseMemory
from corpora.memory.splitting import MIN_CONFIDENCE
from corpora.reading.document import LARGEST_FILE_BYTES, document_from_draft, read_draft
from corpora.reading.pair import read_pair_of
from corpora.storage import StoreError, file_chunks, is_remote, put_file, read_file
from corpora.units import Alignment, Document
from glossary import Glossary
from quality.check import CheckOptions, check_bitext
from quality.findings import SEVERITIES
from review.corpus.sizes import TooLargeError, refuse_large_text, refuse_long_pair
from review.jobs.aligning import align_texts
from review.project.answers import pack_findings
from review.project.desk import Desk
from review.project.found import basis_of
from review.project.store.packing import (
    dumps,
    pack_alignment,
    pack_document,
    unpack_alignment,
    unpack_document,
)

# Segments of either side that a look at a doubtful pair aligns.
_BEGINNING = 300
NEEDED_MB, BASIS = "needed_mb", "basis"
Kind = Literal["sketch", "share", "align", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A file that a task is about.

    Attributes:
        name: what errors call it.
        address: where its bytes are.
        hash: SHA-256 of the bytes, 32 digits; a file that has another one by now is refused.
        data: the bytes themselves, where the worker may not reach the address.
        is_shared: whether many tasks are about it (the memory of a house, a glossary): its name
            says what it holds, and a worker keeps it.
    """

    name: str
    address: str
    hash: str
    data: bytes | None = None
    is_shared: bool = False

    def read(self) -> bytes:
        """The bytes.

        Raises:
            InputError: there are none, or others than were planned.
        """
        data = self.data
        if data is None:
            data = read_file(self.address, most=LARGEST_FILE_BYTES)
        if self.hash and hash_of(data) != self.hash:
            raise InputError("has changed since it was planned", path=self.name, hint="run again")
        return data

    def with_data(self) -> Given:
        """The same for a worker that cannot read this machine's files; what is shared stays.

        Raises:
            InputError: it cannot be read.
        """
        if self.is_shared or is_remote(self.address):
            return self
        return dataclasses.replace(self, data=self.read())


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOptions:
    """What decides about results, beside the texts.

    Attributes:
        encoder: a name of ``corpora.language.encoders.ENCODERS``, or ``none``.
        source_language: BCP 47 tag; detected where ``None``.
        target_language: likewise.
        terms: approved pairs of terms, (source, target), that guide the pairing.
        align: what the aligner is told.
        check: what the checks are told.
    """

    encoder: str | None = None
    source_language: str | None = None
    target_language: str | None = None
    terms: tuple[tuple[str, str], ...] = ()
    align: AlignOptions = field(default_factory=AlignOptions)
    check: CheckOptions = field(default_factory=CheckOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One unit of work.

    Attributes:
        kind: what is to be done.
        name: what it is called in the project and in messages.
        inputs: a document, or a source and its translation.
        options: how.
        place: the address its output is put at; empty gives the output back.
        memory: the pickled memory of the house, whose name holds its digest; ``None`` without.
        most_mb: what a worker may take, in MB; 0 for no limit. It decides whether, not what.
    """

    kind: Kind
    name: str
    inputs: tuple[Given, ...]
    options: WorkOptions
    place: str = ""
    memory: Given | None = None
    most_mb: int = 0

    @property
    def key(self) -> str:
        """Names the output: a hash of all that decides about it."""
        said = "\0".join(
            (self.kind, corpora.__version__, self.name, _said(self.kind, self.options))
        )
        given = self.inputs if self.memory is None else (*self.inputs, self.memory)
        parts = [f"{one.name}\0{one.hash}" for one in given]
        return hash_of("\0\0".join((said, *parts)).encode("utf-8", "surrogatepass"))

    def with_data(self, *, keep_place: bool) -> Task:
        """The same for a worker that cannot read this machine's files.

        What is shared is not in it: an engine sends that once; see ``with_shared``.

        Args:
            keep_place: whether it can write to the place.

        Raises:
            InputError: an input cannot be read.
        """
        return dataclasses.replace(
            self,
            inputs=tuple(one.with_data() for one in self.inputs),
            place=self.place if keep_place else "",
        )

    @property
    def shared(self) -> tuple[Given, ...]:
        """What many tasks are about, this one among them."""
        given = self.inputs if self.memory is None else (*self.inputs, self.memory)
        return tuple(one for one in given if one.is_shared)

    def with_shared(self, data: Mapping[str, bytes]) -> Task:
        """The same with the bytes of what is shared, by name."""

        def held(given: Given) -> Given:
            here = given.is_shared and given.name in data
            return dataclasses.replace(given, data=data[given.name]) if here else given

        return dataclasses.replace(
            self,
            inputs=tuple(map(held, self.inputs)),
            memory=None if self.memory is None else held(self.memory),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a task.

    Attributes:
        key: the task's.
        digest: of its output; empty where it failed.
        data: the output, where the task had no place for it.
        facts: numbers about it, for the index; ``NEEDED_MB`` where the documents are too large.
        error: a sentence where the documents are the reason that it failed.
        trace: of a fault of our own, for its log.
        stop: a sentence where no task can go on (a full disk, a store that is away).
        seconds: the time it took.
    """

    key: str
    digest: str = ""
    data: bytes | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    trace: str = ""
    stop: str = ""
    seconds: float = 0.0


# What does not decide about the output of a kind of work.
_SILENT: dict[str, tuple[str, ...]] = {
    "sketch": ("terms", "align", "check"),
    "share": ("terms", "align", "check"),
    "align": ("check",),
    "check": ("terms", "align"),
}


def _said(kind: str, options: WorkOptions) -> str:
    """The options that decide about a kind of work, worded the same in every process."""
    return json.dumps(
        {
            one.name: _plain(getattr(options, one.name))
            for one in dataclasses.fields(options)
            if one.name not in _SILENT[kind]
        }
    )


def _plain(value: Any) -> Any:  # noqa: ANN401
    if dataclasses.is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, frozenset | set):
        return sorted(value)
    return dict(sorted(value.items())) if isinstance(value, dict) else value


def hash_of(data: bytes) -> str:
    """What names bytes: 16 bytes of SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()[:32]


def hash_of_file(address: str) -> str:
    """The same of a file's bytes, which are never held whole.

    Raises:
        InputError: it cannot be read.
    """
    found = hashlib.sha256()
    for chunk in file_chunks(address):
        found.update(chunk)
    return found.hexdigest()[:32]


def carry_out(task: Task) -> Outcome:
    """Do a task, and put its output in its place; whatever goes wrong is in the outcome."""
    started = time.perf_counter()
    try:
        data, facts = _KINDS[task.kind](task)
    except StoreError as error:
        return Outcome(key=task.key, stop=str(error))
    except TooLargeError as error:
        return Outcome(key=task.key, error=str(error), facts={NEEDED_MB: error.needed_mb})
    except InputError as error:
        return Outcome(key=task.key, error=str(error), seconds=_since(started))
    except MemoryError:
        said = "needs more memory than there is; split it into parts"
        return Outcome(key=task.key, error=said, seconds=_since(started))
    except Exception as error:
        said = f"a fault of duizhao, not of the file ({type(error).__name__}: {error})"
        return Outcome(
            key=task.key, error=said, trace=traceback.format_exc(), seconds=_since(started)
        )
    digest = hash_of(data)
    packed = sealed(data)
    if not task.place:
        return Outcome(
            key=task.key, digest=digest, data=packed, facts=facts, seconds=_since(started)
        )
    try:
        put_file(task.place, packed)
    except InputError as error:
        return Outcome(key=task.key, stop=str(error))
    return Outcome(key=task.key, digest=digest, facts=facts, seconds=_since(started))


def _since(started: float) -> float:
    return time.perf_counter() - started


# --- outputs --------------------------------------------------------------------------------------


def sealed(data: bytes) -> bytes:
    """An output as it is stored: packed, with its hash before it."""
    return hash_of(data).encode() + zlib.compress(data, 6)


def unsealed(packed: bytes) -> bytes | None:
    """The output again; ``None`` where it is not whole."""
    try:
        data = zlib.decompress(packed[32:])
    except zlib.error:
        return None
    return data if hash_of(data).encode() == packed[:32] else None


def read_output(address: str) -> tuple[str, dict[str, Any]] | None:
    """Hash and facts of an alignment's output that is whole; ``None`` where there is none."""
    try:
        data = unsealed(read_file(address))
    except StoreError:
        raise
    except InputError:
        return None
    return None if data is None else (hash_of(data), json.loads(data)["facts"])


def alignment_from(packed: bytes, name: str) -> Alignment:
    """The alignment in an output's bytes.

    Raises:
        InputError: they are not whole.
    """
    data = unsealed(packed)
    if data is None:
        raise InputError("is damaged", path=name, hint="remove it and run again")
    held = json.loads(data)
    source, target = (
        unpack_document(one["name"], one["language"], one["text"], one["parts"])
        for one in held["documents"]
    )
    return unpack_alignment(held["alignment"], held["signature"], source, target)


# --- the kinds of work ----------------------------------------------------------------------------


@cache
def _reader(encoder: str | None) -> WordReader:
    return WordReader(load_tools(encoder).lexicon)  # type: ignore[arg-type]


def make_sketch(task: Task) -> tuple[bytes, dict[str, Any]]:
    """What is kept of a document to find its partner.

    Raises:
        InputError: the document cannot be read.
    """
    (given,) = task.inputs
    data = given.read()
    refuse_large_text(given.name, data, task.most_mb)
    draft, path = read_draft(given.name, language=None, segmented=False, data=data)
    document = document_from_draft(draft, path=path, language=None)
    encoder = task.options.encoder
    found = sketch(document, load_tools(encoder), _reader(encoder))
    return dump_sketch(found), {}


def make_alignment(task: Task) -> tuple[bytes, dict[str, Any]]:
    """The alignment of a pair, with both documents, as canonical JSON.

    Texts that do not look like translations are aligned all the same; the facts say so.

    Raises:
        InputError: a document cannot be read, or the two cannot be a pair.
    """
    alignment = align_given(task)
    named = dataclasses.replace(
        alignment, source=dataclasses.replace(alignment.source, name=task.name)
    )
    facts = facts_of(alignment)
    held = {
        "facts": facts,
        "documents": [_packed(named.source), _packed(named.target)],
        "alignment": pack_alignment(named),
        "signature": named.signature,
    }
    return dumps(held).encode("utf-8", "surrogatepass"), facts


def make_share(task: Task) -> tuple[bytes, dict[str, Any]]:
    """What share of both texts' beginnings an alignment pairs, as the facts' ``share``.

    Counted are characters, each as much as its pair is likely to be right: even strangers can be
    paired from end to end, but not with confidence.

    Raises:
        InputError: as ``make_alignment``.
    """
    documents = [_beginning(one) for one in _read(task)]
    alignment = align_documents(*documents, tools=load_tools(task.options.encoder))
    paired = whole = 0.0
    for bead in alignment.beads:
        for span, document in zip((bead.source, bead.target), documents, strict=True):
            chars = sum(len(one.text) for one in document.segments[slice(*span)])
            whole += chars
            paired += 0.0 if bead.is_null else chars * (bead.confidence or 0.0)
    return b"", {"share": round(paired / whole, 4) if whole else 0.0}


def _beginning(document: Document) -> Document:
    """A document's first segments."""
    if len(document.segments) <= _BEGINNING:
        return document
    return dataclasses.replace(document, segments=document.segments[:_BEGINNING])


def _read(task: Task) -> tuple[Document, Document]:
    files = [(one.name, one.read()) for one in task.inputs]
    for name, data in files:
        refuse_large_text(name, data, task.most_mb)
    return read_pair_of(
        files,
        source_language=task.options.source_language,
        target_language=task.options.target_language,
    )


def align_given(task: Task) -> Alignment:
    """A task's documents, read and aligned; each is called as its file is.

    Raises:
        InputError: as ``make_alignment``; or it needs more memory than it may take.
    """
    options = task.options
    documents = _read(task)
    refuse_long_pair(task.name, (len(one.segments) for one in documents), task.most_mb)
    return align_texts(
        documents,
        task.inputs[-1].name,
        options=options.align,
        tools=load_tools(options.encoder),
        terms=options.terms,
        memory=None if task.memory is None else _unpack(task.memory, HouseMemory),
        anyway=True,
    )


def make_findings(task: Task) -> tuple[bytes, dict[str, Any]]:
    """The findings of a pair against a glossary, as a project keeps them.

    The inputs are the output of its alignment and the pickled glossary.

    Raises:
        InputError: one of them is gone.
    """
    aligned, glossary = task.inputs
    alignment = alignment_from(aligned.read(), aligned.name)
    entries = _unpack(glossary, Glossary)
    desk = Desk(task.name, alignment, lambda _: None)
    bitext = desk.bitext()
    report = check_bitext(
        bitext,
        target=desk.alignment().target,
        options=task.options.check,
        glossary=entries,
        tools=load_tools(task.options.encoder),
    )
    held: dict[str, Any] = {
        "signature": report.signature,
        "basis": basis_of(entries.entries, bitext.units),
        "findings": pack_findings(report, desk.mark_finding),
    }
    counts = Counter(finding.severity for finding in report.findings)
    facts: dict[str, Any] = {severity: counts[severity] for severity in SEVERITIES}
    held["facts"] = facts = {**facts, BASIS: held["basis"]}
    return dumps(held).encode("utf-8", "surrogatepass"), facts


_T = TypeVar("_T")
_unpacked: dict[type, tuple[str, Any]] = {}


def is_unpacked(name: str) -> bool:
    """Whether this process holds what is shared under a name."""
    return any(held == name for held, _ in _unpacked.values())


def _unpack(given: Given, kind: type[_T]) -> _T:
    """A memory or glossary of a run, unpacked once a process; its name holds what it holds."""
    name, held = _unpacked.get(kind, ("", None))
    if name != given.name:
        held = pickle.loads(given.read())  # noqa: S301 - of our own run
        _unpacked[kind] = given.name, held
    found: _T = held
    return found


def _packed(document: Document) -> dict[str, Any]:
    return {
        "name": document.name,
        "language": document.language,
        "text": document.text,
        "parts": pack_document(document),
    }


def facts_of(alignment: Alignment) -> dict[str, Any]:
    """What the index tells of a pair.

    ``segments`` and ``chars`` of both sides; ``pairs``; ``sure``, the share of the pairs that
    goes into a memory as it is; ``left_out``, segments of either side that face nothing;
    ``is_translation``; ``warnings``, what was used of a memory among them.
    """
    facing = [bead for bead in alignment.beads if not bead.is_null]
    sure = sum(bead.confidence is None or bead.confidence >= MIN_CONFIDENCE for bead in facing)
    beads = alignment.beads
    return {
        "segments": [len(alignment.source.segments), len(alignment.target.segments)],
        "chars": [len(alignment.source.text), len(alignment.target.text)],
        "languages": [alignment.source.language, alignment.target.language],
        "pairs": len(facing),
        "sure": round(sure / len(facing), 4) if facing else 0.0,
        "left_out": [
            sum(one.source[1] - one.source[0] for one in beads if one.is_null),
            sum(one.target[1] - one.target[0] for one in beads if one.is_null),
        ],
        "is_translation": alignment.is_translation,
        "warnings": [
            *alignment.source.notes,
            *alignment.target.notes,
            *alignment.warnings,
            *alignment.notes,
        ],
    }


_KINDS: dict[Kind, Callable[[Task], tuple[bytes, dict[str, Any]]]] = {
    "sketch": make_sketch,
    "share": make_share,
    "align": make_alignment,
    "check": make_findings,
}

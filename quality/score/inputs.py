"""Taking files as people have them, so that hypotheses face references segment by segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpora.errors import InputError, Option
from corpora.formats import read_bitext
from corpora.formats.encoding import decode
from corpora.formats.streams import origin_of
from corpora.language.languages import detect_language
from corpora.language.tools import Tools
from corpora.progress import Progress, silent
from corpora.reading.document import document_from_text, read_document
from corpora.registry import Format, identify
from corpora.registry.formats import TEXT
from corpora.units import Bitext, Document, document_from_segments, is_chinese
from quality.score.report import Taking
from quality.score.resegment import resegment

# A file of more sentences is a document, not segments a line: chosen by eye.
_SENTENCES_A_LINE = 1.8
_MISSING = "missing"
_SURPLUS = "surplus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One hypothesis in segments, with what each faces; ``unaligned`` as in the report."""

    name: str
    segments: tuple[str, ...]
    taken: str
    sources: tuple[str, ...] = ()
    unaligned: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Faced:
    """All hypotheses, cut alike where there are references."""

    cuts: tuple[Cut, ...]
    references: tuple[tuple[str, ...], ...]
    language: str
    source_language: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file as read: ``pieces`` of the side in question, ``sources`` where it holds pairs.

    ``lines`` are those of a plain text exactly as sacreBLEU reads them, else ``None``.
    """

    name: str
    path: Path
    pieces: tuple[str, ...]
    lines: tuple[str, ...] | None = None
    sources: tuple[str, ...] = ()
    document: Document | None = None
    notes: tuple[str, ...] = ()


def face_references(
    hypotheses: Sequence[Path],
    references: Sequence[Path],
    source: Path | None,
    *,
    language: str | None,
    take: Taking,
    tools: Tools,
    progress: Progress = silent,
) -> Faced:
    """Read everything and cut it like the first reference.

    Raises:
        InputError: a file cannot be read; ``take`` is ``lines`` and their numbers differ.
    """
    language = language or _target_language([*references, *hypotheses])
    refs = [_read(path, language, take) for path in references]
    hyps = [_read(path, language, take) for path in hypotheses]
    by_lines = _are_lines(refs, hyps, take)
    master = refs[0]
    segments = master.lines if by_lines and master.lines is not None else _master_pieces(master)
    notes = [note for file in (*refs, *hyps) for note in file.notes]
    others = [_cut_like(file, segments, master, language, by_lines) for file in refs[1:]]
    cuts = []
    for done, file in enumerate(hyps):
        progress("aligning", done, len(hyps))
        cuts.append(_cut_like(file, segments, master, language, by_lines))
    progress("aligning", len(hyps), len(hyps))
    sources, source_language = _sources(source, master, segments, language, notes, tools)
    cuts = [
        Cut(
            name=cut.name,
            segments=cut.segments,
            taken=cut.taken,
            sources=sources,
            unaligned=cut.unaligned,
        )
        for cut in cuts
    ]
    return Faced(
        cuts=tuple(cuts),
        references=(segments, *(cut.segments for cut in others)),
        language=language,
        source_language=source_language,
        notes=tuple(dict.fromkeys(notes)),
    )


def face_source(
    hypotheses: Sequence[Path],
    source: Path | None,
    *,
    language: str | None,
    take: Taking,
    tools: Tools,
    progress: Progress = silent,
) -> Faced:
    """Read hypotheses and their source, and align each with it.

    Raises:
        InputError: a hypothesis holds no pairs and there is no ``source``.
    """
    language = language or _target_language(hypotheses)
    other = "en" if is_chinese(language) else "zh-Hans"
    hyps = [_read(path, language, take) for path in hypotheses]
    origin = None if source is None else _read(source, None, take)
    if origin is not None:
        other = detect_language("\n".join(origin.pieces))
    cuts = [_face_one(file, origin, language, other, tools, progress) for file in hyps]
    files = [*hyps, *([origin] if origin else [])]
    notes = tuple(dict.fromkeys(note for file in files for note in file.notes))
    return Faced(
        cuts=tuple(cuts), references=(), language=language, source_language=other, notes=notes
    )


def _face_one(
    file: _File, origin: _File | None, language: str, other: str, tools: Tools, progress: Progress
) -> Cut:
    if file.sources:
        return Cut(
            name=file.name, segments=file.pieces, sources=file.sources, taken="pairs of the file"
        )
    if origin is None:
        raise InputError(
            "there is neither a reference nor a source to judge it by",
            path=file.path,
            hint=f"add {Option.REFERENCE}, or {Option.SOURCE}",
        )
    lines, origin_lines = file.lines, origin.lines
    if lines is not None and origin_lines is not None and len(lines) == len(origin_lines):
        return Cut(name=file.name, segments=lines, sources=origin_lines, taken="line by line")
    bitext = _align(_as_document(origin, other), _as_document(file, language), tools, progress)
    units = bitext.units
    return Cut(
        name=file.name,
        segments=tuple(unit.target for unit in units),
        sources=tuple(unit.source for unit in units),
        taken="aligned with the source",
        unaligned=tuple(
            (index, _MISSING, unit.source) if not unit.target else (index, _SURPLUS, unit.target)
            for index, unit in enumerate(units)
            if not unit.source or not unit.target
        ),
    )


def _align(source: Document, target: Document, tools: Tools, progress: Progress) -> Bitext:
    # Loaded only where texts have to be aligned: it brings the encoder.
    from align import align_documents

    return align_documents(source, target, tools=tools, progress=progress).to_bitext()


def _as_document(file: _File, language: str) -> Document:
    if file.document is not None:
        return file.document
    if file.lines is not None:
        return document_from_text("\n".join(file.lines), name=file.name, language=language)
    pieces = [piece for piece in file.pieces if piece.strip()]
    return document_from_segments(pieces, language=language, name=file.name)


def _target_language(paths: Sequence[Path]) -> str:
    for path in paths:
        if _holds_pairs(_kind(path)):
            return read_bitext(path).target_language
    file = _read(paths[0], None, "auto")
    return detect_language("\n".join(file.pieces))


def _kind(path: Path) -> Format:
    """What a file is; one that says nothing of itself is plain text."""
    origin = origin_of(path)
    with origin.open() as file:
        return identify(file, origin.suffix) or TEXT


def _holds_pairs(kind: Format) -> bool:
    """Whether a kind of file can hold nothing but pairs."""
    return "pairs" in kind.reads and "document" not in kind.reads


def _read(path: Path, language: str | None, take: Taking) -> _File:
    kind = _kind(path)
    if _holds_pairs(kind):
        return _read_pairs(path, language)
    if kind is not TEXT:
        return _from_document(read_document(path, language=language), path)
    text, note = decode(_bytes(path), path.name)
    if take == "documents":
        document = document_from_text(text, name=path.name, language=language)
        return _from_document(document, path)
    lines = _split_lines(text)
    return _File(
        name=path.name,
        path=path,
        pieces=lines,
        lines=lines,
        notes=() if note is None else (note,),
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file", path=path, hint="check its name") from None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", path=path) from error


def _split_lines(text: str) -> tuple[str, ...]:
    """Lines as sacreBLEU's command has them: ended by U+000A alone, without trailing space."""
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return tuple(line.rstrip() for line in lines)


def _from_document(document: Document, path: Path) -> _File:
    return _File(
        name=path.name,
        path=path,
        pieces=tuple(
            document.slice_text((index, index + 1)) for index in range(len(document.segments))
        ),
        document=document,
        notes=document.notes,
    )


def _read_pairs(path: Path, language: str | None) -> _File:
    bitext = read_bitext(path)
    turned = (
        language is not None
        and _same(language, bitext.source_language)
        and not _same(language, bitext.target_language)
    )
    sides = [(unit.source, unit.target) for unit in bitext.units]
    if not sides:
        raise InputError("holds no pairs", path=path, hint="choose the file that holds the text")
    return _File(
        name=path.name,
        path=path,
        pieces=tuple(one if turned else other for one, other in sides),
        sources=tuple(other if turned else one for one, other in sides),
        notes=bitext.notes,
    )


def _same(one: str, other: str) -> bool:
    return is_chinese(one) == is_chinese(other)


def _are_lines(refs: Sequence[_File], hyps: Sequence[_File], take: Taking) -> bool:
    """Whether all are plain texts of as many lines as the first reference."""
    counts = [None if file.lines is None else len(file.lines) for file in (*refs, *hyps)]
    if len(set(counts)) == 1 and counts[0] is not None:
        return take != "documents"
    if take != "lines":
        return False
    odd = next((f for f, n in zip((*refs, *hyps), counts, strict=True) if n != counts[0]), refs[0])
    raise InputError(
        f"does not have as many lines as {refs[0].name}",
        path=odd.path,
        hint=f"leave {Option.LINES} out, and the texts will be aligned",
    )


def _master_pieces(master: _File) -> tuple[str, ...]:
    """The first reference's segments: its lines, unless they are plainly paragraphs."""
    if master.lines is None:
        return master.pieces
    lines = [line for line in master.lines if line.strip()]
    document = document_from_text("\n".join(master.lines), name=master.name)
    if len(document.segments) <= _SENTENCES_A_LINE * len(lines) and len(
        document.paragraphs
    ) >= 0.9 * len(lines):
        return master.lines
    return _from_document(document, master.path).pieces


def _cut_like(
    file: _File, segments: tuple[str, ...], master: _File, language: str, by_lines: bool
) -> Cut:
    if by_lines and file.lines is not None:
        return Cut(name=file.name, segments=file.lines, taken="line by line")
    if file.lines is not None and segments is master.lines and len(file.lines) == len(segments):
        return Cut(name=file.name, segments=file.lines, taken="line by line")
    if file.sources and file.sources == master.sources:
        return Cut(name=file.name, segments=file.pieces, taken="by the same sources")
    anew = resegment(file.pieces, segments, language=language)
    unaligned = [(index, _MISSING, segments[index]) for index in anew.missing]
    unaligned += [(index, _SURPLUS, text) for index, text in anew.surplus]
    return Cut(
        name=file.name,
        segments=anew.segments,
        taken=f"cut anew like {master.name}",
        unaligned=tuple(sorted(unaligned)),
    )


def _sources(
    source: Path | None,
    master: _File,
    segments: tuple[str, ...],
    language: str,
    notes: list[str],
    tools: Tools,
) -> tuple[tuple[str, ...], str]:
    """What each segment translates, where that is known, and its language."""
    other = "en" if is_chinese(language) else "zh-Hans"
    if source is None:
        return (master.sources if segments is master.pieces else ()), other
    file = _read(source, other, "auto")
    other = detect_language("\n".join(file.pieces))
    if file.lines is not None and len(file.lines) == len(segments):
        return file.lines, other
    if len(file.pieces) == len(segments) and file.sources:
        return file.sources, other
    return _spread_source(file, segments, language, other, notes, tools), other


def _spread_source(
    file: _File,
    segments: tuple[str, ...],
    language: str,
    other: str,
    notes: list[str],
    tools: Tools,
) -> tuple[str, ...]:
    """Source texts for the reference's segments, found by aligning the two."""
    from align import align_documents

    kept = [index for index, segment in enumerate(segments) if segment.strip()]
    target = document_from_segments(
        [segments[index].strip() for index in kept], language=language, name="reference"
    )
    document = _as_document(file, other)
    found = [""] * len(segments)
    for bead in align_documents(document, target, tools=tools).beads:
        if not bead.is_null:
            # A source that faces several segments is shown at the first of them.
            found[kept[bead.target[0]]] = document.slice_text(bead.source)
    notes.append("the source was aligned with the reference to show what each segment translates")
    return tuple(found)

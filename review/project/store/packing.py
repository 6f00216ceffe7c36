"""Documents, alignments, terms and findings as the JSON that a project's file holds."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence

from corpora.memory.house import HouseMemory
from corpora.units import Alignment, Bead, Document, Paragraph, Segment, Span, Turn


def text_hash(text: str) -> str:
    """What names a version of a text: 16 bytes of SHA-256 in hexadecimal.

    A lone surrogate, which UTF-8 cannot hold, counts as itself.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def dumps(data: object) -> str:
    """JSON in one line, the same for the same data."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    if has_surrogates(text):
        return json.dumps(data, separators=(",", ":"))
    return text


def has_surrogates(text: str) -> bool:
    """Whether a text holds half a character, which UTF-8 and SQLite cannot write."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def pack_document(document: Document) -> str:
    """Everything of a document but its text, language and name."""
    return dumps(
        {
            "paragraphs": [[p.start, p.end, p.kind, p.bold] for p in document.paragraphs],
            "turns": [[t.start, t.end, t.speaker, t.title, t.label] for t in document.turns],
            "segments": [
                [s.start, s.end, s.paragraph, s.turn, int(s.is_heading)] for s in document.segments
            ],
            "notes": document.notes,
            "times": document.times,
        }
    )


def unpack_document(name: str, language: str, text: str, parts: str) -> Document:
    """The document again, exactly as it was read."""
    data = json.loads(parts)
    return Document(
        name=name,
        language=language,
        text=text,
        paragraphs=tuple(
            Paragraph(start=a, end=b, kind=kind, bold=tuple((x, y) for x, y in bold))
            for a, b, kind, bold in data["paragraphs"]
        ),
        turns=tuple(
            Turn(start=a, end=b, speaker=speaker, title=title, label=_span(label))
            for a, b, speaker, title, label in data["turns"]
        ),
        segments=tuple(
            Segment(text=text[a:b], start=a, end=b, paragraph=p, turn=t, is_heading=bool(heading))
            for a, b, p, t, heading in data["segments"]
        ),
        notes=tuple(data["notes"]),
        times=tuple((a, b, start, end) for a, b, start, end in data.get("times", ())),
    )


def pack_alignment(alignment: Alignment) -> str:
    """The beads of an alignment, what produced them and what was said about them."""
    return dumps(
        {
            "beads": [
                [*b.source, *b.target, b.confidence, int(b.is_crossing), int(b.is_anchor),
                 dict(b.evidence)]
                for b in alignment.beads
            ],
            "warnings": alignment.warnings,
            "is_translation": alignment.is_translation,
            **({"notes": alignment.notes} if alignment.notes else {}),
        }
    )  # fmt: skip


def unpack_alignment(data: str, signature: str, source: Document, target: Document) -> Alignment:
    """The alignment again, of the documents that are kept with it."""
    found = json.loads(data)
    beads = tuple(
        Bead(
            source=(s0, s1), target=(t0, t1), confidence=confidence,
            is_crossing=bool(crossing), is_anchor=bool(anchor),
            evidence=evidence,
        )
        for s0, s1, t0, t1, confidence, crossing, anchor, evidence in found["beads"]
    )  # fmt: skip
    return Alignment(
        source=source,
        target=target,
        beads=beads,
        signature=signature,
        warnings=tuple(found["warnings"]),
        is_translation=found["is_translation"],
        notes=tuple(found.get("notes", ())),
    )


def pack_memory(memory: HouseMemory) -> bytes:
    """A house's memory, or a part of one."""
    held = (memory.pairs, memory.approved, memory.rejected, memory.notes, memory.digest)
    return zlib.compress(dumps(held).encode("utf-8", "surrogatepass"), 6)


def unpack_memory(data: bytes) -> HouseMemory:
    """The memory again."""
    text = zlib.decompress(data).decode("utf-8", "surrogatepass")
    pairs, approved, rejected, notes, digest = json.loads(text)
    return HouseMemory(
        pairs=tuple(map(tuple, pairs)), approved=tuple(map(tuple, approved)),
        rejected=tuple(rejected), notes=tuple(notes), whole=digest,
    )  # fmt: skip


def _span(pair: Sequence[int] | None) -> Span | None:
    return None if pair is None else (pair[0], pair[1])

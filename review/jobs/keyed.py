"""Two files of texts under keys, which tell what belongs together: joined, not aligned."""

from __future__ import annotations

from pathlib import Path

from corpora.errors import InputError
from corpora.formats import ReadOptions, kind_of, read_bitext
from corpora.units import Alignment, Bead, Bitext, TranslationUnit, document_from_segments

_SIGNATURE = "joined by key"
_KEY = "key"


def are_keyed(source: str | Path, target: str | Path | None) -> bool:
    """Whether two files hold texts under keys.

    Raises:
        InputError: one of them cannot be read.
    """
    if target is None:
        return False
    kinds = [kind_of(path) for path in (source, target)]
    return kinds[0] is kinds[1] and kinds[0] is not None and kinds[0].is_keyed


def read_joined(
    source: str | Path,
    target: str | Path,
    *,
    source_language: str | None = None,
    target_language: str | None = None,
) -> Bitext:
    """The pairs of two such files, in the order of the source.

    Raises:
        InputError: one of them cannot be used.
    """
    read = ReadOptions(
        source_language=source_language, target_language=target_language, partner=Path(target)
    )
    return read_bitext(source, read)


def align_joined(
    source: str | Path,
    target: str | Path,
    *,
    source_language: str | None = None,
    target_language: str | None = None,
) -> Alignment:
    """The same as an alignment: a text is a segment and a paragraph, whatever it holds.

    Blanks around a text are left out, as in any document. What stood under the same key is a
    pair beyond doubt; the keys are its props.

    Raises:
        InputError: one of them cannot be used, or no key is in both.
    """
    joined = read_joined(
        source, target, source_language=source_language, target_language=target_language
    )
    units = [unit for unit in joined.units if unit.source.strip() or unit.target.strip()]
    if not any(unit.source.strip() and unit.target.strip() for unit in units):
        raise InputError(
            f"has no key of {Path(source).name}",
            path=target,
            hint="check that they belong together",
        )
    # Saying the languages may turn the two round.
    turned = joined.name != Path(source).name
    first, second = (target, source) if turned else (source, target)
    notes = tuple(note.removeprefix(f"{first} ") for note in joined.notes)
    documents = [
        document_from_segments(
            [text.strip() for text in texts if text.strip()],
            language=language,
            name=Path(path).name,
            apart=True,
            notes=notes,
        )
        for texts, language, path, notes in (
            ([unit.source for unit in units], joined.source_language, first, notes),
            ([unit.target for unit in units], joined.target_language, second, ()),
        )
    ]
    return Alignment(
        source=documents[0], target=documents[1], beads=_beads(units), signature=_SIGNATURE
    )


def _beads(units: list[TranslationUnit]) -> tuple[Bead, ...]:
    beads = []
    at = [0, 0]
    for unit in units:
        ends = [
            start + bool(text.strip())
            for start, text in zip(at, (unit.source, unit.target), strict=True)
        ]
        props = ((_KEY, unit.id),) if unit.id else ()
        beads.append(
            Bead(
                source=(at[0], ends[0]), target=(at[1], ends[1]), confidence=1.0,
                notes=unit.notes, props=props,
            )
        )  # fmt: skip
        at = ends
    return tuple(beads)

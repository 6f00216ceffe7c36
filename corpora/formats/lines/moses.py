"""Plain parallel text for training: two files, line by line, ``corpus.zh`` and ``corpus.en``.

Read by naming either file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice, zip_longest
from pathlib import Path

from corpora.errors import InputError
from corpora.files import check_writable, written_whole
from corpora.formats.codes import guess_language, language_of_code, primary
from corpora.formats.decoding import find_encoding, open_text
from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream, Written
from corpora.formats.xml.xmltext import UNWRITABLE
from corpora.units import TranslationUnit

_LANGUAGES = ("zh", "en")


def paths_for(path: Path, head: Head) -> tuple[Path, Path]:
    """The two files that a ``.moses`` name stands for.

    Raises:
        InputError: source and target are the same language.
    """
    names = primary(head.source_language), primary(head.target_language)
    if names[0] == names[1]:
        raise InputError(f"both sides are {names[0]}: their files would have one name", path=path)
    source, target = (path.with_suffix(f".{name}") for name in names)
    return source, target


def write_pair(
    units: Iterable[TranslationUnit], head: Head, path: Path, *, force: bool = False
) -> Written:
    """Write the two files, both or neither; units with an empty side are left out and counted.

    Blanks of any kind and number within a text become one space, so that a text is a line.

    Raises:
        InputError: a file exists (without ``force``) or cannot be written.
    """
    paths = paths_for(path, head)
    for one in paths:
        check_writable(one, force=force)
    count = gaps = 0
    with ExitStack() as stack:
        source, target = (stack.enter_context(written_whole(one, force=force)) for one in paths)
        for unit in units:
            lines = _line(unit.source), _line(unit.target)
            if not (lines[0] and lines[1]):
                gaps += 1
                continue
            source.write(lines[0].encode() + b"\n")
            target.write(lines[1].encode() + b"\n")
            count += 1
    return Written(units=count, left_out={"with an empty side": gaps} if gaps else {})


def _line(text: str) -> str:
    # At the start of a file U+FEFF would be taken for a mark; it is nothing to train on.
    return " ".join(UNWRITABLE.sub(" ", text).replace("\ufeff", " ").split())


def partner_of(path: Path) -> Path | None:
    """The other file of a pair of plain texts, if ``path`` is one of them.

    The other has the same name but for the language at its end.
    """
    suffix = path.suffix.lower().lstrip(".")
    if primary(suffix) not in _LANGUAGES or not suffix:
        return None
    siblings = path.parent.glob(f"{_escaped(path.stem)}.*") if path.parent.is_dir() else ()
    for other in sorted(siblings):
        code = primary(other.suffix.lstrip("."))
        if code in _LANGUAGES and code != primary(suffix):
            return other
    return None


def _escaped(stem: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in stem)


def read_pair(source: Origin, target: Origin, options: ReadOptions) -> UnitStream:
    """Units of two files, line by line.

    Raises:
        InputError: one file has more lines than the other.
    """
    encodings = find_encoding(source), find_encoding(target)
    samples = []
    for origin, encoding in zip((source, target), encodings, strict=True):
        with open_text(origin, encoding) as file:
            samples.append(list(islice(file, 200)))
    given = (options.source_language, options.target_language)
    languages = [
        wanted or _language(origin, sample)
        for wanted, origin, sample in zip(given, (source, target), samples, strict=True)
    ]

    def units() -> Iterator[TranslationUnit]:
        with open_text(source, encodings[0]) as ours, open_text(target, encodings[1]) as theirs:
            for number, (one, other) in enumerate(zip_longest(ours, theirs), 1):
                if one is None or other is None:
                    shorter = source if one is None else target
                    raise shorter.error(
                        "has fewer lines than its partner",
                        line=number,
                        hint="each line must be the translation of the other file's",
                    )
                if one.strip() or other.strip():
                    yield TranslationUnit(
                        source=one.removesuffix("\n"), target=other.removesuffix("\n")
                    )

    head = Head(name=source.name, source_language=languages[0], target_language=languages[1])
    return UnitStream(head=head, units=units())


def _language(origin: Origin, sample: list[str]) -> str:
    named = language_of_code(origin.suffix.lstrip("."))
    guessed = guess_language(sample)
    return guessed if primary(guessed) == primary(named) else named

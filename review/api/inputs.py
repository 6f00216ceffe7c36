"""What the functions of the API take: files, values, and plain lists, each as what is needed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard, cast

from corpora.errors import OptionError
from corpora.formats import read_bitext, write_bitext
from corpora.formats.streams import ReadOptions, UnitStream
from corpora.language.languages import detect_language
from corpora.language.tools import Tools, load_tools
from corpora.memory.house import HouseMemory
from corpora.registry.formats import JSONL
from corpora.units import (
    Alignment,
    Bitext,
    Document,
    TranslationUnit,
    document_from_segments,
)
from corpora.values import brief
from review import PROJECT_FILE

if TYPE_CHECKING:  # who aligns should not wait for glossaries
    from glossary import Glossary
    from review.project import Project

File: TypeAlias = str | Path
Text: TypeAlias = File | Document | Sequence[str]
"""A document: its file, the document itself, or the list of its sentences."""
Pair: TypeAlias = tuple[str, str]
Pairs: TypeAlias = "File | Bitext | Alignment | UnitStream | Project | Sequence[Pair]"
"""A bitext: its file, a project's folder, the thing itself, or a list of (source, target)."""
Terms: TypeAlias = "File | Glossary | Project | Sequence[Pair]"
"""A glossary: its file, a project's folder, the thing itself, or a list of approved terms."""

Memory: TypeAlias = "HouseMemory | Pairs | Terms"
"""Earlier work: files, projects, bitexts, glossaries, lists of (source, target)."""

_SENTENCE_ENDS = '。！？…”」.!?"'
_LONGEST_NAME = 250


def as_document(
    text: Text, *, language: str | None = None, segmented: bool = False, name: str = "text"
) -> Document:
    """A document from whatever stands for one.

    Raises:
        InputError: a file cannot be read, or a list holds no sentences.
    """
    from corpora.reading.document import read_document

    if isinstance(text, Document):
        return text
    if isinstance(text, (str, Path)):
        refuse_text(text)
        return read_document(text, language=language, segmented=segmented)
    if not isinstance(text, Sequence):
        raise _no(text, "document", "the name of a file, a Document, or a list of sentences")
    sentences = sentences_of(text)
    return document_from_segments(
        sentences, language=language or detect_language("\n".join(sentences)), name=name
    )


def sentences_of(texts: Sequence[str]) -> list[str]:
    """A list of sentences, looked at.

    Raises:
        OptionError: it is empty, or one of them is empty or no text.
    """
    if not texts:
        raise OptionError("there are no sentences", hint="give a list of at least one")
    for number, text in enumerate(texts, 1):
        if not isinstance(text, str):
            raise _no(text, "sentence", "a list of texts, one a sentence")
        if not text.strip():
            raise OptionError(f"sentence {number} is empty", hint="leave it out")
    return list(texts)


def refuse_text(name: File) -> None:
    """See that what is taken for the name of a file is not a text itself.

    Raises:
        OptionError: it looks like one.
    """
    text = str(name)
    is_sentence = text.endswith(tuple(_SENTENCE_ENDS)) and len(text) > 2
    if "\n" in text or len(text) > _LONGEST_NAME or (is_sentence and not Path(text).exists()):
        raise OptionError(
            f"{brief(text)} is taken for the name of a file",
            hint="give sentences as a list, and a text as duizhao.read_text(text)",
        )


def is_pair(value: object) -> bool:
    """Whether something is (source, target)."""
    return (
        isinstance(value, (tuple, list))
        and len(value) == 2
        and all(isinstance(text, str) for text in value)
    )


def as_bitext(pairs: Pairs, read: ReadOptions | None = None) -> Bitext:
    """A bitext from whatever stands for one.

    Raises:
        InputError: a file cannot be read, or it is something else.
    """
    if isinstance(pairs, Bitext):
        return pairs
    if isinstance(pairs, (Alignment, UnitStream)):
        return pairs.to_bitext()
    if is_project(pairs):
        with _opened_project(pairs) as project:
            return project.bitext()
    if isinstance(pairs, (str, Path)):
        refuse_text(pairs)
        return read_bitext(pairs, read or ReadOptions())
    if isinstance(pairs, Sequence) and pairs and all(map(is_pair, pairs)):
        return _bitext_of(cast(Sequence[Pair], pairs))
    raise _no(pairs, "bitext", "a file of pairs, a Bitext, an Alignment, or a list of pairs")


def is_project(value: object) -> bool:
    """Whether something is a project, or the folder of one."""
    if isinstance(value, (str, Path)):
        return len(str(value)) <= _LONGEST_NAME and Path(value, PROJECT_FILE).is_file()
    # Who has one has loaded its class; nobody else should wait for it.
    module = sys.modules.get("review.project")
    return module is not None and isinstance(value, module.Project)


@contextmanager
def _opened_project(value: Any) -> Iterator[Project]:  # noqa: ANN401
    """A project, its folder opened for as long as the block runs."""
    from review.project import open_project

    if not isinstance(value, (str, Path)):
        yield value
        return
    with open_project(value) as project:
        yield project


def _bitext_of(pairs: Sequence[Pair]) -> Bitext:
    source, target = ("\n".join(side) for side in zip(*pairs, strict=True))
    return Bitext(
        name="pairs",
        source_language=detect_language(source),
        target_language=detect_language(target),
        units=tuple(
            TranslationUnit(id=str(number), source=one, target=other)
            for number, (one, other) in enumerate(pairs, 1)
        ),
    )


def several(pairs: Pairs | Sequence[Pairs]) -> list[Pairs]:
    """One bitext or several, as a list."""
    if isinstance(pairs, (str, Path, Bitext, Alignment, UnitStream)) or is_project(pairs):
        return [pairs]  # type: ignore[list-item]
    if not isinstance(pairs, Sequence) or not pairs:
        raise _no(pairs, "bitext", "a file of pairs, a Bitext, or a list of them")
    return [pairs] if all(map(is_pair, pairs)) else list(pairs)  # type: ignore[list-item,arg-type]


def streams(pairs: Pairs | Sequence[Pairs], tools: Tools) -> list[Bitext | UnitStream]:
    """The same, files as streams, which are never in memory whole.

    A document that holds both languages is aligned, with these tools.
    """
    return [_opened(one, tools) if is_file(one) else as_bitext(one) for one in several(pairs)]


def is_file(value: object) -> TypeGuard[File]:
    """Whether something is a file of pairs; a project's folder is none."""
    return isinstance(value, (str, Path)) and not is_project(value)


def _opened(path: File, tools: Tools) -> UnitStream | Bitext:
    from review.jobs.pair_options import PairOptions
    from review.jobs.parted import open_pairs

    refuse_text(path)
    return open_pairs(path, options=PairOptions(encoder=tools.encoder_name))


@contextmanager
def files(pairs: Pairs | Sequence[Pairs]) -> Iterator[tuple[list[Path], dict[str, str]]]:
    """The same, all as files; values stand in temporary ones while the block runs.

    Gives the paths, and the names of the values by their paths.
    """
    with TemporaryDirectory() as folder:
        paths, names = [], {}
        for number, one in enumerate(several(pairs)):
            if is_file(one):
                refuse_text(one)
                paths.append(Path(one))
                continue
            bitext = as_bitext(one)
            path = Path(folder, f"{number}{JSONL}")
            write_bitext(bitext, path)
            paths.append(path)
            names[str(path)] = bitext.name
        yield paths, names


def as_glossary(terms: Terms | None) -> Glossary | None:
    """A glossary from whatever stands for one; ``None`` stays.

    Raises:
        InputError: a file cannot be read, or it is something else.
    """
    from glossary import ConceptEntry, Glossary, entry_id, read_glossary

    if terms is None or isinstance(terms, Glossary):
        return terms
    if is_project(terms):
        with _opened_project(terms) as project:
            return project.glossary()
    if isinstance(terms, (str, Path)):
        return read_glossary(terms)
    if not isinstance(terms, Sequence) or not all(map(is_pair, terms)):
        raise _no(terms, "glossary", "its file, a Glossary, or a list of (source, target)")
    pairs = cast(Sequence[Pair], terms)
    entries = [
        ConceptEntry(
            id=entry_id(source, target), source_term=source, target_term=target, decision="approve"
        )
        for source, target in pairs
    ]
    languages = [detect_language("\n".join(pair[side] for pair in pairs)) for side in (0, 1)]
    return Glossary(
        source_language=languages[0], target_language=languages[1], entries=tuple(entries)
    )


def as_memory(memory: Memory | Sequence[Memory] | None) -> HouseMemory | None:
    """A house's memory from whatever stands for some of it; ``None`` of nothing.

    Raises:
        InputError: something cannot be read, or is neither pairs nor a glossary.
    """
    if memory is None or isinstance(memory, HouseMemory):
        return memory
    from glossary import Glossary
    from review.jobs.remembering import Gathered, add_file

    gathered = Gathered()
    is_one = isinstance(memory, Glossary) or not isinstance(memory, Sequence)
    for one in [memory] if is_one else several(memory):  # type: ignore[arg-type]
        if isinstance(one, Glossary):
            gathered.add_glossary(one)
        elif isinstance(one, (str, Path)):
            refuse_text(one)
            add_file(gathered, one)
        elif is_project(one):
            with _opened_project(one) as project:
                gathered.add_project(project)
        else:
            gathered.add_pairs(as_bitext(one))  # type: ignore[arg-type]
    return gathered.memory()


def as_tools(tools: Tools | str | None) -> Tools:
    """Tools, or those with the encoder of that name.

    Raises:
        InputError: there is no such encoder, or it is not installed.
    """
    return tools if isinstance(tools, Tools) else load_tools(tools)


def _no(value: Any, what: str, wanted: str) -> OptionError:  # noqa: ANN401
    return OptionError(f"{brief(value)} is no {what}", hint=f"give {wanted}")

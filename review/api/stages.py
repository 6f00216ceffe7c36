"""The stages as functions of files or values: align, terms, score, check, and what is around."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from align.options import AlignOptions
from corpora.errors import OptionError
from corpora.language.tools import Tools
from corpora.progress import Progress, silent
from corpora.units import Alignment, Document
from corpora.values import brief
from review.api.choices import chosen
from review.api.inputs import (
    File,
    Memory,
    Pairs,
    Terms,
    Text,
    as_bitext,
    as_document,
    as_glossary,
    as_memory,
    as_tools,
    files,
    is_file,
    is_project,
    refuse_text,
    several,
    streams,
)

if TYPE_CHECKING:  # a stage should not wait for the others
    from typing_extensions import Unpack

    from align.judging.report import EvaluateOptions, Evaluation
    from corpora.memory.cleaning import Cleaned, CleanOptions
    from corpora.memory.concordance import FindOptions, Found
    from corpora.memory.converting import Converted, ConvertOptions
    from glossary import Glossary, TermOptions
    from quality.check import CheckOptions
    from quality.findings import CheckReport
    from quality.score import ScoreOptions, ScoreReport
    from review.api.choices import (
        AlignChoices,
        CheckChoices,
        CleanChoices,
        ConvertChoices,
        EvaluateChoices,
        FindChoices,
        ScoreChoices,
        TermChoices,
    )
    from review.jobs.making import Made


def align(
    source: Text,
    target: Text | None = None,
    *,
    source_language: str | None = None,
    target_language: str | None = None,
    segmented: bool = False,
    glossary: Terms | None = None,
    anchors: Pairs | None = None,
    memory: Memory | Sequence[Memory] | None = None,
    anyway: bool = False,
    tools: Tools | str | None = None,
    options: AlignOptions | None = None,
    progress: Progress = silent,
    **choices: Unpack[AlignChoices],
) -> Alignment:
    """Pair the sentences of a text with those of its translation.

    Args:
        source: a file, a ``Document``, or the list of its sentences.
        target: its translation, likewise; ``None`` where one file holds both.
        source_language: BCP 47 tag; detected where ``None``.
        target_language: likewise. Saying both allows two texts of one language.
        segmented: files have one sentence a line, to be taken as it stands.
        glossary: its approved terms guide the pairing.
        anchors: pairs that a person has confirmed, kept exactly.
        memory: earlier work of the house, one thing or several: evidence for pairs.
        anyway: align even what does not look like a translation.
        tools: encoder and dictionary, or the name of the encoder.
        options: see ``AlignOptions``.
        progress: hears of every stage.
        choices: fields of ``AlignOptions``, by name.

    Raises:
        InputError: a text cannot be used, or the two are no translations of each other.
    """
    from corpora.reading.pair import check_pair, read_pair
    from review.jobs.aligning import align_texts
    from review.jobs.keyed import align_joined, are_keyed

    how = chosen(AlignOptions, options, choices)
    languages = source_language, target_language
    if isinstance(source, (str, Path)) and (target is None or isinstance(target, (str, Path))):
        for path in (source, target or source):
            refuse_text(path)
        if target is not None and are_keyed(source, target):
            return align_joined(
                source, target, source_language=source_language, target_language=target_language
            )
        documents = read_pair(
            source,
            target,
            source_language=source_language,
            target_language=target_language,
            segmented=segmented,
        )
    elif target is None:
        raise OptionError("there is no translation", hint="give it as the second argument")
    else:
        documents = (
            as_document(source, language=source_language, segmented=segmented, name="source"),
            as_document(target, language=target_language, segmented=segmented, name="target"),
        )
        check_pair(documents, (documents[0].name, documents[1].name), languages)
    return align_texts(
        documents,
        target if isinstance(target, (str, Path)) else documents[1].name,
        options=how,
        tools=as_tools(tools),
        glossary=as_glossary(glossary) if glossary is not None else None,
        glossary_name=str(glossary) if isinstance(glossary, (str, Path)) else "the glossary",
        anchors=as_bitext(anchors) if anchors is not None else None,
        memory=as_memory(memory),
        anyway=anyway,
        progress=progress,
    )


def terms(
    bitexts: Pairs | Sequence[Pairs],
    *,
    glossary: Terms | None = None,
    memory: Memory | Sequence[Memory] | None = None,
    background: Sequence[Text] = (),
    tools: Tools | str | None = None,
    options: TermOptions | None = None,
    progress: Progress = silent,
    **choices: Unpack[TermChoices],
) -> Glossary:
    """Find the terms of some bitexts and every way they were rendered.

    Args:
        bitexts: one or several: files, bitexts, alignments, lists of (source, target).
        glossary: a reviewed one: its decisions are kept, and teach.
        memory: earlier work of the house, one thing or several: evidence for terms and renderings.
        background: Chinese documents in which terms are not special.
        tools: encoder, dictionary and segmenter, or the name of the encoder.
        options: see ``TermOptions``.
        progress: hears how far the work is.
        choices: fields of ``TermOptions``, by name.

    Raises:
        InputError: something cannot be read, or is not Chinese and English.
    """
    from glossary import TermOptions, extract_terms

    how = chosen(TermOptions, options, choices)
    used = as_tools(tools if tools is not None else how.encoder)
    given = streams(bitexts, used)
    found = extract_terms(
        given,
        options=how,
        tools=used,
        known=as_glossary(glossary),
        memory=as_memory(memory),
        background=[as_document(text).text for text in background],
        progress=progress,
    )
    said = [note for one in given for note in (*one.notes, *getattr(one, "damage", ()))]
    return dataclasses.replace(found, notes=(*used.warnings, *said, *found.notes))


def check(
    bitext: Pairs | Document,
    target: Text | None = None,
    *,
    glossary: Terms | None = None,
    tools: Tools | str | None = None,
    options: CheckOptions | None = None,
    progress: Progress = silent,
    **choices: Unpack[CheckChoices],
) -> CheckReport:
    """Find what a reviser would mark: numbers, terms, omissions, names, form.

    Args:
        bitext: pairs, or a document in both languages; with ``target``, the source text.
        target: the translation, where ``bitext`` is only its source; the two are aligned first.
        glossary: terms that must be, or must not be, rendered so.
        tools: encoder and dictionary, or the name of the encoder.
        options: see ``CheckOptions``; ``read_profile`` reads them from a file.
        progress: hears how far the work is.
        choices: fields of ``CheckOptions``, by name.

    Raises:
        InputError: something cannot be read, or a check is named that there is not.
    """
    from quality.check import CheckOptions, check_bitext
    from review.jobs.pair_options import PairOptions
    from review.jobs.parted import read_pairs

    how = chosen(CheckOptions, options, choices)
    used = as_tools(tools if tools is not None else how.encoder)
    if target is not None:
        bitext = align(bitext, target, tools=used, progress=progress)  # type: ignore[arg-type]
    elif is_file(bitext):
        refuse_text(bitext)
        read, aligned = read_pairs(bitext, options=PairOptions(encoder=used.encoder_name))
        bitext = aligned or read
    if isinstance(bitext, Document):
        raise OptionError("there is no translation", hint="give it as the second argument")
    return check_bitext(
        as_bitext(bitext),
        target=bitext.target if isinstance(bitext, Alignment) else None,
        options=how,
        glossary=as_glossary(glossary),
        tools=used,
        progress=progress,
    )


def score(
    hypothesis: File | Sequence[str] | Mapping[str, File] | Mapping[str, Sequence[str]],
    references: File | Sequence[str] | Sequence[File] | Sequence[Sequence[str]] = (),
    *,
    source: File | Sequence[str] | None = None,
    glossary: Terms | None = None,
    tools: Tools | str | None = None,
    options: ScoreOptions | None = None,
    progress: Progress = silent,
    **choices: Unpack[ScoreChoices],
) -> ScoreReport:
    """Score translations by BLEU, chrF, chrF++ and TER, as sacreBLEU does.

    Files need not have the same lines; lists of sentences face each other one by one. Without
    a reference, ``source`` gives an estimate of adequacy, which is less than a score.

    Args:
        hypothesis: a file, or the list of its sentences; several by their names, as
            ``{"mine": …, "other": …}``. The others are tested against the first.
        references: one, or a list of several; files where the hypotheses are files, else lists
            of sentences.
        source: what was translated, likewise.
        glossary: adds the share of its terms rendered as approved.
        tools: encoder and dictionary, or the name of the encoder.
        options: see ``ScoreOptions``.
        progress: hears how far the work is.
        choices: fields of ``ScoreOptions``, by name.

    Raises:
        InputError: something cannot be read or compared, or a metric is named that there is not.
    """
    from quality.score import ScoreOptions, score_files, score_segments

    how = chosen(ScoreOptions, options, choices)
    given = hypothesis if isinstance(hypothesis, Mapping) else {"": hypothesis}
    if not given:
        raise OptionError("there is nothing to score", hint="give a file or a list of sentences")
    used = as_tools(tools if tools is not None else how.encoder)
    if all(isinstance(one, (str, Path)) for one in given.values()):
        report = score_files(
            [_file(one) for one in given.values()],
            references=[_file(one) for one in _files(references)],
            source=None if source is None else _file(source),
            options=how,
            tools=used,
            glossary=as_glossary(glossary),
            progress=progress,
        )
        names = [
            name or (Path(str(one)).name if is_project(one) else "") for name, one in given.items()
        ]
    else:
        return score_segments(
            {name or "hypothesis": _sentences(one) for name, one in given.items()},
            references=[_sentences(one) for one in _lists(references)],
            source=() if source is None else _sentences(source),
            options=how,
            tools=used,
            glossary=as_glossary(glossary),
            progress=progress,
        )
    return report.with_names(names)


def _file(one: object) -> Path:
    if isinstance(one, (str, Path)):
        refuse_text(one)
        if is_project(one):
            from review.project.exporting import pairs_file

            return pairs_file(one)
        return Path(one)
    raise OptionError(f"{brief(one)} stands beside files", hint="give files alone or lists alone")


def _files(references: object) -> list[object]:
    """One reference or several, as a list."""
    return list(references) if isinstance(references, (list, tuple)) else [references]


def _lists(references: object) -> list[object]:
    """One reference or several, as a list of several."""
    if isinstance(references, (str, Path, Document)) or not isinstance(references, Sequence):
        return [references]
    return [references] if references and all(map(_is_text, references)) else list(references)


def _sentences(one: object) -> list[str]:
    if isinstance(one, Document):
        return [segment.text for segment in one.segments]
    if isinstance(one, Sequence) and not isinstance(one, str) and all(map(_is_text, one)):
        return list(one)
    raise OptionError(
        f"{brief(one)} stands beside lists of sentences",
        hint='give files alone or lists alone; several files as {"name": file, …}',
    )


def _is_text(one: object) -> bool:
    return isinstance(one, str)


def clean(
    bitexts: Pairs | Sequence[Pairs],
    out: File | None = None,
    *,
    removed: File | None = None,
    force: bool = False,
    options: CleanOptions | None = None,
    progress: Progress = silent,
    **choices: Unpack[CleanChoices],
) -> Cleaned:
    """Take out of a memory what does not belong there, and merge several into one.

    Args:
        bitexts: one or several, of the same languages.
        out: the clean memory; ``None`` only says what would go.
        removed: a table (.tsv) of all that went, with the reason.
        force: overwrite what is there.
        options: see ``CleanOptions``.
        progress: hears how far the work is.
        choices: fields of ``CleanOptions`` and ``ReadOptions``, by name.

    Raises:
        InputError: a file cannot be used or written, or languages differ.
    """
    from corpora.memory.cleaning import CleanOptions, clean_bitexts

    how = chosen(CleanOptions, options, choices)
    with files(bitexts) as (paths, _):
        return clean_bitexts(paths, out, how, removed=removed, force=force, progress=progress)


def find(
    query: str,
    bitexts: Pairs | Sequence[Pairs],
    *,
    options: FindOptions | None = None,
    progress: Progress = silent,
    **choices: Unpack[FindChoices],
) -> Found:
    """Every unit with a phrase on either side: a concordance.

    The first search of a file makes an index beside it.

    Args:
        query: a word or a phrase of either language.
        bitexts: one or several.
        options: see ``FindOptions``.
        progress: hears how far the work is.
        choices: fields of ``FindOptions`` and ``ReadOptions``, by name.

    Raises:
        InputError: the query holds nothing to look for, or a file cannot be used.
    """
    from corpora.memory.concordance import FindOptions, find_in_bitexts

    how = chosen(FindOptions, options, choices)
    with files(bitexts) as (paths, names):
        found = find_in_bitexts(query, paths, how, progress=progress)
    hits = tuple(dataclasses.replace(hit, path=names.get(hit.path, hit.path)) for hit in found.hits)
    return dataclasses.replace(found, hits=hits)


def convert(
    source: File,
    target: File,
    *,
    force: bool = False,
    options: ConvertOptions | None = None,
    progress: Progress = silent,
    **choices: Unpack[ConvertChoices],
) -> Converted:
    """Write the pairs of one file as another, of any size; the suffixes decide the formats.

    Args:
        source: a file of pairs.
        target: the file to write.
        force: overwrite what is there.
        options: see ``ConvertOptions``.
        progress: hears how far the work is.
        choices: fields of ``ConvertOptions`` and ``ReadOptions``, by name.

    Raises:
        InputError: the one cannot be used or the other not be written.
    """
    from corpora.memory.converting import ConvertOptions, convert_file

    how = chosen(ConvertOptions, options, choices)
    return convert_file(source, target, how, force=force, progress=progress)


def evaluate(
    pairings: Pairs | Sequence[Pairs],
    golds: File | Sequence[File],
    *,
    against: Pairs | Sequence[Pairs] = (),
    options: EvaluateOptions | None = None,
    **choices: Unpack[EvaluateChoices],
) -> Evaluation:
    """Judge pairings against hand-made ones: precision, recall and F1 of their beads.

    Args:
        pairings: one or several: alignments, bitexts, files.
        golds: a file for each, in the same order: index lists, tables of texts, memories.
        against: another system's pairings, to compare.
        options: see ``EvaluateOptions``.
        choices: fields of ``EvaluateOptions``, by name.

    Raises:
        InputError: a file cannot be read or compared, or the numbers of files differ.
    """
    from align.judging.report import EvaluateOptions, evaluate_files

    how = chosen(EvaluateOptions, options, choices)
    return evaluate_files(
        [one if is_file(one) else as_bitext(one) for one in several(pairings)],
        [golds] if isinstance(golds, (str, Path)) else list(golds),
        against=[
            one if is_file(one) else as_bitext(one) for one in (several(against) if against else ())
        ],
        options=how,
    )


def run(
    source: File,
    target: File | None = None,
    directory: File | None = None,
    *,
    source_language: str | None = None,
    target_language: str | None = None,
    segmented: bool = False,
    glossary: File | None = None,
    anchors: File | None = None,
    memory: File | Sequence[File] = (),
    anyway: bool = False,
    encoder: str | None = None,
    word_links: str | None = None,
    decisions: Sequence[File] = (),
    force: bool = False,
    options: AlignOptions | None = None,
    progress: Progress = silent,
    **choices: Unpack[AlignChoices],
) -> Made:
    """Everything at once: a project with a memory, a glossary, findings and a report.

    Args:
        source: a document.
        target: its translation; ``None`` where ``source`` holds both.
        directory: the folder of the project; named after the source where ``None``.
        source_language: BCP 47 tag; detected where ``None``.
        target_language: likewise.
        segmented: the files have one sentence a line, to be taken as it stands.
        glossary: a reviewed glossary, whose decisions are taken over.
        anchors: a file of pairs that a person has confirmed.
        memory: files and projects with earlier work of the house: evidence, and remembered.
        anyway: align even what does not look like a translation.
        encoder: the name of the encoder; the recipe that the project remembers has it.
        word_links: as in ``TermOptions``.
        decisions: reviewed sheets of pairs, terms or findings, whose decisions are taken in.
        force: write over files that people have changed.
        options: see ``AlignOptions``.
        progress: hears of every stage.
        choices: fields of ``AlignOptions``, by name.

    Raises:
        InputError: as ``align``, or something cannot be written.
    """
    from review.jobs.making import make_all
    from review.jobs.pair_options import PairOptions

    return make_all(
        source,
        target,
        None if directory is None else Path(directory),
        options=PairOptions(
            source_language=source_language,
            target_language=target_language,
            segmented=segmented,
            encoder=encoder,
            anchors=None if anchors is None else Path(anchors),
            memory=tuple(map(Path, [memory] if isinstance(memory, (str, Path)) else memory)),
            glossary=None if glossary is None else Path(glossary),
            anyway=anyway,
            align=chosen(AlignOptions, options, choices),
        ),
        decisions=decisions,
        word_links=word_links,
        force=force,
        progress=progress,
    )

"""The reports of a project: one page, or one each with a page that lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from corpora.memory.exporting import AlignmentWritten
from glossary import Glossary
from quality.check.output.page import chinese_of
from review.page.index import Listed, write_index
from review.page.looks import summarise
from review.page.report import title_of, write_report
from review.page.sections import memory_part, terms_by_document, terms_part
from review.project.project import Project

Writer = Callable[[Path], object]


def report_writers(
    project: Project, name: str, memories: Sequence[AlignmentWritten]
) -> dict[str, Writer]:
    """The report; of a project of several document pairs one each, and a page that lists them.

    Args:
        project: whose pairs, terms and findings to show.
        name: the file of the report, or of the list; the others lie in ``reports`` beside it.
        memories: what became of the memory's units, once it is known.

    Returns:
        What writes each file, by its name in the project's folder.
    """
    documents = project.document_names()
    if len(documents) == 1:
        return {name: partial(write_document_report, project, documents[0], memories=memories)}
    suffix = Path(name).suffix
    pages = {
        document: f"reports/{number:04d}{suffix}" for number, document in enumerate(documents, 1)
    }
    terms = terms_by_document(project.glossary())
    none = replace(project.glossary(), entries=())
    each = {
        page: partial(
            write_document_report,
            project,
            document,
            terms=terms.get(document, none),
            index=f"../{name}",
        )
        for document, page in pages.items()
    }
    return {name: partial(_write_index, project, pages, memories=memories), **each}


def write_document_report(
    project: Project,
    document: str,
    path: Path,
    memories: Sequence[AlignmentWritten] = (),
    *,
    terms: Glossary | None = None,
    index: str = "",
) -> None:
    """Write the report on a document pair.

    Args:
        project: where it is from.
        document: the document pair.
        path: the file to write.
        memories: what became of its memory's units, where that is known.
        terms: its terms; ``None`` where they are yet to be told from those of other documents.
        index: the address of the page that lists the project's reports; empty for none.

    Raises:
        InputError: the file cannot be written.
    """
    if terms is None:
        terms = project.glossary()
        if len(project.document_names()) > 1:
            terms = terms_by_document(terms).get(document, replace(terms, entries=()))
    write_report(
        project.alignment(document),
        path,
        findings=project.check_report(document),
        parts=[terms_part(terms, {document: ""}), *map(memory_part, memories)],
        index=index,
    )


def _write_index(
    project: Project, pages: Mapping[str, str], path: Path, *, memories: Sequence[AlignmentWritten]
) -> None:
    listed = []
    for document, page in pages.items():
        alignment = project.alignment(document)
        listed.append(
            Listed(
                title=title_of(alignment),
                address=page,
                summary=summarise(alignment),
                findings=project.check_report(document),
            )
        )
    write_index(
        project.folder.name,
        listed,
        path,
        parts=[terms_part(project.glossary(), pages), *map(memory_part, memories)],
        chinese=chinese_of(alignment.source.language, alignment.target.language),
    )

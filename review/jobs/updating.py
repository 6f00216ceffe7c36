"""Finding terms and checking in a project: what is up to date is not done again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpora.language.tools import load_tools
from corpora.progress import Progress, silent
from glossary import Glossary, TermOptions, extract_terms
from glossary.record.entries import term_key
from glossary.record.roundtrip import in_known_order
from quality.check import CheckOptions, check_bitext
from review.project import Project


def find_project_terms(
    project: Project,
    *,
    options: TermOptions | None = None,
    encoder: str | None = None,
    word_links: str | None = None,
    background: Sequence[str] = (),
    progress: Progress = silent,
) -> bool:
    """Find the terms of a project's pairs as they stand; what people decided teaches and stays.

    The house's memory that the project remembers is evidence.

    Args:
        project: where from and where to.
        options: how; the default way, where ``None``, is not gone again while the texts, the
            pairs and the way are the same.
        encoder: name of the encoder; ``None`` as in ``PairOptions``.
        word_links: as in ``TermOptions``, where ``options`` are ``None``.
        background: Chinese texts in which terms are not special.
        progress: hears of every stage.

    Returns:
        Whether there was anything to do.
    """
    if options is None and not background and project.has_terms():
        made_by = project.glossary().signature
        if word_links is None or f"|links:{word_links}-" in made_by:
            return False
    with project.still():
        glossary = extract_terms(
            project.unit_streams(),
            options=options or TermOptions(word_links=word_links),
            tools=load_tools(encoder),
            known=project.glossary(),
            lay_over=False,
            memory=project.memory(),
            background=background,
            progress=progress,
        )
        if options is None or options.view == "glossary":
            glossary = _with_rejected(glossary, project.glossary())
        project.put_glossary(glossary)
    return True


def _with_rejected(fresh: Glossary, known: Glossary) -> Glossary:
    """What was found anew, its rows where they were, and the rejected terms among them.

    Rejected terms are not looked for: so they keep their row, and come back where that is undone.
    """
    terms = {term_key(entry.source_term) for entry in fresh.entries}
    kept = [
        replace(
            entry,
            decision="",
            status="",
            is_forbidden=False,
            definition="",
            domain="",
            note="",
            reviewer="",
            reviewed_at="",
        )
        for entry in known.entries
        if entry.decision == "reject" and entry.count and term_key(entry.source_term) not in terms
    ]
    return in_known_order(fresh.with_entries([*fresh.entries, *kept]), known)


def check_project(
    project: Project,
    *,
    options: CheckOptions | None = None,
    encoder: str | None = None,
    progress: Progress = silent,
) -> bool:
    """Check all of a project's pairs as they stand, against its glossary.

    Args:
        project: where from and where to.
        options: how; the default way, where ``None``, is not gone again while the texts, the
            pairs and the glossary are the same.
        encoder: name of the encoder; ``None`` as in ``PairOptions``.
        progress: hears of every stage.

    Returns:
        Whether there was anything to do.
    """
    done = False
    chosen = options or CheckOptions()
    for name in project.document_names():
        if options is None and project.has_findings(name):
            continue
        with project.still():
            report = check_bitext(
                project.bitext(name),
                target=project.alignment(name).target,
                options=chosen,
                glossary=project.glossary(),
                tools=load_tools(encoder or chosen.encoder),
                progress=progress,
            )
            project.put_findings(report, name)
        done = True
    return done

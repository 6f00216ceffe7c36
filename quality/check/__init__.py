"""What is wrong with a translation: one file per check, listed in ``CHECKS``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Literal

import corpora
from corpora.errors import InputError
from corpora.language.encoders import SpanEncoder, load_encoder
from corpora.language.lexicon import Lexicon, load_lexicon
from corpora.progress import Progress, silent
from corpora.units import Bitext, Document, is_chinese
from glossary.record.entries import Glossary
from quality.check.consistency import find_inconsistencies
from quality.check.context import Context, TermRule
from quality.check.coverage.omission import find_omissions
from quality.check.form import find_form_errors
from quality.check.names import find_name_errors
from quality.check.numbers.check import find_number_errors
from quality.check.options import CheckOptions, read_profile
from quality.check.terms import find_term_errors, read_rules
from quality.check.untranslated import find_untranslated
from quality.findings import CheckReport, Draft, number_findings

__all__ = [
    "CHECKS",
    "CheckOptions",
    "TermRule",
    "check_bitext",
    "read_profile",
]

CHECKS: dict[str, Callable[[Context], Iterator[Draft]]] = {
    "numbers": find_number_errors,
    "terms": find_term_errors,
    "omission": find_omissions,
    "untranslated": find_untranslated,
    "names": find_name_errors,
    "form": find_form_errors,
    "consistency": find_inconsistencies,
}
DEFAULT_OPTIONS = CheckOptions()


def check_bitext(
    bitext: Bitext,
    *,
    target: Document | None = None,
    options: CheckOptions = DEFAULT_OPTIONS,
    glossary: Glossary | Iterable[tuple[str, str, bool]] | None = None,
    lexicon: Lexicon | Literal["default"] | None = "default",
    encoder: SpanEncoder | Literal["default"] | None = "default",
    progress: Progress = silent,
) -> CheckReport:
    """What a reviser would mark in a bitext, in unit order.

    Args:
        bitext: Chinese with English in either direction. Other pairs get the checks that
            know no language (form, untranslated copies, consistency, empty sides).
        target: the document that the targets were cut from, which shows what was lost between
            two of them.
        options: see ``CheckOptions``.
        glossary: what the terms check holds the translation to: a ``Glossary`` (approved and
            forbidden entries rule; found renderings show where a term varies), or rows
            (source, target, is forbidden).
        lexicon: a loaded one, ``"default"`` for CC-CEDICT, or ``None`` to do without.
        encoder: a loaded one, ``"default"`` for the one ``options`` names, or ``None``.
        progress: told how far the work is.

    Raises:
        InputError: ``options`` names a check that there is not.
    """
    names = _chosen(options)
    pair = {is_chinese(bitext.source_language), is_chinese(bitext.target_language)}
    if pair != {True, False}:
        names = [name for name in names if name not in ("numbers", "names")]
    looks_inside = pair == {True, False} and "omission" in names and bool(bitext.units)
    if lexicon == "default":
        lexicon = load_lexicon() if looks_inside else None
    if encoder == "default":
        encoder = load_encoder(options.encoder) if looks_inside else None
    context = Context(
        bitext=bitext,
        target=target,
        terms=read_rules(glossary) if "terms" in names else (),
        glossary=_extracted(bitext, glossary, names, options, progress),
        lexicon=lexicon,
        encoder=encoder,
        progress=progress,
    )
    drafts: list[tuple[str, Draft]] = []
    for done, name in enumerate(names):
        progress(f"checking {name}", done, len(names))
        drafts += [(name, draft) for draft in _regraded(name, CHECKS[name](context), options)]
    progress("checking", len(names), len(names))
    findings = number_findings(bitext, drafts)
    kept = tuple(finding for finding in findings if finding.id not in options.ignore)
    return CheckReport(
        name=bitext.name,
        source_language=bitext.source_language,
        target_language=bitext.target_language,
        units=len(bitext.units),
        findings=kept,
        signature=_signature(names, options, context),
        ignored=len(findings) - len(kept),
    )


def _chosen(options: CheckOptions) -> list[str]:
    for name in (*(options.checks or ()), *options.skip):
        if name not in CHECKS:
            raise InputError(
                f"there is no check called {name}", hint=f"choose from {', '.join(CHECKS)}"
            )
    wanted = CHECKS if options.checks is None else options.checks
    return [name for name in CHECKS if name in wanted and name not in options.skip]


def _extracted(
    bitext: Bitext,
    glossary: Glossary | Iterable[tuple[str, str, bool]] | None,
    names: list[str],
    options: CheckOptions,
    progress: Progress,
) -> Glossary | None:
    """A glossary with renderings found in this bitext, where one is given or wished for."""
    if isinstance(glossary, Glossary) and any(entry.renderings for entry in glossary.entries):
        return glossary
    if not options.find_terms or "terms" not in names:
        return None
    # Extraction loads models that most runs do not need.
    from glossary.extract import extract_terms

    return extract_terms([bitext], progress=progress)


def _regraded(name: str, drafts: Iterator[Draft], options: CheckOptions) -> Iterator[Draft]:
    for draft in drafts:
        severity = options.severity_of(name, draft.rule, draft.severity)
        if severity is not None:
            yield draft if severity == draft.severity else replace(draft, severity=severity)


def _signature(names: list[str], options: CheckOptions, context: Context) -> str:
    parts = [
        f"duizhao:{corpora.__version__}",
        f"checks:{'+'.join(names)}",
        f"langs:{context.bitext.source_language}-{context.bitext.target_language}",
        f"terms:{len(context.terms)}",
        f"lexicon:{'yes' if context.lexicon is not None else 'no'}",
        f"encoder:{getattr(context.encoder, 'name', 'none')}",
    ]
    if options.severities:
        changed = repr(sorted(options.severities.items())).encode()
        parts.append(f"severities:{hashlib.sha256(changed).hexdigest()[:8]}")
    return "|".join(parts)

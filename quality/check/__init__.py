"""What is wrong with a translation: one file per check, listed in ``CHECKS``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import corpora
from corpora.language.tools import Tools, load_tools
from corpora.progress import Progress, silent
from corpora.units import Bitext, Document, is_chinese
from corpora.values import expect
from glossary.bank import choose_bank
from glossary.record.entries import Glossary
from quality.check.context import Context, TermRule
from quality.check.coverage.missing import warnings_of
from quality.check.coverage.unseen import tell_unseen
from quality.check.declaration import Check, Need, Rule
from quality.check.options import CheckOptions, read_profile
from quality.check.pasting import is_inside, without_pasted
from quality.check.registry import CHECKS
from quality.check.terms.check import read_rules
from quality.check.untranslated import PASTED
from quality.findings import CheckReport, Draft, Severity, number_findings

__all__ = [
    "CHECKS",
    "Check",
    "CheckOptions",
    "Rule",
    "TermRule",
    "check_bitext",
    "read_profile",
]

DEFAULT_OPTIONS = CheckOptions()
# Of a text in which a term can stand twice.
_FEWEST_UNITS = 2


def check_bitext(
    bitext: Bitext,
    *,
    target: Document | None = None,
    options: CheckOptions = DEFAULT_OPTIONS,
    glossary: Glossary | Iterable[tuple[str, str, bool]] | None = None,
    tools: Tools | None = None,
    progress: Progress = silent,
) -> CheckReport:
    """What a reviser would mark in a bitext, in unit order.

    Args:
        bitext: Chinese with English in either direction. Other pairs get the rules that
            know no language (form, untranslated copies, consistency, empty sides).
        target: the document that the targets were cut from, which shows what was lost between
            two of them.
        options: see ``CheckOptions``.
        glossary: what the terms check holds the translation to: a ``Glossary`` (approved and
            forbidden entries rule; found renderings show where a term varies), or rows
            (source, target, is forbidden).
        tools: encoder and dictionary; ``None`` for those of ``options.encoder``.
        progress: told how far the work is.
    """
    expect(bitext, Bitext, "read it first, or give the file to duizhao.check")
    languages = bitext.source_language, bitext.target_language
    names = [name for name in _chosen(options) if CHECKS[name].runs_on(*languages)]
    needs: frozenset[Need] = frozenset()
    needs = needs.union(*(CHECKS[name].needs_for(*languages) for name in names))
    if not bitext.units:
        needs &= {"glossary"}  # the others take time to load
    tools = tools or load_tools(options.encoder)
    bare, pasted = without_pasted(bitext)
    context = Context(
        bitext=bare,
        pasted=pasted,
        target=target,
        terms=read_rules(glossary) if "glossary" in needs else (),
        glossary=_extracted(bitext, glossary, options, tools, progress)
        if "glossary" in needs
        else None,
        bank=choose_bank(options.bank) if "bank" in needs else None,
        lexicon=tools.lexicon if "lexicon" in needs else None,
        encoder=tools.encoder if "encoder" in needs else None,
        progress=progress,
    )
    drafts: list[tuple[str, Severity, Draft]] = []
    for done, name in enumerate(names):
        progress(f"checking {name}", done, len(names))
        drafts += _graded(CHECKS[name], context, options)
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
        warnings=(
            *(tools.warnings if "encoder" in needs else ()),
            *(warnings_of(tools.encoder_name) if "encoder" in needs else ()),
            *(tell_unseen(bitext) if target is None else ()),
        ),
    )


def _chosen(options: CheckOptions) -> list[str]:
    wanted = CHECKS if options.checks is None else options.checks
    return [name for name in CHECKS if name in wanted and name not in options.skip]


def _extracted(
    bitext: Bitext,
    glossary: Glossary | Iterable[tuple[str, str, bool]] | None,
    options: CheckOptions,
    tools: Tools,
    progress: Progress,
) -> Glossary | None:
    """A glossary with renderings found in this bitext, where one is given or wished for."""
    if isinstance(glossary, Glossary) and any(entry.renderings for entry in glossary.entries):
        return glossary
    is_pair = is_chinese(bitext.source_language) != is_chinese(bitext.target_language)
    # What stands once cannot vary.
    if not options.find_terms or not is_pair or len(bitext.units) < _FEWEST_UNITS:
        return None
    # Extraction loads models that most runs do not need.
    from glossary.extract import extract_terms

    return extract_terms([bitext], tools=tools, progress=progress)


def _graded(
    check: Check, context: Context, options: CheckOptions
) -> Iterator[tuple[str, Severity, Draft]]:
    """A check's drafts with the severity that the options want; those they drop left out."""
    for draft in check.find(context):
        severity = options.severity_of(check.name, draft.rule, check.severity_of(draft))
        is_pasting = draft.rule == PASTED
        if severity is not None and (is_pasting or not is_inside(draft, context.pasted)):
            yield check.name, severity, draft


def _signature(names: list[str], options: CheckOptions, context: Context) -> str:
    parts = [
        f"duizhao:{corpora.__version__}",
        f"checks:{'+'.join(names)}",
        f"langs:{context.bitext.source_language}-{context.bitext.target_language}",
        f"terms:{len(context.terms)}",
        f"bank:{len(context.bank) if context.bank is not None else 'none'}",
        f"lexicon:{'yes' if context.lexicon is not None else 'no'}",
        f"encoder:{getattr(context.encoder, 'name', 'none')}",
    ]
    if options.severities:
        changed = repr(sorted(options.severities.items())).encode()
        parts.append(f"severities:{hashlib.sha256(changed).hexdigest()[:8]}")
    return "|".join(parts)

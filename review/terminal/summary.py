"""What the front door says when a command is done: a table for people, or JSON for machines."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from corpora.errors import InputError
from corpora.files import written_whole
from corpora.formats.streams import STANDARD
from corpora.registry.formats import JSONL, TSV
from corpora.units import Alignment, Document
from corpora.values import counted
from review.page.looks import Look, summarise, worth_a_look
from review.terminal.output import Out, print_json
from review.terminal.steps import (
    say_next,
    steps_after_align,
    steps_after_check,
    steps_after_run,
    steps_after_terms,
)

if TYPE_CHECKING:  # a command should not wait for stages it does not run
    from align.judging.report import Evaluation
    from corpora.memory.cleaning import Cleaned
    from corpora.memory.concordance import Found
    from corpora.memory.converting import Converted
    from corpora.memory.exporting import AlignmentWritten
    from glossary import Glossary
    from glossary.record.roundtrip import GlossaryDiff
    from quality.findings import CheckReport
    from quality.score import ScoreReport
    from review.jobs.making import Made
    from review.sheets.taken import Taken

# What a screen shows: by eye.
_MOST_LOOKS = 8
_MOST_TERMS = 12
_MOST_FINDINGS = 20


def alignment_summary(
    alignment: Alignment, written: Sequence[AlignmentWritten] = ()
) -> dict[str, Any]:
    """The summary of an alignment as JSON holds it."""
    summary = summarise(alignment)
    return {
        "source": _document_summary(alignment.source),
        "target": _document_summary(alignment.target),
        "is_translation": alignment.is_translation,
        "paired": round(summary.paired_share, 4),
        "beads": summary.beads,
        "kinds": summary.kinds,
        "sure": summary.sure,
        "source_gaps": summary.source_gaps,
        "target_gaps": summary.target_gaps,
        "crossings": summary.crossings,
        "looks": [
            {"bead": look.bead, "reason": look.reason, "urgency": round(look.urgency, 4)}
            for look in worth_a_look(alignment)
        ],
        "files": [one.to_dict() for one in written],
        "warnings": list(alignment.warnings),
        "notes": list(alignment.notes),
        "signature": alignment.signature,
    }


def _document_summary(document: Document) -> dict[str, Any]:
    return {
        "name": document.name,
        "language": document.language,
        "segments": len(document.segments),
        "turns": len(document.turns),
        "notes": list(document.notes),
    }


def show_alignment(
    alignment: Alignment,
    written: Sequence[AlignmentWritten],
    *,
    as_json: bool,
    quiet: bool,
    to_stderr: bool,
) -> None:
    """What ``duizhao align`` says; on standard error where the pairs are on standard output."""
    if as_json:
        print_json(alignment_summary(alignment, written), to_stderr=to_stderr)
    if as_json or quiet:
        return
    out = Out(to_stderr=to_stderr)
    for part in _alignment_parts(alignment):
        out.print(part)
    for one in written:
        out.print(Text.assemble("wrote ", (one.path, "bold"), f"  {_what(one)}"))
        for line in _why_not(one):
            out.print(f"  {line}", style="dim")
        if one.review_path:
            out.print(Text.assemble("wrote ", (one.review_path, "bold"), f"  {_review(one)}"))
    for source in dict.fromkeys(one.tool_source for one in written if one.tool_source):
        out.print(f"What is known of the tool: {source}", style="dim")
    if not to_stderr:
        say_next(out, steps_after_align(written))


def is_too_little(alignment: Alignment, least: float | None) -> bool:
    """Whether less has a counterpart than was asked for; if so, that is said, quiet or not."""
    share = summarise(alignment).paired_share
    if least is None or share >= least:
        return False
    told = f"{share:.1%} of the sentences have a counterpart; {least:.1%} were asked for"
    Out(to_stderr=True).print(Text(told, style="bold red"))
    return True


def show_made(made: Made, *, as_json: bool, quiet: bool) -> None:
    """What ``duizhao run`` says; a decision that was not taken in also where it is to be quiet."""
    taken = made.taken
    if taken is not None:
        for missed in taken.missed:
            Out(to_stderr=True).print(Text(str(missed), style="bold red"), whole=True)
    if as_json:
        print_json(
            {
                **alignment_summary(made.alignment, [made.memory]),
                "terms": len(made.glossary.entries),
                "findings": made.findings.counts.get("all", {}),
                "files": [str(path) for path in made.files],
                "memory": made.memory.to_dict(),
                **({} if taken is None else {"decisions": _taken_as_dict(taken, made.glossary)}),
            }
        )
    if as_json or quiet:
        return
    out = Out()
    for part in _alignment_parts(made.alignment):
        out.print(part)
    if taken is not None:
        for note in taken.notes:
            out.print(Text(note, style="yellow"))
        out.print(Text(decisions_read(taken, made.glossary)))
    counts = made.findings.counts.get("all", {})
    out.print(
        f"{len(made.glossary.entries)} terms; findings: {counts.get('error', 0)} errors, "
        f"{counts.get('warning', 0)} warnings, {counts.get('minor', 0)} minor"
    )
    out.print(f"memory: {_what(made.memory)}")
    out.say_written(made.files)
    say_next(out, steps_after_run(made))


def decisions_read(taken: Taken, glossary: Glossary) -> str:
    """What was read from reviewed sheets, in a sentence."""
    words = ", ".join(f"{number} {word}" for word, number in taken.decisions.items())
    told = f"{counted(taken.read, 'decision')}" + (f": {words}" if words else "")
    if taken.read:
        told += f"; {taken.new} new"
    if taken.missed:
        told += f"; {len(taken.missed)} not taken in"
    rechecks = _rechecks(glossary)
    if rechecks:
        told += f"; {rechecks} {'wants' if rechecks == 1 else 'want'} a re-check"
    return told


def _rechecks(glossary: Glossary) -> int:
    """How many terms have changed since somebody decided about them."""
    return sum(bool(entry.evidence.recheck) for entry in glossary.entries)


def _taken_as_dict(taken: Taken, glossary: Glossary) -> dict[str, Any]:
    return {
        "read": dict(taken.decisions),
        "new": taken.new,
        "missed": [dataclasses.asdict(one) for one in taken.missed],
        "recheck": _rechecks(glossary),
    }


def _alignment_parts(alignment: Alignment) -> Iterator[Table | Text]:
    for warning in alignment.warnings:
        yield Text(warning, style="bold red")
    for note in alignment.notes:
        yield Text(note)
    for document in (alignment.source, alignment.target):
        for note in document.notes:
            yield Text(f"{document.name}: {note}", style="yellow")
    summary = summarise(alignment)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for side, document in (("source", alignment.source), ("target", alignment.target)):
        segments = len(document.segments)
        table.add_row(side, f"{document.name} ({document.language}), {segments} segments")
    kinds = ", ".join(f"{count}× {kind}" for kind, count in summary.kinds.items())
    table.add_row("pairs", f"{summary.beads}: {kinds}")
    table.add_row("95% sure", f"{summary.sure} ({summary.sure_share:.0%})")
    table.add_row(
        "gaps", f"{summary.source_gaps} source segments left out, {summary.target_gaps} added"
    )
    if summary.crossings:
        table.add_row("crossings", f"{summary.crossings} pairs stand in another place")
    yield table
    looks = worth_a_look(alignment)
    if looks:
        yield _looks(alignment, looks)


def _looks(alignment: Alignment, looks: Sequence[Look]) -> Table:
    title = f"Worth a look first ({len(looks)} in all)"
    table = Table(box=None, title=title, title_justify="left", padding=(0, 2, 0, 0), expand=True)
    table.add_column("pair", justify="right", no_wrap=True, min_width=4)
    table.add_column("why", no_wrap=True, min_width=max(len(look.reason) for look in looks))
    table.add_column("source", no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column("target", no_wrap=True, overflow="ellipsis", ratio=1)
    for look in looks[:_MOST_LOOKS]:
        bead = alignment.beads[look.bead]
        table.add_row(
            bead.number_at(look.bead),
            look.reason,
            Text(alignment.source.slice_text(bead.source) or "—"),
            Text(alignment.target.slice_text(bead.target) or "—"),
        )
    return table


def _what(written: AlignmentWritten) -> str:
    parts = [_units(written.units)]
    parts += [
        f"{forecast.unit_share:.0%} can match in {forecast.tool} ({forecast.level}s)"
        for forecast in written.forecasts
    ]
    if written.duplicates:
        parts.append(f"{written.duplicates} duplicates left out")
    if written.contested:
        parts.append(f"sources with several targets: {written.contested}")
    return ", ".join(parts)


def _why_not(written: AlignmentWritten) -> Iterator[str]:
    """Why some units cannot match, a line for each kind of project."""
    for forecast in written.forecasts:
        if forecast.reasons:
            why = "; ".join(f"{reason} ({count})" for reason, count in forecast.reasons.items())
            yield f"cannot match ({forecast.level}s): {why}"


def _units(count: int) -> str:
    return f"{count} unit" if count == 1 else f"{count} units"


def _review(written: AlignmentWritten) -> str:
    return (
        f"{_units(written.review_units)} for review: {written.gaps} without a counterpart, "
        f"{written.low} not sure enough"
    )


def show_glossary(glossary: Glossary, output: Path, *, as_json: bool, quiet: bool) -> None:
    """What ``duizhao terms`` says."""
    if as_json:
        print_json(
            {
                "entries": len(glossary.entries),
                "notes": list(glossary.notes),
                "signature": glossary.signature,
                "file": str(output),
            }
        )
    if as_json or quiet:
        return
    out = Out()
    for note in glossary.notes:
        out.print(Text(note, style="yellow"))
    table = Table(box=None, padding=(0, 2, 0, 0), expand=True)
    table.add_column("term", no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column("times", justify="right", min_width=5)
    table.add_column("renderings", no_wrap=True, overflow="ellipsis", ratio=2)
    table.add_column("sure", justify="right", min_width=4)
    for entry in glossary.entries[:_MOST_TERMS]:
        renderings = " | ".join(f"{one.text} ({one.count})" for one in entry.renderings)
        sure = "–" if entry.confidence is None else f"{entry.confidence:.2f}"
        table.add_row(
            Text(entry.source_term), str(entry.count), Text(renderings or entry.target_term), sure
        )
    out.print(table)
    out.print(Text.assemble(f"{len(glossary.entries)} terms; wrote ", (str(output), "bold")))
    say_next(out, steps_after_terms(output))


def show_converted(converted: Converted, *, as_json: bool, quiet: bool) -> None:
    """What ``duizhao convert`` says."""
    to_stderr = converted.path == STANDARD
    if as_json:
        print_json(converted.to_dict(), to_stderr=to_stderr)
        return
    out = Out(to_stderr=to_stderr or (bool(converted.damage) and quiet))
    for damage in converted.damage:
        out.print(Text(damage, style="bold red"))
    if quiet:
        return
    for note in converted.notes:
        out.print(Text(note, style="yellow"))
    for verb, reasons in (("left out", converted.left_out), ("changed", converted.changed)):
        for reason, count in reasons.items():
            out.print(Text(f"{count} {verb}: {reason}"))
    if converted.review_path:
        out.print(f"{_units(converted.review_units)} for review in {converted.review_path}")
    out.print(Text.assemble(f"{_units(converted.units)}; wrote ", (converted.path, "bold")))


def show_evaluation(
    evaluation: Evaluation, picture: Path | None, *, force: bool, as_json: bool, quiet: bool
) -> None:
    """What ``duizhao evaluate`` says, and its picture of the calibration.

    Raises:
        InputError: the picture cannot be written, or there is nothing to draw.
    """
    from align.judging.report import calibration_svg, report_as_text

    if picture is not None:
        calibration = evaluation.report.calibration
        if calibration is None:
            raise InputError(
                "the pairs carry no confidence, so there is no calibration to draw",
                path=picture,
                hint=f"evaluate a {JSONL} or {TSV} that duizhao align wrote",
            )
        with written_whole(picture, force=force) as file:
            file.write(calibration_svg(calibration).encode("utf-8"))
    if as_json:
        print_json(evaluation.to_dict())
    elif not quiet:
        Out().print(Text(report_as_text(evaluation)))


def show_cleaned(cleaned: Cleaned, *, as_json: bool, quiet: bool) -> None:
    """What ``duizhao clean`` says; on standard error where the units are on standard output."""
    to_stderr = cleaned.path == STANDARD
    if as_json:
        print_json(cleaned.to_dict(), to_stderr=to_stderr)
    if as_json or quiet:
        return
    out = Out(to_stderr=to_stderr)
    for note in cleaned.notes:
        out.print(Text(note, style="yellow"))
    for reason, count in cleaned.reasons.items():
        out.print(Text.assemble((f"{count:>7}", "bold"), f"  {reason}"))
        for source, target in cleaned.examples.get(reason, ())[:2]:
            out.print(Text(f"         {source} ↔ {target}", style="dim", overflow="ellipsis"))
    verdict = f"{cleaned.kept} of {_units(cleaned.units)} stay, {cleaned.mended} of them mended"
    where = f"; wrote {cleaned.path}" if cleaned.path else "; nothing was written"
    out.print(Text(verdict + where))


def show_found(found: Found, output: str | None, *, as_json: bool, quiet: bool) -> None:
    """What ``duizhao find`` says; where the hits went to a file, how many there are."""
    if as_json:
        hits = [hit.to_dict() for hit in found.hits]
        print_json({"total": found.total, "hits": hits}, to_stderr=output == STANDARD)
    if as_json or quiet or output == STANDARD:
        return
    out = Out()
    if output is not None:
        out.print(Text.assemble(f"{_units(found.total)}; wrote ", (output, "bold")))
        return
    for hit in found.hits:
        speaker = f"  {hit.speaker}" if hit.speaker else ""
        document = f"  {hit.document}" if hit.document else ""
        out.print(Text(f"{hit.path} {hit.number}{document}{speaker}", style="dim"))
        for source, target in hit.before:
            out.print(Text(f"  {source}\n  {target}", style="dim"))
        for whole, spans in ((hit.source, hit.source_spans), (hit.target, hit.target_spans)):
            line = Text(f"  {whole}")
            for start, end in spans:
                line.stylize("bold reverse", start + 2, end + 2)
            out.print(line)
        for source, target in hit.after:
            out.print(Text(f"  {source}\n  {target}", style="dim"))
    shown = f", the first {len(found.hits)} are shown" if found.total > len(found.hits) else ""
    out.print(Text(f"{_units(found.total)}{shown}"))


def show_diff(diff: GlossaryDiff, *, as_json: bool, quiet: bool) -> None:
    """What ``duizhao glossary diff`` says."""
    if as_json:
        print_json(
            {
                "added": [entry.id for entry in diff.added],
                "removed": [entry.id for entry in diff.removed],
                "changed": [dataclasses.asdict(change) for change in diff.changed],
            }
        )
    if as_json or quiet:
        return
    out = Out()
    for sign, entries, style in (("+", diff.added, "green"), ("-", diff.removed, "red")):
        for entry in entries:
            out.print(Text(f"{sign} {entry.source_term}  {entry.target_term}", style=style))
    for change in diff.changed:
        before, after = change.before or "(empty)", change.after or "(empty)"
        style = "" if change.is_peoples else "dim"
        out.print(Text(f"  {change.source_term}  {change.field}: {before} → {after}", style=style))
    out.print(
        f"{len(diff.added)} added, {len(diff.removed)} removed, {len(diff.changed)} fields changed"
    )


def show_scores(
    report: ScoreReport,
    outputs: Sequence[Path],
    *,
    worst: int,
    as_json: bool,
    as_csv: bool,
    quiet: bool,
) -> None:
    """What ``duizhao score`` says."""
    from quality.score import worst_segments
    from review.terminal.tables import score_signatures, score_table, term_table, worst_list

    if as_json:
        print_json(report.to_dict())
    elif as_csv:
        from quality.score.write import dump_scores_csv

        sys.stdout.write(dump_scores_csv(report).replace("\r\n", "\n"))
    if as_json or as_csv or quiet:
        return
    out = Out()
    out.print(score_table(report))
    for line in score_signatures(report):
        # Whole, so that it can be copied: folding is left to the terminal.
        out.print(line, whole=True)
    for one in report.hypotheses:
        if one.terms is not None:
            out.print(term_table(one))
    if worst:
        out.print(worst_list(worst_segments(report, worst), brackets=not out.is_terminal))
    out.say_written(outputs)


def show_findings(
    report: CheckReport, outputs: Sequence[Path], *, as_json: bool, quiet: bool
) -> None:
    """What ``duizhao check`` says; all findings where no file takes them."""
    from review.terminal.tables import findings_counts, findings_list

    if as_json:
        print_json(report.to_dict())
    if as_json or quiet:
        return
    out = Out()
    for warning in report.warnings:
        out.print(Text(warning, style="bold red"))
    out.print(findings_list(report.findings, limit=_MOST_FINDINGS if outputs else None))
    out.print(findings_counts(report))
    out.say_written(outputs)
    say_next(out, steps_after_check(report, outputs))

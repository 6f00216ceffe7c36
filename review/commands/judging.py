"""Commands that judge a translation: scores and findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

from corpora.registry import listed, suffixes_written
from review.commands import shared

_ONE_OR_MORE = "A file for the {}: {}; several are allowed."
_SCORES = _ONE_OR_MORE.format("scores", listed(suffixes_written("scores")))
_FINDINGS = _ONE_OR_MORE.format("findings", listed(suffixes_written("findings")))


@click.command()
@click.argument("hypotheses", nargs=-1, required=True, type=shared.PATH, metavar="HYPOTHESIS...")
@click.option(
    "--reference", "references", multiple=True, type=shared.PATH, help="A good translation."
)
@click.option("--source", type=shared.PATH, help="What was translated.")
@click.option(
    "--glossary", type=shared.PATH, help="Adds the share of its terms rendered as approved."
)
@click.option("-o", "--output", "outputs", multiple=True, type=shared.PATH, help=_SCORES)
@click.option(
    "-m",
    "--metric",
    "metrics",
    multiple=True,
    type=click.Choice(["BLEU", "chrF", "chrF++", "TER"], case_sensitive=False),
    help="Several are allowed.  [default: all]",
)
@click.option(
    "--learned",
    multiple=True,
    type=click.Choice(["comet", "comet-qe"]),
    help="A learned score, with duizhao[comet].",
)
@click.option(
    "--lang", type=shared.LANGUAGES, help="Language of the translation; detected otherwise."
)
@click.option(
    "--take",
    type=click.Choice(["auto", "lines", "documents"]),
    default="auto",
    show_default=True,
    help="Files as lines that face each other, or as documents to be cut anew.",
)
@click.option(
    "--fold-script", is_flag=True, help="Simplified and Traditional as the reference has them."
)
@click.option("--worst", type=click.IntRange(min=0), default=0, help="Show the N worst segments.")
@click.option("--no-intervals", is_flag=True, help="No confidence intervals and tests: faster.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the scores as CSV.")
@shared.encoder
@shared.talking
def score(
    hypotheses: tuple[Path, ...],
    references: tuple[Path, ...],
    source: Path | None,
    glossary: Path | None,
    outputs: tuple[Path, ...],
    worst: int,
    as_csv: bool,
    encoder: str | None,
    force: bool,
    as_json: bool,
    quiet: bool,
    **choices: Any,
) -> None:
    """Score translations by BLEU, chrF, chrF++ and TER, as sacreBLEU does.

    Files need not have the same lines: documents and memories are aligned first. Without a
    reference, --source gives an estimate of adequacy, which is less than a score.

    \b
    Example:
        duizhao score mine.txt other.txt --reference ref.txt --worst 10
    """
    from corpora.files import check_outputs, note_inputs, outputs_together
    from corpora.registry import find_writer
    from glossary import read_glossary
    from quality.score import ScoreOptions, score_files
    from quality.score.write import write_score_report
    from review import is_project
    from review.terminal.progress import ProgressBar
    from review.terminal.summary import show_scores

    given = {"metrics": choices["metrics"]} if choices["metrics"] else {}
    options = ScoreOptions(
        **given,
        language=choices["lang"],
        take=choices["take"],
        fold_script=choices["fold_script"],
        intervals=not choices["no_intervals"],
        encoder=encoder,
        learned=choices["learned"],
    )
    with outputs_together():
        note_inputs(*hypotheses, *references, source, glossary)
        check_outputs(*outputs, force=force)
        for output in outputs:
            find_writer("scores", output)
        with ProgressBar(quiet=quiet) as progress:
            report = score_files(
                [shared.pairs(path) for path in hypotheses],
                references=[shared.pairs(path) for path in references],
                source=source,
                options=options,
                glossary=read_glossary(glossary) if glossary else None,
                progress=progress,
            )
        report = report.with_names(
            [path.resolve().name if is_project(path) else "" for path in hypotheses]
        )
        for output in outputs:
            write_score_report(report, output, force=force)
    show_scores(report, outputs, worst=worst, as_json=as_json, as_csv=as_csv, quiet=quiet)


@click.command()
@click.argument("bitext", metavar="BITEXT|SOURCE", type=shared.TEXT)
@click.argument("target", required=False, type=shared.TEXT)
@click.option(
    "--glossary", type=shared.PATH, help="Terms that must be, or must not be, rendered so."
)
@click.option(
    "--profile", type=shared.PATH, help="TOML that switches checks and severities and ignores."
)
@click.option("-o", "--output", "outputs", multiple=True, type=shared.PATH, help=_FINDINGS)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "minor"]),
    help="Exit with code 1 when a finding is as grave as this.",
)
@shared.reading
@shared.bank
@shared.encoder
@shared.talking
def check(
    bitext: str,
    target: str | None,
    glossary: Path | None,
    profile: Path | None,
    outputs: tuple[Path, ...],
    fail_on: Literal["error", "warning", "minor"] | None,
    encoder: str | None,
    force: bool,
    as_json: bool,
    quiet: bool,
    **choices: Any,
) -> int:
    """Find what a reviser would mark: numbers, terms, omissions, names, form.

    Takes pairs, a project, or a source and its translation, which are aligned first. A project
    keeps what is found, and the answers given to it.

    \b
    Example:
        duizhao check memory.tmx --glossary glossary.csv -o findings.html
        duizhao check speech.zh.txt speech.en.txt --fail-on error
    """
    from review.terminal.progress import ProgressBar

    with ProgressBar(quiet=quiet) as progress:
        from review.jobs.checking import check_and_write
        from review.jobs.pair_options import PairOptions
        from review.terminal.summary import show_findings

        report = check_and_write(
            bitext,
            target,
            outputs,
            pair=PairOptions(
                source_language=choices["source_lang"],
                target_language=choices["target_lang"],
                segmented=choices["segmented"],
                encoder=encoder,
            ),
            glossary=glossary,
            profile=profile,
            bank=choices["bank"],
            force=force,
            progress=progress,
        )
    show_findings(report, outputs, as_json=as_json, quiet=quiet)
    return int(fail_on is not None and report.reaches(fail_on))

"""Commands on very many documents."""

from __future__ import annotations

from pathlib import Path

import click

from review.commands import shared

_directory = click.option(
    "-d",
    "--directory",
    type=shared.PATH,
    required=True,
    help="Where the plan is, and everything that comes of it.",
)
_workers = click.option(
    "--workers",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Processes that work; 0 is one a processor.",
)
_memory = click.option(
    "--worker-memory",
    type=click.IntRange(min=200),
    default=700,
    show_default=True,
    metavar="MB",
    help="A worker that holds more than this after a document is replaced by a fresh one.",
)


@click.group()
def corpus() -> None:
    """Very many documents at once: find pairs, do the work on all of them, keep one project."""


@corpus.command()
@click.argument("where", required=False, metavar="[FOLDER|PATTERN|ADDRESS]")
@_directory
@click.option(
    "--source",
    "source_language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Which language was translated from.",
)
@click.option("--no-names", is_flag=True, help="Go by what the texts say alone.")
@click.option(
    "--sure",
    type=click.FloatRange(0, 1),
    default=0.9,
    show_default=True,
    metavar="P",
    help="Pairs that are less sure than P are listed for a person, not taken.",
)
@shared.encoder
@_workers
@_memory
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def plan(
    where: str | None,
    directory: Path,
    source_language: str,
    no_names: bool,
    sure: float,
    encoder: str | None,
    workers: int,
    worker_memory: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """Find documents and say which belong together: writes plan.tsv, to look at and change.

    Documents are looked for in a folder, under a pattern in quotes, or at an address such as
    s3://bucket/texts (with duizhao[stores]). In the plan, write yes or no into the first column,
    add a row with two files, or give a pair another name; that stays when the plan is made again,
    which reads only what is new. Without a place, it is the last one again.

    \b
    Example:
        duizhao corpus plan jobs -d out
        duizhao corpus plan "archive/*/20*/*.docx" -d out
    """
    from review.corpus.planning import PlanOptions, make_plan
    from review.terminal.corpus import show_plan
    from review.terminal.progress import ProgressBar

    options = PlanOptions(
        encoder=encoder,
        source_language=source_language,
        names=not no_names,
        workers=workers,
        memory_mb=worker_memory,
        sure=sure,
    )
    with ProgressBar(quiet=quiet) as progress:
        planned = make_plan(where, directory, options=options, progress=progress)
    show_plan(planned, as_json=as_json, quiet=quiet)

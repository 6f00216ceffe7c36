"""Commands on very many documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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


_withhold = click.option(
    "--withhold",
    type=click.Choice(["error", "warning", "minor"]),
    help="Keep pairs with a finding as grave as this out of the memory, for review.",
)


@corpus.command()
@_directory
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    help="Where the work runs: processes here, or a cluster.  [default: local]",
)
@click.option("--address", help="Of a Ray cluster that is there: HOST:PORT, or auto.")
@click.option(
    "--results",
    metavar="FOLDER|ADDRESS",
    help="Where outputs of single pairs go, s3://… too.  [default: DIR/results]",
)
@_workers
@_memory
@shared.encoder
@shared.word_links
@click.option(
    "--glossary",
    type=shared.PATH,
    help="A reviewed glossary: its approved terms guide the pairing, and are kept.",
)
@shared.memory
@click.option("--profile", type=shared.PATH, help="TOML with what to check and what to ignore.")
@_withhold
@click.option(
    "--decisions",
    multiple=True,
    type=shared.PATH,
    metavar="FILE",
    help="A reviewed glossary.xlsx or findings.csv, whose decisions are taken in; may be repeated.",
)
@shared.writing
@click.option("--retry", is_flag=True, help="Do again what failed.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 1),
    metavar="P",
    help="Exit with 1 if less than the share P of all pairs is sure, or a document failed or is "
    "no translation.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "minor"]),
    help="Exit with 1 if there is a finding as grave as this.",
)
@click.option("--show-config", is_flag=True, help="Say what counts and where it is from; no more.")
@shared.talking
def run(directory: Path, show_config: bool, as_json: bool, quiet: bool, **choices: Any) -> int:
    """Do the work on every pair of a plan: one project with a memory, a glossary, findings.

    Stopped, killed or switched off, it goes on where it was; run again, it does what is new or has
    changed. A document that fails is a row of index.html with its reason. What a house always
    wants stands in a duizhao.toml, in DIR or in a folder above it. The exit code is 1 where
    --fail-under or --fail-on says so.

    \b
    Example:
        duizhao corpus run -d out
        duizhao corpus run -d out --workers 8 --fail-under 0.9 --fail-on error
    """
    from review.corpus.config import find_config
    from review.corpus.running import run_corpus
    from review.terminal.corpus import RunLine, show_config_table, show_ran

    config = find_config(directory, choices)
    if show_config:
        show_config_table(config, as_json=as_json)
        return 0
    with RunLine(quiet=quiet) as line:
        ran = run_corpus(directory, options=config.run_options(), progress=line, watch=line.note)
    show_ran(ran, as_json=as_json, quiet=quiet)
    failures = config.failures(ran)
    if failures:
        click.echo(f"Not as wanted: {'; '.join(failures)}.", err=True)
    missed = ran.taken is not None and bool(ran.taken.missed)
    return int(bool(failures) or missed)


@corpus.command()
@_directory
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def status(directory: Path, as_json: bool) -> None:
    """How far a run is: done, failed and missing, and which documents should be looked at.

    It may be asked while a run is at work.

    \b
    Example:
        duizhao corpus status -d out
    """
    from review.corpus.status import corpus_status
    from review.terminal.corpus import show_status

    show_status(corpus_status(directory), as_json=as_json)

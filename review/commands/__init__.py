"""The command line: every command is a paragraph that calls one library function.

Stages are imported inside their commands, so that ``duizhao --help`` is instant.
"""

from __future__ import annotations

import click

from corpora.registry import listed, suffixes_read
from review.commands.corpus import corpus
from review.commands.judging import check, score
from review.commands.memories import clean, convert, find
from review.commands.pairing import align, evaluate, run
from review.commands.reviewing import review
from review.commands.terms import glossary, terms

_HELP = f"""Pair a Chinese text with its English translation, and see what the pairing shows.

Start with the sample:

    duizhao run --sample -d out

BITEXT is any file that holds pairs: {listed(suffixes_read("pairs"))}. Documents are
{listed(suffixes_read("document"))}, or - for standard input.
"""


def _show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from review.terminal.versions import versions

        click.echo(versions())
        context.exit()


@click.group(
    help=_HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version, and what is installed.",
)
def cli() -> None:
    """The command line."""


for _command in (
    align, check, clean, convert, corpus, evaluate, find, glossary, review, run, score, terms,
):  # fmt: skip
    cli.add_command(_command)

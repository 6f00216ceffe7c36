"""The command line: every command is a paragraph that calls one library function.

Stages are imported inside their commands, so that ``duizhao --help`` is instant.
"""

from __future__ import annotations

import click

from corpora import __version__
from review.commands.judging import check, score
from review.commands.memories import clean, convert, find
from review.commands.pairing import align, evaluate, run
from review.commands.terms import glossary, terms


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="duizhao")
def cli() -> None:
    """Pair a Chinese text with its English translation, and see what the pairing shows.

    Start with the sample:

        duizhao run --sample -d out

    BITEXT is any file that holds pairs: .tmx .tsv .jsonl .xlsx .xliff. Documents are .txt .docx
    .html .srt .vtt, or - for standard input.
    """


for _command in (align, check, clean, convert, evaluate, find, glossary, run, score, terms):
    cli.add_command(_command)

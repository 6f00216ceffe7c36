"""Commands on files of pairs: convert, clean, find."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpora.errors import NotPairsError, OneLanguageError
from corpora.registry import listed, suffixes_written
from corpora.registry.formats import TSV
from review import PROJECT_FILE
from review.commands import shared

if TYPE_CHECKING:
    from corpora.memory.converting import ConvertOptions

# As many hits as one reads on a screen: by eye.
MOST_SHOWN = 50


@click.command()
@click.argument("source", type=shared.PATH, metavar="IN")
@click.argument("target", type=shared.PATH, metavar="OUT")
@shared.writing
@click.option("--source-lang", help="Which language of IN is the source.")
@click.option("--target-lang", help="Which is the target, where there are several.")
@click.option(
    "--markup",
    type=click.Choice(["flatten", "placeholders", "keep"]),
    default="flatten",
    show_default=True,
    help="What becomes of inline codes.",
)
@click.option("--recover", is_flag=True, help="Read what can be read of a broken file.")
@click.option("--xliff", type=click.Choice(["1.2", "2.1"]), default="1.2", help="Which XLIFF.")
@shared.talking
def convert(
    source: Path, target: Path, force: bool, as_json: bool, quiet: bool, **choices: Any
) -> int:
    """Write the pairs of IN as OUT; the suffixes decide the formats. IN may be a project.

    A document in both languages is parted and aligned first. The exit code is 1 when a broken
    file was recovered in part.

    \b
    Example:
        duizhao convert old.tmx pairs.xlsx
    """
    from corpora.files import find_mode
    from corpora.formats import ReadOptions
    from corpora.memory.converting import ConvertOptions, convert_file
    from review.terminal.progress import ProgressBar
    from review.terminal.summary import show_converted

    if find_mode(source / PROJECT_FILE):
        return _convert_project(source, target, choices, force, as_json, quiet)
    options = ConvertOptions(
        read=ReadOptions(
            source_language=choices["source_lang"],
            target_language=choices["target_lang"],
            markup=choices["markup"],
            recover=choices["recover"],
        ),
        duplicates=choices["duplicates"],
        tool=choices["tool"],
        xliff=choices["xliff"],
        created_at=shared.stamp(choices["dated"]),
        created_by=choices["created_by"],
        **shared.least(choices),
    )
    try:
        with ProgressBar(quiet=quiet) as progress:
            converted = convert_file(source, target, options, force=force, progress=progress)
    except NotPairsError as error:
        _convert_document(source, target, error, options, force=force, as_json=as_json, quiet=quiet)
        return 0
    show_converted(converted, as_json=as_json, quiet=quiet)
    return int(not converted.is_whole)


def _convert_document(
    source: Path,
    target: Path,
    error: NotPairsError,
    options: ConvertOptions,
    *,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write the pairs of a document in both languages, or say what was wrong with it as pairs."""
    from review.jobs.aligning import WriteChoices, align_and_write
    from review.jobs.pair_options import PairOptions
    from review.terminal.progress import ProgressBar
    from review.terminal.summary import show_alignment

    how = WriteChoices(
        min_confidence=options.min_confidence,
        duplicates=options.duplicates,
        tool=options.tool,
        created_at=options.created_at,
        created_by=options.created_by,
    )
    languages = PairOptions(
        source_language=options.read.source_language, target_language=options.read.target_language
    )
    try:
        with ProgressBar(quiet=quiet) as progress:
            alignment, written = align_and_write(
                source,
                None,
                (str(target),),
                options=languages,
                how=how,
                standard_output=sys.stdout.buffer,
                force=force,
                progress=progress,
            )
    except OneLanguageError:
        raise error from None
    to_stderr = str(target) == "-"
    show_alignment(alignment, written, as_json=as_json, quiet=quiet, to_stderr=to_stderr)


def _convert_project(
    folder: Path, target: Path, choices: dict[str, Any], force: bool, as_json: bool, quiet: bool
) -> int:
    """A project's pairs as they stand, as ``run`` writes them."""
    from review.project import open_project
    from review.project.exporting import ExportChoices, write_pairs
    from review.terminal.summary import show_alignment

    how = ExportChoices(
        duplicates=choices["duplicates"],
        tool=choices["tool"],
        created_at=shared.stamp(choices["dated"]),
        created_by=choices["created_by"],
        xliff=choices["xliff"],
        **shared.least(choices),
    )
    with open_project(folder) as project:
        written = write_pairs(project, target, choices=how, force=force)
        first = project.alignment(project.document_names()[0])
    show_alignment(first, [written], as_json=as_json, quiet=quiet, to_stderr=False)
    return 0


def _checks() -> Sequence[str]:
    from corpora.memory.cleaning import CHECKS

    return [*CHECKS]


@click.command()
@click.argument("bitexts", nargs=-1, required=True, type=shared.PATH, metavar="BITEXT...")
@click.option(
    "-o", "--output", type=shared.PATH, help="The clean memory; left out, nothing is written."
)
@click.option("--removed", type=shared.PATH, help=f"A {TSV} of all that went, with the reason.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option(
    "--skip",
    multiple=True,
    type=shared.Names(_checks),
    help="A check not to make; several are allowed.",
)
@click.option(
    "--duplicates",
    type=click.Choice(["keep", "best", "latest", "first"]),
    default="keep",
    show_default=True,
    help="Which target of a source that occurs again stays; first is by order of the files.",
)
@click.option("--since", help="Units touched at or after YYYYMMDD.")
@click.option("--before", help="Units touched before YYYYMMDD.")
@click.option("--document", "documents", multiple=True, help="Units of these documents; * and ?.")
@click.option("--speaker", "speakers", multiple=True, help="Units in which one of these speaks.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), help="Units at least this sure.")
@shared.talking
def clean(
    bitexts: tuple[Path, ...],
    output: Path | None,
    removed: Path | None,
    dry_run: bool,
    skip: tuple[str, ...],
    force: bool,
    as_json: bool,
    quiet: bool,
    **choices: Any,
) -> None:
    """Take out of a memory what does not belong there, and merge several into one.

    Duplicates, copies of the source, sources pasted beside their translation, wrong languages
    and scripts, lengths that cannot be, broken characters.

    \b
    Example:
        duizhao clean old.tmx new.tmx -o clean.tmx --duplicates latest
        duizhao clean memory.tmx --dry-run
    """
    from corpora.memory.cleaning import CHECKS, CleanOptions, clean_bitexts
    from review.terminal.progress import ProgressBar
    from review.terminal.summary import show_cleaned

    if not dry_run and output is None:
        raise click.UsageError("name the clean memory with -o, or say --dry-run")
    options = CleanOptions(
        checks=tuple(name for name in CHECKS if name not in skip), **shared.without_none(choices)
    )
    with ProgressBar(quiet=quiet) as progress:
        cleaned = clean_bitexts(
            [shared.pairs(path) for path in bitexts],
            None if dry_run else output,
            options,
            removed=None if dry_run else removed,
            force=force,
            progress=progress,
        )
    show_cleaned(cleaned, as_json=as_json, quiet=quiet)


@click.command()
@click.argument("query")
@click.argument("bitexts", nargs=-1, required=True, type=shared.PATH, metavar="BITEXT...")
@click.option(
    "--side",
    type=click.Choice(["both", "source", "target"]),
    default="both",
    show_default=True,
    help="Where the phrase must stand.",
)
@click.option("--fuzzy", is_flag=True, help="Also what is only like it, the likest first.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"Most hits.  [default: {MOST_SHOWN}; all of them with -o]",
)
@click.option("--context", type=click.IntRange(min=0), default=0, help="Units before and after.")
@click.option(
    "-o",
    "--output",
    type=shared.TEXT,
    help=f"A file for the units found: {listed(suffixes_written('pairs'))}; - is a table on "
    "standard output.",
)
@shared.talking
def find(
    query: str,
    bitexts: tuple[Path, ...],
    output: str | None,
    force: bool,
    as_json: bool,
    quiet: bool,
    **choices: Any,
) -> int:
    """Every unit with a phrase on either side: a concordance.

    Simplified finds Traditional, English words are found in all their forms. The first search
    makes an index beside the file. As with grep, the exit code is 0 when something was found, 1
    when nothing was, and 2 when a file cannot be used.

    \b
    Example:
        duizhao find 专精特新 memory.tmx --context 1
        duizhao find 制造 old.tmx new.tmx -o found.xlsx
    """
    from corpora.memory.concordance import MOST, FindOptions
    from review.jobs.finding import find_and_write
    from review.terminal.progress import ProgressBar
    from review.terminal.summary import show_found

    limit = choices.pop("limit") or (MOST if output else MOST_SHOWN)
    with ProgressBar(quiet=quiet) as progress:
        found = find_and_write(
            query,
            bitexts,
            output,
            options=FindOptions(limit=limit, **choices),
            standard_output=sys.stdout.buffer,
            force=force,
            progress=progress,
        )
    show_found(found, output, as_json=as_json, quiet=quiet)
    return int(not found.total)

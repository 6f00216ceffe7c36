"""Commands on terms and glossaries."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from corpora.registry import listed, suffixes_written
from review.commands import shared


@click.command()
@click.argument("bitexts", nargs=-1, required=True, type=shared.TEXT, metavar="BITEXT...")
@click.option(
    "-o",
    "--output",
    type=shared.PATH,
    help=f"{listed(suffixes_written('glossary'))}; of a project, its own glossary.xlsx otherwise.",
)
@click.option(
    "--view",
    type=click.Choice(["glossary", "consistency"]),
    default="glossary",
    show_default=True,
    help="What to approve, or what was rendered in several ways.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help="Most rows; 0 is all.  [default: about one a pair, at most 300 a document]",
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    metavar="P",
    help="Leave out what is less likely to be right; of the consistency view, to vary (.4 there).",
)
@click.option("--glossary", type=shared.PATH, help="A reviewed glossary: its decisions are kept.")
@shared.memory
@click.option(
    "--background",
    type=shared.PATH,
    multiple=True,
    help="Chinese text in which terms are not special.",
)
@click.option(
    "--jieba-dictionary", type=shared.PATH, help="Words that must stay whole, as jieba has it."
)
@shared.glossary_tool
@click.option("--tbx", type=click.Choice(["2", "3"]), default="2", help="Which TBX.")
@shared.bank
@shared.word_links
@shared.encoder
@shared.talking
def terms(
    bitexts: tuple[str, ...],
    output: Path | None,
    view: Literal["glossary", "consistency"],
    limit: int | None,
    min_confidence: float,
    glossary: Path | None,
    memory: tuple[Path, ...],
    background: tuple[Path, ...],
    jieba_dictionary: Path | None,
    tool: str | None,
    tbx: str,
    bank: str | None,
    word_links: str | None,
    encoder: str | None,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Find the terms of BITEXT and every way they were rendered. BITEXT may be a project.

    \b
    Example:
        duizhao terms memory.tmx -o glossary.xlsx
        duizhao terms memory.tmx --glossary reviewed.xlsx -o glossary.xlsx --force
    """
    from review.terminal.progress import ProgressBar

    with ProgressBar(quiet=quiet) as progress:
        from glossary import TermOptions
        from review.jobs.extracting import extract_and_write
        from review.terminal.summary import show_glossary

        options = TermOptions(
            view=view,
            limit=limit,
            min_confidence=min_confidence,
            user_dictionary=jieba_dictionary,
            bank=bank,
            word_links=word_links,
        )
        found = extract_and_write(
            bitexts if len(bitexts) == 1 else [shared.pairs(Path(path)) for path in bitexts],
            output,
            options=options,
            encoder=encoder,
            known=glossary,
            memory=memory,
            background=background,
            tool=tool,
            tbx=int(tbx),
            force=force,
            progress=progress,
        )
    show_glossary(found, output or Path(bitexts[0]) / "glossary.xlsx", as_json=as_json, quiet=quiet)


@click.group()
def glossary() -> None:
    """Work on glossaries: merge several, or see what changed between two."""


@glossary.command()
@click.argument("glossaries", nargs=-1, required=True, type=shared.PATH, metavar="GLOSSARY...")
@click.option(
    "-o", "--output", type=shared.PATH, required=True, help=listed(suffixes_written("glossary"))
)
@shared.glossary_tool
@click.option("--tbx", type=click.Choice(["2", "3"]), default="2", help="Which TBX.")
@shared.talking
def merge(
    glossaries: tuple[Path, ...],
    output: Path,
    tool: str | None,
    tbx: str,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """One glossary from several; conflicts are listed, nothing is lost.

    With a single GLOSSARY this converts it.

    \b
    Example:
        duizhao glossary merge mine.xlsx yours.csv -o ours.xlsx
    """
    from corpora.files import check_outputs, note_inputs, outputs_together
    from glossary import merge_glossaries, read_glossary, write_glossary
    from review.terminal.summary import show_glossary

    with outputs_together():
        note_inputs(*glossaries)
        check_outputs(output, force=force)
        merged = merge_glossaries([read_glossary(path) for path in glossaries])
        write_glossary(merged, output, tool=tool, tbx=int(tbx), force=force)
    show_glossary(merged, output, as_json=as_json, quiet=quiet)


@glossary.command()
@click.argument("before", type=shared.PATH)
@click.argument("after", type=shared.PATH)
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors and --json.")
def diff(before: Path, after: Path, as_json: bool, quiet: bool) -> None:
    """What changed from one version of a glossary to another.

    \b
    Example:
        duizhao glossary diff glossary.csv reviewed.csv
    """
    from glossary import diff_glossaries, read_glossary
    from review.terminal.summary import show_diff

    show_diff(
        diff_glossaries(read_glossary(before), read_glossary(after)), as_json=as_json, quiet=quiet
    )

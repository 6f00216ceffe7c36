"""Commands that pair texts, and that judge a pairing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Literal

import click

from corpora.registry import listed, suffixes_written
from corpora.registry.formats import MOSES
from review.commands import shared

_LABELS = (
    "Also write first sentences with their speaker's label, as a CAT tool sees them.  "
    "[default: with --for]"
)
_MOSES_HELP = "Also plain parallel text for training machine translation: PREFIX.zh and PREFIX.en."


_level = click.option(
    "--level",
    type=click.Choice(["segment", "paragraph", "turn", "all"]),
    default="segment",
    show_default=True,
    help="What a unit of the file is.",
)
_labels = click.option("--labels/--no-labels", default=None, help=_LABELS)


@click.command()
@click.argument("source", required=False, type=shared.TEXT)
@click.argument("target", required=False, type=shared.TEXT)
@click.option(
    "-d",
    "--directory",
    type=shared.PATH,
    help="The project's folder.  [default: one named after SOURCE]",
)
@click.option("--sample", is_flag=True, help="Run on the sample that duizhao ships.")
@click.option(
    "--withhold",
    type=click.Choice(["error", "warning", "minor"]),
    help="Keep pairs with a finding as grave as this out of the memory, for review.",
)
@click.option(
    "--decisions",
    multiple=True,
    type=shared.PATH,
    metavar="FILE",
    help="A reviewed sheet of pairs, terms or findings, or a project's decisions.json, whose "
    "decisions are taken in; several are allowed.",
)
@click.option(
    "--reviewer",
    type=shared.NAME,
    metavar="NAME",
    help="Who decided.  [default: the user's name]",
)
@shared.fail_under
@_level
@_labels
@shared.word_links
@shared.writing
@shared.reading
@shared.aligning
@shared.talking
def run(
    source: str | None,
    target: str | None,
    directory: Path | None,
    sample: bool,
    withhold: Literal["error", "warning", "minor"] | None,
    decisions: tuple[Path, ...],
    reviewer: str | None,
    fail_under: float | None,
    force: bool,
    as_json: bool,
    quiet: bool,
    **choices: Any,
) -> int:
    """Everything at once: a project with a memory, a glossary, findings and a report.

    SOURCE is the original, TARGET its translation; either may be the Chinese one. A document in
    both languages is given alone. The folder gets project.db, and from it memory.tmx,
    pairs.xlsx, glossary.xlsx, findings.xlsx and report.html; run again, it is brought up to date,
    and what people decided stays. Write into the three sheets and give them back with
    --decisions; the exit code is 1 when a row in them has no place any more. With --for, what
    the tool needs is there too.

    \b
    Example:
        duizhao run speech.zh.docx speech.en.docx -d out
        duizhao run speech.zh.docx speech.en.docx -d out --decisions out/pairs.xlsx
        duizhao run speech.zh.docx speech.en.docx -d out --for omegat
    """
    from corpora.samples import sample_paths
    from review.terminal.progress import ProgressBar

    if sample == bool(source):
        raise click.UsageError("give SOURCE and TARGET, or --sample and neither of them")
    if sample:
        source, target = str(sample_paths().source), str(sample_paths().target)
    with ProgressBar(quiet=quiet) as progress:
        # Loading them takes longer than anybody waits without a word.
        from review.jobs.making import make_all
        from review.project.exporting import ExportChoices
        from review.terminal.summary import is_too_little, show_made

        made = make_all(
            str(source),
            target,
            directory,
            options=shared.pair_options(choices),
            choices=ExportChoices(
                level=choices["level"],
                labels=shared.with_labels(choices),
                duplicates=choices["duplicates"],
                tool=choices["tool"],
                withhold=withhold,
                created_at=shared.stamp(choices["dated"]),
                created_by=choices["created_by"],
                **shared.least(choices),
            ),
            decisions=decisions,
            reviewer=reviewer,
            word_links=choices["word_links"],
            force=force,
            progress=progress,
        )
    show_made(made, as_json=as_json, quiet=quiet)
    is_missed = made.taken is not None and bool(made.taken.missed)
    return int(is_too_little(made.alignment, fail_under) or is_missed)


@click.command()
@click.argument("source", type=shared.TEXT)
@click.argument("target", required=False, type=shared.TEXT)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=shared.TEXT,
    metavar="FILE",
    help=f"The suffix decides: {listed(suffixes_written('pairs'))}; several are allowed; - is a "
    "table on standard output.  [default: -, without --json]",
)
@shared.fail_under
@shared.writing
@_level
@_labels
@click.option("--moses", type=shared.TEXT, metavar="PREFIX", help=_MOSES_HELP)
@shared.reading
@shared.aligning
@shared.talking
def align(
    source: str,
    target: str | None,
    outputs: tuple[str, ...],
    fail_under: float | None,
    force: bool,
    as_json: bool,
    quiet: bool,
    **choices: Any,
) -> int:
    """Pair the sentences of SOURCE with those of its translation TARGET.

    A document in both languages is given alone: it is parted first.

    \b
    Example:
        duizhao align speech.zh.txt speech.en.txt -o memory.tmx -o pairs.tsv
        duizhao align contract.docx -o pairs.xlsx
    """
    from review.terminal.progress import ProgressBar

    if choices["moses"]:
        outputs = (*outputs, f"{choices['moses']}{MOSES}")
    elif not outputs and not as_json:
        outputs = ("-",)
    with ProgressBar(quiet=quiet) as progress:
        from review.jobs.aligning import WriteChoices, align_and_write
        from review.terminal.summary import is_too_little, show_alignment

        alignment, written = align_and_write(
            source,
            target,
            outputs,
            options=shared.pair_options(choices),
            how=WriteChoices(
                level=choices["level"],
                **shared.least(choices),
                duplicates=choices["duplicates"],
                tool=choices["tool"],
                labels=shared.with_labels(choices),
                created_at=shared.stamp(choices["dated"]),
                created_by=choices["created_by"],
            ),
            standard_output=sys.stdout.buffer,
            force=force,
            progress=progress,
        )
    show_alignment(alignment, written, as_json=as_json, quiet=quiet, to_stderr="-" in outputs)
    return int(is_too_little(alignment, fail_under))


@click.command()
@click.argument("bitexts", nargs=-1, required=True, type=shared.PATH, metavar="BITEXT...")
@click.option("--gold", "golds", multiple=True, required=True, type=shared.PATH, help="One each.")
@click.option(
    "--against", multiple=True, type=shared.PATH, help="Another system's pairs, to compare."
)
@click.option(
    "--source-segments", multiple=True, type=shared.PATH, help="For a gold of index lists."
)
@click.option(
    "--target-segments", multiple=True, type=shared.PATH, help="For a gold of index lists."
)
@click.option("--groups/--no-groups", default=None, help="The gold holds groups of paragraphs.")
@click.option("--picture", type=shared.PATH, help="Draw the calibration as SVG.")
@shared.talking
def evaluate(
    bitexts: tuple[Path, ...],
    golds: tuple[Path, ...],
    against: tuple[Path, ...],
    source_segments: tuple[Path, ...],
    target_segments: tuple[Path, ...],
    groups: bool | None,
    picture: Path | None,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Judge a pairing against a hand-made one: precision, recall and F1 of its beads.

    GOLD is a table of texts, index lists ([0]:[0, 1] a line), or a memory.

    \b
    Example:
        duizhao evaluate pairs.jsonl --gold gold.tsv
        duizhao evaluate ours.jsonl --against theirs.jsonl --gold gold.txt
    """
    from align.judging.report import EvaluateOptions, evaluate_files
    from corpora.files import check_outputs, note_inputs, outputs_together
    from review.terminal.summary import show_evaluation

    options = EvaluateOptions(
        source_segments=source_segments, target_segments=target_segments, is_grouped=groups
    )
    with outputs_together():
        note_inputs(*bitexts, *golds, *against, *source_segments, *target_segments)
        check_outputs(picture, force=force)
        pairs = [shared.pairs(path) for path in bitexts]
        evaluation = evaluate_files(pairs, golds, against=against, options=options)
        show_evaluation(evaluation, picture, force=force, as_json=as_json, quiet=quiet)

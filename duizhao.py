"""The front door: every command is a paragraph that calls one library function.

Stages are imported inside their commands, so that ``duizhao --help`` is instant.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from corpora import __version__
from corpora.errors import InputError

if TYPE_CHECKING:
    pass

if TYPE_CHECKING:
    from review.aligning import PairOptions

Command = TypeVar("Command", bound=Callable[..., Any])

_LANGUAGES = click.Choice(["zh-Hans", "zh-Hant", "en"])
_PATH = click.Path(path_type=Path)
_SCORES = "A file for the scores: .json .csv .xlsx .html .tex; several are allowed."
_LABELS = "Also write first sentences with their speaker's label, as a CAT tool sees them."
_MOSES = "Also plain parallel text for training machine translation: PREFIX.zh and PREFIX.en."
_FINDINGS = "A file for the findings: .html .xlsx .csv .json .sarif; several are allowed."
_MARKER = "A package of duizhao"
_BAD_INPUT, _INTERRUPTED = 2, 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exit codes are 0, 1 (findings), 2 (bad input), 130 (Ctrl-C)."""
    _speak_utf8()
    _take_one_thread()
    # Tables of hundreds of thousands of words make no cycles; looking for some takes a second.
    gc.set_threshold(50_000, 20, 50)
    try:
        _check_neighbours()
        code = cli.main(
            args=None if arguments is None else list(arguments),
            prog_name="duizhao",
            standalone_mode=False,
        )
        sys.stdout.flush()
    except InputError as error:
        code = _complain(str(error))
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped; nothing was left half-written.", err=True)
        code = _INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough; that is no fault.
        _abandon_output()
        code = 0
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _abandon_output()
        code = _complain("No space is left on the disk; free some and try again.")
    sys.exit(code if isinstance(code, int) else 0)


def _abandon_output() -> None:
    """Keep Python from flushing at exit what cannot be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _take_one_thread() -> None:
    """Let matrix products use one thread each: faster at our sizes, the same to the last bit."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _complain(sentence: str) -> int:
    click.echo(f"duizhao: {sentence}", err=True)
    return _BAD_INPUT


def _check_neighbours() -> None:
    """Notice when another project's package of the same name was installed over one of ours."""
    home = Path(__file__).resolve().parent
    for name in ("corpora", "align", "glossary", "quality", "review"):
        start = home / name / "__init__.py"
        if not start.is_file() or _MARKER not in start.read_text(encoding="utf-8"):
            raise InputError(
                f"the package {name!r} beside duizhao belongs to another project",
                hint="install duizhao in an environment of its own: pipx install duizhao",
            )


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="duizhao")
def cli() -> None:
    """Pair a Chinese text with its English translation, and see what the pairing shows.

    Start with the sample:

        duizhao run --sample -d out

    BITEXT is any file that holds pairs: .tmx .tsv .jsonl .xlsx .xliff. Documents are .txt .docx
    .html .srt .vtt, or - for standard input.
    """


def _options(*options: Callable[[Any], Any]) -> Callable[[Command], Command]:
    """Several click options as one decorator, so that commands share them word for word."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


_encoder = click.option(
    "--encoder",
    type=click.Choice(["use", "labse", "none"]),
    help="What compares meanings; 'none' goes by dictionary, numbers and lengths.  [default: use]",
)
_reading = _options(
    click.option("--source-lang", type=_LANGUAGES, help="Language of SOURCE; detected otherwise."),
    click.option("--target-lang", type=_LANGUAGES, help="Language of TARGET; detected otherwise."),
    click.option("--segmented", is_flag=True, help="Take one segment a line, as it stands."),
)
_aligning = _options(
    _encoder,
    click.option(
        "--anchors",
        type=click.Path(path_type=Path),
        help="BITEXT of pairs a person has confirmed: kept exactly, and they guide the rest.",
    ),
    click.option(
        "--glossary",
        type=click.Path(path_type=Path),
        help="A reviewed glossary: its approved terms guide the pairing.",
    ),
    click.option(
        "--max-bead",
        type=click.IntRange(1, 40),
        default=40,
        show_default=True,
        metavar="N",
        help="Most segments of a pair on one side.",
    ),
    click.option("--no-crossings", is_flag=True, help="Keep both sides in order, come what may."),
    click.option("--fast", is_flag=True, help="Twice as fast and a little less exact, for bulk."),
    click.option(
        "--anyway", is_flag=True, help="Align even what does not look like a translation."
    ),
)
_writing = _options(
    click.option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        metavar="P",
        help="Pairs below P are kept, marked and listed; beside a memory, in a file of their own.",
    ),
    click.option(
        "--duplicates",
        type=click.Choice(["keep", "best", "latest"]),
        default="keep",
        show_default=True,
        help="Which targets of a source that occurs again a memory keeps.",
    ),
    click.option("--for", "tool", default="any", help="The CAT tool the file is for."),
    click.option("--dated", is_flag=True, help="Put today's date on the units."),
    click.option("--by", "created_by", metavar="NAME", help="Who the units are by."),
)
_talking = _options(
    click.option("--force", is_flag=True, help="Overwrite files that exist."),
    click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON."),
    click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors."),
)


def _pair_options(choices: dict[str, Any]) -> PairOptions:
    """The shared options of ``run`` and ``align``, as the library wants them."""
    from align import AlignOptions
    from review.aligning import PairOptions

    return PairOptions(
        source_language=choices["source_lang"],
        target_language=choices["target_lang"],
        segmented=choices["segmented"],
        encoder=choices["encoder"],
        anchors=choices["anchors"],
        glossary=choices["glossary"],
        anyway=choices["anyway"],
        align=AlignOptions(
            max_bead=choices["max_bead"],
            crossings=not choices["no_crossings"],
            fast=choices["fast"],
        ),
    )


def _least(choices: dict[str, Any]) -> dict[str, Any]:
    """``--min-confidence`` where it was said; the library knows the default."""
    given = choices["min_confidence"]
    return {} if given is None else {"min_confidence": given}


def _stamp(dated: bool) -> str | None:
    """The moment for a memory's dates, UTC; none unless asked, so that bytes do not change."""
    if not dated:
        return None
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(int(epoch) if epoch.isdigit() else None))


@cli.command()
@click.argument("source", required=False)
@click.argument("target", required=False)
@click.option("-d", "--directory", required=True, type=_PATH, help="The folder to write to.")
@click.option("--sample", is_flag=True, help="Run on the sample that duizhao ships.")
@click.option("--dated", is_flag=True, help="Put today's date on the memory's units.")
@_reading
@_aligning
@_talking
def run(
    source: str | None,
    target: str | None,
    directory: Path,
    sample: bool,
    dated: bool,
    force: bool,
    as_json: bool,
    quiet: bool,
    **choices: Any,
) -> None:
    """Everything at once: a memory, a glossary and a report from two documents.

    SOURCE is the original, TARGET its translation; either may be the Chinese one. The folder
    gets memory.tmx, glossary.csv and report.html.

    \b
    Example:
        duizhao run speech.zh.docx speech.en.docx -d out
    """
    from corpora.samples import sample_paths
    from review.making import make_all
    from review.progress import ProgressBar
    from review.summary import show_made

    if sample == bool(source or target) or bool(source) != bool(target):
        raise click.UsageError("give SOURCE and TARGET, or --sample and neither of them")
    if sample:
        source, target = str(sample_paths().source), str(sample_paths().target)
    with ProgressBar(quiet=quiet) as progress:
        made = make_all(
            str(source),
            str(target),
            directory,
            options=_pair_options(choices),
            created_at=_stamp(dated),
            force=force,
            progress=progress,
        )
    show_made(made, as_json=as_json, quiet=quiet)


@cli.command()
@click.argument("source")
@click.argument("target")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    default=("-",),
    metavar="FILE",
    help="The suffix decides: .tmx .tsv .jsonl .xlsx .xliff …; several are allowed; - is TSV on "
    "standard output.  [default: -]",
)
@_writing
@click.option(
    "--level",
    type=click.Choice(["segment", "paragraph", "turn", "all"]),
    default="segment",
    show_default=True,
    help="What a unit of the file is.",
)
@click.option("--labels", is_flag=True, help=_LABELS)
@click.option("--moses", metavar="PREFIX", help=_MOSES)
@_reading
@_aligning
@_talking
def align(
    source: str,
    target: str,
    outputs: tuple[str, ...],
    force: bool,
    as_json: bool,
    quiet: bool,
    **choices: Any,
) -> None:
    """Pair the sentences of SOURCE with those of its translation TARGET.

    \b
    Example:
        duizhao align speech.zh.txt speech.en.txt -o memory.tmx -o pairs.tsv
    """
    from review.aligning import WriteChoices, align_and_write
    from review.progress import ProgressBar
    from review.summary import show_alignment

    if choices["moses"]:
        outputs = (*(out for out in outputs if out != "-"), f"{choices['moses']}.moses")
    with ProgressBar(quiet=quiet) as progress:
        alignment, written = align_and_write(
            source,
            target,
            outputs,
            options=_pair_options(choices),
            how=WriteChoices(
                level=choices["level"],
                **_least(choices),
                duplicates=choices["duplicates"],
                tool=choices["tool"],
                labels=choices["labels"],
                created_at=_stamp(choices["dated"]),
                created_by=choices["created_by"],
            ),
            standard_output=sys.stdout.buffer,
            force=force,
            progress=progress,
        )
    show_alignment(alignment, written, as_json=as_json, quiet=quiet, to_stderr="-" in outputs)


@cli.command()
@click.argument("bitexts", nargs=-1, required=True, metavar="BITEXT...")
@click.option("-o", "--output", type=_PATH, required=True, help=".csv .xlsx .json .tbx .utf8 .html")
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
    help="Leave out what is less likely to be right.",
)
@click.option("--glossary", type=_PATH, help="A reviewed glossary: its decisions are kept.")
@click.option(
    "--background", type=_PATH, multiple=True, help="Chinese text in which terms are not special."
)
@click.option("--jieba-dictionary", type=_PATH, help="Words that must stay whole, as jieba has it.")
@click.option("--for", "tool", help="A CSV as memoq, multiterm, trados, deepl or excel takes it.")
@click.option("--tbx", type=click.Choice(["2", "3"]), default="2", help="Which TBX.")
@_encoder
@_talking
def terms(
    bitexts: tuple[str, ...],
    output: Path,
    view: Literal["glossary", "consistency"],
    limit: int | None,
    min_confidence: float,
    glossary: Path | None,
    background: tuple[Path, ...],
    jieba_dictionary: Path | None,
    tool: str | None,
    tbx: str,
    encoder: str | None,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Find the terms of BITEXT and every way they were rendered.

    \b
    Example:
        duizhao terms memory.tmx -o glossary.xlsx
        duizhao terms memory.tmx --glossary reviewed.xlsx -o glossary.xlsx --force
    """
    from glossary import TermOptions
    from review.extracting import extract_and_write
    from review.progress import ProgressBar
    from review.summary import show_glossary

    options = TermOptions(
        view=view, limit=limit, min_confidence=min_confidence, user_dictionary=jieba_dictionary
    )
    with ProgressBar(quiet=quiet) as progress:
        found = extract_and_write(
            bitexts,
            output,
            options=options,
            encoder=encoder,
            known=glossary,
            background=background,
            tool=tool,
            tbx=int(tbx),
            force=force,
            progress=progress,
        )
    show_glossary(found, output, as_json=as_json, quiet=quiet)


@cli.command()
@click.argument("hypotheses", nargs=-1, required=True, type=_PATH, metavar="HYPOTHESIS...")
@click.option("--reference", "references", multiple=True, type=_PATH, help="A good translation.")
@click.option("--source", type=_PATH, help="What was translated.")
@click.option("--glossary", type=_PATH, help="Adds the share of its terms rendered as approved.")
@click.option("-o", "--output", "outputs", multiple=True, type=_PATH, help=_SCORES)
@click.option(
    "-m",
    "--metric",
    "metrics",
    multiple=True,
    type=click.Choice(["BLEU", "chrF", "chrF++", "TER"], case_sensitive=False),
    help="Several are allowed; TER is slow.  [default: all]",
)
@click.option("--learned", multiple=True, help="comet or comet-qe, with duizhao[comet].")
@click.option("--lang", type=_LANGUAGES, help="Language of the translation; detected otherwise.")
@click.option(
    "--take",
    type=click.Choice(["auto", "lines", "documents"]),
    default="auto",
    show_default=True,
    help="Files as lines that face each other, or as documents to be cut anew.",
)
@click.option("--worst", type=click.IntRange(min=0), default=0, help="Show the N worst segments.")
@click.option("--no-intervals", is_flag=True, help="No confidence intervals and tests: faster.")
@_encoder
@_talking
def score(
    hypotheses: tuple[Path, ...],
    references: tuple[Path, ...],
    source: Path | None,
    glossary: Path | None,
    outputs: tuple[Path, ...],
    worst: int,
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
    from glossary import read_glossary
    from quality.score import ScoreOptions, score_files
    from quality.score.write import write_score_report
    from review.progress import ProgressBar
    from review.summary import show_scores

    given = {"metrics": choices["metrics"]} if choices["metrics"] else {}
    options = ScoreOptions(
        **given,
        language=choices["lang"],
        take=choices["take"],
        intervals=not choices["no_intervals"],
        encoder=encoder or "use",
        learned=choices["learned"],
    )
    with ProgressBar(quiet=quiet) as progress:
        report = score_files(
            hypotheses,
            references=references,
            source=source,
            options=options,
            glossary=read_glossary(glossary) if glossary else None,
            progress=progress,
        )
    for output in outputs:
        write_score_report(report, output, force=force)
    show_scores(report, outputs, worst=worst, as_json=as_json, quiet=quiet)


@cli.command()
@click.argument("bitext", metavar="BITEXT|SOURCE")
@click.argument("target", required=False)
@click.option("--glossary", type=_PATH, help="Terms that must be, or must not be, rendered so.")
@click.option("--profile", type=_PATH, help="TOML that switches checks and severities and ignores.")
@click.option("-o", "--output", "outputs", multiple=True, type=_PATH, help=_FINDINGS)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "minor"]),
    help="Exit with code 1 when a finding is as grave as this.",
)
@_reading
@_encoder
@_talking
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

    Takes pairs, or a source and its translation, which are aligned first.

    \b
    Example:
        duizhao check memory.tmx --glossary glossary.csv -o findings.html
        duizhao check speech.zh.txt speech.en.txt --fail-on error
    """
    from review.aligning import PairOptions
    from review.checking import check_and_write
    from review.progress import ProgressBar
    from review.summary import show_findings

    with ProgressBar(quiet=quiet) as progress:
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
            force=force,
            progress=progress,
        )
    show_findings(report, outputs, as_json=as_json, quiet=quiet)
    return int(fail_on is not None and report.reaches(fail_on))


@cli.command()
@click.argument("source", type=_PATH, metavar="IN")
@click.argument("target", type=_PATH, metavar="OUT")
@_writing
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
@_talking
def convert(
    source: Path, target: Path, force: bool, as_json: bool, quiet: bool, **choices: Any
) -> int:
    """Write the pairs of IN as OUT; the suffixes decide the formats.

    The exit code is 1 when a broken file was recovered in part.

    \b
    Example:
        duizhao convert old.tmx pairs.xlsx
    """
    from corpora.formats import ReadOptions
    from corpora.memory.converting import ConvertOptions, convert_file
    from review.progress import ProgressBar
    from review.summary import show_converted

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
        created_at=_stamp(choices["dated"]),
        created_by=choices["created_by"],
        **_least(choices),
    )
    with ProgressBar(quiet=quiet) as progress:
        converted = convert_file(source, target, options, force=force, progress=progress)
    show_converted(converted, as_json=as_json, quiet=quiet)
    return int(not converted.is_whole)


@cli.command()
@click.argument("bitexts", nargs=-1, required=True, type=_PATH, metavar="BITEXT...")
@click.option("--gold", "golds", multiple=True, required=True, type=_PATH, help="One each.")
@click.option("--against", multiple=True, type=_PATH, help="Another system's pairs, to compare.")
@click.option("--source-segments", multiple=True, type=_PATH, help="For a gold of index lists.")
@click.option("--target-segments", multiple=True, type=_PATH, help="For a gold of index lists.")
@click.option("--groups/--no-groups", default=None, help="The gold holds groups of paragraphs.")
@click.option("--picture", type=_PATH, help="Draw the calibration as SVG.")
@_talking
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
    from align.evaluation_report import EvaluateOptions, evaluate_files
    from review.summary import show_evaluation

    options = EvaluateOptions(
        source_segments=source_segments, target_segments=target_segments, is_grouped=groups
    )
    evaluation = evaluate_files(bitexts, golds, against=against, options=options)
    show_evaluation(evaluation, picture, force=force, as_json=as_json, quiet=quiet)


@cli.command()
@click.argument("bitexts", nargs=-1, required=True, type=_PATH, metavar="BITEXT...")
@click.option("-o", "--output", type=_PATH, help="The clean memory; left out, nothing is written.")
@click.option("--removed", type=_PATH, help="A .tsv of all that went, with the reason.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--skip", multiple=True, help="A check not to make; several are allowed.")
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
@_talking
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

    Duplicates, copies of the source, wrong languages and scripts, lengths that cannot be,
    broken characters.

    \b
    Example:
        duizhao clean old.tmx new.tmx -o clean.tmx --duplicates latest
        duizhao clean memory.tmx --dry-run
    """
    from corpora.memory.cleaning import CHECKS, CleanOptions, clean_bitexts
    from review.progress import ProgressBar
    from review.summary import show_cleaned

    if not dry_run and output is None:
        raise click.UsageError("name the clean memory with -o, or say --dry-run")
    unknown = set(skip) - set(CHECKS)
    if unknown:
        raise click.UsageError(
            f"no check {', '.join(sorted(unknown))}; there are {', '.join(CHECKS)}"
        )
    options = CleanOptions(
        checks=tuple(name for name in CHECKS if name not in skip), **_without_none(choices)
    )
    with ProgressBar(quiet=quiet) as progress:
        cleaned = clean_bitexts(
            bitexts,
            None if dry_run else output,
            options,
            removed=None if dry_run else removed,
            force=force,
            progress=progress,
        )
    show_cleaned(cleaned, as_json=as_json, quiet=quiet)


def _without_none(choices: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in choices.items() if value is not None}


@cli.command()
@click.argument("query")
@click.argument("bitexts", nargs=-1, required=True, type=_PATH, metavar="BITEXT...")
@click.option(
    "--side",
    type=click.Choice(["both", "source", "target"]),
    default="both",
    show_default=True,
    help="Where the phrase must stand.",
)
@click.option("--fuzzy", is_flag=True, help="Also what is only like it, the likest first.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Most hits shown."
)
@click.option("--context", type=click.IntRange(min=0), default=0, help="Units before and after.")
@click.option("--json", "as_json", is_flag=True, help="Print the hits as JSON.")
def find(
    query: str,
    bitexts: tuple[Path, ...],
    side: str,
    fuzzy: bool,
    limit: int,
    context: int,
    as_json: bool,
) -> None:
    """Every unit with a phrase on either side: a concordance.

    Simplified finds Traditional, English words are found in all their forms. The first search
    makes an index beside the file.

    \b
    Example:
        duizhao find 专精特新 memory.tmx --context 1
    """
    from corpora.memory.concordance import FindOptions, find_in_bitexts
    from review.progress import ProgressBar
    from review.summary import show_found

    options = FindOptions(side=side, fuzzy=fuzzy, limit=limit, context=context)
    with ProgressBar() as progress:
        found = find_in_bitexts(query, bitexts, options, progress=progress)
    show_found(found, as_json=as_json)


@cli.group()
def glossary() -> None:
    """Work on glossaries: merge several, or see what changed between two."""


@glossary.command()
@click.argument("glossaries", nargs=-1, required=True, type=_PATH, metavar="GLOSSARY...")
@click.option("-o", "--output", type=_PATH, required=True, help=".csv .xlsx .json .tbx .utf8 .html")
@click.option("--for", "tool", help="A CSV as memoq, multiterm, trados, deepl or excel takes it.")
@click.option("--tbx", type=click.Choice(["2", "3"]), default="2", help="Which TBX.")
@_talking
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
    from glossary import merge_glossaries, read_glossary, write_glossary
    from review.summary import show_glossary

    merged = merge_glossaries([read_glossary(path) for path in glossaries])
    write_glossary(merged, output, tool=tool, tbx=int(tbx), force=force)
    show_glossary(merged, output, as_json=as_json, quiet=quiet)


@glossary.command()
@click.argument("before", type=_PATH)
@click.argument("after", type=_PATH)
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
def diff(before: Path, after: Path, as_json: bool) -> None:
    """What changed from one version of a glossary to another.

    \b
    Example:
        duizhao glossary diff glossary.csv reviewed.csv
    """
    from glossary import diff_glossaries, read_glossary
    from review.summary import show_diff

    show_diff(diff_glossaries(read_glossary(before), read_glossary(after)), as_json=as_json)


if __name__ == "__main__":
    main()

"""What one does next: the last lines that a command says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from corpora.registry.format import suffix_of
from corpora.registry.formats import CSV, TMX, XLSX
from review.terminal.output import Out

if TYPE_CHECKING:  # a command should not wait for stages it does not run
    from corpora.memory.exporting import AlignmentWritten
    from quality.findings import CheckReport
    from review.corpus.running import Ran
    from review.jobs.making import Made


def say_next(out: Out, steps: Sequence[str]) -> None:
    """The steps, each on a line of its own; nothing where there are none."""
    for number, step in enumerate(steps):
        out.print(Text(f"{'next: ' if not number else '      '}{step}", style="cyan"), whole=True)


def steps_after_run(made: Made) -> list[str]:
    """Decide on the page, take the memory to the tool; or decide in the sheets."""
    from corpora.memory.tools import TOOLS

    folder = made.folder
    tool = TOOLS[made.tool]
    steps = [f"duizhao review {folder}: decide in the browser, what is worth a look first"]
    if tool.next:
        steps.append(f"{tool.title}: {tool.next} (docs/cat-tools.md)")
    sheets = [path.name for path in made.files if path.suffix == XLSX.suffixes[0]]
    if sheets:
        steps.append(
            f"or decide in {' or '.join(sheets)}, save, and give it back: "
            f"duizhao run … -d {folder} --decisions {folder / sheets[0]}"
        )
    return steps


def steps_after_corpus(ran: Ran) -> list[str]:
    """Where the documents are looked at; how those that failed are done again."""
    steps = []
    if ran.pairs:
        steps.append(f"duizhao review {ran.folder}: the documents in the browser, the worst first")
    if ran.failed:
        steps.append("mend what failed and run again; with --retry also what has not changed")
    return steps


def steps_after_align(written: Sequence[AlignmentWritten]) -> list[str]:
    """What can be made of the pairs that were written."""
    path = next((one.path for one in written if suffix_of(one.path) in TMX.suffixes), None)
    if path is None:
        return []
    return [f"duizhao check {path}, duizhao terms {path} -o glossary{XLSX}"]


def steps_after_terms(output: Path) -> list[str]:
    """How a glossary is reviewed, where it is a table that people write into."""
    if suffix_of(output) not in (*XLSX.suffixes, *CSV.suffixes):
        return []
    return [
        f"write approve or reject into the column decision of {output}, and give it back: "
        f"duizhao terms … --glossary {output} -o {output} --force"
    ]


def steps_after_check(report: CheckReport, outputs: Sequence[Path]) -> list[str]:
    """Where findings can be answered."""
    if not report.findings or outputs:
        return []
    return [f"-o findings{XLSX} to answer them, -o findings.html to read them"]

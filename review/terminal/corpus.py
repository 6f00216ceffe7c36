"""What is said of a corpus: the plan in numbers, one line of progress, the summary of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from review.terminal.output import Out, print_json

if TYPE_CHECKING:
    from review.corpus.planning import Planned

_SAID = {
    "pair": "pairs",
    "both": "documents in both languages",
    "unsure": "unsure: write yes or no into the first column",
    "forbidden": "forbidden",
    "duplicate": "copies of another file",
    "version": "other versions of a text that is paired",
    "alone": "without a partner",
    "unread": "that cannot be read",
}


def show_plan(planned: Planned, *, as_json: bool, quiet: bool) -> None:
    """The plan in numbers, and where it is."""
    if as_json:
        print_json(planned.to_dict())
        return
    if quiet:
        return
    table = Table(show_header=False, box=None, pad_edge=False)
    for status, said in _SAID.items():
        if planned.counts.get(status):
            table.add_row(f"{planned.counts[status]:,}", said)
    out = Out()
    out.print(table)
    if planned.passed_over:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in planned.passed_over.items())
        out.print(Text(f"Passed over, since they hold no running text: {kinds}."))
    out.print(
        Text(
            f"{planned.documents:,} documents, {planned.read:,} of them read anew. "
            f"Look at {planned.folder / planned.plan_name}, then: duizhao corpus run -d "
            f"{planned.folder}"
        )
    )

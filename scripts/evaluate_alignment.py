"""Measure the aligner, and others' methods beside it, on gold that lies in a folder.

    python scripts/evaluate_alignment.py --data ../shared/data
    python scripts/evaluate_alignment.py --data ../shared/data --systems duizhao,bertalign
    python scripts/evaluate_alignment.py --data ../shared/data --only literary --seeds 3

The folder may hold ``literary`` (chapters with index lists), ``transcript`` (a press
conference with gold texts), ``reports``, ``pressers`` and ``hkma`` (paragraph groups) and
``news`` (sentence pairs); what is missing is left out. Our own gold comes first. Clean
text, then the same text with parts missing, foreign, moved, in Traditional characters and
in the other direction. A row sums the counts of all its documents and seeds.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import importlib
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import baselines
import perturb
from perturb import Example

from align.judging.calibration import Calibration
from align.judging.evaluation import EvaluationReport, GroupShares, evaluate
from align.judging.gold import Gold, read_gold
from align.lattice.model import model_of
from corpora.language.encoders import load_encoder
from corpora.language.encoders.base import Encoder
from corpora.language.scripts import convert
from corpora.language.tools import Tools
from corpora.learned.cards import read_card
from corpora.reading.document import read_document
from corpora.units import Alignment, Document

ROOT = Path(__file__).resolve().parents[1]
Align = Callable[[Document, Document], Alignment]
Case = tuple[Document, Document, Gold]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One row of the table: a name and the documents, made when they are wanted."""

    name: str
    cases: Callable[[], Iterator[Case]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one system reached in one setting."""

    setting: str
    system: str
    report: EvaluationReport
    wall_s: float
    segments: int


def main() -> None:
    """Run the systems over the settings and print the table."""
    options = _options()
    systems = {name: SYSTEMS[name](options) for name in options.systems.split(",")}
    rows: list[Row] = []
    print(HEAD)
    for setting in settings(options.data, options.seeds):
        wanted = options.only.split(",") if options.only else [setting.name]
        if not any(setting.name.startswith(prefix) for prefix in wanted):
            continue
        cases = list(setting.cases())
        for name, align in systems.items():
            row = measure(setting.name, name, align, cases)
            rows.append(row)
            print(line(row), flush=True)
    if options.json:
        options.json.write_text(json.dumps([as_dict(row) for row in rows], indent=1) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the gold")
    parser.add_argument(
        "--systems", default="duizhao", help=f"any of {','.join(SYSTEMS)}, joined by commas"
    )
    parser.add_argument("--only", default="", help="prefixes of settings, joined by commas")
    parser.add_argument("--seeds", type=int, default=5, help="copies of each damaged document")
    parser.add_argument(
        "--fold-weights",
        type=Path,
        help="folder with NAME.ENCODER.json: weights learned without the literary document NAME",
    )
    parser.add_argument("--json", type=Path, help="write every number here")
    return parser.parse_args()


# --- systems ---------------------------------------------------------------------------------


def _duizhao(**changes: object) -> Callable[[argparse.Namespace], Align]:
    encoder_name = str(changes.pop("encoder", "use"))

    def prepare(options: argparse.Namespace) -> Align:
        package = importlib.import_module("align")
        pairing: Any = importlib.import_module("align.pairing")
        chosen = package.AlignOptions(**changes)
        encoder = load_encoder(encoder_name)
        shipped = pairing.load_model

        def run(source: Document, target: Document) -> Alignment:
            # Its weights by fold are not the user's to choose, so no option names them.
            path = _fold_weights(options.fold_weights, encoder_name, source, target)
            pairing.load_model = shipped if path is None else lambda _: model_of(read_card(path))
            result: Alignment = package.align_documents(
                source, target, options=chosen, tools=Tools(encoder=encoder)
            )
            return result

        return run

    return prepare


def _fold_weights(folder: Path | None, encoder: str, *documents: Document) -> Path | None:
    """The weights learned without one of these documents, if there are such."""
    for document in documents:
        name = "sample" if document.name.startswith("presser") else document.name
        path = folder / f"{name}.{encoder}.json" if folder else None
        if path is not None and path.is_file():
            return path
    return None


@functools.cache
def _use() -> Encoder:
    encoder = load_encoder("use")
    if encoder is None:
        raise SystemExit("the sentence encoder is not installed")
    return encoder


def _bertalign(options: argparse.Namespace) -> Align:
    return lambda source, target: baselines.bertalign(source, target, _use().encode)


SYSTEMS: dict[str, Callable[[argparse.Namespace], Align]] = {
    "duizhao": _duizhao(),
    "fast": _duizhao(fast=True),
    "no-encoder": _duizhao(encoder="none"),
    "no-crossings": _duizhao(crossings=False),
    "bertalign": _bertalign,
    "galechurch": lambda options: baselines.gale_church,
}


# --- settings --------------------------------------------------------------------------------


def settings(data: Path, seeds: int) -> Iterator[Setting]:
    """Every setting for which the folder has the material."""
    for path in [
        *(ROOT / "corpora" / "samples").glob("*.gold.jsonl"),
        *sorted((ROOT / "tests" / "gold").glob("*.gold.jsonl")),
    ]:
        yield Setting(name=f"own {path.name.split('.')[0]}", cases=_own(path))
    if (data / "literary").is_dir():
        examples = perturb.read_literary(data / "literary")
        yield from literary(examples, seeds)
    if (data / "transcript").is_dir():
        yield from transcript(data / "transcript", seeds)
    for folder in sorted((data / "reports").glob("*/")):
        if (folder / "zh.flat.txt").is_file():
            yield Setting(name=f"reports {folder.name} flat", cases=_report(folder, ".flat.txt"))
    for folder in sorted((data / "reports").glob("*/")):
        if (folder / "zh.txt").is_file():
            yield Setting(name=f"reports {folder.name}", cases=_report(folder, ".txt"))
    if (data / "pressers").is_dir():
        yield Setting(name="pressers", cases=lambda: _pressers(data / "pressers"))
    for folder in sorted((data / "hkma").glob("*/")):
        yield Setting(name=f"hkma {folder.name}", cases=_central_bank(folder))
    if (data / "news").is_dir():
        yield Setting(name="news", cases=lambda: _news(data / "news"))


def literary(examples: Sequence[Example], seeds: int) -> Iterator[Setting]:
    """The chapters, clean and damaged."""
    few = max(1, seeds * 3 // 5)

    def every(
        change: Callable[[Example, int], Example], count: int
    ) -> Callable[[], Iterator[Case]]:
        return lambda: (
            _case(change(example, seed)) for seed in range(count) for example in examples
        )

    def foreign(example: Example, seed: int) -> Example:
        other = examples[(examples.index(example) + 1 + seed) % len(examples)]
        side: perturb.Side = "target" if seed % 2 == 0 else "source"
        document = other.target if side == "target" else other.source
        block = [segment.text for segment in document.segments[40:70]]
        return perturb.insert_block(example, side, block, seed=seed)

    def deleted(side: perturb.Side) -> Callable[[Example, int], Example]:
        return lambda example, seed: perturb.delete_segments(example, side, seed=seed)

    yield Setting(name="literary clean", cases=every(lambda example, _: example, 1))
    yield Setting(name="literary en -10%", cases=every(deleted("target"), seeds))
    yield Setting(name="literary zh -10%", cases=every(deleted("source"), seeds))
    yield Setting(
        name="literary page lost",
        cases=every(lambda example, seed: perturb.lose_page(example, "target", seed=seed), few),
    )
    yield Setting(name="literary inserted", cases=every(foreign, max(2, few)))
    yield Setting(
        name="literary swapped",
        cases=every(lambda example, seed: perturb.swap_blocks(example, seed=seed), few),
    )
    yield Setting(
        name="literary paragraphs",
        cases=every(lambda example, seed: perturb.mark_paragraphs(example, seed=seed), 1),
    )
    traditional = partial(convert, direction="s2t")
    yield Setting(
        name="literary traditional",
        cases=every(
            lambda example, _: perturb.converted(example, "source", traditional, "zh-Hant"), 1
        ),
    )
    yield Setting(
        name="literary reversed",
        cases=every(lambda example, _: perturb.reversed_example(example), 1),
    )


def _case(example: Example) -> Case:
    # Weights by fold are found by the document's name, which damage does not change.
    return example.source, example.target, example.gold()


def transcript(folder: Path, seeds: int) -> Iterator[Setting]:
    """The press conference with its speakers and paragraphs, as read from its files."""
    gold = read_gold(folder / "gold.tsv")
    documents = [
        read_document(folder / f"{side}.txt", language=language)
        for side, language in (("zh", "zh-Hans"), ("en", "en"))
    ]
    example = perturb.example_of(documents[0], documents[1], gold)
    if example.merged:
        print(f"transcript: {example.merged} gold beads joined where a segment lies in two")

    def copies(change: Callable[[int], Example], count: int) -> Callable[[], Iterator[Case]]:
        return lambda: (_case(change(seed)) for seed in range(count))

    yield Setting(name="transcript clean", cases=lambda: iter([(documents[0], documents[1], gold)]))
    yield Setting(
        name="transcript en -10%",
        cases=copies(lambda seed: perturb.delete_segments(example, "target", seed=seed), 2 * seeds),
    )
    yield Setting(
        name="transcript page lost",
        cases=copies(lambda seed: perturb.lose_page(example, "target", size=15, seed=seed), seeds),
    )
    yield Setting(
        name="transcript reversed",
        cases=lambda: iter([(documents[1], documents[0], gold)]),
    )
    yield Setting(name="transcript flat", cases=copies(lambda _: perturb.unmarked(example), 1))


def _own(path: Path) -> Callable[[], Iterator[Case]]:
    def cases() -> Iterator[Case]:
        name = path.name.split(".")[0]
        gold = read_gold(path)
        yield (
            read_document(path.with_name(f"{name}.zh.txt"), language="zh-Hans"),
            read_document(path.with_name(f"{name}.en.txt"), language="en"),
            # Its indices count its own sentences; ours may be cut elsewhere.
            dataclasses.replace(gold, beads=()),
        )

    return cases


def _report(folder: Path, suffix: str) -> Callable[[], Iterator[Case]]:
    def cases() -> Iterator[Case]:
        gold = read_gold(folder / "gold_paragraphs.tsv", is_grouped=True)
        yield (
            read_document(folder / f"zh{suffix}", language="zh-Hans"),
            read_document(folder / f"en{suffix}", language="en"),
            dataclasses.replace(gold, name=folder.name),
        )

    return cases


def _pressers(folder: Path) -> Iterator[Case]:
    for part in sorted(folder.glob("*/")):
        gold = read_gold(part / "gold_paragraphs.tsv", is_grouped=True)
        yield (
            read_document(part / "zh.txt", language="zh-Hans"),
            read_document(part / "en.txt", language="en"),
            dataclasses.replace(gold, name=part.name),
        )


def _central_bank(folder: Path) -> Callable[[], Iterator[Case]]:
    def cases() -> Iterator[Case]:
        for path in sorted(folder.glob("*.gold_blocks.tsv")):
            stem = path.name.split(".")[0]
            yield (
                read_document(folder / f"{stem}.zh.txt", language="zh-Hant"),
                read_document(folder / f"{stem}.en.txt", language="en"),
                dataclasses.replace(read_gold(path, is_grouped=True), name=f"{folder.name}.{stem}"),
            )

    return cases


def _news(folder: Path) -> Iterator[Case]:
    for path in sorted(folder.glob("*.gold.tsv")):
        stem = path.name.removesuffix(".gold.tsv")
        yield (
            read_document(folder / f"{stem}.zh.txt", language="zh-Hans"),
            read_document(folder / f"{stem}.en.txt", language="en"),
            read_gold(path, is_grouped=False),
        )


# --- the table -------------------------------------------------------------------------------

HEAD = (
    f"{'setting':<28}{'system':<13}{'strict':>7}{'lax':>7}{'n-m R':>7}{'null P':>8}{'null R':>8}"
    f"{'ECE':>7}{'>=.95':>7}{'(n)':>7}{'s/1000':>8}"
)


def measure(setting: str, system: str, align: Align, cases: Sequence[Case]) -> Row:
    """Align all documents of a setting and judge the result."""
    start = time.perf_counter()
    pairs = [(align(source, target), gold) for source, target, gold in cases]
    wall = time.perf_counter() - start
    return Row(
        setting=setting,
        system=system,
        report=evaluate(pairs),
        wall_s=wall,
        segments=sum(len(source.segments) for source, _, _ in cases)
        + sum(len(target.segments) for _, target, _ in cases),
    )


def line(row: Row) -> str:
    """One line of the table."""
    report = row.report
    seconds = f"{1000 * row.wall_s / max(row.segments, 1):>8.2f}"
    head = f"{row.setting:<28}{row.system:<13}"
    if report.groups:
        return head + _group_line(list(report.groups.values())) + seconds
    null, many = report.by_kind["null"], report.by_kind["n-m"]
    return (
        head
        + f"{report.strict.f1:>7.4f}{report.lax.f1:>7.3f}{many.recall:>7.3f}{null.precision:>8.3f}"
        + f"{null.recall:>8.3f}"
        + _calibration_cells(report.calibration)
        + seconds
    )


def _group_line(shares: Sequence[GroupShares]) -> str:
    chars = sum(one.chars for one in shares)

    def mean(name: str) -> float:
        return sum(float(getattr(one, name)) * one.chars for one in shares) / max(chars, 1)

    return (
        f" right {mean('right'):.4f} elsewhere {mean('elsewhere'):.4f} "
        f"unpaired {mean('unpaired'):.4f} straddling {mean('straddling'):.4f}"
    )


def _calibration_cells(calibration: Calibration | None) -> str:
    if calibration is None:
        return f"{'':>21}"
    return f"{calibration.error:>7.3f}{calibration.sure_accuracy:>7.3f}{calibration.sure_count:>7}"


def as_dict(row: Row) -> dict[str, object]:
    """A row with every count, for machines."""
    from align.judging.report import Evaluation

    return {
        "setting": row.setting,
        "system": row.system,
        "wall_s": round(row.wall_s, 3),
        "segments": row.segments,
        **Evaluation(report=row.report).to_dict(),
    }


if __name__ == "__main__":
    main()

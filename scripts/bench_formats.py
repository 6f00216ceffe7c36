#!/usr/bin/env python3
"""How fast and in how much memory a TMX is converted, beside two yardsticks in the same run.

    python scripts/bench_formats.py [UNITS]        (100,000 by default)

Each contender runs in a process of its own and says its seconds of CPU and its peak memory: a bare
lxml stream that only walks the units; translate-toolkit, if it is installed, reading, walking
and writing the same file; and our conversion, also of the packed file and with a target chosen
for every source. At the end stands how many times as long as translate-toolkit we took. Nothing
is kept.
"""

from __future__ import annotations

import gzip
import importlib.util
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def make(path: Path, units: int) -> None:
    """A memory of our own writing: sentences of varying length, an id, a prop, two dates."""
    with path.open("w", encoding="utf-8") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4"><header creationtool="x" '
            'creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="zh-CN" '
            'datatype="plaintext"/><body>\n'
        )
        for number in range(units):
            many = number % 5 + 1
            zh = f"第{number}号工厂去年{'增加了产量和就业，' * many}并且达到了目标。"
            en = f"Last year factory {number} {'raised output, ' * many}and met its target."
            file.write(
                f'<tu tuid="{number}" creationdate="20240101T000000Z">'
                f'<prop type="x-document">report {number % 97}</prop>'
                f'<tuv xml:lang="zh-CN"><seg>{zh}</seg></tuv>'
                f'<tuv xml:lang="en-US"><seg>{en}</seg></tuv></tu>\n'
            )
        file.write("</body></tmx>\n")


def walk_lxml(source: Path, _target: Path) -> int:
    """The floor: parse, look at every text, forget."""
    from lxml import etree

    count = 0
    for _event, unit in etree.iterparse(str(source), tag="tu"):
        count += all(seg.text for seg in unit.iter("seg"))
        unit.clear()
        while unit.getprevious() is not None:
            del unit.getparent()[0]
    return count


def copy_toolkit(source: Path, target: Path) -> int:
    """translate-toolkit: read, walk, write."""
    from translate.storage import tmx

    store = tmx.tmxfile.parsefile(str(source))  # type: ignore[no-untyped-call]
    count = sum(bool(unit.source and unit.target) for unit in store.units)
    with target.open("wb") as file:
        store.serialize(file)
    return count


def copy_ours(source: Path, target: Path) -> int:
    """Our conversion."""
    from corpora.memory.converting import convert_file

    return convert_file(source, target, force=True).units


def copy_packed(source: Path, target: Path) -> int:
    """Our conversion from gzip to gzip."""
    from corpora.memory.converting import convert_file

    packed = source.with_suffix(".tmx.gz")
    return convert_file(packed, target.with_suffix(".tmx.gz"), force=True).units


def copy_best(source: Path, target: Path) -> int:
    """Our conversion, reading twice to keep the best target of every source."""
    from corpora.memory.converting import ConvertOptions, convert_file

    return convert_file(source, target, ConvertOptions(duplicates="best"), force=True).units


CONTENDERS = {
    "lxml": walk_lxml,
    "toolkit": copy_toolkit,
    "duizhao": copy_ours,
    "packed": copy_packed,
    "best": copy_best,
}


def run(name: str, source: Path) -> None:
    """One contender, in this process."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        count = CONTENDERS[name](source, Path(folder, "out.tmx"))
        seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:8} {count:>9,} units {seconds:8.2f} s {peak:8.0f} MB", flush=True)


def main() -> None:
    """All contenders on one file."""
    if len(sys.argv) == 3:
        sys.path.insert(0, str(ROOT))
        run(sys.argv[1], Path(sys.argv[2]))
        return
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in.tmx")
        make(source, units)
        print(f"{units:,} units, {source.stat().st_size / 1e6:.0f} MB")
        packed = source.with_suffix(".tmx.gz")
        with source.open("rb") as plain, gzip.open(packed, "wb", compresslevel=1) as file:
            shutil.copyfileobj(plain, file)  # what this process holds counts in its children's peak
        seconds: dict[str, float] = {}
        for name in CONTENDERS:
            if name == "toolkit" and importlib.util.find_spec("translate") is None:
                print("toolkit  is not installed")
                continue
            command = [sys.executable, __file__, name, str(source)]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            print(said, end="", flush=True)
            seconds[name] = float(said.split()[3])
        if "toolkit" in seconds:
            print(f"duizhao / toolkit: {seconds['duizhao'] / seconds['toolkit']:.2f}")


if __name__ == "__main__":
    main()

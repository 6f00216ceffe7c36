"""A real CAT tool to try our files in: OmegaT, without a display."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

JAR = Path("/usr/share/omegat/OmegaT.jar")
_SCRIPT = Path(__file__).with_name("held.groovy")
_FAILURES = ("TF_TM_LOAD_ERROR", "XMLStreamException", "TMX_ERROR", "ParseError", "Exception")
_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir>
<glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>{source}</source_lang><target_lang>{target}</target_lang>
<sentence_seg>{sentences}</sentence_seg>
<support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags>
</project></omegat>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OmegatRun:
    """What a project came to.

    ``segments`` are its own, ``filled`` what each was filled with. ``memories`` and ``glossaries``
    are the entries it holds of each file, or for a glossary the error it met.
    """

    segments: tuple[str, ...]
    filled: dict[str, str]
    total: int
    remaining: int
    log: str
    memories: dict[str, list[tuple[str, str]]]
    glossaries: dict[str, list[tuple[str, str, str]] | str]

    @property
    def share(self) -> float:
        """The share of all segments, repetitions included, that OmegaT filled."""
        return 1 - self.remaining / self.total

    @property
    def complaints(self) -> list[str]:
        return [line for line in self.log.splitlines() if any(f in line for f in _FAILURES)]


@pytest.fixture(scope="session")
def omegat(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., OmegatRun]:
    """Translate a text or a file in OmegaT: ``omegat(text, memory, sentences=True)``."""
    if not JAR.exists() or shutil.which("java") is None:
        pytest.skip("OmegaT is not installed; scripts/install-clients installs it")

    def run(
        text: str | Path,
        memory: Path | None = None,
        *,
        sentences: bool = True,
        languages: tuple[str, str] = ("ZH-CN", "EN-US"),
        glossaries: Sequence[Path] = (),
        penalised: Path | None = None,
    ) -> OmegatRun:
        project = tmp_path_factory.mktemp("omegat")
        for folder in ("source", "target", "tm/auto", "glossary", "dictionary", "omegat", "cfg"):
            (project / folder).mkdir(parents=True)
        (project / "omegat.project").write_text(
            _PROJECT.format(
                source=languages[0], target=languages[1], sentences=str(sentences).lower()
            ),
            encoding="utf-8",
        )
        if isinstance(text, Path):
            shutil.copy(text, project / "source")
        else:
            (project / "source" / "text.txt").write_text(text, encoding="utf-8", newline="\n")
        if memory is not None:
            shutil.copy(memory, project / "tm" / "auto")
        if penalised is not None:
            (project / "tm" / "penalty-030").mkdir()
            shutil.copy(penalised, project / "tm" / "penalty-030" / "needs-review.tmx")
        for glossary in glossaries:
            shutil.copy(glossary, project / "glossary")
        log = _java(project, "--mode=console-translate", f"--script={_SCRIPT}")
        held = json.loads((project / "cfg" / "held.json").read_text(encoding="utf-8"))
        filled = {}
        for exported in project.glob("*-omegat.tmx"):
            filled |= {s: t for s, t in pairs_of(exported) if t is not None}
        stats = (project / "omegat" / "project_stats.txt").read_text(encoding="utf-8")
        return OmegatRun(
            segments=tuple(held["segments"]),
            filled=filled,
            total=_number("Total", stats),
            remaining=_number("Remaining", stats),
            log=log,
            memories={name: _rows(rows) for name, rows in held["memories"].items()},
            glossaries={
                name: rows if isinstance(rows, str) else _rows(rows)
                for name, rows in held["glossaries"].items()
            },
        )

    return run


def _rows(rows: list[list[str]]) -> list[tuple[str, ...]]:
    return [tuple(row) for row in rows]


def _java(project: Path, *options: str) -> str:
    command = [
        "java", "-Djava.awt.headless=true", "-Dfile.encoding=UTF-8", "-Xmx512m",
        f"-Duser.home={project / 'cfg'}", "-jar", str(JAR), str(project), *options,
        f"--config-dir={project / 'cfg'}", "--no-team",
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False
    )
    return done.stdout + done.stderr


def _number(row: str, stats: str) -> int:
    """The first figure of a row of the project's statistics: segments."""
    line = next(line for line in stats.splitlines() if line.startswith(f"{row}:"))
    return int(line.split()[1])


def pairs_of(tmx: Path) -> list[tuple[str, str | None]]:
    """Source and target texts of a TMX of OmegaT's, in order."""
    pairs = []
    for unit in etree.parse(str(tmx)).iter("tu"):
        texts = [seg.text or "" for seg in unit.iter("seg")]
        pairs.append((texts[0], texts[1] if len(texts) > 1 else None))
    return pairs

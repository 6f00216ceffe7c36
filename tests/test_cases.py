"""The cases are what their README says: every file is explained, every case has a kind."""

from __future__ import annotations

import re

from case_files import FOLDER, KINDS, read_cases

ROOT = FOLDER.parents[1]


def test_every_file_is_explained_and_read_where_the_readme_says() -> None:
    explained: dict[str, str] = {}
    for row in re.findall(r"^\| (`.*?`) \| .* \| `(tests/\S+)` \|$", _readme(), re.MULTILINE):
        explained |= dict.fromkeys(re.findall(r"`(\S+?)\.jsonl`", row[0]), row[1])
    for name, place in explained.items():
        assert (ROOT / place).is_file(), place
        text = (ROOT / place).read_text(encoding="utf-8")
        assert name.partition("_")[0] in text, f"{place} does not read {name}"
    for path in FOLDER.glob("*.jsonl"):
        assert path.stem in explained or re.sub("^check_.*", "check_*", path.stem) in explained


def test_every_case_has_a_kind_and_a_comment() -> None:
    for path in FOLDER.glob("*.jsonl"):
        for number, row in enumerate(read_cases(path.stem), 1):
            place = f"{path.name}:{number}"
            assert row.get("kind", "made up") in KINDS, place
            assert {"comment", "expected", "reference"} & set(row), place


def test_a_case_stands_once() -> None:
    for path in FOLDER.glob("*.jsonl"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(set(lines)) == len(lines), path.name


def _readme() -> str:
    return (FOLDER / "README.md").read_text(encoding="utf-8")

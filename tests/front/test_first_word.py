"""The first word comes before the stages are loaded, which takes longer than anybody waits."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import duizhao

ROOT = Path(duizhao.__file__).resolve().parent
COMMANDS = {
    "run": "run zh.txt en.txt -d p",
    "align": "align zh.txt en.txt",
    "check": "check zh.txt en.txt",
    "terms": "terms m.tmx -o t.csv",
}
CODE = """
import sys
from review.terminal import progress
class Spoken(Exception): pass
def speak(self):
    loaded = {"numpy", "lxml", "jieba", "align", "glossary"} & set(sys.modules)
    print(*sorted(loaded))
    raise KeyboardInterrupt
progress.ProgressBar.__enter__ = speak
import duizhao
duizhao.main(sys.argv[1:])
"""


@pytest.mark.parametrize("line", COMMANDS.values(), ids=COMMANDS)
def test_nothing_heavy_is_loaded_before_the_first_word(line):
    done = subprocess.run(
        [sys.executable, "-c", CODE, *line.split()],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 130, done.stderr
    assert done.stdout.strip() == ""

"""Ten thousand equal characters cost what ten thousand letters cost."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from corpora.errors import InputError
from corpora.formats import read_bitext
from corpora.reading.document import read_document
from glossary import read_glossary

RUNS = (
    " ", "\u3000", "(", "[", "{", ".", ". ", "a 一 ", "百", '"', "“", "<", "&", "\\", "*", "_",
    "`", "#", "<b>", "</b>", "<!-- a -->", "：", "1 ", "…",
)  # fmt: skip
FILES = {
    "a.txt": "RUN",
    "a.md": "RUN",
    "a.rst": "RUN",
    "a.html": "<html><body><p>RUN</p></body></html>",
    "a.srt": "1\n00:00:01,000 --> 00:00:02,000\n你好RUN\nHello RUN\n",
    "a.tsv": "甲\tA\nRUN\tB\n",
    "a.csv": "甲,A\nRUN,B\n",
    "a.tmx": "RUN<tmx><header srclang='zh'/><body><tu><tuv xml:lang='zh'><seg>RUN</seg></tuv>"
    "<tuv xml:lang='en'><seg>A</seg></tuv></tu></body></tmx>",
    "a.jsonl": '{"source":"RUN","target":"a"}',
    "a.utf8": "甲RUN\tA\n",
    "a.tex": "\\begin{document}RUN\\end{document}",
}
FEW, MANY, MUCH_S, MOST_TIMES = 4_000, 16_000, 0.8, 9
"""Four times as much may take nine times as long, not sixteen; below .8 s it does not matter."""


@pytest.mark.parametrize("name", FILES)
def test_a_long_run_of_one_thing_is_read_in_linear_time(name, tmp_path):
    path = tmp_path / name
    slow = []
    for run in RUNS:
        for read in (read_document, read_bitext, read_glossary):
            many = seconds(read, path, FILES[name].replace("RUN", run * (MANY // len(run))))
            if many > MUCH_S:
                few = seconds(read, path, FILES[name].replace("RUN", run * (FEW // len(run))))
                slow += [(run, read.__name__, few, many)] if many > MOST_TIMES * few else []
    assert not slow


def seconds(read, path, text: str) -> float:
    path.write_text(text, encoding="utf-8")
    start = time.process_time()
    with suppress(InputError):
        read(path)
    return time.process_time() - start

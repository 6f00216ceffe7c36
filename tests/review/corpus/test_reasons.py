"""The reasons of a plan, as the Chinese page tells them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from corpus_runs import plan
from made_texts import made_text, write_pairs, written

from review.corpus import pairing
from review.corpus.plan import PLAN, read_plan
from review.corpus.reasons import in_chinese

_WORD = re.compile(r"[A-Za-z]{2,}")


def test_every_reason_of_a_plan_has_its_chinese(tmp_path: Path) -> None:
    jobs = tmp_path / "jobs"
    write_pairs(jobs, range(3))
    write_pairs(jobs / "more", range(10, 14), names=False)
    texts = {
        "copy.txt": written(made_text(0), 0),
        "zh/9.txt": written(made_text(20), 0),
        "en/9.txt": written(made_text(21), 1),
        "8 v1.txt": written(made_text(22, 20)[:-2], 0),
        "8 v2.txt": written(made_text(22, 20), 0),
        "eight.txt": written(made_text(22, 20), 1),
        "both.txt": "\n".join(line for pair in made_text(23) for line in pair),
        "lone.txt": written(made_text(24), 0),
    }
    for name, text in texts.items():
        (jobs / name).write_text(text, encoding="utf-8")
    out = plan(jobs, tmp_path / "out")
    with (out / PLAN).open("a", encoding="utf-8") as file:
        file.write("yes\t\tlone.txt\ten/9.txt\t\t\t\nno\t\tzh/9.txt\ten/9.txt\t\t\t\n")
    rows = [*read_plan(out / PLAN), *read_plan(plan(None, out) / PLAN)]
    assert len({row.reason for row in rows if row.reason}) >= 7
    for row in rows:
        said = in_chinese(row.reason)
        for name in sorted((row.source, row.target, *texts), key=len, reverse=True):
            said = said.replace(name, "") if name else said
        assert not _WORD.search(re.sub(r"\S+\.txt", "", said)), row.reason


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("the same name, but the texts do not look alike", "名称相同，但内容并不相像"),
        ("fits b.txt, which is paired with a.txt: another translation, or another version?",
         "与 b.txt 相配，但 b.txt 已和 a.txt 配对：是另一种译文，还是另一版本？"),
        ("another version of a.txt, which fits b.txt better",
         "是 a.txt 的另一版本，而 a.txt 与 b.txt 更相配"),
        ("by what they say: words 0.10, 1 number in common, an alignment pairs 70%, another text "
         "is nearly as like",
         "内容相近：词语相似度 0.10，1 个相同的数字，可对齐的部分占 70%，另有一篇几乎同样相像"),
        ("is empty. Choose the file that holds the text.",
         "is empty. Choose the file that holds the text."),
    ],
)  # fmt: skip
def test_what_is_said(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese


def test_a_sentence_that_is_written_anew_is_noticed() -> None:
    """Words of the plan's reasons that no pattern knows would be told in English."""
    source = Path(pairing.__file__).read_text(encoding="utf-8")
    for piece in ("the same {how}, but the texts do not look alike", "the same text as {original}",
                  "in both languages ({share})", "by what they say: ", "no translation was found",
                  "another text is nearly as like", "an alignment pairs {"):  # fmt: skip
        assert piece in source

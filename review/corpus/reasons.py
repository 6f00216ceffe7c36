"""The reasons of a plan in Chinese, for the page; the plan itself is in English, as tables are.

The sentences are those of ``pairing``: what is none of them (why a file cannot be read) stays.
"""

from __future__ import annotations

import re

from review.corpus.plan import FORBIDDEN

_BY_CONTENT = "by what they say: "
_SENTENCES = (
    (r"the same name and folder", "名称和文件夹相同"),
    (r"the same name", "名称相同"),
    (
        r"the same name and folder, but the texts do not look alike",
        "名称和文件夹相同，但内容并不相像",
    ),
    (r"the same name, but the texts do not look alike", "名称相同，但内容并不相像"),
    (r"a person said so", "由人指定"),
    (re.escape(FORBIDDEN), "有人指定这两篇不相配"),
    (r"no translation was found", "没有找到译文"),
    (r"the same text as (.+)", r"与 \1 内容相同"),
    (r"in both languages \((.+) and (.+)\)", r"两种语言都有（\1、\2）"),
    (r"an earlier version of (.+), by its name", r"从名称看，是 \1 的较早版本"),
    (r"another version of (.+), which fits (.+) better", r"是 \1 的另一版本，而 \1 与 \2 更相配"),
    (
        r"fits (.+), which is paired with (.+): another translation, or another version\?",
        r"与 \1 相配，但 \1 已和 \2 配对：是另一种译文，还是另一版本？",
    ),
    (r"(.+) is not there", r"\1 不存在"),
)
_PARTS = (
    (r"sentences (.+) alike", r"句子相似度 \1"),
    (r"words (.+)", r"词语相似度 \1"),
    (r"(\d+) numbers? in common", r"\1 个相同的数字"),
    (r"an alignment pairs (.+)", r"可对齐的部分占 \1"),
    (r"another text is nearly as like", "另有一篇几乎同样相像"),
)


def in_chinese(reason: str) -> str:
    """A reason in Chinese; one that is not the plan's own stays as it is.

    >>> in_chinese("the same text as zh/a.txt")
    '与 zh/a.txt 内容相同'
    >>> in_chinese("by what they say: sentences 0.69 alike, words 0.19, 3 numbers in common")
    '内容相近：句子相似度 0.69，词语相似度 0.19，3 个相同的数字'
    """
    if reason.startswith(_BY_CONTENT):
        parts = reason.removeprefix(_BY_CONTENT).split(", ")
        return "内容相近：" + "，".join(_said(part, _PARTS) for part in parts)
    return _said(reason, _SENTENCES)


def _said(sentence: str, known: tuple[tuple[str, str], ...]) -> str:
    for pattern, chinese in known:
        if found := re.fullmatch(pattern, sentence):
            return found.expand(chinese)
    return sentence

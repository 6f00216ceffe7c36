"""The words that may be written into a sheet, English and Chinese, and what each comes to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from review.project import operations as op


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a sheet: what people are offered, what it does, what else is understood."""

    name: str
    about: str
    also: tuple[str, ...]
    decisions: tuple[op.Decision, ...]


PAIR_WORDS = (
    Word(
        name="ok", about="the two belong together as they stand",
        also=("right", "yes", "y", "confirm", "对", "正确", "确认", "可以", "是"),
        decisions=(op.Confirm(),),
    ),
    Word(
        name="merge with next", about="this pair and the next are one; nothing else moves",
        also=("merge next", "merge", "并入下一对", "与下一对合并", "合并下一对", "与下合并"),
        decisions=(op.Merge("next"),),
    ),
    Word(
        name="merge with previous", about="this pair and the one before are one",
        also=("merge previous", "并入上一对", "与上一对合并", "合并上一对", "与上合并"),
        decisions=(op.Merge("previous"),),
    ),
    Word(
        name="last target to next",
        about="the last sentence of the translation belongs to the next pair",
        also=("译文末句归下一对", "译文末句移下"),
        decisions=(op.MoveBorder("target", "next"),),
    ),
    Word(
        name="first target to previous",
        about="the first sentence of the translation belongs to the pair before",
        also=("译文首句归上一对", "译文首句移上"),
        decisions=(op.MoveBorder("target", "previous"),),
    ),
    Word(
        name="last source to next",
        about="the last sentence of the source belongs to the next pair",
        also=("原文末句归下一对", "原文末句移下"),
        decisions=(op.MoveBorder("source", "next"),),
    ),
    Word(
        name="first source to previous",
        about="the first sentence of the source belongs to the pair before",
        also=("原文首句归上一对", "原文首句移上"),
        decisions=(op.MoveBorder("source", "previous"),),
    ),
    Word(
        name="no counterpart", about="the two do not belong together, and neither has another",
        also=("unlink", "none", "无对应", "没有对应", "不对应"),
        decisions=(op.Unlink(),),
    ),
    Word(
        name="swap with previous", about="exchange the translations with the pair before",
        also=("swap", "与上一对交换", "交换"),
        decisions=(op.Swap("previous"),),
    ),
    Word(
        name="keep out", about="right or not, it does not go into the memory",
        also=("out", "不入库", "排除", "不要"),
        decisions=(op.KeepOut(),),
    ),
    Word(
        name="doubtful", about="somebody should look again; say why in the note",
        also=("doubt", "?", "？", "存疑", "疑问", "待定"),
        decisions=(op.Doubt(),),
    ),
    Word(
        name="undecided", about="take back ok, doubtful and keep out",
        also=("reopen", "未定", "重开", "撤回"),
        decisions=(op.Reopen(), op.KeepIn()),
    ),
)  # fmt: skip
TYPED_WORDS = (
    (
        "split 1/2",
        "in two between sentences: one source and two target sentences stay in this pair",
        "拆分 1/2",
    ),
    ("link 15", "this source with the translation of pair 15, near or far", "连接 15, 对应 15"),
)
"""Words with numbers, which no drop-down can offer."""

ANSWER_WORDS: dict[str, op.Answer] = {
    "right": "right", "valid": "right", "yes": "right", "y": "right", "对": "right",
    "是": "right", "属实": "right", "正确": "right",
    "false alarm": "false alarm", "false": "false alarm", "wrong": "false alarm",
    "no": "false alarm", "n": "false alarm", "误报": "false alarm", "不是": "false alarm",
    "否": "false alarm",
    "fixed": "fixed", "done": "fixed", "corrected": "fixed", "已改": "fixed", "已修改": "fixed",
    "later": "later", "以后": "later", "待定": "later",
}  # fmt: skip

_BY_NAME = {
    name.replace(" ", ""): word.decisions for word in PAIR_WORDS for name in (word.name, *word.also)
}
_SPLIT = re.compile(r"(?:split|拆分)[^\d]*(\d+)\s*[/:|,，：]\s*(\d+)")
_LINK = re.compile(r"(?:link(?:with)?|连接|对应)(?:pair)?(\d+[a-z]*)")
_QUOTES = "'\"‘’“”.。 \u00a0\u3000"


def pair_decisions(text: str) -> tuple[op.Decision, ...] | None:
    """What a cell of the column ``decision`` says; ``None`` where it is not understood.

    >>> pair_decisions("Merge with next"), pair_decisions("拆分 1/2"), pair_decisions("perhaps")
    ((Merge(direction='next', side='both'),), (Split(source=1, target=2),), None)
    """
    plain = "".join(text.strip(_QUOTES).lower().split())
    if plain in _BY_NAME:
        return _BY_NAME[plain]
    if found := _SPLIT.fullmatch(plain):
        return (op.Split(int(found[1]), int(found[2])),)
    if found := _LINK.fullmatch(plain):
        return (op.Link(found[1]),)
    return () if not plain and text.strip() in ("", "-") else None


def answer_of(text: str) -> op.Answer | None:
    """What a cell of the column ``answer`` says; ``None`` where it is not understood.

    >>> answer_of("误报"), answer_of("False Alarm"), answer_of(""), answer_of("perhaps")
    ('false alarm', 'false alarm', '', None)
    """
    plain = " ".join(text.strip(_QUOTES).lower().split())
    return "" if plain in ("", "-") else ANSWER_WORDS.get(plain)

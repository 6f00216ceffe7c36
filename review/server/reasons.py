"""What spoke for a pairing, in sentences of the interface's two languages."""

from __future__ import annotations

from review.project import Pair
from review.server.shown import Json

# Of each kind of evidence: what it says where it speaks for the pairing, and where against it.
_SENTENCES: dict[str, dict[str, tuple[str, str]]] = {
    "en": {
        "words": (
            "Words of one side are translated by words of the other.",
            "Few words of one side are found again in the other.",
        ),
        "meaning": ("The two sides mean much the same.", "The two sides differ in meaning."),
        "numbers": (
            "The numbers agree.",
            "Numbers of one side are missing or different in the other.",
        ),
        "length": (
            "The lengths fit.",
            "One side is longer or shorter than such a translation usually is.",
        ),
        "quotes": ("Quotations begin and end together.", "Quotations begin or end differently."),
        "breaks": (
            "Paragraphs or speakers change at the same place.",
            "A paragraph or a speaker changes on one side alone.",
        ),
        "kind of bead": (
            "So many sentences facing so many are usual.",
            "So many sentences facing so many are rare.",
        ),
        "small words": (
            "Small words (not, but, why) agree.",
            "Small words (not, but, why) do not agree.",
        ),
        "left alone": (
            "What would be left without a counterpart belongs here.",
            "Something here would do better without a counterpart.",
        ),
        "confirmed": ("It was confirmed in a file of anchors.",) * 2,
        "times": ("The two are shown at the same time.",) * 2,
        "memory": ("The house's memory has this pair.",) * 2,
        "courtesy": ("It is a greeting or a courtesy that is often left out.",) * 2,
    },
    "zh": {
        "words": ("一侧的词语在另一侧有对应的译词。", "一侧的词语在另一侧很少找到对应。"),
        "meaning": ("两侧意思相近。", "两侧意思有差异。"),
        "numbers": ("数字一致。", "一侧的数字在另一侧缺失或不同。"),
        "length": ("长度相称。", "一侧比通常的译文偏长或偏短。"),
        "quotes": ("引语的起止一致。", "引语的起止不一致。"),
        "breaks": ("段落或发言人在同一处变换。", "段落或发言人只在一侧变换。"),
        "kind of bead": ("这样的句数对应很常见。", "这样的句数对应很少见。"),
        "small words": ("虚词（不、但、为什么等）一致。", "虚词（不、但、为什么等）不一致。"),
        "left alone": ("否则没有对应的部分应归在这里。", "其中有的部分更像是没有对应。"),
        "confirmed": ("已在锚点文件中确认。",) * 2,
        "times": ("两者在同一时间显示。",) * 2,
        "memory": ("以往的译文记忆中有这一对。",) * 2,
        "courtesy": ("这是常被略去的问候或客套话。",) * 2,
    },
}
_PERSON = {
    "en": {
        "confirmed": "{who} confirmed it.",
        "shaped": "{who} put these sentences together.",
        "left": "These sentences were left over by a decision of {who} about others.",
        "crossing": "The translation stands in another place than the order of the source.",
        "somebody": "Somebody",
    },
    "zh": {
        "confirmed": "由{who}确认。",
        "shaped": "由{who}配成一对。",
        "left": "{who}对其他句对作出决定后，这些句子留了下来。",
        "crossing": "译文的位置与原文顺序不同。",
        "somebody": "有人",
    },
}


def reasons(pair: Pair, language: str) -> list[Json]:
    """What spoke for a pair, the weightiest first.

    Args:
        pair: as it stands.
        language: of the interface, ``zh`` or ``en``.

    Returns:
        ``name``, ``weight`` in nats (``None`` for what a person said), and ``text``.
    """
    said = _SENTENCES.get(language, _SENTENCES["en"])
    told = _by_people(pair, _PERSON.get(language, _PERSON["en"]))
    for name, weight in sorted(pair.evidence.items(), key=lambda one: -abs(one[1])):
        sentences = said.get(name)
        text = f"{name} {weight:+.1f}" if sentences is None else sentences[weight < 0]
        told.append({"name": name, "weight": weight, "text": text})
    return told


def _by_people(pair: Pair, words: dict[str, str]) -> list[Json]:
    who = pair.reviewer or words["somebody"]
    told = []
    if pair.is_confirmed:
        told.append("confirmed")
    elif pair.origin in ("shaped", "left"):
        told.append(pair.origin)
    if pair.is_crossing:
        told.append("crossing")
    return [{"name": name, "weight": None, "text": words[name].format(who=who)} for name in told]

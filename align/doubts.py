"""What the user should hear about a pairing as a whole."""

from __future__ import annotations

from align.lattice.coarse import heaviest_chain
from align.lattice.regions import Task
from align.repairs.shuffled import Order

# Below this, a user should look; with the dictionary alone.
_UNLIKE, _UNLIKE_ALONE = 0.05, 0.02
# Below these, in order and in any order, two texts are strangers. Of 16 translations (novels,
# news, reports, press conferences) and their beginnings of 6 to 30 segments the least like reached
# .033; of 136 pairs of strangers two were above .02. Fewer segments tell too little.
_STRANGE, _STRANGE_ANYWHERE, _ENOUGH_TO_TELL = 0.02, 0.03, 5


def likeness(task: Task) -> float:
    """How much two documents look like translations of each other, 0 to 1.

    The weight of the chain of plain matches, a segment of the shorter document: .1 to .4 for
    translations, .03 at most for any other two texts that we tried.
    """
    shorter = min(len(task.pair.z), len(task.pair.e))
    chain = heaviest_chain(task.matches)
    return float(task.matches.weights[chain].sum()) / shorter if shorter else 0.0


def doubts(task: Task, order: Order, *, by_content: bool) -> list[str]:
    """Sentences for ``Alignment.warnings``.

    ``by_content`` says that lines were paired whatever their order.
    """
    z, e = task.pair.z, task.pair.e
    if not len(z) or not len(e):
        return ["One side has no text, so that nothing could be paired."]
    if order == "lost":
        made = (
            "Pairs were made by what the lines say, one to one; look at them before use."
            if by_content
            else "They were paired in order all the same, so that few pairs will be right."
        )
        return [
            "Most lines find their partner elsewhere than in order: one text seems to be sorted or "
            f"shuffled. {made}"
        ]
    if likeness(task) < (_UNLIKE_ALONE if z.encoded is None else _UNLIKE):
        return [
            "The two texts do not look like translations of each other, or their parts are in "
            "quite another order: check that these are the right files."
        ]
    return []


def are_strangers(task: Task) -> bool:
    """Whether two documents have nothing to do with each other, so that no pairing makes sense.

    Without an encoder the evidence is too thin to say so.
    """
    z, e = task.pair.z, task.pair.e
    shorter = min(len(z), len(e))
    if z.encoded is None or shorter < _ENOUGH_TO_TELL:
        return False
    anywhere = float(task.matches.weights.sum()) / shorter
    return likeness(task) < _STRANGE and anywhere < _STRANGE_ANYWHERE

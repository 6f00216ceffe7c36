"""What people can decide: about pairs, about terms, about findings.

Each decision is a small frozen thing that says what was meant (``Merge("next")``). Given to a
project with what it is about, it is written down with the stretches of text it comes to, so
that it can be replayed over whatever the machine finds next.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from corpora.errors import InputError
from glossary.record.entries import STATUSES

Side = Literal["source", "target"]
Direction = Literal["previous", "next"]
Answer = Literal["right", "false alarm", "fixed", "later", ""]
ANSWERS: tuple[Answer, ...] = ("right", "false alarm", "fixed", "later")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided; ``verb`` names its kind in the log."""

    @property
    def verb(self) -> str:
        """The kind's name, such as ``merge`` or ``keep out``."""
        return VERBS[type(self)]

    def to_dict(self) -> dict[str, Any]:
        """Its fields, as the log holds them."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def decision_from(verb: str, data: dict[str, Any]) -> Decision:
    """A decision from its verb and fields, as a page or a file has them.

    Raises:
        InputError: there is no such decision, or a field of it cannot be.
    """
    kind = _BY_VERB.get(verb)
    if kind is None:
        raise InputError(
            f"there is no decision {verb!r}", hint=f"choose from {', '.join(_BY_VERB)}"
        )
    values = {name: _frozen(value) for name, value in data.items()}
    types = get_type_hints(kind)
    try:
        if not all(_is_of(value, types[name]) for name, value in values.items()):
            raise TypeError
        return kind(**values)
    except (TypeError, KeyError) as error:
        names = ", ".join(one.name for one in fields(kind)) or "nothing"
        raise InputError(
            f"the decision {verb!r} does not take that", hint=f"it takes {names}"
        ) from error


def _is_of(value: object, kind: Any) -> bool:  # noqa: ANN401
    """Whether a value from JSON is of the type that a field of a decision has."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return isinstance(value, str)  # which words do is said where the decision is made
    if origin in (Union, UnionType):
        return any(_is_of(value, one) for one in inner)
    if origin is tuple and isinstance(value, tuple):
        if inner[-1] is Ellipsis:
            return all(_is_of(one, inner[0]) for one in value)
        return len(value) == len(inner) and all(map(_is_of, value, inner))
    if kind is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    # A truth is no number here, though Python counts it as one.
    return origin is not tuple and type(value) is kind


def _frozen(value: Any) -> Any:  # noqa: ANN401
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise InputError(f"{name} cannot be {value!r}", hint=f"choose from {', '.join(choices)}")


_SIDES = ("source", "target")


# --- pairs: what faces what ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Confirm(Decision):
    """The pair is right as it stands; with an empty side, that it has no counterpart."""


@dataclass(frozen=True, slots=True)
class Reopen(Decision):
    """Take back that a pair is right, or doubtful."""


@dataclass(frozen=True, slots=True)
class Merge(Decision):
    """With the next or previous pair: both sides, or one side alone. Nothing else moves."""

    direction: Direction = "next"
    side: Literal["source", "target", "both"] = "both"

    def __post_init__(self) -> None:
        _check_choice("the direction", self.direction, ("previous", "next"))
        _check_choice("the side", self.side, (*_SIDES, "both"))


@dataclass(frozen=True, slots=True)
class Split(Decision):
    """In two between sentences: how many of either side stay in the first pair."""

    source: int
    target: int


@dataclass(frozen=True, slots=True)
class MoveBorder(Decision):
    """The last sentences of a side to the next pair, or its first ones to the previous."""

    side: Side
    direction: Direction
    count: int = 1

    def __post_init__(self) -> None:
        _check_choice("the direction", self.direction, ("previous", "next"))
        _check_choice("the side", self.side, _SIDES)


@dataclass(frozen=True, slots=True)
class Link(Decision):
    """This pair's source with the target of another, near or far, in order or crossing.

    What either had before is left without a counterpart.
    """

    with_pair: str


@dataclass(frozen=True, slots=True)
class Unlink(Decision):
    """The two sides do not belong together: neither has a counterpart."""


@dataclass(frozen=True, slots=True)
class Swap(Decision):
    """Exchange the targets with the pair before, or after."""

    direction: Direction = "previous"

    def __post_init__(self) -> None:
        _check_choice("the direction", self.direction, ("previous", "next"))


@dataclass(frozen=True, slots=True)
class InsertRow(Decision):
    """An empty row before or after, to move sentences into."""

    direction: Direction = "next"

    def __post_init__(self) -> None:
        _check_choice("the direction", self.direction, ("previous", "next"))


@dataclass(frozen=True, slots=True)
class RemoveRow(Decision):
    """Take an empty row away again."""


# --- pairs: what is said of them -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Doubt(Decision):
    """Worth another look, and why."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class Note(Decision):
    """A note; empty to take it away."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class KeepOut(Decision):
    """Keep it out of the memory, without deleting it."""


@dataclass(frozen=True, slots=True)
class KeepIn(Decision):
    """Take it into the memory after all."""


@dataclass(frozen=True, slots=True)
class Bookmark(Decision):
    """A place to come back to; ``on`` is false to take the mark away."""

    on: bool = True


# --- pairs: their texts --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CorrectText(Decision):
    """Another wording for a side; the original is kept, and comes back with ``text`` ``None``."""

    side: Side
    text: str | None

    def __post_init__(self) -> None:
        _check_choice("the side", self.side, _SIDES)
        if self.text is not None and not self.text.strip():
            raise InputError(
                "a corrected text cannot be empty",
                hint="say that the pair has no counterpart, or keep it out of the memory",
            )


@dataclass(frozen=True, slots=True)
class Cut(Decision):
    """Cut a sentence of the pair (from 0) in two at an offset into its text."""

    side: Side
    sentence: int
    offset: int

    def __post_init__(self) -> None:
        _check_choice("the side", self.side, _SIDES)


@dataclass(frozen=True, slots=True)
class Join(Decision):
    """Make a sentence of the pair (from 0) and the one behind it one.

    Behind the last of a pair, that is the first of the next, which comes into this pair.
    """

    side: Side
    sentence: int

    def __post_init__(self) -> None:
        _check_choice("the side", self.side, _SIDES)


@dataclass(frozen=True, slots=True)
class TakeRealignment(Decision):
    """Pairs as the aligner finds them with what is decided held fast; see ``review.jobs``.

    Each of ``rows`` is (source start, source end, target start, target end) in offsets; ``found``
    says of each (confidence, whether it is out of order, evidence). Rows that touch a decided
    pair are left out when the decision is replayed, and all of them once the machine has aligned
    the texts anew.
    """

    rows: tuple[tuple[int, int, int, int], ...]
    found: tuple[tuple[float | None, bool, tuple[tuple[str, float], ...]], ...]


# --- terms ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Approve(Decision):
    """The term and its translation are right."""


@dataclass(frozen=True, slots=True)
class Reject(Decision):
    """It is no term, or not worth an entry."""


@dataclass(frozen=True, slots=True)
class Undecide(Decision):
    """Take back what was decided about a term."""


@dataclass(frozen=True, slots=True)
class EditTerm(Decision):
    """Other wordings, or what else an entry says; ``None`` leaves a field as it is."""

    source_term: str | None = None
    target_term: str | None = None
    definition: str | None = None
    domain: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        for value in (self.source_term, self.target_term):
            if value is not None and not value.strip():
                raise InputError("a term cannot be empty", hint="reject it instead")


@dataclass(frozen=True, slots=True)
class AddTerm(Decision):
    """A term that the machine did not find."""

    source_term: str
    target_term: str

    def __post_init__(self) -> None:
        if not self.source_term.strip() or not self.target_term.strip():
            raise InputError("a term needs both languages", hint="give the two wordings")


@dataclass(frozen=True, slots=True)
class MergeTerm(Decision):
    """It is another entry's term once more: that one's id."""

    into: str


@dataclass(frozen=True, slots=True)
class SetStatus(Decision):
    """Preferred, admitted, deprecated …; empty for none."""

    status: str

    def __post_init__(self) -> None:
        _check_choice("the status", self.status, ("", *STATUSES))


@dataclass(frozen=True, slots=True)
class Forbid(Decision):
    """The translation must not be used for the term; ``on`` is false to allow it again."""

    on: bool = True


@dataclass(frozen=True, slots=True)
class ChooseRendering(Decision):
    """One of the renderings found is the translation."""

    text: str


@dataclass(frozen=True, slots=True)
class CorrectPlace(Decision):
    """What stands for the term at one of its places: spans of the pair's target text.

    ``place`` counts the entry's places from 0, as ``Term.places`` lists them. Without spans it
    was left out there; ``is_term`` false says that the place does not hold the term at all.
    """

    place: int
    target_spans: tuple[tuple[int, int], ...] = ()
    source_span: tuple[int, int] | None = None
    is_term: bool = True


@dataclass(frozen=True, slots=True)
class TakeReview(Decision):
    """All that a reviewed glossary says of a term, as its row has it.

    ``decision`` is empty, ``approve``, ``reject``, ``edit`` or ``merge:ID``; see
    ``glossary.record.entries.ConceptEntry`` for the other fields.
    """

    source_term: str
    target_term: str
    decision: str = ""
    status: str = ""
    is_forbidden: bool = False
    definition: str = ""
    domain: str = ""
    note: str = ""
    reviewer: str = ""
    reviewed_at: str = ""


# --- findings ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnswerFinding(Decision):
    """The finding is right, a false alarm, fixed, or for later; empty to take that back.

    ``text`` is the whole target of the pair as it should read, where it was fixed.
    """

    answer: Answer
    text: str | None = None
    note: str = ""

    def __post_init__(self) -> None:
        _check_choice("an answer", self.answer, ("", *ANSWERS))
        if self.text is not None and self.answer != "fixed":
            raise InputError("only a finding that was fixed has a corrected wording")
        if self.text is not None and not self.text.strip():
            raise InputError("a corrected text cannot be empty", hint="leave it out")


VERBS: dict[type[Decision], str] = {
    Confirm: "confirm",
    Reopen: "reopen",
    Merge: "merge",
    Split: "split",
    MoveBorder: "move border",
    Link: "link",
    Unlink: "no counterpart",
    Swap: "swap",
    InsertRow: "insert row",
    RemoveRow: "remove row",
    Doubt: "doubtful",
    Note: "note",
    KeepOut: "keep out",
    KeepIn: "keep in",
    Bookmark: "bookmark",
    CorrectText: "correct text",
    Cut: "cut sentence",
    Join: "join sentences",
    TakeRealignment: "realign",
    Approve: "approve",
    Reject: "reject",
    Undecide: "undecide",
    EditTerm: "edit",
    AddTerm: "add term",
    MergeTerm: "merge term",
    SetStatus: "status",
    Forbid: "forbid",
    ChooseRendering: "choose rendering",
    CorrectPlace: "correct place",
    TakeReview: "take review",
    AnswerFinding: "answer",
}
_BY_VERB = {verb: kind for kind, verb in VERBS.items()}
PAIR_DECISIONS = tuple(VERBS)[: tuple(VERBS).index(Approve)]
TERM_DECISIONS = tuple(VERBS)[tuple(VERBS).index(Approve) : tuple(VERBS).index(AnswerFinding)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A decision as the log holds it, with all that replaying it needs.

    ``operation`` is its number in the log, ``seen`` the last one its maker had seen. ``data``
    are the decision's own fields and the stretches of text that it is about. ``subject`` is
    ``pair``, ``term`` or ``finding``; ``document`` names the document pair, where one is meant.
    """

    operation: int
    reviewer: str
    at: str
    seen: int
    subject: str
    document: str | None
    target: str
    verb: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing a person did: some decisions made at once, or an undo or redo of such.

    ``kind`` is the decisions' verb, ``several`` where they differ, or ``undo`` or ``redo``, and
    ``concerns`` is then the operation undone or redone.
    """

    number: int
    at: str
    reviewer: str
    kind: str
    concerns: int | None
    seen: int
    decisions: int = 0
    is_undone: bool = False

    @property
    def is_decision(self) -> bool:
        """Whether it is neither an undo nor a redo."""
        return self.kind not in ("undo", "redo")

"""What the evidence column says: the machine's part, and what a reviewer saw, as data.

Tables and JSON hold it as text, the only memory there is between two runs. ``Evidence.text``
writes it and ``read_evidence`` reads it where a file is read; everything else works on the parts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

# Tables mark rows that have this in the column.
RECHECK = "re-check"
_WHOLE = re.compile(
    r"(?:termhood (?P<termhood>\d\.\d\d); pair (?P<pair>\d\.\d\d); (?P<reasons>[^;]*))?"
    r"(?:; renderings of (?P<read>\d+) places of (?P<places>\d+))?"
    r"(?P<review>; reviewed\[(?P<stamp>[^\]]*)\]: (?P<seen>\d+) seen, (?P<share>\d\.\d\d|))?"
    rf"(?:; {RECHECK}: (?:(?P<new>\d+) new renderings)?(?:, )?"
    r"(?:consistency fell from (?P<before>\d\.\d\d) to (?P<now>\d\.\d\d))?)?"
)
_PARTS = re.compile(r"termhood (\d(?:\.\d+)?); pair (\d(?:\.\d+)?)")
_REVIEW = re.compile(r"; reviewed\[(?P<stamp>[^\]]*)\]: (?P<seen>\d+) seen, (?P<share>[\d.]*)")
_REASON = re.compile(r"(?P<name>.+) (?P<nats>[+-]\d+\.\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a reviewer saw: ``stamp`` tells the decision, ``share`` is the consistency of then."""

    stamp: str
    count: int
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """What has moved since: renderings unseen then, and from where to where consistency fell."""

    new_renderings: int = 0
    fell: tuple[float, float] | None = None

    def __bool__(self) -> bool:
        """Whether anything has."""
        return bool(self.new_renderings) or self.fell is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks for an entry, and what people saw of it.

    ``termhood`` and ``pair`` are probabilities, ``reasons`` (feature, nats); ``places`` are those
    looked into and those there are, where that differs. ``remarks`` is a column whole as somebody
    else wrote it. Numbers are as the column tells them, so that they read back.
    """

    termhood: float | None = None
    pair: float | None = None
    reasons: tuple[tuple[str, float], ...] = ()
    places: tuple[int, int] | None = None
    review: Review | None = None
    recheck: Recheck = Recheck()
    remarks: str = ""

    @classmethod
    def of(
        cls, *, termhood: float, pair: float, reasons: tuple[tuple[str, float], ...]
    ) -> Evidence:
        """What the models say, with as many digits as the column has."""
        return cls(
            termhood=round(termhood, 2),
            pair=round(pair, 2),
            reasons=tuple((name, round(nats, 1)) for name, nats in reasons),
        )

    @property
    def text(self) -> str:
        """What the column says, for people."""
        if self.remarks:
            return self.remarks
        said = ""
        if self.termhood is not None and self.pair is not None:
            why = ", ".join(f"{name} {nats:+.1f}" for name, nats in self.reasons)
            said = f"termhood {self.termhood:.2f}; pair {self.pair:.2f}; {why}"
        if self.places is not None:
            said += f"; renderings of {self.places[0]} places of {self.places[1]}"
        return said + self._reviewed()

    def with_review(self, review: Review, recheck: Recheck = Recheck()) -> Evidence:
        """The same with what a reviewer saw, and what has moved since."""
        remarks = self.remarks and self.remarks + Evidence(review=review, recheck=recheck).text
        return replace(self, review=review, recheck=recheck, remarks=remarks)

    def _reviewed(self) -> str:
        said = ""
        if self.review is not None:
            share = "" if self.review.share is None else f"{self.review.share:.2f}"
            said = f"; reviewed[{self.review.stamp}]: {self.review.count} seen, {share}"
        moved = []
        if self.recheck.new_renderings:
            moved.append(f"{self.recheck.new_renderings} new renderings")
        if self.recheck.fell is not None:
            moved.append("consistency fell from {:.2f} to {:.2f}".format(*self.recheck.fell))
        return f"{said}; {RECHECK}: {', '.join(moved)}" if moved else said


NO_EVIDENCE = Evidence()


def read_evidence(text: str) -> Evidence:
    """The parts of what ``Evidence.text`` wrote; a column that says more is kept as it is.

    >>> read_evidence("termhood 0.90; pair 0.80; quoted +1.0").reasons
    (('quoted', 1.0),)
    >>> read_evidence("seen in a book; termhood 0.90; pair 0.80").pair
    0.8
    """
    match = _WHOLE.fullmatch(text)
    if match is not None:
        found = _evidence(match)
        if found.text == text:
            return found
    parts, review = _PARTS.search(text), _REVIEW.search(text)
    return Evidence(
        termhood=float(parts[1]) if parts else None,
        pair=float(parts[2]) if parts else None,
        review=_review(review) if review else None,
        remarks=text,
    )


def _evidence(match: re.Match[str]) -> Evidence:
    reasons = [_REASON.fullmatch(one) for one in (match["reasons"] or "").split(", ")]
    return Evidence(
        termhood=_number(match["termhood"]),
        pair=_number(match["pair"]),
        reasons=tuple((one["name"], float(one["nats"])) for one in reasons if one),
        places=(int(match["read"]), int(match["places"])) if match["read"] else None,
        review=_review(match) if match["review"] else None,
        recheck=Recheck(
            new_renderings=int(match["new"] or 0),
            fell=(float(match["before"]), float(match["now"])) if match["before"] else None,
        ),
    )


def _review(match: re.Match[str]) -> Review:
    return Review(
        stamp=match["stamp"], count=int(match["seen"]), share=_number(match["share"].strip("."))
    )


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None

"""Cards: files of learned weights that say what they are and what taught them.

A card is JSON, one for each stage and the encoder it was learned with (``pairing.use.json``):

| field | what it holds |
|---|---|
| format | 1 |
| about | what its models tell, in a few words |
| version | what signatures call it; may be empty |
| encoder | the encoder whose vectors the features came from; ``none`` for none |
| script | what learned it |
| taught_by | the texts, in a list |
| data | SHA-256 of these (``scripts/learn/cards.py``); null where that was not yet kept |
| models | by name |

A linear model has ``weights`` by feature, in order, and a ``bias``. Trees have ``features`` in
order, an ``intercept``, maybe a ``prior`` (weights), and nodes: (a feature's number or -1,
threshold, value), root first, children of node i at 2i + 1 and 2i + 2. Either may have
``thresholds`` and
``calibration`` (points: computed, right).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from corpora.learned.linear import LinearModel
from corpora.learned.trees import TreeModel

# One more whenever what is on a card changes.
FORMAT = 1
# Cards learned with this encoder serve those that have none of their own.
_LENDER = "use"


class Readable(Protocol):
    """A ``Path``, or a file inside a package."""

    def read_text(self, encoding: str) -> str:
        """The file's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a file says of its models, and these; ``path`` names it in errors.

    ``warning`` is a sentence for the user where the models were learned with another encoder than
    the one in use, else empty.
    """

    path: str
    about: str
    version: str
    encoder: str
    script: str
    taught_by: tuple[str, ...]
    data: str | None
    models: Mapping[str, Mapping[str, Any]]
    warning: str = ""

    def linear(self, name: str, features: Sequence[str]) -> LinearModel:
        """A linear model for features in the order of ``features``.

        Raises:
            ValueError: there is no such model, or it weighs what is not among the features.
        """
        weights = self.weights(name, features)
        return LinearModel.of(weights, features, bias=float(self._model(name)["bias"]))

    def weights(self, name: str, features: Iterable[str] | None = None) -> dict[str, float]:
        """The weights of a linear model by feature; raises as ``linear``.

        Where features are known only later, ``check_features`` is for then.
        """
        held = self._model(name)
        if features is not None:
            self.check_features(name, features)
        return {feature: float(weight) for feature, weight in held["weights"].items()}

    def trees(self, name: str, features: Sequence[str]) -> TreeModel:
        """Boosted trees for features in the order of ``features``; raises as ``linear``."""
        held = self._model(name)
        self.check_features(name, features)
        return TreeModel.of(held, features)

    def thresholds(self, name: str) -> dict[str, float]:
        """From which score on a model's word counts, for each of its uses."""
        return {use: float(value) for use, value in self._model(name)["thresholds"].items()}

    def calibration(self, name: str) -> tuple[tuple[float, float], ...]:
        """Rising points (probability computed, share right); between them it is linear."""
        return tuple((float(a), float(b)) for a, b in self._model(name)["calibration"])

    def check_features(self, name: str, features: Iterable[str]) -> None:
        """Refuse features that lack one which a model weighs.

        Raises:
            ValueError: names the card, the model, the features and what to do.
        """
        known = set(features)
        held = self._model(name)
        missing = [one for one in held.get("features", held.get("weights")) if one not in known]
        if missing:
            raise ValueError(
                f"{self.path}: the model {name} weighs features that nothing computes: "
                f"{', '.join(missing)}; learn it anew with {self.script}"
            )

    def _model(self, name: str) -> Mapping[str, Any]:
        if name not in self.models:
            raise ValueError(
                f"{self.path}: holds no model {name}; there are {', '.join(self.models)}"
            )
        return self.models[name]


@cache
def card_for(folder: str, stage: str, encoder: str) -> Card:
    """The card of a stage that was learned with an encoder, read once.

    An encoder that has none gets the one of ``use``, and ``Card.warning`` says so.

    Args:
        folder: of the cards, as a package with folders: ``glossary/data``.
        stage: what the file's name begins with.
        encoder: name of the encoder; ``none`` for none.
    """
    package, *inner = folder.split("/")
    home = files(package).joinpath(*inner)
    own = home.joinpath(f"{stage}.{encoder}.json")
    if own.is_file():
        return read_card(own)
    card = read_card(home.joinpath(f"{stage}.{_LENDER}.json"))
    return _lent(card, encoder)


def _lent(card: Card, encoder: str) -> Card:
    return replace(
        card,
        warning=f"For the encoder {encoder} nothing has been learned about {card.about}: weights, "
        f"thresholds and probabilities are those of the encoder {card.encoder}, and may be wrong.",
    )


def read_card(file: Readable) -> Card:
    """The card in a file.

    Raises:
        ValueError: it is no card, or one of another format.
    """
    data = json.loads(file.read_text("utf-8"))
    found = data.get("format") if isinstance(data, dict) else None
    if found != FORMAT:
        raise ValueError(f"{file}: is no card of learned weights in format {FORMAT}")
    return Card(
        path=str(file),
        about=data["about"],
        version=data["version"],
        encoder=data["encoder"],
        script=data["script"],
        taught_by=tuple(data["taught_by"]),
        data=data["data"],
        models=data["models"],
    )

"""Two versions of an article, compared by their sourcing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from checker.model.places import Place

ChangeKind = Literal[
    "source-lost",
    "source-gained",
    "name-dropped",
    "speaker-changed",
    "attribution-dropped",
    "hedge-dropped",
    "label-dropped",
    "quote-changed",
    "link-lost",
    "chain-shortened",
]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs in the sourcing. `degraded`: the reader can now check less than before.

    `words` are what it is about; `before` and `after` the places in the two files, None where it stands in one only.
    """

    kind: ChangeKind
    degraded: bool
    message: str
    words: str
    before: Place | None = None
    after: Place | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between the sourcing of an old and of a new version, in the order of the text."""

    old: str
    new: str
    changes: tuple[Change, ...] = ()

    @property
    def degraded(self) -> int:
        """How many of the changes leave the reader with less."""
        return sum(change.degraded for change in self.changes)

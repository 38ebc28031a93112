"""One quotation followed from page to page: the pages that hold its words, how they were reached, where they end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from checker.model.claims import Hop
from checker.model.evidence import LinkCheck, MatchKind
from checker.model.outlets import Standing
from checker.model.places import Place, Span

Reached = Literal["asked", "claim-link", "hop-link", "article-link", "declared-origin", "canonical", "corpus", "copy"]
End = Literal["origin", "cites-further", "loop", "dead-end"]
DisagreementKind = Literal["other-speaker", "other-words", "missing-relay", "relay-not-confirmed", "undisclosed-copy"]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words at a place of a text, with what stands before and behind them, so that they are found again there."""

    span: Span
    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of words in two versions; `same`: they differ in letter case, marks and spaces only, or not at all.

    `before` is what the page nearer to the origin prints, `after` what was made of it.
    """

    same: bool
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is traced: the words, and where the article asked about has them ("" and None for words alone).

    `quoted`: they stand inside quotation marks there; `claim` is the id of the claim that holds them.
    """

    words: str
    source: str = ""
    speaker: str = ""
    claim: str = ""
    span: Span | None = None
    line: int = 0
    quoted: bool = True


@dataclass(frozen=True, slots=True)
class Station:
    """A page that was reached on the way, and what it says of the words. The article asked about is one as well.

    `kind` is how its words stand to those asked for: "absent" and "not-checked" have no `passage`, and `reason` says
    why; `by` is the id of the station that led here ("" for the article, and for what only the corpus gave), `named`
    what that page calls it; `from_question` and `from_citing` are the words here against those asked for and against
    those of the station that led here; `hops` is the page's own chain for the words, with spans and links of that page;
    `capture` the SHA-256 of the page's bytes, `archived` the archive's copy that was read in its place; `url` the
    address that the page gives itself.
    """

    id: str
    address: str
    depth: int
    reached: Reached
    kind: MatchKind
    end: End
    by: str = ""
    named: str = ""
    reason: str = ""
    title: str = ""
    publisher: str = ""
    outlet: Standing | None = None
    published: date | None = None
    passage: Passage | None = None
    from_question: tuple[Stretch, ...] = ()
    from_citing: tuple[Stretch, ...] = ()
    speaker: str = ""
    description: str = ""
    claim: str = ""
    line: int = 0
    hops: tuple[Hop, ...] = ()
    capture: str = ""
    archived: str = ""
    url: str = ""
    check: LinkCheck = field(default_factory=LinkCheck)

    @property
    def holds(self) -> bool:
        """Whether the words, or altered ones, stand on this page."""
        return self.passage is not None


@dataclass(frozen=True, slots=True)
class Step:
    """From one station to one that it leads to; `loop`: that one led here itself; `again`: it was reached before."""

    start: str
    end: str
    reached: Reached
    anchor: str = ""
    again: bool = False
    loop: bool = False


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two pages that tell the route or the words differently.

    `station` is where it shows, `other` the page that it was compared with; `here` and `there` what each says: the
    speakers, the words, or the name that one of them leaves out; for a copy, `there` is the part of the page's own
    words that both have, in hundredths.
    """

    kind: DisagreementKind
    station: str
    other: str
    here: str = ""
    there: str = ""
    difference: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Leg:
    """A hop of the merged chain; `said_by` is the station that names it and `place` where in its input.

    `verified_by` is the station of the hop's own page, which holds the words (its basis is "verified" then).
    """

    hop: Hop
    said_by: str
    verified_by: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked at: pages read, those that hold the words, addresses that could not be read.

    `corpus` is the number of documents of the corpus, `left` the number of links that were not followed any more
    (depth, or the limit of pages of a trace).
    """

    pages: int = 0
    holding: int = 0
    unread: int = 0
    corpus: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class Trace:
    """One quotation along its chain. `stations` are in the order in which they were reached, the article first.

    `legs` is the merged chain, origin first; `earliest` the station of the earliest date among those that hold the
    words: the earliest in what was searched, and no more than that.
    """

    question: Question
    stations: tuple[Station, ...] = ()
    steps: tuple[Step, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    legs: tuple[Leg, ...] = ()
    earliest: str = ""
    searched: Searched = Searched()

    @property
    def by_date(self) -> tuple[Station, ...]:
        """The stations that hold the words, earliest first, those without a date last."""
        held = [station for station in self.stations if station.holds]
        return tuple(sorted(held, key=lambda station: station.published or date.max))

    def station(self, name: str) -> Station | None:
        """The station of this id."""
        return next((station for station in self.stations if station.id == name), None)

    def below(self, name: str) -> tuple[Station, ...]:
        """The stations that this one led to first, in order; those that nothing led to for ""."""
        return tuple(station for station in self.stations if station.by == name)

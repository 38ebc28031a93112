"""Who says what through whom: sources, hops, claims and chains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from checker.model.evidence import Match
from checker.model.outlets import Standing
from checker.model.places import Span

SourceKind = Literal["person", "unnamed", "organisation", "outlet", "document", "social", "unknown"]
ClaimKind = Literal["direct", "mixed", "indirect", "hedged", "unattributed", "linked"]
Act = Literal["statement", "belief", "wish", "decree", "finding"]
Relation = Literal[
    "told", "said", "reported", "according_to", "quoted_by", "cited", "interviewed_by", "posted_on", "published",
    "carried_over", "declared", "canonical", "publishes",
]  # fmt: skip
Role = Literal["origin", "first-publisher", "relay", "republisher", "publisher"]
Basis = Literal["stated", "carried-over", "inferred", "supplied", "verified", "unknown"]
Level = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Source:
    """Who or what a claim is credited to, at one mention.

    `name` is the fullest form in the article; `span` the words here (None when nothing is printed); `phrase` the whole
    noun phrase with its modifiers; `label` the author's own words on an outlet's ownership ("Russian state-owned").
    `id` is the same for every mention of one source in the article.
    """

    name: str
    kind: SourceKind
    span: Span | None = None
    phrase: Span | None = None
    description: str = ""
    outlet: Standing | None = None
    named: bool = False
    plural: bool = False
    pronoun: bool = False
    described: bool = False
    label: str = ""
    id: str = ""

    def known_as(self, identity: str) -> Source:
        """The source with its id; every claim asks for one, and `dataclasses.replace` would take four times as long."""
        return Source(
            self.name, self.kind, self.span, self.phrase, self.description, self.outlet, self.named, self.plural,
            self.pronoun, self.described, self.label, identity,
        )  # fmt: skip

    def meant_by(self, words: Source, pronoun: bool = False) -> Source:
        """The source where other words stand for it: “she”, “the mayor”; as quick as `known_as`."""
        return Source(
            self.name, self.kind, words.span, words.phrase, self.description, self.outlet, self.named, self.plural,
            pronoun or self.pronoun, self.described, self.label, self.id,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hop:
    """One station of a claim on its way to the page, with what the hop rests on.

    `link` is an index into `Article.links`; `pattern` names the rule that found it and `evidence` gives its reason.
    """

    source: Source
    relation: Relation
    role: Role
    span: Span | None = None
    link: int | None = None
    basis: Basis = "stated"
    pattern: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One addend of a scored choice, as the report prints it."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Claim:
    """One act of saying, writing, reporting or finding, with its content.

    `cue` has auxiliaries, adverbs and particles, `cue_head` the bare verb; `hops` is the route printed in the text,
    origin first, relays carried over from an earlier claim included, without the publisher; `links` are indices of
    the links in or beside the claim; `continues` the id of the claim whose quotation or route goes on here; `hedge` a
    marker such as "reportedly"; `nested` a claim inside another one's content, or one that only passes on the claim
    `passes_on` ("the Journal notes that Lee tweeted ..."), whose route holds its source as a hop.
    """

    id: str
    content: tuple[Span, ...]
    kind: ClaimKind
    act: Act
    speaker: Source
    sentence: Span
    cue: Span | None = None
    cue_head: Span | None = None
    recipient: Source | None = None
    hops: tuple[Hop, ...] = ()
    links: tuple[int, ...] = ()
    pattern: str = ""
    terms: tuple[Term, ...] = ()
    continues: str = ""
    hedge: Span | None = None
    nested: bool = False
    passes_on: str = ""
    public: bool = False
    words: int = 0
    quoted_words: int = 0
    confidence: Level = "medium"
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """The whole route of one claim, from its origin to the publishing page; a gap is a hop with basis `unknown`."""

    claim: str
    hops: tuple[Hop, ...]

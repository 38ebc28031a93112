"""An article's sourcing as a whole: its sources, its outlets, and what each claim stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from checker.model.article import BlockKind, DeclaredOrigin
from checker.model.claims import Hop, Source
from checker.model.outlets import Standing
from checker.model.places import Span


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One source over the whole article: its fullest name and description, and its claims.

    `role` tells those who say something from the outlets through which others say it; `first` is the first mention;
    `share` is the part of the article's statements and findings that rests on it, `percent` the same in hundredths;
    `in_opening`: the headline, the lines under it or the first paragraph name it; `mentions`: how often the text names
    it, in its claims and elsewhere.
    """

    source: Source
    claims: tuple[str, ...]
    words: int
    quoted_words: int
    share: float
    role: Literal["speaker", "conduit"] = "speaker"
    first: Span | None = None
    percent: int = 0
    in_opening: bool = False
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Exposure:
    """How much of the article reaches its reader through one outlet, in claims and in quoted words.

    `first` is its first mention in a claim and `name` the words there; `label` the author's own words on its
    ownership at that mention; `by_claims` the ids; `speakers` how many different sources reach the article through
    it; `own` whether it is the publisher itself; `linked` whether a link with a target leads to it; `origin` whether
    it speaks for itself in every claim ("TASS reported"), so that nobody is quoted through it; `rests_on` is the
    publisher whose report its own one rests on, by what a corpus holds, and `rests_with` the other outlets cited here
    whose reports rest on the same.
    """

    outlet: Standing
    claims: int
    of_claims: int
    quoted_words: int
    of_quoted_words: int
    share: float
    name: str = ""
    first: Span | None = None
    label: str = ""
    by_claims: tuple[str, ...] = ()
    speakers: int = 0
    own: bool = False
    linked: bool = False
    origin: bool = False
    part: Literal["cited", "publisher", "earlier"] = "cited"
    rests_on: str = ""
    rests_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interest:
    """Who pays for or owns the body that a source speaks for, where the claim's matter is theirs too.

    `party` is a `tie` ("funder", "client", "owner", "founder", "sponsor") of `body`, by what `evidence` names; `topic`
    is the word list of rules that the claim or the article touches; `span` a place where the body is named.
    """

    body: str
    party: str
    tie: str
    topic: str
    evidence: str
    span: Span


@dataclass(frozen=True, slots=True)
class Footing:
    """What one claim stands on, seen with the whole article around it (made by `checker.sourcing`).

    `route` joins the names of the outlets that it passed, `stations` are their hops; `linked`: a link with a target
    stands in or beside it; `route_linked`: every outlet of the route has such a link; `linked_before`: its last
    outlet was linked earlier; `own`: the outlet told is the publisher itself; `bare`: the unnamed speaker is
    described by nothing but "a source"; `spokesperson`: the unnamed speaker speaks for a named body; `withheld`: it
    is an official, an aide, a person close to the matter or the like, whose name the writer held back;
    `corroborated`: another source says something near; `opinion`: a judging word inside a quotation; `collective`:
    the class of a vague plural speaker ("experts"); `instances`: how many single members of that class the article
    names or describes, `nearby` those in the two paragraphs that follow; `near_court`: the sentence is about a
    charge or a trial; `party`: the words that name the state behind the state-controlled outlet of the route;
    `block`: the kind of block it stands in; `restated`: a continued quotation names its speaker again; `left_open`:
    the paragraph before has no closing mark or ends with a colon, which says who goes on; `told_before`: a known source
    tells the sentence before it in the paragraph; `named_soon`: a named person speaks for the first time in one of the
    three paragraphs that follow, as after "an expert says" in a first line; `accused`: the named party that the claim
    accuses of a grave wrong; `answered`: that party answers somewhere in the article; `primary`: the report that
    the one cited rests on, linked elsewhere in the article or held by a corpus, when it is not cited for these
    words; `present`: the claim says how things stand now ("currently"); `definite`: the words for the unnamed
    speaker point back to somebody the text has spoken of; `told_after`: a known source tells the sentence behind it
    in the paragraph; `introduced`: somebody with a name is quoted for the first time behind it, in its paragraph or
    the next; `speaker_near`: somebody who may have said a quotation without a speaker stands near it; `interest`: a
    tie of the body that the source speaks for to a party in the matter, of which the article says nothing.
    """

    claim: str
    route: str = ""
    stations: tuple[Hop, ...] = ()
    linked: bool = False
    route_linked: bool = False
    linked_before: bool = False
    own: bool = False
    anonymous: bool = False
    bare: bool = False
    spokesperson: bool = False
    withheld: bool = False
    corroborated: bool = False
    opinion: Span | None = None
    collective: str = ""
    instances: int = 0
    nearby: int = 0
    near_court: bool = False
    hedge: Span | None = None
    party: Span | None = None
    block: BlockKind = "paragraph"
    restated: bool = False
    left_open: bool = False
    told_before: bool = False
    named_soon: bool = False
    accused: str = ""
    answered: bool = False
    primary: str = ""
    present: bool = False
    definite: bool = False
    told_after: bool = False
    introduced: bool = False
    speaker_near: bool = False
    interest: Interest | None = None


@dataclass(frozen=True, slots=True)
class Sourcing:
    """The article's sourcing in numbers and story-level facts.

    `reposted` counts the republications that the page declares; `own_claims` the statements that no outlet, link or
    public event stands behind, so that the first publisher must have gathered them; `footings` has one entry a claim,
    in their order; `time_words` are relative times outside quotations ("last week"); `reasons` are the places where a
    source's anonymity is explained; `translations` where the text says that words were translated; `interview`: the
    article is an interview with its main source; `headline_claim` is the id of the claim that the headline repeats
    without saying whose words they are; `earlier` are the declared origins without copyright lines and the publisher
    itself; `small_print` are notices of licence, liability and republication; `carriers` the publisher and the earlier
    publishers, through which all of it came.
    """

    sources: tuple[SourceRecord, ...] = ()
    outlets: tuple[Exposure, ...] = ()
    claims: int = 0
    quoted_words: int = 0
    state_claims: int = 0
    state_quoted_words: int = 0
    links: int = 0
    links_without_target: int = 0
    reposted: int = 0
    conduits: tuple[SourceRecord, ...] = ()
    footings: tuple[Footing, ...] = ()
    own_claims: int = 0
    time_words: tuple[Span, ...] = ()
    reasons: tuple[Span, ...] = ()
    translations: tuple[Span, ...] = ()
    interview: bool = False
    headline_claim: str = ""
    earlier: tuple[DeclaredOrigin, ...] = ()
    small_print: tuple[Span, ...] = ()
    carriers: tuple[Exposure, ...] = ()

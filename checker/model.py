"""Every type that flows from a reader to a report. Imports nothing of ours.

All of them are frozen and slotted: a stage never changes what an earlier one made, it makes something new
(`dataclasses.replace`). Offsets are code points, half open. Policies read these very fields (checker/conditions.py
turns each dataclass into a typed record), so a field that a policy needs is added here and filled by the stage that
knows it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

BlockKind = Literal[
    "headline",
    "heading",
    "byline",
    "dateline",
    "paragraph",
    "quote",
    "caption",
    "embed",
    "promo",
    "notice",
    "footer",
    "other",
]
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
Audience = Literal["ci", "editor", "auditor"]
Severity = Literal["error", "warning", "note", "off"]
Control = Literal["yes", "no", "disputed", "unknown", "not-in-registry"]
OutletStatus = Literal["known", "kind-only", "unregistered", "ambiguous", "opaque"]
LinkMissing = Literal["", "empty", "fragment", "script", "not-web", "malformed", "no-base"]
LinkState = Literal[
    "unchecked", "ok", "moved", "gone", "blocked", "paywalled", "not-article", "soft-404", "drifted", "unknown"
]
CreditKind = Literal["image", "agency", "contributor", "copyright"]
NoticeKind = Literal[
    "republished",
    "contributors",
    "agency_byline",
    "agency_credit",
    "photo_credit",
    "copyright",
    "licence",
    "disclaimer",
]
MatchKind = Literal["exact", "normalised", "altered", "absent", "other-speaker", "hedge-dropped", "not-checked"]


# ---------------------------------------------------------------------------------------------- places


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (exclusive) of `Article.text`, in code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Whether the other lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column of the input file, both counted from 1, the column in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` of the article stands at `source` of the file; equal lengths mean character for character."""

    text: Span
    source: Span


@dataclass(frozen=True, slots=True)
class Origin:
    """The decoded input file and how offsets into the article's text lead back to it.

    Pieces are sorted and do not overlap. Text between two pieces (the blank line that joins blocks) belongs to the end
    of the piece before it. Made by `Origin.over`.
    """

    source: str
    pieces: tuple[Piece, ...]
    line_starts: tuple[int, ...]
    piece_starts: tuple[int, ...]

    @classmethod
    def over(cls, source: str, pieces: tuple[Piece, ...] | None = None) -> Origin:
        """An origin over these pieces; without any, the text is the source itself."""
        starts = [0]
        at = source.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = source.find("\n", at + 1)
        if pieces is None:
            pieces = (Piece(Span(0, len(source)), Span(0, len(source))),)
        return cls(source, pieces, tuple(starts), tuple(piece.text.start for piece in pieces))

    def _piece(self, offset: int) -> Piece | None:
        number = bisect_right(self.piece_starts, offset) - 1
        return self.pieces[number] if number >= 0 else None

    def start(self, offset: int) -> int:
        """Source offset of the character that begins at `offset` of the text."""
        piece = self._piece(offset)
        if piece is None:
            return self.pieces[0].source.start if self.pieces else 0
        if offset >= piece.text.end:
            return piece.source.end
        if piece.text.end - piece.text.start == piece.source.end - piece.source.start:
            return piece.source.start + offset - piece.text.start
        return piece.source.start

    def end(self, offset: int) -> int:
        """Source offset just behind the character that ends at `offset` of the text."""
        piece = self._piece(offset - 1) if offset else None
        if piece is None:
            return self.start(offset)
        if offset > piece.text.end:
            return piece.source.end
        if piece.text.end - piece.text.start == piece.source.end - piece.source.start:
            return piece.source.start + offset - piece.text.start
        return piece.source.end

    def span(self, span: Span) -> Span:
        """The source characters that hold the text's span: from its first character to its last one."""
        start = self.start(span.start)
        return Span(start, max(start, self.end(span.end)))

    def place(self, source_offset: int) -> Place:
        """Line and column of an offset into the source."""
        line = bisect_right(self.line_starts, source_offset)
        return Place(line, source_offset - self.line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The words of a source line, without its line break."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.source)
        return self.source[start:end].rstrip("\r\n")


# --------------------------------------------------------------------------------------------- outlets


@dataclass(frozen=True, slots=True)
class Standing:
    """What the registry says of an outlet on one date: facts in force that day, each with who says so.

    `control` answers "does the state control the content, per a named assessor"; `wording` is the phrase a report may
    print for it ("state-controlled, per State Media Monitor 2023"); `today` the same as of the day of the review
    where it differs; `candidates` the ids of an ambiguous name. `domain` is the main site in force that day.
    """

    id: str
    name: str
    status: OutletStatus
    kind: str = ""
    country: str = ""
    domain: str = ""
    control: Control = "not-in-registry"
    wording: str = ""
    today: str = ""
    owner: str = ""
    since: str = ""
    section: str = ""
    account: str = ""
    languages: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


# --------------------------------------------------------------------------------------------- article


@dataclass(frozen=True, slots=True)
class Block:
    """A run of the text that a reader sees as one: a paragraph, a caption. `body`: part of the article proper."""

    span: Span
    kind: BlockKind
    body: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink as written and as resolved. `target` is absolute and unwrapped; None, and `missing` says why.

    `via` names the wrappers taken off, outermost first ("archive 2017-07-24", "tracker"); `outlet` is who is behind
    the target on the article's date; `body` is false for links of navigation, promos and footers; `lookalike` is the
    id of the outlet whose domain the target's host imitates.
    """

    span: Span
    anchor: str
    href: str
    target: str | None = None
    missing: LinkMissing = ""
    via: tuple[str, ...] = ()
    outlet: Standing | None = None
    state: LinkState = "unchecked"
    body: bool = True
    lookalike: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the input says of itself, with its place: a span of the text, or the metadata field it came from.

    `field` is "text", "front-matter:KEY", "json-ld:KEY", "meta:NAME", "registry" (domain table) or "supplied".
    """

    value: str
    span: Span | None = None
    field: str = "text"


@dataclass(frozen=True, slots=True)
class DeclaredOrigin:
    """An earlier publication that the page itself declares: byline, "originally appeared on", canonical address."""

    name: str
    relation: Literal[
        "byline", "first-published", "original-source", "contributed", "copyright", "canonical", "supplied"
    ]
    said: Fact
    outlet: Standing | None = None
    link: int | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """Who an image or a text is credited to. `labelled`: the words beside it say that the outlet is state-owned."""

    kind: CreditKind
    name: str
    said: Fact
    outlet: Standing | None = None
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A passage about the article itself: licence, liability, copyright, contributors."""

    kind: NoticeKind
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the text says it comes from. Every part carries its span or metadata field; nothing is guessed."""

    title: Fact | None = None
    publisher: Fact | None = None
    publisher_outlet: Standing | None = None
    authors: tuple[Fact, ...] = ()
    published: date | None = None
    published_said: Fact | None = None
    canonical: str = ""
    origins: tuple[DeclaredOrigin, ...] = ()
    contributors: tuple[Fact, ...] = ()
    credits: tuple[Credit, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of the input file (`<!-- ... -->`), which is no text; triage reads allow comments from it.

    `at` is the text offset where it stands: it covers the block that begins at or after `at`, or the one that it ends.
    """

    at: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Article:
    """One input, read. `text` is one string, what a reader sees, its blocks joined by a blank line.

    All spans of the article and of everything made from it point into `text`.
    """

    source: str
    text: str
    origin: Origin
    blocks: tuple[Block, ...]
    links: tuple[Link, ...] = ()
    provenance: Provenance = field(default_factory=Provenance)
    format: str = "text"
    url: str = ""
    language: str = "en"
    comments: tuple[Comment, ...] = ()
    warnings: tuple[str, ...] = ()
    degraded: bool = False
    trusted: bool = True

    def place(self, offset: int) -> Place:
        """Line and column in the input file of a text offset."""
        return self.origin.place(self.origin.start(offset))


@dataclass(frozen=True, slots=True)
class Supplied:
    """What the user says of an input that the input does not say of itself; it wins, and is marked *supplied*."""

    published: date | None = None
    publisher: str = ""
    url: str = ""
    origin: str = ""


# ---------------------------------------------------------------------------------------------- claims


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
class Match:
    """What comparing a claim with a capture gave; `difference` is the word diff, empty where the words agree."""

    kind: MatchKind
    url: str = ""
    difference: str = ""


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


# ------------------------------------------------------------------------------------ sourcing of a story


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One source over the whole article: its fullest name and description, and its claims.

    `role` tells those who say something from the outlets through which others say it; `first` is the first mention;
    `share` is the part of the article's statements and findings that rests on it, `percent` the same in hundredths.
    """

    source: Source
    claims: tuple[str, ...]
    words: int
    quoted_words: int
    share: float
    role: Literal["speaker", "conduit"] = "speaker"
    first: Span | None = None
    percent: int = 0


@dataclass(frozen=True, slots=True)
class Exposure:
    """How much of the article reaches its reader through one outlet, in claims and in quoted words.

    `first` is its first mention in a claim and `name` the words there; `label` the author's own words on its
    ownership at that mention; `by_claims` the ids; `speakers` how many different sources reach the article through
    it; `own` whether it is the publisher itself; `linked` whether a link with a target leads to it; `origin` whether
    it speaks for itself in every claim ("TASS reported"), so that nobody is quoted through it.
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


@dataclass(frozen=True, slots=True)
class Footing:
    """What one claim stands on, seen with the whole article around it (made by `checker.sourcing`).

    `route` joins the names of the outlets that it passed, `stations` are their hops; `linked`: a link with a target
    stands in or beside it; `route_linked`: every outlet of the route has such a link; `linked_before`: its last
    outlet was linked earlier; `own`: the outlet told is the publisher itself; `bare`: the unnamed speaker is
    described by nothing but "a source"; `spokesperson`: the unnamed speaker speaks for a named body; `corroborated`:
    another source says something near; `opinion`: a judging word inside a quotation; `collective`: the class of a
    vague plural speaker ("experts"); `instances`: how many single members of that class the article names or
    describes, `nearby` those in the two paragraphs that follow; `near_court`: the sentence is about a charge or a
    trial; `party`: the words that name the state behind the state-controlled outlet of the route; `block`: the kind
    of block it stands in; `restated`: a continued quotation names its speaker again; `accused`: the named party that
    the claim accuses; `answered`: that party answers somewhere in the article.
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
    accused: str = ""
    answered: bool = False


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


# -------------------------------------------------------------------------------------------- findings


@dataclass(frozen=True, slots=True)
class Example:
    """A small article that shows a policy: it must fire on it (`marks`: the words it must point at) or stay silent."""

    text: str
    fires: bool
    why: str = ""
    marks: tuple[str, ...] = ()
    format: Literal["markdown", "html", "text"] = "markdown"
    published: str = ""
    publisher: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """One file of rules/policies, loaded. `over` names the record that it is asked of, `when` is its condition in CEL.

    `marks` are pairs of a path to spans ("claim.speaker.span") and a label template. `milder_when` is a second
    condition under which `milder` is the severity. Findings alike in all of `once_per` become one, with the other
    places beside it. More than `gather_above` findings in one article become one with the message `gathered` (0:
    never).
    """

    name: str
    over: str
    when: str
    severity: Severity
    confidence: Level
    message: str
    why: str
    do: str
    needs: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    path: str = ""
    milder_when: str = ""
    milder: Severity = "note"
    once_per: tuple[str, ...] = ()
    gather_above: int = 0
    gathered: str = ""
    measured: str = ""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Words a finding points at, with what to say about them; a finding's first mark is its primary one."""

    span: Span
    label: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A policy that fired. `chain` holds the names along the route, None for a gap; `state` is what triage made of it.

    `claim` is the first of `claims`, all those that it covers; `elsewhere` marks the other places of the same fault
    and `also` names their lines; `reason` is that of the allow that covers it.
    """

    policy: str
    severity: Severity
    confidence: Level
    message: str
    marks: tuple[Mark, ...]
    article: str
    do: str = ""
    claim: str = ""
    chain: tuple[str | None, ...] = ()
    also: tuple[str, ...] = ()
    fingerprint: str = ""
    state: Literal["new", "known", "allowed"] = "new"
    reason: str = ""
    claims: tuple[str, ...] = ()
    elsewhere: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Capture:
    """One fetched copy of a page; `sha256` is over the body as received, `record` is its place in the WARC file."""

    url: str
    fetched: str
    status: int
    sha256: str
    media_type: str = ""
    final_url: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class ArticleReport:
    """Everything found in one article."""

    article: Article
    claims: tuple[Claim, ...] = ()
    chains: tuple[Chain, ...] = ()
    sourcing: Sourcing = field(default_factory=Sourcing)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input that could not be read, with the one line that says why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Versions:
    """What made the report: tool version, digest of the rule files, configuration used."""

    tool: str
    rules: str = ""
    config: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The whole run; formats need nothing else.

    `hidden` counts the new findings that are not shown to this `audience`, by severity.
    """

    articles: tuple[ArticleReport, ...]
    policies: tuple[Policy, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    hidden: tuple[tuple[str, int], ...] = ()
    explain: bool = False
    versions: Versions | None = None
    audience: Audience = "editor"

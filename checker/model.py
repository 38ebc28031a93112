"""Every type that flows from a reader to a report. Imports nothing of ours.

All of them are frozen and slotted: a stage never changes what an earlier one made, it makes something new
(`dataclasses.replace`). Offsets are code points, half open. Policies read these very fields (checker/conditions.py turns
each dataclass into a typed record), so a field that a policy needs is added here and filled by the stage that knows it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

BlockKind = Literal[
    "headline", "heading", "byline", "dateline", "paragraph", "quote", "caption", "embed", "promo", "notice", "footer", "other"
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
Severity = Literal["error", "warning", "note", "off"]
Control = Literal["yes", "no", "disputed", "unknown", "not-in-registry"]
OutletStatus = Literal["known", "kind-only", "unregistered", "ambiguous", "opaque"]
LinkMissing = Literal["", "empty", "fragment", "script", "not-web", "malformed", "no-base"]
LinkState = Literal[
    "unchecked", "ok", "moved", "gone", "blocked", "paywalled", "not-article", "soft-404", "drifted", "unknown"
]
CreditKind = Literal["image", "agency", "contributor", "copyright"]
NoticeKind = Literal[
    "republished", "contributors", "agency_byline", "agency_credit", "photo_credit", "copyright", "licence", "disclaimer"
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
    print for it ("state-controlled, per State Media Monitor 2023"); `today` the same as of the day of the review where it
    differs; `candidates` the ids of an ambiguous name. `domain` is the main site in force that day.
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
    """A run of the text that a reader sees as one: a paragraph, a caption, a notice. `body`: part of the article proper."""

    span: Span
    kind: BlockKind
    body: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink as written and as resolved. `target` is absolute and unwrapped, or None, and then `missing` says why.

    `via` names the wrappers taken off, outermost first ("archive 2017-07-24", "tracker"); `outlet` is who is behind the
    target on the article's date; `body` is false for links of navigation, promos and footers.
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
    """An earlier publication that the page itself declares (byline of an outlet, "originally appeared on", canonical)."""

    name: str
    relation: Literal["byline", "first-published", "original-source", "contributed", "copyright", "canonical", "supplied"]
    said: Fact
    outlet: Standing | None = None
    link: int | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """Who an image or a text is credited to. `labelled`: the words beside it say that the outlet is state-owned or -run."""

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
    """One input, read. `text` is one string, what a reader sees; blocks are joined by a blank line; all spans point into it."""

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

    `cue` has auxiliaries, adverbs and particles, `cue_head` the bare verb; `hops` is the route printed in the text, origin
    first, relays carried over from an earlier claim included, without the publisher; `links` are indices of the links in
    or beside the claim; `continues` the id of the claim whose quotation or route goes on here; `hedge` a marker such as
    "reportedly"; `nested` a claim inside another one's content.
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
    """One source over the whole article: its fullest name and description, and its claims."""

    source: Source
    claims: tuple[str, ...]
    words: int
    quoted_words: int
    share: float


@dataclass(frozen=True, slots=True)
class Exposure:
    """How much of the article reaches its reader through one outlet, in claims and in quoted words."""

    outlet: Standing
    claims: int
    of_claims: int
    quoted_words: int
    of_quoted_words: int
    share: float


@dataclass(frozen=True, slots=True)
class Sourcing:
    """The article's sourcing in numbers. `reposted` counts the republications that the page declares."""

    sources: tuple[SourceRecord, ...] = ()
    outlets: tuple[Exposure, ...] = ()
    claims: int = 0
    quoted_words: int = 0
    state_claims: int = 0
    state_quoted_words: int = 0
    links: int = 0
    links_without_target: int = 0
    reposted: int = 0


# -------------------------------------------------------------------------------------------- findings


@dataclass(frozen=True, slots=True)
class Policy:
    """One file of rules/policies, loaded. `over` names the record that it is asked of, `when` is its condition in CEL."""

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


@dataclass(frozen=True, slots=True)
class Mark:
    """Words a finding points at, with what to say about them; a finding's first mark is its primary one."""

    span: Span
    label: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A policy that fired. `chain` holds the names along the route, None for a gap; `state` is what triage made of it."""

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
    """The whole run; formats need nothing else. `shown` says which findings of lower weight were left out, by level."""

    articles: tuple[ArticleReport, ...]
    policies: tuple[Policy, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    hidden: tuple[tuple[str, int], ...] = ()
    explain: bool = False
    versions: Versions | None = None

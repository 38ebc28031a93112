"""One input, read: its text, blocks, links and what it says of its own provenance."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from checker.model.evidence import LinkCheck, LinkState
from checker.model.outlets import Standing
from checker.model.places import Origin, Place, Span

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
LinkMissing = Literal["", "empty", "fragment", "script", "not-web", "malformed", "no-base"]
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
    name of the outlet whose domain the target's host imitates; `check` is what is on record about the target, and
    `state` its outcome.
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
    check: LinkCheck | None = None


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

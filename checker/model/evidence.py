"""What is on record about a page: looks at an address, captures of its bytes, and what comparing them gave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from checker.model.places import Span

LinkState = Literal[
    "unchecked", "ok", "moved", "gone", "blocked", "paywalled", "not-article", "soft-404", "drifted", "unknown"
]
MatchKind = Literal["exact", "normalised", "altered", "absent", "other-speaker", "hedge-dropped", "not-checked"]


@dataclass(frozen=True, slots=True)
class Capture:
    """One kept copy of a page. `sha256` is over the unpacked body, `record` is its place in the WARC files.

    `fetched` is UTC, as "2026-11-23T02:10:00Z"; `status` is 0 for a file that came from no server; `original` is the
    address that an archive's copy is of.
    """

    url: str
    fetched: str
    status: int
    sha256: str
    media_type: str = ""
    final_url: str = ""
    record: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at an address: what that look alone says.

    `when` is UTC, as "2026-11-23T02:10:00Z"; `status` 0 means that no server answered, and `reason` says why;
    `sha256` names the capture ("" where none was kept: a captcha is no evidence) and `text_sha256` the words of the
    article in it; `signs` are what speaks for the state ("redirected to the home page"); `archived` is a public
    archive's copy nearest to the article's date; `etag` and `modified` are for asking again; `at` is the address that
    was asked when it is not `url` itself: an archive's copy of it, which says nothing of the page today.
    """

    url: str
    when: str
    state: LinkState
    status: int = 0
    reason: str = ""
    final_url: str = ""
    sha256: str = ""
    text_sha256: str = ""
    title: str = ""
    published: str = ""
    signs: tuple[str, ...] = ()
    archived: str = ""
    etag: str = ""
    modified: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """What all looks at a link's target say together.

    `state` is `gone` only when two looks on two days said so; `reason` is the evidence in one line; `seen` is the day
    of the last look and `since` the first day of this state; `published` is the date of the page as it says itself;
    `title` its title; `archived` an archive's copy to link instead; `capture` and, for a page that changed,
    `capture_before` are the SHA-256 of the bytes.
    """

    state: LinkState = "unchecked"
    reason: str = ""
    seen: str = ""
    since: str = ""
    status: int = 0
    final_url: str = ""
    title: str = ""
    published: date | None = None
    archived: str = ""
    capture: str = ""
    capture_before: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """What comparing the words of a claim with one page gave; `not-checked` is an answer, and `reason` says why.

    `content` is the part of the article that was compared and `words` what the page prints there; `difference` is the
    word diff ("[-a large-]{+an enormous+} share"), empty where the words agree; `speaker` is whom the page names and
    `hedge` the word that stands beside it there; `capture` the SHA-256 of the page's bytes.
    """

    kind: MatchKind
    url: str = ""
    difference: str = ""
    content: Span | None = None
    words: str = ""
    speaker: str = ""
    hedge: str = ""
    capture: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """An article of the corpus that holds words of this one.

    `shared` is the part of this article's own words (quotations left out) that both have, in hundredths; `earlier`:
    its date lies before this one's; `credited`: this article names or links its publisher or address; `kind` is that
    of its publisher in the register ("press-release-wire", "wire", ...); `span` the longest passage here; `own`: it is
    of this article's publisher; `undisclosed` is what is left of `shared` without the words that also stand in a
    document, no younger than this article, that is its publisher's own or credited; `first`: no earlier text has as
    many of these; `later`: its date lies behind this one's.
    """

    source: str
    span: Span
    shared: int
    title: str = ""
    publisher: str = ""
    outlet: str = ""
    kind: str = ""
    published: date | None = None
    earlier: bool = False
    credited: bool = False
    capture: str = ""
    own: bool = False
    undisclosed: int = 0
    first: bool = False
    later: bool = False


@dataclass(frozen=True, slots=True)
class Loop:
    """Articles that rest on each other: `sources` in order, the last of which cites the first again."""

    sources: tuple[str, ...]
    claim: str
    span: Span

"""Passages to an article: one text, spans into it, links resolved, provenance read."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urljoin

from checker.model import Article, Block, Comment, Link, Origin, Piece, Span, Supplied
from checker.outlets import Registry
from checker.readers.desk import Desk
from checker.readers.metadata import Metadata
from checker.readers.notices import Notices
from checker.readers.passages import Passage, shortened
from checker.readers.provenance import declare

JOIN = "\n\n"
# Five times the longest article that we know of: a book is read this far in seconds, and the report says so.
MOST_TEXT = 500_000


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment of the input file, at its source offset."""

    at: int
    text: str


@dataclass(slots=True)
class Draft:
    """What a format's reader found: passages in reading order, what the input says of itself, what to warn of."""

    source: str
    name: str
    format: str
    passages: list[Passage]
    head: Metadata = field(default_factory=Metadata)
    remarks: list[Remark] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    degraded: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Passages laid out as one text; `marked` are the spans that the page itself marks as credits."""

    text: str
    pieces: tuple[Piece, ...]
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    marked: tuple[Span, ...]


def assemble(draft: Draft, registry: Registry, supplied: Supplied, patterns: Notices) -> Article:
    """The article of a draft: provenance read, links resolved as of the article's date."""
    page = lay_out(_kept(draft))
    origin = Origin.over(draft.source, page.pieces)
    url = supplied.url or _address(draft.head, registry)
    base = _base(draft.head.base, url)
    desk = Desk(page.text, list(page.blocks), page.links, page.marked, draft.head, registry, supplied, url, patterns)
    provenance = declare(desk)
    links = []
    number = 0
    for link in page.links:
        while desk.blocks[number].span.end < link.span.start:
            number += 1
        links.append(resolve(link, registry, provenance.published, base, desk.blocks[number].body))
    return Article(
        source=draft.name,
        text=page.text,
        origin=origin,
        blocks=tuple(desk.blocks),
        links=tuple(links),
        provenance=provenance,
        format=draft.format,
        url=url,
        language=(draft.head.language or "en").replace("_", "-").partition("-")[0].lower(),
        comments=_comments(draft, page.pieces, origin),
        warnings=tuple(draft.warnings),
        degraded=draft.degraded,
    )


def _kept(draft: Draft) -> list[Passage]:
    """The passages as far as an article goes; what lies beyond is left out with a warning."""
    room = MOST_TEXT
    for number, passage in enumerate(draft.passages):
        if len(passage.text) > room:
            draft.warnings.append(f"only the first {MOST_TEXT:,} characters of the text were read")
            draft.degraded = True
            kept = draft.passages[:number]
            return [*kept, shortened(passage, room)] if room > 0 else kept
        room -= len(passage.text) + len(JOIN)
    return draft.passages


def _address(head: Metadata, registry: Registry) -> str:
    """The page's own address where nobody supplied one: an absolute base, canonical or og:url.

    A repost names the original as canonical and itself in og:url and the site's name; then og:url is its own.
    """
    found = [url for url in (head.base, head.canonical, head.address) if url.startswith(("http://", "https://"))]
    if found[:2] == [head.canonical, head.address]:
        sites = {known.id for fact in head.publishers if (known := registry.by_name(fact.value))}
        first, second = (outlet.id if (outlet := registry.by_url(url).outlet) else "" for url in found[:2])
        if second in sites - {""} and first not in sites:
            return head.address
    return next(iter(found), "")


def _base(base: str, url: str) -> str:
    try:
        return urljoin(url, base) if base else url
    except ValueError:
        return url


def lay_out(passages: list[Passage]) -> Page:
    """The passages joined by blank lines, with all their offsets moved to the whole."""
    pieces: list[Piece] = []
    blocks: list[Block] = []
    links: list[Link] = []
    marked: list[Span] = []
    at = 0
    for passage in passages:
        end = at + len(passage.text)
        blocks.append(Block(Span(at, end), passage.kind, passage.body))
        pieces += [Piece(_moved(piece.text, at), piece.source) for piece in passage.pieces]
        marked += [_moved(span, at) for span in passage.credits]
        links += [Link(_moved(a.span, at), a.span.of(passage.text), a.href) for a in passage.anchors]
        at = end + len(JOIN)
    return Page(JOIN.join(p.text for p in passages), tuple(pieces), tuple(blocks), tuple(links), tuple(marked))


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def resolve(link: Link, registry: Registry, on: date | None, base: str, body: bool) -> Link:
    """The link with its target, the wrappers taken off, and the outlet behind it."""
    found = registry.by_url(link.href, on, base)
    return replace(
        link, target=found.target, missing=found.missing, via=found.via, outlet=found.outlet, body=body,
        lookalike=found.lookalike,
    )  # fmt: skip


def _comments(draft: Draft, pieces: tuple[Piece, ...], origin: Origin) -> tuple[Comment, ...]:
    """Comments by text offset: the end of the block that one ends, else the first word behind it."""
    starts = [piece.source.start for piece in pieces]
    found = []
    for remark in draft.remarks:
        number = bisect_left(starts, remark.at)
        before = pieces[number - 1] if number else None
        at = pieces[number].text.start if number < len(pieces) else before.text.end if before else 0
        if before and (number == len(pieces) or at - before.text.end >= len(JOIN)):
            between = draft.source[before.source.end : remark.at]
            at = before.text.end if not between.strip() and between.count("\n") < 2 else at
        found.append(Comment(at, remark.text, origin.place(remark.at).line))
    return tuple(found)

"""Passages to an article: one text, spans into it, links resolved, provenance read."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checker.model import Article, Block, Comment, Link, Origin, Piece, Provenance, Span, Supplied
from checker.readers.passages import Passage

if TYPE_CHECKING:
    from datetime import date

    from checker.outlets import Registry

JOIN = "\n\n"


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment of the input file, at its source offset."""

    at: int
    text: str


@dataclass(slots=True)
class Draft:
    """What a format's reader found: the source, passages in reading order, comments, and what it must warn of."""

    source: str
    name: str
    format: str
    passages: list[Passage]
    remarks: list[Remark] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    degraded: bool = False
    base: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Page:
    """Passages laid out as one text."""

    text: str
    pieces: tuple[Piece, ...]
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]


def assemble(draft: Draft, registry: Registry, supplied: Supplied) -> Article:
    """The article of a draft; links are resolved as of the article's date."""
    page = lay_out(draft.passages)
    origin = Origin.over(draft.source, page.pieces)
    provenance = Provenance()
    base = supplied.url or draft.base
    return Article(
        source=draft.name,
        text=page.text,
        origin=origin,
        blocks=page.blocks,
        links=tuple(resolve(link, registry, provenance.published, base) for link in page.links),
        provenance=provenance,
        format=draft.format,
        url=base,
        language=draft.language,
        comments=_comments(draft, page.pieces, origin),
        warnings=tuple(draft.warnings),
        degraded=draft.degraded,
    )


def lay_out(passages: list[Passage]) -> Page:
    """The passages joined by blank lines, with all their offsets moved to the whole."""
    pieces: list[Piece] = []
    blocks: list[Block] = []
    links: list[Link] = []
    at = 0
    for passage in passages:
        end = at + len(passage.text)
        blocks.append(Block(Span(at, end), passage.kind, passage.body))
        pieces += [Piece(Span(p.text.start + at, p.text.end + at), p.source) for p in passage.pieces]
        for anchor in passage.anchors:
            span = Span(anchor.span.start + at, anchor.span.end + at)
            words = anchor.span.of(passage.text)
            links.append(Link(span, words, anchor.href, body=passage.body))
        at = end + len(JOIN)
    return Page(JOIN.join(p.text for p in passages), tuple(pieces), tuple(blocks), tuple(links))


def resolve(link: Link, registry: Registry, on: date | None, base: str) -> Link:
    """The link with its target, the wrappers taken off, and the outlet behind it."""
    answer = registry.by_url(link.href, on=on, base=base)
    return Link(
        link.span, link.anchor, link.href, answer.target, answer.missing, answer.via, answer.outlet, body=link.body
    )


def _comments(draft: Draft, pieces: tuple[Piece, ...], origin: Origin) -> tuple[Comment, ...]:
    """Comments by text offset: that of the first word behind them, unless they end a block."""
    starts = [piece.source.start for piece in pieces]
    end = pieces[-1].text.end if pieces else 0
    found = []
    for remark in draft.remarks:
        number = bisect_left(starts, remark.at)
        at = pieces[number].text.start if number < len(pieces) else end
        found.append(Comment(at, remark.text, origin.place(remark.at).line))
    return tuple(found)

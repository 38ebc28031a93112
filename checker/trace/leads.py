"""Where a page says that it has its words from: outlets that it names, links, earlier publications it declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.inputs import is_address
from checker.model import Article, Hop, Link, Reached, Source, Span
from checker.trace.identities import folded, outlet_keys, publisher_keys, standing_keys
from checker.trace.sightings import Sighting

MOST = 24
"""Links of one page that are followed; a claim with more is a link list, or a trap."""


@dataclass(frozen=True, slots=True)
class Lead:
    """One way on: an address, or only a name. `keys` are what the named outlet is known by.

    `loose`: a link somewhere else in the article, which is a way on only where its page holds the words.
    """

    reached: Reached
    address: str = ""
    name: str = ""
    anchor: str = ""
    keys: frozenset[str] = frozenset()
    loose: bool = False


def leads(article: Article, found: Sighting) -> tuple[Lead, ...]:
    """The ways on from a page, nearest outlet first, each address once, at most `MOST`."""
    made: list[Lead] = []
    taken: set[str] = set()
    for lead in (*_hops(article, found), *_declared(article), *_beside(article, found), *_elsewhere(article, found)):
        if lead.address and lead.address in taken:
            continue
        taken.add(lead.address)
        made.append(lead)
    made.sort(key=lambda lead: not lead.address)  # a name is a way on only where no link leads to its outlet
    linked = {key for lead in made if lead.address and not lead.loose for key in lead.keys}
    return tuple(lead for lead in made if lead.address or not lead.keys & linked)[:MOST]


def foreign(article: Article, hops: tuple[Hop, ...]) -> list[Hop]:
    """The hops that are outlets other than the page's own, origin first."""
    own = publisher_keys(article)
    return [
        hop
        for hop in hops
        if hop.source.kind == "outlet" and hop.basis != "unknown" and hop.role != "publisher"
        and not outlet_keys(hop.source) & own
    ]  # fmt: skip


def _hops(article: Article, found: Sighting) -> Iterator[Lead]:
    """The outlets of the chain, and whom the claim was told to where the registry does not know that name."""
    for hop in reversed(foreign(article, found.hops)):
        declared = hop.relation in ("declared", "canonical")
        if not declared:
            keys = outlet_keys(hop.source)
            beside = (index for index in _links(article, found) if standing_keys(article.links[index].outlet) & keys)
            yield _lead(article, "hop-link", hop.source, hop.link if hop.link is not None else next(beside, None))
    told = found.claim.recipient if found.claim else None
    known = publisher_keys(article).union(*(outlet_keys(hop.source) for hop in found.hops))
    if told is not None and told.named and not told.plural and not outlet_keys(told) & known:
        number = next((index for index, link in enumerate(article.links) if _on(link, told)), None)
        yield _lead(article, "hop-link", told, number)


def _on(link: Link, source: Source) -> bool:
    return any(span is not None and link.span.overlaps(span) for span in (source.span, source.phrase))


def _lead(article: Article, reached: Reached, source: Source, number: int | None) -> Lead:
    link = article.links[number] if number is not None and number < len(article.links) else None
    address = link.target if link and link.target else ""
    return Lead(reached, address, source.name, link.anchor if link else "", outlet_keys(source))


def _declared(article: Article) -> Iterator[Lead]:
    told = article.provenance
    own = publisher_keys(article)
    for origin in told.origins:
        keys = outlet_keys(Source(origin.name, "outlet", outlet=origin.outlet))
        if origin.relation == "canonical":
            yield Lead("canonical", told.canonical, origin.name, "", keys)
            continue
        link = article.links[origin.link] if origin.link is not None and origin.link < len(article.links) else None
        address = link.target if link and link.target else origin.said.value if is_address(origin.said.value) else ""
        if address or not keys & own:
            yield Lead("declared-origin", address, origin.name, link.anchor if link else "", keys)


def _beside(article: Article, found: Sighting) -> Iterator[Lead]:
    """The links in or beside the claim; for words without a claim, those of their paragraph."""
    for link in (article.links[index] for index in _links(article, found)):
        if link.target and is_address(link.target):
            yield Lead("claim-link", link.target, "", link.anchor, standing_keys(link.outlet))


def _links(article: Article, found: Sighting) -> list[int]:
    """The numbers of those links."""
    if found.claim is not None:
        return [index for index in found.claim.links if index < len(article.links)]
    block = next((block.span for block in article.blocks if block.span.overlaps(found.span)), Span(0, 0))
    return [index for index, link in enumerate(article.links) if link.body and block.holds(link.span)]


def _elsewhere(article: Article, found: Sighting) -> Iterator[Lead]:
    """Links of the article whose words stand in the claim's sentence: "Vik said in the statement", linked above it."""
    if found.claim is None:
        return
    sentence = f" {folded(found.claim.sentence.of(article.text))} "
    for link in article.links:
        words = folded(link.anchor)
        if link.body and link.target and is_address(link.target) and len(words) > 3 and f" {words} " in sentence:
            yield Lead("article-link", link.target, "", link.anchor, standing_keys(link.outlet), loose=True)

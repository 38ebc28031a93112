"""Claims and provenance into chains: from the origin, through those who relayed it, to the page that prints it.

A claim's own hops come first (attribution read them in the text). Behind them stand the publications that the page
declares of itself, then its publisher. A repost whose declared origin gathered none of the claims gets a hop of basis
`unknown` before that origin: somebody published the text earlier, and the page does not say who.
"""

from __future__ import annotations

from collections.abc import Sequence

from checker.model import Article, Basis, Chain, Claim, DeclaredOrigin, Fact, Hop, Relation, Source, Standing

# In which order declared publications stand: the first one to have printed the text comes first.
_ORDER = ("contributed", "first-published", "original-source", "supplied", "byline", "copyright", "canonical")
_GATHERED = frozenset({"told", "interviewed_by"})


def chains(article: Article, claims: Sequence[Claim]) -> tuple[Chain, ...]:
    """The chain of every claim, in their order; hops origin first, publisher last."""
    declared = _declared(article)
    earlier = [_earlier_publisher()] if _undeclared_before(article, claims, declared) else []
    publisher = _publisher(article)
    return tuple(Chain(claim.id, _joined(claim, [*earlier, *declared], publisher)) for claim in claims)


def _joined(claim: Claim, declared: Sequence[Hop], publisher: Hop | None) -> tuple[Hop, ...]:
    """The claim's hops, then those of the text that it has not passed already, then the publisher."""
    hops = list(claim.hops)
    passed = {_key(hop.source) for hop in hops if hop.source.kind == "outlet"}
    hops.extend(hop for hop in declared if hop.basis == "unknown" or _key(hop.source) not in passed)
    if publisher is not None and _key(publisher.source) != _key(hops[-1].source if hops else Source("", "unknown")):
        hops.append(publisher)
    return tuple(hops)


def _declared(article: Article) -> list[Hop]:
    """One hop for each earlier publication that the page declares, in the order of publication."""
    own = _key(publisher.source) if (publisher := _publisher(article)) is not None else ""
    hops: list[Hop] = []
    seen = {own}
    origins = sorted(article.provenance.origins, key=lambda origin: _ORDER.index(origin.relation))
    for origin in origins:
        source = _source(origin.name, origin.said, origin.outlet)
        if _key(source) in seen:
            continue
        seen.add(_key(source))
        hops.append(_hop(origin, source))
    return hops


def _hop(origin: DeclaredOrigin, source: Source) -> Hop:
    relation: Relation = "canonical" if origin.relation == "canonical" else "declared"
    words = f"{origin.relation}: {origin.said.value}" if origin.said.value else origin.relation
    return Hop(source, relation, "republisher", origin.said.span, origin.link, _basis(origin.said), "declared", words)


def _publisher(article: Article) -> Hop | None:
    """The page's own publisher, where it is declared or supplied."""
    said = article.provenance.publisher
    if said is None or not said.value:
        return None
    source = _source(said.value, said, article.provenance.publisher_outlet)
    return Hop(source, "publishes", "publisher", said.span, None, _basis(said), "publisher", said.field)


def _source(name: str, said: Fact, outlet: Standing | None) -> Source:
    known = outlet.name if outlet is not None and outlet.status == "known" and outlet.name else name
    return Source(known, "outlet", said.span, said.span, outlet=outlet, named=True)


def _basis(said: Fact) -> Basis:
    return "supplied" if said.field == "supplied" else "stated"


def _earlier_publisher() -> Hop:
    """The gap: a publisher before the declared ones, of whom the page says nothing."""
    gap = Source("earlier publisher not declared", "unknown")
    why = "no claim was told to the declared origin; those who were told are others"
    return Hop(gap, "declared", "republisher", None, None, "unknown", "gap", why)


def _undeclared_before(article: Article, claims: Sequence[Claim], declared: Sequence[Hop]) -> bool:
    """Whether the declared origin plainly gathered nothing: all that somebody was told, others were told.

    An agency is left out of this: wire copy is its own reporting, also where nobody "told" it anything.
    """
    if not declared or any(hop.source.outlet is not None and hop.source.outlet.kind == "wire" for hop in declared):
        return False
    told = {
        _key(hop.source)
        for claim in claims
        for hop in claim.hops
        if hop.relation in _GATHERED and hop.source.kind == "outlet"
    }
    own = {_key(hop.source) for hop in declared}
    publisher = _publisher(article)
    if publisher is not None:
        own.add(_key(publisher.source))
    return bool(told) and not told & own


def _key(source: Source) -> str:
    """The same for one outlet however it is written."""
    if source.outlet is not None and source.outlet.id:
        return source.outlet.id
    return source.name.casefold().removeprefix("the ")

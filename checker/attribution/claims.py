"""The claims of an article: who said what, by which words we know, and on which route it is printed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from checker.attribution.analysis import analyse, find_candidates
from checker.attribution.drafts.credits import add_credits
from checker.attribution.drafts.draft import Draft, Quoted
from checker.attribution.drafts.drafting import Drafting
from checker.attribution.drafts.issuing import unwrapped
from checker.attribution.drafts.nesting import Nesting
from checker.attribution.drafts.notes import add_notes
from checker.attribution.drafts.polls import Polls
from checker.attribution.language import Language
from checker.attribution.routes.stations import Routes, Station
from checker.attribution.selection import select
from checker.attribution.sources.hosts import with_hosts
from checker.attribution.sources.naming import Sources
from checker.attribution.speakers.identities import Speakers
from checker.attribution.speakers.introductions import find_introductions
from checker.attribution.strays import Strays
from checker.collecting import uncollected
from checker.model import Article, Basis, Block, Claim, ClaimKind, Hop, Level, Relation, Role, Source, Span
from checker.outlets import Registry

# Chances from which a claim is said to be found with high or medium confidence (measured on the development articles).
HIGH, MEDIUM = 0.83, 0.65
_READ = frozenset({"paragraph", "quote"})


@uncollected()
def attribute(article: Article, registry: Registry, language: Language, explain: bool = False) -> tuple[Claim, ...]:
    """Every claim of the article's body, in order of text; nested ones are marked as such.

    With `explain` each claim carries the terms of its score.
    """
    blocks = [block for block in article.blocks if block.body and block.kind in _READ]
    provenance = article.provenance
    named = registry.mentions(article.text, provenance.published, provenance.publisher_outlet, article.links)
    mentions = with_hosts(named, article.text, registry, provenance.published)
    sure = [mention.span for mention in mentions if mention.certain]
    analysis = analyse(article.text, blocks, language, [mention.span for mention in mentions], sure)
    outer, inner = select(find_candidates(analysis, language), analysis, language)
    outer = Strays(analysis, language, outer).gather()
    sources = Sources(analysis, language, mentions)
    routes = Routes(analysis, language, sources, _own(article))
    outer, inner = unwrapped(outer, inner, routes)
    drafting = Drafting(analysis, language, sources, routes, explain)
    drafts = add_notes(drafting, Nesting(drafting, mentions).unfolded(drafting.drafts(outer, inner)))
    drafts = add_credits(drafting, Polls(drafting).added(drafts))
    introductions = find_introductions(drafting.routes, drafting.paragraph_of, drafts)
    Speakers(analysis, language, sources, introductions, drafting.occasions.venues()).resolve(drafts)
    return _claims(article, drafts, drafting.quoted, blocks)


def _own(article: Article) -> frozenset[str]:
    """What the publisher goes by: id and domain, its name where it is in no registry or several outlets share it."""
    outlet, printed = article.provenance.publisher_outlet, article.provenance.publisher
    known = {outlet.id, outlet.domain} - {""} if outlet is not None else frozenset()
    return frozenset(known or ({printed.value} if printed is not None else ()))


def _claims(article: Article, drafts: Sequence[Draft], quoted: Quoted, blocks: Sequence[Block]) -> tuple[Claim, ...]:
    ids = {id(draft): f"c{number}" for number, draft in enumerate(drafts, 1)}
    places = [link.span.start for link in article.links]
    return tuple(_claim(article, draft, ids, quoted, places) for draft in drafts)


def _claim(article: Article, draft: Draft, ids: dict[int, str], quoted: Quoted, places: Sequence[int]) -> Claim:
    speaker = draft.cited or draft.source
    text, content = article.text, draft.content
    touched = [(span, quotation) for span in content for quotation in quoted.touching(span)]
    return Claim(
        id=ids[id(draft)],
        content=tuple(content),
        kind=_kind(draft, quoted, bool(touched)),
        act=draft.act,
        speaker=speaker,
        sentence=draft.sentence,
        cue=draft.cue,
        cue_head=draft.cue_head,
        recipient=draft.recipient,
        hops=_hops(draft, article, places),
        links=_links(article, draft, places),
        pattern=draft.pattern,
        terms=draft.terms,
        continues=ids.get(id(draft.continues), "") if draft.continues is not None else "",
        hedge=draft.hedge,
        nested=draft.nested,
        passes_on=ids.get(id(draft.passes_on), "") if draft.passes_on is not None else "",
        public=draft.public,
        words=sum([len(text[span.start : span.end].split()) for span in content]),
        quoted_words=_shared_words(text, touched) if touched else 0,
        confidence=_confidence(draft.chance),
    )


def _kind(draft: Draft, quoted: Quoted, touched: bool) -> ClaimKind:
    """direct: all of it in quotation marks; mixed: a quotation inside, as `touched` tells; else indirect."""
    if draft.kind is not None:
        return draft.kind
    if draft.source.kind == "unknown" and draft.cited is None and draft.hedge is not None:
        return "hedged"
    if not touched:
        return "indirect"
    return "direct" if all(quoted.inside(span) for span in draft.content) else "mixed"


def _confidence(chance: float) -> Level:
    return "high" if chance >= HIGH else "medium" if chance >= MEDIUM else "low"


def _shared_words(text: str, pairs: Sequence[tuple[Span, Span]]) -> int:
    """How many words two spans have in common, over all pairs."""
    shared = ((max(one.start, other.start), min(one.end, other.end)) for one, other in pairs)
    return sum([len(text[start:end].split()) for start, end in shared])


def _links(article: Article, draft: Draft, places: Sequence[int]) -> tuple[int, ...]:
    """Links in the claim's sentence or content."""
    if not places:
        return ()
    spans = [draft.sentence, *draft.content]
    low, high = min(spans).start, max(span.end for span in spans)
    return tuple(
        number
        for number in range(bisect_left(places, low), bisect_left(places, high))
        if any(span.overlaps(article.links[number].span) for span in spans)
    )


def _hops(draft: Draft, article: Article, places: Sequence[int]) -> tuple[Hop, ...]:
    """The route printed in the text, origin first."""
    hops: list[Hop] = []
    origin = draft.cited or draft.source
    relation: Relation = "cited" if draft.cited is not None else draft.relation
    if draft.hedge_first and draft.source.kind in {"outlet", "document"}:
        hops.append(_gap(article, draft, "origin"))
    hops.append(
        Hop(
            origin,
            relation,
            "origin" if not hops else "relay",
            origin.span,
            None,
            _basis(draft, origin),
            draft.pattern,
            _evidence(article, draft),
        )
    )
    if draft.hedge is not None and not draft.hedge_first and origin.kind != "unknown":
        hops.append(_gap(article, draft, "relay"))
    if draft.cited is not None:
        hops.append(
            _station_hop(
                Station(draft.source, draft.relation if draft.relation != "said" else "reported", draft.pattern),
                article,
                places,
            )
        )
    for station in draft.stations:
        hops.append(_station_hop(station, article, places))
    for station in draft.carried:
        hops.append(_station_hop(station, article, places, not draft.same_sentence))
    for station in draft.relays:
        hops.append(_station_hop(station, article, places))
    return _with_roles(_without_repeats(hops)) if len(hops) > 1 else tuple(hops)


def _gap(article: Article, draft: Draft, role: Role) -> Hop:
    """Whoever stands behind a hedge: nobody we know."""
    nobody = Source("unknown", "unknown")
    words = _words(article, draft.hedge)
    return Hop(nobody, "reported", role, draft.hedge, basis="unknown", pattern="hedge", evidence=words)


def _without_repeats(hops: Sequence[Hop]) -> list[Hop]:
    """A route passes each source once: “McCarthy revealed it when he boasted” has one speaker."""
    kept: list[Hop] = []
    known: set[str] = set()
    for hop in hops:
        if hop.source.id not in known:
            kept.append(hop)
        if hop.source.id:
            known.add(hop.source.id)
    return kept


def _basis(draft: Draft, origin: Source) -> Basis:
    if origin.kind == "unknown":
        return "unknown"
    return "carried-over" if origin.span is None else "stated"


def _station_hop(station: Station, article: Article, places: Sequence[int], carried: bool = False) -> Hop:
    source = station.source
    if carried:
        return Hop(
            source,
            "carried_over",
            "relay",
            None,
            None,
            "carried-over",
            "carried over",
            f"“{_words(article, source.span)}” in the claim before",
        )
    link = _link_of(article, source.span, places)
    return Hop(
        source, station.relation, "relay", source.span, link, "stated", station.pattern, _words(article, source.span)
    )


def _with_role(hop: Hop, role: Role) -> Hop:
    return Hop(hop.source, hop.relation, role, hop.span, hop.link, hop.basis, hop.pattern, hop.evidence)


def _with_roles(hops: Sequence[Hop]) -> tuple[Hop, ...]:
    """The first outlet behind the origin is the first publisher, all later ones relays."""
    published = False
    found: list[Hop] = []
    for number, hop in enumerate(hops):
        if number and hop.source.kind == "outlet" and not published:
            published = True
            found.append(_with_role(hop, "first-publisher"))
        else:
            found.append(hop)
    return tuple(found)


def _link_of(article: Article, span: Span | None, places: Sequence[int]) -> int | None:
    """The link on or right beside the words of a hop."""
    if span is None:
        return None
    for number in range(max(bisect_left(places, span.start) - 2, 0), len(places)):
        link = article.links[number]
        if link.span.start > span.end + 1:
            return None
        between = article.text[link.span.end : span.start]
        if link.span.overlaps(span) or (
            link.span.end <= span.start and len(between) < 40 and "." not in between and "\n" not in between
        ):
            return number
    return None


def _words(article: Article, span: Span | None) -> str:
    return span.of(article.text) if span is not None else ""


def _evidence(article: Article, draft: Draft) -> str:
    return _words(article, draft.cue)

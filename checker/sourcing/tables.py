"""The tables of a story: sources, outlets, links, and the facts that hold for the whole of it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from checker.model import (
    Article,
    Chain,
    Claim,
    DeclaredOrigin,
    Exposure,
    Hop,
    Link,
    Source,
    SourceRecord,
    Sourcing,
    Span,
    Standing,
)
from checker.rulebase import Rulebase, rulebase
from checker.sourcing.footings import footings
from checker.sourcing.interests import interests
from checker.sourcing.markers import markers
from checker.sourcing.view import View, outlet_hops, outlet_key, source_key, standing_of, words_of
from checker.sourcing.whole import last_name

_OPENING, _LINE = 3, 24  # paragraphs at most, up to the first with more words than a line under a headline
_KINDS = ("person", "organisation", "document", "unnamed", "social", "outlet", "unknown")


@lru_cache(maxsize=1)
def _own_rules() -> Rulebase:
    return rulebase()


def sourcing(
    article: Article, claims: Sequence[Claim], chains: Sequence[Chain], rules: Rulebase | None = None
) -> Sourcing:
    """The article's sourcing in numbers, and what stands behind each claim.

    Shares are of the statements and findings whose source is known; nested and link-only claims are not counted.
    """
    rules = rules or _own_rules()
    words = markers(rules, article.language)
    view = View.of(article, tuple(claims), tuple(chains), words, interests(rules))
    counted = view.counted
    attributed = [claim for claim in counted if source_key(claim.speaker)]
    outlets = tuple(_exposures(view, attributed))
    state = [claim for claim in attributed if _through_state(claim)]
    links = tuple(cited_links(article))
    earlier = _earlier(article)
    return Sourcing(
        sources=tuple(_speakers(view, attributed)),
        outlets=outlets,
        claims=len(counted),
        quoted_words=sum(claim.quoted_words for claim in counted),
        state_claims=len(state),
        state_quoted_words=sum(claim.quoted_words for claim in state),
        links=len(links),
        links_without_target=sum(1 for link in links if link.target is None and link.missing not in _USED_AS_MEANT),
        reposted=len({_origin_key(origin) for origin in earlier}),
        conduits=tuple(_conduits(view, attributed)),
        footings=footings(view),
        own_claims=sum(1 for claim in attributed if _own(claim)),
        time_words=tuple(_time_words(view)),
        reasons=tuple(_everywhere(view, "anonymity-reasons")),
        translations=tuple(_everywhere(view, "translations")),
        interview=_interview(view),
        headline_claim=_headline_claim(view, counted),
        earlier=earlier,
        small_print=_small_print(article),
        carriers=tuple(_carriers(article, attributed, earlier)),
    )


_USED_AS_MEANT = {"not-web"}  # mailto: and tel: lead where they say


def cited_links(article: Article) -> Iterator[Link]:
    """The links that belong to the article: those of a page's menus and promos do not."""
    return (link for link in article.links if link.body or article.format != "html")


# ------------------------------------------------------------------------------------------------ sources


def _speakers(view: View, claims: Sequence[Claim]) -> Iterator[SourceRecord]:
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(source_key(claim.speaker), []).append(claim)
    records = [_record(view, [claim.speaker for claim in group], group, len(claims)) for group in groups.values()]
    yield from sorted(records, key=lambda record: (-len(record.claims), _KINDS.index(record.source.kind)))


def _conduits(view: View, claims: Sequence[Claim]) -> Iterator[SourceRecord]:
    groups: dict[str, tuple[list[Source], list[Claim]]] = {}
    for claim in claims:
        for key, hop in _route(claim).items():
            sources, group = groups.setdefault(key, ([], []))
            sources.append(hop.source)
            group.append(claim)
    records = [_record(view, sources, group, len(claims), "conduit") for sources, group in groups.values()]
    yield from sorted(records, key=lambda record: -len(record.claims))


def _record(
    view: View, sources: Sequence[Source], claims: Sequence[Claim], total: int, role: str = "speaker"
) -> SourceRecord:
    # The fullest mention stands for the source: named, with the longest description and name.
    fullest = max(sources, key=lambda source: (source.named, len(source.description), len(source.name)))
    called = last_name(fullest.name).casefold()
    places = sorted(place for source in sources if (place := source.phrase or source.span) is not None)
    return SourceRecord(
        source=fullest,
        claims=tuple(claim.id for claim in claims),
        words=sum(claim.words for claim in claims),
        quoted_words=sum(claim.quoted_words for claim in claims),
        share=len(claims) / total,
        role="conduit" if role == "conduit" else "speaker",
        first=places[0] if places else claims[0].sentence,
        percent=round(100 * len(claims) / total),
        in_opening=called in words_of(_opening(view)),
        mentions=view.counts.get(called, 0),
    )


# ------------------------------------------------------------------------------------------------ outlets


def _route(claim: Claim) -> dict[str, Hop]:
    """The outlets that a claim passed, by key, the one that said it itself included."""
    return {outlet_key(hop.source): hop for hop in reversed(outlet_hops(claim.hops))}


def _through_state(claim: Claim) -> bool:
    return any(standing_of(hop.source).control == "yes" for hop in _route(claim).values())


def _exposures(view: View, claims: Sequence[Claim]) -> Iterator[Exposure]:
    groups: dict[str, list[tuple[Claim, Hop]]] = {}
    for claim in claims:
        for key, hop in _route(claim).items():
            groups.setdefault(key, []).append((claim, hop))
    total = sum(claim.quoted_words for claim in claims)
    found = [_exposure(view, key, group, len(claims), total) for key, group in groups.items()]
    yield from sorted(found, key=lambda exposure: (-exposure.claims, exposure.first or Span(0, 0)))


def _exposure(view: View, key: str, group: list[tuple[Claim, Hop]], claims: int, quoted: int) -> Exposure:
    printed = [hop for _, hop in group if hop.span or hop.source.span]
    first = min(printed, key=lambda hop: hop.source.span or hop.span or Span(0, 0)) if printed else group[0][1]
    standing = standing_of(first.source)
    publisher = view.article.provenance.publisher_outlet
    own_words = sum(claim.quoted_words for claim, _ in group)
    speakers = {source_key(claim.speaker) for claim, hop in group if hop is not claim.hops[0]}
    targets = (link.outlet for link in cited_links(view.article) if link.target and link.outlet)
    return Exposure(
        outlet=standing,
        claims=len(group),
        of_claims=claims,
        quoted_words=own_words,
        of_quoted_words=quoted,
        share=len(group) / claims,
        name=first.source.name,
        first=first.source.span or first.span,
        label=first.source.label or _label_behind(view, first),
        by_claims=tuple(claim.id for claim, _ in group),
        speakers=len(speakers),
        own=bool(publisher and publisher.id and publisher.id == standing.id),
        linked=any(outlet.id == standing.id for outlet in targets if outlet.id) if standing.id else False,
        origin=not speakers,
    )


def _label_behind(view: View, hop: Hop) -> str:
    """What an apposition says of an outlet's ownership: "Xinhua, the official Chinese news agency"."""
    span = hop.source.span
    if span is None:
        return ""
    behind = view.article.text[span.end : span.end + 80]
    aside = re.split(r"[.,;:()“”\"\n]", behind[2:], maxsplit=1)[0] if behind[:2] in {", ", " ("} else ""
    found = view.markers["state-labels"].spans(aside, 0, len(aside))
    return found[0].of(aside) if found else ""


def _carriers(article: Article, claims: Sequence[Claim], earlier: Sequence[DeclaredOrigin]) -> Iterator[Exposure]:
    """The publisher and the earlier publishers: everything came through them."""
    provenance = article.provenance
    words = sum(claim.quoted_words for claim in claims)
    whole = (len(claims), len(claims), words, words, 1.0)
    if provenance.publisher_outlet is not None:
        outlet, said = provenance.publisher_outlet, provenance.publisher
        yield Exposure(outlet, *whole, name=outlet.name, first=said.span if said else None, own=True, part="publisher")
    once = {_origin_key(origin): origin for origin in reversed(earlier)}
    for origin in reversed(once.values()):
        outlet = origin.outlet or Standing("", origin.name, "unregistered")
        yield Exposure(outlet, *whole, name=origin.name, first=origin.said.span, part="earlier")


# ---------------------------------------------------------------------------------------- the whole story


def _earlier(article: Article) -> tuple[DeclaredOrigin, ...]:
    """The earlier publishers that the page declares; a copyright line alone says who owns a text, no more."""
    publisher = article.provenance.publisher_outlet
    own = {publisher.id, publisher.name} if publisher else set()
    declared = (origin for origin in article.provenance.origins if origin.relation != "copyright")
    return tuple(origin for origin in declared if _origin_key(origin) not in own)


def _origin_key(origin: DeclaredOrigin) -> str:
    return (origin.outlet.id if origin.outlet else "") or origin.name


def _small_print(article: Article) -> tuple[Span, ...]:
    kinds = {"licence", "disclaimer", "republished"}
    return tuple(notice.span for notice in article.provenance.notices if notice.kind in kinds)


def _own(claim: Claim) -> bool:
    """Whether only the writer stands behind a claim: no outlet, no link, no public event, no earlier quotation."""
    route = outlet_hops(claim.hops)
    return not (route or claim.links or claim.public or claim.continues or claim.hedge)


def _everywhere(view: View, name: str) -> Iterator[Span]:
    marker = view.markers[name]
    for block in view.paragraphs():
        yield from marker.spans(view.article.text, block.span.start, block.span.end)


def _time_words(view: View) -> Iterator[Span]:
    text = view.article.text
    for span in _everywhere(view, "time-words"):
        behind = text[span.end : span.end + 24]
        before = text[max(span.start - 24, 0) : span.start]
        dated = view.markers["dated"].pattern
        if not view.quoted(span) and dated.match(behind) is None and not re.search(r"\d{1,2}(?:, | )\d{4},? $", before):
            yield span


def _interview(view: View) -> bool:
    blocks = [block for block in view.article.blocks if block.body]
    opening = [block for block in blocks if block.kind in {"headline", "heading"}][:2]
    opening += [block for block in blocks if block.kind == "paragraph"][:2]
    title = view.article.provenance.title
    said = [block.span.of(view.article.text) for block in opening] + ([title.value] if title else [])
    return any(view.markers["interviews"].found(words) for words in said)


def _headline_claim(view: View, claims: Iterable[Claim]) -> str:
    """The claim whose words the headline repeats as its own: at least half of its content words, and three of them."""
    headline = _headline(view)
    if not headline or view.markers["headline-guards"].found(headline) or re.search(r"[“”„«\"‘?]|(?<!\w)'", headline):
        return ""
    told = content_words(headline)
    best, most = "", 0
    for claim in claims:
        shared = len(told & content_words(view.words(claim)))
        if shared > most and shared >= 3 and 2 * shared >= len(told):
            best, most = claim.id, shared
    return best


def _headline(view: View) -> str:
    for block in view.article.blocks:
        if block.kind == "headline":
            return block.span.of(view.article.text)
    title = view.article.provenance.title
    return title.value if title else ""


def _opening(view: View) -> str:
    # Lines under the headline, and a headline that is not marked as one, are paragraphs too: short ones.
    said = [_headline(view)]
    paragraphs = (block.span.of(view.article.text) for block in view.paragraphs() if block.kind == "paragraph")
    for words in itertools.islice(paragraphs, _OPENING):
        said.append(words)
        if len(words.split()) > _LINE:
            break
    return "\n".join(said)


def content_words(words: str) -> frozenset[str]:
    """The long words of a passage and its figures, cut to their first six letters so that endings do not count."""
    found = re.findall(r"[^\W_][\w-]*", words.casefold())
    return frozenset(word[:6] for word in found if len(word) > 3 or any(letter.isdigit() for letter in word))

"""Where a page has the words, and which of its claims they belong to."""

from __future__ import annotations

from dataclasses import dataclass

from checker.evidence.wording.quotations import find
from checker.model import ArticleReport, Claim, Hop, MatchKind, Span

_RANKS: tuple[MatchKind, ...] = ("exact", "normalised", "altered")
_TRIED = 300  # claims of a page; a sentence of a megabyte may hold thirty thousand


@dataclass(frozen=True, slots=True)
class Sighting:
    """The words on a page: how they stand to those asked for, their place, the claim that has them, its chain."""

    kind: MatchKind
    span: Span
    claim: Claim | None = None
    hops: tuple[Hop, ...] = ()


def sight(words: str, report: ArticleReport) -> Sighting | None:
    """The words on a page; where it has them twice, the place where somebody is said to have said them.

    A headline repeats what the third paragraph attributes: the claim's place is looked for as well, and preferred where
    the words are no worse there.
    """
    text = report.article.text
    whole = find(words, text)
    if whole is None:
        return None
    found = Sighting(whole.kind, whole.span)
    claim = holder(report, whole.span)
    if claim is None:
        for each in report.claims[:_TRIED]:
            place = hull(each)
            inside = find(words, place.of(text)) if place else None
            if place and inside and _RANKS.index(inside.kind) <= _RANKS.index(found.kind):
                span = Span(place.start + inside.span.start, place.start + inside.span.end)
                found, claim = Sighting(inside.kind, span), each
                break
    return Sighting(found.kind, found.span, claim, route(report, claim))


def holder(report: ArticleReport, span: Span) -> Claim | None:
    """The claim with the most of the span in its content; among equals the one with the least beside it.

    “…,” Voss told the Wire, according to Sputnik: Sputnik's claim has the words too, with Voss and the Wire.
    """
    scored = []
    for number, claim in enumerate(report.claims):
        shared = sum(max(min(part.end, span.end) - max(part.start, span.start), 0) for part in claim.content)
        if 2 * shared > span.end - span.start or (shared and span.holds(claim.content[0])):
            size = sum(part.end - part.start for part in claim.content)
            scored.append((-shared, claim.kind == "linked", size, number))
    return report.claims[min(scored)[-1]] if scored else None


def hull(claim: Claim) -> Span | None:
    """From the first character of the claim's content to its last."""
    if not claim.content:
        return None
    return Span(min(part.start for part in claim.content), max(part.end for part in claim.content))


def route(report: ArticleReport, claim: Claim | None) -> tuple[Hop, ...]:
    """The claim's chain; for words without a claim, what the page declares of itself."""
    chains = {chain.claim: chain.hops for chain in report.chains}
    if claim is not None:
        return chains.get(claim.id, claim.hops)
    return ()

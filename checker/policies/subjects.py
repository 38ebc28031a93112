"""What policies are asked of: the records of an article's report, each under the names that conditions use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checker import model
from checker.model import Article, ArticleReport, Claim, Level, Link, Span

COMMON: dict[str, type] = {"article": Article, "story": model.Sourcing}
OVER: dict[str, dict[str, type]] = {
    "article": {},
    "claim": {"claim": Claim, "footing": model.Footing},
    "hop": {"hop": model.Hop, "link": Link, "claim": Claim, "footing": model.Footing},
    "link": {"link": Link},
    "credit": {"credit": model.Credit},
    "origin": {"origin": model.DeclaredOrigin},
    "source": {"source": model.SourceRecord},
    "outlet": {"outlet": model.Exposure},
    "match": {"match": model.Match, "claim": Claim, "footing": model.Footing},
    "copy": {"copy": model.Copy},
    "loop": {"circle": model.Loop},  # "loop" is a reserved word of CEL
}


@dataclass(frozen=True, slots=True)
class Subject:
    """One record that policies are asked of, under the names that conditions use, and the claims it belongs to."""

    values: Mapping[str, Any]
    claims: tuple[str, ...] = ()
    place: Span | None = None
    confidence: Level = "high"


def _articles(report: ArticleReport) -> Iterator[Subject]:
    yield Subject({})


def _claims(report: ArticleReport) -> Iterator[Subject]:
    for claim, footing in _footed(report):
        yield Subject({"claim": claim, "footing": footing}, (claim.id,), claim.sentence, claim.confidence)


def _hops(report: ArticleReport) -> Iterator[Subject]:
    links = report.article.links
    for claim, footing in _footed(report):
        for hop in claim.hops:
            values = {"hop": hop, "link": _link(hop, claim, links), "claim": claim, "footing": footing}
            yield Subject(values, (claim.id,), hop.span or claim.sentence, claim.confidence)


def _link(hop: model.Hop, claim: Claim, links: Sequence[Link]) -> Link:
    """The link of a hop; for the one who speaks that on its own name or on the cue: "Politico [reported](...)"."""
    if hop.link is not None:
        return links[hop.link]
    places = [place for place in (hop.span, claim.cue if hop is claim.hops[0] else None) if place]
    near = (links[number] for number in claim.links)
    return next((link for link in near if any(link.span.overlaps(place) for place in places)), _NO_LINK)


def _links(report: ArticleReport) -> Iterator[Subject]:
    users: dict[int, list[str]] = {}
    for claim in report.claims:
        for number in claim.links:
            users.setdefault(number, []).append(claim.id)
    for number, link in enumerate(report.article.links):
        yield Subject({"link": link}, tuple(users.get(number, ())), link.span)


def _credits(report: ArticleReport) -> Iterator[Subject]:
    for credit in report.article.provenance.credits:
        yield Subject({"credit": credit}, (), credit.said.span)


def _origins(report: ArticleReport) -> Iterator[Subject]:
    for origin in report.article.provenance.origins:
        yield Subject({"origin": origin}, (), origin.said.span)


def _sources(report: ArticleReport) -> Iterator[Subject]:
    for source in (*report.sourcing.sources, *report.sourcing.conduits):
        yield Subject({"source": source}, source.claims, source.first)


def _outlets(report: ArticleReport) -> Iterator[Subject]:
    for outlet in (*report.sourcing.outlets, *report.sourcing.carriers):
        yield Subject({"outlet": outlet}, outlet.by_claims, outlet.first)


def _matches(report: ArticleReport) -> Iterator[Subject]:
    for claim, footing in _footed(report):
        for match in claim.matches:
            values = {"match": match, "claim": claim, "footing": footing}
            yield Subject(values, (claim.id,), match.content or claim.sentence, claim.confidence)


def _copies(report: ArticleReport) -> Iterator[Subject]:
    for copy in report.copies:
        yield Subject({"copy": copy}, (), copy.span)


def _loops(report: ArticleReport) -> Iterator[Subject]:
    for loop in report.loops:
        yield Subject({"circle": loop}, (loop.claim,) if loop.claim else (), loop.span)


def _footed(report: ArticleReport) -> Iterator[tuple[Claim, model.Footing]]:
    footings = {footing.claim: footing for footing in report.sourcing.footings}
    for claim in report.claims:
        yield claim, footings.get(claim.id) or model.Footing(claim.id)


_NO_LINK = Link(Span(0, 0), "", "")
SUBJECTS: dict[str, Callable[[ArticleReport], Iterator[Subject]]] = {
    "article": _articles,
    "claim": _claims,
    "hop": _hops,
    "link": _links,
    "credit": _credits,
    "origin": _origins,
    "source": _sources,
    "outlet": _outlets,
    "match": _matches,
    "copy": _copies,
    "loop": _loops,
}

"""Earlier publications that a page declares: in notices, in its byline, in its head, by its canonical address."""

from __future__ import annotations

from datetime import date

from checker.model import DeclaredOrigin, Fact, Span, Standing
from checker.readers import names
from checker.readers.dates import read_date
from checker.readers.desk import Desk
from checker.readers.notices import Found


def read(desk: Desk, authors: tuple[Fact, ...]) -> tuple[DeclaredOrigin, ...]:
    """All declared origins but the publisher itself, one of each relation and name, in the order of their weight."""
    found: list[DeclaredOrigin] = []
    if desk.supplied.origin:
        said = Fact(desk.supplied.origin, None, "supplied")
        found.append(DeclaredOrigin(said.value, "supplied", said, desk.known(said.value)))
    found += [origin for notice in desk.found if (origin := _noticed(desk, notice))]
    found += _metadata(desk)
    found += _canonical(desk)
    found += _byline(desk, authors, {names.key(origin.name) for origin in found})
    elsewhere = {names.key(origin.name) for origin in found if origin.relation != "copyright"}
    own = {names.key(desk.publisher.value)} if desk.publisher else set()
    kept: dict[tuple[str, str], DeclaredOrigin] = {}
    for origin in found:
        same = desk.outlet is not None and origin.outlet is not None and desk.outlet.id == origin.outlet.id
        # A holder of the rights is most often the publisher's own company: no earlier publication, unless more says so.
        held = origin.relation == "copyright" and not origin.outlet and names.key(origin.name) not in elsewhere
        if names.key(origin.name) not in own and not same and not held:
            kept.setdefault((origin.relation, names.key(origin.name)), origin)
    return tuple(kept.values())


def _noticed(desk: Desk, notice: Found) -> DeclaredOrigin | None:
    span = notice.groups.get("outlet")
    if span is None or not notice.entry.relation:
        return None
    link = next((n for n, link in enumerate(desk.links) if link.span.overlaps(span) and link.anchor), None)
    if link is not None and span.holds(Span(desk.links[link].span.start, desk.links[link].span.start)):
        span = desk.links[link].span
    name = span.of(desk.text).strip(' .“”"')
    published = _date(desk, notice, name)
    return DeclaredOrigin(name, notice.entry.relation, Fact(name, span), desk.known(name), link, published)


def _date(desk: Desk, notice: Found, name: str) -> date | None:
    """The day that the notice gives, or that a dateline gives beside the same name."""
    if "date" in notice.groups:
        return read_date(notice.groups["date"].of(desk.text), desk.patterns.months)
    for line in desk.of("masthead", "dateline"):
        if "outlet" in line.groups and names.key(line.groups["outlet"].of(desk.text)) == names.key(name):
            return read_date(line.groups["date"].of(desk.text), desk.patterns.months)
    return None


def _metadata(desk: Desk) -> list[DeclaredOrigin]:
    found = []
    for fact in desk.head.sources:
        if "//" in fact.value:
            outlet = desk.registry.by_url(fact.value, desk.published).outlet
            if outlet and outlet.status == "known":
                found.append(DeclaredOrigin(outlet.name, "original-source", fact, outlet))
        elif outlet := desk.known(fact.value):
            found.append(DeclaredOrigin(outlet.name, "original-source", fact, outlet))
    for fact in desk.head.holders:
        outlet = desk.known(fact.value)
        if outlet and outlet.status == "known":
            found.append(DeclaredOrigin(outlet.name, "copyright", fact, outlet))
    return found


def reposted(desk: Desk, place: Standing) -> bool:
    """Whether the address is only the canonical one of a saved page whose named publisher is not its owner.

    Only JSON-LD counts here: site names are wrong on one page in five.
    """
    if desk.supplied.url or desk.head.base or desk.address != desk.head.canonical:
        return False
    own = [names.key(fact.value) for fact in desk.head.publishers if fact.field.startswith("json-ld:publisher")]
    there = names.key(place.name), names.key(place.domain)
    return (
        bool(own)
        and not any(a and b and (a in b or b in a) for a in own for b in there)
        and not any(
            (known := desk.registry.by_name(fact.value)) and known.id == place.id for fact in desk.head.publishers
        )
    )


def _canonical(desk: Desk) -> list[DeclaredOrigin]:
    """The owner of the canonical address where its registered domain is not that of the page's own."""
    if not desk.head.canonical or not desk.address:
        return []
    there = desk.registry.by_url(desk.head.canonical, desk.published, desk.address).outlet
    here = desk.registry.by_url(desk.address, desk.published).outlet
    if there is None or here is None:
        return []
    same = there.id == here.id or (there.domain and there.domain == here.domain)
    if same and not (there.status == "known" and reposted(desk, there)):
        return []
    name = there.name or there.domain
    return [DeclaredOrigin(name, "canonical", Fact(desk.head.canonical, None, "link:canonical"), there)]


def _byline(desk: Desk, authors: tuple[Fact, ...], declared: set[str]) -> list[DeclaredOrigin]:
    """Authors that are outlets: the registry knows them, or the page elsewhere declares them as its source."""
    found = []
    for author in authors:
        outlet = desk.known(author.value)
        if (outlet and outlet.status == "known") or names.key(author.value) in declared:
            printed = author.span or _printed(desk, author.value)
            link = next((n for n, link in enumerate(desk.links) if printed and link.span.overlaps(printed)), None)
            said = Fact(author.value, printed, "text") if printed else author
            found.append(DeclaredOrigin(author.value, "byline", said, outlet, link, _beside(desk, author.value)))
    return found


def _printed(desk: Desk, name: str) -> Span | None:
    """Where a name of the head is printed as the byline."""
    for line in desk.of("byline"):
        people = line.groups.get("people")
        if people and (at := people.of(desk.text).casefold().find(name.casefold())) >= 0:
            return Span(people.start + at, people.start + at + len(name))
    return None


def _beside(desk: Desk, name: str) -> date | None:
    for line in desk.of("masthead", "dateline"):
        if "outlet" in line.groups and names.key(line.groups["outlet"].of(desk.text)) == names.key(name):
            return read_date(line.groups["date"].of(desk.text), desk.patterns.months)
    return None

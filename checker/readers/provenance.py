"""Where an article says it comes from: title, publisher, authors, date, earlier publications, credits, notices.

Every part carries its span or the field it came from; what the user supplies wins and is marked so; nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import get_args

from checker.model import DeclaredOrigin, Fact, Notice, NoticeKind, Provenance, Span, Standing
from checker.readers import credits as crediting
from checker.readers import names, origins
from checker.readers.dates import read_date
from checker.readers.desk import Desk
from checker.readers.outline import LABELS

_NOTICES = get_args(NoticeKind)


def declare(desk: Desk) -> Provenance:
    """The provenance; relabels `desk.blocks` by what the patterns found."""
    desk.found = [
        found
        for found in desk.patterns.search(desk.text, desk.blocks)
        if not found.entry.known or ("outlet" in found.groups and desk.known(found.groups["outlet"].of(desk.text)))
    ]
    _relabel(desk)
    _publish(desk)
    said = _dated(desk)
    authors = _authors(desk)
    declared = origins.read(desk, authors)
    if desk.published is None:
        desk.published, said = _beside_publisher(desk, declared)
    if desk.outlet and desk.outlet.status == "known":
        desk.outlet = desk.registry.standing(desk.outlet.id, desk.published)
    credited, lines = crediting.read(desk)
    return Provenance(
        title=_title(desk),
        publisher=desk.publisher,
        publisher_outlet=desk.outlet,
        authors=authors,
        published=desk.published,
        published_said=said,
        canonical=desk.head.canonical,
        origins=declared,
        contributors=tuple(desk.fact(f.groups["people"]) for f in desk.of("contributors") if "people" in f.groups),
        credits=credited,
        notices=_notices(desk, lines, declared),
    )


def _relabel(desk: Desk) -> None:
    for found in desk.found:
        block = desk.blocks[found.block]
        if found.entry.covers != "block" or block.kind in ("headline", "caption"):
            continue
        if found.entry.kind == "promo" and found.span.of(desk.text).count(" ") > 40:
            continue
        desk.blocks[found.block] = replace(block, kind=LABELS.get(found.entry.kind, "notice"), body=False)


def _title(desk: Desk) -> Fact | None:
    """The headline as the reader sees it where the head agrees with it, else what the head says first."""
    shown = next((block.span for block in desk.blocks if block.kind == "headline"), None)
    titles = desk.head.titles
    if shown and (not titles or any(names.key(shown.of(desk.text)) in names.key(title.value) for title in titles)):
        return desk.fact(shown)
    social = [title for title in titles if title.field == "meta:og:title"]
    return next(iter(social or titles), desk.fact(shown) if shown else None)


def _publish(desk: Desk) -> None:
    """Sets publisher and outlet: supplied, domain table, JSON-LD, site name, datelines, rights lines."""
    given = desk.supplied.publisher
    if given:
        outlet = desk.known(given) or (desk.registry.by_domain(given) if "." in given else None)
        value = outlet.name if outlet and outlet.status == "known" else given
        desk.publisher, desk.outlet = Fact(value, None, "supplied"), outlet
        return
    place = desk.registry.by_url(desk.address).outlet if desk.address else None
    if place and place.status == "known" and not origins.reposted(desk, place):
        desk.publisher, desk.outlet = _own_name(desk, place), place
        return
    for fact in desk.head.publishers:
        value = names.site(fact.value)
        own = None if place and origins.reposted(desk, place) else place
        desk.publisher, desk.outlet = Fact(value, None, fact.field), desk.known(value) or own
        return
    desk.outlet = place
    if place:
        desk.publisher = Fact(place.domain, None, "address")
    _printed_publisher(desk, place)


def _printed_publisher(desk: Desk, place: Standing | None) -> None:
    """Sets the publisher from a dateline or the rights line: known, repeated in notices, or a newspaper's."""
    lines = [(found, found.groups["outlet"].of(desk.text)) for found in desk.found if "outlet" in found.groups]
    others = {names.key(name) for found, name in lines if found.entry.relation in ("original-source", "byline")}
    wires = {outlet.id for name in _bylines(desk) if (outlet := desk.known(name))}
    notices = " ".join(
        b.span.of(desk.text) for b in desk.blocks if not b.body and b.kind not in ("headline", "dateline")
    )
    for kind in ("masthead", "dateline", "copyright"):
        for found, name in lines:
            outlet = desk.known(name)
            if found.entry.kind != kind or names.key(name) in others or (outlet and outlet.id in wires):
                continue
            if outlet or kind == "masthead" or name in notices:
                span = Span(found.groups["outlet"].start, found.groups["outlet"].start + len(names.site(name)))
                desk.publisher, desk.outlet = desk.fact(span), desk.known(span.of(desk.text)) or place
                return


def _bylines(desk: Desk) -> list[str]:
    return [found.groups["people"].of(desk.text) for found in desk.of("byline") if "people" in found.groups]


def _own_name(desk: Desk, outlet: Standing) -> Fact:
    """What the page calls its publisher where that is the same outlet's name or a part of it, else the registry's."""
    said = [Fact(names.site(fact.value), None, fact.field) for fact in desk.head.publishers]
    for fact in said:
        named = desk.registry.by_name(fact.value)
        if named and outlet.id in (named.id, *named.candidates):
            # "Lakeside.example" and "Lakeside (Ruritania)" are both Lakeside.
            plain = names.site(outlet.name)
            return Fact(plain, None, "registry") if names.key(plain) == names.key(fact.value) else fact
    for fact in said:
        if re.search(rf"\b{re.escape(fact.value)}\b", outlet.name, re.I):
            return fact
    return Fact(names.site(outlet.name), None, "registry")


def _dated(desk: Desk) -> Fact | None:
    if desk.supplied.published:
        desk.published = desk.supplied.published
        return Fact(desk.supplied.published.isoformat(), None, "supplied")
    for fact in desk.head.published:
        if day := read_date(fact.value, desk.patterns.months):
            desk.published = day
            return fact
    return None


def _beside_publisher(desk: Desk, declared: tuple[DeclaredOrigin, ...]) -> tuple[date | None, Fact | None]:
    """The printed date beside the publisher's name, or alone; one beside an earlier publication's is that one's."""
    others = {names.key(origin.name) for origin in declared}
    own = names.key(desk.publisher.value) if desk.publisher else ""
    for found in [
        *desk.of("dateline"),
        *desk.of("published"),
        *(line for line in desk.of("byline") if "date" in line.groups),
    ]:
        name = names.key(found.groups["outlet"].of(desk.text)) if "outlet" in found.groups else ""
        if name in others and name != own:
            continue
        if name and own and name != own and desk.known(found.groups["outlet"].of(desk.text)):
            continue
        said = desk.fact(found.groups["date"])
        if day := read_date(said.value, desk.patterns.months):
            return day, said
    if desk.head.last_date is not None and (text := desk.head.last_date()):
        return read_date(text, {}), Fact(text, None, "htmldate")
    return None, None


def _authors(desk: Desk) -> tuple[Fact, ...]:
    """The head's authors, else the byline's."""
    houses = {names.key(fact.value) for fact in desk.head.publishers}
    houses |= {names.key(name) for name in (desk.publisher.value if desk.publisher else "", desk.address) if name}
    printed = [desk.fact(found.groups["people"]) for found in desk.of("byline") if "people" in found.groups]
    return names.people(desk.head.authors, desk.patterns, houses) or names.people(printed, desk.patterns, houses)


def _notices(desk: Desk, marked: list[Span], declared: tuple[DeclaredOrigin, ...]) -> tuple[Notice, ...]:
    spans: list[tuple[str, Span]] = [(f.entry.kind, f.span) for f in desk.of(*_NOTICES)]
    spans += [("photo_credit", span) for span in marked]
    spans += [
        ("agency_byline", found.span)
        for found in desk.of("byline")
        if any(origin.said.span and found.span.holds(origin.said.span) for origin in declared)
    ]
    kept: list[Notice] = []
    for kind, span in sorted(spans, key=lambda pair: (pair[1].start, -pair[1].end)):
        if not any(other.span.holds(span) and (other.kind == kind or other.span == span) for other in kept):
            kept.append(Notice(kind, span, span.of(desk.text)))  # type: ignore[arg-type]
    return tuple(kept)

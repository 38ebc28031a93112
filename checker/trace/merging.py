"""The chains of the pages along one way, merged into one: what each states, and what their pages confirm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from checker.model import Hop, Leg, Place, Role
from checker.trace.identities import folded, outlet_keys, publisher_keys
from checker.trace.walking import Stop, Walk


def legs(walk: Walk, ends: dict[str, str]) -> tuple[Leg, ...]:
    """The merged chain from the origin to the article asked about (or to the last page of the corpus that cites it)."""
    path = way(walk, ends)
    made: list[Leg] = []
    for before, stop in zip([None, *path], path, strict=False):
        made = _merged(made, _said(stop, before, walk))
    for stop in path:
        made = _confirmed(made, stop, last=stop is path[-1])
    return tuple(_roles(_closed(made, path)))


def way(walk: Walk, ends: dict[str, str]) -> list[Stop]:
    """The pages from the one nearest to the origin to the one asked about.

    Of several origins the earliest counts, then the one that is reached first; without an origin the farthest page.
    """
    held = [stop for stop in walk.stops if stop.found is not None]
    asked = [stop for stop in held if stop.reached == "asked"]
    by_id = {stop.id: stop for stop in held}
    paths = [path for stop in held if (path := _path(stop, by_id)) and (not asked or path[-1] in asked)]
    if not paths:
        return []

    def order(path: list[Stop]) -> tuple[bool, date, int]:
        published = path[0].article.provenance.published if path[0].article else None
        return ends.get(path[0].id) != "origin", published or date.max, -len(path)

    return min(paths, key=order)


def _path(stop: Stop, by_id: dict[str, Stop]) -> list[Stop]:
    path = [stop]
    while path[-1].by:
        path.append(by_id[path[-1].by])
    return path


def _said(stop: Stop, before: Stop | None, walk: Walk | None) -> list[Leg]:
    """The page's own hops without the one that is the page it leads to, where that goes by another name."""
    hops = stop.found.hops if stop.found else ()
    steps = walk.steps if walk and before else []
    step = next((each for each in steps if before and (each.start, each.end) == (stop.id, before.id)), None)
    return [
        Leg(hop, stop.id, place=_place(stop, hop))
        for hop in hops
        if step is None or before is None or not _is_page(hop, before, folded(step.anchor))
    ]


def _is_page(hop: Hop, page: Stop, anchor: str) -> bool:
    """Whether a hop is the linked page itself: a document by the link's words, or an outlet that no register knows.

    "said in the [statement]": the ministry's page. "told news site [Coast]": the page of Coast Media Ltd. An outlet
    that the registry knows is itself, wherever the link leads.
    """
    if hop.source.kind == "document":
        return bool(anchor) and folded(hop.source.name) == anchor
    if page.article is None or hop.source.kind != "outlet" or page.reached != "hop-link":
        return False
    known = hop.source.outlet is not None and hop.source.outlet.status == "known"
    own = outlet_keys(hop.source) & publisher_keys(page.article)
    return hop.source.name == page.named and not known and not own


def _place(stop: Stop, hop: Hop) -> Place | None:
    return stop.article.place(hop.span.start) if stop.article and hop.span else None


def _merged(earlier: list[Leg], later: list[Leg]) -> list[Leg]:
    """The legs of two pages in one order: what only the later page names goes before the next leg that both have."""
    made = list(earlier)
    at = len(made)
    for leg in reversed(later):
        known = next((number for number, each in enumerate(made) if _same(each.hop, leg.hop)), None)
        if known is not None:
            at = known
        elif not (leg.hop.role == "origin" and any(each.hop.role == "origin" for each in made)):
            made.insert(at, leg)
    return made


def _same(one: Hop, two: Hop) -> bool:
    if one.basis == "unknown" or two.basis == "unknown":
        return one.basis == two.basis
    if one.source.kind == "outlet" or two.source.kind == "outlet":
        return bool(outlet_keys(one.source) & outlet_keys(two.source))
    return one.role == two.role == "origin"


def _confirmed(made: list[Leg], stop: Stop, last: bool) -> list[Leg]:
    """The legs with that of the page's own outlet marked as verified, for the page holds the words."""
    if stop.article is None:
        return made
    keys = publisher_keys(stop.article)
    for number, leg in enumerate(made):
        if leg.hop.source.kind == "outlet" and outlet_keys(leg.hop.source) & keys:
            if not last:
                hop = replace(leg.hop, basis="verified", evidence="its page holds the words")
                made[number] = replace(leg, hop=hop, verified_by=stop.id)
            return made
    return made


def _closed(made: list[Leg], path: list[Stop]) -> list[Leg]:
    """The legs, with the last page's outlet behind them again where a circle has put it before others."""
    own = [leg for leg in _said(path[-1], None, None) if leg.hop.role == "publisher"] if path else []
    known = [number for number, leg in enumerate(made) if own and _same(leg.hop, own[0].hop)]
    return [*made, own[0]] if known and known[-1] < len(made) - 1 else made


def _roles(made: Sequence[Leg]) -> list[Leg]:
    """Roles by place where merging moved an outlet: what published on its own page passed the words on here."""
    found = list(made)
    outlets = [
        number for number, leg in enumerate(made) if leg.hop.source.kind == "outlet" and leg.hop.role != "origin"
    ]
    gap = next((number for number, leg in enumerate(made) if leg.hop.basis == "unknown"), len(made))
    for number in outlets:
        role: Role = found[number].hop.role
        first = number == outlets[0] and number < gap
        if role == "publisher" and number < len(made) - 1:
            role = "first-publisher" if first else "relay"
        elif role == "first-publisher" and not first:
            role = "relay"
        found[number] = replace(found[number], hop=replace(found[number].hop, role=role))
    return found

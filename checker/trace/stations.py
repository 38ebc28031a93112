"""What a walk found, written down: stations, steps, what differs, the merged chain, the earliest page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from checker.model import Disagreement, End, Searched, Station, Step, Trace
from checker.trace.anchors import passage
from checker.trace.differences import stretches
from checker.trace.disagreements import claim_of, disagreements, publisher, words_of
from checker.trace.ends import end
from checker.trace.merging import legs
from checker.trace.pages import Pages
from checker.trace.walking import Stop, Walk


def written(walk: Walk, pages: Pages) -> Trace:
    """The trace of a walk that is done."""
    differing = disagreements(walk, pages)
    ends = {stop.id: end(stop, walk, differing) for stop in walk.stops}
    stations = tuple(_station(stop, walk, *ends[stop.id]) for stop in walk.stops)
    holding = [station for station in stations if station.holds]
    read = walk.read + sum(stop.reached == "asked" for stop in walk.stops)
    searched = Searched(read, len(holding), walk.unread, pages.size(), walk.left)
    return Trace(
        walk.question, stations, tuple(walk.steps) + _copies(walk, differing), differing,
        legs(walk, {name: said for name, (said, _) in ends.items()}), _earliest(stations), searched,
    )  # fmt: skip


def _copies(walk: Walk, differing: tuple[Disagreement, ...]) -> tuple[Step, ...]:
    known = {(step.start, step.end) for step in walk.steps}
    return tuple(
        Step(each.station, each.other, "copy", again=True)
        for each in differing
        if each.kind == "undisclosed-copy" and (each.station, each.other) not in known
    )


def _earliest(stations: tuple[Station, ...]) -> str:
    """The station with the earliest date; of one day, the one that is an origin, then the one farthest off."""
    dated = [station for station in stations if station.holds and station.published]
    first = min(
        dated,
        key=lambda each: (each.published or date.max, each.end != "origin", -each.depth, each.address),
        default=None,
    )
    return first.id if first else ""


def _station(stop: Stop, walk: Walk, ending: End, reason: str) -> Station:
    made = Station(
        stop.id, stop.address, stop.depth, stop.reached, stop.kind, ending, stop.by, stop.named, reason,
        check=stop.check,
    )  # fmt: skip
    if stop.sheet is None or stop.article is None:
        return made
    told = stop.article.provenance
    made = replace(
        made, title=told.title.value if told.title else "", publisher=publisher(stop), outlet=told.publisher_outlet,
        published=told.published, capture=stop.sheet.capture, archived=stop.sheet.archived, url=stop.article.url,
    )  # fmt: skip
    return _holding(made, stop, walk) if stop.found else made


def _holding(made: Station, stop: Stop, walk: Walk) -> Station:
    """The station with the words of its page, and whose they are there."""
    article, found, claim = stop.article, stop.found, claim_of(stop)
    if article is None or found is None:
        return made
    by = next((each for each in walk.stops if each.id == stop.by), None)
    here = words_of(stop)
    speaker = claim.speaker if claim and claim.speaker.kind != "unknown" else None
    return replace(
        made,
        passage=passage(article.text, found.span),
        from_question=stretches(here, walk.question.words) if stop.reached != "asked" else (),
        from_citing=stretches(here, words_of(by)) if by else (),
        speaker=speaker.name if speaker else "",
        description=speaker.description if speaker else "",
        claim=claim.id if claim else "",
        line=article.place(found.span.start).line,
        hops=found.hops,
    )

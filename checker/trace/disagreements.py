"""Where two pages of a trace tell the words or their route differently."""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Claim, Copy, Disagreement, Hop, Question
from checker.outlets.urls import host_key
from checker.trace.differences import differs, stretches
from checker.trace.identities import other_speaker, outlet_keys, publisher_keys
from checker.trace.leads import foreign
from checker.trace.pages import Pages
from checker.trace.walking import Stop, Walk, key

UNDISCLOSED = 60
"""Hundredths of a page's own words above which it is a copy of another one, and not an article about the same."""


def disagreements(walk: Walk, pages: Pages) -> tuple[Disagreement, ...]:
    """All of them, station by station: the speaker, the words, a relay left out, a copy without credit."""
    return tuple(each for stop in walk.stops if stop.found for each in _of(stop, walk, pages))


def _of(stop: Stop, walk: Walk, pages: Pages) -> Iterator[Disagreement]:
    by = next((each for each in walk.stops if each.id == stop.by), None)
    start = by or next((each for each in walk.stops if each.reached == "asked"), None)
    if start is not None and start is not stop:
        yield from _speaker(start, stop)
    yield from _words(walk.question, start, stop)
    for cited in walk.cited(stop):
        yield from _relays(stop, cited)
    yield from _copy(stop, walk, pages)


def claim_of(stop: Stop) -> Claim | None:
    """The claim of the page that has the words."""
    return stop.found.claim if stop.found else None


def words_of(stop: Stop) -> str:
    """The words as the page prints them."""
    return stop.found.span.of(stop.article.text) if stop.found and stop.article else ""


def publisher(stop: Stop) -> str:
    """Who publishes the page, as it says itself, else as the registry knows its address, else its host."""
    told = stop.article.provenance if stop.article else None
    outlet = told.publisher_outlet if told else None
    return told.publisher.value if told and told.publisher else outlet.name if outlet else host_key(stop.address)


def _speaker(start: Stop, stop: Stop) -> Iterator[Disagreement]:
    one, two = claim_of(start), claim_of(stop)
    if one and two and other_speaker(one.speaker, two.speaker):
        yield Disagreement("other-speaker", stop.id, start.id, two.speaker.name, one.speaker.name)


def _words(question: Question, start: Stop | None, stop: Stop) -> Iterator[Disagreement]:
    if start is stop:
        return
    asked = words_of(start) if start else question.words
    found = stretches(words_of(stop), asked)
    if differs(found):
        yield Disagreement("other-words", stop.id, start.id if start else "", words_of(stop), asked, found)


# ------------------------------------------------------------------------------------------------ relays


def _relays(stop: Stop, cited: Stop) -> Iterator[Disagreement]:
    """Outlets between the speaker and the cited page that only one of the two names.

    "told the Wire", says the cited page; the page that cites it names the cited page alone. Or it names the Wire, and
    the cited page does not know of it.
    """
    if stop.article is None or cited.article is None or stop.found is None or cited.found is None:
        return
    mine, theirs = foreign(stop.article, stop.found.hops), foreign(cited.article, cited.found.hops)
    here, there = publisher_keys(stop.article), publisher_keys(cited.article)
    own = set().union(*(outlet_keys(hop.source) for hop in mine))
    if claim := claim_of(stop):
        own |= outlet_keys(claim.recipient) if claim.recipient else set()
    for hop in theirs:
        keys = outlet_keys(hop.source)
        if not keys & own and not keys & here:
            yield Disagreement("missing-relay", stop.id, cited.id, "", hop.source.name)
    if theirs and mine and not own & there and any(outlet_keys(hop.source) & own for hop in theirs):
        yield Disagreement("missing-relay", stop.id, cited.id, "", publisher(cited))
    for hop in _before(mine, there, stop, cited):
        if not any(outlet_keys(hop.source) & outlet_keys(other.source) for other in theirs):
            yield Disagreement("relay-not-confirmed", stop.id, cited.id, hop.source.name, "")


def _before(mine: list[Hop], there: frozenset[str], stop: Stop, cited: Stop) -> list[Hop]:
    """The hops of the citing page that lie between the speaker and the cited page's outlet."""
    for number, hop in enumerate(mine):
        if outlet_keys(hop.source) & there or _leads(hop, stop, cited):
            return mine[:number]
    return []


def _leads(hop: Hop, stop: Stop, cited: Stop) -> bool:
    if stop.article is None or hop.link is None or hop.link >= len(stop.article.links):
        return False
    target = stop.article.links[hop.link].target
    return bool(target) and key(str(target)) == key(cited.address)


# ------------------------------------------------------------------------------------------------ copies


def _copy(stop: Stop, walk: Walk, pages: Pages) -> Iterator[Disagreement]:
    if stop.sheet is None:
        return
    for copy in pages.copies(stop.sheet):
        other = copied_from(copy, walk)
        if other is not None and other is not stop and other not in walk.cited(stop):
            yield Disagreement("undisclosed-copy", stop.id, other.id, "", str(copy.undisclosed))
            return


def copied_from(copy: Copy, walk: Walk) -> Stop | None:
    """The stop that a copy is of, where it is undisclosed: earlier, not credited, and most of the page's own words."""
    if copy.undisclosed <= UNDISCLOSED or copy.own or copy.credited or not copy.earlier:
        return None
    names = {key(copy.source), copy.capture} - {""}
    return next(
        (
            each
            for each in walk.stops
            if each.sheet and names & {key(each.address), key(each.sheet.address), each.sheet.capture}
        ),
        None,
    )

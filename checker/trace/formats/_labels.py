"""The fixed labels of a trace, the same in every format that people read. Names and words are the pages'."""

from __future__ import annotations

from collections.abc import Sequence

from checker.formats._cells import line
from checker.formats._counts import many
from checker.formats._wording import STATES, chain_line, standing_note, station
from checker.model import Disagreement, Leg, Question, Station, Stretch, Trace

REACHED = {
    "asked": "asked about",
    "claim-link": "link of the claim",
    "hop-link": "link of an outlet that it names",
    "article-link": "link elsewhere in the article",
    "declared-origin": "declared as the origin",
    "canonical": "canonical address",
    "corpus": "from the corpus",
    "copy": "same words, no credit",
}
ROLES = {
    "origin": "origin",
    "first-publisher": "first publisher",
    "relay": "relay",
    "republisher": "republisher",
    "publisher": "publisher",
}
KINDS = {
    "exact": "same words",
    "normalised": "same words, other marks or spelling",
    "altered": "other words",
    "absent": "words not on this page",
    "not-checked": "not checked",
}
ENDS = {
    "origin": "origin, names no further outlet",
    "cites-further": "cites further",
    "loop": "loop",
    "dead-end": "dead end",
}
DIFFERING = {
    "other-speaker": "other speaker",
    "other-words": "other words",
    "missing-relay": "relay left out",
    "relay-not-confirmed": "relay not confirmed",
    "undisclosed-copy": "undisclosed copy",
}
EARLIEST = "earliest in what was searched"
NO_DATE = "no date"
_NOBODY = "(nobody named)"


def publisher(station: Station) -> str:
    """Who publishes a page, with what the registry says of its control; the host where the page names nobody."""
    name = line(station.publisher or (station.outlet.name if station.outlet else "")) or line(station.named)
    shown = name or "(no publisher named)"
    stated = station.outlet is not None and station.outlet.control in STATES
    return f"{shown} [{standing_note(station.outlet)}]" if stated else shown


def day(station: Station) -> str:
    """The page's date."""
    return station.published.isoformat() if station.published else NO_DATE


def where(station: Station) -> str:
    """The page's address, with the line of the words in a file."""
    address = line(station.address)
    return f"{address}:{station.line}" if station.line and station.reached == "asked" else address


def ending(station: Station) -> str:
    """How the page's route ends, and why."""
    label = ENDS[station.end]
    return f"{label}: {line(station.reason)}" if station.reason else label


def route(station: Station) -> str:
    """The page's own chain for the words, on one line; its speaker where it gives no chain."""
    return chain_line(station.hops) if station.hops else line(station.speaker) or _NOBODY


def leg(each: Leg) -> tuple[str, str, str, str]:
    """Role, name, basis, and the stations that the hop rests on."""
    shown = station(each.hop)
    name = f"({shown.name})" if shown.gap else f"{shown.name} [{shown.state}]" if shown.state else shown.name
    at = f" {each.place.line}:{each.place.column}" if each.place else ""
    rests = f"{each.said_by}{at}"
    if each.verified_by == each.said_by:
        rests += ", which holds the words"
    elif each.verified_by:
        rests += f"; {each.verified_by} holds the words"
    return ROLES[each.hop.role], name, each.hop.basis, rests


def differing(found: Disagreement) -> str:
    """What two pages tell differently, as one line."""
    here, there = line(found.here), line(found.there)
    other = found.other or "the words asked for"
    if found.kind == "other-speaker":
        return f"{found.station} names {here}, {other} names {there}"
    if found.kind == "other-words":
        return f"{found.station} against {other}: {difference(found.difference)}"
    if found.kind == "missing-relay":
        return f"{found.station} does not name {there}, through whom {other} has the words"
    if found.kind == "relay-not-confirmed":
        return f"{found.station} names {here}, {other} does not"
    return f"{there} % of the own words of {found.station} stand in {other}, which it does not credit"


def difference(found: Sequence[Stretch], around: int = 3) -> str:
    """The word diff on one line: [-of the page nearer to the origin-], {+of the other+}, few words between them."""
    parts = []
    for number, stretch in enumerate(found):
        if stretch.same:
            parts.append(_shortened(line(stretch.after), number > 0, number < len(found) - 1, around))
            continue
        gone = f"[-{line(stretch.before)}-]" if stretch.before else ""
        parts.append(gone + (f"{{+{line(stretch.after)}+}}" if stretch.after else ""))
    return " ".join(part for part in parts if part)


def _shortened(words: str, behind: bool, before: bool, around: int) -> str:
    """The words next to a difference, the others as an ellipsis."""
    split = words.split()
    kept = around * (behind + before)
    if len(split) <= kept + 1:
        return words
    first = split[:around] if behind else []
    last = split[len(split) - around :] if before else []
    return " ".join([*first, "…", *last])


def asked(question: Question) -> str:
    """Where the words asked for stand and whose they are there."""
    if not question.source:
        return "words alone, without an article"
    return f"{line(question.source)}:{question.line}, {line(question.speaker) or _NOBODY}"


def summary(trace: Trace) -> str:
    """What was searched, and which page is the earliest in it, on one line."""
    told = trace.searched
    parts = [f"{many(told.pages, 'page')} read, {told.holding} with the words"]
    if told.unread:
        parts.append(f"{told.unread} not to be read")
    if told.corpus:
        parts.append(f"corpus of {many(told.corpus, 'document')}")
    if told.left:
        parts.append(f"{many(told.left, 'link')} not followed")
    first = trace.station(trace.earliest)
    if first is not None:
        same = [each.id for each in trace.by_date if each.published == first.published and each is not first]
        also = f" (of the same day: {', '.join(same)})" if same else ""
        parts.append(f"{EARLIEST} ({many(told.pages, 'page')}): {first.id}, {day(first)}{also}")
    return "; ".join(parts) + "."

"""Where a page's own route ends: with the speaker, at another page, in a circle, or nowhere that can be read."""

from __future__ import annotations

from checker.model import Disagreement, End
from checker.trace.walking import Stop, Walk


def end(stop: Stop, walk: Walk, differing: tuple[Disagreement, ...]) -> tuple[End, str]:
    """How the page's route ends, and for a dead end why, in one line of fixed labels and names.

    An origin is a page whose claim names its speaker and no further outlet: the speaker told this outlet itself.
    """
    if stop.found is None:
        return "dead-end", _unread(stop, walk)
    copy = next((each for each in differing if each.kind == "undisclosed-copy" and each.station == stop.id), None)
    if copy is not None:
        return "dead-end", f"words of {copy.other} without credit"
    loops = [step for step in walk.steps if step.start == stop.id and step.loop]
    onward = [step for step in walk.steps if step.start == stop.id and not step.loop]
    cited = {each.id for each in walk.cited(stop)}
    if any(step.end in cited for step in onward):
        return "cites-further", ""
    if loops:
        return "loop", f"leads back to {loops[0].end}"
    if stop.waiting:
        return "cites-further", "not followed any further"
    return _last(stop, walk)


def _last(stop: Stop, walk: Walk) -> tuple[End, str]:
    """The end of a page that leads to none which holds the words."""
    unread = [
        f"{each.named or each.address}: {_unread(each, walk)}"
        for each in walk.stops
        if each.by == stop.id and each.found is None and (each.named or each.kind == "not-checked")
    ]
    unread += [f"{lead.name}: no link" for lead in stop.unmet]
    if unread:
        return "dead-end", "; ".join(dict.fromkeys(unread))
    claim = stop.found.claim if stop.found else None
    if claim is None:
        return "dead-end", "no source named for the words"
    if claim.speaker.kind == "unknown":
        return "dead-end", "nobody named as the speaker"
    return "origin", ""


def _unread(stop: Stop, walk: Walk) -> str:
    """Why a page does not show the words."""
    if stop.kind == "absent":
        return "the words are not on this page" + ("" if walk.question.quoted else " word for word")
    check = stop.check
    told = check.state if check.state not in ("unchecked", "ok", "moved", "drifted") else ""
    reason = ": ".join(part for part in (told, check.reason) if part)
    if stop.sheet is None:
        return reason or "not captured"
    return reason or "read in part only, and the words are not in that part"

"""What each claim stands on, seen with the whole article around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.model import Claim, Footing, Span
from checker.sourcing.view import View, outlet_hops, printed, source_key, standing_of

_NEARBY = 2  # paragraphs behind a plural in which its single members are looked for


def footings(view: View) -> tuple[Footing, ...]:
    """One footing for each claim, in their order."""
    return tuple(_footing(view, claim) for claim in view.claims)


def _footing(view: View, claim: Claim) -> Footing:
    block = view.block(claim.sentence.start)
    phrase = printed(view.article, claim.speaker)
    collective, instances, nearby = _collective(view, claim)
    unnamed = claim.speaker.kind == "unnamed"
    accused = _accused(view, claim)
    stations = outlet_hops(claim.hops)
    return Footing(
        claim=claim.id,
        route=" > ".join(dict.fromkeys(hop.source.name for hop in stations)),
        stations=tuple(stations),
        linked=any(view.target(number) for number in claim.links),
        route_linked=_route_linked(view, claim),
        linked_before=_linked_before(view, claim),
        own=_own_outlet(view, claim),
        anonymous=unnamed and _anonymous(view, claim, phrase),
        bare=unnamed and view.markers["bare-sources"].whole(phrase.strip(" ,")),
        spokesperson=unnamed and view.markers["spokespeople"].found(phrase),
        withheld=unnamed and view.markers["hidden-roles"].found(phrase),
        corroborated=_corroborated(view, claim),
        opinion=_opinion(view, claim),
        collective=collective,
        instances=instances,
        nearby=nearby,
        near_court=_near_court(view, claim),
        hedge=_hedge(view, claim),
        party=_party(view, claim),
        block=block.kind if block else "other",
        restated=_restated(view, claim),
        accused=accused,
        answered=bool(accused) and _answered(view, accused),
    )


# -------------------------------------------------------------------------------------------------- links


def _route_linked(view: View, claim: Claim) -> bool:
    hops = outlet_hops(claim.hops)
    return bool(hops) and all(view.target(hop.link) for hop in hops)


def _linked_before(view: View, claim: Claim) -> bool:
    hops = outlet_hops(claim.hops)
    last = standing_of(hops[-1].source).id if hops else ""
    if not last:
        return False
    earlier = (link for link in view.article.links if link.span.start < claim.sentence.start and link.target)
    return any(link.outlet is not None and link.outlet.id == last for link in earlier)


def _own_outlet(view: View, claim: Claim) -> bool:
    """Whether the outlet told is the publisher, or the one the whole text is taken from: wire copy says "told AP"."""
    hops = outlet_hops(claim.hops)
    if not hops:
        return False
    first, provenance = hops[0].source, view.article.provenance
    publisher = (provenance.publisher.value if provenance.publisher else "", provenance.publisher_outlet)
    earlier = ((origin.name, origin.outlet) for origin in provenance.origins)
    for name, outlet in (publisher, *earlier):
        if outlet is not None and outlet.id and outlet.id == standing_of(first).id:
            return True
        if name and name.casefold() == first.name.casefold():
            return True
    return False


# ------------------------------------------------------------------------------------------------ sources


def _anonymous(view: View, claim: Claim, phrase: str) -> bool:
    words = phrase.strip(" ,").partition(",")[0]
    known = any(view.markers[name].whole(words) for name in ("definite", "institutions", "offices", "nobody"))
    if claim.speaker.plural and not view.markers["hidden-roles"].found(phrase):
        return False  # a crowd ("Republicans"), which has no name to keep back
    return not (known or claim.speaker.pronoun or view.markers["spokespeople"].found(phrase))


def _corroborated(view: View, claim: Claim) -> bool:
    """Whether another source says something near: two long words or figures in common."""
    mine, speaker = _long_words(view.words(claim)), source_key(claim.speaker)
    for other in view.counted:
        key = source_key(other.speaker)
        if other.id != claim.id and key and key != speaker and len(mine & _long_words(view.words(other))) >= 2:
            return True
    return False


def _long_words(words: str) -> set[str]:
    found = re.findall(r"[^\W_][\w-]*", words.casefold())
    return {word for word in found if len(word) > 4 or any(letter.isdigit() for letter in word)}


def _opinion(view: View, claim: Claim) -> Span | None:
    for content in claim.content:
        for span in view.markers["opinions"].spans(view.article.text, content.start, content.end):
            if claim.kind in {"direct", "unattributed"} or view.quoted(span):
                return span
    return None


def _collective(view: View, claim: Claim) -> tuple[str, int, int]:
    """The class of a plural speaker, its single members in the article, and those in the paragraphs that follow."""
    name = _collective_name(view, claim)
    if not name:
        return "", 0, 0
    here = view.number(claim.sentence.start)
    members: dict[str, int] = {}
    for other in view.claims:
        speaker = other.speaker
        key = source_key(speaker)
        if not key or speaker.plural or other.id == claim.id or key == source_key(claim.speaker):
            continue
        if _is_member(view, name, other):
            distance = view.number(other.sentence.start) - here
            near = 0 <= distance <= _NEARBY and other.sentence.start >= claim.sentence.start
            members[key] = max(members.get(key, 0), 1 + near)
    return name, len(members), sum(1 for seen in members.values() if seen == 2)


def _collective_name(view: View, claim: Claim) -> str:
    speaker = claim.speaker
    if speaker.kind == "unnamed" and not speaker.named and not speaker.pronoun:
        words = printed(view.article, speaker)
        known = view.markers["definite"].whole(words.strip(" ,")) or view.markers["insight"].found(words)
        return "" if known else view.markers.collective(words)
    if speaker.kind in {"unknown", "document"} and not speaker.named:
        span = speaker.span or claim.hedge or claim.cue
        words = span.of(view.article.text) if span else ""
        return "media" if view.markers.collective(words.rpartition(" ")[2]) == "media" else ""
    return ""


def _is_member(view: View, name: str, claim: Claim) -> bool:
    speaker = claim.speaker
    if name == "media":
        return bool(outlet_hops(claim.hops))
    return speaker.kind in {"person", "unnamed"} and view.markers.one_of(name, view.described[source_key(speaker)])


# ------------------------------------------------------------------------------------------------ parties


def _party(view: View, claim: Claim) -> Span | None:
    """The words of the claim or of the headline that name the state behind a state-controlled outlet of the route."""
    text = view.article.text
    for hop in outlet_hops(claim.hops):
        standing = standing_of(hop.source)
        state = view.markers.states.get(standing.country)
        if standing.control != "yes" or state is None:
            continue
        headlines = (block.span for block in view.article.blocks if block.kind == "headline")
        for span in (*claim.content, *headlines):
            found = state.spans(text, span.start, span.end)
            if found:
                return found[0]
    return None


def _near_court(view: View, claim: Claim) -> bool:
    sentence = claim.sentence.of(view.article.text)
    return view.markers["courts"].found(sentence) or view.markers["alleged-crimes"].found(sentence)


def _hedge(view: View, claim: Claim) -> Span | None:
    """The hedge behind which an unknown source stands: the whole origin, or a station behind a named speaker."""
    if claim.kind == "hedged":
        # A verb hedges only where it has no subject of its own: "is said to", not "voters, who say".
        cue = claim.cue
        before = view.article.text[max(cue.start - 24, 0) : cue.end] if cue else ""
        return claim.hedge or (cue if view.markers["hearsay"].found(before) else None)
    return claim.hedge if any(hop.basis == "unknown" for hop in claim.hops) else None


def _restated(view: View, claim: Claim) -> bool:
    if not claim.continues or claim.cue is not None:
        return True
    before = next((other for other in view.claims if other.id == claim.continues), None)
    return before is not None and view.number(before.sentence.start) == view.number(claim.sentence.start)


def _accused(view: View, claim: Claim) -> str:
    """The named party of "accused NAME of": what stands in capitals at the head of the content."""
    cue = claim.cue_head or claim.cue
    if cue is None or not claim.content or not view.markers["accusations"].whole(cue.of(view.article.text)):
        return ""
    words = claim.content[0].of(view.article.text)
    named = re.match(r"(?:[Tt]he )?([A-Z][\w.’'-]*(?: (?:of |the )?[A-Z][\w.’'-]*)*) (?:of|for)\b", words)
    return named[1] if named else ""


def _answered(view: View, accused: str) -> bool:
    last = accused.rpartition(" ")[2].casefold()
    speakers: Sequence[str] = [claim.speaker.name.casefold() for claim in view.claims]
    if any(last in re.findall(r"[\w’'-]+", name) for name in speakers):
        return True
    text = view.article.text
    return any(view.markers["replies"].found(block.span.of(text)) for block in view.paragraphs())

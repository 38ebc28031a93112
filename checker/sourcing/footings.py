"""What each claim stands on, seen with the whole article around it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from checker.model import Claim, Footing, Span
from checker.sourcing.view import View, outlet_hops, printed, source_key, standing_of
from checker.sourcing.whole import Whole, is_bare, long_words, nouns, told_apart

_SOON = 3  # paragraphs behind an unnamed source in which its name may be given
_REPORT = re.compile(r"https?://[^/?#]+/[^?#]*[^/?#]{4}")  # an address that is no front page
_COURT = 800  # characters on either side of a claim in which its sentence may name a court
_NEAR = 600  # characters before and behind a quotation in which its speaker may stand
_BEFORE = 120  # characters before a phrase that may name whom it describes


def footings(view: View) -> tuple[Footing, ...]:
    """One footing for each claim, in their order."""
    whole = Whole(view)
    return tuple(_footing(view, whole, claim) for claim in view.claims)


def _footing(view: View, whole: Whole, claim: Claim) -> Footing:
    block = view.block(claim.sentence.start)
    phrase = printed(view.article, claim.speaker)
    collective, instances, nearby = _collective(view, whole, claim)
    unnamed = claim.speaker.kind == "unnamed"
    accused = _accused(view, claim)
    stations = outlet_hops(claim.hops)
    return Footing(
        claim=claim.id,
        route=" > ".join(dict.fromkeys(hop.source.name for hop in stations)),
        stations=tuple(stations),
        linked=any(view.target(number) for number in claim.links),
        route_linked=_route_linked(view, claim),
        linked_before=_linked_before(whole, claim),
        own=_own_outlet(view, claim),
        anonymous=unnamed and _anonymous(view, whole, claim, phrase),
        bare=unnamed and _bare(view, whole, claim, phrase),
        spokesperson=unnamed and view.markers["spokespeople"].found(phrase),
        definite=unnamed and _definite(view, phrase),
        withheld=unnamed and view.markers["hidden-roles"].found(phrase),
        corroborated=_corroborated(view, whole, claim),
        opinion=_opinion(view, claim),
        collective=collective,
        instances=instances,
        nearby=nearby,
        near_court=_near_court(view, claim),
        hedge=_hedge(view, claim),
        party=_party(view, claim),
        block=block.kind if block else "other",
        restated=_restated(view, whole, claim),
        left_open=_left_open(view, whole, claim),
        told_before=_told_before(view, whole, claim),
        told_after=_told_after(view, whole, claim),
        named_soon=_named_soon(view, whole, claim),
        introduced=_introduced(view, whole, claim),
        speaker_near=_speaker_near(view, whole, claim),
        accused=accused,
        answered=bool(accused) and _answered(whole, accused),
        primary=_primary(view, claim),
        present=_present(view, claim),
        interest=whole.bodies.interest(claim),
    )


# -------------------------------------------------------------------------------------------------- links


def _route_linked(view: View, claim: Claim) -> bool:
    hops = outlet_hops(claim.hops)
    return bool(hops) and all(view.target(hop.link) for hop in hops)


def _linked_before(whole: Whole, claim: Claim) -> bool:
    hops = outlet_hops(claim.hops)
    last = standing_of(hops[-1].source).id if hops else ""
    return bool(last) and whole.linked.get(last, claim.sentence.start) < claim.sentence.start


def _primary(view: View, claim: Claim) -> str:
    """Where the first publisher's report is linked, though not for this claim, which links who passed it on."""
    hops = outlet_hops(claim.hops)
    here = {
        link.outlet.id for number in claim.links if (link := view.target(number)) and link.outlet and link.outlet.id
    }
    first = standing_of(hops[0].source).id if hops else ""
    if not first or first in here or not any(standing_of(hop.source).id in here for hop in hops[1:]):
        return ""
    linked = (link for link in view.article.links if link.body and link.outlet and link.outlet.id == first)
    return next((link.target for link in linked if link.target and _REPORT.match(link.target)), "")


def _present(view: View, claim: Claim) -> bool:
    """Whether the claim says how things stand at the day of writing."""
    return any(view.markers["present"].found(span.of(view.article.text)) for span in claim.content)


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


def _bare(view: View, whole: Whole, claim: Claim, phrase: str) -> bool:
    """Whether nothing tells who an unnamed source is, here or where such sources were first spoken of."""
    if not is_bare(view, claim, phrase):
        return False
    head = nouns(phrase.strip(" ,"))[-1]  # "sources", behind "several sources familiar with the matter"
    return whole.described.get(head, claim.sentence.start) >= claim.sentence.start


def _anonymous(view: View, whole: Whole, claim: Claim, phrase: str) -> bool:
    if _members_named(view, claim) or (
        claim.speaker.plural and _introduced(view, whole, claim) and not _hidden(view, claim, phrase)
    ):
        return False
    words = phrase.strip(" ,").partition(",")[0]
    known = any(view.markers[name].whole(words) for name in ("definite", "institutions", "offices", "nobody"))
    if not view.markers["hidden-roles"].found(phrase) and (claim.speaker.plural or view.markers["shares"].whole(words)):
        return False  # a crowd ("Republicans", "half of them"), which has no name to keep back
    if _is_name(view, claim, words):
        return False
    return not (known or claim.speaker.pronoun or view.markers["spokespeople"].found(phrase))


def _is_name(view: View, claim: Claim, words: str) -> bool:
    """Whether a phrase taken for a description holds a name: "Police Chief Joost A. Vos", or stands behind one."""
    parts = words.split()
    if " " in words and all(word[0].isupper() for word in parts):
        return True
    if not view.markers["hidden-roles"].found(words) and re.search(r"[A-Z][\w.’'-]* [A-Z][\w’'-]+$", words):
        return not view.markers["one-of-many"].found(words)  # "former secretary of state Ilse Brandt"
    span = claim.speaker.phrase or claim.speaker.span
    before = view.article.text[max(span.start - _BEFORE, 0) : span.start] if span else ""
    if view.markers["place-before"].found(before):
        return False  # "In New Oda, a former prosecutor"
    return view.markers["named-before"].found(before)  # "Ilse Brandt, a former prosecutor"


def _definite(view: View, phrase: str) -> bool:
    """Whether the words point back to somebody whom the text has spoken of: "the candidate", "Brandt's son"."""
    words = phrase.strip(" ,").partition(",")[0]
    return " " in words and view.markers["definite"].whole(words)


def _hidden(view: View, claim: Claim, phrase: str) -> bool:
    """Whether a plural source is kept back on purpose: "people familiar with the talks", whoever speaks next."""
    return (
        told_apart(view, claim) or view.markers["insight"].found(phrase) or view.markers["bare-sources"].found(phrase)
    )


def _members_named(view: View, claim: Claim) -> bool:
    """Whether the words behind a plural name some of those who speak: "officials, including the mayor, Ilse Brandt"."""
    span = claim.speaker.span or claim.speaker.phrase
    behind = view.article.text[span.end : span.end + 60] if span and claim.speaker.plural else ""
    found = view.markers["members-named"].pattern.match(behind.lstrip(" ,(—–-"))
    return found is not None and re.match(r" (?:[a-z-]+,? ){0,3}[A-Z]", found.string[found.end() :]) is not None


def _corroborated(view: View, whole: Whole, claim: Claim) -> bool:
    """Whether another source says something near: two long words or figures in common."""
    own, shared = source_key(claim.speaker), set[int]()
    for word in long_words(view.words(claim)):
        for speaker, passages in whole.said.get(word, {}).items():
            if speaker == own:
                continue
            if not shared.isdisjoint(passages):
                return True
            shared.update(passages)
    return False


def _opinion(view: View, claim: Claim) -> Span | None:
    for content in claim.content:
        for span in view.markers["opinions"].spans(view.article.text, content.start, content.end):
            if claim.kind in {"direct", "unattributed"} or view.quoted(span):
                return span
    return None


def _collective(view: View, whole: Whole, claim: Claim) -> tuple[str, int, int]:
    """The class of a plural speaker, its single members in the article, and those in the paragraphs that follow."""
    name = _collective_name(view, claim)
    return (name, *whole.members(name).count(view, claim)) if name else ("", 0, 0)


def _collective_name(view: View, claim: Claim) -> str:
    speaker = claim.speaker
    if speaker.kind == "unnamed" and not speaker.named and not speaker.pronoun:
        words = printed(view.article, speaker)
        alone = words.strip(" ,")
        known = any(view.markers[name].whole(alone) for name in ("definite", "nobody"))
        known = known or view.markers["insight"].found(words) or _longer(view, claim)
        name = "" if known else view.markers.collective(words)
        return "" if name == "people" and told_apart(view, claim) else name
    if speaker.kind in {"unknown", "document"} and not speaker.named:
        span = speaker.span or claim.hedge or claim.cue
        words = span.of(view.article.text) if span else ""
        return "media" if view.markers.collective(words.rpartition(" ")[2]) == "media" else ""
    return ""


def _longer(view: View, claim: Claim) -> bool:
    """Whether the phrase behind "according to" was cut before its noun: "media" of "media buying sources"."""
    span = claim.speaker.phrase or claim.speaker.span
    if span is None or claim.cue is None or claim.cue.start > span.start:
        return False
    return re.match(r" (?:[a-z]+ing )?[a-z]+s\b", view.article.text[span.end : span.end + 40]) is not None


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
            others = view.markers["namesakes"].spans(text, span.start, span.end)
            found = (one for one in state.spans(text, span.start, span.end) if not any(o.holds(one) for o in others))
            first = next(found, None)
            if first is not None:
                return first
    return None


def _near_court(view: View, claim: Claim) -> bool:
    at = claim.content[0].start if claim.content else claim.sentence.start  # a "sentence" may be half a megabyte
    first, last = max(claim.sentence.start, at - _COURT), min(claim.sentence.end, at + _COURT)
    sentence = view.article.text[first:last]
    return view.markers["courts"].found(sentence) or view.markers["alleged-crimes"].found(sentence)


def _hedge(view: View, claim: Claim) -> Span | None:
    """The hedge behind which an unknown source stands: the whole origin, or a station behind a named speaker."""
    if claim.kind == "hedged":
        # A verb hedges only where it has no subject of its own: "is said to", not "voters, who say".
        told = claim.hedge or claim.cue
        before = view.article.text[max(told.start - 24, 0) : told.end] if told else ""
        return told if view.markers["hearsay"].found(before) else None
    return claim.hedge if any(hop.basis == "unknown" for hop in claim.hops) else None


def _restated(view: View, whole: Whole, claim: Claim) -> bool:
    if not claim.continues or claim.cue is not None:
        return True
    before = whole.claims.get(claim.continues)
    if before is None:
        return False
    if view.words(claim) in before.sentence.of(view.article.text):
        return True  # a passage shown once more, in large letters
    return view.number(before.sentence.start) == view.number(claim.sentence.start)


def _left_open(view: View, whole: Whole, claim: Claim) -> bool:
    """Whether the paragraph that the claim continues ends inside its quotation or with a colon."""
    before = whole.claims.get(claim.continues)
    block = view.block(before.sentence.start) if before else None
    words = block.span.of(view.article.text).rstrip() if block else ""
    curly = words.rpartition("“")
    return (
        words.endswith(":")
        or bool(curly[1] and "”" not in curly[2])
        or any(words.count(mark) % 2 for mark in ('"', "''"))
    )


def _told_before(view: View, whole: Whole, claim: Claim) -> bool:
    """Whether a known source tells the sentence right before the claim's, in the same paragraph."""
    number = bisect_right(whole.told, claim.sentence.start) - 1
    if number < 0:
        return False
    end = whole.told[number]
    between = view.article.text[end : claim.sentence.start]
    return not between.strip() and view.number(max(end - 1, 0)) == view.number(claim.sentence.start)


def _told_after(view: View, whole: Whole, claim: Claim) -> bool:
    """Whether a known source tells the sentence right behind the claim's, in the same paragraph."""
    number = bisect_left(whole.telling, claim.sentence.end)
    if number == len(whole.telling):
        return False
    start = whole.telling[number]
    between = view.article.text[claim.sentence.end : start]
    return not between.strip() and view.number(start) == view.number(claim.sentence.start)


def _introduced(view: View, whole: Whole, claim: Claim) -> bool:
    """Whether somebody with a name is quoted for the first time behind the claim, in its paragraph or the next."""
    number = bisect_right(whole.quoted, claim.sentence.start)
    if number == len(whole.quoted):
        return False
    return view.number(whole.quoted[number]) <= view.number(claim.sentence.start) + 1


def _speaker_near(view: View, whole: Whole, claim: Claim) -> bool:
    """Whether somebody who may have said it stands near a quotation without a speaker, or it is part of a longer one.

    Where the language has no list of such words, somebody may always stand near.
    """
    block = view.block(claim.sentence.start)
    if claim.kind != "unattributed" or block is None or not claim.content or "somebody" not in view.markers.by_name:
        return claim.kind == "unattributed"
    number, text = view.number(claim.sentence.start), view.article.text
    here = Span(
        max(block.span.start, claim.content[0].start - _NEAR), min(block.span.end, claim.content[-1].end + _NEAR)
    )
    ahead = view.article.blocks[max(number - 1, 0)].span
    behind = view.article.blocks[min(number + 1, len(view.article.blocks) - 1)].span
    before = text[max(ahead.start, ahead.end - _NEAR) : ahead.end]
    # A quotation above it is one of several: the first of them tells what is missing.
    if before.rstrip().endswith(":") or before.lstrip()[:1] in "“«\"'" or not _closed(here.of(text)):
        return True
    parts = (before, here.of(text), text[behind.start : min(behind.end, behind.start + _NEAR)])
    near = " ".join(re.sub(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|''.*?(?:''|$)", " ", part) for part in parts)
    words = set(re.findall(r"[\w’'-]+", near))
    return view.markers["somebody"].found(near) or not whole.surnames.isdisjoint(words)


def _closed(words: str) -> bool:
    """Whether every quotation mark that opens in a passage is closed there."""
    return words.count("“") == words.count("”") and not any(words.count(mark) % 2 for mark in ('"', "''"))


def _named_soon(view: View, whole: Whole, claim: Claim) -> bool:
    """Whether a named person enters in the paragraphs behind an unnamed source, who may be the same."""
    if claim.speaker.kind != "unnamed" or claim.speaker.plural or told_apart(view, claim):
        return False
    if view.markers["insight"].found(printed(view.article, claim.speaker)):
        return False  # "a person familiar with the talks" is not introduced, but hidden
    here = view.number(claim.sentence.start)
    number = bisect_right(whole.entrances, here)
    return number < len(whole.entrances) and whole.entrances[number] <= here + _SOON


def _accused(view: View, claim: Claim) -> str:
    """The named party of "accused NAME of": what stands in capitals at the head of the content."""
    cue = claim.cue_head or claim.cue
    if cue is None or not claim.content or not view.markers["accusations"].whole(cue.of(view.article.text)):
        return ""
    words = claim.content[0].of(view.article.text)
    if not view.markers["grave-wrongs"].found(words):
        return ""  # "accused her rival of divisive rhetoric"
    named = re.match(r"(?:[Tt]he )?([A-Z][\w.’'-]*(?: (?:of |the )?[A-Z][\w.’'-]*)*) (?:of|for)\b", words)
    return named[1] if named else ""


def _answered(whole: Whole, accused: str) -> bool:
    return accused.rpartition(" ")[2].casefold() in whole.names or whole.reply

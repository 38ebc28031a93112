"""What each claim stands on, seen with the whole article around it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property

from checker.model import Claim, Footing, Span
from checker.sourcing.view import View, outlet_hops, printed, source_key, standing_of

_SOON = 3  # paragraphs behind an unnamed source in which its name may be given
_NEARBY = 2  # paragraphs behind a plural in which its single members are looked for
_REPORT = re.compile(r"https?://[^/?#]+/[^?#]*[^/?#]{4}")  # an address that is no front page
_COURT = 800  # characters on either side of a claim in which its sentence may name a court


class _Whole:
    """What several footings ask of the whole article, gathered once: a page may hold ten thousand claims."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._members: dict[str, _Members] = {}

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """The claims by their id."""
        return {claim.id: claim for claim in self.view.claims}

    @cached_property
    def said(self) -> dict[str, dict[str, list[int]]]:
        """Word -> source -> the passages that hold it, by number; a passage said twice by one source is one."""
        found: dict[str, dict[str, list[int]]] = {}
        passages: dict[tuple[str, frozenset[str]], int] = {}
        for claim in self.view.counted:
            passage = (source_key(claim.speaker), _long_words(self.view.words(claim)))
            if passage[0] and passage not in passages:
                passages[passage] = len(passages)
                for word in passage[1]:
                    found.setdefault(word, {}).setdefault(passage[0], []).append(passages[passage])
        return found

    @cached_property
    def linked(self) -> dict[str, int]:
        """Outlet -> the offset of the first link that leads to it."""
        found: dict[str, int] = {}
        for link in self.view.article.links:
            if link.target and link.outlet is not None and link.outlet.id:
                found[link.outlet.id] = min(link.span.start, found.get(link.outlet.id, link.span.start))
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of the speakers' names."""
        speakers = {claim.speaker.name.casefold() for claim in self.view.claims}
        return frozenset(word for name in speakers for word in re.findall(r"[\w’'-]+", name))

    @cached_property
    def told(self) -> tuple[int, ...]:
        """Where the sentences end that a known source tells."""
        return tuple(sorted(claim.sentence.end for claim in self.view.counted if source_key(claim.speaker)))

    @cached_property
    def entrances(self) -> tuple[int, ...]:
        """The numbers of the blocks in which a named person speaks for the first time."""
        first: dict[str, int] = {}
        for claim in self.view.claims:
            if claim.speaker.kind == "person" and claim.speaker.named:
                at, key = self.view.number(claim.sentence.start), source_key(claim.speaker)
                first[key] = min(at, first.get(key, at))
        return tuple(sorted(first.values()))

    @cached_property
    def reply(self) -> bool:
        """Whether the article tells of an answer, or that one was asked for."""
        text = self.view.article.text
        return any(self.view.markers["replies"].found(block.span.of(text)) for block in self.view.paragraphs())

    def members(self, name: str) -> _Members:
        """The single members of a class of sources that speak in the article."""
        if name not in self._members:
            self._members[name] = _Members(self.view, name)
        return self._members[name]


class _Members:
    """Who of a class speaks alone, in order of the text: source, offset of the sentence and number of the block."""

    def __init__(self, view: View, name: str) -> None:
        found = sorted(self._found(view, name))
        self._starts = [start for start, _, _ in found]
        self._numbers = [number for _, number, _ in found]
        self._keys = [key for _, _, key in found]
        self._all = frozenset(self._keys)

    @staticmethod
    def _found(view: View, name: str) -> Iterator[tuple[int, int, str]]:
        for claim in view.claims:
            key = source_key(claim.speaker)
            if key and not claim.speaker.plural and _is_member(view, name, claim):
                yield claim.sentence.start, view.number(claim.sentence.start), key

    def count(self, view: View, claim: Claim) -> tuple[int, int]:
        """Members other than the claim's own source: in the article, and in the paragraphs that follow."""
        own = {source_key(claim.speaker)}
        here = view.number(claim.sentence.start)
        first = bisect_left(self._starts, claim.sentence.start)
        last = bisect_right(self._numbers, here + _NEARBY)
        return len(self._all - own), len(set(self._keys[first:last]) - own)


def footings(view: View) -> tuple[Footing, ...]:
    """One footing for each claim, in their order."""
    whole = _Whole(view)
    return tuple(_footing(view, whole, claim) for claim in view.claims)


def _footing(view: View, whole: _Whole, claim: Claim) -> Footing:
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
        anonymous=unnamed and _anonymous(view, claim, phrase),
        bare=unnamed and _bare(view, claim, phrase),
        spokesperson=unnamed and view.markers["spokespeople"].found(phrase),
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
        named_soon=_named_soon(view, whole, claim),
        accused=accused,
        answered=bool(accused) and _answered(whole, accused),
        primary=_primary(view, claim),
        present=_present(view, claim),
    )


# -------------------------------------------------------------------------------------------------- links


def _route_linked(view: View, claim: Claim) -> bool:
    hops = outlet_hops(claim.hops)
    return bool(hops) and all(view.target(hop.link) for hop in hops)


def _linked_before(whole: _Whole, claim: Claim) -> bool:
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


def _bare(view: View, claim: Claim, phrase: str) -> bool:
    return not _told_apart(view, claim) and view.markers["bare-sources"].whole(phrase.strip(" ,"))


def _told_apart(view: View, claim: Claim) -> bool:
    """Whether the words behind an unnamed source go on to describe it: "people close to the talks"."""
    span = claim.speaker.phrase or claim.speaker.span
    behind = view.article.text[span.end : span.end + 24].lstrip(" ,") if span else ""
    return view.markers["told-apart"].pattern.match(behind) is not None


def _anonymous(view: View, claim: Claim, phrase: str) -> bool:
    if _members_named(view, claim):
        return False
    words = phrase.strip(" ,").partition(",")[0]
    known = any(view.markers[name].whole(words) for name in ("definite", "institutions", "offices", "nobody"))
    if not view.markers["hidden-roles"].found(phrase) and (claim.speaker.plural or view.markers["shares"].whole(words)):
        return False  # a crowd ("Republicans", "half of them"), which has no name to keep back
    if " " in words and all(word[0].isupper() for word in words.split()):
        return False  # "Police Chief Joost A. Vos": a name, whatever the sentence was taken for
    return not (known or claim.speaker.pronoun or view.markers["spokespeople"].found(phrase))


def _members_named(view: View, claim: Claim) -> bool:
    """Whether the words behind a plural name some of those who speak: "officials, including the mayor, Ilse Brandt"."""
    span = claim.speaker.span or claim.speaker.phrase
    behind = view.article.text[span.end : span.end + 60] if span and claim.speaker.plural else ""
    found = view.markers["members-named"].pattern.match(behind.lstrip(" ,(—–-"))
    return found is not None and re.match(r" (?:[a-z-]+,? ){0,3}[A-Z]", found.string[found.end() :]) is not None


def _corroborated(view: View, whole: _Whole, claim: Claim) -> bool:
    """Whether another source says something near: two long words or figures in common."""
    own, shared = source_key(claim.speaker), set[int]()
    for word in _long_words(view.words(claim)):
        for speaker, passages in whole.said.get(word, {}).items():
            if speaker == own:
                continue
            if not shared.isdisjoint(passages):
                return True
            shared.update(passages)
    return False


def _long_words(words: str) -> frozenset[str]:
    found = re.findall(r"[^\W_][\w-]*", words.casefold())
    return frozenset(word for word in found if len(word) > 4 or any(letter.isdigit() for letter in word))


def _opinion(view: View, claim: Claim) -> Span | None:
    for content in claim.content:
        for span in view.markers["opinions"].spans(view.article.text, content.start, content.end):
            if claim.kind in {"direct", "unattributed"} or view.quoted(span):
                return span
    return None


def _collective(view: View, whole: _Whole, claim: Claim) -> tuple[str, int, int]:
    """The class of a plural speaker, its single members in the article, and those in the paragraphs that follow."""
    name = _collective_name(view, claim)
    return (name, *whole.members(name).count(view, claim)) if name else ("", 0, 0)


def _collective_name(view: View, claim: Claim) -> str:
    speaker = claim.speaker
    if speaker.kind == "unnamed" and not speaker.named and not speaker.pronoun:
        words = printed(view.article, speaker)
        known = view.markers["definite"].whole(words.strip(" ,")) or view.markers["insight"].found(words)
        name = "" if known else view.markers.collective(words)
        return "" if name == "people" and _told_apart(view, claim) else name
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


def _restated(view: View, whole: _Whole, claim: Claim) -> bool:
    if not claim.continues or claim.cue is not None:
        return True
    before = whole.claims.get(claim.continues)
    if before is None:
        return False
    if view.words(claim) in before.sentence.of(view.article.text):
        return True  # a passage shown once more, in large letters
    return view.number(before.sentence.start) == view.number(claim.sentence.start)


def _left_open(view: View, whole: _Whole, claim: Claim) -> bool:
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


def _told_before(view: View, whole: _Whole, claim: Claim) -> bool:
    """Whether a known source tells the sentence right before the claim's, in the same paragraph."""
    number = bisect_right(whole.told, claim.sentence.start) - 1
    if number < 0:
        return False
    end = whole.told[number]
    between = view.article.text[end : claim.sentence.start]
    return not between.strip() and view.number(max(end - 1, 0)) == view.number(claim.sentence.start)


def _named_soon(view: View, whole: _Whole, claim: Claim) -> bool:
    """Whether a named person enters in the paragraphs behind an unnamed source, who may be the same."""
    if claim.speaker.kind != "unnamed" or claim.speaker.plural or _told_apart(view, claim):
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
    named = re.match(r"(?:[Tt]he )?([A-Z][\w.’'-]*(?: (?:of |the )?[A-Z][\w.’'-]*)*) (?:of|for)\b", words)
    return named[1] if named else ""


def _answered(whole: _Whole, accused: str) -> bool:
    return accused.rpartition(" ")[2].casefold() in whole.names or whole.reply

"""How far a route carries over to the next claim.

The law of carrying over: a later claim by the same speaker, in the same paragraph or the next, keeps the outlets and
documents of the earlier one, unless it has a venue, an addressee, a date or a platform of its own, or somebody else
with another channel spoke in between.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace

from checker.attribution.analysis import Analysis
from checker.attribution.drafts.draft import Draft
from checker.attribution.language import Language
from checker.attribution.routes.stations import Station
from checker.attribution.speakers.introductions import Introduction, hosts_of
from checker.model import Source

_CARRIED = frozenset({"outlet", "document", "social"})
_VEHICLES = frozenset({"document", "social"})
_REACH = 60  # claims, which keeps a hostile text linear

Settle = Callable[[Station, Source], Station]


class Carrying:
    """Gives the claims of one text, in order, the stations that carry over to them."""

    def __init__(
        self,
        analysis: Analysis,
        language: Language,
        introductions: Sequence[Introduction],
        venues: Sequence[int],
    ) -> None:
        self.analysis, self.language = analysis, language
        self.introductions, self.venues = list(introductions), venues

    def carry(self, draft: Draft, earlier: Sequence[Draft], settle: Settle) -> None:
        """Give a claim the stations of the one that it goes on from, by the law above.

        `settle` gives a station its identity, and the outlet that “the newspaper” stands for (speakers/identities.py).
        """
        if draft.source.kind in {"unknown", "outlet"} or draft.own:
            return
        for station in (*draft.stations, *draft.relays):
            if station.source.kind == "outlet":
                return
        if draft.recipient is not None and draft.recipient.name:  # “she told Roe”, who asks for CNN
            listener = draft.recipient.name.split()[-1]
            draft.fresh = draft.fresh and not any(listener in talk.hosts for talk in self.introductions)
        if draft.recipient is not None and draft.recipient.phrase is not None:  # “she told host Ann Roe”
            words = draft.recipient.phrase.of(self.analysis.tokens.text).lower().split()
            draft.fresh = draft.fresh and self.language.lists["interviewers"].isdisjoint(words)
        draft.fresh = draft.fresh and not draft.talk
        if draft.source.kind in {"person", "unnamed"} and self._from_introduction(draft, settle):
            return
        if self._behind_document(draft, earlier):
            return
        near, next_to = draft.paragraph, True
        for before in reversed(earlier):
            if near - before.paragraph > 1:
                return
            if before.host and before.source.id != draft.source.id:
                near = before.paragraph  # a question in between is part of the talk
                continue
            if before.passes_on is not None and before.source.id != draft.source.id:
                continue  # what it passes on stands beside it
            passing = (*before.stations, *before.relays, *before.carried)
            channel = [station for station in passing if station.source.kind in _CARRIED] if passing else []
            said = before.cited or before.source
            if before.cited is not None and before.source.kind in _CARRIED:
                channel = [*channel, Station(before.source, "reported", before.pattern)]
            passed = [station.source.id for station in before.relays] if passing else []
            if said.id != draft.source.id and draft.source.id and draft.source.id in passed:
                later = before.relays[passed.index(draft.source.id) + 1 :]  # “Roe sold it, Lee told CNN. Lee added Q”
                channel = [station for station in later if station.source.kind in _CARRIED]
            elif said.id != draft.source.id or not said.id:
                if channel and next_to and self._is_meant(before, draft):
                    draft.carried = [station for station in channel if station.source.kind == "outlet"]
                    _name(before.source.id if draft.carried else "", draft, earlier[-_REACH:])
                if channel:
                    return
                next_to = next_to and (before.nested or before.act == "belief")
                continue
            same = before.sentence == draft.sentence and not self._at_another_time(draft)
            if (draft.fresh or any(s.source.kind in _VEHICLES for s in draft.stations)) and not same:
                return
            if self._elsewhere(before, draft):
                return
            kept = [s for s in channel if not any(s.source.id == mine.source.id for mine in draft.stations)]
            draft.same_sentence = same
            draft.carried = kept
            draft.continues = draft.continues or (before if draft.carried else None)
            return

    def _is_meant(self, before: Draft, draft: Draft) -> bool:
        """“The mayor told CNN P. “Q,” Lee said”: who is named right behind is the one described."""
        source, own = before.source, draft.source.span
        if source.kind != "unnamed" or source.plural or source.phrase is None or draft.stations or draft.fresh:
            return False
        if draft.source.kind != "person" or own is None or draft.source.pronoun:
            return False
        text, lists = self.analysis.tokens.text, self.language.lists
        words = source.phrase.of(text).lower().split()
        plain = words[0] in lists["the"] and source.name.split()[-1] not in lists["bare"]  # not “the official”
        return plain and " " not in own.of(text)

    def _elsewhere(self, before: Draft, draft: Draft) -> bool:
        """Whether two claims have two occasions: “Lee spoke at a rally” in between; “despite Lee's claim to CNN”."""
        if before.sentence == draft.sentence:
            return before.candidate is not None and before.candidate.owner is not None
        phrases = self.analysis.phrases
        first = phrases.sentences[phrases.sentence_of[before.at]][1]
        last = phrases.sentences[phrases.sentence_of[draft.at]][0]
        return bisect_left(self.venues, first) < bisect_left(self.venues, last)

    def _at_another_time(self, draft: Draft) -> bool:
        """“told CNN P after hinting that Q”: Q was said before."""
        opens = draft.at - 1
        if draft.candidate is None or draft.candidate.source_pattern != "shared" or opens < 0:
            return False
        word = self.analysis.tokens.lower[self.analysis.phrases.first[opens]]
        return self.analysis.phrases.kinds[opens] == "S" and word in self.language.lists["earlier"]

    def _from_introduction(self, draft: Draft, settle: Settle) -> bool:
        """“In an interview with CNN's Ann Roe, Lee was asked ...”: what Lee and Roe say next was said there."""
        if not self.introductions or not draft.source.name:
            return False
        named = draft.source.name.split()[-1]
        for place in range(len(self.introductions) - 1, -1, -1):
            talk = self.introductions[place]
            if talk.at >= draft.at or draft.paragraph - talk.paragraph > 1:
                continue
            if named not in talk.names and not (draft.talk and not talk.opened):  # “Lee said in the interview”
                continue
            draft.host = named in talk.hosts
            same_day = draft.dated and not talk.opened and draft.paragraph - talk.paragraph <= 1
            if draft.fresh and not draft.host and not same_day:
                continue
            station = settle(talk.station, talk.station.source)
            if talk.opened or draft.host:
                draft.carried = [station]
            else:
                draft.stations = [station]
            guests = talk.guests if named in talk.guests else frozenset()
            others, opened = (talk.names, talk.opened) if draft.host else (talk.hosts | guests, True)
            self.introductions[place] = replace(talk, paragraph=draft.paragraph, names=others, opened=opened)
            return True
        return False

    def introduce(self, draft: Draft) -> None:
        """“Lee told NBC's Ann Roe P”: what Roe says next was said there too."""
        for station in draft.stations:
            hosts = hosts_of(station, self.analysis) if station.source.kind == "outlet" else frozenset()
            if hosts:
                self.introductions.append(Introduction(draft.at, draft.paragraph, hosts, hosts, station, opened=True))

    def _behind_document(self, draft: Draft, earlier: Sequence[Draft]) -> bool:
        """“said in the email” again: the document's later hops go with it, whoever spoke in between."""
        itself = draft.source.kind == "document"  # “the letter says”
        if not itself and not draft.stations:
            return False
        documents = {station.source.id for station in draft.stations if station.source.kind == "document"}
        documents |= {draft.source.id} if itself else set()
        if not documents - {""}:
            return False
        for before in reversed(earlier[-_REACH:]):
            channel = [*before.stations, *before.relays, *before.carried]
            if itself and before.source.kind == "outlet" and self._tells_of(before, draft):
                draft.carried = [Station(before.source, "reported", before.pattern)]
                return True
            for place, station in enumerate(channel):
                if station.source.id in documents and (itself or before.source.id == draft.source.id):
                    draft.carried = [later for later in channel[place + 1 :] if later.source.kind == "outlet"]
                    return True
        return False

    def _tells_of(self, before: Draft, draft: Draft) -> bool:
        """“CNN reported that the port got a letter. The letter says P”: what an outlet tells of is known through it."""
        text, source = self.analysis.tokens.text, draft.source
        if draft.paragraph - before.paragraph > 1 or source.span is None:
            return False
        definite = source.span.of(text).lower().split()[0] in self.language.lists["the"]
        told = (word for span in before.content for word in span.of(text).lower().split())
        return definite and source.name.split()[-1].lower() in (word.strip(",.”") for word in told)


def _name(described: str, draft: Draft, earlier: Sequence[Draft]) -> None:
    """Give the claims of somebody described the name that the next one tells."""
    for before in earlier:
        if described and before.source.id == described:
            before.source = replace(draft.source, span=before.source.span, phrase=before.source.phrase)

"""Journalists who stand for their outlet: “a Politico reporter noted”, “CNN's Jim Acosta reported”."""

from __future__ import annotations

from checker.attribution.cues.candidates import Candidate
from checker.attribution.routes.stations import Routes
from checker.outlets import Mention

_OWNS = frozenset({"'s", "’s", "' ", "’ "})


class Reporters:
    """Tells them from people of an outlet who speak for themselves, in one text."""

    def __init__(self, routes: Routes) -> None:
        self.analysis, self.phrases, self.language = routes.analysis, routes.phrases, routes.language
        self.names = routes.sources.names

    def outlet_of(self, candidate: Candidate) -> Mention | None:
        """The outlet whose journalist reports, where the source of a candidate is one."""
        lists, source = self.language.lists, candidate.source
        if source is None or (candidate.lemma not in lists["reporting"] and candidate.lemma not in lists["accordings"]):
            return None
        if self.names.mention_at(self.phrases.first[source[0]], self.phrases.last[source[1] - 1]) is None:
            return None
        if not lists["past"].isdisjoint(self._words(source[0], source[1])):
            return None  # “former CBS anchor Ann Lee said”
        for number in range(*source):
            mention = self._mention(number)
            if mention is not None and self._stands_for(candidate, source, number, mention):
                return mention
        return None

    def _stands_for(self, candidate: Candidate, source: tuple[int, int], number: int, mention: Mention) -> bool:
        """Whether the source stands for the outlet that one of its phrases names."""
        lists, kinds, head = self.language.lists, self.phrases.kinds, candidate.head
        relays = candidate.lemma in lists["relaying"]
        if head is None or (not relays and "," in kinds[min(number, head) : number]):
            return False  # “Lee, the editor of the Guardian, said”: she speaks for herself
        people = self.language.speakers.people - lists["journalists"]
        words = self._words(*source)
        owner = self._owns(mention)
        apposed = candidate.source_pattern == "apposition" and not relays
        if owner and (apposed or not people.isdisjoint(self._words(number, number + 1))):
            return False  # “CNN's president, Ann Lee, said” of herself, “the Post's editor, Bob Roe, said”
        if candidate.lemma in lists["accordings"]:  # not “CNN's analysis”, “a CNN analyst, Ann Lee”
            owner = owner and self.analysis.letters[self.phrases.last[number] - 1] == "N"
            if not people.isdisjoint(words):
                return False
        signed = number == head + 2 and candidate.lemma in lists["signing"]  # “Ann Lee of ESPN reports”
        return owner or signed or not lists["journalists"].isdisjoint(words)

    def _mention(self, number: int) -> Mention | None:
        if self.phrases.kinds[number] not in "NnK":
            return None
        return self.names.mention_at(self.phrases.first[number], self.phrases.last[number])

    def _owns(self, mention: Mention) -> bool:
        """“CNN's Jim Acosta”; not “Harbour.com's founder”, a firm that no registry calls an outlet."""
        end = mention.span.end
        return self.analysis.tokens.text[end : end + 2] in _OWNS and mention.outlet.status != "unregistered"

    def _words(self, first: int, last: int) -> list[str]:
        return self.analysis.tokens.lower[self.phrases.first[first] : self.phrases.last[last - 1]]

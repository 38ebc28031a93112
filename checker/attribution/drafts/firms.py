"""Outlets that speak as firms: of themselves, and not of what they report."""

from __future__ import annotations

from collections.abc import Sequence

from checker.attribution.analysis import Analysis
from checker.attribution.cues.candidates import Candidate
from checker.attribution.language import Language
from checker.attribution.routes.stations import Station
from checker.attribution.selection import ByCue
from checker.model import Source

_CURRENCIES = frozenset("$€£¥")


class Firms:
    """Tells them from outlets that report, in one text."""

    def __init__(self, analysis: Analysis, language: Language) -> None:
        self.analysis, self.language = analysis, language

    def speaks(self, candidate: Candidate, stations: Sequence[Station], everyone: ByCue) -> bool:
        """Whether an outlet speaks as a firm: “NBC announced”, “denied the report, saying P”, “said in a statement”."""
        verbs, letters = self.language.lists["company_verbs"], self.language.lists["letters"]
        written = [station.source.name.split()[-1] for station in stations if station.relation == "published"]
        itself = self._tells_of_itself(candidate) or self._accounts(candidate)
        if candidate.lemma in verbs or not letters.isdisjoint(written) or itself:
            return True
        start, _ = self.analysis.around(candidate.cue)
        before = everyone.between(start, candidate.cue) if candidate.source_pattern == "shared" else []
        return any(other.lemma in verbs and other.source == candidate.source for other in before)

    def _tells_of_itself(self, candidate: Candidate) -> bool:
        """“The AP said it had left those out”: “said” with a content that begins with “it” or “its”."""
        if candidate.right is None or candidate.lemma not in self.language.lists["avowing"]:
            return False
        phrases = self.analysis.phrases
        place = phrases.first[candidate.right[0]] + (phrases.kinds[candidate.right[0]] == "t")
        return not self.language.lists["it"].isdisjoint(self.analysis.tokens.lower[place : place + 1])

    def _accounts(self, candidate: Candidate) -> bool:
        """“The Post reported a loss of two million”: the figures of its own business."""
        if candidate.right is None or candidate.lemma not in self.language.lists["signing"]:
            return False
        phrases, lower, lists = self.analysis.phrases, self.analysis.tokens.lower, self.language.lists
        first, last = candidate.right
        if not candidate.content_pattern.endswith("object") or phrases.word[first] not in lists["finances"]:
            return False
        told = lower[phrases.first[first] : phrases.last[last - 1]]
        return any(word in lists["amounts"] or word[0] in _CURRENCIES for word in told)

    def name(self, outlet: Source) -> str:
        """What the firm is called: as printed where that is part of the outlet's name (“NBC”, not “NBC News”)."""
        printed = "" if outlet.span is None or outlet.pronoun else outlet.span.of(self.analysis.tokens.text)
        return printed if printed and printed.casefold() in outlet.name.casefold() else outlet.name

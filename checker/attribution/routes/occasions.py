"""Where something is said, which is no part of what is said: “responded on Twitter”, “in an interview with CNN”."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import compress, count

from checker.attribution.cues.candidates import Candidate
from checker.attribution.routes.stations import CARRIERS, Routes
from checker.attribution.selection import covered

_OCCASION = re.compile("V")
# A time, or a verb that may be given one.
_TIMED = re.compile("[zCvPp]")
# What may stand behind the place of a saying: “on Twitter before the speech”, “in a CNN article by Ann Roe”.
_TAIL = re.compile(r"(?:[iz]|[Sy][nNz](?:k[nN])?)*[,.|]*")


class Occasions:
    """Tells them from contents in one text."""

    def __init__(self, routes: Routes) -> None:
        self.routes, self.marked = routes, routes.marked
        self.analysis, self.phrases, self.language = routes.analysis, routes.phrases, routes.language
        self._found = self._find()
        self._places = sorted(self._found)
        self._talks = [occasion.start() for occasion in _OCCASION.finditer(self.marked) if self._is_known(occasion)]

    def between(self, first: int, last: int) -> list[tuple[int, bool]]:
        """The phrases in a range that give a saying a time or (true) a public venue of its own."""
        places = self._places[bisect_left(self._places, first) : bisect_left(self._places, last)]
        return [(number, self._found[number]) for number in places]

    def venues(self) -> list[int]:
        """The phrases that give a saying a public venue, in order."""
        return [number for number in self._places if self._found[number]]

    def without(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """The candidates whose content is more than the place of the saying, with that place cut off."""
        kept = [candidate for candidate in candidates if not self._is_place(candidate)]
        for candidate in kept:
            self._trim(candidate)
        return kept

    def in_talk(self, candidate: Candidate) -> bool:
        """Whether a claim is placed in an occasion told of before: “said in the interview”, “in the same interview”."""
        if not self._talks:
            return False
        start, stop = self.analysis.around(candidate.cue)
        for number in self._talks:
            beside = start <= number < stop
            if beside and not any(first <= number < last for first, last in covered(candidate)):
                return self.marked[number + 1 : number + 2] != "i"  # not “in the interview with her lawyer”
        return False

    def _is_known(self, occasion: re.Match[str]) -> bool:
        """“the interview”, “this debate”."""
        lower, number = self.analysis.tokens.lower, occasion.start()
        talks, definite = self.language.lists["talking"], self.language.lists["definite"]
        return lower[self.phrases.last[number] - 1] in talks and lower[self.phrases.first[number]] in definite

    def _find(self) -> dict[int, bool]:
        """The phrases that give a saying a time or (true) a public venue of its own."""
        later, venues = self.language.lists["later"], self.language.lists["venues"]
        answers, definite = self.language.lists["answers"], self.language.lists["definite"]
        same = self.language.lists["same_times"]
        lower, first, head = self.analysis.tokens.lower, self.phrases.first, self.phrases.head
        kinds, word = self.phrases.kinds, self.phrases.word
        found: dict[int, bool] = {}
        for timed in _TIMED.finditer(kinds):
            number = timed.start()
            if kinds[number] == "z":
                if word[number] not in same or lower[first[number]] not in definite:  # “Lee wrote at the time”
                    found[number] = False
            elif "r" in self.phrases.letters[number] and not later.isdisjoint(lower[first[number] : head[number]]):
                found[number] = False  # “she later said”
        for number in compress(count(), map(later.union(venues, answers).__contains__, word)):
            low = word[number]
            if kinds[number] == "r" and low in later:
                found[number] = False
            elif kinds[number] in "nNK" and low in venues:
                found[number] = True
            elif kinds[number] in "nNK" and low in answers and lower[first[number]] not in definite:
                placed = number > 0 and lower[first[number - 1]] in self.language.lists["answered_in"]
                found.update({number: False} if placed else {})  # “Lee told CNN P. In an email, she said Q”
        return found

    def _is_place(self, candidate: Candidate) -> bool:
        """Whether all that a cue is given for content is where it was said: “Lee responded on Twitter”."""
        if candidate.content_pattern != "preposition" or candidate.right is None:
            return False
        first, last = candidate.right
        word = self.analysis.tokens.lower[self.phrases.first[first - 1]]
        kind = self.marked[first:last].strip("z.,|")
        posted = kind == "W" and word in self.language.lists["settings"]
        return posted or (kind == "X" and word in self.language.lists["calling"])

    def _trim(self, candidate: Candidate) -> None:
        """Cut “in an interview with CNN” off the end of a content that runs to its sentence's end."""
        if candidate.right is None:
            return
        first, last = candidate.right
        if CARRIERS.search(self.marked, first, last) is None:
            return
        string = self.marked[first:last]
        least = 1 if self.language.acts.get(candidate.lemma) == "belief" else 0  # not “had seen it on CNN”
        for pattern in self.language.routes_of(candidate.lemma, string):
            if pattern.name not in self.language.lists["closing_routes"]:
                continue
            for match in pattern.find.finditer(string):
                if not _TAIL.fullmatch(string, match.end()) or not self.routes.worded(pattern, match, first):
                    continue
                begin = match.start()
                while begin > least and string[begin - 1] in "i,":
                    begin -= 1
                if begin > least:
                    candidate.right = (first, first + begin)
                    return

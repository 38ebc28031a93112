"""Quotations that no attribution holds: each belongs to the speaker beside it.

A quotation is hardly ever printed without a speaker. Where the end of a content was seen before it (“Lee said that P,
while Roe “had no plan””), where it was not seen as one side of a cue, or where words of its own follow it in the next
sentence, the nearest attribution of the sentence takes it, else the one that spoke last in the paragraph. A colon
before it and a name behind a dash after it tell its speaker without any verb of speech.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from checker.attribution.analysis import Analysis, border_cue
from checker.attribution.cues.candidates import Candidate
from checker.attribution.cues.sides import Sides
from checker.attribution.cues.subjects import FINITE, Found, Subjects
from checker.attribution.language import Language
from checker.attribution.selection import covered

_CLAUSES = ("that", "clause")
_OPENS = re.compile(r"[rukSa,]{0,3}Q")
_WHOLE = re.compile(r"[Q.|-]+")
_SIGNED = re.compile(r"Q[.|]*-(?=[Nn])")
# What a colon or a signature alone tells is as likely as a weak cue.
_CHANCE = 0.5


@dataclass(frozen=True, slots=True)
class Stray:
    """A quotation that nobody holds: its phrase, and the first phrase and the last one of its sentence."""

    number: int
    first: int
    stop: int


class Strays:
    """Gives the stray quotations of one text to its outermost attributions, which stand in order of their cues."""

    def __init__(self, analysis: Analysis, language: Language, outer: Sequence[Candidate]) -> None:
        self.analysis, self.language, self.outer = analysis, language, outer
        self.phrases, self.kinds = analysis.phrases, analysis.phrases.kinds
        self._cues = [candidate.cue for candidate in outer]
        self._holders: dict[int, Candidate] = {}
        self._found: list[Candidate] = []

    def gather(self) -> list[Candidate]:
        """The attributions, with longer contents beside each stray quotation, and those that only a mark tells."""
        for candidate in self.outer:
            for part in covered(candidate):
                self._hold(candidate, part)
        for number in self.phrases.quotation_of:
            if number not in self._holders:
                first, last = self.analysis.around(number)
                here = self.outer[bisect_left(self._cues, first) : bisect_left(self._cues, last)]
                self._give(Stray(number, first, last - 1), here)
        return sorted([*self.outer, *self._found], key=lambda candidate: candidate.cue)

    def _hold(self, candidate: Candidate, part: tuple[int, int]) -> None:
        for number in range(*part):
            if self.kinds[number] == "Q":
                self._holders[number] = candidate

    def _give(self, stray: Stray, here: Sequence[Candidate]) -> None:
        """To who speaks in its sentence, else to whom the marks around it tell, else to who spoke last."""
        if here:
            place = bisect_left(here, stray.number, key=lambda candidate: candidate.cue)
            taker, part = here[max(place - 1, 0)], None
            if taker.cue > stray.number:
                part = self._preceded(taker, stray)
            else:
                part = self._lengthened(taker, stray, here[place : place + 1])
            if part is not None:
                self._hold(taker, part)
            return
        found = self._continued(stray) or self._signed(stray) or self._announced(stray) or self._told(stray)
        if found is not None and stray.number not in self._holders:
            part = (stray.first, stray.stop)
            found.floating.append(part)
            self._hold(found, part)

    # ------------------------------------------------------------------------------ nobody speaks in its sentence

    def _continued(self, stray: Stray) -> Candidate | None:
        """A paragraph that is nothing but speech, behind another one."""
        whole = _WHOLE.fullmatch(self.kinds, stray.first, stray.stop + 1) is not None
        return self._holders.get(stray.first - 2) if whole else None

    def _signed(self, stray: Stray) -> Candidate | None:
        """“It is safe.” — Ann Lee, engineer."""
        signed = _SIGNED.match(self.kinds, stray.number) if stray.number == stray.first else None
        source = self._sides.right_source(signed.end(), False) if signed is not None else None
        if signed is None or source is None or self.kinds[source[1][1] : source[1][1] + 1] not in tuple(".|,"):
            return None
        return self._new(signed.end() - 1, source, "left-stop", left=(stray.number, stray.number + 1))

    def _announced(self, stray: Stray) -> Candidate | None:
        """“She had a question for the crew: “Is it safe?””: who speaks before the colon, else the subject there."""
        colon = stray.number - 1 if stray.number > stray.first else stray.first - 2
        if colon < 0 or self.kinds[colon] != ":":
            return None
        start, place = self.analysis.around(colon)[0], bisect_left(self._cues, colon)
        if place and self._cues[place - 1] >= start:
            return self.outer[place - 1]
        verb = next((place for place in range(start, colon) if self.kinds[place] in FINITE), None)
        source = self._subjects.of(verb) if verb is not None else None
        if source is None or self.kinds[source[2]] not in "NnKo":
            return None
        if self.phrases.word[source[2]] in self.language.speakers.none:
            return None  # “It was on the wall: “Keep out of here””
        return self._new(colon, source, "colon-quotation", right=(stray.number, stray.stop))

    def _new(
        self,
        mark: int,
        source: Found,
        content: str,
        left: tuple[int, int] | None = None,
        right: tuple[int, int] | None = None,
    ) -> Candidate:
        """An attribution whose cue is a mark."""
        pattern, part, head = source
        found = Candidate(mark, ":", pattern, content, part, head, None, mark + 1, left, right, score=_CHANCE)
        self._found.append(found)
        for side in covered(found):
            self._hold(found, side)
        return found

    def _told(self, stray: Stray) -> Candidate | None:
        """“Lee said so. “It is safe to go” by boat.”: who spoke last in the paragraph."""
        place = bisect_left(self._cues, stray.first)
        if not place or not _OPENS.match(self.kinds, stray.first, stray.stop):
            return None
        speaker = self.outer[place - 1]
        here = self.kinds.find("|", speaker.cue, stray.first) < 0
        return speaker if here and self._speaks(speaker) else None

    # ------------------------------------------------------------------------------ somebody speaks in its sentence

    def _preceded(self, taker: Candidate, stray: Stray) -> tuple[int, int] | None:
        """“Q,” Lee, the mayor, and Roe said in a letter: speech stands before a cue that has no quotation behind it."""
        if not self._speaks(taker):
            return None
        if taker.left is not None:
            taker.left = (stray.first, taker.left[1])
        elif taker.source is not None and stray.number < taker.source[0] < taker.cue:
            quotes, edge = taker.right is not None and self.kinds[taker.right[0]] == "Q", taker.source[0]
            if not quotes and self.phrases.is_spoken(self.analysis.tokens, stray.number):
                taker.left = (stray.first, stray.number + 1)
                taker.right = taker.right if taker.content_pattern.endswith(_CLAUSES) else None
            elif not quotes and self.kinds[edge - 1] in ",Q":
                taker.left = (stray.first, edge)
        return taker.left

    def _lengthened(self, taker: Candidate, stray: Stray, following: Sequence[Candidate]) -> tuple[int, int] | None:
        """The content behind the cue reaches over the quotation, to where it ends then: before who speaks next."""
        parts = [part for other in following for part in (other.source, other.left, (other.cue, 0)) if part]
        stop = min([stray.stop, *(first for first, _ in parts)])
        if stop <= stray.number:
            return None
        tokens = self.analysis.tokens
        end = self.language.borders.end(tokens, self.phrases, stray.number, stop, border_cue(taker))
        comma = self.kinds.rfind(",", taker.cue_end, stray.number)
        taker.right = (taker.right[0] if taker.right is not None else comma + 1 or taker.cue_end, end)
        return stray.number, end

    def _speaks(self, candidate: Candidate) -> bool:
        """Whether the cue is a verb of speech."""
        cue = self.language.patterns.cues.get(self.phrases.word[candidate.cue])
        return cue is not None and cue.inverts

    @cached_property
    def _sides(self) -> Sides:
        return Sides(self.analysis.tokens, self.phrases, self.language.patterns)

    @cached_property
    def _subjects(self) -> Subjects:
        return Subjects(self.analysis.tokens, self.phrases, self.language.patterns)

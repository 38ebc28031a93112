"""Quotations that no attribution holds: each belongs to the speaker beside it.

A quotation is hardly ever printed without a speaker. Where the end of a content was seen before it (“Lee said that P,
while Roe “had no plan””), where it was not seen as one side of a cue, or where words of its own follow it in the next
sentence, the nearest attribution of the sentence takes it, else the one that spoke last in the paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from checker.attribution.analysis import Analysis, border_pattern
from checker.attribution.candidates import Candidate
from checker.attribution.language import Language
from checker.attribution.selection import covered

_CLAUSES = ("that", "clause")
_OPENS = re.compile(r"[rukSa,]{0,3}Q")


class Strays:
    """Gives the stray quotations of one text to its outermost attributions, which stand in order of their cues."""

    def __init__(self, analysis: Analysis, language: Language, outer: Sequence[Candidate]) -> None:
        self.analysis, self.language, self.outer = analysis, language, outer
        self.phrases, self.kinds = analysis.phrases, analysis.phrases.kinds
        self._cues = [candidate.cue for candidate in outer]
        self._held = bytearray(len(self.kinds))

    def gather(self) -> None:
        """Lengthen the contents of the attributions beside each stray quotation."""
        for candidate in self.outer:
            self._hold(candidate)
        speaker: Candidate | None = None
        for first, last in self.phrases.sentences:
            here = self.outer[bisect_left(self._cues, first) : bisect_left(self._cues, last)]
            for number in range(first, last):
                if self.kinds[number] == "Q" and not self._held[number]:
                    self._give(number, here or ([speaker] if speaker is not None else []), first, last - 1)
            speaker = here[-1] if here else speaker
            if self.kinds[last - 1] == "|":
                speaker = None

    def _hold(self, candidate: Candidate) -> None:
        for first, last in covered(candidate):
            self._held[first:last] = b"\1" * (last - first)

    def _give(self, number: int, speakers: Sequence[Candidate], first: int, stop: int) -> None:
        """To a speaker of the same sentence, or to the last one before it."""
        place = bisect_left(speakers, number, key=lambda candidate: candidate.cue)
        taker = speakers[max(place - 1, 0)] if speakers else None
        if taker is None:
            return
        if taker.cue < first:
            if self._speaks(taker) and _OPENS.match(self.kinds, first, stop):
                taker.floating.append((first, stop))
        elif taker.cue < number:
            self._lengthen(taker, number, self._until(speakers[place:], stop))
        elif self._speaks(taker) and taker.left is not None:
            taker.left = (first, taker.left[1])
        elif self._speaks(taker) and taker.source is not None:
            self._precede(number, first, taker, taker.source[0])
        self._hold(taker)

    def _precede(self, number: int, first: int, taker: Candidate, edge: int) -> None:
        """“Q,” Lee, the mayor, and Roe said in a letter: speech stands before a cue that has no quotation behind it."""
        if (taker.right is not None and self.kinds[taker.right[0]] == "Q") or not number < edge < taker.cue:
            return
        if self.phrases.is_spoken(self.analysis.tokens, number):
            taker.left = (first, number + 1)
            taker.right = taker.right if taker.content_pattern.endswith(_CLAUSES) else None
        elif self.kinds[edge - 1] in ",Q":
            taker.left = (first, edge)

    def _speaks(self, candidate: Candidate) -> bool:
        """Whether the cue is a verb of speech."""
        cue = self.language.patterns.cues.get(self.analysis.tokens.lower[self.phrases.head[candidate.cue]])
        return cue is not None and cue.inverts

    def _until(self, following: Sequence[Candidate], stop: int) -> int:
        """Where the words of the next attribution of the sentence begin."""
        parts = [part for other in following[:1] for part in (other.source, other.left, (other.cue, stop)) if part]
        return min([stop, *(first for first, _ in parts)])

    def _lengthen(self, taker: Candidate, number: int, stop: int) -> None:
        """Let the content behind the cue reach over a quotation, to where it ends then."""
        if stop <= number:
            return
        pattern, tokens = border_pattern(taker.content_pattern), self.analysis.tokens
        end = self.language.borders.end(tokens, self.phrases, number, stop, pattern)
        if taker.right is not None:
            begin = taker.right[0]
        else:
            begin = self.kinds.rfind(",", taker.cue_end, number) + 1 or taker.cue_end
        taker.right = (begin, end)

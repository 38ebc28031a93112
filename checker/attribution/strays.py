"""Quotations that no attribution holds: they are given to the speaker beside them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from checker.attribution.analysis import Analysis, border_pattern
from checker.attribution.candidates import Candidate
from checker.attribution.language import Language
from checker.attribution.selection import covered

_OPENS = re.compile(r"[rukSa,]{0,3}Q")


class Strays:
    """Gives the stray quotations of one text to its attributions."""

    def __init__(self, analysis: Analysis, language: Language, outer: Sequence[Candidate]) -> None:
        self.analysis, self.language = analysis, language
        self.phrases = analysis.phrases
        self.outer = sorted(outer, key=lambda candidate: candidate.cue)
        self._cues = [candidate.cue for candidate in self.outer]

    def gather(self) -> None:
        """Lengthen the contents of the attributions beside each stray quotation."""
        kinds = self.phrases.kinds
        held = bytearray(len(kinds))
        for candidate in self.outer:
            for first, last in covered(candidate):
                held[first:last] = b"\1" * (last - first)
        speaker: Candidate | None = None
        for first, last in self.phrases.sentences:
            here = self.outer[bisect_left(self._cues, first) : bisect_left(self._cues, last)]
            for number in range(first, last):
                if kinds[number] != "Q" or held[number]:
                    continue
                part = self._beside(number, here, last)
                if part is None and speaker is not None and not here:
                    part = self._behind(speaker, number, first, last)
                if part is not None:
                    held[part[0] : part[1]] = b"\1" * (part[1] - part[0])
            speaker = here[-1] if here else speaker
            if kinds[last - 1] == "|":
                speaker = None

    def _beside(self, number: int, here: Sequence[Candidate], stop: int) -> tuple[int, int] | None:
        """“Lee said that P, while Roe “had no plan””: a content whose end was seen too early."""
        before = [candidate for candidate in here if candidate.cue < number]
        if not before:
            return None
        candidate = before[-1]
        after = [other for other in here if other.cue > number]
        if after:
            stop = min([after[0].cue, *(part[0] for part in (after[0].source, after[0].left) if part)])
            if stop <= number:
                return None
        stop = min(stop - 1, max(stop, number + 1)) if not after else stop
        pattern = border_pattern(candidate.content_pattern)
        end = number + 1
        if number + 1 < stop:
            end = self.language.borders.end(self.analysis.tokens, self.phrases, number, stop, pattern)
        if candidate.right is not None:
            candidate.right = (candidate.right[0], end)
            return candidate.right
        begin = self.phrases.kinds.rfind(",", candidate.cue_end, number) + 1 or candidate.cue_end
        candidate.right = (begin, end)
        return candidate.right

    def _behind(self, speaker: Candidate, number: int, first: int, last: int) -> tuple[int, int] | None:
        """“Lee said so. “It is safe to go” by boat.”"""
        kinds = self.phrases.kinds
        if not _OPENS.match(kinds, first, last):
            return None
        quoted = any("Q" in kinds[start:end] for start, end in covered(speaker))
        speaks = kinds[speaker.cue] in "CPGIE" and self.language.patterns.cues[
            self.analysis.tokens.lower[self.phrases.head[speaker.cue]]
        ].inverts
        if not (quoted or speaks):
            return None
        part = (first, last - 1)
        speaker.floating.append(part)
        return part

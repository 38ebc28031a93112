"""A source behind its verb: “P,” said Lee; “the mayor, said Lee, knew it”; “Said Lee: “Q””."""

from __future__ import annotations

import re

from checker.attribution.cues.candidates import Candidate
from checker.attribution.cues.patterns import REACH, Cue, Patterns
from checker.attribution.cues.sides import Sides
from checker.attribution.cues.subjects import FINITE, Subjects
from checker.attribution.words.phrases import Phrases
from checker.attribution.words.tokens import Tokens

_LED = re.compile(r"(?P<source>[NnKod](?:[iy][NnKd]){0,2}(?:,(?:w[^,.|;:Q]{1,20}|[^vCpPb.|;:Q]{1,12}?))?)[,:](?=Q)")
# “In other words, said Lee: “Q””: what may stand before the verb of speech that leads its source.
_FRONT = re.compile(r"[ku]?(?:r{1,3}|z|[iy][nNKz](?:[iy][nNKdz]){0,2}),?")
_OPENED = re.compile(r"(?:[ku]|[ku]?[NnKod](?:[iy][NnKd]){0,2}),C$")
_GOES_ON = re.compile(r"(?:,[^,.|;:Q]{1,16})?,[vCpPbQ]")


class Inversion:
    """Finds the verbs of one text whose source stands behind them."""

    def __init__(self, tokens: Tokens, phrases: Phrases, patterns: Patterns, subjects: Subjects, sides: Sides) -> None:
        self.tokens, self.phrases, self.patterns = tokens, phrases, patterns
        self.kinds, self.subjects, self.sides = phrases.kinds, subjects, sides

    def of(self, number: int, cue: Cue, start: int, stop: int) -> Candidate | None:
        """The candidate of an inverted verb in the clause from `start` to `stop`; None where it is not inverted."""
        if number == start or _FRONT.fullmatch(self.kinds, start, number):
            led = self._leading(number, cue, stop)
            if led is not None or number == start:
                return led
        return self._inverted(number, cue, start, stop) if self.kinds[number] == "C" and number > start else None

    def _opened(self, number: int, cue: Cue, start: int, stop: int) -> Candidate | None:
        """“The mayor, said Lee, knew it”: cue and source stand between the subject and the verb of the content."""
        pattern = self.patterns.inverted[-1]
        source = pattern.find.match(self.kinds, number + 1, min(number + 1 + REACH, len(self.kinds)))
        resumed = _GOES_ON.match(self.kinds, source.end("source"), stop) if source else None
        if source is None or resumed is None:
            return None
        return Candidate(
            number, cue.lemma, pattern.name, "left+stop", source.span("source"), source.start("head"), None, number + 1,
            (start, number - 1), (resumed.end() - 1, stop),
        )  # fmt: skip

    def _leading(self, number: int, cue: Cue, stop: int) -> Candidate | None:
        """“Said Lee, the mayor: “It is safe.””: cue, source and quotation, behind nothing that says anything."""
        if self.kinds[number] not in "CE" or not cue.inverts:
            return None
        match = _LED.match(self.kinds, number + 1, stop)
        if match is None:
            return None
        return Candidate(
            number, cue.lemma, "inverted", "quotation", match.span("source"), match.start("source"), None, number + 1,
            None, (match.end(), stop),
        )  # fmt: skip

    def _inverted(self, number: int, cue: Cue, start: int, stop: int) -> Candidate | None:
        """“Content,” said Lee: the cue follows a comma or a quotation, the source follows the cue."""
        if not cue.inverts and not self.phrases.is_spoken(self.tokens, number - 1):
            return None  # any verb may stand behind speech: “It is safe!” beamed Lee
        left = self.sides.left_content(number, start)
        opened = _OPENED.match(self.kinds, start, number + 1) if left is None else None
        if opened is not None:
            return self._opened(number, cue, start, stop)
        if left is None or self.kinds[number - 1] == "-":
            return None
        for pattern in self.patterns.inverted:
            match = pattern.find.match(self.kinds, number + 1, min(number + 1 + REACH, len(self.kinds)))
            if match is None:
                continue
            first, last = match.span("source")
            quoted = self.sides.quote_before(number, start)
            if not quoted and last < stop and self.kinds[last] in FINITE:
                return None  # “Lee, whose firm owns it, said the bridge was safe”
            own = None if quoted else self.subjects.own(number)
            closing = self.sides.closes(last, stop) and pattern.name != "inverted-clause"
            if own is not None and not (
                closing
                and self.kinds[match.start("head")] == "N"
                and own[0] in {"apposition", "aside", "relative-clause"}
            ):
                return None
            right = None
            name = "stop"
            after = self.sides.content(last, stop, cue, True)
            bare = not any(kind in "QvCbpPoNn" for kind in self.kinds[left[0] : left[1]])
            if after is not None and after[0] == "quotation" and (quoted or bare):
                right, name = (after[2], stop), "quotation"
                left = None if bare else left
            side = ("left+" if right else "left-") if left else ""
            return Candidate(
                cue=number,
                lemma=cue.lemma,
                source_pattern=pattern.name,
                content_pattern=side + name,
                source=(first, last),
                head=match.start("head"),
                cue_end=number + 1,
                left=left,
                right=right,
            )
        return None

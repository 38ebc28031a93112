"""What stands on either side of a cue: the source behind it, the agent of a passive, and where content may lie."""

from __future__ import annotations

import re

from checker.attribution.cues.patterns import REACH, Cue, Patterns
from checker.attribution.cues.subjects import FINITE, Found
from checker.attribution.words.phrases import Phrases
from checker.attribution.words.tokens import Tokens

# What precedes a source is content only where it says something: “In an interview, Lee said ...” has none there.
_SAID = re.compile(r"[vCpPbQ]")
_CUE = re.compile("[CG]")
# What is credited in front, up to its comma, with all that hangs on it.
_CREDITED = re.compile(
    r"[ra]{0,2}(?P<head>[NnKdoc])[Na]?(?:[iy][aeEgG]?r{0,2}n?[NnKdocz]a?|,?k[NnKdoc]|z"
    r"|[eEgGC](?=[iyz])|[wt][^,.|;:Q()]{1,12}){0,12}?(?=,)"
)
_CONDITION = re.compile(r",r?S")
_SEVERAL = re.compile(r",[nK],?k[nK](?=,)")
_RESUMED = re.compile(r"[NnodKbvCpPtQa]|r{1,2}c?[Nnb]")
# “as Lee noted last week in The Guardian”: a time and a place of the saying, and nothing else.
_FRONTED = re.compile(r"[ur]*S[^,;:(|.-]*")


class Sides:
    """Looks to the left and to the right of the cues of one text."""

    def __init__(self, tokens: Tokens, phrases: Phrases, patterns: Patterns) -> None:
        self.tokens, self.phrases, self.patterns = tokens, phrases, patterns
        self.kinds = phrases.kinds

    def right_source(self, number: int, leading: bool) -> Found | None:
        """The source that begins at phrase `number`, with its apposition or relative clause.

        A `leading` one (“According to Lee, the bridge ...”) ends at its comma: what follows is content.
        """
        for pattern in self.patterns.inverted:
            if leading and pattern.name == "inverted-long":
                continue
            match = pattern.find.match(self.kinds, number, min(number + REACH, len(self.kinds)))
            if match:
                return pattern.name, match.span("source"), match.start("head")
        return None

    def credited(self, number: int, leading: bool) -> Found | None:
        """The source of an “according to” that begins at phrase `number`.

        A `leading` one reaches to its comma: “According to cables that were published by CNN, the bridge ...”.
        """
        number += self.kinds.startswith("r", number)  # “according to even her own crew”
        found = self.right_source(number, leading)
        if leading and (found is None or self.kinds[found[1][1]] not in ",:"):
            match = _CREDITED.match(self.kinds, number, min(number + REACH, len(self.kinds)))
            if match:
                found = "inverted-credited", match.span(), match.start("head")
        several = _SEVERAL.match(self.kinds, found[1][1]) if leading and found is not None else None
        if found is not None and several is not None:
            return found[0], (found[1][0], several.end()), found[2]
        return found

    def agent(self, number: int) -> Found | None:
        """The source of a passive: its agent ("criticised by Lee"), where there is one."""
        for pattern in self.patterns.agents:
            match = pattern.find.match(self.kinds, number + 1, min(number + 1 + REACH, len(self.kinds)))
            if match:
                return pattern.name, match.span("source"), match.start("head")
        return None

    def content(self, begin: int, stop: int, cue: Cue, left: bool) -> tuple[str, tuple[int, int] | None, int] | None:
        """Pattern, recipient and first phrase of the content to the right of the cue."""
        limit = min(begin + REACH, stop + 1)
        patterns = self.patterns.contents_of(cue, left)
        for pattern in patterns.get(self.kinds[begin : begin + 1], patterns[""]):
            match = pattern.find.match(self.kinds, begin, limit)
            if match is None:
                continue
            recipient = (begin, begin + 1) if pattern.recipient else None
            content = match.end("skip")
            if pattern.name == "colon" or content < stop or pattern.name.endswith("stop"):
                return pattern.name, recipient, content
        return None

    def likened(
        self, number: int, first: int, start: int, stop: int, cue: Cue
    ) -> tuple[tuple[int, int] | None, tuple[int, int] | None, tuple[int, int] | None] | None:
        """“As Lee told CNN, [P]”, “[P], as CNN reported”: recipient and both sides of a clause that `first` begins.

        None where no such clause stands there: what it likens is all that its sentence says besides.
        """
        opens = first - 1
        if opens < start or self.kinds[opens] != "S" or cue.act != "statement" or not self._is_likening(opens):
            return None
        found = self.content(number + 1, stop, cue, True)
        if found is None or not found[0].endswith("stop"):
            return None
        _, recipient, end = found
        if recipient is None and not self._is_occasion(number + 1, end, cue):
            return None  # “As Lee called for repairs, the crew left”
        said = _SAID.search(self.kinds, start, opens) is not None
        resumed = self.resumed(end, stop)
        if resumed is None and not said and _CONDITION.match(self.kinds, end, stop):
            resumed = end + 1, stop  # “As Lee reported, even if it was old, the bridge was safe”
        if not said and (resumed is None or self.kinds[resumed[0]] not in FINITE):
            return None if resumed is None else (recipient, None, resumed)
        quoted = self.kinds[opens - 1] == "Q" and self.phrases.is_spoken(self.tokens, opens - 1)
        if not (quoted or self.kinds[opens - 1] == ",") or (said and self._spoken(start, opens)):
            return None  # “she left as Lee said so”, ““It is old,” Lee said, as Roe complained”
        return recipient, (start, opens if quoted else opens - 1), resumed

    def _is_occasion(self, first: int, last: int, cue: Cue) -> bool:
        """Whether phrases tell where and when it is said: “As Lee noted this week in the Post, ...”."""
        while first < last and self.kinds[first] in "rz":
            first += 1
        if self.kinds[first:last].rstrip("rz") in {"", "i"}:
            return True
        opened = self.kinds[first] == "i" and self.tokens.lower[self.phrases.first[first]] in self.patterns.settings
        return opened and cue.inverts and not _CUE.search(self.kinds, first, last)

    def likens(self, number: int, start: int) -> bool:
        """Whether “as reported by” tells whose claim its sentence is: not after “Lee said P”, whose station it is."""
        return self._is_likening(number) and not self._spoken(start, number)

    def _is_likening(self, number: int) -> bool:
        return self.tokens.lower[self.phrases.first[number]] in self.patterns.likening

    def _spoken(self, start: int, stop: int) -> bool:
        """Whether somebody speaks in a range of phrases."""
        words, cues = self.phrases.word, self.patterns.cues
        verbs = (number for number in range(start, stop) if self.kinds[number] == "C")
        return any(cues[words[number]].inverts for number in verbs)

    def left_content(self, edge: int, start: int) -> tuple[int, int] | None:
        """The range before the source, where a comma, a dash or a quotation closes it."""
        if edge - 1 < start:
            return None
        if self.kinds[edge - 1] == "Q":
            if edge - 1 != start and not self.phrases.is_spoken(self.tokens, edge - 1):
                return None
            told = self._told_before(start, edge - 1)
            return (edge - 1 if told else start), edge
        if self.kinds[edge - 1] in ",-" and edge - 2 >= start and _SAID.search(self.kinds, start, edge):
            return start, edge - 1
        return None

    def fronted(self, left: tuple[int, int]) -> bool:
        """Whether words before a source are a clause that hangs on what follows: “But even as Lee said so, ...”."""
        return _FRONTED.fullmatch(self.kinds, *left) is not None

    def _told_before(self, start: int, quoted: int) -> bool:
        """“Lee agreed, telling CNN, “It is safe,” he said”: another cue stands before the quotation, which is whole."""
        if quoted - 2 < start or self.kinds[quoted - 1] not in ",:" or not _CUE.search(self.kinds, start, quoted):
            return False
        return self.tokens.words[self.phrases.quotation_of[quoted].inner()[0]][0].isupper()

    def quote_before(self, edge: int, start: int) -> bool:
        """Whether a quotation, with its comma or dash, stands right before a phrase."""
        place = edge - 1
        if place >= start and self.kinds[place] in ",-":
            place -= 1
        return place >= start and self.kinds[place] == "Q"

    def resumed(self, place: int, stop: int) -> tuple[int, int] | None:
        """What goes on behind the cue of an interrupted sentence: “In some cases, officials say, [they were told].”"""
        if place + 1 < stop and self.kinds[place] == "," and _RESUMED.match(self.kinds, place + 1):
            return place + 1, stop
        return None

    def closes(self, place: int, stop: int) -> bool:
        """Whether nothing but a stop or a comma follows: an inverted source ends its clause."""
        return place >= stop or self.kinds[place] in ".|;,"

"""Every phrase that may be a cue, with the source and the content that the patterns find for it.

Nothing is decided here; `scoring` weighs each candidate, `claims` keeps the outermost ones.
"""

from __future__ import annotations

import re

from checker.attribution.cues.candidates import Candidate
from checker.attribution.cues.inversion import Inversion
from checker.attribution.cues.patterns import REACH, Cue, Patterns
from checker.attribution.cues.scoring import holds_quotation
from checker.attribution.cues.sides import Sides
from checker.attribution.cues.subjects import FINITE, Found, Subjects
from checker.attribution.words.phrases import Phrases
from checker.attribution.words.tokens import Tokens

_MAKER = re.compile(r"[iy](?P<maker>[NnKdO](?:i[NnK]){0,2})")
# “his claim in an interview that P”: where it was said stands before the content.
_NOUN_SETTING = re.compile(r"(?:i[nNKz]){1,2}(?=t[^vCpPb])|i?z(?=t[^vCpPb])")
_NOUN_CONTENT = re.compile(r"(?P<skip>b(?=t)|(?=t(?![vCpPb])))")
_SPEAKER_LINE = re.compile(r"[Nn](?:i[Nn]|,[Nn]|k[Nn]|\([Nn]-?[Nn]?\))?")
# A digest: “The port will open in May,” by the Post's Ann Lee: “It was closed ...”
_HEADLINE = re.compile(r"(?:[^-|]{0,8}-)?(?P<title>Q)y(?P<source>[NnK](?:[iy][NnK])?)")
# Phrases that may be a cue; “As reported by Reuters, ...” at the head of its sentence is another “according to”.
_CUES = re.compile(r"[CPGIElKA:S](?:(?<!S)|(?<![^.|]S)(?=[ECe]y[NnK])|(?<=,S)(?=[EC]y[NnK]))")
# “TASS quoted Lee as saying”: the cue is the second verb, its source is Lee; TASS is a station (routes.yaml).
_QUOTED_AS = re.compile(r"(?:y?[NnKoOdc](?:[iy][NnKdz]){0,4}(?:,[^.|;Q,vCpP]{1,8},)?)?f[Gg]")
# “told CNN when asked about the bridge”: who was asked says nothing by it.
_WHEN_ASKED = re.compile("S[CE](?!y)")
_PREDICATE = re.compile("[vCpPbQ]")
_CHARGE = re.compile("i[gG]")
_FLOATING = re.compile(r"(?P<words>[rukSa,]{0,3}Q[Q-]*)[.|-]*")
_MARKS = frozenset("“”‘’'\"«»„`")
_VERBS = frozenset("CPGIE")


class Finder:
    """Finds candidates in one text; knows the subjects of its verbs."""

    def __init__(self, tokens: Tokens, phrases: Phrases, patterns: Patterns) -> None:
        self.tokens, self.phrases, self.patterns = tokens, phrases, patterns
        self.kinds = phrases.kinds
        self._quotes_as = "f" in self.kinds
        self.subjects = Subjects(tokens, phrases, patterns)
        self.sides = Sides(tokens, phrases, patterns)
        self.inversion = Inversion(tokens, phrases, patterns, self.subjects, self.sides)

    def candidates(self, everything: bool = False) -> list[Candidate]:
        """One candidate for each cue phrase, left to right; those of idle verbs only when `everything` is asked for."""
        found = []
        cues, word = self.patterns.cues, self.phrases.word
        others = {"K": self._noun, "A": self._adjective, ":": self._colon}
        for match in _CUES.finditer(self.kinds):
            number, kind = match.start(), match[0]
            if kind not in _VERBS:
                candidate = others.get(kind, self._according)(number)
            elif everything or not cues[word[number]].idle:
                candidate = self._verb(number)
            else:
                continue
            if candidate is not None:
                found.append(candidate)
        return found

    def _cue(self, number: int) -> Cue:
        return self.patterns.cues[self.phrases.word[number]]

    def _according(self, number: int) -> Candidate | None:
        """“Content, according to Lee” and “According to Lee, content”."""
        begin = number + {"i": 2, "E": 3, "C": 3, "e": 3}.get(self.kinds[number + 1], 1)
        start, stop = self.subjects.bounds(number)
        # “In May, according to Lee, P”, “Reuters says that, according to Lee, P”
        leading = number <= start + 1 or _PREDICATE.search(self.kinds, start, number) is None
        leading = leading or self.kinds[start:number].rstrip(",")[-1:] == "t"
        source = self.sides.credited(begin, leading)
        likens = self.kinds[number] != "S" or self.sides.likens(number, start)
        if source is None or not likens:
            return None
        last = source[1][1]
        if number <= start + 1 and self.kinds[last : last + 2] == ":|":
            quoted = _FLOATING.match(self.kinds, last + 2)  # “According to Lee:”, and the next paragraph
            block = (last + 2, quoted.end("words")) if quoted else None
            return block and Candidate(
                number, "according", "according", "block", source[1], source[2], None, begin, None, block
            )  # fmt: skip
        before = number - 1 if number > start and self.kinds[number - 1] == "," else number
        left = (start, before) if before > start and self.kinds[before - 1] not in "Stku" else None
        if left is not None:
            right = self.sides.resumed(last, stop)
            if right is not None:  # “It is old; the mayor, according to Lee, was told”
                left = (max(start, self.kinds.rfind(";", start, before) + 1), before)
        else:
            right = (last + 1, stop) if last + 1 < stop and self.kinds[last] in ",:" else None
        if left is None and right is None:
            return None
        name = ("left+" if right else "left-stop") if left else ""
        return Candidate(
            number, "according", "according", name + ("according" if right else ""), source[1], source[2], None, begin,
            left, right,
        )  # fmt: skip

    def _noun(self, number: int) -> Candidate | None:
        """“Lee's claim that ...”, “the claim by Lee that ...”, “made the claim that ...”.

        Not “Lee's call for repairs” nor “her promise to leave”: of 40 such in train fewer than half were attributions.
        """
        _, stop = self.subjects.bounds(number)
        letters, first = self.phrases.letters[number], self.phrases.first[number]
        owner, source, pattern, end = None, None, "none", number + 1
        if "'" in letters[1:]:
            owner, pattern = (first, first + letters.rindex("'")), "possessor"
        elif letters[0] == "P":
            owner, pattern = (first, first + 1), "possessor"
        elif self.kinds[end : end + 1] in ("i", "y"):
            match = _MAKER.match(self.kinds, end)
            if match:
                source, end, pattern = (number + 2, match.end("maker")), match.end("maker"), "maker"
        if pattern == "none" and number and self.kinds[number - 1] in "CIG":
            if self._cue(number - 1).recipient:
                return None  # “told the Today show that it was safe”
            # Not “began investigating complaints that P”: those are others'.
            subject = self.subjects.of(number - 1) if self.kinds[number - 1] == "C" else None
            if subject is not None and subject[0] != "shared":
                pattern, source = "light-" + subject[0], subject[1]
        setting = _NOUN_SETTING.match(self.kinds, end, stop) if pattern != "none" else None
        if setting and (self.kinds[end] == "z" or self.tokens.lower[self.phrases.first[end]] in self.patterns.settings):
            end = setting.end()
        match = _NOUN_CONTENT.match(self.kinds, end, min(end + REACH, stop + 1))
        if match is None or match.end("skip") >= stop:
            return None
        lemma = self.phrases.word[number]
        begin = match.end("skip")
        return Candidate(
            number, lemma, pattern, "noun-that", source, source[0] if source else None, None, begin, None,
            (begin, stop), owner=owner,
        )  # fmt: skip

    def _adjective(self, number: int) -> Candidate | None:
        """“Lee is willing to ...”: an adjective that tells a stance, with the subject of its verb."""
        if not number or self.kinds[number - 1] != "b":
            return None
        _, stop = self.subjects.bounds(number)
        lemma = self.phrases.word[number]
        content = self.sides.content(number + 1, stop, Cue(lemma, "belief"), False)
        subject = self.subjects.of(number - 1)
        if content is None or content[0] not in {"that", "to", "preposition", "clause", "whether"}:
            return None
        pattern, source, head = subject if subject else ("none", None, None)
        name = "adjective-" + content[0]
        return Candidate(number, lemma, pattern, name, source, head, None, number + 1, None, (content[2], stop))

    def _colon(self, number: int) -> Candidate | None:
        """“Lee: ...”, as in transcripts and headlines: nothing but a source before the colon, or behind a dash."""
        start, stop = self.subjects.bounds(number)
        if self.kinds[number + 1 : number + 2] == "Q":
            start = self.kinds.rfind("-", start, number) + 1 or start  # “The bridge is safe - Ann Lee: “It is.””
        headline = _HEADLINE.fullmatch(self.kinds, self.subjects.bounds(number)[0], number)
        if headline is not None and self.kinds[number + 1 : number + 2] == "Q":
            source, right = headline.span("source"), (number + 1, number + 2)
            return Candidate(
                number, "according", "line", "left+quotation", source, source[0], None, number + 1,
                headline.span("title"), right,
            )  # fmt: skip
        match = _SPEAKER_LINE.fullmatch(self.kinds, start, number)
        if self.tokens.words[self.phrases.first[start]][0] in _MARKS:
            return None  # “'We Are on It': the state starts a campaign”
        if match is None or number + 1 >= stop:
            return None
        name = "colon-quotation" if self.kinds[number + 1] == "Q" else "colon-clause"
        if name == "colon-clause" and "l" in self.kinds[number:stop]:
            return None  # “Delegates: Lee has 39, according to the AP”: what the sentence is about
        return Candidate(number, ":", "line", name, (start, number), start, None, number + 1, None, (number + 1, stop))

    def float_quotations(self, candidate: Candidate) -> None:
        """Quotations that stand alone as the next sentences of the paragraph belong to the cue before them."""
        kinds = self.kinds
        if candidate.content_pattern == "block":
            return
        beside = candidate.left is not None or candidate.right is not None
        if beside and not holds_quotation(candidate, self.phrases) and not self._speaks_last(candidate):
            return
        sentence = self.phrases.sentence_of[candidate.cue]
        while sentence + 1 < len(self.phrases.sentences):
            sentence += 1
            first, stop = self.phrases.sentences[sentence]
            match = _FLOATING.fullmatch(kinds, first, stop)
            if match is None:
                return
            candidate.floating.append((first, match.end("words")))

    def _speaks_last(self, candidate: Candidate) -> bool:
        """“Lee said the bridge was safe. “Nobody need fear.””: nobody else is behind the verb of speech."""
        if candidate.right is None or candidate.source is None or self.kinds[candidate.cue] != "C":
            return False
        stop = self.phrases.sentences[self.phrases.sentence_of[candidate.cue]][1]
        return self._cue(candidate.cue).inverts and candidate.right[1] >= stop - 1

    def _interrupts(self, number: int, cue: Cue, edge: int, start: int, stop: int) -> bool:
        """“The ferry, Lee told CNN, is older”: the cue and its source stand between commas, inside the content."""
        if edge - 2 < start or self.kinds[edge - 1] != ",":
            return False
        found = self.sides.content(number + 1, stop, cue, True)
        return found is not None and found[0].endswith("stop") and self.sides.resumed(found[2], stop) is not None

    def _announces(self, number: int, cue: Cue, stop: int) -> bool:
        """“Lee agreed. “It is safe.””: a verb of speech at the end of its sentence, a quotation as the next one."""
        following = self.phrases.sentence_of[number] + 1
        if (
            not cue.inverts
            or self.kinds[number] != "C"
            or stop - number > 5
            or following >= len(self.phrases.sentences)
        ):
            return False
        first, last = self.phrases.sentences[following]
        return self.kinds[first - 1] != "|" and _FLOATING.fullmatch(self.kinds, first, last) is not None

    def _block(self, number: int, cue: Cue, stop: int) -> tuple[int, int] | None:
        """“Lee wrote:” at a paragraph's end: the next paragraph, or the quotation that opens it."""
        kinds = self.kinds
        if kinds[number] not in "CI" or stop - number > 6:
            return None
        first = stop + 1
        if first >= len(kinds):
            return None
        quoted = _FLOATING.match(kinds, first)
        if quoted is None and (kinds[number] == "I" or not cue.inverts):
            return None
        last = quoted.end("words") if quoted else kinds.find("|", first, first + 4 * REACH)
        return (first, last) if last > first else None

    def _verb(self, number: int) -> Candidate | None:
        """“Lee said P”, “P, Lee said”, “P, said Lee”: a finite verb, a passive, a participle or an infinitive."""
        kinds, sides = self.kinds, self.sides
        kind = kinds[number]
        if (self._quotes_as and _QUOTED_AS.match(kinds, number + 1, number + REACH)) or (
            kinds[number - 1] == "S" and _WHEN_ASKED.match(kinds, number - 1)
        ):
            return None
        cue = self._cue(number)
        start, stop = self.subjects.bounds(number)
        inverted = self.inversion.of(number, cue, start, stop)
        if inverted is not None:
            return inverted
        source = self._speaker(number, cue)
        apart = self._apart(number, cue, source, start, stop) if source is not None else None
        if apart is not None:
            return apart
        edge = self._edge(number, source, start)
        left = sides.left_content(edge, start)
        if left is None and kind == "C" and self._interrupts(number, cue, edge, start, stop):
            left = (start, edge - 1)
        content = sides.content(number + 1, stop, cue, left is not None)
        if content is None:
            if source is None or not self._announces(number, cue, stop):
                return None
            return Candidate(number, cue.lemma, source[0], "floating", source[1], source[2], cue_end=number + 1)
        name, recipient, begin = content
        quoted = left is not None and sides.quote_before(edge, start)
        weighed = self._weighed(number, name, left, (begin, stop), quoted)
        if weighed is None:
            return None
        name, left, right = weighed
        if kind == "P":
            subject, source = source, sides.agent(number)
            charge = self._charge(source, stop) if source is not None else None
            if source is not None and charge is not None:
                return Candidate(
                    number, cue.lemma, source[0], "charge", source[1], source[2], None, number + 1, None, charge
                )  # fmt: skip
            if source and name.endswith("that") and subject and kinds[subject[2]] != "o":
                return None  # “It was announced by Lee that P”, not “the gauge is read by two offices that are closed”
            if subject is not None and not name.endswith("that"):
                left = subject[1]
                right = right if name.endswith("to") and source is None else None
        if left is None and right is None:
            return None
        told = recipient is None and cue.recipient and right is None
        if told and kinds[number + 1 : number + 2] in ("N", "n", "K", "O"):
            recipient = (number + 1, number + 2)
        pattern, part, head = source if source else ("none", None, None)
        side = "left+" if left and right else "left-" if left else ""
        end = begin if right and name == "preposition" else number + 1
        return Candidate(number, cue.lemma, pattern, side + name, part, head, recipient, end, left, right)

    def _speaker(self, number: int, cue: Cue) -> Found | None:
        """The subject of a verb; who adds something is who spoke.

        “Lee said the crew had left so that they could rest, adding that the bridge was old”.
        """
        found = self.subjects.of(number)
        if found is not None and found[0] == "relative" and self.kinds[found[2]] == "t":
            return "shared", found[1], found[2]  # the weights know relative clauses by who and which
        if cue.lemma != "add" or self.kinds[number] != "G" or found is None or found[0] != "shared":
            return found
        for place in range(number - 1, max(self.subjects.bounds(number)[0], number - REACH) - 1, -1):
            if self.kinds[place] == "C" and (spoke := self._cue(place)).act == "statement" and spoke.inverts:
                earlier = self.subjects.of(place)
                return ("shared", earlier[1], earlier[2]) if earlier is not None else found
        return found

    def _apart(self, number: int, cue: Cue, source: Found, start: int, stop: int) -> Candidate | None:
        """A verb whose content is no part of its own clause: the next paragraph, or what an “as” clause likens."""
        name, recipient, left, right = "block", None, None, None
        if self.kinds[stop - 1 : stop + 1] == ":|":
            right = self._block(number, cue, stop)
        if right is not None and cue.recipient and self.kinds[number + 1] in "NnKO":
            recipient = (number + 1, number + 2)
        if right is None and self.kinds[number] == "C" and source[0] != "shared":
            sides = self.sides.likened(number, source[1][0], start, stop, cue)
            if sides is not None:
                recipient, left, right = sides
                name = ("left+stop" if right else "left-stop") if left else "according"
        if left is None and right is None:
            return None
        return Candidate(number, cue.lemma, source[0], name, source[1], source[2], recipient, number + 1, left, right)

    def _weighed(
        self, number: int, name: str, left: tuple[int, int] | None, right: tuple[int, int], quoted: bool
    ) -> tuple[str, tuple[int, int] | None, tuple[int, int] | None] | None:
        """The sides of a verb that are its content; None where only a clause that hangs on its own words is left."""
        if name.endswith("stop") and self.kinds[right[0]] == "k" and not quoted:
            return None  # “the port, which wrote and adopted rules”
        if left is None or not self.sides.fronted(left):
            return self._sides(name, left, right, quoted)
        if name.endswith("clause") and self.kinds[right[0]] in "NnKod":
            quoted = False  # “Although Lee spoke of a “small fault,” she said the bridge was safe”
        name, left, behind = self._sides(name, left, right, quoted)
        if behind is None:
            return None  # “When Lee said it was “a small fault,” she walked out”
        if name.endswith("quotation") and self.kinds[number + 1] != ",":
            left = None  # “After Lee had called it “a small fault,” Roe said: “It is not.””
        return name, left, behind

    def _sides(
        self, name: str, left: tuple[int, int] | None, right: tuple[int, int], quoted: bool
    ) -> tuple[str, tuple[int, int] | None, tuple[int, int] | None]:
        """Which of the two sides of a verb are its content: a quotation to its left closes it, “that” opens it."""
        if name.endswith("stop"):
            return name, left, None if quoted else self.sides.resumed(*right)
        if name.endswith("that") or not quoted:
            return name, None, right
        return (name, left, right) if name.endswith("quotation") else ("stop", left, None)

    def _edge(self, number: int, source: Found | None, start: int) -> int:
        """Where the verb's own words begin: what stands to their left may be its content.

        At the source; of “TASS quoted Lee as saying” at who quotes. A participle or an infinitive has none to its left.
        """
        edge = source[1][0] if source is not None and source[1][1] <= number else number
        if self.subjects.quoted(number):
            quoter = self.subjects.of(edge - 1) if edge and self.kinds[edge - 1] in FINITE else None
            return quoter[1][0] if quoter is not None else edge
        return start if self.kinds[number] in "GI" else edge

    def _charge(self, source: Found, stop: int) -> tuple[int, int] | None:
        """“She was accused by Lee [of hiding the fault]”: what stands behind the agent of a passive."""
        place = source[1][1]
        return (place + 1, stop) if place + 1 < stop and _CHARGE.match(self.kinds, place) else None

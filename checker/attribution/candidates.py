"""Candidates: every phrase that may be a cue, with the source and the content that the patterns find for it.

Nothing is decided here; `scoring` weighs each candidate, `claims` keeps the outermost ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from checker.attribution.phrases import Phrases
from checker.attribution.tokens import Tokens

# No pattern looks farther than this many phrases: it keeps the work linear on a sentence of a megabyte.
REACH = 60
_MAKER = re.compile(r"[iy](?P<maker>[NnKdO](?:i[NnK]){0,2})")
_NOUN_CONTENT = re.compile(r"(?P<skip>i(?=[^.|,;:])|(?=[tjI]))")
_SPEAKER_LINE = re.compile(r"[Nn](?:i[Nn]|,[Nn]|\([Nn]-?[Nn]?\))?")
_DATELINE = re.compile(r"(?:[Nz][,iz]{0,2}){0,3}\([NnK]\)-")
# What precedes a source is content only where it says something: “In an interview, Lee said ...” has none there.
_SAID = re.compile(r"[vCpPbQ]")
# “As reported by Reuters, ...” at the head of its sentence is another way to say “according to”.
_AS_REPORTED = re.compile(r"(?<=[.|])S[ECe]y[NnK]")
_FLOATING = re.compile(r"(?P<words>[rukSa,]{0,3}Q[Q-]*)[.|-]*")
_FINITE = frozenset("vCpPb")
_VERBS = frozenset("CPGIE")


@dataclass(frozen=True, slots=True)
class SourcePattern:
    """One compiled pattern of sources.yaml."""

    name: str
    side: str
    find: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class ContentPattern:
    """One compiled pattern of contents.yaml."""

    name: str
    recipient: bool
    speech: bool
    find: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb that may report: its lemma, what it may take (recipient, inversion), and whether it hardly ever does."""

    lemma: str
    act: str
    recipient: bool = False
    inverts: bool = False
    idle: bool = False


@dataclass(slots=True)
class Candidate:
    """A possible attribution, in phrase numbers: `cue` the phrase of its head; ranges are half open, None where absent."""

    cue: int
    lemma: str
    source_pattern: str
    content_pattern: str
    source: tuple[int, int] | None = None
    head: int | None = None
    recipient: tuple[int, int] | None = None
    cue_end: int = 0
    left: tuple[int, int] | None = None
    right: tuple[int, int] | None = None
    floating: list[tuple[int, int]] = field(default_factory=list)
    owner: tuple[int, int] | None = None
    features: list[str] = field(default_factory=list)
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Patterns:
    """All patterns of a language, in order of trial, and its cues by word form."""

    sources: tuple[SourcePattern, ...]
    contents: tuple[ContentPattern, ...]
    cues: Mapping[str, Cue]


class Finder:
    """Finds candidates in one text; holds the phrase string forwards and backwards."""

    def __init__(self, tokens: Tokens, phrases: Phrases, patterns: Patterns) -> None:
        self.tokens, self.phrases, self.patterns = tokens, phrases, patterns
        self.kinds = phrases.kinds
        self.backwards = self.kinds[::-1]
        self.subjects: dict[int, tuple[str, tuple[int, int], int] | None] = {}

    def candidates(self, everything: bool = False) -> list[Candidate]:
        """One candidate for each cue phrase, left to right; those of idle verbs only when `everything` is asked for."""
        found = []
        finders = dict.fromkeys(_VERBS, self._verb) | {
            "l": self._according,
            "K": self._noun,
            "A": self._adjective,
            ":": self._colon,
        }
        for number, kind in enumerate(self.kinds):
            finder = finders.get(kind)
            if kind == "S" and _AS_REPORTED.match(self.kinds, number):
                finder = self._according
            if finder == self._verb and not everything and self._cue(number).idle:
                continue
            candidate = finder(number) if finder is not None else None
            if candidate is not None:
                found.append(candidate)
        return found

    def _cue(self, number: int) -> Cue:
        return self.patterns.cues[self.tokens.lower[self.phrases.head[number]]]

    def _right_source(self, number: int, leading: bool) -> tuple[str, tuple[int, int], int] | None:
        """The source that begins at phrase `number`, with its apposition or relative clause.

        A `leading` one (“According to Lee, the bridge ...”) ends at its comma: what follows is content.
        """
        for pattern in self.patterns.sources:
            if leading and pattern.name == "inverted-long":
                continue
            if pattern.side == "right" and pattern.name != "agent":
                match = pattern.find.match(self.kinds, number, min(number + REACH, len(self.kinds)))
                if match:
                    return pattern.name, match.span("source"), match.start("head")
        return None

    def _according(self, number: int) -> Candidate | None:
        """“Content, according to Lee” and “According to Lee, content”."""
        begin = number + {"i": 2, "E": 3, "C": 3, "e": 3}.get(self.kinds[number + 1], 1)
        start, stop = self._bounds(number)
        source = self._right_source(begin, number <= start + 1)
        if source is None:
            return None
        last = source[1][1]
        before = number - 1 if number > start and self.kinds[number - 1] == "," else number
        left = (start, before) if before > start else None
        if left is not None:
            right = self._resumed(last, stop)
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
        """“Lee's claim that ...”, “the claim by Lee that ...”, “made the claim that ...”."""
        _, stop = self._bounds(number)
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
            subject = self.subject(number - 1)
            if subject is not None:
                pattern, source = "light-" + subject[0], subject[1]
        match = _NOUN_CONTENT.match(self.kinds, end, min(end + REACH, stop + 1))
        if match is None or match.end("skip") >= stop:
            return None
        lemma = self.tokens.lower[self.phrases.head[number]]
        name = "noun-" + {"t": "that", "j": "to", "I": "to"}.get(self.kinds[end], "of")
        return Candidate(
            number, lemma, pattern, name, source, source[0] if source else None, None, match.end("skip"), None,
            (match.end("skip"), stop), owner=owner,
        )  # fmt: skip

    def _adjective(self, number: int) -> Candidate | None:
        """“Lee is willing to ...”: an adjective that tells a stance, with the subject of its verb."""
        if not number or self.kinds[number - 1] != "b":
            return None
        _, stop = self._bounds(number)
        lemma = self.tokens.lower[self.phrases.head[number]]
        content = self._content(number + 1, stop, Cue(lemma, "belief"), False)
        subject = self.subject(number - 1)
        if content is None or content[0] not in {"that", "to", "preposition", "clause", "whether"}:
            return None
        return Candidate(
            number, lemma, subject[0] if subject else "none", "adjective-" + content[0], subject[1] if subject else None,
            subject[2] if subject else None, None, number + 1, None, (content[2], stop),
        )  # fmt: skip

    def _colon(self, number: int) -> Candidate | None:
        """“Lee: ...”, as in transcripts and headlines: nothing but a source before the colon."""
        start, stop = self._bounds(number)
        match = _SPEAKER_LINE.fullmatch(self.kinds, start, number)
        if match is None or number + 1 >= stop:
            return None
        name = "colon-quotation" if self.kinds[number + 1] == "Q" else "colon-clause"
        return Candidate(number, ":", "line", name, (start, number), start, None, number + 1, None, (number + 1, stop))

    def float_quotations(self, candidate: Candidate) -> None:
        """Quotations that stand alone as the next sentences of the paragraph belong to the cue before them."""
        kinds = self.kinds
        if not any(kinds[place] == "Q" for part in (candidate.left, candidate.right) if part for place in range(*part)):
            return
        sentence = self.phrases.sentence_of[candidate.cue]
        first, stop = self.phrases.sentences[sentence]
        while sentence + 1 < len(self.phrases.sentences):
            sentence += 1
            first, stop = self.phrases.sentences[sentence]
            match = _FLOATING.fullmatch(kinds, first, stop)
            if match is None:
                return
            candidate.floating.append((first, match.end("words")))

    def _verb(self, number: int) -> Candidate | None:
        cue = self._cue(number)
        start, stop = self._bounds(number)
        inverted = self._inverted(number, cue, start, stop)
        if inverted is not None:
            return inverted
        source = self.subject(number)
        edge = source[1][0] if source is not None and source[1][1] <= number else number
        left = self._left_content(edge, start) if self.kinds[number] not in "GI" else None
        content = self._content(number + 1, stop, cue, left is not None)
        if content is None:
            return None
        name, recipient, begin = content
        quoted_left = left is not None and self._quote_before(edge, start)
        if name.endswith("stop"):
            right = self._resumed(number + 1, stop) if not quoted_left else None
        elif name.endswith("that"):
            right, left = (begin, stop), None
        else:
            right = (begin, stop)
            if left is not None and not (quoted_left and name.endswith("quotation")):
                if quoted_left:
                    right, name = None, "stop"
                else:
                    left = None
        if self.kinds[number] == "P":
            subject, source = source, self._agent(number)
            if subject is not None and not name.endswith("that"):
                left = subject[1]
                right = right if name.endswith("to") and source is None else None
        if left is None and right is None:
            return None
        if (
            recipient is None
            and cue.recipient
            and right is None
            and self.kinds[number + 1 : number + 2] in tuple("NnKO")
        ):
            recipient = (number + 1, number + 2)
        cue_end = begin if right and name == "preposition" else number + 1
        return Candidate(
            cue=number,
            lemma=cue.lemma,
            source_pattern=source[0] if source else "none",
            content_pattern=("left+" if left and right else "left-" if left else "") + name,
            source=source[1] if source else None,
            head=source[2] if source else None,
            recipient=recipient,
            cue_end=cue_end,
            left=left,
            right=right,
        )

    def _agent(self, number: int) -> tuple[str, tuple[int, int], int] | None:
        """The source of a passive: its agent ("criticised by Lee"), where there is one."""
        for pattern in self.patterns.sources:
            if pattern.name == "agent":
                match = pattern.find.match(self.kinds, number + 1, min(number + 1 + REACH, len(self.kinds)))
                if match:
                    return "agent", match.span("source"), match.start("head")
        return None

    def _resumed(self, place: int, stop: int) -> tuple[int, int] | None:
        """What goes on behind the cue of an interrupted sentence: “In some cases, officials say, [they were told].”"""
        if place + 1 < stop and self.kinds[place] == "," and self.kinds[place + 1] in "NnodKbvCtQa":
            return place + 1, stop
        return None

    def _bounds(self, number: int) -> tuple[int, int]:
        """First phrase of the sentence and the phrase that ends it."""
        start, stop = self.phrases.sentences[self.phrases.sentence_of[number]]
        dateline = _DATELINE.match(self.kinds, start, min(stop, start + 12))
        if dateline is not None and dateline.end() < number:
            start = dateline.end()
        return max(start, number - 4 * REACH), min(stop - 1, number + 4 * REACH)

    def subject(self, number: int) -> tuple[str, tuple[int, int], int] | None:
        """Pattern, range and head of the source to the left of a verb; shared with an earlier verb where it has none."""
        if number in self.subjects:
            return self.subjects[number]
        self.subjects[number] = None
        found = self._own_subject(number)
        if found is None:
            governor = self._governor(number)
            if governor is not None:
                earlier = self.subject(governor)
                if earlier is not None:
                    found = ("shared", earlier[1], earlier[2])
        self.subjects[number] = found
        return found

    def _own_subject(self, number: int) -> tuple[str, tuple[int, int], int] | None:
        if self.kinds[number] in "IjGg" and not self._absolute(number):
            return None
        size = len(self.kinds)
        limit = min(size - number + REACH, size)
        for pattern in self.patterns.sources:
            if pattern.side != "left":
                continue
            match = pattern.find.match(self.backwards, size - number, limit)
            if match:
                first, last = match.span("source")
                return pattern.name, (size - last, size - first), size - 1 - match.start("head")
        return None

    def _absolute(self, number: int) -> bool:
        return False

    def _governor(self, number: int) -> int | None:
        """The earlier verb whose subject this one shares: coordination, participle, infinitive.

        A coordinated verb joins the nearest one of its own tense outside a relative clause ("She met the man who built
        it and praised him"), else the nearest.
        """
        start, _ = self._bounds(number)
        kinds, letters = self.kinds, self.phrases.letters
        loose = kinds[number] in "IjGg"
        nearest = None
        for place in range(number - 1, max(start - 1, number - REACH), -1):
            kind = kinds[place]
            if kind not in _FINITE and not (loose and kind in "GgIj"):
                continue
            if loose and kinds[number] in "Ij":
                return place
            if nearest is None:
                nearest = place
            same = loose or letters[place][-1] == letters[number][-1] or kind in "bpP"
            if same and not self._embedded(place, start):
                return place
        return nearest

    def _embedded(self, place: int, start: int) -> bool:
        """Whether a verb stands in a clause that depends on another verb: after that, who, while, or right behind a cue."""
        subject = self.subject(place)
        if subject is None:
            return place > start and self.kinds[place - 1] in "wt"
        if subject[0] == "relative":
            return True
        first = subject[1][0]
        told = first - 1 > start and self.kinds[first - 1] in "NnKO" and self.kinds[first - 2] in "CPGI"
        return told or (first > start and self.kinds[first - 1] in "twhSCPGIE")

    def _left_content(self, edge: int, start: int) -> tuple[int, int] | None:
        """The range before the source, where a comma, a dash or a quotation closes it."""
        if edge - 1 < start:
            return None
        if self.kinds[edge - 1] == "Q":
            return start, edge
        if self.kinds[edge - 1] in ",-" and edge - 2 >= start and _SAID.search(self.kinds, start, edge):
            return start, edge - 1
        return None

    def _quote_before(self, edge: int, start: int) -> bool:
        place = edge - 1
        if place >= start and self.kinds[place] in ",-":
            place -= 1
        return place >= start and self.kinds[place] == "Q"

    def _content(self, begin: int, stop: int, cue: Cue, left: bool) -> tuple[str, tuple[int, int] | None, int] | None:
        """Pattern, recipient and first phrase of the content to the right of the cue."""
        limit = min(begin + REACH, stop + 1)
        for pattern in self.patterns.contents:
            if pattern.recipient and not cue.recipient:
                continue
            if pattern.name.endswith("stop") and not left:
                continue
            if pattern.speech and not (cue.inverts or cue.recipient):
                continue
            match = pattern.find.match(self.kinds, begin, limit)
            if match is None:
                continue
            recipient = None
            if pattern.recipient:
                recipient = (begin, begin + 1)
            content = match.end("skip")
            if pattern.name == "colon" or content < stop or pattern.name.endswith("stop"):
                return pattern.name, recipient, content
        return None

    def _closes(self, place: int, stop: int) -> bool:
        """Whether nothing but a stop or a comma follows: an inverted source ends its clause."""
        return place >= stop or self.kinds[place] in ".|;,"

    def _inverted(self, number: int, cue: Cue, start: int, stop: int) -> Candidate | None:
        """“Content,” said Lee: the cue follows a comma or a quotation, the source follows the cue."""
        if self.kinds[number] != "C" or number - 1 < start or not cue.inverts:
            return None
        left = self._left_content(number, start)
        if left is None or self.kinds[number - 1] == "-":
            return None
        for pattern in self.patterns.sources:
            if pattern.side != "right" or pattern.name == "agent":
                continue
            match = pattern.find.match(self.kinds, number + 1, min(number + 1 + REACH, len(self.kinds)))
            if match is None:
                continue
            first, last = match.span("source")
            quoted = self._quote_before(number, start)
            own = None if quoted else self._own_subject(number)
            if own is not None and not (
                self._closes(last, stop) and pattern.name != "inverted-clause" and self.kinds[match.start("head")] == "N"
                and own[0] in {"apposition", "aside", "relative-clause"}
            ):  # fmt: skip
                return None
            right = None
            name = "stop"
            after = self._content(last, stop, cue, True)
            bare = not any(kind in "QvCbpPoNn" for kind in self.kinds[left[0] : left[1]])
            if after is not None and after[0] == "quotation" and (quoted or bare):
                right, name = (after[2], stop), "quotation"
                left = None if bare else left
            return Candidate(
                number, cue.lemma, pattern.name, ("left+" if left and right else "left-" if left else "") + name, (first, last), match.start("head"),
                None, number + 1, left, right,
            )  # fmt: skip
        return None

"""Who does what a verb says: the source to its left, or the one that it shares with an earlier verb."""

from __future__ import annotations

import re

from checker.attribution.cues.patterns import REACH, Patterns
from checker.attribution.words.phrases import Phrases
from checker.attribution.words.tokens import Tokens

# Pattern, range of phrases and head phrase of a source.
Found = tuple[str, tuple[int, int], int]

FINITE = frozenset("vCpPb")
# “a letter that | claims P”; of “shirts in front of the port that | said P” nobody can tell which of them it was.
_THAT = re.compile(r"(?<![nNK][iy])[nNK]t$")
_BLAMED = re.compile("[CvPpGgIjEe][NO]i$")
_DATELINE = re.compile(r"(?:[Nz][,iz]{0,2}){0,3}\([NnK]\)-")
# The main clause behind a clause in front: “Although Lee said P, last week she closed the bridge”.
MAIN = re.compile(
    r"(?:,|(?<=Q))(?:[iy]?[NnKz]{1,2},?)?"
    r"(?P<source>[NnKodc](?:[iy][NnKdz]){0,2}(?:\([^()|]{1,6}\))?(?:,[^,.|Q]{1,8},)?)r?[vCpPb]"
)
# “told CNN on Monday the bridge was safe”: what stands between a cue and the subject of its content.
_TOLD = re.compile(r"[CPGI](?:[NnKO](?:[iy]?z)?|[iy]?z)$")
_OPENING = re.compile(r"[urkiyS]{0,2}")
# A chain of verbs that share their subject is followed back over this many of them.
_DEPTH = 20


class Subjects:
    """Finds the subjects of one text's verbs, each once; holds the phrase string forwards and backwards."""

    def __init__(self, tokens: Tokens, phrases: Phrases, patterns: Patterns) -> None:
        self.tokens, self.phrases, self.kinds = tokens, phrases, phrases.kinds
        self._patterns, self._participles = patterns.subjects, patterns.participles
        self._inverted, self._cues, self._surveys = patterns.inverted, patterns.cues, patterns.surveys
        self._blaming = patterns.blaming
        self._backwards = self.kinds[::-1]
        self._known: dict[int, Found | None] = {}
        # Of sentences that are short and have no brackets: where they begin, behind a dateline, and end.
        self._plain: dict[int, tuple[int, int]] = {}
        self._depth = 0

    def bounds(self, number: int) -> tuple[int, int]:
        """First phrase of the sentence, or of the brackets in it, and the phrase that ends it."""
        sentence = self.phrases.sentence_of[number]
        plain = self._plain.get(sentence)
        return plain if plain is not None and plain[0] < number else self._find_bounds(number, sentence)

    def _find_bounds(self, number: int, sentence: int) -> tuple[int, int]:
        start, stop = self.phrases.sentences[sentence]
        stop -= 1
        dateline = _DATELINE.match(self.kinds, start, min(stop + 1, start + 12))
        behind = dateline.end() if dateline is not None else start
        if stop - behind <= 4 * REACH and "(" not in self.kinds[behind:stop]:
            self._plain[sentence] = behind, stop
        if behind < number:
            start = behind
        if stop - start > 4 * REACH:
            start, stop = max(start, number - 4 * REACH), min(stop, number + 4 * REACH)
        opened = self.kinds.rfind("(", start, number)
        if opened >= 0 and self.kinds.rfind(")", opened, number) < 0:  # “(the fee is lower, according to Lee)”
            closed = self.kinds.find(")", number, stop)
            return opened + 1, closed if closed >= 0 else stop
        return start, stop

    def of(self, number: int) -> Found | None:
        """Pattern, range and head of the source to the left of a verb.

        Shared with an earlier verb where it has none.
        """
        if number in self._known:
            return self._known[number]
        self._known[number] = None
        found = self.own(number)
        if found is None and self._depth < _DEPTH:
            self._depth += 1
            governor = self._governor(number)
            if governor is not None:
                earlier = self.of(governor) or self._behind(governor)
                if earlier is not None:
                    found = ("shared", earlier[1], earlier[2])
            self._depth -= 1
        self._known[number] = found = found or self._ahead(number)
        return found

    def own(self, number: int) -> Found | None:
        """The source that a pattern finds to the left of a verb.

        Infinitives have none of their own, participles few: “quoted Lee as saying”, “with Lee saying”.
        """
        kind, quoted = self.kinds[number], self.quoted(number)
        if kind in "Ij" and not quoted:
            return None
        if self.kinds[number - 1] == "t" and kind in "CPpv" and _THAT.search(self.kinds, max(number - 4, 0), number):
            return "relative", (number - 1, number), number - 1
        if kind == "G" and not quoted and self._is_survey(number):
            return "subject", (number - 1, number), number - 1
        if kind in "Gg" and _BLAMED.search(self.kinds, max(number - 3, 0), number) and self._is_blamed(number):
            return "shared", (number - 2, number - 1), number - 2
        size = len(self.kinds)
        behind, limit = size - number, min(size - number + REACH, size)
        patterns = self._participles if kind in "Gg" and not quoted else self._patterns
        for pattern in patterns.get(self._backwards[behind : behind + 1], patterns[""]):
            match = pattern.find.match(self._backwards, behind, limit)
            if match:
                first, last = match.span("source")
                found = pattern.name, (size - last, size - first), size - 1 - match.start("head")
                if not pattern.spoken or self.phrases.is_spoken(self.tokens, found[1][0] - 1):
                    return found  # not “closed “in honour of” Lee, | Roe said”
        return None

    def _is_survey(self, number: int) -> bool:
        """“She doubted the polls showing P”: a participle of finding behind what finds."""
        cue = self._cues.get(self.phrases.word[number])
        survey = number > 0 and self.kinds[number - 1] in "nK" and cue is not None and cue.act == "finding"
        return survey and self.phrases.word[number - 1] in self._surveys

    def _is_blamed(self, number: int) -> bool:
        """“She criticised Lee for saying P”: what Lee has done."""
        return self.tokens.lower[self.phrases.first[number - 1]] in self._blaming

    def _behind(self, number: int) -> Found | None:
        """“It is old,” said Lee, adding that it is safe: what a participle shares stands behind the verb of speech."""
        if self.kinds[number] != "C" or not number or self.kinds[number - 1] not in "Q,":
            return None
        for pattern in self._inverted:
            match = pattern.find.match(self.kinds, number + 1, min(number + 1 + REACH, len(self.kinds)))
            if match is not None:
                return pattern.name, match.span("source"), match.start("head")
        return None

    def _ahead(self, number: int) -> Found | None:
        """“Citing a fault, Lee closed the bridge”: what opens the sentence shares the subject of the main clause."""
        start, stop = self.bounds(number)
        if self.kinds[number] != "G" or not _OPENING.fullmatch(self.kinds, start, number):
            return None
        main = MAIN.search(self.kinds, number, min(stop, number + REACH))
        return ("shared", main.span("source"), main.start("source")) if main is not None else None

    def quoted(self, number: int) -> bool:
        """Whether a verb is the second one of “quoted Lee as saying”."""
        return number > 0 and self.kinds[number - 1] == "f"

    def _governor(self, number: int) -> int | None:
        """The earlier verb whose subject this one shares: coordination, participle, infinitive.

        A coordinated verb joins the nearest one of its own tense outside a relative clause ("She met the man who built
        it and praised him"), else the nearest one outside ("She put off asking whether it was safe but said Q").
        """
        start, _ = self.bounds(number)
        kinds, letters = self.kinds, self.phrases.letters
        loose = kinds[number] in "IjGg"
        nearest = free = None
        for place in range(number - 1, max(start - 1, number - REACH), -1):
            kind = kinds[place]
            if kind not in FINITE and not (loose and kind in "GgIj"):
                continue
            if loose and kinds[number] in "Ij":
                return place
            if nearest is None:
                nearest = place
            same = loose or letters[place][-1] == letters[number][-1] or kind in "bpP"
            if (same or free is None) and not self._embedded(place, start):
                if same:
                    return place
                free = place
        return nearest if free is None else free

    def _embedded(self, place: int, start: int) -> bool:
        """Whether a verb stands in a clause that depends on another verb.

        After that or while, right behind a cue, or in a relative clause without a comma.
        """
        subject = self.of(place)
        if subject is None:
            return place > start and self.kinds[place - 1] in "wt"
        if subject[0] == "relative":
            return self.kinds[subject[1][0] - 1] != ","
        first = subject[1][0]
        told = first - 1 > start and _TOLD.search(self.kinds, max(start, first - 6), first) is not None
        return told or (first > start and self.kinds[first - 1] in "thSCPGIE")

"""Where a content ends: the chance that it stops at each border between phrases, from weights that were learned.

A content that begins behind its cue may run to the end of its sentence or stop at ", but", "while", a participle, the
time of the saying. Each border has aspects: what stands there, what stands around it, how far it is from the content's
beginning, which cue the content belongs to. The weights of their features (`names_of`), in the table `borders.tsv`, add
up to the chance; the end chosen is the likeliest one (the product of passing all earlier borders and stopping here).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from checker.attribution.words.phrases import Phrases
from checker.attribution.words.tokens import Tokens

# A run of words that no mark interrupts, finite verbs, and lengths from which a content is of the next one, in words.
_RUN = re.compile("[^,;:.|QvCpPb]*(?P<verb>[vCpPb])?[^,;:.|Q]*(?P<until>.?)")
_FINITE = re.compile("[vCpPb]")
_LONGER = (2, 4, 7, 12, 20)
_MANY = 2  # commas and verbs that are told apart
# How many aspects are kept, and what weighs a mark that ends every content: what “according to” credits to somebody
# else is none.
_KEPT, _SURE, _CREDITED = 50_000, 20.0, ("l", ",l")
# Where a content may end: before what joins or closes, but not behind a word that wants another (“because”, “and”),
# and behind a quotation. Of the other borders before nouns, verbs and adjectives one in a hundred is an end.
_PLACES = re.compile("[()]|(?<![Stk])[^CEGIKNOPQabcdeghjnoptv()]|(?<=Q)[^Q()]")
# Contents that have a verb of their own, and where it stands: a relative clause before it has another one.
_CLAUSES = ("that", "clause", "according")
_VERB = re.compile(
    r"(?:t?,?S[^,.|Q]{1,24},)?"
    r"(?:-[^.|;:-]{1,20}-(?=r?[vCpPb])|[^vCpPbwQ.|]|w[^vCpPb,Q.|]{0,6}[vCpPb])++[vCpPb]"
)
_WORDED = frozenset("ikuSywrlh")
_SPEAKING = frozenset("kuSNnKodc")  # what may open a clause of speech
_CLAUSE = re.compile(r"[kuS]?(?:[NnKodc](?:[iy][NnKdzc]){0,2}(?:,[^,.|Q]{1,8},)?r?C|(?<=[ku])r?[CG])")
_OTHERS = re.compile(r"(?:,[kuS]|;[kuS]?)r?[NnK](?:[iy][NnKdzc]){0,2}(?:,[^,.|Q]{1,8},)?r?C")
# “a crucial, although brief, question”; “the crew and the firm, which owns the port, sold it”; “between towns -- mainly
# Toledo -- and the state”: a content goes on behind what commas and dashes enclose, but not with a clause of its own.
_INSERTIONS = {
    ",": re.compile(r",S?r?[aAE](?=,)|,[iy]?w[^,.|;:Q]{1,20},r?(?=[vCpPb])"),
    "-": re.compile(r"-[^.|;:-]{1,20}-(?=[iyIjt]|r?[vCpPb]|k?[nNKd](?:[iy][nNKdzOc])*(?:[.,|;]|$)|kt)"),
}
_CLOSE = re.compile(r"(?:[NnKO]?(?:,?i[nNKzc]|[zra]){0,4})[.|]")
# What is known of a border: of what it is, and its traits (`names_of` tells what they stand for).
Aspect = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Borders:
    """The learned weights of borders, and the verb forms that nearly always report.

    `summed` holds what aspects weigh that were met.
    """

    weights: Mapping[str, float]
    strong: Collection[str]
    summed: dict[Aspect, float] = field(default_factory=dict)

    def _weigh(self, aspect: Aspect) -> float:
        """What an aspect weighs."""
        if len(self.summed) >= _KEPT:
            self.summed.clear()
        weight = sum([self.weights.get(name, 0.0) for name in names_of(aspect)])
        self.summed[aspect] = weight = weight + _SURE if aspect[0] == "cue" and aspect[2] in _CREDITED else weight
        return weight

    def start(self, tokens: Tokens, phrases: Phrases, first: int, edge: int) -> int:
        """The phrase at which a content that ends before phrase `edge` begins, at least `first`."""
        return self._likeliest(walk_back(tokens, phrases, first, edge), first)

    def end(self, tokens: Tokens, phrases: Phrases, begin: int, stop: int, cue: tuple[str, str]) -> int:
        """The phrase (exclusive) at which a content that begins at phrase `begin` ends, at most `stop`.

        `cue` is the content's pattern and the lemma of its cue.
        """
        return self._likeliest(walk(tokens, phrases, (begin, stop), self.strong, *cue), stop)

    def end_of_all(self, tokens: Tokens, phrases: Phrases, begin: int, stop: int) -> int:
        """Where “according to Lee, P, and Roe said Q” ends: before the clause of somebody else's speech, or nowhere."""
        for match in _OTHERS.finditer(phrases.kinds, begin + 1, stop):
            if phrases.word[match.end() - 1] in self.strong:
                return match.start()
        return stop

    def _likeliest(self, borders: Iterator[tuple[int, tuple[Aspect, ...]]], default: int) -> int:
        """The border of the highest chance that a content stops there and goes on at all before it, as logarithms."""
        passed, best, where, summed = 0.0, -math.inf, default, self.summed
        bias = self.weights.get("bias", 0.0)
        for place, aspects in borders:
            score = bias
            for aspect in aspects:
                weight = summed.get(aspect)
                score += self._weigh(aspect) if weight is None else weight
            goes_on = -math.log1p(math.exp(score))
            if passed + score + goes_on > best:
                best, where = passed + score + goes_on, place
            passed += goes_on
            if passed < best:
                break
        return default if passed > best else where


def names_of(aspect: Aspect) -> list[str]:
    """The names of the features that an aspect stands for."""
    match aspect:
        case "at", pattern, coarse, word, before, after:
            return [
                f"content {pattern}", f"at {coarse}", f"at {coarse} {word}", f"at {pattern} {coarse} {word}",
                f"at {pattern} {coarse} {word} {before} {after}",
            ]  # fmt: skip
        case "cue", lemma, kind:
            return [f"cue {lemma}", f"cue {lemma} {kind}"]
        case "around", kind, before, after:
            return [f"behind {kind} {before}", f"ahead {kind} {after}"]
        case "reach", kind, word, words, commas, verbs, verb, until:
            return [
                f"words {kind} {words}", f"commas {kind} {word} {commas}", f"verbs {kind} {verbs}",
                f"verbs {kind} {word} {verbs}", f"until {kind} {until}",
                f"verb {kind} {word}" if verb else f"none {kind} {word}",
            ]  # fmt: skip
    raise ValueError(aspect)


def walk(
    tokens: Tokens, phrases: Phrases, part: tuple[int, int], strong: Collection[str], pattern: str, lemma: str
) -> Iterator[tuple[int, tuple[Aspect, ...]]]:
    """Each border behind the first phrase of a content, with its aspects.

    Borders in brackets are passed, and those before the verb of a clause: “that the firm, which owns it, | sold it”.
    """
    kinds, first, lower, (begin, stop) = phrases.kinds, phrases.first, tokens.lower, part
    opens = kinds[begin + 1] if kinds[begin] == "t" and begin + 1 < stop else kinds[begin]
    opening = opens if opens in "QSi" else "."
    open_brackets, inserted = 0, 0
    commas, verbs, counted = 0, 0, begin  # those of the content before the phrase `counted`
    verb = _VERB.match(kinds, begin, stop) if pattern.endswith(_CLAUSES) else None
    for match in _PLACES.finditer(kinds, verb.end() if verb else begin + 1, stop):
        place, kind = match.start(), match[0]
        before, at = kinds[place - 1], place
        if place < inserted:
            continue
        if kind in _INSERTIONS and (insertion := _INSERTIONS[kind].match(kinds, place, stop)) is not None:
            inserted = insertion.end()
            continue
        if kind == ",":
            at = place + 1 if place + 1 < stop else place
        elif kind == "(":
            open_brackets += 1
        elif kind == ")" and open_brackets:
            open_brackets -= 1
            continue
        if open_brackets > (kind == "("):
            continue
        if before == "Q" and kind in "nN" and not phrases.is_spoken(tokens, place - 1):
            continue  # “an “Oh no” moment”
        here = kinds[at]
        mark = "," if at > place or (before == "Q" and _closed_by_comma(tokens, phrases, place - 1)) else ""
        after = kinds[at + 1] if at + 1 < stop else "."
        if here in "iy" and after in "nK":
            after = phrases.word[at + 1]
        reported = _reported(tokens, phrases, at, stop, strong) if here in _SPEAKING else ""
        word = lower[first[at]] if here in _WORDED else here
        kind, run = mark + here + reported, _RUN.match(kinds, place + 1, stop + 1)
        earliest, latest = place - 2 if place - begin > 2 else begin, at + 3 if at + 3 <= stop else stop + 1
        words = bisect_right(_LONGER, first[place] - first[begin])
        behind = run.groups() if run is not None else ("", "")
        if commas < _MANY:
            commas = min(commas + kinds.count(",", counted, place), _MANY)
        if verbs < _MANY:
            verbs = min(verbs + len(_FINITE.findall(kinds, counted, place)), _MANY)
        counted = place
        yield (
            place,
            (
                ("at", pattern, opening + kind, word, before, after),
                ("cue", lemma, kind),
                ("around", kind, kinds[earliest:place], kinds[at:latest]),
                ("reach", kind, word, words, commas, verbs, *behind),
            ),
        )


def _closed_by_comma(tokens: Tokens, phrases: Phrases, place: int) -> bool:
    """A quotation that ends in a comma closes its clause: “accused them of “messing us about,” citing ...”."""
    quotation = phrases.quotation_of.get(place)
    return quotation is not None and tokens.words[quotation.inner()[1] - 1] == ","


def _reported(tokens: Tokens, phrases: Phrases, at: int, stop: int, strong: Collection[str]) -> str:
    """Whether a clause of speech begins here: "!" (“, and Lee said ...”), "!!" when it closes the sentence."""
    match = _CLAUSE.match(phrases.kinds, at, at + 12)
    if match is None:
        return ""
    verb = match.end() - 1
    if verb > stop or phrases.word[verb] not in strong:
        return ""
    return "!!" if _CLOSE.match(phrases.kinds, verb + 1) else "!"


def walk_back(tokens: Tokens, phrases: Phrases, first: int, edge: int) -> Iterator[tuple[int, tuple[Aspect, ...]]]:
    """Each border before the last phrase of a content that precedes its source, going left."""
    kinds = phrases.kinds
    closing = "<Q" if kinds[edge - 1] == "Q" else "<."
    for place in range(edge - 1, first, -1):
        kind = kinds[place]
        if kind in ",;:-)":
            continue
        word = tokens.lower[phrases.first[place]] if kind in _WORDED else kind
        near = "1" if place == edge - 1 else "2"
        after = kinds[place + 1] if place + 1 < edge else "."
        yield place, (("at", "", closing + near + kinds[place - 1], word, kind, after),)

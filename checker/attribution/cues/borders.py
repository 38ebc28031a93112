"""Where a content ends: at each border between phrases, how often contents stop there, counted.

A content that begins behind its cue may run to the end of its sentence or stop at ", but", "while", a participle, the
time of the saying. For each border the table `borders.tsv` holds how often it was an end and how often it was passed,
at four levels of detail; the end chosen is the likeliest one (the product of passing all earlier borders and stopping
here).
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checker.attribution.words.phrases import Phrases
from checker.attribution.words.tokens import Tokens

# Weight of the coarser level while a finer one has few cases, and the chance of a border that was never seen.
_PRIOR, _UNSEEN = 6.0, 0.03
# A content does not end behind a word that wants another: “because”, “that”, “and”.
_DANGLING = frozenset("Stk")
# Contents that have a verb of their own, and where it stands: a relative clause before it has another one.
_CLAUSES = ("that", "clause", "according")
_VERB = re.compile(r"(?:t?,?S[^,.|Q]{1,24},)?(?:[^vCpPbwQ.|]|w[^vCpPb,Q.|]{0,6}[vCpPb])+[vCpPb]")
_WORDED = frozenset("ikuSywrlh")
_SPEAKING = frozenset("kuSNnKodc")  # what may open a clause of speech
_CLAUSE = re.compile(r"[kuS]?(?:[NnKodc](?:[iy][NnKdzc]){0,2}(?:,[^,.|Q]{1,8},)?r?C|(?<=[ku])r?[CG])")
_OTHERS = re.compile(r"(?:,[kuS]|;[kuS]?)r?[NnK](?:[iy][NnKdzc]){0,2}(?:,[^,.|Q]{1,8},)?r?C")
_INSERTED = re.compile(r",S?r?[aAE],")
# “between towns -- mainly Toledo -- and the state”: a content goes on behind what dashes enclose, not with a clause.
_ASIDE = re.compile(r"-[^.|;:-]{1,20}-(?=[iyIjt]|k?[nNKd](?:[iy][nNKdzOc])*(?:[.,|;]|$)|kt)")
_CLOSE = re.compile(r"(?:[NnKO]?(?:,?i[nNKzc]|[zra]){0,4})[.|]")
# The blanks of a key with neighbours (`keys_of`).
NEIGHBOURED = 4
# A border as it is counted: what opens the content, mark and letter behind it, its word, the letters around.
Border = tuple[str, str, str, str]
Logs = tuple[float, float]
Counted = Sequence[int]


@dataclass(frozen=True, slots=True)
class Borders:
    """Counted borders as stops and passes: `alone` by key, `beside` by key and neighbours.

    `strong` are the verb forms that nearly always report.
    """

    alone: Mapping[str, Counted]
    beside: Mapping[str, Mapping[str, Counted]]
    strong: Collection[str]
    known: dict[tuple[str, str, str], tuple[Logs, dict[str, Logs]]] = field(default_factory=dict)

    def _read(self, pattern: str, coarse: str, word: str) -> tuple[Logs, dict[str, Logs]]:
        """What is known of a border whatever its neighbours are, and with those that were counted."""
        chance, keys = _UNSEEN, keys_of(pattern, (coarse, word, "", ""))[:-1]
        for key in keys:
            chance = _share(self.alone.get(key, (0, 0)), chance)
        counted = self.beside.get(keys[-1], {})
        beside = {neighbours: _logs(_share(counts, chance), coarse) for neighbours, counts in counted.items()}
        return _logs(chance, coarse), beside

    def start(self, tokens: Tokens, phrases: Phrases, first: int, edge: int) -> int:
        """The phrase at which a content that ends before phrase `edge` begins, at least `first`."""
        return self._likeliest(walk_back(tokens, phrases, first, edge), "", first)

    def end(self, tokens: Tokens, phrases: Phrases, begin: int, stop: int, pattern: str) -> int:
        """The phrase (exclusive) at which a content that begins at phrase `begin` ends, at most `stop`."""
        return self._likeliest(walk(tokens, phrases, begin, stop, self.strong, pattern), pattern, stop)

    def end_of_all(self, tokens: Tokens, phrases: Phrases, begin: int, stop: int) -> int:
        """Where “according to Lee, P, and Roe said Q” ends: before the clause of somebody else's speech, or nowhere."""
        for match in _OTHERS.finditer(phrases.kinds, begin + 1, stop):
            if tokens.lower[phrases.head[match.end() - 1]] in self.strong:
                return match.start()
        return stop

    def _likeliest(self, borders: Iterator[tuple[int, Border]], pattern: str, default: int) -> int:
        """The border of the highest chance that a content stops there and goes on at all before it, as logarithms."""
        passed, best, where, counted = 0.0, -math.inf, default, self.known
        for place, (coarse, word, before, after) in borders:
            known = counted.get((pattern, coarse, word))
            if known is None:
                known = counted[pattern, coarse, word] = self._read(pattern, coarse, word)
            logs, beside = known
            stops, goes_on = beside.get(f"{before} {after}", logs) if beside else logs
            if passed + stops > best:
                best, where = passed + stops, place
            passed += goes_on
            if passed < best:
                break
        return default if passed > best else where


def _share(counted: Counted, coarser: float) -> float:
    stops, passes = counted
    return (stops + _PRIOR * coarser) / (stops + passes + _PRIOR)


def _logs(chance: float, coarse: str) -> Logs:
    if coarse.endswith("l"):
        chance = 1.0  # what “according to” credits to somebody else is not content
    chance = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(chance), math.log1p(-chance)


def keys_of(pattern: str, border: Border) -> tuple[str, str, str, str]:
    """The keys under which a border is counted, from the coarsest to the finest."""
    coarse, word, before, after = border
    middle = f"{pattern} {coarse} {word}"
    return coarse, f"{coarse} {word}", middle, f"{middle} {before} {after}"


def walk(
    tokens: Tokens, phrases: Phrases, begin: int, stop: int, strong: Collection[str], pattern: str
) -> Iterator[tuple[int, Border]]:
    """Each border behind the first phrase of a content.

    Borders in brackets are passed, and those before the verb of a clause: “that the firm, which owns it, | sold it”.
    """
    kinds, lower = phrases.kinds, tokens.lower
    opens = kinds[begin + 1] if kinds[begin] == "t" and begin + 1 < stop else kinds[begin]
    opening = opens if opens in "QSi" else "."
    open_brackets, inserted = 0, 0
    verb = _VERB.match(kinds, begin, stop) if pattern.endswith(_CLAUSES) else None
    for place in range(verb.end() if verb else begin + 1, stop):
        before, kind, at = kinds[place - 1], kinds[place], place
        if place < inserted:
            continue
        if kind == "-" and (aside := _ASIDE.match(kinds, place, stop)) is not None:
            inserted = aside.end()
            continue
        if kind == ",":
            if _INSERTED.match(kinds, place, stop):
                continue  # “a crucial, although brief, question”
            at = place + 1 if place + 1 < stop else place
        elif kind == "(":
            open_brackets += 1
        elif kind == ")" and open_brackets:
            open_brackets -= 1
            continue
        if before in _DANGLING or open_brackets > (kind == "("):
            continue
        if before == "Q" and kind in "nN" and not phrases.is_spoken(tokens, place - 1):
            continue  # “an “Oh no” moment”
        here = kinds[at]
        mark = "," if at > place or (before == "Q" and _closed_by_comma(tokens, phrases, place - 1)) else ""
        after = kinds[at + 1] if at + 1 < stop else "."
        if here in "iy" and after in "nK":
            after = lower[phrases.head[at + 1]]
        reported = _reported(tokens, phrases, at, stop, strong) if here in _SPEAKING else ""
        word = lower[phrases.first[at]] if here in _WORDED else here
        yield place, (opening + mark + here + reported, word, before, after)


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
    if verb > stop or tokens.lower[phrases.head[verb]] not in strong:
        return ""
    return "!!" if _CLOSE.match(phrases.kinds, verb + 1) else "!"


def walk_back(tokens: Tokens, phrases: Phrases, first: int, edge: int) -> Iterator[tuple[int, Border]]:
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
        yield place, (closing + near + kinds[place - 1], word, kind, after)

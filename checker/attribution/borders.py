"""Where a content ends: at each border between phrases, how often contents stop there, counted.

A content that begins behind its cue may run to the end of its sentence or stop at ", but", "while", a participle, the
time of the saying. For each border the table `borders.tsv` holds how often it was an end and how often it was passed, at
three levels of detail; the end chosen is the likeliest one (the product of passing all earlier borders and stopping here).
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from checker.attribution.phrases import Phrases
from checker.attribution.tokens import Tokens

# Weight of the coarser level while a finer one has few cases.
_PRIOR = 6.0
_CLAUSE = re.compile(r"[ku]?(?:[NnKod](?:[iy][NnKdz]){0,2}(?:,[^,.|Q]{1,8},)?|(?<=k))r?C")
_CLOSE = re.compile(r"(?:[NnKO]?(?:,?i[nNKzc]|[zra]){0,4})[.|]")
_WORDED = frozenset("ikuSywrlh")


@dataclass(frozen=True, slots=True)
class Borders:
    """Counted borders: key -> (stops, passes)."""

    counts: Mapping[str, tuple[int, int]]
    strong: Collection[str]

    def hazard(self, keys: tuple[str, ...]) -> float:
        """Chance that a content stops at a border, from the coarsest key to the finest."""
        chance = 0.03
        for key in keys:
            stops, passes = self.counts.get(key, (0, 0))
            chance = (stops + _PRIOR * chance) / (stops + passes + _PRIOR)
        return chance

    def start(self, tokens: Tokens, phrases: Phrases, first: int, edge: int) -> int:
        """The phrase at which a content that ends before phrase `edge` begins, at least `first`."""
        passed, best, where = 0.0, -math.inf, first
        for place, keys in walk_back(tokens, phrases, first, edge):
            chance = min(max(self.hazard(keys), 1e-4), 1 - 1e-4)
            value = passed + math.log(chance)
            if value > best:
                best, where = value, place
            passed += math.log1p(-chance)
            if passed < best:
                break
        return first if passed > best else where

    def end(self, tokens: Tokens, phrases: Phrases, begin: int, stop: int, pattern: str) -> int:
        """The phrase (exclusive) at which a content that begins at phrase `begin` ends, at most `stop`."""
        passed, best, where = 0.0, -math.inf, stop
        for place, keys in walk(tokens, phrases, begin, stop, pattern, self.strong):
            chance = min(max(self.hazard(keys), 1e-4), 1 - 1e-4)
            if keys[0][1:].strip(",") == "l":
                chance = 1 - 1e-4  # what “according to” credits to somebody else is not content
            value = passed + math.log(chance)
            if value > best:
                best, where = value, place
            passed += math.log1p(-chance)
            if passed < best:
                break
        return stop if passed > best else where


def walk(
    tokens: Tokens, phrases: Phrases, begin: int, stop: int, pattern: str, strong: Collection[str]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each border behind the first phrase of a content, with its keys, coarse to fine; borders in brackets are passed."""
    kinds = phrases.kinds
    opening = kinds[begin] if kinds[begin] in "QS" else "."
    open_brackets = 0
    for place in range(begin + 1, stop):
        kind = kinds[place]
        if kind == "(":
            open_brackets += 1
        elif kind == ")" and open_brackets:
            open_brackets -= 1
            continue
        if open_brackets > (kind == "("):
            continue
        at = place + 1 if kind == "," and place + 1 < stop else place
        word = tokens.lower[phrases.first[at]] if kinds[at] in _WORDED else kinds[at]
        mark = "," if at > place or _closed_by_comma(tokens, phrases, place - 1) else ""
        after = kinds[at + 1] if at + 1 < stop else "."
        reported = _reported(tokens, phrases, at, stop, strong)
        if kinds[at] in "iy" and after in "nKN":
            after = tokens.lower[phrases.head[at + 1]] if after != "N" else "N"
        before = kinds[place - 1]
        coarse = f"{opening}{mark}{kinds[at]}{reported}"
        middle = f"{pattern} {coarse} {word}"
        yield place, (coarse, f"{coarse} {word}", middle, f"{middle} {before} {after}")


def _closed_by_comma(tokens: Tokens, phrases: Phrases, place: int) -> bool:
    """A quotation that ends in a comma closes its clause: “accused them of “messing us about,” citing ...”."""
    quotation = phrases.quotation_of.get(place)
    return quotation is not None and tokens.words[quotation.inner()[1] - 1] == ","


def _reported(tokens: Tokens, phrases: Phrases, at: int, stop: int, strong: Collection[str]) -> str:
    """Whether a clause of speech begins here: "!" (“, and Lee said ...”), "!!" when it closes the sentence (“, Lee said.”)."""
    match = _CLAUSE.match(phrases.kinds, at, min(at + 12, len(phrases.kinds)))
    if match is None:
        return ""
    verb = match.end() - 1
    if verb > stop or tokens.lower[phrases.head[verb]] not in strong:
        return ""
    return "!!" if _CLOSE.match(phrases.kinds, verb + 1) else "!"


def walk_back(tokens: Tokens, phrases: Phrases, first: int, edge: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each border before the last phrase of a content that precedes its source, with its keys, going left."""
    kinds = phrases.kinds
    closing = "Q" if kinds[edge - 1] == "Q" else "."
    for place in range(edge - 1, first, -1):
        kind, before = kinds[place], kinds[place - 1]
        if kind in ",;:-)":
            continue
        word = tokens.lower[phrases.first[place]] if kind in _WORDED else kind
        near = "1" if place == edge - 1 else "2"
        coarse = f"<{closing}{near}{before}"
        yield (
            place,
            (
                coarse,
                f"{coarse}{kind}",
                f"{coarse} {word}",
                f"{coarse} {word} {kinds[place + 1] if place + 1 < edge else '.'}",
            ),
        )

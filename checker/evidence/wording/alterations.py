"""The place of a page whose words are most like those of a quotation, and whether they are these words altered.

The place: rapidfuzz's partial ratio over words, one character a word, then the borders between which the fewest words
differ. What writers may do to a quotation and what the page's own editing did are no differences. Two statements of
one frame ("We will go back", "We will not go on") are not called one altered: words that any two statements share
weigh little.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from checker.evidence.wording.differences import Edit, edits, written
from checker.evidence.wording.excerpts import BRACKETS, ELLIPSIS, Excerpt
from checker.evidence.wording.folding import UNKNOWN, Prepared, Words

# Fewer words than this are never said to be altered: marks around them often make no quotation of one speaker.
SHORTEST = 5
# More words than this stand between two marks where one of the marks was lost.
LONGEST, _CUTS = 2000, 40
# How much of a quotation's weight may differ, of a short one and of one of eight words and more; how many words of a
# long one; how many of the words that not every statement has must be kept, below a length. These figures and the ratio
# were found with `python -m tests.benchmarks quotes`.
_DIFFERENT, _DIFFERENT_IN_LONG, _LONG = 0.25, 0.4, 8
_CHANGED, _KEPT_LEAST = 0.3, 2
_KEPT = ((_LONG, 0.75), (12, 0.6), (LONGEST + 1, 0.5))
_CUTOFF = 60.0
_COMMON, _TELLING = 1, 3
# The ratio is quick and exact up to 64 characters (here: words).
_NEEDLE = 60
_AROUND = 4
_EDGE = 3  # words that a differing first or last word weighs
# What ends what a page prints of a statement.
_BORDER = re.compile(r"[“”\"„«».!?\n]|''")
_MARK = re.compile(r"[“”\"„«»]|''")


@dataclass(frozen=True, slots=True)
class Alteration:
    """Words `first` to `last` of the page that hold a quotation; `score` is the part of its weight that agrees.

    `difference` is the word diff, empty where all that differs is what editing may change.
    """

    first: int
    last: int
    score: float
    difference: str


def alteration(sought: Excerpt, page: Prepared) -> Alteration | None:
    """Where the page holds the quotation with some words changed; None where too many are."""
    coded = page.coded(sought.words.folded)
    if not SHORTEST <= len(coded) <= LONGEST or len(sought.cuts) > _CUTS:
        return None
    told: list[str] = []
    spots: list[tuple[int, int]] = []
    changed: list[Edit] = []
    for first, last in pairwise((0, *sought.cuts, len(coded))):
        spot = _spot(coded[first:last], page)
        compared = _Compared(sought, page, first, last, *spot) if spot else None
        if compared is None or compared.goes_on():
            return None
        changes = compared.changes()
        changed += [compared.absolute(change) for change in changes]
        told += [compared.written(changes)] if changes else []
        spots.append((compared.low, compared.high))
    score = 1 - _weight(changed, sought, page) / _weighed(sought.words.folded, page)
    if changed and not _one(changed, sought, page, score):
        return None
    low, high = min(spots)[0], max(high for _, high in spots)
    if high - low > 2 * len(coded) + 120 * len(sought.cuts):
        low, high = max(spots, key=lambda spot: spot[1] - spot[0])
    return Alteration(low, high, score, " ... ".join(told))


def nearness(sought: Excerpt, page: Prepared) -> tuple[int, float]:
    """How near a page comes to a quotation: words in a row that both have, and the best partial ratio (0 to 1)."""
    coded = page.coded(sought.words.folded)[: 4 * _NEEDLE]
    longest = at = 0
    while at + longest < len(coded):
        if coded[at : at + longest + 1] in page.line:
            longest += 1
        else:
            at += 1
    near = fuzz.partial_ratio_alignment(coded[:_NEEDLE], page.line, score_cutoff=30) if coded and page.line else None
    return longest, near.score / 100 if near else 0.0


# --------------------------------------------------------------------------------------------- whether


def _one(changed: Sequence[Edit], sought: Excerpt, page: Prepared, score: float) -> bool:
    """Whether what differs leaves it the same statement."""
    words = sought.words.folded
    total = len(words) - len(sought.words.halves)
    size = sum(change.size for change in changed)
    gone = {number for change in changed for number in range(*change.quoted)}
    telling = [number for number, word in enumerate(words) if word not in page.spelling.common]
    kept = sum(number not in gone for number in telling)
    share = next(least for below, least in _KEPT if total < below)
    if kept < _KEPT_LEAST or 1 - score > (_DIFFERENT if total < _LONG else _DIFFERENT_IN_LONG):
        return False
    if total < _LONG:
        within = all(change.quoted[0] > 0 and change.quoted[1] < len(words) for change in changed)
        return size == 1 and within and kept >= share * len(telling)
    return size <= _CHANGED * total and kept >= share * len(telling)


def _weighed(words: Sequence[str], page: Prepared) -> int:
    return sum(_COMMON if word in page.spelling.common else _TELLING for word in words)


def _weight(changed: Sequence[Edit], sought: Excerpt, page: Prepared) -> int:
    return sum(
        max(
            _weighed(sought.words.folded[slice(*change.quoted)], page),
            _weighed(page.words.folded[slice(*change.printed)], page),
        )
        for change in changed
    )


# ----------------------------------------------------------------------------------------------- where


def _spot(coded: str, page: Prepared) -> tuple[int, int] | None:
    """The words of the page that are most like these."""
    halves = page.words.halves
    first = page.line.find(coded)
    if first >= 0 and first not in halves and first + len(coded) not in halves:
        return first, first + len(coded)
    if len(coded) < SHORTEST or coded.count(UNKNOWN) > (1 - _CUTOFF / 100) * len(coded):
        return None
    near = fuzz.partial_ratio_alignment(coded[:_NEEDLE], page.line, score_cutoff=_CUTOFF)
    if near is None:
        return None
    first, last = near.dest_start, near.dest_end
    if len(coded) > _NEEDLE:
        rest = page.line[first : first + 2 * len(coded)]
        end = fuzz.partial_ratio_alignment(coded[-_NEEDLE:], rest, score_cutoff=_CUTOFF)
        if end is None or end.dest_end < _NEEDLE // 2:
            return None
        last = first + end.dest_end
    return _widened(coded, page.line, first, last, halves)


def _widened(coded: str, line: str, first: int, last: int, halves: frozenset[int]) -> tuple[int, int]:
    """The borders near these between which the fewest words differ."""
    starts = range(max(first - _AROUND, 0), min(first + _AROUND, len(line) - 1) + 1)
    ends = range(max(last - _AROUND, 1), min(last + _AROUND, len(line)) + 1)
    # "we want it" is "we [don't] want it" and not "[don't] want it" with its first word changed
    ranked = (
        (
            Indel.distance(coded, line[start:end]) + _EDGE * ((coded[0] != line[start]) + (coded[-1] != line[end - 1])),
            abs(end - start - len(coded)),
            start,
            end,
        )
        for start in starts
        for end in ends
        if start < end
    )
    *_, start, end = min(ranked)
    return start - (start in halves), end + (end in halves)


# ------------------------------------------------------------------------------------------- what differs


class _Compared:
    """Words `first` to `last` of a quotation beside words `low` to `high` of a page."""

    def __init__(self, sought: Excerpt, page: Prepared, first: int, last: int, low: int, high: int) -> None:
        self.sought, self.page, self.first, self.last = sought, page, first, last
        self.low, self.high = low, high
        self.coded = page.coded(sought.words.folded[first:last])
        self._stretch()
        self.edits = edits(self.coded, page.line[self.low : self.high])

    def _stretch(self) -> None:
        """Take the page's words beside the place to those of the quotation that have no counterpart at its ends."""
        found = edits(self.coded, self.page.line[self.low : self.high])
        if found and found[-1].quoted[1] == len(self.coded) and found[-1].printed[0] == found[-1].printed[1]:
            for _ in range(found[-1].size):
                if not self._ends_at(self.high):
                    self.high += 1
        if found and found[0].quoted[0] == 0 and found[0].printed[0] == found[0].printed[1]:
            for _ in range(found[0].size):
                if not self._ends_at(self.low):
                    self.low -= 1
        self.low -= self.low in self.page.words.halves
        self.high += self.high in self.page.words.halves

    def _ends_at(self, number: int) -> bool:
        """Whether a quotation or a sentence of the page begins or ends before this word."""
        words = self.page.words
        if not 0 < number < len(words):
            return True
        return _BORDER.search(self.page.text, words.ends[number - 1], words.starts[number]) is not None

    def goes_on(self) -> bool:
        """Whether the quotation has words before or behind all that the page prints of it: no alteration, but more."""
        for change in self.changes():
            (first, last), (low, high) = change.quoted, change.printed
            if first == 0 and (low == high or self._marked(self.low + high)):
                return True
            if last == len(self.coded) and (low == high or self._marked(self.low + low)):
                return True
        return False

    def _marked(self, number: int) -> bool:
        """Whether a quotation of the page begins or ends before this word."""
        words = self.page.words
        inner = 0 < number < len(words)
        return inner and _MARK.search(self.page.text, words.ends[number - 1], words.starts[number]) is not None

    def changes(self) -> tuple[Edit, ...]:
        """The differences that count."""
        return tuple(change for change in self.edits if not self._excused(change))

    def absolute(self, change: Edit) -> Edit:
        """A change with the numbers of the whole quotation and the whole page."""
        (first, last), (low, high) = change.quoted, change.printed
        return Edit((first + self.first, last + self.first), (low + self.low, high + self.low))

    def written(self, changes: Sequence[Edit]) -> str:
        """The word diff, in whole words."""
        quoted = _Printed(self.sought.text, self.sought.words, self.first, self.last)
        printed = _Printed(self.page.text, self.page.words, self.low, self.high)
        whole = []
        for change in changes:
            (first, last), (low, high) = change.quoted, change.printed
            if quoted.split(first) or printed.split(low):
                first, low = max(first - 1, 0), max(low - 1, 0)
            if quoted.split(last) or printed.split(high):
                last, high = min(last + 1, self.last - self.first), min(high + 1, self.high - self.low)
            whole.append(Edit((quoted.number(first), quoted.number(last)), (printed.number(low), printed.number(high))))
        return written(whole, quoted.words, printed.words)

    def _excused(self, change: Edit) -> bool:
        """Whether a difference is one that writers may make, or that the page's own editing made."""
        whole = self.absolute(change)
        quoted, printed = range(*whole.quoted), range(*whole.printed)
        said = [self.sought.words.folded[number] for number in quoted]
        read = [self.page.words.folded[number] for number in printed]
        if "".join(said).replace("'", "") == "".join(read).replace("'", ""):
            return True  # "game changer" and "game-changer" and "gamechanger"
        if said:
            return self.sought.inserted.issuperset(quoted) or self._edited_there(printed)
        return self._stammered(printed) or self._told_between(printed) or self._edited_there(printed)

    def _stammered(self, printed: range) -> bool:
        """Whether the words are sounds, or words begun again: “I uh I I mean”, “we will we will go”."""
        size, line, fillers = len(printed), self.page.line, self.page.spelling.fillers
        beside = {line[printed.stop : printed.stop + 1], line[max(printed.start - 1, 0) : printed.start]}
        if all(line[number] in beside or self.page.words.folded[number] in fillers for number in printed):
            return True
        words = line[printed.start : printed.stop]
        return words in (line[printed.stop : printed.stop + size], line[max(printed.start - size, 0) : printed.start])

    def _told_between(self, printed: range) -> bool:
        """Whether the words are the page's own between two quotations: “We will go,” Kim said. “We will not stay.”"""
        return bool(printed) and self._marked(printed.start) and self._marked(printed.stop)

    def _edited_there(self, printed: range) -> bool:
        """Whether the page puts these words in brackets, or has an ellipsis where words are missing."""
        starts, ends, text = self.page.words.starts, self.page.words.ends, self.page.text
        if not printed:
            inner = 0 < printed.start < len(starts)
            return inner and ELLIPSIS.search(text, ends[printed.start - 1], starts[printed.start]) is not None
        low, high = starts[printed.start], ends[printed.stop - 1]
        near = max(low - 80, 0)
        return any(
            found.start() <= low and high <= found.end() and found[0].startswith("[")
            for found in BRACKETS.finditer(text, near, high + 80)
        )


class _Printed:
    """A run of words as they were printed: those that are read as two are one again."""

    def __init__(self, text: str, words: Words, first: int, last: int) -> None:
        self._halves = [number in words.halves for number in range(first, last)] + [False]
        self._numbers = list(accumulate((not half for half in self._halves), initial=0))
        self.words: list[str] = []
        for number in range(first, last):
            if number in words.halves and self.words:
                self.words[-1] = text[words.starts[number - 1] : words.ends[number]]
            else:
                self.words.append(words.span(number, number + 1).of(text))

    def split(self, number: int) -> bool:
        """Whether a border lies inside a word."""
        return self._halves[number]

    def number(self, border: int) -> int:
        """How many printed words stand before a border between words."""
        return self._numbers[border]

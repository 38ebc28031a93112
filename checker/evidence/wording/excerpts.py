"""A quotation as a writer prints it: its words, the ellipses that stand for words left out, the brackets put in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from checker.evidence.wording.folding import Words
from checker.evidence.wording.spelling import Spelling

ELLIPSIS = re.compile(r"\.(?:\s?\.){2,}|…|\[\s*\]")
BRACKETS = re.compile(r"\[[^\[\]]{0,300}\]|\([^()]{0,300}\)")
_SHAPES = re.compile(r"[\[(…]|\.\s?\.")
# How many words an ellipsis may stand for, beside a single word, and how many a bracket may replace beside its own.
_LEFT_OUT, _BESIDE_A_WORD, _REPLACED = 120, 20, 8


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a quotation that must stand together, numbers half open, at most `gap` words behind the piece before."""

    first: int
    last: int
    gap: int = 0

    def __len__(self) -> int:
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quotation taken apart. `inserted` are numbers of words in brackets, `cuts` of those behind an ellipsis."""

    text: str
    words: Words
    inserted: frozenset[int] = frozenset()
    cuts: tuple[int, ...] = ()

    @classmethod
    def of(cls, quote: str, known: Spelling) -> Excerpt:
        """Take a quotation apart; brackets inside a word ("[t]he", "report[ed]") leave the word whole.

        >>> Excerpt.of("[T]he [old] bridge ... fell", Spelling()).cuts
        (3,)
        """
        if not _SHAPES.search(quote):
            return cls(quote, Words.of(quote, known))
        text, regions = _whole_words(quote)
        words = Words.of(text, known)
        inserted = {number for start, end in regions for number in words.touching(start, end)}
        stops = [found.end() for found in ELLIPSIS.finditer(text)]
        cuts = {words.touching(stop, len(text)).start for stop in stops}
        return cls(text, words, frozenset(inserted), tuple(sorted(cuts - {0, len(words)})))

    def pieces(self, with_insertions: bool) -> list[Piece]:
        """What must follow one another in a page: with the words in brackets, or with others in their place."""
        found: list[Piece] = []
        first, borders = 0, {*self.cuts, len(self.words)}
        for number in range(len(self.words) + 1):
            left_out = not with_insertions and number in self.inserted
            if number in borders or left_out:
                if first < number:
                    found.append(self._piece(first, number, found))
                first = number + 1 if left_out else number
        return found

    def _piece(self, first: int, last: int, before: list[Piece]) -> Piece:
        if not before:
            return Piece(first, last)
        between = first - before[-1].last
        gap = between + _REPLACED if between else 0
        if bisect_left(self.cuts, before[-1].last) < bisect_right(self.cuts, first):
            gap += _BESIDE_A_WORD if min(last - first, len(before[-1])) < 2 else _LEFT_OUT
        return Piece(first, last, gap)


def _whole_words(quote: str) -> tuple[str, list[tuple[int, int]]]:
    """The quotation without the brackets that stand inside words, and where the words that had brackets stand."""
    parts: list[str] = []
    regions: list[tuple[int, int]] = []
    length = done = 0
    for found in BRACKETS.finditer(quote):
        start, end = found.span()
        touches = quote[start - 1 : start].isalnum() or quote[end : end + 1].isalnum()
        before, inside = quote[done:start], found[0]
        kept = inside[1:-1] if touches and inside[1:-1].isalpha() else inside
        if len(kept) > 1 or not touches:  # "[t]he" is the speaker's word, "report[ed]" is not
            regions.append((length + len(before), length + len(before) + len(kept)))
        parts += [before, kept]
        length += len(before) + len(kept)
        done = end
    return "".join(parts) + quote[done:], regions

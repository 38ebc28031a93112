"""A text as its folded words, each with its place: what is compared when the words of two texts are."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from checker.evidence.wording.spelling import Spelling, spelling
from checker.model import Span
from checker.rulebase import rulebase

# Scripts that put no blanks between words: every character counts as one.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Accents written apart, soft hyphens and blanks without width stand inside words.
_LETTER = rf"(?:[^\W_{UNSPACED}]|[\u0300-\u036f\xad\u200b-\u200d\u2060\ufeff])"
_WORD = re.compile(
    r"[A-Za-z]+(?=[ ,\n])"  # most words stand before a blank: none of the other shapes need be tried
    rf"|[$€£¥₽₹%&{UNSPACED}]"
    r"|(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?"
    rf"|\d+(?:[.,]\d+)*{_LETTER}*"
    rf"|{_LETTER}+(?:['’ʼ´`′&]{_LETTER}+)*"
)
_SHORTENED = re.compile(r"n?['’ʼ´`′]")
# An unclosed mark holds to the end of its paragraph: the next one opens anew.
_QUOTATION = re.compile(
    r"“(?:[^”\n]|\n(?!\n))*”?|\"(?:[^\"\n]|\n(?!\n))*\"|«(?:[^»\n]|\n(?!\n))*»?|„(?:[^“”\n]|\n(?!\n))*[“”]?"
)
# Codes of words: a word that the text does not have, and the words behind the last free code.
UNKNOWN, _OVERFLOW, _FIRST = "\x00", "\x01", 0x20
_SURROGATES, _LAST = (0xD800, 0xE000), 0x10FFFF


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, folded, with where each starts and ends.

    A word that is read as two has two entries ("do", "n't"); `halves` are the numbers of the second ones.
    """

    folded: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    halves: frozenset[int] = frozenset()

    @classmethod
    def of(cls, text: str, known: Spelling) -> Words:
        """Take a text apart."""
        raw, starts, ends = [], [], []
        for found in _WORD.finditer(text):
            raw.append(found[0])
            starts.append(found.start())
            ends.append(found.end())
        made = {word: known.folded(word) for word in set(raw)}
        folded = [made[word] for word in raw]
        if known.expanded.keys() & made.values():
            return cls(*_expanded(raw, folded, starts, known))
        return cls(folded, starts, ends)

    def __len__(self) -> int:
        return len(self.folded)

    def span(self, first: int, last: int) -> Span:
        """The place in the text of the words `first` to `last` (exclusive)."""
        return Span(self.starts[first], self.ends[last - 1])

    def touching(self, start: int, end: int) -> range:
        """Numbers of the words that share a character with a place of the text."""
        first = bisect_right(self.ends, start)
        return range(first, max(first, bisect_left(self.starts, end)))


def _expanded(
    raw: list[str], folded: list[str], starts: list[int], known: Spelling
) -> tuple[list[str], list[int], list[int], frozenset[int]]:
    words, first, last, halves = [], [], [], []
    for printed, word, start in zip(raw, folded, starts, strict=True):
        two = known.expanded.get(word)
        if two is None:
            words.append(word)
            first.append(start)
            last.append(start + len(printed))
            continue
        found = _SHORTENED.search(printed)
        cut = start + (found.start() if found else min(len(two[0]), len(printed)))
        words.extend(two)
        halves.append(len(words) - 1)
        first.extend((start, min(cut, start + len(printed) - 1)))
        last.extend((cut, start + len(printed)))
    return words, first, last, frozenset(halves)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page's text made ready to be searched for many quotations.

    `line` has one character a word, so that a search in it is a search for whole words and its offsets are their
    numbers; `codes` says which character stands for which word. `quotations` are the places between quotation marks,
    `spoken` the numbers of the words in them and `spoken_line` these words alone.
    """

    text: str
    words: Words
    line: str
    codes: Mapping[str, str]
    spelling: Spelling
    quotations: Sequence[Span] = ()
    spoken: Sequence[int] = ()
    spoken_line: str = ""

    @classmethod
    def of(cls, text: str, known: Spelling | None = None) -> Prepared:
        """Prepare a text; without `known` the English spellings of our own rules are taken."""
        known = known or spelling(rulebase())
        words = Words.of(text, known)
        codes = dict(zip(dict.fromkeys(words.folded), _characters(), strict=False))
        line = "".join(map(codes.get, words.folded, repeat(_OVERFLOW)))
        quotations = [Span(*found.span()) for found in _QUOTATION.finditer(text)]
        spoken = [number for span in quotations for number in words.touching(span.start, span.end)]
        return cls(text, words, line, codes, known, quotations, spoken, "".join(line[number] for number in spoken))

    def quoted(self, place: Span) -> bool:
        """Whether most of a place stands between quotation marks."""
        first = max(bisect_right(self.quotations, place) - 1, 0)
        inside = 0
        for number in range(first, len(self.quotations)):
            span = self.quotations[number]
            if span.start >= place.end:
                break
            inside += max(0, min(span.end, place.end) - max(span.start, place.start))
        return inside > 0.6 * (place.end - place.start)

    def coded(self, folded: Sequence[str]) -> str:
        """Words as the characters that stand for them here."""
        return "".join(map(self.codes.get, folded, repeat(UNKNOWN)))


def _characters() -> Iterator[str]:
    low, high = _SURROGATES
    return map(chr, chain(range(_FIRST, low), range(high, _LAST + 1)))

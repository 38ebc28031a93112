"""What a word is by itself, whatever stands beside it: looked up once for each word that is met.

After Brill (1992) a word has its most frequent class, from a list or, where it is on none, from its ending. The letters
of the classes are told in `wordclasses`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

# Marks of quotations (how they pair is told in `quotations`), and what ends a sentence.
OPENING = {"“": "”", "«": "»", "„": "“", "``": "''"}
CLOSING = {"”", "»"}
STRAIGHT = {'"', "''"}
SINGLE_OPENING = "‘"
SINGLE = {"'", "’"}
STOPS = frozenset(".?!…")
_MARKS = frozenset({*OPENING, *OPENING.values(), *CLOSING, *STRAIGHT, SINGLE_OPENING, *SINGLE})
_LETTERS = {
    **dict.fromkeys([*_MARKS, "`"], '"'),
    **dict.fromkeys(STOPS, "."), "...": ".", **dict.fromkeys("([", "("), **dict.fromkeys(")]", ")"),
    **dict.fromkeys(("—", "–", "-", "‒", "--", "---"), "-"), ",": ",", ";": ";", ":": ":",
    "%": "n", "$": "c", "/": "k", "’s": "'", "'s": "'",
}  # fmt: skip
# Words that stay themselves with a capital inside a sentence: closed ones ("The", "Of" in names; not "We", "Will",
# "May"), and the verbs of a headline that can be nothing else ("Lee Says It Is Safe").
_CAPITAL = frozenset("DhtTBHxRkuSiylqcz")
_KEPT, _LONG = 50_000, 60  # words, and characters of one that is not met again
MARK, STOP, SECOND = "mark", "stop", "second"


class Entry(NamedTuple):
    """A word, the same in lower case with straight apostrophes, and the letter of its class inside a sentence.

    `role` is MARK for a quotation mark, STOP for what may end a sentence, SECOND for the second word of a pair.
    """

    word: str
    lower: str
    letter: str
    role: str


class Lexicon(dict[str, Entry]):
    """Each word that was met, with the white space before it -> its entry.

    Long words are not kept, and all are forgotten when it is full. `listed` has the classes of known words; `ends` are
    the abbreviations that may end a sentence, `seconds` the words that are classed together with the word before them.
    """

    def __init__(
        self,
        listed: Mapping[str, str],
        endings: Sequence[tuple[str, re.Pattern[str]]],
        ends: Collection[str],
        seconds: Collection[str],
    ) -> None:
        super().__init__()
        self.listed, self._endings, self._ends, self._seconds = listed, endings, ends, seconds

    def __missing__(self, spaced: str) -> Entry:
        if len(self) >= _KEPT:
            self.clear()
        word = spaced.lstrip()
        low = word.lower().replace("’", "'")
        found = Entry(word, low, self._letter(word, low), self._role(word, low))
        if len(spaced) < _LONG:
            self[spaced] = found
        return found

    def by_ending(self, low: str) -> str:
        """The class of a word that no list has."""
        return next((letter for letter, pattern in self._endings if pattern.fullmatch(low)), "n")

    def _letter(self, word: str, low: str) -> str:
        listed = self.listed.get(low, "")
        if word[0].isupper():
            return listed if listed and (listed in _CAPITAL or low == "i") else "N"
        if listed or word[0].isalpha():
            return listed or self.by_ending(low)
        numeral = word[0].isdigit() or word[0] == "$"
        return _LETTERS.get(word) or ("c" if numeral else "n" if len(word) > 1 else "-")

    def _role(self, word: str, low: str) -> str:
        if word in _MARKS:
            return MARK
        return STOP if self._may_end(word) else SECOND if low in self._seconds else ""

    def _may_end(self, word: str) -> bool:
        """Whether a word may be the end of a sentence: a stop, “Corp.”, “N.Y.”, “D-N.Y.”."""
        if word in STOPS or (word[-1] in STOPS and word in self._ends):
            return True
        return word[-1] == "." and word[1:2] in {".", "-"} and word[0].isalpha()

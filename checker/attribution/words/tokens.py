"""Text into tokens with their places: words, numbers, marks. Nothing is thrown away but white space."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, islice
from operator import itemgetter, sub

from checker.model import Block

# A possessive ending and a verb in short are tokens of their own ("Lee's" -> "Lee", "'s"; "she'll" -> "she", "'ll"), a
# "not" in short is none ("don't"); "U.S." and "vz.ru" stay whole; a sentence that lacks its blank ("said.The") is still
# cut. White space before a token is taken with it: the lengths of the finds tell where each one stands.
_TOKEN = (
    r"\s*(?:"
    r"[A-Za-z]++(?=[ ,\n])"  # most words stand before a blank: none of the other shapes need be tried
    r"|[^\W\d_]++(?=[ ,\n])"
    r"|{abbreviations}(?!\.|[a-z]{{2,4}}\b)"
    r"|['’]s\b|(?<=\w)['’](?:ll|ve|re|d|m)\b"
    r"|(?:[^\W\d_]\.){{2,}}(?:-\w+)?"
    r"|\b[A-Z]-(?:[A-Z][a-z]{{1,5}}\.(?=[,)\s])|(?:[A-Z]\.){{2,}})"
    r"|\b[A-Z]\.(?=\s[A-Z])"
    r"|\$?\d+(?:,\d{{3}})*(?:\.\d+)?%?(?:[-–]\w+)*(?:st|nd|rd|th|s|[mb]n|am|pm)?\b%?"
    r"|\w+(?:['’](?!(?:s|ll|ve|re|d|m)\b)\w+|[-&@/]\w+|\.(?:[a-z]{{2,4}}\b)(?!['’]))*"
    r"|''|``|--+|\.\.\.+|\S)"
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel lists over one text: where each token starts and ends, its words, the same in lower case.

    `paragraphs` holds first and last (exclusive) token number of each block that was read.
    """

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    lower: list[str]
    paragraphs: list[tuple[int, int]]

    def __len__(self) -> int:
        return len(self.starts)

    def phrase(self, first: int, last: int) -> str:
        """The words from token `first` to token `last` (exclusive), as written."""
        return self.text[self.starts[first] : self.ends[last - 1]]


class Memory(dict[str, str]):
    """What a function makes of each word that was met; articles share most of theirs. Forgets all when it is full."""

    def __init__(self, function: Callable[[str], str]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, word: str) -> str:
        if len(self) >= _KEPT:
            self.clear()
        found = self[word] = self._function(word)
        return found


_KEPT = 50_000
# Words in lower case, with straight apostrophes.
_LOWER = Memory(lambda word: word.lower().replace("’", "'"))


def token_pattern(abbreviations: Collection[str]) -> re.Pattern[str]:
    """What `tokenise` finds; the abbreviations ("Mr.") keep their full stop."""
    by_letter = groupby(sorted(abbreviations), key=itemgetter(0))
    some = (f"{letter}(?:{'|'.join(re.escape(word[1:]) for word in words)})" for letter, words in by_letter)
    return re.compile(_TOKEN.format(abbreviations=f"(?:{'|'.join(some) or '(?!)'})"))


def tokenise(text: str, blocks: Sequence[Block], pattern: re.Pattern[str]) -> Tokens:
    """Tokens of the given blocks, in order, as `token_pattern` finds them; what nobody sees is read as a blank."""
    text = text.replace("\u00ad", " ").replace("\ufeff", " ")
    words: list[str] = []
    ends: list[int] = []
    paragraphs: list[tuple[int, int]] = []
    for block in blocks:
        first, spaced = len(words), pattern.findall(text, block.span.start, block.span.end)
        words.extend(map(str.lstrip, spaced))
        ends.extend(islice(accumulate(map(len, spaced), initial=block.span.start), 1, None))
        if spaced:
            paragraphs.append((first, len(words)))
    starts = list(map(sub, ends, map(len, words)))
    return Tokens(text, starts, ends, words, list(map(_LOWER.__getitem__, words)), paragraphs)

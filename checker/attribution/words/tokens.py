"""Text into tokens with their places: words, numbers, marks. Nothing is thrown away but white space."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress, count, groupby, islice, repeat
from operator import itemgetter, sub

from checker.attribution.words.lexicon import MARK, SECOND, STOP, Entry, Lexicon
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
    """Parallel lists over one text: where each token starts and ends, its words, the same in lower case, their classes.

    `letters` are the classes of the words by themselves; `marks`, `stops` and `seconds` the numbers of the tokens that
    are quotation marks, that may end a sentence, and that are second words of a pair; `paragraphs` holds first and last
    (exclusive) token number of each block that was read.
    """

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    lower: list[str]
    letters: list[str]
    marks: list[int]
    stops: list[int]
    seconds: list[int]
    paragraphs: list[tuple[int, int]]

    def __len__(self) -> int:
        return len(self.starts)

    def phrase(self, first: int, last: int) -> str:
        """The words from token `first` to token `last` (exclusive), as written."""
        return self.text[self.starts[first] : self.ends[last - 1]]


def token_pattern(abbreviations: Collection[str]) -> re.Pattern[str]:
    """What `tokenise` finds; the abbreviations ("Mr.") keep their full stop."""
    by_letter = groupby(sorted(abbreviations), key=itemgetter(0))
    some = (f"{letter}(?:{'|'.join(re.escape(word[1:]) for word in words)})" for letter, words in by_letter)
    return re.compile(_TOKEN.format(abbreviations=f"(?:{'|'.join(some) or '(?!)'})"))


def tokenise(text: str, blocks: Sequence[Block], pattern: re.Pattern[str], lexicon: Lexicon) -> Tokens:
    """Tokens of the given blocks, in order, as `token_pattern` finds them; what nobody sees is read as a blank."""
    text = text.replace("\u00ad", " ").replace("\ufeff", " ")
    found: list[str] = []
    ends: list[int] = []
    paragraphs: list[tuple[int, int]] = []
    for block in blocks:
        first, spaced = len(found), pattern.findall(text, block.span.start, block.span.end)
        ends.extend(islice(accumulate(map(len, spaced), initial=block.span.start), 1, None))
        if spaced:
            found.extend(spaced)
            paragraphs.append((first, len(found)))
    entries = map(lexicon.__getitem__, found)
    words, lower, letters, roles = map(list, zip(*entries, strict=True)) if found else repeat([], len(Entry._fields))
    starts = list(map(sub, ends, map(len, words)))
    having: dict[str, list[int]] = {MARK: [], STOP: [], SECOND: []}
    for number in compress(count(), roles):
        having[roles[number]].append(number)
    return Tokens(text, starts, ends, words, lower, letters, having[MARK], having[STOP], having[SECOND], paragraphs)

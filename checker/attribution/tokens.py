"""Text into tokens with their places: words, numbers, marks. Nothing is thrown away but white space."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checker.model import Block

# A possessive ending is a token of its own ("Lee's" -> "Lee", "'s"), a contraction is not ("don't"); "U.S." and "vz.ru"
# stay whole; a sentence that lacks its blank ("said.The") is still cut.
_TOKEN = (
    r"['’]s\b"
    r"|(?:[^\W\d_]\.){2,}"
    r"|\b[A-Z]-[A-Z][a-z]{1,5}\.(?=[,)\s])"
    r"|\b[A-Z]\.(?=\s[A-Z])"
    r"|\$?\d+(?:,\d{3})*(?:\.\d+)?%?(?:[-–]\w+)*(?:st|nd|rd|th|s|[mb]n|am|pm)?\b%?"
    r"|\w+(?:['’](?!s\b)\w+|[-&@/]\w+|\.(?:[a-z]{2,4}\b)(?!['’]))*"
    r"|''|``|--+|\.\.\.+|\S"
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


def token_pattern(abbreviations: Iterable[str]) -> re.Pattern[str]:
    """The tokeniser of a language: its abbreviations keep their full stop."""
    short = "|".join(re.escape(word) for word in sorted(abbreviations, key=len, reverse=True))
    return re.compile(rf"\b(?:{short})(?!\w)|{_TOKEN}" if short else _TOKEN)


def tokenise(text: str, blocks: Sequence[Block], pattern: re.Pattern[str]) -> Tokens:
    """Tokens of the given blocks, in order."""
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    paragraphs: list[tuple[int, int]] = []
    for block in blocks:
        first = len(starts)
        for match in pattern.finditer(text, block.span.start, block.span.end):
            start, end = match.span()
            starts.append(start)
            ends.append(end)
            words.append(match.group())
        if len(starts) > first:
            paragraphs.append((first, len(starts)))
    return Tokens(text, starts, ends, words, [word.lower().replace("’", "'") for word in words], paragraphs)

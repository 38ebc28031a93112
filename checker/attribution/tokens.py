"""Text into tokens with their places: words, numbers, marks. Nothing is thrown away but white space."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
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


_PATTERN = re.compile(_TOKEN)


def tokenise(text: str, blocks: Sequence[Block], abbreviations: Collection[str]) -> Tokens:
    """Tokens of the given blocks, in order; the abbreviations of the language keep their full stop."""
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    paragraphs: list[tuple[int, int]] = []
    for block in blocks:
        first = len(starts)
        for match in _PATTERN.finditer(text, block.span.start, block.span.end):
            start, end = match.span()
            word = match.group()
            if word == "." and len(ends) > first and ends[-1] == start and words[-1] + "." in abbreviations:
                words[-1] += "."
                ends[-1] = end
                continue
            starts.append(start)
            ends.append(end)
            words.append(word)
        if len(starts) > first:
            paragraphs.append((first, len(starts)))
    lower = [word.lower() for word in words]
    if "’" in text:
        lower = [word.replace("’", "'") for word in lower]
    return Tokens(text, starts, ends, words, lower, paragraphs)

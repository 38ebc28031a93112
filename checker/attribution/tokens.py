"""Text into tokens with their places: words, numbers, marks. Nothing is thrown away but white space."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from checker.model import Block

# A possessive ending is a token of its own ("Lee's" -> "Lee", "'s"), a contraction is not ("don't"); "U.S." and "vz.ru"
# stay whole; a sentence that lacks its blank ("said.The") is still cut.
_TOKEN = (
    r"[^\W\d_]+(?=[ ,\n])"  # most words stand before a blank: none of the other shapes need be tried
    r"|['’]s\b"
    r"|(?:[^\W\d_]\.){2,}(?:-\w+)?"
    r"|\b[A-Z]-(?:[A-Z][a-z]{1,5}\.(?=[,)\s])|(?:[A-Z]\.){2,})"
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


# The blank before a token is taken with it: half of the places to look from are saved.
_PATTERN = re.compile(f" ?({_TOKEN})")


def tokenise(text: str, blocks: Sequence[Block], abbreviations: Collection[str]) -> Tokens:
    """Tokens of the given blocks, in order; the abbreviations of the language keep their full stop."""
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    paragraphs: list[tuple[int, int]] = []
    for block in blocks:
        spans = [match.span(1) for match in _PATTERN.finditer(text, block.span.start, block.span.end)]
        found = [text[start:end] for start, end in spans]
        stops = _abbreviating(spans, found, abbreviations) if "." in found else set()
        for number in stops:
            spans[number - 1] = (spans[number - 1][0], spans[number][1])
            found[number - 1] += "."
        if stops:
            spans = [span for number, span in enumerate(spans) if number not in stops]
            found = [word for number, word in enumerate(found) if number not in stops]
        if found:
            paragraphs.append((len(words), len(words) + len(found)))
        starts.extend([start for start, _ in spans])
        ends.extend([end for _, end in spans])
        words.extend(found)
    return Tokens(text, starts, ends, words, _lower(text, starts, ends, words), paragraphs)


def _lower(text: str, starts: Sequence[int], ends: Sequence[int], words: Sequence[str]) -> list[str]:
    """The words in lower case, with straight apostrophes."""
    small = text.lower()
    if len(small) != len(text):  # some letters become two: “İ”
        return [word.lower().replace("’", "'") for word in words]
    small = small.replace("’", "'")
    return [small[start:end] for start, end in zip(starts, ends, strict=True)]


def _abbreviating(spans: Sequence[tuple[int, int]], words: Sequence[str], abbreviations: Collection[str]) -> set[int]:
    """The full stops that belong to the abbreviation right before them."""
    return {
        number
        for number, word in enumerate(words)
        if word == "." and number and spans[number - 1][1] == spans[number][0]
        and words[number - 1] + "." in abbreviations
    }  # fmt: skip

"""Whether a found attribution agrees with an annotated one, by the measures of ../shared/benchmarks/README.md."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Any

from checker.attribution.analysis import Analysis
from checker.attribution.cues.candidates import Candidate
from checker.attribution.words.tokens import Tokens
from checker.model import Span

LINKING = frozenset(
    [
        "about",
        "after",
        "among",
        "at",
        "before",
        "between",
        "but",
        "by",
        "during",
        "for",
        "from",
        "in",
        "including",
        "of",
        "off",
        "on",
        "over",
        "since",
        "than",
        "that",
        "to",
        "under",
        "via",
        "where",
        "which",
        "while",
        "who",
        "whose",
        "with",
        "within",
        "without",
    ]
)
PRONOUNS = frozenset(("i", "he", "she", "it", "they", "we", "you", "who", "which", "that", "this"))
BREAKS = frozenset(",;:()[]–—-")


@dataclass(frozen=True)
class Gold:
    """Token numbers of source, cue and content."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]

    @classmethod
    def of(cls, tokens: Tokens, record: dict[str, Any]) -> Gold:
        """An annotation in character spans."""
        return cls(*(_numbers(tokens, record[role]) for role in ("source", "cue", "content")))

    @classmethod
    def found(cls, analysis: Analysis, candidate: Candidate) -> Gold:
        """A candidate."""
        phrases = analysis.phrases
        spans = [analysis.span(part) for part in (candidate.left, candidate.right, *candidate.floating) if part]
        if candidate.owner:
            source = analysis.token_span(candidate.owner)
        else:
            source = analysis.span(candidate.source) if candidate.source else None
        cue = range(phrases.first[candidate.cue], phrases.last[candidate.cue_end - 1])
        return cls(_spanned(analysis.tokens, [source]), frozenset(cue), _spanned(analysis.tokens, spans))


def agrees(tokens: Tokens, gold: Gold, mine: Gold, overlap: float) -> bool:
    """Same source, and contents that share enough words (Jaccard)."""
    one, other = _words(tokens, gold.content), _words(tokens, mine.content)
    shared = len(one & other)
    return shared > 0 and shared / len(one | other) >= overlap and same_source(tokens, gold.source, mine.source)


def same_source(tokens: Tokens, one: frozenset[int], other: frozenset[int]) -> bool:
    """Each holds a head word of the other, or both are empty, or both end in the same name."""
    if not one or not other:
        return not one and not other
    heads, others = _heads(tokens, one), _heads(tokens, other)
    if heads & other and others & one:
        return True
    names = [{tokens.words[n] for n in found if tokens.words[n][0].isupper()} for found in (heads, others)]
    return bool(names[0] & names[1])


def _heads(tokens: Tokens, numbers: frozenset[int]) -> set[int]:
    pieces: list[list[int]] = [[]]
    for number in sorted(numbers):
        if tokens.words[number] in BREAKS:
            pieces.append([])
        else:
            pieces[-1].append(number)
    found: set[int] = set()
    for piece in [piece for piece in pieces if piece][:2]:
        head = None
        for number in piece:
            low = tokens.lower[number]
            if not tokens.words[number][0].isalnum():
                continue
            if low in LINKING:
                if head is not None:
                    break
                if low not in PRONOUNS:
                    continue
            head = number
        if head is not None:
            found.add(head)
    return found


def _numbers(tokens: Tokens, spans: list[list[int]]) -> frozenset[int]:
    found: set[int] = set()
    for start, end in spans:
        found.update(range(bisect_right(tokens.ends, start), bisect_left(tokens.starts, end)))
    return frozenset(found)


def _spanned(tokens: Tokens, spans: list[Span | None]) -> frozenset[int]:
    return _numbers(tokens, [[span.start, span.end] for span in spans if span is not None])


def _words(tokens: Tokens, numbers: frozenset[int]) -> frozenset[int]:
    return frozenset(number for number in numbers if tokens.words[number][0].isalnum()) or numbers

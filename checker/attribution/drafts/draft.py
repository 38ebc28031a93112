"""A claim in the making, and what is read off its own sentence: content spans, kind, words, cue."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from checker.attribution.analysis import Analysis
from checker.attribution.cues.candidates import Candidate
from checker.attribution.routes.stations import Station
from checker.attribution.selection import covered
from checker.model import Act, ClaimKind, Relation, Source, Span, Term

_EDGES = " \t\n,;:–—-"
_FINITE = frozenset("vCpPb")
_MORE = frozenset("kuStwQ;:")  # what opens more than the time and place of what was said
_OPENING = "“\"„«‘`'"
_MISTYPED = "“„«"  # an opening mark in place of the closing one: “It is,“ said Lee
_TAIL = _EDGES + _MISTYPED + "."  # what no content ends in
_MARK = re.compile('[“”"«»]')
_CLOSING = "”\"»’'"


@dataclass(slots=True)
class Draft:
    """One claim before ids and carried hops are given."""

    content: list[Span]
    source: Source
    act: Act
    pattern: str
    sentence: Span
    paragraph: int
    at: int
    candidate: Candidate | None = None
    relation: Relation = "said"
    stations: list[Station] = field(default_factory=list)
    relays: list[Station] = field(default_factory=list)
    cited: Source | None = None
    recipient: Source | None = None
    cue: Span | None = None
    cue_head: Span | None = None
    hedge: Span | None = None
    hedge_first: bool = False
    public: bool = False
    fresh: bool = False
    dated: bool = False
    nested: bool = False
    kind: ClaimKind | None = None
    continues: Draft | None = None
    passes_on: Draft | None = None
    terms: tuple[Term, ...] = ()
    chance: float = 0.0
    carried: list[Station] = field(default_factory=list)
    same_sentence: bool = False
    own: bool = False
    host: bool = False
    talk: bool = False


class Quoted:
    """Which characters of the text stand inside quotation marks."""

    def __init__(self, analysis: Analysis) -> None:
        self.spans = [
            Span(analysis.tokens.starts[quotation.first], analysis.tokens.ends[quotation.last - 1])
            for quotation in analysis.quotations
            if quotation.last > quotation.first
        ]
        self.starts = [span.start for span in self.spans]

    def inside(self, span: Span) -> bool:
        """Whether a span lies wholly inside one quotation."""
        place = bisect_right(self.starts, span.start) - 1
        return place >= 0 and self.spans[place].holds(span)

    def touching(self, span: Span) -> list[Span]:
        """The quotations that share a character with the span."""
        first = max(bisect_right(self.starts, span.start) - 1, 0)
        behind = bisect_left(self.starts, span.end, first)
        return [other for other in self.spans[first:behind] if other.end > span.start]


def content_spans(analysis: Analysis, parts: Sequence[tuple[int, int]], that: str) -> list[Span]:
    """The content in characters: without the word that opens it, outer quotation marks and closing stops."""
    found, kinds = [], analysis.phrases.kinds
    for first, last in parts:
        if kinds[first] == that and last - first > 1:
            subject = kinds[first + 1] in _FINITE and (first == 0 or kinds[first - 1] in ".|")
            first += not subject  # “That has cost us” is content
        span = analysis.span((first, last))
        trimmed = trim(analysis.tokens.text, span) if span is not None else None
        if trimmed is not None:
            found.append(trimmed)
    return found


def trim(text: str, span: Span) -> Span | None:
    """A span without blanks, closing stops and a pair of outer marks; a mark whose partner is inside stays."""
    start, end = span.start, span.end
    while True:
        while start < end and text[start] in _EDGES:
            start += 1
        while end > start and text[end - 1] in _TAIL and not _abbreviated(text, start, end):
            end -= 1
        if start >= end:
            return None
        opens, closes = text[start] in _OPENING, text[end - 1] in _CLOSING
        if not opens and not closes:
            return span if (start, end) == (span.start, span.end) else Span(start, end)
        if opens and closes and _is_one(text[start + 1 : end - 1]):
            start, end = start + 1, end - 1
        elif opens and not any(mark in text[start + 1 : end] for mark in _CLOSING[:3]) and text[start] != "'":
            start += 1
        elif closes and text[end - 1] not in "’'" and not any(mark in text[start : end - 1] for mark in _OPENING[:4]):
            end -= 1
        else:
            return span if (start, end) == (span.start, span.end) else Span(start, end)


def _is_one(inner: str) -> bool:
    """Whether there are no marks inside a pair of them."""
    return _MARK.search(inner) is None and "''" not in inner.strip("'")


def _abbreviated(text: str, start: int, end: int) -> bool:
    """“U.S.” keeps its stop."""
    return text[end - 1] == "." and end - start > 3 and text[end - 3] == "." and text[end - 2].isalpha()


def cue_spans(analysis: Analysis, candidate: Candidate) -> tuple[Span | None, Span | None]:
    """The cue with its auxiliaries, and its head."""
    phrases = analysis.phrases
    head = phrases.head[candidate.cue]
    first = candidate.owner[1] if candidate.owner else phrases.first[candidate.cue]
    whole = analysis.token_span((first, phrases.last[candidate.cue_end - 1]))
    return whole, analysis.token_span((head, head + 1))


def coverage(inner: Candidate, outer: Candidate, analysis: Analysis) -> float:
    """The share of the outer content's phrases that the inner attribution (source, cue, content) takes up."""
    taken: set[int] = set(range(inner.cue, inner.cue_end))
    for part in (inner.source, inner.recipient, *covered(inner)):
        if part:
            taken.update(range(*part))
    parts = [outer.left] if outer.left else covered(outer)
    whole = {number for part in parts for number in range(*part) if analysis.phrases.kinds[number] not in ",.;:|-"}
    aside = {number for number in whole if analysis.phrases.kinds[number] in "zirt"}
    if inner.left is not None and inner.right is None and outer.left is not None:
        where = range(inner.cue_end, outer.left[1])  # “P,” Lee said in a bill filed in the house
        if _MORE.isdisjoint(analysis.phrases.kinds[slice(where.start, where.stop)]):
            aside.update(where)
    if is_qualified(inner, analysis):
        behind = {number for number in whole if number > covered(inner)[-1][1]}
        acts = any(analysis.phrases.kinds[number] in _FINITE for number in whole - taken - behind)
        aside |= set() if acts else behind
    return len(whole & taken) / len(whole - (aside - taken)) if whole - (aside - taken) else 0.0


def is_qualified(candidate: Candidate, analysis: Analysis) -> bool:
    """Whether a relative clause stands behind a content: “Lee said P, which Q, according to CNN”."""
    last = covered(candidate)[-1][1]
    return analysis.phrases.kinds[last : last + 2] == ",w"

"""Which documents hold some words: candidates by their sketches, each compared where the words should stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from checker.evidence.library.comparing import Asked, Passage, compare
from checker.evidence.library.documents import Entry
from checker.evidence.library.shingles import SHORTEST, Words, sketch, whole, words
from checker.evidence.wording.quotations import Kind
from checker.model import Span

_COMMON = 4000  # places of one hash above which it tells little: read to there, and left where another hash is rarer
_MANY = 20  # words from which one shared hash is chance: three words changed in 25 leave at least two
_AROUND = 24  # characters beside the place in which the words are looked for, more for long passages


@dataclass(frozen=True, slots=True)
class Holding:
    """A document that holds the words asked for: where, as what, and how its words differ.

    `words` is what stands there, in `difference` as [-x-] where {+y+} was asked for; `score` is how near the two are by
    letters, of 100.
    """

    document: Entry
    span: Span
    kind: Kind
    words: str
    difference: str = ""
    score: float = 100.0


class Index(Protocol):
    """What is asked of a corpus; `checker.evidence.library.corpus` says what each gives."""

    def places(self, grams: Collection[int], most: int) -> dict[int, list[tuple[int, int]]]:
        """Places that each hash stands for."""

    def quoted(self, gram: int) -> list[tuple[int, Span]]:
        """Quotations of this hash."""

    def text(self, number: int) -> str:
        """A document's text."""

    def entry(self, number: int) -> Entry:
        """A document as it is listed."""


def holdings(index: Index, asked: str) -> tuple[Holding, ...]:
    """The documents of the index that hold the words, by date (undated ones last) and address."""
    sought = Asked(asked)
    wanted = sought.words
    if not wanted:
        return ()
    near = _quotations(index, wanted) if len(wanted) < SHORTEST else _candidates(index, wanted)
    found: list[Holding] = []
    for number, within in near:
        text = index.text(number)
        passage = compare(sought, text, Span(max(within.start, 0), min(within.end, len(text))))
        if passage is not None:
            found.append(_holding(index.entry(number), passage, text))
    return tuple(sorted(found, key=_in_time))


def scanned(index: Index, numbers: Iterable[int], asked: str) -> tuple[Holding, ...]:
    """The documents of these numbers in which the words stand, with any marks between them, by date and address."""
    wanted = words(asked).folded
    if not wanted:
        return ()
    inner = r"[^\w\n]+".join(re.escape(word).replace("'", "['’]") for word in wanted)
    sought = re.compile(rf"(?<!\w){inner}(?!\w)", re.IGNORECASE)
    found = []
    for number in numbers:
        text = index.text(number)
        if match := sought.search(text):
            kind: Kind = "exact" if match[0] == asked else "normalised"
            found.append(Holding(index.entry(number), Span(*match.span()), kind, match[0]))
    return tuple(sorted(found, key=_in_time))


def _holding(entry: Entry, passage: Passage, text: str) -> Holding:
    return Holding(entry, passage.span, passage.kind, passage.span.of(text), passage.difference, passage.score)


def _in_time(holding: Holding) -> tuple[date, str, int]:
    document = holding.document
    return document.published or date.max, document.address, document.number


def _quotations(index: Index, wanted: Words) -> Iterable[tuple[int, Span]]:
    first: dict[int, Span] = {}
    for number, span in index.quoted(whole(wanted.folded)):
        first.setdefault(number, span)
    return first.items()


def _candidates(index: Index, wanted: Words) -> Iterable[tuple[int, Span]]:
    """Documents that share enough hashes with the words, each with the part of its text where they agree most."""
    begins = {gram: wanted.starts[first] for gram, first in sketch(wanted.folded)}
    places = index.places(begins, _COMMON)
    rare = {gram: found for gram, found in places.items() if len(found) < _COMMON}
    length = wanted.ends[-1]
    loose = _AROUND + length // 8
    needed = 2 if len(wanted) >= _MANY else 1
    offsets: dict[int, list[tuple[int, int]]] = {}
    for gram, found_at in (rare or places).items():
        for number, at in found_at:
            offsets.setdefault(number, []).append((at - begins[gram], gram))
    for number, found in offsets.items():
        if len(found) >= needed and (best := _densest(sorted(found), loose))[0] >= needed:
            yield number, Span(best[1] - loose, best[2] + length + loose)


def _densest(found: list[tuple[int, int]], loose: int) -> tuple[int, int, int]:
    """(different hashes, first and last offset) of the densest run of offsets: where the words would begin."""
    offsets = [offset for offset, _ in found]
    best = (0, 0, 0)
    for number, offset in enumerate(offsets):
        last = bisect_right(offsets, offset + loose)
        if last - number > best[0] and (grams := len({gram for _, gram in found[number:last]})) > best[0]:
            best = (grams, offset, offsets[last - 1])
    return best

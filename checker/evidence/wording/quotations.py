"""Finds a quotation in a page: word for word, in another spelling or with words left out, or with words changed.

Stages, the first that finds it wins: the characters as they stand; the folded words, where ellipses stand for words
left out and brackets for words put in; the place whose words are most alike (rapidfuzz's partial ratio over words), if
no more than a quarter of them differ. Every place is one of the page's own text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from checker.evidence.wording.alterations import alteration
from checker.evidence.wording.excerpts import Excerpt
from checker.evidence.wording.folding import UNKNOWN, UNSPACED, Prepared
from checker.model import Span

Kind = Literal["exact", "normalised", "altered"]
# Bounds of a search: places tried, pieces between ellipses, the page's own words between two parts of a quotation.
_TRIES, _PIECES, _INTERRUPTED = 400, 40, 40
# Words that must be there beside an ellipsis or a bracket.
_FEWEST = 3
_JOINT = re.compile(rf"[^\W_{UNSPACED}]{{2}}")
_OUTER = " \t\r\n\u00a0\"'“”„‟‘’‚‛«»‹›`´"


@dataclass(frozen=True, slots=True)
class Found:
    """Where a page holds a quotation. `score` is the part of its words that agree; `words` what the page prints there.

    `difference` is the word diff of an altered one; `apart`: the parts around its ellipses stand far from each other.
    """

    kind: Kind
    span: Span
    score: float
    words: str
    difference: str = ""
    apart: bool = False


def find(quote: str, page: str | Prepared) -> Found | None:
    """The best place of a quotation, given with or without its marks, in a page; None where the page does not hold it.

    >>> find("We will go [home] ... tomorrow", "He said: “We will go there, I think, tomorrow.”").words
    'We will go there, I think, tomorrow'
    """
    prepared = Prepared.of(page) if isinstance(page, str) else page
    bare = quote.strip(_OUTER)
    place = _exact(bare, prepared.text)
    if place is not None:
        return _found("exact", place, prepared)
    sought = Excerpt.of(bare, prepared.spelling)
    if not sought.words:
        return None
    found = _normalised(sought, prepared)
    return found if found is not None else _altered(sought, prepared)


def places(quote: str, page: Prepared, most: int = 50) -> list[Span]:
    """All places that hold the quotation's words without a change, ellipses and brackets of its own left aside."""
    needle = page.coded(Excerpt.of(quote.strip(_OUTER), page.spelling).words.folded)
    found: list[Span] = []
    start = page.line.find(needle) if needle else -1
    halves = page.words.halves
    while start >= 0 and len(found) < most:
        if start not in halves and start + len(needle) not in halves:
            found.append(page.words.span(start, start + len(needle)))
        start = page.line.find(needle, start + 1)
    return found


def _found(kind: Kind, place: Span, page: Prepared, score: float = 1.0, difference: str = "") -> Found:
    return Found(kind, place, score, place.of(page.text), difference)


def _altered(sought: Excerpt, page: Prepared) -> Found | None:
    near = alteration(sought, page)
    if near is None:
        return None
    kind: Kind = "altered" if near.difference else "normalised"
    return _found(kind, page.words.span(near.first, near.last), page, near.score, near.difference)


# ---------------------------------------------------------------------------------------- word for word


def _exact(bare: str, text: str) -> Span | None:
    start = text.find(bare) if bare else -1
    tries = 0
    while start >= 0 and tries < _TRIES:
        tries += 1
        place = Span(start, start + len(bare))
        if not _inside_a_word(text, place.start) and not _inside_a_word(text, place.end):
            return place
        start = text.find(bare, start + 1)
    return None


def _inside_a_word(text: str, offset: int) -> bool:
    return bool(0 < offset < len(text) and _JOINT.match(text, offset - 1))


# ------------------------------------------------------------------------- other spelling, words left out


def _normalised(sought: Excerpt, page: Prepared) -> Found | None:
    coded = page.coded(sought.words.folded)
    for with_insertions in (True, False) if sought.inserted else (True,):
        pieces = sought.pieces(with_insertions)
        if not pieces or len(pieces) > _PIECES or (len(pieces) > 1 and sum(map(len, pieces)) < _FEWEST):
            continue
        needles = [coded[piece.first : piece.last] for piece in pieces]
        if any(UNKNOWN in needle for needle in needles):
            continue
        place = _following(page.line, needles, [piece.gap for piece in pieces], page.words.halves)
        if place is None and with_insertions:
            place = _interrupted(page, needles, [piece.gap for piece in pieces])
        if place is not None:
            return _found("normalised", page.words.span(*place), page)
        if len(needles) > 1 and all(len(needle) >= _FEWEST and needle in page.line for needle in needles):
            longest = max(needles, key=len)
            first = page.line.find(longest)
            found = _found("normalised", page.words.span(first, first + len(longest)), page)
            return replace(found, apart=True)
    return None


def _interrupted(page: Prepared, needles: Sequence[str], gaps: Sequence[int]) -> tuple[int, int] | None:
    """The same within the page's quotations alone: “We will go,” Kim said. “We will not stay.”"""
    place = _following(page.spoken_line, needles, gaps, frozenset())
    if place is None:
        return None
    first, last = page.spoken[place[0]], page.spoken[place[1] - 1] + 1
    near = last - first <= place[1] - place[0] + _INTERRUPTED and not page.words.halves & {first, last}
    return (first, last) if near else None


def _following(
    line: str, needles: Sequence[str], gaps: Sequence[int], halves: frozenset[int]
) -> tuple[int, int] | None:
    """First and last place of needles that follow one another, each at most so many characters behind the last.

    Neither place lies inside a word that is read as two: “we could” does not stand in “we couldn't”.
    """
    tries = 0

    def behind(number: int, end: int) -> int | None:
        nonlocal tries
        if number == len(needles):
            return None if end in halves else end
        needle = needles[number]
        limit = end + gaps[number] + len(needle)
        at = line.find(needle, end, limit)
        while at >= 0 and tries < _TRIES:
            tries += 1
            last = behind(number + 1, at + len(needle))
            if last is not None:
                return last
            at = line.find(needle, at + 1, limit)
        return None

    start = line.find(needles[0])
    while start >= 0 and tries < _TRIES:
        tries += 1
        last = None if start in halves else behind(1, start + len(needles[0]))
        if last is not None:
            return start, last
        start = line.find(needles[0], start + 1)
    return None

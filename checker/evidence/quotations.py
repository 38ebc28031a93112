"""Finds a quotation in a page: word for word, in another spelling or with words left out, or with words changed.

Stages, the first that finds it wins: the characters as they stand; the folded words, where ellipses stand for words
left out and brackets for words put in; the place whose words are most alike (rapidfuzz's partial ratio over words), if
no more than a quarter of them differ. Every place is one of the page's own text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from checker.evidence.differences import Edit, edits, written
from checker.evidence.excerpts import BRACKETS, ELLIPSIS, Excerpt, Piece
from checker.evidence.folding import UNKNOWN, UNSPACED, Prepared
from checker.model import Span

Kind = Literal["exact", "normalised", "altered"]
# Fewer words than this are never said to be altered: two marks around a word or three are often no quotation.
SHORTEST = 4
# The part of a quotation's words that may differ, found with `python -m tests.benchmarks quotes`.
_DIFFERENT = 0.25
_CUTOFF = 60.0
# rapidfuzz is exact and quick up to 64 characters (here: words).
_NEEDLE = 60
_TRIES = 400
_AROUND = 4
_PIECES = 40
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
    return _normalised(sought, prepared) or (_altered(sought, prepared) if len(sought.words) >= SHORTEST else None)


def places(quote: str, page: Prepared, most: int = 50) -> list[Span]:
    """All places that hold the quotation's words without a change, ellipses and brackets of its own left aside."""
    needle = page.coded(Excerpt.of(quote.strip(_OUTER), page.spelling).words.folded)
    found: list[Span] = []
    start = page.line.find(needle) if needle else -1
    while start >= 0 and len(found) < most:
        found.append(page.words.span(start, start + len(needle)))
        start = page.line.find(needle, start + 1)
    return found


def _found(kind: Kind, place: Span, page: Prepared, score: float = 1.0, difference: str = "") -> Found:
    return Found(kind, place, score, place.of(page.text), difference)


# ---------------------------------------------------------------------------------------- word for word


def _exact(bare: str, text: str) -> Span | None:
    start = text.find(bare) if bare else -1
    while start >= 0:
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
        if not pieces or len(pieces) > _PIECES or (len(pieces) > 1 and sum(map(len, pieces)) < SHORTEST - 1):
            continue
        needles = [coded[piece.first : piece.last] for piece in pieces]
        if any(UNKNOWN in needle for needle in needles):
            continue
        place = _following(page.line, needles, [piece.gap for piece in pieces])
        if place is not None:
            return _found("normalised", page.words.span(*place), page)
        if len(needles) > 1 and all(len(needle) >= SHORTEST - 1 and needle in page.line for needle in needles):
            longest = max(needles, key=len)
            first = page.line.find(longest)
            found = _found("normalised", page.words.span(first, first + len(longest)), page)
            return replace(found, apart=True)
    return None


def _following(line: str, needles: Sequence[str], gaps: Sequence[int]) -> tuple[int, int] | None:
    """First and last place of needles that follow one another, each at most so many characters behind the last."""
    tries = 0

    def behind(number: int, end: int) -> int | None:
        nonlocal tries
        if number == len(needles):
            return end
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
        last = behind(1, start + len(needles[0]))
        if last is not None:
            return start, last
        start = line.find(needles[0], start + 1)
    return None


# ------------------------------------------------------------------------------------------ words changed


def _altered(sought: Excerpt, page: Prepared) -> Found | None:
    coded = page.coded(sought.words.folded)
    borders = (0, *sought.cuts, len(coded))
    told: list[str] = []
    spots: list[tuple[int, int]] = []
    changed = 0
    for first, last in pairwise(borders):
        spot = _spot(coded[first:last], page)
        if spot is None:
            return None
        changes = edits(coded[first:last], page.line[slice(*spot)])
        own = Piece(first, last)
        changes = tuple(change for change in changes if not _excused(change, own, sought, spot[0], page))
        changed += sum(change.size for change in changes)
        if changes:
            raw = [page.words.span(number, number + 1).of(page.text) for number in range(*spot)]
            told.append(written(changes, sought.raw(first, last), raw))
        spots.append(spot)
    if changed > _DIFFERENT * len(coded):
        return None
    low, high = min(spots)[0], max(last for _, last in spots)
    if high - low > 2 * len(coded) + 120 * len(sought.cuts):
        low, high = max(spots, key=lambda spot: spot[1] - spot[0])
    kind: Kind = "altered" if changed else "normalised"
    return _found(kind, page.words.span(low, high), page, 1 - changed / len(coded), " ... ".join(told))


def _spot(coded: str, page: Prepared) -> tuple[int, int] | None:
    """The words of the page that are most like these, at least by half."""
    first = page.line.find(coded)
    if first >= 0:
        return first, first + len(coded)
    if len(coded) < SHORTEST or coded.count(UNKNOWN) > (1 - _CUTOFF / 100) * len(coded):
        return None
    head, tail = coded[:_NEEDLE], coded[-_NEEDLE:]
    near = fuzz.partial_ratio_alignment(head, page.line, score_cutoff=_CUTOFF)
    if near is None:
        return None
    first, last = near.dest_start, near.dest_end
    if len(coded) > _NEEDLE:
        rest = page.line[first : first + 2 * len(coded)]
        end = fuzz.partial_ratio_alignment(tail, rest, score_cutoff=_CUTOFF)
        if end is None or end.dest_end < _NEEDLE // 2:
            return None
        last = first + end.dest_end
    return _widened(coded, page.line, first, last)


def _widened(coded: str, line: str, first: int, last: int) -> tuple[int, int]:
    """The borders near these between which the fewest words differ."""
    starts = range(max(first - _AROUND, 0), min(first + _AROUND, len(line) - 1) + 1)
    ends = range(max(last - _AROUND, 1), min(last + _AROUND, len(line)) + 1)
    # "we want it" is "we [don't] want it" and not "[don't] want it" with its first word changed
    ranked = (
        (
            Indel.distance(coded, line[start:end]) + (coded[0] != line[start]) + (coded[-1] != line[end - 1]),
            abs(end - start - len(coded)),
            start,
            end,
        )
        for start in starts
        for end in ends
        if start < end
    )
    *_, start, end = min(ranked)
    return start, end


def _excused(change: Edit, own: Piece, sought: Excerpt, spot: int, page: Prepared) -> bool:
    """Whether a difference is one that writers may make, or that the page's own editing made."""
    quoted = range(own.first + change.quoted[0], own.first + change.quoted[1])
    printed = range(spot + change.printed[0], spot + change.printed[1])
    said = [sought.words.folded[number] for number in quoted]
    read = [page.words.folded[number] for number in printed]
    if "".join(said).replace("'", "") == "".join(read).replace("'", ""):
        return True  # "game changer" and "game-changer" and "gamechanger"
    if quoted and sought.inserted.issuperset(quoted):
        return True
    if not said and (page.spelling.fillers.issuperset(read) or _stammered(printed, page.line)):
        return True
    return _edited_there(printed, bool(said), page)


def _stammered(printed: range, line: str) -> bool:
    size = len(printed)
    words = line[printed.start : printed.stop]
    return words in (line[printed.stop : printed.stop + size], line[max(printed.start - size, 0) : printed.start])


def _edited_there(printed: range, replaced: bool, page: Prepared) -> bool:
    """Whether the page puts these words in brackets, or has an ellipsis where words are missing."""
    starts, ends, text = page.words.starts, page.words.ends, page.text
    if not printed:
        between = text[ends[printed.start - 1] : starts[printed.start]] if 0 < printed.start < len(starts) else ""
        return replaced and ELLIPSIS.search(between) is not None
    low, high = starts[printed.start], ends[printed.stop - 1]
    near = max(low - 80, 0)
    return any(
        near + found.start() <= low and high <= near + found.end()
        for found in BRACKETS.finditer(text[near : high + 80])
        if found[0].startswith("[")
    )

"""Words beside the part of a text that should hold them: the same, the same but for marks and spelling, or altered.

For thousands of candidates, a tenth of a millisecond each: where they are is known to a few words already. A whole page
is searched by `checker.evidence.quotations`; what is written with ellipses or brackets is left to it here, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Levenshtein

from checker.evidence.differences import edits, written
from checker.evidence.quotations import Kind, find
from checker.evidence.shingles import Words, words
from checker.evidence.spelling import Spelling, spelling
from checker.model import Span
from checker.rulebase import rulebase

_LEAST = 75.0  # of 100, by letters: three of 25 words changed give about 90
_LEFT_OUT = re.compile(r"…|\.\s?\.\s?\.|\[")
_FAR = 600  # characters that an ellipsis may stand for


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a text holds some words, how, and how near by letters (100: the same once marks and case are folded).

    `difference` has what the text prints as [-x-] and what was asked for as {+x+}.
    """

    span: Span
    kind: Kind
    difference: str = ""
    score: float = 100.0


def compare(asked: str, wanted: Words, text: str, within: Span) -> Passage | None:
    """The asked words (and the same folded) in a part of a text; None where they are not there."""
    at = text.find(asked, within.start, within.end)
    if at >= 0:
        return Passage(Span(at, at + len(asked)), "exact")
    if _LEFT_OUT.search(asked):
        return _with_gaps(asked, text, within)
    here = words(text, (within,))
    if not here:
        return None
    needle, hay = " ".join(wanted.folded), " ".join(here.folded)
    at = f" {hay} ".find(f" {needle} ")
    if at >= 0:
        first = hay.count(" ", 0, at)
        return Passage(here.span(first, first + len(wanted)), "normalised")
    if len(hay) <= len(needle):
        near = fuzz.ratio(needle, hay, score_cutoff=_LEAST) > 0
        return _altered(asked, wanted, text, here) if near else None
    found = fuzz.partial_ratio_alignment(needle, hay, score_cutoff=_LEAST)
    if found is None:
        return None
    first, last = hay.count(" ", 0, found.dest_start), hay.count(" ", 0, found.dest_end) + 1
    return _altered(asked, wanted, text, _part(here, first, min(last, len(here))))


def _altered(asked: str, wanted: Words, text: str, here: Words) -> Passage:
    """The passage without what both its ends have too much, and where the words differ."""
    steps = list(Levenshtein.opcodes(wanted.folded, here.folded))
    first = steps[0].dest_end if steps and steps[0].tag == "insert" else 0
    last = steps[-1].dest_start if steps and steps[-1].tag == "insert" else len(here)
    here = _part(here, first, last)
    known = spelling(rulebase())
    said, read = _spelled(asked, wanted, known), _spelled(text, here, known)
    changes = [
        change
        for change in edits(said, read)
        if "".join(said[slice(*change.quoted)]) != "".join(read[slice(*change.printed)])
    ]
    span = here.span(0, len(here))
    if not changes:
        return Passage(span, "normalised")
    score = 100 * Indel.normalized_similarity(" ".join(wanted.folded), " ".join(here.folded))
    return Passage(span, "altered", written(changes, _raw(asked, wanted), _raw(text, here)), round(score, 1))


def _with_gaps(asked: str, text: str, within: Span) -> Passage | None:
    start = max(within.start - _FAR, 0)
    found = find(asked, text[start : within.end + _FAR])
    if found is None:
        return None
    span = Span(start + found.span.start, start + found.span.end)
    return Passage(span, found.kind, found.difference, round(100 * found.score, 1))


def _part(those: Words, first: int, last: int) -> Words:
    return Words(those.folded[first:last], those.starts[first:last], those.ends[first:last])


def _raw(text: str, those: Words) -> list[str]:
    # Words are cut off the one before them where a change is shown, so they must be as written.
    return [text[start:end] for start, end in zip(those.starts, those.ends, strict=True)]


def _spelled(text: str, those: Words, known: Spelling) -> list[str]:
    return [known.folded(word) for word in _raw(text, those)]

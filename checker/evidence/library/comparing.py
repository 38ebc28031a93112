"""Words beside the part of a text that should hold them: the same, the same but for marks and spelling, or altered.

For thousands of candidates, a tenth of a millisecond each: where they are is known to a few words already. A whole page
is searched by `checker.evidence.wording.quotations`; what is written with ellipses or brackets is left to it here, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Levenshtein

from checker.evidence.library.shingles import Words, words
from checker.evidence.wording.differences import edits, written
from checker.evidence.wording.quotations import Kind, find
from checker.evidence.wording.spelling import Spelling, spelling
from checker.model import Span
from checker.rulebase import rulebase

_LEAST = 75.0  # of 100, by letters: three of 25 words changed give about 90
_LEAST_WORDS = 60.0  # of 100, by whole words: "agreed" is not "agrees"
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


class Asked:
    """Some words to be compared with many texts; what is known of them alone is worked out once."""

    def __init__(self, text: str) -> None:
        """Marks and blanks around the words are nobody's and left away."""
        found = words(text)
        begin = found.starts[0] if found else 0
        self.text = text[begin : found.ends[-1]] if found else ""
        self.words = Words(
            found.folded, tuple(at - begin for at in found.starts), tuple(at - begin for at in found.ends)
        )
        self.line = " ".join(found.folded)
        self.gaps = _LEFT_OUT.search(self.text) is not None

    @cached_property
    def raw(self) -> list[str]:
        """The words as written."""
        return _raw(self.text, self.words)

    @cached_property
    def spelled(self) -> list[str]:
        """The words in the spelling in which they are compared."""
        return list(map(_own_spelling().folded, self.raw))


def compare(asked: Asked, text: str, within: Span) -> Passage | None:
    """The words in a part of a text; None where they are not there."""
    at = text.find(asked.text)  # anywhere: words that are often repeated have many likely places
    if at >= 0 and not _inside_a_word(text, at) and not _inside_a_word(text, at + len(asked.text)):
        return Passage(Span(at, at + len(asked.text)), "exact")
    if asked.gaps:
        return _with_gaps(asked, text, within)
    here = words(text, (within,))
    # One character a word: short strings are compared by whole machine words.
    codes = {word: chr(number) for number, word in enumerate(dict.fromkeys((*asked.words.folded, *here.folded)), 256)}
    needle, hay = "".join(map(codes.__getitem__, asked.words.folded)), "".join(map(codes.__getitem__, here.folded))
    first = hay.find(needle)
    if first >= 0:
        return Passage(here.span(first, first + len(needle)), "normalised")
    if len(hay) <= len(needle):
        return _altered(asked, text, here) if here else None
    found = fuzz.partial_ratio_alignment(needle, hay, score_cutoff=_LEAST_WORDS)
    return _altered(asked, text, _part(here, found.dest_start, found.dest_end)) if found else None


def _inside_a_word(text: str, offset: int) -> bool:
    return text[offset - 1 : offset].isalnum() and text[offset : offset + 1].isalnum()


def _altered(asked: Asked, text: str, here: Words) -> Passage | None:
    """The passage without what both its ends have too much, and where the words differ; None where most do."""
    steps = Levenshtein.opcodes(asked.words.folded, here.folded)
    first, last = steps[0], steps[-1]
    here = _part(
        here,
        first.dest_end if first.tag == "insert" else 0,
        last.dest_start if last.tag == "insert" else len(here),
    )
    score = 100 * Indel.normalized_similarity(asked.line, " ".join(here.folded))
    if score < _LEAST:
        return None
    raw = _raw(text, here)
    said, read = asked.spelled, list(map(_own_spelling().folded, raw))
    changes = [
        change
        for change in edits(said, read)
        if "".join(said[slice(*change.quoted)]) != "".join(read[slice(*change.printed)])
    ]
    span = here.span(0, len(here))
    if not changes:
        return Passage(span, "normalised")
    return Passage(span, "altered", written(changes, asked.raw, raw), round(score, 1))


@lru_cache(maxsize=1)
def _own_spelling() -> Spelling:
    return spelling(rulebase())  # which looks for the folder of rules each time


def _with_gaps(asked: Asked, text: str, within: Span) -> Passage | None:
    start = max(within.start - _FAR, 0)
    found = find(asked.text, text[start : within.end + _FAR])
    if found is None:
        return None
    span = Span(start + found.span.start, start + found.span.end)
    return Passage(span, found.kind, found.difference, round(100 * found.score, 1))


def _part(those: Words, first: int, last: int) -> Words:
    return Words(those.folded[first:last], those.starts[first:last], those.ends[first:last])


def _raw(text: str, those: Words) -> list[str]:
    return [text[start:end] for start, end in zip(those.starts, those.ends, strict=True)]


def changed(words_now: str, words_before: str) -> str:
    """The word diff from one wording to another, [-what went-]{+what came+}; "" where only marks or spelling differ.

    >>> changed("an enormous share", "a large share")
    '[-a large-]{+an enormous+} share'
    """
    now, before = Asked(words_now), Asked(words_before)
    changes = edits(now.spelled, before.spelled)
    return written(changes, now.raw, before.raw)

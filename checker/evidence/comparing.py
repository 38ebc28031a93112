"""Words beside the passage of a text that should hold them: the same, the same but for marks, or with other words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Levenshtein

from checker.evidence.shingles import Words, words
from checker.model import Span

HoldingKind = Literal["exact", "normalised", "altered"]
_LEAST = 75.0  # of 100, by letters: three of 25 words changed give about 90


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a text holds some words, how, and how near by letters (100: the same once marks and case are folded)."""

    span: Span
    kind: HoldingKind
    difference: str = ""
    score: float = 100.0


def compare(asked: str, wanted: Words, text: str, within: Span) -> Passage | None:
    """The asked words (and the same folded) in a part of a text; None where they are not there."""
    at = text.find(asked, within.start, within.end)
    if at >= 0:
        return Passage(Span(at, at + len(asked)), "exact")
    here = words(text, (within,))
    if not here:
        return None
    needle, hay = " ".join(wanted.folded), " ".join(here.folded)
    at = f" {hay} ".find(f" {needle} ")
    if at >= 0:
        first = hay.count(" ", 0, at)
        return Passage(here.span(first, first + len(wanted)), "normalised")
    found = fuzz.partial_ratio_alignment(needle, hay, score_cutoff=_LEAST) if len(hay) > len(needle) else None
    first, last = 0, len(here)
    if found is not None:
        first, last = hay.count(" ", 0, found.dest_start), hay.count(" ", 0, found.dest_end) + 1
    elif len(hay) > len(needle) or fuzz.ratio(needle, hay, score_cutoff=_LEAST) == 0:
        return None
    return _altered(wanted, here, text, first, min(last, len(here)))


def _altered(wanted: Words, here: Words, text: str, first: int, last: int) -> Passage:
    """The passage without what both ends have too much, and where the words differ."""
    steps = list(Levenshtein.opcodes(wanted.folded, here.folded[first:last]))
    if steps and steps[0].tag == "insert":
        first += steps[0].dest_end
    if steps and steps[-1].tag == "insert":
        last -= steps[-1].dest_end - steps[-1].dest_start
    score = 100 * Indel.normalized_similarity(" ".join(wanted.folded), " ".join(here.folded[first:last]))
    return Passage(here.span(first, last), "altered", difference(wanted.folded, here.folded[first:last]), round(score, 1))


def difference(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    """The word diff of two passages: "[-a large-]{+an enormous+} share"."""
    parts: list[str] = []
    for step in Levenshtein.opcodes(before, after):
        gone, come = before[step.src_start : step.src_end], after[step.dest_start : step.dest_end]
        if step.tag == "equal":
            parts.append(" ".join(gone))
        else:
            parts.append((f"[-{' '.join(gone)}-]" if gone else "") + (f"{{+{' '.join(come)}+}}" if come else ""))
    return " ".join(parts)

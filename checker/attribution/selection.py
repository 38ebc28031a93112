"""Which candidates are attributions: likely enough, and not inside another one's content."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from checker.attribution.analysis import Analysis, is_named, is_surveyed
from checker.attribution.conjuncts import disjoined
from checker.attribution.cues.candidates import Candidate
from checker.attribution.cues.scoring import FOUND, INNER, STRICTER, THRESHOLD
from checker.attribution.language import Language

# Contents of nouns (“Lee’s claim that P”), and what follows a colon without quotation marks.
_DOUBTFUL = ("noun-that", "colon-clause")
# Contents that are a thing or a deed, contents that are what somebody says, and what joins one clause to another.
_THINGS = ("object", "preposition", "other")
_SPOKEN = ("that", "clause", "quotation", "colon")
_LINKS = frozenset(",kSwitu")


def select(
    candidates: Sequence[Candidate], analysis: Analysis, language: Language
) -> tuple[list[Candidate], list[Candidate]]:
    """The outermost attributions and those nested in another's content, each in order of their cues.

    Of two candidates whose cues lie in each other's content the likelier one is the outer one.
    """
    likely: list[Candidate] = []
    doubtful: list[Candidate] = []
    for candidate in candidates:
        candidate.score = language.weights.chance(candidate)
        if covered(candidate):
            least = STRICTER if candidate.content_pattern.startswith(_DOUBTFUL) else THRESHOLD
            if least > candidate.score >= FOUND and (
                is_surveyed(candidate, analysis, language)
                or is_named(candidate, language)
                or _heads(candidate, analysis)
            ):
                least = FOUND
            (likely if candidate.score >= least else doubtful).append(candidate)
    outer: list[Candidate] = []
    inner: list[Candidate] = []
    by_cue = _without_shared(sorted(likely, key=lambda candidate: candidate.cue), analysis.phrases.kinds)
    by_cue = disjoined(_closed(by_cue, analysis, language), analysis, language)
    cues = [candidate.cue for candidate in by_cue]
    nested: set[int] = set()
    for candidate in by_cue:
        for first, last in covered(candidate):
            for place in range(bisect_left(cues, first), bisect_right(cues, last - 1)):
                other = by_cue[place]
                if other is candidate or not any(start <= other.cue < end for start, end in covered(candidate)):
                    continue  # one before it has cut the content
                mutual = any(start <= candidate.cue < end for start, end in covered(other))
                if (mutual and _closes(other, candidate)) or _yields(candidate, other, analysis.phrases.kinds):
                    continue
                if not mutual and _parts(candidate, other, analysis, language):
                    continue
                if not mutual or _closes(candidate, other) or candidate.score > other.score:
                    nested.add(other.cue)
    for candidate in by_cue:
        (inner if candidate.cue in nested else outer).append(candidate)
    inside = bytearray(len(analysis.phrases.kinds))
    for candidate in outer:
        for first, last in covered(candidate):
            inside[first:last] = b"\1" * (last - first)
    inner.extend(candidate for candidate in doubtful if candidate.score >= INNER and inside[candidate.cue])
    return outer, inner


def _heads(candidate: Candidate, analysis: Analysis) -> bool:
    """“Mira Voss: Ferry Is Safe”: a name and what it says are the heading of the text; not “The Latest: ...”."""
    phrases, head = analysis.phrases, candidate.head
    return candidate.content_pattern == "colon-clause" and head == 0 and phrases.letters[0].strip("N") == ""


def _without_shared(candidates: Sequence[Candidate], kinds: str) -> list[Candidate]:
    """“said in a statement emailed to the Post that P”: one content has one cue, the statement is only on its way."""
    kept: list[Candidate] = []
    for candidate in candidates:
        before = kept[-1] if kept else None
        if before is not None and before.right and candidate.right and before.right[0] == candidate.right[0]:
            on_the_way = candidate.source is not None and before.cue < candidate.source[0]
            if on_the_way and candidate.source_pattern != "shared":
                continue
            part = candidate.source or (0, 0)
            again = candidate.source_pattern == "shared" or part[0] <= before.cue < part[1]
            if again and kinds[candidate.cue - 1] in "nNK":
                continue  # “said in a statement emailed to CNN that P”
        kept.append(candidate)
    return kept


def _closed(candidates: Sequence[Candidate], analysis: Analysis, language: Language) -> list[Candidate]:
    """One quotation between two cues: “Lee said: “Q,” Reuters reported” reports Lee, “..., “Q,” she said” repeats it.

    The one who reports another's words reports that other one too; what is only said again is left out.
    """
    phrases = analysis.phrases
    kept = list(candidates[:1])
    for before, candidate in pairwise(candidates):
        credited = candidate.lemma in language.lists["accordings"]
        if candidate.left is not None and kept[-1].left == candidate.left and not credited:
            if candidate.right is None:
                continue  # “P,” Lee said in a letter sent to Roe: what is said once has one cue
            candidate.left, candidate.content_pattern = None, candidate.content_pattern.removeprefix("left+")
        left, heads = candidate.left, (before.head, candidate.head)
        shared = left is not None and before.right is not None and before.right[0] == left[0]
        if left is None or before.source is None or not shared or None in heads or phrases.kinds[slice(*left)] != "Q":
            kept.append(candidate)
        elif before.recipient is not None and candidate.right is None and phrases.kinds[candidate.head or 0] == "o":
            before.right = left
        else:
            one, other = (phrases.word[head or 0] for head in heads)
            if one != other and candidate.lemma in language.lists["relaying"]:
                candidate.left = (min(before.source[0], before.cue), left[1])
            kept.append(candidate)
    return kept


class ByCue:
    """Candidates in order of their cues, for looking at a stretch of the text."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._candidates = sorted(candidates, key=lambda candidate: candidate.cue)
        self._cues = [candidate.cue for candidate in self._candidates]

    def between(self, first: int, last: int) -> list[Candidate]:
        """Those whose cue is one of the phrases `first` to `last` (exclusive)."""
        return self._candidates[bisect_left(self._cues, first) : bisect_left(self._cues, last)]


def _yields(outer: Candidate, inner: Candidate, kinds: str) -> bool:
    """“Lee told CNN that P: “Q,” he predicted”: a whole utterance with a cue of its own is no part of P.

    Nor is what brackets hold: “his claim that P (Q, according to Reuters)”.
    """
    if outer.right is None:
        return False
    joins = inner.source_pattern == "shared" and inner.source == outer.source and kinds[inner.cue] == "G"
    alike = "k," if kinds[outer.cue] == "G" else ","  # “telling CNN that P and asking whether Q”
    if joins and outer.right[0] < inner.cue - 1 and kinds[inner.cue - 1] in alike:
        outer.right = (outer.right[0], inner.cue - 1)
        return True
    if inner.left is None or inner.right is not None:
        return False
    opened = kinds.rfind("(", outer.right[0], inner.cue)
    if opened > outer.right[0] and ")" not in kinds[opened : inner.cue]:
        outer.right = (outer.right[0], opened)
        return True
    first, last = inner.left
    if kinds[first:last] != "Q" or not outer.right[0] < first < outer.right[1]:
        return False
    outer.right = (outer.right[0], first)
    return True


def _parts(outer: Candidate, inner: Candidate, analysis: Analysis, language: Language) -> bool:
    """“She waded into it when she said that “P””: speech with a subject of its own is no content of what is not speech.

    The outer content ends before the clause of the inner one.
    """
    kinds = analysis.phrases.kinds
    if outer.right is None or inner.right is None or inner.left is not None or inner.source is None:
        return False
    edge, own = inner.source[0], inner.source_pattern not in {"shared", "relative"}
    if not own or not outer.right[0] < edge < outer.right[1] or "Q" not in kinds[slice(*inner.right)]:
        return False
    if _speaks(outer, analysis, language) or not _speaks(inner, analysis, language):
        return False
    if not outer.content_pattern.endswith(_THINGS) or not inner.content_pattern.endswith(_SPOKEN):
        return False
    while edge > outer.right[0] and kinds[edge - 1] in _LINKS:
        edge -= 1
    outer.right = (outer.right[0], edge) if edge > outer.right[0] else None
    return True


def _speaks(candidate: Candidate, analysis: Analysis, language: Language) -> bool:
    """Whether the cue is a verb of speech: one that may stand before its source or name whom it is said to."""
    cue = language.patterns.cues.get(analysis.phrases.word[candidate.cue])
    return cue is not None and (cue.inverts or cue.recipient)


def _closes(outer: Candidate, inner: Candidate) -> bool:
    """“Lee told the board P, Reuters reported”.

    The cue that ends the sentence is the outer one, and ends P before it.
    """
    if (
        outer.left is None
        or outer.right is not None
        or inner.right is None
        or outer.source is None
        or outer.cue < inner.cue
    ):
        return False
    opened = min(outer.cue, outer.source[0])
    if inner.right[0] < opened < inner.right[1]:
        inner.right = (inner.right[0], opened)
    return True


def covered(candidate: Candidate) -> list[tuple[int, int]]:
    """The phrase ranges of a candidate's content, in order of text."""
    left, right, floating = candidate.left, candidate.right, candidate.floating
    if left is None:
        return [right, *floating] if right is not None else list(floating)
    return [left, right, *floating] if right is not None else [left, *floating]

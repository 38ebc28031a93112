"""How likely a candidate is an attribution: a sum of weighted terms that the report can print.

Each candidate has named features (its patterns, the kind of its source, the form of its verb ...). The table
`weights.tsv` holds one weight a feature, `cues.tsv` how often a cue reported something in each pattern; both are
learned from annotated articles by `python -m tests.benchmarks learn` (logistic regression; counts smoothed towards
the cue's and the pattern's own share). The chance is the logistic function of the sum. Features that depend on the
same few traits are an aspect, whose weight is summed once; their names are made where somebody asks for them.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from checker.attribution.cues.candidates import Aspect, Candidate
from checker.attribution.words.phrases import Phrases
from checker.attribution.words.tokens import Tokens
from checker.model import Term

# Cases that the share of a cue is worth before the cue's own cases count.
CUE_PRIOR, FRAME_PRIOR, BASE = 4.0, 3.0, 0.12
# Below the first chance a candidate is left out; chosen where the train part's end-to-end F1 is flat and precision is
# above .7. What somebody says that somebody says needs less: it is only kept as a step of a route.
THRESHOLD, INNER = 0.34, 0.2
# Contents that fewer than half are attributions above the first chance need more (selection.py names them).
STRICTER = 0.6
FOUND = 0.08  # of a poll or a study that shows something
_LEAST = math.log(INNER / (1 - INNER))
_QUOTED = ("quoted", "unquoted")
_LENGTHS = ("1", "3", "6", "12", "long")
_LONGER = (2, 4, 7, 13)  # words from which a content is of the next length
_HEADS = {"N": "name", "o": "pronoun", "w": "relative", "K": "noun", "d": "determiner"}
_FINITE = re.compile("[vCpPb]")


@dataclass(frozen=True, slots=True)
class Speakers:
    """Words that tell whether a head is a likely speaker: nouns for people, and pronouns that speak for nobody."""

    people: frozenset[str]
    none: frozenset[str]


@dataclass(frozen=True, slots=True)
class CueCounts:
    """Uses of a cue that were seen and how many of them reported something, over all and by content pattern."""

    uses: int
    hits: int
    frames: Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Weights:
    """The learned tables of a language."""

    weights: Mapping[str, float]
    cues: Mapping[str, CueCounts]
    known: dict[tuple[str, str], float] = field(default_factory=dict)
    summed: dict[Aspect, float] = field(default_factory=dict)

    def chance(self, candidate: Candidate) -> float:
        """The chance that the candidate is an attribution."""
        return 1 / (1 + math.exp(-candidate.weight))

    def weigh(self, candidate: Candidate, aspects: Sequence[Aspect]) -> None:
        """Give a candidate these aspects, and what they weigh."""
        if not candidate.aspects:
            candidate.weight = self._shares(candidate)
        candidate.aspects += aspects
        for aspect in aspects:
            weight = self.summed.get(aspect)
            if weight is None:
                weight = self.summed[aspect] = sum([self.weights.get(name, 0.0) for name in names_of(aspect)])
            candidate.weight += weight

    def hopeless(self, candidate: Candidate, phrases: Phrases) -> bool:
        """Whether no extent of its content, which may only shrink, could make the candidate even a step of a route."""
        quoted, unquoted = self._best
        if not holds_quotation(candidate, phrases):
            return candidate.weight + unquoted < _LEAST
        spoken = self.weights.get(f"spoken {candidate.content_pattern}", 0.0)
        return candidate.weight + quoted + max(spoken, 0.0) < _LEAST

    @cached_property
    def _best(self) -> tuple[float, float]:
        """The most that the extent of a content can add, where it may hold a quotation and where not."""
        longest = max(self.weights.get(f"length {name}", 0.0) for name in _LENGTHS)
        quoted, unquoted = (self.weights.get(name, 0.0) for name in _QUOTED)
        return longest + max(quoted, unquoted), longest + unquoted

    def _shares(self, candidate: Candidate) -> float:
        weights, key = self.weights, (candidate.lemma, candidate.content_pattern)
        known = self.known.get(key)
        if known is None:
            cue, frame = shares(self.cues.get(candidate.lemma), candidate.content_pattern)
            known = weights.get("cue share", 0.0) * cue + weights.get("frame share", 0.0) * frame
            self.known[key] = known = known + weights.get("bias", 0.0)
        return known

    def terms(self, candidate: Candidate) -> tuple[Term, ...]:
        """The addends behind `chance`, the heaviest first; those that weigh nothing are left out."""
        cue, frame = shares(self.cues.get(candidate.lemma), candidate.content_pattern)
        found = [Term("bias", self.weights.get("bias", 0.0))]
        found.append(Term(f"“{candidate.lemma}” as a cue", self.weights.get("cue share", 0.0) * cue))
        found.append(
            Term(
                f"“{candidate.lemma}” with {frame_of(candidate.content_pattern)}",
                self.weights.get("frame share", 0.0) * frame,
            )
        )
        found.extend(Term(name, self.weights[name]) for name in features_of(candidate) if name in self.weights)
        return tuple(
            Term(term.name, round(term.value, 2))
            for term in sorted(found, key=lambda term: -abs(term.value))
            if abs(term.value) >= 0.05
        )


def frame_of(pattern: str) -> str:
    """A content pattern without the mark of its recipient: frames are counted together."""
    return pattern.replace("told-", "")


def shares(counts: CueCounts | None, pattern: str, seen: bool | None = None) -> tuple[float, float]:
    """Log odds of the cue's share and of its share in this frame.

    `seen` takes one known case out again (for learning).
    """
    uses, hits = (counts.uses, counts.hits) if counts else (0, 0)
    frame_uses, frame_hits = counts.frames.get(frame_of(pattern), (0, 0)) if counts else (0, 0)
    if seen is not None:
        uses, hits, frame_uses, frame_hits = uses - 1, hits - seen, frame_uses - 1, frame_hits - seen
    cue = (hits + CUE_PRIOR * BASE) / (uses + CUE_PRIOR)
    frame = (frame_hits + FRAME_PRIOR * cue) / (frame_uses + FRAME_PRIOR)
    return _log_odds(cue), _log_odds(frame)


def _log_odds(chance: float) -> float:
    bounded = min(max(chance, 0.005), 0.99)
    return math.log(bounded / (1 - bounded))


def features_of(candidate: Candidate) -> list[str]:
    """The names of all features of a candidate."""
    return [name for aspect in candidate.aspects for name in names_of(aspect)]


def names_of(aspect: Aspect) -> list[str]:
    """The names of the features that an aspect stands for."""
    match aspect:
        case "frame", kind, source, content, speaker:
            return [
                f"cue {kind}", f"source {source}", f"content {content}", f"cue {kind} content {content}",
                f"source {source} content {content}", f"speaker {speaker}", f"speaker {speaker} cue {kind}",
            ]  # fmt: skip
        case "form", letters:
            return ["form " + letters[-1] + "".join([mark for mark in "mHRxB" if mark in letters[:-1]])]
        case "place", opens, behind, verbs:
            return [f"opens {opens}", f"behind {behind}", f"verbs before {verbs}"]
        case "extent", quoted, length, spoken:
            return [quoted, f"length {length}", *([f"spoken {spoken}"] if spoken else [])]
    raise ValueError(aspect)


def frame_aspects(candidate: Candidate, tokens: Tokens, phrases: Phrases, lists: Speakers) -> list[Aspect]:
    """The aspects of a candidate but for the extent of its content."""
    kinds, cue = phrases.kinds, candidate.cue
    kind, letters = kinds[cue], phrases.letters[cue]
    start, _ = phrases.sentences[phrases.sentence_of[cue]]
    speaker = _speaker(candidate, tokens, phrases, lists)
    first = candidate.source[0] if candidate.source else cue
    earlier = len(_FINITE.findall(kinds, max(start, cue - 40), cue))
    opens = kinds[candidate.right[0]] if candidate.right else "left"
    behind = "nothing" if first <= start else "i" if kind == "l" else kinds[first - 1]
    return [
        ("frame", kind, candidate.source_pattern, candidate.content_pattern, speaker),
        ("form", letters),
        ("place", opens, behind, str(min(earlier, 3))),
    ]


def extent_aspect(candidate: Candidate, phrases: Phrases) -> Aspect:
    """Whether the content holds a quotation, and how long it is."""
    words, spoken, quoted = 0, True, holds_quotation(candidate, phrases)
    for part in (candidate.left, candidate.right):
        if part is not None:
            first, last = part
            words += phrases.last[last - 1] - phrases.first[first]
            spoken = spoken and phrases.kinds[first:last] == "Q"
    length = _LENGTHS[bisect_right(_LONGER, words)]
    return "extent", _QUOTED[not quoted], length, candidate.content_pattern if quoted and spoken else ""


def holds_quotation(candidate: Candidate, phrases: Phrases) -> bool:
    """Whether a quotation lies in the content beside the cue."""
    left, right = candidate.left, candidate.right
    if right is not None and "Q" in phrases.kinds[right[0] : right[1]]:
        return True
    return left is not None and "Q" in phrases.kinds[left[0] : left[1]]


def _speaker(candidate: Candidate, tokens: Tokens, phrases: Phrases, lists: Speakers) -> str:
    """What the head of the source is: name, person noun, other noun, pronoun (some by themselves), none."""
    if candidate.owner is not None:
        return "owner"
    if candidate.head is None:
        return "none"
    kind = phrases.kinds[candidate.head]
    word = phrases.word[candidate.head]
    if kind == "n":
        return "person" if word in lists.people else "noun"
    if kind == "o" and word in lists.none:
        return word
    return _HEADS.get(kind, kind)

"""Verbs of speech that are joined to one another: each has a content of its own, which ends where the next one begins.

“Lee said the bridge was safe but noted that it was old”, “..., and she accused Roe of a lie”, “P, Reuters reported,
while Q, the Post reported”.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.attribution.analysis import Analysis
from checker.attribution.cues.candidates import Candidate
from checker.attribution.language import Language

# What stands between a content and the verb that is joined to its cue, with its subject: itself, “she”, “Lee”.
_JOINED = re.compile(r",?[ku]r?$")
_AGAIN = re.compile(r"(?:,[kuS]|k)r?$")
_TURNED = re.compile(r",;?[kuS]|;[kuS]?")
_FINITE = re.compile("[vCpPb]")
_SPOKEN = ("that", "clause", "quotation", "colon", "whether")
# So many candidates back the verb is looked for that another one is joined to.
_BACK = 8


def disjoined(candidates: Sequence[Candidate], analysis: Analysis, language: Language) -> list[Candidate]:
    """The candidates in order of their cues, each content cut before the verb that is joined to its cue.

    Of “went on to say” only the second verb is kept, of “expressed doubts that P” the first.
    """
    acts, kinds = language.acts, analysis.phrases.kinds
    kept: list[Candidate] = []
    for candidate in candidates:
        opened = candidate.cue
        if kept and _voices(kept[-1], candidate, language):
            kept[-1].right, kept[-1].content_pattern = candidate.right, "voiced-that"
            continue
        if kept and _goes_on(kept[-1], candidate, analysis, language):
            opened = kept.pop().cue
        if acts.get(candidate.lemma) == "statement" and _may_join(candidate, kinds[opened]):
            for before in reversed(kept[-_BACK:]):
                if acts.get(before.lemma) == "statement":
                    _cut(before, candidate, opened, analysis)
        kept.append(candidate)
    return kept


def _voices(before: Candidate, candidate: Candidate, language: Language) -> bool:
    """“expressed doubts that P”, “floated the idea that P”: what is voiced is P."""
    behind = before.right is not None and before.right[0] == candidate.cue
    return behind and candidate.content_pattern == "noun-that" and before.lemma in language.lists["expressing"]


def _goes_on(before: Candidate, candidate: Candidate, analysis: Analysis, language: Language) -> bool:
    """“went on to say P”, “continue to show P”: who says it goes on, and says nothing by going on."""
    return (
        before.lemma in language.lists["continuing"]
        and before.right is not None
        and candidate.cue - before.cue <= 2
        and candidate.source_pattern == "shared"
        and candidate.source == before.source
        and analysis.phrases.kinds[candidate.cue] == "I"
    )


def _may_join(candidate: Candidate, kind: str) -> bool:
    """Whether a verb of this letter may be joined to another one: finite behind its subject, or behind its content."""
    if candidate.left is not None:
        return candidate.right is None
    return candidate.source is not None and kind in "Cv"


def _cut(before: Candidate, candidate: Candidate, opened: int, analysis: Analysis) -> None:
    """Cut the content of a statement before another statement's verb, which phrase `opened` begins."""
    kinds = analysis.phrases.kinds
    if candidate.left is not None:
        if before.left is not None and before.right is None:
            _turn(before, candidate, kinds)
        return
    if before.right is None or not before.right[0] < opened < before.right[1]:
        return
    if not before.content_pattern.endswith(_SPOKEN) or before.source is None:
        return
    first = _joint(before, candidate, opened, analysis)
    if first > before.right[0]:
        before.right = (before.right[0], first)


def _joint(before: Candidate, candidate: Candidate, opened: int, analysis: Analysis) -> int:
    """Where the clause of a joined verb begins; 0 where it is joined to something else."""
    kinds = analysis.phrases.kinds
    if candidate.source == before.source and candidate.source_pattern == "shared":
        if analysis.phrases.letters[opened][-1] == "v" and not candidate.content_pattern.endswith(_SPOKEN):
            return 0  # “Officials say they have a plan to praise the crew and defend the port”
        match = _JOINED.search(kinds, opened - 3, opened)
        return match.start() if match else 0
    if candidate.source is None or candidate.head is None or before.head is None or candidate.source[1] != opened:
        return 0
    heads = [analysis.phrases.word[head] for head in (before.head, candidate.head)]
    if kinds[candidate.head] != "o" and (heads[0] != heads[1] or kinds[candidate.head] != "N"):
        return 0
    match = _AGAIN.search(kinds, candidate.source[0] - 3, candidate.source[0])
    if match is None or (match[0][0] != "," and not candidate.content_pattern.endswith(_SPOKEN)):
        return 0
    return match.start()


def _turn(before: Candidate, candidate: Candidate, kinds: str) -> None:
    """“P, Reuters reported, while Q, the Post reported”: the content of the second cue begins behind the first one."""
    if before.left is None or candidate.left is None or not candidate.left[0] <= before.cue < candidate.left[1]:
        return
    match = _TURNED.search(kinds, before.cue, candidate.left[1])
    if match is not None and _FINITE.search(kinds, match.end(), candidate.left[1]):
        candidate.left = (match.end(), candidate.left[1])

"""Documents that somebody issues: “Lee issued a statement saying P” says P, and the statement is its route."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.attribution.candidates import Candidate
from checker.attribution.routes import Routes
from checker.attribution.scoring import THRESHOLD

_SAYING = re.compile("[DW]z?,?G")


def unwrapped(
    outer: Sequence[Candidate], inner: Sequence[Candidate], routes: Routes
) -> tuple[list[Candidate], list[Candidate]]:
    """Both lists, with what a document says in place of the document that is issued."""
    acts = routes.language.acts  # not “released a video showing P”
    likely = [one for one in inner if one.score >= THRESHOLD and acts.get(one.lemma) != "finding"]
    sayings = {candidate.cue: candidate for candidate in likely}
    found: list[Candidate] = []
    for candidate in outer:
        saying = sayings.get(_saying(candidate, routes), candidate)
        found.append(saying)
        sayings.pop(saying.cue, None)
    taken = {candidate.cue for candidate in found}
    return found, [candidate for candidate in inner if candidate.cue not in taken]


def _saying(candidate: Candidate, routes: Routes) -> int:
    """The cue right behind the document that is all of a candidate's content; -1 where none stands there."""
    tokens, phrases = routes.analysis.tokens, routes.analysis.phrases
    if candidate.right is None or tokens.lower[phrases.head[candidate.cue]] not in routes.language.lists["issued"]:
        return -1
    match = _SAYING.match(routes.marked, candidate.right[0])
    return match.end() - 1 if match is not None else -1

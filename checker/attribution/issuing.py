"""Documents that somebody issues: “Lee issued a statement saying P” says P, and the statement is its route."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.attribution.candidates import Candidate
from checker.attribution.routes import Routes
from checker.attribution.scoring import THRESHOLD

_ANNOUNCED = re.compile("[DW](?:i?z)?:(?=Q)")
_SAYING = re.compile("[DW](?:i[nNK](?:,[nN](?=,))?)?(?:i?z)?,?G")


def unwrapped(
    outer: Sequence[Candidate], inner: Sequence[Candidate], routes: Routes
) -> tuple[list[Candidate], list[Candidate]]:
    """Both lists, with what a document says in place of the document that is issued."""
    acts = routes.language.acts  # not “released a video showing P”
    likely = [one for one in inner if one.score >= THRESHOLD and acts.get(one.lemma) != "finding"]
    sayings = {candidate.cue: candidate for candidate in likely}
    found: list[Candidate] = []
    for candidate in outer:
        announced = _behind(_ANNOUNCED, candidate, routes)
        if announced is not None and candidate.right is not None:  # “Lee issued a statement: “It is safe.””
            candidate.right, candidate.content_pattern = (announced, candidate.right[1]), "announced-quotation"
        end = _behind(_SAYING, candidate, routes)
        saying = sayings.get(end - 1, candidate) if end is not None else candidate
        found.append(saying)
        sayings.pop(saying.cue, None)
    taken = {candidate.cue for candidate in found}
    return found, [candidate for candidate in inner if candidate.cue not in taken]


def _behind(find: re.Pattern[str], candidate: Candidate, routes: Routes) -> int | None:
    """Where the words behind a document begin that opens a candidate's content; None where none is issued."""
    tokens, phrases = routes.analysis.tokens, routes.analysis.phrases
    if candidate.right is None or tokens.lower[phrases.head[candidate.cue]] not in routes.language.lists["issued"]:
        return None
    match = find.match(routes.marked, candidate.right[0])
    return match.end() if match is not None else None

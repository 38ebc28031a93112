"""Documents that somebody issues: “Lee issued a statement saying P” says P, and the statement is its route."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.attribution.cues.candidates import Candidate
from checker.attribution.cues.scoring import THRESHOLD
from checker.attribution.routes.stations import Routes

_ANNOUNCED = re.compile("[DW](?:i?z)?:(?=Q)")
_SAYING = re.compile("[DW](?:i[nNK](?:,[nN](?=,))?)?(?:i?z)?,?G")


def unwrapped(
    outer: Sequence[Candidate], inner: Sequence[Candidate], routes: Routes
) -> tuple[list[Candidate], list[Candidate]]:
    """Both lists, with what a document says in place of the document that is issued."""
    acts, lower, head = routes.language.acts, routes.analysis.tokens.lower, routes.analysis.phrases.head
    issued = routes.language.lists["issued"]
    # not “released a video showing P”
    likely = [one for one in inner if one.score >= THRESHOLD and acts.get(one.lemma) != "finding"]
    sayings = {candidate.cue: candidate for candidate in likely}
    found: list[Candidate] = []
    for candidate in outer:
        if candidate.right is None or lower[head[candidate.cue]] not in issued:
            found.append(candidate)
            continue
        begin, stop = candidate.right
        announced, said = _ANNOUNCED.match(routes.marked, begin), _SAYING.match(routes.marked, begin)
        if announced is not None:  # “Lee issued a statement: “It is safe.””
            candidate.right, candidate.content_pattern = (announced.end(), stop), "announced-quotation"
        saying = sayings.get(said.end() - 1, candidate) if said is not None else candidate
        found.append(saying)
        sayings.pop(saying.cue, None)
    taken = {candidate.cue for candidate in found}
    return found, [candidate for candidate in inner if candidate.cue not in taken]

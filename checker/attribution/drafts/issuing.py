"""Speech in the object of a verb that is none: “Lee issued a statement saying P”, “Lee turned to the crew: “Q””.

A statement that is issued is on the route of what it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.attribution.cues.candidates import Candidate
from checker.attribution.cues.scoring import THRESHOLD
from checker.attribution.drafts.scopes import SPEAKS
from checker.attribution.routes.stations import Routes

_ANNOUNCED = re.compile("[DW](?:i?z)?:(?=Q)")
# “Lee defended the plan -- “It is old.””, to the end of the sentence
_UTTERED = re.compile("(?<=[:-])Q(?=[.|]*$)")
_LEAST = 4  # words of an utterance: fewer are a title or a name
_SAYING = re.compile("[DW](?:i[nNK](?:,[nN](?=,))?)?(?:i?z)?,?G")


def unwrapped(
    outer: Sequence[Candidate], inner: Sequence[Candidate], routes: Routes
) -> tuple[list[Candidate], list[Candidate]]:
    """Both lists, with what a document says in place of the document that is issued."""
    acts, word = routes.language.acts, routes.analysis.phrases.word
    issued = routes.language.lists["issued"]
    # not “released a video showing P”
    likely = [one for one in inner if one.score >= THRESHOLD and acts.get(one.lemma) != "finding"]
    sayings = {candidate.cue: candidate for candidate in likely}
    found: list[Candidate] = []
    for candidate in outer:
        uttered = _uttered(candidate, routes) if acts.get(candidate.lemma) not in SPEAKS else None
        if uttered is not None:
            candidate.right, candidate.content_pattern = uttered, "announced-quotation"
        if candidate.right is None or word[candidate.cue] not in issued:
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


def _uttered(candidate: Candidate, routes: Routes) -> tuple[int, int] | None:
    """The whole utterance that closes the object of a verb, said by its subject where that is somebody."""
    phrases, tokens = routes.analysis.phrases, routes.analysis.tokens
    if candidate.right is None or candidate.left is not None or candidate.head is None:
        return None
    begin, stop = candidate.right
    match = _UTTERED.search(phrases.kinds, begin, stop)
    if match is None or phrases.kinds[stop] not in ".|":
        return None
    number = match.start()
    first, last = phrases.quotation_of[number].inner()
    somebody = phrases.kinds[candidate.head] in "No"
    somebody = somebody or phrases.word[candidate.head] in routes.language.speakers.people
    whole = last - first > _LEAST and tokens.words[first][0].isupper() and phrases.is_spoken(tokens, number)
    return (number, stop) if somebody and whole else None

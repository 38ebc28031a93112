"""Notes on who reported a matter first: “Lee's remarks, first reported by Reuters, angered the crew”.

What is claimed there is the noun phrase that names the matter. Where that is somebody's speech, he is the origin.
"""

from __future__ import annotations

import re

from checker.attribution.drafting import Drafting
from checker.attribution.drafts import Draft, content_spans
from checker.attribution.routes import Station
from checker.model import Source

# The matter as the subject of its sentence, the note between commas, and the verb that goes on.
_NOTED = re.compile(r"[ur]*(?P<matter>[NnKd](?:[iy][NnKdz]){0,3}),(?P<how>[ECe])z?y(?P<outlet>[NnK])(?:i?z)?,[vCpPb]")
_SPOKEN = ("that", "clause", "quotation", "whether", "colon")


def add_notes(drafting: Drafting, drafts: list[Draft]) -> list[Draft]:
    """The drafts with those that notes make; a note on what itself says something is only a step of its route."""
    phrases = drafting.phrases
    found: list[Draft] = []
    for start, stop in phrases.sentences:
        match = _NOTED.match(phrases.kinds, start, stop)
        if match is None or not _reports(drafting, match.start("how")):
            continue
        mention = drafting.routes.outlet_in(match.start("outlet"))
        verb = next((draft for draft in drafts if draft.at == match.end() - 1 and draft.candidate is not None), None)
        says = verb is not None and verb.candidate is not None and verb.candidate.content_pattern.endswith(_SPOKEN)
        if mention is None or says:
            continue
        if verb is not None:
            drafts.remove(verb)
        found.append(_note(drafting, match, drafting.sources.outlet_source(mention, None)))
    for draft in drafts:
        if draft.source.kind == "outlet" and draft.candidate is not None and draft.candidate.source_pattern == "agent":
            _credit_speaker(drafting, draft)
    return sorted([*drafts, *found], key=lambda draft: (draft.cue or draft.content[0]).start) if found else drafts


def _reports(drafting: Drafting, number: int) -> bool:
    return drafting.tokens.lower[drafting.phrases.head[number]] in drafting.language.lists["breaking"]


def _note(drafting: Drafting, match: re.Match[str], outlet: Source) -> Draft:
    number, head = match.start("how"), drafting.phrases.head[match.start("how")]
    cue = drafting.analysis.token_span((head, head + 1))
    draft = Draft(
        content_spans(drafting.analysis, [match.span("matter")], "t"),
        outlet,
        "statement",
        "note",
        drafting.analysis.sentence(number),
        drafting.paragraph_of[number],
        number,
        relation="reported",
        cue=cue,
        cue_head=cue,
        chance=0.7,
    )
    _credit(drafting, draft, match.start("matter"))
    return draft


def _credit_speaker(drafting: Drafting, draft: Draft) -> None:
    """“Lee's remarks were first reported by Reuters”."""
    left = draft.candidate.left if draft.candidate is not None else None
    if left is not None and _reports(drafting, draft.at) and drafting.phrases.kinds[left[0]] in "nNK":
        _credit(drafting, draft, left[0])


def _credit(drafting: Drafting, draft: Draft, matter: int) -> None:
    """Where the matter is somebody's speech, make him the origin and the outlet the one who passes it on."""
    letters, first = drafting.phrases.letters[matter], drafting.phrases.first[matter]
    if "'" in letters[1:] and drafting.tokens.lower[drafting.phrases.head[matter]] in drafting.language.lists["spoken"]:
        draft.relays = [Station(draft.source, "reported", draft.pattern), *draft.relays]
        draft.source = drafting.sources.tokens_source(first, first + letters.rindex("'"))
        draft.relation = "said"

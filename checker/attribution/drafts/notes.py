"""Outlets whose reporting is only mentioned: “the sale, first reported by Reuters, ...”, “a report by CNN that ...”.

What is claimed in a note on who was first is the noun phrase that names the matter; where that is somebody's speech,
he is the origin. A report with its content behind it is a claim where no other claim holds it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.attribution.drafts.draft import Draft, content_spans
from checker.attribution.drafts.drafting import Drafting
from checker.attribution.drafts.scopes import SPEAKS
from checker.attribution.routes.stations import Station
from checker.model import Source, Span

# The matter as the subject of its sentence, the note between commas, and the verb that goes on.
_NOTED = re.compile(r"[ur]*(?P<matter>[NnKd](?:[iy][NnKdz]){0,3}),(?P<how>[ECe])z?y(?P<outlet>[NnK])(?:i?z)?,[vCpPb]")
# An outlet's report with what it says: a clause, or what it is about where that is partly quoted.
_REPORT = re.compile(r"(?P<report>[nNK])(?:[iy](?P<maker>[NnK]))?z?(?:t(?=[NnKod])|(?P<about>i)(?=[NnKd]{1,2}Q))")
_SPOKEN = ("that", "clause", "quotation", "whether", "colon")
_ABOUT = ("that", "report")  # the content that a report is named with, and its cue


def add_notes(drafting: Drafting, drafts: list[Draft]) -> list[Draft]:
    """The drafts with those that notes make; a note on what itself says something is only a step of its route."""
    phrases = drafting.phrases
    found: list[Draft] = []
    for start, stop in phrases.sentences:
        match = _NOTED.match(phrases.kinds, start, stop)
        if match is None or not _reports(drafting, match.start("how")):
            continue
        mention = drafting.routes.carriers.outlet_in(match.start("outlet"))
        verb = next((draft for draft in drafts if draft.at == match.end() - 1 and draft.candidate is not None), None)
        says = verb is not None and verb.candidate is not None and verb.candidate.content_pattern.endswith(_SPOKEN)
        if mention is None or says:
            continue
        if verb is not None:
            drafts.remove(verb)
        outlet = drafting.sources.outlet_source(mention, None)
        note = _draft(drafting, match.start("how"), match.span("matter"), outlet, "note")
        _credit(drafting, note, match.start("matter"))
        found.append(note)
    for draft in drafts:
        if draft.source.kind == "outlet" and draft.candidate is not None and draft.candidate.source_pattern == "agent":
            _credit_speaker(drafting, draft)
    found.extend(_mentioned(drafting, drafts))
    return sorted([*drafts, *found], key=lambda draft: (draft.cue or draft.content[0]).start) if found else drafts


def _mentioned(drafting: Drafting, drafts: Sequence[Draft]) -> list[Draft]:
    """Reports of outlets that no claim holds and that are nobody's source."""
    phrases, lists = drafting.phrases, drafting.language.lists
    found: list[Draft] = []
    for match in _REPORT.finditer(phrases.kinds):
        report, maker = match.start("report"), match.start("maker")
        if phrases.word[report] not in lists["own_documents"]:
            continue
        if maker < 0 or drafting.routes.carriers.outlet_in(maker) is None:
            maker = report
        mention = drafting.routes.carriers.outlet_in(maker)
        about = match.start("about")
        if mention is None or (about >= 0 and drafting.tokens.lower[phrases.first[about]] not in lists["topics"]):
            continue
        _, stop = phrases.sentences[phrases.sentence_of[report]]
        if about >= 0:
            stop = phrases.kinds.index("Q", about) + 1
        begin = match.end()
        end = stop if about >= 0 else drafting.language.borders.end(drafting.tokens, phrases, begin, stop, _ABOUT)
        part = drafting.analysis.span((report, end))
        outlet = drafting.sources.outlet_source(mention, None)
        if part is None or any(span.overlaps(part) for span in _taken(drafts)) or drafting.routes.is_own(outlet):
            continue
        found.append(_draft(drafting, report, (begin, end), outlet, "report"))
    return found


def _taken(drafts: Sequence[Draft]) -> list[Span]:
    """What claims and their sources take up."""
    return [span for draft in drafts if draft.act in SPEAKS for span in (*draft.content, draft.source.phrase) if span]


def _reports(drafting: Drafting, number: int) -> bool:
    return drafting.phrases.word[number] in drafting.language.lists["breaking"]


def _draft(drafting: Drafting, number: int, part: tuple[int, int], outlet: Source, pattern: str) -> Draft:
    """The draft of what an outlet reported, by the phrase that tells so."""
    head = drafting.phrases.head[number]
    cue = drafting.analysis.token_span((head, head + 1))
    return Draft(
        content_spans(drafting.analysis, [part], "t"),
        outlet,
        "statement",
        pattern,
        drafting.analysis.sentence(number),
        drafting.paragraph_of[number],
        number,
        relation="reported",
        cue=cue,
        cue_head=cue,
        chance=0.7,
    )


def _credit_speaker(drafting: Drafting, draft: Draft) -> None:
    """“Lee's remarks were first reported by Reuters”."""
    left = draft.candidate.left if draft.candidate is not None else None
    if left is not None and _reports(drafting, draft.at) and drafting.phrases.kinds[left[0]] in "nNK":
        _credit(drafting, draft, left[0])


def _credit(drafting: Drafting, draft: Draft, matter: int) -> None:
    """Where the matter is somebody's speech, make him the origin and the outlet the one who passes it on."""
    letters, first = drafting.phrases.letters[matter], drafting.phrases.first[matter]
    if "'" in letters[1:] and drafting.phrases.word[matter] in drafting.language.lists["spoken"]:
        draft.relays = [Station(draft.source, "reported", draft.pattern), *draft.relays]
        draft.source = drafting.sources.tokens_source(first, first + letters.rindex("'"))
        draft.relation = "said"

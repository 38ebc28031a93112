"""Outlets that a digest names beside what it took from them: “It was safe, Lee said. [Reuters.]”.

Or with a title, a journalist and the text itself: ““A new bridge,” by the Post's Ann Lee: “It is safe.””
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from checker.attribution.drafts.draft import Draft, content_spans
from checker.attribution.drafts.drafting import Drafting
from checker.attribution.drafts.scopes import SPEAKS
from checker.attribution.routes.stations import CREDIT, Station
from checker.model import Source

# A quotation of fewer words is a title or somebody's wording.
_LEAST = 8
# An outlet alone between brackets, at the end of a paragraph and behind the end of a sentence.
_CREDIT = re.compile(r"\((?<=[.Q]\()i?(?P<outlet>X)[-.]?\)\.?(?=\|)")
_BYLINE = re.compile(r"Qy(?P<outlet>X)(?:i[nN])?:(?P<text>Q)")


def add_credits(drafting: Drafting, drafts: list[Draft]) -> list[Draft]:
    """The drafts, each with the outlet that its paragraph is credited to; a quotation that none holds is its own."""
    marked, paragraph_of = drafting.routes.marked, drafting.paragraph_of
    credited, bylines = list(_CREDIT.finditer(marked)), list(_BYLINE.finditer(marked))
    found: list[Draft] = []
    beside: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts if credited or bylines else ():
        beside[draft.paragraph].append(draft)
    for match in credited:
        source, number = _outlet(drafting, match.start("outlet")), match.start()
        for draft in beside[paragraph_of[number]] if source is not None else ():
            if source is not None and draft.act in SPEAKS and _is_sourced(draft):
                draft.relays = [*draft.relays, Station(source, "quoted_by", CREDIT)]
        number -= 1 + (marked[number - 1] == ".")
        if source is not None and marked[number] == "Q":
            found.extend(_quoted(drafting, [number], source, beside[paragraph_of[number]]))
    for match in bylines:
        source, number = _outlet(drafting, match.start("outlet")), match.start()
        if source is not None:
            found.extend(_quoted(drafting, [number, match.start("text")], source, beside[paragraph_of[number]]))
    return sorted([*drafts, *found], key=lambda draft: (draft.cue or draft.content[0]).start) if found else drafts


def _is_sourced(draft: Draft) -> bool:
    """Whether somebody says it whom the outlet may have heard: not “many are calling it safe”, “Lee told CNN”."""
    known = draft.source.named or draft.source.kind in {"organisation", "document"}
    through = (*draft.stations, *draft.relays)
    return known and not any(source.kind == "outlet" for source in (draft.source, *(one.source for one in through)))


def _outlet(drafting: Drafting, number: int) -> Source | None:
    mention = drafting.routes.carriers.outlet_in(number)
    source = drafting.sources.outlet_source(mention, None) if mention is not None else None
    return source if source is not None and source.kind == "outlet" and not drafting.routes.is_own(source) else None


def _quoted(drafting: Drafting, places: Sequence[int], outlet: Source, beside: Sequence[Draft]) -> list[Draft]:
    """The words of the outlet itself, where nobody else is told to have said them."""
    content = content_spans(drafting.analysis, [(number, number + 1) for number in places], "t")
    words = [word for span in content for word in span.of(drafting.tokens.text).split()]
    taken = [span for draft in beside for span in draft.content]
    if len(words) < _LEAST or any(span.overlaps(part) for span in taken for part in content):
        return []
    sentence, paragraph = drafting.analysis.sentence(places[0]), drafting.paragraph_of[places[0]]
    draft = Draft(
        content, outlet, "statement", CREDIT, sentence, paragraph, places[0], relation="published", chance=0.7
    )
    draft.kind = "unattributed" if len(places) == 1 else "direct"
    return [draft]

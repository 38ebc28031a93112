"""Speech within quoted speech: “Lee told the crew P, and denied Q,” Reuters reported, is what Lee said.

A quotation is one phrase to whoever reads its sentence. Where its speaker is an outlet, or where it names an outlet or
an “according to” itself, it is read once more as a text of its own. If it is little but somebody else's speech, that
speech is the claim, and the speaker of the quotation passes it on.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from checker.attribution.analysis import Analysis, analyse, find_candidates
from checker.attribution.drafts.draft import Draft
from checker.attribution.drafts.drafting import PASSED_ON, Drafting
from checker.attribution.drafts.scopes import SPEAKS
from checker.attribution.language import Language
from checker.attribution.routes.stations import Routes, Station
from checker.attribution.selection import select
from checker.attribution.sources.naming import Sources
from checker.model import Block, Relation, Span
from checker.outlets import Mention

_WORD = re.compile(r"\w+")
# Fewer words are no clause that anybody is credited with.
_LEAST = 4


class Nesting:
    """Reads the quotations of one text."""

    def __init__(self, drafting: Drafting, mentions: Sequence[Mention]) -> None:
        self.drafting, self.mentions = drafting, mentions
        self.analysis: Analysis = drafting.analysis
        self.language: Language = drafting.language
        self.text = self.analysis.tokens.text
        self._starts = [mention.span.start for mention in mentions]

    def unfolded(self, drafts: Sequence[Draft]) -> list[Draft]:
        """All drafts, with those that a quotation holds behind the one that quotes them."""
        found: list[Draft] = []
        for draft in drafts:
            held = self._held(draft) if self._is_worth_reading(draft) else []
            found.append(draft)
            found.extend(held)
            if held:
                draft.nested, draft.passes_on = True, held[0]
        return found

    def _is_worth_reading(self, draft: Draft) -> bool:
        if draft.nested or draft.act not in SPEAKS or draft.cue is None or draft.hedge is not None:
            return False
        for span in draft.content:
            if not self.drafting.quoted.inside(span):
                return False
        return draft.source.kind == "outlet" or any(self._credits(span) for span in draft.content)

    def _credits(self, span: Span) -> bool:
        """Whether a quotation names an outlet, or credits somebody with what it says."""
        starts = self.analysis.tokens.starts
        first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
        return "l" in self.analysis.letters[first:last] or bool(self._mentions(span))

    def _mentions(self, span: Span) -> list[Mention]:
        first, last = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return [mention for mention in self.mentions[first:last] if span.holds(mention.span)]

    def _held(self, draft: Draft) -> list[Draft]:
        """The speech that a quotation consists of; none where its speaker says something himself."""
        inner = [one for one in self._read(draft) if not one.nested and one.act in SPEAKS]
        relayed = draft.source.kind == "outlet"
        inner = [one for one in inner if self._is_another(one, relayed)]
        said = sum(self._words(part) for one in inner for part in _parts(one))
        if said < PASSED_ON * sum(map(self._words, draft.content)):
            return []
        relation: Relation = "reported" if relayed else "said"
        passed = [Station(draft.source, relation, draft.pattern), *draft.stations]
        for one in inner:
            one.at, one.paragraph, one.sentence, one.candidate = draft.at, draft.paragraph, draft.sentence, None
            one.relays, one.kind = [*one.relays, *passed], None
        return inner

    def _is_another(self, held: Draft, relayed: bool) -> bool:
        """Whether the words are not the quoting speaker's own; of a person, only what an outlet or a credit says."""
        if held.source.kind == "unknown" or (held.source.pronoun and not held.source.named):
            return False
        if sum(map(self._words, held.content)) < _LEAST:
            return False  # “It is according to age”
        return relayed or held.source.kind == "outlet" or held.relation == "according_to"

    def _read(self, draft: Draft) -> list[Draft]:
        names = [mention for span in draft.content for mention in self._mentions(span)]
        blocks = [Block(span, "paragraph") for span in draft.content]
        sure = [mention.span for mention in names if mention.certain]
        analysis = analyse(self.text, blocks, self.language, [mention.span for mention in names], sure)
        sources = Sources(analysis, self.language, names)
        sources.names.fullest.update(self.drafting.sources.names.fullest)
        routes = Routes(analysis, self.language, sources, self.drafting.routes.own)
        drafting = Drafting(analysis, self.language, sources, routes, self.drafting.explain)
        return drafting.drafts(*select(find_candidates(analysis, self.language), analysis, self.language))

    def _words(self, span: Span) -> int:
        return len(_WORD.findall(span.of(self.text)))


def _parts(draft: Draft) -> list[Span]:
    """What an attribution takes up of its text: content, cue and source."""
    beside = (draft.cue, draft.source.phrase or draft.source.span)
    apart = [span for span in beside if span is not None and not any(span.overlaps(part) for part in draft.content)]
    return [*draft.content, *apart]

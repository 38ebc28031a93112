"""Claims without a cue of their own: quotations that go on or stand alone, and hedges without a source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import compress, count

from checker.attribution.analysis import Analysis
from checker.attribution.cues.candidates import Candidate
from checker.attribution.drafts.draft import Draft, Quoted, content_spans, trim
from checker.attribution.drafts.scopes import SPEAKS
from checker.attribution.language import Language
from checker.model import Source, Span

# A lone quotation of fewer words is a title or a scare quote.
_LONE_WORDS = 4
_HEARD = re.compile("(?<=[iy])[nK](?=t)")


class Cueless:
    """Finds them in one text."""

    def __init__(self, analysis: Analysis, language: Language, quoted: Quoted, paragraph_of: Sequence[int]) -> None:
        self.analysis, self.language, self.quoted = analysis, language, quoted
        self.phrases, self.tokens, self.paragraph_of = analysis.phrases, analysis.tokens, paragraph_of

    def continued(self, outer: Sequence[Candidate], found: Sequence[Draft]) -> list[Draft]:
        """Quotations that go on in the next paragraph, as claims of their own."""
        continued: list[Draft] = []
        by_cue = {draft.candidate.cue: draft for draft in found if draft.candidate is not None}
        for candidate in outer:
            parent = by_cue.get(candidate.cue)
            for part in candidate.floating:
                if parent is not None and self.paragraph_of[part[0]] != parent.paragraph:
                    draft = self._unattributed(part, parent)
                    if draft is not None:
                        continued.append(draft)
        return continued

    def _unattributed(self, part: tuple[int, int], parent: Draft | None) -> Draft | None:
        content = content_spans(self.analysis, [part], "t")
        if not content:
            return None
        source = Source("unknown", "unknown")
        if parent is not None:
            source = replace(parent.source, span=None, phrase=None)
        return Draft(
            content,
            source,
            "statement",
            "continued quotation" if parent else "lone quotation",
            self.analysis.sentence(part[0]),
            self.paragraph_of[part[0]],
            part[0],
            relation="carried_over",
            kind="unattributed",
            continues=parent,
            chance=0.8 if parent else 0.4,
        )

    def lone(self, found: Sequence[Draft]) -> list[Draft]:
        """Quotations that are a paragraph of their own and that no cue holds."""
        spans: list[Span] = []
        lone: list[Draft] = []
        quoting = {self.phrases.sentence_of[number] for number in self.phrases.quotation_of}
        for first, last in map(self.phrases.sentences.__getitem__, sorted(quoting)):
            if self.phrases.kinds[first:last].strip("Q-.|"):
                continue
            span = self.analysis.span((first, last))
            if span is None or len(span.of(self.tokens.text).split()) < _LONE_WORDS:
                continue
            if not spans:
                spans = sorted(span for draft in found for span in draft.content)
            place = bisect_right(spans, span.start + 2, key=lambda one: one.start) - 1
            if (place >= 0 and spans[place].overlaps(span)) or (
                place + 1 < len(spans) and spans[place + 1].overlaps(span)
            ):
                continue
            draft = self._unattributed((first, last), None)
            if draft is not None:
                lone.append(draft)
        return lone

    def hedge(self, found: list[Draft]) -> None:
        """Mark claims that a hedge stands beside; a hedge without any source is a claim of its own."""
        adverbs = self.language.hedges.adverbs
        if adverbs.isdisjoint(self.tokens.lower):
            return
        by_sentence: dict[Span, list[Draft]] = defaultdict(list)
        for draft in found:
            by_sentence[draft.sentence].append(draft)
        for token in compress(count(), map(adverbs.__contains__, self.tokens.lower)):
            at = Span(self.tokens.starts[token], self.tokens.ends[token])
            if any(quotation.holds(at) for quotation in self.quoted.touching(at)):
                continue
            number = max(bisect_right(self.phrases.first, token) - 1, 0)
            beside = self._beside(at, by_sentence.get(self.analysis.sentence(number), ()))
            if beside is not None:
                beside.hedge = at
                beside.hedge_first = any(span.holds(at) for span in beside.content)
                continue
            hedged = self._hedged(number, at)
            if hedged is not None:
                found.append(hedged)

    def rumours(self, found: Sequence[Draft]) -> list[Draft]:
        """“declined to comment on reports that P”: what nobody is named for, where nobody tells it himself."""
        added: list[Draft] = []
        for match in _HEARD.finditer(self.phrases.kinds):
            number, token = match.start(), self.phrases.head[match.start()]
            word = self.tokens.lower[token]
            if word not in self.language.lists["heard_of"] or not self._is_unowned(number):
                continue
            stop = self.phrases.sentences[self.phrases.sentence_of[number]][1] - 1
            end = self.language.borders.end(self.tokens, self.phrases, number + 1, stop, ("that", word))
            content = content_spans(self.analysis, [(number + 1, end)], "t")
            told = [span for one in found if one.act in SPEAKS for span in one.content]
            if content and not any(span.overlaps(content[0]) for span in told):
                at = Span(self.tokens.starts[token], self.tokens.ends[token])
                added.append(self._rumour(content, number, at))
        return added

    def _is_unowned(self, number: int) -> bool:
        """“reports”, “media reports”, “several reports”; not “Lee's reports”."""
        first, head = self.phrases.first[number], self.phrases.head[number]
        return self.language.lists["hearsay_of"].issuperset(self.tokens.lower[first:head])

    def _beside(self, at: Span, found: Sequence[Draft]) -> Draft | None:
        """The claim in whose cue or content the hedge stands, if it has a source."""
        for draft in found:
            if draft.source.kind == "unknown" or draft.act not in {"statement", "finding"}:
                continue
            if (draft.cue is not None and draft.cue.holds(at)) or any(span.holds(at) for span in draft.content):
                return draft
        return None

    def _hedged(self, number: int, at: Span) -> Draft | None:
        """The clause around a hedge, without it, as a claim of nobody."""
        first, last = self.analysis.around(number)
        start, stop = number, number + 1
        while start > first and self.phrases.kinds[start - 1] not in ",;:-.(SukwQ":
            start -= 1
        while (
            stop < last
            and self.phrases.kinds[stop] not in ";.|)"
            and self.phrases.kinds[stop : stop + 2] not in (",k", ",u", ",w", ",S")
        ):
            stop += 1
        whole = self.analysis.span((start, stop))
        if whole is None:
            return None
        pieces = [
            trim(self.tokens.text, Span(*piece))
            for piece in ((whole.start, at.start), (at.end, whole.end))
            if piece[1] > piece[0]
        ]
        content = [piece for piece in pieces if piece is not None]
        if not content:
            return None
        return self._rumour(content, number, at)

    def _rumour(self, content: list[Span], number: int, at: Span) -> Draft:
        """What nobody is named for, told by the marker `at`."""
        return Draft(
            content,
            Source("unknown", "unknown"),
            "statement",
            "hedge",
            self.analysis.sentence(number),
            self.paragraph_of[number],
            number,
            relation="reported",
            cue=at,
            cue_head=at,
            hedge=at,
            kind="hedged",
            chance=0.75,
        )

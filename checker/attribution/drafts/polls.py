"""What polls found where no verb says so: “In a CNN poll, P”, “P in a new CNN poll”, “By the agency's tally, P”.

What a share of those polled says in such a sentence is the poll's own finding.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import compress, count
from operator import attrgetter

from checker.attribution.drafts.draft import Draft, content_spans
from checker.attribution.drafts.drafting import Drafting
from checker.attribution.drafts.scopes import SPEAKS
from checker.attribution.routes.stations import Station
from checker.model import Source

# What belongs to the poll behind it: “conducted for CNN and released on Thursday”.
_TAIL = re.compile(r"(?:k?[iy][nNKdzcO]|,?k[nNK](?=[,.|])|z|k?,?[EeCP](?=[iyz])|a(?=[iy]))*")
_OPENING = re.compile(r"[uk]?,?(?:r,)?")
_ASIDE = re.compile(r",(?:r,)?")
_FINITE = re.compile("[vCpPb]")
# Figures behind the poll: “in a CNN poll, 54 percent to 42”.
_FIGURES = re.compile(r",(?P<figures>[rygai]*[nc][nciazkry,]*)[.|]")
_CLOSED = frozenset(".|")
_APART = frozenset(";:QSwt")
_place = attrgetter("at")


class Polls:
    """Finds them in one text."""

    def __init__(self, drafting: Drafting) -> None:
        self.drafting, self.phrases, self.tokens = drafting, drafting.phrases, drafting.tokens
        self.lists, self.kinds = drafting.language.lists, drafting.phrases.kinds
        self._drafts: list[Draft] = []  # in order of their cues

    def added(self, drafts: list[Draft]) -> list[Draft]:
        """The drafts with those of polls, in order of text."""
        named = self.lists["polls"] | self.lists["tallies"]
        if named.isdisjoint(self.tokens.lower):
            return drafts
        found: list[Draft] = []
        self._credit(drafts)
        self._drafts = sorted(drafts, key=_place)
        for token in compress(count(), map(named.__contains__, self.tokens.lower)):
            number = bisect_right(self.phrases.first, token) - 1
            if self.phrases.head[number] != token or self.kinds[number] not in "nNK":
                continue
            draft = self._draft(number) if self._is_within(number) else self._tallied(number)
            if draft is not None and (not found or found[-1].at != draft.at):  # “the average of three polls has ...”
                found.append(draft)
        return sorted([*drafts, *found], key=lambda draft: (draft.cue or draft.content[0]).start) if found else drafts

    def _credit(self, drafts: Sequence[Draft]) -> None:
        """“A CNN poll shows how old it is: six in ten sailors said P”: what they said is the poll's finding."""
        poll: Draft | None = None
        for draft in drafts:
            if draft.source.kind == "document" and draft.source.name.split()[-1].lower() in self.lists["polls"]:
                poll = draft
            elif poll is not None and poll.sentence != draft.sentence:
                share = draft.source
                if draft.paragraph - poll.paragraph <= 1 and self._is_percentage(share) and not self._another(draft):
                    draft.source = replace(poll.source, span=share.span, phrase=share.phrase)
                    draft.relation = "published"
            elif poll is not None and self._is_share(draft.source):
                draft.source, draft.relation = poll.source, "published"
                colon = self.kinds.rfind(":", poll.at, draft.at)
                right = poll.candidate.right if poll.candidate is not None else None
                if draft.nested and colon > 0 and right is not None and right[0] < colon < right[1]:
                    poll.content = content_spans(self.drafting.analysis, [(right[0], colon)], "t")
                    draft.nested = False

    def _is_percentage(self, source: Source) -> bool:
        """“60 percent”, “51% of sailors”: so many of those whom the poll before has asked."""
        words = source.name.lower().split()
        return not source.named and any(word.endswith("%") or word in self.lists["shares"] for word in words)

    def _another(self, draft: Draft) -> bool:
        """Whether a poll without a claim stands before it in its sentence: “A CBS poll has less (44 percent say P)”."""
        start, _ = self.drafting.analysis.around(draft.at)
        return any(self._is_poll(number) for number in range(start, draft.at))

    def _is_within(self, number: int) -> bool:
        """Whether “in” stands before a poll, or “by” before a tally that is not the speaker's own."""
        before = self._preposition(number)
        if self.kinds[before] not in "iy":
            return False
        word, low = self.tokens.lower[self.phrases.first[before]], self.phrases.word[number]
        if self.phrases.letters[number][0] == "P":
            return False
        return word in self.lists["polled_in" if low in self.lists["polls"] else "counted_by"]

    def _preposition(self, number: int) -> int:
        """What stands before a poll and its month: “in a May poll”."""
        return max(number - 2 if self.kinds[number - 1] == "z" else number - 1, 0)

    def _draft(self, number: int) -> Draft | None:
        start, stop = self.drafting.analysis.around(number)
        tail = _TAIL.match(self.kinds, number + 1, stop)
        end = tail.end() if tail is not None else number + 1
        parts = self._parts(number, start, stop, end)
        if not parts or not self._is_figured(parts):
            return None
        inside = self._inside(start, stop)
        if not all(self._is_share(draft.source) for draft in inside):
            return None
        found = self._finding(number, end, self._preposition(number), parts)
        for draft in inside if found is not None else ():
            draft.nested = True
        return found

    def _tallied(self, number: int) -> Draft | None:
        """“The poll puts Lee at 40 percent”, “its count gives her 12 seats”: where nothing else is said.

        “The poll has Lee ahead”, but not “The poll has a margin of error”.
        """
        start, stop = self.drafting.analysis.around(number)
        tail = _TAIL.match(self.kinds, number + 1, stop)
        end = tail.end() if tail is not None else number + 1
        tallying = self.kinds[end] in "Cv" and self.phrases.word[end] in self.lists["tallying"]
        having = self.phrases.word[end] in self.lists["having"] and self.kinds[end + 1] in "NO"
        if not tallying and not having:
            return None
        parts = [(end + 1, stop)]
        if end + 1 >= stop or not self._is_figured(parts) or self._inside(start, stop):
            return None
        return self._finding(number, end, end, parts)

    def _inside(self, start: int, stop: int) -> list[Draft]:
        first = bisect_left(self._drafts, start, key=_place)
        behind = bisect_left(self._drafts, stop, first, key=_place)
        return [draft for draft in self._drafts[first:behind] if draft.act in SPEAKS and not draft.nested]

    def _finding(self, number: int, end: int, at: int, parts: list[tuple[int, int]]) -> Draft | None:
        """What a poll found, by the cue at phrase `at`; None where it is no document."""
        content = content_spans(self.drafting.analysis, parts, "t")
        source = self.drafting.sources.phrase_source((number, end), number)
        cue = self.drafting.analysis.token_span((self.phrases.first[at], self.phrases.last[at]))
        if not content or source.kind != "document":
            return None
        return Draft(
            content,
            source,
            "finding",
            "poll",
            self.drafting.analysis.sentence(number),
            self.drafting.paragraph_of[number],
            at,
            relation="according_to" if at < number else "published",
            stations=self._makers(number),
            cue=cue,
            cue_head=cue,
            chance=0.75,
        )

    def _parts(self, number: int, start: int, stop: int, end: int) -> list[tuple[int, int]]:
        """What the poll found: the rest of the sentence that it opens, or all before it in the one that it closes."""
        aside = _ASIDE.match(self.kinds, end, stop)
        at = self._preposition(number)
        if _OPENING.fullmatch(self.kinds, start, at):
            begin = aside.end() if aside is not None else stop
            return [(begin, stop)] if begin < stop else []
        before = at if self.kinds[at - 1] != "," else at - 1
        if self.phrases.word[number] not in self.lists["polls"]:
            return []
        alone = self.drafting.analysis.letters[self.phrases.head[number]] != "s"
        if not alone and self.kinds[number + 1 : number + 3] != "iN":
            return []  # “ahead in the polls” names none
        if any(self._is_poll(other) for other in range(start, number)):
            return []  # “50 percent in the May poll, compared to 40 in a later survey”
        if not _APART.isdisjoint(self.kinds[start:before]):
            return []
        if not _FINITE.search(self.kinds, start, before):  # “one in ten of those in a CNN poll said P”
            share = self.kinds[end] in "vCpPb" and self._is_figured([(start, before)])
            return [(start, before), (end, stop)] if share else []
        if self.kinds[end] in _CLOSED:
            return [(start, before)]
        figures = _FIGURES.match(self.kinds, end, stop)
        if figures is not None and self._is_figured([figures.span("figures")]):
            return [(start, before), figures.span("figures")]
        if self.kinds[end : end + 2] in {",n", ",K"}:
            return [(start, before)]  # “in a poll, a drop that ...”
        contrasted = self.kinds[end : end + 2] == ",S"  # “has 5% in the poll, while nobody else has more than 3%”
        contrasted = contrasted and self._is_figured([(start, before)]) and self._is_figured([(end, stop)])
        return [(start, before), (end, stop)] if contrasted else []

    def _is_figured(self, parts: Sequence[tuple[int, int]]) -> bool:
        """Whether a finding holds a number, or tells who is ahead."""
        letters, lower = self.drafting.analysis.letters, self.tokens.lower
        spans = [(self.phrases.first[first], self.phrases.last[last - 1]) for first, last in parts]
        return any(
            "c" in letters[first:last] or not self.lists["standings"].isdisjoint(lower[first:last])
            for first, last in spans
        )

    def _is_poll(self, number: int) -> bool:
        return self.kinds[number] in "nNK" and self.phrases.word[number] in self.lists["polls"]

    def _is_share(self, source: Source) -> bool:
        """“71 percent of voters”, “most of those polled”: no more than an answer to the poll."""
        words = source.name.lower().split()
        counted = bool(words) and (words[0][0].isdigit() or words[0] in self.lists["quantities"])
        return source.kind == "unknown" or (not source.named and (source.plural or counted or "percent" in words))

    def _makers(self, number: int) -> list[Station]:
        """“the Associated Press's tally”: the outlet that published it; a poll has its outlet in its name."""
        letters = self.phrases.letters[number]
        if "'" not in letters[1:] or self.phrases.word[number] in self.lists["polls"]:
            return []
        mention = self.drafting.routes.carriers.outlet_in(number)
        outlet = self.drafting.sources.outlet_source(mention, None) if mention is not None else None
        return [Station(outlet, "published", "maker")] if outlet is not None else []

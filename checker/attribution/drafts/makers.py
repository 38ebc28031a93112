"""Who made a document, and who published it: “a letter from the union”, “a report in the Argus Leader”."""

from __future__ import annotations

import re

from checker.attribution.cues.candidates import Candidate
from checker.attribution.drafts.draft import Draft
from checker.attribution.routes.stations import Routes, Station
from checker.model import Source

_MAKER = re.compile(r"[iy][NnK]")
_ISSUED = re.compile(r"(?:[iy][NnK])*,?r?(?P<how>[EeC])(?:z|[iy][NnKz]){1,3}(?=[,ic]|$)")


class Makers:
    """Finds them in one text."""

    def __init__(self, routes: Routes) -> None:
        self.routes, self.sources, self.language = routes, routes.sources, routes.language
        self.analysis, self.phrases, self.tokens = routes.analysis, routes.phrases, routes.analysis.tokens

    def outlet_of(self, part: tuple[int, int], head: int) -> Source | None:
        """“a report in the Argus Leader”, “the AP report”: an outlet's own article is the outlet."""
        low = self.phrases.word[head]
        if low in self.language.lists["outlet_bodies"]:
            mention = self.routes.carriers.outlet_in(head)
            return self.sources.outlet_source(mention, self.analysis.span(part)) if mention is not None else None
        if low not in self.language.lists["own_documents"]:
            return None
        for number in range(head, part[1]):
            if self.phrases.kinds[number] in "nNK" and (number == head or self.phrases.kinds[number - 1] in "iy"):
                mention = self.routes.carriers.outlet_in(number)
                if mention is not None:
                    return self.sources.outlet_source(mention, self.analysis.span(part))
            if number > head and self.phrases.kinds[number] not in "iynNKz":  # “a report on Monday by CNN”
                break
        return None

    def report_before(self, candidate: Candidate) -> Source | None:
        """“Lee denied a report from CNN saying P”: the participle is that of the report."""
        kinds, cue = self.phrases.kinds, candidate.cue
        if candidate.source_pattern != "shared" or kinds[cue] != "G":
            return None
        heads = [head for head in (cue - 1, cue - 3) if head >= 0 and kinds[head] in "nNK"]
        outlets = (self.outlet_of((head, cue), head) for head in heads if head == cue - 1 or kinds[head + 1] in "iy")
        return next((outlet for outlet in outlets if outlet is not None), None)

    def credit(self, draft: Draft, candidate: Candidate) -> None:
        """Name who speaks in a document: “a letter from the union said”; “a count by the AP” keeps both as hops."""
        if candidate.source is None or candidate.head is None or draft.source.span is None:
            return
        lists, head, document = self.language.lists, candidate.head, draft.source
        letters, first = self.phrases.letters[head], self.phrases.first[head]
        maker: Source | None = None
        low = self.phrases.word[head]
        authored, polled = low in lists["letters"], low in lists["polls"]  # “a poll by the institute” is the origin
        if "'" in letters[1:]:
            maker = self.sources.tokens_source(first, first + letters.rindex("'"))
        elif _MAKER.match(self.phrases.kinds, head + 1, candidate.source[1]) and (
            self.tokens.lower[self.phrases.first[head + 1]] in lists["makers"]
        ):
            maker = self.sources.phrase_source((head + 2, candidate.source[1]), head + 2)
            by = self.phrases.kinds[head + 1] == "y" and not maker.outlet  # “a study by Gallup” is its own origin
            authored = authored or (by and (maker.kind == "person" or not polled))
        carrier = self._carrier(head, candidate.source[1]) or self._issuer(candidate, head)
        if carrier is not None:
            if not self.routes.is_own(carrier.source):
                draft.stations.insert(0, carrier)
            known = carrier.source.outlet
            if maker is not None and maker.outlet is not None and known is not None and maker.outlet.id == known.id:
                return
        if maker is not None and authored and maker.kind in {"person", "unnamed", "organisation"}:
            draft.source = maker
            draft.stations.insert(0, Station(document, "published", "maker"))

    def _issuer(self, candidate: Candidate, head: int) -> Station | None:
        """“A study, published in May in Nature, found”, “A poll released by CNN found”: the outlet in between."""
        aside = _ISSUED.match(self.phrases.kinds, head + 1, candidate.cue)
        if aside is None or candidate.source_pattern not in {"aside", "shared"}:
            return None
        if self.phrases.word[aside.start("how")] not in self.language.lists["issued"]:
            return None
        outlets = (number for number in range(aside.end("how"), aside.end()) if self.routes.marked[number] == "X")
        mention = next((self.routes.carriers.outlet_in(number) for number in outlets), None)
        return Station(self.sources.outlet_source(mention, None), "published", "maker") if mention is not None else None

    def _carrier(self, head: int, stop: int) -> Station | None:
        """The outlet behind a document: “a count by the AP”, “a paper published in Nature”, not “of CNN files”."""
        kinds = self.phrases.kinds
        for number in range(head + 1, stop):
            if kinds[number - 1] in "iy":
                mention = self.routes.carriers.outlet_in(number) if kinds[number] in "nNK" else None
                top = self.phrases.head[number]
                whole = mention is not None and mention.span.end >= self.tokens.ends[top]
                if mention is not None and (whole or self.sources.common_kind(self.tokens.lower[top]) != "document"):
                    seen = kinds[number - 1] == "y" and kinds[number - 2] in "EePpC"
                    outlet = self.sources.outlet_source(mention, None)
                    return Station(outlet, "quoted_by" if seen else "published", "maker")
        return None

"""The route of a claim as its sentence prints it: who was told, in what document, on what platform, by whom relayed.

Patterns are data (rules/language/<code>/patterns/routes.yaml), searched over the phrases around a cue with the
claim's own content blanked out. An outlet is a hop only in such a place; anywhere else it is a topic, an owner, a
place.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace

from checker.attribution.analysis import Analysis
from checker.attribution.cues.candidates import Candidate
from checker.attribution.language import Language, RoutePattern
from checker.attribution.routes.carriers import Carriers
from checker.attribution.selection import ByCue, covered
from checker.attribution.sources.naming import Sources
from checker.model import Relation, Source
from checker.outlets import Mention

# What a station can be named by: without one of these letters no route is printed.
CARRIERS = re.compile("[XYMDW]")
CREDIT = "credit"  # the pattern of an outlet that stands in brackets behind a paragraph, which nothing refers to
_APPOSED = re.compile("[,-][nNK][^,.|-]{0,12}")  # behind a name
_FINITE = re.compile("[vCpPb]")
# A clause that hangs on what follows, up to the place asked for.
_HANGING = re.compile(r"[Sw][^,;:.]*(?P<verb>[vCpP])[^,;:.]*$")

# What may stand between an outlet and a clause on it or on its writer: “in the Post on Monday by Ann Lee, who said”.
_HUNG = re.compile(",?iw")
_SIGNED = re.compile("(?:z|iz|y[NnK])*[,-]?")


@dataclass(frozen=True, slots=True)
class Station:
    """A hop before it is placed on a chain: where it stands, and by which pattern."""

    source: Source
    relation: Relation
    pattern: str


class Routes:
    """Finds the stations printed around the cues of one text."""

    def __init__(self, analysis: Analysis, language: Language, sources: Sources, own: frozenset[str]) -> None:
        self.analysis, self.language, self.sources, self.own = analysis, language, sources, own
        self.phrases = analysis.phrases
        self.carriers = Carriers(analysis, language, sources)
        self.marked = self.carriers.marked
        self._crowds = language.lists["crowds"] | language.lists["audiences"]

    # ------------------------------------------------------------------------------------------------ stations

    def stations(self, candidate: Candidate, everyone: ByCue | None = None) -> list[Station]:
        """Stations around a claim, nearest the speaker first; the publisher itself is none.

        What others than the candidate say beside it tells nothing of its route.
        """
        found: list[tuple[int, Station]] = []
        told = self._told(candidate)
        if told is not None and candidate.recipient is not None:
            found.append((candidate.cue, told))
            for number in self.carriers.listed(candidate.recipient[0]):
                found.append((candidate.cue, Station(self._source(number, "outlet"), "told", "told")))
        if candidate.lemma in self.language.lists["posting"]:
            found.append((candidate.cue, self._posted(candidate)))
        column = self._column(candidate)
        if column is not None:
            found.append((candidate.cue, column))
        start, stop = self.analysis.around(candidate.cue)
        carried = self._is_carried(candidate, start, stop)
        if not carried and not found:
            return []
        others = everyone.between(start, stop) if everyone is not None else ()
        string = self._region(candidate, others, start, stop) if carried else ""
        clause = self._clause(candidate)
        near, aired = self.language.lists["near_routes"], self.language.lists["aired_routes"]
        for pattern in self.language.routes_of(candidate.lemma, string):
            for match in pattern.find.finditer(string):
                if not self.worded(pattern, match, start) or any(
                    start + match.start() <= at < start + match.end() for at, _ in found
                ):
                    continue
                if pattern.name in near and self._is_apart(match, candidate.cue, start):
                    continue
                if clause >= start + match.end() and self._is_before(clause, start + match.end()):
                    continue
                if pattern.name in aired and self._is_printed(start + match.start("outlet")):
                    continue
                found.extend(self.hops_of(pattern, match, start))
        return self._ordered([station for _, station in found if not self.is_own(station.source)], told is not None)

    def _clause(self, candidate: Candidate) -> int:
        """The phrase that opens the relative clause which a claim is told in; -1 where it is told in none."""
        if candidate.source is None or candidate.head is None:
            return -1
        kinds, first = self.phrases.kinds, candidate.source[0]
        if kinds[candidate.head] == "w":
            return candidate.head
        return first - 1 if first and kinds[first - 1] == "w" else -1

    def _is_before(self, clause: int, last: int) -> bool:
        """“told it on CNN to those who had said P”: what ends at `last` is no part of the relative clause."""
        between, kinds = self.phrases.kinds[last:clause], self.phrases.kinds
        if kinds[clause - 1] in "iy":
            return _FINITE.search(between) is not None
        return _SIGNED.fullmatch(between) is None

    def _is_printed(self, number: int) -> bool:
        """“turned on the Post”: nobody speaks on a newspaper, unless on its radio."""
        mention = self.carriers.outlet_in(number) if self.marked[number] == "X" else None
        if mention is None or mention.outlet.kind not in self.language.lists["printed_kinds"]:
            return False
        behind = bisect_left(self.analysis.tokens.starts, mention.span.end)
        return self.language.lists["media"].isdisjoint(self.analysis.tokens.lower[behind : self.phrases.last[number]])

    def _is_carried(self, candidate: Candidate, start: int, stop: int) -> bool:
        """Whether there is anything between two phrases that can carry words and is no part of them."""
        carriers = [carrier.start() for carrier in CARRIERS.finditer(self.marked, start, stop)]
        inside = covered(candidate) if carriers else []
        return any(not any(first <= number < last for first, last in inside) for number in carriers)

    def _ordered(self, stations: list[Station], told: bool) -> list[Station]:
        """Documents first, then platforms, who was told, who relayed.

        A document used to answer an outlet is none, nor is what is posted on a platform: “in a post on Facebook”.
        """
        rank = {"published": 1, "posted_on": 2, "told": 3, "interviewed_by": 3}
        posted = any(station.relation == "posted_on" for station in stations)
        answered = any(station.relation in {"told", "interviewed_by"} for station in stations)
        relayed = any(station.source.kind == "outlet" for station in stations)
        kept: list[Station] = []
        for station in sorted(stations, key=lambda station: rank.get(station.relation, 4)):
            if station.source.kind == "document" and (told or answered or self._is_answer(station, relayed)):
                continue
            post = station.source.name.split()[-1].lower() in self.language.lists["posts"]
            if posted and post and station.source.kind == "document":
                continue
            if not any(_same(station.source, other.source) for other in kept):
                kept.append(station)
        return kept

    def _is_answer(self, station: Station, relayed: bool) -> bool:
        """“in an email”: how somebody answered, no document, unless it is a known or dated one or was passed on."""
        source, words = station.source, station.source.name.lower().split()
        if relayed or source.span is None or words[-1] not in self.language.lists["answers"]:
            return words[-1] in self.language.lists["own_documents"] and relayed
        number = self.analysis.phrase_at(source.span)
        dated = self.phrases.kinds[max(number - 2, 0) : number] == "z,"  # “in a May 4, 2012 email”
        if dated or station.pattern in self.language.lists["issuing_routes"]:
            return False
        tail = self.phrases.kinds[number + 1 : number + 2]
        first = self.analysis.tokens.lower[self.phrases.first[number]]
        return tail not in {"i", "w", "E", "e", "C"} and first not in self.language.lists["definite"]

    def _told(self, candidate: Candidate) -> Station | None:
        if candidate.recipient is None:
            return None
        number = candidate.recipient[0]
        head = self.phrases.head[number]
        mention = self.carriers.outlet_in(number) if self.analysis.tokens.words[head] not in self._crowds else None
        if mention is None and self.phrases.kinds[number + 1 : number + 3] in ("iN", "iX"):
            mention = self.carriers.outlet_in(number + 2)  # “told Ann Lee of Fox News”
        if mention is not None:
            source = self.sources.outlet_source(mention, None)
            return Station(source, "told", "told") if source.kind == "outlet" else None  # not “told Amnesty”
        paper = self.marked[number] == "D" and self.phrases.word[number]
        site = not paper and self.phrases.word[number] in self.language.lists["sites"]
        if self.marked[number] == "M" or paper in self.language.lists["media"] or site:
            return Station(self._definite(number), "told", "told")
        return None

    def own_told(self, candidate: Candidate) -> bool:
        """Whether the one told is the publisher itself."""
        told = self._told(candidate)
        return told is not None and self.is_own(told.source)

    def _definite(self, number: int) -> Source:
        """“the newspaper”: an outlet whose name is to be found earlier (speakers/identities.py)."""
        first, last = self.phrases.first[number], self.phrases.last[number]
        span = self.analysis.token_span((first, last))
        bare = first + (self.analysis.letters[first] == "D" and last - first > 1)
        return Source(self.analysis.tokens.phrase(bare, last), "outlet", span, span)

    def _posted(self, candidate: Candidate) -> Station:
        head = self.phrases.head[candidate.cue]
        word = self.analysis.tokens.lower[head]
        name = self.language.platforms.get(word) or self.language.platforms[candidate.lemma]
        span = self.analysis.token_span((head, head + 1))
        return Station(Source(name, "social", span, span, named=True), "posted_on", "posting")

    def _column(self, candidate: Candidate) -> Station | None:
        """“Lee, a columnist for The Guardian, wrote ...”: what a paper's own writer wrote stood in it."""
        if (
            candidate.lemma not in self.language.lists["column_verbs"]
            or candidate.source is None
            or candidate.head is None
        ):
            return None
        for number in range(candidate.head + 1, candidate.source[1]):
            if self.marked[number] == "X" and self.phrases.kinds[number - 1] in "iy":
                words = self.analysis.tokens.lower[self.phrases.first[candidate.source[0]] : self.phrases.first[number]]
                mention = self.carriers.outlet_in(number)
                if mention is not None and any(word in self.language.lists["columnists"] for word in words):
                    return Station(self.sources.outlet_source(mention, None), "published", "column")
        return None

    def _region(self, candidate: Candidate, others: Iterable[Candidate], start: int, stop: int) -> str:
        """The phrases around a cue with the candidate's content, and the clauses of other speakers, blanked out."""
        letters = list(self.marked[start:stop])

        def blank(first: int, last: int) -> None:
            first, last = max(first, start) - start, min(last, stop) - start
            letters[first:last] = "#" * max(last - first, 0)

        inside = covered(candidate)
        for part in inside:
            blank(*part)
        quizzed = self.phrases.word[start] in self.language.lists["quizzed"]
        for other in others:
            if other is candidate or other.source == candidate.source:
                continue
            if other.cue < candidate.cue and (quizzed or self._quizzes(other)):
                continue  # “Asked on CNN why she had to leave, Lee said P”, “When CNN asked Lee why, she said P”
            if self.phrases.kinds[other.cue] == "C" and any(part[0] <= other.cue < part[1] for part in inside):
                continue  # “Lee said she knew it on Friday's broadcast of CNN's show”: what she knew ends there
            parts = [part for part in (other.source, *covered(other)) if part]
            first = min([other.cue, *(part[0] for part in parts)])
            last = max([other.cue_end, *(part[1] for part in parts)])
            if not first <= candidate.cue < last and not self._hangs(candidate, last):
                blank(first, last)
        if candidate.source and candidate.head is not None:
            blank(min(candidate.source[0], candidate.head), candidate.head + 1)
            apposed = _APPOSED.match(self.phrases.kinds, candidate.head + 1)
            if apposed is not None:
                blank(*apposed.span())  # “Lee, a host on CNN, said”
            clause = self.phrases.kinds.find("w", *candidate.source)
            if (
                clause > candidate.head
                and not self._talks(clause)
                and "V" not in self.marked[clause : candidate.source[1]]
            ):
                end = self.phrases.kinds.find(",", clause, candidate.source[1])
                blank(clause, end if end > 0 else candidate.source[1])  # “Lee, who had seen it on CNN, said”
        return "".join(letters)

    def _hangs(self, candidate: Candidate, number: int) -> bool:
        """“Lee released a video on Monday, in which she said P”: the relative clause behind it tells what it is."""
        hung = _HUNG.match(self.phrases.kinds, number)
        return hung is not None and candidate.source is not None and candidate.source[0] == hung.end()

    def _quizzes(self, candidate: Candidate) -> bool:
        """Whether somebody is asked by an outlet."""
        asked = self.phrases.word[candidate.cue] in self.language.lists["quizzed"]
        return asked and candidate.source is not None and "X" in self.marked[slice(*candidate.source)]

    def _talks(self, clause: int) -> bool:
        """Whether a relative clause tells that somebody spoke to an outlet: “officials, who spoke to CNN, said”."""
        verb = self.phrases.word[min(clause + 1, len(self.marked) - 1)]
        return self.marked[clause + 2 : clause + 4] in {"iX", "iM"} and verb in self.language.lists["talks"]

    def worded(self, pattern: RoutePattern, match: re.Match[str], start: int) -> bool:
        """Whether the groups of a match, found from phrase `start` on, are made of the pattern's words."""
        for group, words in pattern.words.items():
            at = match.start(group)
            if at >= 0 and self.analysis.tokens.lower[self.phrases.last[start + at] - 1] not in words:
                return False
        return True

    def _is_apart(self, match: re.Match[str], cue: int, start: int) -> bool:
        """Whether another verb than the cue carries a match: “after he mocked her on Twitter, Lee told CNN P”."""
        if start + match.start() > cue:
            verbs = _FINITE.finditer(match.string, cue + 1 - start, match.end())
            heads = (self.phrases.word[start + verb.start()] for verb in verbs)
            return not self.language.lists["posts"].issuperset(heads)  # “in a series of posts on X”
        hanging = _HANGING.search(self.marked, start, start + match.start())
        if hanging is None:
            return False
        verb = self.phrases.word[hanging.start("verb")]
        return verb not in self.language.lists["quizzed"]  # “when asked about it on CNN, Lee said P”

    def outlets_of(self, candidate: Candidate) -> list[Mention]:
        """The outlets that a source lists."""
        first, last = candidate.source or (0, 0)
        for number in range(first, last):
            if self.marked[number] == "X":
                mentions = [
                    self.carriers.outlet_in(place) for place in (number, *self.carriers.listed(number)) if place < last
                ]
                return [mention for mention in mentions if mention is not None]
        return []

    def hops_of(self, pattern: RoutePattern, match: re.Match[str], start: int) -> list[tuple[int, Station]]:
        """The stations of a match, each with its phrase."""
        groups = match.groupdict()
        found: list[tuple[int, Station]] = []
        for group in ("document", "platform", "outlet"):
            if groups.get(group):
                number = start + match.start(group)
                relation: Relation = "published" if group == "document" else pattern.relation
                named = [number, *self.carriers.listed(number)] if group == "outlet" else [number]
                found.extend((place, Station(self._source(place, group), relation, pattern.name)) for place in named)
        return found

    def _source(self, number: int, group: str) -> Source:
        if group == "outlet":
            mention = self.carriers.outlet_in(number)
            return self.sources.outlet_source(mention, None) if mention else self._definite(number)
        source = self.sources.phrase_source((number, number + 1), number)
        if group == "platform":
            token = self.carriers.platform_in(number)
            word, span = self.analysis.tokens.words[token], self.analysis.token_span((token, token + 1))
            name = self.language.platforms.get(word, word)
            return replace(source, name=name, kind="social", span=span, named=True)
        return replace(source, kind="document")

    def is_own(self, source: Source) -> bool:
        """Whether an outlet is the publisher itself: its words told to itself are first-hand."""
        outlet = source.outlet
        return outlet is not None and bool({outlet.id or outlet.name, outlet.domain} & self.own)

    def is_step(self, candidate: Candidate) -> bool:
        """Whether a candidate is only a step of another's route, as in “an email obtained by CNN”."""
        after = self.marked[candidate.cue + 1 : candidate.cue + 3]
        kind = self.phrases.kinds[candidate.cue]
        relative = kind == "P" and candidate.cue > 0 and self.phrases.kinds[candidate.cue - 1] == "w"
        if (kind not in "CEG" and not relative) or after not in {"yX", "yM"}:
            return False
        return self.phrases.word[candidate.cue] in self.language.lists["steps"]

    # ------------------------------------------------------------------------------------------------ origins

    def cited(self, candidate: Candidate) -> Source | None:
        """Whom the reporting outlet cites in the same sentence: “the agency said, citing the ministry”."""
        start, stop = self.analysis.around(candidate.cue)
        inside = covered(candidate)
        for number in range(start, stop - 1):
            relative = self.phrases.kinds[number - 1 : number + 1] == "wC"  # “according to Reuters, which cited Lee”
            if (self.phrases.kinds[number] not in "Gg" and not relative) or any(
                first <= number < last for first, last in inside if number != first
            ):
                continue
            if self.phrases.word[number] in self.language.lists["citing"] and self.phrases.kinds[number + 1] in "NnK":
                part = self._extent(number + 1, stop)
                found = self.sources.phrase_source(part, number + 1)
                return found if found.kind in {"person", "unnamed", "organisation", "document", "outlet"} else None
        return None

    def _extent(self, number: int, stop: int) -> tuple[int, int]:
        last = number + 1
        while last + 1 < stop and self.phrases.kinds[last] in "iya" and self.phrases.kinds[last + 1] in "NnKz":
            last += 2
        return number, last


def _same(one: Source, other: Source) -> bool:
    if one.outlet is not None and other.outlet is not None:
        return one.outlet.id == other.outlet.id and (one.outlet.domain == other.outlet.domain)
    return one.name == other.name and one.kind == other.kind

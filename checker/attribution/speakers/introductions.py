"""Talks that a text introduces before anybody says something in them: who met which outlet, and who asked there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from checker.attribution.analysis import Analysis
from checker.attribution.drafts.draft import Draft
from checker.attribution.routes.stations import Routes, Station

_CARRIER = re.compile("[XYW]")
_PAIR = re.compile("NkN(?=[vCb])")


@dataclass(frozen=True, slots=True)
class Introduction:
    """A sentence that brings people and an outlet together: “In an interview with CNN's Ann Roe, Lee was asked ...”.

    `names` are the words for those who may speak in it, `hosts` the ones of them who ask there on the outlet's behalf,
    `guests` those who came together: “In an interview with CNN, Lee and Kerr spoke about it”.
    """

    at: int
    paragraph: int
    names: frozenset[str]
    hosts: frozenset[str]
    station: Station
    opened: bool = False
    guests: frozenset[str] = frozenset()


def find_introductions(routes: Routes, paragraph_of: Sequence[int], drafts: Sequence[Draft]) -> list[Introduction]:
    """Sentences without a claim of their own in which somebody meets an outlet."""
    analysis, found = routes.analysis, []
    phrases, lists = analysis.phrases, routes.language.lists
    claimed = {phrases.sentence_of[draft.at] for draft in drafts if _speaks(draft, lists["asking"])}
    patterns = [pattern for pattern in routes.language.routes if pattern.name in lists["introducing_routes"]]
    carrying = {phrases.sentence_of[carrier.start()] for carrier in _CARRIER.finditer(routes.marked)}
    for sentence in sorted(carrying - claimed):
        start, stop = phrases.sentences[sentence]
        string = routes.marked[start:stop]
        for pattern in patterns:
            match = pattern.find.search(string)
            if match is None or not routes.worded(pattern, match, start):
                continue
            stations = [station for _, station in routes.hops_of(pattern, match, start)]
            stations = [station for station in stations if not routes.is_own(station.source)]
            if stations:
                social = stations[-1].source.kind == "social"  # there, only who turned to it speaks
                present = range(start, start + match.start() if social else stop)
                names = frozenset().union(*(_names(analysis, number) for number in present))
                hosts = hosts_of(stations[-1], analysis)
                pairs = _PAIR.finditer(routes.marked, start, stop)
                guests = frozenset().union(
                    *(_names(analysis, pair.start() + side) for pair in pairs for side in (0, 2))
                )
                found.append(
                    Introduction(start, paragraph_of[start], names, hosts, stations[-1], guests=guests - hosts)
                )
                break
    return found


def _speaks(draft: Draft, asking: frozenset[str]) -> bool:
    """Whether a draft says something, rather than tells that somebody tried to, or asked."""
    said = draft.candidate is not None and draft.act in {"statement", "finding"}
    return said and draft.candidate is not None and draft.candidate.lemma not in asking


def hosts_of(station: Station, analysis: Analysis) -> frozenset[str]:
    """The words of a journalist's name beside the outlet's: “Roe” in “CNN's Ann Roe”."""
    span = station.source.span
    if span is None or station.source.outlet is None:
        return frozenset()
    number = analysis.phrase_at(span)
    named = _names(analysis, number)
    beside = analysis.phrases.kinds[max(number - 2, 0) : number]
    if beside == "Ni" and station.relation == "told":  # “told Ann Roe of Fox News”
        named |= _names(analysis, number - 2)
    if analysis.phrases.kinds[number + 1 : number + 3] in {"kN", "kn"}:  # “CNN anchor and news correspondent Ann Roe”
        named |= _names(analysis, number + 2)
    return named - frozenset(span.of(analysis.tokens.text).split())


def _names(analysis: Analysis, number: int) -> frozenset[str]:
    """The capitalised words of a phrase; none of a title: “on The Ann Roe Show” brings nobody together."""
    words = analysis.tokens.words[analysis.phrases.first[number] : analysis.phrases.last[number]]
    opens = number == 0 or analysis.phrases.kinds[number - 1] in ".|"
    letters = analysis.phrases.letters[number]
    if words and letters[0] == "D" and "'" not in letters and words[0][0].isupper() and not opens:
        return frozenset()
    return frozenset(word for word in words if word[0].isupper())

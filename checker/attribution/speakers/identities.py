"""Who “the official” and “the newspaper” are; each source with its identity."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from checker.attribution.analysis import Analysis
from checker.attribution.drafts.draft import Draft
from checker.attribution.language import Language
from checker.attribution.routes.stations import CREDIT, Station
from checker.attribution.sources.antecedents import Antecedents
from checker.attribution.sources.naming import Sources
from checker.attribution.speakers.carrying import Carrying
from checker.attribution.speakers.introductions import Introduction
from checker.attribution.speakers.pronouns import Pronouns
from checker.model import Source, Span

_OUTLET_REACH = 40  # mentions
_COMING = 4  # claims
_BEHIND_QUOTE = re.compile("Q[vC]?$")


class Speakers:
    """Resolves the sources of one text's claims, in order."""

    def __init__(
        self,
        analysis: Analysis,
        language: Language,
        sources: Sources,
        introductions: Sequence[Introduction] = (),
        venues: Sequence[int] = (),
    ) -> None:
        self.analysis, self.language, self.sources = analysis, language, sources
        self.antecedents = Antecedents(analysis, sources)
        self.pronouns = Pronouns(analysis, language, sources, self.antecedents)
        self.carrying = Carrying(analysis, language, introductions, venues)
        self.ids: dict[str, str] = {}
        self.last_outlet: Station | None = None
        self.reports: dict[str, Station] = {}

    def resolve(self, drafts: Sequence[Draft]) -> None:
        """Give every draft its full source, its identity and the stations carried over to it."""
        earlier: list[Draft] = []
        for number, draft in enumerate(drafts):
            full = self._full(draft, earlier)
            if not full.named and self._is_single(full):
                full = self._coming(draft, full, drafts[number + 1 : number + _COMING]) or full
            if full.kind == "organisation" and draft.source.kind == "outlet" and draft.relation == "reported":
                draft.relation = "said"
            draft.source = self._identify(full)
            if draft.cited is not None:
                draft.cited = self._identify(draft.cited)
            if draft.stations or draft.relays:
                draft.stations = self._stations(draft.stations, draft.source)
                draft.relays = self._stations(draft.relays, draft.source)
            self.carrying.introduce(draft)
            self.carrying.carry(draft, earlier, self._station)
            self._remember(draft)
            if not draft.nested or draft.passes_on is not None or self._is_relayed(draft):
                self.pronouns.remember(draft, len(earlier))
                earlier.append(draft)

    @staticmethod
    def _is_relayed(draft: Draft) -> bool:
        """“According to CNN, Lee praised Q”: what Lee says next was said there too, though all of it is CNN's claim."""
        return any(station.pattern == "according-to" for station in draft.stations)

    # --------------------------------------------------------------------------------------------- identity

    def _identify(self, source: Source) -> Source:
        if source.kind == "unknown":
            return source
        key = source.outlet.id if source.outlet is not None and source.outlet.id else self.antecedents.identity(source)
        known = self.ids.setdefault(key, f"s{len(self.ids) + 1}")
        return source if source.id == known else source.known_as(known)

    def _full(self, draft: Draft, earlier: Sequence[Draft]) -> Source:
        source = draft.source
        if draft.continues is not None and draft.cue is None:
            return replace(draft.continues.source, span=None, phrase=None)
        if source.pronoun and source.span is not None and source.kind == "person" and not source.named:
            return self.pronouns.meant(draft, source, earlier)
        holder = self._holder(source)
        if holder is not None:
            return replace(source, name=holder, kind="person", named=True, described=True)
        bearer = self._bearer(draft, source, earlier)
        if bearer is not None:
            return bearer.meant_by(source)
        if source.kind == "outlet" and source.outlet is None:
            return self._definite_outlet(source)
        if source.kind == "document" and source.span is not None and self._is_definite(source.span):
            return self._definite_document(source)
        if (
            source.kind in {"unnamed", "organisation"}
            and not source.named
            and source.span is not None
            and self._is_definite(source.span)
        ):
            return self._definite_person(draft, source, earlier)
        return source

    def _holder(self, source: Source) -> str | None:
        """“the mayor” after “Mayor Ann Lee”."""
        if source.span is None or source.kind == "outlet":
            return None
        number = self.analysis.phrase_at(source.span)
        token = self.analysis.phrases.head[number]
        if self.analysis.tokens.words[token] not in self.language.offices or not self._is_definite(source.span):
            return None
        return self.sources.names.holder(token)

    def _bearer(self, draft: Draft, source: Source, earlier: Sequence[Draft]) -> Source | None:
        """“Lee told CNN that P. The senator added Q”: the only one named, who spoke last or acts there."""
        if source.span is None or not self._has_role(source.span):
            return None
        number = self.analysis.phrase_at(source.span)
        last = earlier[-1] if earlier and draft.paragraph - earlier[-1].paragraph <= 1 else None
        if last is not None and last.candidate is not None and last.candidate.lemma in self.language.lists["asking"]:
            return None  # ““Is it safe?” Roe asked. “It is,” the senator said.”
        found = self.antecedents.bearer(number, last.source if last is not None else None, " " not in source.name)
        if found is not None and not self.language.lists["not_held"].isdisjoint(found.description.lower().split()):
            return None  # “former Mayor Ann Lee” is not the mayor
        goes_on = draft.candidate is not None and draft.candidate.lemma in self.language.lists["going_on"]
        beside = last is not None and last.paragraph == draft.paragraph and last.act == "statement"
        aside = draft.act == "belief"  # “The senator likes it, too. “P,” Lee said”
        draft.fresh = draft.fresh or not (found is None or goes_on or beside or aside)  # “the senator has said” later
        return found

    def _has_role(self, span: Span) -> bool:
        """“the senator”."""
        number = self.analysis.phrase_at(span)
        low = self.analysis.phrases.word[number]
        role = low in self.language.lists["roles"] or low.rpartition("-")[2] in self.language.lists["ages"]
        return role and self._is_the(span) and self.antecedents.leads(number)

    def _is_single(self, source: Source) -> bool:
        """“he”, “the senator”: one person whom a text must have named."""
        return source.span is not None and (self.pronouns.gender(source) != "" or self._has_role(source.span))

    def _coming(self, draft: Draft, source: Source, later: Sequence[Draft]) -> Source | None:
        """“P,” he told CNN. “Q,” Lee added: where a text begins so, he is who speaks next by a surname alone."""
        others = (one for one in later if one.sentence != draft.sentence)
        after = next((one for one in others if not one.nested and not one.source.pronoun), None)
        if after is None or after.paragraph - draft.paragraph > 1 or after.source.span is None:
            return None
        found, text = after.source, self.analysis.tokens.text
        place, printed = self.pronouns.place(after, found), after.source.span.of(text)
        if found.kind != "person" or not found.named or not self.antecedents.fits(found, self.pronouns.gender(source)):
            return None
        if " " in printed or any(printed in span.of(text) for span in (*draft.content, draft.sentence)):
            return None
        if not _BEHIND_QUOTE.search(self.analysis.phrases.kinds[max(place - 2, 0) : place]):
            return None
        if self.antecedents.tells_of(self.pronouns.place(draft, source), self.language.speakers.people):
            return None
        return replace(after.source, span=source.span, phrase=source.phrase, pronoun=source.pronoun)

    def _is_definite(self, span: Span) -> bool:
        number = self.analysis.phrase_at(span)
        first = self.analysis.phrases.first[number]
        return (
            self.analysis.letters[first] in "DP"
            and self.analysis.tokens.lower[first] in self.language.lists["definite"]
        )

    def _definite_outlet(self, source: Source) -> Source:
        known = None
        if source.span is not None and self._is_definite(source.span):
            known = self.last_outlet.source if self.last_outlet is not None else self._named_before(source.span)
        *before, head = source.name.lower().split()
        bodies = self.language.lists["organisations"] & self.language.lists["media"]
        if head in bodies and self.language.lists["press"].isdisjoint(before):
            agency = known is not None and known.outlet is not None and known.outlet.kind == "wire" and not before
            if not agency:
                return replace(source, kind="organisation", named=False)  # “the agency”, where no Reuters is about
        return known.meant_by(source) if known else replace(source, named=False)

    def _named_before(self, span: Span) -> Source | None:
        """The only outlet that was named so far, though nothing was attributed to it."""
        mentions = self.sources.names.mentions
        if not mentions or mentions[0].span.end > span.start:
            return None
        first = mentions[0].outlet.id or mentions[0].alias
        for mention in itertools.takewhile(lambda mention: mention.span.end <= span.start, mentions[1:_OUTLET_REACH]):
            if (mention.outlet.id or mention.alias) != first:
                return None
        return self.sources.outlet_source(mentions[0], None)

    def _definite_document(self, source: Source) -> Source:
        word, polls = source.name.split()[-1].lower(), self.language.lists["polls"]
        item = source.span if word in self.language.lists["press_items"] else None
        if item is not None and not self._is_the(item):
            return source  # “this story has been updated”: the one being read
        words = polls if word in polls else {word}  # “the poll” of “a survey”
        known = next((station for name, station in reversed(self.reports.items()) if name in words), None)
        called = {"newspaper": "media", "news-site": "sites"}  # “the paper”, “the site”
        if known is None and self.last_outlet is not None and self.last_outlet.source.outlet is not None:
            outlet = self.last_outlet.source.outlet
            kind = "news-site" if outlet.status == "unregistered" and outlet.domain else outlet.kind
            words = self.language.lists.get(called.get(kind, ""), frozenset())
            known = self.last_outlet if word in words else None
        elif known is None and item is not None:
            maker = self._named_before(item)  # “Time magazine ran a profile. The story called him rich.”
            return maker.meant_by(source) if maker is not None else source
        if known is None or not _names(source).issubset(known.source.name.split()):
            return source  # “the FBI report” is none of CNN's, “the Fox poll” not the CBS poll
        return known.source.meant_by(source)

    def _is_the(self, span: Span) -> bool:
        """“the story”, not “this story”."""
        first = self.analysis.phrases.first[self.analysis.phrase_at(span)]
        return self.analysis.tokens.lower[first] in self.language.lists["the"]

    def _definite_person(self, draft: Draft, source: Source, earlier: Sequence[Draft]) -> Source:
        """“the expert” after “one legal expert”."""
        head = source.name.split()[-1].casefold()
        for before in reversed(earlier[-8:]):
            known = before.cited or before.source
            if known.kind == source.kind and head in known.name.casefold().split() and known.span != source.span:
                return known.meant_by(source)
            if draft.paragraph - before.paragraph <= 1 and self._is_body(source, known):
                return known.meant_by(source)
            near = draft.paragraph - before.paragraph <= 1 and known.kind == "person"
            last = known.description.split()[-1] if near and known.description else ""
            if last.casefold() == source.name.casefold() and (
                source.kind == "unnamed" or last in self.language.lists["titles"]
            ):
                return known.meant_by(source)  # “the lawyer” after “the lawyer Ann Lee”
        return source

    def _is_body(self, source: Source, known: Source) -> bool:
        """“the company” after “Lee Motors”, “the group” after “the Lee Foundation”."""
        lists, noun, last = self.language.lists, source.name.lower(), known.name.split()[-1]
        if known.kind != "organisation" or not known.named or source.span is None or not self._is_the(source.span):
            return False
        return (noun in lists["firms"] and last in lists["firm_names"]) or (
            noun in lists["groups"] and last in lists["group_names"]
        )

    def _stations(self, stations: Sequence[Station], speaker: Source) -> list[Station]:
        """Each resolved; a body that was taken for an outlet (“told the agency”) passes nothing on."""
        resolved = [(station, self._station(station, speaker)) for station in stations]
        return [now for before, now in resolved if now.source.kind == before.source.kind or now.source.outlet]

    def _station(self, station: Station, speaker: Source) -> Station:
        source = station.source
        if source.kind == "outlet" and source.outlet is None:
            own = speaker.outlet is not None and speaker.outlet.kind in {"", source.name.lower().split()[-1]}
            # “The CBC found that P, according to records obtained by the broadcaster” is about the CBC.
            source = replace(speaker, span=source.span) if own else self._definite_outlet(source)
        elif source.kind == "document" and source.span is not None and self._is_definite(source.span):
            source = self._definite_document(source)
        return Station(self._identify(source), station.relation, station.pattern)

    def _remember(self, draft: Draft) -> None:
        for station in [*draft.stations, *draft.relays]:
            if station.source.kind == "document":
                self.reports.setdefault(station.source.name.split()[-1].lower(), station)
            if station.source.kind == "outlet" and station.source.outlet is not None and station.pattern != CREDIT:
                self.last_outlet = station
                for word in self.language.lists["own_documents"]:
                    self.reports[word] = station
        if draft.source.kind == "outlet" and draft.source.outlet is not None:
            self.last_outlet = Station(draft.source, "reported", draft.pattern)
            for word in self.language.lists["own_documents"]:
                self.reports[word] = self.last_outlet
        if draft.source.kind == "document":
            self.reports[draft.source.name.split()[-1].lower()] = Station(draft.source, "published", draft.pattern)


def _names(source: Source) -> set[str]:
    """The names in what a document is called: “Fox” in “Fox poll”."""
    return {word for word in source.name.split() if word[0].isupper()}

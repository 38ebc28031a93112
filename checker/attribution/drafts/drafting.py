"""Attributions into drafts of claims: merged where one only passes the other on, hedges and lone quotations added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checker.attribution.analysis import Analysis, is_surveyed
from checker.attribution.cues.candidates import Candidate
from checker.attribution.cues.scoring import THRESHOLD
from checker.attribution.drafts.acts import Acts
from checker.attribution.drafts.cueless import Cueless
from checker.attribution.drafts.draft import Draft, Quoted, content_spans, coverage, cue_spans, is_qualified
from checker.attribution.drafts.firms import Firms
from checker.attribution.drafts.makers import Makers
from checker.attribution.drafts.scopes import SPOKEN, Scopes
from checker.attribution.language import Language
from checker.attribution.routes.occasions import Occasions
from checker.attribution.routes.reporters import Reporters
from checker.attribution.routes.stations import Routes, Station
from checker.attribution.selection import ByCue, covered
from checker.attribution.sources.naming import Sources
from checker.model import Relation, Source

# An outer report that consists to this part of somebody's speech is only a relay of it.
PASSED_ON = 0.7
_FINITE = frozenset("vCpPb")
_REPORTED = frozenset({"outlet", "document"})


def _quotes(draft: Draft, quoted: Quoted) -> bool:
    return any(quoted.touching(span) for span in draft.content)


class Drafting:
    """Makes the drafts of one text."""

    def __init__(
        self, analysis: Analysis, language: Language, sources: Sources, routes: Routes, explain: bool = False
    ) -> None:
        self.analysis, self.language, self.sources, self.routes = analysis, language, sources, routes
        self.phrases, self.tokens, self.explain = analysis.phrases, analysis.tokens, explain
        self.quoted, self.acts, self.firms = Quoted(analysis), Acts(analysis, language), Firms(analysis, language)
        self.makers, self.reporters, self.occasions = Makers(routes), Reporters(routes), Occasions(routes)
        self.paragraph_of = analysis.paragraphs()
        self._sources_of: dict[int, Source] = {}

    def drafts(self, outer: Sequence[Candidate], inner: Sequence[Candidate]) -> list[Draft]:
        """All drafts in order of text."""
        outer = self.occasions.without(outer)
        within, parted = ByCue(inner), dict[int, list[Station]]()
        apart = self._set_apart(outer, inner)
        merged, found = self._merged(outer, within), []
        outer = [candidate for candidate in outer if not self.routes.is_step(candidate)]
        everyone = ByCue([*outer, *(candidate for candidate in inner if not self.routes.is_step(candidate))])
        for candidate in outer:
            if candidate.cue not in merged and self._part(candidate, within, parted):
                merged.update(self._merged([candidate], within))
            if candidate.cue in merged:
                core, relays = merged[candidate.cue]
                draft = self.draft(core, everyone)
                draft.relays = relays
                shell = self.draft(candidate, everyone)
                shell.nested, shell.passes_on = True, draft
                found.append(shell)
            else:
                draft = self.draft(candidate, everyone)
            found.append(draft)
        taken = {core.cue for core, _ in merged.values()}
        scopes = Scopes(self.analysis, self.language)
        for draft in found:
            scopes.mark(draft)
        for candidate in inner:
            likely = candidate.score >= THRESHOLD or is_surveyed(candidate, self.analysis, self.language)
            if likely and candidate.cue not in taken:
                draft = self.draft(candidate, everyone)
                draft.relays = parted.get(candidate.cue, [])
                free = candidate.cue in parted or candidate.cue in apart
                draft.nested = not free and not scopes.stands_out(draft)
                scopes.mark(draft)
                found.append(draft)
        found = [draft for draft in self._unlabelled(found) if draft.content and not self._is_told(draft)]
        cueless = Cueless(self.analysis, self.language, self.quoted, self.paragraph_of)
        found.extend(cueless.continued(outer, found))
        found.extend(cueless.lone(found))
        cueless.hedge(found)
        found.extend(cueless.rumours(found))
        return sorted(found, key=lambda draft: draft.content[0].start if draft.cue is None else draft.cue.start)

    def _set_apart(self, outer: Sequence[Candidate], inner: Sequence[Candidate]) -> set[int]:
        """“Lee said she would leave | after CNN reported P”: what an outlet had reported is no part of what she says.

        The cues of such reports, and the contents end before them.
        """
        apart: set[int] = set()
        for other in inner:
            edge = other.source[0] - 1 if other.source is not None and other.left is None else -1
            timed = edge >= 0 and self.phrases.kinds[edge] == "S"
            if not timed or self.tokens.lower[self.phrases.first[edge]] not in self.language.lists["moments"]:
                continue
            if self._source(other).kind != "outlet" or not self._tells(other):
                continue
            for candidate in outer:
                begin, stop = candidate.right or (0, 0)
                if begin <= edge < stop:
                    candidate.right = (begin, edge) if begin < edge else None
                    apart.add(other.cue)
        return apart

    def _part(self, candidate: Candidate, inner: ByCue, parted: dict[int, list[Station]]) -> bool:
        """“Lee met the crew and vowed to leave, CNN reported”: the speech that ends a report is a claim of its own.

        Whether there is such speech, as in “Lee said it was old, adding that it was safe, according to CNN”.
        """
        part, kinds = candidate.left or candidate.right, self.phrases.kinds
        others = inner.between(*part) if part is not None and len(covered(candidate)) == 1 else []
        station = self._relay(candidate) if others else None
        if part is None or station is None or station.source.kind != "outlet":
            return False
        for other in others:
            first = min(other.cue, other.source[0] if other.source and other.source_pattern != "shared" else other.cue)
            last = max(end for _, end in covered(other))
            whole = any(kind in _FINITE for kind in kinds[part[0] : first]) and kinds[last : part[1]].strip(",.") == ""
            joined = kinds[first - 1] in ("," if kinds[other.cue] == "G" else "kSu")
            if not joined or not whole or not self._tells(other):
                continue
            if self.tokens.lower[self.phrases.first[first - 1]] in self.language.lists["conditions"]:
                continue
            cut = (part[0], first - 1)
            candidate.left, candidate.right = (cut, None) if candidate.left else (None, cut)
            parted[other.cue] = [station, *self.routes.stations(candidate)]
            return True
        return False

    def _tells(self, candidate: Candidate) -> bool:
        """Whether somebody says something: a clause, words, or a promise."""
        promise = candidate.lemma in self.language.lists["promising"]
        spoken = promise or candidate.content_pattern.endswith(SPOKEN)
        return spoken and self.acts.of(candidate) == "statement" and self._source(candidate).kind != "unknown"

    def _unlabelled(self, drafts: Sequence[Draft]) -> list[Draft]:
        """The drafts without the labels, and what these held on its own."""
        kept = [draft for draft in drafts if not self._is_label(draft)]
        if len(kept) < len(drafts):
            said = [span for draft in kept if not draft.nested for span in draft.content]
            for draft in kept:
                if draft.nested and draft.passes_on is None and draft.cue is not None:
                    cue = draft.cue
                    draft.nested = any(span.holds(cue) for span in said)
        return kept

    def _is_label(self, draft: Draft) -> bool:
        """“Editor's Note: ...”, “The Latest: ...”, “Moscow: ...” tell what follows, nobody says it."""
        if draft.candidate is None or draft.candidate.source_pattern != "line":
            return False
        lists, last = self.language.lists, draft.source.name.lower().split()[-1]
        return last in lists["documents"] or last in lists["labels"] or draft.source.name in lists["places"]

    def _is_told(self, draft: Draft) -> bool:
        """“The Post found P” in the Post: what the publisher itself has found is the article's own telling."""
        return draft.act == "finding" and draft.source.kind == "outlet" and self.routes.is_own(draft.source)

    def _merged(self, outer: Sequence[Candidate], inner: ByCue) -> dict[int, tuple[Candidate, list[Station]]]:
        """Outer cue -> the inner attribution that it only passes on, and the stations that pass it on."""
        found: dict[int, tuple[Candidate, list[Station]]] = {}
        for candidate in outer:
            relays: list[Station] = []
            core, seen = candidate, {candidate.cue}
            while True:
                below = self._passed_on(core, inner)
                station = self._relay(core) if below is not None else None
                if below is None or station is None or below.cue in seen:  # two may lie in each other's content
                    break
                if station.source.name.lower() not in self.language.speakers.none:  # “as we have noted, Lee said P”
                    relays[:0] = [station, *self.routes.stations(core)]
                if below.right is not None and core.left is not None and is_qualified(below, self.analysis):
                    below.right = (below.right[0], core.left[1])  # the relay tells of the whole sentence
                core = below
                seen.add(core.cue)
            if core is not candidate:
                found[candidate.cue] = (core, relays)
        return found

    def _relay(self, candidate: Candidate) -> Station | None:
        if candidate.lemma not in self.language.lists["passing"]:
            return None
        source = self._source(candidate)
        if source.kind == "unknown" or not self.language.lists["polls"].isdisjoint(source.name.lower().split()):
            return None  # what those polled say is the poll's own finding
        relation: Relation = "according_to" if candidate.lemma in self.language.lists["accordings"] else "reported"
        if source.kind in {"person", "unnamed", "organisation"}:
            relation = "said" if relation == "reported" else relation
        return Station(source, relation, self.pattern(candidate))

    def _passed_on(self, candidate: Candidate, inner: ByCue) -> Candidate | None:
        for part in covered(candidate):
            for other in inner.between(*part):
                if self._is_speech(other, candidate) and coverage(other, candidate, self.analysis) >= PASSED_ON:
                    return other
        return None

    def _is_speech(self, inner: Candidate, outer: Candidate) -> bool:
        """Whether an inner attribution is somebody's own speech, not the outer speaker's finding (“said he found”)."""
        if inner.source is None or inner.head is None or self.phrases.kinds[inner.cue] == "I":
            return False
        if self.phrases.kinds[inner.cue] == "G" and inner.source[1] == inner.cue:
            return False  # “said the polls showing P are wrong”
        first = covered(outer)[0][0]
        of_a_noun = inner.source_pattern == "shared" and self.phrases.kinds[inner.cue - 1 : inner.cue + 1] == "nG"
        whose = inner.cue if of_a_noun else inner.source[0]  # “sailors praising the ferry helped her” is no speech
        opening = self.phrases.kinds[first : min(whose, inner.cue, covered(inner)[0][0])]
        if any(kind in _FINITE for kind in opening):
            return False  # the outer source says something of its own first
        act = self.acts.of(inner)
        if act == "finding":
            return self._source(inner).kind == "document"
        spoken = inner.content_pattern.endswith((*SPOKEN, "according"))  # “said that, according to Lee, P”
        if not spoken and not self._speaks_of(inner):
            return False
        pronoun = self.phrases.kinds[inner.head] == "o"
        return act == "statement" and not (pronoun and self._source(outer).kind not in _REPORTED)

    def _speaks_of(self, inner: Candidate) -> bool:
        """“Sailors denied it” is speech, “old ferries deny them a view” is not."""
        source = self._source(inner)
        able = source.named or source.pronoun or source.kind in _REPORTED or self._is_able(inner)
        return able and inner.lemma in self.language.lists["noun_objects"]

    def _is_able(self, inner: Candidate) -> bool:
        low = self.phrases.word[inner.head] if inner.head is not None else ""
        bodies = self.language.lists["organisations"]
        return low in self.language.speakers.people or low in bodies or low.removesuffix("s") in bodies

    # --------------------------------------------------------------------------------------------- one draft

    def draft(self, candidate: Candidate, everyone: ByCue) -> Draft:
        """The draft of one attribution."""
        paragraph = self.paragraph_of[candidate.cue]
        here = [part for part in candidate.floating if self.paragraph_of[part[0]] == paragraph]
        parts = [part for part in (candidate.left, candidate.right, *here) if part is not None]
        cue, head = cue_spans(self.analysis, candidate)
        source = self._source(candidate)
        draft = Draft(
            content=content_spans(self.analysis, parts, "t"),
            source=source,
            act=self.acts.of(candidate),
            pattern=self.pattern(candidate),
            sentence=self.analysis.sentence(candidate.cue),
            paragraph=paragraph,
            at=candidate.cue,
            candidate=candidate,
            cue=cue,
            cue_head=head,
            chance=candidate.score,
            terms=self.language.weights.terms(candidate) if self.explain else (),
        )
        draft.stations = self.routes.stations(candidate, everyone)
        if source.kind == "outlet":
            self._credit_others(draft, candidate)
        if source.kind == "document":
            self.makers.credit(draft, candidate)
        if source.kind == "outlet":
            own = self.language.lists["own_documents"]  # “said in an article”: an outlet's own article is the outlet
            draft.stations = [one for one in draft.stations if one.source.name.split()[-1].lower() not in own]
            if self.firms.speaks(candidate, draft.stations, everyone):
                draft.source = source = replace(source, kind="organisation", name=self.firms.name(source))
        draft.cited = (
            self.routes.cited(candidate) if source.kind in _REPORTED or source.kind == "organisation" else None
        )
        if draft.cited is not None and draft.cited.kind == "document" and draft.cited.phrase is not None:
            number = self.analysis.phrase_at(draft.cited.phrase)
            # “citing a report in the Times”
            draft.cited = self.makers.outlet_of((number, number + 3), number) or draft.cited
        draft.own, draft.talk = self.routes.own_told(candidate), self.occasions.in_talk(candidate)
        if (
            source.kind == "unknown"
            and draft.cited is None
            and draft.act == "statement"
            and not _quotes(draft, self.quoted)
        ):
            draft.kind, draft.hedge = "hedged", head
        if candidate.content_pattern == "block":
            draft.kind = "direct"
        self._address(draft, candidate)
        draft.relation = self._relation(candidate, draft)
        return draft

    def _credit_others(self, draft: Draft, candidate: Candidate) -> None:
        """“CNN and Fox News reported”: the first is the origin, the others are stations."""
        outlets = self.routes.outlets_of(candidate)
        if len(outlets) > 1:
            sources = [self.sources.outlet_source(outlet, draft.source.phrase) for outlet in outlets]
            draft.source = sources[0]
            draft.stations[:0] = [Station(other, "reported", "several") for other in sources[1:]]

    def pattern(self, candidate: Candidate) -> str:
        """The name of the rule that a report prints."""
        return f"{candidate.source_pattern} · {candidate.content_pattern}"

    def _source(self, candidate: Candidate) -> Source:
        """Who says it, found once for each cue."""
        source = self._sources_of.get(candidate.cue)
        if source is None:
            source = self._sources_of[candidate.cue] = self._find_source(candidate)
        return source

    def _find_source(self, candidate: Candidate) -> Source:
        mention = self.reporters.outlet_of(candidate)
        if mention is not None:
            return self.sources.outlet_source(
                mention, self.analysis.span(candidate.source) if candidate.source else None
            )
        behind = self.makers.report_before(candidate)
        if behind is not None:
            return behind
        source = self.sources.of(candidate)
        if candidate.source_pattern == "according" and self._is_hearsay(source, candidate):
            return Source("unknown", "unknown")
        if source.kind == "document" and candidate.head is not None and self.phrases.kinds[candidate.head] in "wt":
            before = self.sources.antecedent(candidate.head)
            return self.makers.outlet_of((before, before + 1), before) or source
        if (
            source.kind in {"document", "organisation", "unnamed"}
            and candidate.source is not None
            and candidate.head is not None
        ):
            outlet = self.makers.outlet_of(candidate.source, candidate.head)
            if outlet is not None:
                return outlet
        return source

    def _is_hearsay(self, source: Source, candidate: Candidate) -> bool:
        """“according to reports”, “per media reports”: nobody that could be asked."""
        words = source.name.lower().split()
        alone = candidate.source is not None and candidate.source[1] - candidate.source[0] == 1
        lists = self.language.lists
        return alone and words[-1] in lists["hearsay"] and lists["hearsay_of"].issuperset(words[:-1])

    def _address(self, draft: Draft, candidate: Candidate) -> None:
        """The recipient, whether it was said in public, and whether the sentence has an occasion of its own."""
        lists = self.language.lists
        if candidate.recipient is not None:
            number = candidate.recipient[0]
            draft.recipient = self.sources.phrase_source(candidate.recipient, number)
            low = self.phrases.word[number]
            draft.public = low in lists["crowds"]
            told = any(station.pattern == "told" for station in draft.stations)
            asks = draft.act == "wish" and candidate.lemma not in lists["clausal"]  # “She urged Lee to go, adding P”
            draft.fresh = not told and not draft.own and not asks
        if "H" in self.phrases.letters[candidate.cue]:
            draft.fresh = True  # “Lee told CNN P. She has said Q” on some other day
        first, last = self.analysis.around(candidate.cue)
        if self.phrases.kinds[first] == "(":  # “(It was closed last year.) But it is safe, Lee said”
            first = max(self.phrases.kinds.rfind(")", first, candidate.cue), first)
        occasions = self.occasions.between(first, last)
        inside = [part for part in (*covered(candidate), candidate.source) if part] if occasions else []
        for number, venue in occasions:
            if not any(start <= number < stop for start, stop in inside):
                draft.dated = draft.dated >= draft.fresh and self.phrases.kinds[number] == "z"
                draft.fresh = True
                draft.public = draft.public or venue

    def _relation(self, candidate: Candidate, draft: Draft) -> Relation:
        if candidate.lemma in self.language.lists["accordings"]:
            return "according_to"
        if draft.source.kind == "outlet":
            return "reported"
        if draft.source.kind == "document":
            return "published"
        told = draft.stations and any(station.pattern == "told" for station in draft.stations)
        return "told" if told else "said"

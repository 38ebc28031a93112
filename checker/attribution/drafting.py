"""Attributions into drafts of claims: merged where one only passes the other on, hedges and lone quotations added."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence

from checker.attribution.analysis import Analysis
from checker.attribution.candidates import Candidate
from checker.attribution.drafts import Draft, Quoted, content_spans, coverage, cue_spans, trim
from checker.attribution.language import Language
from checker.attribution.routes import Introduction, Routes, Station
from checker.attribution.selection import THRESHOLD, covered
from checker.attribution.sources import Sources
from checker.model import Act, Relation, Source, Span

# An outer report that consists to this part of somebody's speech is only a relay of it.
_PASSED_ON = 0.7
# A lone quotation of fewer words is a title or a scare quote.
_LONE_WORDS = 4
_SPOKEN = ("that", "clause", "quotation", "stop", "colon", "whether")
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
        self.quoted = Quoted(analysis)
        self.paragraph_of = self._paragraphs()
        self.occasions = self._occasions()

    def _paragraphs(self) -> list[int]:
        numbers, number = [], 0
        for kind in self.phrases.kinds:
            numbers.append(number)
            number += kind == "|"
        return numbers

    def _occasions(self) -> dict[int, list[tuple[int, bool]]]:
        """Sentence -> its phrases that give a saying a time or (true) a public venue of its own."""
        later, venues = self.language.lists["later"], self.language.lists["venues"]
        found: dict[int, list[tuple[int, bool]]] = {}
        for number, kind in enumerate(self.phrases.kinds):
            if kind not in "zrnNK":
                continue
            low = self.tokens.lower[self.phrases.head[number]]
            venue = kind in "nNK" and low in venues
            if kind == "z" or (kind == "r" and low in later) or venue:
                found.setdefault(self.phrases.sentence_of[number], []).append((number, venue))
        return found

    def drafts(self, outer: Sequence[Candidate], inner: Sequence[Candidate]) -> list[Draft]:
        """All drafts in order of text."""
        for candidate in outer:
            self.routes.trim_occasion(candidate)
        merged, found = self._merged(outer, self._by_sentence(inner)), []
        everyone = self._by_sentence([*outer, *inner])
        outer = [candidate for candidate in outer if not self.routes.is_step(candidate)]
        for candidate in outer:
            if candidate.cue in merged:
                core, relays = merged[candidate.cue]
                draft = self.draft(core, everyone[self.phrases.sentence_of[core.cue]])
                draft.relays = relays
                shell = self.draft(candidate, everyone[self.phrases.sentence_of[candidate.cue]])
                shell.nested, shell.passes_on = True, draft
                found.append(shell)
            else:
                draft = self.draft(candidate, everyone[self.phrases.sentence_of[candidate.cue]])
            found.append(draft)
        taken = {core.cue for core, _ in merged.values()}
        for candidate in inner:
            if candidate.cue not in taken and candidate.score >= THRESHOLD:
                draft = self.draft(candidate, everyone[self.phrases.sentence_of[candidate.cue]])
                draft.nested = True
                found.append(draft)
        found = [draft for draft in found if draft.content]
        found.extend(self._continued(outer, found))
        found.extend(self._lone(found))
        self._hedge(found)
        return sorted(found, key=lambda draft: draft.content[0].start if draft.cue is None else draft.cue.start)

    def _by_sentence(self, candidates: Sequence[Candidate]) -> dict[int, list[Candidate]]:
        """The candidates of each sentence, those left out that are only a step of another's route."""
        found: dict[int, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            if not self.routes.is_step(candidate):
                found[self.phrases.sentence_of[candidate.cue]].append(candidate)
        return found

    def introductions(self, drafts: Sequence[Draft]) -> list[Introduction]:
        """The sentences that introduce a channel without a claim."""
        claimed = frozenset(self.phrases.sentence_of[draft.at] for draft in drafts if draft.candidate is not None)
        return self.routes.introductions(self.paragraph_of, claimed)

    def _merged(
        self, outer: Sequence[Candidate], inner: Mapping[int, Sequence[Candidate]]
    ) -> dict[int, tuple[Candidate, list[Station]]]:
        """Outer cue -> the inner attribution that it only passes on, and the stations that pass it on."""
        found: dict[int, tuple[Candidate, list[Station]]] = {}
        for candidate in outer:
            relays: list[Station] = []
            core = candidate
            while True:
                station = self._relay(core)
                below = self._passed_on(core, inner) if station is not None else None
                if below is None or station is None:
                    break
                relays[:0] = [station, *self.routes.stations(core, [core])]
                core = below
            if core is not candidate:
                found[candidate.cue] = (core, relays)
        return found

    def _relay(self, candidate: Candidate) -> Station | None:
        source = self._source(candidate)
        if source.kind == "unknown" or candidate.lemma not in self.language.lists["passing"]:
            return None
        relation: Relation = "according_to" if candidate.lemma in self.language.lists["accordings"] else "reported"
        if source.kind in {"person", "unnamed", "organisation"}:
            relation = "said" if relation == "reported" else relation
        return Station(source, relation, self.pattern(candidate))

    def _passed_on(self, candidate: Candidate, inner: Mapping[int, Sequence[Candidate]]) -> Candidate | None:
        for other in inner.get(self.phrases.sentence_of[candidate.cue], ()):
            inside = any(first <= other.cue < last for first, last in covered(candidate))
            if inside and self._is_speech(other, candidate):
                if coverage(other, candidate, self.analysis) >= _PASSED_ON:
                    return other
        return None

    def _is_speech(self, inner: Candidate, outer: Candidate) -> bool:
        """Whether an inner attribution is somebody's own speech: not a finding of the outer speaker (“said he found”)."""
        if inner.source is None or inner.head is None:
            return False
        act = self._act(inner)
        if act == "finding":
            return self._source(inner).kind == "document"
        if not inner.content_pattern.endswith(_SPOKEN) and inner.lemma not in self.language.lists["noun_objects"]:
            return False
        pronoun = self.phrases.kinds[inner.head] == "o"
        return act == "statement" and not (pronoun and self._source(outer).kind not in _REPORTED)

    # --------------------------------------------------------------------------------------------- one draft

    def draft(self, candidate: Candidate, others: Sequence[Candidate]) -> Draft:
        """The draft of one attribution."""
        paragraph = self.paragraph_of[candidate.cue]
        parts = [part for part in covered(candidate) if self.paragraph_of[part[0]] == paragraph]
        cue, head = cue_spans(self.analysis, candidate)
        source = self._source(candidate)
        draft = Draft(
            content=content_spans(self.analysis, parts, "t"),
            source=source,
            act=self._act(candidate),
            pattern=self.pattern(candidate),
            sentence=self._sentence(candidate.cue),
            paragraph=paragraph,
            at=candidate.cue,
            candidate=candidate,
            cue=cue,
            cue_head=head,
            chance=candidate.score,
            terms=self.language.weights.terms(candidate, candidate.features) if self.explain else (),
        )
        draft.stations = self.routes.stations(candidate, others)
        if source.kind == "document":
            self._credit_maker(draft, candidate)
        draft.cited = (
            self.routes.cited(candidate) if source.kind in _REPORTED or source.kind == "organisation" else None
        )
        draft.own = self.routes.own_told(candidate)
        if (
            source.kind == "unknown"
            and draft.cited is None
            and draft.act == "statement"
            and not _quotes(draft, self.quoted)
        ):
            draft.kind, draft.hedge = "hedged", head
        self._address(draft, candidate)
        draft.relation = self._relation(candidate, draft)
        return draft

    def pattern(self, candidate: Candidate) -> str:
        """The name of the rule that a report prints."""
        return f"{candidate.source_pattern} · {candidate.content_pattern}"

    def _source(self, candidate: Candidate) -> Source:
        mention = self.routes.journalist_of(candidate)
        if mention is not None:
            return self.sources.outlet_source(
                mention, self.analysis.span(candidate.source) if candidate.source else None
            )
        source = self.sources.of(candidate)
        if (
            source.kind in {"document", "organisation", "unnamed"}
            and candidate.source is not None
            and candidate.head is not None
        ):
            outlet = self._maker(candidate.source, candidate.head)
            if outlet is not None:
                return outlet
        return source

    def _maker(self, part: tuple[int, int], head: int) -> Source | None:
        """“a report in the Argus Leader”, “the AP report”: an outlet's own article is the outlet."""
        low = self.tokens.lower[self.phrases.head[head]]
        if low in self.language.lists["outlet_bodies"]:
            mention = self.routes.outlet_in(head)
            return self.sources.outlet_source(mention, self.analysis.span(part)) if mention is not None else None
        if low not in self.language.lists["own_documents"]:
            return None
        for number in range(head, part[1]):
            if self.phrases.kinds[number] in "nNK" and (number == head or self.phrases.kinds[number - 1] in "iy"):
                mention = self.routes.outlet_in(number)
                if mention is not None:
                    return self.sources.outlet_source(mention, self.analysis.span(part))
            if number > head and self.phrases.kinds[number] not in "iynNK":
                break
        return None

    def _credit_maker(self, draft: Draft, candidate: Candidate) -> None:
        """“a letter from the union said”: the union speaks, in a letter; “a count by the AP”: the count, then the outlet."""
        if candidate.source is None or candidate.head is None or draft.source.span is None:
            return
        lists, head, document = self.language.lists, candidate.head, draft.source
        letters, first = self.phrases.letters[head], self.phrases.first[head]
        maker: Source | None = None
        authored = self.tokens.lower[self.phrases.head[head]] in lists["letters"]
        if "'" in letters[1:]:
            maker = self.sources.tokens_source(first, first + letters.rindex("'"))
        elif self.phrases.kinds[head + 1 : head + 2] in ("i", "y") and head + 2 < candidate.source[1]:
            if (
                self.tokens.lower[self.phrases.first[head + 1]] in lists["makers"]
                and self.phrases.kinds[head + 2] in "NnK"
            ):
                maker = self.sources.phrase_source((head + 2, candidate.source[1]), head + 2)
                authored = authored or self.phrases.kinds[head + 1] == "y"
        outlet = self._carrier(head, candidate.source[1])
        if outlet is not None:
            draft.stations.insert(0, Station(outlet, "published", "maker"))
        elif maker is None:
            return
        elif authored and maker.kind in {"person", "unnamed", "organisation"}:
            draft.source = maker
            draft.stations.insert(0, Station(document, "published", "maker"))

    def _carrier(self, head: int, stop: int) -> Source | None:
        """“a count by the AP”, “a paper published in Nature”: the outlet behind a document."""
        for number in range(head + 1, stop):
            if self.phrases.kinds[number - 1] in "iy":
                mention = self.routes.outlet_in(number) if self.phrases.kinds[number] in "nNK" else None
                if mention is not None:
                    return self.sources.outlet_source(mention, None)
        return None

    def _act(self, candidate: Candidate) -> Act:
        if candidate.source is None and candidate.owner is None and not self._names_no_source(candidate):
            return "belief"
        if self._says_nothing(candidate):
            return "belief"
        act = self.language.acts.get(candidate.lemma)
        if act is None:
            act = self.language.noun_acts.get(candidate.lemma, "belief")
        if (
            candidate.content_pattern.endswith(("to", "doing"))
            and act == "statement"
            and candidate.lemma not in self.language.lists["promising"]
        ):
            return "wish"
        quoted = any(self.phrases.kinds[part[0]] == "Q" for part in covered(candidate))
        return (
            "statement"
            if quoted and act in {"belief", "wish", "decree"} and candidate.lemma in self.language.lists["voicing"]
            else act
        )

    def _says_nothing(self, candidate: Candidate) -> bool:
        """Refusals and silence (“declined to comment on it”, “would not say how”), bare objects (“announced the plan”)."""
        lists, pattern, cue = self.language.lists, candidate.content_pattern, candidate.cue
        if any("Q" in self.phrases.kinds[first:last] for first, last in covered(candidate)):
            return False
        if self.phrases.kinds[cue] in "I" and cue and self.phrases.kinds[cue - 1] in "CPGE":
            if self.tokens.lower[self.phrases.head[cue - 1]] in lists["refusals"]:
                return True
        open_question = pattern.endswith(("object", "whether", "preposition"))
        if open_question and "R" in self.phrases.letters[cue] and candidate.lemma not in lists["denials"]:
            return True
        if pattern.endswith("whether") and candidate.lemma in lists["questions"]:
            return True
        bare = pattern.endswith("object") and not any(
            kind in "vCpPb" for first, last in covered(candidate) for kind in self.phrases.kinds[first:last]
        )
        return bare and candidate.lemma not in lists["noun_objects"]

    def _names_no_source(self, candidate: Candidate) -> bool:
        """“It was reported that ...”, “he is said to ...”, or a quotation: a claim although nobody is named for it."""
        hedged = self.phrases.kinds[candidate.cue] == "P" and candidate.lemma in self.language.hedges.verbs
        return (hedged and candidate.content_pattern.endswith(("to", "that"))) or any(
            self.phrases.kinds[part[0]] == "Q" for part in covered(candidate)
        )

    def _sentence(self, number: int) -> Span:
        first, last = self.phrases.sentences[self.phrases.sentence_of[number]]
        return self.analysis.span((first, last)) or Span(0, 0)

    def _address(self, draft: Draft, candidate: Candidate) -> None:
        """The recipient, whether it was said in public, and whether the sentence has an occasion of its own."""
        lists = self.language.lists
        if candidate.recipient is not None:
            number = candidate.recipient[0]
            draft.recipient = self.sources.phrase_source(candidate.recipient, number)
            low = self.tokens.lower[self.phrases.head[number]]
            draft.public = low in lists["crowds"]
            told = any(station.pattern == "told" for station in draft.stations)
            draft.fresh = not told and not draft.own
        inside = [part for part in (*covered(candidate), candidate.source) if part]
        for number, venue in self.occasions.get(self.phrases.sentence_of[candidate.cue], ()):
            if not any(start <= number < stop for start, stop in inside):
                draft.fresh = True
                draft.public = draft.public or venue

    def _relation(self, candidate: Candidate, draft: Draft) -> Relation:
        if candidate.lemma in self.language.lists["accordings"]:
            return "according_to"
        if draft.source.kind == "outlet":
            return "reported"
        if draft.source.kind == "document":
            return "published"
        return "told" if any(station.pattern == "told" for station in draft.stations) else "said"

    # ------------------------------------------------------------------------- quotations without a cue, hedges

    def _continued(self, outer: Sequence[Candidate], found: Sequence[Draft]) -> list[Draft]:
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
            known = parent.source
            source = Source(
                known.name,
                known.kind,
                None,
                None,
                known.description,
                known.outlet,
                known.named,
                known.plural,
                known.pronoun,
            )
        draft = Draft(
            content, source, "statement", "continued quotation" if parent else "lone quotation", self._sentence(part[0]),
            self.paragraph_of[part[0]], part[0], relation="carried_over", kind="unattributed", continues=parent,
            chance=0.8 if parent else 0.4,
        )  # fmt: skip
        draft.cue = None
        return draft

    def _lone(self, found: Sequence[Draft]) -> list[Draft]:
        """Quotations that are a paragraph of their own and that no cue holds."""
        spans = sorted(span for draft in found for span in draft.content)
        starts = [span.start for span in spans]
        lone: list[Draft] = []
        for first, last in self.phrases.sentences:
            kinds = self.phrases.kinds[first:last]
            if kinds.strip("Q-.|") or "Q" not in kinds:
                continue
            span = self.analysis.span((first, last))
            if span is None or len(span.of(self.tokens.text).split()) < _LONE_WORDS:
                continue
            place = bisect_right(starts, span.start + 2) - 1
            if (place >= 0 and spans[place].overlaps(span)) or (
                place + 1 < len(spans) and spans[place + 1].overlaps(span)
            ):
                continue
            draft = self._unattributed((first, last), None)
            if draft is not None:
                lone.append(draft)
        return lone

    def _hedge(self, found: list[Draft]) -> None:
        """Mark claims that a hedge stands beside; a hedge without any source is a claim of its own."""
        adverbs = self.language.hedges.adverbs
        if not any(word in adverbs for word in self.tokens.lower):
            return
        by_sentence: dict[Span, list[Draft]] = defaultdict(list)
        for draft in found:
            by_sentence[draft.sentence].append(draft)
        for token, low in enumerate(self.tokens.lower):
            if low not in adverbs:
                continue
            at = Span(self.tokens.starts[token], self.tokens.ends[token])
            if any(quotation.holds(at) for quotation in self.quoted.touching(at)):
                continue
            number = max(bisect_right(self.phrases.first, token) - 1, 0)
            beside = self._beside(at, by_sentence.get(self._sentence(number), ()))
            if beside is not None:
                beside.hedge = at
                beside.hedge_first = any(span.holds(at) for span in beside.content)
                continue
            draft = self._hedged(number, at)
            if draft is not None:
                found.append(draft)

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
        first, last = self.phrases.sentences[self.phrases.sentence_of[number]]
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
        return Draft(
            content, Source("unknown", "unknown"), "statement", "hedge", self._sentence(number), self.paragraph_of[number], number,
            relation="reported", cue=at, cue_head=at, hedge=at, kind="hedged", chance=0.75,
        )  # fmt: skip

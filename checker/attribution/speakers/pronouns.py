"""Who “he”, “she”, “they” and “it” are, as who speaks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from checker.attribution.analysis import Analysis
from checker.attribution.drafts.draft import Draft
from checker.attribution.language import Language
from checker.attribution.sources.antecedents import Antecedents
from checker.attribution.sources.naming import Sources
from checker.model import Source

# A pronoun reaches back over at most this many paragraphs.
_PRONOUN_REACH = 2
# ... and over at most this many claims, which keeps one endless paragraph linear.
_CLAIM_REACH = 200  # three paragraphs have fewer, but for hostile ones
_SPEAKER_REACH = 8


class Pronouns:
    """Finds whom the pronouns of one text's claims mean, in order."""

    def __init__(self, analysis: Analysis, language: Language, sources: Sources, antecedents: Antecedents) -> None:
        self.analysis, self.language, self.sources, self.antecedents = analysis, language, sources, antecedents
        self._named: dict[str, Draft] = {}  # the last words of each person who has spoken by name
        # The claims of whoever may be a he or a she, each with the number of claims before it.
        self._people: list[tuple[int, Draft]] = []

    def remember(self, draft: Draft, number: int) -> None:
        """Keep who speaks in a claim that `number` others stand before."""
        if self.antecedents.is_someone(draft.source):
            self._people.append((number, draft))
        if draft.source.kind == "person" and draft.source.named:
            self._named[draft.source.id] = draft

    def meant(self, draft: Draft, source: Source, earlier: Sequence[Draft]) -> Source:
        """Whom the pronoun of a claim means; the pronoun itself where that is not to be told."""
        word, lists, gender = source.name.lower(), self.language.lists, self.gender(source)
        if word in lists["they"] or word in lists["it"]:
            return self._group(draft, source, earlier, plural=word in lists["they"])
        if not gender:
            return source
        place = self.place(draft, source)
        found = self.antecedents.ahead(place, gender) or self._asked(draft, earlier, gender)
        found = found or self._last_person(draft, earlier, gender)
        known = not earlier or earlier[-1].source.named or self.gender(earlier[-1].source) != gender
        if found is None and known:  # else it is who the pronoun before it was
            found = self.antecedents.only(place, _PRONOUN_REACH, gender)
            found = found or self.antecedents.owner(place, _PRONOUN_REACH, gender)
        if found is None:
            return source
        self.antecedents.genders.setdefault(self.antecedents.identity(found), gender)
        return found.meant_by(source, pronoun=True)

    def gender(self, source: Source) -> str:
        """he, she; empty for whatever is no pronoun for one person."""
        word, lists = source.name.lower() if source.pronoun else "", self.language.lists
        return "he" if word in lists["singular_he"] else "she" if word in lists["singular_she"] else ""

    def _asked(self, draft: Draft, earlier: Sequence[Draft], gender: str) -> Source | None:
        """“CNN's Ann Roe asked Lee why. “P,” he said”: who was asked just before answers."""
        last = earlier[-1] if earlier and draft.paragraph - earlier[-1].paragraph <= 1 else None
        asking, answer = last.candidate if last is not None else None, draft.candidate
        if last is None or asking is None or answer is None or answer.left is None or last.sentence == draft.sentence:
            return None
        phrases = self.analysis.phrases
        if phrases.word[asking.cue] not in self.language.lists["quizzed"] or phrases.kinds[answer.left[0]] != "Q":
            return None
        part = asking.recipient or (asking.right if asking.content_pattern == "object" else None)
        found = self.sources.phrase_source((part[0], part[0] + 1), part[0]) if part is not None else None
        named = found is not None and found.named and found.kind == "person"
        return found if found is not None and named and self.antecedents.fits(found, gender) else None

    def _last_person(self, draft: Draft, earlier: Sequence[Draft], gender: str) -> Source | None:
        """The nearest person before: the subject of a sentence since the last claim, else the last claim's speaker."""
        fitting: list[Draft] = []
        for number, before in reversed(self._people):
            if number < len(earlier) - _CLAIM_REACH or draft.paragraph - before.paragraph > _PRONOUN_REACH:
                break
            if len(fitting) > _SPEAKER_REACH:
                break
            if not self.antecedents.fits(before.source, gender) or self._only_asks(before):
                continue
            if self._reaches(draft, before, gender):
                continue  # “After Lee accused him of theft, he said” is not Lee
            known = self.antecedents.is_told(before.source)
            he = self.analysis.phrases.kinds[self.place(before, before.source)] == "o"
            if not he and not known and self.antecedents.is_topic(before.at, gender):
                continue  # “She met Lee, who asked P. She said Q”
            fitting.append(before)
        spoken = next((d for d in fitting if d.source.kind == "person"), fitting[0] if fitting else None)
        since = spoken.at if spoken is not None else -1
        # Where only one person has spoken by name, she is meant, whatever pronoun an earlier sentence made of her.
        if spoken is None and earlier and draft.paragraph - earlier[-1].paragraph <= _PRONOUN_REACH:
            spoken = next(iter(self._named.values())) if len(self._named) == 1 else None
            if spoken is not None and self._reaches(draft, spoken, gender):
                spoken = None
            if spoken is not None and self.antecedents.told(spoken.source) not in {"", gender}:
                spoken = None  # “Mr. Lee” is no she
            since = spoken.at if spoken is not None else -1
        subject = self.antecedents.subject(since, draft.at, _PRONOUN_REACH, gender)
        if subject is None and spoken is not None and spoken.sentence != draft.sentence and self._is_relative(spoken):
            subject = self.antecedents.resumed(spoken.at, gender)
        found = subject or (spoken.source if spoken is not None else None)
        if found is not None and not self.antecedents.gender(found):
            near = self.antecedents.near(draft.at, gender) if subject is not None and " " not in subject.name else None
            return self.antecedents.beside(draft.at, gender) or near or found
        return found

    @staticmethod
    def _is_relative(draft: Draft) -> bool:
        """“Lee, who said P”."""
        return draft.candidate is not None and draft.candidate.source_pattern == "relative"

    def _reaches(self, draft: Draft, before: Draft, gender: str) -> bool:
        """Whether somebody speaks, in the same sentence, to or of the one whom the pronoun means: “accused him of”."""
        if before.sentence != draft.sentence or not before.content:
            return False
        token = bisect_left(self.analysis.tokens.starts, before.content[0].start)
        his = self.analysis.tokens.lower[token] in self.language.lists[f"singular_{gender}"]
        return his and self.analysis.letters[token] == "O"

    def _only_asks(self, draft: Draft) -> bool:
        """“When a reporter asked her why, “P,” she said”: whoever asks without a name is nobody's pronoun."""
        asks = draft.candidate is not None and draft.candidate.lemma in self.language.lists["asking"]
        return asks and draft.source.kind == "unnamed"

    def place(self, draft: Draft, source: Source) -> int:
        """The phrase of a claim's source."""
        return self.analysis.phrase_at(source.span) if source.span is not None else draft.at

    def _group(self, draft: Draft, source: Source, earlier: Sequence[Draft], plural: bool) -> Source:
        reads = draft.candidate is not None and draft.candidate.lemma in self.language.lists["of_texts"]
        text = self.antecedents.written(draft.at, self.language.lists["documents"]) if reads and not plural else None
        if text is not None:
            return text.meant_by(source, pronoun=True)
        for before in reversed(earlier):
            if draft.paragraph - before.paragraph > 1:
                break
            kind = before.source.kind
            if (plural and (before.source.plural or kind == "organisation")) or (
                not plural and kind in {"organisation", "document", "outlet"}
            ):
                return before.source.meant_by(source, pronoun=True)
        people, place = self.language.speakers.people, self.place(draft, source)
        opening = self.antecedents.group(place, people) if plural else self.antecedents.text(draft.at)
        if opening is not None:
            return opening.meant_by(source, pronoun=True)
        return replace(source, kind="organisation" if not plural else "unnamed", plural=plural)

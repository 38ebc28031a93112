"""Whom and what a pronoun may stand for though it has not spoken: persons by gender, people and texts by place."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from itertools import compress, count

from checker.attribution.analysis import Analysis
from checker.attribution.cues.subjects import MAIN
from checker.attribution.sources.naming import Sources
from checker.model import Source

_FINITE = frozenset("vCpPb")
_ACTING = frozenset("vCpPbw")
_OPENED = re.compile(r"[urk]*(?:Sr?|i)")
_LED = re.compile("[ukr]{1,2}")
_SUBJECT = re.compile(r"[ukr]{0,2}(?:[iy][nNKzc],?){0,2}(?P<head>[nK])(?:[iy][nNKzc]){0,3}(?:,[^.|,]{1,12},)?[vCpPb]")
_VERB = re.compile("[vCpPb]")
_LINKED = re.compile("[nNK](?:k[nN]|[iy][nNK])")
_RESUMED = re.compile(",N[vCpPb]")
_INVERTED = re.compile("Q[vC]")
_NAME = re.compile("N")
_PAIR = re.compile("(?<![iy,])NkN[vCpPb]")
_SENTENCES = 4  # a text is named again after so many
# A person is one after so many; what is looked through is bounded, which keeps one endless paragraph linear.
_REACH, _WIDE = 12, 240

Test = Callable[[Source], bool]


class Antecedents:
    """Looks for them in one text; knows the genders that titles tell, and those that pronouns have told so far."""

    def __init__(self, analysis: Analysis, sources: Sources) -> None:
        self.phrases, self.lower, self.sources = analysis.phrases, analysis.tokens.lower, sources
        self._titled = {f"person {name.casefold()}": gender for name, gender in sources.names.genders.items()}
        self.genders: dict[str, str] = {}

    def identity(self, source: Source) -> str:
        """What two sources share that are the same one."""
        if source.kind == "person" and source.named:
            surname = source.name.split()[-1].casefold()
            return "person " + (source.name.casefold() if surname in self.sources.names.shared else surname)
        if source.kind == "document":
            return "document " + source.name.split()[-1].casefold()
        return f"{source.kind} {source.name.casefold()}"

    @staticmethod
    def is_someone(source: Source) -> bool:
        """Whether a source is people, and no pronoun that nobody was found for."""
        return source.kind == "unnamed" or (source.kind == "person" and (source.named or not source.pronoun))

    def fits(self, source: Source, gender: str) -> bool:
        """Whether a source may be a he or a she."""
        if not self.is_someone(source) or source.plural:
            return False
        if source.name.split()[-1].lower() in self.sources.counting:
            return False
        return (self.gender(source) or gender) == gender

    def gender(self, source: Source) -> str:
        """he, she; empty where neither a given name nor a title nor a pronoun has told it."""
        told = self.told(source)
        return told or (self.genders.get(self.identity(source), "") if self.genders else "")

    def is_told(self, source: Source) -> bool:
        """Whether a title or a pronoun has told it."""
        key = self.identity(source)
        return key in self.genders or key in self._titled

    def told(self, source: Source) -> str:
        """he, she, as a given name or a title tells it."""
        given, _, surname = source.name.partition(" ")
        if surname and given in self.sources.names.given and source.kind == "person" and source.named:
            return self.sources.names.given[given]
        return self._titled.get(self.identity(source), "") if self._titled else ""

    def subject(self, since: int, until: int, paragraphs: int, gender: str) -> Source | None:
        """The last person named as the first noun phrase of a sentence between two phrases."""
        kinds, phrases = self.phrases.kinds, self.phrases
        low = max(since + 1, 0)
        sentence = phrases.sentence_of[until] if until < len(phrases.sentence_of) else len(phrases.sentences) - 1
        lowest = max(sentence - _REACH, 0)
        while sentence >= lowest and phrases.sentences[sentence][0] >= low:
            start, stop = phrases.sentences[sentence]
            if kinds.count("|", start, until) > paragraphs:
                return None
            for number in range(start, min(stop, until)):
                if kinds[number] in "vCpPbQ":
                    break
                if kinds[number] == "N" and (
                    number == start or kinds[number - 1] not in "iy" or self._concerns(number, start)
                ):
                    found = self.sources.phrase_source((number, number + 1), number)
                    if found.kind == "person" and self.fits(found, gender) and not self._meets(number, until, gender):
                        return found
            sentence -= 1
        return None

    def _meets(self, number: int, until: int, gender: str) -> bool:
        """“After Lee accused him of theft, he”: whether somebody does something to the one whom a pronoun means."""
        sentences, place = self.phrases.sentence_of, number + 2
        if self.phrases.kinds[number + 1 : place] not in _FINITE or self.phrases.kinds[place : place + 1] != "O":
            return False
        his = self.lower[self.phrases.first[place]] in self.sources.language.lists[f"singular_{gender}"]
        return his and sentences[number] == sentences[min(until, len(sentences) - 1)]

    def is_topic(self, at: int, gender: str) -> bool:
        """“She met Lee, who asked P”: whether the same pronoun opens the sentence of somebody else's words."""
        start, _ = self.phrases.sentences[self.phrases.sentence_of[at]]
        words = self.sources.language.lists[f"singular_{gender}"]
        return self.phrases.kinds[start] == "o" and self.lower[self.phrases.first[start]] in words

    def _concerns(self, number: int, start: int) -> bool:
        """“For Lee, the ferry is old”: whose view a sentence tells; not that of “sailors”."""
        opening, whose = self.lower[self.phrases.first[start]], self.phrases.word[number]
        return (
            number == start + 1
            and whose[-1] != "s"
            and self.phrases.kinds[number + 1] == ","
            and opening in self.sources.concerning
        )

    def ahead(self, number: int, gender: str) -> Source | None:
        """“While he says P, Lee must go”: the subject of the main clause behind the one that the pronoun opens."""
        start, stop = self.phrases.sentences[self.phrases.sentence_of[number]]
        if not _OPENED.fullmatch(self.phrases.kinds, start, number):
            return None
        main = MAIN.search(self.phrases.kinds, number, min(stop, number + _WIDE))
        return (
            self._person(main.start("source"), lambda person: self.fits(person, gender)) if main is not None else None
        )

    def resumed(self, number: int, gender: str) -> Source | None:
        """“Asked about Lee, who said P, Roe shrugged”: the subject of the main clause behind one in front."""
        start, stop = self.phrases.sentences[self.phrases.sentence_of[number]]
        main = _RESUMED.search(self.phrases.kinds, number, min(stop, number + _WIDE))
        if main is None or self.phrases.kinds[start] in "NnKo":
            return None
        return self._person(main.start() + 1, lambda person: self.fits(person, gender))

    def beside(self, number: int, gender: str) -> Source | None:
        """“When Lee accused Roe, she said P”: who is known to be a she, named in the clause in front."""
        start, _ = self.phrases.sentences[self.phrases.sentence_of[number]]
        opened = _OPENED.match(self.phrases.kinds, start, number)
        places = self._named(max(opened.end(), number - _WIDE), number) if opened is not None else iter(())
        return self._only(places, lambda person: self.gender(person) == gender)

    def near(self, number: int, gender: str) -> Source | None:
        """“Lee's words are unlike those of Ann Roe. She said P”: the only known she since the sentence before."""
        sentence = self.phrases.sentence_of[number]
        start, stop = self.phrases.sentences[max(sentence - 1, 0)][0], self._said(number, gender)
        places = self._named(max(start, number - _WIDE), stop)
        return self._only(places, lambda person: self.told(person) == gender)

    def only(self, number: int, paragraphs: int, gender: str) -> Source | None:
        """The only person named in the last paragraphs who is known to be a he or a she, else the only one at all.

        “The challenge for Mrs. Lee is great. She said P”, “It is odd because Lee has not paid. He said P”.
        """
        stop = self._said(number, gender)
        places = list(self._named(self._start(number, paragraphs), stop))
        found = self._only(iter(places), lambda person: self.gender(person) == gender)
        if found is not None:
            return found
        subjects = (place for place in places if self._acts(place))
        acting = self._only(subjects, lambda person: self.fits(person, gender))
        whole = self._only(iter(places), lambda person: " " in person.name and self.fits(person, gender))
        return acting if whole is None or acting is None or whole.name == acting.name else None

    def _said(self, number: int, gender: str) -> int:
        """Where the same pronoun stands first in a sentence: “Asked why he likes Lee, he said” is not Lee."""
        start, _ = self.phrases.sentences[self.phrases.sentence_of[number]]
        words, kinds = self.sources.language.lists[f"singular_{gender}"], self.phrases.kinds
        first = self.phrases.first
        same = (at for at in range(start, number) if kinds[at] == "o" and self.lower[first[at]] in words)
        return next(same, number)

    def owner(self, number: int, paragraphs: int, gender: str) -> Source | None:
        """“Lee's visit to the port came to nothing, he said”: whose something is, where nobody else is named."""
        letters, first, start = self.phrases.letters, self.phrases.first, self._start(number, paragraphs)
        owned = [place for place in range(start, number) if letters[place].startswith(("N'", "NN'"))]
        owners = [self.sources.tokens_source(first[at], first[at] + letters[at].index("'")) for at in owned]
        people = {owner.name: owner for owner in owners if owner.named and self.fits(owner, gender)}
        others = [self._person(place, lambda person: True) for place in self._named(start, number)]
        if len(people) != 1 or any(other is not None and other.name not in people for other in others):
            return None
        return next(iter(people.values()))

    def _start(self, number: int, paragraphs: int) -> int:
        """Where the paragraph opens that is so many before a phrase, as far as anything is looked for."""
        low = number
        for _ in range(paragraphs + 1):
            low = max(self.phrases.kinds.rfind("|", 0, low), 0)
        return max(low, number - _WIDE)

    def tells_of(self, number: int, people: Container[str]) -> bool:
        """Whether a person is named before a phrase, or is there without a name: “one mother”."""
        start, kinds, word = max(0, number - _WIDE), self.phrases.kinds, self.phrases.word
        unnamed = (kinds[place] in "nK" and word[place] in people for place in range(start, number))
        return any(unnamed) or any(self._person(place, lambda person: True) for place in self._named(start, number))

    def leads(self, number: int) -> bool:
        """Whether a description is the subject of its sentence, or stands behind a quotation or a clause in front."""
        kinds, start = self.phrases.kinds, self.phrases.sentences[self.phrases.sentence_of[number]][0]
        opens = number == start or kinds[number - 1] in "Q," or _LED.fullmatch(kinds, start, number) is not None
        opens = opens or _INVERTED.fullmatch(kinds, max(number - 2, 0), number) is not None  # ““...,” said the senator”
        # “the senator and the mayor”, “the leader of the march”; not “the secretary of state”
        alone = (
            not _LINKED.match(kinds, number) or self.phrases.letters[number + 2] == "n" or self._is_title(number + 2)
        )
        return opens and alone and "'" not in self.phrases.letters[number]

    def _is_title(self, number: int) -> bool:
        """“State”, of a secretary."""
        words, lists = self.sources.tokens.words, self.sources.language.lists
        return words[self.phrases.head[number]] in lists["titles"]

    def bearer(self, number: int, last: Source | None, bare: bool) -> Source | None:
        """“Lee left the bridge. The senator said P”: the only person named in its paragraph, or in the one before.

        Where somebody has spoken there, `last`, it must be the same one. Others may be named there who do nothing,
        but not beside a `bare` role, which may be theirs.
        """
        kinds = self.phrases.kinds
        low = max(kinds.rfind("|", 0, number), 0)
        if not _VERB.search(kinds, low, number):
            low = max(kinds.rfind("|", 0, low), 0)
        low = max(low, number - _WIDE)
        if self._is_introduced(low, number):
            return None
        named: dict[str, Source] = {}
        acting: set[str] = set()
        for place in self._named(low, number):
            person = self._person(place, lambda person: True)
            if person is None or self._is_place(place, person):
                continue
            named.setdefault(self.identity(person), person)
            if self._acts(place) or _PAIR.match(kinds, place):  # “Lee and Roe left”
                acting.add(self.identity(person))
        end = self.phrases.sentences[self.phrases.sentence_of[number]][1]
        for place in self._named(number, min(end, number + _WIDE)) if len(named) > 1 else ():
            person = self._person(place, lambda person: True)  # “The senator praised Lee” is not Lee
            if person is not None and len(named) > 1:
                named.pop(self.identity(person), None)
        spoke = self.identity(last) if last is not None else ""
        if len(named) == 1:
            only = next(iter(named))
            return named[only] if (only == spoke if spoke else only in acting) else None
        return named[spoke] if spoke in named and acting <= {spoke} and not bare else None

    def _is_introduced(self, start: int, number: int) -> bool:
        """“Lee met a lawyer. The lawyer said P”: whether somebody without a name is called so before."""
        word, first, kinds = self.phrases.word, self.phrases.first, self.phrases.kinds
        alike = compress(count(start), map(word[number].__eq__, word[start:number]))
        same = (at for at in alike if kinds[at] in "nK")
        return any(self.lower[first[at]] in self.sources.language.lists["one"] and kinds[at - 1] != "," for at in same)

    def _is_place(self, number: int, source: Source) -> bool:
        """“in Dorset”: where something happens, which is no person whom the text has named in full."""
        if " " in source.name or number == 0 or self.phrases.kinds[number - 1] != "i":
            return False
        return self.lower[self.phrases.first[number - 1]] in self.sources.language.lists["whereabouts"]

    def _acts(self, number: int) -> bool:
        """Whether a name is the subject of a verb: “Lee left”, “it was Lee who left”."""
        return self.phrases.kinds[number + 1] in _ACTING and self.phrases.kinds[number - 1] not in "iy"

    def text(self, number: int) -> Source | None:
        """“The letter went to the crew. It says P”: the document that opens one of the last sentences."""
        last = self.phrases.sentence_of[number]
        for sentence in range(last - 1, max(last - _SENTENCES, 0) - 1, -1):
            source = self._opening(sentence, number)
            if source is not None and source.kind == "document":
                return source
        return None

    def written(self, number: int, documents: Container[str]) -> Source | None:
        """“The letter was sent in May. “...,” it reads”: the last document named up to a paragraph before."""
        last = self.phrases.sentence_of[number]
        for sentence in range(last - 1, max(last - _REACH, 0) - 1, -1):
            start, stop = self.phrases.sentences[sentence]
            if self.phrases.kinds.count("|", start, number) > 1:
                return None
            for place in range(start, stop):
                low = self.phrases.word[place]
                if self.phrases.kinds[place] in "nNK" and low in documents:
                    return self.sources.phrase_source((place, place + 1), place)
        return None

    def group(self, number: int, people: Container[str]) -> Source | None:
        """“Port officials met the crew. They say P”: the people who open its sentence, else the last one."""
        sentence = self.phrases.sentence_of[number]
        opens = _VERB.search(self.phrases.kinds, self.phrases.sentences[sentence][0], number) is None
        source = self._opening(max(sentence - opens, 0), number)
        return source if source is not None and source.plural and source.name.split()[-1].lower() in people else None

    def _opening(self, sentence: int, number: int) -> Source | None:
        """The noun phrase that is the subject of a sentence at most one paragraph before a phrase."""
        start, kinds = self.phrases.sentences[sentence][0], self.phrases.kinds
        subject = _SUBJECT.match(kinds, start, number) if kinds.count("|", start, number) <= 1 else None
        head = subject.start("head") if subject is not None else 0
        return self.sources.phrase_source((head, head + 1), head) if subject is not None else None

    def _named(self, start: int, stop: int) -> Iterator[int]:
        letters, found = self.phrases.letters, _NAME.finditer(self.phrases.kinds, start, stop)
        return (match.start() for match in found if letters[match.start()][0] != "D")

    def _only(self, places: Iterator[int], test: Test) -> Source | None:
        found: dict[str, Source] = {}
        for place in places:
            source = self._person(place, test)
            if source is not None:
                found.setdefault(source.name.split()[-1], source)
        return next(iter(found.values())) if len(found) == 1 else None

    def _person(self, number: int, test: Test) -> Source | None:
        if self.phrases.kinds[number] != "N":
            return None
        source = self.sources.phrase_source((number, number + 1), number)
        return source if source.kind == "person" and source.named and test(source) else None

"""Persons that a pronoun may stand for though they have neither spoken nor opened a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from checker.attribution.analysis import Analysis
from checker.attribution.sources import Sources
from checker.attribution.subjects import MAIN
from checker.model import Source

_FINITE = frozenset("vCpPb")
_OPENED = re.compile(r"[urk]*Sr?")
_SUBJECT = re.compile(r"[ukr]{0,2}(?:[iy][nNKzc],?){0,2}(?P<head>[nK])(?:[iy][nNKzc]){0,3}(?:,[^.|,]{1,12},)?[vCpPb]")
_SENTENCES = 4  # a text is named again after so many
_WIDE = 240  # phrases that are looked through: two paragraphs have fewer, but for hostile ones

Test = Callable[[Source], bool]


class Antecedents:
    """Looks for such persons in one text."""

    def __init__(self, analysis: Analysis, sources: Sources) -> None:
        self.phrases, self.sources = analysis.phrases, sources

    def ahead(self, number: int, fits: Test) -> Source | None:
        """“While he says P, Lee must go”: the subject of the main clause behind the one that the pronoun opens."""
        start, stop = self.phrases.sentences[self.phrases.sentence_of[number]]
        if not _OPENED.fullmatch(self.phrases.kinds, start, number):
            return None
        main = MAIN.search(self.phrases.kinds, number, min(stop, number + _WIDE))
        return self._person(main.start("source"), fits) if main is not None else None

    def beside(self, number: int, known: Test) -> Source | None:
        """“When Lee accused Roe, she said P”: who is known to be a she, named in the clause in front."""
        start, _ = self.phrases.sentences[self.phrases.sentence_of[number]]
        opened = _OPENED.match(self.phrases.kinds, start, number)
        return self._only(self._named(max(opened.end(), number - _WIDE), number), known) if opened else None

    def only(self, number: int, paragraphs: int, fits: Test, known: Test) -> Source | None:
        """The only person named in the last paragraphs who is known to be a he or a she, else the only one at all.

        “The challenge for Mrs. Lee is great. She said P”, “It is odd because Lee has not paid. He said P”.
        """
        kinds, low = self.phrases.kinds, number
        for _ in range(paragraphs + 1):
            low = max(kinds.rfind("|", 0, low), 0)
        places = list(self._named(max(low, number - _WIDE), number))
        found = self._only(iter(places), known)
        if found is not None:
            return found
        subjects = (place for place in places if kinds[place + 1] in _FINITE and kinds[place - 1] not in "iy")
        acting = self._only(subjects, fits)
        whole = self._only(iter(places), lambda source: " " in source.name and fits(source))
        return acting if whole is None or acting is None or whole.name == acting.name else None

    def text(self, number: int) -> Source | None:
        """“The letter went to the crew. It says P”: the document that opens one of the last sentences."""
        kinds, sentences = self.phrases.kinds, self.phrases.sentences
        last = self.phrases.sentence_of[number]
        for start, _ in reversed(sentences[max(last - _SENTENCES, 0) : last]):
            if kinds.count("|", start, number) > 1:
                break
            subject = _SUBJECT.match(kinds, start)
            if subject is not None:
                head = subject.start("head")
                source = self.sources.phrase_source((head, head + 1), head)
                if source.kind == "document":
                    return source
        return None

    def _named(self, start: int, stop: int) -> Iterator[int]:
        kinds, letters = self.phrases.kinds, self.phrases.letters
        return (number for number in range(start, stop) if kinds[number] == "N" and letters[number][0] != "D")

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

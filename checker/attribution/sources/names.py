"""Names of people and outlets in one text: where they stand in a phrase, their fullest forms, and whose they are."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import compress, count
from typing import NamedTuple

from checker.attribution.analysis import Analysis
from checker.attribution.language import Language
from checker.outlets import Mention

# “R-Calif.” behind a lawmaker's name.
_PARTY = re.compile(r"[A-Z]-[A-Z][A-Za-z.]*")
_NEAR = 150  # words
_APPOSED = re.compile("N,(?=[^N.|])")
ACRONYM = re.compile(r"[A-Z][A-Z&.-]+")


class Named(NamedTuple):
    """A name in the text: its tokens, and whether a title stood before it."""

    first: int
    last: int
    titled: bool


class Names:
    """Reads the names of one article.

    `fullest` holds surname -> the first full name, `alone` the words that are a name by themselves somewhere,
    `shared` the surnames that he and she have: “Mr. Lee”, “Ann Lee”.
    """

    def __init__(self, analysis: Analysis, language: Language, mentions: Sequence[Mention]) -> None:
        self.analysis, self.language, self.given = analysis, language, language.given
        self.tokens = analysis.tokens
        self.mentions = sorted(mentions, key=lambda mention: mention.span)
        self._starts = [mention.span.start for mention in self.mentions]
        self._mentioned = bytearray(len(self.tokens))
        self.mentioned: list[int] = []  # the tokens that are part of an outlet's name
        for mention in self.mentions:
            first = bisect_right(self.tokens.ends, mention.span.start)
            last = bisect_left(self.tokens.starts, mention.span.end)
            self._mentioned[first:last] = b"\1" * (last - first)
            self.mentioned.extend(range(first, last))
        self._found: dict[tuple[int, int], Named | None] = {}
        self.fullest: dict[str, str] = {}
        self._called: dict[str, dict[str, str]] = {}  # surname -> the first word of each full name, and the name
        phrases = analysis.phrases
        alone: set[str] = set()
        self.longer: dict[int, Named | None] = {}  # the phrases of several words for a name, and the name in each
        for number in compress(count(), map("N".__eq__, phrases.kinds)):
            first, last = phrases.first[number], phrases.last[number]
            if last - first == 1:
                alone.add(self.tokens.words[first])
                continue
            self.longer[number] = named = self.name_in(first, last)
            if named is not None and named.last - named.first > 1:
                self._learn(named, number)
        self.alone = frozenset(word for word in alone if word[-1] != "s")
        told = self._told_genders()
        self.genders = {surname: next(iter(genders)) for surname, genders in told.items() if len(genders) == 1}
        self.shared = self._shared(told)

    def _is_of_kin(self, number: int) -> bool:
        """“His father, Duncan Lee Sr.,” is not the Lee of whom the text tells."""
        phrases = self.analysis.phrases
        if number < 2 or phrases.kinds[number - 2 : number] != "n," or phrases.letters[number - 2][0] != "P":
            return False
        return phrases.word[number - 2] in self.language.lists["kin"]

    def _learn(self, named: Named, number: int) -> None:
        surname, given = self.surname(named.first, named.last), self.tokens.words[named.first]
        called = self._called.setdefault(surname, {})
        if (surname in self.fullest and given in called) or not self.personal(named):
            return
        text = called.setdefault(given, self.tokens.phrase(named.first, named.last))
        known = self.fullest.get(surname, "")
        if (not known or (self._is_word(known.split()[0]) and not self._is_word(given))) and not self._is_of_kin(
            number
        ):
            self.fullest[surname] = text

    def _is_word(self, word: str) -> bool:
        """Whether what stands first in a name may be none of it: “Backing Lee, ...”."""
        low = word.lower()
        return word not in self.given and (low in self.language.lexicon.listed or low.endswith("ing"))

    def full(self, named: Named, text: str) -> str:
        """“Ann de Vos” of “Vos” and “De Vos”, “Ann B. Lee” of “Ann Lee”, but not of “Bob Lee”, nor Ann of “Mr. Lee”."""
        surname = self.surname(named.first, named.last)
        known = self.fullest.get(surname, text)
        if known == text:
            return text
        if named.last - named.first > 1:
            first, printed = known.split()[0], text.split()[0]
            same = first == printed or known.casefold().endswith(text.casefold())
            return known if same or (self._is_word(printed) and first in self.given) else text
        if not named.titled:
            return known
        title = self.tokens.words[named.first - 1]
        gender = "he" if title in self.language.lists["men"] else "she" if title in self.language.lists["women"] else ""
        if not gender or self.given.get(known.split()[0]) == gender:
            return known
        fitting = (name for given, name in self._called.get(surname, {}).items() if self.given.get(given) == gender)
        return next(fitting, text if known.split()[0] in self.given else known)

    def surname(self, first: int, last: int) -> str:
        """The last word of a name that is no suffix (Jr.)."""
        while last - 1 > first and self.tokens.words[last - 1] in self.language.lists["suffixes"]:
            last -= 1
        return self.tokens.words[last - 1]

    def name_in(self, first: int, last: int) -> Named | None:
        """The last run of capitalised words of a phrase, without titles and determiners; None where there is none."""
        part = (first, last)
        if part not in self._found:
            self._found[part] = self._find_name(first, last)
        return self._found[part]

    def _find_name(self, first: int, last: int) -> Named | None:
        letters, words, lists = self.analysis.letters, self.tokens.words, self.language.lists
        particles, titles = lists["name_particles"], lists["titles"]
        start = end = letters.rfind("N", first, last) + 1
        if end == 0:
            return None
        while start > first and (
            letters[start - 1] == "N"
            or (self.tokens.lower[start - 1] in particles and self._is_particle(first, start - 1))
        ):
            start -= 1
        titled = False
        for place in range(end - 2, start - 1, -1):
            if words[place] in titles and words[place + 1] not in lists["organisation_names"]:
                start, titled = place + 1, True
                break
        if end - start > 2:
            given = (at for at in range(start + 1, end - 1) if words[at] in self.given)
            place = next(given, start)
            if place > start and self._is_word(words[place - 1]):
                start = place  # “Oscar Winner Ann Lee”
        if end - start > 2 and self.tokens.lower[start].rpartition("-")[2] in lists["people"]:
            start, titled = start + 1, True  # “Researcher Ann Lee”, where it opens the sentence
        if end - start == 1 and _PARTY.fullmatch(words[start]):
            return None
        return Named(
            start, end, titled or (start > first and self.tokens.lower[start - 1] in self.language.speakers.people)
        )

    def title_goes_on(self, head: int) -> bool:
        """“Secretary of State Ann Lee”: whether a title goes on in the phrase that has the name."""
        phrases, words, lists = self.analysis.phrases, self.tokens.words, self.language.lists
        if phrases.kinds[head : head + 3] not in {"niN", "NiN"} or words[phrases.head[head]] not in lists["titles"]:
            return False
        named = self.name_in(phrases.first[head + 2], phrases.last[head + 2])
        joins = words[phrases.first[head + 1]] in lists["title_joiners"]
        return joins and named is not None and named.titled and self.personal(named)

    def is_apposed(self, number: int, relative: int) -> bool:
        """“Ann Lee of Dorset, the director of the port, who said”: whether a name is described before “who”."""
        phrases, low, back = self.analysis.phrases, self.tokens.lower, number - 2
        if phrases.kinds[number - 1] != "," or low[phrases.first[relative]] not in self.language.lists["who"]:
            return False
        if low[phrases.head[number]] not in self.language.speakers.people or phrases.letters[number][-1] == "s":
            return False
        while back > 1 and phrases.kinds[back - 1] == "i" and phrases.kinds[back] in "NnKz":
            back -= 2
        named = self.name_in(phrases.first[back], phrases.last[back]) if phrases.kinds[back] == "N" else None
        return named is not None and self.personal(named)

    def _is_particle(self, first: int, place: int) -> bool:
        """“Bill de Blasio”, “Ursula von der Leyen”: small words inside a name."""
        particles, lower = self.language.lists["name_particles"], self.tokens.lower
        while place > first and lower[place] in particles:
            place -= 1
            if self.analysis.letters[place] == "N":
                return True
        return False

    def personal(self, named: Named) -> bool:
        """Whether a name of two words and more is a person's: no word of a body, no outlet, no acronym."""
        words, lists = self.tokens.words[named.first : named.last], self.language.lists
        if not lists["organisation_names"].isdisjoint(words) or words[-1] in lists["partisans"]:
            return False
        if self.mention_at(named.first, named.last) is not None or self.is_place(named):
            return False
        if words[0] in lists["places"] and not named.titled:
            return False  # “U.S. Geological Survey”
        if named.titled or not 2 <= len(words) <= 4:
            return named.titled
        later = [word for word in words[1:] if len(word) > 2 and not word[1].islower()]
        return not any(map(ACRONYM.fullmatch, later))

    def is_place(self, named: Named) -> bool:
        """“New Hampshire”, “Ohio”; not “Ann London”, nor “Gov. London”."""
        words, lists = self.tokens.words, self.language.lists
        opens = named.last - named.first == 2 and words[named.first] in lists["place_openings"]
        if not opens and words[named.last - 1] not in lists["places"]:
            return False
        return not named.titled and words[named.first] not in self.given

    def is_paper(self, named: Named) -> bool:
        """“the Toledo Gazette”: a name that ends as newspapers' names do, and that an article stands before."""
        if self.tokens.words[named.last - 1] not in self.language.lists["papers"] or named.last - named.first < 2:
            return False
        return self.tokens.lower[max(named.first - 1, 0)] in self.language.lists["the"]

    def _shared(self, told: Mapping[str, set[str]]) -> frozenset[str]:
        """Surnames of several people, whom titles or given names of two initials tell apart: “Bo Lee”, “Ann Lee”."""
        found, words = [surname for surname, genders in told.items() if len(genders) > 1], self.language.lexicon.listed
        several = (surname for surname, called in self._called.items() if len(called) > 1 or surname in told)
        for surname in several:
            called = self._called[surname]
            genders = {self.given.get(given, "") for given in called} | told.get(surname, set())
            if len(genders - {""}) > 1:
                found.append(surname)
            elif len(called) > 1 and genders != {""}:
                longer = {f" {name.partition(' ')[2]}" for name in called.values()}  # “De Vos” is Bo de Vos
                given = {
                    given[0]
                    for given, name in called.items()
                    if given.lower() not in words and f" {name}" not in longer
                }
                found.extend([surname] if len(given) > 1 else [])
        return frozenset(surname.casefold() for surname in found)

    def _told_genders(self) -> dict[str, set[str]]:
        """Surname -> he or she, as titles and nouns tell: “Mr. Lee”, “Ann Lee, a spokeswoman”."""
        men, women = self.language.lists["men"], self.language.lists["women"]
        found: dict[str, set[str]] = {}
        for token, named in self._beside(men | women):
            gender = "he" if self.tokens.words[token] in men else "she"
            found.setdefault(self.surname(named.first, named.last), set()).add(gender)
        return found

    def holder(self, token: int) -> str | None:
        """The only one named with an office up to the token that tells it again: “Mayor Ann Lee ... the mayor”.

        He must be named just before it.
        """
        held = [(surname, name) for first, surname, name in self._held.get(self._office(token), ()) if first < token]
        if len({surname for surname, _ in held}) != 1:
            return None
        near = held[0][0] in self.tokens.words[max(token - _NEAR, 0) : token]
        return max((name for _, name in held), key=len) if near else None

    @cached_property
    def _held(self) -> dict[str, list[tuple[int, str, str]]]:
        """Office -> where it stands beside a name, surname and name: “Mayor Ann Lee”, “Ann Lee, the mayor”."""
        found: dict[str, list[tuple[int, str, str]]] = {}
        for token, named in sorted(self._beside(self.language.offices)):
            name = self.tokens.phrase(named.first, named.last)  # “President Lee” may be her husband
            entry = (token, self.surname(named.first, named.last), name)
            found.setdefault(self._office(token), []).append(entry)
        return found

    def _office(self, token: int) -> str:
        """What the office is called whose title is at a token: “former governor”, “secretary of state”."""
        phrases, lower, lists = self.analysis.phrases, self.tokens.lower, self.language.lists
        opens = phrases.first[bisect_right(phrases.first, token) - 1]
        before = [word for word in lower[opens:token] if word in lists["not_held"]]
        joined = not lists["title_joiners"].isdisjoint(lower[token + 1 : token + 2])
        of = lower[token + 1 : token + 3] if joined else []
        return " ".join([*before, self.language.offices[self.tokens.words[token]], *of])

    def _beside(self, titles: Container[str]) -> Iterator[tuple[int, Named]]:
        """Each title with the name right behind it, or with the one that its phrase stands in apposition to."""
        phrases, words, joiners = self.analysis.phrases, self.tokens.words, self.language.lists["title_joiners"]
        for number, named in self.longer.items():
            if named is not None and named.first > phrases.first[number] and words[named.first - 1] in titles:
                yield named.first - 1, named
            elif named is None or named.first < 3:
                continue
            elif words[named.first - 2] in joiners and words[named.first - 3] in titles:
                yield named.first - 3, named  # “Secretary of State Ann Lee”
        for apposed in _APPOSED.finditer(phrases.kinds):
            number = apposed.start()
            token = phrases.head[number + 2]
            if words[token] in titles:
                named = self.name_in(phrases.first[number], phrases.last[number])
                if named is not None and self.personal(named):
                    yield token, named

    def mention_at(self, first: int, last: int) -> Mention | None:
        """The outlet named inside the tokens; the longest where there are several."""
        if 1 not in self._mentioned[first:last]:
            return None
        start, end = self.tokens.starts[first], self.tokens.ends[last - 1]
        found = None
        place = max(bisect_right(self._starts, start) - 1, 0)
        while place < len(self.mentions) and self.mentions[place].span.start < end:
            span = self.mentions[place].span
            if start < span.end and (found is None or span.end - span.start > found.span.end - found.span.start):
                found = self.mentions[place]
            place += 1
        return found

"""Noun phrases into sources: what kind, which name, which description, which outlet.

A person's span is the name without its titles; of the unnamed, of bodies and documents it is the noun phrase with its
prepositional tail. Names are taken in the fullest form that the article has.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from checker.attribution.analysis import Analysis
from checker.attribution.cues.candidates import Candidate
from checker.attribution.language import Language
from checker.attribution.sources.mastheads import outlet_source
from checker.attribution.sources.names import ACRONYM, Named, Names
from checker.model import Source, SourceKind, Span, Standing
from checker.outlets import Mention

# What a name leaves out: “the letter”, “a Feb. 1 letter”.
_DATED = re.compile(r"[DP]*(?:qc?'?)*")
# “Ann Lee, 24, from Toledo, who said P”: how old somebody is, and where from.
_RESIDENT = re.compile(r"N,(?:c,[iy]N|c|[iy]N)(?:,N)?$")
_JOINED = re.compile(r",?k[NnKd]")


class Sources:
    """Reads the sources of one article."""

    def __init__(self, analysis: Analysis, language: Language, mentions: Sequence[Mention]) -> None:
        self.analysis, self.language = analysis, language
        self.tokens, self.phrases = analysis.tokens, analysis.phrases
        self.names = Names(analysis, language, mentions)
        self._unregistered: set[str] = set()
        self.concerning, self.counting = language.lists["concerning"], language.lists["counting"]
        self.called = language.lists["media"] | language.lists["sites"]

    # ----------------------------------------------------------------------------------------------- sources

    def of(self, candidate: Candidate) -> Source:
        """The source of a candidate; one of kind unknown where it has none."""
        if candidate.owner is not None:
            return self.tokens_source(*candidate.owner)
        if candidate.source is None or candidate.head is None:
            return Source("unknown", "unknown")
        first = candidate.source[0]
        if candidate.source_pattern == "several" and self._is_text(first):
            return self.phrase_source(candidate.source, first)  # “polls from CNN and Fox News”
        if candidate.source_pattern == "subject-of-several" and self._exemplified(first):
            return self.phrase_source((first, first + 1), first)  # “people like Ann Lee and Bob Roe”
        if candidate.source_pattern == "several" and self._has_posts(first):
            return self.phrase_source(candidate.source, first)  # “Ann Lee, president and owner of the port”
        source = self._with_name(candidate, self.phrase_source(candidate.source, candidate.head))
        several = candidate.source_pattern == "several"
        if candidate.source_pattern == "inverted":  # “said Ann Lee and Bob Roe”
            several = _JOINED.match(self.phrases.kinds, candidate.head + 1, candidate.source[1]) is not None
        return self._several(source, candidate) if several else source

    def _is_text(self, number: int) -> bool:
        """Whether a phrase with a tail is a document."""
        kinds, low = self.phrases.kinds, self.phrases.word[number]
        return kinds[number] in "nK" and kinds[number + 1] in "iy" and self.common_kind(low) == "document"

    def _with_name(self, candidate: Candidate, source: Source) -> Source:
        """“Ann Lee, a sailor known as “Bee,” said”: the name, where a longer apposition was taken for the source."""
        head, kinds = candidate.head or 0, self.phrases.kinds
        if source.kind != "unnamed" or source.plural or head < 2 or kinds[head - 2 : head] != "N,":
            return source
        longer = kinds[candidate.cue - 1] in ",Q" and candidate.cue > head + 1 and kinds[head + 1] in "vCEeGiw"
        opens = head == 2 or kinds[head - 3] in ".|,Q"
        if not longer or not opens or self.phrases.letters[head][0] != "D":
            return source
        named = self.names.name_in(self.phrases.first[head - 2], self.phrases.last[head - 2])
        return self._named(named, source.phrase, source.name) if named and self.names.personal(named) else source

    def _has_posts(self, number: int) -> bool:
        """Whether a name has a bare noun for a person behind it: “Ann Lee, president and owner of the port”."""
        kinds, behind = self.phrases.kinds, number + 2
        post = kinds[number:behind] == "N," and kinds[behind] in "nNK" and self.phrases.letters[behind][0] not in "DcP"
        return (
            post
            and self.phrases.letters[behind][-1] != "s"
            and self.phrases.word[behind] in self.language.speakers.people
        )

    def _exemplified(self, number: int) -> bool:
        """Whether examples follow a plural."""
        tokens = self.phrases.first[number + 1 : number + 3]
        likened = any(self.tokens.lower[token] in self.language.lists["exemplifying"] for token in tokens)
        return likened and self.phrases.letters[number][-1] == "s"

    def _several(self, source: Source, candidate: Candidate) -> Source:
        """“Ann Lee and Bob Roe”: named together, as the text names them."""
        span = self._trimmed(self.analysis.span(candidate.source)) if candidate.source is not None else None
        if (
            candidate.source is None
            or span is None
            or source.kind not in {"person", "organisation", "unnamed"}
            or source.pronoun
        ):
            return source
        first, last = self.phrases.first[candidate.source[0]], self.phrases.last[candidate.source[0]]
        if source.kind == "person" and source.described and self.names.mention_at(first, last) is not None:
            return source  # “CNN and former CBS anchor Ann Lee”: both are where she works
        if source.kind == "person" and self.analysis.letters[self.phrases.first[candidate.source[0]]] == "D":
            source = replace(source, kind="organisation")  # “the Centers for Disease Control and Prevention”
        return replace(source, name=span.of(self.tokens.text), span=span, plural=source.plural or source.named)

    def tokens_source(self, first: int, last: int) -> Source:
        """The source of a possessor ("Lee" in "Lee's claim", "his")."""
        named = self.names.name_in(first, last)
        span = self.analysis.token_span((first, last))
        if named is not None:
            return self._named(named, span, "")
        if self.analysis.letters[first] == "P" and last - first == 1:
            return Source(self.tokens.words[first], "person", span, span, pronoun=True)
        return self._common(first, last, span, span, "")

    def phrase_source(self, part: tuple[int, int], head: int) -> Source:
        """The source whose head phrase is `head`, in the range `part` of phrases."""
        kinds = self.phrases.kinds
        copied = self.phrases.word[head] in self.language.lists["copies"]
        if copied and head + 2 < part[1] and kinds[head + 1] == "i" and kinds[head + 2] in "nNK":
            heard = self.language.lists["talking"] | self.language.lists["media"]  # not “a transcript of the interview”
            if self.phrases.word[head + 2] not in heard:
                head += 2  # “a copy of the letter” is the letter
        kind = kinds[head]
        first, last = self.phrases.first[head], self.phrases.last[head]
        phrase = self._trimmed(self.analysis.span(part))
        if kind in "oO":
            word = self.tokens.phrase(first, last)
            return Source(word, "person", self.analysis.token_span((first, last)), phrase, pronoun=True)
        if kind in "wt":
            return self._relative(head, phrase)
        description = self._description(part, head)
        titled = kind in "nN" and self.names.title_goes_on(head)
        if kind == "N" or titled:
            head = head + 2 if titled else self._deeper(part, head)
            first, last = self.phrases.first[head], self.phrases.last[head]
            if self.analysis.letters[last - 1] == "N" and not self._is_common(first, last):
                named = self.names.name_in(first, last)
                if named is not None:
                    return self._named(self._joined(named, part, head), phrase, description)
        apposed = self._apposed_name(part, head)
        if apposed is not None:
            return self._named(apposed, phrase, self.tokens.phrase(first, last))
        return self._common(first, self._tail(part, head), phrase, phrase, description)

    def _is_common(self, first: int, last: int) -> bool:
        """Whether a phrase is no name but for its capitals: it ends with a post or is a poll.

        “the FBI Director”, “a Marist Poll”; not “the Argus Leader”, an outlet, nor “Ken Doctor” where “Doctor said”
        follows.
        """
        word = self.tokens.words[last - 1]
        if word.lower() not in self.language.speakers.people:
            return last - first > 1 and word.lower() in self.language.lists["titled_polls"]
        if word in self.names.alone and word not in self.language.lists["partisans"]:
            return False
        mention = self.names.mention_at(first, last)
        return mention is None or mention.span.end < self.tokens.ends[last - 1]

    def _trimmed(self, span: Span | None) -> Span | None:
        if span is None:
            return None
        text, start, end = self.tokens.text, span.start, span.end
        while end > start and text[end - 1] in ", -–—":
            end -= 1
        while start < end and text[start] in ", -–—":
            start += 1
        return span if (start, end) == (span.start, span.end) else Span(start, end)

    def _deeper(self, part: tuple[int, int], head: int) -> int:
        """“Center for Naval Analyses researcher Sam Bendett”: the name behind a person noun is the head."""
        for number in range(head + 1, part[1]):
            if self.phrases.kinds[number] not in "NiyK":
                return head
            if self.phrases.kinds[number] == "N":
                named = self.names.name_in(self.phrases.first[number], self.phrases.last[number])
                before = named.first - 1 if named else -1
                owned = named is not None and self.analysis.letters[before] == "'" and self.names.personal(named)
                known = owned or self.tokens.lower[before] in self.language.speakers.people
                if named and before >= self.phrases.first[number] and known:
                    return number  # “Toledo's Ann Lee”
        return head

    def _joined(self, named: Named, part: tuple[int, int], head: int) -> Named:
        """Names of bodies in several parts: “Department of Justice”, “the Citizenship and Immigration Services”."""
        words, lists, phrases = self.tokens.words, self.language.lists, self.phrases
        behind = phrases.kinds[head + 1 : head + 3]
        if behind not in {"iN", "kN"} or self.tokens.lower[phrases.first[head + 1]] not in lists["name_joiners"]:
            return named
        body, last = words[named.last - 1] in lists["organisation_names"], phrases.last[head + 2]
        if behind == "iN":
            joins = body and head + 1 < part[1]
        else:
            joins = not body and self.analysis.letters[phrases.first[head]] == "D"
            joins = joins and words[last - 1] in lists["organisation_names"]
        while (
            joins
            and phrases.kinds[head + 3 : head + 5] == "iN"
            and (self.tokens.lower[phrases.first[head + 3]] in self.language.lists["title_joiners"])
        ):
            head += 2  # “Office for the Western District of Dorset”
            last = phrases.last[head + 2]
        return Named(named.first, last, named.titled) if joins else named

    def _apposed_name(self, part: tuple[int, int], head: int) -> Named | None:
        """“the engineer, Ann Lee,”: the name in apposition to a common noun for a person."""
        if self.phrases.word[head].rpartition("-")[2] not in self.language.speakers.people:
            return None
        for number in range(head + 1, part[1]):
            if self.phrases.kinds[number] == "N" and self.phrases.kinds[number - 1] in ",-":
                named = self.names.name_in(self.phrases.first[number], self.phrases.last[number])
                if named is not None and (self.names.personal(named) or self._is_kin(head, number, named)):
                    return named
            if self.phrases.kinds[number] in "wvCbQ":
                return None
        return None

    def _is_kin(self, head: int, number: int, named: Named) -> bool:
        """“her husband, Tom,”: whose he is, and one name between commas."""
        letters, alone = self.phrases.letters[head], self.phrases.kinds[number + 1] == ","
        owned = alone and (letters[0] == "P" or "'" in letters)
        return owned and self.named_kind(named) == "person" and self.names.mention_at(named.first, named.last) is None

    def _description(self, part: tuple[int, int], head: int) -> str:
        """The apposition behind the head ("an engineer at the port")."""
        kinds = self.phrases.kinds
        for number in range(head + 1, part[1] - 1):
            if kinds[number] in ",-" and kinds[number + 1] in "nNK":
                span = self._trimmed(self.analysis.span((number + 1, part[1])))
                return span.of(self.tokens.text) if span else ""
            if kinds[number] in "w":
                return ""
        return ""

    def _tail(self, part: tuple[int, int], head: int) -> int:
        """Where a common noun phrase ends with its prepositional tail: “people familiar | with the matter”."""
        kinds = self.phrases.kinds
        number = head + 1
        while number < part[1] and (
            kinds[number] in "iya" or (kinds[number] in "nNKzOc" and kinds[number - 1] in "iy")
        ):
            number += 1
            if kinds[number - 1 : number + 2] == "NkN" and number + 1 < part[1]:
                number += 2  # “a spokesman for Customs and Border Protection”
        while number > head + 1 and kinds[number - 1] in "iya":
            number -= 1
        return self.phrases.last[number - 1]

    def antecedent(self, head: int) -> int:
        """The phrase that a relative pronoun stands for: the noun phrase before it."""
        number, kinds = head - 1, self.phrases.kinds
        while number >= 0 and kinds[number] in ",i":
            number -= 1
        while number > 1 and kinds[number] in "NnKz" and kinds[number - 1] in "iy" and kinds[number - 2] in "NnK":
            number -= 2
        lived = _RESIDENT.search(kinds, max(number - 8, 0), number + 1)
        return lived.start() if lived is not None else number

    def _relative(self, head: int, phrase: Span | None) -> Source:
        """who, which: the noun phrase before it."""
        number, kinds = self.antecedent(head), self.phrases.kinds
        span = self.analysis.token_span((self.phrases.first[head], self.phrases.last[head]))
        if number < 0 or kinds[number] not in "NnKd":
            return Source("unknown", "unknown", span, phrase)
        if self.names.is_apposed(number, head):
            number = self.antecedent(number)
        found = self.phrase_source((number, number + 1), number)
        if found.kind == "organisation" and not found.named:
            behind = (self.phrase_source((at, at + 1), at) for at in range(number + 2, head, 2) if kinds[at] in "Nn")
            # “a response from Ann Lee, who said”
            found = next((near for near in behind if near.kind in {"person", "unnamed"}), found)
        return Source(
            found.name,
            found.kind,
            span,
            phrase,
            found.description,
            found.outlet,
            found.named,
            found.plural,
            True,
            found.described,
        )

    def _named(self, named: Named, phrase: Span | None, description: str) -> Source:
        span = self.analysis.token_span((named.first, named.last))
        text = self.tokens.phrase(named.first, named.last)
        mention = self.names.mention_at(named.first, named.last)
        if mention is not None and span is not None and not named.titled and self._is_outlet(mention, named):
            return self.outlet_source(mention, phrase)
        called = not self.called.isdisjoint(self.tokens.lower[max(named.first - 1, 0) : named.first])
        if called or self.names.is_paper(named) or text in self._unregistered:
            self._unregistered.add(text)
            outlet = Standing("", text, "unregistered")  # “the newspaper Hafenbote”
            return Source(text, "outlet", span, phrase, outlet=outlet, named=True)
        kind = self.named_kind(named)
        if kind == "person":
            text = self.names.full(named, text)
            if named.last - named.first > 1 and text.split()[-1] != self.names.surname(named.first, named.last):
                text = self.tokens.phrase(named.first, named.last)
        before = (
            self.tokens.phrase(phrase_first, named.first)
            if (phrase_first := self._phrase_start(named)) < named.first
            else ""
        )
        return Source(
            text, kind, span, phrase, description or before, named=True, described=bool(description or before)
        )

    def _phrase_start(self, named: Named) -> int:
        place = bisect_right(self.phrases.first, named.first) - 1
        return self.phrases.first[place]

    def _is_outlet(self, mention: Mention, named: Named) -> bool:
        """The outlet's name reaches to the end of the name ("a Bloomberg spokesman" is not Bloomberg)."""
        end = self.tokens.ends[named.last - 1]
        if mention.span.end >= end or (mention.certain and mention.span.end >= end - 2):
            return True
        behind = mention.span.end + 1  # “Politico Florida”: an edition
        return mention.certain and self.tokens.text[behind:end] in self.language.lists["editions"]

    def outlet_source(self, mention: Mention, phrase: Span | None) -> Source:
        """The source that an outlet's name stands for."""
        return outlet_source(self.analysis, self.language, mention, phrase)

    def named_kind(self, named: Named) -> SourceKind:
        """person or organisation, by title, by words of a body, by shape."""
        words, lists = self.tokens.words[named.first : named.last], self.language.lists
        if not lists["organisation_names"].isdisjoint(words):
            return "organisation" if not named.titled or len(words) > 2 else "person"
        if named.titled:
            return "person"
        if self.names.is_place(named) or ACRONYM.fullmatch(self.names.surname(named.first, named.last)):
            return "organisation"
        initial = len(words[-1]) == 1 < len(words)  # “Malcolm X”
        if not initial and (words[-1] in self.language.platforms or words[-1].lower() in self.language.platforms):
            return "social"
        determined = named.first > 0 and self.analysis.letters[named.first - 1] == "D"
        if determined and self.names.surname(named.first, named.last) not in self.names.fullest:
            return "organisation"
        return "person"

    def _common(self, first: int, last: int, span: Span | None, phrase: Span | None, description: str) -> Source:
        """A noun phrase without a name: unnamed people, a body, a document, an outlet meant by “the newspaper”."""
        lists, tokens = self.language.lists, self.tokens
        place = bisect_right(self.phrases.first, first) - 1
        head = self.phrases.head[place]
        low = tokens.lower[head]
        dated = _DATED.match(self.analysis.letters, first, last - 1)
        start = dated.end() if dated is not None and tokens.lower[first] != "no" else first
        start = first if self.analysis.letters[start] in "iy" else start  # “some of the sailors”
        name = tokens.phrase(start, last)
        kind = self.common_kind(low)
        named = self.names.mention_at(first, head + 1) if kind == "outlet" else None
        if named is not None:  # “Time magazine”, “the People's Daily newspaper”
            return self.outlet_source(named, phrase)
        if kind == "outlet" and self.analysis.letters[head] == "s":
            kind = "unnamed"  # “local news outlets”: nobody that could be asked
        before = tokens.lower[head - 1] if head else ""
        if (low in lists["outlet_bodies"] and before in lists["editorial"]) or (
            low in lists["state_voices"] and before in lists["state_run"]
        ):
            kind = "outlet"
        if kind in {"document", "outlet"}:
            last = head + 1
            name = tokens.phrase(start, last)
        mine = Span(tokens.starts[first], tokens.ends[last - 1])
        plural = self.analysis.letters[head] == "s" or low in lists["plural_people"]
        told = last - start > 1 and not (last - start == 2 and tokens.lower[start] in lists["quantities"])
        if kind == "person":
            return Source(name, "person", mine, phrase, description, named=True, described=told)
        return Source(name, kind, mine, phrase, description, plural=plural, described=told or bool(description))

    def common_kind(self, noun: str) -> SourceKind:
        """The kind of a source whose head is a common noun."""
        lists = self.language.lists
        if noun in lists["unique"]:
            return "person"
        if noun.rpartition("-")[2] in self.language.speakers.people:
            return "unnamed"  # “co-founder”
        single = self._singular(noun)
        for name, kind in _KINDS.items():
            if noun in lists[name] or single in lists[name]:
                return kind
        return (
            "unnamed"
            if self.language.lexicon.listed.get(noun) in {"d", "s", "Y"} or noun in lists["quantities"]
            else "organisation"
        )

    def _singular(self, noun: str) -> str:
        return noun[:-3] + "y" if noun.endswith("ies") else noun.removesuffix("s")


_KINDS: dict[str, SourceKind] = {"documents": "document", "media": "outlet", "organisations": "organisation"}

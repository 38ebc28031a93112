"""The phrases of a text that can carry somebody's words: outlets, programmes, platforms, documents, occasions."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import compress, count

from checker.attribution.analysis import Analysis
from checker.attribution.language import Language
from checker.attribution.sources.naming import Sources
from checker.model import Span, Standing
from checker.outlets import Mention

_NOUNS = frozenset("NnKdz")
_APPOSED = re.compile("N,(?=[nNK])")
_LISTED = re.compile(",?k?X")


class Carriers:
    """Finds them in one text.

    `marked` has one letter for each phrase: its own, or for what can carry words X (an outlet), Y (an outlet's
    programme or interview), M ("the newspaper"), D (writing), V (an occasion) or W (a platform).
    """

    def __init__(self, analysis: Analysis, language: Language, sources: Sources) -> None:
        self.analysis, self.language, self.sources = analysis, language, sources
        self.phrases = analysis.phrases
        self.platforms = frozenset(word for word in language.platforms if word[0].isupper())
        self.marked = self._mark()

    def outlet_in(self, number: int) -> Mention | None:
        """The outlet that a noun phrase names: alone, with a programme, or as the label of its journalist."""
        mention = self.sources.names.mention_at(self.phrases.first[number], self.phrases.last[number])
        if mention is None:
            return self._unregistered(number)
        end = self.analysis.tokens.ends[self.phrases.head[number]]
        if mention.outlet.status == "unregistered" and mention.span.end < end:
            return None  # “on the harbour.com mail server”
        return None if mention.outlet.kind in self.language.lists["no_conduit_kinds"] else mention

    def listed(self, number: int) -> list[int]:
        """The outlets listed behind one: “told CNN, Fox News and the Post”."""
        found: list[int] = []
        while (match := _LISTED.match(self.marked, number + 1, number + 4)) is not None:
            number = match.end() - 1
            found.append(number)
        return found

    def _mark(self) -> str:
        lists, kinds, naming = self.language.lists, list(self.phrases.kinds), self._naming()
        occasions, writing, media, venues = (lists[name] for name in ("occasions", "writing", "media", "venues"))
        state_voices, state_run, posts = lists["state_voices"], lists["state_run"], lists["posts"]
        hosted = lists["hosted"]  # who holds a debate passes nothing on
        platforms = self.language.platforms
        lower, words = self.analysis.tokens.lower, self.analysis.tokens.words
        telling = occasions.union(writing, media, venues, state_voices, posts, platforms, map(str.lower, platforms))
        for number in naming.union(compress(count(), map(telling.__contains__, self.phrases.word))):
            kind = kinds[number]
            if kind not in _NOUNS:
                continue
            head, low = self.phrases.head[number], self.phrases.word[number]
            occasion = low in occasions and low not in writing
            if number in naming and self.outlet_in(number) is not None:
                own = (occasion and low not in media) or low in venues  # a podcast is a programme, and an occasion
                kinds[number] = "V" if words[head] in hosted else "Y" if own else "X"
            elif (
                low in platforms
                or (low in posts and self._is_posted(number))
                or (words[head] in self.platforms and not self._is_initial(head))
            ):
                kinds[number] = "W"
            elif occasion:
                kinds[number] = "V"
            elif low in writing:
                kinds[number] = "D"
            elif low in state_voices and head and lower[head - 1] in state_run:
                kinds[number] = "M"  # “told Iranian state television”
            elif low in media and self.analysis.letters[self.phrases.first[number]] == "D":
                plain = (
                    low not in lists["ambiguous_media"] or self.phrases.last[number] - self.phrases.first[number] < 3
                )
                kinds[number] = "M" if plain else kind  # “the program”, not “the data program”
        return "".join(kinds)

    def platform_in(self, number: int) -> int:
        """The token that names the platform of a phrase: “Facebook” in “a Facebook post”; its head, where none does."""
        head = self.phrases.head[number]
        if self.analysis.tokens.lower[head] in self.language.lists["posts"]:
            for token in range(self.phrases.first[number], head):
                if self.analysis.tokens.words[token] in self.platforms:
                    return token
        return head

    def _is_posted(self, number: int) -> bool:
        """Whether a post is one on a platform: “a Facebook post”, “her Instagram page”."""
        words = self.analysis.tokens.words[self.phrases.first[number] : self.phrases.last[number]]
        return not self.platforms.isdisjoint(words)

    def _is_initial(self, token: int) -> bool:
        """Whether a single letter ends a name: “Malcolm X” is no platform."""
        words = self.analysis.tokens.words
        return len(words[token]) == 1 and token > 0 and words[token - 1][0].isupper()

    def _naming(self) -> set[int]:
        """The phrases that may name an outlet: by a known name, or by a word for one in them or in apposition."""
        phrases, tokens, names = self.phrases, self.analysis.tokens, self.sources.names
        called, papers = self.sources.called, self.language.lists["papers"]
        found = {bisect_right(phrases.first, token) - 1 for token in names.mentioned}
        for number in names.longer:
            first, last = phrases.first[number], phrases.last[number]
            if not papers.isdisjoint(tokens.words[first:last]) or not called.isdisjoint(tokens.lower[first:last]):
                found.add(number)
        apposed = (name.start() for name in _APPOSED.finditer(phrases.kinds))
        found.update(number for number in apposed if self.phrases.word[number + 2] in called)
        found.update(compress(count(), map(self.language.lists["shows"].__contains__, self.phrases.word)))
        return found

    def _show(self, number: int) -> Mention | None:
        """A programme that goes by whose it is: “Ann Lee's podcast”, “Ann Lee's radio show”."""
        first, head = self.phrases.first[number], self.phrases.head[number]
        owner = self.analysis.letters.find("'", first + 1, head)
        named = self.sources.names.name_in(first, owner) if owner > 0 else None
        aired = (
            self.phrases.word[number] in self.language.lists["audio"]
            or self.analysis.tokens.lower[head - 1] in self.language.lists["airwaves"]
        )
        if named is None or not aired or named.last - named.first < 2:
            return None
        name = self.analysis.tokens.phrase(named.first, head + 1)
        span = Span(self.analysis.tokens.starts[named.first], self.analysis.tokens.ends[head])
        return Mention(span, Standing("", name, "unregistered"), name, False, "called a programme by the text")

    def _unregistered(self, number: int) -> Mention | None:
        """A name that the registry does not hold but that the text calls an outlet: “the newspaper Haaretz”."""
        if self.phrases.word[number] in self.language.lists["shows"]:
            return self._show(number)
        if self.phrases.kinds[number] != "N":
            return None
        tokens, media = self.analysis.tokens, self.sources.called
        first, last = self.phrases.first[number], self.phrases.last[number]
        kinds, after = self.phrases.kinds, number + 2
        apposed = kinds[number + 1 : after] == "," and after < len(kinds) and kinds[after] in "nNK"
        called = apposed and self.phrases.word[after] in media
        named = self.sources.names.name_in(first, last)
        if named is None or named.titled:
            return None
        called = called or self.sources.names.is_paper(named)
        if not called and media.isdisjoint(tokens.lower[first : last - 1]):
            return None
        if not called and (named.first == first or tokens.lower[named.first - 1] not in media):
            return None
        name = tokens.phrase(named.first, named.last)
        span = Span(tokens.starts[named.first], tokens.ends[named.last - 1])
        return Mention(span, Standing("", name, "unregistered"), name, False, "called an outlet by the text")

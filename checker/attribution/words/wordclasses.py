"""Word classes, one letter a token: a most-frequent-class list, endings, and what the neighbours decide.

After Brill (1992): every word starts with its most frequent class, ordered rules over the neighbours correct it. The
letters, so that phrases can be found by patterns over one string:

    n noun   s plural noun   N name   q day or month   c number   a adjective   D determiner   P possessive pronoun
    o pronoun (subject)   O pronoun (object)   w who, which   h what, how, whether   t that   S subordinator
    v verb   z verb in -s   d past form   e participle   g form in -ing   m modal   B be   H have   x do   T to
    i preposition   y by   l according   f as (“quoted as saying”)   r adverb   R not   k and, or   u but
    ' possessive ending
    , ; : - ( ) . as they are   | end of a paragraph   " ' < > quotation marks
    X V Y Z E A: undecided, gone when the rules of words/context.yaml have run
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, count

from checker.attribution.words.tokens import Memory, Tokens

_MARKS = {
    **dict.fromkeys(".?!…", "."), "...": ".", **dict.fromkeys("([", "("), **dict.fromkeys(")]", ")"),
    **dict.fromkeys(("—", "–", "-", "‒", "--", "---"), "-"), ",": ",", ";": ";", ":": ":",
    "%": "n", "$": "c", "/": "k", "’s": "'", "'s": "'",
}  # fmt: skip
_QUOTES = frozenset("“”\"„«»‘’'`") | {"''", "``"}


@dataclass(slots=True)
class WordClasses:
    """The word lists of a language and the rules of context, compiled; `known` are the letters of words met before.

    `surnames` are names that are common words too, but hardly ever one that stands alone as a subject, and such that
    end like adverbs and gerunds.
    """

    words: dict[str, str]
    endings: tuple[tuple[str, re.Pattern[str]], ...]
    context: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]
    pairs: Mapping[str, Mapping[str, str]]
    surnames: Collection[str]
    known: Memory = field(init=False)
    pronouns: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.known = Memory(self._letter)
        self.pronouns = {word.capitalize(): letter for word, letter in self.words.items() if letter in "oLP"}

    def classify(self, tokens: Tokens, sentence_starts: Sequence[int]) -> str:
        """One letter for each token; `sentence_starts` are the tokens whose capital says nothing."""
        words, lower = tokens.words, tokens.lower
        letters, inner = list(map(self.known.__getitem__, words)), words.copy()
        starts = [number for number in sentence_starts if number < len(words)]
        for number in starts:
            inner[number] = ""
        names = {words[number] for number in starts}.intersection(inner)
        for number in starts:
            if words[number][0].isupper():
                following = words[number + 1] if number + 1 < len(words) else "."
                letters[number] = self._first_letter(words[number], lower[number], names, following)
        pairs = self.pairs
        for number in compress(count(), map(pairs.__contains__, lower)):
            if number and lower[number - 1] in pairs[lower[number]]:
                letters[number - 1 : number + 1] = pairs[lower[number]][lower[number - 1]]
        text = "".join(letters)
        for opening in _OPENING.finditer(text):
            number = opening.end() - 1
            if words[number] in self.pronouns and not words[min(number + 1, len(words) - 1)][0].isupper():
                text = f"{text[:number]}{self.pronouns[words[number]]}{text[number + 1 :]}"  # “(She said P)”
        for find, put in self.context:
            text = find.sub(put, text)
        return text

    def _letter(self, word: str) -> str:
        """The class of a word inside its sentence."""
        low = word.lower().replace("’", "'")
        listed = self.words.get(low, "")
        if word[0].isupper():
            return listed if listed and (listed in _CAPITAL or low == "i") else "N"
        return listed or self._unlisted(word, low)

    def _unlisted(self, word: str, low: str) -> str:
        if word[0].isalpha():
            return self._by_ending(low)
        if word in _MARKS:
            return _MARKS[word]
        if word in _QUOTES:
            return '"'
        return "c" if word[0].isdigit() or word[0] == "$" else "n" if len(word) > 1 else "-"

    def _first_letter(self, word: str, low: str, names: Collection[str], following: str) -> str:
        """The class of a sentence's first word: a name where the article has it as one, or where no list knows it."""
        known = self.words.get(low)
        if known is None:
            guess = self._by_ending(low)
            return guess if guess in "gr" and word not in names and word not in self.surnames else "N"
        if known in _CLOSED:
            return known
        joined = following[0].isupper() and known in "nsXYaA"
        joined = joined or (word in self.surnames and self.known[following] in _BEHIND_SUBJECT)
        return "N" if word in names or joined or following in _POSSESSIVE else known

    def _by_ending(self, low: str) -> str:
        return next((letter for letter, pattern in self.endings if pattern.fullmatch(low)), "n")


_BEHIND_SUBJECT = frozenset("zdEemBHxrwYZ,(")
_OPENING = re.compile("[:(-]N")
_POSSESSIVE = frozenset({"’s", "'s"})
_CLOSED = frozenset("DPLoOwhtTmBHxRkuSiylqrc")
# Words that stay themselves with a capital inside a sentence: closed ones ("The", "Of" in names; not "We", "Will",
# "May"), and the verbs of a headline that can be nothing else ("Lee Says It Is Safe").
_CAPITAL = frozenset("DhtTBHxRkuSiylqcz")

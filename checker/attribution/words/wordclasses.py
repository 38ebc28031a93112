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

from checker.attribution.words.lexicon import Lexicon
from checker.attribution.words.tokens import Tokens


@dataclass(slots=True)
class WordClasses:
    """The lexicon of a language and the rules of context, compiled; `pairs` has second word -> first word -> letters.

    `surnames` are names that are common words too, but hardly ever one that stands alone as a subject, and such that
    end like adverbs and gerunds.
    """

    lexicon: Lexicon
    context: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]
    pairs: Mapping[str, Mapping[str, str]]
    surnames: Collection[str]
    pronouns: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        listed = self.lexicon.listed
        self.pronouns = {word.capitalize(): letter for word, letter in listed.items() if letter in "oLP"}

    def classify(self, tokens: Tokens, sentence_starts: Sequence[int]) -> str:
        """One letter for each token; `sentence_starts` are the tokens whose capital says nothing."""
        words, lower = tokens.words, tokens.lower
        letters, inner = tokens.letters.copy(), words.copy()
        starts = [number for number in sentence_starts if number < len(words)]
        for number in starts:
            inner[number] = ""
        names = {words[number] for number in starts}.intersection(inner)
        for number in starts:
            if words[number][0].isupper():
                following = words[number + 1] if number + 1 < len(words) else "."
                letters[number] = self._first_letter(words[number], lower[number], names, following)
        pairs = self.pairs
        for number in tokens.seconds:
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

    def _first_letter(self, word: str, low: str, names: Collection[str], following: str) -> str:
        """The class of a sentence's first word: a name where the article has it as one, or where no list knows it."""
        known = self.lexicon.listed.get(low)
        if known is None:
            guess = self.lexicon.by_ending(low)
            return guess if guess in "gr" and word not in names and word not in self.surnames else "N"
        if known in _CLOSED:
            return known
        joined = following[0].isupper() and known in "nsXYaA"
        joined = joined or (word in self.surnames and self.lexicon[following].letter in _BEHIND_SUBJECT)
        return "N" if word in names or joined or following in _POSSESSIVE else known


_BEHIND_SUBJECT = frozenset("zdEemBHxrwYZ,(")
_OPENING = re.compile("[:(-]N")
_POSSESSIVE = frozenset({"’s", "'s"})
_CLOSED = frozenset("DPLoOwhtTmBHxRkuSiylqrc")

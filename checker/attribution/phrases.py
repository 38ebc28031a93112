"""Phrases, one letter each: noun phrases, verb groups, quotations and marks, found by one pattern over word classes.

The letters, so that patterns of attribution can be written over them (rules/language/en/patterns):

    N noun phrase with a name as head   n noun phrase   d determiner alone   z time   K noun phrase whose head is a cue
    c number alone   o pronoun (subject)   O pronoun (object)   w who, which   h what, how, whether   t that
    v finite verb   p passive   g form in -ing   j infinitive   e participle   b form of be alone
    C P G I E       the same five where the verb is a known cue
    i preposition   y by   l according   f as (“quoted as saying”)   a adjective   A cue adjective   r adverb
    k and, or   u but   S subordinator
    Q quotation   , ; : - ( ) . as they are   | end of a paragraph
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass

from checker.attribution.quotations import Quotation
from checker.attribution.tokens import Tokens

# A quotation of fewer words is a scare quote or a title: its marks are looked through.
QUOTED_WORDS = 3
_SPOKEN_END = frozenset(",.?!…")

# Every repetition is bounded: a run of ten thousand adjectives must not be walked from each of its words.
_PHRASE = re.compile(
    r"(?P<verb>[rR]{0,8}(?:T[rR]{0,4})?(?:[mx][rR]{0,4})?(?:[BH][rR]{0,4}){0,6}(?:[vzdeg]|x))"
    r"|(?P<copula>[rR]{0,8}(?:T[rR]{0,4})?(?:[mx][rR]{0,4})?(?:[BH][rR]{0,4}){1,6}|[rR]{0,8}[mx][rR]{0,4})"
    r"|(?P<time>[Dra]{0,4}q{1,6}c{0,3})"
    r"|(?P<noun>[DP]{0,4}(?:(?:[cN]|r{0,4}a|(?<=[D'])r(?=[ns])|e(?=[ansN])|(?<=')D|g(?=[ns])|n|s(?=[n'])|'(?=[a-zN])){0,40}[nsNc]))"
    r"|(?P<adjective>r{0,4}a{1,8})"
    r"|(?P<other>.)",
    re.DOTALL,
)
_SINGLE = {"D": "d", "P": "d", "'": "r", "T": "i", "S": "S", "R": "r", '"': "-", "t": "t", "v": "v", "q": "z", "m": "v"}


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of a text: `kinds` has one letter each, `first` and `last` their token numbers (last exclusive).

    `head` is the token number of the head (last noun, main verb); `sentence_of` the number of the sentence, `sentences`
    the first and last phrase of each; `quotation_of` maps a Q phrase to its quotation.
    """

    kinds: str
    first: list[int]
    last: list[int]
    head: list[int]
    letters: list[str]
    sentences: list[tuple[int, int]]
    sentence_of: list[int]
    quotation_of: dict[int, Quotation]


@dataclass(frozen=True, slots=True)
class Heads:
    """Which words make a phrase more than its class.

    Time nouns, cue nouns, cue adjectives, and the verbs that are cues.
    """

    times: Collection[str]
    nouns: Collection[str]
    adjectives: Collection[str]
    verbs: Container[str]


def find_phrases(
    tokens: Tokens,
    letters: str,
    sentences: Sequence[tuple[int, int]],
    quotations: Sequence[Quotation],
    heads: Heads,
    names: Mapping[int, int],
) -> Phrases:
    """Phrases of the whole text; a long quotation is one phrase, whatever it holds.

    `names` are names known beforehand (first token -> last, exclusive): each counts as one word.
    """
    units, numbers, quoted = _units(tokens, letters, sentences, quotations, names)
    kinds: list[str] = []
    first: list[int] = []
    last: list[int] = []
    head: list[int] = []
    spelt: list[str] = []
    bounds: list[tuple[int, int]] = []
    sentence_of: list[int] = []
    quotation_of: dict[int, Quotation] = {}
    opened = 0
    for match in _PHRASE.finditer(units):
        start, end = match.span()
        group = match.lastgroup
        text = units[start:end]
        begins, ends = numbers[start][0], numbers[end - 1][1]
        top = ends - 1
        if group == "other":
            kind = _SINGLE.get(text, text)
            if text == "Q":
                quotation_of[len(kinds)] = quoted[begins]
        elif group == "noun":
            kind = _noun_kind(tokens, text, top, heads)
        elif group == "time":
            kind = "z"
        elif group == "verb":
            kind = _verb_kind(text, tokens.lower[top] in heads.verbs)
        elif group == "copula":
            kind = "b" if "T" not in text else "j"
        else:
            kind = "A" if tokens.lower[top] in heads.adjectives else "a"
        kinds.append(kind)
        first.append(begins)
        last.append(ends)
        head.append(top)
        spelt.append(text)
        sentence_of.append(len(bounds))
        if kind in ".|":
            bounds.append((opened, len(kinds)))
            opened = len(kinds)
    return Phrases("".join(kinds), first, last, head, spelt, bounds, sentence_of, quotation_of)


def _units(
    tokens: Tokens,
    letters: str,
    sentences: Sequence[tuple[int, int]],
    quotations: Sequence[Quotation],
    names: Mapping[int, int],
) -> tuple[str, list[tuple[int, int]], dict[int, Quotation]]:
    """The string of class letters with long quotations folded, and the tokens behind each letter."""
    units: list[str] = []
    numbers: list[tuple[int, int]] = []
    quoted: dict[int, Quotation] = {}
    long = {q.first: q for q in quotations if _is_long(tokens, q)}
    whole = {**names, **{q.first: q.last for q in quotations if q.closed and _is_title(tokens, *q.inner())}}
    paragraph_ends = {last for _, last in tokens.paragraphs}
    for start, end in sentences:
        number = start
        while number < end:
            quotation = long.get(number)
            if quotation is not None:
                units.append("Q")
                numbers.append((number, quotation.last))
                quoted[number] = quotation
                number = quotation.last
                continue
            if whole.get(number, 0) > number and whole[number] <= end:
                units.append("N")
                numbers.append((number, whole[number]))
                number = whole[number]
                continue
            letter = letters[number]
            if letter == "." and number + 1 < end:
                letter = "-"
            if letter != '"':
                units.append(letter)
                numbers.append((number, number + 1))
            number += 1
        stop = "|" if end in paragraph_ends else "."
        if units and units[-1] == ".":
            units[-1] = stop
        else:
            units.append(stop)
            numbers.append((end, end))
    return "".join(units), numbers, quoted


def _is_long(tokens: Tokens, quotation: Quotation) -> bool:
    first, last = quotation.inner()
    if _is_title(tokens, first, last):
        return False
    if last > first and tokens.words[last - 1] in _SPOKEN_END:
        return True
    return sum(tokens.words[number][0].isalnum() for number in range(first, min(last, first + 12))) >= QUOTED_WORDS


def _is_title(tokens: Tokens, first: int, last: int) -> bool:
    """“Fox and Friends,”: a few words in quotation marks, most of them capitalised, are a name."""
    words = [word for word in tokens.words[first:last] if word[0].isalpha()]
    return 2 <= len(words) <= 6 and 3 * sum(word[0].isupper() for word in words) >= 2 * len(words)


def _noun_kind(tokens: Tokens, text: str, top: int, heads: Heads) -> str:
    word = tokens.lower[top]
    if not text.strip("c"):
        return "c"
    if word in heads.times:
        return "z"
    if word in heads.nouns and text[-1] != "N":
        return "K"
    return "N" if text[-1] == "N" else "n"


def _verb_kind(text: str, cue: bool) -> str:
    core = text.lstrip("rR")
    if core[0] == "T":
        kind = "j"
    elif core[-1] in "edv" and "B" in core:
        kind = "p"  # “is read”, “was put”: behind “be” a form like its base is a participle
    elif core == "e":
        kind = "e"
    elif core == "g":
        kind = "g"
    else:
        kind = "v"
    return {"v": "C", "p": "P", "g": "G", "j": "I", "e": "E"}[kind] if cue else kind

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
from bisect import bisect_left
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from checker.attribution.words.quotations import Quotation
from checker.attribution.words.tokens import Tokens

# A quotation of fewer words is a scare quote or a title: its marks are looked through.
QUOTED_WORDS = 3
_OUTCRIES = frozenset("?!")
_LEFT_OUT = frozenset({"…", "..."})
_LONG = 4  # letters of a word that a title would capitalise
_SPOKEN_END = frozenset(",.?!…")

# Every repetition is bounded: a run of ten thousand adjectives must not be walked from each of its words. A look at
# the first letter spares most nouns three trials.
_SHAPES = {
    "mark": r"[-.,|;:()yiSwthkQoOulf]",  # letters that begin no phrase, first: they are the most
    "verb": r"(?=[rRTmxBHvzdeg])[rR]{0,8}(?:T[rR]{0,4})?(?:[mx][rR]{0,4})?(?:[BH][rR]{0,4}){0,6}(?:[vzdeg]|x)",
    "copula": r"(?=[rRTmxBH])[rR]{0,8}(?:(?:T[rR]{0,4})?(?:[mx][rR]{0,4})?(?:[BH][rR]{0,4}){1,6}|[mx][rR]{0,4})",
    "time": r"(?=[Draq])(?!Dqc?a{0,2}N?[ns])[Dra]{0,4}q{1,6}(?![q'])c{0,3}",
    "noun": r"[DP]{0,4}(?:(?:[cN]|r{0,4}a(?:k(?=r{0,2}a{1,3}[ns]))?|(?<=[DP]a),(?=(?:r{0,2}a{1,3}|c)[ns])"
    r"|(?<=[D'])r(?=[nsc])|e(?=[ansN])|(?<=')D|q(?=q*')|(?<=[DP'])q(?=c?a{0,2}N?[ns])|(?<=q)c|g(?=[ns])"
    r"|(?<=D)g(?=N{1,3}[ns])|n|s(?=[n'])|'(?=[a-zND])){0,40}[nsNc])",
    "adjective": r"r{0,4}a{1,8}",
    "other": r".",
}
_PHRASE = re.compile("|".join(_SHAPES.values()), re.DOTALL)
_STOP = re.compile("[^.|]*[.|]")
_TO_QUOTED = re.compile("(?<!l)TQ")  # “promised to “repair it””: an infinitive
_QUOTATION = re.compile("Q")
_MARK = re.compile('[".]')
_SINGLE = {"D": "d", "P": "d", "'": "r", "T": "i", "S": "S", "R": "r", '"': "-", "t": "t", "v": "v", "q": "z", "m": "v"}


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of a text: `kinds` has one letter each, `first` and `last` their token numbers (last exclusive).

    `head` is the token number of the head (last noun, main verb), `word` that word in lower case; `sentence_of` is the
    number of the sentence, `sentences` has the first and last phrase of each; `quotation_of` maps a Q phrase to its
    quotation.
    """

    kinds: str
    first: list[int]
    last: list[int]
    head: list[int]
    word: list[str]
    letters: list[str]
    sentences: list[tuple[int, int]]
    sentence_of: list[int]
    quotation_of: dict[int, Quotation]

    def is_spoken(self, tokens: Tokens, number: int) -> bool:
        """Whether a Q phrase ends as speech does before its cue: in a comma or in a mark that ends a sentence."""
        quotation = self.quotation_of.get(number)
        return quotation is not None and tokens.words[quotation.inner()[1] - 1] in _SPOKEN_END


@dataclass(frozen=True, slots=True)
class Heads:
    """Which words make a phrase more than its class.

    The letters of time nouns and of cue nouns, the cue adjectives, and the verbs that are cues.
    """

    nouns: Mapping[str, str]
    adjectives: Container[str]
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
    units, begins, ends, quoted = _units(tokens, letters, sentences, quotations, names)
    units = _TO_QUOTED.sub("jQ", units)
    spelt = _PHRASE.findall(units)  # each letter is part of a phrase
    stops = list(accumulate(map(len, spelt)))
    first = [begins[start] for start in (0, *stops[:-1])] if spelt else []
    last = [ends[stop - 1] for stop in stops]
    head = [behind - 1 for behind in last]
    words = list(map(tokens.lower.__getitem__, head))
    nouns, adjectives, verbs = heads.nouns, heads.adjectives, heads.verbs
    kinds = "".join([
        shape if len(shape) == 1
        else nouns.get(word, "n") if shape == "nK"
        else shape[word in (adjectives if shape == "aA" else verbs)]
        for shape, word in zip(map(_letters, spelt), words, strict=True)
    ])  # fmt: skip
    bounds: list[tuple[int, int]] = []
    sentence_of: list[int] = []
    for stop in _STOP.finditer(kinds):
        opened = len(sentence_of)
        sentence_of.extend([len(bounds)] * (stop.end() - opened))
        bounds.append((opened, stop.end()))
    quotation_of = {match.start(): quoted[first[match.start()]] for match in _QUOTATION.finditer(kinds)}
    return Phrases(kinds, first, last, head, words, spelt, bounds, sentence_of, quotation_of)


def _units(
    tokens: Tokens,
    letters: str,
    sentences: Sequence[tuple[int, int]],
    quotations: Sequence[Quotation],
    names: Mapping[int, int],
) -> tuple[str, list[int], list[int], dict[int, Quotation]]:
    """The string of class letters with long quotations folded, and first and last token (exclusive) of each letter."""
    units: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    opening = {start for start, _ in sentences}
    titles = {q.first: q.last for q in quotations if q.closed and _is_title(tokens, *q.inner(), q.first in opening)}
    quoted = {q.first: q for q in quotations if q.first not in titles and _is_long(tokens, q)}
    whole = {**names, **titles}
    marks = {match.start() for match in _MARK.finditer(letters)}
    special = sorted(marks.union(quoted, whole))
    paragraph_ends = {last for _, last in tokens.paragraphs}
    for start, end in sentences:
        number = start
        for place in [*special[bisect_left(special, start) : bisect_left(special, end)], end]:
            if place < number:
                continue
            if number < place:
                units.append(letters[number:place])
                begins.extend(range(number, place))
                ends.extend(range(number + 1, place + 1))
            if place == end:
                break
            letter, behind = letters[place], place + 1
            if place in quoted:
                letter, behind = "Q", quoted[place].last
            elif place in whole and place < whole[place] <= end:
                letter, behind = "N", whole[place]
            elif letter == "." and behind < end:
                letter = '"' if tokens.words[place] in _LEFT_OUT else "-"
            if letter != '"':
                units.append(letter)
                begins.append(place)
                ends.append(behind)
            if letter == "N" and tokens.words[behind - 2] == ",":  # “on “Fox and Friends,” Ann Lee said”
                ends[-1] = behind - 2
                units.append(",")
                begins.append(behind - 2)
                ends.append(behind)
            number = behind
        stop = "|" if end in paragraph_ends else "."
        if units and units[-1] == ".":
            units[-1] = stop
        else:
            units.append(stop)
            begins.append(end)
            ends.append(end)
    return "".join(units), begins, ends, quoted


def _is_long(tokens: Tokens, quotation: Quotation) -> bool:
    first, last = quotation.inner()
    if last > first and tokens.words[last - 1] in _SPOKEN_END:
        return True
    return sum(tokens.words[number][0].isalnum() for number in range(first, min(last, first + 12))) >= QUOTED_WORDS


def _is_title(tokens: Tokens, first: int, last: int, opens: bool) -> bool:
    """“Fox and Friends,”: a few words in quotation marks, most of them capitalised, are a name.

    Not so an outcry, nor what `opens` its sentence and ends in a comma: “God Bless America,” Lee said.
    """
    inner = tokens.words[first:last]
    if not _OUTCRIES.isdisjoint(inner[-2:]) or "," in inner[:-1] or (opens and inner[-1:] == [","]):
        return False
    words = [word for word in inner if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    small = sum(word[0].islower() and len(word) < _LONG for word in words)
    heading = capitals >= 2 and capitals + small == len(words) and words[-1][0].isupper()  # “State of the Union”
    return 2 <= len(words) <= 6 and (heading or 3 * capitals >= 2 * len(words))


@lru_cache(maxsize=4096)
def _letters(text: str) -> str:
    """The letter of a phrase by its word classes; two where its last word decides: as any word, as a cue."""
    shape = next((name for name, find in _SHAPES.items() if re.fullmatch(find, text, re.DOTALL)), "noun")
    if shape == "noun":
        return "N" if text[-1] == "N" else "nK" if text.strip("c") else "c"
    if shape == "verb":
        return _verb_letters(text.lstrip("rR"))
    if shape == "copula":
        return "j" if "T" in text else "b"
    return {"time": "z", "adjective": "aA"}.get(shape) or _SINGLE.get(text, text)


def _verb_letters(core: str) -> str:
    if core[0] == "T":
        return "jI"
    if core[-1] in "edv" and "B" in core:
        return "pP"  # “is read”, “was put”: behind “be” a form like its base is a participle
    return {"e": "eE", "g": "gG"}.get(core, "vC")

"""Where sentences begin and end: never inside a quotation, never behind an abbreviation."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence

from checker.attribution.words.lexicon import STOPS
from checker.attribution.words.quotations import Quotation
from checker.attribution.words.tokens import Tokens


def split_sentences(tokens: Tokens, quotations: Sequence[Quotation], openers: Collection[str]) -> list[tuple[int, int]]:
    """Sentences as (first token, last token exclusive).

    An abbreviation that may end a sentence, as initials may, does when a word of `openers` (The, He, In ...) or an
    opening mark follows.
    A quotation that ends in a full stop ends its sentence; one that ends in a question mark only does so where a new
    sentence plainly begins, since "“Why?” Lee asked" is one.
    """
    closes = {quotation.last - 1: quotation for quotation in quotations if quotation.closed}
    words, free = tokens.words, set(tokens.stops)
    for quotation in quotations:
        free.difference_update(range(quotation.first, quotation.last))
    places = sorted(free.union(closes))
    sentences: list[tuple[int, int]] = []
    for first, last in tokens.paragraphs:
        start = first
        for number in places[bisect_left(places, first) : bisect_left(places, last)]:
            if number in closes:
                cut = _ends_behind_quotation(tokens, closes[number], start, last, openers)
            else:
                plain = words[number] in STOPS or (number + 1 < last and words[number + 1] in openers)
                cut = plain and not _goes_on(tokens, number, last)
            if cut:
                sentences.append((start, number + 1))
                start = number + 1
        if start < last:
            sentences.append((start, last))
    return sentences


def _goes_on(tokens: Tokens, number: int, last: int) -> bool:
    """The stop is not the last mark of its sentence: another one, a bracket or a lower-case word follows."""
    if number + 1 >= last:
        return False
    following = tokens.words[number + 1]
    if not following[0].isalnum() and tokens.words[number] not in STOPS and number + 2 < last:
        return tokens.words[number + 2][0].islower()  # “said the U.S. “clearly” needed a bridge”
    return following in STOPS or following in ")]" or following[0].islower()


def _ends_behind_quotation(
    tokens: Tokens, quotation: Quotation, start: int, last: int, openers: Collection[str]
) -> bool:
    number = quotation.last - 1
    inner_end = tokens.words[number - 1]
    if inner_end not in STOPS or number + 1 >= last:
        return False
    following = tokens.words[number + 1]
    if following[0].islower() or following in {",", ".", ";", ":", "-", "—", "–", "--", ")"}:
        return False
    if inner_end == "." or quotation.first > start or not following[0].isalnum():
        return True
    return following in openers and following[-1] != "."  # “Why?” Mrs. Lee asked
